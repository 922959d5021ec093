"""The transcript: one person's training record, as they hand it to an employer, a council or a court.

It has their standing first, then what somebody confirmed, then, apart from it, what nobody has confirmed yet,
then the exercises. Hours stand beside each class and are summed up nowhere. `files.exports.transcript` reads
it from the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from files.documents.report import NOTHING, day_or_none, lines, moment, part, report
from files.documents.sheets import Sheet, workbook
from files.write import Value
from words.amounts import listing, plural
from words.days import spoken


@dataclass(frozen=True, slots=True)
class Term:
    """An agency somebody belonged to, and when; an empty day is open."""

    agency: str
    joined_on: date | None
    left_on: date | None
    role: str = ""

    @property
    def said(self) -> str:
        """The agency with its days, in words."""
        began = f" from {spoken(self.joined_on)}" if self.joined_on else ""
        ended = f" to {spoken(self.left_on)}" if self.left_on else ""
        days = f"{began}{ended}".strip()
        return ", ".join(filter(None, (self.agency, self.role, days)))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands with a course that is asked of them: in words, until when, since which day."""

    course: str
    says: str
    until: date | None
    last_on: date | None
    rests_on: str  # "verified records", "a record nobody has verified yet"; empty where nothing qualifies


@dataclass(frozen=True, slots=True)
class Class:
    """A class on record. `by` is who confirmed it, or who wrote it down where nobody confirmed it yet."""

    course: str
    code: str
    day: date
    passed: bool
    hours: float | None
    provider: str
    instructor: str
    grant: str
    expires_on: date | None
    evidence: str
    certificates: Sequence[str]  # file names, each with the beginning of its SHA-256
    verified: bool
    by: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Part:
    """An exercise somebody took part in, as what, and for whom."""

    title: str
    kind: str
    day: date
    agency: str
    held_as: str
    verified: bool
    self_reported: bool
    by: str

    @property
    def known(self) -> str:
        """How it is known: by whom it was verified, or whose word it is."""
        if self.verified:
            return f"verified by {self.by}"
        return f"{'self-reported' if self.self_reported else 'recorded'} by {self.by}, not verified"


@dataclass(frozen=True, slots=True)
class Gone:
    """How many records do not stand in a transcript, and so are not shown."""

    corrected: int = 0
    rejected: int = 0
    taken_back: int = 0

    @property
    def said(self) -> str:
        """The same in words; empty where there are none."""
        counts = (
            (self.corrected, "corrected"),
            (self.rejected, "not confirmed"),
            (self.taken_back, "taken back"),
        )
        parts = [
            f"{plural(count, 'record')} {'was' if count == 1 else 'were'} {what}"
            for count, what in counts
            if count
        ]
        return f"What stands is shown. {listing(parts)}; the history in Muster keeps each." if parts else ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything that stands in one. `made_at` is the instant it is of, `on` its day in the region's zone.

    `remarks` say what is left out, and why. Of no standings `why_not` says why there are none.
    """

    name: str
    known_by: str  # an e-mail or a member id
    fema_sid: str
    region: str
    handling_mark: str
    on: date
    made_at: datetime
    zone: ZoneInfo
    terms: Sequence[Term]
    standings: Sequence[Standing]
    why_not: str
    classes: Sequence[Class]
    parts: Sequence[Part]
    remarks: Sequence[str]
    audit_head: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return f"Training record of {self.name}"

    @property
    def instant(self) -> str:
        """The instant it is of: "2 Nov 2026, 09:00 CST"."""
        return moment(self.made_at, self.zone)

    def shown(self, verified: bool) -> list[Class]:
        """The classes that somebody confirmed, or those that nobody did."""
        return [each for each in self.classes if each.verified is verified]


STANDING = "What is asked today"
VERIFIED = "Verified"
UNVERIFIED = "Self-reported or not yet verified"
EXERCISES = "Exercises"
CONFIRMED = "A second, entitled person or a signed roster confirmed each of these."
UNCONFIRMED = "Nobody has confirmed these yet. They count, and are marked unverified wherever they do."
ATTENDED = "What a person wrote down of themself is their own word until somebody verified it."


def transcript_pdf(transcript: Transcript) -> bytes:
    """The transcript as PDF, for the eye and for screen readers."""
    return report(
        transcript.title,
        transcript.region,
        transcript.handling_mark,
        _facts(transcript),
        transcript.remarks,
        _parts(transcript),
        transcript.made_at,
        transcript.zone,
    )


def transcript_xlsx(transcript: Transcript) -> bytes:
    """The transcript as a workbook: a sheet a part, with all there is in columns of their own."""
    return workbook(_sheets(transcript), transcript.made_at)


def _parts(transcript: Transcript) -> list[dict[str, Any]]:
    verified, unverified = transcript.shown(True), transcript.shown(False)
    return [
        part(
            STANDING,
            transcript.why_not,
            (4, 4, 3, 4),
            ("Course", "Standing", "Last taken", "Rests on"),
            [
                (each.course, each.says, day_or_none(each.last_on), each.rests_on)
                for each in transcript.standings
            ],
        ),
        _classes(VERIFIED, CONFIRMED, "Verified by", verified),
        _classes(UNVERIFIED, UNCONFIRMED, "Recorded by", unverified),
        part(
            f"{EXERCISES} ({len(transcript.parts):,})",
            ATTENDED if transcript.parts else NOTHING,
            (2.1, 4.7, 4.2, 4.6),
            ("Day", "Exercise", "As", "How it is known"),
            [
                (
                    spoken(each.day),
                    lines(each.title, each.kind),
                    lines(each.held_as, f"for {each.agency}"),
                    each.known,
                )
                for each in transcript.parts
            ],
        ),
    ]


def _facts(transcript: Transcript) -> list[tuple[str, str]]:
    facts = [
        ("As of", transcript.instant),
        ("Known by", transcript.known_by),
        ("FEMA SID", transcript.fema_sid),
        *(("Agency", term.said) for term in transcript.terms),
        ("Handling", transcript.handling_mark),
        ("Record", transcript.audit_head),
    ]
    return [(label, value) for label, value in facts if value]


def _classes(heading: str, says: str, by: str, classes: Sequence[Class]) -> dict[str, Any]:
    return part(
        f"{heading} ({len(classes):,})",
        says if classes else NOTHING,
        (2.1, 6, 1.2, 4.2, 3.9),
        ("Day", "Course", "Hours", "Certificate", by),
        [
            (
                spoken(each.day),
                lines(
                    f"{each.course} ({each.code}){'' if each.passed else ', not passed'}",
                    ", ".join(filter(None, (each.provider, each.instructor))),
                    f"Grant: {each.grant}" if each.grant else "",
                ),
                "" if each.hours is None else f"{each.hours:g}",
                lines(
                    f"Expires {spoken(each.expires_on)}" if each.expires_on else "",
                    *each.certificates,
                    each.evidence,
                ),
                lines(each.by, day_or_none(each.on)),
            )
            for each in classes
        ],
    )


def _sheets(transcript: Transcript) -> list[Sheet]:
    about = [transcript.title, f"As of {transcript.instant}", f"Handling {transcript.handling_mark}"]
    facts = [f"{label} {value}" for label, value in _facts(transcript)]
    verified, unverified = transcript.shown(True), transcript.shown(False)
    above = about if transcript.handling_mark else about[:2]
    columns = (
        *("day", "course", "title", "result", "hours", "provider", "instructor", "grant"),
        *("certificate expires on", "certificates", "evidence"),
    )
    return [
        Sheet(
            "Standing",
            [*dict.fromkeys([*above, *facts]), *transcript.remarks, *filter(None, [transcript.why_not])],
            ("course", "standing", "until", "last taken", "rests on"),
            [(s.course, s.says, s.until, s.last_on, s.rests_on) for s in transcript.standings],
        ),
        Sheet(
            "Verified",
            [*above, CONFIRMED],
            (*columns, "verified by", "verified on"),
            [_row(each) for each in verified],
        ),
        Sheet(
            "Not verified",
            [*above, UNCONFIRMED],
            (*columns, "recorded by", "recorded on"),
            [_row(each) for each in unverified],
        ),
        Sheet(
            EXERCISES,
            [*above, ATTENDED],
            ("day", "exercise", "type", "as", "agency", "verified", "how it is known"),
            [
                (each.day, each.title, each.kind, each.held_as, each.agency, each.verified, each.known)
                for each in transcript.parts
            ],
        ),
    ]


def _row(each: Class) -> tuple[Value, ...]:
    return (
        each.day,
        each.code,
        each.course,
        "pass" if each.passed else "incomplete",
        each.hours,
        each.provider,
        each.instructor,
        each.grant,
        each.expires_on,
        "; ".join(each.certificates),
        each.evidence,
        each.by,
        each.on,
    )
