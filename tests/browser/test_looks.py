"""Every page in both themes and at both widths: nothing inaccessible, nothing cut off, and a picture of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.browser.conftest import PATIENCE
from tests.browser.png import smaller
from tests.conftest import Control, Oktopost, Refold

PAGES = {
    "list": "calls",
    "calls": "calls/3",
    "records": "records/hubspot/contact",
    "record": "records/salesforce/Lead/key/00Q5g0000000001EAA",
    "new-record": "records/marketo/lead/new",
    "integrations": "integrations",
    "deliveries": "deliveries",
    "faults": "faults",
    "state": "state",
    "actions": "actions",
    "action": "actions/refold/hubspot/create_contact",
    "again": "actions/oktopost/salesforce/contact.getByEmail?call=1",
    "beside": "calls/3?beside=1",
    "docs": "../../docs",
}
ITS_OWN = ("heading-order", "nested-interactive", "region")
"""What Swagger UI itself does: headings that skip a rank, buttons within links, a main part that is not all of it."""

WIDTHS: dict[str, ViewportSize] = {"wide": {"width": 1280, "height": 800}, "narrow": {"width": 390, "height": 844}}
BETWEEN = {"wide": (1440, 1100, 1024, 800), "narrow": (430,)}


@pytest.fixture(scope="module")
def used(http: requests.Session) -> Iterator[Server]:
    """A server in use: calls of every kind in its default sandbox, a fault and a snapshot."""
    with Server(Gateway(Sandboxes(world.load(populate=300)))) as server:
        _call(server, http)
        control = Control(http, server.url, "default")
        control.told("POST", "faults", {"match": "oktopost/salesforce/*", "outcome": "rate-limited", "times": 2})
        control.told("PUT", "snapshots/before-import")
        yield server


def _call(server: Server, http: requests.Session) -> None:
    names = server.gateway.sandboxes.world.names
    mine = names["oktopost"]
    okto = Oktopost(
        http, server.url, mine["account_id"], mine["api_key"], mine["readonly_api_key"],
        {**mine["integrations"], "disabled": "014000000000004"},
    )  # fmt: skip
    refold = Refold(
        http,
        server.url,
        names["refold"]["api_key"],
        names["refold"]["linked_account_id"],
        names["refold"]["session_token"],
    )
    okto.act("salesforce/contact.getByEmail", {"email": "john@example.com"})
    okto.act("salesforce/lead.create", {"data": {"LastName": "Doe", "Company": "Acme", "Email": "doe@acme.example"}})
    okto.act("marketo/list.addLeads", {"listId": "1001", "leadIds": ["x", 4]})
    okto.act("marketo/list.getAll", {})
    okto.act("hubspot/contact.getById", {"id": "1"})
    okto.act("disabled/lead.getById", {"id": "1"})
    okto.act("salesforce/lead.getByEmial", {"email": "doe@acme.example"})
    refold.execute("hubspot/create_contact", {"email": "ada@lovelace.example", "firstname": "Ada"})
    refold.execute("hubspot/create_contact", {"firstname": "Ada"})
    refold.execute("salesforce/get_accounts", {}, headers={**refold.headers, "X-Mock-Outcome": "rate-limited"})
    okto.get("/v2/integration")
    okto.act("salesforce/account.getById", {"id": "001000000000000AAA"})


@dataclass(frozen=True)
class View:
    """A page of one theme and one width."""

    page: Page
    theme: str
    width: str

    @property
    def suffix(self) -> str:
        """What the name of its picture ends in: nothing for the light and wide one."""
        return "-narrow" * (self.width == "narrow") + "-dark" * (self.theme == "dark")


@pytest.fixture(scope="module", params=[f"{theme}-{width}" for theme in ("light", "dark") for width in WIDTHS])
def view(browser: Browser, request: pytest.FixtureRequest) -> Iterator[View]:
    """One profile for all pages: looking at many does not need many."""
    theme, _, width = request.param.partition("-")
    context = browser.new_context(viewport=WIDTHS[width], color_scheme=theme)
    context.set_default_timeout(PATIENCE)
    yield View(context.new_page(), theme, width)
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_whole(view: View, used: Server, name: str, pytestconfig: pytest.Config) -> None:
    page = view.page
    page.goto(f"{used.url}/__mock__/console/default/{PAGES[name]}")
    if name in ("list", "calls", "beside"):
        expect(page.locator("#lines li")).to_have_count(12)
    if name == "docs":
        expect(page.locator(".opblock").first).to_be_visible()
    if view.width == "wide":  # what axe looks at does not depend on the width
        found = [one for one in Axe().run(page).response["violations"] if name != "docs" or one["id"] not in ITS_OWN]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    for width in (WIDTHS[view.width]["width"], *BETWEEN[view.width]):
        page.set_viewport_size({"width": width, "height": WIDTHS[view.width]["height"]})
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (width, wider) == (width, 0)
    page.set_viewport_size(WIDTHS[view.width])
    folder = pytestconfig.getoption("--screenshots", default=None)
    if (
        folder is not None
        and name not in ("docs", "again", "beside")
        and (view.width == "wide" or name in ("list", "calls"))
    ):
        (folder / f"{name}{view.suffix}.png").write_bytes(smaller(page.screenshot()))


def test_the_opened_sheet_and_dialog_are_accessible(view: View, used: Server) -> None:
    page = view.page
    page.goto(f"{used.url}/__mock__/console/default/state")
    page.locator("#sandboxes summary").click()
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Reset default").click()
    expect(page.locator("#confirm")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Escape")


def test_a_form_that_was_refused_is_accessible(view: View, used: Server) -> None:
    page = view.page
    page.goto(f"{used.url}/__mock__/console/default/faults")
    page.get_by_label("How many calls").fill("some")
    page.get_by_role("button", name="Plant it").click()
    expect(page.locator(".message:visible")).to_contain_text("times")
    assert Axe().run(page).violations_count == 0
