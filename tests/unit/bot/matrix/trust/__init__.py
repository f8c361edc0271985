# SPDX-License-Identifier: MPL-2.0
"""Whose device is whose."""
