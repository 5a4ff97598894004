"""The OpenAPI documents: valid, whole, true to the schema files and the tables, and served as they are printed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from mockserver import openapi
from mockserver.core import contracts
from mockserver.dialects.gateway import EXPOSED
from mockserver.dialects.oktopost import routes as oktopost
from mockserver.dialects.refold import routes as refold
from mockserver.openapi.refusals import HEADERS
from mockserver.openapi.schemas import NameTaken, Schemas
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.recordings import Commands

FORM = "application/x-www-form-urlencoded"
EXECUTE = "/api/v2/integration-schema/{slug}/actions/{action_id}/execute"

BOTH = openapi.describe(openapi.vendors(), world.load())
DOCUMENTS = {
    "both": BOTH,
    **{name: openapi.describe([name], world.load()) for name in openapi.apis()},
    "text": openapi.describe(["oktopost"], world.load(), text_payloads=True),
}
SCHEMAS = BOTH["components"]["schemas"]


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def media(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every body of a document, with a name that says where it is."""
    for _, _, operation in operations(document):
        for kind, body in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{operation['operationId']} {kind}", body
        for status, response in operation["responses"].items():
            for body in response.get("content", {}).values():
                yield f"{operation['operationId']} {status}", body


def examples(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every example with the schema that it is an example of."""
    for where, body in media(document):
        for name, example in body.get("examples", {}).items():
            told = document["components"]["examples"].get(example.get("$ref", "").rpartition("/")[2], example)
            yield f"{where} {name}", body["schema"], told["value"]


def broken(document: dict[str, Any], schema: dict[str, Any], value: Any) -> list[str]:
    """What a value breaks in a schema of a document, read by a general validator."""
    validator = Draft202012Validator({**schema, "components": document["components"]})
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]


def form(**more: Any) -> list[str]:
    """What the form of an Oktopost action breaks."""
    return broken(BOTH, {"$ref": "#/components/schemas/ExecuteActionForm"}, {"id": "014000000000001", **more})


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_valid_openapi(name: str) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENTS[name]).iter_errors()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_array_says_what_its_items_are(name: str) -> None:
    """Generators of clients refuse one that does not, even where it is always empty."""

    def arrays(node: Any, place: str) -> Iterator[str]:
        if isinstance(node, dict):
            kinds = node.get("type", ())
            if "array" in ([kinds] if isinstance(kinds, str) else kinds) and not node.keys() & {"items", "prefixItems"}:
                yield place
            for member, value in node.items():
                if member not in ("example", "examples", "value", "default", "const", "enum"):
                    yield from arrays(value, f"{place}/{member}")
        elif isinstance(node, list):
            for index, value in enumerate(node):
                yield from arrays(value, f"{place}/{index}")

    assert list(arrays(DOCUMENTS[name], "")) == []


def test_a_payload_may_be_described_as_the_text_that_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    """For tools that read no JSON in a form; every example is a form that the server takes."""
    done = Commands(capsys)("openapi", "--dialect", "oktopost", "--payload", "text")
    document = json.loads(done.out)
    body = document["paths"]["/v2/integration-action"]["post"]["requestBody"]["content"][FORM]
    form = document["components"]["schemas"]["ExecuteActionForm"]
    assert body.keys() == {"schema", "examples"}
    assert "oneOf" not in form
    assert form["properties"]["payload"]["type"] == "string"
    assert json.loads(form["properties"]["payload"]["example"]) == {"email": "john@example.com"}
    actions = oktopost.dialect().actions
    for example in body["examples"].values():
        payload = json.loads(example["value"]["payload"])
        meant = [action for (_, name), action in actions.items() if name == example["value"]["actionName"]]
        assert any(action.request.is_valid(payload) for action in meant), example


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_component_is_used(name: str) -> None:
    text = json.dumps(DOCUMENTS[name])
    parts = DOCUMENTS[name]["components"]
    unused = [
        f"{kind}/{key}"
        for kind in ("schemas", "headers")
        for key in parts[kind]
        if f'"#/components/{kind}/{key}"' not in text and key != "ActionResults"
    ]
    assert unused == []


@pytest.mark.parametrize(("dialect", "table"), [(oktopost.dialect(), None), (refold.dialect(), refold.actions())])
def test_every_route_is_described_and_nothing_else(dialect: Any, table: Any) -> None:
    expected = {(route.path, route.method.lower()) for route in dialect.routes if route.path != EXECUTE}
    for action in table.values() if table else ():
        expected.add((EXECUTE.format(slug=action.app, action_id=action.name), "post"))
    assert {(path, method) for path, method, _ in operations(DOCUMENTS[dialect.name])} == expected


@pytest.mark.parametrize("dialect", [oktopost.dialect(), refold.dialect()], ids=["oktopost", "refold"])
def test_every_refusal_is_shown_as_the_server_words_it(dialect: Any) -> None:
    shown = DOCUMENTS[dialect.name]["components"]["examples"]
    refusals = {outcome: refusal for outcome, refusal in dialect.refusals.items() if refusal.status >= 400}
    told = {name: (example["x-status"], example["x-check"]) for name, example in shown.items()}
    assert {name: row for name, row in told.items() if not name.endswith(".elsewhere")} == {
        f"{dialect.name}.{outcome}": (refusal.status, refusal.check) for outcome, refusal in refusals.items()
    }
    assert {name for name in told if told[name] != told[name.removesuffix(".elsewhere")]} == set()
    gaps = re.compile(r"[ :]\?( |$)|\{(?!id\})[a-z_]+\}")  # a name that was left open, in either form
    assert [name for name, example in shown.items() if gaps.search(example["description"])] == []


@pytest.mark.parametrize("dialect", [oktopost.dialect(), refold.dialect()], ids=["oktopost", "refold"])
def test_every_refusal_is_an_answer_of_some_operation_or_of_a_path_that_nobody_serves(dialect: Any) -> None:
    document = DOCUMENTS[dialect.name]
    found = {
        outcome
        for _, _, operation in operations(document)
        for response in [*operation["responses"].values(), *document["components"]["responses"].values()]
        for outcome in response["content"].get("application/json", {}).get("examples", {})  # a page is HTML
    }
    assert {outcome for outcome, refusal in dialect.refusals.items() if refusal.status >= 400} - found == set()


@pytest.mark.contract("I-12", "O-06")
def test_a_page_has_a_wrong_size_only_where_there_are_pages() -> None:
    """Mock servers answer with the first example that a status has."""
    for path, _, told in operations(DOCUMENTS["oktopost"]):
        shown = told["responses"].get("400", {}).get("content", {}).get("application/json", {}).get("examples", {})
        sized = any(one["name"] == "_count" for one in told.get("parameters", ()))
        assert ("invalid-page-size" in shown) == sized, path


def test_routes_without_an_action_show_the_other_form_of_errors() -> None:
    shown = BOTH["components"]["examples"]
    for path, method, operation in operations(DOCUMENTS["oktopost"]):
        examples = operation["responses"]["401"]["content"]["application/json"]["examples"]
        form = shown[examples["unauthenticated"]["$ref"].rpartition("/")[2]]["value"]["Errors"]
        assert isinstance(form, list if path == "/v2/integration-action" else dict), (method, path)


@pytest.mark.contract("O-07", "R-08")
def test_the_documented_refusals_read_as_documented() -> None:
    shown = BOTH["components"]["examples"]
    assert shown["oktopost.missing-field"]["value"] == {"Result": False, "Errors": ["Missing required field: email"]}
    assert shown["oktopost.missing-field"]["description"] == "a required field must be there and not empty: email"
    assert shown["refold.missing-field"]["value"]["message"] == "Required parameter 'email' is missing"


def test_each_payload_is_told_apart_by_its_action_name() -> None:
    whole = SCHEMAS["ExecuteActionForm"]
    variants = [SCHEMAS[variant["$ref"].rpartition("/")[2]] for variant in whole["oneOf"]]
    told = [(app, variant["title"]) for variant in variants for app in variant["x-applications"]]
    assert sorted(told) == sorted(oktopost.actions())
    assert [variant["properties"]["actionName"]["const"] for variant in variants] == list(
        whole["discriminator"]["mapping"]
    )


@pytest.mark.parametrize("action", oktopost.actions().values(), ids=lambda action: str(action.key))
def test_a_payload_is_described_to_the_leaf(action: Any) -> None:
    name = "".join(word[:1].upper() + word[1:] for word in f"{action.app}.{action.name}".split("."))
    payload = SCHEMAS[f"{name}Request"]
    assert payload.get("required", []) == list(action.required)
    assert payload.get("properties", {}).keys() == action.declared
    data = payload.get("properties", {}).get("data", {"properties": {"": {}}})
    assert "properties" in data or "additionalProperties" in data
    result = SCHEMAS["ActionResults"]["properties"][f"{action.app}/{action.name}"]
    assert broken(BOTH, result, []) != []


@pytest.mark.contract("O-03", "O-04")
@pytest.mark.parametrize(
    "wrong",
    [
        {"actionName": "lead.getByEmail", "payload": {"email": 5}},
        {"actionName": "lead.getByEmail", "payload": {"email": " "}},
        {"actionName": "lead.getByEmail", "payload": {"id": "00Q5g0000000001EAA"}},
        {"actionName": "lead.getByEmail"},
        {"actionName": "lead.drop", "payload": {}},
        {"actionName": "list.addLeads", "payload": {"listId": "1", "leadIds": [1, "2"]}},
        {"actionName": "lead.getByEmail", "payload": '{"email":"a@b.c"}'},
        {"actionName": "lead.getByEmail", "payload": {"email": "a@b.c"}, "id": "short"},
    ],
)
def test_a_wrong_form_breaks_the_document(wrong: dict[str, Any]) -> None:
    assert form(actionName="lead.getByEmail", payload={"email": "a@b.c"}) == []
    assert form(**wrong) != []


def test_the_payload_is_declared_to_be_json_in_one_field() -> None:
    body = BOTH["paths"]["/v2/integration-action"]["post"]["requestBody"]["content"][FORM]
    assert body["encoding"] == {"payload": {"contentType": "application/json"}}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_example_is_valid_against_the_document_itself(name: str) -> None:
    document = DOCUMENTS[name]
    wrong = {where: found for where, schema, value in examples(document) if (found := broken(document, schema, value))}
    assert wrong == {}


@pytest.mark.contract("O-01", "O-05", "I-01", "I-05", "I-06", "I-07", "I-08", "R-01", "R-05")
def test_the_examples_of_the_schema_files_are_those_of_the_documents() -> None:
    """Each documented request and response is shown, a payload as the object that its text holds."""
    shown = [json.dumps(value, sort_keys=True) for _, _, value in examples(BOTH)]
    files = contracts.load().documents
    missing = []
    for key in contracts.load().keys("oktopost/", "refold/"):
        for example in files[key].get("examples", ()):
            told = example.get("response", {})
            if example.get("documented") and not any(json.dumps(told, sort_keys=True) in text for text in shown):
                missing.append(f"{key}: {example['name']}")
    assert missing == []


def test_every_operation_tells_its_evidence_and_how_to_authenticate() -> None:
    kinds = set(BOTH["components"]["securitySchemes"])
    for _, _, operation in operations(BOTH):
        assert operation["x-evidence"], operation["operationId"]
        assert operation["security"], operation["operationId"]
        assert {name for way in operation["security"] for name in way} <= kinds


def test_no_two_operations_share_an_id() -> None:
    ids = [operation["operationId"] for _, _, operation in operations(BOTH)]
    assert len(ids) == len(set(ids))


def test_text_that_stands_for_a_number_is_described_as_the_number() -> None:
    parameters = BOTH["paths"]["/v2/integration"]["get"]["parameters"]
    told = {parameter["name"]: parameter["schema"] for parameter in parameters}
    assert told["_count"] == {"type": "integer", "enum": [25, 50, 100], "default": 25}
    assert told["_page"] == {"type": "integer", "minimum": 0, "maximum": 999999999, "default": 0}


def test_every_header_that_scripts_may_read_is_described() -> None:
    assert set(EXPOSED.split(", ")) <= HEADERS.keys()


def test_two_schemas_never_get_one_name() -> None:
    schemas = Schemas(contracts.load())
    schemas.add("FilledString", {})
    with pytest.raises(NameTaken, match="FilledString is there already"):
        schemas.add("FilledString", {})


# -- printed and served -----------------------------------------------------------------------------------------


def printed(*options: str) -> str:
    command = [sys.executable, "-m", "mockserver", "openapi", *options]
    return subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout


def test_the_command_prints_the_apis_as_json() -> None:
    assert json.loads(printed()) == BOTH


@pytest.mark.parametrize("name", openapi.apis())
def test_the_command_prints_one_api_as_yaml(name: str) -> None:
    assert yaml.safe_load(printed("--dialect", name, "--format", "yaml")) == DOCUMENTS[name]


def test_yaml_quotes_text_that_any_version_of_yaml_reads_as_a_number() -> None:
    from mockserver.cli.commands.openapi import as_yaml

    assert as_yaml(["500e0000", "0o17", "1.5", "yes", "2026-01-01", 5]).split() == [
        word for text in ("'500e0000'", "'0o17'", "'1.5'", "'yes'", "'2026-01-01'", "5") for word in ("-", text)
    ]


def at(document: dict[str, Any], url: str) -> dict[str, Any]:
    """The document as a server at ``url`` serves it."""
    return {**document, "servers": [{**document["servers"][0], "url": url}, *document["servers"][1:]]}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/openapi.json", "both"),
        *((f"/openapi.json?dialect={name}", name) for name in openapi.apis()),
        *((f"/__mock__/openapi/{name}.json", name) for name in openapi.apis()),
    ],
)
def test_a_document_is_served_with_the_servers_own_address(
    server: Server, http: requests.Session, path: str, name: str
) -> None:
    response = http.get(server.url + path, timeout=10)
    assert response.headers["content-type"] == "application/json"
    assert response.json() == at(DOCUMENTS[name], server.url)


@pytest.mark.parametrize("path", ["/openapi.json?dialect=nobody", "/__mock__/openapi/nobody.json"])
def test_a_dialect_that_does_not_exist_is_404_and_says_which_do(
    server: Server, http: requests.Session, path: str
) -> None:
    response = http.get(server.url + path, timeout=10)
    assert response.status_code == 404
    assert response.json()["error"]["message"] == f"there is no dialect nobody, only {', '.join(openapi.apis())}"
