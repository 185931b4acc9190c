"""Refusals in each vendor's own form: status, headers, body."""

from __future__ import annotations

import uuid
from typing import Any

import msgspec

from ingestion.sandbox.faults.plan import Fault

Refusal = tuple[int, dict[str, str], bytes]
GATEWAYS = (502, 503, 504)
PAGE = b"<html><head><title>%d</title></head><body><h1>%d</h1></body></html>"
KINDS = ("burst", "daily", "locked", "token", "forbidden", "status", "failed_200", "echoed")


def refusal(fault: Fault, said: str = "") -> Refusal:
    """What the vendor answers to a fault of one of `KINDS`; `said` is what was said to it."""
    status, body = {"salesforce": _salesforce, "hubspot": _hubspot, "stripe": _stripe}[
        fault.vendor
    ](fault, f"Bad request: {said}")
    headers = {}
    if fault.retry_after is not None:
        headers["retry-after"] = f"{fault.retry_after:g}"
    if fault.should_retry is not None:
        headers["stripe-should-retry"] = str(fault.should_retry).lower()
    if body is None:  # from a gateway before the API, which knows no JSON
        headers["content-type"] = "text/html"
        content = b"" if status in (406, 420) else PAGE % (status, status)
        return status, headers, content
    headers["content-type"] = "application/json;charset=UTF-8"
    return status, headers, msgspec.json.encode(body)


def _salesforce(fault: Fault, echo: str) -> tuple[int, Any]:
    def told(status: int, code: str, text: str) -> tuple[int, Any]:
        return status, [{"message": text, "errorCode": code}]

    limit = "REQUEST_LIMIT_EXCEEDED"
    match fault.kind:
        case "burst":
            return told(403, limit, "ConcurrentRequests (Concurrent API Requests) Limit exceeded.")
        case "daily":
            return told(403, limit, "TotalRequests Limit exceeded.")
        case "locked":
            text = "unable to obtain exclusive access to this record"
            return told(400, "UNABLE_TO_LOCK_ROW", text)
        case "token":
            return told(401, "INVALID_SESSION_ID", "Session expired or invalid")
        case "forbidden":
            return told(403, "INSUFFICIENT_ACCESS", "insufficient access rights on object id")
        case "failed_200":
            return told(200, "UNKNOWN_EXCEPTION", "An unexpected error occurred.")
        case "echoed" if fault.endpoint.endswith("/token"):
            return 400, {"error": "invalid_client", "error_description": echo}
        case "echoed":
            return told(400, "MALFORMED_QUERY", echo)
    if fault.status in (406, 420, 502, 504):
        return fault.status, None
    code = "SERVER_UNAVAILABLE" if fault.status == 503 else "UNKNOWN_EXCEPTION"
    return told(fault.status, code, "An unexpected error occurred.")


def _hubspot(fault: Fault, echo: str) -> tuple[int, Any]:
    def told(status: int, category: str, text: str, **more: str) -> tuple[int, Any]:
        id = str(uuid.uuid5(uuid.NAMESPACE_URL, text))
        base = {"status": "error", "message": text, "correlationId": id, "category": category}
        return status, base | more

    match fault.kind:
        case "burst":
            text = "You have reached your ten_secondly_rolling limit."
            more = {"errorType": "RATE_LIMIT", "policyName": "TEN_SECONDLY_ROLLING"}
            return told(429, "RATE_LIMITS", text, **more)
        case "daily":
            text, more = "You have reached your daily limit.", {"policyName": "DAILY"}
            return told(429, "RATE_LIMITS", text, errorType="RATE_LIMIT", **more)
        case "locked":
            return told(423, "LOCKED", "The resource is locked. Try again in two seconds.")
        case "token":
            return told(401, "EXPIRED_AUTHENTICATION", "The OAuth token used expired.")
        case "forbidden":
            return told(403, "MISSING_SCOPES", "This app hasn't been granted all required scopes.")
        case "failed_200":
            return told(200, "INTERNAL_ERROR", "internal error")
        case "echoed":
            return told(400, "VALIDATION_ERROR", echo)
    if fault.status in (406, 420, *GATEWAYS):
        return fault.status, None
    return told(fault.status, "INTERNAL_ERROR", "internal error")


def _stripe(fault: Fault, echo: str) -> tuple[int, Any]:
    def told(status: int, kind: str, text: str, code: str | None = None) -> tuple[int, Any]:
        error = {"message": text, "type": kind} | ({"code": code} if code else {})
        return status, {"error": error}

    match fault.kind:
        case "burst" | "daily":  # Stripe counts no days; its limits are all of a second
            text = "Request rate limit exceeded."
            return told(429, "invalid_request_error", text, "rate_limit")
        case "locked":
            text = "This object cannot be accessed right now because another API request or "
            text += "Stripe process is currently accessing it."
            return told(429, "invalid_request_error", text, "lock_timeout")
        case "token":
            text = "Expired API Key provided: sk_test_****dbox"
            return told(401, "invalid_request_error", text, "api_key_expired")
        case "forbidden":
            text = "The provided key does not have the required permissions for this endpoint."
            return told(403, "invalid_request_error", text)
        case "failed_200":
            return told(200, "api_error", "An unknown error occurred.")
        case "echoed":
            return told(400, "invalid_request_error", echo)
    if fault.status in (406, 420, *GATEWAYS):
        return fault.status, None
    kind = "api_error" if fault.status >= 500 else "invalid_request_error"
    return told(fault.status, kind, "An unknown error occurred.")
