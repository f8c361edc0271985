# SPDX-License-Identifier: MPL-2.0
"""What the bot posts of its own accord: planned ahead, composed when it is sent."""
