"""In process, without a socket: the parts of a call, and a call of each action, by pyperf.

``python -m benchmarks.process`` takes pyperf's own options.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.calls import Wire, gateway, samples, the_call
from benchmarks.example import CALL, FORM
from benchmarks.places import PYTHON, ROOT, environment


def parts() -> Mapping[str, Callable[[], Any]]:
    """What a call is made of, by name."""
    from mockserver.core import contracts
    from mockserver.core.http import dump_json, load_json, parse_form

    served = gateway()
    loaded, sandbox = contracts.load(), served.sandboxes.default
    document = load_json(the_call(served)().body)
    body, payload = CALL.body.encode(), load_json(FORM["payload"])
    action = "oktopost/salesforce/contact.getByEmail"
    request, result = loaded.of(action, "request"), loaded.of(action, "response")
    form, envelope = (loaded.of("oktopost/http/execute_action", part) for part in ("request", "response"))
    held = {"form": dict(parse_form(body))}
    store = sandbox.store()
    return {
        "parse the form": lambda: parse_form(body),
        "contract of the form": lambda: form.is_valid(held),
        "contract of the payload": lambda: request.is_valid(payload),
        "contract of the result": lambda: result.is_valid(document["IntegrationAction"]),
        "contract of the envelope": lambda: envelope.is_valid(document),
        "store: look-up by e-mail": lambda: store.find("salesforce/Contact", "Email", payload["email"]),
        "store: look-up by id": lambda: store.get("salesforce/Contact", "0035g0000000001AAA"),
        "dump the answer": lambda: dump_json(document),
        "request id": sandbox.uuid,
        "reset": sandbox.reset,
        "snapshot": sandbox.snapshot,
        "the whole call": the_call(served),
        "the whole call, lean door": Wire(served).call,
    }


def measure() -> dict[str, dict[str, float]]:
    """Microseconds by name: mean and standard deviation."""
    speed = ("--processes=3", "--values=3", "--warmups=1", "--min-time=0.02")
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "process.json"
        command = [PYTHON, "-m", "benchmarks.process", *speed, "--quiet", "--copy-env", "-o", str(output)]
        subprocess.run(command, cwd=ROOT, env=dict(environment()), check=True, stdout=subprocess.DEVNULL)
        benchmarks = json.loads(output.read_text())["benchmarks"]
    return {entry["metadata"]["name"]: _figures(entry) for entry in benchmarks}


def _figures(entry: Any) -> dict[str, float]:
    from statistics import mean, stdev

    values = [value * 1e6 for run in entry["runs"] for value in run.get("values", ())]
    return {"mean": mean(values), "deviation": stdev(values) if len(values) > 1 else 0.0}


def main() -> None:
    """Every benchmark, one after another; pyperf runs this module again for each of its processes."""
    import pyperf  # type: ignore[import-untyped]

    runner = pyperf.Runner()
    for name, act in parts().items():
        runner.bench_func(name, act)
    for sample in samples(gateway()):
        runner.bench_func(sample.name, sample.act)


if __name__ == "__main__":
    main()
