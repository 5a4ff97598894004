"""Configurations: what a linked account has chosen for an application's fields and workflows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from msgspec import Struct

from mockserver.core.errors import Refused
from mockserver.core.outcomes import Outcome
from mockserver.core.store import Record, Store
from mockserver.dialects.frame import CallContext, Refusal, is_empty
from mockserver.dialects.refold import fields, linked_accounts
from mockserver.dialects.refold.calls import (
    answer_with,
    hold_body,
    hold_query,
    identify,
    need_linked_account,
    read_body,
)
from mockserver.dialects.refold.connections import find_application
from mockserver.sandboxes.engine import perform

TABLE: Final = "refold/config"
DEFINITIONS: Final = "refold/configDefinition"

_CHECKS: Final = ("authentication", "request", "slug", "linked account", "config")
_FIELD_CHECKS: Final = (*_CHECKS, "field")

_SAMPLE: Final = {
    "slug": "pipedrive",
    "org": "000000000000000000000000",
    "applications": "salesforce, marketo, hubspot",
    "config": "production",
    "workflow": "699d8648a81ba363578cc2f4",
    "field": "699fec7a5bd27ed2af7243ad",
}

OUTCOMES: Final = (
    Outcome("missing-slug", "refusal", "no application is named"),
    Outcome("application-unknown", "refusal", "a configuration of an application that is not offered"),
    Outcome("config-not-found", "refusal", "no such configuration"),
    Outcome("config-workflow-not-found", "refusal", "no such workflow in a configuration"),
    Outcome("config-field-not-found", "refusal", "no such field in a configuration"),
    Outcome("no-rule-field", "refusal", "the field is no rule engine, or has no such column"),
)

REFUSALS: Final[Mapping[str, Refusal]] = {
    "missing-slug": Refusal(
        400, "Missing Slug", "request", "R-36 public", "send slug: in the body, or as a header for a field",
        code="VALIDATION_ERROR",
    ),
    "application-unknown": Refusal(
        404, "Application with app_type '{slug}' not found for org {org}", "slug", "R-36 public",
        "there is no {slug}: the applications are {applications}", code="INVALID_APP_ID", sample=_SAMPLE,
    ),
    "config-not-found": Refusal(
        404, "Config with config id {config} not found", "config", "R-36 public",
        "POST /api/v2/public/config with config_id {config} and the slug creates it", code="SERVER_ERROR",
        sample=_SAMPLE,
    ),
    "config-workflow-not-found": Refusal(
        404, "No workflow with id {workflow} exists on config", "config", "R-36 public",
        "there is no {workflow}: send the id of one of the configuration's workflows", code="SERVER_ERROR",
        sample=_SAMPLE,
    ),
    "config-field-not-found": Refusal(
        400, "Field with id {field} not found", "field", "R-36 public",
        "there is no {field}: send the id of one of the configuration's fields", code="SERVER_ERROR", sample=_SAMPLE,
    ),
    "no-rule-field": Refusal(
        400, "Field with id {field} is not of type rule engine or has undefined columns", "field", "R-34 public",
        "{field} must be a field of the kind rule_engine, and rule_column.lhs one of its options",
        code="SERVER_ERROR", sample=_SAMPLE,
    ),
}  # fmt: skip


# -- the routes ------------------------------------------------------------------------------------------------


def create_config(context: CallContext) -> Any:
    """R-30: POST …/config: the configuration of config_id, found or created."""
    account_id = identify(context)
    body = _body(context)
    definition = _definition(context, body.get("slug"))
    need_linked_account(context, account_id)
    config_id = _name(context, account_id, body)
    context.admit(body)

    def find_or_create(store: Store, given: Record) -> Record:
        config = _find(store, account_id, definition["slug"], config_id)
        if config is None:
            config = _create(store, account_id, definition, config_id)
            store.insert(TABLE, config)
        elif not (given.keys() & {"labels", *_FIELDS, "workflows"}):
            return config
        return _changed(store, definition, config, given)

    return perform(
        context.sandbox, find_or_create, body, seal=partial(_shown, context, definition), wire=context.route.response
    )


def update_config(context: CallContext) -> Any:
    """R-30: PUT …/config: values of fields, and which workflows are enabled."""
    account_id = identify(context)
    body = _body(context)
    definition = _definition(context, body.get("slug"))
    need_linked_account(context, account_id)
    known = _config(context, account_id, definition, body)
    context.admit(body)

    def update(store: Store, given: Record) -> Record:
        return _changed(store, definition, _again(store, known), given)

    return perform(
        context.sandbox, update, body, seal=partial(_shown, context, definition), wire=context.route.response
    )


def get_config(context: CallContext) -> Any:
    """R-30: GET …/slug/{slug}/config and …/config/{config_id}."""
    definition, config = _named_in_path(context)
    context.admit()
    return answer_with(context, _shown(context, definition, config))


def delete_config(context: CallContext) -> Any:
    """R-30: DELETE …/slug/{slug}/config and …/config/{config_id}."""
    _, config = _named_in_path(context)
    context.admit()

    def delete(store: Store, known: Record) -> None:
        store.delete(TABLE, _again(store, known)["_id"])

    message = {"message": "Installation Deleted Success"}
    return perform(context.sandbox, delete, config, seal=lambda _: message, wire=context.route.response)


def list_configs(context: CallContext) -> Any:
    """R-30: GET …/slug/{slug}/configs: the ids of an account's configurations of an application."""
    account_id = identify(context)
    hold_query(context)
    definition = _definition(context, context.arguments[0])
    need_linked_account(context, account_id)
    context.admit()
    found = context.sandbox.state.tables[TABLE].find("account_id", account_id)
    listed = [{"_id": one["_id"], "config_id": one["config_id"]} for one in found if one["slug"] == definition["slug"]]
    return answer_with(context, listed)


def toggle_workflow(context: CallContext) -> Any:
    """R-35: PATCH …/slug/{slug}/config/{config_id}/workflows/{workflow_id}."""
    account_id = identify(context)
    body = _body(context)
    slug, _, workflow_id = context.arguments
    definition = _definition(context, slug)
    need_linked_account(context, account_id)
    known = _config(context, account_id, definition, {})
    if not linked_accounts.is_connected(context.sandbox.store(), account_id, slug):
        raise Refused("not-connected", **context.facts)
    context.admit(body)

    def toggle(store: Store, given: Record) -> Record:
        change = {"workflows": [{"id": workflow_id, "enabled": given["enabled"]}]}
        return _changed(store, definition, _again(store, known), change)

    def workflows(config: Record) -> Record:
        return {"workflows": _shown(context, definition, config)["workflows"]}

    return perform(context.sandbox, toggle, body, seal=workflows, wire=context.route.response)


def get_config_field(context: CallContext) -> Any:
    """R-33: GET and POST …/config/field/{field_id}."""
    _, target = _field(context)
    context.admit()
    return answer_with(context, _shown_field(context, target, target.config))


def update_config_field(context: CallContext) -> Any:
    """R-33: PUT …/config/field/{field_id} with ``value``, any JSON."""
    body, target = _field(context)
    return _write_field(context, target, body)


def delete_config_field(context: CallContext) -> Any:
    """R-33: DELETE …/config/field/{field_id}: the field without its value."""
    return _write_field(context, _field(context)[1], {"value": None})


def get_rule_options(context: CallContext) -> Any:
    """R-34: POST …/config/rule-engine/{field_id}: operators and right sides for a left side."""
    body, target = _field(context)
    column = target.field.get("columns", {}).get(str(body["rule_column"]["lhs"]))
    if column is None:
        raise Refused("no-rule-field", **context.facts)
    context.admit(body)
    return answer_with(context, {"rule_column": column, "conditional_code_stdout": []})


VIEWS: Final = {
    "create_config": (create_config, _CHECKS),
    "update_config": (update_config, _CHECKS),
    "get_default_config": (get_config, _CHECKS),
    "get_config": (get_config, _CHECKS),
    "delete_default_config": (delete_config, _CHECKS),
    "delete_config": (delete_config, _CHECKS),
    "list_configs": (list_configs, _CHECKS[:-1]),
    "toggle_workflow": (toggle_workflow, (*_CHECKS, "connection")),
    "get_config_field": (get_config_field, _FIELD_CHECKS),
    "post_config_field": (get_config_field, _FIELD_CHECKS),
    "update_config_field": (update_config_field, _FIELD_CHECKS),
    "delete_config_field": (delete_config_field, _FIELD_CHECKS),
    "get_rule_options": (get_rule_options, _FIELD_CHECKS),
}


# -- the checks ------------------------------------------------------------------------------------------------


def _body(context: CallContext) -> Record:
    body: Record = read_body(context)
    if "slug" in context.route.declared["json"] and is_empty(body.get("slug")):
        raise Refused("missing-slug")
    hold_body(context, body)
    return body


def _definition(context: CallContext, slug: Any) -> Record:
    """What an application lets its accounts configure; R-36: the organisation must offer it."""
    name = str(find_application(context, str(slug), refusal="application-unknown")["slug"])
    known = context.sandbox.state.tables[DEFINITIONS].get(name)
    return known or {"slug": name, "fields": [], "workflows": []}


def _name(context: CallContext, account_id: str, body: Mapping[str, Any]) -> str:
    """R-30: the id of the configuration that is meant: of the path, body, query or header, or else the account's."""
    path = context.arguments[1:2] if "config_id" in context.route.declared["path"] else ()
    given = [*path, body.get("config_id"), context.query().get("config_id"), context.call.headers.get("config_id")]
    named = next((one for one in given if not is_empty(one)), account_id)
    name = context.facts["config"] = linked_accounts.text_of(named)
    return name


def _config(context: CallContext, account_id: str, definition: Record, body: Mapping[str, Any]) -> Record:
    """The configuration that a call means; R-36: it must be there."""
    config = _find(context.sandbox.store(), account_id, definition["slug"], _name(context, account_id, body))
    if config is None:
        raise Refused("config-not-found", **context.facts)
    context.passes("config")
    return config


def _named_in_path(context: CallContext) -> tuple[Record, Record]:
    """What the application of the path lets its accounts configure, and the configuration that a call reads or ends."""
    account_id = identify(context)
    hold_query(context)
    definition = _definition(context, context.arguments[0])
    need_linked_account(context, account_id)
    return definition, _config(context, account_id, definition, {})


class _Target(Struct, frozen=True):
    """The field that a call means: its definition, its workflow (None: the application's own), and where it is kept."""

    definition: Record
    config: Record
    workflow_id: str | None
    field: Record


def _field(context: CallContext) -> tuple[Record, _Target]:
    """The body and the field of the path; without the header slug every application is looked through (R-33)."""
    account_id = identify(context)
    body = _body(context) if context.route.declared["json"] else {}
    query = context.query() if body else hold_query(context)
    slug, field_id = context.call.headers.get("slug"), context.arguments[0]
    context.facts["field"] = field_id
    definitions = [_definition(context, slug)] if slug else list(context.sandbox.state.tables[DEFINITIONS].scan())
    need_linked_account(context, account_id)
    for definition in definitions:
        found = fields.find(definition, field_id, query.get("workflow_id") or None)
        if found is not None:
            return body, _Target(definition, _config(context, account_id, definition, {}), *found)
    raise Refused("config-field-not-found", **context.facts)


# -- what is kept ----------------------------------------------------------------------------------------------

_FIELDS: Final = ("fields", "application_data_slots")
_SLOTS: Final = ("fields", "data_slots")
"""The older names are synonyms (R-30)."""


def _find(store: Store, account_id: str, slug: str, config_id: str) -> Record | None:
    found = store.find(TABLE, "account_id", account_id)
    return next((one for one in found if (one["slug"], one["config_id"]) == (slug, config_id)), None)


def _again(store: Store, known: Record) -> Record:
    """A configuration as it is now; Refused when another call deleted it meanwhile."""
    config = store.get(TABLE, known["_id"])
    if config is None:
        raise Refused("config-not-found", config=known["config_id"])
    return config


def _create(store: Store, account_id: str, definition: Record, config_id: str) -> Record:
    now = linked_accounts.moment(store)
    return {
        "_id": linked_accounts.new_id(store),
        "account_id": account_id,
        "slug": definition["slug"],
        "config_id": config_id,
        "labels": {},
        "values": fields.defaults(definition["fields"]),
        "workflows": {
            flow["id"]: {"enabled": False, "values": fields.defaults(flow["fields"])}
            for flow in definition["workflows"]
        },
        "field_errors": [],
        "createdAt": now,
        "updatedAt": now,
    }


def _changed(store: Store, definition: Record, config: Record, given: Mapping[str, Any]) -> Record:
    """The configuration with what a call gives, held against its fields."""
    if isinstance(given.get("labels"), dict):
        config = {**config, "labels": given["labels"]}
    values = _merged(definition["fields"], config["values"], _named(given, _FIELDS))
    workflows = dict(config["workflows"])
    for change in given.get("workflows") or ():
        workflows[change["id"]] = _merged_workflow(definition, workflows, change)
    changed = {**config, "values": values, "workflows": workflows, "updatedAt": linked_accounts.moment(store)}
    changed = _judged(definition, changed)
    store.replace(TABLE, changed)
    return changed


def _merged_workflow(definition: Record, workflows: Mapping[str, Record], change: Mapping[str, Any]) -> Record:
    if not any(flow["id"] == change["id"] for flow in definition["workflows"]):
        raise Refused("config-workflow-not-found", workflow=change["id"])
    known = workflows.get(change["id"], {"enabled": False, "values": {}})
    values = _merged(fields.fields_of(definition, change["id"]), known["values"], _named(change, _SLOTS))
    enabled = change.get("enabled")
    return {"enabled": known["enabled"] if enabled is None else enabled, "values": values}


def _named(given: Mapping[str, Any], names: tuple[str, ...]) -> Mapping[str, Any]:
    """The values under the first of the names that holds an object; an empty array is one as well."""
    return next((given[name] for name in names if isinstance(given.get(name), dict)), {})


def _merged(known: list[Record], values: Record, changes: Mapping[str, Any]) -> Record:
    """The values with the changes, where null takes one away; Refused for a field that is not there."""
    ids = {field["id"] for field in known}
    unknown = next((name for name in changes if name not in ids), None)
    if unknown is not None:
        raise Refused("config-field-not-found", field=unknown)
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def _judged(definition: Record, config: Record) -> Record:
    """The configuration with its errors; a workflow that has one, or whose application has one, is not enabled."""
    values, labels, states = config["values"], config["labels"], config["workflows"]
    is_wanted = any(one["enabled"] for one in states.values())
    shared = list(fields.errors(definition["fields"], values, labels, needed=is_wanted))
    found = [*shared]
    workflows = {}
    for flow in definition["workflows"]:
        state = states.get(flow["id"]) or {"enabled": False, "values": fields.defaults(flow["fields"])}
        known = {**values, **state["values"]}
        own = list(fields.errors(flow["fields"], known, labels, needed=state["enabled"]))
        workflows[flow["id"]] = {**state, "enabled": state["enabled"] and not own and not shared}
        found += own
    return {**config, "workflows": workflows, "field_errors": found}


def _write_field(context: CallContext, target: _Target, body: Mapping[str, Any]) -> Any:
    context.admit(body)

    def write(store: Store, given: Mapping[str, Any]) -> Record:
        values = {target.field["id"]: given["value"]}
        flow = [{"id": target.workflow_id, "fields": values}]
        change = {"workflows": flow} if target.workflow_id else {"fields": values}
        return _changed(store, target.definition, _again(store, target.config), change)

    return perform(
        context.sandbox, write, body, seal=partial(_shown_field, context, target), wire=context.route.response
    )


# -- as they are shown -----------------------------------------------------------------------------------------


def _with_options(context: CallContext) -> bool:
    return context.call.headers.get("disable_field_options", "").lower() != "true"


def _shown(context: CallContext, definition: Record, config: Record) -> Record:
    """A configuration whole: the fields of the application with their values, and those of its workflows."""
    is_full = _with_options(context)
    values, labels = config["values"], config["labels"]
    workflows = []
    for flow in definition["workflows"]:
        state = config["workflows"].get(flow["id"]) or {"enabled": False, "values": {}}
        known = {**values, **state["values"]}
        shown = [fields.shown(field, known, labels, with_options=is_full) for field in flow["fields"]]
        workflows.append({**flow, "enabled": state["enabled"], "fields": shown})
    return {
        "slug": config["slug"],
        "config_id": config["config_id"],
        "fields": [fields.shown(field, values, labels, with_options=is_full) for field in definition["fields"]],
        "workflows": workflows,
        "field_errors": config["field_errors"],
    }


def _shown_field(context: CallContext, target: _Target, config: Record) -> Record:
    own = config["workflows"].get(target.workflow_id, {"values": {}})["values"] if target.workflow_id else {}
    known = {**config["values"], **own}
    return fields.shown(target.field, known, config["labels"], with_options=_with_options(context))
