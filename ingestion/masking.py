"""What we say: credentials, known by their values, are starred, and no terminal is led astray."""

from __future__ import annotations

import re
from base64 import b64encode
from urllib.parse import quote, unquote, urlsplit

SHORTEST = 8  # what is shorter is no credential of any vendor, and may be a common word
WORDS_SHOWN = 200
# Also what no file name that is UTF-8 holds: it could not be printed.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
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


def plain(text: str) -> str:
    """One line in which a character that a terminal would obey stands as its number."""
    return CONTROL.sub(lambda found: repr(found[0])[1:-1], text)


def shown(text: str) -> str:
    """A vendor's words: masked, then cut, on one line."""
    return " ".join(masked(text).split())[:WORDS_SHOWN]


def host_of(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]
