"""What a sentence may mean, where what the speaker has tells it: an item, a meeting, a class, a template.

"Move the radio plan to 20 Dec" and "move the kickoff to 20 Dec" use the same words: each thing that they may
be about is asked whether it is something of the speaker's. One that is, is meant; two are asked about; none
leaves the sentence to whoever understood it without looking.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from slack_sdk.models.blocks import Block

from commands.kit.blocks import meant
from commands.kit.member import Needs
from commands.kit.problems import AskedBack
from commands.kit.registry import Form, Registry, leaves_records
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.kit.troubles import not_for_you
from words.problems import Unclear

LATE_TURNS = 4
"""How often what a sentence means may be settled by what the speaker has."""

Fits = Callable[[Request], bool]


def always(request: Request) -> bool:
    """Whatever the speaker has."""
    return True


def never(request: Request) -> bool:
    """Nothing of the speaker's is looked at."""
    return False


@dataclass(frozen=True)
class Sense:
    """One thing a sentence may mean: a form by its words, and what is said behind it.

    `fits`: whether it is about something of the speaker's; None where the words alone say what is meant.
    `otherwise`: whether it is meant where nothing fits and nobody else understands the sentence: the form
    says then what it does not know. `before`: raises what is asked before the form runs; `beneath`: what
    stands below its answer.
    """

    form: str
    text: str = ""
    fits: Fits | None = None
    otherwise: Fits | None = None
    before: Callable[[Request], None] | None = None
    beneath: Callable[[Request], Sequence[Block]] | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing has to be looked at to know that this is meant."""
        return self.fits is None and self.before is None and self.beneath is None


def deciding(registry: Registry, senses: Sequence[Sense], plainly: tuple[Form, str] | Unclear) -> Form:
    """What looks at what the speaker has, and does what is meant then; it changes something only where one of
    the forms that may be meant does.

    `plainly`: the form that understands the sentence without looking, with its text; or how it is asked back.
    """
    understood = None if isinstance(plainly, Unclear) else plainly[0]
    is_known = understood is not None and bool(understood.says)

    def fitting(request: Request) -> Sense | None:
        fitting = [each for each in senses if each.fits is None or each.fits(request)]
        if not fitting:
            fitting = [each for each in senses if _otherwise(request, each, understood)]
        if len({each.form for each in fitting}) > 1:
            raise _either(registry, fitting)
        return fitting[0] if fitting else None

    def run(request: Request) -> Reply:
        if (sense := fitting(request)) is not None:
            return _in_that_sense(registry, request, sense)
        return run_as(request, *_known(plainly))

    def settles(request: Request) -> tuple[Form, str]:
        if (sense := fitting(request)) is None:
            return _known(plainly)
        if sense.before is not None:
            sense.before(request)
        return registry.forms[sense.form], sense.text

    says = understood.says if understood is not None and is_known else ""
    meant_by = [*(registry.forms[each.form] for each in senses), *([understood] if understood else [])]
    changes = any(form.changes for form in meant_by)
    return Form(
        says,
        run,
        what="",
        example="",
        needs=Needs.RESPONDER,
        changes=changes,
        gives_out=not changes and any(form.gives_out for form in meant_by),
        settles=settles,
    )


def settled(request: Request, form: Form, text: str) -> tuple[Form, str]:
    """The form that is meant in the end, and its text, where what the speaker has tells it.

    Raises AskedBack for what is only shown, and what else the forms ask back with.
    """
    turns = LATE_TURNS
    while form.settles is not None and turns:
        form, text = form.settles(replace(request, text=text))
        turns -= 1
    if not form.says:  # overheard: shown, and never recorded
        raise AskedBack(form.run(replace(request, text=text)))
    return form, text


def _known(plainly: tuple[Form, str] | Unclear) -> tuple[Form, str]:
    """The form that understands the sentence without looking. Raises how it is asked back."""
    if isinstance(plainly, Unclear):
        raise plainly
    return plainly


def _otherwise(request: Request, sense: Sense, understood: Form | None) -> bool:
    """Whether a sense that nothing fits is meant all the same: by nobody else, and by the same form."""
    is_free = understood is None or not understood.says or understood.says == sense.form
    return is_free and sense.otherwise is not None and sense.otherwise(request)


def run_as(request: Request, form: Form, text: str) -> Reply:
    """Runs a form that was found late, if it is the speaker's to use."""
    if not request.member.may(form.needs):
        meanwhile = "Nothing was recorded." if leaves_records(form) else ""
        raise AskedBack(Reply(message=not_for_you(request.member, form.needs, meanwhile)))
    return form.run(replace(request, text=text))


def _in_that_sense(registry: Registry, request: Request, sense: Sense) -> Reply:
    if sense.before is not None:
        sense.before(request)
    reply = run_as(request, registry.forms[sense.form], sense.text)
    if sense.beneath is None or reply.message is None:
        return reply
    return replace(reply, message=Message([*reply.message.blocks, *sense.beneath(request)]))


def _either(registry: Registry, senses: Sequence[Sense]) -> Unclear:
    """Asks back which of several is meant."""
    by_form = {each.form: each for each in senses}
    return Unclear(
        not_understood="That matches more than one thing of yours. Nothing was recorded.",
        example=registry.forms[senses[0].form].example,
        offers=[meant(says, each.text) for says, each in by_form.items()],
    )
