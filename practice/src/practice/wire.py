"""The harness's way to a practice workspace, and what it tells of places and people by name."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from practice.shapes import Json

Listener = Callable[[str, str], None]
"""Told every line as it is said: the speaker's name and the text."""


class PracticeError(Exception):
    """The practice workspace refused what the harness asked of it."""


@dataclass(frozen=True)
class Channel:
    """A channel, a group's direct messages, or somebody's direct messages with the bot."""

    id: str
    name: str


class Wire:
    """A server that runs somewhere, reached by its address over HTTP."""

    def __init__(self, url: str, on_line: Listener | None = None) -> None:
        """Speak to a server. `on_line` is told every line said."""
        self.url = url
        self.on_line = on_line
        self.told: set[tuple[str, str, int]] = set()

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """Ask the server for something under `/practice/`."""
        asked = f"?{urllib.parse.urlencode(query)}" if query else ""
        return self._open(urllib.request.Request(f"{self.url}/practice/{path}{asked}"))  # noqa: S310

    def post(self, path: str, body: Json | None = None) -> Json:
        """Have the server do something under `/practice/`.

        Raises:
            PracticeError: it refused.
        """
        headers = {"Content-Type": "application/json"}
        content = json.dumps(body or {}).encode()
        asked = urllib.request.Request(f"{self.url}/practice/{path}", content, headers)  # noqa: S310
        answer: Json = self._open(asked)
        if not answer.get("ok"):
            raise PracticeError(answer.get("error"))
        return answer

    def id_of(self, whom: Any) -> str:
        """The id of an actor or a channel, given as such, by name, part of a name or id.

        Raises:
            AssertionError: nobody and nothing goes by that, or several do.
        """
        known = getattr(whom, "id", None)
        if known is not None:
            return str(known)
        about = self.get("about")
        everything: list[tuple[str, tuple[str, ...]]]
        everything = [(one["id"], (one["real_name"], one["name"])) for one in about["people"]]
        everything += [(one["id"], (one["name"],)) for one in about["channels"]]
        word = str(whom).lstrip("@#")
        for found in (
            [some_id for some_id, names in everything if word in (some_id, *names)],
            [some_id for some_id, names in everything if word.casefold() in names[0].casefold()],
        ):
            if len(found) == 1:
                return str(found[0])
            if found:
                raise AssertionError(f"several go by {whom!r}")
        raise AssertionError(f"nobody and nothing is called {whom!r}")

    def _open(self, asked: urllib.request.Request) -> Any:
        try:
            with urllib.request.urlopen(asked, timeout=60) as response:  # noqa: S310
                return json.load(response)
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            raise PracticeError(f"{asked.full_url} answered {error.code}: {text[:500]}") from error
