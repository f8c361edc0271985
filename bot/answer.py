# SPDX-License-Identifier: MPL-2.0
"""What was answered to a message, and how the durable inbox keeps it until it has been sent."""

import json
from dataclasses import dataclass, field

from handlers.message import Asked, Language
from handlers.reply import Reply
from handlers.reply_json import from_json as reply_from_json
from handlers.reply_json import to_json as reply_to_json
from handlers.understanding.interpretation import Interpretation


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply, the language to say it in, and how the message was understood (None where it was not even read, or is no longer known).

    `asked`: the questions it answers, where anybody may be shown what is answered to them. `concerns`: identities of people about whom something was changed.
    `form`: what is asked back, where there is a form that asks for it. `personal`: something that waited for this person stands above it.
    `again`: what to ask where nobody else reads along, where it is refused only for that.
    `zone`: the reader's own, in which times are said; empty: the community's.
    `kept`: all of it as JSON, where the durable inbox keeps it.
    """

    reply: Reply
    language: Language
    interpretation: Interpretation | None = None
    asked: tuple[Asked, ...] = field(default=(), kw_only=True)
    concerns: tuple[str, ...] = field(default=(), kw_only=True)
    form: Asked | None = field(default=None, kw_only=True)
    again: Asked | None = field(default=None, kw_only=True)
    personal: bool = field(default=False, kw_only=True)
    zone: str = field(default="", kw_only=True)
    kept: str = field(default="", kw_only=True)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(answer: Answer) -> str:
    """Without the interpretation. The reply is JSON already, and stands in it as it is."""
    kept: dict[str, object] = {"language": answer.language}
    if answer.asked:
        kept["asked"] = [_asked(each) for each in answer.asked]
    if answer.concerns:
        kept["concerns"] = list(answer.concerns)
    if answer.form:
        kept["form"] = _asked(answer.form)
    if answer.again:
        kept["again"] = _asked(answer.again)
    if answer.zone:
        kept["zone"] = answer.zone
    return f'{_encode(kept)[:-1]},"reply":{reply_to_json(answer.reply)}}}'


def _asked(asked: Asked) -> dict[str, object]:
    return {"intent": asked.intent, "slots": dict(asked.slots), "words": asked.words}


def from_json(text: str) -> Answer:
    """The answer that `to_json` wrote. Raises ValueError for anything else."""
    kept = json.loads(text)
    try:
        language: Language = "en" if kept["language"] == "en" else "da"
        asked = tuple(Asked(**each) for each in kept.get("asked", ()))
        form, again = (Asked(**kept[name]) if name in kept else None for name in ("form", "again"))
        concerns, zone = tuple(kept.get("concerns", ())), str(kept.get("zone", ""))
        return Answer(reply_from_json(_encode(kept["reply"])), language, asked=asked, concerns=concerns, form=form, again=again, zone=zone)
    except (TypeError, KeyError, AttributeError):
        raise ValueError("This answer cannot be read.") from None
