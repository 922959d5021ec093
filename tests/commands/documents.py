"""Files as they reach somebody."""

from __future__ import annotations

import json

from commands.kit.reply import File
from jobs.posting import carried, content_of


def set_of(file: File) -> bytes:
    """What is in a file once it was sent: through its row of the outbox, and a document set from it."""
    return content_of(json.loads(json.dumps(carried(file.content))))
