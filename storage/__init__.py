# SPDX-License-Identifier: MPL-2.0
"""What the bot remembers. The top level says what (records and ports), `sql/` says how, `memory.py` is an honest fake."""
