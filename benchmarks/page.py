"""docs/performance.md and its plots, made of the results of the last run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from benchmarks.places import RESULTS, ROOT
from benchmarks.plots import Bar, bars, lines
from benchmarks.targets import FLOOR, LOOK_UP, ONE_CORE, OURS, PEER, Results, verdicts

DOCS: Final = ROOT / "docs"
SETS: Final = (
    "machine",
    "peers",
    "servers",
    "start",
    "fixtures",
    "scale",
    "applications",
    "process",
    "instructions",
    "endurance",
)
_GROWING: Final = ("contact.getByEmail", "contact.create", "contact.search", "reset", "page of 25")
_PARTS: Final = 13

_INTRODUCTION: Final = """\
# Performance

<!-- made by `make bench` of benchmarks/results: change benchmarks/page.py -->

Nobody should wait for a mock. The figures below come from one machine, those of a section from one run. Absolute
figures move by a third from run to run where cores are shared: read the ratios. `make bench` repeats them all (an hour,
half of it for the counts of instructions; `make bench ARGS=--quick` takes forty minutes), writes
`benchmarks/results/*.json`, this page and its plots. It needs `wrk` and, for the counts of instructions, `valgrind`;
Node, Java and Go for the peers that need them. The first run installs the peers below `benchmarks/.peers`. A set can be
run alone: `make bench ARGS="scale"`.
"""


def results() -> dict[str, Any]:
    """What the last runs left, by set."""
    paths = ((name, RESULTS / f"{name}.json") for name in SETS)
    return {name: json.loads(path.read_text()) for name, path in paths if path.exists()}


def write() -> None:
    """Write the page and the plots of the results that there are."""
    found = results()
    (DOCS / "performance.md").write_text(page(found), encoding="utf-8")
    for name, text in plots(found):
        path = DOCS / "performance" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def page(found: Results) -> str:
    """The page."""
    blocks = [_INTRODUCTION, _machine(found)]
    sections = {
        "peers": _peers,
        "servers": _servers,
        "start": _start,
        "fixtures": _fixtures,
        "scale": _scale,
        "applications": _applications,
        "process": _process,
        "instructions": _instructions,
        "endurance": _endurance,
    }
    blocks += [_targets(found), _profile(found)]
    blocks += [section(found[name]) for name, section in sections.items() if name in found]
    return "\n".join(blocks)


def _machine(found: Results) -> str:
    machine = found.get("machine", {})
    return "".join(f"- {name}: {value}\n" for name, value in machine.items())


def _targets(found: Results) -> str:
    rows = [
        (verdict.target, verdict.asked, verdict.measured, "reached" if verdict.reached else "**missed**")
        for verdict in verdicts(found)
    ]
    return "## Targets\n\n" + table(("", "asked", "measured", ""), rows)


_MISSED: Final = """\
One process holds the state and Python runs one thread of it at a time, so that a call's processor time is the limit
of calls a second, on however many cores. A JVM that has been under load for a while runs compiled code on both cores;
it takes more processor time for a call than this server, and gigabytes where its journal is on. The start is
half the interpreter, asyncio and uvicorn, and half the modules of this package, none of which takes more than four
milliseconds, its schema files and its records.

stripe-mock, a Go program that keeps no state and uses both cores, is built where Go is installed. Compiled by mypyc
(HTTP values, engine, guards, journal, gateway and frame), a call took 3 % less in process and 2 % more through the
door: the wheel stays pure Python.
"""


def _profile(found: Results) -> str:
    """Where the microseconds of a call go, as far as the run can tell."""
    if "peers" not in found or "process" not in found:
        return ""
    rows = {row["name"]: row for row in found["peers"]["programs"]}
    means = {name: figures["mean"] for name, figures in found["process"].items()}
    whole, door, used = means["the whole call"], means["the whole call, lean door"], rows[OURS]["processor"]
    parts = {
        "kernel, event loop, and what two busy cores take from each other": used - door,
        "HTTP: reading the request's bytes, writing the answer's": door - whole,
        "the form and the payload's JSON": means["parse the form"],
        "four contracts": sum(mean for name, mean in means.items() if name.startswith("contract of")),
        "look-up and JSON of the answer": means["store: look-up by e-mail"] + means["dump the answer"],
        "request id": means["request id"],
    }
    rest = whole - sum(list(parts.values())[2:])
    parts["authentication, ten documented checks, action, envelope, diagnostic headers, journal"] = rest
    shown = [(name, f"{microseconds:.1f}", f"{microseconds / used:.0%}") for name, microseconds in parts.items()]
    asked = f"; 0.65 x stripe-mock's for everything is {0.65 * rows[PEER]['processor']:.0f}" if PEER in rows else ""
    return f"""\
### What stands in the way

Microseconds of processor time of one call, {used:.0f} in all:

{table(("", "µs", ""), shown)}
The last five are {whole:.0f} µs{asked}.

{_MISSED}"""


def _peers(result: Any) -> str:
    rows = result["programs"]
    ours = next(row for row in rows if row["name"] == OURS)
    shown = [
        (
            row["name"],
            f"{row['rate']:,.0f} [{min(row['rates']):,.0f} to {max(row['rates']):,.0f}]",
            f"{row['rate'] / ours['rate']:.2f}",
            f"{row['cold']:,.0f}",
            f"{row['p50']:.1f} / {row['p99']:.1f} ms",
            f"{row['processor']:,.0f} µs",
            f"{row['memory_idle']:.0f} → {row['memory_after']:.0f} MB",
            f"{row['first_answer']:.2f} s",
            str(row["errors"]),
            row["note"],
        )
        for row in sorted(rows, key=lambda row: -row["rate"])
    ]
    names = "|warm: calls/s [range]|ratio|cold: first 2 s|p50 / p99|processor a call|memory|first answer|errors|"
    return f"""\
## Beside other mock servers

The same call (a form-encoded `contact.getByEmail` with credentials, or its closest equivalent) by wrk: one thread,
{result["connections"]} connections that stay open, {result["seconds"]:g} s in each of {result["rounds"]} rounds
in which the programs take turns. Ours does all that it does otherwise: authentication, the documented checks, both
contracts, state, journal. *{FLOOR}* is a bare Flask view with a constant answer, called by the event loop of our own
server. All programs run at once and idle while another is measured. A JVM gets {result["jvm_warm_up"]:g} s of load
before it counts, the others two; *cold* is what the first two seconds after the first answer show. *{ONE_CORE[2:]}*:
the program has one processor, as `taskset` gives it. A target is reached only where it is in both columns.

![calls a second](performance/peers.svg)

{table(names.split("|"), shown)}
{_own_apis(result.get("own_apis", {}))}\
A call that is sent alone over an open connection takes {result["alone"]:.2f} ms, a reset over HTTP
{result["reset"]:.2f} ms.
"""


def _own_apis(rows: Any) -> str:
    if not rows:
        return ""
    first = rows[LOOK_UP]["processor"]
    shown = [
        (
            name,
            f"{row['rate']:,.0f}",
            f"{row['p50']:.1f} / {row['p99']:.1f} ms",
            f"{row['processor']:,.0f} µs",
            f"{row['processor'] / first:.2f}",
        )
        for name, row in rows.items()
    ]
    return f"""\
The commonest calls of the other APIs, which take turns on one server:

{table(("", "calls/s", "p50 / p99", "processor a call", "ratio"), shown)}
"""


def _servers(rows: Sequence[Any]) -> str:
    shown = [
        (
            row["name"],
            f"{row['rate']:,.0f}",
            f"{row['p99']:.1f} ms",
            f"{row['processor']:,.0f} µs",
            "yes" if row["underscores"] else "**no**",
            "yes" if row["keep_alive"] else "**no**",
            f"{row['beside_delayed'] * 1000:,.0f} ms",
            f"{row['stop'] * 1000:,.0f} ms",
            f"{row['first_answer']:.2f} s",
            f"{row['memory']:.0f} MB",
        )
        for row in rows
    ]
    names = "|calls/s|p99|processor a call|`linked_account_id`|keep-alive|beside delayed calls|stop|first answer|memory"
    return f"""\
## Servers

The same call through our own server and through the Flask application on others. *beside delayed calls*: how long a
plain call takes while eight others wait for a planned delay of half a second.

{table(names.split("|"), shown)}
`mockserver serve`, `run` and the pytest plugin use one server: uvicorn's protocol on asyncio, with a door of ours
before it that answers a dialect's call where it is parsed. It is the fastest of these, passes header names with
underscores, keeps connections, stops at once, and a delayed answer is a timer of its loop, so that it stalls nobody.
uvloop is not used: its gain lies within the noise, and it adds ten milliseconds to a start. A server of threads loses
on every column, because a call is a few dozen microseconds of Python and threads can only take turns at it. One process
serves one world: records live in its memory, and `WEB_CONCURRENCY` above 1 is refused with a sentence.
"""


def _start(result: Any) -> str:
    answers = [
        (name, f"{times['median']:.3f} s", f"{times['best']:.3f} s") for name, times in result["first_answer"].items()
    ]
    imports = [(entry["package"], f"{entry['milliseconds']:.1f}") for entry in result["imports"]]
    return f"""\
## Start

From the start of the process to the end of the first call, with bytecode at hand as an installed package has it.

{table(("", "median", "best"), answers)}
Milliseconds of the modules that are imported until then, by package (`python -X importtime`):

{table(("package", "ms"), imports)}
Flask, jsonschema, the parser of SOQL, Faker and JWT are not among them: each is loaded when it is first needed, and
contracts are compiled when they are first asked. A second after the start `mockserver serve` loads what the first
refusal and the first call of the control API would else wait for.
"""


def _fixtures(result: Any) -> str:
    starts = [
        (
            name,
            f"{one['milliseconds']:.0f}",
            f"{one['ratio']:.3f}",
            f"{one['median_ratio']:.3f}",
            f"{one['megabytes']:.1f}",
        )
        for name, one in result["starts"].items()
    ]
    tests = [(name, f"{milliseconds:.2f}") for name, milliseconds in result["tests"].items()]
    suites = [
        (name, f"{one['seconds']:.1f} s", f"{one['processor_seconds']:.1f} s") for name, one in result["suites"].items()
    ]
    return f"""\
## A test author's view

Milliseconds of processor time that pytest takes for one empty test where a package is installed and not used, beside
an environment with pytest alone, and MB of what is installed:

{table(("installed", "ms", "ratio of the quickest", "of the medians", "MB"), starts)}
Milliseconds of processor time of one test with one call, its answer and an assertion that it was made:

{table(("", "ms"), tests)}
A suite of {result["suite"]:,} tests with three calls each, the start included. WireMock is started by the suite, told
what to answer, asked what it was called, and emptied, in every test:

{table(("", "elapsed", "processor"), suites)}"""


def _scale(result: Any) -> str:
    sizes = result["sizes"]
    names = [name for name in next(iter(sizes.values())) if not name.endswith(("_bytes", "_seconds"))]
    timed = [(name, *(f"{sizes[size][name]:,.1f}" for size in sizes)) for name in names]
    weights = {
        "bytes of a record": "record_bytes",
        "bytes of its indexes": "index_bytes",
        "bytes of its words, after the first search": "words_bytes",
        "seconds to index": "index_seconds",
        "seconds of the first search": "first_search_seconds",
    }
    weighed = [(text, *(f"{sizes[size][name]:,.3g}" for size in sizes)) for text, name in weights.items()]
    head = ("", *(f"{int(size):,}" for size in sizes))
    return f"""\
## Size of the state

Contacts in one sandbox; microseconds, medians. The names with a dot are whole calls, the others the store alone.

![cost against size](performance/scale.svg)

{table(head, timed)}
{table(head, weighed)}
A world of {result["people"]:,} generated people is made in {result["populate_seconds"]:.1f} s. A search costs what it
finds: the words of a table are indexed on the first search in it, and what a sandbox writes later in runs of its own.
"""


def _applications(result: Any) -> str:
    small, large = min(result, key=int), max(result, key=int)
    rows = [
        (name, f"{few:,.0f}", f"{result[large][name]:,.0f}", f"{result[large][name] / few:.2f}")
        for name, few in result[small].items()
    ]
    return f"""\
## The applications' own APIs

Whole calls that an index serves, in one sandbox with so many contacts of the application: microseconds of processor
time, medians. A call costs what it finds or writes.

{table(("", f"{int(small):,}", f"{int(large):,}", "ratio"), rows)}"""


def _process(result: Any) -> str:
    items = list(result.items())
    shown = [(name, f"{figures['mean']:.2f}", f"{figures['deviation']:.2f}") for name, figures in items]
    return f"""\
## In process

Microseconds by pyperf, without a socket. *lean door* includes reading the request's bytes and writing the answer's.

{table(("part of a call", "mean", "deviation"), shown[:_PARTS])}
<details><summary>a call of each action</summary>

{table(("action", "mean", "deviation"), shown[_PARTS:])}
</details>
"""


def _instructions(result: Any) -> str:
    shown = [(name, f"{thousands:,.0f}") for name, thousands in result.items()]
    return f"""\
## Instructions

Thousands of instructions for one call, by callgrind: the same on a busy machine, so that a change's cost can be seen
(`python -m benchmarks instructions`). *import* is all that `mockserver serve` imports.

{table(("", "thousands"), shown)}"""


def _endurance(result: Any) -> str:
    return f"""\
## Endurance

{result["calls"]:,} calls over real connections, {result["errors"]} errors. The journal fills to its bound with the
first of them.

![memory](performance/endurance.svg)
"""


def plots(found: Results) -> Iterator[tuple[str, str]]:
    """File name and SVG text of each plot."""
    if "peers" in found:
        rows = [
            Bar(row["name"], row["rate"], min(row["rates"]), max(row["rates"]), marked=row["name"] == OURS)
            for row in found["peers"]["programs"]
        ]
        yield "peers.svg", bars("calls a second, median and range of the rounds", "/s", rows)
    if "scale" in found:
        sizes = found["scale"]["sizes"]
        series = {name: [(float(size), figures[name]) for size, figures in sizes.items()] for name in _GROWING}
        yield "scale.svg", lines("cost against size", "records", "microseconds", series, logarithmic=True)
    if "endurance" in found:
        points = {"resident": [(float(calls), megabytes) for calls, megabytes in found["endurance"]["points"]]}
        yield "endurance.svg", lines("memory over the calls", "calls", "MB", points, logarithmic=False)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines_of = [tuple(head), *(tuple(row) for row in rows)]
    lines_of.insert(1, ("---",) * len(lines_of[0]))
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines_of)


if __name__ == "__main__":
    write()
