"""Invented texts of the example year: nobody is in them."""

from __future__ import annotations

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
