# SPDX-License-Identifier: MPL-2.0
"""A strict local stand-in of Slack, for the real Bolt and slack_sdk clients. `stand_in.py` is its front."""
