"""Numbers that can be pressed to see how they were reached, and what explains those of one measure.

A capability that keeps numbers (`storage.shown_numbers`) declares an `Explains` for each measure of its own
beside its entries; `/readiness explain KEY` asks the one that is declared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from commands.kit.request import Request
from storage.catalogue import Catalogue
from storage.number_rows import Asking, Recounted
from storage.shown_numbers import Measure, ShownNumber

SHOW_NUMBER = "number.show"
"""What a press on a number is known by; it carries an `Explained`."""


class Explained(BaseModel):
    """The number that is to be explained, by its key."""

    key: str


def _nothing(result: Mapping[str, Any]) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class Explains:
    """How the numbers of one measure are explained.

    `asks` says what was asked beside the scope ("ASIM Basic"), `says` a result of a question ("41 of 52
    current (79%)"), `beside` what stands beside it ("3 on leave"), `rule` how it is counted, and from where
    that is. `recount` counts the question anew; without one only what was kept is said. `of_people`: the
    rule of small counts holds for it. `rows_for_all`: its rows name agencies and exercises only, and are for
    everybody on the roster. `is_for`: who is told it anew, where that is not everybody; others hear no more
    than was said aloud.
    """

    measure: Measure
    asks: Callable[[Catalogue, Mapping[str, Any]], str]
    says: Callable[[Mapping[str, Any], Mapping[str, Any]], str]
    rule: Callable[[Catalogue, ShownNumber], Sequence[str]]
    recount: Callable[[Asking], Recounted] | None = None
    of_people: bool = True
    rows_for_all: bool = False
    is_for: Callable[[Request, ShownNumber], bool] = lambda request, number: True
    beside: Callable[[Mapping[str, Any]], Sequence[str]] = _nothing
