"""LibreOffice, for the formats that only it can read: no window, a profile of its own, and ended in time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
from pathlib import Path

from documents.reading.package import Format
from documents.reading.refusal import Reason, Refused
from usecases.replies import Asked

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


def wants_office(kind: Format, asked: Asked) -> bool:
    """Whether this file must become a Word document first, to see its tracked changes."""
    return asked.draft is not None and kind is Format.ODT


async def converted(content: bytes, source: str, target: str, seconds: float) -> bytes:
    """The same document in another format; `source` and `target` are extensions ("rtf", "docx").

    No macro runs and no link is followed. Raises `Refused` when LibreOffice is absent, fails or takes too long.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Refused(Reason.NO_OFFICE)
    with tempfile.TemporaryDirectory(prefix="relance-office-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        await asyncio.to_thread(_prepare, place, content, source)
        process = await asyncio.create_subprocess_exec(
            program,
            f"-env:UserInstallation={(place / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"),
            *("--convert-to", target, "--outdir", str(place / "out"), str(place / f"form.{source}")),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
            env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(place), "LC_ALL": "C.UTF-8"},
        )
        try:
            await asyncio.wait_for(process.wait(), seconds)
        except TimeoutError as error:
            raise Refused(Reason.TOO_SLOW) from error
        finally:
            # the wrapper starts others: the whole group goes, also when we are cancelled
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        made = place / "out" / f"form.{target}"
        if not await asyncio.to_thread(made.is_file):
            raise Refused(Reason.UNCONVERTED)
        return await asyncio.to_thread(made.read_bytes)


def _prepare(place: Path, content: bytes, source: str) -> None:
    profile = place / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    (place / "out").mkdir()
    (place / f"form.{source}").write_bytes(content)
