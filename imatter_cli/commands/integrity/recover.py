"""`imatter recover`: finish or drop what was interrupted, and put back what was deleted by hand."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import flag
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.ids import PROGRAMME_PATH
from imatter_cli.errors import StoreTrouble
from imatter_cli.output.words import count
from imatter_cli.remedies import Remedy, ShellLine
from imatter_cli.store.contract import Store
from imatter_cli.store.paths import id_for

app = Commands("recover", "Finish or drop an interrupted change; bring back deleted files.")

#: So many records are named one by one.
_NAMED = 5


@app.command("recover")
def recover(
    session: Session,
    clock_is_right: bool = flag(
        "--clock-is-right", "Say that this computer's clock is right, even if the last change has a later date."
    ),
) -> None:
    """Finish or drop a change that was interrupted, and bring back records whose files were deleted by hand.

    Example: imatter recover
    """
    store, back = _store(session)
    if clock_is_right and not session.dry_run:
        store.trust_clock()
        session.say("Your next change is recorded with this computer's time.")
    if session.dry_run:
        waiting = " ".join(filter(None, [store.unfinished(), *_back(store.put_back(dry_run=True), "Would be brought")]))
        session.put({"done": [], "waiting": waiting, "dry_run": True}, waiting or "Nothing was interrupted.")
        return
    done = [*back, *store.recover()]
    stopped = store.obstacle()
    if stopped is not None and not done:
        raise stopped
    done += _back(store.put_back(), "Brought") if stopped is None else []
    session.put({"done": done, "waiting": ""}, "\n".join(done) if done else "Nothing was interrupted.")


def _store(session: Session) -> tuple[Store, list[str]]:
    """The store here, and what was brought back so that it is one: its rules may have been deleted by hand."""
    try:
        return session.store_here(), []
    except StoreTrouble as trouble:
        if trouble.code != "no-programme" or session.dry_run:
            raise
        folder = str(trouble.details["place"])
        back = session.wiring.open_folder(folder).put_back()
        if PROGRAMME_PATH not in back:
            trouble.hint = Remedy(
                "It was removed with git, so bring it back with git:  ",
                ShellLine("git", "-C", folder, "checkout", "HEAD", "--", PROGRAMME_PATH),
                "  (or HEAD~1, if its removal was saved too).",
            )
            raise
        return session.store_here(), _back(back, "Brought")


def _back(paths: list[str], verb: str) -> list[str]:
    if not paths:
        return []
    named = ", ".join(id_for(path) or path for path in paths)
    what = named if len(paths) <= _NAMED else count(len(paths), "record")
    return [f"{verb} back: {what}, as last saved. {'Its file was' if len(paths) == 1 else 'Their files were'} deleted."]
