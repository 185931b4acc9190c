"""The pages' words as dbt doc blocks, so that models quote a meaning instead of retyping it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ingestion.sources.definitions.agreement import Sla
from ingestion.sources.definitions.folder import DEFAULT, PROJECT, Version, resolved
from ingestion.sources.definitions.in_words import conditions_in_words, listed, rule_in_words
from ingestion.sources.definitions.landing import read
from ingestion.sources.definitions.page import Page
from ingestion.sources.definitions.parts import Rule
from ingestion.sources.definitions.scores import Fit, Intent
from ingestion.sources.definitions.vocabulary import STAGES

WORDS = Path("models", "docs", "definitions.md")  # within the dbt project
TARGET = PROJECT / "dbt_project" / WORDS
NOTHING = "The page says nothing of this."


def write(definitions: str | Path = DEFAULT, target: Path = TARGET) -> Path:
    """Write a block a meaning into `target`, if it changed. To be called before dbt parses."""
    text = render(read(resolved(definitions)))
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Another run may read it at this moment.
        beside = target.with_suffix(f".{os.getpid()}")
        beside.write_text(text, encoding="utf-8")
        beside.replace(target)
    return target


def render(pages: Sequence[Version]) -> str:
    """Every block, always under the same names: what the latest page says, then earlier ones.

    Where no page is signed, the words are those of the last one, and say so.
    """
    governing = [version for version in pages if version.governs] or list(pages[-1:])
    meanings = [_meanings(version.page) for version in reversed(governing)]
    blocks = []
    for name in meanings[0]:
        said: list[tuple[Version, str]] = []
        for version, words in zip(reversed(governing), meanings, strict=True):
            said.append((version, words[name]))
        blocks.append(f"{{% docs {name} %}}\n{_over_time(said)}\n{{% enddocs %}}\n")
    return "\n".join(blocks)


def _over_time(said: Sequence[tuple[Version, str]]) -> str:
    latest, words = said[0]
    note = "" if latest.governs else f" (Page {latest.page.key} is not signed.)"
    earlier = [
        f"\n\nUnder the page of {version.page.key}: {_safe(other)}"
        for version, other in said[1:]
        if other != words
    ]
    return _safe(words) + note + "".join(earlier)


def _safe(words: str) -> str:
    """Words of a page are text to dbt, never a template."""
    return re.sub(r"(?<={)(?=[{%#])|(?<=[}%#])(?=})", " ", words)


def _meanings(page: Page) -> Mapping[str, str]:
    settings = page.settings
    stages = {f"definition_{stage}": _criterion(page, stage) for stage in STAGES}
    ideal = page.ideal_customer
    return {
        **stages,
        "definition_cycle": (
            f"A cycle opens with {listed(page.opens_cycle)}, closes with "
            f"{listed(page.closes_cycle)}, or after {settings.idle_limit_days} days "
            "without anything happening."
        ),
        "definition_marketing_influence": (
            "Marketing influenced a deal if somebody on it was touched by marketing within "
            f"{settings.influence_window_days} days before it was created, or while it was open. "
            f"Touches that do not count: {listed(page.uninfluential_touches, 'and')}."
        ),
        "definition_reporting_currency": _sentences(
            (
                f"Amounts are reported in {settings.reporting_currency}",
                *(
                    f"Where {system} names no currency it is {currency}"
                    for system, currency in page.currency_where_none_is_named.items()
                ),
            )
        ),
        "definition_time_zone": f"Dates are those of {settings.time_zone}.",
        "definition_rejection_reason": _map(page.rejection_reasons),
        "definition_outcome": _sentences(
            f"{outcome}: {label} ({touch_type.replace('_', ' ')} of {system})"
            for system, touch_types in page.outcomes.items()
            for touch_type, labels in touch_types.items()
            for label, outcome in labels.items()
        ),
        "definition_automatic": _sentences(
            f"In {system}, what {listed(authors)} recorded is automatic"
            for system, authors in page.automatic_authors.items()
        ),
        "definition_opportunity_stage": _sentences(
            f"{stage}: {what.outcome}, forecast {what.forecast}"
            for stage, what in sorted(page.opportunity_stages.items(), key=lambda s: s[1].order)
        ),
        "definition_opportunity_type": _map(page.opportunity_types),
        "definition_billing_interval": _map(page.billing_intervals),
        "definition_channel": _sentences(
            f"{channel.channel} where {conditions_in_words(channel.when)}"
            for channel in page.channels
        ),
        "definition_survivorship": _sentences(
            f"{entity}, {'otherwise' if field == 'default' else field}: {', then '.join(systems)}"
            for entity, fields in page.survivorship.items()
            for field, systems in sorted(fields.items(), key=lambda f: f[0] == "default")
        ),
        "definition_internal": f"Addresses at {listed(page.domains.internal, 'or')} are our own.",
        "definition_ideal_customer": ideal.says if ideal else NOTHING,
        "definition_fit": _fit(page.scores.fit) if page.scores else NOTHING,
        "definition_sla": _sla(page.sla) if page.sla else NOTHING,
        "definition_intent": _intent(page.scores.intent) if page.scores else NOTHING,
    }


def _criterion(page: Page, stage: str) -> str:
    criterion, scores = page.criteria.get(stage), page.scores if stage == "mql" else None
    says = [criterion.says] if criterion else []
    rules = [rule_in_words(rule) for rule in criterion.any] if criterion else []
    if scores:
        says += [scores.fit.says, scores.intent.says]
        rules.append(f"fit reaches {scores.fit.at_least} and intent {scores.intent.at_least}")
    return f"{' '.join(says)} By rule: {'; or '.join(rules)}." if rules else NOTHING


def _fit(fit: Fit) -> str:
    return _sentences(
        (
            f"{fit.at_least} points are enough",
            *(f"{row.points} points where {conditions_in_words(row.where)}" for row in fit.points),
        )
    )


def _intent(intent: Intent) -> str:
    """What a touch counts as says its first activity that fits."""
    return _sentences(
        (
            f"{intent.at_least} points are enough, worth half after {intent.half_life_days} days, "
            f"nothing where there are more than {intent.most_a_day} of one kind in a day",
            *(
                f"{row.activity} ({rule_in_words(Rule(event=row.event, where=row.where))}): "
                f"{row.points}, at most {row.at_most}"
                for row in intent.activities
            ),
        )
    )


def _sla(sla: Sla) -> str:
    return _sentences(
        (
            sla.says.rstrip("."),
            f"Marketing: {sla.marketing.mqls_a_week} MQLs a week, of those given to sales "
            f"{sla.marketing.accepted_percent} in a hundred accepted",
            f"Sales: contact within {sla.sales.contact_within_minutes} minutes of the rep's "
            f"working time, feedback within {sla.sales.feedback_within_minutes}, each for "
            f"{sla.sales.in_time_percent} in a hundred of those given in a week",
            f"Calendars: {', '.join(calendar.name for calendar in sla.calendars)}",
        )
    )


def _map(words: Mapping[str, Sequence[str]]) -> str:
    return _sentences(f"{word}: {', '.join(labels)}" for word, labels in words.items())


def _sentences(parts: Iterable[str]) -> str:
    return ". ".join(parts) + "." if (parts := list(parts)) else NOTHING
