"""The minutes of a meeting: what it was for, which seats were attended and by whom, what came of it.

Named are those who were there and those who took something on; of a seat that nobody attended it is said that
nobody did, and never who did not. `files.exports.minutes` reads it from the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from files.documents.report import NOTHING, lines, moment, part, report
from words.amounts import listing, plural
from words.days import spoken


@dataclass(frozen=True, slots=True)
class SeatKept:
    """A seat that had to be filled, and who sat there."""

    name: str
    present: Sequence[str]


@dataclass(frozen=True, slots=True)
class NoteKept:
    """A decision, an objection or a concern; by whom it was noted, and when."""

    text: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What somebody took on, until when, and how far it is."""

    text: str
    owner: str
    due_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything that stands in minutes. `made_at` is the instant they are of, `confirmed` by whom and when.

    `when` is said on the region's clocks. `others` were in the room without a seat.
    """

    meeting: str
    objective: str
    when: str
    where: str
    whose: str
    called_by: str
    confirmed: str
    region: str
    handling_mark: str
    made_at: datetime
    zone: ZoneInfo
    agenda: Sequence[str]
    seats: Sequence[SeatKept]
    others: Sequence[str]
    decisions: Sequence[NoteKept]
    objections: Sequence[NoteKept]
    concerns: Sequence[NoteKept]
    follow_ups: Sequence[FollowUp]
    audit_head: str = ""

    @property
    def title(self) -> str:
        """What they are called."""
        return f"Minutes: {self.meeting}"

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody said who was there."""
        return bool(self.confirmed)

    @property
    def absent(self) -> list[str]:
        """The seats that nobody attended."""
        return [each.name for each in self.seats if not each.present]


UNCONFIRMED = "Nobody has confirmed yet who was there. Who said that they come is not counted."


def minutes_pdf(minutes: Minutes) -> bytes:
    """The minutes as PDF, for the eye and for screen readers."""
    return report(
        minutes.title,
        minutes.region,
        minutes.handling_mark,
        _facts(minutes),
        [] if minutes.is_confirmed else [UNCONFIRMED],
        _parts(minutes),
        minutes.made_at,
        minutes.zone,
    )


def _facts(minutes: Minutes) -> list[tuple[str, str]]:
    return [
        ("As of", moment(minutes.made_at, minutes.zone)),
        ("Objective", minutes.objective),
        ("When", minutes.when),
        ("Where", minutes.where),
        ("Of", minutes.whose),
        ("Called by", minutes.called_by),
        ("Confirmed by", minutes.confirmed),
        ("Handling", minutes.handling_mark),
        ("Record", minutes.audit_head),
    ]


def _parts(minutes: Minutes) -> list[dict[str, Any]]:
    found = []
    if minutes.agenda:
        found.append(
            part("Agenda", "", (1,), ("What was to be talked about",), [(e,) for e in minutes.agenda])
        )
    if minutes.is_confirmed:
        found += _attendance(minutes)
    for heading, notes in (
        ("Decisions", minutes.decisions),
        ("Objections", minutes.objections),
        ("Concerns", minutes.concerns),
    ):
        rows = [(each.text, lines(spoken(each.on), each.by)) for each in notes]
        head = f"{heading} ({len(notes):,})"
        found.append(part(head, "" if rows else NOTHING, (7, 3), (heading[:-1], "Noted"), rows))
    found.append(
        part(
            f"Follow-ups ({len(minutes.follow_ups):,})",
            "" if minutes.follow_ups else NOTHING,
            (6, 4, 2.4, 2.6),
            ("What", "Who sees to it", "Due", "How far"),
            [
                (each.text, each.owner, spoken(each.due_on) if each.due_on else "no day", each.state)
                for each in minutes.follow_ups
            ],
        )
    )
    return found


def _attendance(minutes: Minutes) -> list[dict[str, Any]]:
    count = sum(len(each.present) for each in minutes.seats) + len(minutes.others)
    attended = len(minutes.seats) - len(minutes.absent)
    says = f"{plural(count, 'person', 'people')} in the room."
    if minutes.seats:
        says += f" Seats attended: {attended:,} of {len(minutes.seats):,}."
    if minutes.absent:
        says += f" Nobody filled: {listing(minutes.absent)}."
    rows: list[tuple[str, str | list[str]]] = [
        (each.name, list(each.present) or "nobody") for each in minutes.seats
    ]
    if minutes.others:
        rows.append(("Without a seat", list(minutes.others)))
    return [part("Who was there", says, (4, 6), ("Seat", "Attended by"), rows)]
