"""One word of welcome in the first letter, and what a right is for that was given where nobody writes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.roster import linking_letter
from storage.audit import SLACK, AuditKind, note
from storage.engine import Store
from storage.letters import RIGHT_GIVEN, WELCOME
from storage.people import RightKind
from storage.rights import give_right, leads_by_agency
from tests.commands.letters_read import left, person, told
from tests.conversations import county


def test_who_was_linked_is_welcomed_once_by_their_agency(county_store: Store) -> None:
    ada = person(county_store, "ada@grove.example")
    left(county_store, [ada], WELCOME, ada)
    left(county_store, [ada], WELCOME, ada)
    [line] = told(county_store, linking_letter.ENTRIES, [ada])
    assert line.text.startswith("Welcome to Muster. You are on the roster for Cedar Fire Department. I keep")
    assert line.button is not None


@pytest.mark.postgres
def test_who_has_done_something_here_meanwhile_is_not_welcomed_any_more(county_store: Store) -> None:
    ada, ben = person(county_store, "ada@grove.example"), person(county_store, "ben@grove.example")
    left(county_store, [ada], WELCOME, ada)
    left(county_store, [ben], WELCOME, ben)
    minute = timedelta(minutes=1)
    with county_store.writing() as session:
        did = AuditKind.PERSON_ADDED, ("person", ada)
        note(session, county.NOW - minute, "ben@grove.example", SLACK, *did)
        note(session, county.NOW + minute, "ben@grove.example", "import", *did)
        note(session, county.NOW + minute, "ada@grove.example", SLACK, *did)
    lines = {line.person: line.text for line in told(county_store, linking_letter.ENTRIES, [ada, ben])}
    assert lines[ada] == "", "it is settled, and says nothing"
    assert lines[ben].startswith("Welcome to Muster.")


def test_a_right_given_is_told_with_what_it_is_for_while_it_is_held(county_store: Store) -> None:
    ben, cora = person(county_store, "ben@grove.example"), person(county_store, "cora@grove.example")
    with county_store.writing() as session:
        [agency] = [key for key, people in leads_by_agency(session).items() if cora in people]
        give_right(session, ben, RightKind.MANAGER, None, "a test", county.NOW)
    left(county_store, [cora, ben], RIGHT_GIVEN, agency, "1")
    left(county_store, [ben], RIGHT_GIVEN, 0, "2")
    lines = {
        (line.person, line.text.partition(".")[0])
        for line in told(county_store, linking_letter.ENTRIES, [cora, ben])
    }
    assert lines == {
        (cora, "You are agency lead of Cedar Fire Department in Muster now"),
        (ben, ""),
        (ben, "You are emergency manager in Muster now"),
    }
