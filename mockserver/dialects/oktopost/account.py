"""What an Oktopost account has: a row for each resource, and the few routes that are not plain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from mockserver.core.contracts import Contracts
from mockserver.core.errors import Refused
from mockserver.core.store import Record, Store
from mockserver.dialects.frame import CallContext, Route, View
from mockserver.dialects.oktopost import leads, resources, webhooks
from mockserver.dialects.oktopost.access import Grant
from mockserver.dialects.oktopost.guards import (
    authenticate,
    find_record,
    hold_parts,
    need_writing,
    read_form,
)
from mockserver.dialects.oktopost.resources import READING, WRITING, Resource, answer, page

USER: Final = "oktopost/user"
TEAM: Final = "oktopost/team"
ENTITY: Final = "oktopost/teamEntity"
KEEPERS: Final = (USER, "oktopost/credential", "oktopost/board")
"""What may belong to teams."""


def _new_user(_store: Store, _given: Record) -> Record:
    networks = {f"{network}{fact}": "" for network in ("LinkedIn", "Twitter", "Facebook") for fact in _PROFILE}
    times = dict.fromkeys(("LastLogin", "LastBoardLogin"), webhooks.NEVER)
    return {"Status": "active", "HasBrowserExtension": 0, "Role": "read", "Timezone": "UTC", **times, **networks}


_PROFILE: Final = ("Id", "Name", "ImageUrl")


def _named(record: Record) -> Record:
    """The whole name follows from its two parts."""
    parts = (record.get("FirstName", ""), record.get("LastName", ""))
    return {**record, "Name": " ".join(filter(None, parts)) or record.get("Name", "")}


def _new_credential(_store: Store, given: Record) -> Record:
    name = given.get("Name", "")
    return {"DisplayName": name, "Status": "valid", "ImageLink": "", "NetworkUsername": "", "NativePostsEnabled": 0}


def _new_board(_store: Store, given: Record) -> Record:
    return {"Status": "active", "UsersCount": 0, "Config": _BOARD}


_BOARD: Final[Record] = {
    "Color": "#0077b5",
    "DefaultExpiration": "",
    "IconId": "",
    "IsAllowSuggestionsEnabled": False,
    "IsLeaderboardEnabled": False,
    "LogoId": "",
    "LogoPosition": "left",
    "NotificationsDay": None,
    "NotificationsEnabled": False,
    "NotificationsTimeUTC": "09:00",
    "PostAddress": "",
    "SignUpDomains": False,
    "SignUpEnabled": False,
    "Slug": "",
    "Terms": "",
}


def _new_lead(_store: Store, _given: Record) -> Record:
    names = dict.fromkeys(("Email", "FirstName", "LastName"), "")
    unknown = dict.fromkeys(("ParentId", "Photo", "Phone"))
    return {"Type": "lead", "IsTracked": True, "Profiles": [], "Links": {}, **names, **unknown}


def _new_activity(_store: Store, _given: Record) -> Record:
    return {"Type": "click", "Network": "LinkedIn", "ProfileId": "", "Data": {}}


def _new_webhook(store: Store, _given: Record) -> Record:
    beginning = {"Description": "", "LastExecutionDate": webhooks.NEVER, "IsEnabled": 1, "IsHidden": 0}
    return {**beginning, "Secret": webhooks.new_secret(store)}


def _crud(one: str, *acts: str) -> dict[str, str]:
    """The names of a resource's schema files."""
    return {act: f"list_{one}s" if act == "list" else f"{act}_{one}" for act in acts}


RESOURCES: Final = (
    Resource(
        USER,
        "User",
        _crud("user", "list", "get", "create", "update", "delete"),
        "00A{:012d}",
        fields={
            "firstName": "FirstName",
            "lastName": "LastName",
            "email": "Email",
            "role": "Role",
            "timezone": "Timezone",
        },
        begin=_new_user,
        derive=_named,
        listed="item",
    ),
    Resource(
        TEAM,
        "Team",
        _crud("team", "list", "get", "create", "update", "delete"),
        "0te{:012d}",
        fields={"name": "Name"},
    ),
    Resource(
        "oktopost/cname",
        "Cname",
        _crud("cname", "list", "create", "update", "delete"),
        "0CN{:012d}",
        fields={"cname": "Name"},
        updated="item",
    ),
    Resource(
        "oktopost/credential",
        "Credential",
        _crud("credential", "list", "get", "update", "delete"),
        "003-001000000000001-{}",
        fields={"displayName": "DisplayName", "nativePostsEnabled": "NativePostsEnabled"},
        begin=_new_credential,
        filters={
            "network": lambda record, network: record["Network"] == network,
            "includeInvalid": lambda record, included: included == "1" or record["Status"] == "valid",
        },
        defaults={"includeInvalid": "0"},
    ),
    Resource("oktopost/board", "Board", _crud("board", "list", "get"), "brd{:012d}", begin=_new_board),
    Resource(
        leads.LEAD,
        "Lead",
        _crud("account_lead", "list", "get", "delete"),
        "0ld{:012d}",
        begin=_new_lead,
        derive=_named,
        filters={"all_leads": leads.is_listed},
        defaults={"all_leads": "false"},
        show=leads.remote_leads,
        belongings=(("oktopost/leadActivity", "LeadId"),),
    ),
    Resource(
        "oktopost/leadActivity",
        "LeadActivity",
        {"list": "list_lead_activities", "delete": "delete_lead_activity"},
        "0la{:012d}",
        begin=_new_activity,
        filters={"leadId": lambda record, lead: record["LeadId"] == lead},
        named={"leadId": "LeadId"},
    ),
    Resource(
        webhooks.WEBHOOK,
        "Webhook",
        _crud("webhook", "list", "get", "create", "update", "delete"),
        "0wh{:012d}",
        fields={
            "event": "Event",
            "name": "Name",
            "url": "Url",
            "description": "Description",
            "isEnabled": "IsEnabled",
            "isHidden": "IsHidden",
        },
        begin=_new_webhook,
        filters={
            "event": lambda record, event: record["Event"] == event,
            "name": lambda record, name: record["Name"] == name,
        },
        orders={"created": "Created", "modified": "Modified", "name": "Name", "event": "Event"},
        listed="item",
        belongings=((webhooks.LOG, "WebhookId"),),
    ),
    Resource(
        webhooks.LOG,
        "WebhookLog",
        {"list": "list_webhook_log"},
        "0wl{:012d}",
        parent=(webhooks.WEBHOOK, "Webhook", "WebhookId"),
    ),
)

LEFT_OUT: Final = frozenset(
    (
        "advocate", "analytics", "approval", "bi-export", "board-message", "board-topic", "calendar",
        "campaign", "click", "comments", "conversation", "conversion-tag", "export", "followers", "inbox",
        "link", "media", "message", "notification", "post", "postlog", "story", "stream", "stream-tab", "tag",
        "topic", "upload", "video-validate", "workflow", "workflow-item", "workflow-item-note",
        "workflow-step",
    )
)  # fmt: skip
"""O-87: the first segments of what the vendor has and the sandbox leaves out: publishing, analytics, inbox, streams."""

EVENTS: Final = {leads.LEAD: "newLead", "oktopost/leadActivity": "newLeadActivity"}
"""Table -> the event that a new record of it is."""


def added(store: Store, record: Record, *, table: str) -> None:
    """O-84: tell the webhooks of a record that came from outside of this API."""
    resource = next(one for one in RESOURCES if one.table == table)
    webhooks.fire(store, record["AccountId"], EVENTS[table], resource.shown(store, record))


def routes(loaded: Contracts) -> list[Route]:
    """The routes of the resources, and those that are not plain."""
    return [
        Route("oktopost/http/get_me", get_me, ("authentication", "request"), loaded),
        *resources.routes(RESOURCES, loaded),
        *(Route(f"oktopost/http/{name}", view, checks, loaded) for name, view, checks in _SPECIAL),
    ]


def get_me(context: CallContext) -> Any:
    """O-72: GET /v2/me."""
    grant = authenticate(context)
    hold_parts(context, query=context.query())
    context.admit()
    return answer(context, partial(_me, grant))


def _me(grant: Grant, store: Store, _: Any) -> dict[str, Any]:
    account = store.get("oktopost/account", grant.account_id)
    users = store.find(USER, "AccountId", grant.account_id)
    if account is None or not users:
        raise Refused("record-not-found", kind="User", id="of the API key")
    user = next((one for one in users if one["Id"] == grant.user), users[0])
    return {
        "User": {name: user[name] for name in ("Id", "Name", "Email", "LastLogin")},
        "Account": {"Id": account["id"], "Name": account["name"]},
    }


# -- teams and what belongs to them ----------------------------------------------------------------------------


def list_team_entities(context: CallContext) -> Any:
    """O-75: GET /v2/team-entity/{id}."""
    grant = authenticate(context)
    query = hold_parts(context, query=context.query())["query"]
    entity = _find_entity(context, grant)
    context.admit()
    return answer(context, partial(_teams, grant, entity), query)


def add_team_entity(context: CallContext) -> Any:
    """O-75: POST /v2/team-entity/{id}."""
    return _change_teams(context, lambda held, named: [*held, *(team for team in named if team not in held)])


def remove_team_entity(context: CallContext) -> Any:
    """O-75: DELETE /v2/team-entity/{id}, with the teams in its body."""
    return _change_teams(context, lambda held, named: [team for team in held if team not in named])


def _change_teams(context: CallContext, change: Callable[[list[str], list[str]], list[str]]) -> Any:
    grant = authenticate(context)
    need_writing(context, grant)
    form = hold_parts(context, form=read_form(context))["form"]
    entity = _find_entity(context, grant)
    named = list(dict.fromkeys(team.strip() for team in form["teamIds"].split(",") if team.strip()))
    for team in named:
        find_record(context, grant, TEAM, "Team", team)
    context.admit(form)

    def run(store: Store, _: Any) -> dict[str, Any]:
        held = store.get(ENTITY, entity)
        record = {
            "Id": entity,
            "AccountId": grant.account_id,
            "TeamIds": change(held["TeamIds"] if held else [], named),
        }
        (store.replace if held else store.insert)(ENTITY, record)
        return {}

    return answer(context, run)


def _find_entity(context: CallContext, grant: Grant) -> str:
    key = context.arguments[0]
    tables = context.sandbox.state.tables
    table = next((table for table in KEEPERS if tables[table].get(key)), USER)
    find_record(context, grant, table, "Entity", key)
    return key


def _teams(grant: Grant, entity: str, store: Store, query: dict[str, str]) -> dict[str, Any]:
    held = store.get(ENTITY, entity)
    teams = [store.get(TEAM, team) for team in (held["TeamIds"] if held else ())]
    found = [team for team in teams if team is not None and team["AccountId"] == grant.account_id]
    return page(found, query, lambda team: RESOURCES[1].shown(store, team))


_SPECIAL: Final[Sequence[tuple[str, View, Sequence[str]]]] = (
    ("list_team_entities", list_team_entities, READING),
    ("add_team_entity", add_team_entity, WRITING),
    ("remove_team_entity", remove_team_entity, WRITING),
    ("replace_lead_link", leads.replace_lead_link, (*WRITING[:-1], "integration", "record")),
)
