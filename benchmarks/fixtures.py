"""What a test costs that has a fake beneath it, and what an installed package costs a run that does not use it.

Processor time of pytest and its children, ours beside pytest-httpserver, responses and respx, a whole suite beside
WireMock as well. A test costs what a run of many takes beyond a run of one, divided by their number.
"""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

from benchmarks.install import FIXTURES_PIP, virtual_environment
from benchmarks.peers import wiremock_jar
from benchmarks.places import ROOT

MANY: Final = 400
"""Tests in the longer run of two."""

_CALL: Final = """
    answer = {library}.post(url, data=FORM, auth=auth, timeout=10).json()
    assert answer["Result"] is True
"""
_HEAD: Final = """
import json
import pytest
FORM = {"id": "014000000000003", "actionName": "contact.getByEmail", "payload": '{"email": "john@example.com"}'}
ANSWER = {"Result": True, "IntegrationAction": {"success": True, "contact": {"id": "1", "email": "john@example.com"}}}
auth = ("001000000000001", "okto-sandbox-key")
MANY = pytest.mark.parametrize("number", range(@MANY@))
"""

TESTS: Final[Mapping[str, str]] = {
    "mockserver": """
import requests
@MANY
def test_it(mockserver, number):
    url, auth = mockserver.oktopost.base_url + "/integration-action", mockserver.oktopost.auth
"""
    + _CALL.format(library="requests").replace("FORM", '{**FORM, "id": mockserver.oktopost.integrations["hubspot"]}')
    + """    mockserver.assert_called("oktopost/hubspot/contact.getByEmail", times=1)
""",
    "pytest-httpserver": """
import requests
@MANY
def test_it(httpserver, number):
    httpserver.expect_request("/v2/integration-action", method="POST").respond_with_json(ANSWER)
    url = httpserver.url_for("/v2/integration-action")
"""
    + _CALL.format(library="requests")
    + """    httpserver.check_assertions()
    assert len(httpserver.log) == 1
""",
    "mockserver, intercepted": """
import requests
@MANY
def test_it(mockserver_intercept, number):
    url, auth = "https://api.oktopost.com/v2/integration-action", mockserver_intercept.oktopost.auth
"""
    + _CALL.format(library="requests").replace(
        "FORM", '{**FORM, "id": mockserver_intercept.oktopost.integrations["hubspot"]}'
    )
    + """    mockserver_intercept.assert_called("oktopost/hubspot/contact.getByEmail", times=1)
""",
    "responses": """
import requests
import responses
@MANY
@responses.activate
def test_it(number):
    url = "https://api.oktopost.com/v2/integration-action"
    responses.post(url, json=ANSWER)
"""
    + _CALL.format(library="requests")
    + """    responses.assert_call_count(url, 1)
""",
    "mockserver, intercepted, httpx": """
import httpx
@MANY
def test_it(mockserver_intercept, number):
    url, auth = "https://api.oktopost.com/v2/integration-action", mockserver_intercept.oktopost.auth
    with httpx.Client(verify=False) as client:
"""
    + _CALL.format(library="client")
    .replace("FORM", '{**FORM, "id": mockserver_intercept.oktopost.integrations["hubspot"]}')
    .replace("\n    ", "\n        ")
    + """    mockserver_intercept.assert_called("oktopost/hubspot/contact.getByEmail", times=1)
""",
    "respx": """
import httpx
import respx
@MANY
@respx.mock
def test_it(number):
    url = "https://api.oktopost.com/v2/integration-action"
    route = respx.post(url).respond(json=ANSWER)
    with httpx.Client(verify=False) as client:
"""
    + _CALL.format(library="client").replace("\n    ", "\n        ")
    + """    assert route.call_count == 1
""",
}
"""The same test with each: one call, its answer, and an assertion that it was made."""

SUITE: Final = 1_000
"""Tests in the suite of which the whole time counts, each with three calls."""

_WIREMOCK: Final = (
    """
import os
import socket
import subprocess
import time
import requests

@pytest.fixture(scope="session")
def wiremock():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        ["java", "-jar", "@JAR@", "--port", str(port), "--disable-banner"], stdout=subprocess.DEVNULL
    )
    while True:
        try:
            assert requests.get(url + "/__admin/health", timeout=10).status_code == 200
            break
        except requests.ConnectionError:
            assert process.poll() is None
            time.sleep(0.02)
    with requests.Session() as admin:
        yield url, admin
    process.terminate()
    process.wait()

@MANY
def test_it(wiremock, number):
    server, admin = wiremock
    call = {"method": "POST", "urlPath": "/v2/integration-action"}
    admin.post(server + "/__admin/mappings", json={"request": call, "response": {"status": 200, "jsonBody": ANSWER}})
    url = server + "/v2/integration-action"
"""
    + _CALL.format(library="requests")
    + """    answer = admin.post(server + "/__admin/requests/count", json=call).json()
    assert answer["count"] == 1
    admin.post(server + "/__admin/reset")
"""
)
"""The same with a server that the suite starts, tells what to answer and empties after each test."""

SUITES: Final[Mapping[str, str]] = {
    **{name: TESTS[name] for name in ("mockserver", "mockserver, intercepted", "pytest-httpserver", "responses")},
    "WireMock": _WIREMOCK,
}
"""With whom it runs."""

STARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "pytest alone": ("pytest",),
    "mockserver": ("pytest", str(ROOT)),
    "pytest-httpserver": ("pytest", "pytest-httpserver"),
    "responses": ("pytest", "responses"),
    "respx": ("pytest", "respx"),
}
"""What is installed where an empty test runs."""


def processor(python: Path, folder: Path, *options: str) -> float:
    """Milliseconds of processor time that a run of pytest in a folder takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _size(home: Path) -> float:
    """MB of an environment's packages, without pip and what comes with it."""
    theirs = ("pip", "setuptools", "pkg_resources", "_distutils_hack")
    packages = next(home.glob("lib/python3*/site-packages"))
    files = (path for path in packages.rglob("*") if path.is_file() and path.suffix != ".pyc")
    kept = (path for path in files if not path.relative_to(packages).parts[0].startswith(theirs))
    return sum(path.stat().st_size for path in kept) / 1e6


def starts(rounds: int) -> dict[str, Any]:
    """For each package the milliseconds of an empty run where it is installed, its ratio and its size.

    The environments take turns; each counts with its quickest run, which others on the machine disturbed least.
    """
    homes = {
        name: virtual_environment(f"start-{name.replace(' ', '-')}", packages) for name, packages in STARTS.items()
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_nothing.py").write_text("def test_nothing(): pass\n")
        taken: dict[str, list[float]] = {name: [] for name in homes}
        for _ in range(rounds + 1):
            for package, home in homes.items():
                taken[package].append(processor(home / "bin" / "python", folder))
    alone = min(taken["pytest alone"])
    return {
        name: {
            "milliseconds": min(times),
            "ratio": min(times) / alone,
            "median_ratio": median(times) / median(taken["pytest alone"]),
            "megabytes": _size(homes[name]),
        }
        for name, times in taken.items()
    }


def tests(home: Path, rounds: int) -> dict[str, float]:
    """Milliseconds of processor time a test, with each package: the quickest run of many beside that of one."""
    least: dict[str, list[float]] = {name: [] for name in TESTS}
    single: dict[str, list[float]] = {name: [] for name in TESTS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(rounds):
            for package, test in TESTS.items():
                for number, into in ((MANY, least), (1, single)):
                    path = folder / "test_it.py"
                    path.write_text(_HEAD.replace("@MANY@", str(number)) + test)
                    into[package].append(processor(home / "bin" / "python", folder))
    return {name: (min(least[name]) - min(single[name])) / (MANY - 1) for name in TESTS}


def suites(home: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Seconds that a suite of SUITE tests with three calls each takes, the start included: elapsed, and processor's."""
    there = {name: test for name, test in SUITES.items() if name != "WireMock" or wiremock_jar().exists()}
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in there}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(rounds):
            for package, test in there.items():
                text = _HEAD.replace("@MANY@", str(SUITE)) + thrice(test).replace("@JAR@", str(wiremock_jar()))
                (folder / "test_it.py").write_text(text)
                began = perf_counter()
                milliseconds = processor(home / "bin" / "python", folder)
                took[package].append((perf_counter() - began, milliseconds / 1000))
    return {
        name: {"seconds": min(one[0] for one in times), "processor_seconds": min(one[1] for one in times)}
        for name, times in took.items()
    }


def thrice(test: str) -> str:
    """A test with its call made three times, and three calls asserted."""
    call = next(line for line in test.splitlines(keepends=True) if ".post(url, data" in line)
    counted = test
    for once in ("times=1", "len(httpserver.log) == 1", "assert_call_count(url, 1)", '["count"] == 1'):
        counted = counted.replace(once, once.replace("1", "3"))
    return counted.replace(call, 3 * call)


def measure(rounds: int) -> dict[str, Any]:
    """All."""
    home = virtual_environment("fixtures", FIXTURES_PIP)
    return {
        "starts": starts(3 * rounds),
        "tests": tests(home, rounds),
        "suite": SUITE,
        "suites": suites(home, max(1, rounds // 2)),
    }
