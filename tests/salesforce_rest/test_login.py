"""Log-in by every flow that the clients know, and its refusals."""

from __future__ import annotations

import base64
import hmac
from typing import Any

import jwt
import pytest
import requests
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceAuthenticationFailed
from simple_salesforce.login import SalesforceLogin

from tests.salesforce_rest.conftest import Rest

TOKEN = "/services/oauth2/token"


@pytest.mark.contract("S-01", "S-03")
@pytest.mark.parametrize("domain", ["login", "test", "acme.my"])
def test_simple_salesforce_logs_in_by_soap_and_works(rest: Rest, session: requests.Session, domain: str) -> None:
    names = rest.names
    sf = Salesforce(
        username=names["username"],
        password=names["password"],
        security_token=names["security_token"],
        domain=domain,
        session=session,
    )
    assert sf.sf_instance == ("acme.my.salesforce.com" if domain == "acme.my" else "sandbox.my.salesforce.com")
    assert sf.query("SELECT COUNT() FROM Lead")["totalSize"] > 0


@pytest.mark.contract("S-01")
def test_simple_salesforce_logs_in_by_soap_over_plain_http(rest: Rest) -> None:
    names = rest.names
    token, instance = SalesforceLogin(
        username=names["username"],
        password=names["password"],
        security_token=names["security_token"],
        scratch_url=rest.url,
    )
    assert instance == rest.url.removeprefix("http://")
    assert rest.ask("GET", "limits", headers={"Authorization": f"Bearer {token}"}).status_code == 200


@pytest.mark.contract("S-01")
def test_simple_salesforce_is_told_of_wrong_credentials(rest: Rest, session: requests.Session) -> None:
    with pytest.raises(SalesforceAuthenticationFailed) as refused:
        Salesforce(username=rest.names["username"], password="wrong", security_token="", session=session)
    assert str(refused.value).endswith(
        "(code: INVALID_LOGIN): Invalid username, password, security token; or user locked out."
    )


@pytest.mark.contract("S-01")
def test_a_soap_fault_is_xml_with_status_500_and_logout_ends_the_session(rest: Rest) -> None:
    def soap(body: str, header: str = "") -> requests.Response:
        text = (
            '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">'
            f"<e:Header>{header}</e:Header><e:Body>{body}</e:Body></e:Envelope>"
        )
        return rest.ask("POST", "/services/Soap/u/59.0", data=text, headers={"content-type": "text/xml"})

    login = '<login xmlns="urn:partner.soap.sforce.com"><username>{}</username><password>{}</password></login>'
    wrong = soap(login.format("nobody", "x"))
    assert (wrong.status_code, wrong.headers["content-type"]) == (500, "text/xml; charset=UTF-8")
    assert "<sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode>" in wrong.text
    for body in ("<login>", "nonsense", login.replace("login", "describe")):
        assert soap(body).status_code == 500
    done = soap(login.format(rest.names["username"], rest.names["password"] + rest.names["security_token"]))
    assert done.status_code == 200
    token = done.text.partition("<sessionId>")[2].partition("</sessionId>")[0]
    headers = {"Authorization": f"Bearer {token}"}
    assert rest.ask("GET", "limits", headers=headers).status_code == 200
    left = soap("<logout/>", f"<s:SessionHeader xmlns:s='urn:x'><s:sessionId>{token}</s:sessionId></s:SessionHeader>")
    assert left.status_code == 200
    assert rest.ask("GET", "limits", headers=headers).status_code == 401
    assert rest.ask("GET", "limits").status_code == 200


@pytest.mark.contract("S-02")
def test_simple_salesforce_logs_in_by_oauth(rest: Rest, session: requests.Session) -> None:
    names = rest.names
    app = {"consumer_key": names["consumer_key"], "consumer_secret": names["consumer_secret"], "session": session}
    user = {"username": names["username"], "password": names["password"] + names["security_token"]}
    for sf in (Salesforce(**app, **user), Salesforce(**app, domain="acme.my")):
        assert sf.query("SELECT Id FROM Lead LIMIT 1")["totalSize"] == 1
    with pytest.raises(SalesforceAuthenticationFailed) as refused:
        Salesforce(**app, username=names["username"], password="wrong")
    assert str(refused.value).endswith("(code: invalid_grant): authentication failure")
    with pytest.raises(SalesforceAuthenticationFailed) as unknown:
        Salesforce(**{**app, "consumer_key": "x"}, **user)
    assert str(unknown.value).endswith("(code: invalid_client_id): client identifier invalid")


@pytest.mark.contract("S-02")
def test_a_token_is_signed_with_the_consumer_secret(rest: Rest) -> None:
    names = rest.names
    form = {
        "grant_type": "password",
        "client_id": names["consumer_key"],
        "client_secret": names["consumer_secret"],
        "username": names["username"],
        "password": names["password"],
    }
    token = rest.told("POST", TOKEN, data=form, headers={})
    expected = hmac.digest(names["consumer_secret"].encode(), (token["id"] + token["issued_at"]).encode(), "sha256")
    assert base64.b64decode(token["signature"]) == expected
    assert token["instance_url"] == rest.url
    assert token["token_type"] == "Bearer"


def assertion(names: dict[str, Any], **changes: str) -> dict[str, str]:
    claims = {"iss": names["consumer_key"], "sub": names["username"], "aud": "https://login.salesforce.com", "exp": "1"}
    signed = jwt.encode({**claims, **changes}, "any key, for signatures are not looked at")
    return {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": signed}


@pytest.mark.contract("S-02")
def test_a_refresh_token_and_an_assertion_are_traded_for_a_session(rest: Rest) -> None:
    names = rest.names
    refresh = {
        "grant_type": "refresh_token",
        "refresh_token": names["refresh_token"],
        "client_id": names["consumer_key"],
    }
    for form in (refresh, assertion(names)):
        token = rest.told("POST", TOKEN, data=form, headers={})["access_token"]
        assert rest.ask("GET", "limits", headers={"Authorization": f"Bearer {token}"}).status_code == 200


@pytest.mark.contract("S-02")
@pytest.mark.parametrize(
    ("changes", "error", "text"),
    [
        ({"grant_type": "magic"}, "unsupported_grant_type", "grant type not supported"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_grant", "expired access/refresh token"),
        ({"client_id": "x"}, "invalid_client_id", "client identifier invalid"),
        ({"client_secret": "x"}, "invalid_client", "invalid client credentials"),
        (
            {"assertion": "x", "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"},
            "invalid_grant",
            "invalid assertion",
        ),
    ],
)
def test_a_token_is_refused_in_oauths_own_form(rest: Rest, changes: dict[str, str], error: str, text: str) -> None:
    names = rest.names
    form = {
        "grant_type": "client_credentials",
        "client_id": names["consumer_key"],
        "client_secret": names["consumer_secret"],
    }
    response = rest.ask("POST", TOKEN, data={**form, **changes}, headers={})
    assert response.status_code == 400
    assert response.json() == {"error": error, "error_description": text}


@pytest.mark.contract("S-02")
def test_an_assertion_for_somebody_else_is_refused(rest: Rest) -> None:
    response = rest.ask("POST", TOKEN, data=assertion(rest.names, aud="https://elsewhere.example"), headers={})
    assert response.json() == {"error": "invalid_grant", "error_description": "Audience validation failed"}


@pytest.mark.contract("S-03")
def test_a_revoked_token_is_worthless_and_the_others_live(rest: Rest) -> None:
    names = rest.names
    form = {
        "grant_type": "client_credentials",
        "client_id": names["consumer_key"],
        "client_secret": names["consumer_secret"],
    }
    first, second = (rest.told("POST", TOKEN, data=form, headers={})["access_token"] for _ in range(2))
    assert first != second
    assert rest.ask("POST", "/services/oauth2/revoke", data={"token": first}, headers={}).status_code == 200
    again = rest.ask("POST", "/services/oauth2/revoke", data={"token": first}, headers={})
    assert (again.status_code, again.json()["error"]) == (400, "unsupported_token_type")
    assert rest.refused("GET", "limits", headers={"Authorization": f"Bearer {first}"}) == (
        401, "INVALID_SESSION_ID", "Session expired or invalid",
    )  # fmt: skip
    assert rest.ask("GET", "limits", headers={"Authorization": f"OAuth {second}"}).status_code == 200


@pytest.mark.contract("S-04")
def test_the_identity_stands_where_the_token_says(rest: Rest, sf: Any) -> None:
    names = rest.names
    form = {
        "grant_type": "client_credentials",
        "client_id": names["consumer_key"],
        "client_secret": names["consumer_secret"],
    }
    token = rest.told("POST", TOKEN, data=form, headers={})
    place = token["id"].removeprefix(rest.url)
    identity = rest.told("GET", place, params={"oauth_token": token["access_token"], "format": "json"}, headers={})
    assert identity["username"] == names["username"]
    assert token["id"].endswith(f"/{identity['organization_id']}/{identity['user_id']}")
    assert rest.refused("GET", place[:-3] + "ZZZ")[0] == 404
    info = sf.oauth2("userinfo")
    assert (info["user_id"], info["sub"]) == (identity["user_id"], identity["id"])


@pytest.mark.contract("S-03", "S-12")
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nobody"}, {"Authorization": "Bearer x!1"}])
def test_no_session_is_no_entry(rest: Rest, headers: dict[str, str]) -> None:
    assert rest.refused("GET", "query?q=SELECT+Id+FROM+Lead", headers=headers)[:2] == (401, "INVALID_SESSION_ID")
