"""The sample stream of this process, opened when its worker is ready or its pool child has started."""

from celery import signals

from .environment import ENVIRONMENT
from .samples import SampleStream

stream = SampleStream(ENVIRONMENT.samples_path, ENVIRONMENT.worker, ENVIRONMENT.at_once)


@signals.worker_ready.connect
@signals.worker_process_init.connect
def _open(**_):
    stream.open()


@signals.worker_process_shutdown.connect
def _close(**_):
    # A pool child ends without running what was registered for its exit.
    stream.close()
