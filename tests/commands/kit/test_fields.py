"""Fields that several capabilities ask for: files, and a day that may be left out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from commands.kit.fields import files_field, optional_day_field
from commands.kit.forms import CantTake
from tests.commands.speaking import request_with

FILES = files_field("proof", "Certificate", ["pdf"], 2, optional=True)
ONE = files_field("file", "File", ["csv"], 1)
DAY = optional_day_field("until", "Expires on")


def test_files_are_read_by_their_ids_each_once() -> None:
    assert FILES.read(request_with(proof=["F1", "F2", "F1"]), "proof") == ["F1", "F2"]
    assert FILES.read(request_with(), "proof") == []
    element = FILES.block().to_dict()["element"]
    assert (element["type"], element["filetypes"], element["max_files"]) == ("file_input", ["pdf"], 2)


@pytest.mark.parametrize(("files", "said"), [([], "Bring one file."), (["F1", "F2"], "Bring one file.")])
def test_one_file_is_one(files: list[str], said: str) -> None:
    with pytest.raises(CantTake, match=said):
        ONE.read(request_with(file=files), "file")


def test_a_day_may_be_left_out() -> None:
    assert DAY.read(request_with(until="2028-03-03"), "until") == date(2028, 3, 3)
    assert DAY.read(request_with(), "until") is None
    wrong: list[Any] = ["yesterday", "1066-01-01", "2028-02-30", "20280303"]
    for each in wrong:
        with pytest.raises(CantTake):
            DAY.read(request_with(until=each), "until")
