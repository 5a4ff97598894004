"""Imports point downward, row by row, and `import mockserver` costs nothing."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ROWS = {
    "documentation": 12,
    "pytest_plugin": 13,
    "interception": 12,
    "schemathesis_hooks": 11,
    "__main__": 11,
    "commands": 11,
    "seams": 11,
    "cli": 10,
    "proxy": 10,
    "testing": 10,
    "server": 9,
    "app": 8,
    "protocol": 7,
    "checks": 6,
    "console": 7,
    "control": 6,
    "examples": 6,
    "openapi": 7,
    "gateway": 5,
    "records": 5,
    "world": 5,
    "dialects": 4,
    "population": 4,
    "crm": 3,
    "engine": 3,
    "limits": 3,
    "linked_accounts": 3,
    "sessions": 3,
    "action": 2,
    "sandbox": 2,
    "contracts": 1,
    "faults": 1,
    "journal": 1,
    "statements": 1,
    "store": 1,
    "clock": 0,
    "errors": 0,
    "http": 0,
    "outcomes": 0,
    "memory": 0,
    "people": 0,
    "redaction": 0,
    "resources": 0,
    "words": 0,
}
"""The row of each module; the modules of `crm` and of `dialects` share one and may import each other.

The package's own `__init__` has none: it holds the version, imports nothing, and every module may import it.
"""

WEB_FRAMEWORKS = {"flask", "werkzeug", "uvicorn", "a2wsgi"}
"""Kept out of rows 0 to 3, so that a CRM and the engine can be read and tested without HTTP."""


def _modules() -> dict[str, ast.Module]:
    """The syntax trees of the modules by their names below `mockserver`, the package itself left out."""
    package = ROOT / "mockserver"
    names = {path: ".".join(path.relative_to(package).with_suffix("").parts) for path in package.rglob("*.py")}
    return {
        name.removesuffix(".__init__"): ast.parse(path.read_text(encoding="utf-8"))
        for path, name in sorted(names.items())
        if name != "__init__"
    }


MODULES = _modules()


def _imported(name: str) -> set[str]:
    """The dotted names that a module imports anywhere; `from a import b` gives `a` and `a.b`."""
    found: set[str] = set()
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.update({f"{node.module}", *(f"{node.module}.{alias.name}" for alias in node.names)})
    return found


def _own_imports(name: str) -> set[str]:
    """The modules of the package that a module imports, less the packages that only hold them."""
    own = {dotted.removeprefix("mockserver.") for dotted in _imported(name)} & MODULES.keys()
    return {module for module in own if not any(other.startswith(f"{module}.") for other in own)}


def _top(name: str) -> str:
    return name.partition(".")[0]


def test_the_table_of_rows_names_exactly_the_modules_of_the_package() -> None:
    assert sorted(ROWS) == sorted({_top(name) for name in MODULES})


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_from_lower_rows_and_its_own_package(name: str) -> None:
    elsewhere = {_top(imported) for imported in _own_imports(name)} - {_top(name)}
    assert {other for other in elsewhere if ROWS[other] >= ROWS[_top(name)]} == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    order = TopologicalSorter({name: _own_imports(name) for name in MODULES}).static_order()
    assert set(order) == MODULES.keys()


@pytest.mark.parametrize("name", [name for name in MODULES if ROWS.get(_top(name), 0) < 4])
def test_the_lower_rows_know_no_web_framework(name: str) -> None:
    assert {_top(dotted) for dotted in _imported(name)} & WEB_FRAMEWORKS == set()


def test_importing_the_package_imports_nothing_else() -> None:
    program = "import sys; before = set(sys.modules); import mockserver; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["mockserver"]
