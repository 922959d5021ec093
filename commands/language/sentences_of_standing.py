"""Sentences that ask where people stand, by the words they use, before any other form is thought of.

Who is due, how many, what share, which agency is worst, when, whether: all of them are `/due`'s to answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.registry import Form, Registry
from commands.language.courses import asked_of_others, asks_how_often, names_scopes_alone
from commands.language.gaps import about_gaps
from commands.language.pacing import PROJECTION, form_of_pace
from commands.language.said_plainly import after
from commands.language.senses import Sense, deciding
from commands.language.sentences_of_lists import senses_of_duties, senses_of_lists
from commands.language.sentences_of_meetings import senses_of_meetings
from commands.language.sentences_of_numbers import asks_how_counted, asks_of_a_number
from commands.language.sentences_of_pace import senses_of_pace
from commands.language.sentences_of_readiness import DUE, READINESS
from commands.language.sentences_of_templates import senses_of_templates
from commands.language.standing_asked import asks_of_people, asks_of_standing
from words.classes import plain_word

HOW_OFTEN = "training courses mine"
LONGEST = 1500
"""Characters of a sentence that is read; a longer one is none."""
OF_THINGS = (senses_of_templates, senses_of_lists, senses_of_meetings, senses_of_duties)
"""Readers of what is about one thing of the speaker's, which is looked for: "when is the radio plan due?"."""


def standing(registry: Registry, sentence: str) -> tuple[Form, str] | None:
    """The answer to who is due, for a sentence that asks it; None for any other, and for a form's own words.

    Behind "readiness" a share and a ranking are asked for too, and answered alike.
    """
    words = sentence.split()
    used = 1 if words and words[0].lower() in ("muster", READINESS) else 0
    found = registry.find(words if words and words[0].lower() == READINESS else words[used:])
    begins = words[used].lower() if len(words) > used else ""
    is_a_forms = found is not None and (found[1] > 1 or begins in registry.commands)
    if DUE not in registry.forms or len(sentence) > LONGEST or (is_a_forms and begins != READINESS):
        return None
    if not asks_of_standing(words[used:]) or _asks_of_another(words[used:]):
        return None
    form, text = registry.forms[DUE], after(sentence, used)
    if used:
        return form, text
    # A template has a training's verbs: "who hasn't done agency readiness?"
    readers = (senses_of_templates,) if asks_of_people(words) else OF_THINGS
    things = [each for read in readers for each in read(text) if each.form in registry.forms]
    things += _of_what_is_asked(registry, text)
    looked_at = [each for each in things if each.fits is not None]
    return (deciding(registry, looked_at, (form, text)), text) if looked_at else (form, text)


def _of_what_is_asked(registry: Registry, text: str) -> list[Sense]:
    """ "What courses does dispatch need": what is asked of an agency, and not who there is due."""
    asked = asked_of_others(text)
    if not asked or HOW_OFTEN not in registry.forms:
        return []
    return [Sense(HOW_OFTEN, asked, lambda request: names_scopes_alone(asked, request.catalogue))]


def _asks_of_another(words: Sequence[str]) -> bool:
    """Whether a sentence with such words is another form's: it asks for help, how often something is needed,
    how a number was reached, when a target is, or what was never done together."""
    said = " ".join(words)
    begins = [plain_word(word) for word in words[:2]]
    asks_for_help = plain_word(words[-1]) == "help" or (begins[0] == "help" and begins[1:] != ["me"])
    of_a_target = form_of_pace(words) == PROJECTION or any(
        each.form == PROJECTION for each in senses_of_pace(said)
    )
    of_a_number = asks_of_a_number(words) is not None or asks_how_counted(words) is not None
    return (
        asks_for_help or of_a_target or of_a_number or about_gaps(words) is not None or asks_how_often(words)
    )
