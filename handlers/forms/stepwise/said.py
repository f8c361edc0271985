# SPDX-License-Identifier: MPL-2.0
"""What somebody can say within a form besides the value of a field: back, skip, cancel, help. As words, and as the slots of a choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from handlers.message import Language
from handlers.understanding.text import MAX_CHARACTERS, clean, fold, tokens

INTENT = "fill_form"
Do = Literal["words", "set", "keep", "skip", "clear", "back", "cancel", "help", "send", "which", "correct"]
"""words: an answer, to be read · set: this value · keep: what stands there stays · skip: go on · clear: leave it empty · which: something is to be put right ·
correct: this field is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`field`: the one it is about, where a choice was chosen: it may stand below a question that was answered long ago."""

    do: Do
    field: str = ""
    value: str = ""


def slots_of(form: str, said: Said) -> dict[str, str]:
    """As the slots of a choice that says it. What may be a person stands in a slot that is known to hold one."""
    slots = {"form": form, "do": said.do, "field": said.field, "person" if said.field.startswith("person") else "value": said.value}
    return {name: value for name, value in slots.items() if value}


def said_by(slots: Mapping[str, str]) -> Said | None:
    """What choosing a choice says; None where it says nothing that can be said within a form."""
    do = next((each for each in get_args(Do) if each == slots.get("do")), None)
    return Said(do=do, field=slots.get("field", ""), value=slots.get("person") or slots.get("value", "")) if do else None


_WORDS: Mapping[Do, tuple[str, ...]] = {
    "back": ("tilbage", "gå tilbage", "et skridt tilbage", "forrige", "forrige felt", "back", "go back", "previous", "previous field"),
    "skip": ("spring over", "spring det over", "spring feltet over", "næste", "skip", "skip it", "skip this", "next"),
    "clear": ("ryd", "ryd feltet", "tøm", "tøm feltet", "clear", "clear it", "leave it empty"),
    "cancel": ("fortryd", "annuller", "annullér", "afbryd", "stop", "cancel", "cancel it", "abort"),
    "help": ("hjælp", "help", "hjælp mig", "?"),
    "keep": ("behold", "behold det", "keep", "keep it"),
    "which": ("ret", "ret et felt", "ret noget", "rettelse", "correct", "correct a field", "edit", "change", "change a field"),
    "send": ("send", "send det", "send den", "send formularen", "ja", "ja tak", "ok", "okay", "yes", "yes please", "send it", "submit"),
}  # fmt: skip
_LISTING: Mapping[Language, tuple[str, ...]] = {
    "da": ("udfyld", "udfyld formular", "udfyld en formular", "formular", "formularer", "formularen"),
    "en": ("fill in", "fill in a form", "fill in form", "form", "forms"),
}


def _key(text: str) -> str:
    return " ".join(token.folded for token in tokens(clean(text))) or clean(text)


_DOING: Mapping[str, Do] = {_key(text): do for do, texts in _WORDS.items() for text in texts}
_LISTED: Mapping[str, Language] = {_key(text): language for language, texts in _LISTING.items() for text in texts}
_LONGEST = max(len(text) for text in (*_DOING, *_LISTED)) + 10
"""Characters; what is longer is none of these."""
_CORRECTING = ("ret", "correct", "edit", "change")


def command(text: str) -> Do | None:
    """What the whole message says to do."""
    return _DOING.get(_key(text)) if len(text) <= _LONGEST else None


def listing(text: str) -> Language | None:
    """The language in which the whole message asks what there is to fill in."""
    return _LISTED.get(_key(text)) if len(text) <= _LONGEST else None


def number(text: str) -> int | None:
    """The number that is the whole message."""
    said = clean(text[:MAX_CHARACTERS]).rstrip(".")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 3 else None  # noqa: PLR2004 - no list is that long


def to_correct(text: str) -> str | None:
    """What is named in "ret 2", "change the date"."""
    first, _, rest = clean(text).partition(" ")
    return rest if fold(first) in _CORRECTING and rest else None
