"""What a digest and the overview of coverage say. No names of people, ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel
from slack_sdk.models.blocks import Block

from commands.kit.blocks import aside, buttons, paragraphs, says, styled, title, words
from commands.kit.coverage_views import outside_words, rule_words
from commands.kit.member import Member, Needs
from commands.kit.reply import Message
from commands.readiness.plan_views import MEANT
from readiness.coverage import Counts
from readiness.due import EVERYONE, ScopeKind
from readiness.vocabulary import discipline_name
from storage.figures import Figures
from storage.region import Region
from storage.scopes import scope_in
from words.amounts import plural
from words.days import spoken

SHOW = "readiness.show"
"""What a button that shows a scope's coverage is known by; it carries the scope."""
HOW = "digest.how"
"""What the button is known by that tells how the numbers of a digest, or of today, were counted; it carries
which."""

OVERVIEW_COURSES = 20

REQUIREMENT = "A requirement is one course asked of one person."
LEFT_OUT = (
    "Parts of too few people, and those that would tell of a few, are not shown; "
    "what is asked of too few is in no total: a count of a few is a name."
)
NOTHING_ASKED = "Nothing is asked of anybody here yet."


class How(BaseModel):
    """Which figures a button explains: a digest that was sent, or those of a scope today."""

    subscription: int = 0
    day: date | None = None
    scope: str = "everyone"


@dataclass(frozen=True)
class _Section:
    """A heading of our own words, and lines in which nothing is markup."""

    heading: str
    lines: Sequence[str]

    @property
    def blocks(self) -> list[Block]:
        return [styled(f"*{self.heading}*"), *paragraphs(self.lines)] if self.lines else []


def how_message(figures: Figures, at: datetime, region: Region) -> Message:
    """How the numbers were reached: the records, what was left out, the rules, the counts a status."""
    local = at.astimezone(region.zone)
    head = f"How we know: {scope_title(figures)}"
    asof = f"As of {spoken(figures.as_of)}, counted at {local:%H:%M} ({region.timezone})."
    basis = _Section("Records", [asof, *_record_lines(figures)])
    meaning = _Section(
        "What a number is",
        [
            "In one course a person counts once. Over several courses requirements are counted, not people, "
            f"and no share is an average of shares. {REQUIREMENT}",
            "Current includes those due soon. Grace is not current. Shares round down. "
            "On leave, waived and new are outside the share.",
            "Unverified: current, but not by verified completions alone.",
            "With several disciplines or agencies a person counts once in each, and once in the total.",
            *([MEANT] if figures.plans else []),
        ],
    )
    shown = figures.courses[:OVERVIEW_COURSES]
    courses = _Section(
        "By course",
        [f"{each.name}: {_statuses(each.counts)}. Rule: {rule_words(each.rule)}." for each in shown],
    )
    notes = [*_notes(figures, OVERVIEW_COURSES), region.handling_mark]
    sections = (basis, meaning, courses)
    return Message([title(head), *(b for s in sections for b in s.blocks), aside(*notes, "Counts only.")])


def scope_title(figures: Figures) -> str:
    """Of whom the figures are, as a heading."""
    scope = scope_in(figures.scope) or EVERYONE
    return discipline_name(str(scope.key)) if scope.kind is ScopeKind.DISCIPLINE else figures.scope_name


def hidden_words(figures: Figures) -> list[str]:
    """How many courses are asked of too few people to be shown; nothing of none."""
    there = len(figures.hidden)
    return [f"{plural(there, 'course')} asked of too few people not shown."] if there else []


def short_message(head: str, lines: Sequence[str], region: Region) -> Message:
    """What is said of a scope in which there is nothing to count."""
    notes = [aside(region.handling_mark)] if region.handling_mark else []
    return Message([title(head), *(words(each) for each in lines if each), *notes])


def set_up(member: Member) -> list[Block]:
    """Where nothing is asked of anybody yet: the way on, for the one who can go it."""
    if not member.may(Needs.MANAGER):
        return []
    return [*buttons(says("Set up", "muster setup", "setup"))]


def _notes(figures: Figures, most: int) -> list[str]:
    notes = [REQUIREMENT]
    if len(figures.courses) > most:
        left = plural(len(figures.courses) - most, "course")
        notes.append(f"{left} with fewer people to train not listed.")
    if figures.left_out:
        notes.append(LEFT_OUT)
    return [*notes, *hidden_words(figures)]


def _record_lines(figures: Figures) -> list[str]:
    records = figures.records
    if records is None:
        return []
    left_out = [
        (records.voided, "voided"),
        (records.corrected, "corrected by a later record"),
        (records.not_passed, "not passed"),
        (records.later, "dated later"),
    ]
    said = ", ".join(f"{count:,} {what}" for count, what in left_out if count) or "nothing"
    return [
        f"{plural(records.counted, 'completion')} of what is asked on record, {records.verified:,} of them "
        "verified. "
        f"Left out: {said}.",
        f"{plural(figures.people, 'person', 'people')}; "
        f"{plural(figures.overall.required, 'requirement')} asked of them.",
    ]


def _statuses(counts: Counts) -> str:
    required = [
        (counts.current - counts.due_soon, "current"),
        (counts.due_soon, "due soon"),
        (counts.grace, "in grace"),
        (counts.expired, "expired"),
        (counts.never, "not yet trained"),
    ]
    said = f"{counts.required:,} required"
    standing = [f"{count:,} {what}" for count, what in required if count]
    for lead, there in ((": ", standing), ("; outside: ", outside_words(counts))):
        said += lead + ", ".join(there) if there else ""
    return said + (f"; {counts.unverified:,} unverified" if counts.unverified else "")
