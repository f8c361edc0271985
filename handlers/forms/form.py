# SPDX-License-Identifier: MPL-2.0
"""What a form is: fields that fill the slots of an intent, with phrases for everything that is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from handlers.reply import Phrase, Value

FieldKind = Literal["text", "long_text", "choice", "date", "organisation", "product", "person", "question"]
"""choice: one of the field's options · date: `2027-03-01` · organisation, product: an id of the catalogue · person: an identity such as
`slack:T0123:U0123` · question: the number of an open question that the reader may answer."""

SHORT = 200
"""Characters that a line may have."""


@dataclass(frozen=True, slots=True)
class Option:
    """`value` is what the slot is filled with."""

    value: str
    label: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`name` is the slot that it fills. `most`: characters."""

    name: str
    kind: FieldKind
    label: Phrase
    hint: Phrase | None = None
    options: tuple[Option, ...] = ()
    required: bool = False
    most: int = SHORT


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Sent in, it asks `intent`. `explains`: why this is asked, and what becomes of it.

    `given`: slots that whoever opens it may bring along besides the fields. `fills`: slots that it fills itself, whatever is written.
    """

    id: str
    intent: str
    title: Phrase
    explains: Phrase
    fields: tuple[Field, ...]
    submit: Phrase
    given: tuple[str, ...] = ()
    fills: Mapping[str, str] = field(default_factory=dict)

    def field(self, name: str) -> Field | None:
        return next((each for each in self.fields if each.name == name), None)
