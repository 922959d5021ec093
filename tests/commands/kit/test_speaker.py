"""From a Slack user to a person and their rights, as of a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from commands.kit.member import Member, Needs
from commands.kit.speaker import ELSEWHERE, speaker
from storage.engine import Store
from storage.linking import BY_EMAIL
from storage.people import AffiliationRecord, RightKind
from storage.region import Region
from storage.rights import give_right
from tests.commands.speaking import NOON, WORKSPACE, County, in_slack, small_county

TODAY = date(2026, 11, 2)
REGION = Region(timezone="America/Chicago", emergency_managers=frozenset({"dana@grove.example"}))


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


def who(store: Store, user: str, on: date = TODAY, **more: Any) -> Member:
    with store.reading() as session:
        found = speaker(session, WORKSPACE, user, on, REGION, **more)
    assert found is not None
    return found


@pytest.mark.postgres
def test_somebody_linked_is_who_they_are_on_the_roster(store: Store, county: County) -> None:
    in_slack(store, "UADA", "ada the great", county.ada, timezone="America/Denver")
    ada = who(store, "UADA")
    assert (ada.person_id, ada.name, ada.email) == (county.ada, "Ada Abbott", "ada@cedar.example")
    assert ada.agencies == {county.cedar}
    assert not ada.leads
    assert not ada.is_manager
    assert ada.timezone == "America/Denver"


def test_a_user_nobody_has_heard_of_is_none(store: Store, county: County) -> None:
    in_slack(store, "UADA", "Ada", county.ada)
    with store.reading() as session:
        assert speaker(session, WORKSPACE, "UNEW", TODAY, REGION) is None
        assert speaker(session, "T2", "UADA", TODAY, REGION) is None


@pytest.mark.parametrize(
    ("account", "why"),
    [
        ({}, "I can't find you on the roster."),
        ({"is_guest": True}, "You are a guest here, and not linked to anybody on the roster."),
        ({"is_outside": True}, ELSEWHERE),
        ({"is_bot": True}, "Muster answers people, not bots."),
        ({"is_deactivated": True}, "This Slack account is deactivated."),
    ],
)
def test_who_is_linked_to_nobody_is_told_why(
    store: Store, county: County, account: dict[str, bool], why: str
) -> None:
    in_slack(store, "UNEW", "New", **account)
    assert who(store, "UNEW").why_not == why
    assert not who(store, "UNEW").may(Needs.RESPONDER)


@pytest.mark.parametrize("account", [{"is_bot": True}, {"is_deactivated": True}])
def test_a_bot_and_an_account_that_is_gone_speak_for_nobody(
    store: Store, county: County, account: dict[str, bool]
) -> None:
    in_slack(store, "UADA", "Ada", county.ada, linked_by="morgan@county.example", **account)
    assert who(store, "UADA").person_id is None


@pytest.mark.postgres
@pytest.mark.parametrize(("linked_by", "is_ada"), [(BY_EMAIL, False), ("morgan@county.example", True)])
def test_from_another_organization_an_e_mail_alone_is_no_proof(
    store: Store, county: County, linked_by: str, is_ada: bool
) -> None:
    in_slack(store, "UADA", "Ada", county.ada, linked_by=linked_by, is_outside=True)
    in_slack(store, "UHERE", "Ada", county.ada, linked_by=linked_by)
    assert (who(store, "UADA").person_id == county.ada) is is_ada
    assert (who(store, "UHERE", is_outside=True).person_id == county.ada) is is_ada
    assert who(store, "UHERE").person_id == county.ada


def test_who_left_is_known_and_may_nothing(store: Store, county: County) -> None:
    in_slack(store, "UDEE", "Dee", county.dee)
    dee = who(store, "UDEE")
    assert (dee.person_id, dee.agencies) == (county.dee, frozenset())
    assert dee.why_not == "Your last membership on the roster ended on 2026-01-31."
    assert not dee.may(Needs.RESPONDER)
    assert who(store, "UDEE", on=date(2026, 1, 31)).may(Needs.RESPONDER), "their last day is theirs"


def test_who_begins_next_week_may_speak_already(store: Store, county: County) -> None:
    with store.writing() as session:
        session.add(
            AffiliationRecord(
                person_id=county.dee, agency_id=county.cedar, joined_on=TODAY + timedelta(days=7)
            )
        )
    in_slack(store, "UDEE", "Dee", county.dee)
    assert who(store, "UDEE").agencies == {county.cedar}


@pytest.mark.postgres
def test_who_leads_an_agency_leads_it_until_they_leave_it(store: Store, county: County) -> None:
    with store.writing() as session:
        for person in (county.ada, county.dee):
            give_right(session, person, RightKind.LEAD, county.oak, "a test", NOON)
    in_slack(store, "UADA", "Ada", county.ada)
    in_slack(store, "UDEE", "Dee", county.dee)
    assert who(store, "UADA").leads == {county.oak}, "she never belonged to it: somebody said so"
    assert who(store, "UDEE").leads == frozenset(), "she left it"


def test_emergency_managers_are_given_the_right_or_named_in_the_settings(
    store: Store, county: County
) -> None:
    with store.writing() as session:
        give_right(session, county.ben, RightKind.MANAGER, None, "a test", NOON)
    in_slack(store, "UBEN", "Ben", county.ben)
    in_slack(store, "UADA", "Dana", county.ada, email="dana@grove.example")
    in_slack(store, "UCY", "Dana", county.cy, email="dana@grove.example", is_guest=True)
    assert who(store, "UBEN").is_manager
    assert who(store, "UADA").is_manager
    assert not who(store, "UCY").is_manager, "a guest's e-mail in Slack is nobody's proof"
