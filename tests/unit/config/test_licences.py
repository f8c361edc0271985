# SPDX-License-Identifier: MPL-2.0
"""Licences are SPDX expressions, or they are none."""

import pytest

from config.catalogue.licences import spdx_expression, unknown_identifiers


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("MPL-2.0", "MPL-2.0"),
        ("eupl-1.2", "EUPL-1.2"),
        ("MIT  OR apache-2.0", "MIT OR Apache-2.0"),
        ("(MIT AND bsd-3-clause) OR GPL-2.0-or-later WITH Classpath-exception-2.0", "(MIT AND BSD-3-Clause) OR GPL-2.0-or-later WITH Classpath-exception-2.0"),
        ("LicenseRef-own", "LicenseRef-own"),
        ("Apache License, Version 2.0", None),
        ("MPL 2.0", None),
        ("(MIT", None),
        ("", None),
    ],
)
def test_an_expression_is_written_one_way_and_other_texts_are_none(text: str, expression: str | None) -> None:
    assert spdx_expression(text) == expression


def test_identifiers_that_are_not_known_are_named() -> None:
    assert unknown_identifiers("MIT OR EUPL-9.9 WITH Classpath-exception-2.0") == ["EUPL-9.9"]
