# SPDX-License-Identifier: MPL-2.0
"""People, and a proxy before the homeserver, for the tests of this ground."""

from tests.matrix.people import faults, people

__all__ = ["faults", "people"]
