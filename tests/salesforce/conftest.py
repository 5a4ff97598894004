"""An org, and a record of each kind in it."""

import pytest

from tests.salesforce.org import Org


@pytest.fixture
def org() -> Org:
    return Org()


@pytest.fixture
def lead(org: Org) -> str:
    return org.created("lead.create", data={"LastName": "Doe", "Company": "Acme", "Email": "john@acme.com"})


@pytest.fixture
def account(org: Org) -> str:
    return org.created("account.create", data={"Name": "Acme"})


@pytest.fixture
def contact(org: Org, account: str) -> str:
    data = {"FirstName": "John", "LastName": "Doe", "Email": "john@example.com", "AccountId": account}
    return org.created("contact.create", data=data)


@pytest.fixture
def case(org: Org, contact: str) -> str:
    return org.created("case.create", data={"Subject": "The page does not load", "ContactId": contact})
