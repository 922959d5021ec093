"""A call asked once more, by who decides about the meeting: at once, to the silent and to who is not sure.

Beside the one nudge that letters bring (`letter`): somebody decides that an answer is needed now. At most
once a day a meeting; who is not in Slack is named.
"""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.blocks import buttons, words
from commands.kit.meeting_views import MeetingPicked, meeting_name, meeting_time, meeting_where
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Post, Reply
from commands.kit.request import Request
from commands.kit.zone_views import where_you_are
from commands.language.calls import REMINDS
from commands.language.meetings import meeting_said_to_decide, theirs_to_decide
from commands.meetings.card_views import answer_buttons
from commands.meetings.moving import refuse_over
from commands.meetings.steps_views import ASK_AGAIN, how_many, not_in_slack, receipt
from storage.accounts import accounts_of
from storage.answering_calls import note_asked_again, open_answers
from storage.meeting_times import begins
from storage.meetings import InvitationRecord, MeetingRecord
from words.days import spoken
from words.problems import Problem


def remind(request: Request) -> Reply:
    """Asks those of the meeting that is said; "those who are silent" names none."""
    whole = REMINDS.fullmatch(f"remind {request.text}")
    which = request.text if whole is None else whole["which"] or ""
    return _asked(request, meeting_said_to_decide(request, which, ASK_AGAIN).id)


def pressed(request: Request) -> Reply:
    """The same of the meeting a button is about."""
    return _asked(request, request.carried(MeetingPicked).meeting_id)


def _asked(request: Request, key: int) -> Reply:
    meeting = theirs_to_decide(request, key, lock=True)
    refuse_over(request, meeting)
    if meeting.reminded_on == request.today:
        raise Problem(
            f"{meeting_name(meeting)}: they were asked again today already, and not twice on one day. "
            "Tomorrow you can ask again."
        )
    there = [each for each in open_answers(request.session, meeting) if each.person_id != _self(request)]
    posts = _posts(request, meeting, there)
    if posts:
        note_asked_again(request.session, meeting, len(posts), request.trail(), request.today)
    missed = not_in_slack(request, [each.person_id for each in there])
    are = "is" if len(posts) == 1 else "are"
    said = f"{how_many(len(posts))} {are} asked again just now." if posts else "Nobody was asked again."
    notes = [said, missed if there else "Everybody who is asked has answered."]
    return Reply(message=receipt(request, meeting, "Its call", notes), posts=posts)


def _self(request: Request) -> int:
    """Who asks, and needs no message for that."""
    return request.member.person_id or 0


def _posts(request: Request, meeting: MeetingRecord, there: Sequence[InvitationRecord]) -> list[Post]:
    people = [each.person_id for each in there]
    accounts = accounts_of(request.session, people, request.member.workspace, request.now)
    start, who = begins(meeting, request.region.zone), request.member.name or "Who called it"
    by = meeting.answer_by
    until = "" if by is None or by < request.today else f" Please answer by {spoken(by)}."
    row = buttons(*answer_buttons(meeting, ":again"))
    posts = []
    for each in there:
        account = accounts.get(each.person_id)
        if account is None:
            continue
        elsewhere = where_you_are(start, account.timezone, request.region)
        when = f"{meeting_time(meeting, request.region)}{elsewhere}{meeting_where(meeting)}"
        how = "You have not answered yet." if each.answer is None else "You were not sure yet."
        text = f"{who} asks again: {meeting.title}, {when}. {how} Are you coming?{until}"
        mark = f"asked again {each.id} {request.today.isoformat()}"
        posts.append(Post(each.person_id, Message([words(text), *row]), mark, about=each.subject))
    return posts


ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting remind",
        remind,
        what="ask those again who have not answered a meeting's call, or are not sure",
        example="/meeting remind kickoff",
        changes=True,
        takes="MEETING",
    ),
    Click(ASK_AGAIN, pressed, changes=True),
)
