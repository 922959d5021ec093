"""Corrective actions listed: overdue first, by agency, and whose they are where nobody leads."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.people import AgencyDiscipline, AgencyRecord, RightKind
from storage.rights import give_right
from tests.commands.exercises.review_desk import written
from tests.commands.speaking import NOON, County, Office


def test_overdue_ones_come_first_and_pages_follow(store: Store, office: Office, there: County) -> None:
    for number in range(8):
        written(store, f"CA-{number}", there.cedar, date(2026, 12, 1 + number))
    written(store, "LATE", there.oak, date(2026, 10, 31))
    manager = office.manager(person_id=there.ben)
    said = manager.says("exercise actions")
    assert said.text.index("LATE: was due 31 Oct 2026, 2 days ago") < said.text.index("CA-0: due 1 Dec 2026")
    assert "9 open, 1 of them overdue." in said.text
    assert "Oak Police: 1 overdue\nCedar Fire Department: 8 open" in said.text
    assert "1 to 2 of 9, overdue first." in said.text
    more = manager.presses(said, "More")
    assert "CA-1" in more.text
    assert "CA-3" in more.text
    assert "3 to 5 of 9, overdue first." in more.text
    assert "CA-0" not in manager.says("exercise actions overdue").text
    for asked in ("ca-3", "show me CA-3?"):
        one = manager.says(f"exercise actions {asked}")
        assert "CA-3: due 4 Dec 2026" in one.text
        assert "CA-2" not in one.text
    assert manager.says("exercise actions what actions are open?").text == said.text
    lead = office.lead(there.oak, person_id=there.cy)
    with pytest.raises(Refused, match="CA-3 is not for you"):
        lead.says("exercise actions CA-3")
    assert lead.says("exercise actions").text.startswith("Corrective actions: yours to see\n1 overdue.")
    for asked in ("exercise actions Cedar Fire", "exercise actions fire"):
        with pytest.raises(Refused, match="not for you"):
            lead.says(asked)


def test_five_agencies_stand_on_a_screen_and_the_others_behind_a_button(
    store: Store, office: Office, there: County
) -> None:
    with store.writing() as session:
        for n in range(7):
            made = AgencyRecord(key=f"town {n}", name=f"Town {n}", jurisdiction="Town")
            session.add(made)
            session.flush()
            session.add(AgencyDiscipline(agency_id=made.id, discipline="fire"))
        catalogue_changed(session)
        towns = [each.id for each in session.scalars(select(AgencyRecord)) if each.name.startswith("Town")]
    for number, town in enumerate(towns):
        written(store, f"CA-{number}", town, date(2026, 10, 1))
    manager = office.manager(person_id=there.ben)
    said_first = manager.says("exercise actions")
    assert "7 overdue." in said_first.text
    assert "Town 4: 1 overdue" in said_first.text
    assert "Town 5" not in said_first.text
    assert "Town 5: 1 overdue\nTown 6: 1 overdue" in manager.presses(said_first, "2 more agencies").text


def test_without_a_lead_it_falls_to_the_emergency_manager(
    store: Store, office: Office, there: County
) -> None:
    written(store, "CA-1", there.oak, date(2026, 10, 1), poc_id=there.dee)
    said = office.manager(person_id=there.ben).says("exercise actions mine")
    assert "its point of contact is no longer on the roster: it falls to an emergency manager" in said.text
    with store.writing() as session:
        give_right(session, there.cy, RightKind.LEAD, there.oak, "a test", NOON)
    nobodys = office.lead(there.cedar, person_id=there.ada).says("exercise actions")
    assert "yours to see\nNone that is yours to see is on record." in nobodys.text
    assert "is yours to see to" in office.manager(person_id=there.ben).says("exercise actions mine").text
    assert "CA-1" in office.lead(there.oak, person_id=there.cy).says("exercise actions mine").text
