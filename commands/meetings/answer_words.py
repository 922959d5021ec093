"""A call answered in words, said instead of pressed: the press, where one call of the speaker's fits.

Of several it is asked which; without one nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from commands.kit import meeting_views
from commands.kit.meeting_views import MeetingPicked
from commands.kit.registry import Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language import phrases
from commands.language.calls import EXAMPLE, UNSURE, call_words, gone_call, own_calls
from commands.language.meetings import meeting_said, meetings_fitting
from commands.meetings import presses
from words.problems import Problem, Unclear

PRESSES: dict[str, tuple[str, Callable[[Request], Reply]]] = {
    phrases.COMING: (meeting_views.COMING, presses.coming),
    phrases.NOT_COMING: (meeting_views.NOT_COMING, presses.not_coming),
    UNSURE: (meeting_views.UNSURE, presses.unsure),
}
"""By what was said: the button it is, and what it does."""


def answer_said(request: Request) -> Reply:
    """Does what the button of a call does, for the one call of the speaker's that fits.

    Raises Problem where there is none, and Unclear where several are, or another one was named.
    """
    found = call_words(request.text.split())
    if found is None:
        raise Unclear(not_understood="Are you coming, or not? Nothing was recorded.", example=EXAMPLE)
    press, which = found
    action, run = PRESSES[press]
    if (gone := gone_call(request, which)) is not None:
        return run(replace(request, value=MeetingPicked(meeting_id=gone.id).model_dump()))
    if not meetings_fitting(request, "", own_calls(request)):
        raise Problem("No meeting's call waits for your answer. Nothing was recorded.")
    meeting = meeting_said(request, which, action, own_calls(request))
    return run(replace(request, value=MeetingPicked(meeting_id=meeting.id).model_dump()))


ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting rsvp",
        answer_said,
        what="say whether you are coming to a meeting you are asked to",
        example="/meeting rsvp coming to the kickoff",
        changes=True,
        takes="coming, not coming or not sure [to MEETING]",
        stranger=presses.ASK_THEM,
    ),
)
