"""Forked kernels do as new processes do: same outputs, same errors, nothing left for the next one, no orphans."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import papermill as pm
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tpm_insights.reports.engine import register_engine
from tpm_insights.reports.kernels.client import KernelServerHandle, ServerGoneError, can_fork
from tpm_insights.reports.kernels.server import Request

pytestmark = pytest.mark.skipif(not can_fork(), reason="kernels are forked on Linux and its like only")

PROBE = """
import os, signal, sys
import numpy as np, matplotlib.pyplot as plt, pandas as pd
print(sorted(name for name in globals() if not name.startswith("_") and name not in ("In", "Out")))
print(os.path.basename(sys.argv[0]), sys.argv[1], sys.path[:1], __name__)
print(os.getcwd(), os.environ.get("LEAK"), os.environ.get("MPLBACKEND"), plt.get_backend())
print(plt.rcParams["lines.linewidth"], pd.get_option("display.max_rows"), np.geterr()["divide"])
print([type(signal.getsignal(n)).__name__ for n in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)])
print(os.getpgid(0) == os.getpid(), os.getsid(0) == os.getpid())
print("to the other stream", file=sys.stderr)
"""
LEAKY = """
import os, random, sys, builtins
import numpy as np, matplotlib.pyplot as plt, pandas as pd
leaked = 1
builtins.leaked_too = 1
pd.leaked = 1
pd.set_option("display.max_rows", 7)
plt.rcParams["lines.linewidth"] = 9
np.seterr(divide="raise")
np.random.seed(1); random.seed(1)
os.environ["LEAK"] = "1"
os.chdir("/")
sys.path.insert(0, "/leak")
"""
SEEN = """
import builtins
import pandas as pd
print("leaked" in globals(), hasattr(builtins, "leaked_too"), hasattr(pd, "leaked"))
"""
DRAWN = "import random\nimport numpy as np\nprint(np.random.random(), random.random())"
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
CASES = {
    "error": ["x = 1", "{'a': 1}['b']", "print('never')"],
    "syntax error": ["1 +"],
    "exit": ["import sys\nsys.exit(3)", "print('after')"],
    "hard exit": ["import os\nos._exit(4)"],
    "kill -9": ["import os\nos.kill(os.getpid(), 9)"],
    "time limit": ["import time\ntime.sleep(30)"],
    "input": ["input()"],
    "child process": ["import subprocess\nsubprocess.run(['echo', 'hello'], check=True, capture_output=True).stdout"],
    "threads": [
        "import threading\nt = threading.Thread(target=print, args=('thread',))\nt.start()\nt.join()",
        "import io\nimport pandas as pd\nb = io.BytesIO()\npd.DataFrame({'a': range(9)}).to_parquet(b)",
        "pd.read_parquet(b)['a'].sum()",
        "import numpy as np\nnp.linalg.inv(np.eye(300)).trace()",
    ],
    "probe": [PROBE],
    "plot": [PLOT],
}
FAILS = {"error", "syntax error", "exit", "hard exit", "kill -9", "time limit", "input"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KernelServerHandle]:
    with KernelServerHandle(tmp_path_factory.mktemp("server"), os.environ) as handle:
        yield handle


def run(folder: Path, cells: list[str], server: KernelServerHandle | None) -> tuple[str, list[object]]:
    """Run cells by papermill; return the error that came of it and the outputs."""
    register_engine()
    folder.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=[new_code_cell(cell) for cell in cells]), folder / "in.ipynb")
    error, seconds = "", 3 if "time.sleep(30)" in cells[0] else 120
    try:
        pm.execute_notebook(
            folder / "in.ipynb", folder / "out.ipynb", engine_name="tpm_insights", kernel_name="python3",
            progress_bar=False, language="python", server=server, folder=str(folder), execution_timeout=seconds,
        )  # fmt: skip
    except Exception as fault:  # noqa: BLE001 - whatever it is, both ways have to raise the same
        error = f"{type(fault).__module__}.{type(fault).__name__}: {fault}"
    done = nbformat.read(folder / "out.ipynb", as_version=4)
    return error, [[dict(output) for output in cell.get("outputs", [])] for cell in done.cells]


def plain_text(outputs: list[object]) -> str:
    """Return what cells printed."""
    return "".join(str(one.get("text", "")) for cell in outputs for one in cell)


@pytest.mark.parametrize("case", CASES)
def test_a_forked_kernel_does_as_a_new_process(tmp_path: Path, server: KernelServerHandle, case: str) -> None:
    forked = run(tmp_path / "same", CASES[case], server)
    plain = run(tmp_path / "same", CASES[case], None)
    assert forked == plain
    assert bool(forked[0]) == (case in FAILS)
    if case == "plot":
        assert any("image/png" in output.get("data", {}) for cell in forked[1] for output in cell)
    if case == "probe":
        assert "matplotlib_inline" in plain_text(forked[1])


def test_nothing_is_left_for_the_next_notebook(tmp_path: Path, server: KernelServerHandle) -> None:
    untouched = run(tmp_path / "same", [SEEN, PROBE], server)
    assert run(tmp_path / "leaky", [LEAKY], server)[0] == ""
    assert run(tmp_path / "same", [SEEN, PROBE], server) == untouched
    assert "False False False" in plain_text(untouched[1])


def test_every_kernel_draws_its_own_random_numbers(tmp_path: Path, server: KernelServerHandle) -> None:
    drawn = [plain_text(run(tmp_path / str(k), [DRAWN], server)[1]).split() for k in range(2)]
    assert drawn[0][0] != drawn[1][0]
    assert drawn[0][1] != drawn[1][1]


def is_gone(pid: int, seconds: float = 10.0) -> bool:
    """Wait until a process has ended; one that nobody has reaped counts as ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def kernel_request(folder: Path) -> Request:
    """Return the request for a kernel that nobody will talk to."""
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", str(folder / "kernel.json")]
    return Request(command, str(folder), {**os.environ, "IPYTHONDIR": str(folder)})


def test_signals_and_ends_are_told_as_of_a_process(tmp_path: Path, server: KernelServerHandle) -> None:
    kernel = server.start(kernel_request(tmp_path))
    assert kernel.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        kernel.wait(timeout=0.1)
    kernel.kill()
    assert kernel.wait(timeout=10) == -signal.SIGKILL
    assert kernel.poll() == -signal.SIGKILL
    assert is_gone(kernel.pid)


def test_a_folder_that_is_not_there_is_the_error_of_a_new_process(tmp_path: Path, server: KernelServerHandle) -> None:
    with pytest.raises(FileNotFoundError):
        server.start(kernel_request(tmp_path)._replace(folder=str(tmp_path / "absent")))


def test_a_process_that_needs_no_imports_does_not_wait_for_them(tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = f"import os, sys; open({str(told)!r}, 'w').write(str('seaborn' in sys.modules)); os._exit(3)"
    command = [sys.executable, "-m", "timeit", "-n", "1", "-r", "1", "-s", code, "pass"]
    request = Request(command, str(tmp_path), dict(os.environ))
    with KernelServerHandle(tmp_path, os.environ) as handle:
        early = handle.start(request, early=True)
        kernel = handle.start(kernel_request(tmp_path))
        assert early.wait(timeout=60) == 3
        assert told.read_text() == "False"
        assert kernel.poll() is None
        late = handle.start(request, early=True)
        assert late.wait(timeout=60) == 3
        assert told.read_text() == "True"
    assert all(is_gone(one.pid) for one in (early, kernel, late))


def test_what_a_notebook_started_ends_with_it(tmp_path: Path, server: KernelServerHandle) -> None:
    cell = "import subprocess\nprint(subprocess.Popen(['sleep', '60']).pid)"
    error, outputs = run(tmp_path / "starts", [cell], server)
    assert not error
    assert is_gone(int(plain_text(outputs)))


def test_a_killed_parent_leaves_no_orphan(tmp_path: Path) -> None:
    script = (
        "import os, sys, time\nfrom pathlib import Path\n"
        "from tpm_insights.reports.kernels.client import KernelServerHandle\n"
        "from tpm_insights.reports.kernels.server import Request\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "handle = KernelServerHandle(folder, os.environ)\n"
        "command = [sys.executable, '-m', 'ipykernel_launcher', '-f', str(folder / 'kernel.json')]\n"
        "kernel = handle.start(Request(command, str(folder), dict(os.environ)))\n"
        "print(handle.pid, kernel.pid, flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 2
        assert not any(is_gone(pid, 0.2) for pid in pids)
        parent.kill()
        assert all(is_gone(pid) for pid in pids)


def test_without_its_server_a_kernel_dies_and_the_next_is_a_new_process(tmp_path: Path) -> None:
    with KernelServerHandle(tmp_path, os.environ) as handle:
        kernel = handle.start(kernel_request(tmp_path))
        assert handle.pid is not None
        os.kill(handle.pid, signal.SIGKILL)
        assert kernel.wait(timeout=10) == -signal.SIGKILL
        assert is_gone(kernel.pid)
        with pytest.raises(ServerGoneError):
            handle.start(kernel_request(tmp_path))
        error, outputs = run(tmp_path / "next", ["print(6 * 7)"], handle)
    assert not error
    assert "42" in plain_text(outputs)


def test_a_server_that_never_comes_up_is_done_without(tmp_path: Path) -> None:
    with KernelServerHandle(tmp_path / "absent", os.environ) as handle:
        with pytest.raises(ServerGoneError):
            handle.start(kernel_request(tmp_path))
        assert "42" in plain_text(run(tmp_path / "next", ["print(6 * 7)"], handle)[1])


def test_the_imports_leave_no_thread_and_no_backend_behind() -> None:
    script = (
        "import os, sys, threading, warnings, numpy as np\n"
        "from tpm_insights.reports.kernels import warm\n"
        "drawn = np.random.get_state()[1].tolist()\nos.environ.pop('MPLBACKEND', None)\nwarm.warm_up()\n"
        "import matplotlib as mpl\n"
        "inline = 'matplotlib_inline.backend_inline' in sys.modules\n"
        "print(threading.active_count(), inline, 'MPLBACKEND' in os.environ,\n"
        "      np.random.get_state()[1].tolist() == drawn, {'papermill', 'nbclient'} & set(sys.modules),\n"
        "      mpl.rcParams['lines.linewidth'] == mpl.rcParamsDefault['lines.linewidth'])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "False", "False", "True", "set()", "True"]
