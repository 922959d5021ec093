"""Where the app is installed, asked of Slack once at the start, and what it was not given there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.manifest import WITHOUT, scopes_needed
from bot.settings import WrongSetting

GRANTED = "x-oauth-scopes"
ENTERPRISE = "E"
log = structlog.get_logger()


class NotWelcome(WrongSetting):
    """Slack does not take the token, or can't be reached; says so in one line."""


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
    """Asks Slack whose the token is. Raises NotWelcome for one it refuses, or of no single workspace."""
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        reason = error.response.get("error")
        if error.response.status_code != HTTPStatus.OK:
            status = error.response.status_code
            raise NotWelcome(f"Slack can't be asked just now ({status}); start Muster again later.") from None
        raise NotWelcome(
            f"Slack does not take SLACK_BOT_TOKEN ({reason}): install the app and copy the token again."
        ) from None
    except (OSError, ValueError) as error:
        raise NotWelcome(f"Slack can't be reached at {client.base_url} ({_why(error)}).") from None
    workspace = str(answer.get("team_id") or "")
    if answer.get("is_enterprise_install") or workspace.startswith(ENTERPRISE) or not workspace:
        raise NotWelcome(
            "SLACK_BOT_TOKEN is for a whole Enterprise organization, which Muster does not serve yet: "
            "install the app in one workspace and copy the token from there."
        )
    lacking = lacked(answer)
    if lacking:
        log.warning("scopes are missing", scopes=lacking)
    return Installed(
        workspace,
        str(answer.get("enterprise_id") or ""),
        str(answer.get("user_id") or ""),
        str(answer.get("bot_id") or ""),
        client.token or "",
        said_of(lacking),
    )


def lacked(answer: SlackResponse) -> list[str]:
    """The scopes the manifest asks for that the token has not, by the header of any answer."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if GRANTED not in headers:
        return []
    granted = {scope.strip() for scope in str(headers[GRANTED]).split(",")}
    return sorted(scopes_needed() - granted)


def said_of(lacking: Iterable[str]) -> str:
    """One line that names what is missing, and what does not work without it."""
    missing = [f"{scope} ({WITHOUT[scope]})" for scope in lacking]
    if not missing:
        return ""
    return (
        f"Slack did not grant {'; '.join(missing)}. Put manifest.yml into the app's manifest again and "
        "reinstall the app."
    )


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", error)  # urllib wraps what was wrong
    return str(getattr(reason, "strerror", None) or type(reason).__name__)
