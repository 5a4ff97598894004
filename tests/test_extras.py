"""The core alone runs a sandbox in a test; what needs an extra says in one sentence which."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.metadata import distribution, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
EXTRAS = ("anyio", "faker", "httpx", "junitparser", "rich", "trustme", "yaml")
BLOCK = f"""
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {EXTRAS}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
"""


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a process in which no extra is installed."""
    (tmp_path / "sitecustomize.py").write_text(BLOCK, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(tmp_path), "NO_COLOR": "1"}


def _needed(name: str) -> set[str]:
    """The distributions that another one needs without any extra of its own."""
    found = [Requirement(line) for line in requires(name) or ()]
    return {needed.name for needed in found if needed.marker is None or needed.marker.evaluate({"extra": ""})}


def _installed(name: str) -> set[str]:
    """A distribution with all that it brings along."""
    found, left = set(), {name}
    while left:
        found.add(now := left.pop())
        left |= _needed(now) - found
    return found


def test_the_core_needs_these_packages_and_no_others() -> None:
    assert _needed("mockserver") == {
        "flask", "h11", "httptools", "immutables", "isodate", "jsonschema", "jsonschema-rs", "lark", "msgspec",
        "orjson", "pyjwt", "uvicorn", "xmltodict",
    }  # fmt: skip


def test_the_core_brings_no_plugin_of_pytest_but_its_own() -> None:
    """Every pytest run loads every plugin that is installed."""
    plugins = {name for name in _installed("mockserver") if distribution(name).entry_points.select(group="pytest11")}
    assert plugins == {"mockserver"}


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["populate", "{folder}", "--people", "10"], "faker is not installed: pip install 'mockserver[populate]'"),
        (["openapi", "--format", "yaml"], "yaml is not installed: pip install 'mockserver[ci]'"),
        (["verify", "--oktopost-url", "http://127.0.0.1:1"], "httpx is not installed: pip install 'mockserver[ci]'"),
        (["check", "{recording}"], "rich is not installed: pip install 'mockserver[ci]'"),
    ],
)
def test_a_command_says_which_extra_it_lacks(
    bare: dict[str, str], tmp_path: Path, arguments: list[str], extra: str
) -> None:
    recording = ROOT / "tests" / "samples" / "chromium.har"
    given = [argument.format(folder=tmp_path / "out", recording=recording) for argument in arguments]
    done = subprocess.run(
        [sys.executable, "-m", "mockserver", *given],
        env=bare,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, f"mockserver {given[0]}: {extra}\n")


IMPORTED = ["click", "httptools", "immutables", "jsonschema-rs", "msgspec", "orjson", "uvicorn"]
"""The distributions that a sandbox which is called in a test imports, of those that the core installs.

msgspec also takes typing-extensions where it is.
"""


def test_a_test_has_its_sandbox_without_any_extra(bare: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "test_alone.py").write_text(
        f"""
import json
import sys
from importlib.metadata import packages_distributions
from urllib.request import Request, urlopen

BEFORE = set(sys.modules)

def test_used(mockserver, mockserver_env, mockserver_factory):
    url = f"{{mockserver.refold.base_url}}/api/v2/integration-schema/hubspot/actions/get_contact/execute"
    headers = {{**mockserver.refold.headers, "content-type": "application/json"}}
    with urlopen(Request(url, b'{{"email":"john@example.com"}}', headers)) as answer:
        assert answer.status == 200
    distributions = packages_distributions()
    names = {{name.partition(".")[0] for name in set(sys.modules) - BEFORE}}
    found = {{distribution.replace("_", "-") for name in names for distribution in distributions.get(name, ())}}
    assert sorted(found & {_installed("mockserver") - {"typing-extensions"}}) == {IMPORTED}
""",
        encoding="utf-8",
    )
    (tmp_path / "test_bare.py").write_text(
        """
import json
import requests

import pytest

def test_a_call(mockserver):
    oktopost = mockserver.oktopost
    form = {
        "id": oktopost.integrations["salesforce"],
        "actionName": "contact.getByEmail",
        "payload": json.dumps({"email": "john@example.com"}),
    }
    answer = requests.post(f"{oktopost.base_url}/integration-action", data=form, auth=oktopost.auth, timeout=30)
    assert answer.json()["Result"]
    mockserver.assert_called("oktopost/salesforce/contact.getByEmail", times=1)

def test_people(mockserver_factory):
    with pytest.raises(ValueError, match=r"pip install 'mockserver\\[populate\\]'"):
        with mockserver_factory(populate=10):
            pass
""",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "mockserver.testing.pytest_plugin"],
        env={**bare, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("program", [["mockserver", "--version"], ["pytest", "-p", "mockserver.testing.pytest_plugin"]])
def test_another_distribution_of_the_same_name_is_told_in_one_sentence(tmp_path: Path, program: list[str]) -> None:
    """The files of mockserver-client come to lie between ours: here one of them, in a copy."""
    shutil.copytree(ROOT / "mockserver", tmp_path / "mockserver", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "mockserver" / "client.py").touch()
    done = subprocess.run(
        [sys.executable, "-m", *program],
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "mockserver and mockserver-client are installed together, and both are imported as mockserver" in done.stderr
    assert "Traceback" not in done.stderr
