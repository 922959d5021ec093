"""What a channel reads in its digest: what changed, what to do about it, then the numbers. No names, ever.

One screen: at most three numbers before the first next step; a course has one line with its weakest part
beside it; parts that are zero are left out. Two digests of one channel on one morning are one message.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    InteractiveElement,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
)

from commands.kit.blocks import aside, button, cut, rule, title, words
from commands.kit.charts import BarChart
from commands.kit.problems import TOO_FEW
from commands.kit.reply import Message
from commands.language.questions import ASK, question_about
from commands.language.reach import SPOKEN
from commands.readiness.coverage_views import bar, bars, chart, percent
from commands.readiness.depth_views import depth_change, depth_line
from commands.readiness.digest_views import LEFT_OUT, NOTHING_ASKED, SHOW, How, scope_title
from commands.readiness.number_views import COURSES, Numbered, keys_line, menu_of
from commands.readiness.plan_views import on_plan_words, plan_changes, plan_lines
from commands.readiness.steps_views import next_steps, step_line
from readiness.coverage import Counts
from readiness.vocabulary import discipline_label
from storage.activity_figures import ActionFigures, ReachFigures
from storage.figures import CourseFigures, Figures, Part, weakest_part
from storage.region import Region
from words.amounts import listing, plural
from words.days import spoken

Line = tuple[str, str]
"""What stands out in a line, and the rest of it."""

MEETINGS = 2
SHORT_TITLE = 34
TITLE = 60
MOST_BLOCKS, MOST_SIGNS, MOST_CHARTS = 50, 9_000, 2
"""What one message takes, with room to spare: Slack refuses one near 13,000 characters."""


def digest_message(
    figures: Figures, before: Figures | None, region: Region, how: How, numbers: Sequence[Numbered] = ()
) -> Message:
    """One digest, or one part of a message. `numbers` are kept, and stand with keys; a preview's are not."""
    head = f"Readiness digest: {scope_title(figures)}"
    asof = f"As of {spoken(figures.as_of)}."
    if figures.overall.is_empty:
        return _of_nobody(head, asof, figures, region)
    above = [
        title(head),
        _part(*_changed(figures, before)),
        _part("What to do next", _steps(figures)),
        _part("Where we stand", _numbers(figures, before)),
    ]
    courses = _part("By course, most to train first", _courses(figures, before))
    shown, left = figures.courses[:COURSES], len(figures.courses) - COURSES
    notes = [
        asof,
        "A requirement is one course asked of one person.",
        f"{plural(left, 'course')} with fewer people to train not listed." if left > 0 else "",
        LEFT_OUT if figures.left_out else "",
        region.handling_mark,
    ]
    below = [courses] if shown else []
    below += [
        ActionsBlock(elements=_to_press(figures, how, numbers)),
        aside(keys_line(numbers, region), *notes),
    ]
    native, plain_bars = chart(figures), bars(figures)
    plain_blocks = [*above, *plain_bars, *below]
    return Message([*above, native, *below] if native else plain_blocks, plain_blocks)


def together(parts: Sequence[Message]) -> list[tuple[Message, int]]:
    """Several digests in as few messages as they fit into, in their order, with a line between two.

    Each message with how many of them it has; none of them is in two.
    """
    found: list[list[Message]] = []
    for part in parts:
        if found and _fits([*found[-1], part]):
            found[-1].append(part)
        else:
            found.append([part])
    return [(_joined(each), len(each)) for each in found]


def _fits(parts: Sequence[Message]) -> bool:
    lines_between = len(parts) - 1
    blocks = sum(len(part.blocks) for part in parts) + lines_between
    return blocks <= MOST_BLOCKS and sum(len(part.text) for part in parts) <= MOST_SIGNS


def _joined(parts: Sequence[Message]) -> Message:
    if len(parts) == 1:
        return parts[0]
    blocks: list[Block] = []
    plain_blocks: list[Block] = []
    charts = 0
    for part in parts:
        plain_of = part.blocks if part.plain_blocks is None else part.plain_blocks
        charts += any(isinstance(block, BarChart) for block in part.blocks)
        there = part.blocks if charts <= MOST_CHARTS else plain_of
        blocks += [rule(), *there] if blocks else there
        plain_blocks += [rule(), *plain_of] if plain_blocks else plain_of
    return Message(blocks, plain_blocks)


def _of_nobody(head: str, asof: str, figures: Figures, region: Region) -> Message:
    said = TOO_FEW if figures.left_out else NOTHING_ASKED
    lines = [f"{asof} {said}", depth_line(figures.teams)]
    notes = [aside(region.handling_mark)] if region.handling_mark else []
    return Message([title(head), *(words(each) for each in lines if each), *notes])


def _part(heading: str, lines: Sequence[Line]) -> Block:
    """A heading and its lines in one block; nothing in them is markup."""
    style = RichTextElementParts.TextStyle(bold=True)
    said = [RichTextSectionElement(elements=[RichTextElementParts.Text(text=heading, style=style)])]
    for first, rest in lines:
        stands_out = [RichTextElementParts.Text(text=first, style=style)] if first else []
        more = [RichTextElementParts.Text(text=rest)] if rest else []
        said.append(RichTextSectionElement(elements=[*stands_out, *more]))
    return RichTextBlock(elements=said)


def _to_press(figures: Figures, how: How, numbers: Sequence[Numbered]) -> list[InteractiveElement]:
    menu = menu_of(numbers)
    return [
        *([menu] if menu is not None else []),
        button("How we know", "digest.how", how),
        button("Who is due", ASK, question_about(figures.scope)),
        button("Coverage", SHOW, How(scope=figures.scope)),
    ]


def _changed(figures: Figures, before: Figures | None) -> tuple[str, list[Line]]:
    """What moved since the last digest, in three numbers at most; more stands with each course below."""
    if before is None:
        return "What changed", [("", "This is the first digest here; the next one says what changed.")]
    heading = f"What changed since {spoken(before.as_of)}"
    lines: list[Line] = [("", each) for each in plan_changes(figures, before)]
    was, now = before.overall, figures.overall
    if (was.current, was.required) != (now.current, now.required):
        same = percent(was) == percent(now)
        share = f"{percent(now)}, as before" if same else f"{percent(was)} → {percent(now)}"
        weakest = _weakest_words(figures.weakest_agency, None)
        weakest = weakest or _weakest_words(None, weakest_part(figures.disciplines, now))
        lines.append((share, f" of requirements current{weakest}"))
    moved = [(abs(by), each.name, words) for each in figures.courses for by, words in _moves(each, before)]
    if moved:
        _, name, said = min(moved, key=lambda each: (-each[0], each[1]))
        lines.append(("", f"{cut(name, TITLE)} moved most: {said}"))
    known = {each.course for each in before.courses}
    there = {each.course for each in figures.courses}.union(figures.hidden)
    new = [each.name for each in figures.courses if each.course not in {*known, *before.hidden}]
    gone = [each.name for each in before.courses if each.course not in there]
    lines += [
        ("", f"{_named(names)}: {said}")
        for names, said in ((new, "newly asked"), (gone, "no longer asked"))
        if names
    ]
    if depth_change(before.teams, figures.teams):
        lines.append(("", "How many teams deep we are, or what one more would need."))
    return heading, lines or [("", "Nothing moved.")]


def _named(names: Sequence[str]) -> str:
    return listing([cut(each, TITLE) for each in names[:2]] + (["others"] if len(names) > 2 else []))


def _moves(course: CourseFigures, before: Figures | None) -> list[tuple[int, str]]:
    """By how many more (or fewer) people are current in a course, and are asked for it, and in words."""
    was = (
        next((each.counts for each in before.courses if each.course == course.course), None)
        if before
        else None
    )
    if was is None:
        return []
    by = ((course.counts.current - was.current, "current"), (course.counts.required - was.required, "asked"))
    return [(count, f"{'more' if count > 0 else 'fewer'} are {what}") for count, what in by if count]


def _steps(figures: Figures) -> list[Line]:
    steps = [step_line(figures, number, step) for number, step in enumerate(next_steps(figures), 1)]
    return steps or [("", "Nobody has lapsed, and nothing falls due within 30 days.")]


def _numbers(figures: Figures, before: Figures | None) -> list[Line]:
    found = [
        _total(figures),
        *(("", each) for each in plan_lines(figures)),
        _depth(figures, before),
        _due(figures),
    ]
    if figures.activity is not None:
        found += [
            _exercises(figures.activity.exercises),
            _actions(figures.activity.actions),
            _meetings(figures),
        ]
    return [line for line in found if line != ("", "")]


def five_lines(figures: Figures) -> list[Line]:
    """Where a scope stands, in five lines at most: current, teams, falling due, exercises, actions."""
    return [line for line in (_total(figures), *_beneath(figures)) if line != ("", "")]


def lines_beneath(figures: Figures) -> list[Line]:
    """The same beneath a total that is said already."""
    return [line for line in _beneath(figures) if line != ("", "")]


def _beneath(figures: Figures) -> list[Line]:
    found = [("", depth_line(figures.teams)), _due(figures)]
    if figures.activity is not None:
        found += [_exercises(figures.activity.exercises[:1]), _actions(figures.activity.actions)]
    return found


def course_lines(courses: Sequence[CourseFigures], is_short: bool = False) -> list[Line]:
    """Courses, a line each: title, bar, share, count and the weakest part; `is_short`: its agency alone."""
    return [_short_course(each) if is_short else _course(each, None) for each in courses]


def _short_course(course: CourseFigures) -> Line:
    counts, agency = course.counts, course.weakest_agency
    weakest = f" · {agency.name} {percent(agency.counts)}" if agency is not None else ""
    of = f"{counts.current:,} of {counts.required:,}"
    return cut(course.name, SHORT_TITLE), f"  {bar(counts)} {percent(counts)} ({of}){weakest}"


def _total(figures: Figures) -> Line:
    counts = figures.overall
    weakest = _weakest_words(figures.weakest_agency, weakest_part(figures.disciplines, counts))
    of = f" ({counts.current:,} of {counts.required:,} requirements{_of_strength(counts, figures.strength)})"
    return f"{percent(counts)} current", f"{of}{weakest}{_outside(counts)}"


def _of_strength(counts: Counts, strength: int | None) -> str:
    return f" of those listed; the declared strength is {strength:,}" if strength else ""


def _outside(counts: Counts) -> str:
    """Who is outside the share, and who is unverified; nothing of what there is none."""
    parts = [
        (counts.on_leave, "on leave"),
        (counts.waived, "waived"),
        (counts.new, "new"),
        (counts.unverified, f"of the {counts.current:,} unverified"),
    ]
    return "".join(f" · {count:,} {what}" for count, what in parts if count)


def _weakest_words(agency: Part | None, discipline: Part | None) -> str:
    parts = [f"{agency.name} {percent(agency.counts)}"] if agency is not None else []
    parts += (
        [f"{discipline_label(discipline.name)} {percent(discipline.counts)}"]
        if discipline is not None
        else []
    )
    return f" · weakest: {', '.join(parts)}" if parts else ""


def _depth(figures: Figures, before: Figures | None) -> Line:
    moved = depth_change(before.teams, figures.teams) if before is not None else ""
    return "", moved or depth_line(figures.teams)


def _due(figures: Figures) -> Line:
    parts = [f"{figures.due[days]:,} within {days} days" for days in sorted(figures.due) if figures.due[days]]
    return "Falling due", f": {' · '.join(parts) or 'nothing within 90 days'}"


def _exercises(periods: Sequence[ReachFigures]) -> Line:
    """How many were held, how many of them siloed, and whom those of the first period were without."""
    held = [each for each in periods if each.held]
    if not held:
        return ("Exercises", f": none in {periods[-1].months} months") if periods else ("", "")
    said = " · ".join(
        f"{each.held:,} in {each.months} months" + (f", {each.siloed:,} siloed" if each.siloed else "")
        for each in held
    )
    missing = {key: count for key, count in held[0].without.items() if count}
    without = ", ".join(f"{SPOKEN.get(key, key)} {missing[key]:,}" for key in SPOKEN if key in missing)
    return "Exercises", f": {said}" + (f" · missing from them: {without}" if without else "")


def _actions(found: ActionFigures) -> Line:
    parts = [
        (found.overdue, "overdue"),
        (found.open, "open"),
        (found.came_back, "came back"),
        (found.done, "done, not shown yet"),
        (found.shown, "shown"),
    ]
    said = " · ".join(f"{count:,} {what}" for count, what in parts if count)
    return ("Corrective actions", f": {said}") if said else ("", "")


def _meetings(figures: Figures) -> Line:
    activity = figures.activity
    if activity is None or not activity.meetings:
        return "", ""
    said = [f"{cut(each.title, TITLE)}, {spoken(each.held_on)}" for each in activity.meetings[:MEETINGS]]
    more = activity.coming - len(said)
    return "Meetings to come", f": {' · '.join(said)}" + (f" · {more:,} more" if more else "")


def _courses(figures: Figures, before: Figures | None) -> list[Line]:
    return [_course(each, before) for each in figures.courses[:COURSES]]


def _course(course: CourseFigures, before: Figures | None) -> Line:
    """A course in one line: title, bar, share, count, how it moved, and its weakest part."""
    counts = course.counts
    of = f"{counts.current:,} of {counts.required:,}"
    since = "".join(f", {abs(by):,} {words.replace(' are', '')}" for by, words in _moves(course, before))
    plan = on_plan_words(counts)
    weakest = _weakest_words(course.weakest_agency, course.weakest_discipline)
    name = cut(course.name, TITLE)
    return name, f"  {bar(counts)} {percent(counts)} ({of}{since})" + (f" · {plan}" if plan else "") + weakest
