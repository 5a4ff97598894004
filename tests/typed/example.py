"""What an application's tests write, as type checkers see it: each `error` is one, and nothing else is."""

import re

import mockserver as package
from mockserver.testing import Action, Mockserver, MockserverFactory, Outcome, RecordedCall, SandboxTestCase, Table

ACTION: Action = "oktopost/salesforce/lead.create"
TABLE: Table = "salesforce/Lead"
MEANT: list[Outcome] = ["missing-field"]


def test_right(mockserver: Mockserver, mockserver_factory: MockserverFactory) -> None:
    user: str = mockserver.oktopost.auth[0]
    mockserver.fail_next(ACTION, "rate-limited", times=None, retry_after=3)
    mockserver.fail_next("oktopost/*", delay={"uniform": [0.1, 0.2]})
    mockserver.add("salesforce/Lead", LastName=user)
    calls: list[RecordedCall] = mockserver.wait_for_call(ACTION, timeout=2)
    wanted = {"Email": re.compile("@"), "Phone": package.absent, "Age": lambda age: age > 3}
    mockserver.assert_called(calls[0].action, payload=wanted)
    with mockserver_factory(strict="fail") as wide, wide.intercept(other_hosts="refuse"):
        wide.strict("off")


def test_wrong(mockserver: Mockserver) -> None:
    mockserver.fail_next(ACTION, "rate-limitted")  # error
    mockserver.fail_next(ACTION, tims=3)  # error
    mockserver.add("salesforce/Leads")  # error
    mockserver.strict("never")  # error
    mockserver.disable("salesfroce")  # error
    package.intercept(other_hosts="refused")  # error


class Tests(SandboxTestCase):
    """A class of unittest's."""

    expect = ("missing-field",)

    def test_it(self) -> None:
        token: str = self.mockserver.salesforce.access_token
        assert token
