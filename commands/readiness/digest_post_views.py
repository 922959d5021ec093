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
from commands.readiness.coverage_views import bar, bars, chart, percent
from commands.readiness.depth_views import depth_change, depth_line, next_fails
from commands.readiness.digest_views import NOTHING_ASKED, SHOW, How, scope_title
from commands.readiness.number_views import COURSES, MOST_PLANS, Numbered, keys_line, menu_of
from commands.readiness.plan_views import on_plan_words, plan_changes
from commands.readiness.steps_views import next_steps, step_line, steps_heading
from readiness.coverage import Counts
from readiness.vocabulary import discipline_label
from storage.activity_figures import ActionFigures, ActivityFigures, ReachFigures
from storage.figures import CourseFigures, Figures
from storage.region import Region
from storage.weakest import Part, Untold
from words.amounts import listing, plural, without_players
from words.days import spoken

Line = tuple[str, str]
"""What stands out in a line, and the rest of it."""

MEETINGS = 2
TITLE, COURSE_TITLE = 60, 30
COURSES_HEADING = "By course, most to train first; its weakest part beside it"
NOT_SHOWN = "Parts and courses of too few people are left out."
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
        _block(
            _changed(figures, before),
            [(steps_heading(figures), ""), *_steps(figures)],
        ),
        _block(_numbers(figures, before)),
    ]
    courses = [_block([(COURSES_HEADING, ""), *_courses(figures, before)])]
    pressed = ActionsBlock(elements=_to_press(figures, how, numbers))
    notes = aside(keys_line(numbers), " ".join(_notes(figures)), region.handling_mark)
    below = [*(courses if figures.courses else []), pressed, notes]
    native, plain_bars = chart(figures), bars(figures)
    plain_blocks = [*above, *plain_bars, *below]
    return Message([*above, native, *below] if native else plain_blocks, plain_blocks)


def _notes(figures: Figures) -> list[str]:
    left = len(figures.courses) - COURSES
    return [
        f"As of {spoken(figures.as_of)}.",
        *_outside(figures.overall),
        *([f"{plural(left, 'more course')} in Coverage."] if left > 0 else []),
        *([NOT_SHOWN] if figures.left_out else []),
    ]


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


def _block(*parts: Sequence[Line]) -> Block:
    """Some lines in one block, a paragraph a part; nothing in them is markup."""
    style = RichTextElementParts.TextStyle(bold=True)
    said = []
    for lines in parts:
        texts = []
        for number, (first, rest) in enumerate(lines):
            begun = "\n" if number else ""
            texts += [RichTextElementParts.Text(text=begun + first, style=style)] if first else []
            texts += [RichTextElementParts.Text(text=rest if first else begun + rest)] if rest else []
        said.append(RichTextSectionElement(elements=texts))
    return RichTextBlock(elements=said)


def _to_press(figures: Figures, how: How, numbers: Sequence[Numbered]) -> list[InteractiveElement]:
    menu = menu_of(numbers, figures)
    return [
        *([menu] if menu is not None else []),
        button("How we know", "digest.how", how),
        button("Who is due", ASK, question_about(figures.scope)),
        button("Coverage", SHOW, How(scope=figures.scope)),
    ]


def _changed(figures: Figures, before: Figures | None) -> list[Line]:
    """What moved since the last digest, in three numbers at most; more stands with each course below."""
    if before is None:
        return [("What changed", ": this is the first digest here; the next one says what changed.")]
    said = plan_changes(figures, before)
    was, now = before.overall, figures.overall
    if (was.current, was.required) != (now.current, now.required):
        same = percent(was) == percent(now)
        share = f"Still {percent(now)}" if same else f"{percent(was)} → {percent(now)}"
        part = figures.weakest_agency or figures.weakest_discipline
        weakest = _beside(part, figures.untold, "; ", "weakest: ")
        said.append(f"{share} of what is asked is current{weakest}.")
    moved = [(abs(by), each.name, what) for each in figures.courses for by, what in _moves(each, before)]
    if moved:
        _, name, what = min(moved, key=lambda each: (-each[0], each[1]))
        said.append(f"{cut(name, TITLE)} moved most: {what}.")
    known = {each.course for each in before.courses}
    there = {each.course for each in figures.courses}.union(figures.hidden)
    new = [each.name for each in figures.courses if each.course not in {*known, *before.hidden}]
    gone = [each.name for each in before.courses if each.course not in there]
    said += [
        f"{_named(names)}: {what}."
        for names, what in ((new, "newly asked"), (gone, "no longer asked"))
        if names
    ]
    if not said and depth_change(before.teams, figures.teams):
        said.append("How many teams deep we are moved, or what one more would need.")
    heading = f"What changed since {spoken(before.as_of)}"
    return [(heading, f": {' '.join(said) or 'Nothing moved.'}")]


def _part_name(part: Part) -> str:
    return part.name if part.agency else discipline_label(part.name)


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
    steps = [step_line(number, step) for number, step in enumerate(next_steps(figures), 1)]
    return steps or [("", "Nobody has lapsed, and nothing falls due within 30 days.")]


def _numbers(figures: Figures, before: Figures | None) -> list[Line]:
    found = [_total(figures), _plans(figures), _depth(figures, before), _due(figures)]
    if figures.activity is not None:
        activity = figures.activity
        found += [_exercises(activity.exercises), _actions(activity.actions), _meetings(activity)]
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
    counts = course.counts
    weakest = _beside(course.weakest_agency or course.weakest_discipline, course.untold)
    of = f"{counts.current:,} of {counts.required:,}"
    return cut(course.name, COURSE_TITLE), f"  {bar(counts)} {percent(counts)} ({of}){weakest}"


def _total(figures: Figures) -> Line:
    counts = figures.overall
    weakest = _weakest_words(figures)
    of = f"{counts.current:,} of {counts.required:,} asked"
    if figures.strength:
        of += f"; {counts.share_of(figures.strength)}% of a strength of {figures.strength:,}"
    return "Current", f": {percent(counts)} ({of}){weakest}"


def _outside(counts: Counts) -> list[str]:
    """Who is outside the share, and who is unverified; nothing of what there is none."""
    parts = [(counts.on_leave, "on leave"), (counts.waived, "waived"), (counts.new, "new")]
    said = ", ".join(f"{count:,} {what}" for count, what in parts if count)
    return [
        *([f"Outside the share: {said}."] if said else []),
        *([f"{counts.unverified:,} of the {counts.current:,} unverified."] if counts.unverified else []),
    ]


def _weakest_words(figures: Figures) -> str:
    parts = [
        f"{_part_name(part)} {percent(part.counts)}"
        for part in (figures.weakest_agency, figures.weakest_discipline)
        if part is not None
    ]
    return f" · weakest: {', '.join(parts)}" if parts else _beside(None, figures.untold)


def _beside(part: Part | None, untold: Untold, lead: str = " · ", called: str = "") -> str:
    """What stands beside a share: its weakest part, or that the weaker ones can't be shown."""
    if part is not None:
        return f"{lead}{called}{_part_name(part)} {percent(part.counts)}"
    return f"{lead}{untold.said}" if untold else ""


def _plans(figures: Figures) -> Line:
    """Of each shared plan how many agencies adopted the revision in force."""
    said = [
        f"{cut(each.name, TITLE)} {cut(each.revision, TITLE)} by {each.adopted:,} of {each.agencies:,}"
        for each in figures.plans[:MOST_PLANS]
    ]
    left = len(figures.plans) - len(said)
    more = f" · {left:,} more" if left else ""
    return ("Plans adopted", f": {' · '.join(said)}{more}") if said else ("", "")


def _depth(figures: Figures, before: Figures | None) -> Line:
    teams = figures.teams
    if teams is None or teams.teams is None:
        return "", ""
    was = before.teams.teams if before is not None and before.teams is not None else None
    since = f" ({was:,} before)" if was is not None and was != teams.teams else ""
    return "Teams deep", f": {teams.teams:,}{since}; {next_fails(teams, 'fails')}"


def _due(figures: Figures) -> Line:
    parts = [f"{figures.due[days]:,} in {days} days" for days in sorted(figures.due) if figures.due[days]]
    return "Falling due", f": {' · '.join(parts) or 'nothing within 90 days'}"


def _exercises(periods: Sequence[ReachFigures]) -> Line:
    """How many were played, and how many of them were siloed; those without players stand beside them."""
    if not periods:
        return "", ""
    played, last = [each for each in periods if each.played], periods[-1]
    said = [
        f"{each.played:,} in {each.months} months" + (f", {each.siloed:,} siloed" if each.siloed else "")
        for each in played
    ]
    none = f"none{' played' if last.not_played else ''} in {last.months} months"
    beside = [without_players(last.not_played)] if last.not_played else []
    return "Exercises", f": {' · '.join([*(said or [none]), *beside])}"


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


def _meetings(activity: ActivityFigures) -> Line:
    if not activity.meetings:
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
    since = _since(course, before)
    weakest = _beside(course.weakest_agency or course.weakest_discipline, course.untold)
    said = f"  {bar(counts)} {percent(counts)} ({of}{since}){_on_plan(counts)}{weakest}"
    return cut(course.name, COURSE_TITLE), said


def _since(course: CourseFigures, before: Figures | None) -> str:
    """How many more or fewer are current than were; who is asked besides stands in How we know."""
    moved = [(by, what) for by, what in _moves(course, before) if what.endswith("current")]
    return "".join(f", {abs(by):,} {what.partition(' ')[0]}" for by, what in moved)


def _on_plan(counts: Counts) -> str:
    """How many of the current are on today's plan, where not all are."""
    said = on_plan_words(counts)
    return f" · {said}" if said and counts.on_plan != counts.current else ""
