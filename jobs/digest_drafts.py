"""What the digests of a round say, found out before anybody is kept from writing: each scope's once.

Channels with the same scope and the same figures before read the same, and share what is made for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy.orm import Session

from commands.kit.may import counting_aloud
from commands.readiness.digest_lines_views import numbers_of
from commands.readiness.digest_post_views import DigestPart, digest_message
from commands.readiness.digest_views import How
from readiness.due import Scope, ScopeKind
from storage.figures import Figures, figures
from storage.kept_figures import figures_kept
from storage.many_agencies import ManyAgencies
from storage.region import Region
from storage.shown_numbers import Shown
from storage.slots import Slot

log = structlog.get_logger()


@dataclass(frozen=True)
class Draft:
    """What a digest says, whoever reads it, and the numbers it says."""

    part: DigestPart
    numbers: tuple[Shown, ...]


@dataclass
class Drafts:
    """The figures of the scopes that are wanted still, and what was made of them."""

    region: Region
    today: date
    _figures: dict[str, Figures] = field(default_factory=dict)
    _kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    _made: dict[tuple[str, str], Draft] = field(default_factory=dict)

    def count(self, session: Session, scopes: Mapping[str, Scope]) -> None:
        """Counts those that were not counted yet. One that can't be keeps no other from being sent.

        What they have in common is found out once for all of them, in the same look at the records.
        """
        fewest = counting_aloud(self.region)
        wanted = sorted(scopes.keys() - self._figures.keys())
        agencies = [scopes[key].number for key in wanted if scopes[key].kind is ScopeKind.AGENCY]
        among = ManyAgencies(session, self.today, agencies, fewest)
        for key in wanted:
            try:
                self._figures[key] = figures(
                    session, scopes[key], self.today, fewest, True, True, among=among
                )
            except (LookupError, ValueError, ArithmeticError):
                log.exception("digest not counted", scope=key, reference=uuid4().hex[:8])

    def of(self, scope: str) -> Figures | None:
        """A scope's figures; None where they could not be counted."""
        return self._figures.get(scope)

    def kept(self, found: Figures) -> dict[str, Any]:
        """Figures as they are kept with what was said."""
        if self._figures.get(found.scope) is not found:
            return found.model_dump(mode="json")
        if found.scope not in self._kept:
            self._kept[found.scope] = found.model_dump(mode="json")
        return self._kept[found.scope]

    def draft(self, found: Figures, last: Slot | None) -> Draft:
        """What figures say beside those that were sent last; made once for all to whom it says the same."""
        if self._figures.get(found.scope) is not found:
            return self._make(found, last)
        key = found.scope, "" if last is None else json.dumps(last.figures, sort_keys=True)
        if key not in self._made:
            self._made[key] = self._make(found, last)
        return self._made[key]

    def let_go(self, scopes: Iterable[str]) -> None:
        """Forgets what was made, and the figures of all scopes but those that are wanted still."""
        still = set(scopes)
        self._made.clear()
        for kept in (self._figures, self._kept):
            for key in kept.keys() - still:
                del kept[key]

    def _make(self, found: Figures, last: Slot | None) -> Draft:
        before = None if last is None else figures_kept(last)
        numbers = numbers_of(found, counting_aloud(self.region))
        message = digest_message(found, before, self.region, How(scope=found.scope), numbers)
        return Draft(DigestPart.of(message), tuple(each.shown for each in numbers))
