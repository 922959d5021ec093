"""Meetings as people name them: "the kickoff on 12 Jan", and whose they are to decide about.

A meeting by words of its title and its place, its day and its time, all of what was said; two that fit are
asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from commands.kit.about import ALLOWED, Convened, Verdict
from commands.kit.may import Action, agencies_led, may
from commands.kit.meeting_rights import WHOSE_MEETING, convened, meetings_for, readable_by
from commands.kit.meeting_views import MeetingPicked, meeting_name
from commands.kit.problems import Refused
from commands.kit.request import Request
from commands.language.classes import when_named
from commands.language.scopes import several, shown
from readiness.dates import ONE_DAY
from storage.meeting_times import begins, ends
from storage.meeting_turns import lock_meeting
from storage.meetings import IS_CALLED, IS_KNOWN, REMEMBERED, TAKES_PLACE, MeetingRecord
from words.classes import listed, plain_word
from words.names import Kind, Match, tokens
from words.problems import Offer, Problem, Unclear

EXAMPLE = "words of its title and its day, such as kickoff 12 Jan"
LATELY = timedelta(days=14)
"""How long ago a meeting may have begun that is meant without being named."""
STILL = timedelta(hours=12)
"""For so long after its end a meeting is the one that is meant."""
SMALL = listed("the a an at in on of our my for and that this meeting meetings call next")
WHO_DRAFTS = "Who put it together; you can call a meeting of your own with /meeting call."
WHO_CALLS = "Who can: the leads of agencies, for their own people; an emergency manager."


def meeting_of(request: Request, key: int | None, lock: bool = False) -> MeetingRecord:
    """The meeting a button or a form is about; with `lock`, nobody else changes it as long as this lasts.

    Raises Problem for one that is not there.
    """
    found = request.session.get(MeetingRecord, key) if key else None
    if found is None:
        raise Problem("That meeting is no longer there. Nothing was changed.")
    if lock:
        lock_meeting(request.session, found)
    return found


def theirs_to_decide(request: Request, key: int | None, lock: bool = False) -> MeetingRecord:
    """The meeting, if it is the speaker's to call, move and close. Raises Refused otherwise.

    What changes it asks with `lock`: their right may have ended until its turn came.
    """
    meeting = meeting_of(request, key, lock)
    may(request.member, Action.MEETING, convened(meeting), meeting.held_on, request.today).or_refuse()
    return meeting


def refuse_anothers_draft(request: Request, draft: MeetingRecord) -> None:
    """Raises Refused for a draft that somebody else puts together: until it is called it is theirs alone."""
    if (draft.workspace, draft.called_by_user) != (request.member.workspace, request.member.user):
        raise Refused("That draft is somebody else's. Nothing was changed.", WHO_DRAFTS)


def may_decide(request: Request, meeting: MeetingRecord) -> bool:
    """Whether a meeting is the speaker's to decide about."""
    return bool(may(request.member, Action.MEETING, convened(meeting), meeting.held_on, request.today))


def may_call(request: Request, agency: int | None = None) -> Verdict:
    """Whether the speaker may call a meeting of an agency; the region's, where none is given."""
    verdict = may(request.member, Action.MEETING, Convened(agency), request.today, request.today)
    if verdict:
        return ALLOWED
    return Verdict("A meeting of the whole region is not yours to call.", WHOSE_MEETING)


def may_call_any(request: Request) -> Verdict:
    """Whether the speaker may call some meeting: the region's, or one of an agency they lead."""
    if may_call(request) or any(may_call(request, agency) for agency in agencies_led(request.member)):
        return ALLOWED
    return Verdict("Calling a meeting is for the leads of agencies and for emergency management.", WHO_CALLS)


def meeting_said(request: Request, said: str, action: str, among: ColumnElement[bool]) -> MeetingRecord:
    """The one meeting of some that all of the words name; the only one there is, where nothing is said.

    Those of late and to come go first: one of long ago is meant where none of them is. Raises Unclear for
    none and for several; pressing one of them is known by `action`.
    """
    there = _nearest_first(request, among)
    fitting = meetings_fitting(request, said, among)
    matches = [meeting_match(each) for each in fitting or there]

    def offering(match: Match) -> Offer:
        return Offer(match.name, f"{action}:{match.key}", MeetingPicked(meeting_id=int(match.key)))

    if len(fitting) == 1:
        return fitting[0]
    if fitting and said:
        raise several(matches, said, offering, example=EXAMPLE)
    if not fitting:
        not_found = f"I can't find any meeting called “{shown(said)}” here."
        asked = not_found if said else "There is no such meeting now."
    else:
        asked = "Which meeting?"
    raise Unclear(not_understood=asked, example=EXAMPLE, offers=[offering(each) for each in matches[:5]])


def meetings_fitting(request: Request, said: str, among: ColumnElement[bool]) -> list[MeetingRecord]:
    """Those of some meetings that all of the words name, the nearest first; all of late, where nothing is
    said. One of long ago is found by its name where none of late has it.
    """
    found = [each for each in _nearest_first(request, among) if _fits(request, said, each)]
    if found or not said:
        return found
    return [each for each in _nearest_first(request, among, None) if _fits(request, said, each)]


def meeting_said_to_read(request: Request, said: str, action: str) -> MeetingRecord:
    """The one meeting that the words name, of those the speaker may read of: what comes goes before what was.

    Raises Unclear as `meeting_said` does.
    """
    mine = IS_KNOWN & readable_by(request.member)
    coming = mine & IS_CALLED & (MeetingRecord.held_on >= request.today - ONE_DAY)
    is_coming = bool(meetings_fitting(request, said, coming))
    return meeting_said(request, said, action, coming if is_coming else mine)


def begun_lately(request: Request, own: ColumnElement[bool] | None = None) -> list[MeetingRecord]:
    """The speaker's meetings that began lately, the newest first; of those on, or just over, no others.

    `own`: the condition of others than those they decide about.
    """
    zone, now = request.region.zone, request.now
    query = select(MeetingRecord).where(
        meetings_for(request.member) if own is None else own,
        TAKES_PLACE,
        MeetingRecord.held_on.between(request.today - LATELY, request.today),
    )
    there = [each for each in request.session.scalars(query) if begins(each, zone) <= now]
    there.sort(key=lambda each: (begins(each, zone), each.id), reverse=True)
    on_now = [each for each in there if now <= ends(each, zone)]
    just_over = [each for each in there if now <= ends(each, zone) + STILL]
    return on_now or just_over or there


def is_just_over(request: Request) -> bool:
    """Whether a meeting of the speaker's is on, or just over: what they say now may be of it."""
    newest = next(iter(begun_lately(request)), None)
    return newest is not None and request.now <= ends(newest, request.region.zone) + STILL


def meeting_said_to_decide(request: Request, said: str, action: str) -> MeetingRecord:
    """The same of those called that are the speaker's; one that was held or cancelled, where none else fits.

    Raises Refused for one that is somebody else's.
    """
    try:
        return meeting_said(request, said, action, IS_CALLED & meetings_for(request.member))
    except Unclear:
        for among in (IS_CALLED, IS_KNOWN) if said else ():
            fitting = meetings_fitting(request, said, among)
            if len(fitting) == 1:  # it is another's; or over: what is done with it says so
                return theirs_to_decide(request, fitting[0].id)
        may_call_any(request).or_refuse()
        raise


def meeting_match(meeting: MeetingRecord) -> Match:
    """A meeting as one of several to choose from; where it is held tells it from another of that day."""
    place = f", {meeting.place}" if meeting.place else ""
    return Match(Kind.MEETING, meeting.id, f"{meeting_name(meeting)}{place}")


def _nearest_first(
    request: Request, among: ColumnElement[bool], since: timedelta | None = REMEMBERED
) -> list[MeetingRecord]:
    """The meetings of late and to come of which something holds, the nearest to today first; with no `since`
    those of long ago, too.
    """
    query = select(MeetingRecord).where(among)
    if since is not None:
        query = query.where(MeetingRecord.held_on >= request.today - since)
    found = request.session.scalars(query)
    return sorted(found, key=lambda each: (abs((each.held_on - request.today).days), each.id))


def _fits(request: Request, said: str, meeting: MeetingRecord) -> bool:
    """Whether all that was said is of this meeting: its day, its time, words of its title and its place."""
    own = tokens(f"{meeting.title} {meeting.place}")
    words, place = said.split(), 0
    while place < len(words):
        step = when_named(request, words[place:], meeting.held_on, meeting.start_time)
        if step == 0 or (step is None and not _is_its(words[place], own)):
            return False
        place += step or 1
    return True


def _is_its(word: str, own: Sequence[str]) -> bool:
    """Whether a word is small, or begins one of its title or its place."""
    said = tokens(word)
    if not said or plain_word(word) in SMALL:
        return True
    return all(any(each.startswith(part) for each in own) for part in said)
