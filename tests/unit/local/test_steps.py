"""Progress for people: redrawn on a terminal, one plain line a step in a file."""

import io

import pytest

from localstack.steps import Steps


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_file_gets_one_line_a_step() -> None:
    out = io.StringIO()
    with Steps(out).step("Embedded cloud"):
        pass
    assert out.getvalue() == f"  ✓ Embedded cloud {'.' * 32} 0.0 s\n"


def test_a_terminal_sees_the_step_while_it_lasts() -> None:
    out = Terminal()
    with Steps(out).step("Embedded cloud"):
        assert out.getvalue() == "  … Embedded cloud"
    assert out.getvalue().endswith(" 0.0 s\n")


def test_a_step_that_fails_is_marked_and_the_error_goes_on() -> None:
    out = io.StringIO()
    with pytest.raises(RuntimeError), Steps(out).step("Embedded cloud"):
        raise RuntimeError
    assert out.getvalue().startswith("  ✗ Embedded cloud")
