"""Whom the rows of a file are about: by e-mail, else member id, else (once somebody said yes) by name.

Two people are never made one. Where a row names the person its e-mail or member id is, the names must be
alike; where they are not, the row is refused, naming both. An address somebody had, or has elsewhere, is
theirs where the row's name or member id says so too; else it is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.cells import shown
from files.imports.lookup import Named, agencies_named, in_parts, marks, number_in
from files.imports.numbering import Numbering, address_in, other_number
from files.imports.plan import ByName, Whom
from files.settled import NOTHING_SETTLED, SAME_PERSON, Asks, Open, Settled
from files.table import Table
from readiness.text import fold
from storage.people import AffiliationRecord, AgencyRecord, Person, PersonAddress
from words.people_names import alike, name_key, split_name

_MOST_ASKED = 20
_MOST_NEAR = 200
"""How many member ids nobody bears are looked up by their digits alone."""


class Who(Protocol):
    """What a row says of the person it is about."""

    @property
    def email(self) -> str | None:
        """The address, lower case."""

    @property
    def member_id(self) -> str | None:
        """The member id, as written."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is there already."""

    id: int
    email: str | None
    member_id: str | None
    first_name: str
    last_name: str
    fema_sid: str
    phone: str

    @property
    def name(self) -> str:
        """First and last name, as shown."""
        return f"{self.first_name} {self.last_name}".strip() or self.email or self.member_id or "?"


_KNOWN = (
    Person.id,
    Person.email,
    Person.member_id,
    Person.first_name,
    Person.last_name,
    Person.fema_sid,
    Person.phone,
)


def said_name(row: Any) -> tuple[str, str]:
    """The first and last name a row says, of two cells or of one; both empty where it says none."""
    first, last = getattr(row, "first_name", ""), getattr(row, "last_name", "")
    whole = getattr(row, "full_name", "")
    return split_name(whole) if whole and not (first and last) else (first, last)


class People:
    """The people a table names who are there already: by e-mail (any of theirs), member id and name."""

    def __init__(self, session: Session, table: Table, settled: Settled = NOTHING_SETTLED) -> None:
        self._session = session
        self._table = table
        self._settled = settled
        self._by_id: dict[int, Known] = {}
        self.by_email: dict[str, Known] = {}
        self.by_member: dict[str, Known] = {}
        self._former: dict[str, Known] = {}
        self._unproved: dict[str, Known] = {}
        self._answers = {fold(each): said for each, said in settled.values.get(SAME_PERSON, {}).items()}
        self._load(marks(table, "email"), marks(table, "member_id"))
        self._numbering = Numbering(table, self.by_member)
        self._agencies: Named = agencies_named(session)
        self._by_name: dict[tuple[int | None, str], dict[int, Known]] = {}
        self._unknown_ids: dict[str, str] = {}
        self._matched: dict[int, tuple[str, Known]] = {}
        self._offered: dict[str, Known] = {}
        self._alone: dict[str, None] = {}
        if self._names_anybody:
            self._load_names()

    @classmethod
    def of_texts(cls, session: Session, said: Collection[str]) -> People:
        """The people whose e-mail of today, or member id, is one of these texts."""
        people = cls.__new__(cls)
        people._session = session
        people._by_id, people.by_email, people.by_member, people._former = {}, {}, {}, {}
        keys = {fold(each) for each in said}
        people._load(keys, keys)
        return people

    def _load(self, emails: Collection[str], members: Collection[str]) -> None:
        for part in in_parts(sorted(emails)):
            for row in self._session.execute(select(*_KNOWN).where(Person.email.in_(part))):
                known = self._note(row)
                self.by_email[known.email or ""] = known
            other = select(PersonAddress.email, *_KNOWN).join(Person, Person.id == PersonAddress.person_id)
            for email, *values in self._session.execute(other.where(PersonAddress.email.in_(part))):
                self._former[email] = self._note(values)
        for part in in_parts(sorted(members)):
            for row in self._session.execute(select(*_KNOWN).where(Person.member_key.in_(part))):
                known = self._note(row)
                self.by_member[fold(known.member_id or "")] = known

    def _note(self, row: Iterable[Any]) -> Known:
        known = Known(*row)
        return self._by_id.setdefault(known.id, known)

    @property
    def _names_anybody(self) -> bool:
        """Whether some row has a name and neither an e-mail nor a member id that is known."""
        table = self._table
        if not {"last_name", "full_name"} & set(table.columns):
            return False
        email, member = (
            table.columns.index(column) if column in table.columns else None
            for column in ("email", "member_id")
        )
        known = self.by_email.keys() | self._former.keys()
        return any(
            not (email is not None and address_in(row.raw[email]) in known)
            and not (member is not None and fold(shown(row.raw[member])) in self.by_member)
            for row in table.rows
        )

    def _load_names(self) -> None:
        """Everybody of the agencies the table names by their names; of all, where it names none."""
        found: defaultdict[tuple[int | None, str], dict[int, Known]] = defaultdict(dict)
        query = select(*_KNOWN, AffiliationRecord.agency_id).join(
            AffiliationRecord, AffiliationRecord.person_id == Person.id
        )
        query = query.where(AffiliationRecord.voided_at.is_(None))
        wanted = self._wanted_names()
        if (named := self._agencies_of_table()) is not None:
            query = query.where(AffiliationRecord.agency_id.in_(named))
        for row in self._session.execute(query):
            known, agency = Known(*row[:-1]), row[-1]
            key = name_key(known.first_name, known.last_name)
            if key not in wanted:
                continue
            known = self._by_id.setdefault(known.id, known)
            found[agency, key][known.id] = found[None, key][known.id] = known
        self._by_name = dict(found)

    def _wanted_names(self) -> set[str]:
        table, columns = self._table, self._table.columns
        places = [columns.index(each) if each in columns else None for each in _NAME_COLUMNS]
        wanted = set()
        for row in table.rows:
            first, last, whole = ("" if place is None else shown(row.raw[place]) for place in places)
            wanted.add(name_key(*(split_name(whole) if whole and not (first and last) else (first, last))))
        return wanted

    def _agencies_of_table(self) -> list[int] | None:
        """The agencies its rows name; None where some row names none that is known."""
        if "agency" not in self._table.columns:
            return None
        place = self._table.columns.index("agency")
        said = {" ".join(shown(row.raw[place]).split()) for row in self._table.rows}
        found = {self._agencies.find(each) for each in said if each}
        return None if "" in said else sorted(each for each in found if each is not None)

    def find(self, row: Who) -> Known | None:
        """Who is meant; by e-mail where there is one. None for somebody who is not there."""
        found = self._marked(row)
        if found is None and self._settled.match_names:
            found = self._one_named(row)
        return found

    def _marked(self, row: Who) -> Known | None:
        by_email = self.by_email.get(row.email or "") or self._by_former(row)
        return by_email or (self.by_member.get(fold(row.member_id)) if row.member_id else None)

    def _by_former(self, row: Who) -> Known | None:
        """Whose an address is that they had: where name or member id says so too, or somebody did."""
        known = self._former.get(row.email or "")
        if known is None or row.email in self.by_email:
            return None
        number = fold(known.member_id or "")
        said = said_name(row)
        proved = number == fold(row.member_id or "") != "" or (
            any(said) and name_key(*said) == name_key(known.first_name, known.last_name)
        )
        return known if proved or self._answers.get(fold(_says(row))) == "yes" else None

    def _one_named(self, row: Who) -> Known | None:
        """Whoever alone bears the row's name: in its agency, or (where it names none) anywhere."""
        there = self._by_name.get(self._name_of(row), {})
        return next(iter(there.values())) if len(there) == 1 else None

    def _name_of(self, row: Who) -> tuple[int | None, str]:
        said = getattr(row, "agency", "")
        agency = self._agencies.find(said) if said else None
        key = name_key(*said_name(row))
        return (-1 if said and agency is None else agency), key

    def objection(self, row: Who) -> str | None:
        """Why a row about that person can't be taken; None where it can."""
        by_email = self.by_email.get(row.email or "") or self._by_former(row)
        by_member = self.by_member.get(fold(row.member_id)) if row.member_id else None
        if by_email is None and (former := self._former.get(row.email or "")) is not None:
            return self._unproved_address(row, former, may_be_one=by_member is None)
        if by_email is not None and by_member is not None and by_email.id != by_member.id:
            return f"member_id: {row.member_id} is {by_member.name}, and {row.email} is {by_email.name}"
        known = by_email or by_member
        if known is not None:
            if (other := self._contradiction(row, known)) or any(said_name(row)):
                return other
            is_other = self._numbering.differs(row.email, row.member_id, known.member_id)
            return other_number(row.email, row.member_id, self.described(known)) if is_other else None
        named = self._one_named(row) if any(said_name(row)) else None
        if named is None:
            return self._nobody(row)
        if self._settled.match_names:
            return None
        self._offered.setdefault(" ".join(said_name(row)).strip(), named)
        there = f"{self.described(named)}, has that name; allow people to be matched by name"
        if row.email or row.member_id:
            mark = f"email: {row.email}" if row.email else f"member_id: {row.member_id}"
            return f"{mark} is nobody's here, and the row names {_whole(row)}: {there}"
        return f"name: the row gives neither an e-mail nor a member id for {_whole(row)}: {there}"

    def _unproved_address(self, row: Who, former: Known, may_be_one: bool) -> str:
        """That only an address they had says a row is about somebody; asked where they may be one."""
        said = _says(row)
        may_be_one = may_be_one and self._contradiction(row, former) is None
        if may_be_one and self._answers.get(fold(said)) is None:
            self._unproved.setdefault(said, former)
        here = f"this row names {_whole(row)}" if _whole(row) else "this row says no name"
        return (
            f"email: {row.email} is an address that {self.described(former)} had before, or has elsewhere, "
            f"and {here}; say whether it is the same person, or give today's e-mail or the member id"
        )

    def _contradiction(self, row: Who, known: Known) -> str | None:
        """That a row names another person than the one its e-mail or member id is."""
        first, last = said_name(row)
        if not (first or last) or alike(first, last, known.first_name, known.last_name):
            return None
        is_theirs = row.email and known in (self.by_email.get(row.email), self._by_former(row))
        column = "email" if is_theirs else "member_id"
        mark = row.email if column == "email" else row.member_id
        return (
            f"{column}: {mark} is {self.described(known)}, and this row names {_whole(row)}; "
            "two people are never made one, so mend the name or the address"
        )

    def _nobody(self, row: Who) -> str:
        self._alone.setdefault(_whole(row) or row.email or row.member_id or "?")
        if row.email:
            return f"email: {row.email} is nobody on the roster; import the roster first, or mend the address"
        if row.member_id:
            return self._no_member(row.member_id)
        agency, key = self._name_of(row)
        there = self._by_name.get((agency, key), {})
        elsewhere = self._by_name.get((None, key), {})
        where = getattr(row, "agency", "")
        if len(there) > 1:
            several = " and ".join(sorted(map(self.described, there.values())))
            return f"name: {_whole(row)} may be {several}; give an e-mail or a member id"
        if elsewhere and where:
            other = " and ".join(sorted(map(self.described, elsewhere.values())))
            return (
                f"name: {_whole(row)} is nobody of {where}; there is {other}. Give an e-mail or a member id"
            )
        return f"name: {_whole(row)} is nobody on the roster{f' of {where}' if where else ''}"

    def _no_member(self, member_id: str) -> str:
        """That nobody bears a member id, with whoever bears it in another format: 104 for 00104."""
        if member_id not in self._unknown_ids:
            near = self._near(member_id) if len(self._unknown_ids) < _MOST_NEAR else []
            hint = f"; did you mean {' or '.join(near)}?" if near else "; import the roster first, or mend it"
            self._unknown_ids[member_id] = f"member_id: {member_id} is nobody on the roster{hint}"
        return self._unknown_ids[member_id]

    def _near(self, member_id: str) -> list[str]:
        digits = number_in(member_id)
        if not digits:
            return []
        ends = Person.member_key.like(f"%{digits}")
        found = self._session.execute(select(*_KNOWN).where(ends).order_by(Person.member_key).limit(50))
        known = [Known(*row) for row in found if number_in(row[2] or "") == digits]
        return [f"{each.member_id} ({each.name})" for each in known[:3]]

    def described(self, known: Known) -> str:
        """Somebody by name, member id and agency, so that one is told from another of the name."""
        query = (
            select(AgencyRecord.name)
            .join(AffiliationRecord, AffiliationRecord.agency_id == AgencyRecord.id)
            .where(AffiliationRecord.person_id == known.id, AffiliationRecord.voided_at.is_(None))
            .order_by(AffiliationRecord.left_on.is_not(None), AffiliationRecord.id.desc())
        )
        agencies = dict.fromkeys(self._session.scalars(query))
        return ", ".join(
            filter(None, (known.name, known.member_id or known.email or "", *list(agencies)[:2]))
        )

    def met(self, row: Who, line: int) -> None:
        """Notes a row that was taken: who was known by name alone."""
        if self._marked(row) is None and (known := self._one_named(row)) is not None:
            self._matched[line] = (_whole(row), known)

    @property
    def whom(self) -> Whom:
        """Who was known by name alone, and who is known to nobody."""
        by_name = tuple(
            ByName(line, said, known.name, self._agency(known))
            for line, (said, known) in sorted(self._matched.items())
        )
        return Whom(by_name=by_name, alone=tuple(self._alone))

    def _agency(self, known: Known) -> str:
        return self.described(known).rpartition(", ")[2]

    @property
    def open(self) -> tuple[Open, ...]:
        """Whose addresses are that somebody had; whether people may be known by their names."""
        return (*self._open_addresses(), *self._open_names())

    def _open_addresses(self) -> Iterator[Open]:
        for said, known in list(self._unproved.items())[:_MOST_ASKED]:
            yield Open(
                Asks.VALUE,
                SAME_PERSON,
                f"The file says {said}. {self.described(known)}, had that address before. Is it them?",
                seen=(said,),
                choices=(("yes", f"It is {known.name}"), ("", "Leave these rows out")),
                option=f'--value "{SAME_PERSON}:{said}=yes"',
            )

    def _open_names(self) -> tuple[Open, ...]:
        if not self._offered:
            return ()
        first = [f"{said} is {self.described(known)}" for said, known in list(self._offered.items())[:3]]
        more = f", and {len(self._offered) - 3} more" if len(self._offered) > 3 else ""
        people = "1 person is" if len(self._offered) == 1 else f"{len(self._offered):,} people are"
        return (
            Open(
                Asks.NAMES,
                "name",
                f"{people} known by name alone: {'; '.join(first)}{more}. Is that right?",
                seen=tuple(list(self._offered)[:3]),
                choices=(("yes", "Take them by their names"), ("", "Leave these rows out")),
                option="--match-names",
            ),
        )

    def name(self, person_id: int) -> str:
        """The name of somebody who is there, named by the table or not."""
        known = self._by_id.get(person_id)
        return known.name if known else self._session.get_one(Person, person_id).name

    @property
    def everybody(self) -> list[Known]:
        """Everybody found."""
        return list(self._by_id.values())

    @property
    def ids(self) -> frozenset[int]:
        """Everybody found, by id."""
        return frozenset(self._by_id)


_NAME_COLUMNS = ("first_name", "last_name", "full_name")


def _says(row: Who) -> str:
    """What an answer about an address is kept by: a yes for one name is none for the next."""
    return " ".join(filter(None, (row.email, _whole(row))))


def _whole(row: Who) -> str:
    return " ".join(filter(None, said_name(row)))
