"""`/checklist channel`: the channels that read, once a week, how far a checklist is; choose one, and stop."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Option
from slack_sdk.models.views import View

from commands.checklists.channel_views import STOP, begins_message, chosen
from commands.kit.blocks import button, buttons, meant, option, says, words
from commands.kit.channel import CHANNEL, channel_said, is_channel
from commands.kit.checklist_rights import kept
from commands.kit.forms import CantTake, Field, Modal, opened, searched_field
from commands.kit.may import Action, may
from commands.kit.member import Needs
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Door, Request
from commands.kit.subscription_views import (
    AT,
    AT_EIGHT,
    MONDAY,
    WEEKDAY,
    ZONE,
    Listed,
    Stop,
    begins_post,
    days_of,
    list_of,
)
from commands.language.checklists import (
    CHANNEL_LINE,
    ListPicked,
    checklist_of,
    list_match,
    list_name,
    lists_meant,
    lists_there,
    near_lists,
    understand_lists,
)
from commands.language.scopes import offers, several, shown
from readiness.text import fold
from storage.audit import AuditKind
from storage.checklists import ChecklistChannel, ChecklistRecord
from storage.subscriptions import live, stop, take_channels_turn
from words.names import Kind, Match
from words.problems import Offer, Problem, Unclear

OPTIONS = 100
EXAMPLE = "/checklist channel"
NO_LIST = "There is no checklist yet to choose a channel for."


class ChannelAsked(ListPicked):
    """Which checklist, and which channel is to read of it, as far as it was said."""

    channel: str = ""


def open_form(request: Request) -> Reply:
    """The form that chooses a channel, with those there are; what was said stands in it already."""
    picked = request.carried(ChannelAsked) if request.value else _asked(request)
    lists = lists_there(request)
    if not lists:
        raise Problem(f"{NO_LIST} Add an item first, or hand out a template.")
    first = checklist_of(request, picked.checklist) if picked.checklist else lists[0]
    text = "Choose the channel, the day and the checklist."
    opener = button("Weekly line", CHANNEL_LINE, picked)
    return opened(request, _form(request, first, picked.channel), text, opener)


def _asked(request: Request) -> ChannelAsked:
    """The channel and the list that were said. Raises Unclear for words that name neither."""
    channel, left = channel_said(request.text)
    if by_name := next((each for each in left.split() if each.startswith("#")), ""):
        raise Unclear(
            not_understood=f"I can't tell “{shown(by_name)}” by its name alone: choose it in the form.",
            example=EXAMPLE,
            offers=[meant(EXAMPLE.removeprefix("/"))],
        )
    said = understand_lists(request, left)
    if said.is_empty:
        return ChannelAsked(channel=channel)
    fitting = lists_meant(request, said)
    if len(fitting) == 1:
        return ChannelAsked(channel=channel, checklist=fitting[0].id)

    def offer(match: Match) -> Offer | None:
        if match.kind is not Kind.CHECKLIST:
            return None
        asked = ChannelAsked(channel=channel, checklist=int(match.key))
        return Offer(match.name, f"{CHANNEL_LINE}:{match.key}", asked)

    if fitting:
        raise several([list_match(request, each) for each in fitting], left, offer, example=EXAMPLE)
    raise Unclear(
        not_understood=f"I don't find a checklist “{shown(left)}” that is yours. Nothing was chosen.",
        example=EXAMPLE,
        offers=offers(near_lists(request, left), offer),
    )


def choose(request: Request) -> Reply:
    """Writes the channel down and, in the channel itself, that it begins."""
    filled = FORM.read(request)
    channel, checklist = filled[CHANNEL], filled[LIST]
    take_channels_turn(request.session, request.member.workspace, channel)
    for known in live(request.session, ChecklistChannel, request.member.workspace):
        if (known.channel, known.checklist_id) == (channel, checklist.id):
            raise Wrong({"channel": "This channel gets that line already. Stop it in the list first."})
    subscription = ChecklistChannel(
        checklist_id=checklist.id,
        workspace=request.member.workspace,
        channel=channel,
        weekday=int(filled[WEEKDAY]),
        at=filled[AT],
        timezone=filled[ZONE].key,
        created_by=request.member.label,
        slack_user=request.member.user,
        created_at=request.now,
        known_until=request.now,
    )
    request.session.add(subscription)
    request.session.flush()
    request.note(
        AuditKind.CHECKLIST_CHANNEL_CHOSEN,
        subscription.subject,
        of=subscription,
        channel=channel,
        checklist=checklist.id,
    )
    listed, first = _listed(request, subscription, checklist), subscription.first_day(request.now)
    begins = begins_post(subscription, begins_message(listed, first))
    return Reply(message=chosen(listed, first), closes=True, posts=[begins])


def stop_one(request: Request) -> Reply:
    """Stops a channel's line; pressed in the form, the form shows what is left."""
    wanted = request.carried(Stop).subscription
    found = live(request.session, ChecklistChannel, request.member.workspace, [wanted], lock=True)
    for each in found:
        checklist = request.session.get_one(ChecklistRecord, each.checklist_id)
        may(request.member, Action.CHECKLIST, kept(checklist), request.today, request.today).or_refuse()
        stop(request.session, each, request.member.label, request.now)
        request.note(AuditKind.CHECKLIST_CHANNEL_STOPPED, each.subject, of=each, channel=each.channel)
    request.session.flush()
    if request.door is Door.MODAL and (lists := lists_there(request)):
        return Reply(updated=_form(request, lists[0]))
    text = "Stopped: no more weekly lines of that kind here." if found else "That line was stopped already."
    return Reply(message=Message([words(text), *buttons(says("Weekly line", "checklist channel"))]))


def search_list(request: Request) -> Reply:
    """The checklists that are the speaker's to keep."""
    typed = fold(request.text)
    names = [(list_name(request, each), each) for each in lists_there(request)]
    return Reply(options=[_option(name, each) for name, each in names if typed in fold(name)][:OPTIONS])


def _option(name: str, checklist: ChecklistRecord) -> Option:
    return option(name, str(checklist.id))


def _chosen_list(request: Request, field: str) -> ChecklistRecord:
    key = request.typed_id(field)
    if key is None:
        raise CantTake("Choose a checklist from the list.")
    try:
        return checklist_of(request, key)
    except Problem as problem:
        raise CantTake(str(problem)) from None


def _form(request: Request, first: ChecklistRecord, channel: str = "") -> View:
    fields = {
        "list": _option(list_name(request, first), first),
        "channel": channel or is_channel(request.place),
        "weekday": MONDAY,
        "at": AT_EIGHT,
        "zone": request.region.timezone,
    }
    return FORM.view(fields, below=list_of(_known(request), "Channels there are", STOP))


def _known(request: Request) -> Sequence[Listed]:
    lists = {each.id: each for each in lists_there(request)}
    there = live(request.session, ChecklistChannel, request.member.workspace)
    return [_listed(request, each, lists[each.checklist_id]) for each in there if each.checklist_id in lists]


def _listed(request: Request, subscription: ChecklistChannel, checklist: ChecklistRecord) -> Listed:
    return Listed(
        subscription.id,
        subscription.channel,
        list_name(request, checklist),
        days_of(subscription.cadence),
        subscription.at,
        subscription.timezone,
    )


LIST: Field[ChecklistRecord] = searched_field("list", "Checklist", "A checklist", _chosen_list, search_list)
FORM = Modal(
    "checklist.choose_channel",
    "Weekly line",
    "Choose",
    (LIST, CHANNEL, WEEKDAY, AT, ZONE),
    choose,
    needs=Needs.LEAD,
)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "checklist channel",
        open_form,
        what="once a week a line in a channel: how far a checklist is, in counts",
        example=EXAMPLE,
        needs=Needs.LEAD,
        takes="[#CHANNEL] [TITLE]",
    ),
    Click(CHANNEL_LINE, open_form, needs=Needs.LEAD),
    Click(STOP, stop_one, needs=Needs.LEAD, changes=True),
    *FORM.entries(),
)
