"""`views.*`: opening, pushing, updating and publishing views."""

from dataclasses import dataclass

from practice.payloads import view_object
from practice.shapes import Json
from practice.surfaces import Surfaces, ViewError
from practice.tickets import Trigger
from practice.views import View
from practice.web_api import ApiError, Method, text_argument
from practice.workspace import Workspace

MAX_VIEW = 250 * 1024
"""A view's largest size, in bytes of JSON."""


@dataclass
class ViewMethods:
    """The view methods."""

    workspace: Workspace
    surfaces: Surfaces

    def methods(self) -> dict[str, Method]:
        """By name."""
        return {
            "views.open": self.open,
            "views.publish": self.publish,
            "views.push": self.push,
            "views.update": self.update,
        }

    async def open(self, args: Json) -> Json:
        """Open a modal for whoever caused the trigger."""
        trigger = self._trigger(args)
        view = self.surfaces.open(trigger.user, self._view(args), trigger.conversation)
        trigger.used = True
        return self._shown(view)

    async def push(self, args: Json) -> Json:
        """Put a modal upon the one the trigger came from."""
        trigger = self._trigger(args)
        if trigger.view is None or not self.workspace.views.stack(trigger.user):
            raise ApiError("not_found")
        view = self.surfaces.push(trigger.user, self._view(args))
        trigger.used = True
        return self._shown(view)

    async def update(self, args: Json) -> Json:
        """Replace what an open modal shows."""
        if not args.get("view_id") and not args.get("external_id"):
            text_argument(args, "view_id")
        view = self.workspace.views.get(args.get("view_id"), args.get("external_id"))
        if view is None:
            raise ViewError("not_found")
        return self._shown(self.surfaces.update(view, self._view(args), args.get("hash")))

    async def publish(self, args: Json) -> Json:
        """Show somebody a Home."""
        user = self.workspace.people.get(text_argument(args, "user_id"))
        if user is None:
            raise ApiError("user_not_found")
        if not self.workspace.manifest.home_tab:
            raise ApiError("not_enabled")
        return self._shown(self.surfaces.publish(user.id, self._view(args), args.get("hash")))

    def _trigger(self, args: Json) -> Trigger:
        return self.workspace.triggers.check(
            text_argument(args, "trigger_id"), self.workspace.clock.seconds()
        )

    def _view(self, args: Json) -> Json:
        view: Json = args.get("view") or {}
        if len(str(view).encode()) > MAX_VIEW:
            raise ApiError("view_too_large")
        return view

    def _shown(self, view: View) -> Json:
        return {"view": view_object(self.workspace, view, state=False)}
