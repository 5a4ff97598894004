"""The examples of docs/pytest.md do what the page says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.core.outcomes import BREAKING
from mockserver.testing import environment

PAGE = (Path(__file__).parent.parent / "docs" / "pytest.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(<!-- fails -->\n)?```(\w+)\n(.*?)```\n(?:\n```text\n(.*?)```)?", PAGE, re.DOTALL)
GOOD = [code for fails, language, code, _ in BLOCKS if language == "python" and not fails]
FAILING = [(code, told) for fails, language, code, told in BLOCKS if language == "python" and fails]
COMMANDS = [line[2:] for _, language, code, _ in BLOCKS if language == "console" for line in code.splitlines()]


def _run(pytester: pytest.Pytester, *modules: str) -> pytest.RunResult:
    pytester.makepyfile(**{f"test_{number}": code for number, code in enumerate(modules)})
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "mockserver.testing.pytest_plugin")


@pytest.fixture(autouse=True)
def lonely(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child loads the plugins that it is told to load."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def test_the_page_has_examples_of_each_kind() -> None:
    assert (len(GOOD), len(FAILING), len(COMMANDS)) == (13, 2, 2)


def test_the_examples_pass(pytester: pytest.Pytester) -> None:
    result = _run(pytester, *GOOD)
    assert result.ret == 0
    assert result.parseoutcomes()["passed"] == sum(code.count("def test_") for code in GOOD)


@pytest.mark.parametrize(("code", "told"), FAILING)
def test_the_examples_of_failures_fail_with_the_text_that_is_shown(
    pytester: pytest.Pytester, code: str, told: str
) -> None:
    result = _run(pytester, code)
    assert result.ret == 1
    shown = [re.sub(r"^E\s{7}", "", line).rstrip().removeprefix("AssertionError: ") for line in result.outlines]
    assert told.rstrip() in "\n".join(shown)


@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples call curl")
@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_run(command: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_page_names_every_outcome_that_breaks_the_contract_and_every_variable() -> None:
    assert [name for name in (*BREAKING, *environment.names()) if f"`{name}`" not in PAGE] == []
