"""Fields that several capabilities ask for: files, and a time of day."""

from __future__ import annotations

import pytest

from commands.kit.fields import files_field
from commands.kit.forms import CantTake
from tests.commands.speaking import request_with

FILES = files_field("proof", "Certificate", ["pdf"], 2, optional=True)
ONE = files_field("file", "File", ["csv"], 1)


def test_files_are_read_by_their_ids_each_once() -> None:
    assert FILES.read(request_with(proof=["F1", "F2", "F1"]), "proof") == ["F1", "F2"]
    assert FILES.read(request_with(), "proof") == []
    element = FILES.block().to_dict()["element"]
    assert (element["type"], element["filetypes"], element["max_files"]) == ("file_input", ["pdf"], 2)


@pytest.mark.parametrize(("files", "said"), [([], "Bring one file."), (["F1", "F2"], "Bring one file.")])
def test_one_file_is_one(files: list[str], said: str) -> None:
    with pytest.raises(CantTake, match=said):
        ONE.read(request_with(file=files), "file")
