"""Everything that makes up one practice workspace, built in one place."""

import asyncio

from practice.acts import Acts
from practice.answers import Answers
from practice.api_blocks import methods as block_methods
from practice.api_chat import Chat
from practice.api_conversations import ConversationMethods
from practice.api_files import FileMethods
from practice.api_people import PeopleMethods
from practice.api_views import ViewMethods
from practice.delivery import Courier
from practice.events import Events
from practice.misbehaviour import Trouble
from practice.presses import Presses
from practice.response_urls import ResponseUrlDoor
from practice.shapes import Json
from practice.showing import Showing
from practice.signed import SignedHttp
from practice.sockets import Sockets
from practice.surfaces import Surfaces
from practice.web_api import WebApi
from practice.workspace import Workspace


class Rooms:
    """One workspace and all that serves it."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.stopping = asyncio.Event()
        self.sockets = Sockets(workspace)
        self.signed = SignedHttp(workspace)
        self.courier = Courier(workspace, self.sockets)
        self.surfaces = Surfaces(workspace)
        self.answers = Answers(workspace, self.surfaces)
        self.events = Events(workspace, self.courier, self.answers)
        self.showing = Showing(workspace)
        self.api = WebApi(workspace)
        self.response_urls = ResponseUrlDoor(workspace, self.api.misbehaviour)
        presses = Presses(workspace, self.courier, self.answers, self.surfaces)
        self.acts = Acts(workspace, self.courier, self.events, self.answers, presses)
        chat = Chat(workspace, self.events, self.courier)
        self.files = FileMethods(workspace, chat, self.api.misbehaviour)
        self.api.add(PeopleMethods(workspace, self.sockets).methods())
        self.api.add(ConversationMethods(workspace, self.events, self.courier).methods())
        self.api.add(block_methods())
        self.api.add(chat.methods())
        self.api.add(ViewMethods(workspace, self.surfaces).methods())
        self.api.add(self.files.methods())

    def order(self, body: Json) -> None:
        """Misbehave as asked.

        Raises:
            TypeError: the order has a field there is not.
        """
        self.api.misbehaviour.order(Trouble(**body))

    async def stop(self) -> None:
        """Let go of everything that runs or is open."""
        self.stopping.set()
        self.api.misbehaviour.stop()
        self.sockets.hush(False, new_too=False)
        self.workspace.touch(self.workspace.people.by_id)
        await self.courier.stop()
        await self.signed.close()
        for connection in list(self.sockets.connections):
            await connection.socket.close()
