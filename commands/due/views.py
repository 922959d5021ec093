"""How the answers of "who is due" look: what answers, how it was understood, then people or agencies.

Names and what else people typed are plain or rich text; bold is a style, never markup.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from slack_sdk.models.blocks import Block, RichTextBlock

from commands.due.saying import be, parts_of
from commands.kit.blocks import Line, aside, bold, bold_lines, cut, paragraphs, title
from readiness.due import DueRow
from readiness.plans import asking_again
from readiness.question import STATUSES, State
from readiness.standing import Asked, Outlook
from storage.answers import DueEntry, Named
from storage.catalogue import Catalogue, revision_name
from words.amounts import listing, plural
from words.days import spoken
from words.standing import row_words, standing_words

ROWS = 8
"""People, or agencies, in one answer: one screen, of a phone too. More has the rest, Download all rows."""
CODES = 3
"""Further courses of one person that a list names, by their codes; of others it says how many."""


def by_course(rows: Sequence[DueRow], catalogue: Catalogue) -> list[str]:
    """A line a course: how many are due, and where they stand."""
    lines = []
    for course in sorted({row.course for row in rows}, key=lambda key: catalogue.courses[key].title):
        mine = [row for row in rows if row.course == course]
        lines.append(f"{catalogue.courses[course].title}: {len(mine):,} ({parts_of(mine)})")
    return lines


def courses_line(rows: Sequence[DueRow], catalogue: Catalogue) -> str:
    """The same in one line, above a list of people: "By course: ASIM Basic 12, BLS 4"."""
    counts = Counter(row.course for row in rows)
    if len(counts) < 2:
        return ""
    there = sorted(counts.items(), key=lambda each: (-each[1], catalogue.courses[each[0]].title))
    return f"By course: {', '.join(f'{catalogue.courses[key].title} {many:,}' for key, many in there)}."


def distance(due_on: date | None, on: date) -> int:
    """How far a due date lies from a day; those of no day last: what is near can be acted on."""
    return date.max.toordinal() if due_on is None else abs((due_on - on).days)


def by_person(rows: Sequence[DueRow], on: date) -> list[tuple[int, list[DueRow]]]:
    """Rows by person, whoever has one nearest to the day first; each person's rows in that order, too."""
    found: defaultdict[int, list[DueRow]] = defaultdict(list)
    for row in rows:
        found[row.responder].append(row)
    for each in found.values():
        each.sort(key=lambda row: (distance(row.due_on, on), row.course))
    return sorted(found.items(), key=lambda each: distance(each[1][0].due_on, on))


def by_agency(rows: Sequence[DueRow]) -> list[tuple[int, list[DueRow]]]:
    """Rows by agency, those with the most people first."""
    found: defaultdict[int, list[DueRow]] = defaultdict(list)
    for row in rows:
        for agency in row.agencies:
            found[agency].append(row)
    return sorted(found.items(), key=lambda each: (-len({row.responder for row in each[1]}), each[0]))


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


def agency_line(agency: int, rows: Sequence[DueRow], catalogue: Catalogue, tells_overdue: bool) -> str:
    """An agency with how many people answer there; `tells_overdue`: and how many of them are overdue."""
    people = {row.responder for row in rows}
    overdue = {row.responder for row in rows if row.status in STATUSES[State.OVERDUE]}
    said = f"{catalogue.agencies[agency].name}: {plural(len(people), 'person', 'people')}"
    if not tells_overdue or not overdue:
        return said
    if overdue == people:
        return f"{said}, {'all of them ' if len(people) > 1 else ''}overdue"
    return f"{said}, {len(overdue):,} of them overdue"


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


def alike_among(people: Mapping[int, Named]) -> frozenset[str]:
    """The names that several people bear."""
    counts = Counter(each.name for each in people.values())
    return frozenset(name for name, many in counts.items() if many > 1)
