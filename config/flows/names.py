# SPDX-License-Identifier: MPL-2.0
"""How flows, their steps, fields and options are named in a file."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints


def _name(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", value):
        raise ValueError("a name has small letters a-z, digits, _ and - alone, and begins with a letter, such as new_member")
    return value


Name = Annotated[str, StringConstraints(max_length=60), AfterValidator(_name)]
