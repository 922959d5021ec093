"""A class logged in people's own words: what is recorded, what is asked, and never less than was said."""

from __future__ import annotations

from pathlib import Path

from tests.conversations import county
from tests.conversations.conftest import Stage
from tests.conversations.test_training import latest, recorded

NAMES = ("April,May", "Tri,Thu", "Nora,O'Shea", "Mon,Tran", "Today,Ames", "Andy,Me")
ROSTER = "email,first_name,last_name,agency,joined_on\n" + "".join(
    f"n{number}@grove.example,{name},Cedar Fire Department,2020-01-01\n" for number, name in enumerate(NAMES)
)
CROWD = "email,first_name,last_name,agency,joined_on\n" + "".join(
    f"c{number}@grove.example,Al{chr(97 + number // 26)}{chr(97 + number % 26)},Crowder,"
    "Cedar Fire Department,2020-01-01\n"
    for number in range(37)
)


def test_days_names_and_results_are_what_was_said(stage: Stage, tmp_path: Path) -> None:
    county.take(stage.store, "roster", ROSTER)
    stage.ada.says("/training log ASIM-B 26-Oct-24")
    stage.ada.sees("Recorded: ASIM Basic on 26 Oct 2024")
    stage.ada.says("/training log ASIM-B this Friday")
    stage.ada.sees("6 Nov 2026 is still to come")
    stage.ada.says("/training log failed ASIM-B yesterday")
    seen = stage.ada.sees("Recorded as not passed: ASIM Basic on 1 Nov 2026")
    assert not [label for label in seen.buttons if "ASIM" in label], "nothing offers a pass"
    stage.cora.says("/training log BLS for April May, Tri Thu")
    stage.cora.sees("Recorded: Basic Life Support on 2 Nov 2026")
    stage.cora.says("/training log BLS yesterday for Nora O’Shea")
    stage.cora.sees("Recorded: Basic Life Support on 1 Nov 2026, 4 hours, for Nora O'Shea.")
    stage.cora.says("/training log BLS for Mon Tran, Today Ames & Andy Me yesterday")
    stage.cora.sees("Recorded: Basic Life Support on 1 Nov 2026, 4 hours, for Mon Tran, Today Ames and Andy")
    stage.cora.says("/training log ASIM-A 2 days ago for Ada Abbott\nBen Flores")
    stage.cora.sees("Recorded: ASIM Advanced on 31 Oct 2026")
    file = tmp_path / "certificate.pdf"
    file.write_bytes(b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n")
    stage.ada.says("log BLS 3 days ago", files=[file])
    stage.ada.sees("Recorded: Basic Life Support on 30 Oct 2026")
    stage.ada.sees("certificate.pdf goes to the record of Basic Life Support, 30 Oct 2026.")
    assert latest(stage, 1) == [("Ada Abbott", "BLS", "2026-10-30", "pass")]


def test_of_forty_names_three_are_unknown_and_the_form_comes_with_the_others(stage: Stage) -> None:
    county.take(stage.store, "roster", CROWD)
    before = recorded(stage)
    known = [f"Al{chr(97 + number // 26)}{chr(97 + number % 26)} Crowder" for number in range(37)]
    names = [*known[:10], "Zed Unknown", *known[10:], "Yan Nobody", "Xi Noone"]
    stage.cora.says("/training log ASIM-A yesterday for\n" + "\n".join(names))
    form = stage.cora.sees("Log training")
    assert "I can't find “Zed Unknown, Yan Nobody, Xi Noone” among the people you can log for." in form.text
    assert form.text.count("Crowder (Cedar Fire Department)") == 37
    assert recorded(stage) == before


def test_a_sentence_that_tells_of_a_class_is_confirmed_and_undo_brings_it_back(stage: Stage) -> None:
    before = recorded(stage)
    for said, understood in (
        (
            "Finished my ASIM Advanced yesterday, 8 hours",
            "I understood: ASIM Advanced, 1 Nov 2026, 8 hours, for you.",
        ),
        (
            "Ben Flores and I took BLS on Friday",
            "Basic Life Support, 30 Oct 2026, for Ben Flores",
        ),
        (
            "I didn't finish BLS yesterday",
            "I understood: Basic Life Support, 1 Nov 2026, 4 hours, for you, incomplete.",
        ),
        ("could you log BLS for Ben Flores, Zed Unknown", "I can't find “Zed Unknown”"),
        ("I did not take BLS", "did not take place"),
        ("I'm taking BLS tomorrow", "is still to come"),
    ):
        stage.cora.says(said)
        stage.cora.sees(understood)
    assert recorded(stage) == before
    stage.ada.says("Finished my ASIM Advanced yesterday, 8 hours")
    stage.ada.sees("I understood: ASIM Advanced, 1 Nov 2026, 8 hours, for you.")
    stage.ada.presses("Log it")
    stage.ada.sees("Recorded: ASIM Advanced on 1 Nov 2026, 8 hours, for you.", seconds=10)
    stage.ada.presses("Undo")
    stage.ada.sees("Taken back", seconds=10)
    stage.ada.presses("Log again")
    form = stage.ada.sees("Log training")
    assert "ASIM-A: ASIM Advanced" in form.text
    stage.ada.closes()
    stage.ada.says("log again")
    stage.ada.sees("Here is the log you took back, filled in again")
    stage.ada.presses("Log again")
    assert "ASIM-A: ASIM Advanced" in stage.ada.sees("Log training").text
    stage.ada.says("ok")
    stage.ada.sees("All right.")
    assert recorded(stage) == before
