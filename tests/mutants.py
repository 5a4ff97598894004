"""Mutation testing: one small mistake at a time in a module, and whether the module's tests see it.

`make mutants ARGS='core/faults --sample 30 --seed 1'`; docs/mutation.md tells what came of it.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Final

import cosmic_ray.plugins
import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

ROOT: Final = Path(__file__).parent.parent

TESTS: Final = {
    "core/changes": ("test_changes",),
    "core/faults": ("test_faults",),
    "core/shape": ("test_shape",),
    "core/store": ("test_store", "test_state", "test_hubspot"),
    "dialects/frame": ("test_oktopost_bodies", "test_oktopost_execute", "test_toy_dialect", "test_faults"),
    "dialects/gateway": ("test_oktopost_bodies", "test_cors", "test_security", "test_toy_dialect"),
    "sandboxes/engine": ("test_oktopost_execute", "test_state", "test_offload"),
    "sandboxes/sandbox": ("test_state", "test_sandboxes", "test_saving", "test_control", "test_deliveries"),
    "sandboxes/writes": ("test_writes", "test_saving"),
    "transport/app": ("test_doors", "test_wsgi", "test_cors", "test_control"),
    "transport/protocol": ("test_doors", "test_transport", "test_bounds"),
    "transport/server": ("test_listening", "test_doors", "test_offload", "test_bounds", "test_transport"),
}
"""The tests of each module, those first that see most for the least time."""

SECONDS: Final = 300
"""How long the tests of one mutant may take: those of a mutant that hangs fail, too."""

PRELOADED: Final = ("flask", "jsonschema", "jsonschema_rs", "lark", "orjson", "requests", "uvicorn")
"""What every run of the tests would import anew."""


@dataclass(frozen=True)
class Mutant:
    """A module's source with one mistake, in a line."""

    line: int
    operator: str
    source: str


def sampled(source: str, number: int, seed: int) -> Iterator[Mutant]:
    """Mutants of as many lines, drawn evenly, one of each; of all lines where there are fewer.

    None that differs in an annotation alone, which nothing evaluates.
    """
    random = Random(seed)
    by_line: dict[int, list[tuple[str, int]]] = {}
    nodes = list(ast_nodes(get_ast(source)))
    for name in sorted(cosmic_ray.plugins.operator_names()):
        kind = cosmic_ray.plugins.get_operator(name)
        if not kind.arguments():
            places = [place for node in nodes for place in kind().mutation_positions(node)]
            for occurrence, ((line, _), _) in enumerate(places):
                by_line.setdefault(line, []).append((name, occurrence))
    original = _meaning(source)
    for line in random.sample(sorted(by_line), len(by_line)):
        for name, occurrence in random.sample(by_line[line], min(4, len(by_line[line]))):
            mutated = mutate_code(source, cosmic_ray.plugins.get_operator(name)(), occurrence) or ""
            if number and _meaning(mutated) not in (_meaning(""), original):
                number -= 1
                yield Mutant(line, name.removeprefix("core/"), mutated)
                break


class _Unannotated(ast.NodeTransformer):
    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(node.arg)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        self.generic_visit(node)
        node.annotation = ast.Constant(None)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        node.returns = None
        return node


def _meaning(source: str) -> str:
    """A source without its annotations and its layout; that of nothing for one that is no Python."""
    try:
        return ast.dump(_Unannotated().visit(ast.parse(source)))
    except SyntaxError:
        return ast.dump(ast.parse(""))


def tests_pass(copy: Path, tests: Sequence[str]) -> bool:
    """Whether the tests of a copy of the project pass, in a process that has already imported what they need."""
    child = os.fork()
    if not child:
        os.setsid()
        os.chdir(copy)
        os.environ["PYTHONPATH"] = str(copy)
        sys.path.insert(0, str(copy))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.dup2(nowhere, sys.stderr.fileno())
        paths = [f"tests/{name}.py" for name in tests]
        os._exit(int(pytest.main(["-x", "-q", "-n", "0", "-p", "no:cacheprovider", *paths])))
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status == 0
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="module", help=f"some of {', '.join(TESTS)}; without: all")
    parser.add_argument("--sample", type=int, default=30, help="how many mutants of each module, one a line")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for name in PRELOADED:
        import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        ignored = shutil.ignore_patterns(".*", "node_modules", "__pycache__")
        shutil.copytree(ROOT, copy, ignore=ignored, symlinks=True)
        for module in options.modules or TESTS:
            survey(copy, module, options.sample, options.seed)


def survey(copy: Path, module: str, number: int, seed: int) -> None:
    """Print the survivors of a module's sample, and how many were killed."""
    path = copy / "mockserver" / f"{module}.py"
    source = path.read_text(encoding="utf-8")
    if not tests_pass(copy, TESTS[module]):
        sys.exit(f"{module}: its tests fail as it is")
    sample = survived = 0
    for mutant in sampled(source, number, seed):
        sample += 1
        path.write_text(mutant.source, encoding="utf-8")
        if tests_pass(copy, TESTS[module]):
            survived += 1
            diff = unified_diff(source.splitlines(), mutant.source.splitlines(), module, mutant.operator, "", "", 1, "")
            sys.stdout.write("\n".join(diff) + "\n")
            sys.stdout.flush()
    path.write_text(source, encoding="utf-8")
    sys.stdout.write(f"{module}: {sample} mutants, {sample - survived} killed, {survived} survived\n")


if __name__ == "__main__":
    main()
