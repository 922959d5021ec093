"""Uploaded files, and how Slack describes them."""

import mimetypes
from dataclasses import dataclass, field

from practice.shapes import Json


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

    @property
    def mimetype(self) -> str:
        """Guessed from the name, as Slack does for a start."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


def file_object(file: File, base_url: str, team_id: str) -> Json:
    """A file as `files.info` gives it; its bytes are at `url_private_download`, for the bot token only."""
    kind = file.name.rpartition(".")[2].lower() if "." in file.name else "binary"
    private = f"{base_url}/files-pri/{team_id}-{file.id}"
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
        "size": len(file.content) if file.content is not None else file.length,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(c.startswith("C") for c in file.shared_in),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{private}/{file.name}",
        "url_private_download": f"{private}/download/{file.name}",
        "permalink": f"{base_url}/files/{file.user}/{file.id}/{file.name}",
        "comments_count": 0,
        "is_starred": False,
        "has_rich_preview": False,
        "channels": [c for c in file.shared_in if c.startswith("C")],
        "groups": [c for c in file.shared_in if c.startswith("G")],
        "ims": [c for c in file.shared_in if c.startswith("D")],
    }
