# SPDX-License-Identifier: MPL-2.0
"""Whether words that are to be kept for all name somebody: found is what a machine can find, the rest is asked of whoever writes."""

import re

_WHO = re.compile(
    r"slack:[TE]\w+|matrix:@|<[@!#][^>]*>"  # identities, and mentions as platforms write them
    r"|(?<![\w.])@[^\s@,;]+"  # @anne, @anne:example.org
    r"|\b\d{6}[ -]?\d{4}\b(?!\d)",  # a CPR number, or what looks like one
    re.IGNORECASE,
)


def says_who(text: str) -> bool:
    """Whether it mentions a person, names an identity, or holds what looks like a CPR number."""
    return _WHO.search(text) is not None
