"""Install imatter from its built wheel alone, each time in an empty home, and keep a record with it.

    python tests/packages/install.py [pip] [pipx] [uv] [--python PYTHON]

Only Python, git and a shell are on the PATH: no compiler, no npm, no browser. The tools come from the package
registry into a folder of their own. Prints what was installed and ends with 1 where something is missing. This takes a
minute, so it is a script and not a test; `tests/packages/test_builds.py` looks into the packages themselves.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("build", "hatchling", "pipx", "uv")
SHIPPED = (
    "man/man1/imatter.1", "bash-completion/completions/imatter", "zsh/site-functions/_imatter",
    "fish/vendor_completions.d/imatter.fish",
)  # fmt: skip
#: What of the environment names the package registry.
_REGISTRY = ("PIP_", "UV_", "SSL_", "REQUESTS_", "http", "HTTP", "no_proxy", "NO_PROXY")


class Computer:
    """An empty home, and a PATH with little on it."""

    def __init__(self, folder: Path, python: str) -> None:
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        programs = folder / "bin"
        programs.mkdir()
        for name in ("git", "sh", "env", "uname", "dirname"):
            if found := shutil.which(name):
                (programs / name).symlink_to(found)
        real = subprocess.run(
            [python, "-c", "import sys; print(sys.executable)"], capture_output=True, text=True, check=True
        )
        self.python = real.stdout.strip()
        kept = {name: value for name, value in os.environ.items() if name.startswith(_REGISTRY)}
        self.env = {**kept, "HOME": str(self.home), "PATH": f"{self.home}/.local/bin:{programs}", "LC_ALL": "C.UTF-8"}

    def run(self, *words: str | Path) -> str:
        """What a command prints; its failure ends everything."""
        line = [str(word) for word in words]
        line[0] = shutil.which(line[0], path=self.env["PATH"]) or line[0]
        done = subprocess.run(
            line, cwd=self.home, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(line)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout


def with_pip(computer: Computer, wheel: Path, tools: Path) -> Path:
    """Into an environment of its own; where its share/ is."""
    place = computer.home / ".local" / "imatter"
    computer.run(computer.python, "-m", "venv", place)
    computer.run(place / "bin" / "pip", "install", "-q", "--disable-pip-version-check", wheel)
    (computer.home / ".local" / "bin").mkdir()
    (computer.home / ".local" / "bin" / "imatter").symlink_to(place / "bin" / "imatter")
    return place / "share"


def with_pipx(computer: Computer, wheel: Path, tools: Path) -> Path:
    """As pipx does it, which also shows the man page to man."""
    computer.run(tools / "pipx", "install", "--python", computer.python, wheel)
    if not (computer.home / ".local" / "share" / "man" / "man1" / "imatter.1").exists():
        raise SystemExit("pipx did not show the man page to man")
    (venv,) = computer.home.rglob("venvs/imatter")
    return venv / "share"


def with_uv(computer: Computer, wheel: Path, tools: Path) -> Path:
    """As uv does it."""
    computer.run(tools / "uv", "tool", "install", "--python", computer.python, wheel)
    return computer.home / ".local" / "share" / "uv" / "tools" / "imatter" / "share"


WAYS = {"pip": with_pip, "pipx": with_pipx, "uv": with_uv}


def first_record(computer: Computer) -> None:
    """Begin a notebook, keep a first idea, read a guide."""
    computer.run("imatter", "init", "imatter")
    idea = ("--type", "early-concern", "--setting", "school", "--focus-area", "evening routine", "--individuals", "1")
    computer.run("imatter", "project", "new", *idea)
    said = {
        "the notebook from the home": ("evening routine", computer.run("imatter")),
        "a check": ("2 records checked, no problems.", computer.run("imatter", "check")),
        "a guide": ("For a practitioner", computer.run("imatter", "help", "practice")),
        "completion": ("complete_zsh", computer.run("imatter", "--show-completion", "zsh")),
    }
    for what, (words, text) in said.items():
        if words not in text:
            raise SystemExit(f"{what} does not say {words!r}:\n{text}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Install the built wheel in an empty home.")
    parser.add_argument("ways", nargs="*", default=[*WAYS], help=", ".join(WAYS))
    parser.add_argument("--python", default=sys.executable)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="imatter-install-") as scratch:
        tools = Path(scratch) / "tools"
        subprocess.run([sys.executable, "-m", "venv", tools], check=True)
        pip = [tools / "bin" / "pip", "install", "-q", "--disable-pip-version-check", *TOOLS]
        subprocess.run(pip, check=True)
        build = [tools / "bin" / "python", "-m", "build", "--no-isolation", "--outdir", scratch, ROOT]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(scratch).glob("*.whl")
        for way in options.ways:
            computer = Computer(Path(scratch) / way, options.python)
            share = WAYS[way](computer, wheel, tools / "bin")
            missing = [name for name in SHIPPED if not (share / name).exists()]
            if missing:
                raise SystemExit(f"{way}: not installed: {', '.join(missing)}")
            version = computer.run("imatter", "--version").strip()
            first_record(computer)
            python = computer.run(computer.python, "--version").strip()
            print(f"{way}: {version} with {python}: a notebook, a check, a guide, completion and the man page")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
