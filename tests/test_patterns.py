"""Python's ``re`` may take the square of a text's length: every pattern of ours stands here, with why it cannot."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "mockserver"

OURS = "only texts of this project: its schema files, its own answers, what it generated"
LINEAR = "one class of characters, or fixed beginnings: no character is looked at more often than a few times"

REASONS = {
    "checks/answers:_naming": f"{LINEAR}: a beginning and an end around one greedy dot",
    "core/json_stream:_BLANK": f"{LINEAR}: a possessive class",
    "core/json_stream:_PLAIN": f"{LINEAR}: a possessive class",
    "core/json_stream:_QUOTED": f"{LINEAR}: possessive, and its two parts begin differently",
    "core/json_stream:_WHOLE": f"{LINEAR}: possessive, and its parts begin differently",
    "checks/answers:_FIELDS": f"{OURS}: the texts of refusals",
    "checks/answers:_wording": "at most 2,000 characters: the length is asked first",
    "checks/baseline:_INDEX": f"{LINEAR}: a run of digits behind a bracket, which is none",
    "checks/github:_plain": LINEAR,
    "checks/har_entries:_ENCODED": f"{LINEAR}: its parts begin differently",
    "checks/pact_export:_PLAIN": LINEAR,
    "checks/pact_export:_one_of": "it writes a pattern for others",
    "checks/postman:_BASE": f"{LINEAR}: behind a fixed beginning, which is not in the class",
    "core/store:TableSpec": f"{LINEAR}: a fixed beginning and end around a word",
    "crm/hubspot/events:_NAMED": "so many characters behind a fixed beginning",
    "crm/salesforce/actions:_NUMBER": "so many digits, matched at the beginning",
    "dialects/oktopost/checks:_NAMES": f"{LINEAR}: a word, with a fixed end",
    "dialects/refold/fields:_ADDRESS": f"{LINEAR}: @ is not in the classes",
    "dialects/salesforce/batch_formats:_MOMENT": f"{LINEAR}: behind so many digits",
    "openapi/schemathesis_hooks:_fits": f"{OURS}: the paths of its routes",
    "sandboxes/deliveries:_URL": f"{LINEAR}: its parts begin differently",
    "checks/sentences:_UNPRINTABLE": LINEAR,
    "checks/sentences:one_line": LINEAR,
    "cli/commands/changes:_IS_MARK": f"{LINEAR}: an argument of the command line",
    "cli/commands/openapi:as_yaml": OURS,
    "console/again:_PLACE": f"{OURS}: the paths of its routes",
    "console/again:parts": f"{LINEAR}: the paths of its routes, whose parts / keeps apart",
    "console/exchange:_VOID": f"{LINEAR}: a line that json.dumps wrote, matched at the beginning",
    "console/fields:_note": f"{OURS}: the patterns of its schema files, asked of its own examples",
    "console/gist:_EMAIL": "at most 320 characters: the length is asked first",
    "console/javascript:_MOMENT": "so many digits, matched at the beginning",
    "console/javascript:_NAME": LINEAR,
    "console/sentence:_ABSENT": f"{LINEAR}: fixed words",
    "console/sentence:_WORD": LINEAR,
    "console/exchange:_TOKEN": f"{LINEAR}: what is marked was written by json.dumps, so every string has its end",
    "console/snippets:_MOMENT": "so many digits, matched at the beginning",
    "console/snippets:_test_name": f"{OURS}: an action and an outcome",
    "console/snippets:pytest": f"{LINEAR}: a word",
    "control/door:blueprint": f"{OURS}: the paths of its routes",
    "control/routes:_patterns": f"{OURS}: the paths of its routes",
    "core/faults:_MAGIC": f"{LINEAR}: behind @, which is not in the class",
    "core/redaction:_AUTHORIZATION": f"{LINEAR}: behind a fixed beginning, and what follows it is taken whole",
    "core/redaction:_BRACKETS": LINEAR,
    "core/redaction:_ESCAPE": "at most six characters",
    "core/redaction:_JWT": f"{LINEAR}: it begins where a run does that two more follow, and tells once where it is one",
    "core/redaction:_LONE": "one character",
    "core/redaction:_NUMBER": LINEAR,
    "core/redaction:_PAIR": f"{LINEAR}: it begins where a run does",
    "core/redaction:_PART_NAME": f"{LINEAR}: behind a fixed beginning, and blanks are none",
    "core/redaction:_QUOTED_PAIR": f"{LINEAR}: it begins where a run does",
    "core/redaction:_SEPARATORS": LINEAR,
    "core/redaction:_TOKEN": f"{LINEAR}: its parts begin differently, and none can fail behind a long one",
    "core/words:_WORD": LINEAR,
    "crm/hubspot/catalogue:_DATE_TIME": "at most 64 characters: the length is asked first",
    "crm/hubspot/catalogue:_MILLISECONDS": "so many digits, matched at the beginning",
    "crm/marketo/actions:_NUMBER": "so many digits, matched at the beginning",
    "crm/marketo/describe:_NAME": LINEAR,
    "crm/marketo/fields:_DATE": "at most 64 characters: the length is asked first",
    "crm/marketo/fields:_EMAIL": "at most 255 characters: the length is asked first",
    "crm/marketo/fields:_MOMENT": "at most 64 characters: the length is asked first",
    "crm/marketo/fields:_NUMBER": "at most 255 characters: the length is asked first",
    "crm/salesforce/ids:_SHAPE": "so many letters and digits, matched at the beginning",
    "crm/salesforce/sosl:_CLAUSE": f"{LINEAR}: fixed words",
    "crm/salesforce/sosl:_ESCAPE": "two characters",
    "crm/salesforce/sosl:_HEAD": f"{LINEAR}: matched at the beginning, and its parts begin differently",
    "crm/salesforce/sosl:_LIMIT": "so many digits behind a fixed word",
    "crm/salesforce/sosl:_OBJECT": f"{LINEAR}: matched at the beginning, around one greedy class",
    "crm/salesforce/sosl:_OPERATOR": f"{LINEAR}: it begins where a run of blanks does, and gives none back",
    "crm/salesforce/sosl:_QUOTED": f"{LINEAR}: its two parts begin differently",
    "crm/salesforce/sosl:_RETURNING": f"{LINEAR}: a fixed word",
    "crm/salesforce/sosl:_with_words": "one character",
    "crm/salesforce/soql/literals:_PIECE": f"{LINEAR}, of at most 4,000 of them",
    "crm/salesforce/soql/literals:pattern": "every comparison of characters is counted: mockserver.crm.steps",
    "crm/salesforce/soql/syntax:_WORD": f"{LINEAR}, of at most 100,000 of them",
    "crm/salesforce/soql/syntax:_PARSER": f"{LINEAR}, of at most 100,000 of them: the tokens of soql.lark",
    "crm/salesforce/values:_DATE": "at most 255 characters: the length is asked first",
    "crm/salesforce/values:_DATETIME": "at most 255 characters: the length is asked first",
    "crm/salesforce/values:_EMAIL": "at most 80 characters: a longer text is refused as too long before",
    "crm/salesforce/values:_FRACTION": "at most 255 characters: asked only of what _NUMBER took",
    "crm/salesforce/values:_NUMBER": "at most 255 characters: the length is asked first",
    "crm/salesforce/shape:_take_field_file": f"{LINEAR}: a path of the owner's own folder",
    "dialects/gateway:_PREFIX": "what the server is started with, no input",
    "dialects/gateway:_UNSENDABLE": LINEAR,
    "dialects/hubspot/asking:_TYPE_ID": f"{LINEAR}: digits and digits, matched at the beginning",
    "dialects/marketo/bulk:_RANGE": "so many digits, matched at the beginning",
    "dialects/marketo/leads:_COOKIE": f"{LINEAR}: behind fixed beginnings, and & ends the first part",
    "dialects/marketo/paging:_POSITION": "so many digits, matched at the beginning",
    "dialects/marketo/parameters:_BRACKETS": f"{LINEAR}: a run of digits behind a bracket, which is none",
    "dialects/salesforce/composite:_DEAR": f"{LINEAR}: matched at the beginning",
    "dialects/salesforce/composite:_INNER": f"{LINEAR}: matched at the beginning",
    "dialects/salesforce/composite:_REFERENCE": f"{LINEAR}: behind a fixed beginning, and its parts begin differently",
    "dialects/salesforce/composite:_STEP": f"{LINEAR}: its two parts begin differently",
    "dialects/salesforce/conditions:_TAG": f"{LINEAR}: a quotation mark ends what it began",
    "dialects/salesforce/conditions:_TAGS": f"{LINEAR}: its parts begin differently, in a header of a bounded length",
    "dialects/salesforce/guards:_FALSE_OR_TRUE": "two words",
    "dialects/salesforce/queries:_BATCH_SIZE": f"{LINEAR}: behind a fixed word, in a header of a bounded length",
    "dialects/salesforce/queries:_LOCATOR": "so many characters, matched at the beginning",
    "openapi/parts:slug": OURS,
    "world/records:_ADDRESS": "so many characters on either side of @",
    "openapi/schemas:_PROPERTY": OURS,
    "openapi/schemas:camel": OURS,
}
"""``module:name`` of each use of ``re`` -> why it cannot hurt; the name is what it is assigned to, or the function."""


def _uses(path: Path) -> Iterator[str]:
    """The names under which a module uses ``re`` otherwise than in an annotation."""
    module = path.relative_to(PACKAGE).with_suffix("").as_posix()
    for outer in ast.parse(path.read_text(encoding="utf-8")).body:
        if any(_is_of_re(node) for node in ast.walk(outer)):
            yield f"{module}:{_name(outer)}"


def _is_of_re(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute) or node.attr in ("Pattern", "Match"):
        return False
    return isinstance(node.value, ast.Name) and node.value.id == "re"


def _name(outer: ast.stmt) -> str:
    if isinstance(outer, ast.AnnAssign | ast.Assign):
        target = outer.target if isinstance(outer, ast.AnnAssign) else outer.targets[0]
        return ast.unparse(target)
    return str(getattr(outer, "name", "a statement"))


def test_every_pattern_of_pythons_re_has_its_reason() -> None:
    found = {use for path in PACKAGE.rglob("*.py") for use in _uses(path)}
    assert found - REASONS.keys() == set(), "say why its cost is bounded, or give it to explanation.matcher"
    assert REASONS.keys() - found == set()


def test_re_is_imported_under_its_own_name_alone() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in ("re", "regex"), path
            elif isinstance(node, ast.Import):
                assert all(alias.name != "re" or alias.asname is None for alias in node.names), path


def test_jsonschema_is_not_given_a_pattern_to_decide() -> None:
    """Its own keywords ask ``re``; ours ask the fast validator, in linear time."""
    from jsonschema import Draft202012Validator

    from mockserver.core import contracts

    explaining = contracts.load().explainer("control/error#/$defs/response")
    for keyword in ("pattern", "patternProperties", "additionalProperties", "uniqueItems"):
        assert type(explaining).VALIDATORS[keyword] is not Draft202012Validator.VALIDATORS[keyword]
