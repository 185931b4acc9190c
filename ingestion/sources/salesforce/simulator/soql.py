"""SOQL to a tree: a recursive descent over the grammar that the vendor documents."""

from __future__ import annotations

import re

from ingestion.sources.salesforce.simulator.errors import ApiError, at, bad, malformed
from ingestion.sources.salesforce.simulator.tokens import Token, tokens, unescaped
from ingestion.sources.salesforce.simulator.tree import (
    Aggregate,
    AllFields,
    Comparison,
    Condition,
    Grouped,
    Junction,
    Literal,
    Ordering,
    Path,
    Query,
)

AGGREGATES = ("count", "count_distinct", "sum", "avg", "min", "max")
PARTS_OF_DATES = ("calendar_year", "calendar_month")
KEYWORDS = re.compile(
    "select|from|where|and|or|not|in|like|group|by|order|limit|offset|asc|desc|nulls|having"
    "|all|rows|with|for|using|scope"
)
RANGE = re.compile("today|yesterday|tomorrow|(this|last|next)_(week|month|quarter|year)")
COUNTED_RANGE = re.compile("(last|next)_n_(days|months)|n_days_ago")


def parse(text: str) -> Query:
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.index = 0

    # ── words ───────────────────────────────────────────────────────────────────────────────

    @property
    def token(self) -> Token:
        if self.index < len(self.tokens):
            return self.tokens[self.index]
        return Token("end", "<EOF>", len(self.text))

    def next(self) -> Token:
        token = self.token
        self.index += 1
        return token

    def is_keyword(self) -> bool:
        return bool(KEYWORDS.fullmatch(self.token.text.lower()))

    def is_next(self, *words: str) -> bool:
        following = self.tokens[self.index : self.index + len(words)]
        return len(following) == len(words) and all(
            token.kind in ("word", "sign") and token.text.lower() == word
            for token, word in zip(following, words, strict=True)
        )

    def take(self, *words: str) -> bool:
        found = self.is_next(*words)
        if found:
            self.index += len(words)
        return found

    def expect(self, word: str) -> Token:
        if not self.is_next(word):
            raise self.unexpected()
        return self.next()

    def unexpected(self) -> ApiError:
        token = self.token
        shown = token.text if token.kind == "end" else f"'{token.text}'"
        return malformed(at(self.text, token.position, f"unexpected token: {shown}"))

    def name(self) -> Token:
        if self.token.kind != "word" or self.is_keyword():
            raise self.unexpected()
        return self.next()

    def whole(self) -> int:
        if self.token.kind != "number" or not self.token.text.isdigit():
            raise self.unexpected()
        return int(self.next().text)

    # ── clauses ─────────────────────────────────────────────────────────────────────────────

    def query(self) -> Query:
        self.expect("select")
        fields = [self.selected()]
        while self.take(","):
            fields.append(self.selected())
        self.expect("from")
        entity = self.name()
        if self.token.kind == "word" and not self.is_keyword():
            self.name()
        if self.take("using", "scope"):
            self.name()
        where = self.condition() if self.take("where") else None
        group_by: list[Path] = []
        if self.take("group", "by"):
            group_by.append(self.grouping())
            while self.take(","):
                group_by.append(self.grouping())
        order_by: list[Ordering] = []
        if self.take("order", "by"):
            order_by.append(self.ordering())
            while self.take(","):
                order_by.append(self.ordering())
        limit = self.whole() if self.take("limit") else None
        offset = self.whole() if self.take("offset") else 0
        is_all_rows = self.take("all", "rows")
        if self.take("for"):
            self.name()
        if self.token.kind != "end":
            raise self.unexpected()
        if offset > 2000:
            raise bad("NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000")
        return Query(
            self.text,
            tuple(fields),
            entity.text,
            entity.position,
            where,
            tuple(group_by),
            tuple(order_by),
            limit,
            offset,
            is_all_rows,
        )

    def selected(self) -> Path | Aggregate | AllFields | Grouped:
        if self.is_next("("):
            return self.refused_subquery()
        if self.is_next("fields", "("):
            self.index += 2
            if self.token.text.lower() not in ("all", "standard", "custom"):
                raise self.unexpected()
            which = self.next()
            self.expect(")")
            return AllFields(which.text.lower())
        expression = self.expression()
        if self.token.kind == "word" and not self.is_keyword():
            alias = self.name().text
            if isinstance(expression, Aggregate):
                return Aggregate(expression.function, expression.path, expression.position, alias)
            return Grouped(expression, alias)
        return expression

    def expression(self) -> Path | Aggregate:
        token = self.name()
        if not self.take("("):
            return Path(tuple(token.text.split(".")), token.position)
        if token.text.lower() in PARTS_OF_DATES:
            self.index -= 2
            return self.grouping()
        if token.text.lower() not in AGGREGATES:
            self.index -= 1
            raise self.unexpected()
        path = None if self.is_next(")") else self.path()
        if path is None and token.text.lower() != "count":
            raise self.unexpected()
        self.expect(")")
        return Aggregate(token.text.lower(), path, token.position)

    def refused_subquery(self) -> Path:
        """The org exposes no child relationships: every name in an inner FROM is unknown."""
        self.next()
        self.expect("select")
        while not self.is_next("from"):
            if self.token.kind == "end":
                raise self.unexpected()
            self.next()
        self.next()
        child = self.name()
        raise bad(
            "INVALID_TYPE",
            at(
                self.text,
                child.position,
                f"Didn't understand relationship '{child.text}' in FROM part of query call. If you "
                "are attempting to use a custom relationship, be sure to append the '__r' after "
                "the custom relationship name. Please reference your WSDL or the describe call "
                "for the appropriate names.",
            ),
        )

    def path(self) -> Path:
        token = self.name()
        return Path(tuple(token.text.split(".")), token.position)

    def grouping(self) -> Path:
        if self.token.text.lower() not in PARTS_OF_DATES:
            return self.path()
        function = self.next().text.lower()
        self.expect("(")
        path = self.path()
        self.expect(")")
        return Path(path.parts, path.position, function)

    def ordering(self) -> Ordering:
        expression = self.expression()
        is_descending = self.take("desc")
        if not is_descending:
            self.take("asc")
        has_nulls_first = True
        if self.take("nulls", "last"):
            has_nulls_first = False
        else:
            self.take("nulls", "first")
        return Ordering(expression, is_descending, has_nulls_first)

    # ── conditions ──────────────────────────────────────────────────────────────────────────

    def condition(self) -> Condition:
        """One level mixes no AND with OR: the vendor wants parentheses there."""
        parts = [self.negation()]
        kind = next((word for word in ("and", "or") if self.is_next(word)), None)
        while kind and self.take(kind):
            parts.append(self.negation())
        if self.is_next("and") or self.is_next("or"):
            raise self.unexpected()
        return Junction(kind, tuple(parts)) if kind else parts[0]

    def negation(self) -> Condition:
        if self.take("not"):
            return Junction("not", (self.negation(),))
        if self.take("("):
            inner = self.condition()
            self.expect(")")
            return inner
        return self.comparison()

    def comparison(self) -> Comparison:
        path = self.path()
        if self.take("not", "in"):
            return Comparison("not in", path, self.values())
        if self.take("in"):
            return Comparison("in", path, self.values())
        if self.take("like"):
            return Comparison("like", path, (self.literal(),))
        sign = self.token
        if sign.kind != "sign" or sign.text not in ("=", "!=", "<>", "<", "<=", ">", ">="):
            raise self.unexpected()
        self.next()
        return Comparison("!=" if sign.text == "<>" else sign.text, path, (self.literal(),))

    def values(self) -> tuple[Literal, ...]:
        self.expect("(")
        values = [self.literal()]
        while self.take(","):
            values.append(self.literal())
        self.expect(")")
        return tuple(values)

    def literal(self) -> Literal:
        token = self.token
        if token.kind == "string":
            self.next()
            return Literal("string", unescaped(token.text[1:-1]), token.position)
        if token.kind in ("number", "date", "datetime"):
            self.next()
            return Literal(token.kind, token.text, token.position)
        word = token.text.lower()
        if token.kind == "word" and word in ("true", "false"):
            self.next()
            return Literal("boolean", word, token.position)
        if token.kind == "word" and word == "null":
            self.next()
            return Literal("null", word, token.position)
        if token.kind == "word" and RANGE.fullmatch(word):
            self.next()
            return Literal("range", word, token.position)
        if token.kind == "word" and COUNTED_RANGE.fullmatch(word):
            self.next()
            self.expect(":")
            return Literal("range", word, token.position, self.whole())
        raise self.unexpected()
