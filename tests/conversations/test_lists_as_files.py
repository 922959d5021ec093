"""A list of people too long for a field, brought as a file: to a class, and to a log."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from storage.brought_lists import BroughtList
from storage.classes import ClassRecord
from storage.planned_classes import cancel_class
from storage.training import CompletionRecord
from tests.conftest import WHOLE
from tests.conversations.classes import NAME, a_class, listed, press, trail
from tests.conversations.conftest import Stage
from tests.conversations.county import take

MANY = 200 if WHOLE else 110
RECRUITS = [
    (f"recruit{n}@grove.example", f"Recruit{chr(65 + n // 26)}{chr(97 + n % 26)}") for n in range(MANY)
]


@pytest.mark.postgres
@pytest.mark.long
def test_many_people_come_to_a_class_and_into_a_log(stage: Stage, tmp_path: Path) -> None:
    rows = "".join(f"{email},{last},Rowan,Cedar Fire Department,2021-01-01,\n" for email, last in RECRUITS)
    take(stage.store, "roster", f"email,first_name,last_name,agency,joined_on,left_on\n{rows}")
    key = a_class(stage.store)
    press(stage.store, key, "ada@grove.example")
    press(stage.store, key, "eve@grove.example", left=True)

    # Ben teaches it, and leads nobody: whoever came is for him to write down, of every agency.
    stage.ben.says("/muster training close")
    stage.ben.sees("on the list.")
    stage.ben.presses("Add people")
    stage.ben.sees("Who was at ASIM Basic")
    stage.ben.fills({"Or a list as a file": _class_sheet(tmp_path)})
    stage.ben.submits()
    stage.ben.sees("I'm reading the list, and tell you in a direct message who I found.")
    assert len(listed(stage.store, key)) == 2, "nothing is recorded before"
    asked = stage.ben.sees(f"sheet.xlsx, for {NAME}:", seconds=20)
    assert f"{MANY + 3} people found: " in asked.text
    assert "Named more than once in the list, and counted once: Pat Quinn." in asked.text
    assert "On the list of the class already, and not added twice: Ada Abbott." in asked.text
    assert "Marked as leaving early; they would be there to the end: Eve Nakamura." in asked.text
    assert "3 lines I could not place:" in asked.text
    assert "“Lou Itto” is nobody on the roster. Perhaps Lou Ito (Birch Police Department)?" in asked.text
    assert "“Jo Lee” matches Jo Lee (" in asked.text
    assert "has an e-mail and a name that belong to two people." in asked.text
    stage.ben.closes(everything=True)
    stage.ben.presses("Mend those 3 lines")
    stage.ben.sees("Who is meant, of those who were at ASIM Basic")
    stage.ben.fills({"Or a list": "Lou Ito"})
    stage.ben.submits()
    stage.ben.sees("Added: Lou Ito.")
    stage.ben.closes(everything=True)
    stage.ben.presses(f"Add {MANY + 2} people")
    done = stage.ben.sees("Not marked as leaving early any more: Eve Nakamura.", seconds=20)
    assert "Added: " in done.text
    assert "1 person was on the list already" in done.text
    there = listed(stage.store, key)
    assert len(there) == len(set(there)) == MANY + 4

    # A list is its author's, and is used once; of a class that is over there is nothing left to press.
    other = _bring_to_class(stage, tmp_path, "Cora Diaz\n")
    with stage.store.writing() as session:
        cancel_class(session, session.get_one(ClassRecord, key), "no room", trail(stage.clock.now))
    stage.ben.presses("Add 1 person")
    stage.ben.sees("was cancelled: there is nothing to close.")
    with stage.store.reading() as session:
        assert session.get_one(BroughtList, other).state.value == "read"

    # The log: Cora leads Cedar Fire, and names its people only.
    stage.cora.says("/training")
    stage.cora.sees("Or a list as a file")
    path = tmp_path / "roll call.txt"
    lines = [email for email, _ in RECRUITS] + ["Flores, Ben", "Max O'Hara", "Ada Abott"]
    path.write_text("\n".join(lines))
    card = tmp_path / "card.pdf"
    card.write_bytes(b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n")
    stage.cora.fills(
        {
            "Course": "ASIM Basic",
            "Day": date(2026, 3, 10),
            "Or a list as a file": path,
            "Provider": "Grove County",
            "Certificate": card,
        }
    )
    stage.cora.submits()
    stage.cora.sees("I'm reading the list")
    asked = stage.cora.sees("roll call.txt, for ASIM Basic on 10 Mar 2026:", seconds=20)
    assert f"{MANY + 1} people found: " in asked.text
    assert "On record already for 10 Mar 2026, and not recorded again: Ben Flores." in asked.text
    assert "“Max O'Hara” is nobody you can see here." in asked.text
    assert "“Ada Abott” is nobody you can see here. Perhaps Ada Abbott" in asked.text
    assert "O'Hara (" not in asked.text, "a lead is told of no one else's people"
    before = _logged(stage)
    stage.cora.presses(f"Log it for {MANY} people")
    stage.cora.sees("Recorded: ASIM Basic on 10 Mar 2026", seconds=20)
    stage.cora.sees("On record already for Ben Flores, for 10 Mar 2026: nothing was recorded twice.")
    assert _logged(stage) == before + MANY
    stage.cora.presses("Mend those 2 lines")
    stage.cora.sees("Provider")
    stage.cora.fills({"Or a list of names or e-mails": "Ada Abbott"})
    stage.cora.submits()
    stage.cora.sees("1 person found: Ada Abbott.")


def _logged(stage: Stage) -> int:
    with stage.store.reading() as session:
        return session.scalar(select(func.count()).select_from(CompletionRecord)) or 0


def _class_sheet(folder: Path) -> Path:
    """A sign-in sheet as a spreadsheet: a title, a heading, numbered rows with a rank and a phone."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["", "", ""])
    sheet.append(["#", "Rank", "Last name", "First name", "E-mail", "Phone"])
    number = 0
    for email, first in RECRUITS:
        number += 1
        sheet.append([number, "FF", "Rowan", first, email, "555-0100"])
    rows: tuple[tuple[str | None, str | None, str | None], ...] = (
        ("Abbott", "Ada", None),
        ("Nakamura", "Eve", "EVE@grove.example"),
        ("Quinn", "Pat", "pat@birch.example"),
        ("Quinn", "Pat", None),
        ("Diaz", "Cora", "max@birch.example"),
        ("Lee", "Jo", None),
        ("Itto", "Lou", None),
        (None, None, None),
    )
    for surname, given, address in rows:
        number += 1
        sheet.append([number, "Lt" if surname else None, surname, given, address, "555-0100"])
    content = BytesIO()
    book.save(content)
    path = folder / "sheet.xlsx"
    path.write_bytes(content.getvalue())
    return path


def _bring_to_class(stage: Stage, folder: Path, text: str) -> int:
    """Ben brings another list to his class; its number, once he was told of it."""
    path = folder / "more.csv"
    path.write_text(text)
    stage.ben.says("/muster training close")
    stage.ben.sees("on the list.")
    stage.ben.presses("Add people")
    stage.ben.sees("Who was at ASIM Basic")
    stage.ben.fills({"Or a list as a file": path})
    stage.ben.submits()
    stage.ben.sees("more.csv, for ", seconds=20)
    stage.ben.closes(everything=True)
    with stage.store.reading() as session:
        return session.scalars(select(func.max(BroughtList.id))).one()
