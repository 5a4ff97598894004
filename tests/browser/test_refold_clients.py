"""Refold's browser SDK and React components in a page of another origin: connect in a popup, configure, disconnect."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, expect

from mockserver.dialects.gateway import Gateway, Options
from mockserver.dialects.refold import sessions
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests import npm
from tests.refold_pages import SOURCES, Files, bundle, popup_of
from tests.serving import serving

ROOT = Path(__file__).parent.parent.parent
pytestmark = npm.NEEDED


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clients, installed."""
    folder = npm.install(SOURCES, tmp_path_factory)
    bundle(folder, "components.jsx")
    return folder


Build = Callable[..., str]
"""A page of an application: its name, the text of its script, the version of the SDK; answers its address."""


@pytest.fixture
def build(project: Path, application: str) -> Build:
    """Makes pages of the application."""

    def built(source: str, text: str, sdk: str = "8.9.1") -> str:
        (project / source).write_text(text, encoding="utf-8")
        return f"{application}/{bundle(project, source, sdk)}"

    return built


def documented(language: str, server: Server, token: str) -> str:
    """Refold's lines of docs/clients.md in a language, with this test's server and account."""
    text = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8").partition("## Refold: browser SDK")[2]
    lines = re.search(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert lines is not None
    return lines[1].replace("http://localhost:4010", server.url).replace("SESSION_TOKEN", token)


@pytest.fixture(scope="module")
def application(project: Path) -> Iterator[str]:
    """The origin of somebody's application, which holds the pages."""
    with serving(partial(Files, directory=project)) as origin:
        yield origin


@pytest.fixture
def token(sandbox: Sandbox) -> str:
    """A session token of the account that has nothing connected."""
    return token_of(sandbox)


def token_of(sandbox: Sandbox) -> str:
    """The same in any sandbox."""
    account = sandbox.state.tables["refold/linkedAccount"].get("unconnected@example.com")
    assert account is not None
    return sessions.issue(sandbox, account)


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page that reaches nothing but this machine: icons lie elsewhere."""
    context.route(re.compile(r"^https://"), lambda route: route.abort())
    return context.new_page()


@pytest.fixture(scope="module")
def strict() -> Iterator[Server]:
    """A server that answers pages of other origins only where the vendor does."""
    with Server(Gateway(Sandboxes(world.load()), Options(cors="real"))) as running:
        yield running


def fresh_token(server: Server) -> str:
    """A session token of the account that has nothing connected, in a sandbox of its own."""
    return token_of(server.gateway.sandboxes.create())


@pytest.mark.contract("R-24", "R-25", "R-26", "R-28", "R-30", "R-31", "R-40")
def test_the_documented_lines_of_the_browser_sdk_run(page: Page, build: Build, strict: Server) -> None:
    told = 'console.log(JSON.stringify(["done", isConnected, saved.workflows[0].enabled, executions[0].status]));'
    address = build("lines.js", f"{documented('js', strict, fresh_token(strict))}\n{told}\n", "9.2.0")
    with page.expect_console_message(lambda message: message.text.startswith('["done"')) as done:
        consent = popup_of(page, lambda: page.goto(address))
        # The client has looked once, and does not take the window for closed though nobody answered yet.
        page.wait_for_event("response", lambda response: response.url.endswith("/application/hubspot"))
        assert not consent.is_closed()
        consent.get_by_role("link", name="Allow").click()
    assert json.loads(done.value.text) == ["done", True, True, "COMPLETED"]


REFUSED = """import { Cobalt } from "@cobaltio/cobalt-js";
const { base, token } = Object.fromEntries(new URLSearchParams(location.search));
const cobalt = new Cobalt({ baseUrl: base, token });
console.log(`connected: ${await cobalt.connect({ slug: "hubspot" })}`);
"""


@pytest.mark.contract("R-26")
@pytest.mark.parametrize("way", ["deny", "close"])
def test_without_consent_the_browser_sdk_says_so(
    page: Page, build: Build, server: Server, token: str, way: str
) -> None:
    address = f"{build('refused.js', REFUSED, '9.2.0')}?{urlencode({'base': server.url, 'token': token})}"
    with page.expect_console_message(lambda message: message.text.startswith("connected")) as done:
        consent = popup_of(page, lambda: page.goto(address))
        if way == "close":
            consent.close()
        else:
            consent.get_by_role("link", name="Deny").click()
    assert done.value.text == "connected: false"


SAMPLE = """import { Cobalt } from "@cobaltio/cobalt-js";
const { base, key } = Object.fromEntries(new URLSearchParams(location.search));
const asked = { linked_account_id: "unconnected@example.com" };
const headers = { "Content-Type": "application/json", "x-api-key": key };
const path = `${base}/api/v2/public/session-token`;
const { token } = await (await fetch(path, { method: "POST", headers, body: JSON.stringify(asked) })).json();
const cobalt = new Cobalt({ baseUrl: base, token });
const slug = "hubspot";
const apps = await cobalt.getApps();
const before = await cobalt.getApp(slug);
const connected = await cobalt.connect(slug, {});
const config = await cobalt.config({ slug, labels: [] });
const rule = config.fields.find((field) => field.field_type === "rule_engine");
const { rule_column } = await cobalt.getFieldOptions("lifecyclestage", slug, rule.id);
const workflows = config.workflows.map(({ id }) => ({ id, enabled: false, fields: [] }));
const prefix = config.fields.find((field) => field.name === "Prefix");
const saved = await cobalt.updateConfig({ slug, fields: { [prefix.id]: "Mine" }, workflows });
await cobalt.disconnect(slug);
const after = await cobalt.getApp(slug);
console.log(JSON.stringify([apps.length, before.connected, connected, rule_column.operator.type,
  saved.fields.find((field) => field.id === prefix.id).value, after.connected]));
"""
"""What the vendor's sample application for the browser SDK calls, from a page that has the API key."""


@pytest.mark.contract("R-12", "R-24", "R-28", "R-30", "R-34", "R-40")
def test_what_the_sample_application_calls_is_answered(page: Page, build: Build, strict: Server) -> None:
    sandbox = strict.gateway.sandboxes.create()
    sandbox.change_settings({"refold_consent": "grant"})
    query = urlencode({"base": strict.url, "key": sandbox.key(sandbox.world.names["refold"]["api_key"])})
    with page.expect_console_message(lambda message: message.text.startswith("[")) as done:
        page.goto(f"{build('sample.js', SAMPLE)}?{query}")
    assert json.loads(done.value.text) == [3, False, True, "select", "Mine", False]


@pytest.mark.contract("R-24")
def test_the_documented_lines_of_the_react_components_run(page: Page, build: Build, server: Server, token: str) -> None:
    page.goto(build("documented.jsx", documented("jsx", server, token)))
    expect(page.get_by_role("button", name="Connect")).to_be_visible()


@pytest.mark.contract("R-39")
def test_the_hosted_page_connects_in_somebody_elses_frame(
    page: Page, project: Path, application: str, server: Server, token: str
) -> None:
    headers = {"authorization": f"Bearer {token}"}
    url = f"{server.url}/api/v2/public/connect-url"
    hosted = requests.post(url, json={"name": "Ada", "color": "#123456"}, headers=headers, timeout=30).json()
    (project / "frame.html").write_text(f'<iframe src="{hosted["hosted_url"]}"></iframe>', encoding="utf-8")
    page.goto(f"{application}/frame.html")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Connect applications for Ada")).to_be_visible()
    consent = popup_of(page, frame.get_by_role("button", name="Connect Hubspot").click)
    consent.get_by_role("link", name="Allow").click()
    frame.get_by_role("button", name="Disconnect Hubspot").click()
    frame.get_by_role("button", name="Connect Marketo").click()
    for place in range(4):
        frame.locator("input").nth(place).fill(f"value {place}")
    frame.get_by_role("button", name="Save").click()
    expect(frame.get_by_role("button", name="Disconnect Marketo")).to_be_visible()
    expect(frame.get_by_role("button", name="Connect Hubspot")).to_be_visible()


@pytest.mark.contract("R-24", "R-25", "R-26", "R-28", "R-30", "R-31")
def test_the_react_components_connect_configure_and_disconnect(
    page: Page, application: str, server: Server, token: str, sandbox: Sandbox
) -> None:
    page.goto(f"{application}/components.html?{urlencode({'base': server.url, 'token': token})}")
    expect(page.get_by_text("Select the application")).to_be_visible()
    page.get_by_text("Hubspot", exact=True).click()
    consent = popup_of(page, page.get_by_role("button", name="Connect").click)
    expect(consent.get_by_role("heading", name="Connect Hubspot?")).to_be_visible()
    consent.get_by_role("link", name="Allow").click()
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()
    expect(page).to_have_title("connected")
    assert consent.is_closed()
    page.get_by_placeholder("ACME").fill("Mine")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_title("saved")
    config = sandbox.state.tables["refold/config"].find("account_id", "unconnected@example.com")[0]
    assert config["values"]["699fec7a5bd27ed2af7243af"] == "Mine"
    page.get_by_role("button", name="Disconnect").click()
    expect(page).to_have_title("disconnected")
    expect(page.get_by_role("button", name="Connect")).to_be_visible()


@pytest.mark.contract("R-27")
def test_the_react_components_connect_by_keys(page: Page, application: str, server: Server, token: str) -> None:
    query = urlencode({"base": server.url, "token": token, "slug": "marketo"})
    page.goto(f"{application}/components.html?{query}")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("Unable to connect your Marketo account")).to_be_visible()
    for place in range(4):
        page.locator("input").nth(place).fill(f"value {place}")
    page.get_by_role("button", name="Connect").click()
    expect(page).to_have_title("connected")
