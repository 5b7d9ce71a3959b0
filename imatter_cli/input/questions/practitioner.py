"""What is asked about a person: a code with roles, and never a name."""

from __future__ import annotations

from imatter_cli.input.form import Form, Question
from imatter_cli.input.questions.common import DATE, REASON, REASON_IF_ANY, ROLES_ASKED, as_option_only, verb

_CAPACITY = Question(
    "capacity", "In what capacity do they practise?", "As a professional or as a practitioner-parent.", "professional",
    answer="choice", held="practitioner.capacity", required=False,
)  # fmt: skip
_RHYTHM = Question(
    "rhythm_days", "After how many days should imatter ask for a reflection?",
    "How many days may pass between reflections before imatter asks for one.", "14", answer="count", at_least=1,
    at_most=366, required=False, when=as_option_only,
)  # fmt: skip
_SAME_AS = Question(
    "same_as", "Is there another code of the same person?",
    "Another code of the same person, so that a conflict of interest counts for both.", "prc-2611-4t9wq2e",
    answer="ref", kinds=("practitioner",), required=False, when=as_option_only,
)  # fmt: skip

NEW = Form(
    "practitioner new",
    "People are codes here. Keep a note of whose code is whose somewhere else.",
    (ROLES_ASKED, _CAPACITY, _RHYTHM, _SAME_AS, DATE),
)
STEP = verb(
    "practitioner", "step", "A step of the Learning Journey.",
    Question(
        "level", "At which level of the Learning Journey?",
        "You come to the licence through the Learning Journey, with regular steps.", answer="choice",
        held="practitioner.timeline.*.level", brief="The level of the Learning Journey that the step is at.",
    ),
    Question("scheme", "Which scheme?", "The scheme it belongs to, in small letters.", "online", required=False,
             when=as_option_only, held="practitioner.timeline.*.scheme"),
    Question("evidence", "What shows it?", "A certificate's code or a session's date; never a name.",
             "session of 3 October", required=False),
)  # fmt: skip
ROLE = verb("practitioner", "role", "Roles from now on. Any that you do not name end.", ROLES_ASKED, REASON_IF_ANY)
LEAVE = verb("practitioner", "leave", "Somebody leaves the programme. Their records stay.", REASON)
REJOIN = verb("practitioner", "rejoin", "Somebody comes back.", REASON_IF_ANY)
EDIT = Form("practitioner edit", "What is known of a person.", (_CAPACITY, _RHYTHM, _SAME_AS))

WHO_JOINS = Form("join", "What you record in the store carries a code, and not your name.", (
    Question(
        "person", "Which code is yours?",
        "The coordinator made it for you. If you don't know it yet, press Enter, and say who you are later.",
        answer="ref", kinds=("practitioner",), required=False, asked=True, label="Your code",
    ),
))  # fmt: skip
