# SPDX-License-Identifier: MPL-2.0
"""The weekly digest: what happened and what is coming, for a channel or for one person, made of sections that are left out where they are empty."""
