"""Once a week those who verify are told how many records wait for them, not of what files brought."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from commands.training.letter_verifying import ENTRIES
from storage.audit import Trail
from storage.engine import Store
from storage.people import RightKind
from storage.recording import Completed, record_completions
from storage.rights import give_right
from storage.training import CourseRecord
from tests.commands.letters_read import person, texts, told
from tests.commands.speaking import in_slack
from tests.commands.training.desk import Desk
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


@pytest.mark.postgres
def test_the_letter_and_the_list_its_button_opens_say_the_same_number(county_store: Store) -> None:
    """To the emergency manager what nobody else sees to; nothing of a day that is still to come."""
    desk = Desk(county_store)
    eve, cora = desk.person("Eve Nakamura"), desk.person("Cora Diaz")
    in_slack(county_store, "UCORA", "Cora", cora)
    today = county.NOW.date()
    with county_store.writing() as session:
        give_right(session, eve, RightKind.MANAGER, None, "a test", county.NOW)
        said = [
            Completed(desk.person(name), desk.course("BLS"), today + timedelta(days=days))
            for name, days in (
                *(("Ada Abbott", -1), ("Ben Flores", -1), ("Ben Flores", 0), ("Ben Flores", 1)),
                *(("Pat Quinn", 0), ("Lou Ito", 0), ("Lou Ito", 1), ("Eve Nakamura", 0), ("Cora Diaz", 0)),
            )
        ]
        record_completions(session, said, Trail("x", "slack", county.NOW), today)
    lines = {line.person: line for line in told(county_store, ENTRIES, [cora, eve])}
    for reader, speaker, many in ((cora, desk.cora, 3), (eve, desk.manager, 2)):
        line = lines[reader]
        assert line.text == f"{many} records wait to be verified by you."
        assert line.button is not None
        opened = speaker.clicks(str(line.button.action_id), json.loads(line.button.value or ""))
        assert opened.reply.modal is not None
        blocks = opened.reply.modal.to_dict()["blocks"]
        assert f"{many} records wait for you to confirm." in str(blocks)
        assert len([each for each in blocks if each["type"] == "input"]) == many
