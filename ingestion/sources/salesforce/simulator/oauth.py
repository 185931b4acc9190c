"""Tokens: client credentials and JWT bearer, sessions that end on the virtual clock."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt

from ingestion.sources.salesforce.simulator.errors import ApiError
from ingestion.sources.salesforce.simulator.org import Org
from ingestion.sources.salesforce.simulator.render import Rows

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
AUDIENCES = ("https://login.salesforce.com", "https://test.salesforce.com")
LONGEST_ASSERTION_SECONDS = 300
Form = Mapping[str, str]


class Refused(Exception):
    """An OAuth error: an object, not an array as in the data API."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.body = {"error": error, "error_description": description}


@dataclass
class Sessions:
    """The tokens of one connected app, and until when (epoch milliseconds) each of them is good."""

    rows: Rows
    org: Org
    good_until: dict[str, int] = field(default_factory=dict)

    def grant(self, form: Form, base_url: str) -> dict[str, Any]:
        grant_type = form.get("grant_type")
        if grant_type == "client_credentials":
            self._check_client(form)
        elif grant_type == JWT_BEARER:
            self._check_assertion(form.get("assertion", ""), base_url)
        else:
            raise Refused("unsupported_grant_type", "grant type not supported")
        return self._token(base_url)

    def check(self, authorization: str | None) -> None:
        scheme, _, token = (authorization or "").partition(" ")
        until = self.good_until.get(token)
        is_good = until is not None and self.rows.store.now < until
        if scheme.lower() not in ("bearer", "oauth") or not is_good:
            raise ApiError(401, "INVALID_SESSION_ID", "Session expired or invalid")
        if not self.org.is_api_enabled:
            raise ApiError(403, "API_DISABLED_FOR_ORG", "API is disabled for this User")

    def _check_client(self, form: Form) -> None:
        if form.get("client_id") != self.org.client_id:
            raise Refused("invalid_client_id", "client identifier invalid")
        if form.get("client_secret") != self.org.client_secret:
            raise Refused("invalid_client", "invalid client credentials")

    def _check_assertion(self, assertion: str, base_url: str) -> None:
        """The signature and audience by the library; the times by the virtual clock."""
        if self.org.certificate is None:
            raise Refused("invalid_grant", "invalid assertion")
        try:
            claims = jwt.decode(
                assertion,
                self.org.certificate,
                algorithms=["RS256"],
                audience=[*AUDIENCES, base_url],
                options={"verify_exp": False, "require": ["iss", "sub", "aud", "exp"]},
            )
        except jwt.InvalidAudienceError:
            raise Refused("invalid_grant", "audience is invalid") from None
        except jwt.PyJWTError:
            raise Refused("invalid_grant", "invalid assertion") from None
        left = claims["exp"] - self.rows.store.now / 1000
        if not 0 < left <= LONGEST_ASSERTION_SECONDS:
            raise Refused("invalid_grant", "expired authorization code")
        if claims["iss"] != self.org.client_id:
            raise Refused("invalid_client_id", "client identifier invalid")
        if claims["sub"] != self.org.username:
            raise Refused("invalid_grant", "user hasn't approved this consumer")

    def _token(self, base_url: str) -> dict[str, Any]:
        now = self.rows.store.now
        number = f"{self.org.id}/{now}/{len(self.good_until)}".encode()
        tail = base64.urlsafe_b64encode(hashlib.sha256(number).digest() * 2).decode()
        token = f"{self.org.id[:15]}!{tail.replace('-', '.').replace('=', '')}"
        self.good_until[token] = now + self.org.session_seconds * 1000
        user_url = f"{base_url}/id/{self.org.id}/005"
        signature = hmac.new(
            self.org.client_secret.encode(), f"{user_url}{now}".encode(), hashlib.sha256
        )
        return {
            "access_token": token,
            "signature": base64.b64encode(signature.digest()).decode(),
            "scope": "api",
            "instance_url": base_url,
            "id": user_url,
            "token_type": "Bearer",
            "issued_at": str(now),
        }
