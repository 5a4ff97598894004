"""The board: what is committed of the suites' outcomes, and the part of docs/clients.md that is made of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Final

from mockserver.cli.documentation import with_part
from tests.scoreboard.node_clients import Outcomes
from tests.scoreboard.suites import HERE, SUITES

RESULTS: Final = HERE / "results.json"
PAGE: Final = HERE.parent.parent / "docs" / "clients.md"
PART: Final = "scoreboard"

Board = dict[str, dict[str, bool]]
"""Suite -> case -> whether it passes."""


def load() -> Board:
    """What is committed."""
    board: Board = json.loads(RESULTS.read_text(encoding="utf-8"))
    return board


def passing(outcomes: Outcomes) -> dict[str, bool]:
    """Whether each case passes, in the order of names."""
    return {case: why is None for case, why in sorted(outcomes.items())}


def unexplained(suite: str, cases: Mapping[str, bool]) -> list[str]:
    """The cases that do not pass and that no area of the suite tells why."""
    return [case for case, passes in cases.items() if not passes and SUITES[suite].area(case) is None]


def markdown(board: Board) -> str:
    """A row for each suite, then what does not pass and why."""
    lines = ["| client | what is run | cases | pass | do not |", "|---|---|---|---|---|"]
    for name, suite in SUITES.items():
        cases = board[name]
        passed = sum(cases.values())
        lines.append(f"| {suite.client} | {suite.what} | {len(cases)} | {passed} | {len(cases) - passed} |")
    lines += ["", "| what does not pass | cases | why |", "|---|---|---|"]
    for name, suite in SUITES.items():
        failed = Counter(suite.area(case) for case, passes in board[name].items() if not passes)
        lines += [f"| {name}: `{area}` | {failed[area]} | {why} |" for area, why in suite.areas.items() if failed[area]]
    return "\n".join(lines) + "\n"


def write_page(board: Board) -> None:
    """Make the part of the page."""
    page = with_part(PAGE.read_text(encoding="utf-8"), PART, markdown(board))
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    write_page(load())
