"""The roster: people, and where they belong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.cells import Cell, shown
from files.imports.coming import Coming
from files.imports.drafts import Draft
from files.imports.identities import Identities, addresses_of
from files.imports.identities import name_of as _name
from files.imports.lookup import agencies_named, in_parts, marks
from files.imports.namesakes import Namesakes
from files.imports.people import Known, People
from files.imports.plan import Addition, Alteration, Change, FieldChange, Missing, Outcome, Whom
from files.imports.planner import Taken
from files.imports.units import Units
from files.intake import Parsed
from files.kinds import RosterRow
from files.settled import NOTHING_SETTLED, Settled
from files.table import Table
from readiness.text import fold
from storage.people import AffiliationRecord, Person, PersonAddress, person_keys
from storage.region import Region
from storage.rights import live_grants
from storage.roster import is_on_roster
from words.people_names import alike, fuller, name_key

TERM = ("left_on", "role", "rank")
_MANAGES = "the settings name this e-mail as an emergency manager’s, so whoever has it manages the region"
_HOLDS = "they hold rights here, and whoever has the new e-mail speaks with them"


class RosterPlanner:
    """People are the same by e-mail or member id; affiliations by person, agency and first day.

    A row without a first day speaks of the open affiliation, else of the latest one.
    """

    def __init__(
        self,
        session: Session,
        table: Table,
        region: Region,
        today: date,
        settled: Settled = NOTHING_SETTLED,
        is_whole: bool = True,
    ) -> None:
        """`is_whole`: the table is all of its file, so that whoever is not on it is missing from it."""
        self._session = session
        self._is_whole = is_whole
        self._today = today
        self._agencies = agencies_named(session)
        self._coming = Coming(session, "agency", self._agencies, table, settled, today)
        self._table = table
        self._by_email: dict[str, Draft] = {}
        self._by_member: dict[str, Draft] = {}
        self._spoken_of: dict[str, Draft] = {}  # by the member ids of this file
        self._numbered: set[Draft] = set()
        brought, named = marks(table, "email"), region.emergency_managers
        self._identities = Identities(session, self._agencies, settled, brought, named, today)
        self._namesakes = Namesakes(session, marks(table, "email") | marks(table, "member_id"), today)
        self._filled: defaultdict[Draft, set[str]] = defaultdict(set)
        self._terms: defaultdict[tuple[Draft, int], list[Draft]] = defaultdict(list)
        self._units = Units(session, table, self._coming.written)
        self._taken: list[Taken] = []
        self._accepted: set[int] = set()
        self._listed: set[tuple[Draft, int]] = set()
        self._gave_up: list[Draft] = []  # an address they had, to somebody of this file
        found = People(session, table, settled)
        self._involved = found.ids
        self._holders = {grant.person_id for grant in live_grants(session)}
        self._load(found)

    def _load(self, found: People) -> None:
        drafts: dict[int, Draft] = {}
        for known in found.everybody:
            drafts[known.id] = draft = Draft(Person, {}, _values(known), known.id)
            self._remember(draft)
        for email, person_id in addresses_of(self._session, drafts):
            self._identities.know(drafts[person_id], email)
            self._by_email.setdefault(email, drafts[person_id])
        for part in in_parts(sorted(drafts)):
            query = select(AffiliationRecord).where(
                AffiliationRecord.voided_at.is_(None), AffiliationRecord.person_id.in_(part)
            )
            for row in self._session.scalars(query.order_by(AffiliationRecord.id)):
                values = {name: getattr(row, name) for name in (*TERM, "unit_id")}
                term = Draft(AffiliationRecord, {"joined_on": row.joined_on}, values, row.id)
                self._terms[drafts[row.person_id], row.agency_id].append(term)
                self._identities.belongs(drafts[row.person_id], row.agency_id, row.left_on)

    def judge(self, row: RosterRow) -> str | None:
        """The agency must be there, e-mail and member id one person's, and the days must fit."""
        return (
            self._coming.objection(row.agency)
            or self._agencies.objection(row.agency)
            or self._mistaken(row)
            or self._impossible(row)
        )

    def _mistaken(self, row: RosterRow) -> str | None:
        """Why e-mail and member id can't be those of one person."""
        by_email, by_member = self._found(row)
        if by_email is not None and by_member is not None and by_email is not by_member:
            return self._identities.two_people(row, by_email, by_member)
        found = by_email or by_member
        objection = None
        agency = self._agencies[row.agency]
        if found is not None:
            objection = self._identities.objection(row, found, agency, by_email is not None)
        elif (there := self._namesakes.find(row.first_name, row.last_name, agency)) is not None:
            marks_there = " and ".join(each for each in (there.email, there.member_id) if each)
            objection = self._identities.namesake(row, f"{there.name} ({marks_there})")
        return objection or self._identities.not_the_manager(row, found)

    def _impossible(self, row: RosterRow) -> str | None:
        """Why the affiliation there can't end on that day."""
        person = self._person(row)
        terms = self._terms.get((person, self._agencies[row.agency]), []) if person else []
        if row.joined_on is None and terms and not _possible(terms, row):
            first = min(term.identity["joined_on"] for term in terms)
            return f"left_on: {row.left_on} comes before joined_on, which is {first} here"
        return None

    def take(self, parsed: Parsed[RosterRow]) -> None:
        """Takes a row that was judged fit."""
        row = parsed.values
        agency = self._agencies[row.agency]
        person = self._person(row)
        notices = [_MANAGES] if self._identities.makes_manager(row, person) else []
        notices += self._let_go(row)
        changes: tuple[FieldChange, ...] = ()
        if person is None:
            person = Draft(Person, {}, dict.fromkeys(("email", "member_id")) | {"fema_sid": "", "phone": ""})
            person.values |= {"first_name": row.first_name, "last_name": row.last_name}
            self._update(person, row)
        else:
            changes = self._update(person, row)
        if person.stored_id in self._holders and any(each.column == "email" for each in changes):
            notices.append(_HOLDS)
        if row.member_id:
            self._spoken_of[fold(row.member_id)] = person
            self._numbered.add(person)
        self._identities.take(person, agency, row, parsed.line)
        term = _term(self._terms[person, agency], row)
        values = {name: getattr(row, name) for name in TERM}
        unit = self._units.called(agency, row.unit) if row.unit else None
        if term is None:
            values["unit_id"] = unit
            term = Draft(AffiliationRecord, {"joined_on": row.joined_on}, values)
            self._terms[person, agency].append(term)
            change = Change.NEW
        else:
            said = {name: value for name, value in values.items() if name in row.given}
            if unit is not None:  # an empty cell takes nobody out of theirs
                said["unit_id"] = unit
            changes += tuple(map(self._units.in_words, term.take(said)))
            change = Change.CHANGED if changes else Change.UNCHANGED
        self._accepted.add(agency)
        self._listed.add((person, agency))
        subject = f"{row.first_name} {row.last_name}, {self._agencies.name(agency)}"
        beside = self._identities.kept_beside(person, row.email)
        drafts = (person, term) if beside is None else (person, term, beside)
        self._taken.append(Taken(parsed.line, subject, drafts, change, changes, "; ".join(notices)))

    def _update(self, person: Draft, row: RosterRow) -> tuple[FieldChange, ...]:
        """Takes what a row says of the person; an empty cell clears only what no other row fills."""
        values: dict[str, Any] = self._names(person, row)
        if row.email and self._identities.is_new_address(person, row.email):
            values["email"] = row.email
        if self._identities.may_number(person, row):
            values["member_id"] = row.member_id
        for name in {"fema_sid", "phone"} & row.given:
            if getattr(row, name) or name not in self._filled[person]:
                values[name] = getattr(row, name)
            if getattr(row, name):
                self._filled[person].add(name)
        changes = person.take(values)
        self._remember(person)
        if self._identities.kept_beside(person, row.email) is not None:
            self._by_email[row.email or ""] = person
            changes += (FieldChange("also known by", None, row.email),)
        return changes

    def _names(self, person: Draft, row: RosterRow) -> dict[str, Any]:
        """The person's names after a row: one that is alike, and no fuller than theirs, replaces none."""
        said = {"first_name": row.first_name, "last_name": row.last_name}
        theirs = {name: person.values[name] for name in said}
        if name_key(*said.values()) == name_key(*theirs.values()) or not alike(
            *said.values(), *theirs.values()
        ):
            return said
        return {name: fuller(theirs[name], said[name]) for name in said}

    def _let_go(self, row: RosterRow) -> Iterator[str]:
        """Takes the row's address from whoever had it, where somebody answered so; says from whom."""
        owner = self._by_email.get(row.email) if row.email else None
        if row.email and owner is not None and self._identities.is_given_up(row, owner):
            self._identities.give_up(owner, row.email)
            self._gave_up.append(owner)
            del self._by_email[row.email]
            yield f"{row.email} no longer belongs to {_name(owner)}"

    def outcome(self) -> Outcome:
        """What all the rows taken come to."""
        people = dict.fromkeys([*self._gave_up, *(taken.drafts[0] for taken in self._taken)])
        additions = [_person_added(person) for person in people if person.is_new]
        new_units = self._units.new
        alterations = [each for person in people if (each := person.alteration()) is not None]
        added = dict(zip((person for person in people if person.is_new), additions, strict=True))
        moved: set[int] = set()
        for (person, agency), terms in self._terms.items():
            for term in terms:
                if term.is_new:
                    owner = added.get(person, person.stored_id)
                    belongs = {"person_id": owner, "agency_id": self._coming.written(agency)}
                    values = {**belongs, **term.identity, **term.values}
                    additions.append(Addition(AffiliationRecord, values))
                altered = term.alteration()
                if altered is not None:
                    alterations.append(altered)
                if person.stored_id is not None and (term.is_new or altered is not None):
                    moved.add(person.stored_id)
        return Outcome(
            rows=tuple(taken.planned() for taken in self._taken),
            additions=(*self._coming.additions, *new_units, *additions, *self._addresses(added)),
            alterations=tuple(alterations),
            changes_catalogue=bool(new_units or self._coming.additions),
            coming=self._coming.said,
            involved=self._involved,
            moved=frozenset(moved),
            missing=tuple(self._missing()) if self._is_whole else (),
            whom=Whom(new=tuple(self._new()), joining=tuple(self._joining())),
            released=self._identities.released,
            open=self._identities.open,
        )

    def _new(self) -> Iterator[str]:
        """Whom it adds, each with the agency."""
        there: set[Draft] = set()
        for taken in self._taken:
            person = taken.drafts[0]
            if person.is_new and person not in there:
                there.add(person)
                yield taken.subject

    def _joining(self) -> Iterator[str]:
        """Who is here already and gets a membership, each with the agency."""
        for taken in self._taken:
            if taken.change is Change.NEW and not taken.drafts[0].is_new:
                yield taken.subject

    def _addresses(self, added: Mapping[Draft, Addition]) -> Iterator[Addition]:
        """The addresses people are known by beside the one they bear now."""
        for person, email in self._identities.kept_addresses():
            owner = added.get(person, person.stored_id)
            yield Addition(PersonAddress, {"email": email, "person_id": owner})

    def _missing(self) -> list[Missing]:
        """Who is active in an agency the file names, and stands on none of its rows there.

        Somebody on a row that was refused is not missing from the file.
        """
        listed = {(person.stored_id, agency) for person, agency in self._listed}
        brought = marks(self._table, "email") | marks(self._table, "member_id")
        brought_there = self._marks_by_agency()
        accepted = {person.stored_id for person, _ in self._listed}
        query = (
            select(AffiliationRecord, Person)
            .join(Person, Person.id == AffiliationRecord.person_id)
            .where(is_on_roster(self._today), AffiliationRecord.agency_id.in_(sorted(self._accepted)))
            .order_by(Person.sort_key, AffiliationRecord.id)
        )
        found: list[Missing] = []
        for row, person in self._session.execute(query):
            agency = self._agencies.name(row.agency_id)
            known_by = {person.email, person.member_key, *self._identities.addresses(person.id)} - {None}
            if (person.id, row.agency_id) in listed or (person.id not in accepted and known_by & brought):
                continue
            if any((mark, row.agency_id) in brought_there for mark in known_by):
                continue
            found.append(Missing(row.id, person.id, person.name, agency, row.joined_on, row.left_on))
        return found

    def _marks_by_agency(self) -> set[tuple[str, int | None]]:
        """Every e-mail and member id of the file with the agency on its row, as compared."""
        columns = self._table.columns
        places = [columns.index(each) for each in ("email", "member_id") if each in columns]
        agency = columns.index("agency")
        return {
            (fold(shown(row.raw[place])), self._agencies.find(_text(row.raw[agency])))
            for row in self._table.rows
            for place in places
        }

    def _found(self, row: RosterRow) -> tuple[Draft | None, Draft | None]:
        by_email = self._by_email.get(row.email) if row.email else None
        if by_email is not None and self._identities.is_given_up(row, by_email):
            by_email = None
        key = fold(row.member_id or "")
        by_member = self._spoken_of.get(key) or self._by_member.get(key)
        if by_email is None and by_member is None and self._identities.is_that_one(row):
            by_member = self._by_name(row)
        return by_email, by_member

    def _by_name(self, row: RosterRow) -> Draft | None:
        """The one of the row's name in its agency, as somebody answered that the row is theirs."""
        there = self._namesakes.find(row.first_name, row.last_name, self._agencies[row.agency])
        if there is None:
            return None
        mark = there.email or there.member_id or ""
        if fold(mark) not in self._by_email.keys() | self._by_member.keys():
            self._load(People.of_texts(self._session, [mark]))
        return self._by_email.get(mark) or self._by_member.get(fold(mark))

    def _person(self, row: RosterRow) -> Draft | None:
        by_email, by_member = self._found(row)
        return by_email or by_member

    def _remember(self, person: Draft) -> None:
        if person.values["email"]:
            self._by_email[person.values["email"]] = person
        if person.values["member_id"]:
            self._by_member[fold(person.values["member_id"])] = person


def ended(missing: Missing, on: date) -> Alteration:
    """Ends the affiliation of somebody who is missing on a day: the day before was the last one."""
    day_before = date.fromordinal(on.toordinal() - 1)
    last = max(day_before, missing.joined_on) if missing.joined_on else day_before
    return Alteration(AffiliationRecord, missing.affiliation_id, {"left_on": (missing.left_on, last)})


def _text(cell: Cell) -> str:
    return " ".join(shown(cell).split())


def _values(known: Known) -> dict[str, Any]:
    return {
        "email": known.email,
        "member_id": known.member_id,
        "first_name": known.first_name,
        "last_name": known.last_name,
        "fema_sid": known.fema_sid,
        "phone": known.phone,
    }


def _person_added(person: Draft) -> Addition:
    values = person.values
    keys = person_keys(values["first_name"], values["last_name"], values["email"], values["member_id"])
    return Addition(Person, {**values, **keys})


def _possible(terms: list[Draft], row: RosterRow) -> list[Draft]:
    """The affiliations that may be meant by a row without a first day: those begun by its last one."""
    if row.left_on is None:
        return terms
    return [term for term in terms if (term.identity["joined_on"] or row.left_on) <= row.left_on]


def _term(terms: list[Draft], row: RosterRow) -> Draft | None:
    """The affiliation a row speaks of; None for a new one."""
    if row.joined_on is not None:
        return next((term for term in terms if term.identity["joined_on"] == row.joined_on), None)
    possible = _possible(terms, row)
    same = [
        term for term in possible if all(term.values[n] == getattr(row, n) for n in TERM if n in row.given)
    ]
    meant = same or possible  # one that says the same already was meant before, also where it is over now
    still_open = [term for term in meant if term.values["left_on"] is None]
    return max(still_open or meant, key=_began_and_ended, default=None)


def _began_and_ended(term: Draft) -> tuple[date, date]:
    return term.values["left_on"] or date.max, term.identity["joined_on"] or date.min
