"""Ends this worker when the run that started it is gone. The run holds the other end of a socket, which closes with it,
however it ended. Pool children end with their worker."""

import os
import signal
from _socket import socket

from . import realtime

#: What a worker gets to give back its messages.
_COLD_STOP_WITHIN_S = 5


def _watch(channel):
    try:
        while channel.recv(64):
            pass
    except OSError:
        pass
    os.kill(os.getpid(), signal.SIGQUIT)
    realtime.sleep(_COLD_STOP_WITHIN_S)
    os.kill(os.getpid(), signal.SIGKILL)


def follow_run():
    descriptor = os.environ.pop("NODE_CHANNEL_FD", None)
    os.environ.pop("NODE_CHANNEL_SERIALIZATION_MODE", None)
    if descriptor is not None:
        realtime.start_thread(_watch, (socket(fileno=int(descriptor)),))
