"""What is told to the log of exercises and is no part in one: not ended, or a class."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commands.kit.request import Door, Request
from commands.language.no_part import course_in, refuse_class, refuse_no_part
from commands.language.played import Played
from storage.engine import Store
from tests.commands.exercises.table import Table
from tests.conversations import county
from words.problems import Unclear

NOW = datetime(2026, 11, 26, 18, tzinfo=UTC)


def test_what_was_not_ended_is_no_part() -> None:
    refuse_no_part(Played(), "such as")
    with pytest.raises(Unclear, match="“no show” sounds like an exercise you had no part in"):
        refuse_no_part(Played(never=["no", "show"]), "such as")


def test_a_class_is_handed_to_the_log_of_classes_unless_a_position_was_played_too(
    county_store: Store,
) -> None:
    table = Table(county_store)
    with county_store.reading() as session:
        said = "I took part in BLS"
        day = county.REGION.day(NOW)
        request = Request(session, table.ada.member, county.REGION, NOW, day, Door.DIRECT, "key", text=said)
        assert course_in(Played(exercise_words="BLS"), request) == "BLS"
        assert course_in(Played(exercises=[1], unknown=["took", "BLS"]), request) == "BLS"
        assert course_in(Played(exercises=[1], positions=[1], unknown=["took", "BLS"]), request) == ""
        assert course_in(Played(exercise_words="Umber ball"), request) == ""
        with pytest.raises(Unclear) as raised:
            refuse_class(Played(exercise_words="BLS"), request, "such as")
        assert [each.label for each in raised.value.offers] == ["training log I took part in BLS"]
