"""What the worker's main process did with each message, told beside the samples that the slots take.

reserved  when Celery made its request: the message was taken from the list, decoded, and written into `unacked`, which is
          one round trip after the broker's answer had arrived.
settled   when the broker had answered Celery's ack. With early acks Celery decides on it when the pool has accepted the task:
          just before the body starts, in prefork when the child's word has come back. It then waits for the worker's loop:
          its next turn in solo and prefork; in threads and the green pools until the next message, or up to two seconds when
          none comes: there the ack is asked for beside the loop, and nothing wakes it. Late acks wait in the same way.

Costs two readings of the clock, one closure, one pack and one put on a queue for each message.
"""

from time import monotonic_ns

from celery.worker.request import Request

from .samples import KIND_HANDLING, handling_record
from .stream import stream


def measured(base, seq_of):
    """The request class `base`, which stamps when it is made and has the ack of its message stamped. `seq_of`: the sequence
    number in a task's id, None for tasks that are not ours."""

    class MeasuredRequest(base):
        def __init__(self, message, *args, **options):
            reserved_ns = monotonic_ns()
            super().__init__(message, *args, **options)
            seq = seq_of(self.id)
            if seq is None:
                return
            ack = message.ack

            def measured_ack(*ack_args, **ack_options):
                ack(*ack_args, **ack_options)
                stream.put(handling_record(KIND_HANDLING, 0, 0, stream.pid, seq, reserved_ns, monotonic_ns()))

            # Celery calls it later, from its loop.
            message.ack = measured_ack

    return MeasuredRequest


def _seq_of_synthetic(task_id):
    digits = task_id.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else None


MeasuredRequest = measured(Request, _seq_of_synthetic)
