"""Muster in Bolt: one listener for each kind of thing Slack delivers, and none knows a command by name.

Whatever is delivered is acknowledged. Reading it is inside the same net as answering it: what can't be read
is answered with a reference and noted in one line, and never raises.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import structlog
from slack_bolt import Ack, App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from bot.acknowledging import Acknowledging, Taken
from bot.answers import Answer
from bot.conversation import Conversation
from bot.delivered import Unheard, text_at
from bot.doors import Doors
from bot.hearing import (
    Heard,
    hear_click,
    hear_command,
    hear_home,
    hear_search,
    hear_shortcut,
    hear_submission,
    hear_words,
)
from bot.welcome import Installed
from commands.kit.reply import Reply
from commands.kit.request import Door
from commands.kit.troubles import busy, still_at_it, unread, unsaved

ANYTHING = re.compile("")
TAKEN = "muster.taken"
"""In Bolt's context: the delivery that is being worked on."""
Hear = Callable[[Mapping[str, Any], str], Heard | None]
Headers = Mapping[str, str | Sequence[str]]

KINDS = {
    "block_actions": Door.MESSAGE,
    "view_submission": Door.SUBMITTED,
    "block_suggestion": Door.SEARCH,
    "shortcut": Door.SHORTCUT,
}
"""The door of an interaction that could not be read, by its type; events have none to answer at."""

log = structlog.get_logger()


class Listening(App):
    """Bolt's app with our listeners, for one workspace. `hear` takes whatever was delivered.

    `process_before_response`: Bolt's own loop around the acknowledgement costs ten milliseconds a request.
    `authorize` is given, for without it Bolt turns to OAuth, and deaf, where SLACK_CLIENT_ID and
    SLACK_CLIENT_SECRET are set. Signatures are checked before anything is parsed, by `bot.http`.
    """

    def __init__(
        self,
        client: WebClient,
        here: Installed,
        signing_secret: str | None,
        conversation: Conversation,
        doors: Doors,
    ) -> None:
        """Wires the listeners. `signing_secret` is None where Slack delivers over Socket Mode."""
        errors_only = logging.getLogger("slack_bolt")  # its warnings are about ways we do not go
        errors_only.setLevel(logging.ERROR)
        super().__init__(
            # Bolt gives a logger this name. Without one it looks through every module for a file's name.
            name=errors_only.name,
            logger=errors_only,
            client=client,
            authorize=_Ours(here),
            signing_secret="",
            request_verification_enabled=False,
            raise_error_for_unhandled_request=True,
            process_before_response=True,
        )
        self.signing_secret = signing_secret
        self._here, self.conversation, self._doors = here, conversation, doors
        self.acknowledging = Acknowledging(doors.owed)
        self.command(ANYTHING)(self._listener(hear_command))
        self.action(ANYTHING)(self._listener(hear_click))
        self.view(ANYTHING)(self._listener(hear_submission))
        self.options(ANYTHING)(self._listener(hear_search))
        self.shortcut(ANYTHING)(self._listener(hear_shortcut))
        words = self._listener(lambda body, workspace: hear_words(body, workspace, here.bot_user))
        self.event("app_mention")(words)
        self.event("message")(words)
        self.event("app_home_opened")(self._listener(hear_home))
        self.error(self._failed)

    def hear(self, body: Any, headers: Headers | None = None, arrived: float | None = None) -> BoltResponse:
        """The acknowledgement of what was delivered, in the time Slack gives for it. Never raises.

        `arrived`: when it came, by the monotonic clock; now, unless told otherwise.
        """
        given = dict(headers or {})

        def work(taken: Taken) -> BoltResponse:
            try:
                context = {TAKEN: taken}
                return self.dispatch(
                    BoltRequest(body=body, headers=given, context=context, mode="socket_mode")
                )
            except Exception as error:  # noqa: BLE001 (it is logged there)
                return self._unread(body, error)

        return self.acknowledging.take(body, work, lambda away: self._instead(body, away), arrived)

    def _listener(self, hear: Hear) -> Callable[..., None]:
        def listen(body: dict[str, Any], ack: Ack, context: BoltContext) -> None:
            taken: Taken = context.get(TAKEN) or Taken()
            heard = hear(body, self._here.workspace)
            if heard is None or not self.acknowledging.is_to_be_answered(taken, heard):
                taken.answers()
                ack()
                return
            answer = self.conversation.answer(heard)
            is_late = not taken.answers()
            carried = None if is_late else self._doors.acknowledgement(heard, answer)
            ack(**carried) if carried else ack()
            self._doors.follow_up(heard, answer, is_late)

        return listen

    def _instead(self, body: Any, turned_away: bool) -> BoltResponse | None:
        """What is acknowledged in place of an answer (`bot.acknowledging`); None for what waits for none."""
        door = _door_of(body)
        if door is None:
            return None
        heard = Heard(door, "", "", "", response_url=text_at(body, "response_url"))
        said = busy() if turned_away else unsaved() if door is Door.SUBMITTED else still_at_it()
        answer = Answer.of(Reply(message=said))
        carried = self._doors.acknowledgement(heard, answer)
        if carried is None and turned_away:
            if not heard.response_url:
                return None
            self._doors.follow_up(heard, answer)
        return _acknowledgement(carried or {})

    def _failed(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        return self._unread(body, error)

    def _unread(self, body: Any, error: Exception) -> BoltResponse:
        """Says that something could not be read, where its kind has a place to say it in."""
        door = _door_of(body)
        if isinstance(error, BoltUnhandledRequestError) and door is None:
            return _acknowledgement({})  # an event nobody asked for
        reference = uuid4().hex[:8]
        at_door = "event" if door is None else door.value
        if isinstance(error, Unheard):
            log.warning("delivery not understood", reference=reference, door=at_door, lacks=str(error))
        else:
            log.error("delivery not read", reference=reference, door=at_door, exc_info=error)
        if door is None:
            return _acknowledgement({})
        heard = Heard(door, "", "", "", response_url=text_at(body, "response_url"))
        answer = Answer.of(Reply(message=unread(reference)))
        carried = self._doors.acknowledgement(heard, answer)
        if door is Door.MESSAGE and heard.response_url:
            self._doors.follow_up(heard, answer)
        return _acknowledgement(carried or {})


def _door_of(body: Any) -> Door | None:
    """Where an answer to what could not be read goes; None for an event, which has no such place."""
    if isinstance(body, Mapping) and "type" not in body and ("command" in body or "response_url" in body):
        return Door.COMMAND
    return KINDS.get(text_at(body, "type"))


def _acknowledgement(carried: Mapping[str, Any]) -> BoltResponse:
    made: BoltResponse = Ack()(**carried)  # type: ignore[no-untyped-call]
    return made


class _Ours(Authorize):
    """Whose token answers: the one there is."""

    def __init__(self, here: Installed) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._result = AuthorizeResult(
            enterprise_id=here.enterprise or None,
            team_id=here.workspace,
            bot_user_id=here.bot_user,
            bot_id=here.bot_id,
            bot_token=here.token,
        )

    def __call__(self, **_: Any) -> AuthorizeResult:
        """The same for every delivery."""
        return self._result
