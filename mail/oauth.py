"""Access tokens for XOAUTH2, for both directions of the mail: given, or asked of a command, and asked again in time.

A command is run without a shell; its standard output is the token alone, or the JSON that a token endpoint gives
(`access_token`, `expires_in` in seconds). It blocks: call it from a thread.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import threading
import time
from collections.abc import Callable

from usecases.refusals import why

# A token whose life the command does not tell is asked for again after this many seconds: such commands keep
# the token themselves and renew it when it is time.
_KEPT = 300.0
# A token is no longer used this many seconds before its end.
_MARGIN = 60.0


class NoToken(Exception):
    """No access token could be had. `sentence` is French and holds no secret."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class AccessTokens:
    """The access token of one account; may be used from several threads.

    `command` prints a token, and `{user}` in it is the account; without a command, `token` is what there is.
    `timeout` is in seconds, and `clock` counts seconds.
    """

    def __init__(
        self,
        command: str = "",
        token: str = "",
        user: str = "",
        timeout: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._command = command
        self._user = user
        self._given = token
        self._timeout = timeout
        self._clock = clock
        self._token = ""
        self._until = 0.0
        self._one_at_a_time = threading.Lock()

    def current(self) -> str:
        """A token that should be good. Raises `NoToken`."""
        with self._one_at_a_time:
            if not self._command:
                if not self._given:
                    raise NoToken(
                        "aucun jeton d’accès : indiquez « oauth_command » ou la variable RELANCE_MAIL__OAUTH_TOKEN"
                    )
                return self._given
            if not self._token or self._clock() >= self._until:
                self._token, life = self._asked()
                self._until = self._clock() + life
            return self._token

    def refused(self, token: str) -> bool:
        """The server did not take this one: whether asking again may give another."""
        with self._one_at_a_time:
            if self._token == token:
                self._token = ""
            return bool(self._command)

    def _asked(self) -> tuple[str, float]:
        """A token from the command, and for how many seconds it may be used."""
        name = self._command.split(maxsplit=1)[0]
        try:
            words = [word.replace("{user}", self._user) for word in shlex.split(self._command)]
        except ValueError:
            raise NoToken("« oauth_command » : il manque un guillemet fermant") from None
        try:
            done = subprocess.run(  # noqa: S603 - the command is what the administrator wrote; no shell reads it
                words, stdin=subprocess.DEVNULL, capture_output=True, timeout=self._timeout, check=False
            )
        except subprocess.TimeoutExpired:
            raise NoToken(f"« oauth_command » ({name}) ne répond pas") from None
        except OSError as error:
            raise NoToken(f"« oauth_command » ({name}) ne peut pas être lancée : {why(error)}") from None
        if done.returncode != 0:
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            said = f" : {lines[-1][:200]}" if lines else ""
            raise NoToken(f"« oauth_command » ({name}) a échoué (code {done.returncode}){said}")
        token, life = _read(done.stdout.decode("utf-8", "replace").strip())
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise NoToken(f"« oauth_command » ({name}) n’a pas écrit de jeton d’accès")
        return token, life


def _read(output: str) -> tuple[str, float]:
    """The token in what a command wrote, and for how many seconds it may be used."""
    if not output.startswith("{"):
        return output, _KEPT
    try:
        said = json.loads(output)
    except ValueError:
        return "", 0.0
    token, life = said.get("access_token"), said.get("expires_in")
    if isinstance(life, str) and life.isdecimal():
        life = int(life)
    known = isinstance(life, (int, float)) and not isinstance(life, bool)
    return (token if isinstance(token, str) else ""), (max(0.0, life - _MARGIN) if known else _KEPT)
