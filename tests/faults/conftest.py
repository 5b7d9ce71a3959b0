"""The helpers of these tests, under names by which they can be asked for."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import load

load("store_kills", Path(__file__).parent / "kills.py")
load("store_failing", Path(__file__).parent / "failing.py")
load("beside_git", Path(__file__).parent / "beside_git.py")
load("fuzzing", Path(__file__).parent / "fuzzing.py")
