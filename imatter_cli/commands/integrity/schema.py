"""`imatter schema`: the shape of each kind of record, for editors."""

from __future__ import annotations

import typer

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import flag
from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import Usage
from imatter_cli.output.words import count
from imatter_cli.remedies import Command, Remedy
from imatter_cli.services.integrity import schemas

app = Commands("schema", "Show the fields of each kind of record.")


@app.command("schema")
def schema(
    session: Session,
    write: bool = flag("--write", "Update the schemas that are out of date."),
    check: bool = flag("--check", "Exit with 1 if a schema is out of date."),
) -> None:
    """Show the fields of each kind of record, as schemas that editors read.

    Example: imatter schema --write
    """
    if write and check:
        raise Usage(
            "You can't use --write and --check together.",
            hint=Remedy(Command("schema", "--check"), ", then ", Command("schema", "--write")),
        )
    root = session.store().root
    changed = schemas.out_of_step(root) if check or session.dry_run or not write else schemas.write(root)
    every = list(schemas.all_schemas())
    data = {"schemas": every, "written" if write and not session.dry_run else "out_of_step": changed}
    session.put(data, lambda: _text(every, changed, "write" if write else "check" if check else ""))
    if check and changed:
        raise typer.Exit(1)


def _text(every: list[str], changed: list[str], asked: str) -> str:
    if asked == "write":
        return "\n".join([*changed, f"{count(len(changed), 'schema')} updated."])
    if asked == "check":
        if not changed:
            return f"{count(len(every), 'schema')}, all up to date."
        return "\n".join(
            [
                *changed,
                str(Remedy(count(len(changed), "schema"), " out of date. To update: ", Command("schema", "--write"))),
            ]
        )
    return "\n".join(f"{path}   out of date" if path in changed else path for path in every)
