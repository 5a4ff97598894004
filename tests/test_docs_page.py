"""The page to read the documents on: whole without the network, closed to other origins, ready to try a call."""

from __future__ import annotations

import re

import pytest
import requests

from mockserver.openapi.page import POLICY
from mockserver.transport.server import Server

PAGE = "/__mock__/docs"


@pytest.fixture
def page(server: Server, http: requests.Session) -> str:
    return http.get(server.url + PAGE, timeout=10).text


def test_everything_the_page_needs_is_served_here(server: Server, http: requests.Session, page: str) -> None:
    needed = re.findall(r'(?:<script src|<link.*href)="([^"]*)"', page)
    assert needed == [
        "data:,", "docs/swagger-ui.css", "console/static/console.css", "docs/docs.css",
        "docs/swagger-ui-bundle.js", "docs/docs.js",
    ]  # fmt: skip
    answers = [http.get(f"{server.url}/__mock__/{name}", timeout=10) for name in needed[1:]]
    assert [(answer.status_code, answer.headers["content-type"].partition(";")[0]) for answer in answers] == [
        (200, "text/css"),
        (200, "text/css"),
        (200, "text/css"),
        (200, "text/javascript"),
        (200, "text/javascript"),
    ]


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/docs.js", f"{PAGE}/settings.json", "/openapi.json"])
def test_the_page_may_load_nothing_foreign_and_nothing_inline(
    server: Server, http: requests.Session, path: str
) -> None:
    headers = http.get(server.url + path, timeout=10).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in POLICY


def test_the_page_itself_has_no_inline_script_or_style(page: str) -> None:
    assert re.findall(r"<script>|<style|\son\w+=|\sstyle=", page) == []


@pytest.mark.parametrize("path", [PAGE, "/openapi.json", f"{PAGE}/settings.json", "/__mock__/openapi/oktopost.json"])
def test_a_foreign_host_name_is_refused(server: Server, http: requests.Session, path: str) -> None:
    response = http.get(server.url + path, headers={"Host": "evil.example"}, timeout=10)
    assert response.status_code == 403
    assert response.json()["error"]["message"].startswith("the Host evil.example is not answered here")


def test_a_file_that_is_not_the_pages_is_404(server: Server, http: requests.Session) -> None:
    assert http.get(f"{server.url}{PAGE}/page.py", timeout=10).status_code == 404


def test_the_credentials_that_the_page_fills_in_are_good(server: Server, http: requests.Session) -> None:
    ways = http.get(f"{server.url}/openapi.json", timeout=10).json()["components"]["securitySchemes"]
    user, _, password = ways["basic"]["x-sandbox"].partition(":")
    by_key = {ways[name]["name"]: ways[name]["x-sandbox"] for name in ("apiKey", "linkedAccount")}
    by_token = {"Authorization": f"Bearer {ways['sessionToken']['x-sandbox']}"}
    listed = http.get(f"{server.url}/v2/integration", auth=(user, password), timeout=10)
    applications = [
        http.get(f"{server.url}/api/v2/public/application", headers=headers, timeout=10)
        for headers in (by_key, by_token)
    ]
    assert [answer.status_code for answer in (listed, *applications)] == [200, 200, 200]


def test_the_first_example_of_a_form_succeeds_as_it_is(server: Server, http: requests.Session) -> None:
    """The viewer fills a form with the examples of its fields: sending it at once is a call that works."""
    document = http.get(f"{server.url}/openapi.json?dialect=oktopost", timeout=10).json()
    fields = document["components"]["schemas"]["ExecuteActionForm"]["properties"]
    form = {name: field["examples"][0] for name, field in fields.items()}
    form["payload"] = '{"email": "' + form["payload"]["email"] + '"}'
    auth = ("001000000000001", "okto-sandbox-key")
    response = http.post(f"{server.url}/v2/integration-action", data=form, auth=auth, timeout=10)
    assert response.json()["IntegrationAction"]["Email"] == "john@example.com"
