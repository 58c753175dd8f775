"""Feeds the requests through the main job, a day's worth at a time; one mover moves the clock."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

from rich.progress import Progress

from deploy.local.replay.desk import Answer, Desk
from deploy.local.replay.life import Life
from deploy.local.replay.source import Request
