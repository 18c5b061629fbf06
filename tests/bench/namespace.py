"""A network namespace of its own for a load run: one veth address, nothing of the machine's."""

import os
import subprocess
import sys
from collections.abc import Sequence

MEDIA_INTERFACE = "media0"
MEDIA_ADDRESS = "192.0.2.2"  # RFC 5737: never routed

_SETUP = f"""
ip link set lo up
ip link add {MEDIA_INTERFACE} type veth peer name media1
ip address add {MEDIA_ADDRESS}/32 dev {MEDIA_INTERFACE}
ip link set {MEDIA_INTERFACE} up
ip link set media1 up
exec "$@"
"""


class NamespaceError(Exception):
    """The command failed inside its namespace; what it said is the text."""


def run_in_namespace(arguments: Sequence[str], timeout_s: float) -> bytes:
    """Run this Python with these arguments in a fresh namespace and give what it printed.

    The namespace goes with the process. Needs root, as `unshare` does.
    """
    # A process namespace, too: whatever a run leaves behind ends with it.
    command = ["unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    command += ["sh", "-euc", _SETUP, "sh", sys.executable, *arguments]
    result = subprocess.run(
        command, capture_output=True, timeout=timeout_s, check=False, env=os.environ
    )
    if result.returncode:
        raise NamespaceError(result.stderr.decode(errors="replace"))
    return result.stdout
