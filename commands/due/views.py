"""How "who is due" is said: the question as understood, the counts, then the rows that are for you."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import Block

from commands.kit.blocks import aside, cut, paragraphs, title, words
from readiness.plans import asking_again
from readiness.standing import Asked, Outlook, Status
from storage.answers import DueEntry
from storage.catalogue import Catalogue, revision_name
from words.amounts import listing, plural
from words.days import spoken
from words.standing import SAID, row_words, standing_words

ROWS = 10
"""Rows in one answer; the rest come with More, and all of them with Download."""

ORDER = (Status.EXPIRED, Status.GRACE, Status.NEVER, Status.NEW, Status.DUE_SOON)


def counts_line(entries: Sequence[DueEntry]) -> str:
    """How many people are due, for how many courses, and where they stand."""
    people = len({entry.person.id for entry in entries})
    standing = Counter(entry.row.status for entry in entries)
    parts = [f"{standing[status]:,} {SAID[status]}" for status in ORDER if standing[status]]
    if people == len(entries):
        verb = "person is" if people == 1 else "people are"
        return f"{people:,} {verb} due: {', '.join(parts)}."
    verb = "person is" if people == 1 else "people are"
    return f"{people:,} {verb} due, {plural(len(entries), 'refresher')} in all: {', '.join(parts)}."


def by_course(entries: Sequence[DueEntry]) -> list[str]:
    """A line a course: how many are due, and where they stand."""
    lines = []
    for course in sorted({entry.title for entry in entries}):
        standing = Counter(entry.row.status for entry in entries if entry.title == course)
        parts = [f"{standing[status]:,} {SAID[status]}" for status in ORDER if standing[status]]
        lines.append(f"{course}: {sum(standing.values()):,} ({', '.join(parts)})")
    return lines


def row_line(entry: DueEntry, catalogue: Catalogue, with_agency: bool) -> str:
    """One person and course, in one line."""
    agencies = ", ".join(catalogue.agencies[key].name for key in entry.row.agencies)
    where = f" ({agencies})" if with_agency and agencies else ""
    return f"{entry.person.name}{where}: {entry.title}, {row_words(entry.row)}" + (
        ", unverified" if entry.row.verified is False else ""
    )


def mine_lines(
    asked: Sequence[Asked],
    due: Sequence[DueEntry],
    catalogue: Catalogue,
    today: date,
    courses: Sequence[int] = (),
) -> tuple[str, list[str]]:
    """My standing: what I am due for, then the rest, a line a course; of some courses only, where named."""
    listed = {entry.row.course for entry in due}
    names = [entry.title for entry in due]
    about = listing([catalogue.courses[key].title for key in courses]) if courses else ""
    held = [each.outlook.status(today) for each in asked]
    if not asked:
        head = f"{about} is not asked of you today." if about else "Nothing is asked of you today."
    elif due:
        head = f"You are due for {listing(names)}."
    elif all(status.is_current for status in held):
        head = f"You are current in {about or 'everything asked of you'}."
    else:
        head = "Nothing is due from you just now."
    outlooks = {each.course: each.outlook for each in asked}

    def again(course: int, due_on: date | None) -> str:
        return _asked_again(catalogue, course, outlooks.get(course), due_on, today)

    lines = [
        f"{entry.title}: {row_words(entry.row)}"
        + (" (unverified)" if entry.row.verified is False else "")
        + again(entry.row.course, entry.row.due_on)
        for entry in due
    ]
    for each in asked:
        if each.course in listed:
            continue
        status = each.outlook.status(today)
        said = standing_words(status, each.outlook.due_on(today))
        unverified = " (unverified)" if each.outlook.unverified(today) else ""
        line = f"{catalogue.courses[each.course].title}: {said}{unverified}"
        lines.append(line + again(each.course, each.outlook.due_on(today)))
    return head, lines


def _asked_again(
    catalogue: Catalogue, course: int, outlook: Outlook | None, due_on: date | None, today: date
) -> str:
    """Why a day is sooner than the course alone would have it, where a plan's revision makes it so."""
    last_on = None if outlook is None else outlook.last_on
    revision = asking_again(catalogue.rulebook.revisions_of(course), last_on, due_on)
    if revision is None:
        return ""
    plan = catalogue.plans[revision.plan].name
    takes = "took" if revision.effective_on <= today else "takes"
    return (
        f"; asked again: {revision_name(cut(plan, 60), cut(revision.name, 60))} {takes} effect "
        f"on {spoken(revision.effective_on)}"
    )


def due_blocks(head: str, understood: str, lines: Sequence[str], beneath: Sequence[str]) -> list[Block]:
    """The blocks of an answer; `beneath` are notes in small."""
    blocks: list[Block] = [title(head)] if len(head) <= 150 else [words(head)]
    blocks += paragraphs(lines)
    blocks.append(aside(f"As I understood it: {understood}.", *beneath))
    return blocks
