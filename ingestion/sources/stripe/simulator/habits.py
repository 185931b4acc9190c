"""How the service behaves beyond what its records say: lags, limits, versions, locks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# The account's default: events are rendered at it, whatever version is asked for.
ACCOUNT_VERSION = "2022-11-15"


@dataclass(frozen=True)
class Habits:
    """Limits count seconds of the virtual clock; in the test mode of the real service both are 25.

    `event_lag`: an event becomes visible some time within so many seconds, each after its own.
    `versions`: since when (ms) events are rendered at which version. `locked`: paths that answer
    429 `lock_timeout` until an instant. `retry_after`: seconds that a 429 asks to wait, if it says
    so at all. `broken`: paths that answer 500 until an instant and say that retrying is no use.
    """

    event_lag: int = 60
    versions: tuple[tuple[int, str], ...] = ((0, ACCOUNT_VERSION),)
    requests_per_second: int | None = None
    requests_per_endpoint: int | None = None
    retry_after: int | None = None
    locked: Mapping[str, int] = field(default_factory=dict)
    broken: Mapping[str, int] = field(default_factory=dict)

    def version_at(self, at: int) -> str:
        return [version for since, version in self.versions if since <= at][-1]


DEFAULT = Habits()
