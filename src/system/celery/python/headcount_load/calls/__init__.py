"""The bodies that call a server, each with the client that Python programs use for it."""


def open_caller(kind, call):
    """A function that makes one call. Connections are opened by tasks, so never before a pool child has been forked."""
    if kind == "http":
        from .http_call import http_caller as caller
    elif kind == "redis":
        from .redis_call import redis_caller as caller
    else:
        from .postgres_call import postgres_caller as caller
    return caller(call)
