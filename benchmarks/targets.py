"""What the project promised itself, as ratios within one run, and whether a run reached it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Results = Mapping[str, Any]
"""The results of a run by the name of the set that made them."""

OURS: Final = "mockserver"
LOOK_UP: Final = "Oktopost: contact by e-mail"
ONE_CORE: Final = ", one core"
"""What the name of a program ends in that has one processor."""

JVM_WARM_UP: Final = 40.0
"""Seconds of load that a JVM gets before it counts: it gains up to 1.9 times by them."""

PEER: Final = "stripe-mock"
"""The compiled one that a call's processor time is held against."""

_JVM: Final = "WireMock"
FLOOR: Final = "Flask constant"
_INSTANT: Final = ("reset", "snapshot", "restore")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the table: which target, what it asks, what was measured, whether that is enough."""

    target: str
    asked: str
    measured: str
    reached: bool


def verdicts(results: Results) -> Iterator[Verdict]:
    """Every target that the run has figures for."""
    if "peers" in results:
        yield from _beside_peers(results["peers"])
        yield from _own_apis(results["peers"].get("own_apis", {}))
    if "start" in results:
        yield from _start(results["start"])
    if "fixtures" in results:
        yield from _fixtures(results["fixtures"])
    if "scale" in results:
        yield from _scale(results["scale"]["sizes"])
    if "applications" in results:
        yield _applications(results["applications"])
    if "peers" in results and "endurance" in results:
        yield from _memory(results)


def _beside_peers(peers: Mapping[str, Any]) -> Iterator[Verdict]:
    rows = {row["name"]: row for row in peers["programs"]}
    warm_up = peers.get("jvm_warm_up", JVM_WARM_UP)
    ours, floor = rows[OURS], rows[FLOOR]
    others = {name: row["rate"] for name, row in rows.items() if name != FLOOR and not name.startswith(OURS)}
    best = max(others, key=others.__getitem__)
    for name, factor in dict.fromkeys((("WireMock", 1.5), ("Prism", 4.0), ("mountebank", 1.0), (best, 1.0))):
        asked = f"calls/s at least {factor:g} x {name}, cold and warm"
        if name.startswith(_JVM) and warm_up < JVM_WARM_UP:
            yield Verdict("T1", asked, f"only cold: it had {warm_up:g} s of load, not {JVM_WARM_UP:g}", reached=False)
        elif name in others:
            yield _least("T1", asked, min(ours[column] / rows[name][column] for column in ("cold", "rate")), factor)
    if f"{PEER}{ONE_CORE}" in rows:
        alone, other = rows[f"{OURS}{ONE_CORE}"], rows[f"{PEER}{ONE_CORE}"]
        yield _least("T1", "calls/s at least stripe-mock's when each has one core", alone["rate"] / other["rate"], 1.0)
    if PEER in rows:
        asked = "processor time at most 0.65 x stripe-mock's, cold and warm"
        columns = ("cold_processor", "processor")
        yield _most("T2", asked, max(ours[column] / rows[PEER][column] for column in columns), 0.65)
    yield _most("T2", "processor time at most 55 us", ours["processor"], 55, " us")
    share = ours["processor"] / floor["processor"]
    yield _most("T2", "processor time at most 1.5 x a constant Flask view on the same server", share, 1.5)
    yield _most("T2 moonshot", "at most 1.0 x", share, 1.0)
    tail = ours["p99"] / ours["p50"]
    yield _most("T3", "p99 at most 3 x p50 at 16 connections", tail, 3.0)
    yield _most("T3 moonshot", "at most 2 x", tail, 2.0)
    yield Verdict("T3", "no error", f"{ours['errors']} of {ours['calls']:,}", ours["errors"] == 0)


def _own_apis(rows: Mapping[str, Any]) -> Iterator[Verdict]:
    others = [row for name, row in rows.items() if name != LOOK_UP]
    if others:
        share = max(row["processor"] for row in others) / rows[LOOK_UP]["processor"]
        yield _most("T2", "the dearest of the other APIs' commonest calls at most 1.3 x Oktopost's look-up", share, 1.3)
        tail = max(row["p99"] / row["p50"] for row in others)
        yield _most("T3", "p99 of each of those at most 2 x p50", tail, 2.0)


def _start(start: Mapping[str, Any]) -> Iterator[Verdict]:
    ours, floor = (start["first_answer"][name]["median"] for name in (OURS, FLOOR))
    yield _most("T4", "first answer at most 1.3 x a bare Flask application's", ours / floor, 1.3)
    yield _most("T4", "first answer below 0.3 s", ours, 0.3, " s")
    yield _most("T4 moonshot", "below 0.15 s", ours, 0.15, " s")
    yield _most("T5", "the pytest plugin, unused, adds at most 10 ms", start["plugin"], 10, " ms")


def _fixtures(found: Mapping[str, Any]) -> Iterator[Verdict]:
    """Of the quickest runs and of the medians, the harder one counts."""
    ours = found["starts"][OURS]
    asked = "an empty pytest run where the package is installed at most 1.05 x one without"
    yield _most("T5", asked, max(ours["ratio"], ours["median_ratio"]), 1.05)
    tests = found["tests"]
    for name, other in ((OURS, "pytest-httpserver"), (f"{OURS}, intercepted", "responses")):
        yield _most("T5", f"a test with {name} at most {other}'s", tests[name] / tests[other], 1.0)
    suites = found["suites"]
    for other in ("pytest-httpserver", "WireMock"):
        if other in suites:
            share = suites[OURS]["seconds"] / suites[other]["seconds"]
            yield _most("T5", f"a suite of {found['suite']:,} tests over a socket at most {other}'s", share, 1.0)


def _scale(sizes: Mapping[str, Any]) -> Iterator[Verdict]:
    small, large = min(sizes, key=int), max(sizes, key=int)
    few, many = sizes[small], sizes[large]
    sandbox = max(row["new sandbox"] for row in sizes.values())
    yield _most("T5", "a new sandbox costs at most 100 us", sandbox, 100, " us")
    slowest = max(row[name] for row in sizes.values() for name in _INSTANT)
    yield _most("T5", "reset, snapshot and restore at most 10 us at every size", slowest, 10, " us")
    step = f"at {int(large):,} records, against {int(small):,}"
    for name, factor in (("contact.getById", 1.5), ("contact.getByEmail", 1.5), ("contact.create", 2.0)):
        yield _most("T6", f"{name} {step}, at most {factor:g} x", many[name] / few[name], factor)
    for name in ("search, one hit", "search, 20 hits", "search after 20,000 creates"):
        yield _most("T6", f"{name} {step}, at most 2 x", many[name] / few[name], 2.0)
    tail = "p99 of contact.getByEmail"
    yield _most("side limit", f"{tail} {step}, at most 1.5 x", many[tail] / few[tail], 1.5)


def _applications(sizes: Mapping[str, Any]) -> Verdict:
    small, large = min(sizes, key=int), max(sizes, key=int)
    worst = max(sizes[large][name] / few for name, few in sizes[small].items())
    step = f"at {int(large):,} records, against {int(small):,}"
    return _most("T6", f"the dearest of the applications' own calls {step}, at most 2 x", worst, 2.0)


def _memory(results: Results) -> Iterator[Verdict]:
    ours = next(row for row in results["peers"]["programs"] if row["name"] == OURS)
    endurance = results["endurance"]
    yield _most("T7", "idle at most 60 MB", ours["memory_idle"], 60, " MB")
    growth = f"the second half of {endurance['calls']:,} calls adds at most 5 MB"
    yield _most("T7", growth, endurance["growth"], 5, " MB")


def _least(target: str, asked: str, value: float, bound: float) -> Verdict:
    return Verdict(target, asked, f"{value:.2f} x", value >= bound)


def _most(target: str, asked: str, value: float, bound: float, unit: str = " x") -> Verdict:
    return Verdict(target, asked, f"{value:.3g}{unit}", value <= bound)
