"""Reads the files that people send back: the `FormReader` of the use cases, in a process that can be ended.

That process imports what reads; here, what looks at a file is imported when there is one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from documents.reading.refusal import Reason, Refused
from usecases.messages import Attachment
from usecases.replies import Asked, FormReading

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class FormFileReader:
    """`seconds` is what one file may take to be read, `office_seconds` what LibreOffice may take to convert it."""

    seconds: float = 30
    office_seconds: float = 90

    async def read_form(self, attachment: Attachment, asked: Asked, reference: str) -> FormReading:
        """What the file says; `reference` is the one that this contact's own form carries. Bad input never raises."""
        try:
            ready = await self._ready(attachment, asked)
            if ready is None:
                return FormReading()
            return await self._apart(ready, replace(asked, sent=()), reference)
        except Refused as refused:
            from documents.reading.unread import refusal

            return refusal(attachment, asked, refused.reason)

    async def _ready(self, attachment: Attachment, asked: Asked) -> Attachment | None:
        """The file in a format that is read here, or None when it is none of our business."""
        from documents.reading.office import converted, wants_office
        from documents.reading.package import MAX_FILE, Format, recognise

        if len(attachment.content) > MAX_FILE:
            raise Refused(Reason.TOO_LARGE)
        kind, _ = await asyncio.to_thread(recognise, attachment.name, attachment.content)
        if kind is Format.OTHER:
            return None
        if kind is Format.RTF or wants_office(kind, asked):
            content = await converted(attachment.content, kind.value, "docx", self.office_seconds)
            return replace(attachment, content=content)
        return attachment

    async def _apart(self, attachment: Attachment, asked: Asked, reference: str) -> FormReading:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "documents.reading.worker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
        )
        try:
            request = pickle.dumps((attachment, asked, reference))
            answer, _ = await asyncio.wait_for(process.communicate(request), self.seconds)
        except TimeoutError as error:
            raise Refused(Reason.TOO_SLOW) from error
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode:
            raise Refused(Reason.DAMAGED)
        reading = pickle.loads(answer)  # noqa: S301 - written by our own process
        assert isinstance(reading, FormReading)
        return reading
