# SPDX-License-Identifier: MPL-2.0
"""Forms asked for in the conversation, one field at a time, where a platform shows none.

state.py: how far somebody has come · said.py: what they can say besides a value · reading.py: from their words to a value · lookups.py: what it must ask of others ·
shown.py: the question, the summary and the choices below them · step.py: one step from what is said to what is asked next · beginning.py: the handler that begins.
"""
