"""Whether a sentence that no form understands tells of what was done, or will be, in the fewest words.

"BLS done yesterday", "Rosa and Noor did ASIM Basic", "I will take BLS next Monday": where it names a course
the log says of each what it takes, and what it does not take.
"""

from __future__ import annotations

from collections.abc import Sequence

from commands.language.records_told import ASKING, MOST_NAMED, called_at
from commands.language.standing_asked import BEGINS_ANOTHER, PEOPLE_ASKED
from words.asking import NEGATIONS
from words.classes import listed, plain_word

DONE = ("did", "done")
TAKE = listed("take attend complete")
TO_COME = (("i", "will"), ("we", "will"))
OF_ELSE = listed("checklist checklists list lists item items action actions meeting no nobody") | NEGATIONS


def tells_what_was_done(words: Sequence[str]) -> bool:
    """Whether it tells so; a question does not, and what an exercise is called is none of it."""
    plain = [plain_word(word) for word in words]
    if not plain or words[-1].endswith("?") or called_at(words):
        return False
    if not (PEOPLE_ASKED | OF_ELSE).isdisjoint(plain):
        return False
    to_come = tuple(plain[:2]) in TO_COME or plain[0] in ("i'll", "we'll")
    if to_come and not TAKE.isdisjoint(plain[1:4]):
        return True
    place = next((at for at, word in enumerate(plain[:MOST_NAMED]) if word in DONE), 0)
    return place > 0 and plain[0] not in ASKING | BEGINS_ANOTHER
