"""The list of calls and one opened call: live, filtered, walked through by keys, copied, replayed, made a fault."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect

from mockserver.core.http import Call
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.browser.conftest import Tab
from tests.conftest import Oktopost, Refold

LINES = "#lines li"
LOGIN = ("001000000000001", "okto-sandbox-key")


def outcomes(page: Page) -> list[str]:
    """The outcomes of the list, newest first."""
    return page.locator(f"{LINES} .badge").all_inner_texts()


def test_a_new_user_finds_a_call_to_send_and_sees_it_arrive(tab: Tab, okto: Oktopost) -> None:
    page = tab.open("calls")
    expect(page.get_by_role("heading", name="No calls yet")).to_be_visible()
    tab.press("Copy")
    command = tab.clipboard()
    assert command.startswith(f"curl -u {okto.account}:{okto.key} {okto.url}/v2/integration-action")
    okto.act("salesforce/contact.getByEmail", {"email": "john@example.com"})
    line = page.locator(LINES)
    expect(line).to_have_count(1)
    expect(line).to_contain_text("oktopost/salesforce/contact.getByEmail")
    expect(line).to_contain_text("200")
    expect(page.locator("#empty")).to_be_hidden()


def test_the_newest_call_stands_first_with_its_outcome_as_text(tab: Tab, okto: Oktopost, refold: Refold) -> None:
    okto.act("salesforce/lead.create", {"data": {"LastName": "Doe", "Company": "Acme"}})
    okto.act("salesforce/lead.create", {})
    refold.execute("hubspot/create_contact", {"firstname": "Ada"}, headers={**refold.headers, "X-Mock-Outcome": "ok"})
    page = tab.open("calls")
    expect(page.locator(LINES)).to_have_count(3)
    assert outcomes(page) == ["missing-field", "missing-field", "ok"]


def test_filters_narrow_the_list_and_are_taken_back(tab: Tab, okto: Oktopost, refold: Refold) -> None:
    okto.act("salesforce/lead.create", {})
    okto.act("marketo/list.getAll", {})
    refold.execute("marketo/get_lists", {})
    page = tab.open("calls")
    expect(page.locator(LINES)).to_have_count(3)
    page.keyboard.press("/")
    page.keyboard.type("LIST")
    expect(page.locator(LINES)).to_have_count(2)
    page.get_by_label("API").select_option("Cobalt / Refold")
    expect(page.locator(LINES)).to_have_count(1)
    expect(page.locator("#tally")).to_have_text("1 of 3 calls")
    page.get_by_label("Outcome").select_option("All refusals")
    expect(page.locator("#none")).to_be_visible()
    page.reload()
    expect(page.locator("#find")).to_have_value("LIST")
    expect(page.locator("#none")).to_be_visible()
    tab.press("Show all")
    expect(page.locator(LINES)).to_have_count(3)
    expect(page).to_have_url(re.compile("/calls$"))


def test_a_paused_list_holds_new_calls_back_until_asked_for(tab: Tab, okto: Oktopost) -> None:
    page = tab.open("calls")
    tab.press("Pause")
    okto.get("/v2/integration")
    expect(page.locator("#more")).to_have_text("Show 1 new")
    expect(page.locator(LINES)).to_have_count(0)
    page.locator("#more").click()
    expect(page.locator(LINES)).to_have_count(1)


def test_a_restarted_server_is_noticed_and_two_worlds_are_never_mixed(context: BrowserContext) -> None:
    def started(port: int, calls: int) -> Server:
        running = Server(Gateway(Sandboxes(world.load())), port=port)
        running.start()
        for _ in range(calls):
            requests.get(f"{running.url}/v2/integration", auth=LOGIN, timeout=30)
        return running

    before = started(0, calls=3)
    listing, editing = context.new_page(), context.new_page()
    for page, path in ((listing, "calls"), (editing, "state")):
        page.goto(f"{before.url}/__mock__/console/default/{path}")
        page.evaluate("window.typed = 'before the restart'")
    expect(listing.locator(LINES)).to_have_count(3)
    before.stop()
    after = started(before.port, calls=1)
    try:
        expect(listing.locator(LINES)).to_have_count(1)
        expect(listing.locator("#tally")).to_have_text("1 call")
        expect(listing.locator("#toast")).to_have_text("The server was started anew: this list begins again")
        assert listing.evaluate("window.typed") is None
        expect(editing.locator("#live")).to_contain_text("The server was started anew")
        assert editing.evaluate("window.typed") == "before the restart", "what was typed there is not lost"
    finally:
        after.stop()


def test_clearing_forgets_all_calls_after_a_question(tab: Tab, okto: Oktopost, sandbox: Sandbox) -> None:
    okto.get("/v2/integration")
    page = tab.open("calls/1")
    expect(page.locator(LINES)).to_have_count(1)
    tab.press("Clear")
    tab.say_yes("Forget them")
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#opened")).to_be_hidden()
    expect(page).to_have_url(re.compile("/calls$"))
    assert len(sandbox.journal) == 0


@pytest.mark.contract("O-07", "O-08")
def test_an_opened_call_shows_checks_violations_evidence_and_both_sides(tab: Tab, okto: Oktopost) -> None:
    okto.act("salesforce/lead.update", {"id": "", "data": "none"})
    page = tab.open("calls")
    page.locator(f"{LINES} a").click()
    expect(page).to_have_url(re.compile("/calls/1$"))
    page.get_by_text("checks passed, failed at payload").click()
    checks = [" ".join(text.split()) for text in page.locator(".checks li").all_inner_texts()]
    assert checks[-3:] == ["action passed", "payload failed", "token not reached"]
    rows = [row.split("\t") for row in page.locator(".exchange tbody tr").all_inner_texts()]
    assert [(where, got) for where, _, got, _ in rows] == [("id", '""'), ("data", '"none"')]
    expect(page.get_by_label("Payload", exact=True)).to_contain_text('"data": "none"')
    expect(page.get_by_label("Body of the response", exact=True)).to_contain_text("Missing required field: id")
    expect(page.locator(".evidence")).to_contain_text("O-08")
    expect(page.locator(".evidence")).to_contain_text("documented")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/calls$"))
    expect(page.locator("#opened")).to_be_hidden()


def test_keys_alone_walk_the_list_open_a_call_and_close_it(tab: Tab, okto: Oktopost) -> None:
    for _ in range(3):
        okto.get("/v2/integration")
    page = tab.open("calls")
    expect(page.locator(LINES)).to_have_count(3)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/calls/2$"))
    expect(page.locator("#call-title")).to_be_visible()
    page.keyboard.press("k")
    expect(page).to_have_url(re.compile("/calls/3$"))
    page.keyboard.press("Escape")
    expect(page.locator(f"{LINES}:first-child a")).to_be_focused()
    page.go_back()
    expect(page.locator(".exchange")).to_have_attribute("data-number", "3")


def test_the_tab_key_reaches_everything_and_shows_where_it_is(tab: Tab, okto: Oktopost) -> None:
    okto.get("/v2/integration")
    page = tab.open("calls")
    expect(page.locator(LINES)).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    seen = []
    for _ in range(18):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.innerText"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", seen[-1]
    assert {"Faults", "find", "dialect", "outcome", "pause", "clear"} <= set(seen)


def test_a_call_is_found_by_the_request_id_of_its_answer(tab: Tab, okto: Oktopost) -> None:
    number = okto.get("/v2/integration").headers["x-mock-request-id"]
    page = tab.open(f"calls/{number}")
    expect(page.locator("#call-title")).to_contain_text("GET /v2/integration")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_copied_curl_gives_the_same_answer(tab: Tab, okto: Oktopost) -> None:
    first = okto.act("salesforce/contact.getByEmail", {"email": "it's@example.com"})
    tab.open("calls/1")
    tab.press("Copy as curl")
    words = shlex.split(tab.clipboard().replace("\\\n", " "))
    done = subprocess.run([*words, "-s"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == first.json()


def test_copied_tests_pass_on_a_fresh_sandbox(tab: Tab, okto: Oktopost, refold: Refold, tmp_path: Path) -> None:
    okto.act("salesforce/contact.getByEmail", {"email": "john@example.com"})
    okto.act("salesforce/lead.create", {"data": {"LastName": "Doe", "Company": "Acme"}}, id="014000000000004")
    okto.act("marketo/lead.createUpdate", {"email": "x@example.com"})
    okto.request("POST", "/v2/integration", data={"type": "ga"}, auth=(okto.account, okto.readonly_key))
    refold.execute("hubspot/create_contact", {"email": "ada@lovelace.example", "firstname": "Ada"})
    refold.execute("hubspot/create_contact", {}, headers={"Authorization": f"Bearer {refold.token}"})
    strange = okto.get("/v2/integration", auth=(okto.account, "nobody"))
    paths = [f"calls/{number}" for number in range(1, 7)]
    for number, path in enumerate([*paths, f"../default/calls/{strange.headers['x-mock-request-id']}"]):
        tab.open(path).get_by_label("Copy as…").click()
        tab.press("Copy as pytest")
        (tmp_path / f"test_copied_{number}.py").write_text(tab.clipboard())
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1].startswith("7 passed"), done.stdout


def test_a_call_is_replayed_as_it_was_sent(tab: Tab, okto: Oktopost, sandbox: Sandbox) -> None:
    okto.act("hubspot/contact.create", {"data": {"email": "new@example.org"}})
    page = tab.open("calls/1")
    tab.press("Replay")
    expect(page.locator("#toast")).to_contain_text("Sent again: 400 crm-error")
    expect(page.locator(".exchange")).to_have_attribute("data-number", "2")
    expect(page.locator(".beside")).to_contain_text("#1 before: 200 ok")
    expect(page.locator(".beside")).to_contain_text("#2 now: 400 crm-error")
    expect(page.locator(".difference .changed td").first).to_contain_text('"Result": true')
    expect(page.locator(LINES)).to_have_count(2)
    first, again = sandbox.journal
    assert (first.payload, first.exchange.action) == (again.payload, again.exchange.action)
    tab.forgive(400)


def test_a_call_becomes_a_fault_with_two_clicks(tab: Tab, okto: Oktopost) -> None:
    okto.act("salesforce/lead.create", {})
    page = tab.open("calls/1")
    page.get_by_role("link", name="Make a fault like this").click()
    expect(page.get_by_label("Which calls")).to_have_value("oktopost/salesforce/lead.create")
    tab.press("Plant it")
    tab.toast("Planted")
    expect(page.locator("#active")).to_contain_text("oktopost/salesforce/lead.create → missing-field, next call")
    answer = okto.act("salesforce/lead.create", {"data": {"LastName": "Doe", "Company": "Acme"}})
    assert answer.json()["Errors"] == ["Missing required field: data"]
    expect(page.locator("#active li")).to_have_count(0)


def test_what_a_call_sends_is_shown_as_text_and_never_run(tab: Tab, okto: Oktopost) -> None:
    evil = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>"
    okto.act("salesforce/lead.create", {"data": {"LastName": evil, "Company": "\"'&</pre>"}})
    okto.act(f"salesforce/{evil}")
    page = tab.open("calls/1")
    expect(page.get_by_label("Payload", exact=True)).to_contain_text(evil)
    expect(page.locator(LINES).first).to_contain_text("<img src=x")
    page.locator(f"{LINES} a").first.click()
    expect(page.locator("#call-title")).to_contain_text("<img src=x")
    assert "owned" not in page.title()


def test_a_flood_of_calls_leaves_the_list_bounded_and_in_its_place(tab: Tab, server: Server, okto: Oktopost) -> None:
    page = tab.open("calls")
    okto.get("/v2/integration")
    expect(page.locator(LINES)).to_have_count(1)
    places = [page.locator(one) for one in ("#filters", "#tally", "#lines", ".top")]
    before = [place.bounding_box() for place in places]
    login = f"Basic {b64encode(f'{okto.account}:{okto.key}'.encode()).decode()}"
    dialect = server.gateway.dialect_of("/v2")
    assert dialect is not None
    for _ in range(3_000):
        server.gateway.respond(
            Call("GET", "/v2/integration", "", {"host": "localhost", "authorization": login}), dialect
        )
    expect(page.locator("#tally")).to_have_text("1,000 calls, 2,001 older ones dropped")
    assert page.locator(LINES).count() < 100
    assert page.locator("#rows .number").first.inner_text() == "#3001"
    # The line of text is as long as what it says; where it stands and how high it is stays.
    page.locator("#rows a").first.focus()
    page.keyboard.press("End")
    expect(page.locator("#rows a:focus .number")).to_have_text("#2002")
    page.keyboard.press("Home")
    after = [place.bounding_box() for place in places]
    assert [(box and (box["x"], box["y"], box["height"])) for box in after] == [
        (box and (box["x"], box["y"], box["height"])) for box in before
    ]


def test_the_list_holds_still_while_somebody_reads_further_down(tab: Tab, okto: Oktopost) -> None:
    for _ in range(30):
        okto.get("/v2/integration")
    page = tab.open("calls")
    expect(page.locator(LINES)).to_have_count(30)
    page.locator(LINES).last.scroll_into_view_if_needed()
    okto.get("/v2/integration")
    expect(page.locator("#more")).to_have_text("Show 1 new")
    expect(page.locator(LINES)).to_have_count(30)
    page.locator("#more").click()
    expect(page.locator(LINES)).to_have_count(31)


def test_the_list_holds_still_beneath_a_pointer_that_moves(tab: Tab, okto: Oktopost) -> None:
    okto.get("/v2/integration")
    page = tab.open("calls")
    expect(page.locator(LINES)).to_have_count(1)
    # With the browser's own clock stopped, the moment of aiming lasts as long as the test needs.
    page.evaluate("() => { const now = performance.now(); performance.now = () => now; }")
    page.locator(LINES).hover()
    okto.get("/v2/integration")
    expect(page.locator("#more")).to_have_text("Show 1 new")
    page.locator("#more").click()
    expect(page.locator(LINES)).to_have_count(2)


def test_a_page_of_a_deleted_sandbox_says_so(tab: Tab, server: Server) -> None:
    other = server.gateway.sandboxes.create("short-lived")
    page = tab.open(f"../{other.id}/calls")
    expect(page.locator("#empty")).to_be_visible()
    server.gateway.sandboxes.delete(other.id)
    expect(page.locator("#live")).to_have_text("This sandbox was deleted")
    page.reload()
    expect(page.locator("main")).to_contain_text(f"There is no sandbox {other.id}")
    tab.forgive(404)


def test_a_row_tells_what_its_call_was_about(
    browser: Browser, server: Server, sandbox: Sandbox, okto: Oktopost
) -> None:
    people = [f"u{number}@example.com" for number in range(5)]
    for person in people:
        okto.act("hubspot/contact.getByEmail", {"email": person})
    okto.act("salesforce/account.getById", {"id": "001000000000000AAA"})
    with pytest.raises(requests.ConnectionError):
        okto.get("/v2/integration", headers={"X-Mock-Outcome": "connection-reset"})
    context = browser.new_context(timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto(f"{server.url}/__mock__/console/{sandbox.id}/calls")
    expect(page.locator(LINES)).to_have_count(7)
    lost, refused, *found = page.locator(LINES).all()
    assert [line.locator(".gist").inner_text() for line in found] == people[::-1]
    expect(refused.locator(".gist")).to_have_text("id 001000000000000AAA")
    expect(refused.locator(".complaint")).to_contain_text("NOT_FOUND: The requested resource does not exist")
    expect(refused.locator(".method")).to_have_text("POST")
    expect(lost.locator("[data-slot=status]")).to_have_text("-")
    first = datetime.fromtimestamp(next(iter(sandbox.journal)).time, UTC)
    clock = page.locator(LINES).last.locator("time")
    expect(clock).to_have_text(f"{first + timedelta(hours=9):%H:%M:%S}.{first.microsecond // 1000:03d}")
    expect(clock).to_have_attribute("title", f"{first:%H:%M:%S}.{first.microsecond // 1000:03d} UTC")
    above = page.locator("#rows").bounding_box()
    assert above is not None
    assert above["y"] < 140
    context.close()


def test_a_refused_call_explains_itself_and_helps(tab: Tab, okto: Oktopost, sandbox: Sandbox) -> None:
    okto.act("salesforce/contact.getByEmail", {"email": "u10@example.com"})
    okto.act("hubspot/contact.getByEmail", {"email": "u11@example.com"})
    okto.act("marketo/list.addLeads", {"listId": "1001", "leadIds": ["x", "y"]})
    okto.act("disabled/lead.getById", {"id": "1"})
    okto.act("marketo/list.addLeads", {"listId": "99", "leadIds": [1]})
    page = tab.open("calls/1")
    said = page.locator("#said .sentence")
    expect(said).to_have_text("No Contact has the Email u10@example.com")
    expect(page.locator(".checked summary")).to_have_text("10 of 11 checks passed, failed at application")
    page.get_by_role("link", name="Create this record").click()
    expect(page.locator("[data-name=Email]")).to_have_value("u10@example.com")
    tab.open("calls/2")
    expect(said).to_have_text("No contact has the email u11@example.com")
    expect(page.get_by_role("link", name="See contact records")).to_be_visible()
    tab.open("calls/3")
    expect(said).to_have_text('leadIds[0]: expected integer, got "x" (1 more)')
    tab.open("calls/5")
    expect(said).to_have_text("No list has the id 99")
    tab.open("calls/4")
    page.get_by_role("link", name="See the integrations").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Integrations")


def test_an_opened_call_has_its_parts_in_tabs(tab: Tab, okto: Oktopost) -> None:
    okto.act("salesforce/lead.getById", {"id": "00Q5g0000000001EAA"})
    page = tab.open("calls/1")
    page.get_by_role("tab", name="Request").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Response")).to_be_focused()
    answer = page.get_by_label("Body of the response", exact=True)
    expect(answer).to_be_visible()
    expect(page.get_by_label("Payload", exact=True)).to_be_hidden()
    shown = answer.inner_text()
    assert '"Company": "Acme"' in shown
    assert "null" not in shown
    page.get_by_role("button", name=re.compile("Show [0-9]+ empty fields")).click()
    assert "null" in answer.inner_text()
    tab.press("Copy: Body of the response")
    assert json.loads(tab.clipboard())["Result"]
    page.get_by_role("tab", name="Headers").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("x-mock-request-id")
    okto.get("/v2/integration")
    expect(page.locator(LINES)).to_have_count(2)
    page.keyboard.press("k")
    expect(page.locator(".exchange")).to_have_attribute("data-number", "2")
    expect(page.get_by_role("tabpanel")).to_contain_text("x-mock-request-id")


def test_what_could_not_be_read_is_shown_decoded(tab: Tab, okto: Oktopost) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    okto.request("POST", "/v2/nowhere", data="id=9&payload=%7B%22email%22%3A%22a%40b.example%22%7D", headers=form)
    okto.act("salesforce/lead.create", {"data": {"LastName": "x" * 70_000}})
    page = tab.open("calls/1")
    expect(page.get_by_label("Payload", exact=True)).to_contain_text('"email": "a@b.example"')
    tab.open("calls/2")
    expect(page.locator("#part-request .pairs")).to_contain_text("lead.create")
    expect(page.locator("#part-request")).to_contain_text("bytes are kept")
    expect(page.locator("#replay")).to_be_disabled()


def test_anything_in_a_call_is_found(tab: Tab, okto: Oktopost, refold: Refold) -> None:
    okto.act("salesforce/contact.getByEmail", {"email": "ada@lovelace.example"})
    okto.act("salesforce/contact.getByEmail", {"email": "john@example.com"})
    refold.execute("hubspot/create_contact", {"email": "ada@lovelace.example", "firstname": "Ada B"})
    lost = okto.get("/v2/integration/999").headers["x-mock-request-id"]
    page = tab.open("calls")
    numbers = page.locator("#rows [data-slot=number]")
    expect(numbers).to_have_count(4)
    for text, expected in (
        ("LOVELACE", ["3", "1"]),
        ("status:4xx", ["4", "1"]),
        ("status:400 email:ada", ["1"]),
        ('firstname:"Ada B"', ["3"]),
        ("John", ["2"]),
        (f"id:{lost}", ["4"]),
        ("api:refold", ["3"]),
        ("nothing:here", []),
    ):
        page.locator("#find").fill(text)
        expect(numbers).to_have_text(expected)
    page.locator("#find").fill("status:200 example.com")
    expect(numbers).to_have_text(["2"])
    page.locator("#find").blur()
    okto.act("salesforce/contact.getByEmail", {"email": "nobody@example.com"})
    okto.act("hubspot/contact.getByEmail", {"email": "nobody@example.com"})
    expect(numbers).to_have_text(["6", "2"])
    page.locator("#rows a").last.click()
    expect(page).to_have_url(re.compile(r"/calls/2\?q=status%3A200\+example.com$"))


def test_the_address_of_an_old_call_brings_its_line_into_sight(tab: Tab, okto: Oktopost) -> None:
    for _ in range(60):
        okto.get("/v2/integration")
    page = tab.open("calls/3")
    expect(page.locator("#rows a[aria-current]")).to_be_in_viewport()
    expect(page.locator("#rows a[aria-current] .number")).to_have_text("#3")
    assert page.locator("#rows a[tabindex='0']").count() == 1


def test_keys_copy_and_replay_the_opened_call(tab: Tab, okto: Oktopost) -> None:
    okto.get("/v2/integration")
    page = tab.open("calls/1")
    expect(page.locator(LINES)).to_have_count(1)
    page.keyboard.press("c")
    assert tab.clipboard().startswith("curl ")
    page.keyboard.press("r")
    expect(page.locator(".beside")).to_contain_text("The same again")


def test_a_call_is_changed_and_sent_again(tab: Tab, okto: Oktopost, sandbox: Sandbox) -> None:
    okto.act("salesforce/contact.getByEmail", {"email": "nobody@example.com"})
    okto.request("GET", "/v2/integration/014000000000002", params={"stats": "1"})
    page = tab.open("calls/1")
    page.get_by_role("link", name="Edit and send again").click()
    email = page.locator("[data-name=email]")
    expect(email).to_have_value("nobody@example.com")
    email.fill("john@example.com")
    tab.press("Send")
    expect(page.locator("#answer-outcome")).to_have_text("ok")
    page.get_by_role("link", name="Open the call").click()
    expect(page.locator(".beside")).to_contain_text("#1 before: 400 crm-error")
    page.goto(f"{tab.base}actions/oktopost/salesforce/contact.getByEmail?call=1")
    page.get_by_label("Integration").select_option("014000000000004 (salesforce, disabled)")
    tab.press("Send")
    expect(page.locator("#answer-outcome")).to_have_text("integration-disabled")
    page.get_by_label("Key", exact=True).select_option("wrong-key (nobody's)")
    tab.press("Send")
    expect(page.locator("#answer-status")).to_have_text("401")
    tab.open("actions/oktopost/http/get_integration?call=2")
    expect(page.locator("[data-name='path.id']")).to_have_value("014000000000002")
    expect(page.locator("[data-name='query.stats']")).to_have_value("1")
    tab.forgive(400, 401)


def test_every_language_of_a_call_is_copied(tab: Tab, okto: Oktopost) -> None:
    okto.act("salesforce/contact.getByEmail", {"email": "john@example.com"})
    page = tab.open("calls/1")
    for language, begins in (
        ("fetch", "const response = await fetch("),
        ("TypeScript", "async function send(): Promise<"),
        ("Playwright", 'import { expect, test } from "@playwright/test";'),
    ):
        page.get_by_label("Copy as…").click()
        page.get_by_role("button", name=f"Copy as {language}").click()
        expect(page.locator("#toast")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()").startswith(begins)
    page.evaluate("""async () => {
        const Async = (async () => {}).constructor;
        const log = (...told) => (window.seen ??= []).push(told);
        await new Async("console", document.getElementById("as-fetch").textContent)({ log });
    }""")
    assert page.evaluate("seen[0][0]") == 200
