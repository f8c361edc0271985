# SPDX-License-Identifier: MPL-2.0
"""Shares of a position are told from dates and other numbers."""

import pytest

from handlers.understanding.shares import shares


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("20 % frikøbt", ("20",)), ("50procent", ("50",)), ("1/5 stilling", ("20",)), ("1/3 af en stilling", ("33",)), ("2/5 årsværk fra 1/3", ("40",)),
        ("1/5 of a position", ("20",)), ("fra 1/5", ()), ("120 %", ()), ("0 %", ()), ("1/0 stilling", ()), ("niveau 2", ()), ("", ()),
    ],
)  # fmt: skip
def test_a_share_is_found(text: str, found: tuple[str, ...]) -> None:
    assert shares(text) == found
