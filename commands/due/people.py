"""Answers about people by name: whether they are current, when they are due, all that is asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from slack_sdk.models.blocks import Block, ButtonElement

from commands.due.counting import counted_for
from commands.due.saying import Speech, be, called, in_time, with_courses
from commands.due.views import answered, course_lines, standing_head, standing_lines
from commands.kit.blocks import aside, button, buttons, headed, says
from commands.kit.may import Action, may_about
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.logs import OPEN_LOG, LogSaid
from commands.language.questions import ASK, DueQuestion
from readiness.answering import LAPSED, answering
from readiness.due import DUE_WITHIN_DAYS, DueRow, Scope
from readiness.question import LOOK_AHEAD, Measure, Question, State
from readiness.standing import Asked, Status
from readiness.text import fold
from storage.answers import names_of
from storage.asking import asked_for
from words.amounts import listing, plural
from words.days import spoken
from words.standing import SAID, row_words

MOST_PEOPLE = 10
"""People about whom one answer speaks; of more, it says how many are left."""
MOST_LATE = 3
"""Courses a first line names with their days."""
TO_COME = LOOK_AHEAD | {State.OVERDUE}
"""States of which "nothing" is taken for "nothing is overdue"."""
COMES = ("comes due", "does not come due")
CAME = ("came due", "did not come due")
FELL = {
    State.DUE: COMES,
    State.DUE_SOON: COMES,
    State.OVERDUE: ("became overdue", "did not become overdue"),
    State.EXPIRED: ("expired", "did not expire"),
    State.GRACE: ("expired", "did not expire"),
}
"""What is said of a time in which nothing falls into a state."""


@dataclass(frozen=True)
class About:
    """One person's answer: all that is asked of them, and what of it answers the question."""

    request: Request
    question: DueQuestion
    scope: Scope

    @property
    def is_mine(self) -> bool:
        """Whether it is the one who asks."""
        return self.scope.key == self.request.member.person_id

    @cached_property
    def asked_question(self) -> Question:
        """The question with its days, about this person alone."""
        return replace(self.question.asked(self.request.today), scopes=(self.scope,))

    @property
    def on(self) -> date:
        """The day it is asked about."""
        return self.asked_question.on

    @cached_property
    def name(self) -> str:
        """How they are named; empty for the one who asks."""
        return (
            ""
            if self.is_mine
            else names_of(self.request.session, [self.scope.number])[self.scope.number].name
        )

    @property
    def speech(self) -> Speech:
        """Them as a sentence's subject."""
        return Speech(self.name, self.on < self.request.today)

    @cached_property
    def asked(self) -> list[Asked]:
        """All that is asked of them, in the courses that were named."""
        return asked_for(self.request.session, self.asked_question)

    @cached_property
    def rows(self) -> list[DueRow]:
        """What answers the question."""
        return self._answering(self.asked_question)

    def _answering(self, question: Question) -> list[DueRow]:
        """What of all that is asked of them answers a question, in the order of the list of who is due."""
        catalogue = self.request.catalogue
        rows = list(answering(catalogue.rulebook, self.asked, question))
        codes = {row.course: fold(catalogue.courses[row.course].code) for row in rows}
        rows.sort(key=lambda row: (row.due_on is not None, row.due_on or self.on, codes[row.course]))
        return rows

    @cached_property
    def due(self) -> list[DueRow]:
        """What they are due for, whatever was asked: it stands first."""
        until = self.asked_question.by
        if LOOK_AHEAD.isdisjoint(self.question.states) or until is None:
            until = date.fromordinal(self.on.toordinal() + DUE_WITHIN_DAYS)
        plain = replace(
            self.asked_question, states=frozenset({State.DUE}), since=None, by=max(until, self.on)
        )
        return self._answering(plain)

    @cached_property
    def earlier(self) -> list[DueRow]:
        """What is overdue and does not answer: what fell due before the time that is asked about, too."""
        states, is_bounded = set(self.question.states), self._is_bounded
        if states.isdisjoint(TO_COME) and (states.isdisjoint(LAPSED) or not is_bounded):
            return []
        late = replace(self.asked_question, states=frozenset({State.OVERDUE}), since=None, by=None)
        answered_by = {row.course for row in self.rows}
        return [row for row in self._answering(late) if row.course not in answered_by]

    @property
    def _is_bounded(self) -> bool:
        """Whether a time was said that a due date is to lie in."""
        return self.question.since is not None or self.question.by is not None

    @property
    def _time(self) -> str:
        """The time that was said, with a space before it; nothing where none was."""
        asked = self.asked_question
        return f" {in_time(asked.since, asked.by)}" if self._is_bounded else ""

    def title(self, course: int) -> str:
        """A course by its title."""
        return self.request.catalogue.courses[course].title

    @property
    def titles(self) -> list[str]:
        """The courses that were named."""
        return [self.title(key) for key in self.question.courses]

    @property
    def head(self) -> str:
        """The line that answers."""
        if not self.asked:
            return self._nothing_asked()
        if all(each.outlook.hold is not None for each in self.asked):
            return self._on_hold()
        match self.question.measure:
            case Measure.WHETHER:
                return (
                    self._whether_current()
                    if set(self.question.states) == {State.CURRENT}
                    else self._whether()
                )
            case Measure.WHEN:
                return self._when()
        if set(self.question.states) != {State.DUE}:
            return self._which()
        if not self.rows and self.earlier:
            return self._but_earlier()
        if self.question.since is not None and not self.rows:
            return f"{self.speech.have} nothing due{self._time}."
        rows, courses = self.rows, self.question.courses
        said = standing_head(self.asked, rows, self.request.catalogue, self.on, self.name, courses)
        return f"{said.removesuffix('.')}{self._already}."

    def _nothing_asked(self) -> str:
        day = "today" if self.on == self.request.today else f"on {spoken(self.on)}"
        if self.titles:
            return f"{listing(self.titles)} {be(self.titles)} not asked of {self.speech.whom} {day}."
        return f"Nothing is asked of {self.speech.whom} {day}."

    def _on_hold(self) -> str:
        """All that is asked is waived, or they are on leave: neither current nor due."""
        holds = {each.outlook.hold for each in self.asked}
        if holds == {Status.ON_LEAVE}:
            what = listing(self.titles) if self.titles else "nothing"
            is_not = f"{what} {be(self.titles)} not asked" if self.titles else "nothing is asked"
            return f"{self.speech.be} on leave: {is_not} of {self.speech.them} for now."
        said = " and ".join(sorted(SAID[each] for each in holds if each))
        what = listing(self.titles) if self.titles else f"Everything asked of {self.speech.whom}"
        return f"{what} {be(self.titles)} {said}."

    def _whether_current(self) -> str:
        speech = self.speech
        there = [each for each in self.asked if each.outlook.hold is None]
        lacking = [each for each in there if not each.outlook.status(self.on).is_current]
        if not lacking:
            ends = [day for each in there if (day := each.outlook.due_on(self.on)) is not None]
            what = listing([self.title(each.course) for each in there])
            if not self.question.courses and len(there) > 1:
                what = f"everything asked of {speech.them}"
            never = "it does not expire" if len(there) == 1 else "they do not expire"
            until = f" until {spoken(min(ends))}" if ends else f"; {never}"
            return speech.after("Yes:", f"{speech.be} current in {what}{until}.")
        if len(lacking) == 1 == len(there):
            return self._not_current(lacking[0])
        each_said = [f"{self.title(each.course)} ({self._since(each)})" for each in lacking]
        said = listing(each_said, 3) if len(each_said) > 3 else listing(each_said)
        return speech.after("No:", f"{speech.be} not current in {said}.")

    def _not_current(self, asked: Asked) -> str:
        speech, course = self.speech, self.title(asked.course)
        status, day = asked.outlook.status(self.on), asked.outlook.due_on(self.on)
        by = f"; it {'is' if day and day >= self.on else 'was'} due by {spoken(day)}" if day else ""
        if status in (Status.EXPIRED, Status.GRACE) and day is not None:
            grace = ", but in the grace period" if status is Status.GRACE else ""
            return speech.after(
                f"No, not since {spoken(day)}:", f"{speech.be} not current in {course}{grace}."
            )
        return speech.after("No, not yet:", f"{speech.have} not taken {course}{by}.")

    def _since(self, asked: Asked) -> str:
        status, day = asked.outlook.status(self.on), asked.outlook.due_on(self.on)
        if status in (Status.EXPIRED, Status.GRACE) and day is not None:
            return f"not since {spoken(day)}"
        return SAID[status]

    def _but_earlier(self) -> str:
        """That nothing falls into the time asked about, and what is overdue all the same: no answer leaves it
        unsaid, and "No" alone would be taken for "nothing is overdue".
        """
        speech, states = self.speech, set(self.question.states)
        if not self._is_bounded:
            return f"Nothing asked of {speech.whom} is {called(states)}, but {self._late()}."
        by = self.asked_question.by
        comes, comes_not = next((said for state, said in FELL.items() if state in states), COMES)
        if comes == COMES[0] and by is not None and by < self.request.today:
            comes, comes_not = CAME
        if len(self.titles) == 1 == len(self.earlier):
            late = self._late().removeprefix(self.titles[0]).strip()
            return f"{self.titles[0]} {comes_not}{self._time}: it {late}."
        whose = f"{speech.name}'s" if speech.name else "yours"
        return f"Nothing of {whose} {comes}{self._time}, but {self._late()}."

    def _late(self) -> str:
        """What of theirs is overdue, and since when: "BLS has been expired since 2 May 2026"."""
        has = "had" if self.speech.was else "has"
        said = []
        for row in self.earlier:
            day = "" if row.due_on is None else spoken(row.due_on)
            if row.status is Status.NEVER:
                due = f" (it was due by {day})" if day else ""
                said.append(f"{self.title(row.course)} {has} not been taken yet{due}")
            else:
                grace = " (in its days of grace)" if row.status is Status.GRACE else ""
                said.append(f"{self.title(row.course)} {has} been expired since {day}{grace}")
        return listing(said, MOST_LATE)

    @property
    def _already(self) -> str:
        """Behind what answers: what is overdue besides."""
        if not self.earlier:
            return ""
        late = [self.title(row.course) for row in self.earlier]
        return f"; {listing(late, MOST_LATE)} {be(late, self.speech.was)} already overdue"

    def _whether(self) -> str:
        speech, states = self.speech, self.question.states
        if not self.rows and self.earlier:
            return self._but_earlier()
        if not self.rows:
            about = listing(self.titles) if self.titles else f"anything asked of {speech.them}"
            said = with_courses(states, [about])
            return speech.after("No:", f"{speech.be} not {said}{self._time}.")
        courses = [f"{self.title(row.course)} ({row_words(row)})" for row in self.rows]
        said = with_courses(states, [listing(courses, MOST_LATE)])
        return speech.after("Yes:", f"{speech.be} {said}{self._already}.")

    def _which(self) -> str:
        """What of theirs is in the states that were asked for."""
        speech, states = self.speech, self.question.states
        if self.rows:
            courses = [self.title(row.course) for row in self.rows]
            return f"{speech.be} {with_courses(states, [listing(courses, 6)])}{self._already}."
        if self.earlier:
            return self._but_earlier()
        return f"Nothing asked of {speech.whom} is {called(states)}{self._time}."

    def _when(self) -> str:
        """One course's day, or the next one of all, with what is overdue already."""
        if len(self.asked) == 1:
            return self._day_of(self.asked[0])
        days = [(each.course, each.outlook.status(self.on), self._day(each)) for each in self.asked]
        coming = [(day, course) for course, status, day in days if day is not None and day >= self.on]
        late = [
            course for course, status, _ in days if status in (Status.EXPIRED, Status.GRACE, Status.NEVER)
        ]
        overdue = listing([self.title(course) for course in late], 3) if late else ""
        if not coming:
            if late:
                return f"{self.speech.be} overdue for {overdue}; nothing else comes due."
            return f"Nothing asked of {self.speech.whom} expires."
        day, course = min(coming)
        rest = f"; {overdue} {'is' if len(late) == 1 else 'are'} already overdue" if late else ""
        return f"Next for {self.speech.whom}: {self.title(course)} on {spoken(day)}{rest}."

    def _day(self, asked: Asked) -> date | None:
        """The day it is due on: that of the list, which looks ahead, where it stands there."""
        listed = {row.course: row.due_on for row in self.due}
        return listed.get(asked.course) or asked.outlook.due_on(self.on)

    def _day_of(self, asked: Asked) -> str:
        course, day = self.title(asked.course), self._day(asked)
        status = asked.outlook.status(self.on)
        whose = f"{self.speech.whose} {course}"
        if status is Status.NEVER or status is Status.NEW:
            verb = "is" if day is not None and day >= self.on else "was"
            by = f"; it {verb} due by {spoken(day)}" if day is not None else ""
            return f"{self.speech.have} not taken {course} yet{by}."
        if day is None:
            return f"{whose} does not expire." if status.is_current else f"{whose}: {SAID[status]}."
        if status.is_current:
            return f"{whose} expires on {spoken(day)}: current until then."
        return f"{whose} expired on {spoken(day)}."

    @property
    def lines(self) -> list[Block]:
        """Everything asked of them, in the form one sees of oneself."""
        return course_lines(standing_lines(self.asked, self.due, self.request.catalogue, self.on))


def about_people(request: Request, question: DueQuestion) -> Reply:
    """The answer about one person, or a few by name. Raises Refused for one who is not for the speaker."""
    counted_for(request, question)
    scopes = list(dict.fromkeys(question.within_scopes))
    understood = question.understood(request.session, request.catalogue, request.today)
    if len(scopes) > 1:
        return _about_several(request, question, scopes, understood)
    about = About(request, question, scopes[0])
    mark = [request.region.handling_mark] if request.region.handling_mark and not about.is_mine else []
    blocks = [*answered(about.head, understood, *mark), *about.lines, *buttons(*_steps(about))]
    return Reply(message=Message(blocks))


def _about_several(
    request: Request, question: DueQuestion, scopes: Sequence[Scope], understood: str
) -> Reply:
    found = [About(request, question, each) for each in scopes[:MOST_PEOPLE]]
    left = len(scopes) - len(found)
    notes = (
        [f"Not shown: {plural(left, 'more person', 'more people')}. Ask about them separately."]
        if left
        else []
    )
    blocks: list[Block] = []
    for about in found:
        lines = standing_lines(about.asked, about.due, request.catalogue, about.on)
        blocks.append(headed(about.head, "\n".join(f"{course}: {said}" for course, said in lines)))
    blocks.append(aside(f"As I understood it: {understood}.", *notes))
    return Reply(message=Message(blocks))


def _steps(about: About) -> list[ButtonElement | None]:
    """What comes next for the one spoken of."""
    everything = about.question.model_copy(
        update={"courses": [], "without_courses": [], "measure": Measure.WHO, "states": [State.DUE]}
    )
    named = bool(about.question.courses or about.question.without_courses)
    rest = button("Everything asked", f"{ASK}:all", everything) if named else None
    if about.is_mine:
        return [
            says("Log training", "training", "log"),
            says("My record", "training history", "history"),
            rest,
        ]
    may_log = may_about(about.request, Action.LOG, about.scope)
    course = about.due[0].course if about.due else None
    said = LogSaid(course=course, people=[about.scope.number], named=True)
    return [button("Log training for them", f"{OPEN_LOG}:due", said) if may_log else None, rest]
