"""A call of Salesforce's API in the console, to be made again with the sandbox's own credentials."""

from __future__ import annotations

from html import unescape

import pytest

from tests.salesforce_rest.conftest import Rest


@pytest.mark.parametrize(
    ("sent", "again"),
    [
        ({"Authorization": "Bearer {access_token}"}, "authorization: Bearer {access_token}"),
        ({"X-SFDC-Session": "{access_token}"}, "x-sfdc-session: {access_token}"),
        ({"Authorization": "Bearer of-nobody"}, "authorization: Bearer wrong-key"),
    ],
)
def test_a_call_is_copied_with_the_session_that_it_had(rest: Rest, sent: dict[str, str], again: str) -> None:
    headers = {name: value.format(**rest.names) for name, value in sent.items()}
    place = rest.ask("GET", "limits", headers=headers).headers["x-mock-sandbox"]
    listed = rest.http.get(f"{rest.url}/__mock__/sandboxes/{place}/journal", timeout=30).json()["entries"]
    page = rest.http.get(f"{rest.url}/__mock__/console/{place}/calls/{listed[-1]['number']}", timeout=30)
    assert again.format(**rest.names) in unescape(page.text)
