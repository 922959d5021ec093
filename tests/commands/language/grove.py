"""A county of the shape that people ask about: towns with two agencies each, a sheriff, troopers, ambulances.

Monday, 2 November 2026. Cora leads Cedar Fire, Uma is with Elm Police, Pia with Oak Fire; Dana is an
emergency manager who is on no roster.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.kit.member import Member
from commands.language.logs import LogSaid
from commands.language.questions import DueQuestion, understand
from storage.catalogue import Catalogue, catalogue_of
from storage.engine import Store
from storage.people import AffiliationRecord, Person
from storage.scopes import scope_in
from tests.conversations import county
from words.days import Reading
from words.problems import Problem, Unclear
from words.written import DateOrder

TODAY = date(2026, 11, 2)
TOWNS = ("Cedar", "Elm", "Oak", "Pine", "Gum")
AGENCIES = "\n".join(
    [
        "agency,disciplines,jurisdiction,governance,strength",
        *(f"{town} Police Department,law,City of {town},municipal,20" for town in TOWNS),
        *(f"{town} Fire Department,fire,City of {town},municipal,20" for town in TOWNS if town != "Cedar"),
        "Cedar Fire Department,ems;fire,City of Cedar,municipal,20",
        "Grove County Sheriff,law,Grove County,county,30",
        "State Police Troop G,law,State,state,30",
        "Grove County EMS,ems,Grove County,county,14",
        "MedStar Ambulance,ems,Grove County,private,15",
        "Grove 911,dispatch,Grove County,county,24",
        "Grove County Emergency Management,em,Grove County,county,6",
        "",
    ]
)
COURSES = """code,title,hours
ASIM-B,ASIM Basic,4
ASIM-A,ASIM Advanced,24
ASIM-TTT,ASIM Basic Train-the-Trainer,16
BLS,Basic Life Support,4
HAZ-R,HAZWOPER Refresher,8
EMD,Emergency Medical Dispatch,24
ICS-100,IS-100 Introduction to ICS,3
LE-ASR,Law enforcement active shooter response,16
"""
PEOPLE = (
    ("Cora", "Smith-Jones", "Cedar Fire Department"),
    ("Noor", "Dahl", "Cedar Fire Department"),
    ("Zoë", "Kessler", "Cedar Fire Department"),
    ("Kara", "Castro", "Cedar Fire Department"),
    ("Uma", "Joyner", "Elm Police Department"),
    ("Vera", "O'Neil", "Elm Police Department"),
    ("Kara", "Castro", "Elm Police Department"),
    ("Pia", "Hahn", "Oak Fire Department"),
    ("Ben", "Flores", "Oak Fire Department"),
    ("Mark", "Good", "Grove 911"),
    ("Will", "Best", "Grove 911"),
)


def bring_in(store: Store) -> None:
    """Imports the county."""
    roster = ["email,first_name,last_name,agency,joined_on,left_on"]
    for first, last, agency in PEOPLE:
        name = f"{first}.{last}".replace("'", "").replace("ë", "e").lower()
        roster.append(f"{name}@{agency.split()[0].lower()}.example,{first},{last},{agency},2020-01-01,")
    files = {"agencies": AGENCIES, "courses": COURSES, "roster": "\n".join(roster) + "\n"}
    for name, text in files.items():
        county.take(store, name, text)


@dataclass(frozen=True)
class Asker:
    """Asks the county's questions, and tells what they were understood as."""

    session: Session
    catalogue: Catalogue

    def member(self, who: str) -> Member:
        """Dana, or one of the roster by first name."""
        if who == "dana":
            return Member("T", "U", email="dana@grove.example", is_manager=True)
        person = self.session.scalars(select(Person).where(Person.first_name == who.title())).one()
        agency = self.session.scalars(
            select(AffiliationRecord.agency_id).where(AffiliationRecord.person_id == person.id)
        ).one()
        leads = frozenset({agency}) if who == "cora" else frozenset()
        return Member("T", "U", person.id, name=person.name, agencies=frozenset({agency}), leads=leads)

    def ask(self, text: str, who: str = "dana", today: date = TODAY) -> DueQuestion:
        """What a question is understood as."""
        reading = Reading(today, DateOrder.MDY, looks_back=False)
        return understand(text, self.session, self.catalogue, self.member(who), reading)

    def words(self, question: DueQuestion, today: date = TODAY) -> str:
        """A question in Muster's words."""
        return question.understood(self.session, self.catalogue, today)

    def short(self, text: str, who: str = "dana") -> str:
        """What a question is understood as, in short: what differs from who is due, in all courses."""
        return " ".join(self._told(self.ask(text, who)))

    def _told(self, question: DueQuestion) -> Iterator[str]:
        asked = question.asked(TODAY)
        yield question.measure.value
        yield "+".join(sorted(map(self._name, question.scopes))) or "everyone"
        yield from (f"-{name}" for name in sorted(map(self._name, question.without)))
        yield from sorted(self.catalogue.courses[key].code for key in question.courses)
        yield from (f"-{self.catalogue.courses[key].code}" for key in question.without_courses)
        yield "|".join(sorted(each.value for each in question.states))
        if question.measure.value == "ranking":
            yield f"{question.rank}:{question.end}" + (f"<{question.below}" if question.below else "")
            return
        usual = TODAY.fromordinal(TODAY.toordinal() + 90)
        if asked.since:
            yield f"from={asked.since}"
        if asked.by and (asked.by != usual or question.by):
            yield f"by={asked.by}"
        if question.on:
            yield f"on={question.on}"

    def _name(self, key: str) -> str:
        scope = scope_in(key)
        assert scope is not None
        match scope.kind.value:
            case "agency":
                name = self.catalogue.agencies[scope.number].name
                return name.replace(" Police Department", "PD").replace(" Fire Department", "FD")
            case "person":
                person = self.session.get(Person, scope.number)
                assert person is not None
                return person.name
            case _:
                return key


def misunderstood(grove: Asker, rows: Iterable[tuple[str, ...]]) -> list[tuple[str, str]]:
    """The phrasings that are understood otherwise than they should be, each with what they were taken for.

    A row is what is said, what it means, and who says it, where that is not Dana. What is understood must be
    read as the same question where it is typed again in Muster's words.
    """
    wrong = []
    for text, meant, *speaker in rows:
        who = speaker[0] if speaker else "dana"
        try:
            question = grove.ask(text, who)
            found = grove.short(text, who)
            said = grove.words(question)
            if grove.ask(said, who).asked(TODAY) != question.asked(TODAY):
                found = f"typed again, “{said}” is another question"
        except Problem as problem:
            found = f"asked back: {problem}"
        if found != meant:
            wrong.append((text, found))
    return wrong


def asked_back(grove: Asker, texts: Iterable[str], who: str = "dana") -> list[str]:
    """Those of some phrasings that are asked back; no button of theirs carries half a question."""
    back = []
    for text in texts:
        try:
            grove.ask(text, who)
        except Unclear as unclear:
            if all(isinstance(offer.value, DueQuestion | LogSaid) for offer in unclear.offers):
                back.append(text)
    return back


def asker(session: Session) -> Asker:
    """Somebody who asks over the county of a session."""
    return Asker(session, catalogue_of(session))
