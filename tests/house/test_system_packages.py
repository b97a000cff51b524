"""tests/install-system-packages: silent where all is there, clear where it may not install."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT

SCRIPT = ROOT / "tests" / "install-system-packages"


def run(folder: Path, **programs: str) -> subprocess.CompletedProcess[str]:
    """The script on a machine that has these programs (name and shell lines) beside the usual ones."""
    for name in ("bash", "sort", "env"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    for name, lines in programs.items():
        program = folder / name.replace("_", "-")
        program.write_text(f"#!{folder}/bash\n{lines}\n", encoding="utf-8")
        program.chmod(0o755)
    return subprocess.run(
        [str(folder / "bash"), str(SCRIPT)], env={"PATH": str(folder)}, capture_output=True, text=True, timeout=20
    )


def test_it_may_be_run() -> None:
    assert os.access(SCRIPT, os.X_OK)


def test_where_all_is_there_it_says_and_does_nothing(tmp_path: Path) -> None:
    result = run(tmp_path, dpkg="exit 0", apt_get="echo called; exit 1")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("programs", "why"),
    [
        ({"dpkg": "exit 1"}, "no apt-get"),
        ({"dpkg": "exit 1", "apt_get": "exit 0", "id": "echo 1000"}, "neither root nor sudo"),
        ({"dpkg": "exit 1", "apt_get": "exit 0", "id": "echo 1000", "sudo": "exit 1"}, "neither root nor sudo"),
        ({"dpkg": "exit 1", "apt_get": "exit 100", "id": "echo 0"}, "could not install everything"),
    ],
    ids=["another-system", "nobody-special", "sudo-with-a-password", "no-network"],
)
def test_where_it_may_not_install_it_says_which_tests_are_left_out(
    tmp_path: Path, programs: dict[str, str], why: str
) -> None:
    result = run(tmp_path, **programs)
    assert result.returncode == 0
    assert why in result.stderr
    for package in ("chromium", "dovecot-imapd", "libreoffice-writer-nogui", "tmux"):
        assert package in result.stderr
    assert "the pages in a real browser" in result.stderr


def test_only_what_is_missing_is_installed(tmp_path: Path) -> None:
    result = run(
        tmp_path,
        dpkg=f'case "$2" in tmux) [ -e {tmp_path}/tmux-is-here ];; *) exit 0;; esac',
        apt_get=f'echo "$@" >> {tmp_path}/calls; : > {tmp_path}/tmux-is-here',
        id="echo 0",
    )
    assert result.returncode == 0
    calls = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert calls == ["update -qq", "install -y -qq --no-install-recommends tmux"]
