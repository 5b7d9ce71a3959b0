"""Shows records as their reader may see them. Every command that shows a record asks here.

It works on plain data, without the models: `list` and `show` use it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from imatter_cli.classes import replace
from imatter_cli.domain import ids, lifecycles, people
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.fund import published, visibility
from imatter_cli.domain.people import Codes
from imatter_cli.errors import Broken, NotFound
from imatter_cli.said import Said
from imatter_cli.services.context import Context
from imatter_cli.services.records import single
from imatter_cli.services.records.persons import codes_in
from imatter_cli.store.contract import Data, Reader, Stored

#: Kinds with fields that may have to be left out.
GUARDED = ("review", "application")


def as_seen_by(reader: Reader, actor: str, kind: str, data: Data) -> Data:
    """The record as this reader may see it. What they may not see is left out and named in `hidden`.

    For many records make one `Eyes` and ask that, which looks everything up only once.
    """
    return Eyes(reader, actor).see(kind, data)


def findings_seen(reader: Reader, actor: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The same findings, with their places, but without words from texts that this reader may not see yet."""
    eyes = Eyes(reader, actor)
    return tuple(replace(f.saying(unquoted(f)), try_="") if eyes.conceals(f) else f for f in findings)


def unquoted(finding: Finding) -> Said:
    """What is said of a finding whose words its reader may not know."""
    name = next((str(part) for part in reversed(finding.at) if isinstance(part, str)), "")
    return Said(
        "{field}: rule {rule} finds something here. You may not read it yet, so it is not quoted.",
        field=name,
        rule=finding.rule,
    )


def reviews_seen(ctx: Context, application: str) -> list[Data]:
    """The reviews on an application, by id, as far as their viewer may see them; broken ones are left out."""
    eyes = Eyes(ctx.store, ctx.actor)
    return [
        eyes.see("review", item.data)
        for item in ctx.store.scan("review", application)
        if isinstance(item, Stored) and item.data.get("application") == application
    ]


class Eyes:
    """What one person may see. Looks up their roles, codes and reviews once, and only if they matter."""

    def __init__(self, reader: Reader, actor: str, as_of: Reader | None = None) -> None:
        """`as_of` are the records of an earlier day, if that is what they look at: what was published then counts."""
        self._reader = reader
        self._rounds = as_of or reader
        self._actor = actor
        self._applicants: dict[str, str] = {}
        self._people: dict[str, Data] = {}
        self._out: dict[str, Data | None] = {}
        self._decided_now: dict[str, bool] = {}
        self._concealed: dict[str, tuple[str, ...]] = {}

    def see(self, kind: str, data: Data) -> Data:
        """The record without what this person may not see."""
        if kind not in (*GUARDED, "round") or self.viewer.personal:
            return data
        if kind == "round":
            told = data.get("status") == "published" or self.decisions
            return data if told else visibility.without(data, visibility.OF_A_ROUND)
        id = str(data.get("application") if kind == "review" else data.get("id"))
        own = self._own.get(id, [])
        if kind == "application":
            self._applicants[id] = str(data.get("practitioner", ""))
            seen = self.undecided(data)
            hidden = [visibility.DECISION] if seen is not data or self.waits(data) else []
            shown = self.as_published(seen)
            hidden += [visibility.EARLIER] if shown is not seen else []
            seen = {**shown, "hidden": hidden} if hidden else shown
            return visibility.without(seen, visibility.of_application(self.viewer, data, own, self._codes))
        return visibility.without(data, visibility.of_review(self.viewer, data, self._applicant(id), own, self._codes))

    @property
    def decisions(self) -> bool:
        """Whether this person may see decisions before they are published, except on their own applications."""
        return visibility.decides(self.viewer, "", {})

    def decides(self, application: Data) -> bool:
        """The same about one application, which may be their own."""
        return visibility.decides(self.viewer, str(application.get("practitioner", "")), self._codes)

    def knows_sums(self, quarter: str) -> bool:
        """Whether this person may know how much of a quarter's money was given."""
        return self.viewer.personal or self._is_out(quarter) or (self.decisions and quarter not in self._applied_in)

    def undecided(self, data: Data) -> Data:
        """An application as it was before a decision that this person may not see; the same where there is none."""
        if self.decides(data):
            return data
        return visibility.without_decision(data, self._is_out)

    def as_published(self, data: Data) -> Data:
        """An application without decisions that this person never came to see, as others replaced them before they
        were published; the same where there are none.
        """
        if self.decides(data):
            return data
        return self.handed_over(data)

    def shown_instead(self, data: Data) -> Mapping[int, Data | None]:
        """The events of an application that are different for this person, by their position."""
        if self.decides(data):
            return {}
        return visibility.shown_instead(data, self.publication)

    def handed_over(self, data: Data) -> Data:
        """An application as it leaves the store: nobody reads in it what was changed before it was published."""
        return visibility.as_published(data, self.publication)

    def decision(self, data: Data) -> bool:
        """Whether this person may see the decision on an application, or there is no unpublished one."""
        return visibility.DECISION not in self.see("application", data).get("hidden", ())

    def waits(self, data: Data) -> bool:
        """Whether an application's quarter is being decided, and this person may not see how."""
        if data.get("status") not in ("eligible", *lifecycles.DECIDED):
            return False
        return self._is_being_decided(str(data.get("round"))) and not self.decides(data)

    def _is_being_decided(self, quarter: str) -> bool:
        if quarter not in self._decided_now:
            self._decided_now[quarter] = published.is_being_decided(single.found(self._rounds, quarter))
        return self._decided_now[quarter]

    def conceals(self, finding: Finding) -> bool:
        """Whether a finding is about something in a record that this person may not see."""
        id = ids.id_at(finding.path)
        kind = ids.kind_of(id) if id else ""
        if not id or kind not in (*GUARDED, "round") or not finding.at or self.viewer.personal:
            return False
        if id not in self._concealed:  # asked once for each record, however many findings it has
            self._concealed[id] = self._hidden_in(kind, id)
        return visibility.conceals(self._concealed[id], finding.at)

    def _hidden_in(self, kind: str, id: str) -> tuple[str, ...]:
        """The fields of a record that this person may not see; if it can't be read, all that could be hidden."""
        data = single.found(self._reader, id)
        if not data:
            return (*visibility.OF_A_REVIEW, *visibility.OF_AN_APPLICATION)
        if kind == "round":  # a total that is too high shows how much was given
            told = data.get("status") == "published" or (self.decisions and id not in self._applied_in)
            return () if told else ("budget", "reserve")
        return tuple(self.see(kind, data).get("hidden", ()))

    def _is_out(self, quarter: str) -> bool:
        return self.publication(quarter) is not None

    def publication(self, quarter: str) -> Data | None:
        """The event that made the decisions of a quarter known; None until then."""
        if quarter not in self._out:
            self._out[quarter] = published.told_with(single.found(self._rounds, quarter))
        return self._out[quarter]

    @cached_property
    def viewer(self) -> visibility.Viewer:
        """The person who looks."""
        try:
            personal = self._reader.programme().get("store") == "personal"
        except (NotFound, Broken):
            personal = False
        person = self._person(self._actor)
        roles = person.get("roles") if person.get("status") != "left" else None
        return visibility.Viewer(self._actor, tuple(roles) if isinstance(roles, list) else (), personal)

    @cached_property
    def _own(self) -> Mapping[str, list[Data]]:
        """The viewer's reviews under any of their codes, by application."""
        found: dict[str, list[Data]] = {}
        for code in sorted(people.all_codes(self._codes, self._actor)) if self._actor else ():
            for item in self._reader.scan("review", holder=code):
                if isinstance(item, Stored) and item.data.get("reviewer") == code:
                    found.setdefault(str(item.data.get("application")), []).append(item.data)
        return found

    @cached_property
    def _applied_in(self) -> set[str]:
        """The quarters in which the viewer has an application, under any of their codes."""
        found: set[str] = set()
        for code in sorted(people.all_codes(self._codes, self._actor)) if self._actor else ():
            there = self._reader.scan("application", holder=code)
            found |= {str(item.data.get("round")) for item in there if isinstance(item, Stored)}
        return found

    @cached_property
    def _codes(self) -> Codes:
        return codes_in(self._reader)

    def _person(self, code: str) -> Data:
        if code not in self._people:
            self._people[code] = single.found(self._reader, code)
        return self._people[code]

    def _applicant(self, application: str) -> str:
        if application not in self._applicants:
            self._applicants[application] = str(single.found(self._reader, application).get("practitioner", ""))
        return self._applicants[application]
