"""How the API says no: the error envelope and its words."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class ApiError(Exception):
    """An answer other than 200. `code` is the machine's word, `param` what was wrong."""

    status: int
    message: str
    code: str | None = None
    param: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {}
        if self.code:
            error["code"] = self.code
            page = self.code.replace("_", "-")
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{page}"
        error["message"] = self.message
        if self.param:
            error["param"] = self.param
        error["type"] = "api_error" if self.status >= 500 else "invalid_request_error"
        return {"error": error}


def missing(object: str, id: str, param: str = "id", status: int = 404) -> ApiError:
    word = object.replace("_", " ") if object == "balance_transaction" else object
    return ApiError(status, f"No such {word}: '{id}'", "resource_missing", param)


def unknown(param: str) -> ApiError:
    return ApiError(400, f"Received unknown parameter: {param}", "parameter_unknown", param)


def not_expandable(path: str) -> ApiError:
    return ApiError(400, f"This property cannot be expanded ({path}).", param="expand")


def no_such_url(method: str, path: str) -> ApiError:
    return ApiError(
        404,
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we "
        "can help at https://support.stripe.com/.",
    )


def no_key() -> ApiError:
    return ApiError(
        401,
        "You did not provide an API key. You need to provide your API key in the Authorization "
        "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
        headers={"WWW-Authenticate": 'Bearer realm="Stripe"'},
    )


def wrong_key(key: str) -> ApiError:
    shown = f"{key[:8]}{'*' * max(len(key) - 12, 4)}{key[-4:]}" if len(key) > 12 else "*" * len(key)
    return ApiError(
        401,
        f"Invalid API Key provided: {shown}",
        headers={"WWW-Authenticate": 'Bearer realm="Stripe"'},
    )


def too_many(reason: str, retry_after: int | None) -> ApiError:
    return ApiError(
        429,
        "Request rate limit exceeded. Learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
        "rate_limit",
        headers={"Stripe-Rate-Limited-Reason": reason} | _waiting(retry_after),
    )


def locked(retry_after: int | None) -> ApiError:
    return ApiError(
        429,
        "This object cannot be accessed right now because another API request or Stripe process "
        "is currently accessing it. If you see this error intermittently, retry the request.",
        "lock_timeout",
        headers={"Stripe-Should-Retry": "true"} | _waiting(retry_after),
    )


def broken() -> ApiError:
    return ApiError(
        500,
        "An unknown error occurred. Let us know at https://support.stripe.com/.",
        headers={"Stripe-Should-Retry": "false"},
    )


def _waiting(retry_after: int | None) -> dict[str, str]:
    return {} if retry_after is None else {"Retry-After": str(retry_after)}
