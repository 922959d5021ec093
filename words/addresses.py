"""Web addresses: what may be offered to people as a link."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LONGEST_ADDRESS = 2000


def is_web_address(said: str) -> bool:
    """Whether it is a web address without a name or a password in it, and names one host to every reader."""
    if not said.isprintable() or re.search(r"[\s\\<>\"]", said):
        return False
    try:
        parts = urlsplit(said)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and has_host and "@" not in parts.netloc
