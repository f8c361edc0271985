# SPDX-License-Identifier: MPL-2.0
"""Which web addresses mean the same place, and which of them is a repository."""

import re

_ADDRESS = re.compile(r"(?:git\+)?(?P<scheme>https?|ssh|git)://(?:[^@/\s]*@)?(?P<place>[^@\s<>\"|]+)")
_COPY = re.compile(r"[\w.-]+@(?P<host>[\w.-]+):(?P<path>[^\s<>\"|]+)")  # git@example.org:owner/name.git
_FORGES = ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org")


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
