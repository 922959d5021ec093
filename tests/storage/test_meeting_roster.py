"""Who left the roster by a meeting's day, and who did not."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from storage.engine import Store
from storage.meeting_roster import on_its_roster
from storage.meetings import InvitationRecord, MeetingRecord
from storage.people import AffiliationRecord, RightKind
from storage.rights import give_right
from tests.conversations import calls, county

ADA, BEN, MAX = "ada@grove.example", "ben@grove.example", "max@birch.example"


def test_who_left_or_is_of_another_agency_is_told_no_more(county_store: Store) -> None:
    region = calls.a_call(county_store)
    own = calls.a_call(county_store, title="Own", agency="Cedar Fire Department")
    with county_store.writing() as session:
        ada, ben, max_ = (calls.person(session, each) for each in (ADA, BEN, MAX))
        everybody = {ada, ben, max_}
        of_region, of_agency = (session.get_one(MeetingRecord, each) for each in (region, own))
        assert on_its_roster(session, of_region, everybody) == everybody
        assert on_its_roster(session, of_agency, everybody) == {ada, ben}, "Max is of the police"
        theirs = InvitationRecord.person_id == max_
        for each in session.scalars(select(InvitationRecord).where(theirs)):
            each.sent_by_id = ada
        session.flush()
        assert on_its_roster(session, of_agency, everybody) == everybody, "but is sent there"
        for row in session.scalars(select(AffiliationRecord).where(AffiliationRecord.person_id == ben)):
            row.left_on = date(2026, 12, 9)
        session.flush()
        assert on_its_roster(session, of_region, everybody) == {ada, max_}
        give_right(session, ben, RightKind.MANAGER, None, "a test", county.NOW)
        assert on_its_roster(session, of_region, everybody) == everybody, "all meetings are theirs"
        assert on_its_roster(session, of_region, ()) == set()
