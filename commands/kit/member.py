"""Who is speaking, and the least somebody must be for a request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Needs(StrEnum):
    """The least somebody must be for a request; finer rights are checked where the records are known."""

    NOTHING = "anybody"
    RESPONDER = "somebody on the roster"
    LEAD = "an agency lead"
    MANAGER = "an emergency manager"


@dataclass(frozen=True, slots=True)
class Member:
    """Who is speaking, and what they may do.

    `person_id` is None for somebody who is linked to nobody. `agencies` are those they belong to today.
    """

    workspace: str
    user: str
    person_id: int | None = None
    name: str = ""
    email: str = ""
    agencies: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    is_manager: bool = False
    timezone: str = ""
    why_not: str = ""  # for somebody who may only ask for help: why

    @property
    def label(self) -> str:
        """How the audit names them."""
        return self.email or f"Slack user {self.user}"

    @property
    def roles(self) -> list[str]:
        """What they are, in words: "a responder", "an agency lead", "an emergency manager"."""
        parts = ["a responder"] if self.agencies else []
        if self.leads:
            parts.append("an agency lead")
        if self.is_manager:
            parts.append("an emergency manager")
        return parts

    def may(self, needs: Needs) -> bool:
        """Whether they have a right of that kind, for some agency at least."""
        match needs:
            case Needs.NOTHING:
                return True
            case Needs.RESPONDER:
                return self.person_id is not None and (
                    bool(self.agencies) or bool(self.leads) or self.is_manager
                )
            case Needs.LEAD:
                return bool(self.leads) or self.is_manager
            case Needs.MANAGER:
                return self.is_manager
