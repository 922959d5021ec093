"""From what was heard to the answer: who speaks, may they, one transaction, one command, one answer.

It knows neither Bolt nor the Web API: how an answer is given at each door is `bot.doors`' to know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

import structlog
from slack_sdk.models.views import View
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from bot.answers import Answer, digest_of
from bot.gate import Gate
from bot.hearing import Heard
from bot.noted import AWAY, FAILED, REFUSED, Answering, Noted
from bot.who_asks import NotReady, NotTheirs, WhoAsks
from commands.kit import troubles
from commands.kit.blocks import MEANT, Meant, Say
from commands.kit.channel import known_to_be_shut
from commands.kit.forms import WITHOUT_MODAL
from commands.kit.member import Member
from commands.kit.problems import AskedBack, Wrong
from commands.kit.registry import Entry, Form, Registry
from commands.kit.reply import Afterwards, Post, Reply, say
from commands.kit.request import STALE, Door, Request, carried
from commands.kit.slash import in_our_words, locally
from commands.kit.troubles import not_counted_yet, ours, problem_message, try_again
from commands.language.sentences import form_of, resolve, with_files
from jobs.linking import SlackAway
from jobs.posting import put
from storage.answered import answered, begin_answer, keep_answer
from storage.engine import Busy, Store, out_of_reach, was_busy, was_crossed
from storage.hurrying import NotCountedYet, by_rules_before, hurry
from storage.left_behind import MUCH_TOO_MANY
from storage.region import Region
from words.problems import Problem, Unclear

SAY = "say"
OPEN_FORM = "Open the form with /training, or the command you want, with a slash: a form needs one."
FILES = (
    "I take no file here, and nothing was done with it. Send it to me in a direct message: a certificate "
    "goes to the record of its class, a table can be imported."
)
TURNS_OF_A_PRESS = 4
"""How often a press on a message asks for its turn to write, when a whole room presses at once.

Its answer goes by the response URL: late is better than not at all, which a command can't be. So often, too,
what was composed to be given out: that took its time, and is not done again for want of a turn.
"""
NOTHING_GIVEN = "Nothing was recorded, and nothing was given out."
SHELVES = {Door.SUBMITTED: "submission", Door.SEARCH: "search", Door.SHORTCUT: "shortcut"}
log = structlog.get_logger()


class _SomebodyElse(Exception):
    """Who asked has other rights, or is another, than when what they asked for was composed."""


@dataclass(frozen=True)
class _Made:
    """What a handler made of a request: the answer, what is sent and written with it, and for whom."""

    answer: Answer
    posts: Sequence[Post]
    afterwards: Sequence[Afterwards]
    member: Member


class Conversation:
    """Everything Muster answers, at whatever door it is asked.

    `meet` asks Slack who a user is (workspace, user, whether it is they who speak), links them, and says
    whether they are of the workspace; it raises SlackAway when Slack can't be asked. `wake` nudges the
    outbox. `answering` is told of each answer. `gate` lets a few at a time do the work; while Slack is asked
    nobody is behind it.
    """

    def __init__(
        self,
        store: Store,
        registry: Registry,
        region: Region,
        clock: Callable[[], datetime],
        meet: Callable[[str, str, bool], bool],
        wake: Callable[[], None],
        answering: Answering | None = None,
    ) -> None:
        self._store = store
        self._answering = answering or Answering()
        self._registry = registry
        self.region = region
        self._clock = clock
        self._wake = wake
        # Of SQLite's writers one at a time has its turn: a second would only wait behind the gate. Beside two
        # reads one gets a third of the processor, and those behind it wait for that: their 99th percentile
        # was half as long again.
        self.gate = Gate(at_once=2, changes=1) if store.is_sqlite else Gate()
        self._who_asks = WhoAsks(store, region, meet, self.gate)
        # What is given out may count a region for a minute: one at a time, beside all others.
        self._composing = Gate(at_once=1, changes=0)

    def answer(self, heard: Heard) -> Answer:
        """The answer to what was heard. Never raises: a failure of ours is an answer with a reference."""
        with self._answering.request(heard.door) as noted:
            return self._answer_noted(heard, noted)

    def _answer_noted(self, heard: Heard, noted: Noted) -> Answer:
        try:
            try:
                return self._answer(heard, noted)
            except Wrong as wrong:
                noted.outcome = REFUSED
                return Answer(errors=dict(wrong.fields), looks_into=known_to_be_shut(heard.fields))
            except AskedBack as back:
                return Answer.of(back.reply)
            except Problem as problem:
                noted.outcome = REFUSED
                return Answer.of(Reply(message=problem_message(problem, self.region)))
            except NotTheirs as refused:
                noted.outcome = REFUSED
                return Answer.of(Reply(message=refused.said))
            except NotCountedYet as not_yet:
                noted.outcome = REFUSED
                return Answer.of(Reply(message=not_counted_yet(not_yet.seconds, NOTHING_GIVEN)))
            except SlackAway:
                noted.outcome = AWAY
                return Answer.of(Reply(message=try_again()))
        except Exception as error:
            noted.outcome = AWAY if out_of_reach(error) else FAILED
            reference = uuid4().hex[:8]
            log.exception("request failed", reference=reference, door=heard.door.value, handler=heard.name)
            return Answer.of(Reply(message=ours(reference, out_of_reach(error))))

    def _answer(self, heard: Heard, noted: Noted) -> Answer:
        handler, text = self._handler(heard)
        noted.by(handler)
        now = self._clock()
        try:
            return self._attempt(heard, handler, text, now)
        except NotReady:
            self._who_asks.prepare(heard, self.region.day(now))
            return self._attempt(heard, handler, text, now, prepared=True)

    def _handler(self, heard: Heard) -> tuple[Entry, str]:
        """Who handles it, and the text that is theirs. Raises Unclear or Problem for what nobody does."""
        if heard.door in (Door.COMMAND, Door.MENTION, Door.DIRECT):
            return self._sentence(heard)
        if heard.name == SAY:
            return resolve(self._registry, carried(heard.value, Say).say)
        if heard.name == MEANT:
            meant = carried(heard.value, Meant)
            return self._form(meant.form), meant.text
        handler = self._registry.handler(SHELVES.get(heard.door, "click"), heard.name, heard.form)
        if handler is None:
            raise Problem(STALE)
        return handler, heard.text

    def _form(self, says: str) -> Form:
        """The form a button means. Raises Problem for one that is no longer there."""
        form = self._registry.forms.get(says)
        if form is None:
            raise Problem(STALE)
        return form

    def _sentence(self, heard: Heard) -> tuple[Entry, str]:
        """A sentence's handler, and with it, in a direct message, those of the files that came along.

        Elsewhere a file that comes with no sentence of ours is told where files go.
        """
        said = in_our_words(heard.text, self._registry.commands, self.region)
        if heard.files and heard.door is Door.DIRECT:
            return with_files(self._registry, said)
        if heard.files and not said:
            raise Problem(FILES)
        if not heard.files:
            return form_of(self._registry, said)
        try:
            return resolve(self._registry, said)
        except Unclear:
            raise Problem(FILES) from None

    def _attempt(
        self, heard: Heard, handler: Entry, text: str, now: datetime, prepared: bool = False
    ) -> Answer:
        if handler.gives_out:
            return self._give_out(heard, handler, text, now, prepared)
        if not handler.changes:
            return self._read(heard, handler, text, now, prepared)

        def run(session: Session) -> _Made:
            hurry(session)  # others wait for this turn to end: nobody counts many people in it
            return self._run(session, heard, handler, text, now, prepared)

        return self._change_in_turn(heard, run, now, TURNS_OF_A_PRESS if heard.door is Door.MESSAGE else 1)

    def _give_out(self, heard: Heard, handler: Entry, text: str, now: datetime, prepared: bool) -> Answer:
        """Composes in a look, and writes down in a short turn what was given out, and to whom.

        By the rules of now, or not at all. For whom it was composed is looked at again in that turn: who has
        other rights by then gets what these give.
        """
        while True:
            made = self._composed(heard, handler, text, now, prepared)
            if isinstance(made, Answer):
                return made
            for_whom = made.member

            def as_composed(session: Session, made: _Made = made, for_whom: Member = for_whom) -> _Made:
                if self._who_asks.of(session, heard, handler, self.region.day(now), prepared) != for_whom:
                    raise _SomebodyElse
                return made

            with suppress(_SomebodyElse):
                return self._change_in_turn(heard, as_composed, now, TURNS_OF_A_PRESS)

    def _composed(
        self, heard: Heard, handler: Entry, text: str, now: datetime, prepared: bool
    ) -> _Made | Answer:
        """What is to be given out, not given yet; the answer of a request that was answered before."""
        with self._composing.passed(), self._store.reading() as session:
            known = answered(session, heard.key)
            if known is not None:
                return _again(heard, Answer.stored(known))
            hurry(session)
            return self._run(session, heard, handler, text, now, prepared)

    def _change_in_turn(
        self, heard: Heard, run: Callable[[Session], _Made], now: datetime, turns: int
    ) -> Answer:
        """A change; asks for its turn so often."""
        while True:
            turns -= 1
            try:
                return self._change_once(heard, run, now)
            except (Busy, SQLAlchemyError) as error:
                if not turns or not was_busy(error):
                    raise

    def _change_once(self, heard: Heard, run: Callable[[Session], _Made], now: datetime) -> Answer:
        try:
            return self._change(heard, run, now)
        except DBAPIError as error:
            # Somebody changed the same meanwhile: what they did is there now.
            if not was_crossed(error):
                raise
            return self._change(heard, run, now)

    def _read(self, heard: Heard, handler: Entry, text: str, now: datetime, prepared: bool) -> Answer:
        with self.gate.passed(), self._store.reading() as session:
            hurry(session)
            try:
                return self._run(session, heard, handler, text, now, prepared).answer
            except NotCountedYet as error:
                not_yet = error
        with self.gate.passed(), self._store.reading() as session:
            is_before = by_rules_before(session)
            if is_before or not_yet.people >= MUCH_TOO_MANY:
                hurry(session)
            try:
                answer = self._run(session, heard, handler, text, now, prepared).answer
            except NotCountedYet:
                said = not_counted_yet(not_yet.seconds)
                if heard.door is Door.OPENED_HOME:
                    return Answer.of(Reply(home=View(type="home", blocks=list(said.blocks))))
                return Answer.of(Reply(message=said))
            return answer.noted(troubles.by_rules_before(not_yet.seconds)) if is_before else answer

    def _change(self, heard: Heard, run: Callable[[Session], _Made], now: datetime) -> Answer:
        """Key first, answer last, in one transaction; a request answered before gets that answer again.

        The answer is owed until the doors have given it: what is recorded does not go unanswered, whatever
        ends this process meanwhile. A modal owes nothing: it stays open, and submitted again is the same
        request. Slack gives it the same id and hash then, whatever was changed in it: that is told.
        """
        with self.gate.passed(changes=True), self._store.writing() as session:
            known = begin_answer(session, heard.key, now)
            if known is not None:
                return _again(heard, Answer.stored(known))
            made = run(session)
            answer = made.answer
            for write in made.afterwards:
                write(session)
            for number, each in enumerate(made.posts):
                kept = replace(each, key=each.key or str(number))
                put(session, kept, heard.workspace, heard.key, now)
            owed_to = None if heard.door is Door.SUBMITTED else heard.user
            if heard.door is Door.SUBMITTED:
                answer.filled_in = digest_of(heard.fields)
            keep_answer(session, heard.key, answer.to_store(), heard.workspace, owed_to)
        answer.is_owed = owed_to is not None
        if made.posts:
            self._wake()
        return answer

    def _run(
        self, session: Session, heard: Heard, handler: Entry, text: str, now: datetime, prepared: bool
    ) -> _Made:
        member = self._who_asks.of(session, heard, handler, self.region.day(now), prepared)
        request = Request(
            session=session,
            member=member,
            region=self.region,
            now=now,
            today=self.region.day(now),
            door=heard.door,
            key=heard.key,
            text=text,
            value=heard.value,
            fields=heard.fields,
            place=heard.place,
            files=heard.files,
        )
        reply = handler.run(request)
        if reply.modal is not None and reply.message is None and heard.door in WITHOUT_MODAL:
            reply = replace(reply, message=say(locally(OPEN_FORM, self.region)).message)
        answer, posts = Answer.of(reply), list(reply.posts)
        if heard.door is Door.SUBMITTED and reply.message is not None:
            # A modal can't say anything once it is gone: what follows comes by direct message.
            posts.append(Post(to=heard.user, message=reply.message, key="follow-up"))
        return _Made(answer, posts, reply.afterwards, member)


def _again(heard: Heard, given: Answer) -> Answer:
    """The answer a request was given, when it comes again; a form that says something else is told so."""
    if given.filled_in in ("", digest_of(heard.fields)):
        return given
    return replace(Answer.of(Reply(message=troubles.changed_since())), is_repeat=True)
