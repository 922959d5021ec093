"""Whether a row of the roster is the person its e-mail or member id is: two people are never made one.

A shared mailbox (a station's, a family's) is no identity where two names or two member ids stand behind it,
in one file or across files. One agency numbers a person once; another agency may number them again.

An address somebody had, or has elsewhere, is theirs where name or member id says so too; else it is asked
whose it is now, and somebody else may have it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.imports.drafts import Draft
from files.imports.lookup import Named, in_parts
from files.imports.who_is_meant import ANOTHER, YES, WhoIsMeant
from files.kinds import RosterRow
from files.settled import EMERGENCY_MANAGER, Open, Settled
from readiness.text import fold
from storage.people import PersonAddress
from words.people_names import alike, alike_first, alike_last, name_key, names_address


def addresses_of(session: Session, person_ids: Collection[int]) -> Iterator[tuple[str, int]]:
    """Every address that some people are known by beside the one they bear, with whose it is."""
    query = select(PersonAddress.email, PersonAddress.person_id)
    for part in in_parts(sorted(person_ids)):
        for row in session.execute(query.where(PersonAddress.person_id.in_(part))):
            yield row.email, row.person_id


def name_of(person: Draft) -> str:
    """First and last name."""
    return f"{person.values['first_name']} {person.values['last_name']}".strip()


def _said_otherwise(one: str, other: str) -> bool:
    """Whether two first names are more than two spellings of one: Sam and Samantha may be two people."""
    return bool(one and other) and name_key(one, "") != name_key(other, "")


class Identities:
    """What each person of a file and of the store is known by, and where, as the file is gone through."""

    def __init__(
        self,
        session: Session,
        agencies: Named,
        settled: Settled,
        brought: Collection[str],
        managers: Collection[str],
        today: date,
    ) -> None:
        """`brought`: every address of the file; `managers`: whom the settings name, by e-mail."""
        self._session = session
        self._agencies = agencies
        self._brought, self._managers, self._today = brought, managers, today
        self._meant = WhoIsMeant(settled)
        self._before: defaultdict[Draft, set[str]] = defaultdict(set)  # addresses kept already
        self._kept: dict[str, tuple[Draft, Draft]] = {}  # addresses this file adds: whose, and itself
        self._released: dict[str, None] = {}  # addresses that become somebody else's
        self._brings: defaultdict[Draft, set[str]] = defaultdict(set)  # by rows of this file
        self._there: set[Draft] = set()  # who belongs to an agency today, or will
        self._belongs: defaultdict[Draft, dict[int, None]] = defaultdict(dict)
        self._lines: dict[Draft, int] = {}  # where the file speaks of each first
        self._numbered: set[Draft] = set()
        self._addressed: dict[Draft, str] = {}
        self._numbers: dict[tuple[Draft, int], str] = {}  # by which a file's agency numbers somebody

    def know(self, person: Draft, email: str) -> None:
        """Notes an address the store knows somebody by, beside today's."""
        self._before[person].add(email)

    def belongs(self, person: Draft, agency: int, left_on: date | None) -> None:
        """Notes an agency somebody belongs or belonged to."""
        self._belongs[person][agency] = None
        if left_on is None or left_on >= self._today:
            self._there.add(person)

    def addresses(self, person_id: int) -> set[str]:
        """The addresses the store knows somebody by, beside today's."""
        return next((found for each, found in self._before.items() if each.stored_id == person_id), set())

    def objection(self, row: RosterRow, person: Draft, agency: int, by_email: bool) -> str | None:
        """Why the row is not the person that its e-mail (else its member id) is; None where it may be.

        Where it may be one person under a new name or a new number, that is asked; and whose an address is
        that somebody had.
        """
        former = by_email and row.email is not None and self._is_former(person, row.email)
        left = row.left_on is not None and row.left_on < self._today and row.email == person.values["email"]
        if not former or left:  # a row of those who left is about whoever left
            return self._unlike(row, person, agency, by_email)
        if self._meant.answer(row.email, row) == YES:
            return None
        if self._is_proved(row, person) and self._unlike(row, person, agency, by_email, asks=False) is None:
            return None
        self._ask_whose(row, person)
        return self._not_proved(row, person)

    def _is_former(self, person: Draft, email: str) -> bool:
        """Whether an address is one the person had, has elsewhere, or bore when they left their agencies."""
        if email in self._brings[person]:
            return False
        if email != person.values["email"]:
            return email in self._before[person]
        return bool(self._belongs[person]) and person not in self._there

    def _is_proved(self, row: RosterRow, person: Draft) -> bool:
        """Whether name or member id says, too, that an address somebody had is theirs."""
        values = person.values
        ours, theirs = fold(row.member_id or ""), fold(values["member_id"] or "")
        name = name_key(row.first_name, row.last_name)
        return ours == theirs != "" or name == name_key(values["first_name"], values["last_name"])

    def is_given_up(self, row: RosterRow, person: Draft) -> bool:
        """Whether an address that person had is the row's from now on, as somebody answered."""
        if not row.email or self._meant.answer(row.email, row) != ANOTHER:
            return False
        return self._is_former(person, row.email)

    def give_up(self, person: Draft, email: str) -> None:
        """Takes an address from whoever had it, and from whoever bore it when they left."""
        if email in self._before[person]:
            self._before[person].discard(email)
            self._released[email] = None
        if person.values["email"] == email:
            person.take({"email": None})

    def two_people(self, row: RosterRow, by_email: Draft, by_member: Draft) -> str:
        """Why a row can't be the person of its e-mail and the one of its member id; whose the address is now
        is asked where the first had it.
        """
        if row.email and self._is_former(by_email, row.email):
            self._ask_whose(row, by_email)
        whose = f"{row.email} is {name_of(by_email)}"
        return f"member_id: {row.member_id} is {name_of(by_member)}, and {whose}"

    def not_the_manager(self, row: RosterRow, person: Draft | None) -> str | None:
        """Why a row can't bring the address of an emergency manager of the settings; None where it may.

        Whose name is in the address may; of anybody else it is asked, for the settings give them the region.
        """
        if not self.makes_manager(row, person) or names_address(
            row.email or "", row.first_name, row.last_name
        ):
            return None
        if self._meant.answer(row.email, row, EMERGENCY_MANAGER) == YES:
            return None
        here = f"{row.first_name} {row.last_name}".strip()
        says = f"{row.email} is the e-mail of an emergency manager in the settings"
        self._meant.ask(
            row.email,
            row,
            f"{says}, so whoever has it manages the region. Is that {here}?",
            [(YES, f"{here} is the emergency manager")],
            about=EMERGENCY_MANAGER,
        )
        return f"email: {says}, and nothing shows that {here} is"

    def makes_manager(self, row: RosterRow, person: Draft | None) -> bool:
        """Whether a row's e-mail would make somebody an emergency manager of the settings."""
        if row.email is None or row.email not in self._managers:
            return False
        return person is None or person.values["email"] != row.email

    def namesake(self, row: RosterRow, there: str) -> str | None:
        """Why a row can't bring somebody new under a name that is there already; None where it was answered
        whether that is somebody else, or the one there.
        """
        mark = row.email or row.member_id or ""
        if self._meant.answer(mark, row) in (ANOTHER, YES):
            return None
        here = f"{row.first_name} {row.last_name}".strip()
        self._meant.ask(
            mark,
            row,
            f"{here} is there already as {there}, and has {mark} in this file. Is that one person?",
            [(YES, f"One person, with {mark} from now on"), (ANOTHER, f"Another {here}, new")],
            typed=ANOTHER,
        )
        column = "email" if row.email else "member_id"
        return f"{column}: {mark} is new, and {here} is there already as {there}; say if that is one person"

    def is_that_one(self, row: RosterRow) -> bool:
        """Whether somebody answered that the row is the one of its name who is there."""
        return self._meant.answer(row.email or row.member_id, row) == YES

    def _not_proved(self, row: RosterRow, person: Draft) -> str:
        here = f"{row.first_name} {row.last_name}".strip()
        return (
            f"email: {row.email} is an address of {self._described(person)}, and {here} here; "
            "say whose it is now, or leave it out where there is a member id"
        )

    def _ask_whose(self, row: RosterRow, person: Draft) -> None:
        here = f"{row.first_name} {row.last_name}"
        number = f", {row.member_id}" if row.member_id else ""
        self._meant.ask(
            row.email,
            row,
            f"{row.email} is an address of {self._described(person)}, and of {here}{number} in this file. "
            "Whose is it?",
            [
                (ANOTHER, f"{here}, somebody else: {name_of(person)} no longer has it"),
                (YES, f"One person, from now on {here}"),
            ],
            typed=ANOTHER,
        )

    def _unlike(
        self, row: RosterRow, person: Draft, agency: int, by_email: bool, asks: bool = True
    ) -> str | None:
        values = person.values
        first, last = row.first_name, row.last_name
        one_name = alike(first, last, values["first_name"], values["last_name"])
        in_file = person in self._lines
        theirs, ours = fold(values["member_id"] or ""), fold(row.member_id or "")
        renumbered = bool(by_email and theirs and ours and theirs != ours)
        second_number = renumbered and one_name and self._may_number_too(person, agency, ours)
        both_agree = by_email and theirs == ours != ""
        in_short = by_email and not both_agree and _said_otherwise(first, values["first_name"])
        may_be_two = in_short and (in_file or agency not in self._belongs[person])
        if one_name and (not renumbered or second_number) and not may_be_two:
            return None if by_email else self._other_address(row, person)
        half = alike_first(first, values["first_name"]) or alike_last(last, values["last_name"])
        if half and not renumbered and not in_file and both_agree:
            return None  # a new name of somebody whom both e-mail and number name
        mark = (row.email if by_email else row.member_id) or ""
        met_only = by_email and not (self._belongs[person] or theirs)  # a manager, so far named by Slack
        may_be_one = not in_file and (
            met_only
            or (one_name if renumbered or in_short else half and alike_first(first, values["first_name"]))
        )
        if may_be_one:
            if self._meant.answer(mark, row) == YES:
                return None
            if asks:
                self._ask(mark, row, person)
        return self._refusal(row, person, mark, by_email, renumbered)

    def _may_number_too(self, person: Draft, agency: int, number: str) -> bool:
        """Whether a second number may be another agency's: one agency numbers somebody once in a file, and
        who belongs to no other was numbered by this one.
        """
        here = self._numbers.get((person, agency), number)
        return here == number and any(each != agency for each in self._belongs[person])

    def _other_address(self, row: RosterRow, person: Draft) -> str | None:
        """Why a row known by its member id can't bring its address: another row brought another one."""
        email = self._addressed.get(person)
        if not (row.email and email) or row.email == email or row.email in self._before[person]:
            return None
        exact = fold(f"{row.first_name} {row.last_name}") == fold(name_of(person))
        if exact:
            return None
        return (
            f"member_id: {row.member_id} is {self._described(person)}, with {email}, and {row.email} here; "
            "it must be one person's, so write the name alike where it is"
        )

    def _refusal(self, row: RosterRow, person: Draft, mark: str, by_email: bool, renumbered: bool) -> str:
        values = person.values
        others = []
        if _said_otherwise(row.first_name, values["first_name"]):
            others.append("another first name")
        if not alike_last(row.last_name, values["last_name"]):
            others.append("another last name")
        if renumbered:
            others.append("another member id")
        differs = " and ".join(filter(None, (", ".join(others[:-1]), *others[-1:])))
        column = "email" if by_email else "member_id"
        way_out = (
            "a shared mailbox is nobody's own, so leave it out where there is a member id"
            if by_email
            else "a member id is one person's in the whole region, so put the agency before it where "
            "agencies count on their own"
        )
        here = f"{row.first_name} {row.last_name}".strip()
        return f"{column}: {mark} is {self._described(person)} ({differs}), not {here}; {way_out}"

    def _described(self, person: Draft) -> str:
        """Somebody by name, number and agency; by their line where this file brings them."""
        parts = [name_of(person)]
        if person.values["member_id"]:
            parts.append(person.values["member_id"])
        if person in self._lines:
            parts.append(f"on line {self._lines[person]}")
        else:
            parts.extend(self._agencies.name(each) for each in list(self._belongs[person])[:2])
        return ", ".join(parts)

    def _ask(self, mark: str, row: RosterRow, person: Draft) -> None:
        number = f", {row.member_id}" if row.member_id else ""
        here = f"{row.first_name} {row.last_name}{number}"
        self._meant.ask(
            mark,
            row,
            f"{mark} is {self._described(person)} here, and {here} in this file. Is that one person?",
            [(YES, f"One person, from now on {here}")],
        )

    def take(self, person: Draft, agency: int, row: RosterRow, line: int) -> None:
        """Notes a row that was taken."""
        self.belongs(person, agency, row.left_on)
        self._lines.setdefault(person, line)
        if row.member_id:
            self._numbered.add(person)
            self._numbers.setdefault((person, agency), fold(row.member_id))
        if row.email:
            self._addressed.setdefault(person, row.email)
            self._brings[person].add(row.email)

    def may_number(self, person: Draft, row: RosterRow) -> bool:
        """Whether a row's member id becomes the person's: the first of a file, where they had none or a yes
        was said; what another agency numbers them by stays theirs alone.
        """
        theirs, ours = fold(person.values["member_id"] or ""), fold(row.member_id or "")
        if not ours or ours == theirs or person in self._numbered:
            return False
        return not theirs or self._meant.answer(row.email, row) == YES

    def is_new_address(self, person: Draft, email: str) -> bool:
        """Whether a row's address becomes the person's: the only one the file brings them, or its first.

        Today's stays where the file brings it, too; a second one is kept beside it.
        """
        today = person.values["email"]
        if email == today:
            return False
        if person in self._addressed or (today and today in self._brought):
            self._keep(person, email)
            return False
        if today:
            self._keep(person, today)
        return True

    def _keep(self, person: Draft, email: str) -> None:
        if email not in self._before[person] and email not in self._kept:
            self._kept[email] = person, Draft(PersonAddress, {"email": email}, {})

    def kept_beside(self, person: Draft, email: str | None) -> Draft | None:
        """The address of a row that its person is known by from now on, beside the one they bear."""
        owner, address = self._kept.get(email or "", (None, None))
        return address if owner is person and email != person.values["email"] else None

    def kept_addresses(self) -> Iterator[tuple[Draft, str]]:
        """The addresses this file leaves people known by, beside the one they bear."""
        for email, (person, _) in self._kept.items():
            if email != person.values["email"]:
                yield person, email

    @property
    def released(self) -> tuple[str, ...]:
        """The addresses that leave whoever had them beside today's."""
        return tuple(self._released)

    @property
    def open(self) -> tuple[Open, ...]:
        """Who may be somebody under a new name or number."""
        return self._meant.open
