"""A project of somebody else's, tried as its author would: pytest in a process of its own."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

CLIENT = """
import json
import pytest
import requests

def act(mockserver, key, payload, auth=None):
    app, _, name = key.partition("/")
    form = {"id": mockserver.oktopost.integrations[app], "actionName": name, "payload": json.dumps(payload)}
    url = mockserver.oktopost.base_url + "/integration-action"
    return requests.post(url, auth=auth or mockserver.oktopost.auth, data=form, timeout=30)

def execute(mockserver, key, body):
    slug, _, action = key.partition("/")
    url = f"{mockserver.refold.base_url}/api/v2/integration-schema/{slug}/actions/{action}/execute"
    return requests.post(url, headers=mockserver.refold.headers, json=body, timeout=30)

LEAD = {"data": {"LastName": "Doe", "Company": "Acme"}}
"""

QUIET = ("-p", "no:cacheprovider", "-p", "mockserver.testing.pytest_plugin", "-p", "xdist.plugin")

Child = Callable[..., pytest.RunResult]


@pytest.fixture
def child(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Child:
    """Runs tests that begin with the client, under options; the child loads the plugins that it is told to load."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("CI", raising=False)  # there pytest's summary repeats whole messages
    pytester.makepyfile(client=CLIENT)
    pytester.makeini("[pytest]\npythonpath = .\nfilterwarnings = error\n")

    def run(tests: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(test_it=f"from client import *\n{textwrap.dedent(tests)}")
        return pytester.runpytest_subprocess(*QUIET, *options)

    return run
