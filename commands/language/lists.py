"""A pasted list of people: whom each line names, whom it may name, and who is named twice.

Who is found is the caller's to say (`Find`): the people somebody may log for, or the whole roster for whoever
writes down who came. Nothing is guessed: a line that fits nobody, or several, is asked about.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commands.kit.may import Action, may, people_for, whom_for
from commands.kit.request import Request
from commands.language.choosing import OPTIONS, PersonCard, cards_of, option_label, people_options
from commands.language.naming import EMAIL, find_in_full, find_people, people_like
from commands.language.pasted import Line, Reading, pasted_people
from commands.language.scopes import agencies_fitting, person_match, shown
from readiness.records import AgencyId, PersonId
from storage.base import is_active
from storage.people import Person
from storage.roster import terms_of
from words.names import tokens

NOTHING_RECORDED = "Nothing was recorded."
NOBODY = "is nobody on the roster."
MOST_TOLD = 5
"""Lines of a list that are named as wrong, one by one."""

BREAK = "\n"
CANDIDATES = 3
"""Of those a line may name, so many are named; the others are counted."""
ADDED_BY = "Anyone not on the roster is added by an emergency manager: /muster people, or an import."

Find = Callable[[str, int], Sequence[Person]]
"""Those a name, a mention, an e-mail or a member id may mean, and how many at most are looked for."""


@dataclass(frozen=True)
class Listed:
    """A pasted list as it was read, and what can't be taken of it: why, and the lines, as they were typed.

    `twice` are those whom more than one line names; they are among the people once.
    """

    people: Sequence[Person]
    wrong: Sequence[str]
    left: Sequence[str] = ()
    twice: Sequence[Person] = ()


def listed_people(
    request: Request,
    text: str,
    find: Find,
    is_everybody: bool = False,
    nobody: str = NOBODY,
    first: AgencyId | None = None,
) -> Listed:
    """A pasted list, a name or an e-mail a line, an agency behind it where two bear a name.

    `is_everybody`: that whoever is on the roster may be named, so that whole names are looked up at once;
    `nobody` is said of a line that names nobody; of several whom a line fits those of the agency `first` come
    first.
    """
    people: dict[PersonId, Person] = {}
    twice: dict[PersonId, Person] = {}
    wrong, left = [], []
    lines = pasted_people(text)
    names = [name for line in lines for name in (line.email, *(each.name for each in line.readings)) if name]
    in_full = find_in_full(request.session, names) if is_everybody else {}
    waiting = deque(lines)
    while waiting:
        line = waiting.popleft()
        found = _meant(request, line, in_full, find)
        if len(found) == 1:
            (twice if found[0].id in people else people)[found[0].id] = found[0]
            continue
        if not found and (listed := _names_in(request, line, find)):
            waiting.extendleft(reversed(listed))
            continue
        left.append(line.said)
        if found:
            there = _candidates(_told_apart(request, found, first))
            wrong.append(
                f"“{shown(line.said)}” matches {there}: write the e-mail, or the agency after a comma."
            )
        else:
            wrong.append(f"“{shown(line.said)}” {_why_nobody(line, find, nobody)}")
    return Listed(list(people.values()), wrong, left, list(twice.values()))


def listed_for(request: Request, text: str) -> Listed:
    """The same of those the speaker may name: everybody for an emergency manager, theirs for a lead."""
    everybody = people_for(request.member) is None

    def find(said: str, most: int) -> Sequence[Person]:
        return find_people(request.session, said, request.member, most)

    nobody = NOBODY if everybody else "is nobody you can see here."
    return listed_people(request, text, find, everybody, nobody)


def near(request: Request, line: str, find: Find, agencies: Collection[AgencyId] | None = None) -> str:
    """Whom a line perhaps means that names nobody: a name like it, of some agencies or of all.

    Empty where nobody's is, and for a line that fits several.
    """
    return "" if find(line, 1) else alike(request, line, agencies)


def alike(request: Request, line: str, agencies: Collection[AgencyId] | None = None) -> str:
    """The same of a line that is known to name nobody."""
    emails = EMAIL.findall(line)
    name = EMAIL.sub(" ", line).partition(",")[0].strip(" \t<>()")
    said = name or " ".join(re.split(r"[._\-]", emails[0].partition("@")[0])) if emails else name
    like = people_like(request.session, request.today, said, agencies) if said else {}
    options = people_options(request, [request.session.get_one(Person, each) for each in like])
    return f" Perhaps {' or '.join(str(each.text) for each in options)}?" if options else ""


def wrong_lines(wrong: Sequence[str]) -> str:
    """What is said beneath a list of which some lines can't be taken."""
    return f"{told_lines(wrong)}{' ' if len(wrong) == 1 else BREAK}{NOTHING_RECORDED}"


def told_lines(wrong: Sequence[str]) -> str:
    """Why some lines of a list can't be taken, the first of them one by one, a line each; what to do then."""
    told = [f"• {each}" if len(wrong) > 1 else each for each in wrong[:MOST_TOLD]]
    left = len(wrong) - MOST_TOLD
    if left > 0:
        told.append(f"and {left:,} more.")
    told += [ADDED_BY] if any(NOBODY in each for each in wrong) else []
    return (" " if len(wrong) == 1 else BREAK).join(told)


def _meant(
    request: Request, line: Line, in_full: Mapping[str, Sequence[Person]], find: Find
) -> Sequence[Person]:
    """Whom a line means, which is to be one: whole names first, then parts of them.

    What stands beside a name has to be agencies, and tells two of one name apart.
    """
    if line.email:
        found = in_full.get(line.email, ()) or find(line.email, 2)
        return [each for each in found if _goes_with(request, each, line)]
    for each in line.readings:
        if found := _beside(request, in_full.get(each.name, ()), each.beside):
            return found
    for each in line.readings:
        if found := _beside(request, find(each.name, OPTIONS), each.beside):
            return found
    return ()


def _names_in(request: Request, line: Line, find: Find) -> list[Line]:
    """A line that lists people, as lines of their own: each cell names one; or some do, none an agency."""
    ones = [len(find(cell, 2)) == 1 for cell in line.several]
    agencies = any(agencies_fitting(cell, request.catalogue) for cell in line.several)
    is_list = all(ones) or (any(ones) and not agencies)
    return [Line(cell, [Reading(cell)]) for cell in line.several] if is_list else []


def _goes_with(request: Request, person: Person, line: Line) -> bool:
    """Whether what stands beside an e-mail is the person's own name, or names nobody: an agency, nothing."""
    if not line.readings:
        return True
    cells = _cells_of(line)
    beside = {each for cell in cells for each in tokens(cell)}
    if set(tokens(person.last_name)) <= beside:
        return True
    return all(agencies_fitting(cell, request.catalogue) for cell in cells)


def _cells_of(line: Line) -> list[str]:
    """What stands beside an e-mail, cell by cell."""
    first = line.readings[-1]
    return [first.name, *first.beside]


def _why_nobody(line: Line, find: Find, nobody: str) -> str:
    if line.email and line.readings and find(line.email, 1):
        return "has an e-mail and a name that belong to two people."
    return nobody


def _told_apart(request: Request, found: Sequence[Person], first: AgencyId | None) -> list[str]:
    """Some people of one name, those of an agency first: by e-mail those the speaker may see, and who have
    name and agency in common; by agency the others.
    """
    of = whom_for(request, [each.id for each in found])
    today, agencies = request.today, request.catalogue.agencies
    cards = sorted(cards_of(request, found), key=lambda card: not _belongs(card, first, today))
    labels = [option_label(card, agencies, today) for card in cards]
    return [
        person_match(card.person).name
        if labels.count(label) > 1 or may(request.member, Action.LIST, of[card.person.id], today, today)
        else label
        for card, label in zip(cards, labels, strict=True)
    ]


def _belongs(card: PersonCard, agency: AgencyId | None, on: date) -> bool:
    return any(
        each.agency_id == agency and is_active(each.joined_on, each.left_on, on) for each in card.belongs
    )


def _candidates(labels: Sequence[str]) -> str:
    """The first of them, and how many more: of as many as are looked for at most, "and more"."""
    left = len(labels) - CANDIDATES
    more = "more" if len(labels) >= OPTIONS else f"{left:,} more"
    return ", ".join(labels[:CANDIDATES]) + (f" and {more}" if left > 0 else "")


def _beside(request: Request, found: Sequence[Person], beside: Sequence[str]) -> Sequence[Person]:
    """Those of some people who belonged to the agency that stands beside the name."""
    if not found or not beside:
        return found
    fitting = [{int(each.key) for each in agencies_fitting(cell, request.catalogue)} for cell in beside]
    if not all(fitting):
        return ()
    terms = terms_of(request.session, [each.id for each in found])
    agencies = set.union(*fitting)
    return [each for each in found if agencies & {term.agency for term in terms.get(each.id, ())}]
