"""Sharing a machine: long loops pause while a file that someone else makes is there."""

import time
from pathlib import Path

POLL_S = 2.0


def wait_while_paused(pause_file: Path | None) -> float:
    """Sleep while `pause_file` exists; returns the seconds slept."""
    if pause_file is None or not pause_file.exists():
        return 0.0
    start = time.monotonic()
    while pause_file.exists():
        time.sleep(POLL_S)
    return time.monotonic() - start
