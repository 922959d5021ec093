"""Fetching a file that somebody brought to Slack, with our token, from nowhere but Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from slack_sdk import WebClient

from files.limits import MOST_BYTES
from jobs.failures import Away, Limited, failures

INFO = "files.info"
FILE_HOSTS = frozenset({"files.slack.com", "files.slack-gov.com"})
"""Where Slack and GovSlack keep files; the token goes there, to the Web API's own host, and nowhere else."""


class NotFetched(Exception):
    """A file that can't be had, however often it is tried; the message says why, and what to do."""


@dataclass(frozen=True)
class Fetched:
    """A file's name and content."""

    name: str
    content: bytes


def fetch(client: WebClient, file_id: str) -> Fetched:
    """The file of that id, of at most as many bytes as an import takes.

    Raises NotFetched, or whatever Failure kept Slack from answering.
    """
    with failures(INFO):
        file = client.files_info(file=file_id)["file"]
    name = str(file.get("name") or file_id)
    if file.get("is_external"):
        raise NotFetched(f"{name} is kept outside Slack. Download it, and bring the file itself.")
    if int(file.get("size") or 0) > MOST_BYTES:
        raise NotFetched(_too_large(name))
    address = str(file.get("url_private_download") or "")
    if not may_have_token(address, client.base_url):
        raise NotFetched(f"{name} is not kept where Slack keeps files, so I did not fetch it.")
    return Fetched(name, _download(client, address, name))


def may_have_token(address: str, api: str) -> bool:
    """Whether our token may be sent to an address: Slack's file hosts, and the host of the Web API in use."""
    to, known = urlsplit(address), urlsplit(api)
    if to.username is not None or to.password is not None:
        return False
    if (to.scheme, to.netloc) == (known.scheme, known.netloc):
        return to.scheme in ("https", "http")
    return to.scheme == "https" and to.netloc in FILE_HOSTS


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would carry the token wherever it leads."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


def _download(client: WebClient, address: str, name: str) -> bytes:
    proxies: Mapping[str, Any] = {"http": client.proxy, "https": client.proxy} if client.proxy else {}
    opener = build_opener(ProxyHandler(dict(proxies)), HTTPSHandler(context=client.ssl), _NoRedirect())
    request = Request(address, headers={"Authorization": f"Bearer {client.token}"})  # noqa: S310 - scheme checked
    try:
        with opener.open(request, timeout=client.timeout) as answer:
            content: bytes = answer.read(MOST_BYTES + 1)
            kind = answer.headers.get_content_type()
    except HTTPError as error:
        raise _failure(error, name) from None
    except (OSError, HTTPException) as error:
        raise Away(type(error).__name__, "file download") from error
    if len(content) > MOST_BYTES:
        raise NotFetched(_too_large(name))
    if kind == "text/html" and content.lstrip()[:9].lower() == b"<!doctype":
        raise NotFetched(
            f"Slack does not let me read {name}. "
            "Whoever runs Muster has to give the app the scope files:read."
        )
    return content


def _failure(error: HTTPError, name: str) -> Exception:
    if error.code == 429:
        return Limited("ratelimited", "file download")
    if error.code >= 500:
        return Away(f"http_{error.code}", "file download")
    return NotFetched(f"Slack did not give me {name} ({error.code}). Bring the file again.")


def _too_large(name: str) -> str:
    return (
        f"{name} is larger than {MOST_BYTES // 1_000_000} MB, the most I can read at once. "
        "Split it into several files, each with the header line."
    )
