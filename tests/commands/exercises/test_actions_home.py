"""Corrective actions in Home: one's own that press; the emergency manager's after fourteen days."""

from __future__ import annotations

from datetime import date

from commands.kit.reading import text_of
from storage.engine import Store
from storage.people import RightKind
from storage.rights import give_right
from tests.commands.exercises.review_desk import held, saves, steps, written
from tests.commands.speaking import NOON, REGION, County, Office, Speaker


def at_home(speaker: Speaker) -> str:
    """What Home says to somebody."""
    view = speaker.clicks("home", {}).reply.home
    assert view is not None
    return text_of(view.blocks)


def test_mine_come_most_pressing_first_and_far_ones_wait(store: Store, office: Office, there: County) -> None:
    staging = {"task_key": "set staging", "task": "Set staging"}
    written(store, "FAR", there.cedar, date(2026, 12, 3))
    written(store, "SOON", there.cedar, date(2026, 12, 2))
    written(store, "LATE", there.cedar, date(2026, 11, 1))
    written(store, "BACK", there.cedar, date(2026, 9, 1), status="done", done_on=date(2026, 10, 1), **staging)
    written(store, "DONE", there.cedar, date(2026, 9, 1), status="done", done_on=date(2026, 10, 1))
    with store.writing() as session:
        give_right(session, there.ada, RightKind.LEAD, there.cedar, "a test", NOON)
    lead = office.lead(there.cedar, person_id=there.ada)
    held(store, there.cedar, ["Set staging"])
    saves(lead, steps(lead, lead.says("exercise review Vine"), "Rate run 1"), staging="M")
    assert at_home(lead).splitlines()[2:5] == [
        "LATE was due 1 Nov 2026, 1 day ago: Mend LATE",
        "BACK came back on 20 Oct 2026: M in Vine drill, run 1 (done 1 Oct 2026): Mend BACK",
        "SOON due 2 Dec 2026: Mend SOON",
    ]
    assert "FAR" not in at_home(lead)
    assert "DONE" not in at_home(lead)
    assert at_home(office.responder(there.cy, there.oak)) == f"Muster\n{REGION.handling_mark}"


def test_late_for_more_than_fourteen_days_is_the_managers_too_by_agency(
    store: Store, office: Office, there: County
) -> None:
    with store.writing() as session:
        give_right(session, there.ada, RightKind.LEAD, there.cedar, "a test", NOON)
        give_right(session, there.cy, RightKind.LEAD, there.oak, "a test", NOON)
    manager = office.manager(person_id=there.ben)
    written(store, "CA-1", there.cedar, date(2026, 10, 19))  # 14 days
    assert at_home(manager) == f"Muster\n{REGION.handling_mark}"
    written(store, "CA-2", there.cedar, date(2026, 10, 18))
    written(store, "CA-3", there.oak, date(2026, 10, 1), poc_id=there.ben)
    home = at_home(manager)
    assert "CA-3 was due 1 Oct 2026, 32 days ago" in home  # their own, and so not counted with the others
    assert "1 action in the region overdue for more than 14 days: Cedar Fire Department: 1" in home
    assert "CA-2" not in home
