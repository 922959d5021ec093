"""How often Muster writes to somebody: in words, by the form, in Home."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from commands.all import registry
from commands.kit.member import Member
from commands.kit.problems import Wrong
from storage.audit import AuditKind, AuditRow
from storage.engine import Store
from storage.letters import LETTER, VERIFIED, LetterChoice, LetterLine, Often, leave_line
from storage.slots import claim_slot
from storage.training import CompletionRecord
from tests.commands.letters_read import MONDAY, person
from tests.commands.speaking import Clock, Speaker
from tests.conversations import county
from words.problems import Problem, Unclear


@pytest.fixture
def ada(county_store: Store) -> Speaker:
    key = person(county_store, "ada@grove.example")
    member = Member(
        "T1", "UADA", key, "Ada Abbott", "ada@grove.example", frozenset({1}), timezone="America/Phoenix"
    )
    return Speaker(county_store, registry(), member, Clock(county.NOW), county.REGION)


def choice(speaker: Speaker) -> tuple[Often, int] | None:
    with speaker.store.reading() as session:
        found = session.get(LetterChoice, speaker.member.person_id)
        return None if found is None else (found.often, found.hour)


@pytest.mark.parametrize(
    ("said", "often", "hour"),
    [
        ("weekly at 9", Often.WEEKLY, 9),
        ("only what is urgent, please", Often.URGENT, 8),
        ("never", Often.NEVER, 8),
        ("stop", Often.NEVER, 8),
        ("at 7pm", Often.DAILY, 19),
        ("at 9 am", Often.DAILY, 9),
        ("weekly, at 7 p.m.", Often.WEEKLY, 19),
        ("at 9.00", Often.DAILY, 9),
        ("at noon", Often.DAILY, 12),
        ("write me weekly", Often.WEEKLY, 8),
        ("stop the letters", Often.NEVER, 8),
        ("mute", Often.NEVER, 8),
        ("daily at 07:00", Often.DAILY, 7),
    ],
)
def test_it_is_said_in_words(ada: Speaker, said: str, often: Often, hour: int) -> None:
    ada.says(f"muster letters {said}")
    assert choice(ada) == (often, hour)


@pytest.mark.parametrize("said", ["at 22", "at 6", "hourly", "daily weekly", "at 7 at 8", "please", "at 99"])
def test_what_is_not_understood_changes_nothing(ada: Speaker, said: str) -> None:
    with pytest.raises(Unclear, match="Nothing was changed"):
        ada.says(f"muster letters {said}")
    assert choice(ada) is None
    with pytest.raises(Unclear) as back:
        ada.says("muster letters weekly at 9 pm")
    assert back.value.understood == "Weekly: on Mondays, and before a class or exercise, at 9 pm"


@pytest.mark.postgres
def test_the_form_shows_what_holds_and_leaves_an_audit_row(ada: Speaker) -> None:
    home = ada.clicks("home", {}).reply.home
    assert home is not None
    opened = ada.clicks("letters.choose", {})
    said = ada.submits(opened, often="never", hour="8")
    assert said.text == "From now on I write you no letters."
    back = ada.submits(ada.clicks("letters.choose", {}), often="daily", hour="12")
    assert back.text == (
        "From now on I write you at most one letter a day, at 12:00 where you are. Where you are is "
        "America/Phoenix, as Slack has it. I won't repeat what came up while letters were off; see "
        "/due."
    )
    with ada.store.reading() as session:
        rows = session.query(AuditRow).filter_by(kind=AuditKind.LETTERS_CHOSEN.value).all()
        assert [row.detail for row in rows] == [{"often": "never", "hour": 8}, {"often": "daily", "hour": 12}]
        found = session.get(LetterChoice, ada.member.person_id)
        assert found is not None
        assert found.tells_from == ada.clock.now.date()
    with pytest.raises(Wrong):
        ada.submits(ada.clicks("letters.choose", {}), often="hourly", hour="8")


def test_all_of_a_letter_is_shown_to_its_reader_as_it_stands(ada: Speaker) -> None:
    person_id = ada.member.person_id
    assert person_id is not None
    day = {"day": MONDAY.isoformat()}
    with pytest.raises(Problem, match="no letter on that day"):
        ada.clicks("letters.more", day)
    with ada.store.writing() as session:
        claim_slot(session, LETTER, person_id, MONDAY, county.NOW)
        standing = select(CompletionRecord.id).where(CompletionRecord.person_id == person_id)
        for record in session.scalars(standing):
            leave_line(session, [person_id], VERIFIED, record, county.NOW)
        session.execute(update(LetterLine).values(told_on=MONDAY))
    said = ada.clicks("letters.more", day).text
    assert said.splitlines()[0] == "All of your letter, 2 Nov 2026"
    assert "Verified: Basic Life Support, 15 Jan 2026." in said
    assert "Verified: ASIM Basic, 1 Mar 2023." in said
