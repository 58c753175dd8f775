"""What the launcher tells the person at the terminal."""

import contextlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path


def say(line: str) -> None:
    """Print at once; a terminal that has gone away is no reason to end."""
    with contextlib.suppress(OSError):
        print(line, flush=True)


def report(line: str) -> None:
    say(f"{datetime.now().astimezone():%H:%M:%S}  {line}")


def greeting(*, address: str, ports: Mapping[str, int], home: Path, seconds: float) -> str:
    others = " · ".join(f"{name} {port}" for name, port in ports.items() if name != "gateway")
    return f"""
Aftercare is ready after {seconds:.1f} s · 售后平台已就绪

  address · 地址    {address}
  users · 用户      agent, dispatcher, technician, service_manager, … admin: one for each role, password demo
  ports · 端口      {others}
  data · 数据       {home}
  logs · 日志       {home / "logs"}
  stop · 停止       Ctrl-C
"""
