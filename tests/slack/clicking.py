# SPDX-License-Identifier: MPL-2.0
"""What people do with the things the bot shows: press, choose, fill in, submit, close."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.slack import choices
from tests.slack import payloads_interactions as interactions
from tests.slack.delivery import INTERACTIVE, Deliveries, Delivery
from tests.slack.payloads_interactions import Where
from tests.slack.records import View
from tests.slack.submissions import forget, offered_options, submitted
from tests.slack.subscriptions import Subscriptions
from tests.slack.validation import elements_of
from tests.slack.workspace import JSON, User, Workspace
from tests.slack.world import World

Values = dict[str, dict[str, JSON]]


@dataclass
class Clicking:
    world: World
    deliveries: Deliveries
    events: Subscriptions
    workspace: Workspace
    _chosen: dict[tuple[str, str], Values] = field(default_factory=dict)
    """What a person has chosen in a message, by person and message."""
    _offered: dict[str, list[JSON]] = field(default_factory=dict)
    """The options a select was last given from outside, by action_id."""

    async def click(self, user: str, where: Where, what: str, *, with_message: bool = True) -> Delivery:
        """Presses the button with this action_id or these words. Messages only the person sees may come without `message`."""
        block, element = self._reached(user, where, what)
        assert element["type"] == "button", f"{what} is a {element['type']}: that is for select()"
        return await self._act(user, where, choices.action(block, element, None), with_message=with_message)

    async def select(self, user: str, where: Where, what: str, value: Any, *, with_message: bool = True) -> Delivery | None:
        """Chooses or types in any other element. None where Slack tells nobody, because it is in a form."""
        block, element = self._reached(user, where, what)
        state = choices.chosen(element, value, self._offered.get(element["action_id"], []))
        if element["type"] != "overflow":
            self._state(user, where).setdefault(block["block_id"], {})[element["action_id"]] = state
        if block["type"] == "input" and not block.get("dispatch_action"):
            return None
        return await self._act(user, where, choices.action(block, element, state), with_message=with_message)

    async def options(self, user: str, where: Where, action_id: str, typed: str) -> list[JSON]:
        """Types into a select that asks the bot; what it may offer comes back (flat, without the groups)."""
        block, element = self._reached(user, where, action_id)
        assert element["type"].endswith("external_select"), f"{action_id} is a {element['type']}"
        assert len(typed) >= element.get("min_query_length", 3), f"Slack asks nobody before {element.get('min_query_length', 3)} characters"
        who = self._person(user)
        payload = interactions.block_suggestion(self.world, self.workspace, who, where, block["block_id"], element["action_id"], typed)
        delivery = await self.deliveries.person(INTERACTIVE, payload)
        self._offered[element["action_id"]] = found = offered_options(self.world, delivery)
        return found

    async def submit(self, user: str, view: View, values: Mapping[str, Any] | None = None) -> JSON | None:
        """Fills in by action_id, label or block_id and presses Submit. What the ack brought comes back, and is done to the view."""
        self._in_front(user, view)
        for name, value in (values or {}).items():
            block, element = choices.find(view.blocks, name)
            state = choices.chosen(element, value, self._offered.get(element["action_id"], []))
            view.values.setdefault(block["block_id"], {})[element["action_id"]] = state
        self._complete(view)
        payload = interactions.view_submission(self.world, self.workspace, self._person(user), view)
        delivery = await self.deliveries.person(INTERACTIVE, payload)
        if delivery.acked:
            submitted(self.world, view, delivery.answer)
        return delivery.answer

    async def close(self, user: str, view: View, *, all_of_them: bool = False) -> Delivery | None:
        """Presses Cancel, or the cross that closes the whole stack. None where the view did not ask to be told."""
        self._in_front(user, view)
        payload = interactions.view_closed(self.world, self.workspace, self._person(user), view, cleared=all_of_them)
        forget(self.world, view, everything=all_of_them or bool(view.content.get("clear_on_close")))
        return await self.deliveries.person(INTERACTIVE, payload) if view.content.get("notify_on_close") else None

    async def _act(self, user: str, where: Where, action: JSON, *, with_message: bool) -> Delivery:
        state = self._whole_state(user, where)
        payload = interactions.block_actions(self.world, self.workspace, self._person(user), where, action, state, with_message=with_message)
        return await self.deliveries.person(INTERACTIVE, payload)

    def _reached(self, user: str, where: Where, what: str) -> tuple[JSON, JSON]:
        if isinstance(where, View):
            if not where.is_home:
                self._in_front(user, where)
            assert where.user == user, f"{where.id} is shown to {where.user}, not to {user}"
        else:
            assert not where.deleted, "the message is gone"
            assert where.ephemeral_to in ("", user), f"only {where.ephemeral_to} sees this message"
        return choices.find(where.blocks, what)

    def _in_front(self, user: str, view: View) -> None:
        stack = self.world.stacks.get((self.workspace.id, user), [])
        assert stack[-1:] == [view.id], f"{view.id} ({view.title}) is not what {user} has before them: {stack}"

    def _state(self, user: str, where: Where) -> Values:
        return where.values if isinstance(where, View) else self._chosen.setdefault((user, where.ts), {})

    def _whole_state(self, user: str, where: Where) -> Values:
        """Chosen or as it was at first, for everything that has a state."""
        whole: Values = {}
        known = self._state(user, where)
        for block in where.blocks:
            for element in elements_of(block):
                if element["type"] not in {"button", "overflow"}:
                    said = known.get(block["block_id"], {}).get(element["action_id"]) or choices.initial(element)
                    whole.setdefault(block["block_id"], {})[element["action_id"]] = said
        return whole

    def _complete(self, view: View) -> None:
        """Slack submits no form with a required field left open."""
        view.values = self._whole_state(view.user, view)
        for block in view.blocks:
            if block["type"] == "input" and not block.get("optional"):
                state = view.values[block["block_id"]][block["element"]["action_id"]]
                assert not choices.is_empty(state), f"Slack would not submit: {block['label']['text']!r} must be filled in"

    def _person(self, user: str) -> User:
        return self.workspace.user(user)
