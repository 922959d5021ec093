"""`/meeting minutes`: the minutes of a meeting as a document, by direct message.

For who may decide about it, from its beginning on; and, once who was there is confirmed, for those who were:
those whom the minutes name know of each other already. To nobody else.
"""

from __future__ import annotations

from slack_sdk.models.blocks import Block
from sqlalchemy import select

from commands.kit.blocks import aside, words
from commands.kit.meeting_rights import WHOSE_MEETING, attended_by, invited_to, meetings_for
from commands.kit.meeting_views import meeting_name
from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import File, Message, Post, Reply
from commands.kit.request import Request
from commands.language.meetings import LATELY, begun_lately, meeting_of, meeting_said, meetings_fitting
from commands.meetings.after_views import MINUTES
from commands.meetings.begun import Begun, one_of, refused
from files.documents.minutes import Minutes
from files.documents.setting import Document, Kind
from files.exports.minutes import minutes_of, note_minutes
from storage.meeting_attendance import refuse_before_it_begins
from storage.meeting_turns import NotAsItStands
from storage.meetings import TAKES_PLACE, MeetingRecord, MeetingState
from words.file_names import file_name

EXAMPLE = "/meeting minutes"
FOR_WHOM = f"Who was there, once that is confirmed. {WHOSE_MEETING}"


def minutes(request: Request) -> Reply:
    """The minutes of the meeting that is named, of those that are for the speaker; else of the last one."""
    if said := request.text.strip():
        mine = meetings_for(request.member) | attended_by(request.member)
        if not meetings_fitting(request, said, TAKES_PLACE & mine):
            _refuse_invited(request, said)
        return _given(request, meeting_said(request, said, MINUTES, TAKES_PLACE & mine))
    there = begun_lately(request) if request.member.may(Needs.LEAD) else []
    known = {each.id for each in there}
    there += [each for each in _attended_lately(request) if each.id not in known]
    if not there:
        raise Refused("There are no minutes for you of the last two weeks.", f"Who gets them: {FOR_WHOM}")
    return _given(request, one_of(there, MINUTES, lambda key: Begun(meeting_id=key), EXAMPLE))


def pressed(request: Request) -> Reply:
    """Those of the meeting a button carries."""
    return _given(request, meeting_of(request, request.carried(Begun).meeting_id))


def _refuse_invited(request: Request, said: str) -> None:
    """Raises Refused where the speaker is asked to the meeting that is named: when, and to whom."""
    there = meetings_fitting(request, said, TAKES_PLACE & invited_to(request.member))
    if not there:
        return
    name = meeting_name(there[0])
    if there[0].state is MeetingState.HELD:
        raise Refused(f"The minutes of {name} are not for you.", f"Who gets them: {FOR_WHOM}")
    when = f"The minutes of {name} come once it was held and who was there is confirmed."
    raise Refused(when, f"Who gets them: {FOR_WHOM}")


def _attended_lately(request: Request) -> list[MeetingRecord]:
    """The meetings of late in which the speaker was, the newest first."""
    query = select(MeetingRecord).where(
        attended_by(request.member),
        MeetingRecord.held_on.between(request.today - LATELY, request.today),
    )
    order = (MeetingRecord.held_on.desc(), MeetingRecord.start_time.desc(), MeetingRecord.id.desc())
    return list(request.session.scalars(query.order_by(*order)))


def _given(request: Request, meeting: MeetingRecord) -> Reply:
    _may_read(request, meeting)
    try:
        refuse_before_it_begins(meeting, request.now, request.region.zone)
    except NotAsItStands as problem:
        raise refused(request, problem) from None
    made = minutes_of(request.session, request.region, meeting, request.now)
    note_minutes(request.session, request.trail(), meeting, made)
    day = request.today.isoformat()
    file = File(
        file_name("minutes", meeting.title, meeting.held_on, "pdf"),
        f"{made.title}, as of {day}",
        Document.of(Kind.MINUTES, made),
    )
    post = Post(request.member.user, Message([words(_comes(meeting))]), "minutes", file)
    return Reply(message=Message([words(_said(meeting, made)), *_beneath(made)]), posts=[post])


def _may_read(request: Request, meeting: MeetingRecord) -> None:
    """Raises Refused for who neither decides about it nor is on record as there."""
    mine = meetings_for(request.member) | attended_by(request.member)
    theirs = select(MeetingRecord.id).where(MeetingRecord.id == meeting.id, mine)
    if request.session.scalars(theirs).first() is None:
        raise Refused("These minutes are not for you.", f"Who gets them: {FOR_WHOM}")


def _comes(meeting: MeetingRecord) -> str:
    return f"The minutes of {meeting_name(meeting)}."


def _said(meeting: MeetingRecord, made: Minutes) -> str:
    said = f"The minutes of {meeting_name(meeting)} come to you in a direct message, as PDF."
    return said if made.is_confirmed else f"{said} Who was there is not confirmed yet: they name nobody."


def _beneath(made: Minutes) -> list[Block]:
    return [aside(made.handling_mark)] if made.handling_mark else []


ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting minutes",
        minutes,
        what="the minutes of a meeting as a document",
        example=EXAMPLE,
        changes=True,
        takes="[MEETING]",
    ),
    Click(MINUTES, pressed, changes=True),
)
