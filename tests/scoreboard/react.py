"""Refold's React components in a page of an application, driven by Chromium: what a person does with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.npm import install_into
from tests.refold_pages import SOURCES, Files, bundle, popup_of
from tests.scoreboard.node_clients import Outcomes, serve, unconnected_token
from tests.serving import serving

_PAGE: Final = "components.jsx"


def _connect(page: Page) -> None:
    consent = popup_of(page, page.get_by_role("button", name="Connect").click)
    consent.get_by_role("link", name="Allow").click()
    expect(page).to_have_title("connected")


def _save(page: Page) -> None:
    page.get_by_placeholder("ACME").fill("Mine")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_title("saved")


def _disconnect(page: Page) -> None:
    page.get_by_role("button", name="Disconnect").click()
    expect(page).to_have_title("disconnected")


def _connect_by_keys(page: Page) -> None:
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("Unable to connect")).to_be_visible()
    for place in range(4):
        page.locator("input").nth(place).fill(f"value {place}")
    page.get_by_role("button", name="Connect").click()
    expect(page).to_have_title("connected")


STEPS: Final[tuple[tuple[str, str, Callable[[Page], object]], ...]] = (
    (
        "Config: lists the applications",
        "",
        lambda page: expect(page.get_by_text("Hubspot", exact=True)).to_be_visible(),
    ),
    ("Config: shows an application", "hubspot", lambda page: expect(page.get_by_role("button")).to_be_visible()),
    ("Config: onConnect, by consent", "hubspot", _connect),
    ("Field: shows the fields", "hubspot", lambda page: expect(page.get_by_placeholder("ACME")).to_be_visible()),
    ("Config: onSave", "hubspot", _save),
    ("Config: onDisconnect", "hubspot", _disconnect),
    ("Config: onConnect, by keys", "marketo", _connect_by_keys),
)
"""What is done, the application that the page is given, and how. One follows the other with the same account."""


def run_react(folder: Path) -> Outcomes:
    """Every step, each in a page of its own."""
    project = install_into(folder / "project", SOURCES)
    bundle(project, _PAGE)
    told: Outcomes = {}
    with (
        serve() as (server, sandbox),
        serving(partial(Files, directory=project)) as application,
        sync_playwright() as playwright,
    ):
        given = {"base": server.url, "token": unconnected_token(sandbox)}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, slug, step in STEPS:
            address = f"{application}/components.html?{urlencode({**given, **({'slug': slug} if slug else {})})}"
            told[name] = _why(browser, address, step)
        browser.close()
    return told


def _why(browser: Browser, address: str, step: Callable[[Page], object]) -> str | None:
    """Why a step failed on a page, None when it passed."""
    with browser.new_context() as context:
        context.route("https://**", lambda route: route.abort())  # icons lie elsewhere
        page = context.new_page()
        try:
            page.goto(address)
            step(page)
        except Exception as error:  # noqa: BLE001 - whatever is raised is why it failed
            return f"{type(error).__name__}: {error}"
    return None
