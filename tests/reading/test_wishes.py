"""One word about our reminders is a wish, wherever it stands, and never an answer."""

from __future__ import annotations

from datetime import date

import pytest

from campaigns.wishes import Pause, Wish, pause_asked, wish_in
from mail.reading.intents import wishes_of
from usecases.replies import IntentKind

TODAY = date(2017, 9, 22)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("STOP", Wish.STOP),
        ("Stop.", Wish.STOP),
        ("stop svp", Wish.STOP),
        ("Ne plus me relancer", Wish.STOP),
        ("Bonjour, merci de ne plus me relancer. Cordialement", Wish.STOP),
        ("Désinscription", Wish.STOP),
        ("UNSUBSCRIBE", Wish.STOP),
        ("Merci de ne plus m’envoyer de rappels", Wish.STOP),
        ("Je ne souhaite plus recevoir de relances.", Wish.STOP),
        ("Ne me relancez plus", Wish.STOP),
        ("Arrêtez de me relancer", Wish.STOP),
        ("Stop aux relances", Wish.STOP),
        ("Reprendre les rappels", Wish.RESUME),
        ("reprenez les relances, merci", Wish.RESUME),
        ("Me le rappeler plus tard", Wish.LATER),
        ("Changer de correspondant : Mme Roux, m.roux@ars.example", Wish.CHANGE),
        ("Nous avons arrêté de relancer les établissements", None),
        ("Les rappels de vaccination sont à jour", None),
        ("Stop and go : une campagne régionale", None),
        ("Plus tard", None),
        ("", None),
    ],
)
def test_a_wish_is_all_that_somebody_says(text: str, expected: Wish | None) -> None:
    assert wish_in(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nous vous demandons un délai jusqu’au 10 octobre", Pause(date(2017, 10, 10))),
        ("pouvez-vous suspendre les relances", Pause()),
        ("pourriez-vous suspendre vos rappels jusqu'au 15/10 ?", Pause(date(2017, 10, 15))),
        ("un délai supplémentaire de deux semaines", Pause(date(2017, 10, 6))),
        ("nous ne pourrons pas répondre avant fin octobre", Pause(date(2017, 10, 31))),
        ("un report à la semaine prochaine serait-il possible", Pause(date(2017, 9, 29))),
        ("reporter la date du 29 septembre au 6 octobre", Pause(date(2017, 10, 6))),
        ("un délai jusqu’au 1er octobre 2017", Pause(date(2017, 10, 1))),
        ("Serait-il possible d’avoir jusqu’au 10 octobre ?", Pause(date(2017, 10, 10))),
        (
            "Nous ne pourrons pas tenir la date du 29 septembre, nous vous répondrons le 6 octobre.",
            Pause(date(2017, 10, 6)),
        ),
        ("le fichier du 10 octobre est illisible", None),
        ("je ne peux pas répondre : le fichier du 10 octobre est vide", None),
        ("nous demandons un délai", None),
        ("un délai jusqu’au 10 août", None),
    ],
)
def test_a_pause_is_told_from_the_words(text: str, expected: Pause | None) -> None:
    assert pause_asked(text, TODAY) == expected


def test_the_subject_of_a_link_is_a_wish_and_a_name_below_the_word_a_signature() -> None:
    intents, left = wishes_of("RE: ne plus me relancer [#abcdefghijkl]", [])
    assert ([i.kind for i in intents], left) == ([IntentKind.STOP], [])
    intents, left = wishes_of("RE: Rappel", [("STOP\nÉlise Vasseur\nARS Normandie", 0)])
    assert ([i.kind for i in intents], left) == ([IntentKind.STOP], [])
    intents, left = wishes_of("changer de correspondant", [("Marie Roux, m.roux@ars.example", 0)])
    assert [(i.kind, i.email, i.name) for i in intents] == [(IntentKind.HANDOVER, "m.roux@ars.example", "Marie Roux")]
    assert left == []


def test_what_is_quoted_or_said_beside_more_is_no_wish() -> None:
    assert wishes_of("RE: Rappel", [("STOP", 1)]) == ([], [("STOP", 1)])
    said = "Nous avons mené trois actions. Stop."
    assert wishes_of("RE: Rappel", [(said, 0)]) == ([], [(said, 0)])
