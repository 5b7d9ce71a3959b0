"""What is asked when people have decided about a certification."""

from __future__ import annotations

from imatter_cli.domain.certification import OUTCOMES
from imatter_cli.input.form import Form, Question
from imatter_cli.input.questions.common import DATE

DECIDE = Form(
    "certification",
    "What people decided in a conversation. The evidence is shown without any of these.",
    (
        Question(
            "decide",
            f"What was decided? ({' or '.join(OUTCOMES)})",
            f"Record what people decided: {' or '.join(OUTCOMES)}.",
            "certified",
            one_of=OUTCOMES,
        ),
        Question(
            "reason",
            "With which reasons?",
            "The reasons; whoever it is about reads them.",
            "three projects, and reflections that go deep",
        ),
        DATE,
    ),
)
