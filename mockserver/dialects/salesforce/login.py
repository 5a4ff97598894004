"""Log-in and log-out, by SOAP and by OAuth, and who is logged in."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from typing import Any, Final

from mockserver.core.errors import Refused
from mockserver.core.http import Malformed
from mockserver.core.store import Record
from mockserver.crm.salesforce.ids import normalise
from mockserver.crm.salesforce.rules import integration_user
from mockserver.dialects.bodies import read_xml
from mockserver.dialects.frame import CallContext, Reply
from mockserver.dialects.salesforce import sessions
from mockserver.dialects.salesforce.access import NAME, ORGANISATION, secret
from mockserver.dialects.salesforce.guards import (
    answer_with,
    authenticate,
    hold_request,
    instance_url,
    is_secret,
    read_fields,
)
from mockserver.sandboxes.sandbox import Sandbox

XML: Final = "text/xml; charset=UTF-8"

_SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_PARTNER: Final = "urn:partner.soap.sforce.com"
_FAULTS: Final = "urn:fault.partner.soap.sforce.com"
_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"
_SESSION_SECONDS: Final = 7200


def soap(context: CallContext) -> Reply:
    """S-01: POST /services/Soap/u/{version}, for the calls ``login`` and ``logout``."""
    try:
        document = read_xml(context.call.body)
    except Malformed as error:
        raise Refused("invalid-payload", reason=str(error)) from None
    hold_request(context, xml=document)
    envelope = document["Envelope"]
    header = envelope.get("Header")
    name, given = next((name, value or {}) for name, value in envelope["Body"].items() if name in _SOAP_CALLS)
    result = _SOAP_CALLS[name](context, given, header if isinstance(header, dict) else {})
    answer_with(context, result)
    return Reply(result, body=_enveloped({f"{name}Response": {"@xmlns": _PARTNER, **result}}), media=XML)


def _soap_login(context: CallContext, given: Mapping[str, Any], _: Mapping[str, Any]) -> Record:
    username, password = (str(given.get(name) or "") for name in ("username", "password"))
    suffix = context.enter(("username", username))
    if suffix is None or not _is_password(context, suffix, password):
        raise Refused("invalid-login")
    context.passes("authentication")
    context.admit(dict(given))
    url, user = instance_url(context), _user(context.sandbox)
    path = f"{context.arguments[0]}/{ORGANISATION[:15]}"
    result = {
        "metadataServerUrl": f"{url}/services/Soap/m/{path}",
        "passwordExpired": False,
        "sandbox": False,
        "serverUrl": f"{url}/services/Soap/u/{path}",
        "sessionId": sessions.issue(context.sandbox),
        "userId": user["Id"],
        "userInfo": {
            "organizationId": ORGANISATION,
            "organizationName": "Acme",
            "sessionSecondsValid": _SESSION_SECONDS,
            "userEmail": user["Email"],
            "userFullName": user["Name"],
            "userId": user["Id"],
            "userLanguage": user["LanguageLocaleKey"],
            "userLocale": user["LocaleSidKey"],
            "userName": username,
            "userTimeZone": user["TimeZoneSidKey"],
            "userType": user["UserType"],
        },
    }
    return {"result": result}


def _soap_logout(context: CallContext, _: Mapping[str, Any], header: Mapping[str, Any]) -> Record:
    session = header.get("SessionHeader")
    token = str(session.get("sessionId")) if isinstance(session, dict) else ""
    if context.enter(sessions.credential(token)) is None or sessions.is_revoked(context.sandbox, token):
        raise Refused("unauthenticated")
    context.passes("authentication")
    context.admit()
    sessions.revoke(context.sandbox, token)
    return {}


_SOAP_CALLS: Final[Mapping[str, Callable[[CallContext, Mapping[str, Any], Mapping[str, Any]], Record]]] = {
    "login": _soap_login,
    "logout": _soap_logout,
}


def fault(code: str, text: str, status: int) -> Reply:
    """The SOAP fault of a refusal."""
    told = {"sf:exceptionCode": code, "sf:exceptionMessage": text}
    body = {
        "soapenv:Fault": {
            "faultcode": f"sf:{code}",
            "faultstring": f"{code}: {text}",
            "detail": {"sf:LoginFault": {"@xsi:type": "sf:LoginFault", **told}},
        }
    }
    return Reply({"faultcode": f"sf:{code}", "faultstring": f"{code}: {text}"}, status, (), _enveloped(body), XML)


def _enveloped(body: Mapping[str, Any]) -> bytes:
    import xmltodict

    names = {"@xmlns:soapenv": _SOAP, "@xmlns:sf": _FAULTS, "@xmlns:xsi": _INSTANCE}
    return xmltodict.unparse({"soapenv:Envelope": {**names, "soapenv:Body": body}}).encode()


def create_token(context: CallContext) -> Any:
    """S-02: POST /services/oauth2/token, by any of four grants."""
    fields = read_fields(context)
    grant = _GRANTS.get(fields.get("grant_type", ""))
    if grant is None:
        raise Refused("unsupported-grant")
    suffix = grant(context, fields)
    context.passes("authentication")
    context.admit(fields)
    return answer_with(context, granted(context, suffix))


def granted(context: CallContext, suffix: str) -> Record:
    """S-02: a new access token with what a client has to know to use it, signed with the consumer's secret."""
    sandbox = context.sandbox
    identity = identity_url(context)
    issued = str(int(sandbox.clock.timestamp() * 1000))
    key: str = sandbox.world.names[NAME]["consumer_secret"] + suffix
    signed = hmac.digest(key.encode(), (identity + issued).encode(), "sha256")
    return {
        "access_token": sessions.issue(sandbox),
        "instance_url": instance_url(context),
        "id": identity,
        "token_type": "Bearer",
        "issued_at": issued,
        "signature": b64encode(signed).decode(),
        "scope": "api refresh_token",
    }


def identity_url(context: CallContext) -> str:
    """The address of who is logged in."""
    return f"{instance_url(context)}/id/{ORGANISATION}/{integration_user(context.sandbox.store())}"


def _grant_by_password(context: CallContext, fields: Mapping[str, str]) -> str:
    key, given = _client(context, fields)
    suffix = _enter_client(context, key, given or "")
    known = is_secret(context, suffix, "username", fields.get("username", ""))
    if not known or not _is_password(context, suffix, fields.get("password", "")):
        raise Refused("invalid-grant")
    return suffix


def _grant_to_client(context: CallContext, fields: Mapping[str, str]) -> str:
    key, given = _client(context, fields)
    return _enter_client(context, key, given or "")


def _grant_by_refresh(context: CallContext, fields: Mapping[str, str]) -> str:
    token = fields.get("refresh_token", "")
    suffix: str | None = context.enter(("refresh_token", token))
    if suffix is None or sessions.is_revoked(context.sandbox, token):
        raise Refused("expired-token")
    key, given = _client(context, fields)
    if not is_secret(context, suffix, "consumer_key", key):
        raise Refused("unknown-client")
    _hold_client_secret(context, suffix, given)
    return suffix


def _grant_by_assertion(context: CallContext, fields: Mapping[str, str]) -> str:
    """Signature and time are not looked at: no certificate is known here, and a sandbox's clock may stand still."""
    import jwt

    try:
        claims = jwt.decode(fields.get("assertion", ""), options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise Refused("invalid-assertion") from None
    suffix = _enter_client(context, str(claims.get("iss", "")), None)
    if not is_secret(context, suffix, "username", str(claims.get("sub", ""))):
        raise Refused("invalid-grant")
    if str(claims.get("aud", "")).rstrip("/") not in (*_AUDIENCES, instance_url(context)):
        raise Refused("invalid-audience")
    return suffix


_AUDIENCES: Final = ("https://login.salesforce.com", "https://test.salesforce.com")

_GRANTS: Final[Mapping[str, Callable[[CallContext, Mapping[str, str]], str]]] = {
    "password": _grant_by_password,
    "client_credentials": _grant_to_client,
    "refresh_token": _grant_by_refresh,
    "urn:ietf:params:oauth:grant-type:jwt-bearer": _grant_by_assertion,
}


def _client(context: CallContext, fields: Mapping[str, str]) -> tuple[str, str | None]:
    """The key of a connected app and its secret, from HTTP Basic or from the fields."""
    scheme, _, encoded = context.call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return fields.get("client_id", ""), fields.get("client_secret")
    try:
        key, _, given = b64decode(encoded, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        raise Refused("wrong-client-secret") from None
    return key, given


def _enter_client(context: CallContext, key: str, given: str | None) -> str:
    """Enter the sandbox of a connected app; the suffix of its names."""
    suffix: str | None = context.enter(("consumer_key", key))
    if suffix is None:
        raise Refused("unknown-client")
    _hold_client_secret(context, suffix, given)
    return suffix


def _hold_client_secret(context: CallContext, suffix: str, given: str | None) -> None:
    if given is not None and not is_secret(context, suffix, "consumer_secret", given):
        raise Refused("wrong-client-secret")


def _is_password(context: CallContext, suffix: str, given: str) -> bool:
    """With the security token behind it or without."""
    names = context.sandbox.world.names[NAME]
    password = names["password"] + suffix
    return given in (password, password + names["security_token"] + suffix)


def revoke_token(context: CallContext) -> Reply:
    """S-03: POST /services/oauth2/revoke ends an access token or a refresh token."""
    fields = read_fields(context)
    hold_request(context, form=fields)
    token = fields["token"]
    credentials = (sessions.credential(token), ("refresh_token", token))
    if all(context.enter(one) is None for one in credentials) or sessions.is_revoked(context.sandbox, token):
        raise Refused("unknown-token")
    context.passes("authentication")
    context.admit(fields)
    sessions.revoke(context.sandbox, token)
    return Reply()


def get_identity(context: CallContext) -> Any:
    """S-04: GET /id/{organization}/{user}."""
    authenticate(context)
    organization, key = context.arguments
    user = _user(context.sandbox)
    if normalise(organization) != ORGANISATION or normalise(key) != user["Id"]:
        raise Refused("not-found", known="there is no such organisation or user: the member id of a log-in names them")
    context.admit()
    url = instance_url(context)
    return answer_with(context, _identity(context, user, url))


def _identity(context: CallContext, user: Record, url: str) -> Record:
    return {
        "id": identity_url(context),
        "asserted_user": True,
        "user_id": user["Id"],
        "organization_id": ORGANISATION,
        "username": secret(context.sandbox, "username"),
        "nick_name": user["Alias"],
        "display_name": user["Name"],
        "email": user["Email"],
        "email_verified": True,
        "first_name": user.get("FirstName"),
        "last_name": user["LastName"],
        "timezone": user["TimeZoneSidKey"],
        "photos": {"picture": f"{url}/profilephoto/005/F", "thumbnail": f"{url}/profilephoto/005/T"},
        "urls": {
            "rest": f"{url}/services/data/v{{version}}/",
            "sobjects": f"{url}/services/data/v{{version}}/sobjects/",
            "search": f"{url}/services/data/v{{version}}/search/",
            "query": f"{url}/services/data/v{{version}}/query/",
        },
        "active": user["IsActive"],
        "user_type": "STANDARD",
        "language": user["LanguageLocaleKey"],
        "locale": user["LocaleSidKey"],
        "utcOffset": -18_000_000,
        "last_modified_date": user["LastModifiedDate"],
        "is_app_installed": True,
    }


def get_user_info(context: CallContext) -> Any:
    """S-04: GET and POST /services/oauth2/userinfo."""
    authenticate(context)
    context.admit()
    user, url = _user(context.sandbox), instance_url(context)
    identity = _identity(context, user, url)
    info = {
        "sub": identity["id"],
        "user_id": user["Id"],
        "organization_id": ORGANISATION,
        "preferred_username": identity["username"],
        "nickname": user["Alias"],
        "name": user["Name"],
        "email": user["Email"],
        "email_verified": True,
        "given_name": user.get("FirstName"),
        "family_name": user["LastName"],
        "zoneinfo": user["TimeZoneSidKey"],
        "photos": identity["photos"],
        "profile": f"{url}/{user['Id']}",
        "picture": identity["photos"]["picture"],
        "urls": identity["urls"],
        "active": user["IsActive"],
        "user_type": "STANDARD",
        "language": user["LanguageLocaleKey"],
        "locale": user["LocaleSidKey"],
        "utcOffset": identity["utcOffset"],
        "updated_at": user["LastModifiedDate"],
    }
    return answer_with(context, info)


def _user(sandbox: Sandbox) -> Record:
    store = sandbox.store()
    key = integration_user(store)
    found = store.get("salesforce/User", key)
    nobody = {
        "Id": key, "Email": "integration@acme.example", "LastName": "User", "Name": "Integration User",
        "Alias": "integ", "IsActive": True, "UserType": "Standard", "TimeZoneSidKey": "America/New_York",
        "LocaleSidKey": "en_US", "LanguageLocaleKey": "en_US", "LastModifiedDate": "2023-09-01T08:00:00.000+0000",
    }  # fmt: skip
    return {**nobody, **(found or {})}
