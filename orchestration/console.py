"""What a run of the UI tells in the terminal: plain lines; its log holds the rest."""

import logging

import dagster as dg

from orchestration.run import plain

# A step that waited for one that failed says no more than that one did.
FOLLOWS = "Dependencies for step"

# It warns of each check that a skipped publication did not wait for.
logging.getLogger("dagster._core.execution.plan.active").setLevel(logging.ERROR)


class Line(logging.Formatter):
    """Of what failed, the cause; of anything else, its first line."""

    def format(self, record: logging.LogRecord) -> str:
        told = record.dagster_meta
        error = _error(record)
        why = plain(error) if error else told["orig_message"].strip().splitlines()[0]
        return f"  {told['job_name']}, {told['step_key'] or 'run'}: {why}"


def _error(record: logging.LogRecord):
    """What an event tells of; a run that a step ended tells again of that step."""
    event = record.dagster_meta["dagster_event"]
    data = event and event.event_specific_data
    return None if getattr(data, "first_step_failure_event", None) else getattr(data, "error", None)


def _is_news(record: logging.LogRecord) -> bool:
    told = record.dagster_meta
    if told["dagster_event"]:
        return _error(record) is not None
    return not told["orig_message"].startswith(FOLLOWS)


@dg.logger(config_schema={"log_level": dg.Field(str, default_value="INFO")})
def console(context: dg.InitLoggerContext) -> logging.Logger:
    """Lines for whoever watches the terminal."""
    logger = logging.Logger("dagster", context.logger_config["log_level"])
    handler = logging.StreamHandler()
    handler.setFormatter(Line())
    handler.addFilter(_is_news)
    logger.addHandler(handler)
    return logger
