"""What Salesforce says of queries that are none."""

# ruff: noqa: S608 - the queries are the subject

import pytest

from mockserver.core.errors import CrmError
from mockserver.crm.salesforce.soql import query as soql
from tests.soql.org import ACME, STORE


def refused(query: str) -> dict[str, str]:
    """The native error that the query is refused with."""
    with pytest.raises(CrmError) as caught:
        soql.query(STORE, query)
    assert caught.value.status == 400
    assert "\n" not in caught.value.message
    [error] = caught.value.body
    assert caught.value.message.startswith(error["errorCode"] + ": ")
    found: dict[str, str] = error
    return found


_WSDL = "Please reference your WSDL or the describe call for the appropriate names."
NO_COLUMN = (
    "No such column '{}' on entity '{}'. If you are attempting to use a custom field, be sure to append the '__c' "
    f"after the custom field name. {_WSDL}"
)
NO_OBJECT = (
    "sObject type '{}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' "
    f"after the entity name. {_WSDL}"
)
NO_CHILD = (
    "Didn't understand relationship '{}' in FROM part of query call. If you are attempting to use a custom "
    f"relationship, be sure to append the '__r' after the custom relationship name. {_WSDL}"
)
NO_RELATIONSHIP = (
    "Didn't understand relationship '{}' in field path. If you are attempting to use a custom relationship, be sure "
    f"to append the '__r' after the custom relationship name. {_WSDL}"
)
_TYPE = "value of filter criterion for field '{}' must be of type {}"
QUOTED, BARE = f"{_TYPE} and should be enclosed in quotes", f"{_TYPE} and should not be enclosed in quotes"


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    ("query", "code", "column", "text"),
    [
        # Broken queries: the offending word and its place.
        ("SELECT Id FORM Lead", "MALFORMED_QUERY", 11, "unexpected token: 'FORM'"),
        ("SELECT Id, FROM Lead", "MALFORMED_QUERY", 12, "unexpected token: 'FROM'"),
        ("SELECT FROM Lead", "MALFORMED_QUERY", 8, "unexpected token: 'FROM'"),
        ("UPDATE Lead", "MALFORMED_QUERY", 1, "unexpected token: 'UPDATE' (this server does not answer this clause)"),
        ("SELECT Id FROM Lead l m", "MALFORMED_QUERY", 23, "unexpected token: 'm'"),
        ("SELECT Id FROM Lead;", "MALFORMED_QUERY", 20, "line 1:20 no viable alternative at character ';'"),
        ("SELECT Id FROM Lead WHERE Name IS NULL", "MALFORMED_QUERY", 32, "unexpected token: 'IS'"),
        (
            'SELECT Id FROM Lead WHERE Name = "x"',
            "MALFORMED_QUERY",
            34,
            "line 1:34 no viable alternative at character '\"'",
        ),
        (
            "SELECT Id FROM Lead WHERE Name = 'x",
            "MALFORMED_QUERY",
            34,
            "line 1:34 mismatched character '<EOF>' expecting '''",
        ),
        ("SELECT Id FROM Lead WHERE Name = x", "MALFORMED_QUERY", 34, "unexpected token: 'x'"),
        ("SELECT Id FROM Lead WHERE Name = LAST_N_DAYS", "MALFORMED_QUERY", 34, "unexpected token: 'LAST_N_DAYS'"),
        ("SELECT Id FROM Lead WHERE Name IN ()", "MALFORMED_QUERY", 36, "unexpected token: ')'"),
        ("SELECT Id FROM Lead WHERE Name NOT LIKE 'x'", "MALFORMED_QUERY", 32, "unexpected token: 'NOT'"),
        ("SELECT Id FROM Lead LIMIT -1", "MALFORMED_QUERY", 27, "unexpected token: '-1'"),
        ("SELECT Id FROM Lead LIMIT x", "MALFORMED_QUERY", 27, "unexpected token: 'x'"),
        (f"SELECT Id FROM Lead LIMIT {'9' * 41}", "MALFORMED_QUERY", 27, f"unexpected token: '{'9' * 41}'"),
        (
            f"SELECT Id FROM Lead WHERE NumberOfEmployees = {'9' * 41}",
            "MALFORMED_QUERY",
            47,
            f"unexpected token: '{'9' * 41}'",
        ),
        ("SELECT Id FROM Lead OFFSET 1 LIMIT 1", "MALFORMED_QUERY", 30, "unexpected token: 'LIMIT'"),
        ("SELECT COUNT(), Id FROM Lead", "MALFORMED_QUERY", 15, "unexpected token: ','"),
        ("SELECT FIELDS(SOME) FROM Lead LIMIT 1", "MALFORMED_QUERY", 15, "unexpected token: 'SOME'"),
        # AND, OR and NOT do not mix.
        (
            "SELECT Id FROM Lead WHERE Id = null AND Id = null OR Id = null",
            "MALFORMED_QUERY",
            51,
            "unexpected token: 'OR'",
        ),
        (
            "SELECT Id FROM Lead WHERE Id = null OR Id = null AND Id = null",
            "MALFORMED_QUERY",
            50,
            "unexpected token: 'AND'",
        ),
        ("SELECT Id FROM Lead WHERE Id = null AND NOT Id = null", "MALFORMED_QUERY", 41, "unexpected token: 'NOT'"),
        ("SELECT Id FROM Lead WHERE NOT Id = null AND Id = null", "MALFORMED_QUERY", 41, "unexpected token: 'AND'"),
        # What Salesforce knows and this server does not.
        (
            "SELECT Name FROM Lead WITH DATA CATEGORY Geography__c AT asia__c",
            "MALFORMED_QUERY",
            28,
            "unexpected token: 'DATA' (this server does not answer this clause)",
        ),
        (
            "SELECT convertCurrency(Amount) FROM Opportunity",
            "MALFORMED_QUERY",
            23,
            "unexpected token: '(' (this server does not answer this function)",
        ),
        (
            "SELECT Id FROM Account ORDER BY DISTANCE(BillingAddress, GEOLOCATION(37.7, -122.4), 'km')",
            "MALFORMED_QUERY",
            41,
            "unexpected token: '(' (this server does not answer this function)",
        ),
        (
            "SELECT Id FROM Account FOR VIEW UPDATE VIEWSTAT",
            "MALFORMED_QUERY",
            33,
            "unexpected token: 'UPDATE' (this server does not answer this clause)",
        ),
        # Functions, names of objects, scopes.
        (
            "SELECT HOUR_IN_DAY(CreatedDate) FROM Lead",
            "MALFORMED_QUERY",
            8,
            "Field must be grouped or aggregated: HOUR_IN_DAY(CreatedDate)",
        ),
        (
            "SELECT Id FROM Opportunity WHERE HOUR_IN_DAY(CloseDate) = 1",
            "INVALID_FIELD",
            46,
            "field CloseDate does not support the function HOUR_IN_DAY",
        ),
        (
            "SELECT Id FROM Opportunity WHERE CALENDAR_YEAR(convertTimezone(CloseDate)) = 1",
            "INVALID_FIELD",
            64,
            "field CloseDate does not support the function CALENDAR_YEAR",
        ),
        (
            "SELECT toLabel(Amount) FROM Opportunity",
            "INVALID_FIELD",
            16,
            "field Amount does not support the function TOLABEL",
        ),
        (
            "SELECT Id FROM Lead WHERE CALENDAR_YEAR(CreatedDate) = THIS_YEAR",
            "INVALID_FIELD",
            27,
            BARE.format("CreatedDate", "int"),
        ),
        ("SELECT Id FROM Lead WHERE FORMAT(Name) = 'x'", "MALFORMED_QUERY", 27, "FORMAT does not stand here"),
        (
            "SELECT Id FROM Lead ORDER BY toLabel(Status)",
            "MALFORMED_QUERY",
            30,
            "field 'TOLABEL(Status)' can not be sorted in a query call",
        ),
        (
            "SELECT DAY_ONLY(MAX(CreatedDate)) FROM Opportunity",
            "MALFORMED_QUERY",
            8,
            "DAY_ONLY is not made of MAX",
        ),
        (
            "SELECT COUNT(Id) FROM Opportunity GROUP BY Amount",
            "INVALID_FIELD",
            44,
            "field 'Amount' can not be grouped in a query call",
        ),
        (
            "SELECT COUNT(Id) FROM Lead GROUP BY CUBE(Status, City, Company, State)",
            "MALFORMED_QUERY",
            65,
            "CUBE takes 3 fields at most, not 4",
        ),
        (
            "SELECT Name FROM Lead GROUP BY ROLLUP(Name) HAVING GROUPING(City) = 1",
            "MALFORMED_QUERY",
            52,
            "Field must be grouped or aggregated: City",
        ),
        ("SELECT Id FROM Account a, a.Contacts c", "INVALID_TYPE", 27, NO_CHILD.format("Contacts")),
        ("SELECT (SELECT Id FROM b.Contacts) FROM Account a", "INVALID_TYPE", 24, NO_CHILD.format("b.Contacts")),
        ("SELECT b.Name FROM Account a", "INVALID_FIELD", 8, NO_RELATIONSHIP.format("b")),
        (
            "SELECT Id FROM Lead USING SCOPE team",
            "MALFORMED_QUERY",
            33,
            "The filter scope 'team' is not supported for the entity 'Lead'",
        ),
        (
            "SELECT Id FROM User USING SCOPE mine",
            "MALFORMED_QUERY",
            33,
            "The filter scope 'mine' is not supported for the entity 'User'",
        ),
        (
            "SELECT TYPEOF Owner WHEN User THEN Name END FROM Lead",
            "MALFORMED_QUERY",
            15,
            "TYPEOF takes a relationship to several objects, which Owner is not",
        ),
        (
            "SELECT TYPEOF Who WHEN Account THEN Name END FROM Task",
            "INVALID_TYPE",
            24,
            NO_OBJECT.format("Account"),
        ),
        (
            "SELECT TYPEOF Who WHEN Lead THEN Foo END FROM Task",
            "INVALID_FIELD",
            34,
            NO_COLUMN.format("Foo", "Lead"),
        ),
        (
            "SELECT Id FROM Lead WHERE Status INCLUDES ('x')",
            "INVALID_QUERY_FILTER_OPERATOR",
            27,
            "invalid operator on string field",
        ),
        # Aggregates, groups, and queries in queries.
        ("SELECT Name, COUNT(Id) FROM Lead", "MALFORMED_QUERY", 8, "Field must be grouped or aggregated: Name"),
        ("SELECT Name n FROM Lead", "MALFORMED_QUERY", 8, "unexpected token: 'n'"),
        ("SELECT Id FROM Lead HAVING COUNT(Id) > 1", "MALFORMED_QUERY", 21, "unexpected token: 'HAVING'"),
        (
            "SELECT Id FROM Lead WHERE COUNT(Id) > 1",
            "MALFORMED_QUERY",
            27,
            "COUNT stands in HAVING and ORDER BY only",
        ),
        (
            "SELECT SUM(Name) FROM Lead",
            "MALFORMED_QUERY",
            8,
            "field Name does not support aggregate operator SUM",
        ),
        (
            "SELECT COUNT(Id) FROM Lead GROUP BY CreatedDate",
            "INVALID_FIELD",
            37,
            "field 'CreatedDate' can not be grouped in a query call",
        ),
        (
            "SELECT Id FROM Account WHERE Name IN (SELECT LastName FROM Contact)",
            "MALFORMED_QUERY",
            60,
            "a query behind IN joins ids, not Name and LastName",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT AccountId, Id FROM Contact)",
            "MALFORMED_QUERY",
            63,
            "the query behind IN must select one field",
        ),
        (
            "SELECT (SELECT Id, (SELECT Id FROM Tasks) FROM Contacts) FROM Account",
            "MALFORMED_QUERY",
            36,
            "a sub-query may not hold another",
        ),
        # Names.
        ("SELECT Id FROM Foo", "INVALID_TYPE", 16, NO_OBJECT.format("Foo")),
        ("SELECT Foo FROM lead", "INVALID_FIELD", 8, NO_COLUMN.format("Foo", "Lead")),
        ("SELECT Foo__c FROM Lead", "INVALID_FIELD", 8, NO_COLUMN.format("Foo__c", "Lead")),
        ("SELECT COUNT(Foo) FROM Lead", "INVALID_FIELD", 14, NO_COLUMN.format("Foo", "Lead")),
        ("SELECT Id FROM Lead WHERE Foo = 1", "INVALID_FIELD", 27, NO_COLUMN.format("Foo", "Lead")),
        ("SELECT Id FROM Lead ORDER BY Foo", "INVALID_FIELD", 30, NO_COLUMN.format("Foo", "Lead")),
        ("SELECT Id, Account.Foo FROM Contact", "INVALID_FIELD", 12, NO_COLUMN.format("Foo", "Account")),
        ("SELECT Foo.Name FROM Contact", "INVALID_FIELD", 8, NO_RELATIONSHIP.format("Foo")),
        ("SELECT Account.Foo.Name FROM Contact", "INVALID_FIELD", 8, NO_RELATIONSHIP.format("Foo")),
        ("SELECT Name.Name FROM Contact", "INVALID_FIELD", 8, NO_RELATIONSHIP.format("Name")),
        (
            "SELECT " + "Parent." * 6 + "Name FROM Account",
            "MALFORMED_QUERY",
            8,
            "a field path may climb 5 relationships at most, not 6",
        ),
        # Values of a wrong type.
        ("SELECT Id FROM Lead WHERE Name = 1", "INVALID_FIELD", 27, QUOTED.format("Name", "string")),
        ("SELECT Id FROM Lead WHERE name = TODAY", "INVALID_FIELD", 27, QUOTED.format("Name", "string")),
        ("SELECT Id FROM Lead WHERE Name LIKE true", "INVALID_FIELD", 27, QUOTED.format("Name", "string")),
        ("SELECT Id FROM Lead WHERE Name LIKE null", "INVALID_FIELD", 27, QUOTED.format("Name", "string")),
        ("SELECT Id FROM Lead WHERE OwnerId = 5", "INVALID_FIELD", 27, QUOTED.format("OwnerId", "id")),
        ("SELECT Id FROM Lead WHERE AnnualRevenue = '5'", "INVALID_FIELD", 27, BARE.format("AnnualRevenue", "double")),
        (
            "SELECT Id FROM Lead WHERE NumberOfEmployees IN (1, 'x')",
            "INVALID_FIELD",
            27,
            BARE.format("NumberOfEmployees", "int"),
        ),
        ("SELECT Id FROM Lead WHERE IsConverted = 'true'", "INVALID_FIELD", 27, BARE.format("IsConverted", "boolean")),
        (
            "SELECT Id FROM Lead WHERE CreatedDate > '2026-01-01'",
            "INVALID_FIELD",
            27,
            BARE.format("CreatedDate", "dateTime"),
        ),
        (
            "SELECT Id FROM Lead WHERE CreatedDate > 2026-01-01",
            "INVALID_FIELD",
            27,
            BARE.format("CreatedDate", "dateTime"),
        ),
        (
            "SELECT Id FROM Opportunity WHERE CloseDate > 2026-01-01T00:00:00Z",
            "INVALID_FIELD",
            34,
            BARE.format("CloseDate", "date"),
        ),
        # Values that are none.
        (
            "SELECT Id FROM Opportunity WHERE CloseDate = 2026-02-30",
            "MALFORMED_QUERY",
            46,
            "Invalid date: 2026-02-30 (expected a day of the years 1700 to 4000)",
        ),
        (
            "SELECT Id FROM Opportunity WHERE CloseDate = 0999-01-01",
            "MALFORMED_QUERY",
            46,
            "Invalid date: 0999-01-01 (expected a day of the years 1700 to 4000)",
        ),
        (
            "SELECT Id FROM Lead WHERE CreatedDate = 2026-01-01T25:00:00Z",
            "MALFORMED_QUERY",
            41,
            "Invalid dateTime: 2026-01-01T25:00:00Z (expected a day of the years 1700 to 4000)",
        ),
        (
            "SELECT Id FROM Lead WHERE CreatedDate = 9999-12-31T23:00:00-14:00",
            "MALFORMED_QUERY",
            41,
            "Invalid dateTime: 9999-12-31T23:00:00-14:00 (expected a day of the years 1700 to 4000)",
        ),
        ("SELECT Id FROM Contact WHERE Id = 'ZZZ'", "INVALID_QUERY_FILTER_OPERATOR", 30, "invalid ID field: ZZZ"),
        (
            f"SELECT Id FROM Contact WHERE AccountId IN ('{ACME[:15]}AAB')",
            "INVALID_QUERY_FILTER_OPERATOR",
            30,
            f"invalid ID field: {ACME[:15]}AAB",
        ),
        # Operators that a type does not know.
        (
            "SELECT Id FROM Lead WHERE Id LIKE '00Q%'",
            "INVALID_QUERY_FILTER_OPERATOR",
            27,
            "invalid operator on id field",
        ),
        (
            "SELECT Id FROM Lead WHERE AnnualRevenue LIKE '1%'",
            "INVALID_QUERY_FILTER_OPERATOR",
            27,
            "invalid operator on double field",
        ),
        (
            "SELECT Id FROM Lead WHERE IsConverted > false",
            "INVALID_QUERY_FILTER_OPERATOR",
            27,
            "invalid operator on boolean field",
        ),
        (
            "SELECT Id FROM Lead WHERE Description = 'x'",
            "INVALID_FIELD",
            27,
            "field 'Description' can not be filtered in a query call",
        ),
        (
            "SELECT Id FROM CaseComment ORDER BY CommentBody",
            "MALFORMED_QUERY",
            37,
            "field 'CommentBody' can not be sorted in a query call",
        ),
        (
            "SELECT COUNT() FROM Lead ORDER BY Name",
            "MALFORMED_QUERY",
            35,
            "Ordered field must be grouped or aggregated: Name",
        ),
    ],
)
def test_a_refusal_shows_the_place(query: str, code: str, column: int, text: str) -> None:
    error = refused(query)
    assert error["errorCode"] == code
    _, line, caret, place, last = error["message"].split("\n")
    assert place == f"ERROR at Row:1:Column:{column}"
    assert query[column - 1 :].startswith(line[caret.index("^") :])
    assert last == text


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    ("query", "code", "text"),
    [
        ("", "MALFORMED_QUERY", "SOQL statements cannot be empty or null"),
        (" \n", "MALFORMED_QUERY", "SOQL statements cannot be empty or null"),
        ("SELECT Id FROM Lead WHERE", "MALFORMED_QUERY", "unexpected token: '<EOF>'"),
        ("SELECT Id FROM Lead WHERE (Id = null", "MALFORMED_QUERY", "unexpected token: '<EOF>'"),
        ("SELECT Id, Name, id FROM Lead", "INVALID_FIELD", "duplicate field selected: Id"),
        ("SELECT Id, FIELDS(ALL) FROM Lead LIMIT 1", "INVALID_FIELD", "duplicate field selected: Id"),
        ("SELECT Status, toLabel(Status) FROM Lead", "INVALID_FIELD", "duplicate field selected: Status"),
        (
            "SELECT Who.Name, TYPEOF Who WHEN Lead THEN Name END FROM Task",
            "INVALID_FIELD",
            "duplicate field selected: Who",
        ),
        ("SELECT Owner.Name, owner.NAME FROM Lead", "INVALID_FIELD", "duplicate field selected: Owner.Name"),
        (
            "SELECT FIELDS(ALL) FROM Lead",
            "MALFORMED_QUERY",
            "The SOQL FIELDS function must have a LIMIT of at most 200",
        ),
        (
            "SELECT FIELDS(CUSTOM) FROM Lead LIMIT 201",
            "MALFORMED_QUERY",
            "The SOQL FIELDS function must have a LIMIT of at most 200",
        ),
        ("SELECT Id FROM Lead OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000"),
        (
            "SELECT COUNT(Id) FROM Lead LIMIT 1",
            "MALFORMED_QUERY",
            "Non-grouped query that uses overall aggregate functions cannot also use LIMIT",
        ),
        (f"SELECT Id FROM Lead ORDER BY {'Id,' * 32} Id", "MALFORMED_QUERY", "ORDER BY takes 32 fields at most"),
        (
            f"SELECT Id FROM Lead WHERE Name = '{'x' * 100_000}'",
            "MALFORMED_QUERY",
            "SOQL statements cannot be longer than 100000 characters.",
        ),
        *(
            (
                f"SELECT Id FROM Lead WHERE Name {operator} '{'x' * 4_001}'",
                "MALFORMED_QUERY",
                "a string in a WHERE clause has 4000 characters at most, not 4001",
            )
            for operator in ("=", "LIKE")
        ),
        (
            r"SELECT Id FROM Lead WHERE Name = 'a\d'",
            "MALFORMED_QUERY",
            r"Invalid string literal a\d. Illegal character sequence '\d' in string literal.",
        ),
        (
            r"SELECT Id FROM Lead WHERE Name = '100\%'",
            "MALFORMED_QUERY",
            r"Invalid string literal 100\%. Illegal character sequence '\%' in string literal.",
        ),
        (
            r"SELECT Id FROM Lead WHERE Name = '\u00e'",
            "MALFORMED_QUERY",
            r"Invalid string literal \u00e. Illegal character sequence '\u' in string literal.",
        ),
        (
            r"SELECT Id FROM Lead WHERE Name LIKE '\ud83d%'",
            "MALFORMED_QUERY",
            r"Invalid string literal \ud83d%. Illegal character sequence '\ud83d' in string literal.",
        ),
    ],
)
def test_a_refusal_without_a_place(query: str, code: str, text: str) -> None:
    assert refused(query) == {"message": text, "errorCode": code}


@pytest.mark.contract("R-17")
def test_a_refusal_shows_the_line_of_the_place_cut_to_its_neighbourhood() -> None:
    query = f"SELECT Id,\n  Name,{' ' * 60}Foo, {'x' * 90}\nFROM Lead"
    message = f"\n{' ' * 40}Foo, {'x' * 35}\n{' ' * 40}^\nERROR at Row:2:Column:68\n{NO_COLUMN.format('Foo', 'Lead')}"
    assert refused(query) == {"message": message, "errorCode": "INVALID_FIELD"}


@pytest.mark.contract("R-17")
@pytest.mark.parametrize(
    "where",
    [
        "NOT(" * 101 + "Id = null" + ")" * 101,
        "(Id = null OR " * 101 + "Id = null" + ")" * 101,
        "NOT(" * 19_000 + "Id = null" + ")" * 19_000,
    ],
)
def test_conditions_nested_too_deep_are_too_complicated(where: str) -> None:
    assert refused(f"SELECT Id FROM Lead WHERE {where}") == {
        "message": "Query is either selecting too many fields or the filter conditions are too complicated.",
        "errorCode": "QUERY_TOO_COMPLICATED",
    }
