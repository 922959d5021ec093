"""Answers sent to a response URL: posting, replacing and deleting, ephemeral messages too.

Source: Slack's documentation "Handling user interaction", message responses.
"""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from practice.answers import post_answer
from practice.judge import InvalidError, judge_message
from practice.messages import Message
from practice.misbehaviour import Misbehaviour, lost_answer
from practice.shapes import Json
from practice.tickets import ResponseUrl, TicketError
from practice.workspace import Call, Workspace

METHOD = "response_url"
"""What the log of calls, and orders to misbehave, call a response URL."""


@dataclass
class ResponseUrlDoor:
    """Takes what an app posts to the response URLs it was given."""

    workspace: Workspace
    misbehaviour: Misbehaviour

    async def serve(self, request: web.Request) -> web.Response:
        """Answer one post."""
        try:
            given = await _body(request)
        except ValueError:
            return self._refuse({}, 400, "invalid_payload")
        trouble = self.misbehaviour.take(METHOD)
        done = self._answer(request.path, given) if trouble and trouble.after else None
        await self.misbehaviour.pause(trouble)
        if trouble and trouble.loses_answer:
            if done is None or done.status == 200:
                self._log(given, trouble.word, injected=True)
            return lost_answer(request, trouble)
        answer = done or self._answer(request.path, given)
        if answer.status == 200:
            self._log(given, None)
        return answer

    def _answer(self, path: str, given: Json) -> web.Response:
        try:
            url = self.workspace.response_urls.take(path, self.workspace.clock.seconds())
            self._apply(url, given)
        except TicketError as refused:
            return self._refuse(given, 404, refused.error)
        except InvalidError as invalid:
            return self._refuse(given, 400, invalid.error)
        return web.Response(text="ok") if path.startswith("/commands/") else web.json_response({"ok": True})

    def _apply(self, url: ResponseUrl, given: Json) -> None:
        workspace = self.workspace
        judge_message(
            given.get("blocks"), given.get("attachments"), weigh=False, unknown=workspace.unknown_blocks
        )
        original = workspace.messages.get(url.conversation, url.message_ts) if url.message_ts else None
        if _true(given.get("delete_original")):
            if original is not None:
                workspace.messages.remove(original)
                workspace.message_changed(original)
            return
        if not given.get("text") and not given.get("blocks") and not given.get("attachments"):
            raise InvalidError([], "no_text")
        if _true(given.get("replace_original")) and url.message_ts:
            if original is not None:
                self._replace(original, given)
            return
        post_answer(workspace, url.user, workspace.conversations.by_id[url.conversation], given)

    def _replace(self, original: Message, given: Json) -> None:
        if not given.get("text"):
            self.workspace.complain("no_text", "a message was replaced by blocks without text")
        original.text = str(given.get("text") or "")
        original.blocks = self.workspace.with_ids(given.get("blocks") or [])
        original.edited = original.ephemeral_to is None
        self.workspace.message_changed(original)

    def _refuse(self, given: Json, status: int, error: str) -> web.Response:
        self._log(given, error)
        self.workspace.complain("response_url", f"{error}: {json.dumps(given)[:300]}")
        return web.json_response({"ok": False, "error": error}, status=status)

    def _log(self, given: Json, error: str | None, *, injected: bool = False) -> None:
        answer: Json = {"ok": error is None} | ({"error": error} if error else {})
        call = Call(METHOD, given, error is None, error, injected, self.workspace.clock.now(), answer)
        self.workspace.calls.append(call)


async def _body(request: web.Request) -> Json:
    text = await request.text()
    if request.content_type == "application/x-www-form-urlencoded":
        text = str((await request.post()).get("payload") or "")
    body: Any = json.loads(text)
    if not isinstance(body, dict):
        raise ValueError("not an object")
    return body


def _true(value: Any) -> bool:
    return value in (True, "true", 1)
