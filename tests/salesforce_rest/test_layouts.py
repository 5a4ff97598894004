"""What is told of an object's pages: layouts, list views, tabs."""

from __future__ import annotations

import pytest

from tests.salesforce_rest.conftest import VERSION, Rest


@pytest.mark.contract("S-44")
def test_a_layout_shows_the_fields_of_the_object(rest: Rest) -> None:
    told = rest.told("GET", "sobjects/account/describe/layouts")
    (layout,) = told["layouts"]
    (mapping,) = told["recordTypeMappings"]
    assert (mapping["layoutId"], told["recordTypeSelectorRequired"]) == (layout["id"], [False])

    def fields(name: str) -> dict[str, bool]:
        rows = [row for section in layout[name] for row in section["layoutRows"]]
        items = [item for row in rows for item in row["layoutItems"]]
        return {item["layoutComponents"][0]["value"]: item["required"] for item in items}

    described = {field["name"]: field for field in rest.told("GET", "sobjects/Account/describe")["fields"]}
    assert described.keys() - fields("detailLayoutSections").keys() == {"Id", "IsDeleted", "SystemModstamp"}
    assert fields("editLayoutSections").keys() == {name for name, one in described.items() if one["createable"]}
    assert [name for name, required in fields("editLayoutSections").items() if required] == ["Name"]
    assert "Contacts" in [one["name"] for one in layout["relatedLists"]]
    assert rest.told("GET", f"sobjects/Account/describe/layouts/{mapping['recordTypeId']}") == layout
    assert rest.refused("GET", "sobjects/Account/describe/layouts/012000000000001AAA")[:2] == (404, "NOT_FOUND")
    assert rest.refused("GET", "sobjects/Nothing/describe/layouts")[:2] == (404, "NOT_FOUND")


@pytest.mark.contract("S-44")
def test_named_compact_and_approval_layouts(rest: Rest) -> None:
    assert rest.told("GET", "sobjects/User/describe/namedLayouts/UserAlt")["layouts"]
    assert rest.refused("GET", "sobjects/Account/describe/namedLayouts/UserAlt")[:2] == (404, "NOT_FOUND")
    compact = rest.told("GET", "sobjects/Case/describe/compactLayouts")
    (one,) = compact["compactLayouts"]
    assert (one["name"], one["fieldItems"][0]["layoutComponents"][0]["value"]) == ("SYSTEM", "CaseNumber")
    assert compact["defaultCompactLayoutId"] is None
    assert rest.told("GET", "sobjects/Case/describe/approvalLayouts") == {"approvalLayouts": []}


@pytest.mark.contract("S-44")
def test_tabs_and_theme_name_the_objects(rest: Rest) -> None:
    tabs = {tab["sobjectName"]: tab for tab in rest.told("GET", "tabs")}
    assert (tabs["Lead"]["label"], tabs["Lead"]["name"], tabs["Lead"]["custom"]) == ("Leads", "standard-Lead", False)
    assert {item["name"] for item in rest.told("GET", "theme")["themeItems"]} == tabs.keys()


@pytest.mark.contract("S-45")
def test_a_list_view_is_a_query(rest: Rest) -> None:
    told = rest.told("GET", "sobjects/Lead/listviews")
    (view,) = told["listviews"]
    assert (told["size"], view["label"], view["developerName"]) == (1, "All Leads", "AllLeads")
    described = rest.told("GET", view["describeUrl"])
    shown = [column["fieldNameOrPath"] for column in described["columns"]]
    assert (shown[0], shown[-1]) == ("Name", "Id")
    found = rest.told("GET", "query", params={"q": described["query"]})["records"]
    results = rest.told("GET", view["resultsUrl"], params={"limit": "2", "offset": "1"})
    rows = [{one["fieldNameOrPath"]: one["value"] for one in row["columns"]} for row in results["records"]]
    assert [row["Id"] for row in rows] == [record["Id"] for record in found[1:3]]
    assert (results["size"], results["done"]) == (2, len(found) <= 3)
    (plan,) = rest.told("GET", "query", params={"explain": view["id"]})["plans"]
    assert plan["sobjectType"] == "Lead"
    other = f"{VERSION}/sobjects/Account/listviews/{view['id']}"
    assert rest.refused("GET", f"{other}/describe")[:2] == (404, "NOT_FOUND")
    assert rest.refused("GET", f"{other}/results")[:2] == (404, "NOT_FOUND")


@pytest.mark.contract("S-44", "S-45")
def test_every_object_has_its_pages_also_one_without_a_name(rest: Rest) -> None:
    names = [one["name"] for one in rest.told("GET", "sobjects")["sobjects"]]
    assert "CaseComment" in names
    for name in names:
        (view,) = rest.told("GET", f"sobjects/{name}/listviews")["listviews"]
        described = rest.told("GET", view["describeUrl"])
        shown = [column["fieldNameOrPath"] for column in described["columns"]]
        assert (len(set(shown)), shown[-1]) == (len(shown), "Id")
        assert rest.told("GET", "query", params={"q": described["query"]})["done"]
        assert rest.told("GET", view["resultsUrl"])["columns"] == described["columns"]
        assert rest.told("GET", f"sobjects/{name}/describe/compactLayouts")["compactLayouts"]
        assert rest.told("GET", f"sobjects/{name}/describe/layouts")["layouts"]
