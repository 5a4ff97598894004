"""What the project promised itself, as ratios within one run, and whether a run reached it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Results = Mapping[str, Any]
"""The results of a run by the name of the set that made them."""

OURS: Final = "mockserver"
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
        yield from _beside_peers({row["name"]: row for row in results["peers"]["programs"]})
    if "start" in results:
        yield from _start(results["start"])
    if "scale" in results:
        yield from _scale(results["scale"]["sizes"])
    if "applications" in results:
        yield _applications(results["applications"])
    if "peers" in results and "endurance" in results:
        yield from _memory(results)


def _beside_peers(rows: Mapping[str, Any]) -> Iterator[Verdict]:
    ours, floor = rows[OURS], rows[FLOOR]
    others = {name: row["rate"] for name, row in rows.items() if name not in (OURS, FLOOR)}
    best = max(others, key=others.__getitem__)
    for name, factor in (("WireMock", 1.5), ("Prism", 4.0), ("mountebank", 1.0), (best, 1.0)):
        if name in others:
            yield _least("T1", f"calls/s at least {factor:g} x {name}", ours["rate"] / others[name], factor)
    if "WireMock" in rows:
        yield _least("T1", "the same in the first 2 s after the start", ours["cold"] / rows["WireMock"]["cold"], 1.5)
    share = ours["processor"] / floor["processor"]
    yield _most("T2", "processor time at most 1.5 x a constant Flask view on the same server", share, 1.5)
    yield _most("T2 moonshot", "at most 1.0 x", share, 1.0)
    tail = ours["p99"] / ours["p50"]
    yield _most("T3", "p99 at most 3 x p50 at 16 connections", tail, 3.0)
    yield _most("T3 moonshot", "at most 2 x", tail, 2.0)
    yield Verdict("T3", "no error", f"{ours['errors']} of {ours['calls']:,}", ours["errors"] == 0)


def _start(start: Mapping[str, Any]) -> Iterator[Verdict]:
    ours, floor = (start["first_answer"][name]["median"] for name in (OURS, FLOOR))
    yield _most("T4", "first answer at most 1.3 x a bare Flask application's", ours / floor, 1.3)
    yield _most("T4", "first answer below 0.3 s", ours, 0.3, " s")
    yield _most("T4 moonshot", "below 0.15 s", ours, 0.15, " s")
    yield _most("T5", "the pytest plugin, unused, adds at most 10 ms", start["plugin"], 10, " ms")


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
