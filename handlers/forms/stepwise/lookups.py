# SPDX-License-Identifier: MPL-2.0
"""What a form asks of others while it is filled in: names and days in what somebody wrote, and the words for what they chose."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from handlers.forms.form import FieldKind, Option
from handlers.reply import Value
from handlers.understanding.reading import Reading


class Lookups(Protocol):
    """For one message of one person."""

    @property
    def today(self) -> date: ...

    @property
    def me(self) -> str:
        """The identity of whoever fills in."""

    def read(self, text: str) -> Reading:
        """The names and days in a text."""

    async def like(self, kind: FieldKind, text: str) -> Sequence[str]:
        """Ids of organisations or products whose names begin with the text, or hold it; likeliest first."""

    async def named(self, kind: FieldKind, id_: str) -> Value | None:
        """The name of an organisation, a product or a person; None where there is no such thing."""

    async def questions(self, form: str) -> Sequence[Option]:
        """The open questions that this person may deal with by this form."""

    def labels(self, value: Value) -> Sequence[str]:
        """The value in words, in every language."""
