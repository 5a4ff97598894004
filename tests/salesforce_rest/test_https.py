"""simple-salesforce over https, which it speaks to every host."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_tls import serving_https

PROGRAM = """
import sys
from simple_salesforce import Salesforce

url, token = sys.argv[1:]
sf = Salesforce(instance_url=url, session_id=token)
key = sf.Lead.create({"LastName": "Hopper", "Company": "Navy"})["id"]
assert sf.query("SELECT Id FROM Lead WHERE Company = 'Navy'")["records"][0]["Id"] == key
assert sf.bulk.Lead.delete([{"Id": key}])[0]["success"]
"""


@pytest.mark.contract("S-03", "S-08")
def test_simple_salesforce_needs_only_to_trust_the_authority(tmp_path: Path) -> None:
    with serving_https(tmp_path) as https:
        command = [sys.executable, "-c", PROGRAM, https.url, https.ready["salesforce"]["access_token"]]
        given = {**os.environ, "REQUESTS_CA_BUNDLE": str(https.authority), "NO_PROXY": "*"}
        done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
