# SPDX-License-Identifier: MPL-2.0
"""Which web addresses mean the same place, and which of them is a repository."""

import re

_ADDRESS = re.compile(r"(?:git\+)?(?P<scheme>https?|ssh|git)://(?:[^@/\s]*@)?(?P<place>[^@\s<>\"|]+)")
_COPY = re.compile(r"[\w.-]+@(?P<host>[\w.-]+):(?P<path>[^\s<>\"|]+)")  # git@example.org:owner/name.git
_FORGES = ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org")
_LISTS_RELEASES = ("github.com", "codeberg.org")
_OWN_FORGES = ("gitea", "forgejo")  # in the name of a host: such a forge of somebody's own
_LIST = re.compile(r"(?:/-/(?:tags|releases)|/releases|/tags)(?:\.(?:atom|rss)|\?format=atom)(?:[?&][^/]*)?$")


def web_address(text: str) -> str | None:
    """The address as a browser takes it: of git's ways of writing it, the one with https, and never with a user name. None for no address."""
    text = text.strip()
    if copied := _COPY.fullmatch(text):
        return f"https://{copied['host']}/{copied['path']}"
    match = _ADDRESS.fullmatch(text)
    if match is None or "." not in match["place"].partition("/")[0]:
        return None
    return f"{'http' if match['scheme'] == 'http' else 'https'}://{match['place']}"


def repository_address(text: str) -> str | None:
    """The address of a repository's page: without `.git` and a closing slash."""
    address = web_address(text)
    return None if address is None else address.rstrip("/").removesuffix(".git").rstrip("/")


def same_place(address: str) -> str:
    """The same text for every way of writing the address of one place."""
    address = (repository_address(address) or address).casefold()
    return re.sub(r"^https?://(?:www\.)?", "", address)


def is_account(address: str) -> bool:
    """Whether the address is that of an organisation at a forge, not of one repository."""
    host, _, path = same_place(address).partition("/")
    return host in _FORGES and "/" not in path


def file_address(repository: str, name: str) -> str:
    """The address of a file at the top of a repository, where it can be told; else the repository's."""
    host = same_place(repository).partition("/")[0]
    if is_account(repository):
        return repository
    if host == "github.com":
        return f"{repository}/blob/HEAD/{name}"
    return f"{repository}/-/blob/HEAD/{name}" if "gitlab" in host else repository


def releases_address(repository: str) -> str | None:
    """Where the forge of a repository lists its releases (Atom); None for an account, and for a forge of which that is not known."""
    address = repository_address(repository) or ""
    host, _, path = same_place(repository).partition("/")
    if path.count("/") == 1 and (host in _LISTS_RELEASES or any(kind in host for kind in _OWN_FORGES)):
        return f"{address}/releases.atom"
    if "/" in path and "gitlab" in host:  # groups hold groups there
        return f"{address}/-/tags?format=atom"
    return None


def listed_repository(feed: str) -> str:
    """The page of the repository whose releases are listed at this address; the address itself where that cannot be told. Never with what may be secret in it."""
    return _LIST.sub("", feed).partition("?")[0].partition("#")[0]
