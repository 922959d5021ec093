"""Once a week those who verify are told how many records wait for them, not of what files brought."""

from __future__ import annotations

from datetime import date

import pytest

from commands.training.letter_verifying import ENTRIES
from storage.audit import Trail
from storage.engine import Store
from storage.recording import Completed, record_completions
from storage.training import CourseRecord
from tests.commands.letters_read import person, texts, told
from tests.conversations import county


@pytest.mark.postgres
def test_a_lead_is_told_how_many_wait_and_never_of_their_own(county_store: Store) -> None:
    cora, ada = (person(county_store, f"{name}@grove.example") for name in ("cora", "ada"))
    assert texts(told(county_store, ENTRIES, [cora])) == [], "Jo Lee's came in a file"
    with county_store.writing() as session:
        course = session.query(CourseRecord).filter_by(code="ASIM-B").one().id
        said = [Completed(each, course, date(2026, 11, 1)) for each in (cora, ada)]
        record_completions(session, said, Trail("x", "slack", county.NOW), county.NOW.date())
    assert texts(told(county_store, ENTRIES, [cora])) == ["1 record waits to be verified by you."]
    assert told(county_store, ENTRIES, [cora], date(2026, 11, 3)) == []
    assert told(county_store, ENTRIES, [ada]) == []
