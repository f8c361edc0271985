# SPDX-License-Identifier: MPL-2.0
"""Several replies as one: a message may ask two things, and what was guessed stands above its answer."""

from dataclasses import replace

from handlers.reply import Heading, Reply


def prefixed(reply: Reply, parts: tuple[Heading, ...]) -> Reply:
    """With what was guessed above it."""
    return replace(reply, parts=(*parts, *reply.parts)) if parts else reply


def joined(replies: list[Reply]) -> Reply:
    """One after the other; the last one says what is still missing."""
    first, *others = replies
    for other in others:
        sources = {source.title: source for source in (*first.sources, *other.sources)}
        outcome = "answered" if "answered" in (first.outcome, other.outcome) else first.outcome
        first = Reply(
            parts=(*first.parts, *other.parts),
            outcome=outcome,
            choices=(*first.choices, *other.choices),
            sources=tuple(sources.values()),
            missing=other.missing,
            concerns=(*first.concerns, *other.concerns),
        )
    return first
