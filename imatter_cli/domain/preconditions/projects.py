"""What must hold of a project itself before it starts or is completed."""

from __future__ import annotations

from imatter_cli.domain import projects
from imatter_cli.domain.preconditions.situation import Situation
from imatter_cli.domain.projects import Objection


def fits_programme(s: Situation) -> Objection | None:
    """What a project says is what today's programme allows."""
    return None if s.related.policy is None else projects.together(projects.objections(s.record, s.related.policy))


def lead_has_acknowledged(s: Situation) -> Objection | None:
    """Some types of project start only with a named Lead who has acknowledged them."""
    if s.related.policy is None:
        return None
    people = {str(s.record[key]): s.related.get(s.record[key]) or {}
              for key in ("lead", "supported_by") if s.record.get(key)}  # fmt: skip
    found = projects.lead_objections(s.record, s.related.policy, people, s.day, s.related.codes if people else {})
    return found[0] if found else None


def checklist_is_met(s: Situation) -> Objection | None:
    """A project meets the programme's checklist before it is completed, or a reason is given why not."""
    policy, reflections = s.related.policy, s.related.reflections(str(s.record.get("id")))
    if policy is None or reflections is None or s.event.get("reason"):
        return None
    return projects.incomplete(s.record, projects.unmet(s.record, policy.completion.items, len(reflections)))
