# Celery's side of the comparisons: an application with the same tasks as empty-app.ts, acknowledged after their body,
# their results kept no more than ours. Every process that ran bodies says so in files of its own when it ends.

import atexit
import os
import time

from celery import Celery, signals

app = Celery("empty")
app.conf.update(
    task_acks_late=True,
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
)

bodies = 0
last_body_ns = 0


def write(variable, value):
    file = os.environ.get(variable)
    if file is not None:
        with open(f"{file}.{os.getpid()}", "w") as out:
            out.write(str(value))


def write_bodies(**_):
    if bodies > 0:
        write("HEADCOUNT_BENCH_BODIES", bodies)
        write("HEADCOUNT_BENCH_LAST_BODY", last_body_ns)


@app.task(name="empty")
def empty():
    global bodies, last_body_ns
    last_body_ns = time.monotonic_ns()
    if bodies == 0:
        write("HEADCOUNT_BENCH_FIRST_BODY", last_body_ns)
    bodies += 1


@app.task(name="hold")
def hold(seconds):
    time.sleep(seconds)


atexit.register(write_bodies)
signals.worker_process_shutdown.connect(write_bodies, weak=False)
