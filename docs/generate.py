"""Makes the pages that follow from the code, so that they cannot say anything else.

    python docs/generate.py [--check]

docs/rules.md comes from the registry of rules. With --check nothing is written; exit 1 where a page is out of step.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from imatter_cli.checks import privacy, registry
from imatter_cli.domain.file_rules import DESCRIBED
from imatter_cli.domain.finding import Rule

HERE = Path(__file__).resolve().parent


def rules() -> str:
    """The page of rules, by family."""
    lines = [
        "# Rules",
        "",
        "<!-- Made by docs/generate.py; change the rule, not this page. -->",
        "",
        "What `imatter check` looks for; `imatter check --explain RULE` says the same at a terminal. An error makes",
        "the exit code 1, advice alone does not. Records that are still open answer to today's programme file, closed",
        "ones to their schema and seal.",
        "",
        "An example names a record by its id and shows what is different in it from one that is fine; `null` takes",
        "something away. Examples of rules on files are whole files.",
    ]
    for prefix, title in registry.FAMILIES.items():
        some = [rule for rule in registry.RULES if rule.id.startswith(prefix)]
        if not some:
            continue
        lines += ["", f"## {title}"]
        if prefix == "PRV":
            lines += ["", privacy.NO_PROOF]
        for rule in some:
            lines += ["", *_rule(rule)]
    return "\n".join(lines) + "\n"


def _rule(rule: Rule) -> list[str]:
    why = rule.why.removesuffix(f" {privacy.NO_PROOF}")
    return [
        f"### {rule.id} {rule.name}",
        "",
        f"{rule.severity.capitalize()}. {why}  ",
        f"From: {rule.source}",
        "",
        *_example("Breaks it", rule.bad, rule),
        "",
        *_example("Does not", rule.good, rule),
    ]


def _example(title: str, text: str, rule: Rule) -> list[str]:
    if rule.id in DESCRIBED and text == rule.bad:
        return [f"{title}: {text}"]
    return [f"{title}:", "", "```yaml", *map(_seen, text.rstrip("\n").split("\n")), "```"]


def _seen(line: str) -> str:
    """A line with what cannot be seen in it as escapes."""
    return "".join(c if c.isprintable() or c == "\t" else c.encode("unicode_escape").decode() for c in line)


PAGES: dict[str, Callable[[], str]] = {"rules.md": rules}


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the pages that follow from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is out of step")
    options = parser.parse_args()
    wrong = [name for name, make in PAGES.items() if _now(name) != make()]
    for name in wrong:
        if options.check:
            print(f"out of step: docs/{name}. To go on: python docs/generate.py")
        else:
            (HERE / name).write_text(PAGES[name](), encoding="utf-8")
            print(f"written: docs/{name}")
    return 1 if options.check and wrong else 0


def _now(name: str) -> str:
    path = HERE / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    raise SystemExit(main())
