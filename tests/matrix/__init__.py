# SPDX-License-Identifier: MPL-2.0
"""A real homeserver (Synapse), people on it who are not our bot, and faults between. `fixtures.py` is its front."""
