"""Invented texts of the example years, and the ids by which examples in help name records. Nobody is in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from imatter_cli.classes import replace
from imatter_cli.domain import ids
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.services.context import Context

FOCUS = (
    "evening routine",
    "a calm start to the day",
    "quiet corner",
    "walking to school",
    "reading together",
    "saying what I need",
    "meal times",
    "play after a quarrel",
    "waiting my turn",
    "saying goodbye",
    "listening before answering",
    "a worry box",
    "breaks without screens",
    "moving up a year",
    "helping at home",
    "being outdoors",
)

RESOURCES = ("I Matter introduction", "I Matter conversation cards", "I Matter family session", "I Matter picture set")

STEPS = (
    "Agree on one small thing to try this week",
    "Ask what would make the first ten minutes easier",
    "Try it twice and note what I noticed",
    "Make a picture list together",
    "Choose a place that feels quiet",
)

SUMMARIES = (
    "Laying things out together made the evening calmer; deciding less seems to help.",
    "I spoke less than last time, and heard more.",
    "The walk was short and the talk was long. Being side by side is easier than face to face.",
    "What I took for not wanting was not knowing how to begin.",
    "The picture list was used without me. That was the aim.",
    "A quarrel came up, and the quiet corner was asked for by name.",
    "I had planned too much. One small step was enough for this week.",
    "Being asked first changed the whole morning.",
    "We went back to the first card, and it said more the second time.",
    "It helped to say what I noticed instead of what I thought about it.",
)

BARRIERS = (
    "The school has no budget line for out-of-hours rooms.",
    "The club lives on small donations, which are spent on rent.",
    "The materials are not in the host's budget until next year.",
    "Families would have to pay for the bus themselves.",
    "The room is free, the picture sets are not.",
)

OTHER_SOURCES = ("The host's own fund was asked and has nothing left.", "A local shop gives the paper.", "None so far.")

COSTS = (
    (("books", 9000), ("room", 16000)),
    (("picture sets", 12000), ("printing", 4550)),
    (("bus fares", 18000),),
    (("art materials", 7500), ("snacks", 6000), ("room", 20000)),
    (("conversation cards", 9600), ("folders", 2400)),
)

COMMENTS = (
    "Small, ready and wanted.",
    "Clear; say who holds the room key.",
    "The costs are plain. I should like to see the steps with dates.",
    "Fits well with what the practitioner reflected on before.",
    "A good idea that needs another month to be ready.",
)

REASONS = (
    "Money alone is in the way, and all else is ready.",
    "It fits a small, reflective practice.",
    "The plan needs dates before it can be done.",
)


def _thought(what: str, so_what: str, now_what: str, **more: str | bool) -> dict[str, Any]:
    return {"answers": {"what": what, "so-what": so_what, "now-what": now_what}, **more}


#: A practitioner's year of looking back, oldest first: four on the first project, five on the second, then three.
REFLECTIONS = (
    _thought(
        "We laid the clothes out together. P1 chose the jumper and changed it once.",
        "Less to decide in the evening helps both of us.", "Do it on Sunday too.", next_step="try it on a Sunday",
    ),
    _thought(
        "Sunday was harder. P1 was tired and I talked too much.", "Tired is not the time for a new step.",
        "Begin ten minutes earlier.", next_step="begin ten minutes earlier", concern=False,
    ),
    _thought(
        "Ten minutes earlier made it calm. P1 put the picture list up without being asked.",
        "The list is P1's now, not mine.", "Say less and wait longer.",
        summary="A picture list worked once it was no longer mine.",
    ),
    _thought(
        "P1 did the whole evening alone twice this week.", "It is enough. More would be my wish and not theirs.",
        "Bring it to an end and say what I saw.", summary="Knowing when it is enough is part of the work.",
    ),
    _thought(
        "P1 and P2 built the quiet corner out of two cushions and a blanket.", "They knew better than I what quiet is.",
        "Ask before I bring anything.", next_step="ask what the corner still needs",
    ),
    _thought(
        "P2 went there in the middle of a lesson and came back after five minutes.", "It is used, so it has a purpose.",
        "Tell the other adults how it works.", concern=True, passed_to_host=True,
    ),
    _thought(
        "After the break the corner was full of boxes. P1 cleared it.", "A place needs somebody who looks after it.",
        "Agree on who looks after it.", next_step="agree on a turn for each week",
    ),
    _thought(
        "P1 and P2 made a plan for the week by themselves and kept to it for three days.",
        "Three days are a lot. I nearly corrected the fourth.", "Let the fourth day be.",
        summary="I nearly corrected what was not broken.",
    ),
    _thought(
        "P2 was very quiet and did not want to go home at the end.", "I noticed it and did not ask further.",
        "Do what the host's procedures ask for.", concern=True, passed_to_host=False,
    ),
    _thought(
        "We read four pages. P3 read the last one to the others.", "Reading to somebody is easier than reading for me.",
        "Let them read to each other from the start.", next_step="bring two copies of the same book",
    ),
    _thought(
        "Two copies, one book. P1 corrected P2 and P2 laughed.", "Being side by side takes the test out of it.",
        "Move the chairs.", summary="Side by side, a mistake is funny and not a failure.",
    ),
    _thought(
        "P2 asked for a second chapter. We ran out of time.", "The hour is too short, or I begin too late.",
        "Begin with the book and not with the talk.", next_step="try two chairs instead of a table",
    ),
)  # fmt: skip

#: The last parts of ids in the programme's year, by what the record is there for.
IN_A_PROGRAMME: Final[Mapping[str, str]] = {
    "reviewer": "v2x5c7n", "second reviewer": "p7m4d8h", "lead": "9b2fz6a", "practitioner": "4t9wq2e",
    "newcomer": "5r7y3k2", "left": "6jw3h8n",
    "project": "7kq4m2x", "to complete": "k4s9t2b", "paused": "3dn8q6w", "idea of the newcomer": "2f8j4s6",
    "submitted licence": "8d5s2v9", "submitted": "h6k2d9s", "also submitted": "q3n7r5w", "to decide": "e5m8k3t",
    "under review": "r9t4w6j", "awarded": "n4w7j2d", "accepted": "s8p3c6v", "reported": "x2b6f9h",
    "not funded": "z5g8k4t",
}  # fmt: skip
#: The same in one practitioner's year, where the first record of a kind has the kind's own example.
IN_A_NOTEBOOK: Final[Mapping[str, str]] = {
    **{kind: BY_NAME[kind].example.rpartition("-")[2] for kind in ("project", "licence", "reflection", "application")},
    "planned": "w8n5c2k", "completed": "8hc2v7m", "shared": "5tn9d3b",
}  # fmt: skip


def called(ctx: Context, tail: str | None) -> Context:
    """The same, where the first record that begins has an id with this last part, if there is one."""
    letters = iter(tail or "")

    def index(below: int) -> int:
        chance, letter = ctx.random_index(below), next(letters, "")  # other ids stay what they are
        return ids.ALPHABET.index(letter) if letter else chance

    return replace(ctx, random_index=index)
