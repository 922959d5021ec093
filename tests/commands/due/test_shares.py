"""What share is covered, and which agency or discipline is worst, best, or below so many percent."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest

from commands.due import due
from commands.due.counting import APART, LEFT_OUT
from commands.due.shares import PARTS_LEFT_OUT
from commands.kit.problems import Refused
from readiness.coverage import coverage
from readiness.due import EVERYONE, Scope
from readiness.question import Measure, Question, Rank
from storage.answers import asked_on
from storage.catalogue import catalogue_of
from storage.crowds import countable_on
from storage.engine import Store
from storage.people import AffiliationRecord, AgencyRecord, Person
from storage.shares import ranking_for, share_for
from storage.standing import rebuild
from tests.commands.speaking import Office, Said, Speaker
from tests.jobs.county import Staff, seed
from tests.storage.test_figures import CEDAR, LONE, OAK, SOLO, TITLES, TODAY

PINE = Staff("Pine Fire", ["fire"], {"ASIM-B": ["never"] * 9 + ["expired"] * 4, "BLS": ["due_soon"] * 13})


@pytest.fixture
def county(store: Store) -> dict[str, int]:
    return seed(store, TODAY, [CEDAR, OAK, SOLO, LONE, PINE], TITLES)


@pytest.fixture
def office(store: Store, county: dict[str, int]) -> Office:
    return Office(store, due.ENTRIES)


@pytest.fixture
def asim(store: Store, county: dict[str, int]) -> int:
    with store.reading() as session:
        return next(key for key, each in catalogue_of(session).courses.items() if each.code == "ASIM-B")


def asks(speaker: Speaker, *scopes: str, **more: Any) -> Said:
    return speaker.clicks("due.ask", {"scopes": list(scopes), "states": ["current"], **more})


def ranked(speaker: Speaker, *scopes: str, **more: Any) -> Said:
    return asks(speaker, *scopes, measure="ranking", **{"rank": "agency", **more})


def head(said: Said) -> str:
    return said.text.splitlines()[0]


def test_a_share_is_rounded_down_and_never_without_its_weakest(office: Office, asim: int) -> None:
    said = asks(office.manager(person_id=1), measure="share", courses=[asim])
    assert head(said) == (
        "The region is 38% current in ASIM Basic: 13 of 34; weakest: Pine Fire 0%, Dispatch 0%."
    )


def test_of_several_courses_each_has_a_line(office: Office, county: dict[str, int]) -> None:
    said = asks(
        office.lead(county["Cedar Fire"], person_id=1), f"agency:{county['Cedar Fire']}", measure="share"
    )
    lines = said.text.splitlines()
    assert lines[0] == "Cedar Fire is 80% current in all required training: 16 of 20 requirements."
    assert any(line.startswith("ASIM Basic ███████░░░ 70% (7 of 10)") for line in lines)
    assert said.buttons() == ["Who is not", "Share"]


def test_the_share_is_that_of_coverage(office: Office, store: Store, county: dict[str, int]) -> None:
    with store.reading() as session:
        rulebook = catalogue_of(session).rulebook
        asked = asked_on(session, TODAY)
        found = share_for(session, Question(Measure.SHARE, TODAY), countable_on(session, TODAY, 1))
        assert {course: counts for course, (counts, _) in found.courses.items()} == {
            course: counts for (course, _), counts in coverage(rulebook, asked, TODAY).items()
        }
        assert found.whole == sum(
            coverage(rulebook, asked, TODAY, "everyone", EVERYONE).values(), type(found.whole)()
        )


def test_the_worst_and_the_best_and_those_below(office: Office, asim: int) -> None:
    manager = office.manager(person_id=1)
    worst = ranked(manager, courses=[asim])
    assert head(worst) == (
        "Pine Fire is the weakest of 5 agencies in ASIM Basic: 0% (0 of 13); Solo Dispatch at 0% too."
    )
    assert [line.split(" ")[0] for line in worst.text.splitlines()[3:]] == [
        *("Pine", "Solo", "Oak", "Cedar", "Lone")
    ]
    assert head(ranked(manager, courses=[asim], end="best")).startswith(
        "Lone School is the best of 5 agencies in ASIM Basic: 100% (4 of 4)"
    )
    assert head(ranked(manager, courses=[asim], below=34)) == (
        "3 agencies are below 34% in ASIM Basic: Pine Fire 0%, Solo Dispatch 0% and Oak Police 33%."
    )
    assert head(ranked(manager, "discipline:school", courses=[asim], below=50)) == (
        "No agency is below 50% in ASIM Basic."
    )
    by_discipline = ranked(manager, courses=[asim], rank="discipline", end="best")
    assert head(by_discipline).startswith("Schools are the best of 5 disciplines in ASIM Basic")
    opened = manager.presses(worst, "Who is not current there")
    assert "13 people are overdue" in opened.text


def test_a_ranking_is_of_those_asked_about(office: Office, county: dict[str, int], asim: int) -> None:
    manager = office.manager(person_id=1)
    two = [f"agency:{county[name]}" for name in ("Cedar Fire", "Oak Police")]
    assert " of 2 agencies in " in head(ranked(manager, *two, courses=[asim]))
    assert " of 2 agencies in " in head(ranked(manager, "discipline:fire", courses=[asim]))
    less = ranked(manager, without=["discipline:fire", "discipline:dispatch"], courses=[asim])
    assert head(less).startswith("Oak Police is the weakest")
    both = ranked(manager, "discipline:fire", "discipline:law", rank="discipline", courses=[asim])
    assert " of 2 disciplines in " in head(both)
    for scopes in ((f"person:{1}",), ("everyone", "person:1")):
        with pytest.raises(Refused, match="never people"):
            ranked(manager, *scopes)


def test_small_parts_are_left_out_of_a_ranking_and_said(
    office: Office, county: dict[str, int], asim: int
) -> None:
    ray = office.responder(1, county["Cedar Fire"])
    said = ranked(ray, courses=[asim])
    assert "Solo Dispatch" not in said.text
    assert "Lone School" not in said.text
    assert PARTS_LEFT_OUT in said.text
    shared = office.manager(person_id=1).clicks(
        "due.share", {"measure": "ranking", "rank": "agency", "courses": [asim]}
    )
    assert "Solo Dispatch" not in shared.post_to("C1").message.text
    with pytest.raises(Refused):
        ranked(ray, f"agency:{county['Solo Dispatch']}", f"agency:{county['Lone School']}")
    with pytest.raises(Refused):
        ranked(ray, on="2026-10-01")


def test_what_may_not_be_counted_is_never_said_to_be_above(
    office: Office, county: dict[str, int], asim: int
) -> None:
    """Solo Dispatch is at 0%, and of too few people to be counted aloud."""
    manager, ray = office.manager(person_id=1), office.responder(1, county["Cedar Fire"])
    not_fire = {"without": ["discipline:fire", "discipline:law"], "courses": [asim], "below": 50}
    assert "1 agency is below 50%" in head(ranked(manager, **not_fire))
    shared = manager.clicks("due.share", {"measure": "ranking", "rank": "agency", **not_fire})
    for told in (ranked(ray, **not_fire).text, shared.post_to("C1").message.text):
        assert told.splitlines()[0] == "None of the agencies I may count here is below 50% in ASIM Basic."
        assert PARTS_LEFT_OUT in told
    assert head(ranked(ray, courses=[asim], below=34)) == (
        "Of the agencies I may count here, 2 are below 34% in ASIM Basic: Pine Fire 0% and Oak Police 33%."
    )
    assert head(ranked(ray, courses=[asim])).startswith(
        "Of the agencies I may count here, Pine Fire is the weakest in"
    )


def test_no_ranking_counts_a_part_less_some_of_its_own(
    office: Office, store: Store, county: dict[str, int]
) -> None:
    with store.writing() as session:
        for agency in session.query(AgencyRecord):
            agency.jurisdiction = "City of Cedar"
    ray = office.responder(1, county["Cedar Fire"])
    for rank, scopes, without in (
        ("discipline", (), ["agency:1"]),
        ("discipline", ("jurisdiction:City of Cedar",), []),
        ("discipline", (f"agency:{county['Cedar Fire']}",), []),
        ("agency", (), ["person:1"]),
        ("agency", ("jurisdiction:City of Cedar", "jurisdiction:City of Cedar"), ["discipline:law"]),
    ):
        with pytest.raises(Refused):
            ranked(ray, *scopes, rank=rank, without=without)
    assert ranked(ray, without=["discipline:law"]).text
    assert ranked(ray, rank="discipline", without=["discipline:law"]).text


def test_several_shares_are_a_line_each_where_a_total_would_tell(
    office: Office, county: dict[str, int], asim: int
) -> None:
    ray = office.responder(1, county["Cedar Fire"])
    both = [f"agency:{county[name]}" for name in ("Cedar Fire", "Oak Police")]
    said = asks(ray, *both, measure="share", courses=[asim])
    lines = said.text.splitlines()
    assert lines[0] == "Cedar Fire is 70% current in ASIM Basic: 7 of 10."
    assert "Oak Police is 33% current in ASIM Basic: 2 of 6." in lines
    assert APART in said.text
    manager = asks(office.manager(person_id=1), *both, measure="share", courses=[asim])
    assert head(manager).startswith("Cedar Fire and Oak Police are 56% current in ASIM Basic: 9 of 16")
    assert "weakest: Oak Police 33%" in head(manager)
    assert LEFT_OUT in asks(ray, measure="share", courses=[asim]).text


def test_whether_a_group_is_current_is_its_share(office: Office, county: dict[str, int], asim: int) -> None:
    lead = office.lead(county["Cedar Fire"], person_id=1)
    said = asks(lead, f"agency:{county['Cedar Fire']}", measure="whether", courses=[asim])
    assert head(said) == "Cedar Fire is 70% current in ASIM Basic: 7 of 10."


def test_no_part_of_a_ranking_or_a_share_tells_of_a_few(store: Store, county: dict[str, int]) -> None:
    """Everything that is shown to those who may not name, by any scopes: each part is one that may be."""
    with store.writing() as session:
        someone = session.query(Person).filter_by(email="p0@oak-police.example").one().id
        session.add(AffiliationRecord(person_id=someone, agency_id=county["Pine Fire"]))
        session.flush()
        rebuild(session, TODAY)
    with store.reading() as session:
        catalogue, countable = catalogue_of(session), countable_on(session, TODAY, 5)
        scopes = [EVERYONE, *_scopes(county)]
        for rank, pair in product(Rank, combinations(scopes, 2)):
            for courses in ((), tuple(catalogue.courses)[:1]):
                asked = Question(Measure.RANKING, TODAY, pair, courses=courses, rank=rank)
                for scope, part in ranking_for(session, asked, countable).parts:
                    assert all(countable.has(scope, course) for course in courses)
                    assert countable.people(scope) >= 5, part
        for scope in scopes:
            found = share_for(session, Question(Measure.SHARE, TODAY, (scope,)), countable)
            for _, beside in found.courses.values():
                for each in (beside.agency, beside.discipline):
                    assert each is None or each.people >= 5


def _scopes(county: dict[str, int]) -> list[Any]:
    return [*map(Scope.agency, county.values()), *map(Scope.discipline, ("law", "fire", "ems", "dispatch"))]
