"""Talking with a correspondent, as it reads: long answers, details, files, colleagues, the end and after it."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from campaigns.campaign import Sending
from tests.bot.house import ANNE, ELISE, YANN, House, a_house
from tests.usecases.scripts import flat
from tests.usecases.speaking import Correspondent, close_the_round, closed_by, contact, opened, posted
from usecases.correspond import letter_to
from usecases.messages import LetterKind, Outcome
from usecases.ports import Transaction
from usecases.transact import transact


async def anne_in(house: House) -> Correspondent:
    return await opened(house, ANNE, "7")


async def test_a_question_has_few_buttons_and_the_rarer_ones_are_one_tap_away(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        anne.reads("10 questions", "vendredi 29 septembre 2017", "[Q1a]")
        assert anne.labels == [
            "Rien à signaler", "Plus tard", "Passer", "Exemple", "Où en suis-je ?", "Autres réponses",
        ]  # fmt: skip
        await anne.presses("Autres réponses")
        assert anne.labels == ["Néant", "Non concerné", "Je ne sais pas", "Détailler Q1a"]
        await anne.presses("Non concerné")
        anne.reads("Noté pour [Q1a] : non concerné", "[Q1b]")


async def test_most_answers_are_one_message_and_nothing_more_is_asked(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("Un colloque en 2016, avec la SRA")
        anne.reads("Noté pour [Q1a]", "[Q1b]")


async def test_an_answer_goes_on_over_several_messages_until_that_is_all(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("Un colloque en 2016")
        await anne.presses("Je continue Q1a")
        assert anne.labels == ["C’est tout"]
        for words in ("Un bus en 2017", "Trois revues en 2018"):
            await anne.says(words)
            anne.reads("Ajouté à [Q1a]")
            anne.reads_nothing_of("[Q1b]")
        await anne.presses("C’est tout")
        anne.reads("[Q1b]")
        assert await house.answers() == {"Q1a": "Un colloque en 2016\n\nUn bus en 2017\n\nTrois revues en 2018"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Trois actions :", "un bus, un colloque et une revue"),
        ("Un colloque à Brest,", "un autre à Rennes"),
        ("(1/2) Un colloque", "(2/2) et un bus"),
        ("Un colloque (1/2)", "et un bus"),
        ("Un colloque. À suivre…", "Et un bus."),
        ("é" * 4096, "la fin du texte"),
    ],
    ids=["colon", "comma", "numbered", "numbered at the end", "said", "cut by the messenger"],
)
async def test_a_message_that_announces_more_is_heard_to_its_end(tmp_path: Path, first: str, second: str) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says(first)
        anne.reads("J’attends la suite")
        assert await house.answers() == {"Q1a": first}
        await anne.says(second)
        anne.reads("Ajouté à [Q1a]", "[Q1b]")
        assert await house.answers() == {"Q1a": f"{first}\n\n{second}"}


@pytest.mark.parametrize("words", ["c’est tout", "Néant", "passer", "Q1b : néant"])
async def test_what_was_announced_need_not_come(tmp_path: Path, words: str) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("Trois actions :")
        await anne.says(words)
        assert (await house.answers())["Q1a"].startswith("Trois actions :")
        anne.reads("[Q1b]")


@pytest.mark.parametrize("sequel", ["(2/2) et un bus", "(suite) et un bus", "suite : et un bus", "+ et un bus"])
async def test_a_sequel_that_says_so_finds_its_answer(tmp_path: Path, sequel: str) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("Un colloque en 2016")
        await anne.says(sequel)
        anne.reads("Ajouté à [Q1a]", "[Q1b]")
        answers = await house.answers()
        assert list(answers) == ["Q1a"]
        assert answers["Q1a"].endswith("et un bus")


async def test_a_sequel_that_did_not_say_so_is_moved_by_one_tap(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("Un bus en 2016")
        await anne.says("un autre en 2017 dans les cliniques")
        await anne.presses("C’était pour Q1a")
        anne.reads("Ajouté à [Q1a]", "[Q1b]")
        assert (await house.answers())["Q1a"] == "Un bus en 2016\n\nun autre en 2017 dans les cliniques"


async def test_the_sub_fields_of_an_action_are_offered_one_by_one(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("Une formation des cadres en 2016\nPilote : CHU de Brest")
        await anne.presses("Détailler Q1a")
        anne.reads("[Q1a] Nature")
        await anne.presses("Passer")
        await anne.presses("ES")
        anne.reads("Noté pour [Q1a], Secteur ciblé : « ES »", "[Q1a] Acteurs ciblés")
        await anne.says("les cadres de santé")
        anne.reads("[Q1a] Partenaires")  # the pilot was told
        await anne.says("c’est tout")
        anne.reads("[Q1b]")
        (said,) = [c for c in await house.contributions() if c.text.endswith("cadres de santé")]
        assert said.understood.value == [
            {
                "text": "Une formation des cadres en 2016",
                "pilot": "CHU de Brest",
                "sector": ["ES"],
                "actors": ["professionnels", "managers"],
            }
        ]


async def test_an_amount_that_is_none_is_kept_all_the_same(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("Une formation")
        await anne.says("détailler Q1a")
        for _ in range(10):
            await anne.says("passer")
        anne.reads("[Q1a] Montant FIR")
        await anne.says("pas encore arrêté")
        anne.reads("gardé tel quel", "[Q1b]")
        assert (await house.answers())["Q1a"].endswith("Montant FIR\u00a0: pas encore arrêté")


async def test_what_arrives_by_mail_between_two_messages_is_shown_and_not_asked(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await house.mail(ANNE, "Q1b", "Un réseau d’usagers")
        await house.mail(YANN, "Q2a", "Une charte")
        await anne.says("Un colloque")
        anne.reads("[Q1b] vous avez répondu par courriel", "[Q2a] Yann Le Bihan a répondu : « Une charte »", "[Q2b]")
        await anne.says("néant")
        anne.reads_nothing_of("Une charte")
        anne.reads("[Q3a]")


async def test_one_question_is_handed_to_a_colleague_who_is_asked_it_first(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("/collegue@relance_bot Q3a")
        anne.reads("À qui confier la question [Q3a]")
        await anne.says("Maud Even, maud@ars-bretagne.example")
        anne.reads("maud@ars-bretagne.example va recevoir une invitation", "[Q1a]")
        assert anne.said.received.outcome is Outcome.DIFFICULTY  # so that the invitation leaves at once
        maud = await contact(house, "maud@ars-bretagne.example")
        assert maud is not None
        assert (maud.name, maud.origin, maud.organisation) == ("Maud Even", "handover", "53")
        assert not (await house.place(ANNE))[2].declined
        for _ in range(4):
            await anne.says("néant")
        anne.reads("[Q3b]")  # not Q3a
        await anne.says("liste")
        anne.reads("[Q3a] Axe 3, à l’initiative de l’ARS (confiée à maud@ars-bretagne.example)")
        hers = await opened(house, maud.id, "9")
        hers.reads("Un collègue vous confie [Q3a]", "Question 5 sur 10")
        await hers.says("Un centre de simulation")
        hers.reads("Noté pour [Q3a]", "[Q3b]")
        await anne.says("néant")
        anne.reads("[Q3a] Maud Even a répondu : « Un centre de simulation »")


async def test_a_question_handed_on_is_asked_even_where_something_was_said_of_it(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("voir avec Maud, maud@ars-bretagne.example")
        await anne.presses("Confier Q1a à maud@ars-bretagne.example")
        maud = await contact(house, "maud@ars-bretagne.example")
        assert maud is not None
        hers = await opened(house, maud.id, "9")
        hers.reads("Un collègue vous confie [Q1a]", "Question 1 sur 10")
        await hers.says("Un centre de simulation")
        hers.reads("Noté pour [Q1a]", "[Q1b]")


async def test_a_colleague_who_answers_in_the_chat_hears_of_it_there(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne, yann = await anne_in(house), await opened(house, YANN, "8")
        yann.reads("[Q1a]")
        await anne.says("collègue Q2b : yann@ars-bretagne.example")
        (notice,) = [m for m in anne.said.queued if m.kind is LetterKind.NOTICE]
        assert (notice.to, notice.text) == ("8", "Anne Le Goff vous confie la question [Q2b].")
        assert [button.says for button in notice.buttons] == ["Q2b"]
        assert notice in await posted(house, "8")


async def test_everything_can_be_handed_over(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("/collègue")
        anne.reads("À qui confier la suite du questionnaire")
        await anne.says("maud@ars-bretagne.example")
        anne.reads("Vous n’aurez plus de rappel")
        assert "a transmis" in (await house.place(ANNE))[2].declined
        assert await contact(house, "maud@ars-bretagne.example") is not None
        await anne.presses("Continuer")
        anne.reads("[Q1a]")


async def test_whoever_has_left_is_asked_whom_to_write_to_and_is_not_reminded(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("je suis plus en charge de ce dossier")
        anne.reads("À qui devons-nous écrire ?")
        anne.reads_nothing_of("[Q1a]")
        (waiting,) = await house.pen()
        assert "n’indique pas à quelle adresse écrire" in waiting.reason
        assert (await house.place(ANNE))[2].declined
        await anne.says("c'est mme martin qui me remplace")
        anne.reads("Si vous avez son adresse de courriel, écrivez-la.")
        await anne.says("je n'ai pas son adresse")
        anne.reads("la coordination s’en occupe", "[Q1a]")
        assert await house.answers() == {}
        await anne.says("Un colloque en 2016")
        anne.reads("Noté pour [Q1a]")
        assert not (await house.place(ANNE))[2].declined, "whoever answers after all is in it again"


async def test_a_question_for_someone_of_another_agency_goes_to_a_person(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("/collegue Q2a elise@ars-normandie.example")
        assert ["autre organisme" in w.reason for w in await house.pen()] == [True]
        assert (await house.place(ELISE))[2].talk.first == ()


@pytest.mark.parametrize("words", ["C’est Maud Even, du service qualité", "Un colloque en 2016"])
async def test_words_instead_of_an_address_are_not_lost(tmp_path: Path, words: str) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("/collegue")
        await anne.says(words)
        anne.reads("Je n’y ai pas trouvé d’adresse", "[Q1a]")
        assert [w.extract for w in await house.pen()] == [words]
        await anne.presses("C’est ma réponse")
        assert await house.answers() == {"Q1a": words}
        assert await house.pen() == []


async def test_a_difficulty_is_told_in_one_message_or_two(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("/difficulte le lien du formulaire ne s’ouvre pas")
        anne.reads("transmis à la coordination", "[Q1a]")
        await anne.says("/difficulté")
        await anne.says("Je n’ai pas les chiffres de 2015")
        anne.reads("transmis à la coordination", "[Q1a]")
        assert ["difficulté" in w.reason for w in await house.pen()] == [True, True]
        assert await house.answers() == {}


async def test_stop_ends_the_messages_here_and_loses_nothing(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("Un colloque")
        await anne.says("/stop")
        anne.reads("plus de messages ni de rappels ici", "reprendre", "par courriel")
        person = (await house.place(ANNE))[3]
        assert (person.chat, person.devices) == ("", ("7",))
        await anne.says("merci")
        assert (anne.said.text, (await house.place(ANNE))[3].chat) == ("Merci à vous\u00a0!", "")
        await anne.says("Reprendre")
        anne.reads("[Q1b]")
        assert (await house.place(ANNE))[3].chat == "7"
        assert await house.answers() == {"Q1a": "Un colloque"}


async def test_an_answer_after_stop_is_an_answer(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("STOP")
        await anne.says("Q1b : un bus")
        anne.reads("Noté pour [Q1b]")
        assert (await house.place(ANNE))[3].chat == "7"


async def test_no_more_reminders_is_not_an_answer(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("ne plus me relancer")
        anne.reads("vous ne recevrez plus de rappel", "[Q1a]")
        assert (await house.place(ANNE))[2].stopped_at is not None
        await anne.says("reprendre les rappels")
        assert (await house.place(ANNE))[2].stopped_at is None
        await anne.says("me le rappeler plus tard")
        anne.reads("un rappel viendra plus tard", "[Q1a]")
        assert await house.answers() == {}


async def all_answered(anne: Correspondent) -> None:
    """She answers everything in one message; what is optional she passes over."""
    codes = ("Q1a", "Q1b", "Q2a", "Q2b", "Q3a", "Q3b", "Q4a", "Q4b", "Q5", "Q6")
    await anne.says("\n".join(f"{code} : néant" for code in codes))
    for _ in range(2):
        await anne.presses("Passer")


async def test_the_return_is_shown_confirmed_and_can_be_opened_again(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await all_answered(anne)
        anne.reads("Voici ce qui sera transmis pour l’ARS Bretagne", "[Q6] « néant »", "Est-ce bon ?")
        assert anne.labels[:3] == ["Tout est bon", "Corriger", "J’ai fini ma partie"]
        await anne.says("Q5 : oui, un levier pour tous les établissements et toutes les équipes de la région")
        anne.reads("Noté pour [Q5]")
        anne.reads_nothing_of("[Q6] « néant »")  # once is enough
        await anne.says("oui")
        anne.reads("Le retour est complet pour l’ARS Bretagne")
        assert await closed_by(house, ANNE) == ANNE
        assert (await house.place(ANNE))[2].finished_at is None
        await anne.says("/start")
        anne.reads("Le retour est complet")
        anne.reads_nothing_of("[Q1a] Réalisations")
        await anne.presses("Rouvrir")
        anne.reads("Le retour est rouvert pour l’ARS Bretagne", "Voici ce qui sera transmis")
        assert await closed_by(house, ANNE) == ""
        await anne.says("j’ai fini ma partie")
        assert (await house.place(ANNE))[2].finished_at is not None
        await anne.says("/reprendre")
        assert (await house.place(ANNE))[2].finished_at is None


async def test_what_is_not_right_is_corrected_before_it_is_handed_in(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await all_answered(anne)
        await anne.says("non")
        await anne.presses("Corriger Q2b")
        await anne.says("Une charte régionale depuis 2015, avec la SRA et 40 établissements, sans FIR")
        anne.reads("à la place de « néant »", "Le reste ne change pas. Est-ce bon ?")


async def test_after_the_closing_words_are_kept_and_a_person_sees_them(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await close_the_round(house, ANNE)
        await anne.says("Un colloque en 2016")
        anne.reads("Noté pour [Q1a]", "Le recueil est clos depuis le lundi 4 septembre 2017")
        anne.reads_nothing_of("[Q1b]")
        await anne.says("et un bus")
        anne.reads("J’ai gardé « et un bus »", "montré à la coordination")
        assert {w.extract for w in await house.pen()} == {"Un colloque en 2016", "et un bus"}
        await anne.says("/start")
        anne.reads("Le recueil est clos")
        anne.reads_nothing_of("[Q1b] Réalisations")


async def test_files_go_with_the_question_that_their_caption_names(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("Q3a", "plan.pdf")
        anne.reads("plan.pdf", "[Q3a]")
        await anne.says("Q2a : une charte", "charte.pdf")
        await anne.waits(seconds=30)
        await anne.says("", "divers.pdf")
        anne.reads("J’ai bien reçu « divers.pdf »", "[Q1a]")
        await anne.says("relire")
        anne.reads("joint : plan.pdf", "joint : charte.pdf", "Fichiers reçus : divers.pdf")
        answers = await house.answers()
        assert answers == {"Q3a": "Pièce jointe\u00a0: plan.pdf", "Q2a": "une charte"}


async def test_a_file_without_words_answers_by_one_tap(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("", "plan.pdf")
        await anne.presses("Joindre à Q1a")
        anne.reads("Noté pour [Q1a]", "[Q1b]")
        await anne.says("relire")
        anne.reads("joint : plan.pdf")
        anne.reads_nothing_of("Fichiers reçus")


async def test_the_photos_of_one_album_get_one_question_back(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("Un colloque", "photo-1.jpg")
        anne.reads("[Q1b]")
        await anne.waits(seconds=-60)
        await anne.says("", "photo-2.jpg")
        anne.reads("photo-2.jpg")
        anne.reads_nothing_of("[Q1b]")
        await anne.says("relire")
        anne.reads("joint : photo-1.jpg", "Fichiers reçus : photo-2.jpg")


async def test_an_edit_of_words_that_were_replaced_since_waits_for_a_word(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        first = await anne.says("Un colloque en 2015")
        await anne.says("corriger Q1a : un bus")
        await anne.edits(first, "Un colloque en 2016")
        anne.reads("a changé depuis")
        assert (await house.answers())["Q1a"] == "un bus"
        await anne.presses("Réponse à Q1a")
        assert (await house.answers())["Q1a"] == "un bus\n\nUn colloque en 2016"


async def test_an_edit_that_names_another_question_answers_that_one(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        first = await anne.says("Un colloque en 2015")
        await anne.edits(first, "Q2a : un colloque en 2015")
        assert (await house.answers())["Q2a"] == "un colloque en 2015"


async def test_the_glossary_explains_one_word_or_all(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("/glossaire fir")
        anne.reads("FIR : fonds d’intervention régional", "[Q1a]")
        anne.reads_nothing_of("RMM")
        await anne.says("glossaire")
        anne.reads("RMM : revue de morbi-mortalité", "FIR")
        await anne.says("/glossaire XYZ")
        anne.reads("n’est pas au glossaire")


async def test_an_unknown_command_is_said_to_be_one(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("/toto")
        anne.reads("Je ne connais pas la commande « /toto »", "[Q1a]")
        assert await house.answers() == {}


async def test_a_button_of_yesterday_passes_nothing_over_today(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        old = next(b.says for b in anne.buttons if b.label == "Passer")
        await anne.says("Un colloque")
        await anne.says(old)
        anne.reads("[Q1b]")
        assert (await house.place(ANNE))[2].talk.postponed == ()


async def test_a_colleague_who_was_written_to_before_hears_of_it_by_mail(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        _, _, invitation, _ = await house.place(YANN)

        async def decide(transaction: Transaction) -> None:
            transaction.put(replace(invitation, sendings=(Sending("open", house.now),)))

        await transact(house.installation.store, "test", decide)
        anne = await anne_in(house)
        await anne.says("/collegue Q2b yann@ars-bretagne.example")
        (notice,) = await posted(house, "yann@ars-bretagne.example")
        raw = await house.installation.files.get(notice.raw)
        assert raw is not None
        text = message_from_bytes(raw, policy=default).get_body(("plain",))
        assert text is not None
        assert "Anne Le Goff vous confie la question Q2b" in flat(text.get_content())


async def test_the_invitation_of_a_colleague_says_which_question_is_theirs(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("/collegue Q2b maud@ars-bretagne.example")
        campaign, round, invitation, maud = await house.place("pnsp/maud@ars-bretagne.example")
        async with house.installation.store.reading() as reading:
            letter = await letter_to(
                house.installation, reading, campaign, round, invitation, maud,
                LetterKind.INVITATION, "open", house.now, with_files=False,
            )  # fmt: skip
        text = message_from_bytes(house.installation.composer.compose(letter), policy=default).get_body(("plain",))
        assert text is not None
        assert "Un collègue de votre organisme vous confie la question Q2b" in flat(text.get_content())


async def test_an_unsure_sum_in_an_action_is_asked_about_and_stops_nobody(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        told = "Une action de 2016, avec la SRA, pour 12 établissements de la région, 40 k€ de FIR"
        await anne.says(told)
        anne.reads("À préciser si vous voulez : faut-il bien retenir « 40 k€ » ?", "[Q1b]")
        await anne.says("+ Montant FIR : 40 000 €")
        anne.reads("Ajouté à [Q1a]", "[Q1b]")
        await anne.says("Un réseau d’usagers")
        answers = await house.answers()
        assert answers == {"Q1a": f"{told}\n\nMontant FIR : 40 000 €", "Q1b": "Un réseau d’usagers"}


async def test_what_is_left_is_said_when_the_return_is_closed_all_the_same(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await anne_in(house)
        await anne.says("Q1a : un bus")
        await anne.says("/terminer pour mon ARS")
        anne.reads("Le retour est complet pour l’ARS Bretagne", "Restent sans réponse : [Q1b]")
        assert await closed_by(house, ANNE) == ANNE
