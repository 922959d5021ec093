"""What a letter says once a week of others: the agency's roll-up to its lead, and who has no Slack.

Whoever can't be written to is told by their lead, else by the emergency manager: a line with a count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from commands.kit.about import Agencies
from commands.kit.blocks import button, says
from commands.kit.letter_rights import (
    is_of_one_led,
    is_told_of_the_region,
    left_to_managers,
)
from commands.kit.letters import LetterPart, Line, Reader, Round, those_who_lead
from commands.kit.may import Action, may
from commands.kit.registry import Declared
from commands.language.questions import ASK, question_about
from readiness.due import Scope
from readiness.records import AgencyId, PersonId
from readiness.standing import Status
from storage.accounts import has_no_slack
from storage.answers import DueEntry, due_by_agency, who_is_due_on
from storage.letters import LETTER
from storage.people import AffiliationRecord, SlackIdentity
from storage.rights import unled
from storage.roster import is_on_roster
from storage.slots import Slot
from words.amounts import listing
from words.days import spoken
from words.standing import SAID

ROLL_UP, WITHOUT_SLACK = "agency roll-up", "without Slack"
FIGURES = "roll-up"
"""What the counts of a roll-up are kept by, with its letter."""

NEAR_DAYS = 30
NAMED = 3
LOOKS_BACK = timedelta(days=35)
ORDER = (Status.EXPIRED, Status.GRACE, Status.NEVER, Status.NEW, Status.DUE_SOON)


def weekly(round_: Round) -> Iterator[Line]:
    """Each led agency's roll-up, and those of its people who have no Slack; to managers those of no lead."""
    by_agency = {
        agency: theirs
        for agency, readers in round_.by_agency.items()
        if (theirs := [each for each in readers if each.is_weekly])
    }
    managing = [each for each in round_.of_the_week if is_told_of_the_region(each.member)]
    if not (by_agency or managing):
        return
    due: dict[AgencyId, list[DueEntry]] = round_.kept.setdefault(ROLL_UP, {})

    def due_in(agency: AgencyId) -> list[DueEntry]:
        if agency not in due:
            due[agency] = who_is_due_on(round_.session, round_.day, Scope.agency(agency), NEAR_DAYS)
        return due[agency]

    last = _last_figures(round_)
    for agency, readers in sorted(by_agency.items()):
        for reader in readers:
            if agency in round_.catalogue.agencies and _may_name(round_, reader, agency):
                yield from _roll_up(round_, reader, agency, due_in(agency), last)
                people = {entry.person.id for entry in due_in(agency)}
                yield from _without_slack(round_, reader, [agency], people - _reached(round_, people))
    of_no_lead = _silent_of_no_lead(round_) if managing else {}
    for reader in managing:
        others = left_to_managers(reader.member, sorted(of_no_lead))
        silent = {person for agency in others for person in of_no_lead[agency]}
        yield from _without_slack(round_, reader, others, silent)


def _silent_of_no_lead(round_: Round) -> dict[AgencyId, set[PersonId]]:
    """Who has no Slack and is due soon, by each agency that nobody leads in Slack; once for a turn."""
    if WITHOUT_SLACK not in round_.kept:
        without = sorted(unled(round_.session, round_.catalogue.agencies, round_.day))
        among = select(AffiliationRecord.person_id).where(
            is_on_roster(round_.day),
            AffiliationRecord.agency_id.in_(without),
            has_no_slack(AffiliationRecord.person_id),
        )
        found = due_by_agency(round_.session, round_.day, NEAR_DAYS, among) if without else {}
        round_.kept[WITHOUT_SLACK] = {agency: found.get(agency, set()) for agency in without}
    silent: dict[AgencyId, set[PersonId]] = round_.kept[WITHOUT_SLACK]
    return silent


def _may_name(round_: Round, reader: Reader, agency: AgencyId) -> bool:
    about = Agencies(frozenset((agency,)))
    return bool(may(reader.member, Action.NAME, about, round_.day, round_.day))


def _roll_up(
    round_: Round,
    reader: Reader,
    agency: AgencyId,
    entries: Sequence[DueEntry],
    last: dict[tuple[int, str], tuple[date, int]],
) -> Iterator[Line]:
    """How many of an agency are due, who first, and what changed since the letter before."""
    people = list(dict.fromkeys(entry.person.name for entry in _pressing_first(entries)))
    before = last.get((reader.person_id, str(agency)))
    name = round_.catalogue.agencies[agency].name
    count = len({entry.person.id for entry in entries})
    if not count and not (before and before[1]):
        return
    said = f"{name}: nobody is due within {NEAR_DAYS} days."
    if count:
        standing = Counter(_worst_of_each(entries).values())
        parts = ", ".join(f"{standing[each]:,} {SAID[each]}" for each in ORDER if standing[each])
        named = people[:NAMED]
        if count > len(named):
            named.append(f"{count - len(named):,} more")
        verb = "person is" if count == 1 else "people are"
        said = f"{name}: {count:,} {verb} due ({parts}): {listing(named)}."
    yield Line(
        reader.person_id,
        ROLL_UP,
        agency,
        f"{said}{_change(count, before)}",
        button=button("Who is due", f"{ASK}:letter {agency}", question_about(f"agency:{agency}")),
        figures={f"{FIGURES} {agency}": count},
    )


def _worst_of_each(entries: Sequence[DueEntry]) -> dict[int, Status]:
    """Each person once, with the worst of their standings: the parts add up to the people."""
    found: dict[int, Status] = {}
    for entry in sorted(entries, key=lambda each: ORDER.index(each.row.status)):
        found.setdefault(entry.person.id, entry.row.status)
    return found


def _pressing_first(entries: Sequence[DueEntry]) -> list[DueEntry]:
    """What can be acted on: the nearest days first, the oldest and those of no day last."""
    return sorted(entries, key=lambda each: each.row.due_on or date.min, reverse=True)


def _change(count: int, before: tuple[date, int] | None) -> str:
    if before is None:
        return ""
    day, last = before
    if count == last:
        return f" As many as on {spoken(day)}."
    more = f"{abs(count - last):,} {'more' if count > last else 'fewer'}"
    return f" That is {more} than on {spoken(day)}."


def _without_slack(
    round_: Round, reader: Reader, agencies: Collection[AgencyId], silent: Collection[PersonId]
) -> Iterator[Line]:
    if not silent:
        return
    verb = "is" if len(silent) == 1 else "are"
    about = sorted(agencies)
    names = round_.catalogue.agencies
    if is_of_one_led(reader.member, about):
        where, agency = f"of your people at {names[about[0]].name} without Slack", about[0]
        look = button("Who is due", f"{ASK}:silent {agency}", question_about(f"agency:{agency}"))
    else:
        where, agency = "of the people without Slack, in agencies without a lead who has it,", 0
        look = says("Who is due", "due everyone", "silent")
    yield Line(
        reader.person_id,
        WITHOUT_SLACK,
        agency,
        f"{len(silent):,} {where} {verb} due in {NEAR_DAYS} days: I can't write to them, please tell them.",
        button=look,
    )


def _reached(round_: Round, people: Collection[int]) -> set[int]:
    wanted, found = sorted(people), set[int]()
    for start in range(0, len(wanted), 500):
        query = select(SlackIdentity.person_id).where(
            SlackIdentity.person_id.in_(wanted[start : start + 500]),
            SlackIdentity.is_deactivated.is_(False),
            SlackIdentity.is_bot.is_(False),
        )
        found.update(each for each in round_.session.scalars(query) if each is not None)
    return found


def _last_figures(round_: Round) -> dict[tuple[int, str], tuple[date, int]]:
    """Each reader's last counts of an agency, with their day."""
    query = (
        select(Slot.subject_id, Slot.local_date, Slot.figures)
        .where(
            Slot.kind == LETTER,
            Slot.subject_id.in_(sorted(round_.readers)),
            Slot.local_date.between(round_.day - LOOKS_BACK, round_.day - timedelta(days=1)),
            Slot.skipped.is_(False),
        )
        .order_by(Slot.local_date)
    )
    found: dict[tuple[int, str], tuple[date, int]] = {}
    rows: Sequence[Any] = round_.session.execute(query).all()
    for person, day, figures in rows:
        for key, count in figures.items():
            if key.startswith(f"{FIGURES} "):
                found[person, key.removeprefix(f"{FIGURES} ")] = (day, count)
    return found


ENTRIES: tuple[Declared, ...] = (LetterPart(50, weekly, once_a_week=those_who_lead),)
