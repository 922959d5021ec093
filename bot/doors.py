"""The one right way to answer at each of Slack's doors.

What goes into the acknowledgement is returned; what has to follow it is done by `follow_up`, after the
acknowledgement has left, on a few threads of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.answers import Answer, in_a_modal
from bot.hearing import Heard
from commands.kit.request import Door

THREADS = 8
TIMEOUT_SECONDS = 10
log = structlog.get_logger()


class Doors:
    """Gives answers: the part for the acknowledgement at once, the rest by the Web API afterwards."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._after = ThreadPoolExecutor(THREADS, thread_name_prefix="answer")

    def acknowledgement(self, heard: Heard, answer: Answer) -> dict[str, Any] | None:
        """What the acknowledgement carries; None for an empty one."""
        match heard.door:
            case Door.COMMAND if answer.modal is None and answer.text:
                return {"response_type": "ephemeral", "text": answer.text, "blocks": answer.blocks}
            case Door.SEARCH:
                return {"options": answer.options}
            case Door.SUBMITTED:
                return _submitted(answer)
            case _:
                return None

    def follow_up(self, heard: Heard, answer: Answer) -> None:
        """Does what follows the acknowledgement, and comes back at once."""
        step = self._step(heard, answer)
        if step is not None:
            self._after.submit(self._try, heard, step)

    def close(self) -> None:
        """Ends what is under way."""
        self._after.shutdown(wait=True)

    def _step(self, heard: Heard, answer: Answer) -> Callable[[], object] | None:
        client = self._client
        match heard.door:
            case Door.COMMAND | Door.SHORTCUT | Door.MESSAGE | Door.HOME if answer.modal:
                return partial(client.views_open, trigger_id=heard.trigger, view=answer.modal)
            case Door.SHORTCUT:
                return lambda: client.views_open(trigger_id=heard.trigger, view=in_a_modal(answer))
            case Door.MESSAGE if answer.text:
                return lambda: self._respond(heard, answer)
            case Door.MODAL:
                return self._in_modal(heard, answer)
            case Door.HOME | Door.OPENED_HOME if answer.home:
                return partial(client.views_publish, user_id=heard.user, view=answer.home)
            case Door.HOME if answer.text:
                return lambda: client.views_open(trigger_id=heard.trigger, view=in_a_modal(answer))
            case Door.MENTION | Door.DIRECT if answer.text:
                return lambda: self._speak(heard, answer)
            case _:
                return None

    def _in_modal(self, heard: Heard, answer: Answer) -> Callable[[], object] | None:
        client = self._client
        update = answer.updated or (in_a_modal(answer) if answer.replaces and answer.text else None)
        if update is not None:
            return lambda: client.views_update(view_id=heard.view_id, hash=heard.view_hash, view=update)
        push = answer.modal or (in_a_modal(answer) if answer.text else None)
        if push is not None:
            return lambda: self._push(heard, push)
        return None

    def _push(self, heard: Heard, view: dict[str, Any]) -> None:
        """On top of the open modal; in its place where the pile is as high as Slack lets it be."""
        try:
            self._client.views_push(trigger_id=heard.trigger, view=view)
        except SlackApiError as error:
            if error.response.get("error") != "push_limit_reached":
                raise
            self._client.views_update(view_id=heard.view_id, view=view)

    def _respond(self, heard: Heard, answer: Answer) -> None:
        taken = WebhookClient(heard.response_url, timeout=TIMEOUT_SECONDS).send(
            text=answer.text,
            blocks=answer.blocks,
            response_type="ephemeral",
            replace_original=answer.replaces,
        )
        if taken.status_code != 200:
            log.warning("answer not delivered", door=heard.door.value, error=taken.body[:100])

    def _speak(self, heard: Heard, answer: Answer) -> None:
        text, blocks = answer.text, answer.blocks
        place = heard.place
        if heard.door is Door.DIRECT:
            self._client.chat_postMessage(
                channel=place.channel, text=text, blocks=blocks, thread_ts=place.thread
            )
            return
        self._client.chat_postEphemeral(
            channel=place.channel, user=heard.user, text=text, blocks=blocks, thread_ts=place.thread
        )

    def _try(self, heard: Heard, step: Callable[[], object]) -> None:
        try:
            step()
        except SlackApiError as error:
            if error.response.get("error") == "hash_conflict":
                return  # a later choice in the same modal has been answered already
            log.warning("answer not delivered", door=heard.door.value, error=error.response.get("error"))
        except Exception:
            log.exception("answer not delivered", door=heard.door.value)


def _submitted(answer: Answer) -> dict[str, Any] | None:
    if answer.errors:
        return {"response_action": "errors", "errors": answer.errors}
    if answer.updated is not None:
        return {"response_action": "update", "view": answer.updated}
    if answer.modal is not None:
        return {"response_action": "push", "view": answer.modal}
    if answer.closes:
        return {"response_action": "clear"}
    # Nothing was done, and the modal is still there: say why on top of it, so that nothing typed is lost.
    return {"response_action": "push", "view": in_a_modal(answer)} if answer.text else None
