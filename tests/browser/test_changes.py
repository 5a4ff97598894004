"""What a run did to the records: between two marks, field by field, with the calls that did it."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from mockserver.sandboxes.sandbox import Sandbox
from mockserver.world import records
from tests.browser.conftest import Tab
from tests.conftest import Oktopost

LEAD = "00Q5g0000000001EAA"
MADE = {"data": {"LastName": "Doe", "Company": "<b>Acme</b>", "Email": "doe@changes.example"}}
CHANGED = "#changed .change"


@pytest.fixture
def made(okto: Oktopost, sandbox: Sandbox) -> str:
    """The key of a lead that call 1 creates; call 2 updates another one, and call 3 only reads."""
    key: str = okto.result("salesforce/lead.create", MADE)["id"]
    okto.result("salesforce/lead.update", {"id": LEAD, "data": {"Phone": "+1-212-555-0199"}})
    okto.result("salesforce/lead.getById", {"id": LEAD})
    return key


def test_each_change_is_told_by_field_with_its_call_and_its_record(tab: Tab, made: str) -> None:
    page = tab.open("changes")
    expect(page.locator(".tally")).to_have_text("1 created · 1 updated · 0 deleted")
    updated, created = page.locator(CHANGED).all()
    expect(updated.locator(".badge")).to_have_text("updated")
    expect(updated.get_by_role("row", name=re.compile("^Phone"))).to_have_text(re.compile(r"Phone\S*\+1-212-555-0199$"))
    expect(updated.get_by_role("row", name=re.compile("^LastModifiedDate"))).to_be_hidden()
    updated.get_by_text(re.compile("fields? that .* sets? by itself")).click()
    expect(updated.get_by_role("row", name=re.compile("^LastModifiedDate"))).to_be_visible()
    expect(created.get_by_role("row", name=re.compile("^Company"))).to_have_text("Company<b>Acme</b>")
    created.get_by_role("link", name="call 1: oktopost/salesforce/lead.create").click()
    expect(page).to_have_url(re.compile("/calls/1$"))
    tab.open("changes")
    page.locator(CHANGED).first.get_by_role("link", name="John Doe").click()
    expect(page).to_have_url(re.compile(f"/records/salesforce/Lead/key/{LEAD}$"))


def test_marks_narrow_what_is_shown(tab: Tab, okto: Oktopost, sandbox: Sandbox, made: str) -> None:
    page = tab.open("state")
    page.get_by_label("Name").fill("before the deletion, 50%")
    tab.press("Take")
    tab.toast("Taken")
    records.delete(sandbox, "salesforce/Lead", made)
    tab.open("changes")
    page.get_by_label("From", exact=True).select_option("snapshot before the deletion, 50%")
    tab.press("Show")
    expect(page.locator(".tally")).to_have_text("0 created · 0 updated · 1 deleted")
    expect(page.locator(CHANGED)).to_contain_text("by no call that is kept")
    assert page.locator(f"{CHANGED} header a").count() == 0, "what is deleted cannot be opened"
    page.get_by_label("From", exact=True).select_option("how the sandbox began")
    page.get_by_label("to", exact=True).select_option("after call 1: oktopost/salesforce/lead.create")
    tab.press("Show")
    expect(page.locator(".tally")).to_have_text("1 created · 0 updated · 0 deleted")
    tab.open("changes?from=call:77")
    expect(page.locator("#changed .notice")).to_contain_text("The records after call 77 are not kept")
    tab.open("changes?from=yesterday")
    expect(page.locator("#changed .notice")).to_contain_text("from")
    page.get_by_role("link", name="Begin at the start").click()
    expect(page.locator(CHANGED)).to_have_count(1)


def test_tables_filter_pages_turn_and_new_changes_appear(tab: Tab, okto: Oktopost, sandbox: Sandbox) -> None:
    page = tab.open("changes")
    expect(page.locator("#changed")).to_contain_text("Nothing changed between these marks")
    for number in range(26):
        records.add(sandbox, "salesforce/Lead", {"LastName": f"Doe {number}", "Company": "Acme"})
    okto.result("hubspot/contact.create", {"data": {"email": "new@example.org"}})
    tables = page.get_by_role("navigation", name="Changed tables")
    expect(tables).to_contain_text("hubspot/contact 1")
    tables.get_by_role("link", name="salesforce/Lead 26").click()
    expect(page.locator(CHANGED)).to_have_count(25)
    page.get_by_role("link", name="Next").click()
    expect(page.locator(CHANGED)).to_have_count(1)
    expect(page.get_by_role("navigation", name="Pages of changes")).to_contain_text("26\u201326 of 26")
    records.add(sandbox, "salesforce/Lead", {"LastName": "late", "Company": "Acme"})
    expect(page.locator(CHANGED)).to_have_count(2)
    tables.get_by_role("link", name="hubspot/contact 1").click()
    expect(page.locator(CHANGED)).to_have_count(1)
    expect(page.locator(CHANGED)).to_contain_text("new@example.org")


def test_an_opened_call_shows_what_it_changed(tab: Tab, made: str) -> None:
    page = tab.open("calls/2")
    page.get_by_role("tab", name="Changes 1").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("+1-212-555-0199")
    page.keyboard.press("k")
    expect(page.locator(".exchange")).to_have_attribute("data-number", "3")
    assert page.get_by_role("tab", name=re.compile("Changes")).count() == 0
    expect(page.get_by_role("tab", name="Request")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel")).to_be_visible()


def test_the_page_of_changes_is_accessible_and_whole_on_a_phone(tab: Tab, okto: Oktopost, made: str) -> None:
    okto.result("salesforce/lead.update", {"id": made, "data": {"Company": "x" * 200, "Description": "y z " * 400}})
    page = tab.open("changes")
    expect(page.locator(CHANGED)).to_have_count(2)
    for summary in page.locator(f"{CHANGED} summary").all():
        summary.click()
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    cut = page.evaluate("[...document.querySelectorAll('.change td')].filter(one => one.scrollWidth > one.clientWidth)")
    assert cut == []
