"""Whole processes, measured from outside: seconds on the clock, CPU time, memory of the tree.

CPU time is what the system accounts to the process and all it waited for. Memory is the largest
sum of the resident sets of the process and its descendants, looked at every 50 ms (pages that two
of them share count twice), and at least the largest single process as the system accounts it.
"""

import os
import subprocess
import threading
import time
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


def _children(pid):
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []
    found = []
    for task in tasks:
        try:
            found += Path(f"/proc/{pid}/task/{task}/children").read_text().split()
        except OSError:
            pass
    return found


def _resident(pid):
    """Bytes of the process and its descendants."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        own = 0
    return own + sum(_resident(child) for child in _children(pid))


def run(command, timeout=1200, env=None):
    """Runs a command to its end. `None` instead of figures where the time ran out."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    )
    peak, done = [0], threading.Event()

    def watch():
        while not done.wait(0.05):
            peak[0] = max(peak[0], _resident(process.pid))

    said = [b"", b""]

    def read(at, stream):
        said[at] = stream.read()

    threads = [threading.Thread(target=watch, daemon=True)]
    threads += [
        threading.Thread(target=read, args=(at, stream), daemon=True)
        for at, stream in enumerate((process.stdout, process.stderr))
    ]
    for thread in threads:
        thread.start()
    timer = threading.Timer(timeout, process.kill)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    stopped = not timer.is_alive() or seconds >= timeout
    timer.cancel()
    done.set()
    for thread in threads:
        thread.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if stopped:
        return None
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}: {process.returncode}\n{said[1]}")
    return {
        "wall": seconds,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": max(peak[0], usage.ru_maxrss * 1024) / 1e6,
        "stdout": said[0],
        "stderr": said[1],
    }


class Load:
    """Beside the runs: `threads` processes that do nothing but keep a core busy."""

    def __init__(self, threads):
        self.processes = [
            subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(threads)
        ]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
