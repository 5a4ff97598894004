"""Refold's httprequest leads a call to the application's own API of the sandbox."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.sandboxes.sandbox import Sandbox
from tests.conftest import Refold
from tests.marketo_rest.conftest import Rest

ACTION = "marketo/httprequest"
LEADS = "/rest/v1/leads.json"


@pytest.mark.contract("R-18", "R-20")
def test_a_call_goes_to_the_applications_own_api(refold: Refold, rest: Rest) -> None:
    body: dict[str, Any] = {"input": [{"email": "ada@new.example", "city": "London"}]}
    told = refold.data(ACTION, {"method": "post", "url_path": LEADS, "body": body})
    assert told["result"][0]["status"] == "created"
    path = f"{LEADS}?filterType=email&filterValues=ada%40new.example&fields=city"
    assert rest.result("GET", path) == [{"id": told["result"][0]["id"], "city": "London"}]
    base = "https://123-abc-456.mktorest.com/rest"
    seen = refold.data(ACTION, {"method": "GET", "base_url": base, "url_path": path.removeprefix("/rest")})
    assert seen["result"] == [{"id": told["result"][0]["id"], "city": "London"}]


@pytest.mark.contract("R-18")
def test_headers_and_a_text_are_sent_as_they_are_but_for_the_credentials(refold: Refold) -> None:
    form = {
        "method": "POST",
        "url_path": f"{LEADS}?_method=GET",
        "headers": {"Content-Type": "application/x-www-form-urlencoded", "Authorization": "Bearer nobody"},
        "body": "filterType=id&filterValues=100&fields=email",
    }
    assert refold.data(ACTION, form)["result"] == [{"id": 100, "email": "maria@globex.example"}]


@pytest.mark.contract("R-13", "R-18")
@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("/bulk/v1/leads/export/none/file.json", 200, "1013"), (f"{LEADS}?x={'y' * 9000}", 414, "414")],
)
def test_a_status_of_400_or_above_makes_the_node_errored(refold: Refold, path: str, status: int, code: str) -> None:
    document = refold.execute(ACTION, {"method": "GET", "url_path": path}).json()
    assert document["http_status"] == status
    assert document["node_status"] == ("Success" if status == 200 else "Errored")
    assert document["data"]["errors"][0]["code"] == code


@pytest.mark.contract("R-08", "R-18")
@pytest.mark.parametrize("missing", ["method", "url_path"])
def test_method_and_path_are_required(refold: Refold, sandbox: Sandbox, missing: str) -> None:
    given = {"method": "GET", "url_path": LEADS}
    before = sandbox.state
    response = refold.execute(ACTION, {name: value for name, value in given.items() if name != missing})
    assert (response.status_code, response.json()["message"]) == (400, f"Required parameter '{missing}' is missing")
    assert sandbox.state is before


@pytest.mark.contract("R-16", "R-17")
@pytest.mark.parametrize(
    ("app", "path", "member"),
    [
        ("hubspot", "/crm/v3/objects/contacts/51?properties=email", "properties"),
        ("salesforce", "/services/data/v60.0/query?q=SELECT+Id+FROM+Lead+LIMIT+1", "records"),
        ("marketo", "/rest/v1/lead/100.json", "result"),
    ],
)
def test_every_application_has_it(refold: Refold, app: str, path: str, member: str) -> None:
    assert refold.data(f"{app}/httprequest", {"method": "GET", "url_path": path})[member]
