# SPDX-License-Identifier: MPL-2.0
"""`os2bot import` and `export`: the catalogue in and out of the database, as a reviewed diff."""

import typer


def register(app: typer.Typer) -> None:
    """Nothing yet."""
