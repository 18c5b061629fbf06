"""`python -m localstack run` starts everything; `serve …` is the functions' part of it."""

import sys

from localstack import serve
from localstack.errors import LocalCloudError


def main() -> int:
    command, *arguments = sys.argv[1:] or ["run"]
    try:
        if command == "serve":
            serve.main(arguments)
        else:
            print(f"There is no command {command}: use run.", file=sys.stderr)
            return 2
    except LocalCloudError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
