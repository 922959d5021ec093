"""`/muster letters`: how often Muster writes to one by itself, at what hour, or not at all; and in Home."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, SectionBlock
from sqlalchemy import select

from commands.kit.blocks import button, buttons, cut, option, plain
from commands.kit.forms import Modal, choice_field, opened
from commands.kit.home import LETTERS
from commands.kit.letters import LetterPart, Round
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared, Form, HomePart
from commands.kit.reply import Reply, say
from commands.kit.request import Request
from commands.kit.slash import locally
from commands.letters.letter_views import CHOOSE, MORE, Habit, LetterOf, whole_message
from commands.letters.writing import in_order, lines_by_person, reader_of
from storage.audit import AuditKind
from storage.letters import (
    HOURS,
    LETTER,
    WEEK_TOLD,
    LetterLine,
    Often,
    choice_of,
    choose,
    monday_of,
    zone_of,
)
from storage.slots import slot_on
from words.classes import listed, plain_word
from words.problems import Problem, Unclear

EXAMPLE = "/muster letters weekly at 9"
SAID = {
    Often.DAILY: "daily day everyday usual on always again start unmute",
    Often.WEEKLY: "weekly week mondays monday",
    Often.URGENT: "urgent urgently important",
    Often.NEVER: "never no none off mute stop",
}
HOW = {word: often for often, said in SAID.items() for word in said.split()}
FILLERS = listed(
    "at to me my only just what what's is the a please write send letters letter in every once o'clock and "
    "writing sending get i want from now hour"
)
HOUR = re.compile(r"(\d{1,2})(?:[:.]?00)?(am|pm)?")
HALVES = re.compile(r"(?<=\d)\s*([ap])\.?\s?m\b\.?", re.IGNORECASE)
""" "9 am", "9 p.m.": one word each."""
CALLED = {"noon": 12, "midday": 12, "midnight": 0}
LABELS = {
    Often.DAILY: "Daily: at most one letter a day",
    Often.WEEKLY: "Weekly: on Mondays, and before a class or exercise",
    Often.URGENT: "Only what is urgent",
    Often.NEVER: "Never",
}
OFTEN = choice_field(
    "often",
    "How often",
    [option(LABELS[each], each.value) for each in Often],
    "Choose",
    "Choose how often.",
    hint="Urgent is what lapsed, is tomorrow, or is overdue. A class that is moved or cancelled within a day "
    "is told at once, whatever you choose.",
)
AT = choice_field(
    "hour",
    "At what hour, where you are",
    [option(f"{hour:02}:00", str(hour)) for hour in HOURS],
    "Choose an hour",
    "Choose an hour.",
)


def letters(request: Request) -> Reply:
    """Takes what was said, such as "weekly at 9"; without words, the form."""
    if not request.text.strip():
        return open_form(request)
    habit = _understood(request)
    return _chosen(request, habit)


def open_form(request: Request) -> Reply:
    """The form, with what holds now."""
    habit = _habit(request, _person(request))
    view = FORM.view({"often": habit.often.value, "hour": str(habit.hour)})
    return opened(request, view, f"I write you {habit.said}.", button("Choose", CHOOSE))


def submitted(request: Request) -> Reply:
    """What the form was filled in with."""
    filled = FORM.read(request)
    return _chosen(request, Habit(Often(filled[OFTEN]), int(filled[AT])))


def _chosen(request: Request, habit: Habit) -> Reply:
    person = _person(request)
    before = _habit(request, person)
    zone = zone_of(request.member.timezone, request.region)
    own_day = request.now.astimezone(zone).date()
    choice = choose(request.session, person, habit.often, habit.hour, own_day)
    if before != habit:
        request.note(
            AuditKind.LETTERS_CHOSEN,
            ("person", person),
            of=choice,
            often=habit.often.value,
            hour=habit.hour,
        )
    missed = (
        " I won't repeat what came up while letters were off; see /due."
        if before.often is Often.NEVER and habit.often is not Often.NEVER
        else ""
    )
    where = "" if habit.often is Often.NEVER else f" Where you are is {zone.key}, as Slack has it."
    done = f"From now on I write you {habit.said}.{where}{missed}"
    return say(done, *buttons(button("Change it", CHOOSE)), closes=True)


def _understood(request: Request) -> Habit:
    """What was said, to the last word. Raises Unclear for anything else, and chooses nothing."""
    now = _habit(request, _person(request))
    often: set[Often] = set()
    hours: dict[int, str] = {}
    unknown = []
    for said in HALVES.sub(r"\1m", request.text).split():
        word = plain_word(said)
        if word in HOW:
            often.add(HOW[word])
        elif word in CALLED:
            hours[CALLED[word]] = word
        elif match := HOUR.fullmatch(word):
            hour = _hour(int(match[1]), match[2])
            hours[hour] = f"{int(match[1])} {match[2]}" if match[2] else f"{hour:02}:00"
        elif word and word not in FILLERS:
            unknown.append(said)
    wrong = ""
    if unknown:
        wrong = f"I do not know what “{cut(' '.join(unknown), 60)}” means here."
    elif len(often) > 1 or len(hours) > 1:
        wrong = "Say one way, and one hour."
    elif not set(hours) <= set(HOURS):
        wrong = f"I write between {HOURS[0]:02}:00 and {HOURS[-1]:02}:00 where you are, on the hour."
    elif not often and not hours:
        wrong = "Say daily, weekly, urgent or never, and at what hour if you like."
    if wrong:
        understood = ", ".join(
            [*(LABELS[each] for each in sorted(often)), *(f"at {said}" for _, said in sorted(hours.items()))]
        )
        raise Unclear(f"{wrong} Nothing was changed.", understood, locally(EXAMPLE, request.region))
    return Habit(next(iter(often), now.often), next(iter(hours), now.hour))


def _hour(said: int, half: str | None) -> int:
    return said if half is None else said % 12 + (12 if half == "pm" else 0)


def _person(request: Request) -> int:
    """The speaker on the roster. Raises Refused for somebody who is not on it."""
    if request.member.person_id is None:
        raise Refused("I write to those who are on the roster.", "Who can: whoever is linked to it.")
    return request.member.person_id


def _habit(request: Request, person: int) -> Habit:
    return Habit.of(choice_of(request.session, person))


def my_letters(request: Request) -> Iterator[Block]:
    """In Home: how often one is written to, and the way to change it."""
    person = request.member.person_id
    if person is None:
        return
    said = plain(f"I write you {_habit(request, person).said}.")
    yield SectionBlock(text=said, accessory=button("How often I write", CHOOSE))


FORM = Modal("letters", "How often I write", "Choose", (OFTEN, AT), submitted)


def entries(parts: Sequence[LetterPart]) -> tuple[Declared, ...]:
    """The entries over the parts of letters there are."""

    def show_all(request: Request) -> Reply:
        """All that a day's letter told the speaker, as it stands now."""
        asked, person = request.carried(LetterOf), _person(request)
        day = asked.day
        slot = slot_on(request.session, LETTER, person, day)
        if slot is None:
            raise Problem("I wrote you no letter on that day.")
        waiting: defaultdict[str, list[LetterLine]] = defaultdict(list)
        told = select(LetterLine).where(LetterLine.person_id == person, LetterLine.told_on == day)
        for line in request.session.scalars(told.order_by(LetterLine.id)):
            waiting[line.matter].append(line)
        week = slot_on(request.session, WEEK_TOLD, person, monday_of(day))
        had_the_weeks = week is not None and week.delivery_id == slot.delivery_id is not None
        habit = _habit(request, person)
        reader = reader_of(request.member, person, habit, day, is_weekly=had_the_weeks)
        round_ = Round(
            request.session, request.region, request.now, day, {person: reader}, dict(waiting), again=True
        )
        lines = [each for each in lines_by_person(round_, parts).get(person, []) if each[1].text]
        mark = request.region.handling_mark
        return Reply(message=whole_message(in_order(lines), day, mark, asked.start))

    return (
        Form(
            "muster letters",
            letters,
            what="how often I write to you by myself, and at what hour",
            example=EXAMPLE,
            changes=True,
            takes="[daily | weekly | urgent | never] [at HOUR]",
        ),
        Click(CHOOSE, open_form),
        Click(MORE, show_all),
        *FORM.entries(),
        HomePart(LETTERS, my_letters),
    )
