"""A real browser for the tests: one Chromium for the run, a fresh profile and a watched page for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
REQUIRED = os.environ.get("CI") or os.environ.get("REQUIRE_CHROMIUM")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE = 30_000
"""Milliseconds that a page may take on a machine that has other things to do."""

expect.set_options(timeout=PATIENCE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots", type=Path, metavar="FOLDER", help="write the pictures of the views into this folder"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker has the browser; without one, the tests are skipped where nobody asked for them."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None and not REQUIRED:
                item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


# Not for the whole run: while it lives, Playwright's loop counts as running here, and no other test could start one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM is not None, "CI needs the package chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A profile of its own, in which pages may write to the clipboard."""
    opened = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


@dataclass
class Tab:
    """A page of the console, and everything that the browser complained of."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        """Go to a page of the sandbox."""
        self.page.goto(self.base + path)
        return self.page

    def toast(self, text: str) -> None:
        """The page says that something is done."""
        expect(self.page.locator("#toast")).to_have_text(text)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def say_yes(self, verb: str) -> None:
        """Answer the question whether one is sure, by the button that says what will happen."""
        self.page.locator("#confirm").get_by_role("button", name=verb, exact=True).click()

    def clipboard(self) -> str:
        self.toast("Copied")
        return str(self.page.evaluate("navigator.clipboard.readText()"))

    def forgive(self, *statuses: int) -> None:
        """Expect that the browser noted exactly these refusals of the server, in any order."""
        told = sorted(f"Failed to load resource: the server responded with a status of {status}" for status in statuses)
        assert sorted(text.partition(" (")[0] for text in self.complaints) == told
        self.complaints.clear()


@pytest.fixture
def tab(context: BrowserContext, server: Server, sandbox: Sandbox) -> Iterator[Tab]:
    """A page on the console of the test's sandbox; the test fails on anything that the browser complains of."""
    opened = Tab(context.new_page(), f"{server.url}/__mock__/console/{sandbox.id}/")
    yield opened
    assert opened.complaints == []
