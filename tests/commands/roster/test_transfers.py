"""`/muster transfer`: what can't be done is told, and leaves everything as it was."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused, Wrong
from commands.kit.request import Door
from commands.roster import transfers
from storage.engine import Store
from storage.people import AffiliationRecord
from tests.commands.speaking import County, Office, Said, Speaker, audited, small_county
from words.problems import Problem


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store, transfers.ENTRIES)


def moves(speaker: Speaker, person: int, to: int | None, on: str) -> Said:
    """What is shown of a move before it is made."""
    to_value = None if to is None else str(to)
    return speaker.submits(speaker.says("muster transfer"), person=str(person), to=to_value, on=on)


def terms(store: Store, person: int) -> list[tuple[int, date | None, date | None]]:
    """Where somebody belongs, by agency, with the days."""
    with store.reading() as session:
        query = select(AffiliationRecord).where(
            AffiliationRecord.person_id == person, AffiliationRecord.voided_at.is_(None)
        )
        return [
            (r.agency_id, r.joined_on, r.left_on)
            for r in session.scalars(query.order_by(AffiliationRecord.id))
        ]


@pytest.mark.postgres
def test_one_ends_another_begins_and_taking_it_back_leaves_all_as_it_was(
    office: Office, county: County, store: Store
) -> None:
    manager, before = office.manager(), terms(store, county.ada)
    shown = moves(manager, county.ada, county.oak, "2026-12-01")
    done = manager.submits(shown, **{"ends.1": str(_first(store, county.ada))})
    assert terms(store, county.ada) == [
        (county.cedar, date(2024, 3, 1), date(2026, 11, 30)),
        (county.oak, date(2026, 12, 1), None),
    ]
    manager.presses(done, "Undo")
    assert terms(store, county.ada) == before
    with pytest.raises(Problem, match="taken back already"):
        manager.presses(done, "Undo")
    assert len(audited(store)) == 2


def test_they_may_belong_to_both(office: Office, county: County, store: Store) -> None:
    manager = office.manager()
    manager.submits(moves(manager, county.ben, county.oak, "2026-11-02"), **{"ends.1": "0"})
    assert terms(store, county.ben) == [(county.cedar, None, None), (county.oak, date(2026, 11, 2), None)]


def test_what_can_not_be_is_told_and_nothing_changes(office: Office, county: County, store: Store) -> None:
    manager = office.manager()
    with pytest.raises(Problem, match="They joined the agency they leave on 1 Mar 2024"):
        # Of the days before they joined there is no membership to end: the form offers none.
        _with_leaving(manager, county.ada, county.oak, "2024-03-01", _first(store, county.ada))
    moved = moves(manager, county.ben, county.cedar, "2026-12-01")
    with pytest.raises(Problem, match="They belong to Cedar Fire Department already"):
        manager.clicks("transfer.confirm/ends", {**moved.carried, "leaves": 0})
    with pytest.raises(Wrong, match="say where to"):
        moves(manager, county.dee, None, "2026-12-01")
    assert audited(store) == []


SAID = [
    ("to Oak Police on 1 Dec", "oak", "2026-12-01"),
    ("to Oak Police since 1 March", "oak", "2026-03-01"),
    ("to Oak Police, since 1 March", "oak", "2026-03-01"),
    ("since 1 March to Oak Police", "oak", "2026-03-01"),
    ("to Oak Police effective 1 March", "oak", "2027-03-01"),
    ("to Oak Police with effect from 1 March 2026", "oak", "2026-03-01"),
    ("into Oak Police as of yesterday", "oak", "2026-11-01"),
    ("to Birch Fyre since 1 March", "", "2026-03-01"),
    ("to Oak Police whenever", "", "2026-11-02"),
]


def test_where_to_and_since_when_are_understood_or_an_empty_agency_goes_no_further(
    office: Office, county: County, store: Store
) -> None:
    manager = office.manager()
    for words, agency, day in SAID:
        opened = manager.says(f"muster transfer Ada Abbott {words}")
        to = opened.carried.get("to", 0)
        assert (opened.carried["person"], to) == (county.ada, county.oak if agency else 0), words
        assert opened.carried.get("on", "2026-11-02") == day, words
        if not agency:
            with pytest.raises(Wrong, match="I don't know which: choose it"):
                manager.submits(opened, person=str(county.ada), to=None, on=day)
    chosen = manager.submits(opened, person=str(county.ada), to=str(county.oak), on="2026-12-01")
    assert chosen.carried["to"] == county.oak
    assert audited(store) == []


def test_whoever_changed_a_membership_since_is_not_overruled(
    office: Office, county: County, store: Store
) -> None:
    manager = office.manager()
    done = manager.submits(
        moves(manager, county.ada, county.oak, "2026-12-01"), **{"ends.1": str(_first(store, county.ada))}
    )
    with store.writing() as session:
        query = select(AffiliationRecord).where(AffiliationRecord.person_id == county.ada)
        row = session.scalars(query.order_by(AffiliationRecord.id.desc())).first()
        assert row is not None
        row.left_on = date(2027, 1, 1)
    with pytest.raises(Problem, match="were changed since then"):
        manager.presses(done, "Undo")


def test_a_lead_moves_nobody(office: Office, county: County) -> None:
    with pytest.raises(Refused):
        office.lead(county.cedar).says("muster transfer")


def test_an_undo_of_something_else_is_none(office: Office, county: County) -> None:
    with pytest.raises(Problem, match="no longer know that move"):
        office.manager().clicks("transfer.undo", {"transfer": 7})


def _first(store: Store, person: int) -> int:
    with store.reading() as session:
        query = select(AffiliationRecord.id).where(AffiliationRecord.person_id == person)
        return session.scalars(query.order_by(AffiliationRecord.id)).first() or 0


def _with_leaving(speaker: Speaker, person: int, to: int, on: str, leaves: int) -> Said:
    carried = {"person": person, "to": to, "on": on, "leaves": leaves}
    submission = speaker.registry.submissions["transfer.confirm"]
    return speaker._run(submission, Door.SUBMITTED, value=carried, fields={"ends": str(leaves)})
