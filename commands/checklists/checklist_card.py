"""A checklist's card in a channel: how far it is, by its steps; counts only, and changed with the list."""

from __future__ import annotations

from commands.checklists.adding import TYPED
from commands.checklists.checklist_views import POST, counts_words
from commands.kit.blocks import aside, button, buttons, paragraphs, says, title, words
from commands.kit.cards import CardKind, Look, card_post
from commands.kit.channel import CHANNEL, channel_said, is_channel
from commands.kit.forms import Modal, opened
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import CardOf, Message, Reply, say
from commands.kit.request import Request
from commands.language.checklists import (
    SHOW,
    ListPicked,
    checklist_of,
    list_match,
    list_name,
    lists_meant,
    near_lists,
    understand_lists,
)
from commands.language.scopes import offers, several, shown
from storage import cards
from storage.checklist_counts import Counts, counts_by_step
from storage.checklists import CHECKLIST_CARD, ChecklistRecord
from words.days import spoken
from words.names import Kind, Match
from words.problems import Offer, Unclear

EXAMPLE = "/checklist post roadmap"
MOST_STEPS = 20


def post_said(request: Request) -> Reply:
    """Posts how far the list is that was named, into the channel it is said in; else the form asks which."""
    channel, text = channel_said(request.text)
    meant = lists_meant(request, understand_lists(request, text))
    matches = [list_match(request, each) for each in meant]
    if len(meant) > 1 and text:
        raise several(matches, text, _offer, example=EXAMPLE)
    if len(meant) > 1:
        raise Unclear(not_understood="Which checklist?", example=EXAMPLE, offers=offers(matches, _offer))
    if not meant:
        raise Unclear(
            not_understood=f"I don't find a checklist “{shown(text)}” that is yours. Nothing was posted.",
            example=EXAMPLE,
            offers=offers(near_lists(request, text), _offer),
        )
    if channel and request.door in TYPED:
        return _posted(request, meant[0], channel, "that channel")
    if is_channel(request.place) and request.door in TYPED:
        return _posted(request, meant[0], request.place.channel, "this channel")
    return _form(request, meant[0])


def post_pressed(request: Request) -> Reply:
    """The form that asks into which channel."""
    return _form(request, checklist_of(request, request.carried(ListPicked).checklist))


def post_submitted(request: Request) -> Reply:
    """Posts it into the channel that was chosen."""
    there = checklist_of(request, request.carried(ListPicked).checklist)
    return _posted(request, there, POST_CARD.read(request)[CHANNEL], "that channel")


def render(look: Look) -> Message | None:
    """The card as the list stands now; an earlier one of a channel points to the latest."""
    there = look.session.get_one(ChecklistRecord, look.record_id)
    name = list_name(look, there)
    if there.voided_at is not None:
        return Message([words(f"{name} was taken back.")])
    if not look.newest:
        return Message([words(f"{name}: how far it is is further down in this channel.")])
    return card(look, there)


def card(look: Look | Request, there: ChecklistRecord) -> Message:
    """How far a list is and each of its steps: no item, and nobody's name."""
    steps = counts_by_step(look.session, there.id, look.today)
    every = sum((counts for _, counts in steps), Counts())
    named = [(step or "Everything else", counts) for step, counts in steps]
    lines = [f"{step}: {counts_words(counts)}" for step, counts in named[:MOST_STEPS]]
    picked = ListPicked(checklist=there.id)
    return Message(
        [
            title(f"{list_name(look, there)}: {counts_words(every)}"),
            *paragraphs(lines if len(steps) > 1 else []),
            *buttons(
                button("Open the list", f"{SHOW}:card", picked),
                says("What is mine", "checklist mine", "card mine"),
            ),
            aside(f"As it was last changed, {spoken(look.today)}.", look.region.handling_mark),
        ]
    )


def _posted(request: Request, there: ChecklistRecord, channel: str, where: str) -> Reply:
    cards.changed(request.session, CHECKLIST_CARD, there.id, request.now)  # an earlier one says where it is
    its_card = CardOf(CHECKLIST_CARD, there.id)
    posted = card_post(request, channel, card(request, there), its_card, there.subject)
    said = (
        f"{list_name(request, there)}: I am asking {where} to take its counts, and tell you if I can't write "
        "there. They change with the list."
    )
    return say(said, posts=[posted], closes=True)


def _form(request: Request, there: ChecklistRecord) -> Reply:
    picked = ListPicked(checklist=there.id)
    above = [words(f"{list_name(request, there)}: counts by step go there, no item and no name.")]
    view = POST_CARD.view({CHANNEL.name: is_channel(request.place)}, carried=picked, above=above)
    text = f"{list_name(request, there)}: into which channel? Nothing was posted yet."
    return opened(request, view, text, button("Choose the channel", f"{POST}:form", picked))


def _offer(match: Match) -> Offer | None:
    if match.kind is not Kind.CHECKLIST:
        return None
    return Offer(match.name, f"{POST}:{match.key}", ListPicked(checklist=int(match.key)))


POST_CARD = Modal(
    "checklist.post_form", "Post the counts", "Post them", (CHANNEL,), post_submitted, needs=Needs.LEAD
)

ENTRIES: tuple[Declared, ...] = (
    CardKind(CHECKLIST_CARD, render),
    Form(
        "checklist post",
        post_said,
        what="post how far a checklist is into a channel: counts only",
        example=EXAMPLE,
        needs=Needs.LEAD,
        changes=True,
        takes="TITLE [#CHANNEL]",
    ),
    Click(POST, post_pressed, needs=Needs.LEAD),
    *POST_CARD.entries(),
)
