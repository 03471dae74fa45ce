"""A GET request a task, with http.client: on a connection that is kept, or on a new one each time."""

import http.client
import ssl
import time
from urllib.parse import urlsplit

from ..failure import CallFailure
from .limited_pool import LimitedPool


def http_caller(call):
    url = urlsplit(call["url"])
    place = f"{url.scheme}://{url.netloc.rpartition('@')[2]}"
    timeout = call["timeoutMs"] / 1000
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")

    def connect():
        if url.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(url.hostname, url.port, timeout=timeout, context=context)
        return http.client.HTTPConnection(url.hostname, url.port, timeout=timeout)

    def get(connection, ends):
        _drop_if_closed(connection)
        connection.timeout = _left(ends)
        connection.request("GET", target)
        connection.sock.settimeout(_left(ends))
        response = connection.getresponse()
        response.read()
        if response.status >= 400:
            raise CallFailure(f"{place}: answered {response.status} {response.reason}")
        return not response.will_close

    pool = LimitedPool(connect, call["connections"]) if call["client"] == "pooled" else None

    def make_call():
        ends = time.monotonic() + timeout
        try:
            if pool is not None:
                pool.use(lambda connection: get(connection, ends), timeout)
                return
            connection = connect()
            try:
                get(connection, ends)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException) as error:
            raise CallFailure(f"{place}: {error or type(error).__name__}") from error

    return make_call


def _left(ends):
    return max(0.001, ends - time.monotonic())


def _drop_if_closed(connection):
    """A server may close a connection that nobody uses; the next request opens another."""
    if connection.sock is None:
        return
    connection.sock.setblocking(False)
    try:
        connection.sock.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        connection.sock.settimeout(connection.timeout)
        return
    except OSError:
        pass
    # It said something unasked, or its end.
    connection.close()
