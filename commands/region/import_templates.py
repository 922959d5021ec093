"""`/muster import template`: a workbook to fill in, with a word on each column and lists to choose from."""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import ActionsBlock

from commands.kit.blocks import meant, option, words
from commands.kit.forms import one_of
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import File, Message, Post, Reply, say
from commands.kit.request import STALE, Request
from commands.region.importing import import_form
from commands.region.importing_views import KIND, TEMPLATE
from files.columns import Kind
from files.kinds import KINDS, UnknownKind, kind_named
from files.templates import template, template_name
from words.problems import Problem, Unclear

CHOOSE = "import.template_of"


def template_said(request: Request) -> Reply:
    """Sends the template of a kind; without one, asks of which."""
    said = request.text.strip()
    if not said:
        options = [option(name, name) for name in KINDS]
        which = words("Which template? Each has our columns, a word on each of them, and one example row.")
        return Reply(message=Message([which, ActionsBlock(elements=[one_of(CHOOSE, options, "A kind")])]))
    try:
        return _sent(request, kind_named(said))
    except UnknownKind as unknown:
        raise Unclear(
            not_understood=f"{unknown}.",
            example="/muster import template roster",
            offers=[meant("muster import template", name) for name in list(KINDS)[:5]],
        ) from None


def template_chosen(request: Request) -> Reply:
    """Sends the template that was chosen in the menu."""
    if request.text not in KINDS:
        raise Problem(STALE)
    return _sent(request, kind_named(request.text))


def template_in_form(request: Request) -> Reply:
    """Sends the template of what is chosen in the form that brings a file; the form says so."""
    kind = request.typed(KIND.name)
    if kind not in KINDS:
        return Reply(updated=import_form("", "Choose first what the file is to hold; then get its template."))
    sent = _sent(request, kind_named(kind))
    return Reply(
        updated=import_form(kind, f"The template for {kind} comes to you in a direct message."),
        posts=sent.posts,
    )


def _sent(request: Request, kind: Kind[Any]) -> Reply:
    name = template_name(kind)
    said = (
        f"The template for {kind.name}: fill in a row each under the gray example, which is left out, and "
        "bring it back. Point at a column's name to see what it is."
    )
    file = File(name=name, title=name, content=template(request.session, kind))
    post = Post(to=request.member.user, message=Message([words(said)]), key="template", file=file)
    return say(f"The template for {kind.name} comes to you in a direct message.", posts=[post])


ENTRIES: tuple[Declared, ...] = (
    Form(
        "muster import template",
        template_said,
        what="get a spreadsheet to fill in",
        example="/muster import template roster",
        needs=Needs.MANAGER,
        does=Action.IMPORT,
        changes=True,
        takes="[kind]",
    ),
    Click(CHOOSE, template_chosen, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
    Click(TEMPLATE, template_in_form, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
)
