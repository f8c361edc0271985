# SPDX-License-Identifier: MPL-2.0
"""`python -m bot` is `os2bot`."""

from bot.cli import main

main()
