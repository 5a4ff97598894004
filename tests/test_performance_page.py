"""The page on performance and its plots are what the results of the last run say."""

import json
from xml.etree import ElementTree as ET

import pytest

from benchmarks import page
from benchmarks.places import RESULTS, ROOT
from benchmarks.plots import Bar, bars, lines
from benchmarks.targets import FLOOR, LOOK_UP, OURS, verdicts

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


def verdict_on(asked: str, peers: object) -> bool:
    """Whether the target that is worded so is reached."""
    return next(verdict.reached for verdict in verdicts({"peers": peers}) if verdict.asked.startswith(asked))


def row(name: str, **figures: float) -> dict[str, object]:
    usual = {"cold": 10.0, "rate": 10.0, "cold_processor": 10.0, "processor": 10.0, "p50": 1.0, "p99": 1.0}
    return {"name": name, "errors": 0, "calls": 1, **usual, **figures}


@pytest.mark.parametrize("column", ["cold", "rate"])
def test_a_target_is_reached_in_the_harder_column_or_not_at_all(column: str) -> None:
    ours = row(OURS, cold=20, rate=20)
    programs = [ours, row(FLOOR), row("WireMock")]
    assert verdict_on("calls/s at least 1.5 x WireMock", {"programs": programs})
    ours[column] = 14
    assert not verdict_on("calls/s at least 1.5 x WireMock", {"programs": programs})


def test_beside_a_jvm_that_had_no_time_to_get_warm_nothing_is_reached() -> None:
    programs = [row(OURS, cold=20, rate=20), row(FLOOR), row("WireMock")]
    assert not verdict_on("calls/s at least 1.5 x WireMock", {"programs": programs, "jvm_warm_up": 4.0})


@pytest.mark.parametrize("column", ["cold_processor", "processor"])
def test_processor_time_counts_cold_and_warm(column: str) -> None:
    ours = row(OURS, cold_processor=6, processor=6)
    programs = [ours, row(FLOOR), row("stripe-mock")]
    assert verdict_on("processor time at most 0.65 x stripe-mock's", {"programs": programs})
    ours[column] = 7
    assert not verdict_on("processor time at most 0.65 x stripe-mock's", {"programs": programs})


def test_the_dearest_of_the_other_apis_calls_counts() -> None:
    calls = {LOOK_UP: row(LOOK_UP), "cheap": row("cheap"), "dear": row("dear", processor=14, p99=1.9)}
    peers = {"programs": [row(OURS), row(FLOOR), row("other")], "own_apis": calls}
    assert not verdict_on("the dearest of the other APIs' commonest calls", peers)
    assert verdict_on("p99 of each of those at most 2 x p50", peers)
    calls["dear"] = row("dear", processor=13, p99=2.1)
    assert verdict_on("the dearest of the other APIs' commonest calls", peers)
    assert not verdict_on("p99 of each of those at most 2 x p50", peers)


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
