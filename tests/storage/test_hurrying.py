"""Who asks in Slack while everybody is counted anew: answered at once, by rules that are named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import func, select

from benchmarks.region import MANAGER, WORKSPACE, MadeRegion, make_region
from benchmarks.rule_day import REGION, Scene, change_the_catalogue
from bot import conversation
from bot.hearing import Heard, hear_home
from commands.all import registry
from commands.kit.registry import Form
from commands.kit.reply import Reply, say
from commands.kit.request import Door, Place, Request
from commands.language.due_questions import DueQuestion
from readiness.coverage import By, coverage
from readiness.due import EVERYONE, Scope
from readiness.records import Rulebook
from readiness.standing import all_asked
from storage import counted_meanwhile, crowds, due_counts, hurrying, left_behind
from storage.answered import AnsweredRequest
from storage.answers import asked_on, who_is_due_on
from storage.asked_within import records_within
from storage.audit import AuditKind, AuditRow
from storage.catalogue import catalogue_changed, catalogue_of
from storage.cells import count_ahead
from storage.crowds import countable_on
from storage.deliveries import Delivery
from storage.engine import Store
from storage.hurrying import NotCountedYet, by_rules_before, hurry
from storage.people import lock_people
from storage.projecting import catch_up, move_on
from storage.responders import load_responders
from storage.rules_before import MEANWHILE
from storage.shown_numbers import ShownNumber
from storage.standing import project
from storage.totals import coverage_on
from storage.training import CompletionRecord

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 18, tzinfo=UTC)
PEOPLE = 120
BYS: tuple[By, ...] = ("everyone", "agency", "discipline", "jurisdiction")


@pytest.fixture
def made(store: Store) -> Iterator[MadeRegion]:
    made = make_region(store, PEOPLE, TODAY, new_rule_on=TODAY + timedelta(days=40))
    move_on(store, TODAY, rest=lambda _: None)
    with ExitStack() as few:
        for room, many in (
            (counted_meanwhile, "MOST_AT_ONCE"),
            (hurrying, "MOST_AT_ONCE"),
            (left_behind, "MOST_LEFT"),
            (conversation, "MUCH_TOO_MANY"),
            (due_counts, "FEW"),
        ):
            few.enter_context(patch.object(room, many, 80))
        yield made


def _is_counted_by(store: Store, rulebook: Rulebook, before: bool) -> None:
    """Whether everything a hurried look says of all is what counting all of them by some rules says."""
    for day in (TODAY, TODAY + timedelta(days=41)):
        with store.reading() as session:
            if before:
                assert by_rules_before(session)
            hurry(session)
            asked = list(all_asked(rulebook, load_responders(session), day))
            for by in BYS:
                assert coverage_on(session, day, by) == coverage(rulebook, asked, day, by)
            assert crowds.crowd_on(session, day) == crowds._crowd_of_roster(session, day)
            if before:
                assert asked_on(session, day) == sorted(asked, key=lambda each: (each.responder, each.course))
                courses = sorted(catalogue_of(session).courses)
                assert records_within(session, catalogue_of(session), EVERYONE, day, courses)


@pytest.mark.postgres
def test_in_a_hurry_all_is_said_by_the_rules_before_until_everybody_is_counted(
    store: Store, made: MadeRegion
) -> None:
    with store.reading() as session:
        before = catalogue_of(session).rulebook
    change_the_catalogue(store, TODAY)
    with store.writing() as session:
        assert catch_up(session, TODAY, 9) == 9
        lock_people(session, [30])
        passed = CompletionRecord(person_id=30, course_id=2, completed_on=TODAY, result="pass")
        passed.recorded_at, passed.recorded_by = NOW, "Ada"
        session.add(passed)
        project(session, [30], TODAY)
    with store.reading() as session:
        hurry(session)
        after = catalogue_of(session).rulebook
        assert after != before
        for ask in (lambda: coverage_on(session, TODAY), lambda: who_is_due_on(session, TODAY)):
            with pytest.raises(NotCountedYet) as not_yet:
                ask()
            assert not_yet.value.people > 80
        assert crowds.crowd_on(session, TODAY) == crowds._crowd_of_roster(session, TODAY)
        assert who_is_due_on(session, TODAY, Scope.agency(made.agency_id)), "an agency is computed"
    _is_counted_by(store, before, before=True)
    for day in (TODAY, TODAY + timedelta(days=41)):
        count_ahead(store, day, rest=lambda _: None)
    _is_counted_by(store, after, before=False)
    with store.reading() as session:
        hurry(session)
        with pytest.raises(NotCountedYet):
            who_is_due_on(session, TODAY)  # who they are is another question: they are moved on first
    move_on(store, TODAY, rest=lambda _: None)
    with store.reading() as session:
        assert not by_rules_before(session), "too many were moved on since"
        hurry(session)
        assert who_is_due_on(session, TODAY)


def test_what_is_said_in_slack_names_the_rules_it_is_by(store: Store, made: MadeRegion) -> None:
    scene = Scene(store, made, TODAY)
    plain = scene.says("readiness", MANAGER)
    change_the_catalogue(store, TODAY)
    said = scene.says("readiness", MANAGER)
    assert said.startswith("What is asked of people was changed, and everybody is being counted by that. ")
    assert said.endswith(plain)
    assert f"{made.agency}" in scene.says(f"due {made.agency}", MANAGER)
    again = Store(store.url.render_as_string(hide_password=False))  # a process that began since
    try:
        said = Scene(again, made, TODAY).says("readiness", MANAGER)
        assert "Please ask this again in about 1 minute" in said
        home = hear_home({"event": {"user": MANAGER, "tab": "home"}, "event_id": "Ev1"}, WORKSPACE)
        assert home is not None
        opened = Scene(again, made, TODAY)._conversation.answer(home).home
        assert opened is not None
        assert "everybody is being counted anew" in str(opened["blocks"])
    finally:
        again.close()
    move_on(store, TODAY, rest=lambda _: None)
    said = scene.says("readiness", MANAGER)
    assert "rules before" not in said
    assert said != plain


@pytest.mark.parametrize(
    ("form", "click", "channel"),
    [("readiness summary", "", ""), ("", "due.download", ""), ("", "due.share", "C1"), ("count", "", "")],
)
def test_what_is_given_out_or_changed_waits_until_it_is_by_the_rules_of_now(
    store: Store, made: MadeRegion, form: str, click: str, channel: str
) -> None:
    """Nothing is written meanwhile, and the same request goes through once everybody is counted."""
    known = registry()
    known.add(Form("count", _notes_how_many_are_due, what="", example="", changes=True))
    talk = conversation.Conversation(store, known, REGION, lambda: NOW, lambda *_: True, lambda: None)
    everybody = DueQuestion.about(EVERYONE).model_dump(mode="json")
    door = Door.MESSAGE if click else Door.COMMAND
    place = Place(channel or "D1", "", not channel)
    asks = Heard(door, WORKSPACE, MANAGER, "asked", name=click, text=form, value=everybody, place=place)

    def written() -> int:
        with store.reading() as session:
            tables = (AuditRow.id, Delivery.id, ShownNumber.key, AnsweredRequest.key)
            return sum(session.scalar(select(func.count(each))) or 0 for each in tables)

    change_the_catalogue(store, TODAY)
    before = written()
    said = talk.answer(asks).text
    assert "Please ask this again in about 1 minute." in said
    assert said.endswith("Nothing was recorded, and nothing was given out.")
    assert written() == before
    move_on(store, TODAY, rest=lambda _: None)
    assert "ask this again" not in talk.answer(asks).text
    assert written() > before
    assert talk.answer(asks).is_repeat


def _notes_how_many_are_due(request: Request) -> Reply:
    request.note(AuditKind.DUE_SHARED, question="")
    return say(f"{len(who_is_due_on(request.session, request.today))} are due.")


def test_who_may_not_name_is_told_no_more_meanwhile_than_before_the_change(
    store: Store, made: MadeRegion
) -> None:
    """Of all by the rules before, as each of them was told then; of a part by those of now, and by no mix."""
    scene, plain = Scene(store, made, TODAY), made.users[0]
    before = scene.says("readiness", plain)
    with store.reading() as session:
        shown_before = countable_on(session, TODAY, 5)
        parts_before = {part: shown_before.courses(part) for part in crowds.parts_of(catalogue_of(session))}
    change_the_catalogue(store, TODAY)
    assert scene.says("readiness", plain) == f"{scene.says('readiness', plain).splitlines()[0]}\n{before}"
    with store.reading() as session:
        assert by_rules_before(session)
        shown = countable_on(session, TODAY, 5)
        assert {part: shown.courses(part) for part in parts_before} == parts_before
    of_a_part = scene.says(f"due {made.agency}", plain)
    assert "rules before" not in of_a_part
    move_on(store, TODAY, rest=lambda _: None)
    assert scene.says(f"due {made.agency}", plain) == of_a_part
    assert "rules before" not in scene.says("readiness", plain)


@pytest.mark.postgres
def test_who_looks_at_what_was_before_takes_nothing_from_those_who_look_at_what_is(
    store: Store, made: MadeRegion
) -> None:
    with store.reading() as long:
        before = catalogue_of(long)
        change_the_catalogue(store, TODAY)
        count_ahead(store, TODAY, rest=lambda _: None)
        with store.reading() as session:
            now = catalogue_of(session)
        assert catalogue_of(long).number == before.number < now.number
        with store.reading() as session:
            assert catalogue_of(session) is now
    with store.writing() as session:
        catalogue_changed(session)  # somebody calls a course by another name
    with store.reading() as session:
        assert catalogue_of(session) is not now
        assert catalogue_of(session).made[MEANWHILE] is now.made[MEANWHILE]
        hurry(session)
        assert coverage_on(session, TODAY)
