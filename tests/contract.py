"""A pytest plugin of this project: the marker `contract(*ids)` and the list of statements without a test."""

from collections.abc import Generator, Iterator

import pytest

from mockserver.core import statements

_RANGES = {
    "O": [(1, 26), (31, 62), (70, 87)],
    "I": [(1, 13)],
    "R": [(1, 41), (60, 78)],
    "S": [(1, 19), (21, 21), (23, 23), (40, 45)],
    "H": [(1, 32)],
    "M": [(1, 34)],
    "X": [(1, 4)],
}

IDS = frozenset(
    f"{letter}-{number:02d}"
    for letter, ranges in _RANGES.items()
    for first, last in ranges
    for number in range(first, last + 1)
)
"""The ids of the contract; a statement is never dropped, so this set only grows."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--contract-gaps",
        action="store_true",
        help="run no test; list the statements that no test carries; fail if there are any",
    )


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Refuse a test whose marker names no statement: a mistyped id would prove nothing."""
    report = yield
    refusals = [
        f"{item.name}: the contract has no statement {statement_id}"
        for item in report.result
        if isinstance(item, pytest.Item)
        for statement_id in _carried(item)
        if statement_id not in IDS
    ]
    if refusals:
        report.outcome, report.longrepr = "failed", "\n".join(refusals)
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """With --contract-gaps, list the gaps in place of running the tests."""
    if not session.config.option.contract_gaps or session.testsfailed:
        return None
    gaps = sorted(IDS.difference(*map(_carried, session.items)))
    texts = {told.id: told.text for told in reversed(statements.load())}
    for gap in gaps:
        print(f"{gap}  {texts.get(gap, 'no schema file gives evidence for this statement')}")  # noqa: T201
    session.testsfailed += len(gaps)
    return True


def _carried(item: pytest.Item) -> Iterator[str]:
    for mark in item.iter_markers("contract"):
        yield from mark.args
