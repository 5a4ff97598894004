"""Each page and each button: records, integrations, faults, time and state, actions, the switch of sandboxes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Dialog, expect

from mockserver.core.store import State
from mockserver.dialects.gateway import Gateway, Options
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes, World
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.browser.conftest import Tab
from tests.conftest import Control, Oktopost, Refold

LEAD = "00Q5g0000000001EAA"


# -- where one begins ------------------------------------------------------------------------------------------


def test_the_root_leads_a_browser_to_the_calls_of_the_default_sandbox(tab: Tab, server: Server) -> None:
    tab.page.goto(server.url)
    assert tab.page.url == f"{server.url}/__mock__/console/default/calls"
    tab.page.goto(f"{server.url}/__mock__/")
    assert tab.page.url == f"{server.url}/__mock__/console/default/calls"


def test_a_new_sandbox_is_made_switched_to_and_deleted(tab: Tab, server: Server, sandbox: Sandbox) -> None:
    page = tab.open("calls")
    page.locator("#sandboxes summary").click()
    page.get_by_label("A new one").fill("checkout team")
    tab.press("Create")
    expect(page.locator("#sandboxes summary")).to_contain_text("checkout team")
    page.locator("#sandboxes summary").click()
    (made,) = (one for one in server.gateway.sandboxes if one.name == "checkout team")
    page.get_by_role("button", name=made.key("tk-sandbox-key"), exact=True).click()
    assert tab.clipboard() == made.key("tk-sandbox-key")
    page.locator(".sheet").get_by_role("link", name=sandbox.name).click()
    expect(page.locator("#sandboxes summary")).to_contain_text(sandbox.name)
    page.goto(f"{server.url}/__mock__/console/{made.id}/faults")
    page.locator("#sandboxes summary").click()
    tab.press("Delete checkout team")
    tab.say_yes("Delete it")
    expect(page.locator("#sandboxes summary")).to_contain_text("default")
    assert server.gateway.sandboxes.get(made.id) is None


def test_many_sandboxes_are_searched_by_name(tab: Tab, server: Server) -> None:
    made = [server.gateway.sandboxes.create(f"team {number}") for number in range(6)]
    page = tab.open("faults")
    page.locator("#sandboxes summary").click()
    page.get_by_label("Search the sandboxes").fill("TEAM 3")
    expect(page.locator("#sandbox-list a:visible")).to_have_text(["team 3"])
    page.locator("#sandbox-list a:visible").click()
    expect(page).to_have_url(f"{server.url}/__mock__/console/{made[3].id}/faults")
    for one in made:
        server.gateway.sandboxes.delete(one.id)


def test_a_phone_shows_which_page_it_is_on(tab: Tab) -> None:
    tab.page.set_viewport_size({"width": 1024, "height": 768})
    page = tab.open("actions")
    for path in ("actions", "../../docs"):
        tab.open(path)
        page.set_viewport_size({"width": 390, "height": 844})
        expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)


def test_escape_closes_the_sheet_of_sandboxes(tab: Tab) -> None:
    page = tab.open("calls")
    page.locator("#sandboxes summary").click()
    expect(page.locator(".sheet")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".sheet")).to_be_hidden()
    expect(page.locator("#sandboxes summary")).to_be_focused()


def test_a_guarded_console_asks_for_the_token_once(tab: Tab) -> None:
    options = Options(token="a token of the test")
    with Server(Gateway(Sandboxes(world.load()), options)) as guarded:
        page = tab.page
        page.goto(f"{guarded.url}/__mock__/console/default/faults")
        page.get_by_label("Control token").fill("guess")
        tab.press("Open the console")
        expect(page.get_by_role("heading")).to_have_text("That is not the token")
        page.get_by_label("Control token").fill("a token of the test")
        tab.press("Open the console")
        expect(page.get_by_role("button", name="429 on the next call")).to_be_visible()
        page.wait_for_load_state()  # a click before the script runs sends nothing
        tab.press("429 on the next call")
        tab.toast("Done")
        expect(page.locator("#active")).to_contain_text("rate-limited")
        (cookie,) = page.context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/__mock__")
        assert "a token of the test" not in cookie["value"]
        page.goto("about:blank")
    tab.forgive(401, 401)


# -- records ---------------------------------------------------------------------------------------------------


def test_records_are_browsed_and_searched(tab: Tab) -> None:
    page = tab.open("records")
    expect(page.get_by_role("heading", level=1)).to_have_text("salesforce/Lead")
    page.get_by_role("link", name="Contact").click()
    page.get_by_label("Search salesforce/Contact").fill("john exam")
    page.keyboard.press("Enter")
    expect(page.locator(".tally")).to_contain_text("2 found for “john exam”")
    expect(page.locator("tbody")).to_contain_text("john@example.com")
    page.get_by_label("Search salesforce/Contact").fill("nobodyatall")
    tab.press("Search")
    expect(page.locator(".empty")).to_contain_text("Nothing has words that begin so")


def _crowded() -> World:
    """A world with a hundred thousand contacts, all alike."""
    begun = world.load()
    (first,) = begun.state.tables["hubspot/contact"].page(0, 1)
    people = [
        {**first, "id": str(number), "properties": {**first["properties"], "firstname": f"Ada{number}"}}
        for number in range(1, 100_001)
    ]
    return replace(begun, state=State.of(begun.specs, {"hubspot/contact": people}, settings=begun.state.settings))


def test_a_hundred_thousand_records_are_paged_through(tab: Tab) -> None:
    with Server(Gateway(Sandboxes(_crowded()))) as big:
        page = tab.page
        page.goto(f"{big.url}/__mock__/console/default/records/hubspot/contact")
        total = 100_000
        expect(page.locator("tbody tr")).to_have_count(50)
        page.get_by_role("link", name="Last", exact=True).click()
        expect(page.locator(".pager")).to_contain_text(f"{total:,} of {total:,}")
        page.get_by_role("link", name="Previous").click()
        expect(page.locator("tbody tr")).to_have_count(50)
        page.get_by_label("Search hubspot/contact").fill("a")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Next").click()
        expect(page.locator(".pager")).to_contain_text("100 of 100,000")
        page.goto("about:blank")


def test_a_record_is_edited_in_place_with_the_schemas_messages(tab: Tab, sandbox: Sandbox) -> None:
    page = tab.open(f"records/salesforce/Lead/key/{LEAD}")
    page.get_by_label("Email", exact=True).fill("x" * 81)
    page.get_by_label("Last Name").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    message = page.locator(".message:visible")
    expect(message).to_contain_text("Email: expected at most 80 characters")
    expect(message).to_contain_text("LastName: expected a value, got nothing")
    expect(page.locator("[aria-invalid=true]")).to_have_count(2)
    page.get_by_label("Email", exact=True).fill("fresh@example.com")
    page.get_by_label("Last Name").fill("Newman")
    page.get_by_role("button", name="Save", exact=True).click()
    tab.toast("Saved")
    record = sandbox.state.tables["salesforce/Lead"].get(LEAD)
    assert record is not None
    assert (record["Email"], record["LastName"]) == ("fresh@example.com", "Newman")
    tab.forgive(400)


def test_saving_a_form_untouched_changes_nothing(tab: Tab, sandbox: Sandbox) -> None:
    for name in ("salesforce/Lead", "hubspot/contact", "marketo/lead", "oktopost/integration", "refold/application"):
        table = sandbox.state.tables[name]
        (record,) = table.page(0, 1)
        page = tab.open(f"records/{name}/key/{record[table.base.spec.key]}")
        page.get_by_role("button", name="Save", exact=True).click()
        tab.toast("Saved")
        assert sandbox.state.tables[name].get(record[table.base.spec.key]) == record


def test_a_record_is_edited_as_json(tab: Tab, sandbox: Sandbox) -> None:
    page = tab.open("records/hubspot/contact/key/51")
    page.locator("summary", has_text="Edit as JSON").click()
    text = page.get_by_label("The record as JSON")
    document = json.loads(text.input_value())
    text.fill("{")
    tab.press("Save as JSON")
    expect(page.locator(".message:visible")).to_contain_text("not valid JSON")
    document["properties"]["lastname"] = "Changed"
    text.fill(json.dumps(document))
    tab.press("Save as JSON")
    tab.toast("Saved")
    assert sandbox.state.tables["hubspot/contact"].get("51") == document


def test_a_record_is_added_as_its_application_would_and_deleted(tab: Tab, sandbox: Sandbox) -> None:
    page = tab.open("records/marketo/lead")
    page.get_by_role("link", name="Add a record").click()
    page.locator("[data-name=email]").fill("grace@navy.example")
    tab.press("Add")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("new")
    (record,) = sandbox.store().find("marketo/lead", "email", "grace@navy.example")
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(record["id"]))
    tab.press("Delete")
    tab.say_yes("Delete")
    expect(page.locator(".records")).to_be_visible()
    assert sandbox.store().find("marketo/lead", "email", "grace@navy.example") == []


def test_a_record_leads_to_the_calls_that_name_it(tab: Tab, okto: Oktopost, refold: Refold) -> None:
    okto.act("salesforce/lead.getById", {"id": LEAD})
    okto.act("salesforce/contact.getByEmail", {"email": "john@example.com"})
    okto.act("salesforce/lead.search", {"search": "john"})
    okto.act("marketo/list.addLeads", {"listId": 1001, "leadIds": [1]})
    page = tab.open(f"records/salesforce/Lead/key/{LEAD}")
    assert page.locator(".lines .what b").all_inner_texts() == ["lead.search", "lead.getById"]
    page.locator(".lines a").last.click()
    expect(page.locator("#call-title")).to_have_text("oktopost/salesforce/lead.getById")


# -- integrations ----------------------------------------------------------------------------------------------


@pytest.mark.contract("O-12", "O-16")
def test_one_click_breaks_an_integration_and_one_mends_it(tab: Tab, okto: Oktopost) -> None:
    page = tab.open("integrations")
    for break_it, mend_it, outcome in (
        ("Disable", "Enable", "integration-disabled"),
        ("Invalidate", "Validate", "integration-invalid"),
        ("Expire the token of", "Renew the token of", "expired-integration-token"),
    ):
        tab.press(f"{break_it} marketo 014000000000002")
        expect(page.locator("#active")).to_contain_text("marketo 014000000000002")
        assert okto.act("marketo/list.getAll", {}).headers["x-mock-outcome"] == outcome
        tab.press(f"{mend_it} marketo 014000000000002")
        expect(page.locator("#strip")).to_be_hidden()
        assert okto.act("marketo/list.getAll", {}).headers["x-mock-outcome"] == "ok"


@pytest.mark.contract("R-15", "R-24", "R-29")
def test_a_connection_is_made_ended_and_taken_away_by_clicks(tab: Tab, refold: Refold) -> None:
    page = tab.open("integrations")
    what = "hubspot (oauth2) of customer@example.com"
    card = page.locator(".card", has=page.get_by_text("customer@example.com", exact=True)).filter(has_text="Hubspot")
    for button, verdict in (("Expire", "expired"), ("Renew", "connected"), ("Disconnect", "not connected")):
        tab.press(f"{button} {what}")
        expect(card.locator(".facts-line")).to_contain_text(verdict)
        seen = refold.request("GET", "/api/v2/f-sdk/application/hubspot").json()
        assert (seen["connected"], seen["reauth_required"]) == (verdict != "not connected", verdict == "expired")
    assert refold.execute("hubspot/get_contact", {}).status_code == 400
    tab.press(f"Connect {what}")
    expect(card.locator(".facts-line")).not_to_contain_text("not connected")
    assert refold.execute("hubspot/get_contact", {}).status_code == 200


def test_a_button_acts_though_the_page_has_news_while_it_is_pressed(tab: Tab, control: Control) -> None:
    page = tab.open("integrations")
    page.get_by_role("button", name="Expire hubspot (oauth2) of customer@example.com", exact=True).hover()
    page.mouse.down()
    with page.expect_response(lambda response: "x-refresh" in response.request.headers) as news:
        control.told("PATCH", "integrations/marketo", json={"status": "invalid"})
    news.value.finished()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.mouse.up()
    tab.toast("Done")
    card = page.locator(".card", has=page.get_by_text("customer@example.com", exact=True)).filter(has_text="Hubspot")
    expect(card.locator(".facts-line")).to_contain_text("expired")


@pytest.mark.contract("R-30")
def test_configurations_are_shown_with_their_values(tab: Tab) -> None:
    page = tab.open("integrations")
    row = page.get_by_role("region", name="Configurations of Refold").locator("tbody tr")
    expect(row).to_contain_text("Batch size: 50")
    expect(row).to_contain_text("Sync Contacts (enabled)")
    row.get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("6553f0a1c2d3e4f5a6b7f001")


# -- faults ----------------------------------------------------------------------------------------------------


def test_one_click_plants_a_fault_for_the_next_call(tab: Tab, okto: Oktopost) -> None:
    page = tab.open("faults")
    for status in (429, 500, 503):
        tab.press(f"{status} on the next call")
        expect(page.locator("#active")).to_contain_text("next call")
        assert [okto.get("/v2/integration").status_code for _ in range(2)] == [status, 200]
        expect(page.locator("#strip")).to_be_hidden()


def test_a_fault_is_planted_by_outcome_with_delay_and_count(tab: Tab, sandbox: Sandbox) -> None:
    page = tab.open("faults")
    page.get_by_label("Which calls").fill("oktopost/*")
    page.get_by_label("Outcome").select_option("unavailable")
    page.get_by_label("How many calls").fill("3")
    page.get_by_label("Retry-After, seconds").fill("7")
    page.get_by_label("Kind").select_option("between two")
    page.get_by_label("From, seconds").fill("0.5")
    page.get_by_label("To, seconds").fill("1.5")
    tab.press("Plant it")
    tab.toast("Planted")
    (rule,) = sandbox.faults.rules
    assert (rule.match, rule.outcome, rule.times, rule.retry_after, rule.delay) == (
        "oktopost/*", "unavailable", 3, 7, {"uniform": [0.5, 1.5]},
    )  # fmt: skip
    for name in ("calls", "records", "integrations", "state", "actions"):
        expect(tab.open(name).locator("#active")).to_have_text("fault: oktopost/* → unavailable, next 3 calls")
    tab.open("faults")
    tab.press("Remove fault-1")
    expect(page.locator("#active li")).to_have_count(0)


def test_a_fault_that_could_never_hit_is_refused_with_the_reason(tab: Tab) -> None:
    page = tab.open("faults?match=refold/*&outcome=null-contact")
    tab.press("Plant it")
    expect(page.locator(".message:visible")).to_contain_text("no action like refold/* can come to null-contact")
    page.get_by_label("How many calls").fill("some")
    tab.press("Plant it")
    expect(page.locator(".message:visible")).to_contain_text("times: expected integer")
    expect(page.get_by_label("How many calls")).to_be_focused()
    tab.forgive(400, 400)


def test_all_faults_go_at_once(tab: Tab, sandbox: Sandbox) -> None:
    page = tab.open("faults")
    tab.press("2 s late, always")
    expect(page.locator(".stack li")).to_have_count(1)
    tab.press("Reset the next connection")
    expect(page.locator(".stack li")).to_have_count(2)
    tab.press("Remove all")
    expect(page.locator(".empty")).to_contain_text("Nothing is planted")
    assert sandbox.faults.rules == ()


# -- time and state --------------------------------------------------------------------------------------------


def test_the_clock_is_frozen_moved_and_set_right(tab: Tab, sandbox: Sandbox) -> None:
    page = tab.open("state")
    page.get_by_label("Freeze at").fill("yesterday")
    tab.press("Freeze")
    expect(page.locator(".message:visible")).to_contain_text("expected a time such as 2026-01-01T00:00:00Z")
    page.get_by_label("Freeze at").fill("2026-01-01T00:00:00Z")
    tab.press("Freeze")
    expect(page.locator("#active")).to_have_text("time stands still at 2026-01-01 00:00:00 UTC")
    tab.press("+1 hour")
    expect(page.locator("time")).to_have_text("2026-01-01 01:00:00")
    page.get_by_label("Move by").fill("P1DT30M")
    tab.press("Move")
    expect(page.locator("time")).to_have_text("2026-01-02 01:30:00")
    assert sandbox.clock.now() == datetime(2026, 1, 2, 1, 30, tzinfo=UTC)
    tab.press("Run on")
    expect(page.locator("#active")).to_contain_text("time is moved by -")
    tab.press("Real time")
    expect(page.locator("#strip")).to_be_hidden()
    tab.press("Freeze now")
    expect(page.locator(".badge.planned")).to_have_text("stands still")
    tab.forgive(400)


def test_a_snapshot_is_taken_restored_and_deleted(tab: Tab, okto: Oktopost, sandbox: Sandbox) -> None:
    page = tab.open("state")
    tab.press("Take")
    expect(page.locator(".message:visible")).to_have_text("It needs a name.")
    page.get_by_label("Name").fill("before-import")
    tab.press("Take")
    tab.toast("Taken")
    begun = len(sandbox.state.tables["salesforce/Lead"])
    okto.result("salesforce/lead.create", {"data": {"LastName": "Doe", "Company": "Acme"}})
    tab.press("Restore before-import")
    tab.toast("Done")
    assert len(sandbox.state.tables["salesforce/Lead"]) == begun
    tab.press("Delete before-import")
    expect(page.locator("#main")).to_contain_text("None yet.")


def test_settings_are_set_and_seen_on_every_page(tab: Tab, sandbox: Sandbox) -> None:
    page = tab.open("state")
    page.get_by_label("Undeclared fields").select_option("fail: are refused with 400")
    page.get_by_label("Documented rate limits").select_option("on: as each vendor documents them")
    tab.press("Set")
    tab.toast("Set")
    assert (sandbox.settings["strict"], sandbox.settings["rate_limits"]) == ("fail", True)
    chips = tab.open("actions").locator("#active li")
    assert chips.all_inner_texts() == ["strict mode: fail", "rate limits are on"]


def test_a_world_is_exported_reset_and_imported(tab: Tab, okto: Oktopost, sandbox: Sandbox, tmp_path: Path) -> None:
    made = okto.result("salesforce/lead.create", {"data": {"LastName": "Doe", "Company": "Acme"}})["id"]
    page = tab.open("state")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Export").click()
    saved = tmp_path / "world.json"
    waiting.value.save_as(saved)
    tab.press(f"Reset {sandbox.name}")
    tab.say_yes(f"Reset {sandbox.name}")
    tab.toast("Done")
    assert sandbox.store().get("salesforce/Lead", made) is None
    page.locator("#import").set_input_files(saved)
    tab.say_yes("Replace them")
    tab.toast("world.json is the world now")
    assert sandbox.store().get("salesforce/Lead", made) is not None
    saved.write_text("{}")
    page.locator("#import").set_input_files(saved)
    tab.say_yes("Replace them")
    expect(page.locator(".message:visible")).to_contain_text("tables")
    tab.forgive(400)


def test_a_question_can_be_answered_with_no(tab: Tab, okto: Oktopost, sandbox: Sandbox) -> None:
    made = okto.result("salesforce/lead.create", {"data": {"LastName": "Doe", "Company": "Acme"}})["id"]
    page = tab.open("state")
    tab.press(f"Reset {sandbox.name}")
    page.keyboard.press("Escape")
    expect(page.locator("#confirm")).to_be_hidden()
    assert sandbox.store().get("salesforce/Lead", made) is not None


# -- actions ---------------------------------------------------------------------------------------------------


def test_the_catalogue_has_every_action_and_a_filter(tab: Tab, server: Server) -> None:
    page = tab.open("actions")
    listed = len(page.locator("#catalogue li").all())
    expect(page.get_by_role("heading", name="oktopost / salesforce 23")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("hubspot/create_co")
    visible = page.locator("#catalogue li:visible b")
    assert set(visible.all_inner_texts()) == {"create_contact", "create_company"}
    assert listed > 50
    page.keyboard.type("zzz")
    expect(page.locator("#catalogue-none")).to_be_visible()


@pytest.mark.contract("O-34")
def test_an_action_is_tried_by_its_form_and_by_its_example(tab: Tab, sandbox: Sandbox) -> None:
    page = tab.open("actions/oktopost/salesforce/lead.create")
    expect(page.locator(".evidence").first).to_contain_text("O-34")
    tab.press("Send")
    expect(page.locator("#answer-outcome")).to_have_text("missing-field")
    expect(page.locator("#answer-hint")).to_contain_text("data")
    tab.press("documented request")
    tab.press("Send")
    expect(page.locator("#answer-outcome")).to_have_text("ok")
    assert [entry.payload for entry in sandbox.journal][1]["data"]["LastName"] == "Doe"
    page.get_by_role("link", name="Open the call").click()
    expect(page.locator("#call-title")).to_have_text("oktopost/salesforce/lead.create")
    tab.forgive(400)


@pytest.mark.contract("R-05")
def test_an_action_of_refold_is_tried_with_an_outcome_of_ones_choice(tab: Tab, sandbox: Sandbox) -> None:
    page = tab.open("actions/refold/hubspot/create_contact")
    page.get_by_label("Enter Email").fill("ada@lovelace.example")
    page.get_by_label("additional_fields").fill('{"city": "London"}')
    page.get_by_label("Let it come to").select_option("rate-limited")
    tab.press("Send")
    expect(page.locator("#answer-status")).to_have_text("429")
    page.get_by_label("Let it come to").select_option("connection-reset")
    tab.press("Send")
    expect(page.locator("#answer-status")).to_have_text("the connection ended before an answer")
    page.get_by_label("Let it come to").select_option("the outcome that it has")
    tab.press("Send")
    expect(page.locator("#answer-body")).to_contain_text('"city": "London"')
    assert sandbox.store().find("hubspot/contact", "properties.email", "ada@lovelace.example")
    tab.complaints = [text for text in tab.complaints if "ERR_CONNECTION_RESET" not in text]
    tab.forgive(429)


@pytest.mark.contract("S-08")
def test_a_route_is_called_by_its_form(tab: Tab, sandbox: Sandbox) -> None:
    page = tab.open("actions/salesforce/http/create_record")
    expect(page.locator(".evidence").first).to_contain_text("S-08")
    page.locator("[data-name='path.version']").fill("59.0")
    page.locator("[data-name='path.name']").fill("Lead")
    page.locator("[data-name=json]").fill('{"LastName": "Lovelace", "Company": "Analytical"}')
    tab.press("Send")
    expect(page.locator("#answer-status")).to_have_text("201")
    assert sandbox.store().find("salesforce/Lead", "LastName", "Lovelace")
    page = tab.open("actions/salesforce/http/query")
    page.locator("[data-name='path.version']").fill("59.0")
    page.locator("[data-name='query.q']").fill("SELECT Company FROM Lead WHERE LastName = 'Lovelace'")
    tab.press("Send")
    expect(page.locator("#answer-body")).to_contain_text('"Company": "Analytical"')


# -- keys ------------------------------------------------------------------------------------------------------


def test_one_key_finds_pages_actions_records_and_sandboxes(tab: Tab, server: Server, sandbox: Sandbox) -> None:
    page = tab.open("faults")
    found = page.locator("#palette-found li")
    for words, title, address in (
        ("lead create oktopost", "oktopost/salesforce/lead.create", "/actions/oktopost/salesforce/lead.create$"),
        ("john doe", "John Doe", "/records/[^/]+/[^/]+/key/"),
        (LEAD, "John Doe", f"/records/salesforce/Lead/key/{LEAD}$"),
        ("sandbox default", "default", "/console/default/calls$"),
    ):
        page.keyboard.press("Control+k")
        page.keyboard.type(words)
        expect(found.first.locator(".title")).to_have_text(title)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        expect(found.first).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(address))
        page.wait_for_load_state()  # a page that is not yet there hears no key
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_the_focus_stays_with_what_a_button_is_about(tab: Tab, sandbox: Sandbox) -> None:
    page = tab.open("integrations")
    page.get_by_role("button", name="Expire the token of salesforce 014000000000001").focus()
    page.keyboard.press("Enter")
    tab.toast("Done")
    expect(page.get_by_role("button", name="Renew the token of salesforce 014000000000001")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Expire the token of salesforce 014000000000001")).to_be_focused()
    others = [one for one in sandbox.state.tables["oktopost/integration"].scan() if one["Id"] != "014000000000007"]
    assert not any(one["TokenExpired"] for one in others)


# -- live ------------------------------------------------------------------------------------------------------


def test_pages_tell_what_somebody_else_changed(tab: Tab, okto: Oktopost, sandbox: Sandbox, server: Server) -> None:
    sandbox.set("faults", sandbox.faults.plant({"match": "*", "outcome": "server-error", "times": 2}))
    page = tab.open("faults")
    page.get_by_label("Which calls").fill("typed/by*hand")
    expect(page.locator("#planted")).to_contain_text("fired 0 of 2")
    okto.get("/v2/integration")
    expect(page.locator("#planted")).to_contain_text("fired 1 of 2")
    expect(page.get_by_label("Which calls")).to_have_value("typed/by*hand")
    page.locator("#sandboxes summary").click()
    made = server.gateway.sandboxes.create("made elsewhere")
    expect(page.locator("#sandbox-list")).to_contain_text("made elsewhere")
    server.gateway.sandboxes.delete(made.id)
    expect(page.locator("#sandbox-list")).not_to_contain_text("made elsewhere")
    sandbox.set("faults", sandbox.faults.clear())
    tab.open("state")
    sandbox.set("clock", sandbox.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC)))
    expect(page.locator("#clock time")).to_have_text("2026-01-01 00:00:00")
    expect(page.get_by_role("button", name="Run on")).to_be_visible()
    tab.open("records/salesforce/Lead")
    count = page.locator("#tables [aria-current] .quiet")
    begun = int(count.inner_text())
    okto.result("salesforce/lead.create", {"data": {"LastName": "Doe", "Company": "Acme"}})
    expect(count).to_have_text(str(begun + 1))


def test_a_record_shows_its_name_and_filled_fields_and_asks_before_it_is_left(tab: Tab, sandbox: Sandbox) -> None:
    page = tab.open(f"records/salesforce/Lead/key/{LEAD}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"John Doe {LEAD}")
    visible = page.locator("[data-name]:visible")
    assert all(field.input_value() for field in visible.all())
    page.get_by_text(re.compile("[0-9]+ empty fields")).click()
    expect(page.get_by_label("Fax")).to_be_visible()
    assert "[A-Za-z0-9]" not in page.locator("#main").inner_text()
    expect(page.locator("[data-name=ConvertedDate] ~ .note")).to_have_text("for example 2026-01-31")
    page.get_by_label("Fax").fill("1")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="Back to the table").click()
    expect(page.get_by_label("Fax")).to_have_value("1")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Save", exact=True).click()
    tab.toast("Saved")
    page.get_by_role("link", name="Back to the table").click()
    page.get_by_label("Search salesforce/Lead").fill(LEAD)
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="show all").click()
    page.get_by_role("link", name="Email", exact=True).click()
    expect(page.get_by_role("columnheader", name="Email")).to_have_attribute("aria-sort", "ascending")
    emails = page.locator("tbody tr td:nth-child(2)").all_inner_texts()
    filled = [one for one in emails if one]
    assert filled == sorted(filled, key=str.casefold)


def test_a_snapshot_may_have_any_name(tab: Tab, sandbox: Sandbox) -> None:
    page = tab.open("state")
    page.get_by_label("Name").fill("before the import, 50% / \u00fc?")
    tab.press("Take")
    tab.toast("Taken")
    assert list(sandbox.snapshots) == ["before the import, 50% - \u00fc?"]
    tab.press("Restore before the import, 50% - \u00fc?")
    tab.toast("Done")
