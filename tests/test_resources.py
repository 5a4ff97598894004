"""The package's folders are found in a checkout; `test_packaging.py` shows the same of an installed wheel."""

from pathlib import Path

import pytest

from mockserver.core.resources import folder

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", ["schemas", "fixtures"])
def test_a_checkout_has_its_folders_beside_the_package(name: str) -> None:
    assert folder(name) == ROOT / name


def test_a_folder_that_is_nowhere_is_an_error_that_names_both_places() -> None:
    with pytest.raises(FileNotFoundError) as raised:
        folder("nowhere")
    message = str(raised.value)
    assert (str(ROOT / "nowhere") in message, str(ROOT / "mockserver" / "nowhere") in message) == (True, True)
