"""The example project, installed with the built wheel where nothing else is: it passes, its broken part tells why."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
"""What the commands see: nothing that would lead the installed packages back to this checkout."""

pytestmark = pytest.mark.xdist_group("packaging")


def _run(*command: str | Path, cwd: Path, code: int = 0) -> str:
    """The output of a command that must end with a code; its whole output when it does not."""
    done = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example project, without what a run leaves behind."""
    copy = tmp_path_factory.mktemp("consumer") / "project"
    shutil.copytree(ROOT / "examples" / "consumer", copy, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    return copy


@pytest.fixture(scope="module")
def program(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment that holds the wheel and the example."""
    out, environment = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("environment")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, cwd=ROOT)
    (wheel,) = out.iterdir()
    venv.create(environment, with_pip=True)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    _run(scripts / "python", "-m", "pip", "install", "--quiet", wheel, f"{project}[test]", cwd=environment)
    return scripts


@pytest.mark.parametrize("options", [(), ("-n", "4")], ids=["one process", "four"])
def test_the_example_s_suite_passes(program: Path, project: Path, options: tuple[str, ...]) -> None:
    told = _run(program / "pytest", "-q", "-p", "no:cacheprovider", "--contract-coverage", *options, cwd=project)
    assert "21 passed" in told
    assert "oktopost/salesforce/lead.create  2 of 8" in told
    assert "refold/hubspot/create_contact  3 of 6" in told


def test_the_example_s_suite_runs_beneath_a_command(program: Path, project: Path) -> None:
    command = (program / "mockserver", "run", "--", program / "pytest", "-q", "-p", "no:cacheprovider")
    assert "21 passed" in _run(*command, cwd=project)


def test_a_broken_client_reads_what_it_did(program: Path, project: Path) -> None:
    told = _run(program / "pytest", "-q", "-p", "no:cacheprovider", "broken", cwd=project, code=1)
    assert "ERROR at teardown of test_a_mistake_that_the_application_swallows" in told
    assert '    field      payload.leadIds[1]\n    expected   integer\n    got        "67890"\n' in told
    assert "    statement  O-15 documented: " in told
    assert "of the calls made (4) none matches, the nearest:" in told
    assert '✗ "ada@example.com"' in told
