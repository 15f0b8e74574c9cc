"""Reading in a process of its own, with limits on time and memory."""

from jobs.reading.process import ReadingProcess, failed

__all__ = ["ReadingProcess", "failed"]
