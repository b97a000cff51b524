"""Access tokens come from the environment or from a command, and are asked for again when they no longer do."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from mail.oauth import AccessTokens, NoToken


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def counting(folder: Path, line: str) -> str:
    """A command that prints `line`, with the number of times it was called in the place of N."""
    script = folder / "jeton.py"
    script.write_text(
        "import pathlib\n"
        f"file = pathlib.Path({str(folder / 'appels')!r})\n"
        "n = int(file.read_text()) + 1 if file.exists() else 1\n"
        "file.write_text(str(n))\n"
        f"print({line!r}.replace('N', str(n)))\n"
    )
    return shlex.join([sys.executable, "-I", str(script)])


def test_a_token_that_was_given_is_the_token() -> None:
    tokens = AccessTokens(token="donné")
    assert tokens.current() == "donné"
    assert not tokens.refused("donné")
    assert tokens.current() == "donné"


def test_without_a_token_or_a_command_the_sentence_says_what_to_do() -> None:
    with pytest.raises(NoToken, match="oauth_command"):
        AccessTokens().current()


def test_a_command_is_asked_once_and_again_after_a_refusal(tmp_path: Path) -> None:
    tokens = AccessTokens(counting(tmp_path, "jeton-N"))
    assert [tokens.current(), tokens.current()] == ["jeton-1", "jeton-1"]
    assert tokens.refused("jeton-1")
    assert tokens.current() == "jeton-2"
    assert tokens.refused("jeton-1")  # another connection, late: the new one is kept
    assert tokens.current() == "jeton-2"


def test_a_token_is_renewed_a_minute_before_its_end(tmp_path: Path) -> None:
    clock = Clock()
    tokens = AccessTokens(counting(tmp_path, '{"access_token": "jeton-N", "expires_in": 3600}'), clock=clock)
    assert tokens.current() == "jeton-1"
    clock.now += 3539
    assert tokens.current() == "jeton-1"
    clock.now += 2
    assert tokens.current() == "jeton-2"


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        pytest.param("", "n’a pas écrit de jeton", id="nothing"),
        pytest.param("print('deux mots')", "n’a pas écrit de jeton", id="words"),
        pytest.param("print('{\"error\": 1}')", "n’a pas écrit de jeton", id="another JSON"),
        pytest.param("print('{')", "n’a pas écrit de jeton", id="half a JSON"),
        pytest.param("import sys; sys.exit('session finie')", "code 1.*session finie", id="a failure"),
        pytest.param("import time; time.sleep(60)", "ne répond pas", id="silence"),
    ],
)
def test_a_command_that_gives_no_token_is_named(program: str, sentence: str) -> None:
    tokens = AccessTokens(shlex.join([sys.executable, "-I", "-c", program]), timeout=0.2 if "sleep" in program else 10)
    with pytest.raises(NoToken, match=sentence) as caught:
        tokens.current()
    assert "oauth_command" in caught.value.sentence


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        pytest.param("/nulle/part", "ne peut pas être lancée", id="not there"),
        pytest.param("jeton 'guillemet", "guillemet fermant", id="cannot be split"),
    ],
)
def test_a_command_that_cannot_start_is_named(command: str, sentence: str) -> None:
    with pytest.raises(NoToken, match=sentence):
        AccessTokens(command).current()


def test_one_command_serves_several_accounts() -> None:
    command = shlex.join([sys.executable, "-I", "-c", "import sys; print('pour-' + sys.argv[1])", "{user}"])
    assert AccessTokens(command, user="l'ars@dgos.example").current() == "pour-l'ars@dgos.example"
