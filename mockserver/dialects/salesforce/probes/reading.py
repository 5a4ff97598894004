"""What the documents say of Salesforce's calls that read, and of refusals that change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from mockserver.checks.client import NotTried, Reply
from mockserver.checks.probes import Probe, table
from mockserver.dialects.salesforce.probes.run import ASYNC, DATA, SalesforceRun

_SOAP: Final = "/services/Soap/u/59.0"
_TOKEN: Final = "/services/oauth2/token"  # noqa: S105 - a path
_LOGIN: Final = (
    '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><login xmlns="urn:partner.soap.sforce.com">'
    "<username>{0}</username><password>{1}</password></login></Body></Envelope>"
)
_XML: Final = {"content_type": "text/xml", "soapaction": "login"}


# -- log-in ----------------------------------------------------------------------------------------------------


def soap_login(run: SalesforceRun) -> None:
    """Password and security token, one behind the other; a fault for a wrong one."""
    wrong = run.call("POST", _SOAP, _LOGIN.format("nobody@verify.example", "wrong"), login="none", **_XML)
    run.status(wrong, 500, "S-01 public")
    _says(run, wrong, "INVALID_LOGIN", "S-01 public")
    password = run.value("SALESFORCE_PASSWORD") + run.option("SALESFORCE_SECURITY_TOKEN", "")
    body = _LOGIN.format(run.value("SALESFORCE_USERNAME"), password)
    right = run.call("POST", _SOAP, body, login="none", **_XML)
    run.status(right, 200, "S-01")
    _says(run, right, "sessionId", "S-01")


def _says(run: SalesforceRun, reply: Reply, word: str, statement: str) -> None:
    text = reply.body.decode(errors="replace")
    run.that(word in text, reply, "", statement, expected=f"a document that says {word}", got=text[:100])


def oauth_refusals(run: SalesforceRun) -> None:
    """400 with error and error_description."""
    unknown = run.submit(_TOKEN, grant_type="client_credentials", client_id="nobody", client_secret="x")  # noqa: S106
    run.status(unknown, 400, "S-02 public")
    run.equal(unknown, "error", "invalid_client_id", "S-02 public")


def oauth_login(run: SalesforceRun) -> None:
    """A token of the connected app."""
    fields = {
        "client_id": run.value("SALESFORCE_CONSUMER_KEY"),
        "client_secret": run.value("SALESFORCE_CONSUMER_SECRET"),
    }
    reply = run.submit(_TOKEN, grant_type="client_credentials", **fields)
    run.equal(reply, "token_type", "Bearer", "S-02")
    for name in ("access_token", "instance_url", "id", "issued_at", "signature"):
        run.result(reply, name, "S-02")


def unknown_token(run: SalesforceRun) -> None:
    """A token of nobody's cannot be revoked."""
    run.status(run.submit("/services/oauth2/revoke", token=f"nobody-{run.client.mark}"), 400, "S-03 choice")


def no_session(login: str, run: SalesforceRun) -> None:
    """401 INVALID_SESSION_ID."""
    run.error(run.call("GET", "limits", login=login), 401, "INVALID_SESSION_ID", "S-12")


def who_am_i(run: SalesforceRun) -> None:
    """The identity's address is in the list of resources; userinfo tells the same of the user."""
    identity = run.result(run.call("GET", DATA), "identity", "S-05")
    path = "/id/" + str(identity).partition("/id/")[2]
    told = run.call("GET", path)
    user = run.result(told, "user_id", "S-04")
    run.equal(told, "organization_id", path.split("/")[2], "S-04")
    for method in ("GET", "POST"):
        run.equal(run.call(method, "/services/oauth2/userinfo"), "user_id", user, "S-04")


def versions(run: SalesforceRun) -> None:
    """A list without a session; nothing below a version that is none."""
    reply = run.call("GET", "/services/data", login="none")
    listed = reply.document if isinstance(reply.document, list) else []
    told = [one.get("version") for one in listed if isinstance(one, dict)]
    run.that("59.0" in told, reply, "[].version", "S-05", expected="59.0 among them", got=", ".join(map(str, told)))
    run.status(run.call("GET", "/services/data/v1.0/limits"), 404, "S-05 choice")


# -- records ---------------------------------------------------------------------------------------------------


def pages(run: SalesforceRun) -> None:
    """A query of more than 200 records comes in pages; its locator alone gives the next one."""
    whole = run.query("SELECT COUNT() FROM Contact")
    total = run.result(whole, "totalSize", "S-06")
    first = run.query("SELECT Id FROM Contact", sforce_query_options="batchSize=200")
    run.equal(first, "records[0].attributes.type", "Contact", "S-06")
    run.equal(first, "done", total <= 200, "S-06")
    following = first.at("nextRecordsUrl")
    if following is not None:
        run.result(run.call("GET", following), "records[0].Id", "S-06")
    wrong = run.call("GET", "query/01gNOBODY-200")
    run.error(wrong, 400, "INVALID_QUERY_LOCATOR", "S-06 public")


def deleted_ones(run: SalesforceRun) -> None:
    """Deleted records are found by queryAll alone."""
    run.status(run.query("SELECT Id FROM Lead WHERE IsDeleted = true LIMIT 1", "queryAll"), 200, "S-07")
    run.equal(run.query("SELECT Id FROM Lead WHERE IsDeleted = true LIMIT 1"), "totalSize", 0, "S-07")


def no_query(run: SalesforceRun) -> None:
    """Refused in the vendor's own code."""
    run.error(run.query("SELECT Nothing FROM"), 400, "MALFORMED_QUERY", "S-06")


def functions(run: SalesforceRun) -> None:
    """Rows of groups with subtotals, types, labels and scopes."""
    for soql in (
        "SELECT CALENDAR_YEAR(CreatedDate) y, COUNT(Id) n FROM Lead GROUP BY ROLLUP(CALENDAR_YEAR(CreatedDate))",
        "SELECT TYPEOF Who WHEN Lead THEN LastName ELSE Id END FROM Task LIMIT 1",
        "SELECT toLabel(Status), Owner.Type FROM Lead USING SCOPE everything LIMIT 1",
    ):
        run.status(run.query(soql), 200, "S-40")


def organization(run: SalesforceRun) -> None:
    """One record, which says whether it is a sandbox; nobody makes another."""
    reply = run.query("SELECT IsSandbox FROM Organization")
    run.equal(reply, "totalSize", 1, "S-41")
    told = reply.at("records[0].IsSandbox")
    run.that(isinstance(told, bool), reply, "records[0].IsSandbox", "S-41", expected="true or false", got=str(told))


def known_already(path: str, statement: str, run: SalesforceRun) -> None:
    """304 without a body for a client that knows what has not changed."""
    from datetime import UTC, datetime, timedelta
    from email.utils import format_datetime

    later = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)
    reply = run.call("GET", path, if_modified_since=later)
    run.status(reply, 304, statement)
    run.that(not reply.body, reply, "", statement, expected="no body", got=str(len(reply.body)))


def one_record(run: SalesforceRun) -> None:
    """A record with all of its fields, or with those that are asked for."""
    found = run.query("SELECT Id FROM Contact LIMIT 1")
    key = found.at("records[0].Id")
    if key is None:
        raise NotTried("the organisation has no contact")
    reply = run.call("GET", f"sobjects/Contact/{key}?fields=LastName")
    run.equal(reply, "attributes.type", "Contact", "S-08")
    run.result(reply, "LastName", "S-08")
    run.error(run.call("GET", f"sobjects/Contact/{key}?fields=Nothing"), 400, "INVALID_FIELD", "S-08")
    by_id = run.call("GET", f"sobjects/Contact/Id/{key}")
    run.equal(by_id, "Id", key, "S-09")
    both = run.call("GET", f"composite/sobjects/Contact?ids={key},003000000000000AAA&fields=Id")
    run.equal(both, "[0].Id", key, "S-15")


def no_record(run: SalesforceRun) -> None:
    """404 for what is no id, and for a field that nothing is looked up by."""
    for path in ("sobjects/Contact/nonsense", "sobjects/Contact/Nothing/x"):
        run.error(run.call("GET", path), 404, "NOT_FOUND", "S-09")


def descriptions(run: SalesforceRun) -> None:
    """28 members of a row, 42 of an object, 57 of a field."""
    rows = run.call("GET", "sobjects")
    run.equal(rows, "maxBatchSize", 200, "S-10")
    run.result(rows, "sobjects[0].name", "S-10")
    run.equal(run.call("GET", "sobjects/Lead"), "objectDescribe.name", "Lead", "S-10")
    reply = run.call("GET", "sobjects/Lead/describe")
    field = run.result(reply, "fields[0]", "S-10")
    run.that(len(field) >= 57, reply, "fields[0]", "S-10", expected="at least 57 members", got=str(len(field)))


def layouts(run: SalesforceRun) -> None:
    """Layouts, tabs and theme."""
    run.result(run.call("GET", "sobjects/Lead/describe/layouts"), "recordTypeMappings[0].layoutId", "S-44")
    run.result(run.call("GET", "sobjects/Lead/describe/compactLayouts"), "compactLayouts[0].name", "S-44")
    run.result(run.call("GET", "tabs"), "[0].label", "S-44")
    run.result(run.call("GET", "theme"), "themeItems[0].name", "S-44")


def list_views(run: SalesforceRun) -> None:
    """A list view, its query and its records."""
    view = run.result(run.call("GET", "sobjects/Lead/listviews"), "listviews[0].id", "S-45")
    run.result(run.call("GET", f"sobjects/Lead/listviews/{view}/describe"), "query", "S-45")
    run.result(run.call("GET", f"sobjects/Lead/listviews/{view}/results?limit=1"), "columns[0].label", "S-45")


def limits(run: SalesforceRun) -> None:
    """What is left, in the document and in a header."""
    reply = run.call("GET", "limits")
    run.result(reply, "DailyApiRequests.Max", "S-11")
    told, expected = reply.headers.get("sforce-limit-info", "nothing"), "api-usage=USED/LIMIT"
    run.that("api-usage=" in told, reply, "headers.sforce-limit-info", "S-11", expected=expected, got=told)


def nothing_there(run: SalesforceRun) -> None:
    """404 and 405 in a list of errors."""
    run.error(run.call("GET", "nothing/there"), 404, "NOT_FOUND", "S-12")
    run.error(run.call("DELETE", "limits"), 405, "METHOD_NOT_ALLOWED", "S-12 public")
    run.status(run.call("POST", "limits?_HttpMethod=GET"), 200, "S-12 public")


def replication(run: SalesforceRun) -> None:
    """What was changed and deleted in a stretch of time; deleted ones may be out of reach."""
    run.result(run.call("GET", f"sobjects/Lead/updated?{_recent()}"), "latestDateCovered", "S-13")
    run.result(run.call("GET", f"sobjects/Lead/deleted?{_recent()}"), "latestDateCovered", "S-13")
    early = run.call("GET", f"sobjects/Lead/updated?{_recent(backwards=True)}")
    run.error(early, 400, "INVALID_REPLICATION_DATE", "S-13 choice")


def _recent(*, backwards: bool = False) -> str:
    from datetime import UTC, datetime, timedelta

    now = datetime.now(UTC)
    moments = [f"{moment:%Y-%m-%dT%H%%3A%M%%3A%S%%2B00%%3A00}" for moment in (now - timedelta(days=2), now)]
    start, end = reversed(moments) if backwards else moments
    return f"start={start}&end={end}"


def searches(run: SalesforceRun) -> None:
    """A term in braces."""
    reply = run.call("GET", "search?q=FIND%20%7Bverify%7D%20RETURNING%20Lead(Id)")
    run.result(reply, "searchRecords", "S-14")
    run.error(run.call("GET", "search?q=FIND%20verify"), 400, "MALFORMED_SEARCH", "S-14")


def plans_and_numbers(run: SalesforceRun) -> None:
    """How a query would be answered, how many records there are, which were seen."""
    run.result(run.call("GET", "query?explain=SELECT%20Id%20FROM%20Lead"), "plans[0].leadingOperationType", "S-19")
    run.equal(run.call("GET", "limits/recordCount?sObjects=Lead"), "sObjects[0].name", "Lead", "S-19")
    run.status(run.call("GET", "recent?limit=1"), 200, "S-19")


# -- several calls in one --------------------------------------------------------------------------------------


def composite(run: SalesforceRun) -> None:
    """A later call refers to an earlier one; one that refers to a failure is halted."""
    calls = [
        {"method": "GET", "url": f"{DATA}/query?q=SELECT%20Id%20FROM%20User%20LIMIT%201", "referenceId": "one"},
        {"method": "GET", "url": f"{DATA}/sobjects/User/@{{one.records[0].Id}}?fields=Id", "referenceId": "two"},
        {"method": "GET", "url": f"{DATA}/sobjects/Nothing", "referenceId": "bad"},
        {"method": "GET", "url": f"{DATA}/sobjects/User/@{{bad.id}}", "referenceId": "halted"},
    ]
    reply = run.call("POST", "composite", {"compositeRequest": calls})
    run.status(reply, 200, "S-16")
    run.equal(reply, "compositeResponse[1].httpStatusCode", 200, "S-16")
    run.equal(reply, "compositeResponse[3].body[0].errorCode", "PROCESSING_HALTED", "S-16")


def batch(run: SalesforceRun) -> None:
    """Each call by itself; with haltOnError none after a failure."""
    calls = [{"method": "GET", "url": f"v59.0/{path}"} for path in ("limits", "sobjects/Nothing", "limits")]
    reply = run.call("POST", "composite/batch", {"batchRequests": calls, "haltOnError": True})
    run.equal(reply, "hasErrors", True, "S-17")
    run.equal(reply, "results[0].statusCode", 200, "S-17")
    run.equal(reply, "results[2].statusCode", 412, "S-17")


# -- bulk ------------------------------------------------------------------------------------------------------


def no_job(run: SalesforceRun) -> None:
    """Nothing is there under the id of no job."""
    run.status(run.call("GET", "jobs/ingest/750000000000000AAA"), 404, "S-21 choice")
    session: Mapping[str, str] = {"content_type": "application/json"}
    refused = run.call("GET", f"{ASYNC}/job/750000000000000AAA", **session)
    run.equal(refused, "exceptionCode", "InvalidJob", "S-23")
    stranger = run.call("GET", f"{ASYNC}/job/750000000000000AAA", login="wrong", **session)
    run.equal(stranger, "exceptionCode", "InvalidSessionId", "S-23 choice")


PROBES: Final[tuple[Probe[SalesforceRun], ...]] = table(
    "salesforce",
    (
        ("no session", "S-12 S-03", partial(no_session, "none")),
        ("a session of nobody's", "S-12 S-03", partial(no_session, "wrong")),
        ("log-in by SOAP", "S-01", soap_login),
        ("refusals of OAuth", "S-02", oauth_refusals),
        ("log-in by OAuth", "S-02", oauth_login),
        ("a token that cannot be revoked", "S-03", unknown_token),
        ("who is logged in", "S-04 S-05", who_am_i),
        ("versions", "S-05", versions),
        ("queries in pages", "S-06", pages),
        ("queries of deleted records", "S-07", deleted_ones),
        ("a query that is none", "S-06", no_query),
        ("functions of queries", "S-40", functions),
        ("the organisation", "S-41", organization),
        ("a description that is known", "S-10", partial(known_already, "sobjects/Lead/describe", "S-10")),
        ("a list of objects that is known", "S-43", partial(known_already, "sobjects", "S-43")),
        ("one record", "S-08 S-09 S-15", one_record),
        ("a record that is not there", "S-09 S-12", no_record),
        ("descriptions", "S-10", descriptions),
        ("layouts, tabs, theme", "S-44", layouts),
        ("list views", "S-45", list_views),
        ("limits", "S-11", limits),
        ("paths and methods of nobody's", "S-12 X-02", nothing_there),
        ("what was changed and deleted", "S-13", replication),
        ("searches", "S-14", searches),
        ("plans, numbers, recent records", "S-19", plans_and_numbers),
        ("a composite of calls", "S-16", composite),
        ("a batch of calls", "S-17", batch),
        ("a job of nobody's", "S-21 S-23", no_job),
    ),
)
