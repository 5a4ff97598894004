"""The plugin costs nothing where it is not used: what it imports, and what it leaves alone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = (
    "aiohttp",
    "faker",
    "flask",
    "httpx",
    "immutables",
    "jsonschema",
    "jsonschema_rs",
    "jwt",
    "lark",
    "msgspec",
    "orjson",
    "requests",
    "rich",
    "uvicorn",
    "werkzeug",
    "xml",
    "asyncio",
)


def test_loading_the_plugin_imports_pytest_and_nothing_more_of_ours() -> None:
    program = (
        "import json, sys, pytest; before = set(sys.modules); import mockserver.testing.pytest_plugin; "
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["mockserver", "mockserver.testing", "mockserver.testing.pytest_plugin"]


def test_a_run_that_does_not_use_the_fixtures_loads_nothing_of_the_server(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(
        f"""
        import sys

        def test_nothing():
            ours = [name for name in sys.modules if name.startswith("mockserver")]
            assert sorted(ours) == ["mockserver", "mockserver.testing", "mockserver.testing.pytest_plugin"]
            assert [name for name in {HEAVY} if name in sys.modules] == []
        """
    )
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    result = pytester.runpytest_subprocess(
        "-p", "mockserver.testing.pytest_plugin", "-p", "no:cacheprovider", "-p", "no:junitxml"
    )
    result.assert_outcomes(passed=1)


def test_a_sandbox_loads_no_client_library_and_no_web_framework(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_used(mockserver):
            assert mockserver.journal == []
            assert [name for name in ("aiohttp", "faker", "flask", "httpx", "jsonschema") if name in sys.modules] == []
        """
    )
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    result = pytester.runpytest_subprocess("-p", "mockserver.testing.pytest_plugin", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)
