"""How a course is taught, brought by a file: what is said, what is blank, what can't be."""

from __future__ import annotations

import pytest

from files.imports.starting_catalogue import load_starting_catalogue
from storage.catalogue import catalogue_of
from storage.course_capacity import Said, said_of
from storage.engine import Store
from tests.files.imports.bringing import BY, NOW, TODAY, look, notices, reasons, take, undo

HEAD = "code,title,target,trainer_course,classes_a_month,seats\n"


def said(store: Store, code: str) -> tuple[Said | None, str]:
    """What was said of a course, and the code of its trainer course."""
    with store.reading() as session:
        codes = {each.id: each.code for each in catalogue_of(session).courses.values()}
        found = said_of(session).get(next(key for key, each in codes.items() if each == code))
        return found, "" if found is None else codes.get(found.trainer_course_id or 0, "")


def test_a_file_says_how_a_course_is_taught(small: Store) -> None:
    """The trainer course may stand further down; a blank says nothing; undone, it is as it was."""
    _, first = take(small, "courses", f"{HEAD}ASIM-B,ASIM Basic,85%,asim-ttt,2,12\nASIM-TTT,Trainers,,,,")
    found, trainer = said(small, "ASIM-B")
    assert found is not None
    assert (found.target, trainer, found.classes_a_month, found.seats) == (85, "ASIM-TTT", 2, 12)
    assert said(small, "ASIM-TTT")[0] is None
    assert not look(small, "courses", f"{HEAD}ASIM-B,ASIM Basic,,,,").writes
    assert not look(small, "courses", f"{HEAD}asim-b,ASIM Basic,85,ASIM-TTT,2,12").writes
    _, second = take(small, "courses", f"{HEAD}ASIM-B,ASIM Basic,95,,,20")
    assert (said(small, "ASIM-B")[0] or Said()).target == 95
    undo(small, second.id)
    assert said(small, "ASIM-B") == (found, trainer)
    undo(small, first.id)
    assert said(small, "ASIM-B") == (Said(), "")


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("0,,,", 'target: found "0"; wanted a whole number of percent from 1 to 100'),
        ("101%,,,", "from 1 to 100"),
        (",NO-SUCH,,", "trainer_course: NO-SUCH isn't a course here"),
        (",,none,", "a whole number of classes from 1 to 100, such as 24"),
        (",,,1001", "a whole number of seats from 1 to 1000, such as 24"),
    ],
)
def test_what_can_not_be_is_refused_with_an_example(small: Store, row: str, wrong: str) -> None:
    plan = look(small, "courses", f"{HEAD}ASIM-B,ASIM Basic,{row}\nBLS,Basic life support,90,,,")
    [reason] = reasons(plan).values()
    assert wrong in reason


@pytest.mark.parametrize("code", ["ASIM-B", "asim-b", "NEW-1", "new-1"])
def test_no_course_is_its_own_trainer_course(small: Store, code: str) -> None:
    """A course that is there, or one that comes with the file; spelled as it may be."""
    row = f"{code.upper()},Some course,,{code},,"
    [reason] = reasons(look(small, "courses", f"{HEAD}{row}\nBLS,Basic life support,90,,,")).values()
    assert "Its trainers hold another course, such as ASIM-TTT for ASIM-B." in reason
    take(small, "courses", f"{HEAD}{row}\nBLS,Basic life support,90,,,")
    with small.reading() as session:
        assert all(key != each.trainer_course_id for key, each in said_of(session).items())


def test_a_trainer_course_whose_row_is_refused_is_left_out_and_told(small: Store) -> None:
    plan, _ = take(small, "courses", f"{HEAD}ASIM-B,ASIM Basic,,TTT,,12\nTTT,Trainers,900,,,")
    assert "TTT is left out, as its own row is" in "".join(notices(plan).values())
    assert said(small, "ASIM-B") == (Said(seats=12), "")


def test_the_starting_catalogue_names_who_teaches_the_basic_course(store: Store) -> None:
    for _ in range(2):
        with store.writing() as session:
            load_starting_catalogue(session, BY, "a test", NOW, TODAY)
    found, trainer = said(store, "ASIM-B")
    assert (found is not None, trainer) == (True, "ASIM-TTT")
