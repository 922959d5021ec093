"""Ids of any size, whatever carries them: the stale answer, "choose one", or a clear line; never an error.

Every size in everything that carries one under `make prove`; else, for each button and form, the sizes that
have broken something before, and a slice of the others that is the same every time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from random import Random
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel

from bot.answers import Answer
from bot.conversation import Conversation
from bot.hearing import Heard, hear_click, hear_submission
from commands.all import MODULES, registry
from commands.kit.forms import Modal
from commands.kit.request import GREATEST_ID, STALE, Door, Place, record_id
from storage.engine import Store
from storage.people import Person, SlackIdentity
from tests.conftest import WHOLE
from tests.conversations import county, drill

SIZES: list[Any] = [0, -1, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**20, -(2**70), 10**400, 1.5]
SIZES += [True, None, "", "7", "9" * 20, "9" * 5000, "-3", "٣", "\ud800", "\x00", "7\x00", [7], {"id": 7}]
TELLING: list[Any] = [2**31, 2**63, None, "9" * 20, "\ud800", "\x00"]
"""Too large for either database, nothing, and text that one of them does not take."""
SLICE = 4
CLOSELY = ("say", "due.more")
"""Buttons of which more is tried: every answer has the one, and the other carries most."""
NOT_OF_ONE_FORM = {
    "course",
    "day",
    "hours",
    "people",
    "person",
    "agency",
    "right",
    "user",
    "channel",
    "scope",
    "file",
    "weekday",
    "at",
    "zone",
    "kind",
    "evidence",
    "host",
    "poc",
    "exercise",
    "position",
    "whom",
}
"""Fields of forms that are made as they are shown."""
KEYS = count()
T = TypeVar("T")


@pytest.fixture
def talk(county_store: Store) -> Conversation:
    with county_store.writing() as session:
        dana = Person(email="dana@grove.example", first_name="Dana", last_name="Reyes")
        dana.rekey()
        session.add(dana)
        session.flush()
        session.add(SlackIdentity(workspace="T1", user="UDANA", person_id=dana.id, seen_at=county.NOW))
    drill.positions(county_store)
    drill.exercise(county_store)
    return Conversation(
        county_store, registry(), county.REGION, lambda: county.NOW, meet=lambda *_: True, wake=lambda: None
    )


def says(talk: Conversation, door: Door, text: str) -> Answer:
    return talk.answer(Heard(door, "T1", "UDANA", f"key {next(KEYS)}", text=text, place=Place("C1")))


def presses(talk: Conversation, action: str, value: Any) -> Answer:
    """Presses a button that carries a value, in a message or in the form it is of."""
    form, _, name = action.rpartition("/")
    button = {"type": "button", "action_id": name, "value": json.dumps(value)}
    body: dict[str, Any] = {
        "user": {"id": "UDANA"},
        "trigger_id": str(next(KEYS)),
        "actions": [button],
        "channel": {"id": "C1"},
    }
    if form:
        body["view"] = {"id": "V1", "type": "modal", "callback_id": form, "hash": "1"}
    return talk.answer(hear_click(body, "T1"))


def submits(
    talk: Conversation, callback: str, fields: Mapping[str, Any], carried: Mapping[str, Any] | None = None
) -> Answer:
    """Submits a form whose fields hold what they hold."""
    values = {
        name: {name: {"type": "x", "selected_options" if isinstance(held, list) else "value": held}}
        for name, held in fields.items()
    }
    view = {"id": f"V{next(KEYS)}", "callback_id": callback, "hash": "1", "state": {"values": values}}
    view |= {"private_metadata": json.dumps(carried or {})}
    return talk.answer(hear_submission({"user": {"id": "UDANA"}, "view": view}, "T1"))


def models() -> Iterator[type[BaseModel]]:
    """What buttons and modals carry."""
    found = [BaseModel]
    while found:
        for each in found.pop().__subclasses__():
            if each.__module__.startswith("commands."):
                found.append(each)
                yield each


def carried_names() -> list[str]:
    return sorted({name for model in models() for name in model.model_fields})


def carried_ids() -> dict[str, int]:
    """What a form carries of records that are there, and that it was never shown before."""
    numbers = (int, int | None)
    found = [(name, field) for model in models() for name, field in model.model_fields.items()]
    return {name: 1 for name, field in found if field.annotation in numbers} | {"turn": 0}


def carried_values() -> Iterator[dict[str, Any]]:
    names = carried_names()
    for size in SIZES:
        yield dict.fromkeys(names, size)
        for name in names:
            whole = {
                "person": 1,
                "run": 1,
                "log": 1,
                "subscription": 1,
                "user": "UDANA",
                "say": "due",
                "agency": 1,
            }
            yield whole | {name: size}


def in_slices(whole: Sequence[T], of: str, size: int) -> Sequence[T]:
    """All of them where everything is proven; else some, the same ones every time."""
    return whole if WHOLE else Random(of).sample(whole, min(size, len(whole)))


@pytest.mark.postgres_whole
def test_whatever_a_button_carries_is_answered(talk: Conversation) -> None:
    values, names = list(carried_values()), carried_names()
    for action in registry().clicks:
        more = in_slices(values, action, SLICE * 10 if action in CLOSELY else SLICE)
        for value in [*(dict.fromkeys(names, size) for size in TELLING), *more]:
            answer = presses(talk, action, value)
            assert "Something of mine" not in answer.text, (action, value)
            assert "can't reach my records" not in answer.text, (action, value)


@pytest.mark.postgres_whole
def test_whatever_is_chosen_in_a_form_is_answered(talk: Conversation) -> None:
    names, there = field_names(), carried_ids()
    held = [each for size in SIZES for each in (as_typed(size), [{"value": as_typed(size)}])]
    for callback in registry().submissions:
        telling = [each for size in TELLING for each in (as_typed(size), [{"value": as_typed(size)}])]
        for value in [*telling, *in_slices(held, callback, SLICE)]:
            answer = submits(talk, callback, dict.fromkeys(names, value), there)
            assert "Something of mine" not in answer.text, (callback, value)
            assert "can't reach my records" not in answer.text, (callback, value)


def field_names() -> list[str]:
    """What the fields of every form are known by."""
    forms = [each for module in MODULES for each in vars(module).values() if isinstance(each, Modal)]
    return sorted({field.place for form in forms for field in form.fields} | NOT_OF_ONE_FORM)


def as_typed(size: Any) -> str | None:
    return size if isinstance(size, str | None) else json.dumps(size)


def test_a_choice_that_names_nobody_is_never_the_speaker(talk: Conversation) -> None:
    fields = {"course": "1", "day": "2026-10-20", "people": [{"value": "9" * 20}]}
    assert submits(talk, "training.log", fields).errors["people"]


@pytest.mark.parametrize("size", [10**20, 2**31, -1])
def test_a_number_no_record_has_is_stale(talk: Conversation, size: int) -> None:
    assert presses(talk, "training.undo", {"log": size}).text == STALE


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), (str(GREATEST_ID), GREATEST_ID), (str(GREATEST_ID + 1), None), ("0", None), ("٣", None)],
)
def test_an_id_is_a_number_a_record_may_have(text: str, number: int | None) -> None:
    assert record_id(text) == number


@pytest.mark.parametrize("said", ["9" * 20, "9" * 5000, "-3", "0", "٣", "7\ud800"])
@pytest.mark.parametrize("door", [Door.COMMAND, Door.DIRECT])
def test_an_import_said_by_any_number_is_answered(talk: Conversation, said: str, door: Door) -> None:
    answer = says(talk, door, f"muster import undo {said}"[:1400])
    assert answer.text
    assert "Something of mine" not in answer.text


@pytest.mark.parametrize(
    "question",
    [{"within": GREATEST_ID}, {"within": -1}, {"on": "9999-12-31"}, {"on": "0001-01-01", "within": 90}],
)
@pytest.mark.parametrize("action", ["due.more", "due.download", "due.share"])
def test_a_question_about_no_day_is_stale(talk: Conversation, action: str, question: dict[str, Any]) -> None:
    for value in (question, {"question": question}):
        said = presses(talk, action, value).text
        assert "Something of mine" not in said
