"""The situation in which an event happens: the record, the event, and other records as they were at that moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from imatter_cli.classes import field, immutable
from imatter_cli.domain import dates, lifecycles, past, timeline, undoing
from imatter_cli.domain.data import Data
from imatter_cli.domain.lifecycles import UNDO, Transition
from imatter_cli.domain.people import Codes
from imatter_cli.domain.projects import Objection
from imatter_cli.errors import Refused

if TYPE_CHECKING:  # the models are the caller's: this module is loaded by commands that only read
    from imatter_cli.domain.policy import Policy


class Related(Protocol):
    """The records around an event. What is not there, or cannot be relied on, is None: then nothing is held against it.

    Where something happens now, a reader may refuse instead (a broken record, a quarter without a round).
    """

    @property
    def personal(self) -> bool:
        """Whether this is one practitioner's notebook, in which decisions made elsewhere may be noted."""

    @property
    def policy(self) -> Policy | None:
        """The programme's rules of today."""

    def get(self, id: object) -> Data | None:
        """The record of that id."""

    def licences(self, practitioner: str, named: object = None) -> Iterable[Data] | None:
        """The licences of a practitioner, and the one that a record names."""

    def reflections(self, project: str) -> Sequence[Data] | None:
        """The reflections on a project."""

    def reviews(self, application: str) -> Sequence[Data] | None:
        """The reviews on an application."""

    def applications(self, round: str) -> Sequence[Data] | None:
        """The applications of a round."""

    def promised(self, round: str, but: str = "") -> int:
        """What a round has to cover beyond its awards, in pence, without that of one application (see fund.budget)."""

    def applied(self, practitioner: str) -> Iterable[Data]:
        """The applications of a practitioner."""

    def around(self, id: str) -> Iterable[Data]:
        """The licences, projects, applications and reviews that name a record."""

    def rounds(self) -> Iterable[Data]:
        """The quarters that an application could move to; none if nobody chooses one here."""

    def coordinators(self) -> Iterable[Data]:
        """The people who keep the programme's records now."""

    @property
    def codes(self) -> Codes:
        """The codes of everybody who has several."""

    def passages(self, record: Data) -> past.Passages:
        """When the record changed its state."""


@immutable
class Situation:
    """One event of one record, asked about.

    `record` is the record as it was before the event; of one that begins with it, the fields it begins with. `today`
    is the day of an event that happens now, and empty for one that is replayed; what records say today counts only
    for the first. `fields` are those that an edit changes. `written` is the day on which the event is written down; if
    it is empty, the event itself tells it.
    """

    kind: str
    record: Data
    event: Data
    related: Related
    today: str = ""
    fields: Data = field(default_factory=dict)
    written: str = ""

    @property
    def state(self) -> str:
        """The state that the record itself was in before the event."""
        if self.happens_now:
            return str(self.record.get("status"))
        return timeline.replay(self.kind, self.told).status

    @property
    def round(self) -> Data | None:
        """The quarter that the record names."""
        return self.related.get(self.record.get("round"))

    @property
    def application(self) -> Data | None:
        """The application that the record names."""
        return self.related.get(self.record.get("application"))

    @property
    def name(self) -> str:
        """What happens."""
        return str(self.event["event"])

    @property
    def told(self) -> Sequence[Data]:
        """The record's timeline before the event."""
        return self.record.get("timeline") or ()

    @property
    def row(self) -> Transition | None:
        """The row of the lifecycle that says who does it; of an undo, who takes that event back."""
        if self.name == UNDO:
            return undoing.needed_for(self.kind, self.told, self.event)
        return lifecycles.transition(self.kind, self.name)

    @property
    def by(self) -> str:
        """Who does it."""
        return str(self.event["by"])

    @property
    def at(self) -> str:
        """When it happens: the moment, or the day if only that is known."""
        return str(self.event["at"])

    @property
    def day(self) -> str:
        """The day on which it happens."""
        return dates.day_of(self.at)

    @property
    def written_on(self) -> str:
        """The day on which it is written down, which can be later than the day that it is dated to."""
        return self.written or timeline.written_on(self.event)

    @property
    def happens_now(self) -> bool:
        """Whether it is about to happen, not replayed."""
        return bool(self.today)

    def was(self, other: Data, *wanted: str) -> bool:
        """Whether another record was in one of these states then, and, if it happens now, is."""
        if self.happens_now and str(other.get("status")) not in wanted:
            return False
        return not past.states(self.related.passages(other), self.at).isdisjoint(wanted)

    def is_only_too_early(self, other: Data, *wanted: str) -> bool:
        """Whether another record, which was in none of these states on the event's day, is in one of them today."""
        return self.happens_now and str(other.get("status")) in wanted

    def is_over(self, other: Data, *over: str) -> bool:
        """Whether another record was in one of these states then and in no other; if it happens now, whether it is."""
        if self.happens_now:
            return str(other.get("status")) in over
        return past.states(self.related.passages(other), self.at) <= set(over)

    def state_of(self, other: Data) -> str:
        """The state that a refusal names: today's, else the first of that day."""
        if self.happens_now and self.day == self.today:
            return str(other.get("status"))
        return min(past.states(self.related.passages(other), self.at)) or "not there yet"


#: A precondition: what stands in the way of an event, None if nothing does.
Ask = Callable[[Situation], Objection | None]


def asked(refuse: Callable[..., object], *args: Any) -> Objection | None:
    """What a rule that refuses would say, as plain facts."""
    try:
        refuse(*args)
    except Refused as refused:
        return Objection(refused.code, "", refused.said, refused.hint, refused.source, refused.details)
    return None
