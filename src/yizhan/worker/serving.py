"""The worker process: takes tasks from the queue until it is told to stop."""

from procrastinate.contrib.django import app

from yizhan.worker import tasks

CONCURRENCY = 2


def serve() -> None:
    """Work until SIGINT or SIGTERM; running tasks are finished first."""
    assert tasks.CLOCK  # Importing the module registers its tasks by name.
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(concurrency=CONCURRENCY, install_signal_handlers=True, delete_jobs="successful", listen_notify=True)
