# SPDX-License-Identifier: MPL-2.0
"""Slack: slash command, mentions, direct messages, App Home and forms, over Socket Mode or HTTP."""
