# SPDX-License-Identifier: MPL-2.0
"""How anything is changed: the one way, whoever asks for it.

steps.py: a change as records before and after · records.py: how each kind of record is named and audited · carrying_out.py: how each is written ·
invariants.py: what must always hold · changes.py: permission, preview, carrying out, undoing, audit · telling.py: who hears of it.
"""
