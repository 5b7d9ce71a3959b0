"""Whether git would change a record's bytes between folder and history."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from imatter_cli.errors import Refused
from imatter_cli.said import Said
from imatter_cli.store.git.config import Config
from imatter_cli.store.git.place import refuse_no_files, refuse_odd
from imatter_cli.store.git.process import Result, Running
from imatter_cli.store.git.repository import Repository

_FILE = ".gitattributes"
_ASKED = ("filter", "text", "eol", "ident", "working-tree-encoding")
_OFF = ("unspecified", "unset")
#: What a store says of its records, and why they stay byte for byte what was written.
LINES = (
    "records/** -text -filter -ident -working-tree-encoding",
    "schemas/** -text -filter -ident -working-tree-encoding",
)


def ask(repository: Repository, paths: Sequence[str]) -> Running:
    """Start git on the attributes of these paths. Raises StoreTrouble (code odd-git) where a pipe would hold it up."""
    folders = dict.fromkeys(above for path in paths for above in _folders_of(path))
    refuse_odd(repository.top, [f"{above}{_FILE}" for above in folders])
    refuse_no_files([repository.config.get("core.attributesFile")], repository.top)
    given = "".join(f"{p}\0" for p in paths).encode()
    # git looks into its index for attributes whose file is not in the folder. Where that file is there, an index
    # that does not exist saves reading the real one, which takes time in a large store.
    spared = os.path.exists(os.path.join(repository.top, _FILE))
    variables = {"GIT_INDEX_FILE": os.path.join(repository.home, "no-index")} if spared else None
    return repository.git.start("check-attr", "-z", "--stdin", *_ASKED, given=given, variables=variables)


def _folders_of(path: str) -> list[str]:
    """The folders that a path lies in, from the top on, each with a slash at its end."""
    steps = path.split("/")
    return ["", *("/".join(steps[:n]) + "/" for n in range(1, len(steps)))]


def refuse_conversion(result: Result, config: Config, new: Mapping[str, bytes | None]) -> None:
    """Raises Refused (code converted) if git would convert one of these files."""
    fields = os.fsdecode(result.out).split("\0")
    found: dict[str, dict[str, str]] = {}
    for path, name, value in zip(fields[::3], fields[1::3], fields[2::3], strict=False):
        found.setdefault(path, {})[name] = value
    for path, values in found.items():
        why = _conversion(values, config, new.get(path) or b"")
        if why:
            raise Refused(
                Said("{path} would be altered by git here: {why}.", path=path, why=why),
                hint=Said("Add this line at the end of .gitattributes and commit it: {line}", line=LINES[0]),
                code="converted", details={"path": path, "why": str(why)},
            )  # fmt: skip


def _conversion(values: Mapping[str, str], config: Config, data: bytes) -> Said | None:
    for name in ("filter", "ident", "working-tree-encoding"):
        value = values.get(name, "unspecified")
        if value not in _OFF:
            return Said("git's attribute {attribute} is {value}", attribute=name, value=value)
    text = values.get("text", "unspecified")
    if text == "unset":
        return None
    ends = config.get("core.autocrlf").lower()
    turns = ends if ends in ("true", "input") else ""
    if text == "unspecified" and values.get("eol", "unspecified") in _OFF and not turns:
        return None
    if values.get("eol") == "crlf":
        return Said("git's attribute {attribute} is {value}", attribute="eol", value="crlf")
    if values.get("eol") != "lf" and (turns == "true" or (not turns and config.get("core.eol") == "crlf")):
        return Said("git is set to change line ends (core.autocrlf or core.eol)")
    return Said("it has carriage returns, which git is set to change into line ends") if b"\r" in data else None
