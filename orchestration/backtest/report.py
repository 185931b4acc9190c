"""A backtest as a page for whoever decides: plain words, charts, no value of any record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from string import Template

from orchestration import reports
from orchestration.backtest import charts
from orchestration.backtest.charts import AGAINST, OURS, Bar
from orchestration.backtest.compared import GAINED, KEPT, LOST, Compared, Funnel, Told
from orchestration.backtest.differing import differences
from orchestration.backtest.words import (
    FEW,
    NOTHING,
    accepted,
    headings,
    measures,
    money,
    response,
    share,
)
from orchestration.environment import Place
from orchestration.publication import open_file, open_folder

FRAME, FOUND, STYLE = (
    Path(__file__).parent / name for name in ("page.html", "found.html", "style.css")
)
NAMED = 3  # so many pages have a sentence each, and are named in an address
TOLD = 20  # so many rules in which a page differs are told


def write(where: Place, found: Compared) -> Path:
    """The page, beside the other reports; asked for again, it is written anew."""
    folder = where.reports / reports.BACKTESTS
    for each in (where.reports, folder):
        open_folder(each)
    path = folder / f"{_address(found)}.html"
    open_file(path, page(found))
    reports.write_index(where)
    return path


def _address(found: Compared) -> str:
    names = [told.page.name for told in found.pages]
    if len(names) > NAMED:
        digest = hashlib.sha256("\n".join(names).encode()).hexdigest()[:8]
        names = [f"{len(names)}-pages-{digest}"]
    days = {"from": found.asked.first, "before": found.asked.until}
    bounds = [f"{word}-{day}" for word, day in days.items() if day]
    return re.sub(r"[^\w.-]", "_", "-".join([*names, "against", found.against.page.name, *bounds]))


def page(found: Compared) -> str:
    """HTML that needs no network."""
    against = found.against.page.name
    title = f"{', '.join(told.page.name for told in found.pages)} against {against}"
    return Template(FRAME.read_text()).substitute(
        title=escape(title),
        style=STYLE.read_text(),
        index=reports.INDEX,
        period=escape(found.period),
        as_of=f"{found.as_of:%Y-%m-%d %H:%M}",
        currency_code=escape(found.currency_code),
        words="\n".join(_in_words(found)),
        found="" if found.is_empty else _found(found),
        rules="".join(_rules(found)),
        few=FEW,
    )


def _found(found: Compared) -> str:
    of_volumes = (
        (AGAINST, "the page compared with"),
        (OURS, "kept: qualified by both"),
        (charts.GAINED, "gained"),
        (charts.LOST, "lost: qualified only by the page compared with"),
    )
    return Template(FOUND.read_text()).substitute(
        key_of_volumes=charts.key(*of_volumes),
        volumes=_volumes(found),
        numbers=_numbers(found),
        panels="".join(_panels(found)),
        changes=_changes(found),
        key_of_months=charts.key((AGAINST, found.against.page.name), (OURS, "the page tried")),
        months="".join(_months(found)),
    )


def _in_words(found: Compared) -> Iterator[str]:
    """Of many pages the charts say it sooner."""
    if found.is_empty:
        yield f"<p>{escape(found.says_empty)}</p>"
        return
    if len(found.pages) <= NAMED:
        yield from (_difference(told, found) for told in found.pages)


def _difference(told: Told, found: Compared) -> str:
    whole, gained, lost = told.whole, told.of(GAINED), told.of(LOST)
    begin = f"<strong>{escape(told.page.name)}</strong>"
    if told.page.title != found.against.page.title:
        begin += f" ({escape(told.page.title)})"
    against = escape(found.against.page.name)
    if not gained.mql_count and not lost.mql_count:
        return f"<p>{begin} qualifies the very same {whole.mql_count:,} leads as {against}.</p>"
    said = [
        f"{begin} qualifies {whole.mql_count:,} leads where {against} qualifies "
        f"{found.against.whole.mql_count:,}: {gained.mql_count:,} gained, {lost.mql_count:,} lost."
    ]
    for verb, funnel in (("gained", gained), ("lost", lost)):
        if funnel.mql_count:
            said.append(_fate(verb, funnel, found.currency_code))
    said += _on_another_day(told, found)
    return f"<p>{' '.join(said)}</p>"


def _on_another_day(told: Told, found: Compared) -> Iterator[str]:
    """Whom both pages qualify they need not qualify on one day: a period may hold only the one."""
    more = found.against.whole.mql_count - told.of(KEPT).mql_count - told.of(LOST).mql_count
    if more:
        of_both = (escape(found.against.page.name), escape(told.page.name))
        under, than = of_both if more > 0 else of_both[::-1]
        yield (
            f"Of those that both qualify, {abs(more):,} more do{'es' * (abs(more) == 1)} so within "
            f"this period under {under} than under {than}."
        )


def _fate(verb: str, funnel: Funnel, currency_code: str) -> str:
    deals = f"{funnel.opportunity_count:,} deal{'' if funnel.opportunity_count == 1 else 's'}"
    told = f"Of those {verb}, {_answers(funnel)}"
    if not funnel.opportunity_count:
        return f"{told}; none became a deal."
    if funnel.unconverted_count:
        return f"{told}; {deals} came of them, {funnel.won_count:,} of them won."
    code = escape(currency_code)
    return (
        f"{told}; {deals} worth {code} {funnel.pipeline_amount:,.0f} came of them, of which "
        f"{code} {funnel.won_amount:,.0f} was won."
    )


def _answers(funnel: Funnel) -> str:
    count = funnel.decision_pending_count
    told = f"{count:,} wait{'s' if count == 1 else ''} for an answer"
    if not funnel.decided_count:
        return f"sales decided on none, and {told}"
    return f"sales decided on {funnel.decided_count:,} and accepted {accepted(funnel)}; {told}"


def _volumes(found: Compared) -> str:
    whole = found.against.whole.mql_count
    drawn = [Bar(found.against.page.name, [(whole, AGAINST)], f"{whole:,}")]
    for told in found.pages:
        kept, gained, lost = (told.of(each).mql_count for each in (KEPT, GAINED, LOST))
        parts = [(kept, OURS), (gained, charts.GAINED), (lost, charts.LOST)]
        drawn.append(Bar(told.page.name, parts, f"{kept + gained:,} (+{gained:,} −{lost:,})"))
    return charts.bars(drawn, "Qualified leads of each page")


def _numbers(found: Compared) -> str:
    heads = ["Page", *headings(found.currency_code)]
    rows = [
        _row(heads, [told.page.name, *measures(told.whole)], told is found.against)
        for told in (found.against, *found.pages)
    ]
    return _table(heads, rows, "numbers")


def _changes(found: Compared) -> str:
    heads = ["Page", *headings(found.currency_code)]
    rows = [
        _row(heads, [f"{told.page.name}, {change}", *measures(told.of(change))])
        for told in found.pages
        for change in (KEPT, GAINED, LOST)
    ]
    return _table(heads, rows, "numbers")


def _rules(found: Compared) -> Iterator[str]:
    """What each page says otherwise; of many pages that would be a book."""
    against = found.against.page
    for told in found.pages if len(found.pages) <= NAMED else ():
        differing = differences(told.page, against)
        yield f"<h3>{escape(told.page.name)}</h3>"
        if not differing:
            yield f"<p>It has the very rules of {escape(against.name)}.</p>"
            continue
        heads = ["Rule", against.name, told.page.name]
        rows = [
            _row(
                heads, [f"{each.part}: {each.rule}", each.before or NOTHING, each.after or NOTHING]
            )
            for each in differing[:TOLD]
        ]
        yield _table(heads, rows, "rules")
        if len(differing) > TOLD:
            yield f'<p class="quiet">… and {len(differing) - TOLD:,} more.</p>'
    if len(found.pages) > NAMED:
        yield f"<p>Compare {NAMED} pages or fewer to see the rules in which they differ.</p>"


def _table(headings: list[str], rows: list[str], kind: str) -> str:
    head = "".join(f"<th>{escape(each)}</th>" for each in headings)
    return (
        f'<div class="wide"><table class="{kind}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _row(heads: list[str], cells: list[str], is_against: bool = False) -> str:
    """Each cell says what it is of: on a narrow screen there is no line of headings."""
    told = "".join(
        f'<td data-says="{escape(head)}">{escape(cell)}</td>'
        for head, cell in zip(heads, cells, strict=True)
    )
    return f'<tr class="against">{told}</tr>' if is_against else f"<tr>{told}</tr>"


REACHED = "Reached within 24 hours, of those given to sales"
PANELS: dict[str, tuple[Callable[[Funnel], float | None], Callable[[Funnel], str]]] = {
    "Accepted, of what sales decided on": (lambda funnel: funnel.acceptance_rate, accepted),
    "Qualified by sales (SQLs)": (lambda funnel: funnel.sql_count, lambda f: f"{f.sql_count:,}"),
    "Deals": (lambda f: f.opportunity_count, lambda f: f"{f.opportunity_count:,}"),
    "Pipeline": (
        lambda funnel: funnel.money("pipeline_amount"),
        lambda funnel: money(funnel.money("pipeline_amount")),
    ),
    "Won": (
        lambda funnel: funnel.money("won_amount"),
        lambda funnel: money(funnel.money("won_amount")),
    ),
    REACHED: (
        lambda funnel: funnel.day_rate,
        lambda f: share(f.contacted_within_24_hours_count, f.handed_off_count),
    ),
    "Mean time to first contact": (lambda funnel: funnel.response_hours, response),
}
MONEY = ("Pipeline", "Won")
RATES = ("Accepted, of what sales decided on", REACHED)  # of one


def _panels(found: Compared) -> Iterator[str]:
    for title, (measured, worded) in PANELS.items():
        drawn = []
        for told in (found.against, *found.pages):
            colour = AGAINST if told is found.against else OURS
            parts = [(float(measured(told.whole) or 0), colour)]
            drawn.append(Bar(told.page.name, parts, worded(told.whole)))
        unit = f", {found.currency_code}" if title in MONEY else ""
        chart = charts.bars(drawn, title, whole=float(title in RATES))
        yield f"<section><h3>{escape(title + unit)}</h3>{chart}</section>"


def _months(found: Compared) -> Iterator[str]:
    for told in found.pages:
        name = told.page.name
        drawn = [(found.against.months, AGAINST), (told.months, OURS)]
        chart = charts.lines(drawn, f"Qualified leads of {name} month by month")
        yield f"<section><h3>{escape(name)}</h3>{chart}</section>"
