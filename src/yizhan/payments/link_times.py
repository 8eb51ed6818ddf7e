"""Times of a scheme link in force on a day: how long to wait for an answer, when to repeat, when to connect again."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from yizhan.payments.figures import figure, figures

FILE = "scheme_links.yaml"


@dataclass(frozen=True, slots=True)
class LinkTimes:
    """All in seconds. `reconnect_s` and `repeat_s` are the waits after the first, second … try; the last one goes on."""

    authorisation_timeout_s: float
    reversal_timeout_s: float
    network_timeout_s: float
    echo_idle_s: float
    late_answer_s: float
    query_delay_s: float
    retry_delay_s: float
    reconnect_s: tuple[float, ...]
    repeat_s: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.reconnect_s or not self.repeat_s:
            raise ValueError("waits between tries are missing")

    def reconnect_after(self, failures: int) -> float:
        """The wait after so many failed connections, at least one."""
        return _wait(self.reconnect_s, failures)

    def repeat_after(self, attempts: int) -> float:
        """The wait after so many sendings of a reversal, at least one."""
        return _wait(self.repeat_s, attempts)


def link_times(on: date) -> LinkTimes:
    """The times in force on a day."""
    rules = figures(FILE)

    def value(name: str) -> Any:
        return figure(rules, name, on).value

    single = ("authorisation_timeout", "reversal_timeout", "network_timeout", "echo_idle", "late_answer", "query_delay", "retry_delay")
    return LinkTimes(
        *(float(value(f"{name}_s")) for name in single),
        tuple(float(wait) for wait in value("reconnect_s")), tuple(float(wait) for wait in value("repeat_s")))


def _wait(waits: tuple[float, ...], tries: int) -> float:
    return waits[min(max(tries, 1), len(waits)) - 1]
