"""What is slow only once in a process is done before the first person waits for it: the feature engine and its SQL."""

import threading
from datetime import date

from yizhan.kernel.clock import SystemClock, branch_date


def warm_up_features(on: date | None = None) -> None:
    """Compute the features of nobody as of a day (today when not given); later calls for that day find everything ready."""
    from yizhan.enterprise.invoice_features import features_of
    from yizhan.records.invoices import empty_out

    features_of(empty_out(), on or branch_date(SystemClock().now()))


def warm_up_in_background() -> threading.Thread:
    """Warm up beside the first requests; a process that ends meanwhile does not wait for it."""
    thread = threading.Thread(target=warm_up_features, name="warm-up", daemon=True)
    thread.start()
    return thread
