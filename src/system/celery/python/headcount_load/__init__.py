"""What Celery's workers run under load. Needs Python 3.8, Celery and redis-py; nothing is imported before it is needed."""
