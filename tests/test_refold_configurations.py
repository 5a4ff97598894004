"""Refold's configurations: found or created, changed, judged, shown; fields one by one; rules."""

from typing import Any

import pytest

from mockserver.dialects.refold.access import org_id
from mockserver.sandboxes.sandbox import Sandbox
from tests.conftest import Refold
from tests.test_refold_platform import found, refusal

CONFIG, SLUG = "/api/v2/public/config", "/api/v2/public/slug/hubspot"
FAMILIES = ["public", "f-sdk"]
WORKFLOW = "699d8648a81ba363578cc2f4"
KINDS = {
    "select", "text", "number", "date", "url", "email", "textarea", "json", "map", "map_v2", "rule_engine",
}  # fmt: skip


def field_id(number: int) -> str:
    return f"699fec7a5bd27ed2af7243{number:02x}"


SELECT, PREFIX, SIZE, MAP, RULE, PIPELINE, STAGE, OWNER = (
    field_id(number) for number in (0xAD, 0xAF, 0xB0, 0xB6, 0xB8, 0xB9, 0xBA, 0xBC)
)


def named(config: Any, identity: str) -> Any:
    """A field of a configuration, be it of the application or of a workflow."""
    flows = [field for flow in config["workflows"] for field in flow["fields"]]
    return next(field for field in [*config["fields"], *flows] if field["id"] == identity)


def make(refold: Refold, **body: Any) -> Any:
    return found(refold.request("POST", CONFIG, json={"slug": "hubspot", "config_id": "mine", **body}))


def change(refold: Refold, **body: Any) -> Any:
    return found(refold.request("PUT", CONFIG, json={"slug": "hubspot", "config_id": "mine", **body}))


def enable(**fields: Any) -> list[dict[str, Any]]:
    return [{"id": WORKFLOW, "enabled": True, "fields": fields}]


# -- configurations --------------------------------------------------------------------------------------------


@pytest.mark.contract("R-31")
def test_hubspot_has_a_field_of_each_kind_and_one_workflow(refold: Refold) -> None:
    config = make(refold)
    assert {field["field_type"] for field in config["fields"]} == KINDS
    assert [field["name"] for field in config["fields"] if field.get("hidden")] == ["Portal"]
    assert [field["name"] for field in config["fields"] if "parent" in field] == ["Stage"]
    assert [field["name"] for field in config["fields"] if field.get("multiple")] == ["Tags"]
    assert [(flow["id"], flow["enabled"]) for flow in config["workflows"]] == [(WORKFLOW, False)]
    assert [field["name"] for field in config["workflows"][0]["fields"] if field["required"]] == ["Owner"]
    assert config["field_errors"] == []


@pytest.mark.contract("R-30", "R-41")
@pytest.mark.parametrize("family", FAMILIES)
def test_a_configuration_is_found_or_created(refold: Refold, family: str) -> None:
    path = f"/api/v2/{family}/config"
    first = found(refold.request("POST", path, json={"slug": "salesforce"}))
    assert (first["slug"], first["config_id"]) == ("salesforce", refold.linked_account)
    assert found(refold.request("POST", path, json={"slug": "salesforce", "labels": []})) == first
    for end in ("", "/", f"/{refold.linked_account}"):
        shown = found(refold.request("GET", f"/api/v2/{family}/slug/salesforce/config{end}", json={"slug": "x"}))
        assert shown == first
    listed = found(refold.request("GET", "/api/v2/public/slug/salesforce/configs"))
    assert [one["config_id"] for one in listed] == [refold.linked_account]
    gone = found(refold.request("DELETE", f"/api/v2/{family}/slug/salesforce/config/", json={"slug": "x"}))
    assert gone == {"message": "Installation Deleted Success"}
    assert found(refold.request("GET", "/api/v2/public/slug/salesforce/configs")) == []


@pytest.mark.contract("R-30")
def test_an_account_has_several_configurations_of_an_application(refold: Refold) -> None:
    make(refold, fields={PREFIX: "A"})
    found(refold.request("POST", CONFIG, json={"slug": "hubspot", "config_id": 7, "fields": {PREFIX: "B"}}))
    for name, value in (("mine", "A"), ("7", "B")):
        assert named(found(refold.request("GET", f"{SLUG}/config/{name}")), PREFIX)["value"] == value
    other = found(refold.request("GET", f"{SLUG}/config", headers={**refold.headers, "config_id": "mine"}))
    assert other["config_id"] == "mine"
    found(refold.request("DELETE", f"{SLUG}/config/mine"))
    left = [one["config_id"] for one in found(refold.request("GET", f"{SLUG}/configs"))]
    assert left == [refold.linked_account, "7"]


@pytest.mark.contract("R-30")
@pytest.mark.parametrize("names", [("fields", "fields"), ("application_data_slots", "data_slots")])
def test_values_stand_under_either_name(refold: Refold, names: tuple[str, str]) -> None:
    make(refold)
    flow = {"id": WORKFLOW, "enabled": True, names[1]: {OWNER: 7013}}
    config = change(refold, **{names[0]: {PREFIX: "ACME"}, "workflows": [flow]})
    assert (named(config, PREFIX)["value"], named(config, OWNER)["value"]) == ("ACME", 7013)


@pytest.mark.contract("R-30")
@pytest.mark.parametrize("untouched", [{}, [], None, "absent"])
def test_what_an_update_does_not_name_keeps_its_value(refold: Refold, untouched: Any) -> None:
    before = make(refold, fields={PREFIX: "ACME"}, workflows=enable(**{OWNER: 7012}))
    given = {} if untouched == "absent" else {"fields": untouched}
    after = change(refold, **given, workflows=[{"id": WORKFLOW, "enabled": True, **given}])
    assert after == before
    cleared = change(refold, fields={PREFIX: None})
    assert "value" not in named(cleared, PREFIX)


@pytest.mark.contract("R-30")
@pytest.mark.parametrize("labels", [[], {"env": "production"}, {"contact_fields": "no array"}, None])
def test_labels_of_any_form_are_accepted(refold: Refold, labels: Any) -> None:
    assert [one["value"] for one in named(make(refold, labels=labels), MAP)["labels"]] == ["given_name", "family_name"]


@pytest.mark.contract("R-30", "R-32")
def test_a_map_takes_the_labels_of_its_slot(refold: Refold) -> None:
    labels = {"contact_fields": [{"name": "Nickname", "value": "nickname"}]}
    assert named(make(refold, labels=labels), MAP)["labels"] == labels["contact_fields"]
    assert change(refold, fields={MAP: {"nickname": "firstname"}})["field_errors"] == []
    assert change(refold, fields={MAP: {"given_name": "firstname"}})["field_errors"][0]["id"] == MAP


@pytest.mark.contract("R-31")
def test_the_options_of_a_dependent_field_follow_its_parent(refold: Refold) -> None:
    assert "options" not in named(make(refold), STAGE)
    chosen = [
        [one["value"] for one in named(change(refold, fields={PIPELINE: one}), STAGE)["options"]] for one in (1, 3)
    ]
    assert chosen == [[1, 2], [4, 5]]
    assert "options" not in named(change(refold, fields={PIPELINE: None}), STAGE)


@pytest.mark.contract("R-31")
def test_options_are_left_out_on_demand(refold: Refold) -> None:
    make(refold)
    headers = {**refold.headers, "disable_field_options": "true"}
    config = found(refold.request("GET", f"{SLUG}/config/mine", headers=headers))
    assert [field for field in config["fields"] if "options" in field] == []


RIGHT: list[tuple[int, Any]] = [
    (0xAD, "lead"), (0xAE, [1, 3]), (0xAF, "x"), (0xAF, ""), (0xB0, 1.5), (0xB1, "2024-05-01"),
    (0xB1, "2024-05-01T10:00:00Z"), (0xB2, "https://example.com/x"), (0xB3, "ada@example.com"), (0xB4, "a\nb"),
    (0xB5, {"any": [1]}), (0xB6, {"given_name": "firstname"}), (0xB7, {"phone": "mobilephone"}),
    (0xB8, {"logic": "AND", "conditions": [{"lhs": "country", "operator": "EQ", "rhs": "NO", "type": "text"},
     {"logic": "OR", "conditions": []}]}),
]  # fmt: skip
WRONG: list[tuple[int, Any]] = [
    (0xAD, "nobody"), (0xAE, [1, 9]), (0xAF, {"a": 1}), (0xB0, "many"), (0xB0, True),
    (0xB1, "tomorrow"), (0xB1, 20240501), (0xB2, "example"), (0xB3, "ada"), (0xB6, {"given_name": "nobody"}),
    (0xB6, {"nobody": "firstname"}),
    (0xB6, "x"), (0xB7, [1]), (0xB8, {"logic": "XOR", "conditions": []}), (0xB8, {"logic": "AND", "conditions": ["x"]}),
]  # fmt: skip


@pytest.mark.contract("R-32", "R-35")
@pytest.mark.parametrize(("number", "value"), RIGHT)
def test_a_right_value_is_kept(refold: Refold, number: int, value: Any) -> None:
    make(refold)
    config = change(refold, fields={field_id(number): value}, workflows=enable(**{OWNER: 7012}))
    assert named(config, field_id(number))["value"] == value
    assert (config["field_errors"], config["workflows"][0]["enabled"]) == ([], True)


@pytest.mark.contract("R-32", "R-35")
@pytest.mark.parametrize(("number", "value"), WRONG)
def test_a_wrong_value_is_told_and_halts_the_workflow(refold: Refold, number: int, value: Any) -> None:
    make(refold)
    config = change(refold, fields={field_id(number): value}, workflows=enable(**{OWNER: 7012}))
    assert [error["id"] for error in config["field_errors"]] == [field_id(number)]
    assert config["field_errors"][0]["error"]["message"]
    assert config["workflows"][0]["enabled"] is False


@pytest.mark.contract("R-35")
def test_a_workflow_without_a_required_value_is_not_enabled(refold: Refold) -> None:
    make(refold)
    halted = change(refold, workflows=enable())
    assert (halted["field_errors"], halted["workflows"][0]["enabled"]) == (
        [{"id": OWNER, "name": "Owner", "error": {"message": "Owner is required"}}],
        False,
    )
    enabled = change(refold, workflows=enable(**{OWNER: 7012}))
    assert (enabled["field_errors"], enabled["workflows"][0]["enabled"]) == ([], True)


@pytest.mark.contract("R-35")
@pytest.mark.parametrize("family", FAMILIES)
def test_a_workflow_is_switched_by_itself(refold: Refold, family: str) -> None:
    make(refold, workflows=enable(**{OWNER: 7012}))
    path = f"/api/v2/{family}/slug/hubspot/config/mine/workflows/{WORKFLOW}"
    for wanted in (False, True):
        answer = found(refold.request("PATCH", path, json={"enabled": wanted}))
        assert [(flow["id"], flow["enabled"]) for flow in answer["workflows"]] == [(WORKFLOW, wanted)]


@pytest.mark.contract("R-35")
def test_a_workflow_of_an_application_that_is_not_connected_is_not_switched(refold: Refold) -> None:
    headers = {**refold.headers, "linked_account_id": "unconnected@example.com"}
    found(refold.request("POST", CONFIG, json={"slug": "hubspot"}, headers=headers))
    path = f"{SLUG}/config/unconnected@example.com/workflows/{WORKFLOW}"
    answer = refusal(refold.request("PATCH", path, json={"enabled": False}, headers=headers))
    assert answer[:1] + answer[3:] == (
        400,
        "Application Authentication not found for linked_account_id unconnected@example.com and app hubspot",
    )


@pytest.mark.contract("R-36")
def test_refusals_of_configurations_are_the_published_ones(refold: Refold, sandbox: Sandbox) -> None:
    make(refold)
    strange = f"{SLUG}/config/mine/workflows/{'0' * 24}"
    lost = (404, "NOT_FOUND", "SERVER_ERROR", "Config with config id nothing not found")
    unknown = f"Application with app_type 'unknown' not found for org {org_id(sandbox)}"
    for method, path, body, expected in (
        ("POST", CONFIG, {}, (400, "BAD_REQUEST", "VALIDATION_ERROR", "Missing Slug")),
        ("PUT", CONFIG, {"slug": ""}, (400, "BAD_REQUEST", "VALIDATION_ERROR", "Missing Slug")),
        ("POST", CONFIG, {"slug": "unknown"}, (404, "NOT_FOUND", "INVALID_APP_ID", unknown)),
        ("GET", "/api/v2/public/slug/unknown/configs", None, (404, "NOT_FOUND", "INVALID_APP_ID", unknown)),
        ("GET", f"{SLUG}/config/nothing", None, lost),
        ("PUT", CONFIG, {"slug": "hubspot", "config_id": "nothing"}, lost),
        ("PATCH", strange, {"enabled": True},
         (404, "NOT_FOUND", "SERVER_ERROR", f"No workflow with id {'0' * 24} exists on config")),
        ("PUT", CONFIG, {"slug": "hubspot", "config_id": "mine", "fields": {"x": 1}},
         (400, "BAD_REQUEST", "SERVER_ERROR", "Field with id x not found")),
        ("GET", f"{CONFIG}/field/x", None, (400, "BAD_REQUEST", "SERVER_ERROR", "Field with id x not found")),
    ):  # fmt: skip
        assert refusal(refold.request(method, path, json=body)) == expected
    nobody = {**refold.headers, "linked_account_id": "nobody"}
    code = refusal(refold.request("POST", CONFIG, json={"slug": "hubspot"}, headers=nobody))[2]
    assert code == "INVALID_LINKED_ACCOUNT_ID"


def test_a_refused_update_changes_nothing(refold: Refold) -> None:
    before = make(refold)
    refold.request("PUT", CONFIG, json={
        "slug": "hubspot", "config_id": "mine", "fields": {PREFIX: "x"}, "workflows": [{"id": "0" * 24}],
    })  # fmt: skip
    assert found(refold.request("GET", f"{SLUG}/config/mine")) == before


# -- fields ----------------------------------------------------------------------------------------------------


@pytest.mark.contract("R-33")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("slug", ["hubspot", ""])
def test_a_field_is_read_by_either_method_with_or_without_its_application(
    refold: Refold, method: str, slug: str
) -> None:
    headers = {**refold.headers, **({"slug": slug} if slug else {})}
    field = found(refold.request(method, f"{CONFIG}/field/{SELECT}", headers=headers))
    assert (field["id"], field["value"]) == (SELECT, "lead")


@pytest.mark.contract("R-33")
@pytest.mark.parametrize("value", ["customer", 5, True, None, [1], {"a": 1}])
def test_a_field_takes_any_value_and_loses_it(refold: Refold, value: Any) -> None:
    make(refold)
    headers = {**refold.headers, "slug": "hubspot", "config_id": "mine"}
    path = f"{CONFIG}/field/{PREFIX}"
    assert found(refold.request("PUT", path, headers=headers, json={"value": value})).get("value") == value
    assert found(refold.request("GET", path, headers=headers)).get("value") == value
    assert "value" not in found(refold.request("DELETE", path, headers=headers, json={}))
    assert "value" not in found(refold.request("GET", f"{path}?config_id=mine"))


@pytest.mark.contract("R-33", "R-36")
def test_a_field_of_a_workflow_is_found_with_and_without_it(refold: Refold) -> None:
    make(refold)
    headers = {**refold.headers, "slug": "hubspot", "config_id": "mine"}
    for query in ("", f"?workflow_id={WORKFLOW}"):
        written = refold.request("PUT", f"{CONFIG}/field/{OWNER}{query}", headers=headers, json={"value": 7013})
        assert found(written)["value"] == 7013
    absent = refold.request("GET", f"{CONFIG}/field/{PREFIX}?workflow_id={WORKFLOW}", headers=headers)
    assert refusal(absent)[3] == f"Field with id {PREFIX} not found"


@pytest.mark.contract("R-34")
def test_a_rule_has_operators_and_right_sides(refold: Refold) -> None:
    headers = {**refold.headers, "slug": "hubspot"}
    path = f"{CONFIG}/rule-engine/{RULE}"
    body = {"rule_column": {"lhs": "lifecyclestage"}}
    answer = found(refold.request("POST", path, headers=headers, json=body))
    assert [one["value"] for one in answer["rule_column"]["rhs"]["options"]] == ["lead", "customer"]
    assert answer["rule_column"]["operator"]["type"] == "select"
    assert answer["conditional_code_stdout"] == []
    for identity, lhs in ((RULE, "colour"), (PREFIX, "country")):
        body = {"rule_column": {"lhs": lhs}}
        refused = refold.request("POST", f"{CONFIG}/rule-engine/{identity}", headers=headers, json=body)
        words = f"Field with id {identity} is not of type rule engine or has undefined columns"
        assert refusal(refused)[3] == words
