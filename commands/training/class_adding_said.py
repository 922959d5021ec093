"""`/training add`: "Pia Grady to the ASIM class": the list of that class, where people are added; no log."""

from __future__ import annotations

import re

from commands.kit.blocks import button, buttons
from commands.kit.registry import Declared, Form
from commands.kit.reply import Reply, say
from commands.kit.request import Request
from commands.language.classes import class_name, class_said_to_hold
from commands.language.scopes import shown
from commands.training.class_views import CLOSE
from commands.training.closing_views import Closing

EXAMPLE = "/training add Ben Flores to ASIM Basic 3 Dec"
PARTS = re.compile(r"(?:^|\s)(?:to|into)\s+", re.IGNORECASE)


def add_said(request: Request) -> Reply:
    """The way to the list of the class that was named; whoever was named is added there, and looked at.

    Raises Unclear for no class or several, and Refused for one that is not the speaker's to hold.
    """
    who, *which = PARTS.split(request.text.strip(), 1)
    held = class_said_to_hold(request, which[0].strip(" ?!.") if which else "", CLOSE)
    whom = f"“{shown(who.strip())}”" if which and who.strip() else "whoever came"
    return say(
        f"{class_name(request.catalogue, held)}: open its list, and press Add people for {whom}. "
        "Nothing was recorded.",
        *buttons(button("Open the list", f"{CLOSE}:add", Closing(class_id=held.id))),
    )


ENTRIES: tuple[Declared, ...] = (
    Form(
        "training add",
        add_said,
        what="add people to a class whose sign-in you hold",
        example=EXAMPLE,
        takes="PEOPLE to CLASS",
    ),
)
