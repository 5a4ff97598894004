"""The wheel holds exactly the project's own files, and works where nothing else is."""

import json
import os
import subprocess
import sys
import time
import tomllib
import venv
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE, STDOUT
from zipfile import ZipFile

import pytest
import requests

from mockserver import __version__

ROOT = Path(__file__).parent.parent
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
"""What the commands see: nothing that would lead the installed program back to this checkout."""

pytestmark = pytest.mark.xdist_group("packaging")


def _run(*command: str | Path, cwd: Path) -> str:
    """The standard output of a command that must succeed; its whole output when it does not."""
    done = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, cwd=ROOT)
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds nothing of the project."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(scope="module")
def scripts(wheel: Path, elsewhere: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of a new environment, into which the wheel was installed."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, with_pip=True)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    _run(scripts / "python", "-m", "pip", "install", "--quiet", wheel, cwd=elsewhere)
    return scripts


@pytest.fixture
def served(scripts: Path, elsewhere: Path, tmp_path: Path) -> Iterator[str]:
    """The URL of the installed program, serving on a free port."""
    ready = tmp_path / "ready.json"
    command = [str(scripts / "mockserver"), "serve", "--port", "0", "--ready-file", str(ready)]
    with subprocess.Popen(command, cwd=elsewhere, env=ENVIRONMENT, stdout=PIPE, stderr=STDOUT, text=True) as server:
        try:
            yield _url(server, ready)
            server.terminate()
            server.wait(timeout=10)
        finally:
            server.kill()


def _url(server: subprocess.Popen[str], ready: Path) -> str:
    """The URL in the ready file; fails with the server's output when it ends or is not ready in time."""
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        text = ready.read_text(encoding="utf-8") if ready.exists() else ""
        if text.rstrip().endswith("}"):
            return str(json.loads(text)["url"])
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=0.05)
    server.kill()
    pytest.fail(f"mockserver serve did not become ready: {server.communicate()[0]}")


def _tracked(*folders: str) -> list[str]:
    return _run("git", "ls-files", "-z", *folders, cwd=ROOT).split("\0")[:-1]


def _place_in_wheel(tracked: str) -> str:
    return tracked if tracked.startswith("mockserver/") else f"mockserver/{tracked}"


def test_the_readme_names_the_wheel_of_this_version() -> None:
    assert f"dist/mockserver-{__version__}-py3-none-any.whl" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_wheel_holds_the_tracked_files_and_nothing_else(wheel: Path) -> None:
    tracked = _tracked("mockserver", "fixtures")
    about = f"mockserver-{__version__}.dist-info"
    licences = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["license-files"]
    described = ["METADATA", "RECORD", "WHEEL", "entry_points.txt", *(f"licenses/{name}" for name in licences)]
    expected = [_place_in_wheel(path) for path in tracked] + [f"{about}/{name}" for name in described]
    expected.append("mockserver/schemas.json")
    assert sorted(ZipFile(wheel).namelist()) == sorted(expected)


def test_the_wheel_holds_the_text_of_every_schema_file_in_one(wheel: Path) -> None:
    with ZipFile(wheel) as held:
        texts = json.loads(held.read("mockserver/schemas.json"))
    files = {path.removeprefix("schemas/").removesuffix(".json"): path for path in _tracked("schemas")}
    assert texts == {key: (ROOT / path).read_text(encoding="utf-8") for key, path in files.items()}


def test_the_installed_program_tells_its_version(scripts: Path, elsewhere: Path) -> None:
    assert _run(scripts / "mockserver", "--version", cwd=elsewhere) == f"mockserver {__version__}\n"


def test_the_package_runs_as_a_module(scripts: Path, elsewhere: Path) -> None:
    assert _run(scripts / "python", "-m", "mockserver", "--version", cwd=elsewhere) == f"mockserver {__version__}\n"


def test_the_installed_program_finds_its_own_schemas_and_fixtures_sound(scripts: Path, elsewhere: Path) -> None:
    _run(scripts / "mockserver", "selfcheck", cwd=elsewhere)


def test_the_installed_program_serves(served: str) -> None:
    response = requests.get(f"{served}/v2/integration", timeout=10)
    assert (response.status_code, response.json()["Result"]) == (401, False)
