# SPDX-License-Identifier: MPL-2.0
"""Flows that take an organisation or a person through many steps and weeks: as data, shipped, with an operator's own laid over them."""
