# SPDX-License-Identifier: MPL-2.0
"""Lists of releases are read whole or not at all, whatever is in them, in time and memory that are bounded."""

import time
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.releases.listed import LONGEST, MOST, Listed, NoListError, read_list
from tests.conftest import NOW
from tests.release_lists import ATOM, DEEP, LAUGHS, MANY, OUTSIDE, OUTSIDE_DTD, QUADRATIC, REPOSITORY, atom, entry, rss


def test_what_github_lists_is_read() -> None:
    found = read_list(atom('<link rel="self" href="x"/>', entry("v3.22.0", title="OS2forms 3.22.0")))
    assert found == [Listed("tag:github.com,2008:Repository/7/v3.22.0", "OS2forms 3.22.0", f"{REPOSITORY}/releases/tag/v3.22.0", NOW)]


def test_when_it_was_published_counts_before_when_it_was_changed() -> None:
    published = "<published>2026-11-01T10:00:00+01:00</published>"
    assert read_list(atom(entry("1.0", NOW, more=published)))[0].at == datetime(2026, 11, 1, 9, tzinfo=UTC)


def test_rss_is_read_as_well() -> None:
    item = "<item><title>v2.0</title><link>https://g.example/a/b/-/tags/v2.0</link><guid>g</guid><pubDate>Fri, 20 Nov 2026 10:00:00 +0100</pubDate></item>"
    assert read_list(rss(item)) == [Listed("g", "v2.0", "https://g.example/a/b/-/tags/v2.0", datetime(2026, 11, 20, 9, tzinfo=UTC))]
    assert read_list(rss("<item><title>1</title><link>https://x.example/1</link></item>"))[0].id == "https://x.example/1"


def test_the_newest_come_first_and_each_id_once() -> None:
    found = read_list(atom(entry("1", NOW - timedelta(days=2)), entry("3", "no date"), entry("2", NOW), entry("2", NOW + timedelta(days=9))))
    assert [(each.id[-1], each.at) for each in found] == [("2", NOW), ("1", NOW - timedelta(days=2)), ("3", None)]


@pytest.mark.parametrize(
    "moment", ["", "yesterday", "2026-11-24", "2026-11-24T12:00:00", "Fri, 20 Nov 2026 10:00:00 -0000", "0001-01-01T00:00:00+14:00", "9" * 900]
)
def test_what_is_no_moment_is_none(moment: str) -> None:
    assert read_list(atom(entry("1", moment)))[0].at is None


def test_titles_are_words_without_markup_and_without_what_cannot_be_seen() -> None:
    titles = [
        ('<title type="html">&lt;b&gt;3.1&lt;/b&gt; &amp;amp; mere&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=y&gt;</title>', "3.1 & mere"),
        (f'<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Version <b xmlns="{ATOM}">4</b></div></title>', "Version 4"),
        ("<title>&lt;b&gt;3&lt;/b&gt;</title>", "<b>3</b>"),  # that is what it is called: whoever shows it escapes it
        ("<title>a\u202eb\u2066c\u200bd\n\n e&#x7f;</title>", "abcd e"),
        ("<title><![CDATA[<!channel> 1.0]]></title>", "<!channel> 1.0"),
    ]
    for xml, words in titles:
        assert read_list(atom(f"<entry><id>x</id>{xml}</entry>"))[0].title == words


def test_what_stands_within_the_author_or_the_text_of_an_entry_is_not_the_entrys() -> None:
    inner = "<author><id>other</id><title>other</title></author><source><id>other</id></source>"
    found = read_list(atom(f"<entry>{inner}<id>own</id><title>own</title></entry>"))
    assert [(each.id, each.title) for each in found] == [("own", "own")]


def test_an_entry_that_nothing_names_is_left_out_and_a_list_may_be_empty() -> None:
    assert read_list(atom("<entry><title>1</title></entry>")) == []
    assert read_list(atom()) == read_list(rss()) == []


NO_LISTS = {
    "laughs": LAUGHS, "quadratic": QUADRATIC, "outside": OUTSIDE, "outside dtd": OUTSIDE_DTD, "deep": DEEP, "cut off": atom(entry("1"), entry("2"))[:-40],
    "nothing": b"", "html": b"<!doctype html><html><body>Sign in</body></html>", "xhtml": b"<html><body/></html>", "json": b'{"releases": []}',
    "zeros": b"\0" * 5_000_000, "other root": b"<opml/>", "other feed": b'<feed xmlns="http://purl.org/atom/ns#"><entry/></feed>', "twice": atom() + atom(),
    "encoding": b'<?xml version="1.0" encoding="utf-9"?><rss/>', "control": atom("<entry><id>&#0;</id></entry>"), "stray": atom("<entry></wrong>"),
    "latin": b'<?xml version="1.0" encoding="UTF-8"?><rss><channel><title>\xe6</title></channel></rss>', "entity": atom("<entry><id>&nbsp;</id></entry>"),
}  # fmt: skip


@pytest.mark.parametrize("content", list(NO_LISTS.values()), ids=list(NO_LISTS))
def test_what_is_no_list_is_refused_at_once(content: bytes) -> None:
    began = time.process_time()
    tracemalloc.start()
    try:
        with pytest.raises(NoListError):
            read_list(content)
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()
    assert time.process_time() - began < 3


def test_of_thousands_of_entries_the_newest_are_heeded_in_bounded_time_and_memory() -> None:
    began = time.process_time()
    found = read_list(MANY)
    assert len(found) == MOST
    assert {(each.at.month, each.at.day) for each in found if each.at} == {(12, 28)}
    assert time.process_time() - began < 5


def test_a_field_is_read_no_further_than_is_looked_at() -> None:
    found = read_list(atom(entry("1", title="x" * 2_000_000)))
    assert len(found[0].title) == LONGEST


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: atom(f"<entry><id>{text}</id><title type='html'>{text}</title></entry>")))
def test_whatever_comes_is_read_or_refused(content: bytes) -> None:
    try:
        found = read_list(content)
    except NoListError:
        return
    assert all(each.id.isprintable() and each.title.isprintable() for each in found)
