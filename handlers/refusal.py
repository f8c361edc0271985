# SPDX-License-Identifier: MPL-2.0
"""What a member can mend, or may not do: raised wherever it is found, said in one sentence, and nothing is changed. And what is left alone without a word."""

from collections.abc import Mapping

from handlers.reply import Choice, Outcome, Phrase, Value


class Refusal(Exception):
    """`key` and `values`: the sentence, placeholders as a mapping or by name. `forbidden`: the action that was not permitted, for the audit; empty where it merely cannot be done.

    `guess`: it was a wrong code, and counts as one. `in_private`: where nobody else reads along, it could be answered.
    `forgets`: slots that named nothing there is, on which the next message must not lean.
    """

    def __init__(
        self, key: str, values: Mapping[str, Value] | None = None, /, *, outcome: Outcome = "declined", forbidden: str = "", about: str = "", missing: tuple[str, ...] = (),
        choices: tuple[Choice, ...] = (), guess: bool = False, in_private: bool = False, forgets: tuple[str, ...] = (), **more: Value,
    ) -> None:  # fmt: skip
        super().__init__(key)
        self.phrase = Phrase(key, {**(values or {}), **more})
        self.outcome: Outcome = outcome
        self.forbidden, self.about = forbidden, about
        self.missing, self.choices, self.guess, self.in_private, self.forgets = missing, choices, guess, in_private, forgets


def asking(key: str, /, *missing: str, choices: tuple[Choice, ...] = (), **values: Value) -> Refusal:
    """Nothing can be done before this is known; the next message may say it."""
    return Refusal(key, values, outcome="asked_back", missing=missing, choices=choices)


class LeftAlone(Exception):
    """It was not said to the bot: nothing is answered, and nothing of the transaction is kept."""
