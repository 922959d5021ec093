"""What is told is kept once, answered once, and taken back; audit rows have none of its words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit import AuditKind, AuditRow, Privacy, Trail
from storage.confided import ConfidedRecord, Matter
from storage.confiding import (
    AnsweredMeanwhile,
    TakenBackMeanwhile,
    ToldAlready,
    answer,
    champions,
    champions_by_agency,
    counts,
    lock_told,
    take_back,
    tell,
    told,
)
from storage.engine import Store
from storage.people import AffiliationRecord, RightKind
from storage.region import Region
from storage.rights import ever_led, give_right, take_right
from tests.commands.speaking import NOON, County, small_county

TRAIL = Trail("ada@cedar.example", "slack", NOON)
REGION = Region("America/Chicago")
WORDS = "Our radios can't reach dispatch"


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


@pytest.mark.postgres
def test_it_is_told_once_answered_once_and_taken_back_with_no_word_in_the_audit(
    store: Store, county: County
) -> None:
    with store.writing() as session:
        held = tell(session, county.ada, Matter.CONCERN, WORDS, [county.cedar], TRAIL)
        offer = tell(session, county.ada, Matter.CHAMPION, "", [county.cedar], TRAIL)
        for matter, text in ((Matter.CONCERN, WORDS.upper()), (Matter.CHAMPION, "other words")):
            with pytest.raises(ToldAlready):
                tell(session, county.ada, matter, text, [county.cedar], TRAIL)
        assert tell(session, county.ben, Matter.CONCERN, WORDS, [county.cedar], TRAIL).id != held.id
        assert counts(told(session)) == {Matter.CHAMPION: 1, Matter.CONCERN: 2}
        lock_told(session, held, [county.ben])
        answer(session, held, "", TRAIL)
        with pytest.raises(AnsweredMeanwhile):
            answer(session, held, "", TRAIL)
        answer(session, held, "A repeater is ordered", replace(TRAIL, by="dana@county.example"))
        with pytest.raises(AnsweredMeanwhile):
            answer(session, held, "Another", TRAIL)
        take_back(session, offer, TRAIL)
        with pytest.raises(TakenBackMeanwhile):
            take_back(session, offer, TRAIL)
        with pytest.raises(TakenBackMeanwhile):
            answer(session, offer, "Welcome", TRAIL)
        assert champions(session) == []
        tell(session, county.ada, Matter.CHAMPION, "", [county.cedar], TRAIL)
        session.flush()
        rows = session.scalars(select(AuditRow).where(AuditRow.subject_kind == "confided")).all()
        kinds = {kind for kind in AuditKind if kind.value in {row.kind for row in rows}}
        assert kinds == {AuditKind.CONFIDED, AuditKind.CONFIDED_ANSWERED, AuditKind.CONFIDED_TAKEN_BACK}
        assert {kind.privacy for kind in kinds} == {Privacy.PRIVATE}
        said = " ".join(str(row.detail) for row in rows)
        assert "radios" not in said
        assert "repeater" not in said


@pytest.mark.postgres
def test_two_who_come_at_once_take_turns(store: Store, county: County) -> None:
    together = threading.Barrier(2)

    def at_once(act: Callable[[Session], object]) -> list[str]:
        """What became of the same thing done by two at the same moment."""

        def one(_: int) -> str:
            together.wait(10)
            try:
                with store.writing() as session:
                    act(session)
                    return "done"
            except (ToldAlready, AnsweredMeanwhile) as late:
                return type(late).__name__

        with ThreadPoolExecutor(2) as pool:
            return sorted(pool.map(one, range(2)))

    def offers(session: Session) -> None:
        tell(session, county.ada, Matter.CHAMPION, "", [county.cedar], TRAIL)

    def answers(session: Session) -> None:
        [held] = told(session)
        lock_told(session, held, [county.ben])
        answer(session, held, "Welcome", TRAIL)

    assert at_once(offers) == ["ToldAlready", "done"]
    assert at_once(answers) == ["AnsweredMeanwhile", "done"]


def test_champions_stand_where_they_belong_today(store: Store, county: County) -> None:
    today = date(2026, 11, 2)
    with store.writing() as session:
        for person, agency in (
            (county.ada, county.cedar),
            (county.ben, county.cedar),
            (county.dee, county.oak),
        ):
            tell(session, person, Matter.CHAMPION, "", [agency], TRAIL)
        session.add(AffiliationRecord(person_id=county.ada, agency_id=county.oak, joined_on=date(2027, 1, 1)))
        session.flush()
        found = champions_by_agency(session, champions(session), today)
        assert {key: [each.person_id for each in offers] for key, offers in found.items()} == {
            county.cedar: [county.ada, county.ben],
            county.oak: [county.ada],
            None: [county.dee],  # who left the roster in January
        }


def test_who_led_an_agency_and_until_when(store: Store, county: County) -> None:
    with store.writing() as session:
        for person in (county.ada, county.cy, county.dee):
            give_right(session, person, RightKind.LEAD, county.oak, "a test", NOON)
        take_right(session, county.cy, RightKind.LEAD, county.oak, "a test", NOON + timedelta(days=3), REGION)
        led = {each.person_id: each for each in ever_led(session, [county.oak], REGION)}
        assert led[county.ada].until is None  # who never belonged to it leads it because somebody said so
        assert led[county.cy].until == date(2026, 11, 5)
        assert led[county.dee].until == date(2026, 1, 31)  # the day she left
        assert led[county.cy].on_or_since(date(2026, 11, 5))
        assert not led[county.dee].on_or_since(date(2026, 11, 2))
        assert ever_led(session, [county.cedar], REGION) == []
        assert session.scalars(select(ConfidedRecord)).all() == []
