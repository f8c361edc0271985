# SPDX-License-Identifier: MPL-2.0
"""How far somebody has come in a form that is asked for field by field, and how it is kept: as a draft of theirs, one for each conversation."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from handlers.forms.form import Field, Form
from handlers.forms.table import form_with
from handlers.message import Language

SUMMARY, WHICH = "", "?"
"""In place of a field: everything is shown, to be sent; and which field is to be put right is asked."""
_PARTED = "\n"
"""Between names and ids, none of which holds a line break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """`at`: the field that is asked for, or SUMMARY or WHICH. `given`: slots it was opened with. `done`: fields that were dealt with, filled or passed over.

    `offered`: values that an answer may have meant. `aside`: choices of something else that stand above the form's own in the last answer.
    """

    form: str
    at: str
    language: Language
    given: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    offered: tuple[str, ...] = ()
    aside: int = 0

    @property
    def shape(self) -> Form:
        form = form_with(self.form)
        if form is None:
            raise LookupError(f"there is no form {self.form}")
        return form

    @property
    def asked(self) -> Field | None:
        """The field that is asked for; None where there is none."""
        return self.shape.field(self.at)

    @property
    def value(self) -> str:
        """What stands in that field."""
        return self.values.get(self.at, "")

    def place(self, name: str) -> int:
        """Where the field stands in the form, from 0."""
        return [each.name for each in self.shape.fields].index(name)


def key(conversation: str) -> str:
    """In place of a form's id: the draft of whatever is filled in in this conversation. Says nothing of the conversation itself."""
    return f"step:{hashlib.sha256(conversation.encode()).hexdigest()[:32]}"


def begun(form: Form, given: Mapping[str, str], values: Mapping[str, str], language: Language) -> Filling:
    """At the first field of which nothing was said yet. `values`: what was filled in before and not sent, to be looked at again."""
    told = {name: value for name, value in given.items() if form.field(name) and value}
    brought = {name: value for name, value in given.items() if name in form.given and not form.field(name)}
    known = {name: value for name, value in values.items() if form.field(name) and value}
    start = Filling(form=form.id, at=SUMMARY, language=language, given=brought, values={**known, **told}, done=frozenset(told))
    return onward(start)


def looked_through(filling: Filling) -> Filling:
    """At the summary, as far as nothing is missing: what was answered once is put right there, and not asked for anew."""
    done = frozenset(each.name for each in filling.shape.fields if filling.values.get(each.name) or not each.required)
    return onward(replace(filling, at=SUMMARY, done=done))


def onward(filling: Filling) -> Filling:
    """At the next field that was not dealt with; the summary where all were."""
    names = [each.name for each in filling.shape.fields]
    here = names.index(filling.at) + 1 if filling.at in names else 0
    rest = (name for name in (*names[here:], *names[:here]) if name not in filling.done)
    return replace(filling, at=next(rest, SUMMARY), offered=())


def to_draft(filling: Filling) -> Mapping[str, str]:
    """As the values of a draft."""
    kept = {"form": filling.form, "at": filling.at, "language": filling.language, "done": _PARTED.join(sorted(filling.done))}
    kept |= {"offered": _PARTED.join(filling.offered)} if filling.offered else {}
    kept |= {"aside": str(filling.aside)} if filling.aside else {}
    kept |= {f"given.{name}": value for name, value in filling.given.items()}
    return kept | {f"value.{name}": value for name, value in filling.values.items()}


def from_draft(kept: Mapping[str, str]) -> Filling | None:
    """None for a form that is no more. A field that is no more is left out, and one that has come is asked for."""
    form = form_with(kept.get("form", ""))
    if form is None:
        return None
    done = frozenset(name for name in kept.get("done", "").split(_PARTED) if form.field(name))
    offered = tuple(each for each in kept.get("offered", "").split(_PARTED) if each)
    given = {name: value for name, value in _under("given.", kept).items() if name in form.given}
    values = {name: value for name, value in _under("value.", kept).items() if form.field(name)}
    filling = Filling(
        form=form.id, at=kept.get("at", SUMMARY), language="en" if kept.get("language") == "en" else "da", given=given, values=values, done=done, offered=offered,
        aside=_number(kept.get("aside", "")),
    )  # fmt: skip
    lost = filling.asked is None and (filling.at not in (SUMMARY, WHICH) or any(each.name not in done for each in form.fields))
    return onward(replace(filling, at=SUMMARY)) if lost else filling


def _under(prefix: str, kept: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(prefix): value for name, value in kept.items() if name.startswith(prefix)}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
