# SPDX-License-Identifier: MPL-2.0
"""The running program: platforms, time and wiring."""
