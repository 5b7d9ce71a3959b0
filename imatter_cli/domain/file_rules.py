"""The rules that a record's file answers to before it is a record, as data.

Each `bad` is a whole file that breaks its rule and each `good` one that keeps it. DESCRIBED has those that text can't
show (bytes that aren't text, sizes); their `bad` is a description.
"""

from __future__ import annotations

from typing import Final

from imatter_cli import sources
from imatter_cli.domain.finding import Rule

_READING: Final = sources.READING

#: How deeply lists and fields may be nested, the record itself counted as one.
MAX_DEPTH: Final = 32
#: How many bytes one record may have.
MAX_BYTES: Final = 1024 * 1024

NOT_UTF8: Final = Rule(
    "FIL001", "not-utf8", "error",
    "In another encoding, letters in names and reasons change without anybody noticing.",
    _READING, "setting: caf\\xe9   (the last letter is one byte, as Latin-1 writes it)", "setting: café\n",
)  # fmt: skip
BYTE_ORDER_MARK: Final = Rule(
    "FIL002", "byte-order-mark", "error",
    "An invisible mark before the first letter makes the same record differ between programs.",
    _READING, "\ufeffstatus: planned\n", "# a remark comes first\nstatus: planned\n",
)  # fmt: skip
DUPLICATE_KEY: Final = Rule(
    "FIL003", "duplicate-key", "error",
    "If a field appears twice, programs disagree on which value counts. imatter doesn't guess.",
    _READING, "status: planned\nstatus: active\n", "costs:\n- item: books\n- item: room\n",
)  # fmt: skip
CONTROL_CHARACTER: Final = Rule(
    "FIL004", "control-character", "error",
    "Invisible characters can hide text from a reader and upset a terminal.",
    _READING, "setting: schoo\x07l\n", 'setting: "schoo\\al"\n',
)  # fmt: skip
LINE_BREAK: Final = Rule(
    "FIL005", "line-break", "error",
    "Programs disagree on whether these characters end a line, so the same text would be read in two ways.",
    _READING, "setting: a school\u2028by the sea\n", 'setting: "a school\\Lby the sea"\n',
)  # fmt: skip
EMPTY_FILE: Final = Rule(
    "FIL006", "empty-file", "error",
    "A file with nothing in it is more often an accident than a record.",
    _READING, "# only a comment\n", "# a remark\nstatus: planned\n",
)  # fmt: skip
TOO_LARGE: Final = Rule(
    "FIL007", "too-large", "error",
    "A record is text that a person can read. The limit stops one file from holding up all the others.",
    _READING, f"(a file of more than {MAX_BYTES:,} bytes)", "status: planned\n",
)  # fmt: skip
TOO_DEEP: Final = Rule(
    "FIL008", "too-deep", "error",
    "No record needs lists within lists beyond this limit, and endless nesting can stop a program.",
    _READING, "costs: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "\n", "costs: [[]]\n",
)  # fmt: skip
SYNTAX: Final = Rule(
    "FIL009", "syntax", "error",
    "A file that is not valid YAML has no clear meaning, so none of it is used.",
    _READING, "focus: Tea: a start\n", 'focus: "Tea: a start"\n',
)  # fmt: skip
TAB_INDENTATION: Final = Rule(
    "FIL010", "tab-indentation", "error",
    "In YAML, spaces show what belongs together. A tab has no agreed width.",
    _READING, "costs:\n\t- books\n", "costs:\n  - books\n",
)  # fmt: skip
CONFLICT_MARKER: Final = Rule(
    "FIL011", "conflict-marker", "error",
    "The file holds two versions of the record, and a person has to choose.",
    _READING, "<<<<<<< mine\nstatus: planned\n=======\nstatus: active\n>>>>>>> theirs\n",
    "summary: |\n  =======\n  a line of signs\n",
)  # fmt: skip
TAG: Final = Rule(
    "FIL012", "tag", "error",
    "A tag tells a program to turn text into something else. A record must mean just what it says.",
    _READING, "at: !!timestamp 2026-11-24\n", "at: '!!timestamp 2026-11-24'\n",
)  # fmt: skip
ANCHOR: Final = Rule(
    "FIL013", "anchor", "error",
    "If other places copy a named part, a change here also changes them, unseen.",
    _READING, "holder: &me prc-2611-4t9wq2e\n", "holder: '&me'\n",
)  # fmt: skip
ALIAS: Final = Rule(
    "FIL014", "alias", "error",
    "You can't read a copied part in its place, and copies of copies can grow without end.",
    _READING, "holder: *me\n", "holder: '*me'\n",
)  # fmt: skip
SEVERAL_DOCUMENTS: Final = Rule(
    "FIL015", "several-documents", "error",
    "One file holds one record. A second record after it would be overlooked.",
    _READING, "status: planned\n---\nstatus: active\n", "---\nstatus: planned\n",
)  # fmt: skip
NOT_A_MAPPING: Final = Rule(
    "FIL016", "not-a-mapping", "error",
    "A record consists of named fields. A list or plain text has none.",
    _READING, "- planned\n", "status:\n- planned\n",
)  # fmt: skip
KEY_NOT_TEXT: Final = Rule(
    "FIL017", "key-not-text", "error",
    "A field's name must be text, not a number, a yes or no, nothing or a list.",
    _READING, "1: school\n", '"1": school\n',
)  # fmt: skip
DIRECTIVE: Final = Rule(
    "FIL018", "directive", "error",
    "A line that begins with % changes how the rest is read. All records must be read in the same way.",
    _READING, "%YAML 1.1\n---\nstatus: planned\n", "status: planned # by 100 %\n",
)  # fmt: skip
#: Not among FILE_RULES: it is about what is at a path, before there are any bytes to read.
NOT_PLAIN: Final = Rule(
    "FIL019", "not-plain", "error",
    "A link, a pipe or a folder in place of a record could lead anywhere, so imatter does not follow it.",
    _READING, "(a symbolic link where a record's file should be)", "status: planned\n",
)  # fmt: skip

FILE_RULES: Final[tuple[Rule, ...]] = (
    NOT_UTF8,
    BYTE_ORDER_MARK,
    DUPLICATE_KEY,
    CONTROL_CHARACTER,
    LINE_BREAK,
    EMPTY_FILE,
    TOO_LARGE,
    TOO_DEEP,
    SYNTAX,
    TAB_INDENTATION,
    CONFLICT_MARKER,
    TAG,
    ANCHOR,
    ALIAS,
    SEVERAL_DOCUMENTS,
    NOT_A_MAPPING,
    KEY_NOT_TEXT,
    DIRECTIVE,
)
#: Rules whose `bad` describes the file because text cannot show it.
DESCRIBED: Final[frozenset[str]] = frozenset({NOT_UTF8.id, TOO_LARGE.id, NOT_PLAIN.id})
