# SPDX-License-Identifier: MPL-2.0
"""Keeps App Home as things are: shown anew to everybody about whom an answer changed something."""

from bot.adapters.slack.clients import Workspace
from bot.adapters.slack.delivery import Delivery
from bot.adapters.slack.surfaces import Surfaces
from bot.background import Background
from bot.localise import LocalisedReply

MOST = 20
"""Homes shown anew after one answer; everybody else's is, when they open it."""


class Homes:
    def __init__(self, surfaces: Surfaces, background: Background) -> None:
        self._surfaces, self._background = surfaces, background

    def refresh(self, delivery: Delivery, reply: LocalisedReply, workspace: Workspace) -> None:
        """Soon."""
        begins = f"slack:{workspace.team}:"
        for identity in [each for each in reply.concerns if each.startswith(begins)][:MOST]:
            user = identity.removeprefix(begins)
            of_theirs = Delivery(id=delivery.id, work="home", team=delivery.team, enterprise=delivery.enterprise, user=user)
            self._background.begin("home", self._surfaces.home(of_theirs, workspace))
