# SPDX-License-Identifier: MPL-2.0
"""What a channel or a person has asked for: asked for, changed, paused, ended, listed, looked at."""
