"""How a projection is said and drawn: when a target is reached if nothing changes, and what it would take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.blocks import aside, button, buttons, cut, paragraphs, words
from commands.kit.charts import WHOLE, BarChart, DrawnBars, bar_of
from commands.kit.coverage_views import percent
from commands.kit.reply import Message
from commands.language.pacing import SHOW_PROJECTION, SHOW_WAVE, PaceAsked
from commands.language.questions import ASK, DueQuestion
from commands.readiness.digest_views import LEFT_OUT
from readiness.due import ScopeKind
from readiness.pace import FARTHEST_MONTHS, FEWEST_MONTHS, Reached, Teaching, months_between
from readiness.vocabulary import discipline_label, discipline_name
from storage.catalogue import Course
from storage.pacing import CoursePace, PartPace
from storage.scopes import scope_in
from words.amounts import plural
from words.days import MONTHS, spoken

CHART = "pace.projection_chart"
"""What a button that shows a projection as a chart is known by; it carries what was asked."""
TITLE = 60
BAR = 8
"""Signs of a whole bar: with a discipline and its months it fits the line of a narrow screen."""
MONTHS_A_YEAR = 12
MOST_OTHERS = 3
SHORT_TITLE = 20
NOT_AT_THIS_PACE = "not at this pace"
FEW_TRAINERS = "how many there are is not shown, since a count of a few is a name"


@dataclass(frozen=True)
class Said:
    """A projection as it is said: what its scope is called, and by when it was asked for.

    `called` where a sentence begins with it ("The region"), `within` inside of one ("the region").
    `is_asked`: the day was asked for, not chosen by us.
    """

    called: str
    within: str
    found: CoursePace
    by: date
    is_asked: bool
    manages: bool

    @property
    def course(self) -> str:
        """The course as it is titled."""
        return cut(self.found.course.title, TITLE)

    @property
    def target(self) -> int:
        """The share that is aimed at, in percent."""
        return self.found.teaching.target


def projection_message(said: Said, asked: PaceAsked, others: Sequence[Course], mark: str) -> Message:
    """The answer on one screen: the question's answer first, a line a discipline, weakest first."""
    charted = button("As a chart", CHART, asked.model_copy(update={"course": said.found.course.id}))
    ways = [*_ways(asked, others, said), charted if said.found.whole.counts.required else None]
    return Message(_composed(said, _drawn(said), ways, mark))


def projection_chart(said: Said, asked: PaceAsked, others: Sequence[Course], mark: str) -> Message:
    """The same with Slack's own chart, for a message; bars of signs where it takes none."""
    ways = list(_ways(asked, others, said))
    plain = _composed(said, _drawn(said), ways, mark)
    if not said.found.whole.counts.required:
        return Message(plain)
    return Message(_composed(said, [_chart(said)], ways, mark), plain)


def _composed(
    said: Said, drawn: Sequence[Block], ways: Sequence[ButtonElement | None], mark: str
) -> list[Block]:
    lines = [_reaching(said), _taking(said)]
    first, second = reversed(lines) if said.is_asked else lines
    facts = [*_facts(said), *_how_to_teach(said)]
    return [
        words(first),
        *paragraphs([each for each in (second, *facts) if each]),
        *drawn,
        *buttons(*ways),
        aside(*_notes(said, mark)),
    ]


def between(reached: Reached) -> str:
    """When it is reached, in months: "in Mar 2027", "between Mar and Jun 2027"."""
    first, last = reached.soonest, reached.latest
    if first is None:
        return NOT_AT_THIS_PACE
    if last is None:
        return f"in {month(first)} at the soonest"
    if month(first) == month(last):
        return f"in {month(first)}"
    begins = month(first) if first.year != last.year else _short(first)
    return f"between {begins} and {month(last)}"


def month(day: date) -> str:
    """The month of a day: "Mar 2027"."""
    return f"{_short(day)} {day.year}"


def short_name(course: Course) -> str:
    """A course on a button: its title, or its code where that is long."""
    return course.title if len(course.title) <= SHORT_TITLE else course.code


def trainers_words(teaching: Teaching) -> str:
    """What the trainers can give a month: "the trainers can give 3"; empty where it may not be said."""
    if teaching.classes is None:
        return ""
    return f"the trainers on the roster can give {teaching.classes:,}"


def _short(day: date) -> str:
    return MONTHS[day.month - 1].capitalize()


def _reaching(said: Said) -> str:
    """When the scope reaches its target."""
    part, reaches = said.found.whole, f"reaches {said.target}% in {said.course}"
    if part.counts.required == 0:
        return f"Nobody has to hold {said.course} in {said.within} today, so there is no share to reach."
    if part.ground.is_there(said.target):
        return (
            f"{said.called} is there: {percent(part.counts)} current in {said.course}, "
            f"{said.target}% is the target."
        )
    if part.reached is None:
        months = plural(FEWEST_MONTHS, "whole month")
        return (
            f"Not enough to say when {said.within} {reaches}: a pace takes {months} of records of the course."
        )
    if part.reached.soonest is None:
        return (
            f"{said.called} does not reach {said.target}% in {said.course} at this pace, "
            f"not within {FARTHEST_MONTHS // 12} years, if nothing changes."
        )
    slower = "" if part.reached.latest else ", at its slower pace not within five years"
    return f"{said.called} {reaches} {between(part.reached)}{slower}, if nothing changes."


def _taking(said: Said) -> str:
    """What it would take to hold the target on a day, beside what the trainers can give."""
    found, part = said.found, said.found.whole
    if part.counts.required == 0:
        return ""
    needed = found.classes_needed(part, said.by)
    if needed is None:
        return ""
    to_hold = f"To have {said.target}% on {spoken(said.by)}"
    if needed == 0:
        return f"{to_hold} it takes no more classes: even with those who fall due by then, enough remain."
    can = trainers_words(found.teaching)
    classes = plural(needed, "class", "classes")
    takes = f"{to_hold} it would take {classes} of {found.teaching.seats} a month"
    return f"{takes}; {can}." if can else f"{takes}."


def _facts(said: Said) -> Iterator[str]:
    part, found = said.found.whole, said.found
    if part.counts.required == 0:
        return
    missing = part.ground.missing(said.target)
    short, counts = f": {missing:,} more to {said.target}%" if missing else "", part.counts
    yield f"{counts.current:,} of {counts.required:,} current today ({percent(counts)}){short}."
    if part.pace is not None and not part.pace.people:
        yield f"Nobody became current in the last {plural(len(part.pace.months), 'whole month')}."
    elif part.pace is not None:
        months = plural(len(part.pace.months), "whole month")
        yield (
            f"Pace: {_number(part.pace.mean)} a month became current in the last {months} "
            f"(half of them between {_number(part.pace.lower)} and {_number(part.pace.upper)})."
        )
    if found.teaching.capacity is not None and part.pace and found.teaching.capacity < part.pace.upper:
        yield f"The trainers are the bottleneck: {found.teaching.capacity:,} people a month."


def _number(value: Fraction) -> str:
    return f"{float(value):,.1f}".removesuffix(".0")


def _how_to_teach(said: Said) -> Iterator[str]:
    if said.found.teaching.trainers is None and not said.found.hides_trainers and said.manages:
        yield (
            f"What can be taught is not known: no trainer course is named for {said.course} "
            "(/training courses, How it is taught)."
        )


def _drawn(said: Said) -> list[Block]:
    """A bar a discipline from 0 to 100, weakest first, with when each reaches the target."""
    parts = _parts(said)
    if not parts:
        return []
    labels = {each.scope: discipline_label(str(each.scope.key)) for each in parts}
    width = max(map(len, labels.values()))
    lines = [f"{labels[each.scope]:<{width}} {_bar(each)} {_when(each, said.target)}" for each in parts]
    return [DrawnBars(lines, _told(said, parts))]


def _parts(said: Said) -> list[PartPace]:
    return [each for each in said.found.disciplines if each.counts.required]


def _told(said: Said, parts: Sequence[PartPace]) -> list[str]:
    return [
        f"{discipline_name(str(each.scope.key))}: {percent(each.counts)}, {_when(each, said.target)}"
        for each in parts
    ]


def _chart(said: Said) -> BarChart:
    """All of it and each discipline, weakest first: how much is current today, beside the target."""
    parts, whole = _parts(said), said.found.whole
    named = [("In all", whole), *((discipline_label(str(each.scope.key)), each) for each in parts)]
    return BarChart.of_percent(
        f"{said.course}: current, and the target",
        "Current",
        [(label, each.counts.share or 0) for label, each in named],
        [f"In all: {percent(whole.counts)}, {said.target}% is the target", *_told(said, parts)],
        said.target,
    )


def _bar(part: PartPace) -> str:
    share = part.counts.share or 0
    return f"{bar_of(share, WHOLE, BAR)} {share}%".ljust(BAR + 5)


def _when(part: PartPace, target: int) -> str:
    if part.ground.is_there(target):
        return "there"
    if part.reached is None:
        return "not enough to say"
    first, last = part.reached.soonest, part.reached.latest
    if first is None:
        return f"over {FARTHEST_MONTHS // 12} years"
    if last is None:
        return f"from {month(first)}"
    if month(first) == month(last):
        return month(first)
    is_plain = months_between(first, last) < MONTHS_A_YEAR  # "Dec–Feb 2027" is meant of the December before
    return f"{_short(first) if is_plain else month(first)}–{month(last)}"


def _ways(asked: PaceAsked, others: Sequence[Course], said: Said) -> Iterator[ButtonElement]:
    yield button("Refresher wave", SHOW_WAVE, PaceAsked(scope=asked.scope, course=said.found.course.id))
    scope = scope_in(asked.scope)
    if scope is not None:
        question = DueQuestion.about(scope, courses=[said.found.course.id])
        yield button("Who is due", f"{ASK}:pace", question)
    for each in others[:MOST_OTHERS]:
        other = asked.model_copy(update={"course": each.id})
        yield button(short_name(each), f"{SHOW_PROJECTION}:{each.id}", other)


def _notes(said: Said, mark: str) -> list[str]:
    found = said.found
    limit = ", and no faster than the trainers can teach" if found.teaching.capacity is not None else ""
    notes = [
        f"As of {spoken(found.on)}. Local policy, and no promise: the target is {said.target}%; the range is "
        f"by the slower and the faster months of the pace{limit}; who "
        "falls due until then is counted as to be trained again at the same pace."
    ]
    if found.hides_trainers:
        notes.append(f"Whether the trainers can teach that many is left out: {FEW_TRAINERS}.")
    if found.left_out and found.scope.kind is ScopeKind.EVERYONE:
        notes.append(LEFT_OUT)
    return [*notes, mark]
