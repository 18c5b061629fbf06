"""`python -m localstack run` starts everything; `web` builds the web client, `npm …` is its npm."""

import sys
from collections.abc import Callable, Mapping, Sequence

from localstack import run_settings, runner, serve, web_build
from localstack.errors import LocalCloudError
from localstack.steps import Steps

WEB = run_settings.ROOT / "web"
HOME = run_settings.ROOT / ".local"

# A command returns its exit code, or None when it went well.
COMMANDS: Mapping[str, Callable[[Sequence[str]], int | None]] = {
    "run": lambda _: runner.main(),
    "web": lambda _: web_build.ensure_built(WEB, HOME, Steps()),
    "npm": lambda arguments: web_build.npm(WEB, HOME, arguments),
    "serve": serve.main,
}


def main() -> int:
    name, *arguments = sys.argv[1:] or ["run"]
    command = COMMANDS.get(name)
    if command is None:
        print(f"There is no command {name}: use one of {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    try:
        return command(arguments) or 0
    except LocalCloudError as error:
        print(f"\n  {error}\n", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
