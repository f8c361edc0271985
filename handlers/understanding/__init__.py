# SPDX-License-Identifier: MPL-2.0
"""From words to a query: language, names, intent, follow-ups. Pure and offline; its words are data under `config/`.

Read in this order: `text` (letters, words, stems) · `names`, `similar` (products, organisations, vendors) · `phrases`, `slots` (other values) · `spelling` ·
`reading` (all that stands in a message) · `rules` with `exact` and `followup` (what needs no likelihood) · `features`, `model` (the trained model), `training` (how it is
trained) · `weighing` (the ways a message may be read, and how likely each intent is) · `descriptions` (products by what they do) · `slotting` (which values fill which
slots) · `judging` (answer, or ask back) · `clauses` (two questions in one) · `interpreter` (all of it together) ·
`lately` (what was asked in the same words a moment ago).
"""
