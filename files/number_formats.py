"""Numbers that a spreadsheet shows as codes: 104 under the format 00000 is seen, and meant, as 00104."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE = re.compile(r"""((?:"[^"]*"|\\.|-)*)(0+(?:(?:"[^"]*"|\\.|-)0+)*)""")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|(-)')
_WHOLE = re.compile(r"([0-9]{1,15})(?:\.0+)?")


@dataclass(frozen=True, slots=True)
class CodeFormat:
    """What stands before a number, and its digits' places: zeros, with signs between them."""

    before: str
    places: str

    def shown(self, number: str) -> str | None:
        """A number as it is seen; None for one that is not whole."""
        whole = _WHOLE.fullmatch(number.strip())
        if whole is None:
            return None
        digits = list(whole[1])
        seen: list[str] = []
        for place in reversed(self.places):
            seen.append((digits.pop() if digits else "0") if place == "0" else place)
        return self.before + "".join(digits) + "".join(reversed(seen))


def code_format(written: str) -> CodeFormat | None:
    """The format of a code: zeros, with literal signs before and between them; None for any other, also for a
    plain number's.
    """
    match = _CODE.fullmatch(written.split(";", 1)[0].strip())
    if match is None:
        return None
    before, places = (_LITERAL.sub(_literally, part) for part in match.groups())
    return None if not before and places == "0" else CodeFormat(before, places)


def _literally(sign: re.Match[str]) -> str:
    return "".join(filter(None, sign.groups()))
