"""The user's own application, which `celery worker` loads through this module: the same object, with its own tasks, options
and signals. Added is a wrapper around the body (`run`) of each task of the scenario, which stamps it in its slot and passes on
whatever it is given, returns or raises; and a request class derived from the task's own, which stamps what the worker's main
process does. Which task it is says its id: arguments and headers are the user's alone.

Set on the application: which names remote control and events have on the broker (other workers there must not be told), and
the prefetch multiplier of the scenario.
"""

import functools
import sys
from difflib import get_close_matches
from time import monotonic_ns

from celery import signals
from celery.app.utils import find_app
from celery.exceptions import Ignore, Reject, Retry
from celery.utils.imports import symbol_by_name

from . import ready  # noqa: F401
from .environment import ENVIRONMENT
from .failure_log import name_real_reasons
from .handling import measured
from .lifeline import follow_run
from .own_task_id import read_own_task_id
from .samples import KIND_ATTEMPT, KIND_TASK, task_record
from .stream import stream

app = find_app(ENVIRONMENT.own["app"])
app.conf.update(ENVIRONMENT.settings)

_DONE, _FAILED = 0, 1


def _seq_of(task_id):
    own = read_own_task_id(task_id)
    return None if own is None else own.seq


def _record(kind, failed, own, started_ns):
    finished_ns = monotonic_ns()
    stream.put(
        task_record(
            kind,
            failed,
            own.type_index,
            stream.pid,
            own.seq,
            own.intended_ns,
            own.sent_ns,
            started_ns,
            finished_ns,
        )
    )


def _stamped(task, body):
    @functools.wraps(body)
    def run(*args, **kwargs):
        own = read_own_task_id(task.request.id)
        if own is None:
            # Sent by somebody else, or called by another task as a function.
            return body(*args, **kwargs)
        kind, failed = KIND_TASK, _FAILED
        started_ns = monotonic_ns()
        try:
            value = body(*args, **kwargs)
            failed = _DONE
            return value
        except Retry:
            kind = KIND_ATTEMPT
            raise
        except Reject as rejected:
            # Only a message that is still to be acked can go back.
            if rejected.requeue and task.acks_late:
                kind = KIND_ATTEMPT
            raise
        except Ignore:
            failed = _DONE
            raise
        finally:
            _record(kind, failed, own, started_ns)

    return run


def _check_registered(wanted):
    for name in wanted:
        if name in app.tasks:
            continue
        nearest = get_close_matches(name, [known for known in app.tasks if not known.startswith("celery.")], 1)
        guess = f'; did you mean "{nearest[0]}"?' if nearest else ""
        print(f'application {ENVIRONMENT.own["app"]} has no task "{name}"{guess}', file=sys.__stderr__, flush=True)
        raise SystemExit(1)


@signals.celeryd_after_setup.connect
def _watch_tasks(**_):
    """Every module of the application is imported by now, and no pool child has started."""
    wanted = ENVIRONMENT.own["tasks"]
    _check_registered(wanted)
    for name in wanted:
        task = app.tasks[name]
        task.run = _stamped(task, task.run)
        task.Request = measured(symbol_by_name(task.Request), _seq_of)


name_real_reasons()
follow_run()
