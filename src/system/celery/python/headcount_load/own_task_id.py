"""Reads the ids of a user's own tasks; src/system/own-task-id.ts writes them and says what is in them."""

import re
from collections import namedtuple

OwnTask = namedtuple("OwnTask", "seq type_index intended_ns sent_ns")

_HEX = "[0-9a-f]"
_ID = re.compile(f"{_HEX}{{8}}-{_HEX}{{4}}-8{_HEX}{{3}}-[89ab]{_HEX}{{3}}-{_HEX}{{12}}").fullmatch


def read_own_task_id(task_id):
    """None for the id of any other task, or of none."""
    if task_id is None or _ID(task_id) is None:
        return None
    intended_us = int(task_id[:8] + task_id[9:13], 16)
    delay_us = int(task_id[21:23] + task_id[24:28], 16)
    return OwnTask(int(task_id[28:], 16), int(task_id[15:18], 16), intended_us * 1000, (intended_us + delay_us) * 1000)
