"""Who is away or waived, with the reasons: for those who may know; for everybody their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from commands.kit.absence_rights import absences_for
from commands.kit.blocks import button
from commands.kit.may import Action, may, may_about, whom_for
from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.language.choosing import cards_of, option_label
from commands.roster.absences_views import (
    END,
    OPEN,
    ROWS,
    AbsenceNamed,
    AbsenceSaid,
    AbsencesPage,
    absence_line,
    absences_message,
)
from readiness.due import Scope
from readiness.records import PersonId
from storage.absences import absence_of, absences_of, away
from storage.people import Person
from storage.training import AbsenceRecord
from words.problems import Problem

SOON = timedelta(days=60)
"""So far ahead the list looks."""
WHOSE = "Who can: that person, their agency's lead (training officer), an emergency manager."
NOTE = "Reasons are for the person, their lead and an emergency manager."


@dataclass(frozen=True)
class Row:
    """One on record, and whether the one who asks may end it."""

    record: AbsenceRecord
    may_end: bool


def listed(request: Request, page: AbsencesPage, done: Sequence[str] = ()) -> Message:
    """Those of one person, or of all who are away or waived now and soon, as far as they are for who asks.

    `done` says what was just changed. Raises Refused where nothing of that person is for who asks.
    """
    records = request.member.may(Needs.LEAD)
    if page.person is None and not records:
        page = AbsencesPage(person=request.member.person_id, start=page.start)
    if page.person is None:
        part, count = _everybodys(request, page.start)
        head = (
            "Away or waived, now and in the next 60 days" if count else "Nobody is away or waived now or soon"
        )
    else:
        rows = _ones(request, page.person)
        part, count = rows[page.start : page.start + ROWS], len(rows)
        head = _head(request, page.person, bool(rows))
    called = _called(request, [each.record.person_id for each in part]) if page.person is None else {}
    shown = [
        (
            absence_line(
                request.catalogue, each.record, absence_of(each.record), called.get(each.record.person_id, "")
            ),
            button("End it", f"{END}:{n}", AbsenceNamed(absence=each.record.id)) if each.may_end else None,
        )
        for n, each in enumerate(part)
    ]
    about = None if page.person == request.member.person_id else page.person
    opener = button("Record one", OPEN, AbsenceSaid(person=about)) if records else None
    return absences_message(head, shown, page, count, NOTE if count else "", opener, done)


def _everybodys(request: Request, start: int) -> tuple[list[Row], int]:
    """Some of all that are for who asks, and how many those are."""
    member, today = request.member, request.today
    theirs = absences_for(member, today)
    found, count = away(request.session, today, today + SOON, theirs, start, ROWS)
    about = whom_for(request, list({each.person_id for each in found}))
    rows = []
    for each in found:
        day = max(each.starts_on, today)
        rows.append(Row(each, bool(may(member, Action.ABSENCE, about[each.person_id], day, today))))
    return rows, count


def _ones(request: Request, key: PersonId) -> list[Row]:
    today, about = request.today, whom_for(request, [key])[key]
    rows = []
    for each in absences_of(request.session, key):
        day = max(each.starts_on, today) if each.ends_on is None or each.ends_on >= today else each.ends_on
        if may(request.member, Action.READ, about, day, today):
            is_over = each.voided_at is not None or (each.ends_on is not None and each.ends_on < today)
            ends = not is_over and bool(may(request.member, Action.ABSENCE, about, day, today))
            rows.append(Row(each, ends))
    if not rows and not may_about(request, Action.READ, Scope.person(key)):
        raise Refused("That is not for you.", WHOSE)
    return rows


def _head(request: Request, key: PersonId, has_rows: bool) -> str:
    person = request.session.get(Person, key)
    if person is None:
        raise Problem("I no longer know that person.")
    whose = "Your" if key == request.member.person_id else f"{person.name}:"
    return f"{whose} leaves and waivers{'' if has_rows else ': none'}"


def _called(request: Request, person_ids: Sequence[PersonId]) -> dict[PersonId, str]:
    """Some people with what tells them from others of their name."""
    people = [request.session.get_one(Person, key) for key in dict.fromkeys(person_ids)]
    agencies, today = request.catalogue.agencies, request.today
    return {card.person.id: option_label(card, agencies, today) for card in cards_of(request, people)}
