# SPDX-License-Identifier: MPL-2.0
"""Roles as people speak of them: given, handed over, ended, confirmed; and being away. finding.py: which role over what is meant."""
