# SPDX-License-Identifier: MPL-2.0
"""The bot, whole, on a real homeserver, and people with clients of their own."""
