# SPDX-License-Identifier: MPL-2.0
"""How many are spoken of: "mindst 5", "at least four", "vi skal være seks". Not the numbers of dates, times, weeks and levels."""

import re
from collections.abc import Mapping

_WORDS: Mapping[str, int] = {
    **{word: number for number, word in enumerate(["to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"], start=2)},
    **{word: number for number, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=2)},
}
_NUMBER = rf"(?P<number>\d{{1,3}}|{'|'.join(_WORDS)})(?![\w%/:+-]|[.,]\s?\w|\s?(?:kl|uger?|weeks?|dage?|days?|timer?|hours?|min)\b)"
_LEAST = re.compile(rf"\b(?:mindst|minimum|minst|at least|no fewer than|quorum(?:met)?(?: is| of| er| på| til)?:?)(?:\s[a-zæøå]+)?\s{_NUMBER}", re.IGNORECASE)
_PLAIN = re.compile(rf"(?<![\w.,/:+-])(?<!kl )(?<!kl\. )(?<!uge )(?<!den )(?<!week )(?<!niveau )(?<!level )(?<!at ){_NUMBER}", re.IGNORECASE)


def counts(text: str) -> tuple[str, ...]:
    """Each number, as digits; one after "at least" first. From 1 to 999."""
    found = [int(word) if (word := each["number"].casefold()).isdigit() else _WORDS[word] for form in (_LEAST, _PLAIN) for each in form.finditer(text)]
    return tuple(dict.fromkeys(str(number) for number in found if number))
