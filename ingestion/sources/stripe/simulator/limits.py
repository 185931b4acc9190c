"""How many requests a second are answered, in all and of each endpoint."""

from collections import Counter

from ingestion.sources.stripe.simulator import errors
from ingestion.sources.stripe.simulator.habits import Habits


class Limits:
    """Counts the requests of the present second of the virtual clock."""

    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self._second = 0
        self._served: Counter[str] = Counter()

    def check(self, path: str, now: int) -> None:
        if now // 1000 != self._second:
            self._second = now // 1000
            self._served.clear()
        endpoint = "/".join(path.split("/")[:3])
        self._served.update(("", endpoint))
        habits = self.habits
        if habits.requests_per_second and self._served[""] > habits.requests_per_second:
            raise errors.too_many("global-rate", habits.retry_after)
        if habits.requests_per_endpoint and self._served[endpoint] > habits.requests_per_endpoint:
            raise errors.too_many("endpoint-rate", habits.retry_after)
        if habits.locked.get(path, 0) > now:
            raise errors.locked(habits.retry_after)
        if habits.broken.get(path, 0) > now:
            raise errors.broken()
