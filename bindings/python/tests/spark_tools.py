"""Sessions of Spark on this machine: local, and a cluster of processes on loopback."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest


def require_java() -> None:
    """Skips the test if Spark cannot run."""
    pytest.importorskip("pyspark", reason="SKIPPED: pyspark is not installed")
    home = java_home()
    if home is None:
        pytest.skip("SKIPPED: no Java 17 or 21")
    os.environ["JAVA_HOME"] = home
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable


def java_home() -> str | None:
    """A Java that Spark supports. Newer ones lack what it needs."""
    candidates = [os.environ.get("JAVA_HOME", "")]
    if java := shutil.which("java"):
        candidates.append(str(Path(java).resolve().parents[1]))
    candidates += [str(path) for path in sorted(Path("/usr/lib/jvm").glob("java-*"))]
    for home in candidates:
        java = Path(home) / "bin/java"
        if home and java.exists():
            version = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
            if any(f'version "{supported}' in version for supported in ("17", "21")):
                return home
    return None


@contextlib.contextmanager
def session(master: str, **options: object) -> Iterator[object]:
    """A session that ends with the block."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("tcf-arrow tests")
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.memory": "1g",
        **options,
    }
    for key, value in settings.items():
        builder = builder.config(key, str(value))
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    try:
        yield spark
    finally:
        spark.stop()


class Cluster:
    """A master and two workers, as processes that this test started."""

    def __init__(self, folder: Path) -> None:
        import pyspark

        self._class = Path(pyspark.__file__).parent / "bin/spark-class"
        self._folder = folder
        port = free_port()
        self.url = f"spark://127.0.0.1:{port}"
        deploy = "org.apache.spark.deploy"
        address = ["--host", "127.0.0.1"]
        self._master = self._start(
            "master", f"{deploy}.master.Master", *address, "--port", str(port), "--webui-port", "0"
        )
        wait_for_port(port)
        self.workers = [
            self._start(
                f"worker{number}",
                f"{deploy}.worker.Worker",
                *address,
                *("--cores", "1", "--memory", "1g", "--webui-port", "0"),
                *("--work-dir", str(folder / f"work{number}"), self.url),
            )
            for number in (1, 2)
        ]

    def _start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = open(self._folder / f"{name}.log", "wb")
        # A group of its own, so that nothing but these processes is ended.
        return subprocess.Popen(
            [str(self._class), *arguments], stdout=log, stderr=log, start_new_session=True
        )

    def kill_worker(self) -> None:
        """Kills a worker without warning. Its executor ends with it."""
        os.killpg(self.workers[0].pid, signal.SIGKILL)
        self.workers[0].wait()

    def stop(self) -> None:
        """Ends all processes that are left."""
        for process in [*self.workers, self._master]:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in [*self.workers, self._master]:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    pytest.fail(f"nothing listens on port {port}")
