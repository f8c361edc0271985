# SPDX-License-Identifier: MPL-2.0
"""The words in which deliveries are spoken of: why, where and what became of them."""

from handlers.reply import Phrase, Value

REASONS = frozenset((
    "not_there", "recalled",
    "answered", "asked_for", "cancelled", "done", "ended", "enough", "holder_gone", "internal", "later", "minutes_there", "moved", "nobody", "no_account", "no_composer", "no_holder", "no_longer", "no_target", "nothing_new", "paused",
    "not_connected", "not_yet", "nothing_waits", "overtaken", "passed_on", "refused", "revoked", "too_late", "unclear", "unsubscribed", "waits_its_turn",
))  # fmt: skip
"""Every reason that stands in the ledger, before a colon."""


def said_reason(reason: str) -> Value:
    """Why, in words; a platform's own word for it stands behind."""
    key, _, code = reason.partition(":")
    if key not in REASONS:
        return reason
    said = Phrase(f"delivery.reason.{key}")
    return Phrase("delivery.reason.with_code", {"reason": said, "code": code}) if code else said


def said_target(target: str) -> Value:
    """A channel is mentioned as its platform writes it; a person is not named."""
    kind = target.partition("/")[0]
    return Phrase(f"delivery.target.{kind}") if kind in ("person", "role", "members") else target
