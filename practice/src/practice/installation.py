"""How the app is installed: with which scopes, in a workspace or a whole enterprise, beside whom.

Source: Slack's documentation of org-wide apps and of Slack Connect, and the payloads in the official SDKs'
tests and threads (bolt-js #935, #1614, #1948; java-slack-sdk #1041).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from practice.shapes import Json

OTHER_TEAM = "T0OUTSIDE"
OTHER_DOMAIN = "other-side"
ENTERPRISE = "E0PRACTICE"
ENTERPRISE_NAME = "Practice Organization"


@dataclass
class Installation:
    """What Slack knows of this install. `asked` are the manifest's scopes, `scopes` those granted."""

    asked: frozenset[str]
    scopes: frozenset[str] = frozenset()
    enterprise: bool = False
    org_wide: bool = False
    outer_theirs: bool = False
    outsiders_command: bool = False
    excused: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.scopes = self.asked

    def grant(self, scopes: Iterable[str]) -> None:
        """Grant these scopes and no other. Running into one that was withheld is not the app's fault."""
        self.scopes = frozenset(scopes)
        self.excuse("missing_scope", not self.asked <= self.scopes)

    def excuse(self, error: str, excused: bool) -> None:
        """Whether an error of the Web API is the test's doing, and so no complaint."""
        (self.excused.add if excused else self.excused.discard)(error)

    @property
    def enterprise_id(self) -> str | None:
        """The enterprise's id, if the workspace belongs to one."""
        return ENTERPRISE if self.enterprise else None

    @property
    def enterprise_object(self) -> Json | None:
        """The enterprise as payloads name it."""
        return {"id": ENTERPRISE, "name": ENTERPRISE_NAME} if self.enterprise else None
