"""Signing in: client credentials, or a signed assertion where the app has a certificate."""

from __future__ import annotations

from collections.abc import Mapping

import jwt

from ingestion.causes import message
from ingestion.http import Answer, Session
from ingestion.masking import keep, shown
from ingestion.source import SourceError

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASSERTION_SECONDS = 180


def grant(settings: Mapping[str, str], stem: str, session: Session) -> dict[str, str]:
    """The form of a token request; `stem` is how the connection's settings begin."""
    client_id, secret = settings["CLIENT_ID"], settings.get("CLIENT_SECRET")
    keep(client_id)
    if secret:
        keep(secret)
        return {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": secret,
        }
    username, key = settings.get("USERNAME"), settings.get("PRIVATE_KEY")
    if not username or not key:
        raise SourceError(
            "salesforce",
            "has no secret",
            f"Set {stem}_CLIENT_SECRET, or {stem}_USERNAME and {stem}_PRIVATE_KEY",
        )
    is_sandbox = ".sandbox." in settings["BASE_URL"]
    claims = {
        "iss": client_id,
        "sub": username,
        "aud": f"https://{'test' if is_sandbox else 'login'}.salesforce.com",
        "exp": int(session.vendors_now.timestamp()) + ASSERTION_SECONDS,
    }
    try:
        assertion = jwt.encode(claims, key.replace("\\n", "\n"), algorithm="RS256")
    except (ValueError, TypeError, jwt.PyJWTError):
        raise SourceError(
            "salesforce",
            "the private key is not readable",
            f"Set {stem}_PRIVATE_KEY to the PEM text of an RSA key",
        ) from None
    keep(assertion)
    return {"grant_type": JWT_BEARER, "assertion": assertion}


def refuse(answer: Answer, settings: Mapping[str, str], stem: str) -> None:
    """An OAuth error is an object; the data API's are arrays."""
    if answer.status not in (400, 401, 403):
        return
    try:
        body = answer.json()
    except ValueError:
        body = None
    body = body if isinstance(body, dict) else {}
    error, says = shown(str(body.get("error", ""))), message(answer)
    names = "CLIENT_ID" if error == "invalid_client_id" else "CLIENT_SECRET"
    if not settings.get("CLIENT_SECRET"):
        names = "CLIENT_ID, _USERNAME and _PRIVATE_KEY"
    raise SourceError(
        "salesforce",
        f"signing in was refused ({error or answer.status}: {says})",
        f"Check {stem}_{names}, and that {stem}_BASE_URL is the org's My Domain",
    )
