"""The one log of all processes: on the terminal and, rotated, in YIZHAN_HOME/log/yizhan.log."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE_BYTES_MAX = 10_000_000
FILES_KEPT = 5


def open_log(home: Path) -> logging.Logger:
    """The log; each line has a time and the process it came from (`extra={"process_name": …}`)."""
    folder = home / "log"
    folder.mkdir(mode=0o700, exist_ok=True)
    log = logging.getLogger("yizhan.run")
    log.setLevel(logging.INFO)
    log.propagate = False
    file = RotatingFileHandler(folder / "yizhan.log", maxBytes=FILE_BYTES_MAX, backupCount=FILES_KEPT, encoding="utf-8")
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    for handler in (logging.StreamHandler(sys.stdout), file):
        handler.setFormatter(logging.Formatter("%(asctime)s %(process_name)-10s %(message)s"))
        log.addHandler(handler)
    return log


def say(log: logging.Logger, process_name: str, message: str) -> None:
    """One line of one process."""
    log.info(message, extra={"process_name": process_name})
