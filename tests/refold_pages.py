"""Pages of an application that has Refold's browser SDK or React components, for tests in a browser."""

from __future__ import annotations

from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from playwright.sync_api import Page

from tests import npm

SOURCES = Path(__file__).parent / "refold_clients" / "project"
PAGE = (
    '<!doctype html><meta charset="utf-8"><title>an application</title>'
    '<div id="root"></div><script type="module" src="{}"></script>'
)
ALIASES = [
    "--alias:@cobaltio/react-cobalt-js=./vendor/react-cobalt-js/src/index.js",
    "--alias:@cobaltio/cobalt-js=./vendor/cobalt-js-{}/cobalt.js",
]


class Files(SimpleHTTPRequestHandler):
    """Answers with the files of a directory."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def bundle(folder: Path, source: str, sdk: str = "8.9.1") -> str:
    """Make one script of a module and all that it imports, and a page that loads it; answers the page's path."""
    made = Path(source).with_suffix(".bundle.js").name
    options = ["--bundle", "--format=esm", "--jsx=automatic", "--loader:.js=jsx", f"--outfile={made}"]
    aliases = [alias.format(sdk) for alias in ALIASES]
    defined = "--define:process.env.NODE_ENV='production'"
    command = ["npx", "--no-install", "esbuild", source, "--log-level=error"]
    npm.run([*command, *options, *aliases, defined], folder)
    page = Path(source).with_suffix(".html")
    (folder / page).write_text(PAGE.format(made), encoding="utf-8")
    return page.name


def popup_of(page: Page, click: Callable[[], object]) -> Page:
    """The window that a click opens."""
    with page.expect_popup() as opened:
        click()
    return opened.value
