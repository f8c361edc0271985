# SPDX-License-Identifier: MPL-2.0
"""Finds products, organisations and vendors in a message, however their names are typed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Literal

from handlers.understanding.similar import SimilarKeys
from handlers.understanding.text import Token, loosen, stems, tokens
from storage.directory import Name

How = Literal["exact", "loose", "inflected", "compound", "similar"]
_SCORES: dict[How, float] = {"exact": 1.0, "loose": 0.97, "inflected": 0.95, "compound": 0.93}

_LONGEST = 6  # words in a name
_ENDINGS = ("ernes", "erne", "ets", "ens", "et", "en", "er", "es", "s", "e", "t", "n", "r")
_AUTHORITY = frozenset(["kommune", "kommunes", "kommunen", "kommunens", "municipality", "council"])
_PREFIX = "os2"
_WORDS = 10_000  # whose names are kept
_SHORTEST = 4  # letters a bare key needs to be found by anything but its exact form


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in the message: tokens [start, end), what it may mean (best first), and how sure that is.

    `rest` is what a compound leaves (`kitos-koordinatoren` → `koordinatoren`). Weak: an ordinary word too.
    """

    kind: str
    ids: tuple[str, ...]
    start: int
    end: int
    how: How
    score: float
    weak: bool = False
    rest: str = ""


@dataclass(frozen=True, slots=True)
class _Hit:
    kind: str
    id: str
    weak: bool


_Hits = Mapping[str, tuple[_Hit, ...]]


class NameIndex:
    """Every name of the catalogue, ready to be found. Immutable; built anew when the catalogue's revision grows."""

    def __init__(self, names: Iterable[Name], known_words: Collection[str] = ()) -> None:
        self._known = frozenset(known_words)
        names = list(names)
        self._spaced = frozenset("".join(words) for name in names if len(words := [token.folded for token in tokens(name.text)]) > 1)
        self._exact: dict[str, tuple[_Hit, ...]] = _by_key(names, known_words)
        self._loose: dict[str, tuple[_Hit, ...]] = defaultdict(tuple)
        for key, hits in self._exact.items():
            if len(key) >= _SHORTEST:
                self._loose[loosen(key)] += hits
        self._named = partial(_named, self._exact, self._loose, self._known)
        self._word_named = lru_cache(maxsize=_WORDS)(self._named)

    @cached_property
    def _known_stems(self) -> frozenset[str]:
        return frozenset(stem for word in self._known if len(word) >= _SHORTEST for stem in stems(word))

    @cached_property
    def _similar(self) -> SimilarKeys:
        return SimilarKeys([key for key in self._loose if len(key) >= _SHORTEST])

    def find(self, words: Sequence[Token]) -> list[Mention]:
        """Mentions that do not overlap, in the order of the message: longer and surer ones win."""
        folded = [token.folded for token in words]
        found: list[Mention] = []
        taken = [False] * len(folded)
        for mention in self._by_certainty(folded, taken):
            if not any(taken[mention.start : mention.end]):
                taken[mention.start : mention.end] = [True] * (mention.end - mention.start)
                found.append(mention)
        return sorted(found, key=lambda mention: mention.start)

    def _by_certainty(self, folded: list[str], taken: list[bool]) -> Iterator[Mention]:
        """Candidates, surest way of finding first. `taken` is filled by the caller as it goes."""
        yield from self._spans(folded, taken)
        for start, word in enumerate(folded):
            if not taken[start] and (mention := self._compound(folded, start, word)):
                yield mention
        yield from self._similar_spans(folded, taken)

    def _spans(self, folded: list[str], taken: list[bool]) -> Iterator[Mention]:
        for length in range(min(_LONGEST, len(folded)), 0, -1):
            for start in range(len(folded) - length + 1):
                end = start + length
                if not any(taken[start:end]) and (mention := self._whole(folded, start, end)):
                    yield mention

    def _whole(self, folded: list[str], start: int, end: int) -> Mention | None:
        alone, joined = end - start == 1, "".join(folded[start:end])
        prefixed = joined.startswith(_PREFIX)
        if not alone and not prefixed and joined not in self._spaced and self._known.issuperset(folded[start:end]):
            return None  # "vi den" is no "viden"
        found = self._word_named(joined) if alone else self._named(joined)
        return self._mention(found[1], folded, start, end, found[0], prefixed=prefixed) if found else None

    def _compound(self, folded: list[str], start: int, word: str) -> Mention | None:
        key, prefixed = _without_prefix(word)
        for cut in range(len(key) - 3, 1 if prefixed else _SHORTEST - 1, -1):
            rest = key[cut:].removeprefix("s") if key[cut:].removeprefix("s") in self._known else key[cut:]
            hits = tuple(hit for hit in self._exact.get(key[:cut], ()) if prefixed or not hit.weak)
            if hits and len(rest) >= _SHORTEST and rest in self._known and (prefixed or key not in self._known):
                return self._mention(hits, folded, start, start + 1, "compound", prefixed=prefixed, rest=rest)
        return None

    def _similar_spans(self, folded: list[str], taken: list[bool]) -> Iterator[Mention]:
        unknown = [not named and self._unknown(word) for word, named in zip(folded, taken, strict=True)]
        spans = [
            (start, start + length)
            for length in (1, 2, 3)
            for start in range(len(folded) - length + 1)
            if all(unknown[start : start + length]) and folded[start + length - 1] not in (_PREFIX, "os")
        ]
        mentions = [mention for start, end in spans[:24] if (mention := self._resembling(folded, start, end))]
        yield from sorted(mentions, key=lambda mention: (-mention.score, mention.start))

    def _unknown(self, word: str) -> bool:
        return word == _PREFIX or not (word.isdigit() or self._knows(word))

    def strange(self, word: str) -> bool:
        """Whether this word, which names nothing of ours, is no word of the language either: `os2library`, `sapa`."""
        return word.startswith("os2") or (len(word) >= _SHORTEST and not word.isdigit() and not self._knows(word))

    def _knows(self, word: str) -> bool:
        """Whether this is a word of the language, in any inflection, rather than a misspelt name."""
        return word in self._known or (len(word) >= _SHORTEST and not self._known_stems.isdisjoint(stems(word)))

    def _resembling(self, folded: list[str], start: int, end: int) -> Mention | None:
        key, prefixed = _without_prefix("".join(folded[start:end]))
        near = self._similar.near(loosen(key), generous=prefixed)
        hits = tuple(hit for found, _ in near for hit in self._loose[found] if prefixed or not hit.weak)
        if not hits:
            return None
        best = max(score for _, score in near)
        return self._mention(hits, folded, start, end, "similar", prefixed=prefixed, score=best * 0.95)

    def _mention(
        self, hits: tuple[_Hit, ...], folded: list[str], start: int, end: int, how: How,
        *, prefixed: bool, rest: str = "", score: float | None = None,
    ) -> Mention:  # fmt: skip
        if prefixed and any(hit.kind == "product" for hit in hits):
            hits = tuple(hit for hit in hits if hit.kind == "product")
        followed = end < len(folded) and folded[end] in _AUTHORITY and not rest
        if followed and any(hit.kind == "organisation" for hit in hits):
            hits, end = tuple(hit for hit in hits if hit.kind == "organisation"), end + 1
        strong = tuple(hit for hit in hits if not hit.weak)
        ids = tuple(dict.fromkeys(hit.id for hit in strong or hits if hit.kind == (strong or hits)[0].kind))
        weak = not strong and not prefixed and not followed
        return Mention((strong or hits)[0].kind, ids, start, end, how, score or _SCORES[how], weak, rest)


def _named(exact: _Hits, loose: _Hits, known: Collection[str], joined: str) -> tuple[How, tuple[_Hit, ...]] | None:
    """What these letters name, and how sure that is."""
    key, prefixed = _without_prefix(joined)
    for how, hits in _ways(exact, loose, key):
        if hits and (how != "inflected" or prefixed or joined not in known):
            return how, hits
    return None


def _ways(exact: _Hits, loose: _Hits, key: str) -> Iterator[tuple[How, tuple[_Hit, ...]]]:
    yield "exact", exact.get(key, ())
    if len(key) >= _SHORTEST:
        yield "loose", loose.get(loosen(key), ())
    for ending in _ENDINGS:
        stem = key.removesuffix(ending)
        if stem != key and (len(stem) >= _SHORTEST or ending == "s"):
            yield "inflected", exact.get(stem, ()) or (loose.get(loosen(stem), ()) if len(stem) > _SHORTEST else ())


def _by_key(names: Iterable[Name], known: Collection[str]) -> dict[str, tuple[_Hit, ...]]:
    """A key is weak for a thing where a name says so: `forms` stays an ordinary word though OS2forms is a name.

    So does a word of the language that only a name with `os2` in front yields: `ferie`, of `os2ferie`.
    """
    forms: dict[str, dict[tuple[str, str], list[_Form]]] = defaultdict(lambda: defaultdict(list))
    for name in names:
        if form := _form(name):
            forms[form.key][name.kind, name.id].append(form)
    return {
        key: tuple(_Hit(kind, id_, _is_weak(key, own, known)) for (kind, id_), own in owners.items())
        for key, owners in forms.items()
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Form:
    """The key that a name is found by, and how the name says it is meant."""

    key: str
    weak: bool
    prefixed: bool


def _is_weak(key: str, forms: Sequence[_Form], known: Collection[str]) -> bool:
    return any(form.weak for form in forms) or (key in known and all(form.prefixed for form in forms))


def _form(name: Name) -> _Form | None:
    """Found by its letters and digits run together, without `os2` in front or `kommune` behind."""
    words = [token.folded for token in tokens(name.text)]
    if name.kind != "product":
        words = [word for word in words if word not in _AUTHORITY] or words
    key, prefixed = _without_prefix("".join(words))
    return _Form(key, name.weak, prefixed) if key else None


def _without_prefix(key: str) -> tuple[str, bool]:
    """The key without a leading `os2`, and whether there was one."""
    return key.removeprefix(_PREFIX), key.startswith(_PREFIX)
