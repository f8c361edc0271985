# SPDX-License-Identifier: MPL-2.0
"""`os2bot run`, `check` and `db`: the operator's commands."""

import typer


def register(app: typer.Typer) -> None:
    """Nothing yet."""
