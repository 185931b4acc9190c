"""Errors as the data API sends them: an array of message and errorCode."""

from __future__ import annotations


class ApiError(Exception):
    """One refused call."""

    def __init__(self, status: int, code: str, message: str, fields: list[str] | None = None):
        super().__init__(message)
        self.status = status
        self.body = [{"message": message, "errorCode": code}]
        if fields is not None:
            self.body[0]["fields"] = fields


def bad(code: str, message: str) -> ApiError:
    return ApiError(400, code, message)


def malformed(message: str) -> ApiError:
    return bad("MALFORMED_QUERY", message)


def not_found() -> ApiError:
    return ApiError(404, "NOT_FOUND", "The requested resource does not exist")


def not_allowed(method: str, allowed: str) -> ApiError:
    return ApiError(
        405, "METHOD_NOT_ALLOWED", f"HTTP Method '{method}' not allowed. Allowed are {allowed}"
    )


def at(query: str, position: int, message: str) -> str:
    """A message that points into the query, as the vendor does."""
    start = max(0, position - 40)
    snippet = query[start : position + 40].replace("\n", " ")
    caret = " " * (position - start) + "^"
    return f"\n{snippet}\n{caret}\nERROR at Row:1:Column:{position + 1}\n{message}"


def no_such_column(query: str, position: int, name: str, entity: str) -> ApiError:
    return bad(
        "INVALID_FIELD",
        at(
            query,
            position,
            f"No such column '{name}' on entity '{entity}'. If you are attempting to use a custom "
            "field, be sure to append the '__c' after the custom field name. Please reference your "
            "WSDL or the describe call for the appropriate names.",
        ),
    )


def no_such_relation(query: str, position: int, name: str) -> ApiError:
    return bad(
        "INVALID_FIELD",
        at(
            query,
            position,
            f"Didn't understand relationship '{name}' in field path. If you are attempting to use "
            "a custom relationship, be sure to append the '__r' after the custom relationship "
            "name. Please reference your WSDL or the describe call for the appropriate names.",
        ),
    )


def no_such_object(query: str, position: int, name: str) -> ApiError:
    return bad(
        "INVALID_TYPE",
        at(
            query,
            position,
            f"sObject type '{name}' is not supported. If you are attempting to use a custom "
            "object, be sure to append the '__c' after the entity name. Please reference your "
            "WSDL or the describe call for the appropriate names.",
        ),
    )
