"""The form of a leave or a waiver: what it shows first, and which day is offered as the last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from commands.roster.absences import ABSENCE_FORM
from commands.roster.absences_form import first_values, last_day_first
from commands.roster.absences_views import AbsenceSaid
from readiness.records import Absence, AbsenceKind
from storage.engine import Store
from tests.commands.roster.absent_desk import cora, course, person
from tests.commands.speaking import request_with

TODAY = date(2026, 11, 2)


def test_the_day_before_today_is_offered_and_of_one_to_come_the_day_before_it() -> None:
    request = request_with()
    for first, offered in (
        (date(2026, 10, 1), date(2026, 11, 1)),
        (TODAY, TODAY),
        (date(2026, 12, 1), date(2026, 11, 30)),
    ):
        assert last_day_first(request, Absence(AbsenceKind.LEAVE, first)) == offered


def test_it_shows_what_was_understood_and_finds_courses(county_store: Store) -> None:
    lead = cora(county_store)
    assert list(lead.looks_up("absent.form/course", "bls")) == ["Basic Life Support"]
    assert list(lead.looks_up("absent.form/person", "Ben")) == ["Ben Flores (Cedar Fire Department)"]
    said = AbsenceSaid(
        person=person(county_store, "Ben Flores"),
        kind=AbsenceKind.WAIVER,
        course=course(county_store, "BLS"),
        starts_on=TODAY,
        is_open=True,
        reason="hand",
    )
    with county_store.reading() as session:
        request = replace(request_with(), session=session, member=lead.member)
        view = ABSENCE_FORM.view(first_values(request, said)).to_dict()
    shown = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert shown["person"]["initial_option"]["text"]["text"] == "Ben Flores (Cedar Fire Department)"
    assert shown["course"]["initial_option"]["text"]["text"] == "Basic Life Support"
    assert shown["starts_on"]["initial_date"] == "2026-11-02"
    assert shown["is_open"]["initial_options"]
    assert "initial_date" not in shown["ends_on"]
