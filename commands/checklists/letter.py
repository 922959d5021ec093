"""What a letter says of checklists: items that are called to mind on their days, and those given to one.

A line an item, with Done and Snooze. To whom: its owner; where nobody on the roster owns it, whose right it
is (`storage.reminding`). What is due today or tomorrow is told between two weekly letters, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from slack_sdk.models.blocks import ButtonElement
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.kit.blocks import button, cut
from commands.kit.checklist_rights import kept
from commands.kit.letter_rights import Candidates, managers
from commands.kit.letters import Asking, LetterPart, Line, Round
from commands.kit.may import Action, may
from commands.kit.registry import Declared
from commands.language.checklists import DONE, SHOW, SNOOZE_WEEK, ItemPicked, ListPicked, owner_called
from readiness.dates import ONE_DAY
from storage.answers import Named, names_of
from storage.checklist_owners import SeenTo, owners_on
from storage.checklists import IS_OPEN, LIST_STANDS, ChecklistItem, ChecklistRecord, OwnerRight
from storage.letters import ITEM_DUE, ITEM_GIVEN, ITEM_NEAR, LetterLine
from storage.people import Person
from storage.region import Region
from storage.reminding import (
    Called,
    by_person,
    called,
    nearest_reminder,
    note_told,
    overdue_unled,
    untold,
)
from words.amounts import plural
from words.days import spoken

CALLED = "checklist items called to mind"
"""What the items that are called to mind are kept by, for all rounds of a turn."""
LINES = "checklist lines of a round"
LONGEST = 180
"""Of an item's words: what is to be said of its day is never cut off."""
PEOPLE_A_QUESTION = 500
GIVEN = "Given to you: "
OVERDUE = "overdue"


@dataclass(frozen=True)
class Reminder(Line):
    """A line that calls items to mind; what is noted of them, and at what instant, once it was told."""

    called: Sequence[Called] = ()
    at: datetime | None = None


@dataclass(frozen=True)
class _There:
    """The items the lines of a round are about, as they stand, each with its checklist; their owners."""

    items: Mapping[int, tuple[ChecklistItem, ChecklistRecord]]
    people: Mapping[int, Named]


def reminded_today(asking: Asking) -> Iterator[Candidates]:
    """Those with an item whose nearest reminder they were not told."""
    return _people(asking, called(asking.session, asking.region, asking.day))


def near_today(asking: Asking) -> Iterator[Candidates]:
    """The same of what is due today or tomorrow, and those whom somebody gave such an item."""
    found = called(asking.session, asking.region, asking.day)
    yield from _people(asking, [each for each in found if _is_near(each.due_on, asking.day)])
    yield (
        select(LetterLine.person_id)
        .join(ChecklistItem, ChecklistItem.id == LetterLine.about_id)
        .where(
            LetterLine.matter == ITEM_GIVEN,
            LetterLine.told_on.is_(None),
            IS_OPEN,
            ChecklistItem.due_on.between(asking.day, asking.day + ONE_DAY),
        )
    )


def _people(asking: Asking, found: Collection[Called]) -> Iterator[Candidates]:
    theirs = by_person(asking.session, asking.day, found, _managers(asking.session, asking.region))
    people = sorted(untold(asking.session, theirs))
    for start in range(0, len(people), PEOPLE_A_QUESTION):
        yield select(Person.id).where(Person.id.in_(people[start : start + PEOPLE_A_QUESTION]))


def near(round_: Round) -> Iterator[Line]:
    """The lines of what is due today or tomorrow."""
    return (each for each in _of_round(round_) if _is_near(each.day, round_.day))


def others(round_: Round) -> Iterator[Line]:
    """All other lines."""
    return (each for each in _of_round(round_) if not _is_near(each.day, round_.day))


def _of_round(round_: Round) -> list[Line]:
    """All lines of a round, which two parts share, made once; those of the round before are let go of."""
    of, lines = round_.kept.get(LINES, (None, []))
    if of is not round_:
        lines = list(_lines(round_))
        round_.kept[LINES] = round_, lines
    return list(lines)


def _lines(round_: Round) -> Iterator[Line]:
    """A line for each item that is called to mind, then for each that was given to somebody.

    What waits for their letter and is not so any more is settled by a line of no words.
    """
    wanted = _told_that_day(round_) if round_.again else _to_tell(round_)
    left = [line for line in round_.left(ITEM_GIVEN) if not round_.is_old(line)]
    given = {(line.person_id, line.about_id): line for line in left}
    there = _there(round_, [*(each.item for _, each in wanted), *(item for _, item in given)])
    said: set[tuple[int, str, int, str]] = set()
    unled: dict[tuple[int, str], list[Reminder]] = {}
    for person, each in wanted:
        reminder = _line(round_, there, person, each, given.get((person, each.item)))
        if reminder is None:
            continue
        given.pop((person, each.item), None)
        said.add((person, each.matter, each.item, each.reminder.isoformat()))
        if each.whose.is_unled:
            unled.setdefault((person, _when(reminder.day, round_.day)), []).append(reminder)
        else:
            yield reminder
    yield from _unled_lines(round_, unled)
    yield from (_given_line(round_, there, line) for line in given.values())
    told = {line.id for line in given.values()}
    for line in round_.left(ITEM_GIVEN, ITEM_NEAR, ITEM_DUE):
        key = line.person_id, line.matter, line.about_id, line.mark
        if line.id not in told and key not in said:
            due_on = there.items[line.about_id][0].due_on if line.about_id in there.items else None
            yield Line.of_left(line, day=due_on, is_urgent=True)


def _unled_lines(round_: Round, unled: Mapping[tuple[int, str], Sequence[Reminder]]) -> Iterator[Reminder]:
    """What falls to emergency managers for want of a lead, apart from their own: a line for all of it that is
    overdue, one for what is due by tomorrow, one for the rest.
    """
    late = overdue_unled(round_.session, round_.region, round_.day) if unled else (0, 0)
    for (_, when), lines in unled.items():
        every = [called for line in lines for called in line.called]
        agencies = len({each.whose.agency for each in every})
        items, where = late if when == OVERDUE else (len(every), agencies)
        opens = button("Open", f"{SHOW}:unled", ListPicked(part="unled"))
        text = f"{items:,} {when} in {plural(where, 'agency', 'agencies')} without a lead."
        yield replace(lines[0], text=text, buttons=(opens,), called=tuple(every))


def _when(due_on: date | None, today: date) -> str:
    if due_on is not None and due_on < today:
        return OVERDUE
    return "due by tomorrow" if _is_near(due_on, today) else "to be seen to soon"


def _to_tell(round_: Round) -> list[tuple[int, Called]]:
    """What is called to mind and was not told, of the readers; not what came before they let Muster write."""
    if CALLED not in round_.kept:
        found = called(round_.session, round_.region, round_.day)
        round_.kept[CALLED] = by_person(
            round_.session, round_.day, found, _managers(round_.session, round_.region)
        )
    theirs: Mapping[int, list[Called]] = round_.kept[CALLED]
    mine = {person: theirs[person] for person in round_.readers if person in theirs}
    return [
        (person, each)
        for person, items in untold(round_.session, mine).items()
        for each in items
        if each.reminder >= round_.readers[person].since
    ]


def _told_that_day(round_: Round) -> list[tuple[int, Called]]:
    """What the letter of the day called to mind, as it is now."""
    told = {(line.person_id, line.about_id): line for line in round_.left(ITEM_NEAR, ITEM_DUE)}
    items = _there(round_, [item for _, item in told]).items
    whose = owners_on(round_.session, items.values(), round_.day, round_.region)
    return [
        (person, Called(item, whose[item], items[item][0].due_on, date.fromisoformat(line.mark)))
        for (person, item), line in told.items()
        if item in items
    ]


def _there(round_: Round, keys: Iterable[int]) -> _There:
    query = (
        select(ChecklistItem, ChecklistRecord)
        .join(ChecklistRecord, ChecklistRecord.id == ChecklistItem.checklist_id)
        .where(ChecklistItem.id.in_(sorted(set(keys))), IS_OPEN, LIST_STANDS)
    )
    items = {item.id: (item, checklist) for item, checklist in round_.session.execute(query)}
    owners = {item.owner_id for item, _ in items.values() if item.owner_id is not None}
    return _There(items, names_of(round_.session, owners))


def _line(
    round_: Round, there: _There, person: int, each: Called, given: LetterLine | None
) -> Reminder | None:
    """What is said of an item; None where it is not so any more, or is another's now."""
    if each.item not in there.items:
        return None
    item, checklist = there.items[each.item]
    if item.due_on != each.due_on or item.owner_id not in (each.whose.person, each.whose.left):
        return None
    is_as_called = nearest_reminder(item.due_on, round_.day, item.snoozed_until) == each.reminder
    if not (round_.again or is_as_called) or not _may_tick(round_, person, item, checklist):
        return None
    new = "" if given is None else GIVEN
    return Reminder(
        person,
        each.matter,
        item.id,
        f"{new}{_named(round_, item, checklist)}: {_due(item, round_.day)}."
        f"{_why_theirs(round_, there, item, each.whose, person)}",
        item.due_on,
        is_urgent=_is_urgent(item.due_on, round_.day),
        buttons=_buttons(item),
        waiting=None if given is None else given.id,
        called=(each,),
        at=round_.now,
    )


def _given_line(round_: Round, there: _There, line: LetterLine) -> Line:
    """That somebody gave one an item to see to; nothing, where it is done or another's since."""
    said, due_on = "", None
    found = there.items.get(line.about_id)
    if found is not None and found[0].owner_id == line.person_id:
        item, checklist = found
        said, due_on = f"{GIVEN}{_named(round_, item, checklist)}: {_due(item, round_.day)}.", item.due_on
    is_urgent = not said or _is_urgent(due_on, round_.day)
    row = _buttons(found[0]) if found is not None and said else ()
    return Line.of_left(line, said, due_on, is_urgent, buttons=row)


def _named(round_: Round, item: ChecklistItem, checklist: ChecklistRecord) -> str:
    """An item with whose checklist it is of: "Radio plan on file (Cedar Fire)"."""
    return f"{cut(item.text, LONGEST)} ({_whose_list(round_, checklist)})"


def _whose_list(round_: Round, checklist: ChecklistRecord) -> str:
    return owner_called(round_.catalogue, round_.region, checklist.agency_id)


def _due(item: ChecklistItem, today: date) -> str:
    """ "due 3 Dec 2026, in 14 days", "due today", "overdue, it was due 1 Mar 2026"."""
    if item.due_on is None:
        return "no day was set" if item.snoozed_until is None else "put off until today, with no due day"
    days = (item.due_on - today).days
    if days < 0:
        return f"overdue, it was due {spoken(item.due_on)}"
    if days < 2:
        return "due tomorrow" if days else "due today"
    return f"due {spoken(item.due_on)}, in {plural(days, 'day')}"


def _why_theirs(round_: Round, there: _There, item: ChecklistItem, whose: SeenTo, person: int) -> str:
    """Why somebody is told of what they do not own: who did left, or no lead of the agency is in Slack."""
    said = ""
    if whose.left is not None and whose.left in there.people:
        said = f" Its owner, {there.people[whose.left].name}, is not on the roster now."
    if whose.person is None and whose.agency is not None and item.owner_right is OwnerRight.LEAD:
        by_lead = any(reader.person_id == person for reader in round_.by_agency.get(whose.agency, ()))
        said += "" if by_lead else " The agency has no lead in Slack."
    return said


def _buttons(item: ChecklistItem) -> tuple[ButtonElement, ...]:
    picked = ItemPicked(item_id=item.id)
    return (
        button("Done", f"{DONE}:letter {item.id}", picked),
        button("Snooze", f"{SNOOZE_WEEK}:letter {item.id}", picked),
    )


def _may_tick(round_: Round, person: int, item: ChecklistItem, checklist: ChecklistRecord) -> bool:
    member = round_.readers[person].member
    return bool(may(member, Action.TICK, kept(checklist, item), round_.day, round_.day))


def _is_near(due_on: date | None, today: date) -> bool:
    return due_on is not None and today <= due_on <= today + ONE_DAY


def _is_urgent(due_on: date | None, today: date) -> bool:
    return due_on is not None and due_on <= today + ONE_DAY


def _managers(session: Session, region: Region) -> list[int]:
    return sorted({person for query in managers(region) for person in session.scalars(query)})


def settled(session: Session, day: date, told: Collection[Line], passed: Collection[Line]) -> None:
    """Notes which reminders were told; one passed over, as not urgent, may be told nearer its day."""
    found = [each for each in told if isinstance(each, Reminder)]
    for at in {each.at for each in found}:
        if at is not None:
            pairs = [(each.person, it) for each in found if each.at == at for it in each.called]
            note_told(session, pairs, day, at)


ENTRIES: tuple[Declared, ...] = (
    LetterPart(9, near, near_today, before_monday=True, settle=settled),
    LetterPart(12, others, reminded_today, settle=settled),
)
