"""Fetching a file that somebody brought to Slack, with our token, from nowhere but Slack."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from slack_sdk import WebClient

from files.limits import MOST_BYTES
from jobs.failures import Away, Failure, Limited, failures

INFO, DOWNLOAD = "files.info", "file download"
GONE = frozenset(("file_not_found", "file_deleted"))
"""What `files.info` says of a file that is no longer there, or that the app is not to see."""

PIECE = 256 * 1024
LONGEST_SECONDS = 60.0
"""How long one file may take to come: a connection that drips holds up all others."""
LONGEST_SILENCE = 0.25
"""After which part of that a silent connection is given up, and before its end no reading begins any more."""

TRY_AGAIN_AFTER = timedelta(seconds=10)
"""How long a file waits that was cut short, where Slack says nothing of that."""

FILE_HOSTS = frozenset({"files.slack.com", "files.slack-gov.com"})
"""Where Slack and GovSlack keep files; the token goes there, to the Web API's own host, and nowhere else."""


class NotFetched(Exception):
    """A file that can't be had, however often it is tried; the message says why, and what to do."""


@dataclass(frozen=True)
class Fetched:
    """A file's name and content."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Bound:
    """The most bytes that are fetched of a file, and what can be done about one that is larger."""

    most: int = MOST_BYTES
    advice: str = "Split it into several files, each with the header line."

    def too_large(self, name: str) -> NotFetched:
        """What is said of a file that is larger."""
        most = self.most // 1_000_000
        return NotFetched(f"{name} is larger than {most} MB, the most I can read at once. {self.advice}")


A_TABLE = Bound()


def pause_after(failure: Failure) -> timedelta:
    """How long a file waits that Slack did not give: as long as it says, where too much was asked of it."""
    return timedelta(seconds=failure.seconds) if isinstance(failure, Limited) else TRY_AGAIN_AFTER


def fetch(client: WebClient, file_id: str, bound: Bound = A_TABLE) -> Fetched:
    """The file of that id, of at most as many bytes as `bound` says.

    Raises NotFetched, or whatever Failure kept Slack from answering.
    """
    file = _described(client, file_id)
    name = str(file.get("name") or file.get("title") or file_id)
    mode = file.get("mode")
    if mode == "tombstone":
        raise NotFetched(f"{name} was deleted in Slack. Bring it again.")
    if mode == "hidden_by_limit":
        raise NotFetched(f"Slack hides {name}: it is older than your plan keeps files. Bring it again.")
    if file.get("is_external"):
        raise NotFetched(f"{name} is kept outside Slack. Download it, and bring the file itself.")
    said = file.get("size")
    size = said if isinstance(said, int) else 0
    if size > bound.most:
        raise bound.too_large(name)
    address = str(file.get("url_private_download") or "")
    if not address:
        raise NotFetched(f"Slack does not let me have {name}. Bring the file to me again, as a new one.")
    if not may_have_token(address, client.base_url):
        raise NotFetched(f"{name} is not kept where Slack keeps files, so I did not fetch it.")
    return Fetched(name, _download(client, address, name, bound))


def _described(client: WebClient, file_id: str) -> Mapping[str, Any]:
    """What Slack says of a file. An event may have carried no more of it than its id."""
    try:
        with failures(INFO):
            return dict(client.files_info(file=file_id)["file"])
    except Failure as failure:
        if failure.code in GONE:
            raise NotFetched("The file is no longer there in Slack. Bring it again.") from None
        raise


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


def _download(client: WebClient, address: str, name: str, bound: Bound) -> bytes:
    proxies: Mapping[str, Any] = {"http": client.proxy, "https": client.proxy} if client.proxy else {}
    opener = build_opener(ProxyHandler(dict(proxies)), HTTPSHandler(context=client.ssl), _NoRedirect())
    request = Request(address, headers={"Authorization": f"Bearer {client.token}"})  # noqa: S310 - scheme checked
    silence = min(float(client.timeout), LONGEST_SECONDS * LONGEST_SILENCE)
    until = time.monotonic() + LONGEST_SECONDS - silence
    try:
        with opener.open(request, timeout=silence) as answer:
            announced = answer.headers.get("Content-Length", "")
            length = int(announced) if announced.isascii() and announced.isdecimal() else None
            if length is not None and length > bound.most:
                raise bound.too_large(name)
            content = _read(answer, bound.most, until)
            kind = answer.headers.get_content_type()
    except HTTPError as error:
        raise _failure(error, name) from None
    except (OSError, HTTPException) as error:
        raise Away(type(error).__name__, DOWNLOAD) from error
    if len(content) > bound.most:
        raise bound.too_large(name)
    if length is not None and len(content) < length:  # `read` with a size takes a broken line for the end
        raise Away("cut_off", DOWNLOAD)
    if kind == "text/html" and content.lstrip()[:9].lower() == b"<!doctype":
        raise NotFetched(
            f"Slack does not let me read {name}. "
            "Whoever runs Muster has to give the app the scope files:read."
        )
    return content


def _read(answer: HTTPResponse, most: int, until: float) -> bytes:
    """What comes, up to one byte more than the most. Raises Away where it takes longer than until then.

    Each piece is what is there, however little: a read that waits for a full one waits as long as bytes come.
    """
    pieces, left = bytearray(), most + 1
    while left and (piece := answer.read1(min(PIECE, left))):
        pieces += piece
        left -= len(piece)
        if time.monotonic() > until:
            raise Away("too_slow", DOWNLOAD)
    return bytes(pieces)


def _failure(error: HTTPError, name: str) -> Exception:
    if error.code == 429:
        return Limited("ratelimited", DOWNLOAD)
    if error.code >= 500:
        return Away(f"http_{error.code}", DOWNLOAD)
    return NotFetched(f"Slack did not give me {name} ({error.code}). Bring the file again.")
