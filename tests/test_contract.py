"""The marker `contract` ties tests to statements, and nothing escapes the list of gaps."""

import pytest

from mockserver.core import statements
from tests.contract import IDS


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project of one test, whose marker a test writes."""
    pytester.makepyprojecttoml('[tool.pytest]\nmarkers = ["contract"]\nasyncio_default_fixture_loop_scope = "function"')
    return pytester


def _write(project: pytest.Pytester, *ids: str) -> None:
    project.makepyfile(f"import pytest\n@pytest.mark.contract(*{ids})\ndef test_one(): assert 0")


def test_an_unknown_id_is_refused_with_the_name_of_its_test(project: pytest.Pytester) -> None:
    _write(project, "O-01", "O-27")
    result = project.runpytest_inprocess("-p", "tests.contract")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert "test_one: the contract has no statement O-27" in result.outlines


def test_the_gaps_are_listed_with_what_they_state_and_no_test_runs(project: pytest.Pytester) -> None:
    _write(project, *(IDS - {"O-20"}))
    result = project.runpytest_inprocess("-p", "tests.contract", "--contract-gaps")
    text = next(told.text for told in statements.load() if told.id == "O-20")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert f"O-20  {text}" in result.outlines
    assert "test_one" not in result.stdout.str()


def test_without_gaps_the_list_is_empty(project: pytest.Pytester) -> None:
    _write(project, *IDS)
    result = project.runpytest_inprocess("-p", "tests.contract", "--contract-gaps")
    assert result.ret == pytest.ExitCode.OK
