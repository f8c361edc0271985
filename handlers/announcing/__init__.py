# SPDX-License-Identifier: MPL-2.0
"""One message to many channels at once.

audience.py: to whom · written.py: what it says · shown.py: how it stands there · announcing.py, managing.py: asked for, put right, taken back ·
ledger.py: the deliveries that carry it out · outcome.py: what became of it.
"""
