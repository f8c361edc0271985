# SPDX-License-Identifier: MPL-2.0
"""How a question was understood, for people who tune or doubt it. Operators' words: English."""

from bot.adapters.console.render import safe
from bot.answer import Answer


def explained(answer: Answer) -> str:
    """Language, names, slots, candidates with their scores, and which rule decided."""
    understood = answer.interpretation
    if understood is None:
        return "\nnot read: too long"
    query = understood.query
    lines = [
        "",
        f"language    {query.language}",
        f"decided by  {understood.why}, {'answered' if understood.certain else 'asked back'}, confidence {understood.confidence:.2f}",
        f"intent      {query.intent} {dict(query.slots)}",
    ]
    if reading := understood.reading:
        lines += [f"name        {mention.kind} {'/'.join(mention.ids)} ({mention.how}, {mention.score:.2f})" for mention in reading.mentions]
        lines += [f"weak name   {mention.kind} {'/'.join(mention.ids)}" for mention in reading.weak]
        lines += [f"slot        {slot} = {', '.join(found.value for found in values)}" for slot, values in reading.values.items()]
    lines += [f"described   {each.product} {each.score:.2f}" for each in understood.resemblances]
    lines += [f"candidate   {candidate.intent} {candidate.likelihood:.3f}" for candidate in understood.candidates]
    lines += [f"second      {other.intent} {dict(other.slots)}" for other in understood.queries[1:]]
    return safe("\n".join(lines))
