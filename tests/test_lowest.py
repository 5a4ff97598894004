"""The bounds that are declared are true: the core of what a test asks for, with the oldest and the newest packages."""

from __future__ import annotations

import os
import subprocess
import venv
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
BENEATH = ("urllib3==1.26.20",)
"""What a package of ours needs and does not bound from below, as old as our own may have it."""

CORE = """
import json

import pytest
import requests

LEAD = {"data": {"LastName": "Doe", "Company": "Acme"}}

def send(sandbox, base):
    form = {"id": sandbox.oktopost.integrations["salesforce"], "actionName": "lead.create", "payload": json.dumps(LEAD)}
    return requests.post(base + "/integration-action", data=form, auth=sandbox.oktopost.auth, timeout=30)

def test_listening(mockserver, mockserver_env):
    assert send(mockserver, mockserver.oktopost.base_url).json()["Result"] is True
    mockserver.assert_called("oktopost/salesforce/lead.create", payload=LEAD, times=1)
    for page in "/__mock__/", "/__mock__/docs", "/openapi.json":
        assert requests.get(mockserver.held.url + page, timeout=30).status_code == 200

def test_a_grammar(mockserver):
    url = f"{mockserver.refold.base_url}/api/v2/integration-schema/salesforce/actions/get_entity_with_soql/execute"
    query = {"query": "SELECT Id FROM Lead LIMIT 2"}
    assert requests.post(url, headers=mockserver.refold.headers, json=query, timeout=30).status_code == 200

@pytest.mark.mockserver(other_hosts="refuse", api_key="mine")
def test_led(mockserver_intercept):
    assert send(mockserver_intercept, "https://api.oktopost.com/v2").json()["Result"] is True
    with pytest.raises(requests.ConnectionError, match="mockserver refuses"):
        requests.get("https://example.com", timeout=30)

def test_states(mockserver):
    mockserver.advance("PT1H")
    mockserver.fail_next("oktopost/*", "connection-reset")
    with pytest.raises(requests.RequestException):
        send(mockserver, mockserver.oktopost.base_url)
    mockserver.add("oktopost/lead", Email="ada@example.com")
    assert mockserver.deliveries()

@pytest.mark.xfail(strict=True)
def test_miss(mockserver):
    send(mockserver, mockserver.oktopost.base_url)
    mockserver.assert_called("oktopost/salesforce/lead.create", payload={"data": {"LastName": "Roe"}})

def test_broken(mockserver):
    requests.get(mockserver.oktopost.base_url + "/nowhere", auth=mockserver.oktopost.auth, timeout=30)
"""


def _needed() -> list[Requirement]:
    """What the core and the extra ``pytest`` ask for."""
    needed = [Requirement(line) for line in requires("mockserver") or ()]
    return [one for one in needed if one.marker is None or one.marker.evaluate({"extra": "pytest"})]


def _lowest() -> list[str]:
    """The oldest version of each package that is allowed."""
    return [f"{one.name}=={bound.version}" for one in _needed() for bound in one.specifier if bound.operator == ">="]


def _newest() -> list[str]:
    """What an installation of today gets, whatever is locked: pip takes the newest that is allowed."""
    return [f"{one.name}{one.specifier}" for one in _needed()]


@pytest.mark.xdist_group("packaging")
@pytest.mark.parametrize("versions", ["oldest", "newest"])
def test_the_core_does_with_the_packages_that_are_allowed(tmp_path: Path, versions: str) -> None:
    venv.create(tmp_path / "environment", with_pip=True)
    python = tmp_path / "environment" / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = [*_lowest(), *BENEATH] if versions == "oldest" else _newest()
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", *wanted], capture_output=True, text=True, check=False
    )
    assert installed.returncode == 0, f"pip finds no {versions} packages: {installed.stderr}"
    (tmp_path / "test_core.py").write_text(CORE, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "mockserver.testing.pytest_plugin"],
        env={**environment, "PYTHONPATH": str(ROOT)}, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "5 passed, 1 xfailed, 1 error" in done.stdout, done.stdout + done.stderr
    assert "made at    test_core.py:" in done.stdout
