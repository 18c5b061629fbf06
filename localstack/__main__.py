"""`python -m localstack run` starts everything; `web` only builds the web client."""

import sys
from collections.abc import Callable, Mapping, Sequence

from localstack import runner, serve, web_build
from localstack.errors import LocalCloudError

COMMANDS: Mapping[str, Callable[[Sequence[str]], None]] = {
    "run": lambda _: runner.main(),
    "web": lambda _: web_build.ensure_built(runner.ROOT / "web", runner.ROOT / ".local"),
    "serve": serve.main,
}


def main() -> int:
    name, *arguments = sys.argv[1:] or ["run"]
    command = COMMANDS.get(name)
    if command is None:
        print(f"There is no command {name}: use one of {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    try:
        command(arguments)
    except LocalCloudError as error:
        print(f"\n  {error}\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
