"""Talking as people do: two answers on a line, a successor named, mistyped orders, requests, and after the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.house import ANNE, CONTACTS, YANN, a_house
from tests.usecases.speaking import contact, opened
from usecases.launch_campaign import CampaignOrder
from usecases.rounds import RoundOrder


async def test_the_successor_whom_we_ask_for_is_no_answer(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("Je ne suis plus en poste")
        anne.reads("À qui devons-nous écrire ?")
        await anne.says("Marie Dupont, marie.dupont@ars-bretagne.example")
        anne.reads("marie.dupont@ars-bretagne.example va recevoir une invitation à répondre pour l’ARS Bretagne")
        assert await house.answers() == {}
        marie = await contact(house, "marie.dupont@ars-bretagne.example")
        assert marie is not None
        assert marie.name == "Marie Dupont"


@pytest.mark.parametrize("words", ["Marie Dupont", "C’est Mme Marie Dupont, cheffe du pôle qualité"])
async def test_a_successor_without_an_address_is_shown_to_a_person(tmp_path: Path, words: str) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("Je ne suis plus en charge de ce dossier")
        await anne.says(words)
        anne.reads("transmis à la coordination", "Si vous avez son adresse")
        assert await house.answers() == {}
        await anne.presses("Continuer")
        anne.reads("[Q1a]")


async def test_whoever_goes_on_after_saying_that_they_left_answers(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("Je ne suis plus en poste")
        await anne.says("Un colloque en 2016")
        anne.reads("Noté pour [Q1a]", "[Q1b]")
        await anne.says("Un bus, contact : bus@ars-bretagne.example")
        assert await house.answers() == {
            "Q1a": "Un colloque en 2016",
            "Q1b": "Un bus, contact : bus@ars-bretagne.example",
        }


async def test_a_successor_named_at_once_is_not_asked_for_again(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("Je ne suis plus en poste, voyez avec marie.dupont@ars-bretagne.example")
        anne.reads("marie.dupont@ars-bretagne.example va recevoir une invitation")
        anne.reads_nothing_of("À qui devons-nous écrire")
        assert await house.answers() == {}


async def test_who_has_finished_is_asked_nothing_more(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("Un colloque en 2016")
        await anne.says("j’ai fini pour mon ARS")
        await anne.says("merci")
        anne.reads("Merci à vous", "Le retour est complet")
        anne.reads_nothing_of("Question 2 sur 10")
        await anne.says("Q1b : un bus")
        anne.reads("Noté pour [Q1b]", "Le retour est complet")
        await anne.says("Q2a")
        anne.reads("Question 3 sur 10")
        await anne.says("rouvrir")
        anne.reads("Le retour est rouvert pour l’ARS Bretagne", "[Q2a]")


async def test_who_has_finished_their_part_is_asked_what_a_colleague_hands_to_them(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne, yann = await opened(house, ANNE, "7"), await opened(house, YANN, "8")
        await yann.says("j’ai fini ma partie")
        await anne.says(f"/collegue Q3a {YANN.partition('/')[2]}")
        await yann.says("bonjour")
        yann.reads("[Q3a]")


async def test_a_message_longer_than_a_messenger_takes_was_not_cut(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.terminal(ANNE, "/start")
        await house.terminal(ANNE, "é" * 20_000)
        await house.terminal(ANNE, "Un bus")
        assert await house.answers() == {"Q1a": "é" * 20_000, "Q1b": "Un bus"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Q1a : un bus Q1b : rien de connu", {"Q1a": "un bus", "Q1b": "rien de connu"}),
        ("Q2a : Une formation. Q2b : rien, Q5=oui", {"Q2a": "Une formation.", "Q2b": "rien", "Q5": "oui"}),
        ("[Q1a] un bus [Q1b] un colloque", {"Q1a": "un bus", "Q1b": "un colloque"}),
        ("Pour la Q1a : un bus. Pour la Q1b : deux", {"Q1a": "un bus.", "Q1b": "deux"}),
        ("Un bus. Q1b : un colloque", {"Q1a": "Un bus.", "Q1b": "un colloque"}),
        ("Un bus, voir Q1b : le colloque", {"Q1a": "Un bus, voir Q1b : le colloque"}),
        ("Q1b : un bus à 14:00, cf. Q2a : idem", {"Q1b": "un bus à 14:00, cf. Q2a : idem"}),
        ("\u200f\u202bQ3a : un bus\u202c", {"Q3a": "un bus"}),
    ],
    ids=["colons", "sentences", "brackets", "for question", "the asked one first", "refers", "refers later", "marks"],
)
async def test_several_answers_on_one_line_go_each_to_its_question(
    tmp_path: Path, words: str, expected: dict[str, str]
) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says(words)
        assert await house.answers() == expected


async def test_a_mistyped_command_is_no_answer_and_one_tap_away(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("Un bus")
        await anne.says("/modifer Q1a")
        anne.reads("Vouliez-vous écrire « /modifier Q1a » ?")
        await anne.presses("/modifier Q1a")
        anne.reads("[Q1a]", "Votre réponse : « Un bus »")
        assert await house.answers() == {"Q1a": "Un bus"}


async def test_an_answer_that_begins_like_a_command_is_one_tap_from_its_question(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("/prévention des chutes")
        assert await house.answers() == {"Q1a": "/prévention des chutes"}
        await anne.says("/modifie les pratiques de soins")
        await anne.presses("C’est ma réponse")
        assert (await house.answers())["Q1b"] == "/modifie les pratiques de soins"


@pytest.mark.parametrize("words", ["supprimer Q1a", "effacer ma réponse à Q1a", "remplacer Q1a"])
async def test_an_answer_to_be_taken_away_is_shown_with_what_may_replace_it(tmp_path: Path, words: str) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("Un bus")
        await anne.says(words)
        anne.reads("Votre réponse : « Un bus ». Ce que vous écrivez maintenant la remplace")
        await anne.presses("Rien à signaler")
        assert await house.answers() == {"Q1a": "Rien à signaler"}


@pytest.mark.parametrize(
    "words",
    [
        "merci de m’envoyer le questionnaire en Word",
        "Rappelez-moi au 06 12 34 56 78 svp",
        "Pourriez-vous nous renvoyer le formulaire",
        "je souhaite être rappelée demain",
    ],
)
async def test_what_is_asked_of_people_goes_to_people(tmp_path: Path, words: str) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says(words)
        anne.reads("Votre demande est transmise à la coordination", "[Q1a]")
        assert await house.answers() == {}
        await anne.presses("C’est ma réponse")
        assert await house.answers() == {"Q1a": words}


async def test_an_album_gets_one_reply_and_goes_with_one_question(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("Q3a : voir ces photos", "photo-1.jpg", album="517")
        anne.reads("Noté pour [Q3a]", "[Q1a]")
        for number in (2, 3):
            await anne.says("", f"photo-{number}.jpg", album="517")
            assert (anne.said.text, anne.said.queued) == ("", ())
        await anne.says("relire")
        anne.reads("[Q3a] « voir ces photos » ; joint : photo-1.jpg, photo-2.jpg, photo-3.jpg")
        await anne.says("", "photo-4.jpg", album="518")
        anne.reads("photo-4.jpg", "[Q1a]")


async def test_an_album_without_words_goes_with_a_question_by_one_tap(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("", "photo-1.jpg", album="517")
        joining = anne.said
        await anne.says("", "photo-2.jpg", album="517")
        anne.said = joining
        await anne.presses("Joindre à Q1a")
        await anne.says("relire")
        anne.reads("joint : photo-1.jpg, photo-2.jpg")
        anne.reads_nothing_of("Fichiers reçus")


async def test_an_album_is_one_thing_for_a_coordinator_to_look_at(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("Q3a : voir ces photos", "photo-1.jpg", album="517")
        for number in (2, 3):
            await anne.says("", f"photo-{number}.jpg", album="517")
        await anne.says("Bus en 2016")
        await anne.says("", "photo-4.jpg", album="518")
        album, alone = sorted(await house.pen(), key=lambda waiting: waiting.received_at)
        assert album.attachments == ("photo-1.jpg", "photo-2.jpg", "photo-3.jpg")
        assert len(album.together) == 2
        assert alone.attachments == ("photo-4.jpg",)


async def test_a_recording_is_listened_to_by_a_person_and_may_be_written_too(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("", "message-vocal-3.ogg")
        anne.reads("la coordination l’écoutera", "[Q1a]")
        (waiting,) = await house.pen()
        assert waiting.reason == "Un enregistrement, qui tient peut-être une réponse."


async def test_the_word_for_groups_says_in_private_where_it_is_written(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("/lier")
        anne.reads("« /lier » s’écrit dans un groupe", "[Q1a]")


@pytest.mark.parametrize("words", ["oui", "Oui !", "d’accord", "ok"])
async def test_yes_to_an_optional_follow_up_is_no_addition(tmp_path: Path, words: str) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        for code in ("Q1b", "Q2a", "Q2b", "Q3a", "Q3b", "Q4a", "Q4b", "Q5", "Q6", "H2", "H3"):
            await anne.says(f"{code} : néant")
        await anne.says("Q1a : un bus")
        anne.reads("Une précision facultative")
        await anne.says(words)
        assert (await house.answers())["Q1a"] == "un bus"
        await anne.says("Depuis 2016, avec la SRA")
        anne.reads("Ajouté à [Q1a]", "Voici ce qui sera transmis")
        assert (await house.answers())["Q1a"] == "un bus\n\nDepuis 2016, avec la SRA"


async def test_back_goes_to_the_question_asked_before(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("retour")
        anne.reads("[Q1a]")
        await anne.says("Un bus")
        await anne.says("retour")
        anne.reads("[Q1a]", "Votre réponse : « Un bus »")
        for code in ("Q1b", "Q2a", "Q2b", "Q3a", "Q3b", "Q4a", "Q4b", "Q5", "Q6"):
            await anne.says(f"{code} : néant")
        await anne.says("H2")
        await anne.says("retour")
        anne.reads("[Q6]")


REX = CampaignOrder("pnsp", "rex-2014", CONTACTS, "contacts.csv", RoundOrder("2017-07-17", "2017-09-29"), "ars-2017")


async def test_a_number_that_is_asked_back_is_chosen_with_one_tap(tmp_path: Path) -> None:
    async with a_house(tmp_path, order=REX) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("il y a 34 ES publics et 12 privés")
        anne.reads("plusieurs nombres (34, 12)")
        assert anne.labels[:3] == ["34", "12", "46 en tout"]
        await anne.presses("46 en tout")
        anne.reads("Noté pour [I1]", "[I2]")
        await anne.says("3 sur 12")
        anne.reads("faut-il retenir 3 ?")
        await anne.says("oui")
        anne.reads("à la place de « 3 sur 12 » : « 3 »", "[I3]")
        assert await house.answers() == {"I1": "46", "I2": "3"}


async def test_what_is_no_number_is_asked_back_once_and_then_kept(tmp_path: Path) -> None:
    async with a_house(tmp_path, order=REX) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("beaucoup")
        anne.reads("Par exemple : « 34 » ou « environ 30 »")
        await anne.says("Beaucoup !")
        anne.reads("Je garde « beaucoup » tel quel.", "[I2]")
        await anne.says("énormément")
        await anne.says("trop pour les compter")
        anne.reads("Gardé tel quel ; « I2 : … » le précise quand vous voulez.", "[I3]")
        assert await house.answers() == {"I1": "beaucoup", "I2": "énormément\n\ntrop pour les compter"}


async def test_a_sum_that_does_not_hold_is_told_once_per_change(tmp_path: Path) -> None:
    does_not = "sont plus nombreux que les événements analysés"
    async with a_house(tmp_path, order=REX) as house:
        anne = await opened(house, ANNE, "7")
        for words in ("10", "20", "30", "40"):
            await anne.says(words)
        await anne.says("60")
        anne.reads(f"Noté pour [I5a] : « 60 ». Les événements ayant donné lieu à des actions d’amélioration {does_not}")
        for words in ("10", "oui", "3"):
            await anne.says(words)
            anne.reads_nothing_of(does_not)
        await anne.says("4")
        anne.reads(does_not, "I5a + I5b + I5c + I5d = 77", "Est-ce bon ?")
        await anne.says("I1 : 11")
        anne.reads_nothing_of(does_not)
        await anne.says("I5a : 50")
        anne.reads(does_not, "= 67")
        await anne.says("I4 : 100")
        anne.reads_nothing_of(does_not)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Bonjour", "Bonjour !"),
        ("bonsoir madame", "Bonjour !"),
        ("merci bonne journée", "Merci à vous"),
        ("ok", "Bien reçu"),
    ],
)
async def test_a_courtesy_is_returned(tmp_path: Path, words: str, answer: str) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says(words)
        anne.reads(answer, "[Q1a]")


async def test_whoever_takes_leave_is_asked_nothing_more(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("au revoir et bonne journée")
        anne.reads("À bientôt !", "nous reprendrons à [Q1a]")
        await anne.presses("Reprendre")
        anne.reads("[Q1a]")


async def test_an_edit_that_names_another_question_says_what_stays_behind(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        message = await anne.says("Q1b : un colloque")
        await anne.edits(message, "Q2a : un colloque")
        anne.reads("Noté pour [Q2a]", "[Q1b] garde « un colloque »")
        await anne.presses("Corriger Q1b")
        anne.reads("Ce que vous écrivez maintenant la remplace")


async def test_what_is_asked_stands_apart_and_what_will_be_handed_in_says_how_it_was_understood(tmp_path: Path) -> None:
    async with a_house(tmp_path, order=REX) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("trente-cinq")
        assert "« trente-cinq ». Compris : 35.\n\nQuestion 2 sur 8" in anne.said.text.replace("\u00a0", " ")
        for code in ("I3", "I4", "I5a", "I5b", "I5c", "I5d"):
            await anne.says(f"{code} : 0")
        await anne.says("beaucoup")
        assert "Je ne sais pas" in anne.labels
        assert "Remplacer ma réponse" not in anne.labels
        await anne.says("beaucoup")
        anne.reads("[I1] « trente-cinq » (35)", "[I2] « beaucoup » (chiffre à préciser)", "Est-ce bon ?")


async def test_an_order_that_is_only_written_better_is_not_carried_out_twice(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        message = await anne.says("pasesr")
        anne.reads("[Q1b]")
        await anne.edits(message, "passer")
        anne.reads("[Q1b]")
        await anne.edits(message, "Q1b : un bus")
        anne.reads("Noté pour [Q1b]")


async def test_what_a_colleague_answers_to_the_very_question_that_waits_is_told_once(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        anne.reads("[Q1a]")
        await house.mail(YANN, "Q1a", "Un bus par courriel")
        await anne.says("bonjour")
        anne.reads("Nous en sommes à : [Q1a]", "Yann Le Bihan a répondu : « Un bus par courriel ».")
        await anne.says("merci")
        anne.reads_nothing_of("Un bus par courriel")
        await anne.says("suivant")
        anne.reads("[Q1b]")
