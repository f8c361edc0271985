# SPDX-License-Identifier: MPL-2.0
"""Which entry of the wheel words mean."""

from collections.abc import Mapping
from functools import lru_cache

from config.year_wheel import WheelEntry, YearWheel
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.text import clean, tokens


def named(wheel: YearWheel, words: str) -> list[WheelEntry]:
    """Those that cover most of the words, in their order. One that leans on another, such as the notice of a meeting, has that one's words too.

    Several where years differ ("the election of the chair" is another entry in even years); none where no word means any.
    """
    said = tokens(clean(words))
    covered = {id_: sum(found.end - found.start for found in phrases.find(said)) for id_, phrases in _phrases(wheel).items()}
    scores = {each.id: _score(each, wheel, covered) for each in wheel.entries}
    best = max(scores.values(), default=0)
    first = next((each for each in wheel.entries if scores[each.id] == best), None) if best else None
    return [each for each in wheel.entries if first and scores[each.id] == best and (each is first or each.years != first.years)]


def _score(entry: WheelEntry, wheel: YearWheel, covered: Mapping[str, int]) -> int:
    base = entry.rule.leans_on or entry.rule.beside or ""
    own = covered[entry.id]
    return own + _score(wheel.by_id[base], wheel, covered) if own and base else own


@lru_cache(maxsize=8)
def _phrases(wheel: YearWheel) -> Mapping[str, Phrases]:
    return {each.id: Phrases({each.id: _meaning(each)}) for each in wheel.entries}


def _meaning(entry: WheelEntry) -> tuple[str, ...]:
    done = (entry.done.da, entry.done.en) if entry.done else ()
    return (*both(entry.words), entry.title.da, entry.title.en, *done)
