"""A validation result as a page: Great Expectations' renderer in a frame that needs no network.

Its own frame loads styles and scripts from seven hosts, and is bare without them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.render.view import DefaultJinjaPageView


class OwnFrame(DefaultJinjaPageView):
    """What stands in the frame is rendered with Great Expectations' templates."""

    _template = "page.html.j2"


@cache
def _tools() -> tuple[ValidationResultsPageRenderer, OwnFrame]:
    frame = OwnFrame(custom_views_directory=Path(__file__).parent)
    return ValidationResultsPageRenderer(run_info_at_end=True), frame


def page(result: ExpectationSuiteValidationResult) -> str:
    renderer, view = _tools()
    document = renderer.render(result)
    # Its heading says what the frame says, and links to pages of suites, which there are none of.
    del document.sections[0].content_blocks[0]
    return view.render(
        document,
        told=result.meta["batch_spec"],
        broken=[each for each in result.results if not each.success],
    )
