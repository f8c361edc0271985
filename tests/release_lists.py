# SPDX-License-Identifier: MPL-2.0
"""Lists of releases as forges write them, for tests."""

from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from tests.conftest import NOW

ATOM = "http://www.w3.org/2005/Atom"
REPOSITORY = "https://github.com/OS2Forms/os2forms"


def entry(tag: str, at: datetime | str = NOW, *, title: str = "", id_: str = "", link: str = "", more: str = "") -> str:
    """As GitHub has it: with `updated` alone."""
    moment = at if isinstance(at, str) else at.isoformat().replace("+00:00", "Z")
    page = link or f"{REPOSITORY}/releases/tag/{tag}"
    return (
        f"<entry><id>{escape(id_ or f'tag:github.com,2008:Repository/7/{tag}')}</id><updated>{moment}</updated>"
        f'<link rel="alternate" type="text/html" href={quoteattr(page)}/><title>{escape(title or tag)}</title>'
        f'<content type="html">&lt;p&gt;Notes&lt;/p&gt;</content><author><name>somebody</name></author>{more}</entry>'
    )


def atom(*entries: str, doctype: str = "") -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}<feed xmlns="{ATOM}" xml:lang="en-US"><id>tag:github.com,2008:x</id><title>Release notes</title>'
    return (head + "".join(entries) + "</feed>").encode()


def rss(*items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>c</title><link>https://x.example</link>{"".join(items)}</channel></rss>'.encode()


LAUGHS = atom(
    "<entry><title>&lol9;</title></entry>",
    doctype='<!DOCTYPE l [<!ENTITY lol0 "lol">' + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10)) + "]>",
)
"""A billion of them."""
QUADRATIC = atom("<entry><title>" + "&a;" * 100_000 + "</title></entry>", doctype=f'<!DOCTYPE l [<!ENTITY a "{"x" * 100_000}">]>')
OUTSIDE = atom("<entry><id>1</id><title>&x;</title></entry>", doctype='<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
OUTSIDE_DTD = atom(entry("1.0"), doctype='<!DOCTYPE feed SYSTEM "http://127.0.0.1/x.dtd">')
DEEP = atom("<a>" * 500_000 + "</a>" * 500_000)
MANY = atom(*(entry(f"v{number}", f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T00:00:00Z") for number in range(9_000)))
