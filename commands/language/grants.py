"""What paid for a class or an exercise: a grant of those used most and its award number, kept as one text."""

from __future__ import annotations

from commands.kit.blocks import option
from commands.kit.forms import choice_field, text_field
from commands.kit.problems import Wrong

GRANTS = ("EMPG", "HSGP (SHSP)", "HSGP (UASI)", "HMEP", "State", "Local")
LONGEST_FUNDING = 200
"""Characters of a grant with its award number, as a file has it too."""
GRANT = choice_field(
    "grant", "Grant", [option(each, each) for each in GRANTS], "None", "Choose one of these.", optional=True
)
AWARD = text_field("award", "Award number", LONGEST_FUNDING)


def funding_of(grant: str, award: str) -> str:
    """Both as they are kept. Raises Wrong, at the award number, for more than is kept."""
    said = " ".join(part for part in (grant, award) if part)
    if len(said) > LONGEST_FUNDING:
        raise Wrong({AWARD.name: f"At most {LONGEST_FUNDING} characters with the grant: {len(said)} now."})
    return said


def grant_and_award(funding: str) -> tuple[str, str]:
    """The same apart, for the form: put together again it is what it was.

    What does not begin with a whole grant, as it is spelled in the list, is all award number.
    """
    for grant in GRANTS:
        award = funding.removeprefix(grant).strip()
        if funding in (grant, f"{grant} {award}"):
            return grant, award
    return "", funding
