"""Tells the run that this worker takes messages."""

import sys

from celery import signals

#: What the run waits for on standard output.
READY = "headcount: celery worker is ready"


@signals.worker_ready.connect
def _tell_ready(**_):
    print(READY, file=sys.__stdout__, flush=True)
