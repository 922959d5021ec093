"""Figures and what is made of them: counted once, weakest named, nobody named, nothing too long for Slack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from commands.kit.blocks import raw
from commands.kit.coverage_views import outside_words, share_line, unverified_words
from commands.kit.reply import Message
from commands.readiness.digest_post_views import digest_message
from commands.readiness.digest_views import LEFT_OUT, How, how_message
from commands.readiness.overview_views import overview
from practice.judge import judge_message
from readiness.coverage import Counts
from readiness.due import EVERYONE, Scope
from readiness.vocabulary import Discipline
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.figures import Figures, figures
from storage.people import AffiliationRecord, AgencyRecord, Person
from storage.region import Region
from storage.scopes import scope_key, scope_of
from storage.standing import rebuild
from storage.totals import coverage_on
from storage.weakest import Part, weakest_part
from tests.commands.speaking import NOON
from tests.jobs.county import Staff, seed

TODAY = date(2026, 11, 2)
REGION = Region(timezone="America/Chicago", handling_mark="For official use only")
HOW = How(subscription=1, day=TODAY)
CEDAR = Staff(
    "Cedar Fire",
    ["fire", "ems"],
    {
        "ASIM-B": ["current"] * 5 + ["due_soon"] * 2 + ["expired"] * 2 + ["never"],
        "BLS": ["current"] * 9 + ["never"],
    },
)
OAK = Staff("Oak Police", ["law"], {"ASIM-B": ["current", "expired", "never"] * 2, "BLS": ["current"] * 6})
SOLO = Staff("Solo Dispatch", ["dispatch"], {"ASIM-B": ["never"], "BLS": ["never"]})
LONE = Staff("Lone School", ["school"], {"ASIM-B": ["current"] * 4, "BLS": ["current"] * 4})
STAFFS = [CEDAR, OAK, SOLO, LONE]
"""Solo and Lone are too few people each, and together just enough to hide beside the others."""

TITLES = {"ASIM-B": "ASIM Basic", "BLS": "Basic life support"}


@pytest.fixture
def county(store: Store) -> dict[str, int]:
    return seed(store, TODAY, STAFFS, TITLES)


def counted(store: Store, scope: Scope = EVERYONE, **more: Any) -> Figures:
    with store.reading() as session:
        return figures(session, scope, TODAY, **more)


def judged(message: Message) -> list[dict[str, Any]]:
    """The blocks, both kinds of them taken by Slack's own judge."""
    assert message.text.strip()
    for blocks in (message.blocks, message.plain_blocks):
        if blocks is not None:
            judge_message(raw(blocks))
            assert len(blocks) <= 50
    return raw(message.blocks)


def charts(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [block["chart"] for block in blocks if block["type"] == "data_visualization"]


@pytest.mark.postgres
def test_a_course_counts_people_and_the_total_counts_requirements(
    store: Store, county: dict[str, int]
) -> None:
    found = counted(store, fewest=1)
    asim, bls = sorted(found.courses, key=lambda course: course.name)
    assert asim.counts == Counts(current=13, due_soon=2, expired=4, never=4)
    assert bls.counts == Counts(current=19, never=2)
    assert found.overall == Counts(current=32, due_soon=2, expired=4, never=6)
    assert found.people == 21
    with store.reading() as session:
        assert sum(coverage_on(session, TODAY).values(), Counts()) == found.overall


@pytest.mark.usefixtures("county")
def test_the_weakest_are_named_but_never_one_person(store: Store) -> None:
    found = counted(store)
    assert found.weakest_agency is not None
    assert found.weakest_agency.name == "Oak Police"
    assert {part.name for part in found.disciplines} == {"fire", "ems", "law"}
    assert found.left_out
    asim = next(course for course in found.courses if course.name == "ASIM Basic")
    assert asim.weakest_agency is not None
    assert asim.weakest_agency.name == "Oak Police"
    assert asim.weakest_discipline is not None
    assert asim.weakest_discipline.name == "law"
    assert "Solo Dispatch" not in found.model_dump_json()
    assert "Lone School" not in found.model_dump_json()
    assert "Solo Dispatch" in counted(store, fewest=1).model_dump_json()


@pytest.mark.usefixtures("county")
def test_the_weakest_is_not_said_where_it_is_everybody(store: Store, county: dict[str, int]) -> None:
    cedar = counted(store, Scope.agency(county["Cedar Fire"]))
    assert [part.name for part in cedar.disciplines] == ["ems", "fire"]
    assert "Weakest" not in overview(cedar, REGION, HOW, True).text


@pytest.mark.usefixtures("county")
def test_what_to_do_is_where_most_people_have_lapsed(store: Store) -> None:
    found = counted(store)
    pairs = [(each.agency, each.course, each.counts.to_train) for each in found.lapsed]
    assert pairs == [
        ("Oak Police", "ASIM Basic", 4),
        ("Cedar Fire", "ASIM Basic", 3),
        ("Cedar Fire", "Basic life support", 1),
    ]


@pytest.mark.usefixtures("county")
def test_falling_due_counts_what_is_met_today_only(store: Store) -> None:
    assert counted(store).due == {30: 2, 60: 2, 90: 2}


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("key", ["discipline:zzz", "jurisdiction:x", "agency:99", "unit:99", "", "person:1"])
def test_what_is_not_there_is_no_scope(store: Store, county: dict[str, int], key: str) -> None:
    with store.reading() as session:
        assert scope_of(key, catalogue_of(session)) is None


def test_what_is_there_is_a_scope(store: Store, county: dict[str, int]) -> None:
    with store.writing() as session:
        session.get_one(AgencyRecord, county["Cedar Fire"]).jurisdiction = "City of Cedar"
        catalogue_changed(session)
        there = (EVERYONE, Scope.discipline("law"), Scope.jurisdiction("City of Cedar"), Scope.agency(1))
        for scope in there:
            assert scope_of(scope_key(scope), catalogue_of(session)) == scope
        assert scope_of("jurisdiction:city of cedar", catalogue_of(session)) is not None


def test_a_scope_counts_its_own(store: Store, county: dict[str, int]) -> None:
    law = counted(store, Scope.discipline("law"))
    assert (law.people, law.overall.required, [part.name for part in law.disciplines]) == (6, 12, ["law"])
    fire = counted(store, Scope.agency(county["Cedar Fire"]))
    assert (fire.scope_name, fire.listed, fire.overall.required) == ("Cedar Fire", 10, 20)
    assert fire.scope == f"agency:{county['Cedar Fire']}"


def test_somebody_in_two_agencies_counts_once_in_the_total_and_once_in_each(
    store: Store, county: dict[str, int]
) -> None:
    with store.writing() as session:
        person = session.query(Person).filter(Person.email == "p0@oak-police.example").one()
        session.add(AffiliationRecord(person_id=person.id, agency_id=county["Cedar Fire"]))
        rebuild(session, TODAY)
    found = counted(store, fewest=1)
    assert found.people == 21
    assert found.overall.required == 42
    assert sum(part.counts.required for part in found.agencies) == 44


def test_figures_come_back_as_they_were_kept(store: Store, county: dict[str, int]) -> None:
    found = counted(store, with_records=True)
    assert Figures.model_validate(found.model_dump(mode="json")) == found
    with store.reading() as session:
        for scope in (EVERYONE, Scope.discipline("law"), Scope.agency(county["Oak Police"])):
            assert scope_of(scope_key(scope), catalogue_of(session)) == scope
        assert scope_of("agency:999", catalogue_of(session)) is None


def test_beside_a_share_stands_all_that_is_outside_it_and_nothing_of_what_there_is_none() -> None:
    counts = Counts(current=41, due_soon=6, expired=7, never=4, new=1, on_leave=3, waived=2, unverified=4)
    assert share_line(counts) == "41 of 52 current (78%)"
    assert share_line(Counts(new=2), "requirements") == "0 of 0 requirements current (n/a)"
    assert outside_words(counts) == ["3 on leave", "2 waived", "1 new"]
    assert unverified_words(counts) == ["4 of the 41 unverified"]
    assert outside_words(Counts(current=1)) == unverified_words(Counts(current=1)) == []


@pytest.mark.usefixtures("county")
def test_a_digest_says_what_changed_then_what_to_do_then_the_numbers(store: Store) -> None:
    now = counted(store)
    asim = now.courses[0].model_copy(update={"counts": Counts(current=11, expired=6, never=4)})
    before = now.model_copy(
        update={
            "as_of": date(2026, 10, 26),
            "courses": [asim],
            "overall": Counts(current=30, expired=6, never=6),
        }
    )
    message = digest_message(now, before, REGION, HOW)
    judged(message)
    text = message.text
    order = [
        "What changed since 26 Oct 2026",
        "What to do next",
        "Current: ",
        "Falling due",
        "By course",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "71% → 76% of what is asked is current; weakest: Oak Police 66%." in text
    assert "ASIM Basic moved most: more are current." in text
    assert "Basic life support: newly asked." in text
    assert (
        "What to do next, by 30 Nov 2026\n1. The emergency manager: train 4 of Oak Police in ASIM Basic\n"
        in text
    )
    assert "Current: 76% (32 of 42 asked) · weakest: Oak Police 66%, Law 66%" in text
    assert "ASIM Basic  ██████░░░░ 61% (13 of 21, 2 more) · Oak Police 33%" in text
    assert text.endswith("For official use only")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (Counts(current=12, never=9), "61% (13 of 21, 1 more)"),
        (Counts(current=15, never=6), "61% (13 of 21, 2 fewer)"),
        (Counts(current=26, never=16), "61% (13 of 21, 13 fewer)"),
        (Counts(current=13, never=9), "61% (13 of 21)"),
        (Counts(), "61% (13 of 21, 13 more)"),
        (Counts(current=13, never=8), "61% (13 of 21)"),
    ],
)
@pytest.mark.usefixtures("county")
def test_what_moved_in_a_course_stands_with_it(store: Store, before: Counts, said: str) -> None:
    now = counted(store)
    asim_now = now.courses[0]
    asim = asim_now.model_copy(update={"counts": before})
    last = now.model_copy(update={"courses": [asim, *now.courses[1:]]})
    text = digest_message(now, last, REGION, HOW).text
    assert f"ASIM Basic  ██████░░░░ {said}" in text
    stayed = (before.current, before.required) == (asim_now.counts.current, asim_now.counts.required)
    assert ("Nothing moved." in text) == stayed


@pytest.mark.usefixtures("county")
def test_the_first_digest_says_that_it_is(store: Store) -> None:
    assert "this is the first digest here" in digest_message(counted(store), None, REGION, HOW).text


@pytest.mark.usefixtures("county")
def test_disciplines_are_a_chart_where_slack_takes_it_and_bars_of_text_where_not(store: Store) -> None:
    message = digest_message(counted(store), None, REGION, HOW)
    [chart] = charts(judged(message))
    assert chart["axis_config"]["categories"] == ["EMS", "Fire", "Law"]
    assert [point["value"] for point in chart["series"][0]["data"]] == [80, 80, 66]
    assert message.plain_blocks is not None
    plain = raw(message.plain_blocks)
    assert charts(plain) == []
    assert any("Law   ██████░░░░  66%  8 of 12" in str(block) for block in plain)
    assert "Law enforcement: 66% (8 of 12)" in message.text


@pytest.mark.usefixtures("county")
def test_no_name_of_a_person_is_ever_in_it(store: Store) -> None:
    found = counted(store, fewest=1, with_records=True)
    for message in (
        digest_message(found, found, REGION, HOW),
        overview(found, REGION, HOW, True),
        how_message(found, NOON, REGION),
    ):
        said = message.text + str(raw(message.blocks)) + str(raw(message.plain_blocks or []))
        assert "Person" not in said
        assert ".example" not in said


def test_of_too_few_people_a_digest_says_nothing(store: Store, county: dict[str, int]) -> None:
    for scope in (Scope.agency(county["Solo Dispatch"]), Scope.discipline("dispatch")):
        message = digest_message(counted(store, scope), None, REGION, HOW)
        judged(message)
        assert "too few people" in message.text
        assert "0 of" not in message.text
        assert counted(store, scope, fewest=1).overall == Counts(never=2)


def test_where_nothing_is_asked_it_says_so(store: Store) -> None:
    message = digest_message(counted(store), None, REGION, HOW)
    judged(message)
    assert "Nothing is asked of anybody here yet." in message.text


def test_the_largest_county_fits_one_message(store: Store) -> None:
    codes = [f"COURSE-{number}" for number in range(15)]
    titles = {
        code: f"{code} with a title that is longer than anybody would wish it to be, and then some"
        for code in codes
    }
    staffs = [
        Staff(
            f"The {name} agency of the unincorporated communities of the northern county, number {number}",
            sorted({name, *list(Discipline)[:2]}),
            {code: ["current", "expired", "never"] * 2 for code in codes},
        )
        for number, name in enumerate([*Discipline, *Discipline])
    ]
    seed(store, TODAY, staffs, titles)
    found = counted(store, with_records=True)
    assert (len(found.courses), len(found.disciplines)) == (15, 12)
    message = digest_message(found, found, REGION, HOW)
    judged(message)
    assert "12 more courses in Coverage." in message.text
    judged(overview(found, REGION, HOW, True))
    judged(how_message(found, NOON, REGION))


@pytest.mark.usefixtures("county")
def test_how_we_know_says_the_records_the_rules_and_every_status(store: Store) -> None:
    found = counted(store, with_records=True)
    message = how_message(found, datetime.fromisoformat("2026-11-02T14:00:00+00:00"), REGION)
    judged(message)
    assert "As of 2 Nov 2026, counted at 08:00 (America/Chicago)." in message.text
    assert (
        "36 completions of what is asked on record, 36 of them verified. Left out: nothing." in message.text
    )
    assert "21 required: 11 current, 2 due soon, 4 expired, 4 not yet trained." in message.text
    assert LEFT_OUT in str(raw(message.blocks))
    assert "Rule: 24 months from the day it was completed, in force since 1 Jan 2020." in message.text


def test_the_overview_begins_with_the_agency_that_it_calls_the_weakest(
    store: Store, county: dict[str, int]
) -> None:
    ash = Part(name="Ash", people=130, counts=Counts(current=87, expired=43))
    birch = Part(name="Birch", people=301, counts=Counts(current=199, expired=102))
    there = [ash, birch]
    assert weakest_part(there, Counts()) == birch
    made = counted(store).model_copy(update={"agencies": there, "weakest_agency": birch})
    text = str(raw(overview(made, REGION, HOW, digests=False).blocks))
    assert "By agency, weakest first" in text
    assert text.index("Birch 66% (199 of 301)") < text.index("Ash 66% (87 of 130)")
