"""Every view in both themes and at three widths: nothing inaccessible, nothing cut off, and as in its picture.

The pictures are in ``docs/screenshots``. Whoever changes a view makes them anew by ``make screenshots``, and looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from mockserver.core.store import Delivery, Store
from mockserver.dialects import gateway
from mockserver.dialects.gateway import Gateway, Options
from mockserver.dialects.refold import sessions
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.browser import pictures
from tests.browser.conftest import PATIENCE
from tests.conftest import Control, Oktopost, Refold

PICTURES: Final = Path(__file__).parents[2] / "docs" / "screenshots"
SIZES: Final = {1440: 810, 1024: 720, 390: 844}
"""The width of each picture, with its height."""

BETWEEN: Final = (1100, 800, 430)
"""Widths at which nothing may stick out either."""

ITS_OWN: Final = ("heading-order", "nested-interactive", "region")
"""What Swagger UI itself does: headings that skip a rank, buttons within links, a main part that is not all of it."""


@dataclass(frozen=True)
class View:
    """A page of the console: its address, and what is done there before somebody looks at it."""

    path: str
    do: Callable[[Page], object] = lambda _: None


def _calls_are_there(page: Page) -> None:
    expect(page.locator("#lines li")).to_have_count(14)


def _palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("lead create")
    expect(page.locator("#palette-found li").first).to_contain_text("lead.create")


def _keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


VIEWS: Final = {
    "first": View("FIRST", lambda page: expect(page.locator("#empty")).to_be_visible()),
    "list": View("calls", _calls_are_there),
    "call": View("calls/3", _calls_are_there),
    "beside": View("calls/4?beside=3", _calls_are_there),
    "changes": View("changes"),
    "records": View("records/hubspot/contact"),
    "record": View("records/salesforce/Lead/key/00Q5g0000000001EAA"),
    "new-record": View("records/marketo/lead/new"),
    "integrations": View("integrations"),
    "deliveries": View("deliveries"),
    "faults": View("faults"),
    "state": View("state"),
    "actions": View("actions"),
    "action": View("actions/refold/hubspot/create_contact"),
    "again": View("actions/oktopost/salesforce/contact.getByEmail?call=1"),
    "openapi": View("../../docs", lambda page: expect(page.locator(".opblock").first).to_be_visible()),
    "palette": View("integrations", _palette),
    "keys": View("faults", _keys),
    "sandboxes": View("state", lambda page: page.locator("#sandboxes summary").click()),
    "sure": View("state", lambda page: page.get_by_role("button", name="Reset default").click()),
    "missing": View("records/salesforce/Nothing"),
    "consent": View("CONSENT"),
    "login": View("LOGIN"),
}


@pytest.fixture(scope="module")
def used(http: requests.Session) -> Iterator[Server]:
    """A server in use, the same each time: calls of every kind, a fault, a snapshot, deliveries, a frozen clock."""
    with pytest.MonkeyPatch.context() as patch, Server(Gateway(Sandboxes(world.load(populate=300)))) as server:
        ticks = count()
        patch.setattr(gateway, "perf_counter", lambda: next(ticks) * 0.0013)
        control = Control(http, server.url, "default")
        control.told("PUT", "clock", {"frozen": "2026-01-15T09:30:00Z"})
        control.told("PUT", "snapshots/before the import")
        _call(server, http)
        server.gateway.sandboxes.default.transact(_deliver)
        control.told("GET", "deliveries?wait=10")
        control.told("POST", "faults", {"match": "oktopost/salesforce/*", "outcome": "rate-limited", "times": 2})
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
    okto.act("marketo/list.addLeads", {"listId": "1001", "leadIds": [3, 4]})
    okto.act("marketo/list.getAll", {})
    okto.act("hubspot/contact.getById", {"id": "1"})
    okto.act("disabled/lead.getById", {"id": "1"})
    okto.act("salesforce/lead.getByEmial", {"email": "doe@acme.example"})
    refold.execute("hubspot/create_contact", {"email": "ada@lovelace.example", "firstname": "Ada"})
    refold.execute("hubspot/create_contact", {"firstname": "Ada"})
    refold.execute("salesforce/get_accounts", {}, headers={**refold.headers, "X-Mock-Outcome": "rate-limited"})
    okto.get("/v2/integration")
    okto.act("salesforce/account.getById", {"id": "001000000000000AAA"})
    okto.act("salesforce/lead.update", {"id": "00Q5g0000000001EAA", "data": {"Phone": "+1-212-555-0199"}})


def _deliver(store: Store) -> None:
    """Two events: one that nobody listens for, one for a host that nobody allowed."""
    for url in ("http://127.0.0.1:9/hooks/leads", "https://hooks.acme.example/leads"):
        store.deliver(Delivery("oktopost", "newLead", url, [("X-Signature", "abc")], b'{"event":"newLead"}'))


def _consent(server: Server, http: requests.Session) -> str:
    """The address at which a customer is asked for consent."""
    sandbox = server.gateway.sandboxes.default
    account = sandbox.state.tables["refold/linkedAccount"].get("unconnected@example.com")
    assert account is not None
    headers = {"authorization": f"Bearer {sessions.issue(sandbox, account)}"}
    answer = http.get(f"{server.url}/api/v1/hubspot/integrate", headers=headers, timeout=30)
    return str(answer.json()["auth_url"])


@pytest.fixture(scope="module")
def addresses(used: Server, http: requests.Session) -> Iterator[Callable[[View], str]]:
    """Where each view is found."""
    guarding = Options(token="a token of the test")
    with (
        Server(Gateway(Sandboxes(world.load()))) as fresh,
        Server(Gateway(Sandboxes(world.load()), guarding)) as guarded,
    ):
        others = {
            "FIRST": f"{fresh.url}/__mock__/",
            "LOGIN": f"{guarded.url}/__mock__/console/",
            "CONSENT": _consent(guarded, http),
        }
        yield lambda view: others.get(view.path, f"{used.url}/__mock__/console/default/{view.path}")


@pytest.fixture(scope="module", params=["light", "dark"])
def themed(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[str, Page]]:
    """A theme and one page for all views: looking at many does not need many."""
    context = browser.new_context(color_scheme=request.param, timezone_id="UTC", locale="en-GB")
    context.set_default_timeout(PATIENCE)
    yield request.param, context.new_page()
    context.close()


def look(page: Page, address: str, name: str) -> None:
    """Open a view at its widest, in the fonts that the pictures have."""
    page.set_viewport_size({"width": 1440, "height": SIZES[1440]})
    page.goto(address)
    write_in(page, "DejaVu Sans")
    VIEWS[name].do(page)


def write_in(page: Page, font: str) -> None:
    """Choose the font of the page's words."""
    page.evaluate("(font) => document.documentElement.style.setProperty('--sans', `'${font}', sans-serif`)", font)


def resize(page: Page, width: int) -> None:
    """Give the page a width, and the time to draw itself."""
    page.set_viewport_size({"width": width, "height": SIZES.get(width, 800)})
    # evaluate() would wait for ever where a browser draws nothing
    page.wait_for_function("new Promise((yes) => requestAnimationFrame(() => requestAnimationFrame(() => yes(true))))")


def take(page: Page, folder: Path, name: str, theme: str) -> None:
    """Write the pictures of a view."""
    for width in SIZES:
        resize(page, width)
        (folder / f"{name}-{width}-{theme}.png").write_bytes(pictures.smaller(page.screenshot(animations="disabled")))


def difference(page: Page, name: str, theme: str, width: int) -> float:
    """How much the page differs from its picture; 1 where there is none."""
    known = PICTURES / f"{name}-{width}-{theme}.png"
    return pictures.difference(page.screenshot(animations="disabled"), known.read_bytes()) if known.exists() else 1.0


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_accessible_whole_and_as_in_its_picture(
    themed: tuple[str, Page], addresses: Callable[[View], str], name: str, pytestconfig: pytest.Config
) -> None:
    theme, page = themed
    folder: Path | None = pytestconfig.getoption("--screenshots", default=None)
    look(page, addresses(VIEWS[name]), name)
    if folder is not None:
        take(page, folder, name, theme)
        return
    found = [one for one in Axe().run(page).response["violations"] if name != "openapi" or one["id"] not in ITS_OWN]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    differences = {}
    for width in (*SIZES, *BETWEEN):
        resize(page, width)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (width, wider) == (width, 0)
        if width in SIZES:
            differences[width] = difference(page, name, theme, width)
    beyond = {width: share for width, share in differences.items() if share > pictures.TOLERANCE}
    assert beyond == {}, f"{name} looks otherwise than in its pictures: look at it, and `make screenshots`"


def style(page: Page, css: str) -> None:
    """Add rules to a page, which would load none of another's; no rules take them away."""
    page.evaluate(
        "(css) => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }", css
    )


OTHERWISE: Final = {
    "a column is gone": ("list", ".about { display: none !important }"),
    "a panel is gone": ("faults", "#planted { display: none }"),
    "a panel is moved": ("state", ".columns { padding-left: 48px }"),
    "panels stand below each other": ("integrations", ".cards { grid-template-columns: 1fr !important }"),
    "rows are higher": ("records", "tbody td, tbody th { padding-block: 12px }"),
    "the page is of another colour": ("record", ":root { --ground: #ffe9c7 }"),
}


@pytest.mark.parametrize("change", OTHERWISE)
def test_a_page_that_looks_otherwise_is_told_from_its_picture(
    themed: tuple[str, Page], addresses: Callable[[View], str], change: str
) -> None:
    (theme, page), (name, css) = themed, OTHERWISE[change]
    look(page, addresses(VIEWS[name]), name)
    style(page, css)
    resize(page, 1440)
    assert difference(page, name, theme, 1440) > pictures.TOLERANCE


@pytest.mark.parametrize("family", ["DejaVu Serif", "DejaVu Sans Condensed"])
@pytest.mark.parametrize("name", ["list", "records", "faults"])
def test_another_font_makes_no_difference(
    themed: tuple[str, Page], addresses: Callable[[View], str], name: str, family: str
) -> None:
    theme, page = themed
    look(page, addresses(VIEWS[name]), name)
    write_in(page, family)
    resize(page, 1440)
    assert 0 < difference(page, name, theme, 1440) <= pictures.TOLERANCE
