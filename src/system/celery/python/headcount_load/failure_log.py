"""With newer billiard Celery logs every failure as "ExceptionWithTraceback()". The run counts failures by what they say, so
the line gets the name and text of the exception itself. Costs something only when a task fails."""

import logging


class _RealReason(logging.Filter):
    def filter(self, record):
        context = getattr(record, "data", None)
        wrapped = record.exc_info[1] if record.exc_info else None
        if isinstance(context, dict) and "exc" in context and hasattr(wrapped, "exc"):
            context["exc"] = repr(wrapped.exc)
        return True


def name_real_reasons():
    logging.getLogger("celery.app.trace").addFilter(_RealReason())
