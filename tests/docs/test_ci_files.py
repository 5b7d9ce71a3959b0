"""What others' machines read: hook, action and snippets of docs/how-to/ci.md, run as far as that can be done here."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from imatter_cli import app
from imatter_cli.output.findings import FORMATS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how-to" / "ci.md").read_text(encoding="utf-8")
SNIPPETS: list[Any] = [
    yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def runner(call: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs a shell's lines in a store, where `imatter` is on the PATH and in the folder that the action installs to."""
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, os.environ["IMATTER_NOW"])
    store = tmp_path / "store"
    assert call("init", store).code == 0
    new = (
        "project",
        "new",
        "--type",
        "early-concern",
        "--setting",
        "school",
        "--focus-area",
        "tea",
        "--individuals",
        "1",
    )
    assert call(*new, "--store", store).code == 0
    programs = tmp_path / "temp" / "imatter" / "bin"
    programs.mkdir(parents=True)
    (programs / "imatter").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m imatter_cli "$@"\n')
    (programs / "imatter").chmod(0o755)

    def run(script: str, env: Mapping[str, str] | None = None, cwd: Path = store) -> Any:
        path = f"{programs}:{os.environ['PATH']}"
        there = {**os.environ, "RUNNER_TEMP": str(tmp_path / "temp"), "PATH": path, **(env or {})}
        # As the runner of GitHub does it: bash --noprofile --norc -eo pipefail.
        line = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(line, cwd=cwd, env=there, capture_output=True, text=True, check=False)

    return run


def break_it(tmp_path: Path) -> Path:
    (project,) = (tmp_path / "store").glob("records/projects/*/*.yaml")
    project.write_text(project.read_text().replace("setting: school", "setting: castle"))
    return project


def env_of(step: Mapping[str, Any], **given: str) -> dict[str, str]:
    """A step's environment with the action's inputs put in."""
    inputs = {name: str(about.get("default", "")) for name, about in ACTION["inputs"].items()} | given
    return {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: inputs[m[1]], value)
        for name, value in step["env"].items()
    }


def test_the_hooks_of_the_framework_run_what_there_is(runner: Callable[..., Any], tmp_path: Path) -> None:
    (hook,) = HOOKS
    assert {"id", "name", "entry", "language", "files", "always_run", "require_serial"} <= set(hook)
    assert re.match(hook["files"], "records/programme.yaml")
    assert runner(hook["entry"]).returncode == 0
    break_it(tmp_path)
    assert runner(hook["entry"]).returncode == 0
    done = runner(f"git add . && {hook['entry']}")
    assert (done.returncode, "PRJ001" in done.stdout) == (1, True)


def test_the_page_names_the_hook_and_the_inputs_that_there_are() -> None:
    hooks = [hook["id"] for one in SNIPPETS if "repos" in one for repo in one["repos"] for hook in repo["hooks"]]
    assert hooks == [HOOKS[0]["id"]]
    (workflow,) = [one for one in SNIPPETS if "jobs" in one]
    (step,) = [s for s in workflow["jobs"]["check"]["steps"] if "imatter" in s["uses"]]
    assert set(step["with"]) <= set(ACTION["inputs"])
    inputs = re.findall(
        r"`([\w-]+)`", "".join(re.findall(r"^\| (`.*?) \|", PAGE.partition("| input |")[2], re.MULTILINE))
    )
    assert [name for name in inputs if name in ACTION["inputs"]] == list(ACTION["inputs"])


def test_the_action_is_made_of_steps_that_a_shell_takes() -> None:
    assert ACTION["runs"]["using"] == "composite"
    for step in ACTION["runs"]["steps"]:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "what comes from outside comes by the environment"
        subprocess.run(["bash", "-n", "-c", step["run"]], check=True)
    install = ACTION["runs"]["steps"][0]
    assert install["env"] == {"ACTION": "${{ github.action_path }}"}
    assert '-c "$ACTION/constraints.txt" "$ACTION"' in install["run"]
    assert ACTION["inputs"]["format"]["default"] in FORMATS


def test_the_actions_check_says_where(runner: Callable[..., Any], tmp_path: Path) -> None:
    step = ACTION["runs"]["steps"][1]
    assert runner(step["run"], env_of(step)).returncode == 0
    project = break_it(tmp_path)
    done = runner(step["run"], env_of(step))
    assert done.returncode == 1
    assert f"::error file={project.relative_to(tmp_path / 'store')},line=8,col=10,title=PRJ001::" in done.stdout
    done = runner(step["run"], env_of(step, path="store", format="lines", output="sarif:out.sarif"), tmp_path)
    assert done.stdout.startswith("records/projects/")
    assert (tmp_path / "out.sarif").read_text().startswith('{"$schema"')
    assert runner(step["run"], env_of(step, since="nowhere")).returncode == 3


def test_the_actions_inputs_are_options_and_the_run_has_a_page(runner: Callable[..., Any], tmp_path: Path) -> None:
    _, check, verify = ACTION["runs"]["steps"]
    page = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    Path(page["GITHUB_STEP_SUMMARY"]).touch()
    break_it(tmp_path)
    given = {"select": "PRJ", "limit": "1", "max-advice": "0", "output": f"lines:{tmp_path}/a\nsarif:{tmp_path}/b\n"}
    done = runner(check["run"], {**env_of(check, **given), **page})
    assert (done.returncode, "Only " in done.stdout) == (1, True)
    assert "PRJ001" in (tmp_path / "a").read_text() and (tmp_path / "b").exists()
    assert "## imatter check: not passed" in (tmp_path / "summary.md").read_text()
    assert runner(check["run"], {**env_of(check, ignore="PRJ"), **page}).returncode == 0
    done = runner(verify["run"], {**env_of(verify), **page})
    assert (done.returncode, "No problems." in done.stdout) == (0, True)
    assert "## imatter verify: passed" in (tmp_path / "summary.md").read_text()
    assert runner(verify["run"], env_of(verify, checkpoint=f"imatter-1 1 {'0' * 64}", summary="false")).returncode == 1


@pytest.mark.parametrize("given", ["; touch ran", "$(touch ran)", "`touch ran`", "' touch ran '", "--output text:ran"])
def test_an_input_is_never_run(runner: Callable[..., Any], tmp_path: Path, given: str) -> None:
    step = ACTION["runs"]["steps"][1]
    for name in ("path", "since", "select", "limit", "format", "output"):
        assert runner(step["run"], env_of(step, **{name: given})).returncode in (2, 3, 5)
    assert not list(tmp_path.rglob("ran"))


def test_gitlabs_job_runs(runner: Callable[..., Any], tmp_path: Path) -> None:
    (job,) = [one["records"] for one in SNIPPETS if "records" in one]
    install, check, verify = job["script"]
    assert install.startswith("pip install ")
    assert runner(f"{check} && {verify}").returncode == 0
    break_it(tmp_path)
    assert runner(check).returncode == 1
    reports = [(tmp_path / "store" / name).read_text() for name in job["artifacts"]["reports"]["junit"]]
    assert ["<failure" in report for report in reports] == [True, False]


def test_the_job_of_cron_prints_nothing_while_all_is_well(runner: Callable[..., Any], tmp_path: Path) -> None:
    lines = PAGE.partition("```cron\n")[2].partition("```")[0].splitlines()[1:]
    check, verify = (line.rpartition("&& ")[2] for line in lines)
    done = runner(f"{check} && {verify}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    break_it(tmp_path)
    done = runner(check)
    assert (done.returncode, done.stdout.count("\n")) == (1, 1)


def test_the_page_has_every_format() -> None:
    assert re.findall(
        r"^\| `(\w+)` \|", PAGE.partition("## Formats")[2].partition("## Some of it")[0], re.MULTILINE
    ) == [*("text", "lines", "json", "github", "junit", "markdown", "sarif")]
    assert set(FORMATS) == {"text", "lines", "json", "github", "junit", "markdown", "sarif"}
    assert "hook" in app.VERBS


def test_the_workflow_of_a_release_publishes_without_a_token_and_builds_twice() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    build, publish = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    assert workflow[True] == {"push": {"tags": ["v*"]}}  # YAML takes `on` for true
    assert (workflow["permissions"], build["permissions"]) == ({}, {"contents": "read"})
    assert (publish["needs"], publish["environment"]) == ("build", "release")
    assert publish["permissions"] == {"id-token": "write", "attestations": "write"}
    assert not [step for step in publish["steps"] if "run" in step or "checkout" in step["uses"]]
    told = "\n".join(step.get("run", "") for step in build["steps"])
    subprocess.run(["bash", "-n", "-c", told], check=True)
    for script in re.findall(r"[\w./]+/[\w.]+\.py|\.ci/run", told):
        assert (ROOT / script).exists(), script
    assert "secrets." not in str(workflow)
