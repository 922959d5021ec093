"""How the refresher wave is said and drawn: what falls due each month, beside what can be taught."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.blocks import aside, button, buttons, cut, paragraphs, words
from commands.kit.charts import BarChart, DrawnBars
from commands.kit.reply import Message
from commands.language.pacing import SHOW_PROJECTION, SHOW_WAVE, PaceAsked
from commands.readiness.projection_views import FEW_TRAINERS, MOST_OTHERS, TITLE, month, short_name
from readiness.pace import WAVE_MONTHS
from storage.catalogue import Course
from storage.pacing import Wave
from words.amounts import listing, plural
from words.days import spoken

CHART = "pace.wave_chart"
"""What a button that shows a wave as a chart is known by; it carries its scope and course."""
MONTHS_A_CHART = 12
DUE, CAN, BUSIEST = "Falls due", "Can be taught", "Busiest month"
WIDTH = 16
"""Signs of the longest bar."""
NAMED = 4
"""Months over capacity that are named; the others are counted."""
FULL, TAUGHT = "█", "│"


def wave_message(wave: Wave, called: str, asked: PaceAsked, others: Sequence[Course], mark: str) -> Message:
    """The answer on one screen: whether the trainers are enough, then a bar a month."""
    charted = button("As a chart", CHART, PaceAsked(scope=asked.scope, course=wave.course.id))
    ways = [*_ways(asked, others, wave), charted if wave.due else None]
    return Message(_composed(wave, called, _bars(wave), ways, mark))


def wave_chart(wave: Wave, called: str, asked: PaceAsked, others: Sequence[Course], mark: str) -> Message:
    """The same with Slack's own charts, one a year, for a message; bars of signs where it takes none."""
    ways = list(_ways(asked, others, wave))
    plain = _composed(wave, called, _bars(wave), ways, mark)
    return Message(_composed(wave, called, _charts(wave), ways, mark), plain) if wave.due else Message(plain)


def _composed(
    wave: Wave, called: str, drawn: Sequence[Block], ways: Sequence[ButtonElement | None], mark: str
) -> list[Block]:
    return [
        words(first_line(wave, called)),
        *paragraphs([each for each in _beneath(wave) if each]),
        *drawn,
        *buttons(*ways),
        aside(*_notes(wave, mark)),
    ]


def first_line(wave: Wave, called: str) -> str:
    """Whether what falls due can be taught, month by month."""
    course, capacity = cut(wave.course.title, TITLE), wave.teaching.capacity
    if wave.due == 0:
        return f"Nothing of {course} falls due in {called} in the next {WAVE_MONTHS} months."
    if capacity is None:
        most = max(wave.months, key=lambda each: each[1])
        fall = "falls" if wave.due == 1 else "fall"
        return (
            f"{wave.due:,} {fall} due of {course} in {called} in the next {WAVE_MONTHS} months, "
            f"most in {month(most[0])} ({most[1]:,})."
        )
    if not wave.over:
        return (
            f"Enough trainers for what falls due of {course} in {called}, in each of the next {WAVE_MONTHS} "
            f"months: they can teach {plural(capacity, 'person', 'people')} a month."
        )
    over = [f"{month(first)} ({people:,})" for first, people in wave.over]
    return (
        f"Not enough trainers for {course} in {called} in {len(wave.over)} of the next {WAVE_MONTHS} months: "
        f"they can teach {plural(capacity, 'person', 'people')} a month, and more fall due in "
        f"{listing(over, NAMED)}."
    )


def _beneath(wave: Wave) -> Iterator[str]:
    lines = []
    if wave.teaching.capacity is not None and wave.due:
        lines.append(f"{plural(wave.due, 'due date')} in all.")
    if wave.overdue:
        lines.append(
            f"Not in them: {plural(wave.overdue, 'person', 'people')} who should hold it and "
            f"{'is' if wave.overdue == 1 else 'are'} not current today."
        )
    yield " ".join(lines)
    teaching = wave.teaching
    if teaching.trainers is not None:
        yield (
            f"{plural(teaching.trainers, 'person', 'people')} in the region "
            f"{'is' if teaching.trainers == 1 else 'are'} current in the trainer course; "
            f"each gives {plural(teaching.classes_a_month, 'class', 'classes')} of {teaching.seats} a month."
        )
    elif wave.hides_trainers:
        yield f"Whether the trainers are enough can't be told here: {FEW_TRAINERS}."
    else:
        yield "No trainer course is named for it, so what can be taught is not known."


def _bars(wave: Wave) -> list[Block]:
    """A bar a month from 0; a stroke stands where the trainers can teach no more."""
    if wave.due == 0:
        return []
    capacity, drawn = wave.teaching.capacity, _drawn(wave)
    top = max(1, drawn, *(people for _, people in wave.months))
    lines = []
    for first, people in wave.months:
        full = -(-people * WIDTH // top)
        bar = list(FULL * full + " " * (WIDTH + 1 - full))
        if drawn:
            place = drawn * WIDTH // top
            bar[place : place + 1] = [bar[place] if place < full else TAUGHT]
        mark = " over" if capacity is not None and people > capacity else ""
        lines.append(f"{month(first)} {''.join(bar)} {people:,}{mark}")
    return [DrawnBars(lines, _told(wave.months))]


def _charts(wave: Wave) -> list[Block]:
    """Its months in two charts, beside what can be taught where that is near enough to be drawn.

    Slack scales an axis to its highest bar: both have one as high as the highest of all, so that a bar means
    the same in both.
    """
    can, top = _drawn(wave), max(people for _, people in wave.months)
    charts: list[Block] = []
    for start in range(0, len(wave.months), MONTHS_A_CHART):
        months = wave.months[start : start + MONTHS_A_CHART]
        beside = [(CAN, can)] if can else []
        if max(can, *(people for _, people in months)) < top:
            beside.append((BUSIEST, top))
        charts.append(
            BarChart(
                f"{DUE}, {month(months[0][0])} to {month(months[-1][0])}",
                [month(first) for first, _ in months],
                [
                    (DUE, [people for _, people in months]),
                    *((called, [value] * len(months)) for called, value in beside),
                ],
                "people",
                _told(months),
            )
        )
    return charts


def _told(months: Sequence[tuple[date, int]]) -> list[str]:
    return [f"{month(first)}: {people:,}" for first, people in months]


def _drawn(wave: Wave) -> int:
    """What can be taught, where it is near enough to be drawn beside the bars; else 0."""
    capacity = wave.teaching.capacity or 0
    return capacity if capacity <= 2 * max(people for _, people in wave.months) else 0


def _ways(asked: PaceAsked, others: Sequence[Course], wave: Wave) -> Iterator[ButtonElement]:
    here = PaceAsked(scope=asked.scope, course=wave.course.id)
    yield button("When is the target reached?", SHOW_PROJECTION, here)
    for each in others[: MOST_OTHERS - 1]:
        other = PaceAsked(scope=asked.scope, course=each.id)
        yield button(short_name(each), f"{SHOW_WAVE}:{each.id}", other)


def _notes(wave: Wave, mark: str) -> list[str]:
    notes = [
        f"As of {spoken(wave.on)}, the first month from today on; bars begin at 0"
        + (f", {TAUGHT} is what can be taught" if _drawn(wave) else "")
        + ". First trainings whose time runs out count, too. Local policy, if nothing changes."
    ]
    return [*notes, mark]
