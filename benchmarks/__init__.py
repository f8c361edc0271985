# SPDX-License-Identifier: MPL-2.0
"""Reproducible measurements, each a command: `python -m benchmarks.startup`, `python -m benchmarks.answering`."""
