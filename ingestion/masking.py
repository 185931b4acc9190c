"""Credentials are known by their values, and starred in all that we say."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote, unquote, urlsplit

SHORTEST = 8  # what is shorter is no credential of any vendor, and may be a common word
WORDS_SHOWN = 200
_known: set[str] = set()


def keep(*secrets: str) -> None:
    """From here on none of these is told, in whichever form a vendor repeats it."""
    for secret in secrets:
        for part in (secret, *secret.replace("\\n", "\n").split()):
            forms = (part, quote(part, safe=""), b64encode(part.encode()).decode())
            _known.update(form for form in forms if len(part) >= SHORTEST)


def keep_userinfo(url: str) -> None:
    """Whoever puts a name and a password into an address keeps them, too."""
    try:
        userinfo = urlsplit(url).netloc.rpartition("@")[0]
    except ValueError:  # no address, as whoever calls it will say
        return
    if userinfo:
        name, _, password = userinfo.partition(":")
        keep(userinfo, unquote(userinfo), password or name, unquote(password or name))


def masked(text: str) -> str:
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def shown(text: str) -> str:
    """A vendor's words: masked, then cut, on one line."""
    return " ".join(masked(text).split())[:WORDS_SHOWN]


def host_of(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]
