"""What is built for others: it has everything, nothing else, and the same bytes wherever it is built."""

from __future__ import annotations

import email
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.message import Message
from hashlib import sha256
from pathlib import Path

import pytest

from imatter_cli import __version__

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAME = f"imatter-{__version__}"
#: What is installed next to the package, by where it is here.
SHARED = {
    "docs/imatter.1": "man/man1/imatter.1",
    "docs/completion/imatter": "bash-completion/completions/imatter",
    "docs/completion/_imatter": "zsh/site-functions/_imatter",
    "docs/completion/imatter.fish": "fish/vendor_completions.d/imatter.fish",
}


def build(tree: Path, to: Path) -> tuple[Path, Path]:
    """The sdist and the wheel that is built from it, as a release makes them; with what is installed here."""
    pytest.importorskip("build")
    pytest.importorskip("hatchling")
    line = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(to), str(tree)]
    subprocess.run(line, check=True, capture_output=True)
    return to / f"{NAME}.tar.gz", to / f"{NAME}-py3-none-any.whl"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build(ROOT, tmp_path_factory.mktemp("built"))


@pytest.fixture
def metadata(built: tuple[Path, Path]) -> Message:
    with zipfile.ZipFile(built[1]) as wheel:
        return email.message_from_bytes(wheel.read(f"{NAME}.dist-info/METADATA"))


def test_two_builds_have_the_same_bytes(built: tuple[Path, Path], tmp_path: Path) -> None:
    """The second is built from the first's sdist, elsewhere, with other times and permissions."""
    with tarfile.open(built[0]) as sdist:
        sdist.extractall(tmp_path / "tree", filter="data")
    tree = tmp_path / "tree" / NAME
    for path in tree.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)
        os.utime(path, (1, 1))
    again = build(tree, tmp_path / "again")
    assert [sha256(path.read_bytes()).hexdigest() for path in again] == [
        sha256(path.read_bytes()).hexdigest() for path in built
    ]


def test_the_wheel_has_the_package_the_guides_and_what_a_shell_needs(built: tuple[Path, Path]) -> None:
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "imatter_cli").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    guides = {
        f"imatter_cli/data/{path.relative_to(ROOT).as_posix()}"
        for part in ("tutorials", "how-to", "reference", "explanation")
        for path in (ROOT / "docs" / part).iterdir()
    }
    shared = {f"{NAME}.data/data/share/{place}" for place in SHARED.values()}
    about = {
        f"{NAME}.dist-info/{name}"
        for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")
    }  # fmt: skip
    with zipfile.ZipFile(built[1]) as wheel:
        assert set(wheel.namelist()) == package | guides | shared | about
        assert all(
            wheel.read(f"{NAME}.data/data/share/{place}") == (ROOT / path).read_bytes()
            for path, place in SHARED.items()
        )
        assert b"imatter_cli/py.typed," in wheel.read(f"{NAME}.dist-info/RECORD")


def test_the_sdist_has_what_is_kept_in_git_and_nothing_else(built: tuple[Path, Path]) -> None:
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("this is not a clone")
    here = {name for name in done.stdout.splitlines() if (ROOT / name).is_file()}
    with tarfile.open(built[0]) as sdist:
        there = {member.name.partition("/")[2] for member in sdist.getmembers() if member.isfile()}
    assert there - here == {"PKG-INFO"}
    assert here - there == set()


def test_the_metadata_says_everything_and_names_no_address_that_there_is_not(metadata: Message) -> None:
    assert (metadata["Name"], metadata["Version"]) == ("imatter", __version__)
    assert metadata["Summary"] == PROJECT["description"]
    assert (metadata["License-Expression"], metadata.get_all("License-File")) == ("MIT", ["LICENSE"])
    assert metadata["Requires-Python"] == PROJECT["requires-python"]
    assert metadata["Description-Content-Type"] == "text/markdown"
    needed = [one for one in metadata.get_all("Requires-Dist") or [] if "extra ==" not in one]
    assert len(needed) == len(PROJECT["dependencies"])
    assert not metadata.get_all("Project-URL"), "there is no public address yet (docs/how-to/releasing.md)"


def test_the_version_is_in_one_place() -> None:
    assert PROJECT["dynamic"] == ["version"]
    said = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "pyproject.toml", *(ROOT / "imatter_cli").rglob("*.py"))
        if re.search(rf'\bversion\w* = "{__version__}"|__version__ = "{__version__}"', path.read_text(encoding="utf-8"))
    ]
    assert said == ["imatter_cli/__init__.py"]
