"""What surrounds the course: workflows, version, citation."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import mnist_course

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def load(path):
    """Return a workflow; `on` is read as a word, not as true."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_pins_its_actions_and_may_do_no_more_than_its_jobs_say(path):
    workflow = load(path)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert int(job["timeout-minutes"]) <= 90
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"]), step["uses"]
            if "actions/checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] == "false"
            assert "${{" not in step.get("run", ""), "a value in a script goes through env"


def test_auditor_of_workflows_finds_nothing():
    auditor = shutil.which("zizmor", path=str(Path(sys.executable).parent)) or shutil.which("zizmor")
    found = subprocess.run([auditor, "--offline", *WORKFLOWS], capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr


def test_three_systems_are_tried_with_the_oldest_and_the_newest_python_and_pytorch():
    tried = load(ROOT / ".github" / "workflows" / "tests.yml")["jobs"]["elsewhere"]["strategy"]["matrix"]["include"]
    pythons = re.findall(r"Python :: (3\.\d+)", " ".join(PROJECT["project"]["classifiers"]))
    oldest = [name for name in PROJECT["project"]["dependencies"] if re.match("torch(vision)?>", name)]
    oldest = " ".join(name.replace(">=", "==") + ".*" for name in oldest)
    found = {(one["system"].partition("-")[0], one["python"], one["torch"]) for one in tried}
    for system in ("ubuntu", "macos", "windows"):
        assert {(system, pythons[0], oldest), (system, pythons[-1], "torch torchvision")} <= found


def test_one_version_stands_in_all_places():
    files = PROJECT["tool"]["bumpversion"]["files"]
    assert PROJECT["tool"]["bumpversion"]["current_version"] == mnist_course.__version__
    for file in files:
        searched = file["search"].format(current_version=mnist_course.__version__)
        assert searched in (ROOT / file["filename"]).read_text(encoding="utf-8").splitlines()
