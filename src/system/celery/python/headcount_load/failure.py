"""How synthetic tasks fail."""


class SyntheticFailure(Exception):
    """A failure that the scenario asked for."""


class CallFailure(Exception):
    """The server refused, answered wrongly, or not in time. Says which server, never its password."""
