"""The sign-in card of an exercise: opened, shown, and for whom."""

from __future__ import annotations

from datetime import date

import pytest

from commands.exercises.signing_in_views import OPEN, SignInOf
from commands.kit.problems import Refused
from commands.kit.request import Door
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.exercises import SIGNIN_CARD, ExerciseRecord
from storage.plans import PlanRecord, RevisionRecord
from tests.commands.exercises.signing_desk import BIRCH, SigningDesk
from tests.conversations import drill


def test_todays_exercise_is_opened_without_naming_it(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    assert desk.cora.says("exercise signin").reply.modal is not None, "there is none: which, and where?"
    vine = drill.exercise(county_store)
    drill.exercise(county_store, "Elm table", host=BIRCH)
    with county_store.writing() as session:
        plan = PlanRecord(key="asim", name="Regional ASIM plan")
        session.add(plan)
        session.flush()
        revision = RevisionRecord(plan_id=plan.id, key="3.0", name="3.0", effective_on=date(2026, 5, 10))
        session.add(revision)
        session.flush()
        session.get_one(ExerciseRecord, vine).revision_id = revision.id
        catalogue_changed(session)
    said = desk.cora.says("exercise signin")
    card = said.post_to("C1")
    assert card.inside_only
    assert card.tell == desk.cora.member.user
    assert card.card is not None
    assert (card.card.kind, card.card.record_id) == (SIGNIN_CARD, vine)
    assert "Plan: Regional ASIM plan 3.0" in card.message.text
    assert "Nobody has signed in yet." in card.message.text


def test_in_a_conversation_a_button_asks_into_which_channel(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    vine = drill.exercise(county_store)
    cora = desk.cora
    cora.place = type(cora.place)("D1", "", is_direct=True)
    said = cora.says("exercise signin Vine drill", Door.DIRECT)
    assert said.buttons() == ["Open the sign-in"]
    form = cora.presses(said, "Open the sign-in")
    assert cora.submits(form, exercise=str(vine), channel="C7").post_to("C7").card is not None


def test_it_is_whose_exercise_it_is_who_opens_it(county_store: Store) -> None:
    desk = SigningDesk.of(county_store)
    elm = drill.exercise(county_store, "Elm table", host=BIRCH)
    with pytest.raises(Refused, match="not yours to change"):
        desk.cora.clicks(OPEN, SignInOf(exercise=elm).model_dump())
