"""Talking as people do: buttons by their place, earlier messages answered, questions asked back, words cut short."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.house import ANNE, CONTACTS, YANN, House, a_house
from tests.usecases.speaking import Correspondent, opened
from usecases.launch_campaign import CampaignOrder
from usecases.rounds import RoundOrder

REX = CampaignOrder("pnsp", "rex-2014", CONTACTS, "contacts.csv", RoundOrder("2017-07-17", "2017-09-29"), "ars-2017")
CODES = ("Q1a", "Q1b", "Q2a", "Q2b", "Q3a", "Q3b", "Q4a", "Q4b", "Q5", "Q6", "H2", "H3")


async def quoting(anne: Correspondent, said: str, words: str) -> None:
    """She answers an earlier message of ours."""
    anne.said = await anne.house.chat(anne.chat, words, quoted=said)


async def nothing_left(house: House) -> Correspondent:
    """Anne, who has answered everything and is asked whether it is right."""
    anne = await opened(house, ANNE, "7")
    await anne.says("\n".join(f"{code} : néant" for code in CODES))
    anne.reads("Voici ce qui sera transmis", "Est-ce bon ?")
    return anne


@pytest.mark.parametrize("words", ["2", "la 2e", "le deuxième", "la seconde svp", "la dernière", "option 2"])
async def test_a_button_is_chosen_by_its_place(tmp_path: Path, words: str) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("Q1 : un colloque")
        assert anne.labels[:2] == ["Réponse à Q1a", "Réponse à Q1b"]
        await anne.says(words)
        anne.reads("Noté pour [Q1b] : « Q1 : un colloque ».")
        assert await house.pen() == []


async def test_a_number_where_a_number_is_asked_is_an_answer_and_a_rank_is_a_button(tmp_path: Path) -> None:
    async with a_house(tmp_path, order=REX) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("il y a 34 ES publics et 12 privés")
        await anne.says("le 2e")
        anne.reads("à la place de", "« 12 »", "[I2]")
        await anne.says("2")
        anne.reads("Noté pour [I2] : « 2 ».")
        await anne.says("terminer")
        await anne.says("1")
        anne.reads("Avez-vous fini votre partie seulement")
        await anne.says("la première")
        anne.reads("votre partie est terminée")
        assert await house.answers() == {"I1": "12", "I2": "2"}


async def test_a_rank_that_was_an_answer_is_one_tap_away(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("le 2e")
        anne.reads("[Q1a] est mise de côté")
        await anne.says("12")
        assert (await house.answers())["Q1b"] == "12", "a number alone is an answer where nothing was to be chosen"


@pytest.mark.parametrize("words", ["aucune idée", "je ne sais pas", "jsp", "non rien", "RAS"])
async def test_nobody_needs_to_look_at_words_that_say_nothing_where_nothing_is_asked(
    tmp_path: Path, words: str
) -> None:
    async with a_house(tmp_path) as house:
        anne = await nothing_left(house)
        await anne.says(words)
        assert anne.labels[0] == "Tout est bon" or "Le retour est complet" in anne.said.text
        assert await house.pen() == []


async def test_a_correction_shows_what_changed_and_not_everything_again(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await nothing_left(house)
        await anne.says("non")
        anne.reads("Quelle réponse faut-il changer ?")
        anne.reads_nothing_of("[Q1a]")
        await anne.says("le 2e")  # the buttons are « Corriger H2 », « Corriger H3 », …
        anne.reads("[H3]")
        await anne.says("Maud Even")
        anne.reads("Noté pour [H3], à la place de « néant » : « Maud Even ».", "Le reste ne change pas. Est-ce bon ?")
        anne.reads_nothing_of("[Q6]")
        await anne.says("Q1a : Un bus en 2016 avec la SRA, pour 12 EHPAD, sans FIR")
        anne.reads("Le reste ne change pas. Est-ce bon ?")
        await anne.says("c bon")
        anne.reads("Le retour est complet")
        await anne.says("rouvrir")
        anne.reads("[H3] « Maud Even »", "Est-ce bon ?")


async def test_a_colleague_who_adds_to_an_answer_is_told_of_once(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne, yann = await opened(house, ANNE, "7"), await opened(house, YANN, "8")
        await anne.says("Un colloque")
        await yann.says("Q1a : Un bus")
        await anne.says("Une charte")
        anne.reads("Yann Le Bihan a répondu aussi à [Q1a] : « Un bus ».", "Noté pour [Q1b]")
        await anne.says("liste")
        anne.reads_nothing_of("Yann Le Bihan")
        await yann.says("Q1a + et un car")
        await yann.says("Q2a : une affiche")
        await anne.says("merci")
        anne.reads("Yann Le Bihan a répondu : « une affiche »", "a répondu aussi à [Q1a] : « et un car ».")
        await yann.says("Q2a + et une autre")
        await anne.says("merci")
        anne.reads_nothing_of("et une autre")  # she said nothing there herself


async def test_an_answer_to_an_earlier_message_goes_to_its_question(tmp_path: Path) -> None:
    async with a_house(tmp_path, order=REX) as house:
        anne = await opened(house, ANNE, "7")
        for words in ("34", "120", "45"):
            await anne.says(words)
        both = "Noté pour [I1] : « 34 ».\n\nQuestion 2 sur 8\n[I2] Le nombre de professionnels formés"
        await quoting(anne, "Noté pour [I1] : « 34 ».", "35")
        anne.reads("Noté pour [I1], à la place de « 34 » : « 35 ».", "[I4]")
        await quoting(anne, both, "non, 36")
        assert (await house.answers())["I1"] == "36"
        await quoting(anne, both, "121")
        anne.reads("À quelle question répondez-vous ?")
        assert anne.labels[:2] == ["Réponse à I1", "Réponse à I2"]
        await quoting(anne, "Question 4 sur 8\n[I4] Le nombre d’événements analysés", "200")
        assert await house.answers() == {"I1": "36", "I2": "120", "I3": "45", "I4": "200"}
        await quoting(anne, both, "merci")
        anne.reads("Merci à vous")


async def test_an_answer_to_a_message_of_their_own_completes_what_it_said(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        first = await anne.says("Un colloque en 2016")
        await anne.says("Un bus")
        anne.said = await house.chat(anne.chat, "et une journée en 2017", answered=str(first))
        anne.reads("Ajouté à [Q1a]", "[Q2a]")
        assert await house.answers() == {"Q1a": "Un colloque en 2016\n\net une journée en 2017", "Q1b": "Un bus"}


@pytest.mark.parametrize("words", ["je voulais dire 35", "non, 35", "oups, plutôt 35", "Correction : 35"])
async def test_what_was_meant_takes_the_place_of_what_was_said(tmp_path: Path, words: str) -> None:
    async with a_house(tmp_path, order=REX) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("34")
        await anne.says(words)
        anne.reads("Noté pour [I1], à la place de « 34 » : « 35 ».", "[I2]")
        assert await house.answers() == {"I1": "35"}


async def test_yes_to_an_answer_that_stands_keeps_it(tmp_path: Path) -> None:
    async with a_house(tmp_path, order=REX) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("34")
        await anne.says("I1")
        await anne.says("oui")
        anne.reads("Je garde « 34 ».", "[I2]")
        assert await house.answers() == {"I1": "34"}


async def test_an_attachment_that_is_only_named_is_asked_for_and_goes_with_the_answer(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("voir pièce jointe")
        anne.reads("Noté pour [Q1a]", "Je n’ai pas encore ce document : envoyez-le ici, il ira avec [Q1a].", "[Q1b]")
        await anne.says("", "plan.pdf")
        anne.reads("Ajouté à [Q1a] : « Pièce jointe : plan.pdf ».", "[Q1b]")
        await anne.says("", "photo.jpg")
        await anne.says("cf. document joint")
        anne.reads("Noté pour [Q1b]", "« photo.jpg » va avec [Q1b].")
        await anne.says("pour la question Q3a", "charte.pdf")
        anne.reads("Ajouté à [Q3a] : « Pièce jointe : charte.pdf ».")
        await anne.says("relire")
        anne.reads("joint : plan.pdf", "joint : photo.jpg", "joint : charte.pdf")
        anne.reads_nothing_of("Fichiers reçus")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("c bon", "Bien reçu."),
        ("ok merci bcp", "Merci à vous"),
        ("thanks", "Merci à vous"),
        ("putain", "Désolé que ce soit pénible."),
        ("attendez", "Je vous écoute"),
        ("jusqu’à quand ?", "vendredi 29 septembre 2017"),
        ("what is the deadline?", "vendredi 29 septembre 2017"),
        ("qui lit mes réponses ?", "à la coordination de ce questionnaire"),
        ("qui a répondu ?", "Personne n’a encore répondu pour l’ARS Bretagne."),
        ("c’est quoi un CREX ?", "« CREX » n’est pas au glossaire. Votre question est transmise"),
        ("C QUOI LE FIR", "FIR : fonds d’intervention régional"),
        ("RGPD ?", "Votre question est transmise"),
        ("putain ça marche pas votre truc", "transmis à la coordination"),
        ("je préfère répondre par mail", "Répondez simplement à votre courriel d’invitation"),
        ("comment on envoie une photo ?", "Envoyez-le simplement ici"),
        ("/lsite", "Les questions :"),
        ("/fini", "Avez-vous fini votre partie seulement"),
    ],
)
async def test_what_is_no_answer_is_heard_and_not_recorded(tmp_path: Path, words: str, answer: str) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says(words)
        anne.reads(answer)
        assert await house.answers() == {}


async def test_who_has_answered_is_told(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("Un colloque")
        await house.mail(YANN, "Q2a", "Une charte")
        await anne.says("qui a répondu ?")
        anne.reads("Ont répondu pour l’ARS Bretagne : vous ([Q1a]) ; Yann Le Bihan ([Q2a]).")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I1 34, I2 120; I3 45", {"I1": "34", "I2": "120", "I3": "45"}),
        ("I1 -> 34\nI2 => 120", {"I1": "34", "I2": "120"}),
        ("I1= 34; I2= 120", {"I1": "34", "I2": "120"}),
    ],
)
async def test_codes_in_a_row_name_each_its_answer(tmp_path: Path, words: str, expected: dict[str, str]) -> None:
    async with a_house(tmp_path, order=REX) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says(words)
        assert await house.answers() == expected


async def test_what_is_optional_and_was_passed_over_is_not_asked_again(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("\n".join(f"{code} : néant" for code in CODES[:-2]))
        anne.reads("[H2]")
        await anne.says("passer")
        anne.reads("[H3]")
        await anne.says("passer")
        anne.reads("Est-ce bon ?")


async def test_a_question_answered_by_mail_since_it_was_asked_waits_no_more(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await house.mail(ANNE, "Q1a", "Un réseau d’usagers")
        await anne.waits(days=60)
        await anne.says("bonjour, où en étais-je ?")
        anne.reads("[Q1a] vous avez répondu par courriel", "1 réponse sur 10", "Question 2 sur 10")


async def test_a_question_is_named_by_what_stands_first_in_its_label(tmp_path: Path) -> None:
    order = CampaignOrder(
        "pnsp", "feuille-de-route-2023", CONTACTS, "contacts.csv", RoundOrder("2017-07-17", "2017-09-29"), "ars-2017"
    )
    async with a_house(tmp_path, order=order) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("axe 2 : une charte\navec la SRA\nPour l’axe 3, rien")
        anne.reads("Noté pour [A2]", "Noté pour [A3] : néant.", "[A1]")
        assert await house.answers() == {"A2": "une charte\navec la SRA", "A3": "rien"}


async def test_a_name_that_two_questions_share_asks_which(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("axe 2 : une charte")
        anne.reads("À quelle question répondez-vous ?", "[Q1a]")
        await anne.says("la première")
        anne.reads("Noté pour [Q2a] : « axe 2 : une charte ».")
        await anne.says("Axe 1 : un bus")
        assert (await house.answers())["Q1a"] == "Axe 1 : un bus", "it is the one that waits"


async def test_the_last_question_put_off_is_not_asked_again_at_once(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("\n".join(f"{code} : néant" for code in CODES if code != "Q6"))
        anne.reads("[Q6]")
        await anne.says("plus tard")
        anne.reads("[Q6] est mise de côté.", "Il reste sans réponse : [Q6]")
        await anne.says("bonjour")
        anne.reads_nothing_of("Question 10 sur 10")


@pytest.mark.parametrize("words", ["oui, sauf Q3a", "pas Q3a", "la Q3a est fausse", "erreur sur la question Q3a"])
async def test_what_is_wrong_in_the_whole_is_put_right(tmp_path: Path, words: str) -> None:
    async with a_house(tmp_path) as house:
        anne = await nothing_left(house)
        await anne.says(words)
        anne.reads("[Q3a]", "Ce que vous écrivez maintenant la remplace")
        assert (await house.answers())["Q3a"] == "néant"


async def test_the_thanks_below_the_last_answer_are_none_of_it(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("Bonjour,\nQ1a : un bus\nQ1b : une charte\navec la SRA\nCordialement,\nAnne Le Goff")
        assert await house.answers() == {"Q1a": "un bus", "Q1b": "une charte\navec la SRA"}
        await anne.says("Bonjour Monsieur, je vous prie de trouver ci-dessous nos réponses. Bien à vous.")
        anne.reads("Je vous écoute", "[Q2a]")


async def test_a_question_announced_is_asked_of_people(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("j’ai une question")
        anne.reads("Posez-la en quelques mots")
        await anne.says("Les cliniques comptent-elles ?")
        anne.reads("Votre question est transmise", "[Q1a]")
        (waiting,) = await house.pen()
        assert waiting.reason == "Une question est posée dans la conversation."


async def test_a_code_that_is_none_here_is_no_answer(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("Q99")
        anne.reads("Cette question n’existe pas ici")
        await anne.presses("C’est ma réponse")
        assert await house.answers() == {"Q1a": "Q99"}


@pytest.mark.parametrize("words", ["RAS pour le reste", "tout le reste : RAS", "RAS partout", "Pour les autres, RAS"])
async def test_one_word_for_all_that_is_left_is_asked_about_and_then_written(tmp_path: Path, words: str) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("Un colloque")
        await anne.says(words)
        if words != "tout le reste : RAS":  # what the button says
            anne.reads("Faut-il noter « RAS » pour les 9 questions encore sans réponse ?")
            assert anne.labels[:2] == ["Oui, pour les 9", "Seulement Q1b"]
            assert await house.answers() == {"Q1a": "Un colloque"}
            await anne.says("oui")
        anne.reads("[H2]")
        answers = await house.answers()
        assert (len(answers), answers["Q1a"], answers["Q6"]) == (10, "Un colloque", "RAS")


async def test_no_to_what_we_proposed_changes_nothing(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        anne = await opened(house, ANNE, "7")
        await anne.says("néant partout")
        await anne.says("non")
        anne.reads("[Q1a] Réalisations")
        await anne.says("/modifer Q1a")
        await anne.says("oui")
        anne.reads("[Q1a]")
        await anne.says("Du matériel partout dans la région")
        assert await house.answers() == {"Q1a": "Du matériel partout dans la région"}
