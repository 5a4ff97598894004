"""Fixtures for the tests of other projects: the vendors' APIs beneath a test, in a sandbox of its own.

Every pytest run of whoever installs the package loads this module, so it imports the standard library and pytest
alone; what a fixture does is in :mod:`mockserver.testing`, which is imported when a test asks for it.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mockserver.testing import Mockserver, MockserverFactory
    from mockserver.testing.worlds import Source

_RUNNING: list[pytest.Item] = []
"""The test that runs, behind those that run it. To ask pytest for it, its configuration or a fixture of the session
costs a fixture of every test up to a tenth of a millisecond."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("mockserver", "the vendors' APIs beneath the tests")
    group.addoption("--mockserver-url", metavar="URL", help="use sandboxes of the server there, not one of our own")
    group.addoption(
        "--contract-coverage",
        action="append",
        nargs="?",
        const="term",
        choices=("term", "html", "json"),
        help="tell which outcomes of which actions the tests drove: here (term), or as a file",
    )
    group.addoption(
        "--contract-coverage-min", type=float, metavar="N", help="fail when less than N percent of them were driven"
    )
    group.addoption("--pact-dir", metavar="DIR", help="write what the tests called there, as Pact files")
    group.addoption("--pact-consumer", metavar="NAME", help="whose pacts they are (default: the folder's name)")
    parser.addini("mockserver_env", "names of the variables, as VENDOR_API_KEY = CRM_KEY", type="linelist")
    parser.addini("mockserver_other_hosts", "what mockserver_intercept does with them: pass or refuse", default="pass")
    parser.addini("mockserver_actions", "patterns of actions that must count in the coverage", type="linelist")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, and count when coverage is asked for."""
    if (Path(__file__).parent.parent / "client.py").exists():  # the rest is said by whom a good start does not load
        from mockserver.core.extras import what_collides

        raise pytest.UsageError(what_collides())
    config.addinivalue_line(
        "markers",
        "mockserver(seed, populate, strict, faults, expect, other_hosts, api_key): "
        "what the sandbox of a test begins with, "
        "and the outcomes of broken requests that the test means",
    )
    if config.getoption("contract_coverage") or config.getoption("contract_coverage_min") is not None:
        from mockserver.testing.coverage_plugin import register

        register(config)
    if config.getoption("pact_dir"):
        from mockserver.testing import pacts

        pacts.register(config, config.getoption("pact_dir"), config.getoption("pact_consumer") or config.rootpath.name)


@pytest.fixture(scope="session")
def mockserver_server(pytestconfig: pytest.Config) -> Source:
    """The server of this test process; ``url`` is where it listens."""
    from mockserver.testing.fixtures import watch_of

    return watch_of(pytestconfig).source


@pytest.fixture(scope="session")
def mockserver_factory(pytestconfig: pytest.Config) -> MockserverFactory:
    """A function that makes sandboxes, for fixtures of a wider scope."""
    from mockserver.testing.fixtures import Factory, watch_of

    return Factory(watch_of(pytestconfig))


@pytest.fixture
def mockserver() -> Iterator[Mockserver]:
    """A fresh sandbox, dropped after the test."""
    from mockserver.testing.fixtures import sandbox_of
    from mockserver.testing.watch import options

    item = _RUNNING[-1]
    with sandbox_of(item, options(item)) as sandbox:
        yield sandbox


@pytest.fixture
def mockserver_env(mockserver: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Sets the environment variables by which the application finds the test's sandbox; answers them."""
    from mockserver.testing.fixtures import export

    return export(_RUNNING[-1].config, mockserver, monkeypatch)


@pytest.fixture
def mockserver_intercept() -> Iterator[Mockserver]:
    """The sandbox, with calls of requests, httpx and aiohttp to the vendors' real hosts led to it."""
    from mockserver.testing.fixtures import other_hosts, sandbox_of
    from mockserver.testing.interceptors.routed import routed
    from mockserver.testing.watch import options

    item = _RUNNING[-1]
    asked = options(item)
    with sandbox_of(item, asked) as sandbox, routed(sandbox.held.transport, other_hosts(item, asked)):
        yield sandbox


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Remember the test."""
    _RUNNING.append(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Once a test's fixtures are gone, judge the calls that were made."""
    yield
    if item in _RUNNING:
        _RUNNING.remove(item)
    fixtures = sys.modules.get("mockserver.testing.fixtures")
    if fixtures is not None and fixtures.WATCH in item.config.stash:
        item.config.stash[fixtures.WATCH].judge(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the journal to the report of a test that failed."""
    report = yield
    fixtures = sys.modules.get("mockserver.testing.fixtures")
    if fixtures is not None and fixtures.WATCH in item.config.stash:
        item.config.stash[fixtures.WATCH].tell(item, report)
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let go of the server and of the sandboxes that are still open, before anybody sums up what was called in them."""
    fixtures = sys.modules.get("mockserver.testing.fixtures")
    if fixtures is not None:
        fixtures.close(session.config)
