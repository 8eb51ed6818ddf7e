"""What is slow only once in a process is done before the first person waits for it: the feature engine and its SQL."""

import atexit
import gc
import threading
from datetime import date

from yizhan.kernel.clock import SystemClock, branch_date

# What the server needs to load its pages and answer for the first time.
START_SECONDS = 3.0


def warm_up_features(on: date | None = None) -> None:
    """Compute the features of nobody as of a day (today when not given); later calls for that day find everything ready."""
    from yizhan.enterprise.invoice_features import features_of
    from yizhan.records.invoices import empty_out

    features_of(empty_out(), on or branch_date(SystemClock().now()))


def settle_memory() -> None:
    """Take what the process holds for good out of the garbage collector's rounds; one over all of it would cost a page 100 ms."""
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # at the end libraries look whether everything of theirs was given back


def _warm_up() -> None:
    warm_up_features()
    settle_memory()


def warm_up_in_background(after_seconds: float = START_SECONDS) -> threading.Timer:
    """Warm up when the server is open, not while it starts; a process that ends meanwhile does not wait for it."""
    timer = threading.Timer(after_seconds, _warm_up)
    timer.name, timer.daemon = "warm-up", True
    timer.start()
    return timer
