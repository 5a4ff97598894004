"""The schema files: well-formed, complete, closed under their references, and true to the documented examples."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from mockserver.core import statements
from mockserver.core.resources import folder
from mockserver.dialects.hubspot import routes as hubspot
from mockserver.dialects.oktopost import routes as oktopost
from mockserver.dialects.refold import routes as refold
from mockserver.dialects.salesforce import routes as salesforce

ROOT = folder("schemas")
BASE = "file:///schemas/"
"""Where the tree stands for references: a scheme of its own would not take relative ones."""

FILES = {
    path.relative_to(ROOT).with_suffix("").as_posix(): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(ROOT.rglob("*.json"))
}
CONTRACTS = {
    name: file
    for name, file in FILES.items()
    if name.startswith(("oktopost/", "refold/", "salesforce/", "hubspot/")) and not name.endswith("/common")
}
ROUTES = {name: file for name, file in CONTRACTS.items() if "/http/" in name and not name.endswith("/error")}
EXAMPLES = [
    pytest.param(name, example, part, id=f"{name}: {example['name']}: {part}")
    for name, file in CONTRACTS.items()
    for example in file.get("examples", [])
    for part in ("request", "response")
    if part in example
]

REQUIRED: dict[str, list[str]] = {
    "oktopost/salesforce/lead.getById": ["id"],
    "oktopost/salesforce/lead.getByEmail": ["email"],
    "oktopost/salesforce/lead.search": ["search"],
    "oktopost/salesforce/lead.create": ["data"],
    "oktopost/salesforce/lead.update": ["id", "data"],
    "oktopost/salesforce/contact.getById": ["id"],
    "oktopost/salesforce/contact.getByEmail": ["email"],
    "oktopost/salesforce/contact.search": ["search"],
    "oktopost/salesforce/contact.create": ["data"],
    "oktopost/salesforce/contact.update": ["id", "data"],
    "oktopost/salesforce/account.getById": ["id"],
    "oktopost/salesforce/account.create": ["data"],
    "oktopost/salesforce/account.update": ["id", "data"],
    "oktopost/salesforce/account.delete": ["id"],
    "oktopost/salesforce/task.create": ["data"],
    "oktopost/salesforce/case.getById": ["id"],
    "oktopost/salesforce/case.getAll": [],
    "oktopost/salesforce/case.create": ["data"],
    "oktopost/salesforce/case.update": ["id", "data"],
    "oktopost/salesforce/caseComment.getById": ["id"],
    "oktopost/salesforce/caseComment.getByCaseId": ["caseId"],
    "oktopost/salesforce/caseComment.create": ["caseId", "data"],
    "oktopost/salesforce/caseComment.update": ["caseId", "commentId", "data"],
    "oktopost/marketo/list.getAll": [],
    "oktopost/marketo/list.addLeads": ["listId", "leadIds"],
    "oktopost/marketo/lead.createUpdate": ["email", "data"],
    "oktopost/marketo/lead.create": ["data"],
    "oktopost/marketo/activity.addCustom": ["leadId", "activityTypeId", "primaryAttributeValue"],
    "oktopost/hubspot/contact.getByEmail": ["email"],
    "oktopost/hubspot/contact.getById": ["id"],
    "oktopost/hubspot/contact.create": ["data"],
    "oktopost/hubspot/event.upsert": ["id", "eventTypeId", "email"],
}
"""The documented required fields of Oktopost's actions, in their documented order."""

FIELDS: dict[str, list[str]] = {
    name: file["$defs"]["request"].get("required", [])
    for name, file in CONTRACTS.items()
    if name.startswith("oktopost/") and "/http/" not in name
}
"""The required fields of all actions: the documented ones, and whatever there is besides."""

REGISTRY: Registry[Any] = Registry().with_resources(
    (f"{BASE}{name}.json", DRAFT202012.create_resource(file)) for name, file in FILES.items()
)
"""The files of the tree and nothing else: no reference is ever fetched."""


def _validator(name: str, part: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"{BASE}{name}.json#/$defs/{part}"}, registry=REGISTRY)


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _objects(inner)


@pytest.mark.parametrize("name", FILES)
def test_a_schema_file_is_valid_by_the_meta_schema_of_its_draft(name: str) -> None:
    assert FILES[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(FILES[name])


@pytest.mark.parametrize("name", FILES)
def test_the_place_in_the_tree_is_the_only_name_of_a_schema(name: str) -> None:
    assert [node for node in _objects(FILES[name]) if isinstance(node.get("$id"), str)] == []


@pytest.mark.parametrize("name", FILES)
def test_every_reference_ends_inside_the_tree(name: str) -> None:
    resolver = REGISTRY.resolver(f"{BASE}{name}.json")
    references = {node["$ref"] for node in _objects(FILES[name]) if isinstance(node.get("$ref"), str)}
    assert [ref for ref in references if not isinstance(resolver.lookup(ref).contents, dict | bool)] == []
    assert [ref for ref in references if "://" in ref] == []


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract_says_what_it_is_where_it_comes_from_and_what_it_asks_for(name: str) -> None:
    file = FILES[name]
    parts = {"response"} if name.endswith("/http/error") else {"request", "response"}
    assert [member for member in ("title", "description", "source") if not file[member].strip()] == []
    assert file["evidence"]
    assert isinstance(file["examples"], list)
    assert file["$defs"].keys() >= parts


@pytest.mark.parametrize("name", FILES)
def test_evidence_is_of_a_known_kind_and_a_choice_gives_its_reason(name: str) -> None:
    for entry in FILES[name].get("evidence", []):
        assert entry["kind"] in statements.KINDS
        assert entry["statement"].strip()
        assert bool(entry.get("reason", "").strip()) == (entry["kind"] == "choice"), entry["statement"]


@pytest.mark.parametrize("dialect", [oktopost, refold, salesforce, hubspot], ids=lambda dialect: str(dialect.NAME))
def test_the_evidence_that_a_refusal_names_is_given_by_a_schema_file(dialect: ModuleType) -> None:
    given = {f"{statement.id} {statement.kind}" for statement in statements.load()}
    unfounded = {name for name, refusal in dialect.REFUSALS.items() if refusal.evidence not in given}
    assert unfounded == set()


@pytest.mark.parametrize(("name", "example", "part"), EXAMPLES)
def test_an_example_keeps_its_contract(name: str, example: dict[str, Any], part: str) -> None:
    errors = _validator(name, part).iter_errors(example[part])
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_names_of_a_files_examples_differ(name: str) -> None:
    names = Counter(example["name"] for example in FILES[name]["examples"])
    assert [repeated for repeated, times in names.items() if times > 1] == []


def test_the_documented_actions_have_their_required_fields_in_order() -> None:
    assert {name: FIELDS[name] for name in REQUIRED} == REQUIRED


@pytest.mark.contract("O-08")
@pytest.mark.parametrize("name", [name for name, fields in FIELDS.items() if fields])
@pytest.mark.parametrize("empty", [None, "", " \t", {}, []], ids=["null", "none", "blanks", "object", "array"])
def test_a_required_field_is_not_empty(name: str, empty: Any) -> None:
    refusing = _validator(name, "request")
    for field in FIELDS[name]:
        wrong = {tuple(error.absolute_path)[:1] for error in refusing.iter_errors({field: empty})}
        assert (field,) in wrong, field


def test_no_two_routes_answer_the_same_call() -> None:
    calls = Counter(
        (file["route"]["method"], path)
        for file in ROUTES.values()
        for path in (file["route"]["path"], *file["route"].get("aliases", ()))
    )
    assert [call for call, times in calls.items() if times > 1] == []


@pytest.mark.parametrize("name", ROUTES)
def test_a_route_declares_the_parameters_of_its_path(name: str) -> None:
    file = FILES[name]
    declared = file["$defs"]["request"].get("properties", {}).get("path", {})
    for path in (file["route"]["path"], *file["route"].get("aliases", ())):
        in_path = re.findall(r"\{(\w+)\}", path)
        assert list(declared.get("properties", {})) == declared.get("required", []) == in_path


def test_only_documented_headers_are_parameters() -> None:
    headers = {
        header
        for file in ROUTES.values()
        for header in file["$defs"]["request"].get("properties", {}).get("headers", {}).get("properties", {})
    }
    assert headers == {
        "x-api-key",
        "linked_account_id",
        "slug",
        "sync_execution",
        "config_id",
        "disable_field_options",
    }


def test_the_tree_holds_nothing_but_schemas() -> None:
    assert [path for path in Path(ROOT).rglob("*") if path.is_file() and path.suffix != ".json"] == []
