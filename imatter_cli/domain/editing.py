"""What an edit may change, and what is changed in another way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from imatter_cli import sources
from imatter_cli.classes import immutable
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Many, Quarter, Said

SOURCE = sources.EVERY_RECORD

#: Fields of every record that no edit touches, and why; those of a kind are marked in its declaration.
_ALWAYS = {
    "id": "A record keeps its id for ever.",
    "schema": "It says how the record is written, and never changes.",
    "programme": "It says which rules the record was written under, and never changes.",
    "timeline": "What happened stays as it was recorded.",
}


def fixed(kind: str) -> frozenset[str]:
    """The fields of a kind that no edit touches."""
    return frozenset((*_ALWAYS, "status", *BY_NAME[kind].fixed))


def changed_fields(before: Data, after: Data) -> list[str]:
    """The names of the fields that differ, new and gone ones too, sorted."""
    return sorted(name for name in {*before, *after} if _differ(before, after, name))


@immutable
class Elements:
    """What an edit says of single elements of a list whose elements have an identity; all others stay as they are.

    `key` is the field that tells the elements apart, `value` the one that is said by `said`; an empty text takes the
    element away.
    """

    said: Data
    key: str
    value: str

    def onto(self, before: object) -> list[Any]:
        """The list after the edit, in its order, with what is new last."""
        there = [dict(e) for e in before if isinstance(e, Mapping)] if isinstance(before, list) else []
        names = [str(e.get(self.key)) for e in there]
        kept = [{**e, self.value: self.said.get(name, e.get(self.value))} for name, e in zip(names, there, strict=True)]
        new = [{self.key: name, self.value: said} for name, said in self.said.items() if name not in names]
        return [e for e in (*kept, *new) if e[self.value] != ""]


@immutable
class Members:
    """What an edit says of single members of a list of codes: who joins it, and who leaves it."""

    joining: Sequence[str] = ()
    leaving: Sequence[str] = ()

    def onto(self, before: object) -> list[Any]:
        """The list after the edit, in its order, with who is new last."""
        there = list(before) if isinstance(before, list) else []
        after = [*there, *(code for code in dict.fromkeys(self.joining) if code not in there)]
        return [code for code in after if code not in self.leaving]


def onto(before: Data, fields: Data) -> dict[str, Any]:
    """The fields of an edit as the record would have them: what is said of single elements put into their lists."""
    return {n: v.onto(before.get(n)) if isinstance(v, Elements | Members) else v for n, v in fields.items()}


def gone(before: Data, after: Data) -> dict[str, list[str]]:
    """What an edit took out of the record's lists, by field: each element by its name, its text or its code."""
    out: dict[str, list[str]] = {}
    for name, value in before.items():
        if name != "timeline" and isinstance(value, list) and value != after.get(name):
            left = {_named(e) for e in after.get(name) or ()}
            out[name] = [said for said in map(_named, value) if said not in left]
    return {name: said for name, said in out.items() if said}


def _named(element: object) -> str:
    if isinstance(element, Mapping):
        return next((str(element[k]) for k in ("question", "prompt", "item", "code", "text", "id") if k in element), "")
    return str(element)


def nothing_changed(name: str | Quarter, hint: Hint) -> Refused:
    """The refusal of a change that would leave everything as it is."""
    return Refused(Said("That would change nothing in {id}.", id=name), code="nothing-changed", hint=hint)


def refuse_fixed(kind: str, id: str, names: Iterable[str]) -> None:
    """Refuse to edit fields that are changed in another way, or not at all (`not-by-edit`, details: fields)."""
    touched = [name for name in sorted(names) if name in fixed(kind)]
    if not touched:
        return
    first = touched[0]
    hint = _how(kind, id, first)
    more = Said(" (and {others})", others=Many(touched[1:])) if len(touched) > 1 else Said("")
    words = Said("{id}: {field} can't be changed by an edit{more}.", id=id, field=first, more=more)
    raise Refused(words, code="not-by-edit", source=SOURCE, hint=hint, details={"id": id, "fields": touched})


def _how(kind: str, id: str, name: str) -> Hint:
    """Why an edit leaves a field as it is, and what changes it, if anything does."""
    if name in _ALWAYS:
        return _ALWAYS[name]
    if name == "status":
        group = BY_NAME[kind].listed_by.split()[0]
        return Remedy("It follows from what happens. ", Command(group, "--help"), " lists what can.")
    mark = BY_NAME[kind].fixed[name]
    return Remedy(mark.why, " To change it: ", Command(mark.verb, id)) if mark.verb else mark.why


def refuse_others(kind: str, id: str, names: Iterable[str], editable: Iterable[str]) -> None:
    """Refuse to edit fields that are not among those that an edit of this kind may change (`not-by-edit`)."""
    others = sorted(set(names) - set(editable))
    if others:
        words = Said("{id}: {fields} can't be changed by an edit.", id=id, fields=Many(others))
        hint = Said("You can edit these fields of a {kind}: {fields}.", kind=kind, fields=Many(sorted(editable)))
        raise Refused(words, code="not-by-edit", source=SOURCE, hint=hint, details={"id": id, "fields": others})


def _differ(before: Data, after: Data, name: str) -> bool:
    if name not in before or name not in after:
        return True
    # in Python a yes is equal to a 1; in a record it is not
    return bool(before[name] != after[name] or _shape(before[name]) != _shape(after[name]))


def _shape(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _shape(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_shape(v) for v in value]
    return type(value)
