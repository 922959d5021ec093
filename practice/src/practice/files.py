"""Uploaded files, and how Slack describes them."""

import mimetypes
from dataclasses import dataclass, field
from urllib.parse import quote

from practice.shapes import Json


@dataclass(frozen=True)
class Oddity:
    """What is unusual about a file, as Slack has it now and then.

    `kind`: "stub" (an event says no more of it than its id: `check_file_info`), "external" (kept elsewhere),
    "tombstone" (deleted, and still in the message), "deleted" (gone before it is asked for), "hidden" (older
    than the plan shows), "login" (its address answers with the sign-in page) or "cut" (the line breaks
    halfway). `size` is what Slack says it has, in bytes, whatever comes.
    """

    kind: str = ""
    size: int | None = None


KINDS_OF_ODDITY = ("", "stub", "external", "tombstone", "deleted", "hidden", "login", "cut")


@dataclass
class File:
    """One file. `content` is None until its bytes arrive; `shared_in` lists where it was posted."""

    id: str
    name: str
    user: str
    created: int
    length: int
    title: str = ""
    content: bytes | None = None
    completed: bool = False
    shared_in: list[str] = field(default_factory=list)
    odd: Oddity = Oddity()

    @property
    def size(self) -> int:
        """Its size as Slack says it."""
        if self.odd.size is not None:
            return self.odd.size
        return len(self.content) if self.content is not None else self.length

    @property
    def mimetype(self) -> str:
        """Guessed from the name, as Slack does for a start."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


def shared_file(file: File, base_url: str, team_id: str) -> Json:
    """A file as a message and a submitted form carry it: now and then that is little."""
    match file.odd.kind:
        case "stub":
            bare = {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}
            return bare | {"created": 0, "timestamp": 0, "user": ""}
        case "tombstone":
            return {"id": file.id, "mode": "tombstone"}
        case "hidden":
            return {"id": file.id, "mode": "hidden_by_limit"}
    return file_object(file, base_url, team_id)


def file_object(file: File, base_url: str, team_id: str) -> Json:
    """A file as `files.info` gives it; its bytes are at `url_private_download`, for the bot token only."""
    if file.odd.kind in ("tombstone", "hidden"):
        return shared_file(file, base_url, team_id)
    found = _whole(file, base_url, team_id)
    if file.odd.kind == "external":
        elsewhere = f"https://docs.example/{file.id}"
        found |= {
            "mode": "external",
            "is_external": True,
            "external_type": "gdrive",
            "url_private": elsewhere,
        }
        del found["url_private_download"]
    return found


def _whole(file: File, base_url: str, team_id: str) -> Json:
    kind = file.name.rpartition(".")[2].lower() if "." in file.name else "binary"
    private, address = f"{base_url}/files-pri/{team_id}-{file.id}", quote(file.name)
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": file.user,
        "user_team": team_id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(c.startswith("C") for c in file.shared_in),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{private}/{address}",
        "url_private_download": f"{private}/download/{address}",
        "permalink": f"{base_url}/files/{file.user}/{file.id}/{address}",
        "comments_count": 0,
        "is_starred": False,
        "has_rich_preview": False,
        "channels": [c for c in file.shared_in if c.startswith("C")],
        "groups": [c for c in file.shared_in if c.startswith("G")],
        "ims": [c for c in file.shared_in if c.startswith("D")],
    }
