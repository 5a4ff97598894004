"""How recorded traffic of Salesforce's own API is held: sessions in three places, bodies of four kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver.checks.rules import Breach, CheckedExchange, Rules, texts_of
from mockserver.core.action import Action
from mockserver.core.errors import Refused
from mockserver.core.http import Malformed
from mockserver.dialects.bodies import read_xml
from mockserver.dialects.frame import CallContext
from mockserver.dialects.salesforce.access import OPEN, SOAP
from mockserver.dialects.salesforce.batches import PREFIX, read_document
from mockserver.dialects.salesforce.guards import given_token, hold_json, hold_request, read_fields


def _read(checked: CheckedExchange, _: Mapping[str, str]) -> Sequence[Action]:
    """Hold the body and the query of a request, in the words of the route itself."""
    context, declared = checked.context, checked.route.declared
    if checked.route.key == SOAP:
        _read_xml(context)
    elif declared["form"]:
        hold_request(context, form=read_fields(context))
    elif not declared["json"]:
        hold_request(context, query=context.query())
    elif context.call.path.startswith(PREFIX):
        hold_request(context, json=read_document(context))
    else:
        hold_json(context)
    checked.payload = context.exchange.payload
    return ()


def _read_xml(context: CallContext) -> None:
    try:
        hold_request(context, xml=read_xml(context.call.body))
    except Malformed as error:
        raise Refused("invalid-payload", reason=str(error)) from None


def _credentials(checked: CheckedExchange) -> Breach | None:
    if checked.route.key in OPEN or given_token(checked.context):
        return None
    scheme = checked.recorded.call.headers.get("authorization", "").partition(" ")[0]
    return Breach("headers.authorization", "Bearer with an access token", scheme, "S-03")


def _texts(document: Any) -> Sequence[str]:
    """The messages of a list of errors; any text of OAuth's, SOAP's and the Bulk API's."""
    if isinstance(document, list):
        return [error["message"] for error in document if isinstance(error, dict) and "message" in error]
    return texts_of(document)


def _caller(headers: Mapping[str, str]) -> Sequence[str]:
    return ("credentials",) if "authorization" in headers or "x-sfdc-session" in headers else ("",)


RULES: Final = Rules(
    read=_read,
    credentials=_credentials,
    texts=_texts,
    opaque=("text/xml", "application/xml", "text/csv"),
    statuses=(300, 412),
    telling=("totalSize", "error", "error_description", "exceptionCode"),
    caller=_caller,
)
