"""Where the app is installed, asked of Slack once at the start, and what it was not given there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException

import structlog
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.manifest import WITHOUT
from bot.settings import WrongSetting
from jobs.failures import Away, Failure, Limited, failures

GRANTED = "x-oauth-scopes"
ENTERPRISE = "E"
ID = re.compile(r"[A-Za-z0-9]{0,40}")
IDS = ("team_id", "user_id", "bot_id", "enterprise_id")
WHOLE = "for a whole Enterprise organization, which Muster does not serve yet"
IN_ONE = "install the app in one workspace and copy the token from there"
log = structlog.get_logger()


class NotWelcome(WrongSetting):
    """Slack does not take the token, or can't be reached; says so in one line."""


class NotNow(NotWelcome):
    """Slack can't be asked at this moment; whoever starts Muster may try again."""


@dataclass(frozen=True)
class Installed:
    """The one workspace this Muster is installed in, and who it is there.

    `lacking` is a line about scopes the manifest asks for and the workspace did not grant; else empty.
    """

    workspace: str
    enterprise: str = ""
    bot_user: str = ""
    bot_id: str = ""
    token: str = field(default="", repr=False)
    lacking: str = ""


def installed(client: WebClient) -> Installed:
    """Asks Slack whose the token is. Raises NotWelcome for one it refuses, or of no single workspace;
    NotNow when it can't be asked.
    """
    try:
        with failures("auth.test"):
            answer = client.auth_test()
            workspace, bot_user, bot_id, enterprise = (_id(answer, name) for name in IDS)
            is_whole = is_of_whole_organization(answer)
            if not (workspace or is_whole):
                raise TypeError("of no workspace")
    except Failure as failure:
        kind = NotNow if isinstance(failure, Away | Limited) else NotWelcome
        raise kind(_why_not(failure, client.base_url)) from None
    if is_whole or not workspace:
        raise NotWelcome(f"SLACK_BOT_TOKEN is {WHOLE}: {IN_ONE}.")
    said = ""
    if lacking := lacked(answer):
        log.warning("scopes are missing", scopes=lacking)
        said = f"{said_of(lacking)}. Put manifest.yml into the app's manifest again and reinstall the app."
    return Installed(workspace, enterprise, bot_user, bot_id, client.token or "", said)


def is_of_whole_organization(answer: SlackResponse) -> bool:
    """Whether a token that Slack was asked about is for an Enterprise organization, and of no workspace."""
    is_said = bool(answer.get("is_enterprise_install"))
    return is_said or str(answer.get("team_id") or "").startswith(ENTERPRISE)


def lacked(answer: SlackResponse) -> list[str]:
    """The scopes the manifest asks for that the token has not, by the header of any answer."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if GRANTED not in headers:
        return []
    granted = {scope.strip() for scope in str(headers[GRANTED]).split(",")}
    return sorted(WITHOUT.keys() - granted)


def said_of(lacking: Iterable[str]) -> str:
    """What is missing, and what does not work without it."""
    return f"Slack did not grant {'; '.join(f'{scope} ({WITHOUT[scope]})' for scope in lacking)}"


def status_of(failure: Failure) -> int | None:
    """With which status of HTTP Slack, or what is in its place, answered; None where nothing did."""
    return getattr(getattr(failure.__cause__, "response", None), "status_code", None)


def _id(answer: SlackResponse, name: str) -> str:
    """An id of the answer, empty where it has none. Raises TypeError for what is no id."""
    given = answer.get(name)
    if not ID.fullmatch("" if given is None else given):
        raise TypeError(f"{name} is no id")
    return str(given or "")


def _why_not(failure: Failure, address: str) -> str:
    """One line, in which nothing stands that Slack answered but a code that looks like one."""
    error, status = failure.__cause__, status_of(failure)
    if not isinstance(failure, Away | Limited):
        return (
            f"Slack does not take SLACK_BOT_TOKEN ({failure.code}): install the app and copy the token again."
        )
    if status == HTTPStatus.NOT_FOUND:
        return f"Slack can't be found at {address} ({status}). Look at SLACK_API_URL."
    if status not in (None, HTTPStatus.OK):
        return f"Slack can't be asked just now ({status}); start Muster again later."
    if isinstance(failure, Limited) or failure.code in Away.codes:
        return f"Slack can't be asked just now ({failure.code}); start Muster again later."
    if status is None and isinstance(error, OSError | HTTPException):
        return f"Slack can't be reached at {address} ({_why(error)})."
    return f"Slack can't be understood at {address}: what answers there is not Slack. Look at SLACK_API_URL."


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", error)  # urllib wraps what was wrong
    return str(getattr(reason, "strerror", None) or type(reason).__name__)
