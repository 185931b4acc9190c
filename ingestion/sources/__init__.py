"""One folder a system: all that is particular to it. `discover()` finds them."""

import importlib
import importlib.util
import pkgutil
from functools import cache

from ingestion.source import Source


@cache
def discover() -> dict[str, Source]:
    """Every source that lies in this folder, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return {module.SOURCE.name: module.SOURCE for module in modules if hasattr(module, "SOURCE")}


def simulators() -> list[str]:
    """The sources that bring a simulator, and so are read in the sample company; by name."""
    return [name for name in discover() if importlib.util.find_spec(f"{__name__}.{name}.simulator")]
