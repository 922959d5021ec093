"""The wall: its sheet as a file, and codes that are sent."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from commands.kit.problems import Refused
from commands.kit.registry import Registry
from commands.language.sentences import resolve
from commands.training.class_views import SHEET
from storage.engine import Store
from tests.commands.documents import set_of
from tests.commands.training.classroom import ENTRIES, SIGNIN, classroom

CLASS = {"class_id": 1}


def test_the_sheet_has_the_class_and_its_code(county_store: Store) -> None:
    room = classroom(county_store)
    code = room.cora.says(SIGNIN).text.partition("Code for the wall: ")[2][:4]
    with pytest.raises(Refused, match="not yours"):
        room.ada.clicks(SHEET, CLASS)
    said = room.cora.clicks(SHEET, CLASS)  # its card was put into no channel here
    assert "Post its card" in said.buttons()
    file = said.post_to("UCORA").file
    assert file is not None
    assert file.name == "sign-in-asim-basic-2026-12-03.pdf"
    shown = PdfReader(BytesIO(set_of(file))).pages[0].extract_text()
    assert all(each in shown for each in ("ASIM Basic", "Thu 3 Dec 2026, 18:00 to 22:00", "Station 4", code))


@pytest.mark.parametrize(
    "said", ["here 4821", "I'm here 4821", "i am here: 4821.", "4821", "I\u2019m here, 4821"]
)
def test_a_code_is_sent_as_people_write_it(said: str) -> None:
    form, text = resolve(Registry.of(ENTRIES), said)
    assert form.says == "training here"
    assert text.strip(" .:,") == "4821"
