"""What the documents say of Oktopost's API, as plays that read only and refusals that change nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from mockserver.checks.play import Play
from mockserver.checks.stage import NotTried, Trial
from mockserver.core.action import Action
from mockserver.core.contracts import shown
from mockserver.dialects.oktopost import routes as oktopost

UNKNOWN_ID: Final = "014zzzzzzzzzzz9"
NOBODY: Final = "nobody-at-all@mockserver-verify.example"
_APPS: Final = ("salesforce", "marketo", "hubspot")


# -- credentials -----------------------------------------------------------------------------------------------


def no_credentials(trial: Trial) -> None:
    """401 in the envelope, with the header that HTTP asks for."""
    reply = trial.oktopost("GET", "/integration", login="")
    trial.errors(reply, 401, statement="O-16")
    offered = reply.headers.get("www-authenticate", "nothing")
    basic = offered.lower().startswith("basic")
    trial.that(basic, reply, "headers.www-authenticate", "O-18 choice", expected="Basic", got=offered)


def wrong_key(trial: Trial) -> None:
    """401 on both resources."""
    trial.errors(trial.oktopost("GET", "/integration", login="wrong"), 401, statement="O-16")
    form = {"id": UNKNOWN_ID, "actionName": "case.getAll"}
    trial.errors(trial.oktopost("POST", "/integration-action", form, login="wrong"), 401, statement="O-16")


def right_key(trial: Trial) -> None:
    """HTTP Basic with account and key is let in."""
    trial.status(trial.oktopost("GET", "/integration"), 200, "O-18")


def no_permission(trial: Trial) -> None:
    """403 for an action, before the integration is even looked up."""
    form = {"id": UNKNOWN_ID, "actionName": "case.getAll"}
    reply = trial.oktopost("POST", "/integration-action", form, login="OKTOPOST_READONLY_API_KEY")
    trial.errors(reply, 403, statement="O-10 public")
    trial.errors(reply, 403, statement="O-09")


def reading_without_permission(trial: Trial) -> None:
    """Integrations can be read without the permission."""
    reply = trial.oktopost("GET", "/integration", login="OKTOPOST_READONLY_API_KEY")
    trial.status(reply, 200, "I-10 choice")


def expired_token(trial: Trial) -> None:
    """401 when the integration's own token has expired."""
    number = trial.stage.target.value("OKTOPOST_EXPIRED_INTEGRATION")
    kind = next((item["Type"] for item in trial.stage.integrations if item.get("Id") == number), "hubspot")
    payload = {"hubspot": ("contact.getByEmail", {"email": NOBODY}), "marketo": ("list.getAll", {})}
    name, given = payload.get(kind, ("case.getAll", {}))
    trial.errors(trial.act(kind, name, given, id=number), 401, statement="O-16")


# -- the checks of an action and their order -------------------------------------------------------------------


def missing_form_field(name: str, statement: str, trial: Trial) -> None:
    """`id` and `actionName` are required."""
    number = UNKNOWN_ID if name == "id" else trial.stage.integration_of(_an_app(trial))
    form = {"id": number, "actionName": "case.getAll"}
    del form[name]
    reply = trial.oktopost("POST", "/integration-action", form)
    trial.status(reply, 400, statement)
    trial.errors(reply, 400, f"Missing required field: {name}", statement="O-07")


def unknown_integration(trial: Trial) -> None:
    """404, and nothing else is looked at."""
    reply = trial.act("salesforce", "no.such", "[", id=UNKNOWN_ID)
    trial.errors(reply, 404, statement="O-11")
    expected, got = "404 before action and payload", str(reply.status)
    trial.that(reply.status == 404, reply, "status", "O-09", expected=expected, got=got)


def malformed_integration(trial: Trial) -> None:
    """404 for an id of another form: the documents list no check of the form."""
    for number in ("12345", f"{UNKNOWN_ID}x"):
        trial.errors(trial.act("salesforce", "case.getAll", {}, id=number), 404, statement="O-02 choice")
        trial.errors(trial.oktopost("GET", f"/integration/{number}"), 404, statement="O-02 choice")


def json_body(trial: Trial) -> None:
    """A JSON body is taken like a form, payload as an object or as its text."""
    app, name, field = _a_lookup(trial)
    fields = {"id": trial.stage.integration_of(app), "actionName": name}
    form = trial.act(app, name, {field: NOBODY})
    for payload in ({field: NOBODY}, shown({field: NOBODY})):
        reply = trial.oktopost("POST", "/integration-action", json={**fields, "payload": payload})
        trial.status(reply, form.status, "O-01 public")


def foreign_integration(trial: Trial) -> None:
    """404 for another account's, in the words for one that does not exist."""
    number = trial.stage.target.value("OKTOPOST_FOREIGN_INTEGRATION")
    reply, unknown = (trial.act("salesforce", "case.getAll", {}, id=each) for each in (number, UNKNOWN_ID))
    trial.errors(reply, 404, statement="O-11")
    texts = [str(each.at("Errors[0]")).replace(one, "") for each, one in ((reply, number), (unknown, UNKNOWN_ID))]
    expected, got = shown(texts[1]), shown(texts[0])
    trial.that(texts[0] == texts[1], reply, "Errors[0]", "O-11 choice", expected=expected, got=got)
    trial.status(trial.oktopost("GET", f"/integration/{number}"), 404, "I-11")


def refusing_integration(members: dict[str, str], statement: str, trial: Trial) -> None:
    """400, before the payload is looked at."""
    number = trial.stage.integration(**members)
    reply = trial.act(members.get("Type", "salesforce"), "contact.getByEmail", {}, id=number)
    trial.errors(reply, 400, statement=statement)
    _nothing_missing(trial, reply)


def valid_but_disabled(trial: Trial) -> None:
    """Status and state are independent."""
    trial.stage.integration(Status="valid", State="disabled")


def unsupported_type(trial: Trial) -> None:
    """400 for a type that has no actions."""
    kinds = [item["Type"] for item in trial.stage.integrations if item.get("Type") not in _APPS]
    if not kinds:
        raise NotTried("the account has no integration of a type without actions, such as cd")
    refusing_integration({"Type": kinds[0], "Status": "valid", "State": "active"}, "O-13", trial)


def unknown_action(trial: Trial) -> None:
    """400 for an action that nobody has, before the payload is looked at."""
    reply = trial.act(_an_app(trial), "lead.conjure", {})
    trial.errors(reply, 400, statement="O-14")
    _nothing_missing(trial, reply)


def action_of_another_type(trial: Trial) -> None:
    """400 for an action that only another application has."""
    app = _an_app(trial)
    other = "list.addLeads" if app != "marketo" else "caseComment.getById"
    reply = trial.act(app, other, {})
    trial.errors(reply, 400, statement="O-14")
    _nothing_missing(trial, reply)


def _nothing_missing(trial: Trial, reply: Any) -> None:
    """The payload lacks a field, but another check comes first."""
    first = str(reply.at("Errors[0]"))
    named = first.startswith("Missing required field")
    trial.that(not named, reply, "Errors[0]", "O-09", expected="an earlier check to answer", got=shown(first))


def _an_app(trial: Trial, apps: Sequence[str] = _APPS) -> str:
    """The first of the applications that the account has an integration of; NotTried when it has none."""
    reasons = []
    for app in apps:
        try:
            trial.stage.integration_of(app)
        except NotTried as reason:
            reasons.append(reason)
        else:
            return app
    raise reasons[0]


# -- payloads --------------------------------------------------------------------------------------------------


def missing_fields(action: Action, statement: str, trial: Trial) -> None:
    """Every required field is asked for by its payload name, in the documented order."""
    reply = trial.act(action.app, action.name, {})
    trial.status(reply, 400, statement)
    texts = [f"Missing required field: {name}" for name in action.required]
    if len(texts) == 1:
        trial.errors(reply, 400, *texts, statement="O-07")
    else:
        trial.equal(reply, "Errors[0]", texts[0], "O-07")
        trial.errors(reply, 400, *texts, statement="O-07 choice")


def blank_fields(trial: Trial) -> None:
    """Present is not enough: a required field must not be empty."""
    app, name, field = _a_lookup(trial)
    trial.errors(trial.act(app, name, {field: ""}), 400, f"Missing required field: {field}", statement="O-08")
    for empty in (None, "  "):
        reply = trial.act(app, name, {field: empty})
        trial.errors(reply, 400, f"Missing required field: {field}", statement="O-08 choice")


def payload_is_json(trial: Trial) -> None:
    """400 for what is not JSON, and for JSON that is no object."""
    app, name, _ = _a_lookup(trial)
    trial.errors(trial.act(app, name, "{not json"), 400, statement="O-15")
    trial.errors(trial.act(app, name, '["x"]'), 400, statement="O-15")


def field_of_another_type(trial: Trial) -> None:
    """400 for a field of the wrong type."""
    reply = trial.act("marketo", "list.addLeads", {"listId": "1", "leadIds": ["x"]})
    trial.errors(reply, 400, statement="O-15")


def absent_payload(trial: Trial) -> None:
    """A payload may be left out; it then counts as {}."""
    app, name = ("salesforce", "case.getAll")
    trial.status(trial.act(app, name), 200, "O-04")
    trial.status(trial.act(app, name, ""), 200, "O-04 choice")


def unknown_fields(trial: Trial) -> None:
    """A field that the action does not know changes nothing."""
    app, name, field = _a_lookup(trial)
    plain = trial.act(app, name, {field: NOBODY})
    more = trial.act(app, name, {field: NOBODY, "colourOfHair": "blue"})
    trial.status(more, plain.status, "O-19")


def _a_lookup(trial: Trial) -> tuple[str, str, str]:
    """An action of some application that looks somebody up by one field."""
    return _an_app(trial, ("salesforce", "hubspot")), "contact.getByEmail", "email"


# -- results ---------------------------------------------------------------------------------------------------


def nobody_in_hubspot(trial: Trial) -> None:
    """A look-up that matches nobody is a success with null."""
    for name, payload in (("contact.getByEmail", {"email": NOBODY}), ("contact.getById", {"id": "1"})):
        reply = trial.act("hubspot", name, payload)
        trial.status(reply, 200, "O-20")
        trial.equal(reply, "", {"Result": True, "IntegrationAction": {"contact": None}}, "O-20")


def nobody_in_salesforce(trial: Trial) -> None:
    """A record that does not exist is an error of the CRM that names object and key."""
    reply = trial.act("salesforce", "lead.getByEmail", {"email": NOBODY})
    trial.errors(reply, 400, statement="O-21")
    text = str(reply.at("Errors[0]"))
    named = "Lead" in text and NOBODY in text
    trial.that(named, reply, "Errors[0]", "O-21", expected=f"Lead and {NOBODY}", got=shown(text))


def found_by_search(sobject: str, statements: tuple[str, str, str], trial: Trial) -> None:
    """A record is found by a word, then by its address and by its id; it is the same one."""
    searching, by_email, by_id = statements
    word = trial.stage.target.known.get("VERIFY_SEARCH") or "john"
    reply = trial.act("salesforce", f"{sobject}.search", {"search": word})
    records = trial.result(reply, "IntegrationAction.searchRecords", searching)
    found = next((one for one in records if isinstance(one, dict) and one.get("Email") and one.get("Id")), None)
    if found is None:
        raise NotTried(f"no {sobject} with an e-mail address is found by {word!r}: set VERIFY_SEARCH")
    for name, payload, statement in (
        ("getById", {"id": found["Id"]}, by_id),
        ("getByEmail", {"email": found["Email"]}, by_email),
    ):
        again = trial.act("salesforce", f"{sobject}.{name}", payload)
        trial.status(again, 200, statement)
        trial.equal(again, "IntegrationAction.Email", found["Email"], statement)


def account_of_a_contact(trial: Trial) -> None:
    """An account is read by the id that a contact names."""
    word = trial.stage.target.known.get("VERIFY_SEARCH") or "john"
    records = trial.result(
        trial.act("salesforce", "contact.search", {"search": word}), "IntegrationAction.searchRecords", "O-38"
    )
    number = next((one["AccountId"] for one in records if one.get("AccountId")), None)
    if number is None:
        raise NotTried(f"no contact with an account is found by {word!r}: set VERIFY_SEARCH")
    reply = trial.act("salesforce", "account.getById", {"id": number})
    trial.equal(reply, "IntegrationAction.Id", number, "O-41")


def cases_and_comments(trial: Trial) -> None:
    """All cases, one of them by its id, and the comments of a case."""
    reply = trial.act("salesforce", "case.getAll", {})
    cases = trial.result(reply, "IntegrationAction.records", "O-47")
    if not cases:
        raise NotTried("the Salesforce organisation has no case")
    trial.equal(reply, "IntegrationAction.totalSize", len(cases), "O-47")
    number = cases[0]["Id"]
    trial.equal(trial.act("salesforce", "case.getById", {"id": number}), "IntegrationAction.Id", number, "O-46")
    for case in cases[:20]:
        reply = trial.act("salesforce", "caseComment.getByCaseId", {"caseId": case["Id"]})
        comments = trial.result(reply, "IntegrationAction.records", "O-51")
        if comments:
            one = trial.act("salesforce", "caseComment.getById", {"id": comments[0]["Id"]})
            trial.equal(one, "IntegrationAction.Id", comments[0]["Id"], "O-50")
            trial.equal(one, "IntegrationAction.ParentId", case["Id"], "O-50")
            return


def all_lists(trial: Trial) -> None:
    """Marketo's lists, in Marketo's own envelope."""
    reply = trial.act("marketo", "list.getAll", {})
    trial.status(reply, 200, "O-54")
    trial.equal(reply, "IntegrationAction.success", True, "O-54")


def one_hubspot_contact(trial: Trial) -> None:
    """A contact that Refold's call lists is found by Oktopost's, by id and by address."""
    listed = trial.execute("hubspot/get_contact", {"limit": "1"})
    contact = trial.result(listed, "data.results[0]", "R-05")
    found = trial.act("hubspot", "contact.getById", {"id": contact["id"]})
    trial.equal(found, "IntegrationAction.contact.id", contact["id"], "O-60")
    email = contact["properties"].get("email")
    if email:
        found = trial.act("hubspot", "contact.getByEmail", {"email": email})
        trial.equal(found, "IntegrationAction.contact.id", contact["id"], "O-59")


# -- anything at all -------------------------------------------------------------------------------------------


def garbage(trial: Trial) -> None:
    """Whatever is sent is answered in the envelope."""
    for method, path, status in (("GET", "/no-such-thing", 404), ("PUT", "/integration-action", 405)):
        reply = trial.oktopost(method, path)
        trial.status(reply, status, "X-02")
        trial.equal(reply, "Result", False, "X-02")
    trial.equal(trial.oktopost("GET", "/no-such-thing"), "Errors", [], "I-12")
    reply = trial.oktopost("POST", "/integration-action", b"id=%FF&actionName=%C3%28")
    trial.status(reply, 400, "X-02")
    trial.equal(reply, "Result", False, "X-02")


def _actions() -> Iterator[Play]:
    """One play for each action with a required field."""
    for action in oktopost.actions().values():
        if action.required:
            statement = str(action.schema["evidence"][0]["id"])
            name = f"oktopost: {action.app} {action.name} asks for {', '.join(action.required)}"
            yield Play(name, (statement, "O-07", "O-08"), partial(missing_fields, action, statement))


def _play(name: str, statements: str, run: Callable[[Trial], None]) -> Play:
    return Play(f"oktopost: {name}", tuple(statements.split()), run)


PLAYS: Final = (
    _play("no credentials", "O-16 O-18", no_credentials),
    _play("a wrong key", "O-16", wrong_key),
    _play("account and key by HTTP Basic", "O-18", right_key),
    _play("a key without the permission", "O-10 O-09", no_permission),
    _play("reading without the permission", "I-10", reading_without_permission),
    _play("an expired integration token", "O-16", expired_token),
    _play("a form without id", "O-01 O-02 O-07", partial(missing_form_field, "id", "O-02")),
    _play("a form without actionName", "O-01 O-03 O-07", partial(missing_form_field, "actionName", "O-03")),
    _play("an integration that does not exist", "O-11 O-09 O-06", unknown_integration),
    _play("an id of another form", "O-02 I-12", malformed_integration),
    _play("a JSON body", "O-01", json_body),
    _play("another account's integration", "O-11 I-11", foreign_integration),
    _play("an invalid integration", "O-12 O-09", partial(refusing_integration, {"Status": "invalid"}, "O-12")),
    _play(
        "a disabled integration", "O-12 O-09",
        partial(refusing_integration, {"Status": "valid", "State": "disabled"}, "O-12"),
    ),
    _play("status and state are independent", "I-09", valid_but_disabled),
    _play("a type without actions", "O-13 O-09", unsupported_type),
    _play("an action that nobody has", "O-14 O-03 O-09", unknown_action),
    _play("an action of another application", "O-14 O-09", action_of_another_type),
    *_actions(),
    _play("empty required fields", "O-08", blank_fields),
    _play("a payload that is no JSON object", "O-15 O-04 O-06", payload_is_json),
    _play("a field of the wrong type", "O-15 O-55", field_of_another_type),
    _play("no payload at all", "O-04 O-47 O-05", absent_payload),
    _play("fields that the action does not know", "O-19", unknown_fields),
    _play("nobody in HubSpot", "O-20 O-59 O-60 O-05", nobody_in_hubspot),
    _play("nobody in Salesforce", "O-21 O-32 O-06", nobody_in_salesforce),
    _play(
        "a lead by word, id and address", "O-33 O-32 O-31", partial(found_by_search, "lead", ("O-33", "O-32", "O-31"))
    ),
    _play(
        "a contact by word, id and address", "O-38 O-37 O-36",
        partial(found_by_search, "contact", ("O-38", "O-37", "O-36")),
    ),
    _play("the account of a contact", "O-38 O-41", account_of_a_contact),
    _play("cases and their comments", "O-46 O-47 O-50 O-51", cases_and_comments),
    _play("all lists of Marketo", "O-54", all_lists),
    _play("one contact of HubSpot, by both vendors", "O-59 O-60", one_hubspot_contact),
    _play("garbage", "X-02 I-12", garbage),
)  # fmt: skip
