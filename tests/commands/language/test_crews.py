"""The people of a log: whoever stands after "for" and "with"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from commands.kit.member import Member
from commands.kit.request import Door, Request
from commands.language.crews import FOR_YOURSELF, Crew, crew_said
from commands.language.naming import lexicon_of
from commands.language.telling import Telling, told_words
from storage.engine import Store
from storage.people import Person
from tests.conversations import county

Tell = Callable[..., tuple[Crew, Telling]]


@pytest.fixture
def tell(county_store: Store) -> Tell:
    """What is understood of a log as Cora says it, Cedar Fire's lead, or as a responder of hers."""

    def told(text: str, leads: bool = True) -> tuple[Crew, Telling]:
        cedar = frozenset({county.agency_id(county_store, "Cedar Fire Department")})
        with county_store.reading() as session:
            email = "cora@grove.example" if leads else "ada@grove.example"
            person = session.query(Person).filter_by(email=email).one().id
            member = Member("T1", "U", person, agencies=cedar, leads=cedar if leads else frozenset())
            today = county.REGION.day(county.NOW)
            request = Request(session, member, county.REGION, county.NOW, today, Door.COMMAND, "a log")
            reading, lexicon = request.reading(looks_back=True), lexicon_of(request.catalogue)
            telling = told_words(text, reading, lexicon)
            return crew_said(telling, request, reading, lexicon), telling

    return told


def names(crew: Crew) -> list[str]:
    return [person.name for person in crew.people]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("BLS for Ben Flores", ["Ben Flores"]),
        ("BLS for Ben Flores, Abbott and jo.lee@grove.example", ["Ben Flores", "Ada Abbott", "Jo Lee"]),
        ("BLS for Ben Flores and me", ["Ben Flores", "Cora Diaz"]),
        ("BLS for Ben Flores & Ada; jo.lee@grove.example", ["Ben Flores", "Ada Abbott", "Jo Lee"]),
        ("BLS for\n- Ben Flores\n2. Ada Abbott", ["Ben Flores", "Ada Abbott"]),
        ("BLS for ben@grove.example", ["Ben Flores"]),
        ("BLS for Ben Flores, Flores", ["Ben Flores"]),
    ],
)
def test_each_of_a_list_is_found_once(tell: Tell, text: str, people: list[str]) -> None:
    crew, _ = tell(text)
    assert names(crew) == people
    assert (crew.named, crew.unknown, crew.unsure) == (True, [], [])


@pytest.mark.parametrize(
    "taught", ["instructor Ada Abbott", "Instructor: Ada Abbott", "lead instructor Ada Abbott"]
)
def test_who_taught_a_class_is_nobody_who_took_it(tell: Tell, taught: str) -> None:
    crew, _ = tell(f"BLS for Ben Flores, {taught}")
    assert (names(crew), crew.unknown) == (["Ben Flores"], [taught])


def test_the_speaker_where_nobody_is_named(tell: Tell) -> None:
    crew, _ = tell("BLS yesterday")
    assert (names(crew), crew.named) == (["Cora Diaz"], False)


def test_what_follows_a_name_is_taken_in(tell: Tell) -> None:
    crew, telling = tell("BLS for Ben Flores and Ada Abbott yesterday 3h")
    assert names(crew) == ["Ben Flores", "Ada Abbott"]
    assert (str(telling.day), telling.hours) == ("2026-11-01", 3)


def test_who_is_not_known_is_kept_and_is_never_the_speaker(tell: Tell) -> None:
    crew, telling = tell("BLS for Nobody Atall yesterday")
    assert (names(crew), crew.unknown, crew.named) == ([], ["Nobody Atall"], True)
    assert str(telling.day) == "2026-11-01"
    crew, _ = tell("BLS for Ben Flores, Pat Quinn")
    assert (names(crew), crew.unknown) == (["Ben Flores"], ["Pat Quinn"]), "Pat is of another agency"


def test_with_somebody_is_to_be_looked_at(tell: Tell) -> None:
    crew, _ = tell("BLS yesterday with Ben Flores")
    assert names(crew) == ["Cora Diaz", "Ben Flores"]
    assert crew.look == ["“with”: I was not sure whether you took it too. Check who is chosen."]
    assert crew.unsure == []


def test_who_logs_for_themself_alone_names_nobody_by_with(tell: Tell) -> None:
    crew, telling = tell("BLS yesterday with Ben Flores", leads=False)
    assert (names(crew), telling.unknown) == (["Ada Abbott"], [])
    assert crew.unsure == [f"“with Ben Flores”: {FOR_YOURSELF}"]


def test_a_name_that_fits_several_is_asked_about(tell: Tell, county_store: Store) -> None:
    with county_store.writing() as session:
        session.query(Person).filter_by(email="ben@grove.example").one().last_name = "Abbott"
        for person in session.query(Person):
            person.rekey()
    crew, _ = tell("BLS for Abbott")
    assert crew.people == []
    assert crew.unsure == [
        "“Abbott” matches 2 people: Ada Abbott (ada@grove.example), Ben Abbott (ben@grove.example)."
    ]


def test_whom_a_lead_names_is_theirs_where_one_elsewhere_bears_the_name_and_is_asked_about_where_many_do(
    tell: Tell, county_store: Store
) -> None:
    for said in ("Jo Lee", "Lee", "J. Lee"):
        crew, _ = tell(f"BLS for {said}")
        assert (names(crew), crew.unsure) == (["Jo Lee"], [])
    elsewhere = "p7@birch.example,Jo,Lee,Grove 911,2021-05-01"
    county.take(county_store, "roster", f"email,first_name,last_name,agency,joined_on\n{elsewhere}\n")
    for said in ("Jo Lee", "Lee", "J. Lee"):
        crew, _ = tell(f"BLS for {said}")
        assert names(crew) == ["Jo Lee"]
        assert crew.unsure[0] == "One Jo Lee is in your agency: Jo Lee (jo.lee@grove.example)."
    for said in ("jo.lee@grove.example", "Jo Lee <jo.lee@grove.example>", "Ben Flores", "me"):
        assert tell(f"BLS for {said}")[0].unsure == []
    assert tell("BLS for\nJo Lee, Cedar Fire\nBen Flores")[0].unsure == []
