# SPDX-License-Identifier: MPL-2.0
"""Whose device is whose: the bot's own identity, and that of those who ask it to change something."""
