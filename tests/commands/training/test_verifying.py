"""What waits to be confirmed: whose, how it is shown, and some, all, or none of it settled."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from commands.kit.problems import Refused
from commands.training.verifying_views import ALL, APPROVE, FORM, PAGE, REJECT_ALL, picked
from tests.commands.speaking import Said
from tests.commands.training.desk import Desk


def shown(said: Said) -> dict[str, Any]:
    view = said.reply.modal or said.reply.updated
    assert view is not None
    return view.to_dict()


def carried(said: Said, action: str) -> dict[str, Any]:
    """What a button in the form carries."""
    elements = [
        each
        for block in shown(said)["blocks"]
        for each in (*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else ()))
    ]
    found = next(each for each in elements if each.get("action_id") == action)
    return dict(json.loads(found["value"]))


@pytest.mark.postgres
def test_a_list_of_many_pages_and_some_or_all_are_approved(desk: Desk) -> None:
    for days in range(8):
        desk.ada.says(f"training log BLS {days} days ago")
        desk.clock.now += timedelta(seconds=1)
    first = desk.cora.says("training verify")
    assert "8 records wait for you to confirm." in str(shown(first))
    assert "1 to 6 of 8, newest first." in str(shown(first))
    rows = [each for each in shown(first)["blocks"] if each["type"] == "input"]
    assert [each["label"]["text"] for each in rows][:2] == [
        "Ada Abbott, Cedar Fire Department: Basic Life Support on 26 Oct 2026, 4 h",
        "Ada Abbott, Cedar Fire Department: Basic Life Support on 27 Oct 2026, 4 h",
    ]
    ids = [each.id for each in desk.standing()]
    second = desk.cora.clicks(f"{PAGE}:next", carried(first, f"{PAGE}:next"))
    assert "7 to 8 of 8" in str(shown(second))
    fields = {picked(each): [str(each)] for each in ids[-2:]}
    some = desk.cora.submits(first, **fields)
    assert "Approved: 2 records." in str(shown(some))
    desk.ada.says("training log ASIM Basic today")  # came since the list was shown: it waits on
    done = desk.cora.clicks(ALL, carried(some, ALL))
    assert "Approved: 6 records." in str(shown(done))
    assert "1 record waits for you to confirm." in str(shown(done))
    assert [each.verified_by for each in desk.standing()] == ["cora@grove.example"] * 8 + [""]
    again = desk.cora.clicks(f"{APPROVE}:{ids[0]}", {"record": ids[0]})
    assert "was decided already. Verified by cora@grove.example on 2 Nov 2026, 09:00." in str(shown(again))


def test_all_are_rejected_with_one_reason(desk: Desk) -> None:
    for days in range(2):
        desk.ada.says(f"training log BLS {days} days ago")
    first = desk.cora.says("training verify")
    why = desk.cora.clicks(REJECT_ALL, carried(first, REJECT_ALL))
    assert "Basic Life Support on 2 Nov 2026" in str(shown(why))
    done = desk.cora.submits(why, reason="no such class")
    assert "Rejected: 2 records." in str(shown(done))
    assert desk.standing() == []
    assert {each.void_reason for each in desk.logged()} == {"no such class"}


def test_nobody_confirms_their_own_nor_another_agencys(desk: Desk) -> None:
    desk.cora.says("training log BLS yesterday")
    assert "Nothing waits for you to confirm." in str(shown(desk.cora.says("training verify")))
    [own] = desk.standing()
    with pytest.raises(Refused, match="Nobody confirms a record of their own"):
        desk.cora.clicks(f"{APPROVE}:{own.id}", {"record": own.id})
    by_agency = desk.manager.says("training verify")
    assert "Cedar Fire Department: 1" in str(shown(by_agency))
    whole = desk.manager.clicks(f"{PAGE}:every", carried(by_agency, f"{PAGE}:every"))
    assert shown(whole)["callback_id"] == FORM
    assert "Cora Diaz" in str(shown(whole))
    files = desk.manager.clicks(f"{PAGE}:files", carried(by_agency, f"{PAGE}:files"))
    assert "Cedar Fire Department: 1" in str(shown(files)), "Jo Lee's, which a file brought unconfirmed"
    with pytest.raises(Refused, match="not for you"):
        desk.ada.says("training verify")
