"""The body of a POST as fields of a form, whichever of three media types it comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from mockserver.core.http import MAX_DEPTH, MAX_FIELDS, MAX_VALUES, Malformed, TooMuch, dump_json, load_json, parse_form

if TYPE_CHECKING:
    from werkzeug.sansio.multipart import Event

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
MULTIPART: Final = "multipart/form-data"

Fields = list[tuple[str, str]]


def media_type(content_type: str) -> str:
    """The media type of a ``Content-Type`` header, in lower case and without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def _form(body: bytes, _: str) -> Fields:
    return parse_form(body)


def _json(body: bytes, _: str) -> Fields:
    """Each member as the field that a form would have: null is absent, what is no text is its JSON."""
    document = load_json(body, most=MAX_VALUES) if body.strip() else {}
    if not isinstance(document, dict):
        raise Malformed("the body is JSON, but no object with one member for each field")
    return [(name, _text(value)) for name, value in document.items() if value is not None]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else dump_json(value).decode()


def _multipart(body: bytes, content_type: str) -> Fields:
    """The parts that are fields; files are none, as in the vendor's own language."""
    from werkzeug.sansio.multipart import Data, Field

    found: list[tuple[str, bytearray]] = []
    wanted = False
    for event in _parts(body, content_type):
        if not isinstance(event, Data):
            wanted = isinstance(event, Field)
            found += [(event.name, bytearray())] if isinstance(event, Field) else []
        elif wanted:
            found[-1][1].extend(event.data)
    try:
        return [(name, value.decode()) for name, value in found]
    except UnicodeDecodeError as error:
        raise Malformed(f"the form is not UTF-8: {error.reason} at byte {error.start} of a field") from None


def file_of(body: bytes, content_type: str, name: str) -> bytes | None:
    """The content of the file that a multipart form has under a name; None when it has none there."""
    from werkzeug.sansio.multipart import Data, Field, File

    found: bytearray | None = None
    wanted = False
    for event in _parts(body, content_type):
        if isinstance(event, File | Field):
            wanted = isinstance(event, File) and event.name == name
            found = bytearray() if wanted else found
        elif wanted and found is not None and isinstance(event, Data):
            found.extend(event.data)
    return None if found is None else bytes(found)


def _parts(body: bytes, content_type: str) -> Iterator[Event]:
    """What stands in a multipart body: the head of each part, and its data in pieces."""
    from werkzeug.exceptions import RequestEntityTooLarge
    from werkzeug.http import parse_options_header
    from werkzeug.sansio.multipart import NEED_DATA, Epilogue, MultipartDecoder, Preamble

    boundary = parse_options_header(content_type)[1].get("boundary", "")
    if not boundary:
        raise Malformed("the Content-Type multipart/form-data has no boundary")
    decoder = MultipartDecoder(boundary.encode("latin-1", "replace"), max_parts=MAX_FIELDS)
    try:
        decoder.receive_data(body)
        decoder.receive_data(None)
        while not isinstance(event := decoder.next_event(), Epilogue) and event is not NEED_DATA:
            if not isinstance(event, Preamble):
                yield event
    except RequestEntityTooLarge:
        raise TooMuch(f"the form has more than {MAX_FIELDS} fields") from None
    except ValueError as error:
        raise Malformed(f"the body is no multipart form: {error}") from None


def read_xml(body: bytes) -> dict[str, Any]:
    """An XML document as nested objects by the elements' names without their prefixes; Malformed when it is none.

    An element with neither elements nor attributes is its text, attributes begin with ``@``; entities of its own are
    refused.
    """
    from xml.parsers.expat import ExpatError

    import xmltodict

    def local(path: list[Any], name: str, value: Any) -> tuple[str, Any]:
        if len(path) > MAX_DEPTH:
            raise TooMuch(f"XML nested deeper than {MAX_DEPTH} levels")
        return name.rpartition(":")[2], value

    try:
        return xmltodict.parse(body, postprocessor=local)
    except (ExpatError, ValueError, LookupError) as error:
        if isinstance(error, Malformed):
            raise
        raise Malformed(f"not valid XML: {error}") from None


READERS: Final[Mapping[str, Callable[[bytes, str], Fields]]] = {FORM: _form, JSON: _json, MULTIPART: _multipart}
"""Media type to (body, Content-Type) -> the fields in their order; Malformed when the body cannot be read."""
