"""How the answers of "who is due" look: what answers, how it was understood, then people or agencies.

Names and what else people typed are plain or rich text; bold is a style, never markup.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from slack_sdk.models.blocks import Block, RichTextBlock

from commands.due.saying import be, parts_of
from commands.kit.blocks import Line, aside, bold, bold_lines, cut, paragraphs, title
from readiness.due import DueRow
from readiness.plans import asking_again
from readiness.standing import Asked, Outlook
from storage.answers import DueEntry, Named
from storage.catalogue import Catalogue, revision_name
from storage.due_counts import AgencyTally, Tally
from words.amounts import listing, plural
from words.days import spoken
from words.standing import row_words, standing_words

ROWS = 8
"""People, or agencies, in one answer: one screen, of a phone too. More has the rest, Download all rows."""
CODES = 3
"""Further courses of one person that a list names, by their codes; of others it says how many."""


def by_course(tally: Tally, catalogue: Catalogue) -> list[str]:
    """A line a course: how many are due, and where they stand."""
    counts = tally.courses
    titles = {course: catalogue.courses[course].title for course in counts}
    return [
        f"{titles[course]}: {counts[course]:,} ({parts_of(tally.standing(course))})"
        for course in sorted(titles, key=lambda key: (titles[key], key))
    ]


def courses_line(tally: Tally, catalogue: Catalogue) -> str:
    """The same in one line, above a list of people: "By course: ASIM Basic 12, BLS 4"."""
    counts = tally.courses
    if len(counts) < 2:
        return ""
    there = sorted(counts.items(), key=lambda each: (-each[1], catalogue.courses[each[0]].title))
    return f"By course: {', '.join(f'{catalogue.courses[key].title} {many:,}' for key, many in there)}."


def person_lines(
    people: Sequence[tuple[Named, Sequence[DueRow]]],
    catalogue: Catalogue,
    with_agency: bool,
    alike: Collection[str] = (),
) -> RichTextBlock:
    """A line a person: who, what, since when, and what else, by its code.

    `alike` are names that several of all who are listed bear.
    """
    lines: list[Line] = []
    for person, rows in people:
        agencies = dict.fromkeys(catalogue.agencies[key].name for row in rows for key in row.agencies)
        where = [", ".join(agencies)] if with_agency and agencies else []
        if person.name in alike:
            where.append(person.email or person.member_id)
        nearest, *others = rows
        said = f"{catalogue.courses[nearest.course].title}, {row_words(nearest)}"
        said += ", unverified" if nearest.verified is False else ""
        if others:
            said += f"; also {listing([catalogue.courses[row.course].code for row in others], CODES)}"
        there = ", ".join(each for each in where if each)
        lines.append((person.name, f"{f' ({there})' if there else ''}: {said}"))
    return bold_lines(lines)


def agency_line(there: AgencyTally, catalogue: Catalogue, tells_overdue: bool) -> str:
    """An agency with how many people answer there; `tells_overdue`: and how many of them are overdue."""
    said = f"{catalogue.agencies[there.agency].name}: {plural(there.people, 'person', 'people')}"
    if not tells_overdue or not there.overdue:
        return said
    if there.overdue == there.people:
        return f"{said}, {'all of them ' if there.people > 1 else ''}overdue"
    return f"{said}, {there.overdue:,} of them overdue"


def mine_lines(
    asked: Sequence[Asked],
    due: Sequence[DueEntry],
    catalogue: Catalogue,
    today: date,
) -> tuple[str, list[str]]:
    """My standing: what I am due for, then the rest, a line a course."""
    rows = [entry.row for entry in due]
    head = standing_head(asked, rows, catalogue, today)
    lines = standing_lines(asked, rows, catalogue, today)
    return head, [f"{course}: {said}" for course, said in lines]


def standing_head(
    asked: Sequence[Asked],
    due: Sequence[DueRow],
    catalogue: Catalogue,
    today: date,
    name: str = "",
    courses: Sequence[int] = (),
) -> str:
    """What somebody is due for in a sentence; without a name it is said to them."""
    them, are, of = (name, "is", "them") if name else ("you", "are", "you")
    who = name or "You"
    about = listing([catalogue.courses[key].title for key in courses]) if courses else ""
    if not asked:
        return f"{about or 'Nothing'} {be(courses)} {'not ' if about else ''}asked of {them} today."
    if due:
        return f"{who} {are} due for {listing([catalogue.courses[row.course].title for row in due])}."
    if all(each.outlook.status(today).is_current for each in asked):
        return f"{who} {are} current in {about or f'everything asked of {of}'}."
    return f"{who} {'has' if name else 'have'} nothing due right now."


def standing_lines(
    asked: Sequence[Asked], due: Sequence[DueRow], catalogue: Catalogue, today: date
) -> list[Line]:
    """All that is asked of somebody, what is due first: each course, and how they stand with it."""
    listed = {row.course for row in due}
    outlooks = {each.course: each.outlook for each in asked}
    lines = []
    for row in due:
        unverified = " (unverified)" if row.verified is False else ""
        again = _asked_again(catalogue, row.course, outlooks.get(row.course), row.due_on, today)
        lines.append((catalogue.courses[row.course].title, f"{row_words(row)}{unverified}{again}"))
    for each in asked:
        if each.course in listed:
            continue
        due_on = each.outlook.due_on(today)
        said = standing_words(each.outlook.status(today), due_on)
        unverified = " (unverified)" if each.outlook.unverified(today) else ""
        again = _asked_again(catalogue, each.course, each.outlook, due_on, today)
        lines.append((catalogue.courses[each.course].title, f"{said}{unverified}{again}"))
    return lines


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


def course_lines(lines: Sequence[Line]) -> list[Block]:
    """Courses in bold, each with what is said of it."""
    return [bold_lines([(name, f": {said}") for name, said in lines])] if lines else []


def answered(head: str, understood: str, *beneath: str) -> list[Block]:
    """The line that answers, then how the question was understood and notes in small."""
    first: Block = title(head) if len(head) <= 150 else bold(head)
    return [first, aside(f"As I understood it: {understood}.", *beneath)]


def plain_lines(lines: Sequence[str]) -> list[Block]:
    """Lines of counts."""
    return list(paragraphs([each for each in lines if each]))
