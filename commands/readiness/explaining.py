"""`/readiness explain KEY`: how a number of a digest or of a document was reached, and what changed since."""

from __future__ import annotations

from pydantic import BaseModel

SHOW_NUMBER = "number.show"
"""What a press on a number is known by; it carries an `Explained`."""


class Explained(BaseModel):
    """The number that is to be explained, by its key."""

    key: str
