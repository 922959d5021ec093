"""How courses are shown: all of them, one with all that is asked for it, and what is asked of oneself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from commands.kit.blocks import aside, button, buttons, cut, paragraphs, plain, says, shown_of, title, words
from commands.kit.reply import Message
from readiness.expiry import versions_in_force
from readiness.pace import CLASSES_A_MONTH, SEATS, TARGET
from readiness.records import CourseId, Relation, RuleVersion
from storage.catalogue import Catalogue, Course
from storage.course_capacity import Said
from words.amounts import listing, plural
from words.days import spoken
from words.refreshers import allowances, asked_of, begun, how_often

ROWS = 12
"""Courses in one answer; the rest come with More."""
MOST_OF_A_KIND = 8
"""Versions, requirements or equivalents that one page has with a button each."""
NAME = 80
OPEN = "courses.show"
COUNTS = {Relation.SATISFIES: "in full", Relation.RENEWS: "as a refresher"}


class CoursePage(BaseModel):
    """Which course a button is about (0: all of them, or a new one), and from which row on."""

    course: int = 0
    start: int = 0


class RecordOf(BaseModel):
    """Which version, requirement or equivalent a button is about (0: a new one), and of which course."""

    course: int
    record: int = 0


@dataclass(frozen=True)
class Line:
    """Something asked, with what may be pressed beside it."""

    text: str
    press: ButtonElement | None = None


@dataclass(frozen=True)
class Shown:
    """A course as somebody may see it."""

    course: Course
    plan: str
    rules: Sequence[Line]
    asked: Sequence[Line]
    counts_for_it: Sequence[Line]
    it_counts_for: Sequence[Line]
    own: str
    may_change: bool
    taught: str


def named(course: Course) -> str:
    """A course with its code: "Basic Life Support (BLS)"."""
    return f"{cut(course.title, NAME)} ({course.code})"


def courses_message(
    catalogue: Catalogue, today: date, page: CoursePage, may_change: bool, mark: str
) -> Message:
    """All courses by title: how often, of whom, what counts for each."""
    courses = sorted(catalogue.courses.values(), key=lambda each: (each.title.casefold(), each.id))
    rows = courses[page.start : page.start + ROWS]
    end = page.start + len(rows)
    blocks: list[Block] = [title("Courses")]
    if not courses:
        blocks.append(words(_none(may_change)))
    for each in rows:
        press = button("Open", f"{OPEN}:{each.id}", CoursePage(course=each.id))
        blocks.append(SectionBlock(text=plain(_summary(catalogue, each, today)), accessory=press))
    as_of = f"As of {spoken(today)}."
    blocks.append(aside(shown_of(page.start, len(rows), len(courses), "Courses", "by title"), as_of, mark))
    blocks += buttons(
        button("More", "courses.all", CoursePage(start=end)) if end < len(courses) else None,
        says("What is asked of me", "training courses mine", "mine"),
        button("Add a course", "courses.add", CoursePage()) if may_change else None,
    )
    return Message(blocks)


def course_message(shown: Shown, today: date, done: str, undo: ButtonElement | None, mark: str) -> Message:
    """One course: how often, of whom, what counts for it and for what it counts, what else it is called."""
    course = shown.course
    blocks: list[Block] = [words(done), *buttons(undo)] if done else []
    facts = [f"Code {course.code}"]
    if course.hours:
        facts.append(f"usually {course.hours:g} hours")
    if course.aliases:
        facts.append(f"also called {listing(course.aliases)}")
    if shown.plan:
        facts.append(f"it teaches {cut(shown.plan, NAME)}")
    blocks += [title(course.title), words(f"{'; '.join(facts)}.")]
    if shown.own:
        blocks.append(words(shown.own))
    nothing = "Nothing is said of how long it lasts, so it is asked of nobody."
    blocks += _part("How often", shown.rules or [Line(nothing)])
    blocks += _part("Who must hold it", shown.asked or [Line("Nobody is asked for it.")])
    blocks += _part("What counts for it", shown.counts_for_it)
    blocks += _part("What it counts for", shown.it_counts_for)
    blocks += _part("How it is taught", [Line(shown.taught)] if shown.taught else [])
    blocks.append(aside(f"As of {spoken(today)}.", mark))
    if shown.may_change:
        blocks += _ways_to_change(course.id)
    blocks += buttons(
        says("All courses", "training courses", "courses"),
        says("What is asked of me", "training courses mine", "mine"),
    )
    return Message(blocks)


def asked_message(heading: str, head: str, lines: Sequence[str], coming: Sequence[str], mark: str) -> Message:
    """What is asked of somebody, the answer first, a paragraph a course, and what will be."""
    blocks: list[Block] = [title(heading), words(head), *paragraphs(lines)]
    if coming:
        blocks += [words("Still to come"), *paragraphs(coming)]
    how = "Ask “how often” and a course for one of them; /due says what comes next, and when."
    blocks.append(aside(how, mark))
    blocks += buttons(
        says("What I am due for", "due", "mine"), says("All courses", "training courses", "courses")
    )
    return Message(blocks)


def rule_line(rule: RuleVersion, versions: Sequence[RuleVersion], today: date) -> str:
    """A version of a rule: how often, what time it leaves, and whether it is the one in force."""
    in_force = versions_in_force(versions, today)
    if rule.effective_on > today:
        where = f"To come, from {spoken(rule.effective_on)}"
    elif in_force and rule == in_force[-1]:
        where = f"In force since {spoken(rule.effective_on)}"
    else:
        where = f"Before that, from {spoken(rule.effective_on)}"
    besides = allowances(rule)
    return f"{where}: {how_often(rule)}." + (f" {begun(besides)}." if besides else "")


def teaching_words(said: Said, trainer: str | None) -> str:
    """How a course is taught: by whom, how often, for how many, and what share is aimed at."""
    classes, seats = said.classes_a_month or CLASSES_A_MONTH, said.seats or SEATS
    by = f"Who is current in {trainer} teaches it" if trainer else "No trainer course is named for it"
    return (
        f"{by}; a trainer gives {plural(classes, 'class', 'classes')} of {seats:,} a month; "
        f"{said.target or TARGET}% should be current (local policy)."
    )


def counts_line(course: Course, relation: Relation) -> str:
    """A course that counts for another, or for which it counts, and how."""
    return f"{named(course)}, {COUNTS[relation]}"


def _ways_to_change(course: CourseId) -> list[Block]:
    page, new = CoursePage(course=course), RecordOf(course=course)
    return [
        *buttons(
            button("Change it", "courses.change", page),
            button("Aliases", "courses.aliases", page),
            button("New version", "courses.rule", new),
            button("Ask it of somebody", "courses.require", new),
            button("What counts", "courses.equivalent", new),
            button("How it is taught", "courses.teaching", page),
            button("Who changed what", "courses.changes", page),
        )
    ]


def _part(head: str, lines: Sequence[Line]) -> list[Block]:
    """Lines beneath what they are of; those with something to press stand by themselves."""
    if not lines:
        return []
    if not any(each.press for each in lines):
        return [*paragraphs([head, *(f"• {each.text}" for each in lines)])]
    blocks: list[Block] = [words(head)]
    for each in lines[:MOST_OF_A_KIND]:
        blocks.append(SectionBlock(text=plain(f"• {each.text}"), accessory=each.press))
    return [*blocks, *paragraphs([f"• {each.text}" for each in lines[MOST_OF_A_KIND:]])]


def _summary(catalogue: Catalogue, course: Course, today: date) -> str:
    """A course in a few lines, for the list."""
    rulebook = catalogue.rulebook
    usual = f", {course.hours:g} hours" if course.hours else ""
    lines = [f"{named(course)}{usual}"]
    in_force = versions_in_force(rulebook.versions.get(course.id, ()), today)
    asked = asked_of([row for row in rulebook.requirements if row.course == course.id], today)
    if in_force:
        lines.append(f"{begun(how_often(in_force[-1]))}; asked of {asked or 'nobody'}.")
    else:
        lines.append("Asked of nobody: nothing is said yet of how long it lasts.")
    counting = [
        counts_line(catalogue.courses[edge.course], edge.relation)
        for edge in rulebook.equivalents
        if edge.counts_for == course.id
    ]
    if counting:
        lines.append(f"For it counts {'; '.join(counting[:4])}{'; and more' if len(counting) > 4 else ''}.")
    return "\n".join(lines)


def _none(may_change: bool) -> str:
    if may_change:
        return "There are no courses yet. Add one here, or import courses (/muster import)."
    return "There are no courses yet. An emergency manager can add them."
