# SPDX-License-Identifier: MPL-2.0
"""What a form is: fields that fill the slots of an intent, with words for everything that is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from handlers.reply import Value

FieldKind = Literal["text", "long_text", "choice", "date", "organisation", "product", "person", "question"]
"""choice: one of the field's options · date: `2027-03-01` · organisation, product: an id of the catalogue · person: an identity such as
`slack:T0123:U0123` · question: the number of an open question that the reader may answer."""

Check = Literal["", "mail", "cvr", "ean", "time"]
"""What a line must be: a mail address, a company's number, a number for electronic invoices, a time of day. Empty: anything."""
SHORT = 200
"""Characters that a line may have."""


@dataclass(frozen=True, slots=True)
class Option:
    """`value` is what the slot is filled with."""

    value: str
    label: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`name` is the slot that it fills. `most`: characters. `check`: of a text."""

    name: str
    kind: FieldKind
    label: Value
    hint: Value | None = None
    options: tuple[Option, ...] = ()
    required: bool = False
    most: int = SHORT
    check: Check = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Sent in, it asks `intent`. `explains`: why this is asked, and what becomes of it.

    `given`: slots that whoever opens it may bring along besides the fields. `fills`: slots that it fills itself, whatever is written.
    """

    id: str
    intent: str
    title: Value
    explains: Value
    fields: tuple[Field, ...]
    submit: Value
    given: tuple[str, ...] = ()
    fills: Mapping[str, str] = field(default_factory=dict)

    def field(self, name: str) -> Field | None:
        return next((each for each in self.fields if each.name == name), None)
