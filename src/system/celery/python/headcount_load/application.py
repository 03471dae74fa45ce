"""The application that `celery worker` loads: every task type of the scenario, each body stamped in its slot from the
machine's monotonic clock."""

from time import monotonic_ns

from celery import Celery

from . import ready  # noqa: F401
from .bodies import LOCAL_BODIES
from .environment import ENVIRONMENT
from .failure import SyntheticFailure
from .failure_log import name_real_reasons
from .lifeline import follow_run
from .samples import KIND_TASK, task_record
from .stream import stream

app = Celery("headcount-load", set_as_current=True)
app.conf.update(ENVIRONMENT.settings)


def _stamped(body):
    def run(seq, intended_ns, sent_ns, type_index, amount, wait_ms, fail, allocate, leak, payload):
        failed = 1
        started_ns = monotonic_ns()
        try:
            body(amount, wait_ms, allocate, leak)
            if fail:
                raise SyntheticFailure(f"task {seq} failed, as its scenario asks")
            failed = 0
        finally:
            finished_ns = monotonic_ns()
            stream.put(
                task_record(
                    KIND_TASK, failed, type_index, stream.pid, seq, intended_ns, sent_ns, started_ns, finished_ns
                )
            )

    return run


def _body(task):
    if "call" not in task:
        return LOCAL_BODIES[task["kind"]]
    # A client's library is loaded only where a task needs it.
    from .calls import open_caller

    call = open_caller(task["kind"], task["call"])
    return lambda amount, wait_ms, allocate, leak: call()


for _task in ENVIRONMENT.tasks:
    app.task(
        name=_task["name"],
        acks_late=_task["acks"] == "late",
        ignore_result=True,
        Request="headcount_load.handling:MeasuredRequest",
    )(_stamped(_body(_task)))


name_real_reasons()
follow_run()
