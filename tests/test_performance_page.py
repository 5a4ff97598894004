"""The page on performance and its plots are what the results of the last run say."""

import json
from xml.etree import ElementTree as ET

from benchmarks import page
from benchmarks.places import RESULTS, ROOT
from benchmarks.plots import Bar, bars, lines
from benchmarks.targets import FLOOR, OURS, verdicts

FOUND = page.results()


def test_the_page_is_made_of_the_results() -> None:
    assert (ROOT / "docs" / "performance.md").read_text(encoding="utf-8") == page.page(FOUND)


def test_the_plots_are_made_of_the_results_and_stand_in_the_page() -> None:
    text = page.page(FOUND)
    made = dict(page.plots(FOUND))
    assert {f"performance/{name}" for name in made} == {
        part.partition(")")[0] for part in text.split("](") if part.startswith("performance/")
    }
    for name, plot in made.items():
        assert (ROOT / "docs" / "performance" / name).read_text(encoding="utf-8") == plot


def test_every_set_has_its_results() -> None:
    assert sorted(page.SETS) == sorted(path.stem for path in RESULTS.glob("*.json"))


def test_every_target_has_a_verdict() -> None:
    named = {verdict.target.partition(" ")[0] for verdict in verdicts(FOUND)}
    assert {"T1", "T2", "T3", "T4", "T5", "T6", "T7"} <= named


def test_no_result_names_this_machine() -> None:
    text = json.dumps(FOUND)
    assert str(ROOT) not in text
    assert "http://" not in text


def test_a_target_is_missed_when_its_figure_says_so() -> None:
    programs = [{**row} for row in FOUND["peers"]["programs"]]
    ours = next(row for row in programs if row["name"] == OURS)
    ours["processor"] = 2 * next(row for row in programs if row["name"] == FLOOR)["processor"]
    found = {verdict.target: verdict.reached for verdict in verdicts({"peers": {"programs": programs}})}
    assert (found["T2"], found["T2 moonshot"]) == (False, False)


def texts_of(drawn: str) -> list[str]:
    """What stands in a plot to be read."""
    elements = ET.fromstring(drawn).iter()  # noqa: S314 - our own
    return [element.text for element in elements if element.text and element.text.strip()]


def test_plots_are_well_formed_and_name_what_they_show() -> None:
    drawn = bars("title <1>", "/s", [Bar("few", 1, 1, 2), Bar("many", 9, 8, 10, marked=True)])
    assert texts_of(drawn) == ["title <1>", "many", "9 /s", "few", "1 /s"]


def test_lines_span_their_axes() -> None:
    drawn = lines("growth", "n", "µs", {"get": [(1e3, 1), (1e6, 100)]}, logarithmic=True)
    assert {"growth", "get", "1k", "1M", "1", "100"} <= set(texts_of(drawn))
