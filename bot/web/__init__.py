# SPDX-License-Identifier: MPL-2.0
"""What the bot says over HTTP."""
