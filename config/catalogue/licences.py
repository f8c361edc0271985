# SPDX-License-Identifier: MPL-2.0
"""How a licence is written: SPDX identifiers, alone or joined to an expression."""

import re

KNOWN = (
    "0BSD", "AGPL-3.0", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0", "Artistic-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0",
    "CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "CECILL-2.1", "ECL-2.0", "EPL-2.0", "EUPL-1.1", "EUPL-1.2", "GPL-2.0", "GPL-2.0-only",
    "GPL-2.0-or-later", "GPL-3.0", "GPL-3.0-only", "GPL-3.0-or-later", "ISC", "LGPL-2.1", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0",
    "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0", "MPL-1.1", "MPL-2.0", "ODbL-1.0", "OSL-3.0", "PostgreSQL", "Unlicense", "Zlib",
)  # fmt: skip
"""The identifiers that public code uses most. Others are fine; these are only written the one way, since people write them in any case."""

_BY_FOLDED = {name.casefold(): name for name in KNOWN}
_OPERATORS = frozenset(("AND", "OR", "WITH"))
_EXPRESSION = re.compile(r"\(*[A-Za-z0-9.+:-]+\)*(?: (?:AND|OR|WITH) \(*[A-Za-z0-9.+:-]+\)*)*")


def spdx_expression(text: str) -> str | None:
    """The expression with its identifiers in their usual case; None for what is no such expression, such as `Apache License, Version 2.0`."""
    words = " ".join(text.split())
    if not _EXPRESSION.fullmatch(words) or words.count("(") != words.count(")"):
        return None
    return re.sub(r"[A-Za-z0-9.+:-]+", lambda match: _BY_FOLDED.get(match[0].casefold(), match[0]), words)


def unknown_identifiers(expression: str) -> list[str]:
    """Identifiers that are not among those known here: perhaps misspelt."""
    words = re.findall(r"[A-Za-z0-9.+:-]+", expression)
    return [word for before, word in zip(["", *words], words, strict=False) if word not in _OPERATORS and before != "WITH" and word not in KNOWN]
