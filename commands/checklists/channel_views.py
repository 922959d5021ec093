"""A checklist's weekly line in a channel, and what is said when one is asked for: counts, and no names."""

from __future__ import annotations

from datetime import date

from slack_sdk.models.blocks import ButtonElement

from commands.kit.blocks import aside, button, buttons, styled, words
from commands.kit.reply import Message
from commands.kit.subscription_views import Listed, Stop
from commands.language.checklists import SHOW, ListPicked
from storage.checklist_weeks import SOON, WeekCounts
from words.amounts import plural
from words.days import spoken

STOP = "checklist.stop"
"""What the button is known by that stops a channel's weekly line."""
NO_MORE = "No more weekly lines will come."


def week_message(name: str, counts: WeekCounts, checklist: int, day: date, mark: str) -> Message:
    """The line of a week. The button shows the list to whoever presses it and may read it."""
    parts = [
        f"{counts.done_lately:,} done this week" if counts.done_lately else "",
        f"{counts.due_soon:,} due in the next {SOON.days} days" if counts.due_soon else "",
        f"{counts.overdue:,} overdue" if counts.overdue else "",
    ]
    more = f" {', '.join(filter(None, parts))}." if any(parts) else ""
    text = f"{name}: {counts.done:,} of {plural(counts.all, 'item')} done.{more}"
    return Message(
        [
            words(text),
            *buttons(button("See the list", f"{SHOW}:week", ListPicked(checklist=checklist))),
            aside(f"As of {spoken(day)}.", mark),
        ]
    )


def chosen(listed: Listed, first: date) -> Message:
    """What whoever chose the channel is told."""
    text = f"{listed.about}, {listed.when}, first on {spoken(first)}."
    note = "In a week without news none comes. If I can't write there later on I stop, and tell you why."
    head = styled(f"I am asking <#{listed.channel}>: I tell you if I can't write there.")
    return Message([head, words(text), aside(note), *buttons(_stop(listed))])


def begins_message(listed: Listed, first: date) -> Message:
    """What the channel is told."""
    first_on = f"first on {spoken(first)}"
    text = (
        f"This channel gets the counts of a checklist ({listed.about}) {listed.when}, {first_on}. "
        "It counts, and names nobody."
    )
    return Message([words(text), *buttons(_stop(listed))])


def _stop(listed: Listed) -> ButtonElement:
    return button("Stop", STOP, Stop(subscription=listed.id), confirm=NO_MORE)
