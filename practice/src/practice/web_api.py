"""The Web API under `/api/`: who may call what, and the shape of every answer.

Source: Slack's documentation "Using the Slack Web API" and each method's reference page.
"""

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from practice.judge import InvalidError
from practice.misbehaviour import Misbehaviour, Trouble, retry_after
from practice.rates import Rates
from practice.scopes import NEEDED
from practice.shapes import Json
from practice.surfaces import ViewError
from practice.tickets import TicketError
from practice.workspace import Call, Workspace

_STRUCTURED = frozenset({"attachments", "blocks", "files", "message", "metadata", "unfurls", "view"})
_SECRET = frozenset({"token"})


class ApiError(Exception):
    """An `ok: false` answer; `more` are the fields beside `error`."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


Method = Callable[[Json], Awaitable[Json]]
"""A method: from its arguments to its answer without `ok`, or an `ApiError`."""


@dataclass
class WebApi:
    """Answers calls. Methods are added by the modules that know them."""

    workspace: Workspace
    misbehaviour: Misbehaviour = field(default_factory=Misbehaviour)
    rates: Rates = field(default_factory=Rates)
    methods: dict[str, Method] = field(default_factory=dict)

    def add(self, methods: Mapping[str, Method]) -> None:
        """Serve these too."""
        self.methods |= methods

    async def serve(self, request: web.Request) -> web.Response:
        """Answer one call over HTTP."""
        name = request.match_info["method"]
        try:
            args, warning = await _arguments(request)
        except ApiError as error:
            return self._respond(name, {}, _refusal(error), None)
        token = _token(request, args)
        args = {key: value for key, value in args.items() if key not in _SECRET}
        trouble = self.misbehaviour.take(name)
        done = await self._answer(name, token, args) if trouble and trouble.after else None
        await self.misbehaviour.pause(trouble)
        if trouble and trouble.loses_answer:
            if trouble.cut and request.transport is not None:
                request.transport.abort()
            return self._misbehave(name, args, trouble)
        answer = done or await self._answer(name, token, args)
        if warning and answer.get("ok"):
            answer["warning"] = warning
            answer.setdefault("response_metadata", {}).setdefault("warnings", []).append(warning)
        return self._respond(name, args, answer, None)

    async def _answer(self, name: str, token: str, args: Json) -> Json:
        method = self.methods.get(name)
        if method is None:
            return {"ok": False, "error": "unknown_method", "req_method": name}
        try:
            self._authorize(name, token)
            wait = self.rates.wait(name, str(args.get("channel", "")), self.workspace.clock.seconds())
            if wait is not None:
                return {"ok": False, "error": "ratelimited", "retry_after": wait}
            return {"ok": True} | await method(args)
        except ApiError as error:
            return _refusal(error)
        except InvalidError as invalid:
            more: Json = {"response_metadata": {"messages": invalid.messages}} if invalid.messages else {}
            if invalid.messages and invalid.error == "invalid_blocks":
                more["errors"] = [m.removeprefix("[ERROR] ") for m in invalid.messages]
            return {"ok": False, "error": invalid.error} | more
        except (ViewError, TicketError) as refused:
            return {"ok": False, "error": refused.error}

    def _authorize(self, name: str, token: str) -> None:
        workspace = self.workspace
        if name == "api.test":
            return
        if not token:
            raise ApiError("not_authed")
        wanted, other = workspace.bot_token, workspace.app_token
        if name == "apps.connections.open":
            wanted, other = other, wanted
        if token == other and name != "auth.test":
            raise ApiError("not_allowed_token_type")
        if token not in (wanted, other):
            raise ApiError("invalid_auth")
        if name == "apps.connections.open":
            return
        needed = NEEDED.get(name, ())
        if needed and not any(scope in workspace.installation.scopes for scope in needed):
            missing_scope(workspace, *needed)

    def _misbehave(self, name: str, args: Json, trouble: Trouble) -> web.Response:
        headers: dict[str, str] = {}
        status = trouble.status or 200
        if status == 429 or trouble.error == "ratelimited":
            status = 429
            headers = retry_after(trouble)
            answer: Json = {"ok": False, "error": "ratelimited"}
        else:
            answer = {"ok": False, "error": trouble.word}
        return self._respond(name, args, answer, status, headers, injected=True)

    def _respond(
        self,
        name: str,
        args: Json,
        answer: Json,
        status: int | None,
        headers: dict[str, str] | None = None,
        *,
        injected: bool = False,
    ) -> web.Response:
        workspace = self.workspace
        headers = dict(headers or {})
        if answer.get("error") == "ratelimited" and "Retry-After" not in headers:
            status, headers["Retry-After"] = 429, str(answer.pop("retry_after", 1))
        ok, error = bool(answer.get("ok")), answer.get("error")
        workspace.calls.append(Call(name, args, ok, error, injected, workspace.clock.now(), answer))
        if error and not injected and error not in {"ratelimited", *workspace.installation.excused}:
            workspace.complain("api_error", f"{name}: {json.dumps(answer)[:500]}")
        headers |= {
            "X-OAuth-Scopes": ",".join(sorted(workspace.installation.scopes)),
            "X-Accepted-OAuth-Scopes": ",".join(NEEDED.get(name, ())),
            "X-Slack-Req-Id": secrets.token_hex(16),
            "X-Slack-Unique-Id": secrets.token_urlsafe(16),
            "Cache-Control": "private, no-cache, no-store, must-revalidate",
        }
        return web.json_response(answer, status=status or 200, headers=headers)


def missing_scope(workspace: Workspace, *needed: str) -> None:
    """Refuse a call for want of a scope.

    Raises:
        ApiError: always.
    """
    provided = ",".join(sorted(workspace.installation.scopes))
    raise ApiError("missing_scope", needed=",".join(needed), provided=provided)


def page(items: list[Json], args: Json, default: int) -> tuple[list[Json], str]:
    """One page of a list by `limit` and `cursor`, and the next cursor (or nothing).

    Raises:
        ApiError: the cursor is not one given out, or the limit no number.
    """
    try:
        limit = int(args.get("limit") or default)
    except (TypeError, ValueError):
        raise ApiError("invalid_limit") from None
    if not 1 <= limit <= 1000:
        raise ApiError("invalid_limit")
    cursor = str(args.get("cursor") or "")
    start = 0
    if cursor:
        if not cursor.startswith("next:") or not cursor[5:].rstrip("=").isdigit():
            raise ApiError("invalid_cursor")
        start = int(cursor[5:].rstrip("="))
    following = start + limit
    return items[start:following], f"next:{following}=" if following < len(items) else ""


def text_argument(args: Json, name: str) -> str:
    """An argument that must be given.

    Raises:
        ApiError: it is missing.
    """
    value = args.get(name)
    if value in (None, ""):
        message = f"[ERROR] missing required field: {name}"
        raise ApiError("invalid_arguments", response_metadata={"messages": [message]})
    return str(value)


def flag(args: Json, name: str) -> bool:
    """A boolean argument, as JSON or as the form writes it."""
    return args.get(name) in (True, 1, "1", "true", "True")


async def _arguments(request: web.Request) -> tuple[Json, str | None]:
    args: Json = dict(request.query)
    warning = None
    if request.content_type == "application/json":
        if not request.charset:
            warning = "missing_charset"
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            raise ApiError("invalid_json") from None
        if not isinstance(body, dict):
            raise ApiError("json_not_object")
        args |= body
        return args, warning
    if request.can_read_body:
        args |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    for key in _STRUCTURED & args.keys():
        args[key] = _parsed(key, args[key])
    return args, warning


def _parsed(key: str, value: Any) -> Any:
    if not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        word = {"blocks": "invalid_blocks_format", "attachments": "invalid_attachments_format"}
        raise ApiError(word.get(key, "invalid_arguments")) from None


def _token(request: web.Request, args: Json) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind == "Bearer" and token:
        return token.strip()
    return str(args.get("token") or "")


def _refusal(error: ApiError) -> Json:
    return {"ok": False, "error": error.error} | error.more
