"""The program: its options, and the one place where errors become exit codes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relance.cli.commands import Commands
from relance.cli.context import Options
from relance.cli.help import speak_french
from relance.cli.streams import drop_output, ready_streams
from relance.cli.usage import refuse_empty, sentence_for
from relance.clock import parsed_now
from usecases.ports import BadInput, StoreBusy, Unreachable
from usecases.refusals import OF_THE_DISK, is_of_the_path, why

if TYPE_CHECKING:
    from storage.journal import StoreBroken

DONE, FAILED, BAD_INPUT = 0, 1, 2

app = typer.Typer(
    name="relance",
    help="Envoyer un questionnaire, relancer, comprendre les réponses, suivre les retours, écrire la synthèse.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    cls=Commands,
)


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help="Le fichier de configuration (sinon ./config.toml).")] = None,
    data: Annotated[Path | None, typer.Option(help="Le dossier des données (sinon ./data).")] = None,
    now: Annotated[str, typer.Option(help="Faire comme s’il était ce moment (ISO 8601, heure de Paris).")] = "",
) -> None:
    """Options that stand before the command."""
    if now:
        parsed_now(now)  # wrong input is said before anything is opened
    context.obj = Options(config, data, now)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line, and exit with 0 (done), 2 (bad input or usage) or 1 (anything else)."""
    sys.exit(exit_code(arguments))


def exit_code(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit code is returned, and what is wrong stands on standard error."""
    ready_streams()
    speak_french()
    try:
        refuse_empty(sys.argv[1:] if arguments is None else arguments)
        code = app(arguments, standalone_mode=False)
        sys.stdout.flush()
    except BadInput as bad:
        return _refuse(bad.sentence)
    except StoreBusy as busy:
        return _refuse(f"Les données sont déjà ouvertes en écriture par {busy.holder} : attendez qu’il ait fini.")
    except _out_of_order() as broken:
        sys.stderr.write(f"relance : {broken.sentence}\n")
        return FAILED
    except typer.TyperException as usage:
        return _refuse(sentence_for(usage))
    except typer.Abort:
        return FAILED
    except BrokenPipeError:
        # whoever read our output stopped reading: nothing is wrong
        drop_output()
        return DONE
    except OSError as error:
        # A file or folder that no command asked about before it used it: the data folder, mostly.
        if not isinstance(error.filename, str):
            if error.errno not in OF_THE_DISK:
                raise
            drop_output()  # no file is named: it may be what our own output goes to
            sys.stderr.write(f"relance : l’écriture est refusée ({why(error)}) ; libérez de la place et recommencez.\n")
            return FAILED
        sys.stderr.write(f"relance : « {error.filename} » ne peut pas servir ({why(error)}).\n")
        return BAD_INPUT if is_of_the_path(error) else FAILED
    return code if isinstance(code, int) else DONE


def _out_of_order() -> tuple[type[StoreBroken], type[Unreachable]]:
    """What says that a disk or a server does not work; asked for only when something went wrong."""
    from storage.journal import StoreBroken

    return StoreBroken, Unreachable


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"relance : {sentence}\n")
    return BAD_INPUT
