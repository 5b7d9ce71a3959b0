"""What is asked when people have decided about a certification."""

from __future__ import annotations

from imatter_cli.domain.certification import OUTCOMES
from imatter_cli.input.form import Form, Question
from imatter_cli.input.questions.common import DATE, which

DECIDE = Form("certification", "What people decided in a conversation. Without these options, the evidence is shown.", (
    which("practitioner"),
    Question(
        "decide", f"What was decided? ({' or '.join(OUTCOMES)})",
        f"Record what people decided: {' or '.join(OUTCOMES)}.", "certified", one_of=OUTCOMES,
    ),
    Question(
        "reason", "What are the reasons?", "The reasons. The person they are about can read them.",
        "three projects, and reflections that go deep",
    ),
    DATE,
))  # fmt: skip
