"""How linking a Slack user to the roster is shown: the form, the question to emergency managers, the news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
    SectionBlock,
)

from commands.kit.blocks import aside, button, buttons, plain, says, words
from commands.kit.reply import Message
from storage.audit import COMMAND_LINE
from storage.linking import BY_EMAIL
from storage.people import SlackIdentity

MOST_LISTED = 30


class LinkFor(BaseModel):
    """Whom a form or a button of linking is about: a Slack user, a person, or both."""

    user: str = ""
    person: int | None = None


@dataclass(frozen=True)
class Likely:
    """Somebody of the roster whom a Slack user may be."""

    person_id: int
    label: str  # name and agency
    why: str
    caution: str = ""  # what to look at twice before linking


def asks_to_be_linked(identity: SlackIdentity, likely: Sequence[Likely]) -> Message:
    """The question that goes to every emergency manager."""
    who = who_asks(identity)
    lines = [f"{each.label}: {each.why}{'. ' + each.caution if each.caution else ''}" for each in likely]
    head = (
        "Likely matches on the roster:"
        if lines
        else "Nobody on the roster has a similar name or that e-mail."
    )
    blocks: list[Block] = [
        _mention(identity.user, f" asks to be linked to the roster. {who}"),
        words("\n".join([head, *lines])),
    ]
    choices = [_link_button(identity.user, each) for each in likely]
    blocks += buttons(
        *choices,
        button("Somebody else", "link.open", LinkFor(user=identity.user)),
        button(
            "Not one of ours",
            "link.refuse",
            LinkFor(user=identity.user),
            confirm="They are told that they are not on the roster. Nothing else changes.",
        ),
    )
    return Message(blocks)


def requests_list(waiting: Sequence[SlackIdentity]) -> Message:
    """Those who wait to be linked, each to be looked at."""
    blocks: list[Block] = [words(f"{len(waiting):,} people wait to be linked to the roster.")]
    for each in waiting[:MOST_LISTED]:
        look = button("Look", f"link.requests:{each.user}", LinkFor(user=each.user))
        blocks.append(SectionBlock(text=plain(who_asks(each)), accessory=look))
    if len(waiting) > MOST_LISTED:
        blocks.append(aside(f"And {len(waiting) - MOST_LISTED:,} more, once these are decided."))
    return Message(blocks)


def who_asks(identity: SlackIdentity) -> str:
    """What Slack says of a user, so that nobody is linked by the name they chose alone."""
    facts = [f"Slack calls them {identity.real_name or identity.user} ({identity.user})"]
    facts.append(f"confirmed e-mail {identity.email}" if identity.email else "no confirmed e-mail")
    if identity.is_guest:
        facts.append("a guest of this workspace")
    if identity.is_outside:
        facts.append("from another organization")
    return f"{'; '.join(facts)}."


def asked(managers: int) -> Message:
    """What the one who asked hears."""
    people = "an emergency manager" if managers == 1 else f"{managers:,} emergency managers"
    text = f"I asked {people} to link you to the roster. I'll tell you here when it is done."
    return Message([words(text), *buttons(says("Help", "help", "help"))])


def nobody_to_ask(user: str) -> Message:
    """What is said where no emergency manager can be written to."""
    text = (
        "I can't reach an emergency manager in this Slack yet. Whoever runs Muster can link you "
        f"on the command line: muster link YOUR-EMAIL {user}"
    )
    return Message([words(text), *buttons(says("Help", "help", "help"))])


def you_are_linked(label: str) -> Message:
    """The news for the one who was linked."""
    text = f"You are linked to the roster as {label}."
    return Message(
        [
            words(text),
            *buttons(
                says("What I am due for", "due", "due"),
                says("My record", "training history", "history"),
                says("Help", "help", "help"),
            ),
        ],
    )


def you_are_not(who: str) -> Message:
    """The news for the one who is not on the roster."""
    text = (
        f"{who} looked at your request: you are not on the roster. "
        "If you should be, ask your agency to add you to it."
    )
    return Message([words(text), *buttons(says("Help", "help", "help"))])


def linked_message(text: str, note: str, *elements: ButtonElement | None) -> Message:
    """What the emergency manager reads after linking, and what to look at."""
    blocks: list[Block] = [words(text)]
    if note:
        blocks.append(aside(note))
    return Message([*blocks, *buttons(*elements)])


def was_linked(identity: SlackIdentity, person: str, by: str) -> Message:
    """What a question says once its user was linked; who did it is named where it was somebody."""
    return linked_message(
        f"{identity.real_name or identity.user} was linked to {person}{_decided_by(by)} meanwhile.",
        "",
        button("Link to somebody else", "link.open", LinkFor(user=identity.user)),
    )


def was_told(identity: SlackIdentity) -> Message:
    """What a question says once its user was told that they are not ours."""
    return linked_message(
        f"{identity.real_name or identity.user} was told that they are not on the roster.",
        who_asks(identity),
        button("Link them after all", "link.open", LinkFor(user=identity.user)),
    )


def _decided_by(by: str) -> str:
    if by in ("", BY_EMAIL):
        return ""
    return " on the command line" if by == COMMAND_LINE else f" by {by}"


def _link_button(user: str, likely: Likely) -> ButtonElement:
    return button(
        f"Link to {likely.label}",
        f"link.to:{likely.person_id}",
        LinkFor(user=user, person=likely.person_id),
        confirm=f"They will speak as {likely.label}, and see that record. {likely.caution}".strip(),
    )


def _mention(user: str, text: str) -> RichTextBlock:
    return RichTextBlock(
        elements=[
            RichTextSectionElement(
                elements=[RichTextElementParts.User(user_id=user), RichTextElementParts.Text(text=text)]
            )
        ]
    )
