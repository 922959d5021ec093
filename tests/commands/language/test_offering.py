"""What is offered to whom: of their own agency and due courses, with keys; a stranger asks to be linked."""

from __future__ import annotations

from dataclasses import replace

from commands.kit.may import Action, may_about
from commands.kit.member import Member
from commands.kit.request import Door, Request
from commands.language.logs import OPEN_LOG, LogSaid
from commands.language.offering import three_offers
from commands.language.questions import DueQuestion
from storage.engine import Store
from tests.commands.language.hearing import dana, everything, lead, responder
from tests.conversations import county
from words.problems import Offer


def offered_to(store: Store, member: Member) -> list[Offer]:
    with store.reading() as session:
        today = county.REGION.day(county.NOW)
        return three_offers(Request(session, member, county.REGION, county.NOW, today, Door.DIRECT, "key"))


def test_a_lead_is_offered_their_agency_and_their_own(county_store: Store) -> None:
    offers = offered_to(county_store, lead(county_store).member)
    assert offers[0].label == "Who is due at Cedar Fire Department?"
    assert isinstance(offers[0].value, DueQuestion)
    assert offers[0].value.scopes == [f"agency:{county.agency_id(county_store, 'Cedar Fire Department')}"]
    log = next(each for each in offers if each.label.startswith("Log "))
    assert log.action == OPEN_LOG in everything().clicks
    assert isinstance(log.value, LogSaid)
    assert log.value.course is not None


def test_a_responder_is_offered_no_names_of_others(county_store: Store) -> None:
    labels = [each.label for each in offered_to(county_store, responder(county_store).member)]
    assert "When am I due?" in labels
    assert not any(label.startswith("Who") for label in labels)


def test_the_emergency_manager_is_offered_the_region(county_store: Store) -> None:
    labels = [each.label for each in offered_to(county_store, dana(county_store).member)]
    assert labels[0].startswith("Who is due in ")
    assert "Which agency is weakest?" in labels


def test_who_is_not_linked_may_ask_to_be(county_store: Store) -> None:
    stranger = Member("T", "U", why_not="I can't find you on the roster.")
    assert [each.label for each in offered_to(county_store, stranger)] == ["Ask to be linked", "muster help"]


def test_who_is_linked_and_in_no_agency_is_not_asked_to_be_linked_again(county_store: Store) -> None:
    gone = replace(responder(county_store).member, agencies=frozenset(), why_not="You are in no agency now.")
    assert "Ask to be linked" not in [each.label for each in offered_to(county_store, gone)]


def test_no_count_is_offered_that_would_be_refused(county_store: Store) -> None:
    member = responder(county_store).member
    with county_store.reading() as session:
        today = county.REGION.day(county.NOW)
        request = Request(session, member, county.REGION, county.NOW, today, Door.DIRECT, "key")
        counted = [each for each in three_offers(request) if each.label.startswith("How many")]
        for each in counted:
            assert isinstance(each.value, DueQuestion)
            assert all(may_about(request, Action.COUNT, scope) for scope in each.value.within_scopes)
        few = replace(request, region=replace(county.REGION, smallest_count=10_000))
        assert not any(each.label.startswith("How many") for each in three_offers(few))
