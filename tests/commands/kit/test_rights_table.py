"""The table of right × action, as it is printed."""

from __future__ import annotations

from commands.kit.rights_table import COLUMNS, rights_table


def row(action: str, about: str, on: str) -> dict[str, str]:
    [found] = [each for each in rights_table() if each[:3] == (action, about, on)]
    return dict(zip(COLUMNS[3:], found[3:], strict=True))


def test_of_somebody_who_belongs_there_their_lead_and_the_emergency_manager_see_the_record() -> None:
    assert row("see records and standing", "somebody who belongs there", "today") == {
        "off the roster": "no",
        "responder": "no",
        "lead there": "yes",
        "lead elsewhere": "no",
        "emergency manager": "yes",
    }


def test_of_somebody_who_left_their_lead_has_what_was_while_they_belonged() -> None:
    left = ("see records and standing", "somebody who left")
    assert row(*left, "while they belonged")["lead there"] == "yes"
    assert row(*left, "after they left")["lead there"] == "no"


def test_nobody_confirms_their_own() -> None:
    assert set(row("confirm a record", "oneself", "today").values()) == {"no"}


def test_what_is_of_the_region_is_the_emergency_managers_alone() -> None:
    for action in ("import and undo", "give and take rights", "link people to Slack", "set up the region"):
        may = row(action, "the region", "today")
        assert [who for who, said in may.items() if said == "yes"] == ["emergency manager"]
