# SPDX-License-Identifier: MPL-2.0
"""What a form asks of others, with three names and two open questions. Implements `handlers.forms.stepwise.lookups.Lookups`."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from bot.localise import Localiser
from bot.understanding import Material, reader
from config.intents.intent import load_intents
from handlers.forms import FieldKind, Option
from handlers.message import LANGUAGES
from handlers.reply import Value
from handlers.understanding.reading import Reader, Reading
from storage.directory import Name
from tests.conftest import NOW

ME, OLE = "matrix:@anne:example.org", "matrix:@ole:example.org"
NAMES = {"os2mo": ("product", "OS2mo"), "aarhus": ("organisation", "Aarhus Kommune"), "odense": ("organisation", "Odense Kommune")}
QUESTIONS = (Option("3", "Who runs OS2mo?"), Option("12", "Which vendors are there?"))
WORDS = Localiser()


@cache
def _reader() -> Reader:
    names = [Name(text=text, kind=kind, id=id_) for id_, (kind, text) in NAMES.items()]
    return reader(load_intents(), frozenset(), Material(names, [], []))


class FewLookups:
    today: date = NOW.date()
    me: str = ME

    def read(self, text: str) -> Reading:
        return _reader().read(text, self.today)

    async def like(self, kind: FieldKind, text: str) -> Sequence[str]:
        return [id_ for id_, (own, name) in NAMES.items() if own == kind and text.casefold() in name.casefold()]

    async def named(self, kind: FieldKind, id_: str) -> Value | None:
        own, name = NAMES.get(id_, ("", ""))
        return id_ if kind == "person" else name if own == kind else None

    async def questions(self, form: str) -> Sequence[Option]:
        return QUESTIONS

    def labels(self, value: Value) -> Sequence[str]:
        return [WORDS.words(value, language) for language in LANGUAGES]
