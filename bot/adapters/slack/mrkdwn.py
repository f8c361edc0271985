# SPDX-License-Identifier: MPL-2.0
"""Slack's markup: text from outside as it is, and what the bot itself says in bold, as a link, as a mention or as a moment.

Slack has entities for `&`, `<` and `>`, and no way to escape the characters that format. Each that could act gets an invisible character on both sides:
a word joiner before it (so that it follows none of the characters that let markup begin) and a zero-width space after it (so that it stands at no
word's beginning). Left alone is what cannot act: `_` inside a word, `*` and `~` with space around them. A line that begins with `>` would be a quote, and
`:word:` an emoji: these get such a character too.
"""

import re
from collections.abc import Callable, Sequence

from bot.localise import Moment
from bot.printable import addresses, clean, one_line

JOINER, GAP = "\u2060", "\u200b"
INVISIBLE = str.maketrans("", "", JOINER + GAP)
MOST_BOLD = 500  # bold text is never cut in two: the parts of a split text are longer than this
_MOST_TOKEN = 1_500  # nor is a link

_SPECIAL = re.compile(r"[&<>*_~`\uff1e]|:[a-z0-9_+'-]+:|slack:")
_FORMATS = re.compile(r"[*_~`](?:(?<=`)|(?<=_)(?:(?<![^\W_]_)|(?![^\W_]))|(?<=[*~])(?:(?<!\s[*~])|(?!\s)))")
_QUOTES = re.compile(r"^(?=[^\S\n]*[>\uff1e])", re.MULTILINE)
_EMOJI = re.compile(r":(?=[a-z0-9_+'-]+:)")
_IDENTITY = re.compile(r"(?<![\w:])(?<!:\u200b)slack:[TE][A-Z0-9]{1,30}:([UWCG][A-Z0-9]{1,30})(?!\w)")
_CHANNELS = ("C", "G")  # with which ids of channels begin
_LINKABLE = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)
_SOURCE = re.compile(r"(?:(.*[^\s:])[\s:]*\s)?(https?://\S+)", re.DOTALL)
_IN_URL = str.maketrans({" ": "%20", "|": "%7C", "<": "%3C", ">": "%3E", '"': "%22", "`": "%60", "\n": "%0A"})


def escape(text: str) -> str:
    """The entities alone: for `plain_text`, where nothing formats."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def said(text: str, *, mentions: bool = True) -> str:
    """Text from outside, shown as it is; whoever it names by their Slack identity is mentioned, and a channel is linked to, by its name as Slack knows it."""
    text = clean(text)
    if _SPECIAL.search(text) is None:
        return text
    inert = _EMOJI.sub(f":{GAP}", _FORMATS.sub(rf"{JOINER}\g<0>{GAP}", text))
    if ">" in inert or "\uff1e" in inert:
        inert = _QUOTES.sub(JOINER, inert)
    escaped = escape(inert)
    return _IDENTITY.sub(_mention, escaped) if mentions and "slack:" in text else escaped


def _mention(found: re.Match[str]) -> str:
    return f"<#{found[1]}>" if found[1].startswith(_CHANNELS) else f"<@{found[1]}>"


def bold(said: str) -> str:
    """`said` in bold. Not where a star of its own could end it, or where it is long."""
    return f"*{said}*" if said and "*" not in said and "\n" not in said and len(said) <= MOST_BOLD else said


def italic(said: str) -> str:
    return f"_{said}_" if said and "_" not in said and "\n" not in said and len(said) <= MOST_BOLD else said


def link(url: str, label: str = "") -> str:
    """A link, where it is one that may be followed; otherwise its words. Nothing in either can end it early or begin another."""
    name = said(one_line(clean(label)), mentions=False)
    address = clean(url).strip()
    target = escape(address.translate(_IN_URL))
    token = f"<{target}|{name}>" if name else f"<{target}>"
    if _LINKABLE.match(address) and len(token) <= _MOST_TOKEN:
        return token
    return ": ".join(words for words in (name, said(address, mentions=False)) if words)


def linked(text: str) -> str:
    """Text from outside, shown as it is, in which web addresses are links and nobody is mentioned."""
    parts, at, whole = [], 0, clean(text)
    for found in addresses(whole):
        parts += [said(whole[at : found.start()], mentions=False), link(found[0])]
        at = found.end()
    return "".join([*parts, said(whole[at:], mentions=False)])


def cited(line: str) -> str:
    """A source: "title, date: address" is its title as a link. An address anywhere else in it is text, as in all text."""
    line = clean(line).strip()
    match = _SOURCE.fullmatch(line)
    return link(match[2], match[1] or "") if match else said(line)


def dating(moments: Sequence[Moment]) -> Callable[[str], str]:
    """What says these moments in the reader's own zone, wherever their words stand in text that is `said`."""
    tokens = _tokens(moments) if moments else {}
    if not tokens:
        return str
    pattern = re.compile(r"(?<![\w&@])(?:" + "|".join(map(re.escape, sorted(tokens, key=len, reverse=True))) + r")(?!\w)")
    return lambda text: pattern.sub(lambda match: tokens[match[0]], text)


def _tokens(moments: Sequence[Moment]) -> dict[str, str]:
    """Words → Slack's date. Words that stand for two different minutes, as in the night when clocks go back, stay words."""
    minutes: dict[str, set[int]] = {}
    for moment in moments:
        minutes.setdefault(said(moment.text), set()).add(int(moment.at.timestamp()) // 60)
    usable = {text: each for text, each in minutes.items() if len(each) == 1 and text.strip() and len(text) <= MOST_BOLD and not set("<>|^\n") & set(text)}
    return {text: f"<!date^{each.pop() * 60}^{{date_long}} {{time}}|{text}>" for text, each in usable.items()}
