"""HubSpot as the sample company's portal answers it: the vendor's paths, paging, types, errors."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ingestion.sandbox.store import Store
from ingestion.sources.hubspot.simulator import crm, events, lists, marketing, settings
from ingestion.sources.hubspot.simulator.answers import Refusal, not_found, refused
from ingestion.sources.hubspot.simulator.associations import Associations
from ingestion.sources.hubspot.simulator.forgetting import forget
from ingestion.sources.hubspot.simulator.gate import TOKEN, Gate, Limits
from ingestion.sources.hubspot.simulator.portal import Portal
from ingestion.sources.hubspot.simulator.rendering import render

__all__ = ["TOKEN", "Limits", "app", "forget", "render"]


async def unknown(_: Request) -> Response:
    raise not_found()


def app(store: Store, limits: Limits | None = None) -> Starlette:
    """The whole API over what the store holds at its instant."""
    limits = limits or Limits()
    made = Starlette(
        routes=[
            *settings.ROUTES,
            *crm.ROUTES,
            *marketing.ROUTES,
            *events.ROUTES,
            *lists.ROUTES,
            Route("/{rest:path}", unknown, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
        ],
        exception_handlers={Refusal: refused},
        middleware=[Middleware(Gate, store=store, limits=limits)],
    )
    made.state.portal = Portal(store, limits)
    made.state.associations = Associations(made.state.portal)
    made.state.limits = limits
    return made
