"""What holds for every text and every query."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.core import contracts
from mockserver.core.errors import CrmError
from mockserver.crm.salesforce.soql import query as soql
from mockserver.crm.salesforce.soql.syntax import Query, parse
from tests.soql.org import STORE
from tests.soql.queries import GROUPED, QUERIES, written


@settings(deadline=None)
@given(st.one_of(QUERIES, GROUPED))
def test_a_query_that_is_written_and_parsed_is_the_same(query: Query) -> None:
    assert parse(written(query)) == query


_TOKENS = (
    "SELECT Id Name FROM Lead Account Contact WHERE AND OR NOT IN LIKE ( ) , . : = != < 'x' '%' '\\ 1 1.5 -3 null true "
    "ORDER BY ASC DESC NULLS FIRST LIMIT OFFSET COUNT FIELDS ALL GROUP TODAY LAST_N_DAYS 2026-01-01 "
    "2026-01-01T00:00:00Z CreatedDate AnnualRevenue IsConverted Account.Name Owner.Name CALENDAR_YEAR( ROLLUP( FORMAT( "
    "TYPEOF What WHEN THEN ELSE END USING SCOPE mine INCLUDES EXCLUDES BY GROUPING( convertTimezone( WITH USER_MODE a"
)
_FRAGMENTS = st.sampled_from([*_TOKENS.split(), "\n", "\u00a0", "\ud83d", "é"])
_SPOILED = st.builds(
    lambda query, at, text: query[:at] + text + query[at + 1 :],
    st.sampled_from(
        [
            "SELECT Id, Owner.Name FROM Lead WHERE Name LIKE '%a\\'b_' AND CreatedDate > LAST_N_DAYS:3 LIMIT 5",
            "SELECT COUNT(Id) FROM Account WHERE (AnnualRevenue IN (1, 2.5) OR IsDeleted = true) AND (NOT Name = 'x')",
            "SELECT TYPEOF What WHEN Account THEN Phone ELSE Name END FROM Task USING SCOPE mine",
            "SELECT DAY_ONLY(CreatedDate) d, COUNT(Id) FROM Lead l GROUP BY CUBE(DAY_ONLY(CreatedDate), l.Company)",
            "SELECT FIELDS(ALL) FROM Account ORDER BY Name DESC NULLS LAST, CreatedDate LIMIT 200",
        ]
    ),
    st.integers(0, 110),
    st.one_of(st.text(max_size=3), _FRAGMENTS),
)


def _outcome(text: str) -> Any:
    try:
        return soql.query(STORE, text)
    except CrmError as error:
        return error


@pytest.mark.contract("X-02")
@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(), st.lists(_FRAGMENTS, max_size=25).map(" ".join), _SPOILED))
def test_any_text_is_answered_or_refused_with_an_error_that_json_can_carry(text: str) -> None:
    outcome = _outcome(text)
    if isinstance(outcome, CrmError):
        assert json.dumps([outcome.body, outcome.message], ensure_ascii=False).encode()
        assert "\n" not in outcome.message
    else:
        assert contracts.load().of("refold/salesforce/get_entity_with_soql", "response").is_valid(outcome)
