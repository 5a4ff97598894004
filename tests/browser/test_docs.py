"""The page of the documents in a browser: nothing is blocked, nothing foreign is asked for, a call can be tried."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from mockserver import openapi
from mockserver.console.pages import PAGES
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.browser.conftest import Tab


@pytest.fixture
def fresh() -> Iterator[Server]:
    """A server of its own: the page acts in the default sandbox, which the other tests share."""
    with Server(Gateway(Sandboxes(world.load()))) as running:
        yield running


@pytest.mark.parametrize("dialect", openapi.apis())
def test_each_document_is_shown_whole_and_from_here_alone(tab: Tab, server: Server, dialect: str) -> None:
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    tab.page.goto(f"{server.url}/__mock__/docs?dialect={dialect}")
    expect(tab.page.locator(".opblock").first).to_be_visible()
    expect(tab.page.locator(".tabs [aria-current]")).to_have_text("OpenAPI")
    expect(tab.page.locator(".tabs a")).to_have_text([*(title for _, title in PAGES), "OpenAPI"])
    expect(tab.page.locator("#documents [aria-current]")).to_have_text(openapi.apis()[dialect].title)
    assert [url for url in asked if not url.startswith((server.url, "data:"))] == []


@pytest.mark.parametrize(
    ("dialect", "operation", "answer"),
    [
        ("oktopost", "operations-integration-action-execute_action", '"Email": "john@example.com"'),
        ("oktopost", "operations-integration-list_integrations", '"Result": true'),
        ("refold", "operations-hubspot-hubspot_create_contact", '"node_status": "Success"'),
        ("control", "operations-sandboxes-get_sandbox", '"id": "default"'),
    ],
)
def test_a_call_tried_as_it_stands_succeeds(tab: Tab, fresh: Server, dialect: str, operation: str, answer: str) -> None:
    tab.page.goto(f"{fresh.url}/__mock__/docs?dialect={dialect}")
    shown = tab.page.locator(f"#{operation}")
    shown.locator(".opblock-summary-control").click()
    shown.get_by_role("button", name="Execute", exact=True).click()
    expect(shown.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    expect(shown.locator(".live-responses-table")).to_contain_text(answer)
