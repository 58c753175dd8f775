"""The garbage collector, for processes that make thousands of short-lived objects at a time."""

import gc

_NEW_OBJECTS = 50_000
"""The default of 700 collects 20 times within a batch of events, which takes as long as all else with it."""


def collect_rarely() -> None:
    gc.set_threshold(_NEW_OBJECTS, 20, 100)
