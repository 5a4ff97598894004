"""The refusals of Salesforce, in its own words and its own JSON.

Texts follow the public REST API guide ("Status Codes and Error Responses") and answers that public clients
quote.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from mockserver.core.errors import CrmError
from mockserver.crm.salesforce.objects import Field, SObject

_SHOWN: Final = 255


def refusal(
    code: str, messages: Iterable[tuple[str, Sequence[str] | None]], *, status: int = 400, detail: str = ""
) -> CrmError:
    """One native error for each (message, fields); fields None leaves the member out.

    ``detail`` is appended to the one-line message only: object and key, where the native text names none.
    """
    errors = [_native(message, code, fields) for message, fields in messages]
    line = "; ".join(f"{code}: {error['message'].strip()}" for error in errors)
    return CrmError(f"{line}: {detail}" if detail else line, status=status, body=errors)


def _native(message: str, code: str, fields: Sequence[str] | None) -> dict[str, Any]:
    error: dict[str, Any] = {"message": message, "errorCode": code}
    return error if fields is None else {**error, "fields": list(fields)}


def shown(text: str) -> str:
    """A caller's value as a message quotes it."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def malformed_id(text: str) -> CrmError:
    """Not the length or the characters of an id."""
    return refusal("MALFORMED_ID", [(f"malformed id {shown(text)}", ["Id"])])


def wrong_id(sobject: SObject, text: str) -> CrmError:
    """An id with a wrong checksum, or of another object."""
    label = sobject.fields["Id"].label
    return refusal("MALFORMED_ID", [(f"{label}: id value of incorrect type: {shown(text)}", ["Id"])])


def not_found(detail: str) -> CrmError:
    """No such record; ``detail`` names object and key."""
    return refusal("NOT_FOUND", [("The requested resource does not exist", None)], status=404, detail=detail)


def is_deleted(detail: str) -> CrmError:
    """The record existed and was deleted; ``detail`` names object and key."""
    return refusal("ENTITY_IS_DELETED", [("entity is deleted", [])], status=404, detail=detail)


def no_external_id(name: str) -> CrmError:
    """A field by which no record can be looked up."""
    text = f"Provided external ID field does not exist or is not accessible: {shown(name)}"
    return refusal("NOT_FOUND", [(text, None)], status=404)


def several(urls: Sequence[str]) -> CrmError:
    """Several records have the value that was to name one; the body lists their URLs and nothing else."""
    return CrmError(f"MULTIPLE_CHOICES: {len(urls)} records: {', '.join(urls)}", status=300, body=list(urls))


def external_id_in_data(name: str) -> CrmError:
    """The data of an upsert names the field that the record is looked up by."""
    text = f"The {name} field should not be specified in the sobject data."
    return refusal("INVALID_FIELD", [(text, None)])


def replication_date(start: str, end: str) -> CrmError:
    """A stretch of time that ends before it begins."""
    text = f"startDate ({start}) must be before endDate ({end})"
    return refusal("INVALID_REPLICATION_DATE", [(text, None)])


def delete_blocked(name: str, cases: Sequence[str]) -> CrmError:
    """Cases relate to the record; ``cases`` are their numbers."""
    text = (
        f"Your attempt to delete {name} could not be completed because it is associated with "
        f"the following cases.: {', '.join(cases)}\n"
    )
    return refusal("DELETE_FAILED", [(text, [])])


def no_such_column(name: str, sobject: SObject) -> CrmError:
    """A field that the object does not have."""
    text = f"No such column '{shown(name)}' on sobject of type {sobject.name}"
    return refusal("INVALID_FIELD", [(text, None)])


def id_in_data() -> CrmError:
    """The data of a create or update names the key itself."""
    return refusal("INVALID_FIELD", [("The Id field should not be specified in the sobject data.", None)])


def not_writeable(names: Sequence[str]) -> CrmError:
    """Fields that the platform keeps itself."""
    text = (
        f"Unable to create/update fields: {', '.join(names)}. Please check the security settings of this "
        "field and verify that it is read/write for your profile or permission set."
    )
    return refusal("INVALID_FIELD_FOR_INSERT_UPDATE", [(text, names)])


def not_deserialized(kind: str, token: str, text: str) -> CrmError:
    """A JSON value of a type that the field does not take."""
    message = f"Cannot deserialize instance of {kind} from {token} value {shown(text)}"
    return refusal("JSON_PARSER_ERROR", [(message, None)])


def required_missing(names: Sequence[str]) -> CrmError:
    """Fields that must have a value."""
    return refusal("REQUIRED_FIELD_MISSING", [(f"Required fields are missing: [{', '.join(names)}]", names)])


def null_checkboxes(values: Iterable[tuple[Field, None]]) -> CrmError:
    """A checkbox is true or false, never null."""
    return refusal(
        "INVALID_TYPE_ON_FIELD_IN_RECORD",
        [(f"{field.label}: value not of required type", [field.name]) for field, _ in values],
    )


def out_of_range(values: Iterable[tuple[Field, float]]) -> CrmError:
    """Numbers with more digits than the platform keeps."""
    return refusal(
        "NUMBER_OUTSIDE_VALID_RANGE",
        [
            (f"{field.label}: value outside of valid range on numeric field: {value}", [field.name])
            for field, value in values
        ],
    )


def too_long(values: Iterable[tuple[Field, str]]) -> CrmError:
    """Texts longer than their fields."""
    return refusal(
        "STRING_TOO_LONG",
        [
            (
                f"{field.label}: data value too large: {shown(value)} (max length={field.length})",
                [field.name],
            )
            for field, value in values
        ],
    )


def invalid_emails(values: Iterable[tuple[Field, str]]) -> CrmError:
    """Texts that are not e-mail addresses."""
    return refusal(
        "INVALID_EMAIL_ADDRESS",
        [(f"{field.label}: invalid email address: {value}", [field.name]) for field, value in values],
    )


def not_in_picklist(values: Iterable[tuple[Field, str]]) -> CrmError:
    """Values that a restricted picklist does not list."""
    return refusal(
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        [
            (f"{field.label}: bad value for restricted picklist field: {shown(value)}", [field.name])
            for field, value in values
        ],
    )


def duplicate_value(name: str, key: str) -> CrmError:
    """Another record has the value of a unique field."""
    text = f"duplicate value found: {name} duplicates value on record with id: {key[:15]}"
    return refusal("DUPLICATE_VALUE", [(text, [])])


def unknown_foreign_key(name: str, value: object, sobject: str) -> CrmError:
    """No single record has the external id that a relationship is given by."""
    text = f"Foreign key external ID: {shown(str(value))} not found for field {name} in entity {sobject}"
    return refusal("INVALID_FIELD", [(text, None)])


def no_foreign_key(field: Field, name: str) -> CrmError:
    """What a relationship is given by is no external id."""
    text = (
        f"Cannot reference a foreign key field {field.relationship}: give one external ID of "
        f"{' or '.join(field.references)}, not '{shown(name)}'"
    )
    return refusal("INVALID_FIELD", [(text, [field.name])])


def fixed(sobject: str, done: str) -> CrmError:
    """An object whose records no call writes; ``done`` is ``inserted``, ``updated`` or ``deleted``."""
    text = f"entity type cannot be {done}: {sobject}"
    return refusal("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", [(text, [])])


def no_such_object(name: str) -> CrmError:
    """An object that the org does not have."""
    return refusal("INVALID_TYPE", [(f"sObject type '{shown(name)}' is not supported.", [])])


def malformed_reference(field: Field, text: str) -> CrmError:
    """A reference whose value is no id."""
    message = f"{field.label}: id value of incorrect type: {shown(text)}"
    return refusal("MALFORMED_ID", [(message, [field.name])])


def reference_of_wrong_type(field: Field, text: str) -> CrmError:
    """A reference to an object that the field may not point to."""
    message = f"{field.label}: id value of incorrect type: {text}"
    return refusal("FIELD_INTEGRITY_EXCEPTION", [(message, [field.name])])


def dangling_reference(field: Field, text: str) -> CrmError:
    """A reference to a record that does not exist (any more)."""
    return refusal(
        "INVALID_CROSS_REFERENCE_KEY",
        [("invalid cross reference id", [field.name])],
        detail=f"{field.label} {text}",
    )


def search_term_too_short(text: str) -> CrmError:
    """SOSL refuses terms of one character."""
    return refusal("INVALID_SEARCH", [(f"search term must be longer than one character: {text}", None)])


def no_search_term() -> CrmError:
    """A search in which no letter or digit is left to look for."""
    text = "No search term found. The search term must be enclosed in braces."
    return refusal("MALFORMED_SEARCH", [(text, None)])


def timed_out() -> CrmError:
    """A query or a look-up that looks at more than it may."""
    return refusal("QUERY_TIMEOUT", [("Your query request was running for too long.", None)])
