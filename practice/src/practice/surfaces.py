"""Opens, replaces and closes modals and Homes, whoever asks: a method or an acknowledgement."""

import secrets
from dataclasses import dataclass

from practice.judge import judge_view
from practice.limits import Surface
from practice.shapes import Json
from practice.views import MAX_STACK, View
from practice.workspace import Workspace


class ViewError(Exception):
    """Slack's word for why a view is not shown."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass
class Surfaces:
    """The modals and Homes of a workspace."""

    workspace: Workspace

    def open(self, user_id: str, payload: Json, opened_in: str | None = None) -> View:
        """Show a modal in place of whatever modals were open.

        Raises:
            InvalidError: the view is not one Slack shows.
            ViewError: its external_id is in use.
        """
        view = self._new(user_id, payload, None, opened_in)
        self.workspace.views.stacks[user_id] = [view]
        return view

    def push(self, user_id: str, payload: Json) -> View:
        """Put a modal upon the open one.

        Raises:
            InvalidError: the view is not one Slack shows.
            ViewError: no modal is open, or three are, or the external_id is in use.
        """
        stack = self.workspace.views.stack(user_id)
        if not stack:
            raise ViewError("not_found")
        if len(stack) >= MAX_STACK:
            raise ViewError("push_limit_reached")
        view = self._new(user_id, payload, stack[-1], stack[-1].opened_in)
        stack.append(view)
        return view

    def update(self, view: View, payload: Json, view_hash: str | None = None) -> View:
        """Replace what a view shows; what was filled in stays where ids stay.

        Raises:
            InvalidError: the view is not one Slack shows.
            ViewError: `view_hash` is not the view's present one, or the type would change.
        """
        surface = Surface.HOME if view.payload["type"] == "home" else Surface.MODAL
        judge_view(payload, surface)
        if view_hash is not None and view_hash != view.hash:
            raise ViewError("hash_conflict")
        self._unique(payload, view)
        view.payload = payload | {"blocks": self.workspace.with_ids(payload["blocks"])}
        view.hash = self._hash()
        view.errors = {}
        self._shown(view)
        return view

    def publish(self, user_id: str, payload: Json, view_hash: str | None = None) -> View:
        """Show a Home.

        Raises:
            InvalidError: the view is not one Slack shows.
            ViewError: `view_hash` is not the present Home's.
        """
        home = self.workspace.views.homes.get(user_id)
        if home is not None:
            return self.update(home, payload, view_hash)
        judge_view(payload, Surface.HOME)
        home = self._made(user_id, payload, None, None)
        self.workspace.views.homes[user_id] = home
        return home

    def close(self, view: View) -> None:
        """Take a modal away, and those above it; with `clear_on_close`, all."""
        stack = self.workspace.views.stack(view.user)
        if view in stack:
            del stack[0 if view.payload.get("clear_on_close") else stack.index(view) :]
        self.workspace.touch([view.user])

    def clear(self, user_id: str) -> None:
        """Take every modal away."""
        self.workspace.views.stack(user_id).clear()
        self.workspace.touch([user_id])

    def show_errors(self, view: View, errors: dict[str, str]) -> None:
        """Show messages under fields; the key "" is the modal as a whole."""
        view.errors = errors
        self._shown(view)

    def _new(self, user_id: str, payload: Json, below: View | None, opened_in: str | None) -> View:
        judge_view(payload, Surface.MODAL)
        self._unique(payload, None)
        return self._made(user_id, payload, below, opened_in)

    def _made(self, user_id: str, payload: Json, below: View | None, opened_in: str | None) -> View:
        view_id = self.workspace.new_id("V")
        kept = payload | {"blocks": self.workspace.with_ids(payload["blocks"])}
        view = View(view_id, user_id, kept, self._hash(), view_id, opened_in=opened_in)
        if below is not None:
            view.root, view.previous = below.root, below.id
        self._shown(view)
        return view

    def _unique(self, payload: Json, view: View | None) -> None:
        wanted = payload.get("external_id")
        found = self.workspace.views.get(external_id=wanted) if wanted else None
        if found is not None and found is not view:
            raise ViewError("duplicate_external_id")

    def _hash(self) -> str:
        return f"{int(self.workspace.clock.seconds())}.{secrets.token_urlsafe(6)[:8]}"

    def _shown(self, view: View) -> None:
        view.changed = self.workspace.touch([view.user])
