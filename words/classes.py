"""The words of a question by what becomes of them: fillers are dropped, turning words and states never.

A question is answered as it was meant, or it is asked back: only fillers may be left over.
"""

from __future__ import annotations

from functools import lru_cache

MOST_KEPT = 4096


def listed(words: str) -> frozenset[str]:
    """Words in a row, as a set."""
    return frozenset(words.split())


FILLERS = listed(
    "what who who's whos is are for a an the refresher refreshers refresh in of from needs need to renew "
    "retrain training expires expiring expire what's whats do does we i please at which people person "
    "anyone anybody list show and with has have be will still their tell about know muster readiness "
    "now there that due soon coming up how many give can could you hello hi hey thanks thank"
)
"""Words that say nothing of whom, which course, or when."""

MINE = frozenset(("me", "mine", "my", "myself", "i", "i'm", "im", "am", "when"))
"""Words by which somebody asks about themself, where no one else is named."""

POLITE = listed("please pls hi hello hey can could you")
"""With these somebody asks for something; they say nothing of what."""

VERBS = listed(
    "am be been being did had having is isn't are aren't do does has have was were will would should must "
    "may shall might can could need needs it it's its that's this these those if so as by"
)
"""Small verbs and their like, with which a sentence begins; no name does for their sake."""

TAKING_AWAY = listed("except excepting excluding but not without no minus isn't aren't")
"""After these stands what is not asked about."""

LATE = listed("overdue expired lapsed grace never late delinquent")
"""States of whoever is past their day."""

STATES = LATE | listed(
    "current valid compliant unverified verified leave waived waiver new untrained trained good"
)

TURNING = (
    TAKING_AWAY
    | STATES
    | listed(
        "or vs versus since was were wasn't weren't hasn't haven't didn't don't doesn't below under over "
        "above less more fewer than after between only other another if unless ever worst best lowest highest"
    )
)
"""Words that change what the others mean; they name nothing, unless they are part of a whole name."""


@lru_cache(MOST_KEPT)
def plain_word(word: str) -> str:
    """A word as these lists have it: lower case, a plain apostrophe, no marks around it."""
    return word.lower().replace("’", "'").strip('?!.,;:"“”()*_`')
