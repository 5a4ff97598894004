"""The scoreboard of docs/clients.md: clients and suites of others, none of whose numbers falls."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from simple_salesforce.api import Salesforce, SFType
from simple_salesforce.bulk import SFBulkHandler, SFBulkType
from simple_salesforce.bulk2 import SFBulk2Type

from mockserver.cli.documentation import with_part
from tests.browser.conftest import CHROMIUM, REQUIRED
from tests.npm import NEEDED
from tests.scoreboard import board
from tests.scoreboard.methods import METHODS
from tests.scoreboard.suites import SUITES

IN_PYTHON = ("simple-salesforce", "hubspot-api-client", "marketorestpython")
"""The clients that need no npm."""

IN_BROWSER = ("@cobaltio/react-cobalt-js",)


def suites() -> Iterator[object]:
    for name in SUITES:
        marks = [pytest.mark.xdist_group(f"scoreboard {name}")]
        if name not in IN_PYTHON:
            marks.append(NEEDED)
        if name in IN_BROWSER:
            marks.append(pytest.mark.skipif(not CHROMIUM and not REQUIRED, reason="no chromium on this machine"))
        yield pytest.param(name, marks=marks, id=name)


@pytest.mark.parametrize("name", list(suites()))
def test_what_passed_still_passes(name: str, tmp_path: Path) -> None:
    outcomes = SUITES[name].run(tmp_path)
    due = {case for case, passes in board.load()[name].items() if passes}
    fallen = {case: outcomes.get(case, "it was not run") for case in due if outcomes.get(case, "") is not None}
    assert not fallen


@pytest.mark.parametrize("name", list(SUITES))
def test_what_does_not_pass_has_its_reason(name: str) -> None:
    assert board.unexplained(name, board.load()[name]) == []


def test_the_page_shows_the_board() -> None:
    page = board.PAGE.read_text(encoding="utf-8")
    assert with_part(page, board.PART, board.markdown(board.load())) == page


@pytest.mark.parametrize("kind", [Salesforce, SFType, SFBulkHandler, SFBulkType, SFBulk2Type])
def test_every_method_of_simple_salesforce_is_called(kind: type) -> None:
    """`SFType.session_id` and the like are no methods but attributes."""
    methods = {
        name
        for name, member in vars(kind).items()
        if not name.startswith("_") and (inspect.isfunction(member) or name == "mdapi")
    }
    called = {name.partition(".")[2] for name in METHODS if name.partition(".")[0] == kind.__name__}
    assert methods - {"session_id"} <= called
