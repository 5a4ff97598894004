"""The statements of the schema files cover the contract, and the page of assumptions tells all choices."""

import re
from pathlib import Path

import pytest

from mockserver import dialects
from mockserver.cli.documentation import documents
from mockserver.core import statements
from mockserver.core.statements import Statement
from tests.contract import IDS

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def told() -> list[Statement]:
    return statements.load()


def test_the_schemas_give_evidence_for_exactly_the_statements_of_the_contract(told: list[Statement]) -> None:
    assert statements.ids(told) == sorted(IDS)


def test_every_choice_has_a_reason_and_only_a_choice_needs_one(told: list[Statement]) -> None:
    assert [s for s in told if (s.kind == "choice") != bool(s.reason.strip())] == []


def test_every_sentence_ends_and_stands_on_one_line(told: list[Statement]) -> None:
    sentence = re.compile(r"\S.*[.!?)`]")
    assert [s for s in told for text in (s.text, s.reason) if text and not sentence.fullmatch(text)] == []


def test_no_statement_is_told_twice(told: list[Statement]) -> None:
    texts = [(s.id, s.text) for s in told]
    assert sorted({text for text in texts if texts.count(text) > 1}) == []


@pytest.mark.parametrize("path", [path for path, _ in documents(ROOT)], ids=lambda path: path.name)
def test_a_document_that_is_made_from_the_schemas_is_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == dict(documents(ROOT))[path], "run `make docs`"


def test_the_page_lists_choices_with_reasons_by_section() -> None:
    told = [
        Statement("O-08", "documented", "Fields must be filled.", "", "oktopost/http/execute_action.json"),
        Statement("O-08", "choice", "A blank is empty.", "Nobody says.", "oktopost/http/execute_action.json"),
        Statement("X-04", "choice", "Same bytes.", "So.", "shared.json"),
    ]
    _, *sections = statements.assumptions_markdown(told, dialects.sections()).split("\n## ")
    link = "([oktopost/http/execute_action](../schemas/oktopost/http/execute_action.json))"
    assert sections == [
        (
            "Oktopost: executing an action, and what an account has\n\n"
            f"- **O-08** A blank is empty. *Why:* Nobody says. {link}\n"
        ),
        "What holds everywhere\n\n- **X-04** Same bytes. *Why:* So. ([shared](../schemas/shared.json))\n",
    ]
