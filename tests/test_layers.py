"""Imports point downward, row by row, and `import mockserver` costs nothing."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ROWS = {
    "__main__": 10,
    "cli": 9,
    "strategies": 9,
    "testing": 8,
    "checks": 7,
    "transport": 6,
    "openapi": 5,
    "console": 5,
    "control": 4,
    "world": 3,
    "dialects": 2,
    "sandboxes": 1,
    "crm": 1,
    "core": 0,
}
"""The row of each package: its modules may import from lower rows and from each other, never in a circle.

The package's own `__init__` has none: it holds the version, imports nothing, and every module may import it.
"""

PARTS = {"probes": "checks"}
"""What a dialect says to a package under another name than that package's own."""

WEB_FRAMEWORKS = ("flask", "uvicorn", "werkzeug.wrappers", "werkzeug.routing", "werkzeug.serving")
"""Kept out of rows 0 to 3, so that all that an API does can be read and tested without a server."""


VENDORS = ("oktopost", "refold", "cobalt", "salesforce", "hubspot", "marketo")
"""Names that only the vendors' own folders spell out."""

LISTS = {
    "dialects/__init__.py": "the list of the dialects",
    "crm/__init__.py": "the list of the applications",
    "testing/clients.py": "made by `make docs` of the dialects",
    "testing/words.py": "made by `make docs` of the dialects' tables",
}


LONGEST = 400

LONG = {
    "console/pages.py": "a method for each page of the console",
    "control/views.py": "a view for each route of the control API",
    "core/store.py": "state, table and store are made of each other",
    "crm/salesforce/soql/checking.py": "the clauses of a query and the rows of its groups are held by one another",
    "crm/salesforce/soql/syntax.py": "a value for each thing that can be written in a query, and what builds them",
    "dialects/frame.py": "a dialect, its routes and the context of a call name each other",
    "dialects/oktopost/routes.py": "the table of refusals, and a view for each route",
    "dialects/refold/configurations.py": "a view for each of ten routes over one kind of record",
    "dialects/refold/routes.py": "the table of refusals, and a view for each route",
    "sandboxes/journal.py": "entries, and the tallies of those that are gone, under one lock and one budget",
    "sandboxes/sandbox.py": "a sandbox, and the registry that makes, finds and drops it by its credentials",
    "sandboxes/shared/sandbox.py": "all that a sandbox does, as drafts of one transaction",
    "sandboxes/shared/sandboxes.py": "the registry of shared sandboxes, and the transaction of its steps",
    "testing/words.py": "a line for each action, outcome and table, made by `make docs`",
    "transport/protocol.py": "one connection: a method for each event of uvicorn's protocol",
    "transport/server.py": "what starts and stops with one event loop",
}
"""Modules of more than LONGEST lines, each with the reason why it is not parted."""


def _shared_files() -> list[Path]:
    """The modules, templates and scripts that are nobody's in particular."""
    package = ROOT / "mockserver"
    found = [path.relative_to(package) for path in package.rglob("*") if path.suffix in (".py", ".html", ".js")]
    return sorted(
        path
        for path in found
        if not (path.parts[0] in ("dialects", "crm") and len(path.parts) > 2)
        and "viewer" not in path.parts
        and path.as_posix() not in LISTS
    )


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


def _row(name: str) -> str:
    """The package in whose row a module stands: what a vendor's folder says to another package is in that one's row."""
    steps = name.split(".")
    part = PARTS.get(steps[2], steps[2]) if steps[0] in ("dialects", "crm") and len(steps) > 2 else ""
    return part if part in ROWS else steps[0]


@pytest.mark.parametrize("path", _shared_files(), ids=str)
def test_only_the_vendors_own_folders_name_them(path: Path) -> None:
    lines = (ROOT / "mockserver" / path).read_text(encoding="utf-8").lower().splitlines()
    assert [f"{number}: {line}" for number, line in enumerate(lines, 1) if any(name in line for name in VENDORS)] == []


def test_a_long_module_has_a_reason() -> None:
    package = ROOT / "mockserver"
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in package.rglob("*.py")}
    long = {path.relative_to(package).as_posix() for path, length in lengths.items() if length > LONGEST}
    assert long - LONG.keys() == set()
    assert [name for name in LONG if not (package / name).is_file()] == []


def test_the_table_of_rows_names_exactly_the_modules_of_the_package() -> None:
    assert sorted(ROWS) == sorted({_top(name) for name in MODULES})


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_from_lower_rows_and_its_own_package(name: str) -> None:
    elsewhere = {_row(imported) for imported in _own_imports(name)} - {_row(name)}
    assert {other for other in elsewhere if ROWS[other] >= ROWS[_row(name)]} == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    order = TopologicalSorter({name: _own_imports(name) for name in MODULES}).static_order()
    assert set(order) == MODULES.keys()


@pytest.mark.parametrize("name", [name for name in MODULES if ROWS.get(_row(name), 0) < 4])
def test_the_lower_rows_know_no_web_framework(name: str) -> None:
    assert [dotted for dotted in sorted(_imported(name)) if dotted.startswith(WEB_FRAMEWORKS)] == []


def test_importing_the_package_imports_nothing_else() -> None:
    program = "import sys; before = set(sys.modules); import mockserver; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["mockserver"]
