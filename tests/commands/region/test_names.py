"""What agencies, units and courses are also called: asked about, given and taken away, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commands.due import due
from commands.kit.problems import Refused
from commands.language.sentences_of_names import name_said, senses_of_names
from commands.region import names
from storage.engine import Store
from tests.commands.speaking import County, Office, audited, request_with, small_county
from words.problems import Problem, Unclear


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


@pytest.fixture
def office(store: Store, county: County) -> Office:
    return Office(store, (*names.ENTRIES, *due.ENTRIES))


@pytest.mark.postgres
def test_a_name_is_shown_given_asked_about_and_taken_away(office: Office, county: County) -> None:
    manager, lead = office.manager(person_id=1), office.lead(county.cedar, person_id=2)
    asked = manager.says("muster names CFD means Cedar Fire")
    assert asked.text.startswith("Call Cedar Fire Department “CFD” too?")
    assert "Nothing has been changed yet." in asked.text
    assert audited(office.store) == []
    done = manager.presses(asked, "Call it CFD")
    assert "Recorded: Cedar Fire Department is also called CFD." in done.text
    assert "is called so already" in manager.presses(asked, "Call it CFD").text
    assert "Cedar Fire Department is also called CFD." in lead.says("muster names Cedar Fire").text
    assert "CFD is Cedar Fire Department." in lead.says("muster names what does CFD mean?").text
    assert "1 agency, unit, or course goes by other names." in lead.says("muster names").text
    assert "Cedar Fire Department: CFD" in lead.says("muster names other names").text
    assert "Cedar Fire Department" in lead.says("due CFD").text
    stop = manager.says("muster names stop calling Cedar Fire CFD")
    assert stop.text.startswith("Stop calling Cedar Fire Department “CFD”?")
    gone = manager.presses(stop, "Forget CFD")
    assert "is no longer called CFD" in gone.text
    with pytest.raises(Problem, match="is not called CFD"):
        manager.presses(stop, "Forget CFD")
    assert "is also called CFD" in manager.presses(gone, "Undo").text
    assert len(audited(office.store)) == 3


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("call Cedar Fire Oak PD", "“Oak PD” is understood as Oak Police"),
        ("call Cedar Fire Oak Police", "“Oak Police” is the name of Oak Police"),
        ("Tuesday means Cedar Fire", "“Tuesday” is what people say of something else"),
        ("fire means Cedar Fire", "“fire” is what a discipline is called"),
        ("overdue means Cedar Fire", "“overdue” says too little"),
        ("Ben Birch means Cedar Fire", "“Ben Birch” is somebody's name"),
        ("Ben means Cedar Fire", "“Ben” is somebody's name"),
        ("birch means Oak Police", "“birch” is somebody's name"),
        ("readiness Oak PD means Cedar Fire", "“readiness Oak PD” is said to use readiness"),
        ("due Ben means Cedar Fire", "“due Ben” is said to use due"),
        ("CFD means Cedir Fire", "I can't find any agency, unit, or course called “Cedir Fire”"),
        ("forget the name CFD", "Nothing here is called CFD beside its own name"),
        ("forget the name Cedar Fire Department", "is no alias: its own name stays"),
    ],
)
def test_what_stands_in_the_way_is_said(office: Office, sentence: str, why: str) -> None:
    with pytest.raises(Unclear, match=why) as back:
        office.manager(person_id=1).says(f"muster names {sentence}")
    assert "Nothing was changed." in str(back.value)
    assert audited(office.store) == []


def test_only_those_who_may_say_what_it_is_called(office: Office, county: County) -> None:
    given = {"kind": "agency", "key": county.cedar, "alias": "CFD"}
    for speaker in (
        office.lead(county.cedar, person_id=2),
        office.lead(county.oak, person_id=3),
        office.responder(1, county.cedar),
    ):
        with pytest.raises(Refused):
            speaker.says("muster names CFD means Cedar Fire")
        for press in ("give", "forget"):
            with pytest.raises(Refused):
                speaker.clicks(f"names.{press}", given)
        assert "has no other name here" in speaker.says("muster names what do we call Cedar Fire?").text
    assert audited(office.store) == []
    with pytest.raises(Problem, match="no longer there"):
        office.manager(person_id=1).clicks("names.give", {**given, "key": 99})


@pytest.mark.parametrize("before", ["names ", "muster names ", ""])
def test_the_forms_own_words_are_no_part_of_a_name(before: str) -> None:
    said = name_said(f"{before}Zulu means Cedar Fire")
    assert said is not None
    assert (said.alias, said.of) == ("Zulu", "Cedar Fire")


@pytest.mark.parametrize(
    ("sentence", "is_taken"),
    [
        ("CFD means Cedar Fire", True),
        ("call Cedar Fire CFD", True),
        ("call Cedar Fire about the drill", False),
        ("call Ben Birch", False),
        ("call Cedar Fire back", False),
        ("call Cedar Fire tomorrow", False),
        ("Cedar Fire is also hosting", False),
        ("BLS is also required", False),
        ("Cedar Fire is also cfd", True),
        ("call Cedar Fire", False),
        ("what does CFD mean", True),
        ("what does overdue mean", False),
        ("Cedar Fire is also overdue", False),
        ("Cedar Fire is also called CFD", True),
        ("what do we call Cedar Fire?", True),
        ("what does Cedar Fire mean", True),
        ("forget it", False),
    ],
)
def test_a_sentence_is_about_a_name_where_it_names_something(
    office: Office, sentence: str, is_taken: bool
) -> None:
    with office.store.reading() as session:
        request = replace(request_with(), session=session, text=sentence)
        [*senses] = senses_of_names(sentence)
        assert any(each.fits is not None and each.fits(request) for each in senses) is is_taken
