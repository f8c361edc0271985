# SPDX-License-Identifier: MPL-2.0
"""Modals and App Home: opened while the click that asks for them is still good for it, filled when there is something to show.

A trigger is valid for three seconds, once: https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog

from bot.adapter import Host
from bot.adapters.slack.clients import Clients, Workspace
from bot.adapters.slack.delivery import Delivery
from bot.adapters.slack.inputs import FormViews
from bot.adapters.slack.members import Members
from bot.adapters.slack.outcomes import SlackCallError
from bot.adapters.slack.sending import Sender
from bot.adapters.slack.views import View, home_view, recalled, spoken, working_view
from bot.outcomes import Outcome
from bot.turns import Turns
from handlers.forms import Form
from handlers.message import Asked, Language, Message

SOON = 1.0  # seconds of the three that a trigger is valid

_log = structlog.get_logger(__name__)


class Surfaces:
    """`language`: for whom nothing else is known."""

    def __init__(self, clients: Clients, sender: Sender, host: Host, members: Members, language: Language) -> None:
        self._clients, self._sender, self._host, self._members, self._language = clients, sender, host, members, language
        self._forms, self._turns = FormViews(host), Turns()

    async def language_of(self, workspace: Workspace, clicker: Delivery) -> Language:
        """Theirs: as they have asked for it, or else that of their Slack."""
        chosen = await self._host.language(clicker.identity)
        return chosen or (await self._members.of(workspace.client, workspace.team, clicker.user)).language or self._language

    async def _language_soon(self, workspace: Workspace, clicker: Delivery) -> Language:
        """The same, while a trigger is waiting."""
        try:
            async with asyncio.timeout(SOON):
                return await self.language_of(workspace, clicker)
        except TimeoutError:
            return self._language

    async def is_guest(self, clicker: Delivery) -> bool:
        """Whoever Slack does not vouch for while somebody waits is taken for one: they are shown nothing that only some may see."""
        workspace = await self._clients.of(clicker.team, clicker.enterprise)
        try:
            async with asyncio.timeout(SOON):
                return clicker.foreign or (await self._members.of(workspace.client, workspace.team, clicker.user)).guest
        except TimeoutError:
            return True

    async def working(self, clicker: Delivery, trigger: str) -> Mapping[str, Any]:
        """Opens a modal that asks for patience; the view. Raises SlackCallError where the trigger is no longer good."""
        workspace = await self._clients.of(clicker.team, clicker.enterprise)
        view = working_view(self._host, await self._language_soon(workspace, clicker))
        opened = await self._sender.once("views.open", lambda: workspace.client.views_open(trigger_id=trigger, view=view))
        shown: Mapping[str, Any] = opened["view"]
        return shown

    async def ask(self, clicker: Delivery, trigger: str) -> None:
        """Opens the modal for a question."""
        workspace = await self._clients.of(clicker.team, clicker.enterprise)
        view = self._forms.ask(await self._language_soon(workspace, clicker))
        await self._sender.once("views.open", lambda: workspace.client.views_open(trigger_id=trigger, view=view))

    async def form(self, clicker: Delivery, trigger: str, form: Form, given: Mapping[str, str], shown: Mapping[str, Any] | None) -> None:
        """Shows a form in the modal that is `shown`, in the language of that, or in a new one. Where something newer stands in it meanwhile, that stays."""
        carried = recalled(shown or {})
        shown = shown or await self.working(clicker, trigger)
        workspace = await self._clients.of(clicker.team, clicker.enterprise)
        draft = await self._host.draft(clicker.identity, form.id)
        if any(draft.get(name) != value for name, value in given.items()):
            draft = {}  # it was begun for something else, such as another question
        view = await self._forms.form(form, given, draft, spoken(carried, await self.language_of(workspace, clicker)))
        await self._fill(workspace, shown, view)

    async def _fill(self, workspace: Workspace, shown: Mapping[str, Any], view: View) -> None:
        try:
            await self._sender.repeat(
                "views.update", lambda: workspace.client.views_update(view_id=shown["id"], hash=shown.get("hash"), view=view)
            )  # fmt: skip
        except SlackCallError as error:
            if error.outcome is not Outcome.REFUSED or error.code not in ("hash_conflict", "not_found", "view_not_found"):
                raise
            _log.info("A modal was changed or closed meanwhile", action="view_left", code=error.code)

    async def home(self, delivery: Delivery, workspace: Workspace) -> None:
        """Shows App Home as things are now. The one that was looked at last is the one that stays."""
        async with self._turns.of(delivery.identity):
            view = await self._home(delivery, workspace)
            try:
                await self._publish(workspace, delivery.user, view, delivery.clicked)
            except SlackCallError as error:
                if error.code != "hash_conflict":
                    raise
                await self._publish(workspace, delivery.user, await self._home(delivery, workspace), "")

    async def _home(self, delivery: Delivery, workspace: Workspace) -> View:
        member = await self._members.of(workspace.client, workspace.team, delivery.user)
        message = Message(
            id="home", conversation=f"{delivery.identity}:home", sender=delivery.identity, text="", language=member.language or self._language, private=True,
            asks=Asked("home"), guest=member.guest or delivery.foreign,
        )  # fmt: skip
        return home_view(await self._host.look(message), host=self._host)

    async def _publish(self, workspace: Workspace, user: str, view: View, known: str) -> None:
        await self._sender.repeat("views.publish", lambda: workspace.client.views_publish(user_id=user, view=view, hash=known or None))
