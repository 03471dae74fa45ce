"""What the run wants, read from the environment variables that src/system/synthetic-environment.ts,
src/system/user-app.ts and src/system/celery/celery-environment.ts write."""

import json
import os


class _Environment:
    def __init__(self, env):
        self.samples_path = env["HEADCOUNT_SAMPLES"]
        self.worker = int(env["HEADCOUNT_WORKER"])
        #: Samples are not held back for a batch.
        self.at_once = "HEADCOUNT_SAMPLES_AT_ONCE" in env
        self.tasks = json.loads(env["HEADCOUNT_TASKS"])
        self.settings = json.loads(env["HEADCOUNT_CELERY"])
        #: The user's own application and its tasks; None where tasks are synthetic.
        self.own = json.loads(env.get("HEADCOUNT_OWN", "null"))


try:
    ENVIRONMENT = _Environment(os.environ)
except KeyError as missing:
    raise SystemExit(f"this application is started by 'headcount run': it needs {missing.args[0]}") from None
