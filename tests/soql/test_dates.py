"""The days that SOQL's date literals mean."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.crm.salesforce.soql.dates import known, span
from tests.soql.org import NOW


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    ("name", "count", "first", "last"),
    [
        ("YESTERDAY", None, "2026-01-14", "2026-01-14"),
        ("TODAY", None, "2026-01-15", "2026-01-15"),
        ("TOMORROW", None, "2026-01-16", "2026-01-16"),
        ("LAST_WEEK", None, "2026-01-04", "2026-01-10"),
        ("THIS_WEEK", None, "2026-01-11", "2026-01-17"),
        ("NEXT_WEEK", None, "2026-01-18", "2026-01-24"),
        ("LAST_MONTH", None, "2025-12-01", "2025-12-31"),
        ("THIS_MONTH", None, "2026-01-01", "2026-01-31"),
        ("NEXT_MONTH", None, "2026-02-01", "2026-02-28"),
        ("LAST_QUARTER", None, "2025-10-01", "2025-12-31"),
        ("THIS_QUARTER", None, "2026-01-01", "2026-03-31"),
        ("NEXT_FISCAL_QUARTER", None, "2026-04-01", "2026-06-30"),
        ("LAST_YEAR", None, "2025-01-01", "2025-12-31"),
        ("THIS_FISCAL_YEAR", None, "2026-01-01", "2026-12-31"),
        ("NEXT_YEAR", None, "2027-01-01", "2027-12-31"),
        ("LAST_90_DAYS", None, "2025-10-17", "2026-01-15"),
        ("NEXT_90_DAYS", None, "2026-01-16", "2026-04-15"),
        ("LAST_N_DAYS", 1, "2026-01-14", "2026-01-15"),
        ("LAST_N_DAYS", 0, "2026-01-15", "2026-01-15"),
        ("NEXT_N_DAYS", 2, "2026-01-16", "2026-01-17"),
        ("N_DAYS_AGO", 3, "2026-01-12", "2026-01-12"),
        ("LAST_N_WEEKS", 2, "2025-12-28", "2026-01-10"),
        ("NEXT_N_WEEKS", 1, "2026-01-18", "2026-01-24"),
        ("N_WEEKS_AGO", 1, "2026-01-04", "2026-01-10"),
        ("LAST_N_MONTHS", 2, "2025-11-01", "2025-12-31"),
        ("NEXT_N_MONTHS", 2, "2026-02-01", "2026-03-31"),
        ("N_MONTHS_AGO", 13, "2024-12-01", "2024-12-31"),
        ("LAST_N_QUARTERS", 1, "2025-10-01", "2025-12-31"),
        ("N_FISCAL_QUARTERS_AGO", 4, "2025-01-01", "2025-03-31"),
        ("NEXT_N_YEARS", 2, "2027-01-01", "2028-12-31"),
        ("LAST_N_FISCAL_YEARS", 1, "2025-01-01", "2025-12-31"),
    ],
)
def test_date_literals_mean_these_days_on_a_thursday(name: str, count: int | None, first: str, last: str) -> None:
    assert known(name.lower(), count)
    assert span(name.lower(), count, NOW.date()) == (
        date.fromisoformat(first),
        date.fromisoformat(last) + timedelta(days=1),
    )


@settings(deadline=None)
@given(
    name=st.sampled_from(["LAST_N_DAYS", "NEXT_N_WEEKS", "N_MONTHS_AGO", "LAST_N_YEARS", "NEXT_N_QUARTERS"]),
    count=st.integers(0, 10**40),
    today=st.dates(),
)
def test_a_date_literal_is_a_span_whatever_its_n_and_its_day(name: str, count: int, today: date) -> None:
    found = span(name, count, today)
    assert found.start <= found.end
