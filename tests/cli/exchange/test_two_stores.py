"""Between a practitioner's notebook and a programme's store, by send and receive alone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest
import yaml
from fault_points import FAULT_POINTS

from imatter_cli.domain import exchange, ids
from imatter_cli.input.drafts import Draft, Drafts
from imatter_cli.store import codec
from imatter_cli.store.open import open_store

YES = (
    "--learning-journey", "yes", "--working-with", "yes", "--motivated-to-share", "yes", "--open-to-reflection", "yes",
)  # fmt: skip
IDEA = (
    "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "evening routine",
    "--individuals", "1",
)  # fmt: skip
QUARTER = ("fund", "open", "2026-Q4", "--budget", "2000", "--opens", "2026-11-01", "--closes", "2026-12-10")

NOW = "2026-11-24T09:00:00Z"


class Side:
    """One store and whoever keeps it."""

    def __init__(self, call: Callable[..., Any], path: Path, *kind: str) -> None:
        self._call, self.path = call, path
        self.me = str(call("init", path, *kind, "--json").json["id"])

    def __call__(self, *args: str | Path, **options: Any) -> Any:
        return self._call(*args, "--store", self.path, **options)

    def do(self, *args: str | Path) -> dict[str, Any]:
        """A change that goes well, in one commit, after which all is clean."""
        before = self.commits()
        done = self(*args, "--json")
        assert done.code == 0, (done.out, done.err)
        assert len(self.commits()) == len(before) + 1
        assert self.git("status", "--porcelain") == ""
        data: dict[str, Any] = done.json
        return data

    def refused(self, *args: str | Path, code: int = 4, **options: Any) -> dict[str, Any]:
        """A refusal, with nothing written."""
        before, files = self.commits(), self.files()
        done = self(*args, "--json", **options)
        assert done.code == code, (done.out, done.err)
        assert (self.commits(), self.files()) == (before, files)
        error: dict[str, Any] = done.error
        return error

    def fine(self) -> None:
        """The records hold, and so does their history."""
        for verb in ("check", "verify"):
            done = self(verb, "--json")
            assert done.code == 0, done.out
            assert not [f for f in done.json["findings"] if f["severity"] == "error"], done.out

    def record(self, id: str) -> dict[str, Any]:
        data = yaml.load((self.path / ids.path_of(id)).read_text(), Loader=yaml.BaseLoader)
        assert isinstance(data, dict)
        return data

    def status(self, id: str) -> str:
        return str(self.record(id)["status"])

    def there(self, id: str) -> bool:
        return (self.path / ids.path_of(id)).exists()

    def git(self, *args: str) -> str:
        done = subprocess.run(["git", "-C", str(self.path), *args], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commits(self) -> list[str]:
        return self.git("log", "--format=%s").splitlines()

    def files(self) -> dict[str, bytes]:
        return {str(p): p.read_bytes() for p in sorted((self.path / "records").rglob("*")) if p.is_file()}


class Post:
    """What is sent goes into a folder of numbered files."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        folder.mkdir()

    def send(self, side: Side, *ids: str) -> Path:
        """A file of these records; the store it is from stays as it is."""
        self.count += 1
        path = self.folder / f"{self.count}.yaml"
        before, files = side.commits(), side.files()
        done = side("send", *ids, "--to", path, "--json")
        assert done.code == 0, (done.out, done.err)
        assert (side.commits(), side.files()) == (before, files)
        assert done.json["digest"] in path.read_text()
        return path

    def hand(self, one: Side, other: Side, *ids: str) -> dict[str, Any]:
        """Sent by one, received by the other; both are in order afterwards."""
        done = other.do("receive", self.send(one, *ids))
        other.fine()
        return done


@pytest.fixture(autouse=True)
def one_clock(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is recorded is dated as what happened."""
    for name in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"):
        monkeypatch.setenv(name, NOW)


@pytest.fixture
def me(call: Callable[..., Any], tmp_path: Path) -> Side:
    return Side(call, tmp_path / "notebook")


@pytest.fixture
def office(call: Callable[..., Any], tmp_path: Path) -> Side:
    return Side(call, tmp_path / "office", "--programme")


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return Post(tmp_path / "post")


@pytest.fixture
def applied(me: Side) -> str:
    """A licence applied for and handed in, in the notebook."""
    me.do(*IDEA)
    id = str(me.do("licence", "apply", *YES)["id"])
    me.do("licence", "submit", id)
    return id


@pytest.fixture
def issued(me: Side, office: Side, post: Post, applied: str) -> str:
    """The same, issued by the coordinator and known in both stores."""
    post.hand(me, office, applied)
    office.do("licence", "issue", applied)
    post.hand(office, me, applied)
    return applied


def test_applied_returned_resubmitted_issued_started(me: Side, office: Side, post: Post, applied: str) -> None:
    idea = me.record(applied)["idea"]
    got = post.hand(me, office, applied)
    assert got["id"] == applied
    assert {a["id"] for a in got["also"]} == {idea, me.me}
    assert office.record(me.me)["roles"] == ["practitioner"]
    assert office.commits()[0] == f"receive {applied}"
    events = office.git("log", "-1", "--format=%(trailers:key=Event,valueonly,separator=%x20)").split()
    assert sorted(events) == ["apply", "join", "plan", "submit"]

    office.do("licence", "return", applied, "--reason", "which setting is it?")
    back = post.hand(office, me, applied)
    assert (back["id"], back["status"]) == (applied, "returned")
    assert me.record(applied)["timeline"][-1]["reason"] == "which setting is it?"

    me.do("licence", "edit", applied, "--focus-area", "evening routine at the club")
    me.do("licence", "submit", applied)
    again = post.hand(me, office, applied)
    assert [r["events"] for r in again["received"] if r["id"] == applied] == [["edit", "submit"]]
    assert office.record(applied)["focus_areas"] == ["evening routine at the club"]

    office.do("licence", "issue", applied, "--reference", "MPL-0042")
    post.hand(office, me, applied)
    assert (me.status(applied), me.record(applied)["reference"]) == ("active", "MPL-0042")
    me.do("project", "start", idea)
    post.hand(me, office, idea)
    assert office.status(idea) == "active"
    assert me.record(applied) == office.record(applied)


def test_a_pause_takes_its_projects_along(me: Side, office: Side, post: Post, issued: str) -> None:
    both = [str(me.record(issued)["idea"]), str(me.do(*IDEA)["id"])]
    for project in both:
        me.do("project", "start", project)
    post.hand(me, office, *both)
    me.do("licence", "pause", issued, "--reason", "a new post")
    post.hand(me, office, issued)
    assert [office.status(id) for id in (issued, *both)] == ["paused"] * 3
    office.do("licence", "end", issued, "--reason", "moved away")
    post.hand(office, me, issued)
    assert [me.status(id) for id in (issued, *both)] == ["ended", "stopped", "stopped"]


def test_an_application_to_the_fund_there_and_back(me: Side, office: Side, post: Post, issued: str) -> None:
    idea = me.record(issued)["idea"]
    me.do("project", "start", idea)
    reviewer = str(office.do("practitioner", "new", "--role", "reviewer")["id"])
    me.do(*QUARTER)
    office.do(*QUARTER, "--quorum", "1", "--reviewer", reviewer)
    app = str(me.do(
        "fund", "apply", "--project", idea, "--round", "2026-Q4", "--key-barrier", "The school has no budget line.",
        "--cost", "cushions=120.50", "--payee", "host",
    )["id"])  # fmt: skip
    me.do("fund", "submit", app)
    post.hand(me, office, app)
    assert office.status(idea) == "active"  # the project's start went along
    office.do("fund", "screen", app, "--outcome", "eligible")
    review = str(office.do("fund", "assign", app, "--reviewer", reviewer)["id"])
    office.do("fund", "score", app, "--as", reviewer, "--score", "need=4", "--score", "fit=3", "--score", "feasible=3",
              "--comment", "ready")  # fmt: skip
    office.do("fund", "close", "2026-Q4")
    office.do("fund", "decide", app, "--outcome", "funded", "--reason", "need=Small and ready.")
    assert office.refused("send", app, "--to", post.folder / "early.yaml")["code"] == "not-published"
    assert not (post.folder / "early.yaml").exists()
    office.do("fund", "publish", "2026-Q4")
    post.hand(office, me, app)
    assert me.status(app) == "funded"
    assert not me.there(review)
    assert not me.there(reviewer)
    me.do("fund", "accept", app)
    post.hand(me, office, app)
    assert office.status(app) == "accepted"
    office.do("fund", "pay", app)
    post.hand(office, me, app)
    assert me.status(app) == "paid"
    assert office.refused("send", review, "--to", post.folder / "no.yaml")["code"] == "stays-here"


def test_a_notebook_applies_in_a_quarter_that_it_was_sent(me: Side, office: Side, post: Post, issued: str) -> None:
    idea = me.record(issued)["idea"]
    me.do("project", "start", idea)
    apply = (
        "fund", "apply", "--project", idea, "--round", "2026-Q4", "--key-barrier", "none", "--cost", "cushions=20",
        "--payee", "host",
    )  # fmt: skip
    alone = me.refused(*apply)
    assert alone["code"] == "no-round"
    assert "imatter send 2026-Q4 --to FILE" in alone["hint"] and "imatter receive FILE" in alone["hint"]

    reviewer = str(office.do("practitioner", "new", "--role", "reviewer")["id"])
    office.do(*QUARTER, "--quorum", "1", "--reviewer", reviewer, "--reserve", "77.31")
    got = post.hand(office, me, "2026-Q4")
    assert (got["id"], got["status"]) == ("2026-q4", "open")
    text = (me.path / ids.path_of("2026-q4")).read_text()
    assert reviewer not in text and "77.31" not in text  # who reviews and what is kept back are the programme's affair
    app = str(me.do(*apply)["id"])
    me.do("fund", "submit", app)
    post.hand(me, office, app)
    assert office.status(app) == "submitted"

    assert me.refused("send", "2026-q4", "--to", post.folder / "no.yaml")["code"] == "stays-here"
    assert office.refused("receive", post.send(office, "2026-q4"))["code"] == "stays-here"
    holder = ("--as", me.me)
    assert office.refused("send", "2026-q4", "--to", post.folder / "no.yaml", *holder)["code"] == "not-yours"

    office.do("fund", "withdraw", app)
    office.do("fund", "edit", "2026-Q4", "--budget", "1500", "--reason", "less money")
    office.do("fund", "close", "2026-Q4")
    office.do("fund", "publish", "2026-Q4")
    post.hand(office, me, "2026-q4")
    assert (me.status("2026-q4"), me.record("2026-q4")["budget"]) == ("published", "1500.00")
    assert me("receive", post.send(office, "2026-q4"), "--json").json["commit"] == ""


def test_what_comes_after_the_last_day_is_taken_as_the_refusal_says(
    me: Side, office: Side, post: Post, issued: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    idea = me.record(issued)["idea"]
    me.do("project", "start", idea)
    office.do(*QUARTER)
    post.hand(office, me, "2026-Q4")
    app = str(me.do(
        "fund", "apply", "--project", idea, "--round", "2026-Q4", "--key-barrier", "none", "--cost", "cushions=20",
        "--payee", "host",
    )["id"])  # fmt: skip
    me.do("fund", "submit", app)
    path = post.send(me, app)
    for name in ("IMATTER_NOW", "GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"):
        monkeypatch.setenv(name, "2026-12-12T09:00:00Z")
    office.do("fund", "close", "2026-Q4")
    error = office.refused("receive", path)
    assert error["code"] == "past-closing"
    lines = [
        [{"WHY": "the post was slow", "DAY": "2026-12-20"}.get(w, w) for w in line[1:]] for line in error["commands"]
    ]
    assert [line[1] for line in lines] == ["reopen", "edit"]
    for line in lines:
        office.do(*line)
    office.do("receive", path)
    assert office.status(app) == "submitted"


def test_at_a_terminal_nobody_types_an_application_for_a_quarter_that_is_not_there(
    me: Side, issued: str, sit_down: Any
) -> None:
    me.do("project", "start", me.record(issued)["idea"])
    child = sit_down(me, "fund", "apply")
    child.expect("There is no round for 2026-Q4")
    child.expect("Ask the coordinator for the file of the quarter")
    child.expect(pexpect.EOF)


def test_a_quarter_that_a_notebook_noted_itself_stays(me: Side, office: Side, post: Post) -> None:
    me.do(*QUARTER)
    office.do(*QUARTER)
    error = me.refused("receive", post.send(office, "2026-q4"))
    assert error["code"] == "contradicts"
    assert "imatter fund apply" in error["hint"]


def decided_twice(me: Side, office: Side, post: Post, issued: str, *changes: tuple[str, ...]) -> str:
    """An application whose decision is changed before it is published."""
    me.do("project", "start", me.record(issued)["idea"])
    me.do(*QUARTER)
    reviewer = str(office.do("practitioner", "new", "--role", "reviewer")["id"])
    office.do(*QUARTER, "--quorum", "1", "--reviewer", reviewer)
    app = str(me.do(
        "fund", "apply", "--project", me.record(issued)["idea"], "--round", "2026-Q4", "--key-barrier", "none",
        "--cost", "cushions=120.50", "--payee", "host",
    )["id"])  # fmt: skip
    me.do("fund", "submit", app)
    post.hand(me, office, app)
    office.do("fund", "screen", app, "--outcome", "eligible")
    office.do("fund", "assign", app, "--reviewer", reviewer)
    office.do("fund", "score", app, "--as", reviewer, "--score", "need=4", "--score", "fit=3", "--score", "feasible=3",
              "--comment", "ready")  # fmt: skip
    office.do("fund", "close", "2026-Q4")
    office.do("fund", "decide", app, "--outcome", "not-funded", "--reason", "need=SECRET not yet.")
    for change in changes:
        office.do(*(part.replace("APP", app) for part in change))
    office.do("fund", "publish", "2026-Q4")
    return app


NOW_FUNDED = ("APP", "--outcome", "funded", "--reason", "need=Small and ready.")
CHANGED = {
    "taken back": (("undo", "--reason", "a SECRET slip"), ("fund", "decide", *NOW_FUNDED)),
    "corrected": (("fund", "correct", *NOW_FUNDED, "--why", "a SECRET slip"),),
}


@pytest.mark.parametrize("how", CHANGED)
def test_what_was_changed_before_it_was_published_stays_where_it_was(
    me: Side, office: Side, post: Post, issued: str, how: str
) -> None:
    app = decided_twice(me, office, post, issued, *CHANGED[how])
    assert "SECRET" in str(office.record(app))
    told = office("send", app, "--to", post.folder / "a.yaml")
    assert "The file has only the published decision" in told.out
    mine = office("send", app, "--to", post.folder / "b.yaml", "--json", "--as", me.me)
    assert mine.json["replaced"] == [app]
    for name in ("a", "b"):
        assert "SECRET" not in (post.folder / f"{name}.yaml").read_text()
    post.hand(office, me, app)
    assert (me.status(app), "SECRET" in str(me.record(app))) == ("funded", False)

    def nothing_new(one: Side, other: Side) -> None:
        before = other.commits()
        assert other("receive", post.send(one, app), "--json").json["commit"] == ""
        assert other.commits() == before

    for _ in range(2):
        nothing_new(office, me)
        nothing_new(me, office)
    me.do("fund", "accept", app)
    got = post.hand(me, office, app)
    assert [r["events"] for r in got["received"] if r["id"] == app] == [["accept"]]
    assert (office.status(app), "SECRET" in str(office.record(app))) == ("accepted", True)
    office.do("fund", "pay", app)
    post.hand(office, me, app)
    assert me.status(app) == "paid"
    for _ in range(2):
        nothing_new(office, me)
        nothing_new(me, office)


def test_a_notebook_that_has_the_earlier_decision_goes_on(me: Side, office: Side, post: Post, issued: str) -> None:
    app = decided_twice(me, office, post, issued, *CHANGED["corrected"])
    whole = codec.parse((office.path / ids.path_of(app)).read_bytes(), app)

    def as_it_was_sent(data: dict[str, Any]) -> None:
        data["records"] = [whole if r["id"] == app else r for r in data["records"]]

    me.do("receive", forged(post.send(office, app), as_it_was_sent))
    assert "SECRET" in str(me.record(app))
    office.do("fund", "accept", app)
    got = post.hand(office, me, app)
    assert [r["events"] for r in got["received"] if r["id"] == app] == [["accept"]]
    assert me("receive", post.send(office, app), "--json").json["commit"] == ""
    assert office("receive", post.send(me, app), "--json").json["commit"] == ""


def test_twice_is_once(me: Side, office: Side, post: Post, applied: str) -> None:
    path = post.send(me, applied)
    office.do("receive", path)
    before = office.commits()
    done = office("receive", path)
    assert done.code == 0
    assert "Nothing" in done.out
    data = office("receive", path, "--json").json
    assert data["commit"] == ""
    assert {r["is"] for r in data["received"]} == {"same"}
    assert office.commits() == before


def test_an_older_file_after_a_newer(me: Side, office: Side, post: Post, applied: str) -> None:
    old = post.send(me, applied)
    office.do("receive", old)
    office.do("licence", "return", applied, "--reason", "which setting is it?")
    error = office.refused("receive", old)
    assert error["code"] == "older"
    assert "returned" in error["message"]


def test_two_pasts_of_one_record(me: Side, office: Side, post: Post, applied: str) -> None:
    post.hand(me, office, applied)
    office.do("licence", "return", applied, "--reason", "which setting is it?")
    me.do("licence", "withdraw", applied)
    path = post.send(me, applied)
    error = office.refused("receive", path)
    assert error["code"] == "contradicts"
    assert applied in error["message"]


def test_what_goes_along_may_be_behind(me: Side, office: Side, post: Post, applied: str) -> None:
    idea = me.record(applied)["idea"]
    post.hand(me, office, applied)
    me.do("project", "step", idea, "--text", "lay the clothes out")
    office.do("licence", "issue", applied)
    got = post.hand(office, me, applied)
    assert {r["id"]: r["is"] for r in got["received"]}[idea] == "older"
    assert len(me.record(idea)["steps"]) == 1


def test_undo_takes_it_back(me: Side, office: Side, post: Post, applied: str) -> None:
    files = office.files()
    post.hand(me, office, applied)
    office.do("undo")
    assert office.files() == files
    office.fine()
    post.hand(me, office, applied)
    office.do("licence", "issue", applied)
    me.do("receive", post.send(office, applied))
    me.do("undo")
    assert me.status(applied) == "submitted"
    me.fine()


def test_only_what_is_shared_of_a_reflection(me: Side, office: Side, post: Post, issued: str) -> None:
    idea = me.record(issued)["idea"]
    me.do("project", "start", idea)
    id = str(me.do("reflect", idea, "--what", "PRIVATE-ONE", "--next-step", "PRIVATE-TWO", "--concern", "yes",
                   "--passed-to-host", "yes")["id"])  # fmt: skip
    error = me.refused("send", id, "--to", post.folder / "no.yaml")
    assert error["code"] == "not-shared"
    assert not (post.folder / "no.yaml").exists()
    me.do("reflection", "share", id, "--summary", "A calmer evening.")
    path = post.send(me, id)
    text = path.read_text()
    assert "A calmer evening." in text
    assert not [word for word in ("PRIVATE", "raised", "answers", "next_step") if word in text]
    office.do("receive", path)
    office.fine()
    assert office.record(id)["summary"] == "A calmer evening."
    me.do("reflection", "edit", id, "--summary", "A calm evening.")
    post.hand(me, office, id)
    assert office.record(id)["summary"] == "A calm evening."
    # back home nothing of one's own words is lost
    office.do("reflection", "edit", id, "--summary", "Calm evenings.")
    post.hand(office, me, id)
    assert me.record(id)["summary"] == "Calm evenings."
    assert me.record(id)["answers"][0]["text"] == "PRIVATE-ONE"


def forged(path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The file changed by somebody who knows how, digest and all."""
    data = codec.parse(path.read_bytes(), path.name)
    change(data)
    data["digest"] = exchange.digest(data)
    out = path.with_name(f"forged-{path.name}")
    out.write_bytes(codec.document(data, "forged"))
    return out


def licence_in(data: dict[str, Any]) -> dict[str, Any]:
    return next(r for r in data["records"] if r["id"].startswith("lic-"))


def test_changed_on_the_way(me: Side, office: Side, post: Post, applied: str) -> None:
    path = post.send(me, applied)
    path.write_text(path.read_text().replace("evening routine", "morning routine"))
    assert office.refused("receive", path)["code"] == "digest-differs"


def test_a_holder_cannot_issue_to_themself(me: Side, office: Side, post: Post, applied: str) -> None:
    path = post.send(me, applied)

    def issue(by: str) -> Callable[[dict[str, Any]], None]:
        def change(data: dict[str, Any]) -> None:
            licence = licence_in(data)
            licence["status"] = "active"
            licence["timeline"].append({"at": "2026-11-24T10:00:00Z", "event": "issue", "by": by})

        return change

    for by in (me.me, office.me):
        error = office.refused("receive", forged(path, issue(by)))
        assert error["code"] == "not-theirs"
        assert "issued" in error["message"]


def test_a_change_that_no_event_tells_of(me: Side, office: Side, post: Post, applied: str) -> None:
    post.hand(me, office, applied)
    me.do("licence", "withdraw", applied)
    path = forged(post.send(me, applied), lambda data: licence_in(data).update(focus_areas=["quiet"]))
    assert office.refused("receive", path)["details"]["fields"] == ["focus_areas"]
    same = forged(post.send(office, applied), lambda data: licence_in(data).update(focus_areas=["quiet"]))
    assert office.refused("receive", same)["code"] == "contradicts"


def test_own_words_in_a_file_are_refused(me: Side, office: Side, post: Post, issued: str) -> None:
    idea = me.record(issued)["idea"]
    id = str(me.do("reflect", idea, "--what", "mine", "--summary", "ours")["id"])
    path = post.send(me, id)

    def add(data: dict[str, Any]) -> None:
        next(r for r in data["records"] if r["id"] == id)["next_step"] = "mine"

    def unshare(data: dict[str, Any]) -> None:
        record = next(r for r in data["records"] if r["id"] == id)
        record["timeline"] = record["timeline"][:1]
        record["status"] = "kept"

    for change in (add, unshare):
        assert office.refused("receive", forged(path, change))["code"] == "not-shared"


def test_somebody_elses(me: Side, office: Side, post: Post, applied: str, call: Callable[..., Any]) -> None:
    path = post.send(me, applied)
    other = Side(call, post.folder / "other")
    assert other.refused("receive", path)["code"] == "somebody-elses"
    sent = forged(path, lambda data: data["from"].update(by=other.me))
    assert office.refused("receive", sent)["code"] == "somebody-elses"
    post.hand(me, office, applied)
    second = str(other.do(*IDEA)["id"])
    post.hand(other, office, second)
    assert office.refused("send", applied, second, "--to", post.folder / "n.yaml")["code"] == "several-people"
    mine = office.refused("send", applied, "--to", post.folder / "n.yaml", "--as", other.me)
    assert mine["code"] == "not-yours"


def test_a_programme_takes_in_what_a_coordinator_takes_in(me: Side, office: Side, post: Post, applied: str) -> None:
    path = post.send(me, applied)
    person = str(office.do("practitioner", "new", "--role", "practitioner")["id"])
    assert office.refused("receive", path, "--as", person)["code"] == "not-yours"


def test_roles_are_not_brought_along(me: Side, office: Side, post: Post, applied: str) -> None:
    def promote(data: dict[str, Any]) -> None:
        person = next(r for r in data["records"] if r["id"] == me.me)
        person["roles"] = person["timeline"][0]["roles"] = ["practitioner", "coordinator"]

    office.do("receive", forged(post.send(me, applied), promote))
    assert office.record(me.me)["roles"] == ["practitioner"]


def test_a_lead_whom_the_programme_does_not_know(me: Side, office: Side, post: Post) -> None:
    idea = str(me.do(*IDEA)["id"])
    lead = str(me.do("practitioner", "new", "--role", "lead")["id"])
    me.do("project", "support", idea, "--support", "lead", "--lead", lead)
    error = office.refused("receive", post.send(me, idea))
    assert error["code"] == "does-not-hold"
    assert lead in error["message"]
    known = str(office.do("practitioner", "new", "--role", "lead")["id"])
    me.do("receive", post.send(office, known))  # a code is all that travels of a person
    assert me.record(known)["roles"] == ["lead"]
    second = str(me.do(*IDEA)["id"])
    me.do("project", "support", second, "--support", "lead", "--lead", known)
    post.hand(me, office, second)
    assert not office.there(lead)


HOSTILE = {
    "alias": (lambda text: text.replace("named:\n", "named: &a\n", 1), "FIL013"),
    "tag": (lambda text: text.replace("programme: 1", "programme: !!int 1", 1), "FIL012"),
    "colours": (lambda text: text.replace("evening routine", '"\x1b[31mred"', 1), "FIL004"),
    "no-id": (lambda text: text.replace("- id: lic-", "- id: ../../lic-", 1), "REC001"),
    "another-form": (lambda text: text.replace("exchange/1", "exchange/9", 1), "FLD002"),
    "more": (lambda text: text.replace("programme: 1\n", "programme: 1\npath: /etc/passwd\n", 1), "FLD001"),
    "cut": (lambda text: text[: text.index("records:")], "FLD003"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_place(me: Side, office: Side, post: Post, applied: str, name: str) -> None:
    change, rule = HOSTILE[name]
    path = post.send(me, applied)
    text = path.read_text()
    assert change(text) != text
    path.write_text(change(text))
    error = office.refused("receive", path, code=1)
    assert rule in [f["rule"] for f in error["details"]["findings"]]
    assert error["details"]["findings"][0]["line"] > 0
    assert "\x1b" not in json.dumps(error)


def test_what_cannot_be_seen_is_refused_in_any_spelling(me: Side, office: Side, post: Post, applied: str) -> None:
    path = forged(post.send(me, applied), lambda d: licence_in(d).update(focus_areas=["\x1b[31mred"]))
    error = office.refused("receive", path, code=1)
    assert error["details"]["findings"][0]["rule"] == "FIL004"


def test_bad_ids_in_a_file_that_is_whole(me: Side, office: Side, post: Post, applied: str) -> None:
    path = post.send(me, applied)

    def climb(data: dict[str, Any]) -> None:
        licence_in(data)["id"] = "../../../lic-2611-963amb9"

    def a_review(data: dict[str, Any]) -> None:
        data["records"].append({"id": "rev-2611-w5t7b3c"})

    def rules(data: dict[str, Any]) -> None:
        data["records"].append({"id": "programme", "store": "personal"})

    def twice(data: dict[str, Any]) -> None:
        data["records"].append(licence_in(data))

    for change in (climb, rules, twice):
        error = office.refused("receive", forged(path, change), code=1)
        assert error["details"]["findings"][0]["rule"] == "REC001"
    assert office.refused("receive", forged(path, a_review))["code"] == "stays-here"


def test_no_file_and_files_that_are_none(office: Side, tmp_path: Path) -> None:
    assert office.refused("receive", tmp_path / "none.yaml", code=3)["code"] == "not-found"
    (tmp_path / "empty").mkdir()
    assert office.refused("receive", tmp_path / "empty", code=3)["code"] == "not-found"
    large = tmp_path / "large.yaml"
    large.write_bytes(b"a: " + b"x" * 10_000_000)
    assert office.refused("receive", large, code=1)["details"]["findings"][0]["rule"] == "FIL007"
    empty = tmp_path / "empty.yaml"
    empty.touch()
    office.refused("receive", empty, code=1)


def test_the_file_is_private_and_never_written_over(me: Side, post: Post, applied: str) -> None:
    path = post.send(me, applied)
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    assert me.refused("send", applied, "--to", path)["code"] == "file-there"
    assert path.read_bytes() == before
    assert me.refused("send", applied, "--to", post.folder / "no" / "a.yaml", code=3)["code"] == "not-found"
    done = me("send", applied, "--to", post.folder / "dry.yaml", "--dry-run")
    assert done.code == 0
    assert applied in done.out
    assert sorted(p.name for p in post.folder.iterdir()) == [path.name]


def test_hand_edits_are_saved_first(me: Side, post: Post, applied: str) -> None:
    idea = me.record(applied)["idea"]
    file = me.path / ids.path_of(idea)
    file.write_text(file.read_text().replace("setting: school", "setting: club"))
    assert me.refused("send", applied, "--to", post.folder / "n.yaml")["code"] == "not-saved"


def test_from_input_and_on_trial(me: Side, office: Side, post: Post, applied: str) -> None:
    text = post.send(me, applied).read_text()
    before = office.files()
    trial = office("receive", "-", "--dry-run", stdin=text)
    assert trial.code == 0
    assert "Would be taken in" in trial.out
    assert office.files() == before
    assert office("receive", "-", stdin=text).code == 0
    assert office.status(applied) == "submitted"


@pytest.fixture
def sit_down(terminal: Any) -> Callable[..., Any]:
    """Start a command at a terminal."""
    return lambda side, *args: terminal(*args, "--store", side.path, rows=40)


def answered(child: Any, prompt: str, answer: str) -> str:
    """All that was said before the question, with it answered."""
    child.expect_exact(prompt)
    said = str(child.before)
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    return said


def test_at_a_terminal_both_ask_once(me: Side, office: Side, post: Post, applied: str, sit_down: Any) -> None:
    path = post.folder / "1.yaml"
    refused = sit_down(me, "send", applied, "--to", str(path))
    assert applied in answered(refused, "[Y/n] ", "n")
    assert (refused.exitstatus, path.exists()) == (130, False)
    agreed = sit_down(me, "send", applied, "--to", str(path))
    answered(agreed, "[Y/n] ", "")
    assert (agreed.exitstatus, path.exists()) == (0, True)
    before = office.commits()
    refused = sit_down(office, "receive", str(path))
    said = answered(refused, "[Y/n] ", "no")
    assert "focus areas: evening routine" in said
    assert (refused.exitstatus, office.commits()) == (130, before)
    agreed = sit_down(office, "receive", str(path))
    answered(agreed, "[Y/n] ", "y")
    assert agreed.exitstatus == 0
    assert len(office.commits()) == len(before) + 1


@pytest.mark.parametrize("point", [FAULT_POINTS[0], "moved", "landed-one", FAULT_POINTS[-1]])
def test_killed_while_taking_in(me: Side, office: Side, post: Post, applied: str, run: Any, point: str) -> None:
    path = post.send(me, applied)
    before = len(office.commits())
    dated = dict.fromkeys(("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"), NOW)
    died = run("receive", path, "--store", office.path, env={**dated, "IMATTER_FAULT": point})
    assert died.code < 0
    assert office("recover").code == 0
    taken_in = [office.there(id) for id in (applied, me.record(applied)["idea"], me.me)]
    assert taken_in in ([True] * 3, [False] * 3)
    assert (len(office.commits()) == before + 1) == taken_in[0]
    office.fine()
    assert office("receive", path).code == 0
    assert office.status(applied) == "submitted"


def test_an_event_that_is_still_to_come_is_not_taken_in(me: Side, office: Side, post: Post, applied: str) -> None:
    def date_ahead(data: dict[str, Any]) -> None:
        licence_in(data)["timeline"][-1]["at"] = "9999-01-01T10:00:00Z"

    error = office.refused("receive", forged(post.send(me, applied), date_ahead))
    assert (error["code"], error["details"]["findings"][0]["rule"]) == ("does-not-hold", "TIM003")
    assert error["hint"].startswith("Ask the sender")
    office.fine()


def test_erased_words_go_where_they_were_sent(me: Side, office: Side, post: Post, issued: str) -> None:
    idea = str(me.do(*IDEA[:-4], "--focus-area", "where the quokka sleeps", "--individuals", "1")["id"])
    post.hand(me, office, idea)
    me.do("project", "edit", idea, "--focus-area", "what the quokka wrote")
    post.hand(me, office, idea)
    assert me("erase", idea, "--yes", "--reason", "asked").code == 0
    notice = post.send(me, idea)
    drafts = Drafts.of_store(str(office.path), open_store(str(office.path)).clone_id(make=True))
    drafts.save(Draft("reflect-1a2b3c", "reflect", "", "x", "2026", "2026", lines=["It is what the quokka wrote."]))
    assert office.refused("receive", notice, code=2)["code"] == "needs-yes"
    trial = office("receive", notice, "--dry-run")
    assert (trial.code, "what the quokka wrote" in trial.out) == (0, True)
    done = office("receive", notice, "--yes", "--json")
    assert (done.code, done.json["erased"], drafts.list(everybody=True)) == (0, 2, [])
    office.fine()
    everything = ["git", "-C", str(office.path), "cat-file", "--batch-all-objects", "--batch"]
    assert b"quokka" not in subprocess.run(everything, capture_output=True, check=True).stdout
    assert office.record(idea) == me.record(idea)
    assert [one["records"] for one in office("verify", "--json").json["summary"]["erasures"]] == [
        [{"id": idea, "passages": 2}]
    ]
    assert office("receive", notice).code == 0
    assert office.commits()[0] == f"receive {idea}"
