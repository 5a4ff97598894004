"""What the documents say of Oktopost's API, as probes that read only and refusals that change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from mockserver.checks.client import NotTried
from mockserver.checks.probes import Probe, Row, table
from mockserver.core.action import Action
from mockserver.core.contracts import shown
from mockserver.dialects.oktopost import routes
from mockserver.dialects.oktopost.probes.run import OktopostRun

UNKNOWN_ID: Final = "014zzzzzzzzzzz9"
NOBODY: Final = "nobody-at-all@mockserver-verify.example"
_APPS: Final = ("salesforce", "marketo", "hubspot")


# -- credentials -----------------------------------------------------------------------------------------------


def no_credentials(run: OktopostRun) -> None:
    """401 in the envelope, with the header that HTTP asks for."""
    reply = run.call("GET", "/integration", login="")
    run.errors(reply, 401, statement="O-16")
    offered = reply.headers.get("www-authenticate", "nothing")
    basic = offered.lower().startswith("basic")
    run.that(basic, reply, "headers.www-authenticate", "O-18 choice", expected="Basic", got=offered)


def wrong_key(run: OktopostRun) -> None:
    """401 on both resources."""
    run.errors(run.call("GET", "/integration", login="wrong"), 401, statement="O-16")
    form = {"id": UNKNOWN_ID, "actionName": "case.getAll"}
    run.errors(run.call("POST", "/integration-action", form, login="wrong"), 401, statement="O-16")


def right_key(run: OktopostRun) -> None:
    """HTTP Basic with account and key is let in."""
    run.status(run.call("GET", "/integration"), 200, "O-18")


def no_permission(run: OktopostRun) -> None:
    """403 for an action, before the integration is even looked up."""
    form = {"id": UNKNOWN_ID, "actionName": "case.getAll"}
    reply = run.call("POST", "/integration-action", form, login="OKTOPOST_READONLY_API_KEY")
    if reply.status == 403:
        return
    known = {**form, "id": run.integration_of(_an_app(run))}
    second = run.call("POST", "/integration-action", known, login="OKTOPOST_READONLY_API_KEY")
    run.errors(second, 403, statement="O-10 public")
    run.that(second.status != 403, reply, "status", "O-09", expected="403 before 404", got=str(reply.status))


def reading_without_permission(run: OktopostRun) -> None:
    """Integrations can be read without the permission."""
    reply = run.call("GET", "/integration", login="OKTOPOST_READONLY_API_KEY")
    run.status(reply, 200, "I-10 choice")


def expired_token(run: OktopostRun) -> None:
    """401 when the integration's own token has expired."""
    number = run.value("OKTOPOST_EXPIRED_INTEGRATION")
    kind = next((item["Type"] for item in run.integrations if item.get("Id") == number), "hubspot")
    payload = {"hubspot": ("contact.getByEmail", {"email": NOBODY}), "marketo": ("list.getAll", {})}
    name, given = payload.get(kind, ("case.getAll", {}))
    run.errors(run.act(kind, name, given, id=number), 401, statement="O-16")


# -- the checks of an action and their order -------------------------------------------------------------------


def missing_form_field(name: str, statement: str, run: OktopostRun) -> None:
    """`id` and `actionName` are required."""
    number = UNKNOWN_ID if name == "id" else run.integration_of(_an_app(run))
    form = {"id": number, "actionName": "case.getAll"}
    del form[name]
    reply = run.call("POST", "/integration-action", form)
    run.status(reply, 400, statement)
    if reply.status == 400:
        run.equal(reply, "Errors", [f"Missing required field: {name}"], "O-07")


def unknown_integration(run: OktopostRun) -> None:
    """404, and nothing else is looked at."""
    reply = run.act("salesforce", "no.such", "[", id=UNKNOWN_ID)
    run.errors(reply, 404, statement="O-11")
    expected, got = "404 before action and payload", str(reply.status)
    run.that(reply.status == 404, reply, "status", "O-09", expected=expected, got=got)


def malformed_integration(run: OktopostRun) -> None:
    """404 for an id of another form: the documents list no check of the form."""
    for number in ("12345", f"{UNKNOWN_ID}x"):
        run.errors(run.act("salesforce", "case.getAll", {}, id=number), 404, statement="O-02 choice")
        run.errors(run.call("GET", f"/integration/{number}"), 404, statement="O-02 choice")


def json_body(run: OktopostRun) -> None:
    """A JSON body is taken like a form, payload as an object or as its text."""
    app, name, field = _a_lookup(run)
    fields = {"id": run.integration_of(app), "actionName": name}
    form = run.act(app, name, {field: NOBODY})
    for payload in ({field: NOBODY}, shown({field: NOBODY})):
        reply = run.call("POST", "/integration-action", json={**fields, "payload": payload})
        run.status(reply, form.status, "O-01 public")


def foreign_integration(run: OktopostRun) -> None:
    """404 for another account's, in the words for one that does not exist."""
    number = run.value("OKTOPOST_FOREIGN_INTEGRATION")
    reply, unknown = (run.act("salesforce", "case.getAll", {}, id=each) for each in (number, UNKNOWN_ID))
    run.errors(reply, 404, statement="O-11")
    texts = [str(each.at("Errors[0]")).replace(one, "") for each, one in ((reply, number), (unknown, UNKNOWN_ID))]
    expected, got = shown(texts[1]), shown(texts[0])
    run.that(texts[0] == texts[1], reply, "Errors[0]", "O-11 choice", expected=expected, got=got)
    run.status(run.call("GET", f"/integration/{number}"), 404, "I-11")


def refusing_integration(members: dict[str, str], statement: str, run: OktopostRun) -> None:
    """400, before the payload is looked at."""
    number = run.integration(**members)
    reply = run.act(members.get("Type", "salesforce"), "contact.getByEmail", {}, id=number)
    run.errors(reply, 400, statement=statement)
    _nothing_missing(run, reply)


def valid_but_disabled(run: OktopostRun) -> None:
    """Status and state are independent."""
    run.integration(Status="valid", State="disabled")


def unsupported_type(run: OktopostRun) -> None:
    """400 for a type that has no actions."""
    kinds = [item["Type"] for item in run.integrations if item.get("Type") not in _APPS]
    if not kinds:
        raise NotTried("the account has no integration of a type without actions, such as cd")
    refusing_integration({"Type": kinds[0], "Status": "valid", "State": "active"}, "O-13", run)


def unknown_action(run: OktopostRun) -> None:
    """400 for an action that nobody has, before the payload is looked at."""
    reply = run.act(_an_app(run), "lead.conjure", {})
    run.errors(reply, 400, statement="O-14")
    _nothing_missing(run, reply)


def action_of_another_type(run: OktopostRun) -> None:
    """400 for an action that only another application has."""
    app = _an_app(run)
    other = "list.addLeads" if app != "marketo" else "caseComment.getById"
    reply = run.act(app, other, {})
    run.errors(reply, 400, statement="O-14")
    _nothing_missing(run, reply)


def _nothing_missing(run: OktopostRun, reply: Any) -> None:
    """The payload lacks a field, but another check comes first."""
    first = str(reply.at("Errors[0]"))
    named = first.startswith("Missing required field")
    run.that(not named, reply, "Errors[0]", "O-09", expected="an earlier check to answer", got=shown(first))


def _an_app(run: OktopostRun, apps: Sequence[str] = _APPS) -> str:
    """The first of the applications that the account has an integration of; NotTried when it has none."""
    reasons = []
    for app in apps:
        try:
            run.integration_of(app)
        except NotTried as reason:
            reasons.append(reason)
        else:
            return app
    raise reasons[0]


# -- payloads --------------------------------------------------------------------------------------------------


def missing_fields(action: Action, statement: str, run: OktopostRun) -> None:
    """Every required field is asked for by its payload name, in the documented order."""
    reply = run.act(action.app, action.name, {})
    run.status(reply, 400, statement)
    texts = [f"Missing required field: {name}" for name in action.required]
    if len(texts) == 1:
        run.errors(reply, 400, *texts, statement="O-07")
    else:
        run.equal(reply, "Errors[0]", texts[0], "O-07")
        run.errors(reply, 400, *texts, statement="O-07 choice")


def blank_fields(run: OktopostRun) -> None:
    """Present is not enough: a required field must not be empty."""
    app, name, field = _a_lookup(run)
    absent = run.act(app, name, {})
    for empty, statement in (("", "O-08"), (None, "O-08 choice"), ("  ", "O-08 choice")):
        reply = run.act(app, name, {field: empty})
        run.status(reply, 400, statement)
        run.equal(reply, "Errors", absent.at("Errors"), statement)


def payload_is_json(run: OktopostRun) -> None:
    """400 for what is not JSON, and for JSON that is no object."""
    app, name, _ = _a_lookup(run)
    run.errors(run.act(app, name, "{not json"), 400, statement="O-15")
    run.errors(run.act(app, name, '["x"]'), 400, statement="O-15")


def field_of_another_type(run: OktopostRun) -> None:
    """400 for a field of the wrong type."""
    reply = run.act("marketo", "list.addLeads", {"listId": "1", "leadIds": ["x"]})
    run.errors(reply, 400, statement="O-15")


def absent_payload(run: OktopostRun) -> None:
    """A payload may be left out; it then counts as {}."""
    app, name = ("salesforce", "case.getAll")
    run.status(run.act(app, name), 200, "O-04")
    run.status(run.act(app, name, ""), 200, "O-04 choice")


def unknown_fields(run: OktopostRun) -> None:
    """A field that the action does not know changes nothing."""
    app, name, field = _a_lookup(run)
    plain = run.act(app, name, {field: NOBODY})
    more = run.act(app, name, {field: NOBODY, "colourOfHair": "blue"})
    run.status(more, plain.status, "O-19")
    run.equal(more, "Errors", plain.at("Errors"), "O-19")


def _a_lookup(run: OktopostRun) -> tuple[str, str, str]:
    """An action of some application that looks somebody up by one field."""
    return _an_app(run, ("salesforce", "hubspot")), "contact.getByEmail", "email"


# -- results ---------------------------------------------------------------------------------------------------


def nobody_in_hubspot(run: OktopostRun) -> None:
    """A look-up that matches nobody is a success with null."""
    for name, payload in (("contact.getByEmail", {"email": NOBODY}), ("contact.getById", {"id": "1"})):
        reply = run.act("hubspot", name, payload)
        run.status(reply, 200, "O-20")
        run.equal(reply, "", {"Result": True, "IntegrationAction": {"contact": None}}, "O-20")


def nobody_in_salesforce(run: OktopostRun) -> None:
    """A record that does not exist is an error of the CRM that names object and key."""
    reply = run.act("salesforce", "lead.getByEmail", {"email": NOBODY})
    run.errors(reply, 400, statement="O-21")
    text = str(reply.at("Errors[0]"))
    named = "Lead" in text and NOBODY in text
    run.that(named, reply, "Errors[0]", "O-21", expected=f"Lead and {NOBODY}", got=shown(text))


def found_by_search(sobject: str, statements: tuple[str, str, str], run: OktopostRun) -> None:
    """A record is found by a word, then by its address and by its id; it is the same one."""
    searching, by_email, by_id = statements
    word = run.option("VERIFY_SEARCH", "john")
    reply = run.act("salesforce", f"{sobject}.search", {"search": word})
    records = run.result(reply, "IntegrationAction.searchRecords", searching)
    found = next((one for one in records if isinstance(one, dict) and one.get("Email") and one.get("Id")), None)
    if found is None:
        raise NotTried(f"no {sobject} with an e-mail address is found by {word!r}: set VERIFY_SEARCH")
    for name, payload, statement in (
        ("getById", {"id": found["Id"]}, by_id),
        ("getByEmail", {"email": found["Email"]}, by_email),
    ):
        again = run.act("salesforce", f"{sobject}.{name}", payload)
        run.status(again, 200, statement)
        run.equal(again, "IntegrationAction.Email", found["Email"], statement)


def account_of_a_contact(run: OktopostRun) -> None:
    """An account is read by the id that a contact names."""
    word = run.option("VERIFY_SEARCH", "john")
    records = run.result(
        run.act("salesforce", "contact.search", {"search": word}), "IntegrationAction.searchRecords", "O-38"
    )
    number = next((one["AccountId"] for one in records if one.get("AccountId")), None)
    if number is None:
        raise NotTried(f"no contact with an account is found by {word!r}: set VERIFY_SEARCH")
    reply = run.act("salesforce", "account.getById", {"id": number})
    run.equal(reply, "IntegrationAction.Id", number, "O-41")


def cases_and_comments(run: OktopostRun) -> None:
    """All cases, one of them by its id, and the comments of a case."""
    reply = run.act("salesforce", "case.getAll", {})
    cases = run.result(reply, "IntegrationAction.records", "O-47")
    if not cases:
        raise NotTried("the Salesforce organisation has no case")
    run.equal(reply, "IntegrationAction.totalSize", len(cases), "O-47")
    number = cases[0]["Id"]
    run.equal(run.act("salesforce", "case.getById", {"id": number}), "IntegrationAction.Id", number, "O-46")
    for case in cases[:20]:
        reply = run.act("salesforce", "caseComment.getByCaseId", {"caseId": case["Id"]})
        comments = run.result(reply, "IntegrationAction.records", "O-51")
        if comments:
            one = run.act("salesforce", "caseComment.getById", {"id": comments[0]["Id"]})
            run.equal(one, "IntegrationAction.Id", comments[0]["Id"], "O-50")
            run.equal(one, "IntegrationAction.ParentId", case["Id"], "O-50")
            return


def all_lists(run: OktopostRun) -> None:
    """Marketo's lists, in Marketo's own envelope."""
    reply = run.act("marketo", "list.getAll", {})
    run.status(reply, 200, "O-54")
    run.equal(reply, "IntegrationAction.success", True, "O-54")


def one_hubspot_contact(run: OktopostRun) -> None:
    """A contact that Refold's call lists is found by Oktopost's, by id and by address."""
    listed = run.other("refold").execute("hubspot/get_contact", {"limit": "1"})
    contact = run.result(listed, "data.results[0]", "R-05")
    found = run.act("hubspot", "contact.getById", {"id": contact["id"]})
    run.equal(found, "IntegrationAction.contact.id", contact["id"], "O-60")
    email = contact["properties"].get("email")
    if email:
        found = run.act("hubspot", "contact.getByEmail", {"email": email})
        run.equal(found, "IntegrationAction.contact.id", contact["id"], "O-59")


# -- anything at all -------------------------------------------------------------------------------------------


def garbage(run: OktopostRun) -> None:
    """Whatever is sent is answered in the envelope."""
    for method, path, status in (("GET", "/no-such-thing", 404), ("PUT", "/integration-action", 405)):
        reply = run.call(method, path)
        run.status(reply, status, "X-02")
        run.equal(reply, "Result", False, "X-02")
    run.equal(run.call("GET", "/no-such-thing"), "Errors", [], "I-12")
    reply = run.call("POST", "/integration-action", b"id=%FF&actionName=%C3%28")
    run.status(reply, 400, "X-02")
    run.equal(reply, "Result", False, "X-02")


def _actions() -> Iterator[Row[OktopostRun]]:
    """One probe for each action with a required field."""
    for action in routes.actions().values():
        if action.required:
            statement = str(action.schema["evidence"][0]["id"])
            name = f"{action.app} {action.name} asks for {', '.join(action.required)}"
            yield name, f"{statement} O-07 O-08", partial(missing_fields, action, statement)


PROBES: Final[tuple[Probe[OktopostRun], ...]] = table("oktopost", (
    ("no credentials", "O-16 O-18", no_credentials),
    ("a wrong key", "O-16", wrong_key),
    ("account and key by HTTP Basic", "O-18", right_key),
    ("a key without the permission", "O-10 O-09", no_permission),
    ("reading without the permission", "I-10", reading_without_permission),
    ("an expired integration token", "O-16", expired_token),
    ("a form without id", "O-01 O-02 O-07", partial(missing_form_field, "id", "O-02")),
    ("a form without actionName", "O-01 O-03 O-07", partial(missing_form_field, "actionName", "O-03")),
    ("an integration that does not exist", "O-11 O-09 O-06", unknown_integration),
    ("an id of another form", "O-02 I-12", malformed_integration),
    ("a JSON body", "O-01", json_body),
    ("another account's integration", "O-11 I-11", foreign_integration),
    ("an invalid integration", "O-12 O-09", partial(refusing_integration, {"Status": "invalid"}, "O-12")),
    (
        "a disabled integration", "O-12 O-09",
        partial(refusing_integration, {"Status": "valid", "State": "disabled"}, "O-12"),
    ),
    ("status and state are independent", "I-09", valid_but_disabled),
    ("a type without actions", "O-13 O-09", unsupported_type),
    ("an action that nobody has", "O-14 O-03 O-09", unknown_action),
    ("an action of another application", "O-14 O-09", action_of_another_type),
    *_actions(),
    ("empty required fields", "O-08", blank_fields),
    ("a payload that is no JSON object", "O-15 O-04 O-06", payload_is_json),
    ("a field of the wrong type", "O-15 O-55", field_of_another_type),
    ("no payload at all", "O-04 O-47 O-05", absent_payload),
    ("fields that the action does not know", "O-19", unknown_fields),
    ("nobody in HubSpot", "O-20 O-59 O-60 O-05", nobody_in_hubspot),
    ("nobody in Salesforce", "O-21 O-32 O-06", nobody_in_salesforce),
    (
        "a lead by word, id and address", "O-33 O-32 O-31", partial(found_by_search, "lead", ("O-33", "O-32", "O-31"))
    ),
    (
        "a contact by word, id and address", "O-38 O-37 O-36",
        partial(found_by_search, "contact", ("O-38", "O-37", "O-36")),
    ),
    ("the account of a contact", "O-38 O-41", account_of_a_contact),
    ("cases and their comments", "O-46 O-47 O-50 O-51", cases_and_comments),
    ("all lists of Marketo", "O-54", all_lists),
    ("one contact of HubSpot, by both vendors", "O-59 O-60", one_hubspot_contact),
    ("garbage", "X-02 I-12", garbage),
))  # fmt: skip
