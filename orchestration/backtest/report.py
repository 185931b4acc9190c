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
from orchestration.backtest.words import HEADINGS, hours, measures, money, share
from orchestration.environment import Place
from orchestration.publication import open_file, open_folder

FRAME, STYLE = (Path(__file__).parent / name for name in ("page.html", "style.css"))
NAMED = 3  # so many pages have a sentence each, and are named in an address
TOLD = 20  # so many rules in which a page differs are told
WIDE = 1150


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
    bounds = [str(day) for day in (found.asked.first, found.asked.until) if day]
    return re.sub(r"[^\w.-]", "_", "-".join([*names, "against", found.against.page.name, *bounds]))


def page(found: Compared) -> str:
    """HTML that needs no network."""
    against = found.against.page.name
    title = f"{', '.join(told.page.name for told in found.pages)} against {against}"
    of_volumes = (
        (AGAINST, "the page compared with"),
        (OURS, "kept: qualified by both"),
        (charts.GAINED, "gained"),
        (charts.LOST, "lost: qualified only by the page compared with"),
    )
    return Template(FRAME.read_text()).substitute(
        title=escape(title),
        style=STYLE.read_text(),
        index=reports.INDEX,
        period=escape(found.period),
        as_of=f"{found.as_of:%Y-%m-%d %H:%M}",
        currency_code=escape(found.currency_code),
        words="\n".join(_in_words(found)),
        key_of_volumes=charts.key(*of_volumes),
        volumes=_volumes(found),
        numbers=_numbers(found),
        panels="".join(_panels(found)),
        changes=_changes(found),
        rules="".join(_rules(found)),
        key_of_months=charts.key((AGAINST, against), (OURS, "the page tried")),
        months="".join(_months(found)),
    )


def _in_words(found: Compared) -> Iterator[str]:
    """Of many pages the charts say it sooner."""
    if not any(told.whole.mql_count for told in (found.against, *found.pages)):
        yield (
            "<p>None of the pages qualifies anybody in this period; what landed ends on "
            f"{found.as_of:%Y-%m-%d}.</p>"
        )
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
    return f"<p>{' '.join(said)}</p>"


def _fate(verb: str, funnel: Funnel, currency_code: str) -> str:
    deals = f"{funnel.opportunity_count:,} deal{'' if funnel.opportunity_count == 1 else 's'}"
    told = f"Of those {verb}, sales accepted {share(funnel.share('accepted_count'))}"
    if not funnel.opportunity_count:
        return f"{told}; none became a deal."
    if funnel.unconverted_count:
        return f"{told}; {deals} came of them, {funnel.won_count:,} of them won."
    code = escape(currency_code)
    return (
        f"{told}; {deals} worth {code} {funnel.pipeline_amount:,.0f} came of them, of which "
        f"{code} {funnel.won_amount:,.0f} was won."
    )


def _volumes(found: Compared) -> str:
    whole = found.against.whole.mql_count
    drawn = [Bar(found.against.page.name, [(whole, AGAINST)], f"{whole:,}")]
    for told in found.pages:
        kept, gained, lost = (told.of(each).mql_count for each in (KEPT, GAINED, LOST))
        parts = [(kept, OURS), (gained, charts.GAINED), (lost, charts.LOST)]
        drawn.append(Bar(told.page.name, parts, f"{kept + gained:,} (+{gained:,} −{lost:,})"))
    return charts.bars(drawn, "Qualified leads of each page", WIDE)


def _numbers(found: Compared) -> str:
    rows = [
        _row([told.page.name, *measures(told.whole)], told is found.against)
        for told in (found.against, *found.pages)
    ]
    return _table(["Page", *HEADINGS], rows)


def _changes(found: Compared) -> str:
    rows = [
        _row([f"{told.page.name}, {change}", *measures(told.of(change))])
        for told in found.pages
        for change in (KEPT, GAINED, LOST)
    ]
    return _table(["Page", *HEADINGS], rows)


def _rules(found: Compared) -> Iterator[str]:
    """What each page says otherwise; of many pages that would be a book."""
    against = found.against.page
    for told in found.pages if len(found.pages) <= NAMED else ():
        differing = differences(told.page, against)
        yield f"<h3>{escape(told.page.name)}</h3>"
        if not differing:
            yield f"<p>It has the very rules of {escape(against.name)}.</p>"
            continue
        rows = [
            _row([f"{each.part}: {each.rule}", each.before or "–", each.after or "–"])
            for each in differing[:TOLD]
        ]
        yield _table(["Rule", against.name, told.page.name], rows)
        if len(differing) > TOLD:
            yield f'<p class="quiet">… and {len(differing) - TOLD:,} more.</p>'
    if len(found.pages) > NAMED:
        yield f"<p>Compare {NAMED} pages or fewer to see the rules in which they differ.</p>"


def _table(headings: list[str], rows: list[str]) -> str:
    head = "".join(f"<th>{escape(each)}</th>" for each in headings)
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _row(cells: list[str], is_against: bool = False) -> str:
    begin = '<tr class="against">' if is_against else "<tr>"
    return f"{begin}{''.join(f'<td>{escape(each)}</td>' for each in cells)}</tr>"


Measure = Callable[[Funnel], float | None]
PANELS: dict[str, tuple[Measure, Callable]] = {
    "Accepted by sales": (lambda funnel: funnel.share("accepted_count"), share),
    "Qualified by sales (SQLs)": (lambda funnel: funnel.sql_count, lambda value: f"{value:,}"),
    "Deals": (lambda funnel: funnel.opportunity_count, lambda value: f"{value:,}"),
    "Pipeline": (lambda funnel: funnel.money("pipeline_amount"), money),
    "Won": (lambda funnel: funnel.money("won_amount"), money),
    "Time to first contact": (lambda funnel: funnel.response_hours, hours),
}
MONEY = ("Pipeline", "Won")


def _panels(found: Compared) -> Iterator[str]:
    for title, (measured, worded) in PANELS.items():
        drawn = []
        for told in (found.against, *found.pages):
            value = measured(told.whole)
            colour = AGAINST if told is found.against else OURS
            drawn.append(Bar(told.page.name, [(float(value or 0), colour)], worded(value)))
        unit = f", {found.currency_code}" if title in MONEY else ""
        yield f"<section><h3>{escape(title + unit)}</h3>{charts.bars(drawn, title)}</section>"


def _months(found: Compared) -> Iterator[str]:
    for told in found.pages:
        name = told.page.name
        drawn = [(found.against.months, AGAINST), (told.months, OURS)]
        chart = charts.lines(drawn, f"Qualified leads of {name} month by month")
        yield f"<section><h3>{escape(name)}</h3>{chart}</section>"
