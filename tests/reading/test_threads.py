"""Replies to a reminder or a receipt, nested replies, forwards: answers still land on their questions."""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage

from mail.reading import read_reply
from tests.mails.clients import WHO, envelope, with_answers
from tests.reading.letters import invited, letter, questionnaire
from tests.reading.manners import NBSP, Bodies, bodies_of
from tests.reading.test_corpus import plain, plain_all
from usecases.letters import ReceiptContent, UnderstoodAnswer
from usecases.messages import LetterKind
from usecases.replies import Asked, Reply, SentLetter

ASKED = questionnaire()
INVITATION = letter(ASKED)
REMINDER = letter(ASKED, LetterKind.REMINDER)


def receipt(answers: dict[str, str]) -> SentLetter:
    understood = tuple(UnderstoodAnswer(q, answers[q.code]) for q in ASKED.questions() if q.code in answers)
    missing = tuple(code for code in ASKED.codes if code not in answers)
    return letter(ASKED, LetterKind.RECEIPT, ReceiptContent(understood=understood), missing)


def asked(*letters: SentLetter, open: tuple[str, ...] = ASKED.codes) -> Asked:
    return Asked(ASKED, ASKED.codes, open, letters)


def ours(sent: SentLetter) -> Bodies:
    return bodies_of(asked(sent))


def read(text: str, asked: Asked) -> Reply:
    message = envelope()
    message.set_content(text)
    return read_reply(message.as_bytes(), asked)


def answers(reply: Reply) -> dict[str, str]:
    return plain_all({placed.code: placed.text for placed in reply.answers})


def quoted(text: str, mark: str = "> ") -> str:
    return "\n".join((mark + line).rstrip() for line in text.split("\n"))


HEADER = f"Le 17/07/2017 à 09:00, {WHO} a écrit{NBSP}:"
MINE = f"Le 18/07/2017 à 10:00, Marie Dupont <marie.dupont@ars.example> a écrit{NBSP}:"


def test_a_reply_to_the_reminder_is_placed() -> None:
    text = f"{HEADER}\n{with_answers(ours(REMINDER), {'Q5': 'Oui.', 'Q6': 'Rien.'}, '> ')}"
    assert answers(read(text, asked(REMINDER, INVITATION))) == {"Q5": "Oui.", "Q6": "Rien."}


def test_a_reply_to_the_older_invitation_is_placed_too() -> None:
    text = f"{HEADER}\n{with_answers(ours(INVITATION), {'Q1a': 'Oui.', 'Q6': 'Rien.'}, '> ')}"
    assert answers(read(text, asked(REMINDER, INVITATION))) == {"Q1a": "Oui.", "Q6": "Rien."}


def test_what_a_receipt_gave_back_is_not_answered_again() -> None:
    given = {"Q1a": "Trois réunions régionales ont eu lieu.", "Q5": "Oui, un levier."}
    sent = receipt(given)
    text = f"{HEADER}\n{with_answers(ours(sent), {'Q6': 'Élargir à la ville.'}, '> ')}"
    reply = read(text, asked(sent, INVITATION, open=("Q6",)))
    assert answers(reply) == {"Q6": "Élargir à la ville."}
    assert reply.leftover == ()


def test_a_correction_typed_under_what_a_receipt_gave_back_is_placed() -> None:
    sent = receipt({"Q1a": "Trois réunions.", "Q5": "Oui, un levier."})
    lines = []
    for line in ours(sent).text.split("\n"):
        lines.append(f"> {line}")
        if "Trois réunions" in line:
            lines += ["", "Quatre réunions, en fait.", ""]
    assert answers(read(f"{HEADER}\n" + "\n".join(lines), asked(sent, INVITATION, open=("Q6",)))) == {
        "Q1a": "Quatre réunions, en fait."
    }


def test_answers_in_a_quoted_reply_that_never_reached_us_count() -> None:
    earlier = f"{MINE}\n> {HEADER}\n" + "\n".join(
        line[1:] if line.startswith(">>") else f"> {line}" if line else ">"
        for line in with_answers(ours(INVITATION), {"Q5": "Oui, un levier."}, "> ").split("\n")
    )
    reply = read(f"Q6 : rien de plus.\n\n{earlier}", asked(INVITATION))
    assert answers(reply) == {"Q6": "rien de plus.", "Q5": "Oui, un levier."}


def test_a_quoted_older_answer_never_overrides_a_known_one() -> None:
    earlier = "\n".join(
        f"> {line}" if line else ">"
        for line in with_answers(ours(INVITATION), {"Q5": "Une ancienne réponse assez longue."}, "> ").split("\n")
    )
    reply = read(f"Q6 : rien de plus.\n\n{MINE}\n{earlier}", asked(INVITATION, open=("Q6",)))
    assert answers(reply) == {"Q6": "rien de plus."}


def test_a_colleague_answers_in_a_forward() -> None:
    text = f"Q5 : oui pour le pôle.\n\n---------- Forwarded message ---------\nDe : {WHO}\nDate : lun. 17 juil. 2017 à 09:00\nObjet : Bilan\nÀ : Marie Dupont <marie.dupont@ars.example>\n\n{ours(INVITATION).text}"
    assert answers(read(text, asked(INVITATION))) == {"Q5": "oui pour le pôle."}


def test_a_reply_attached_to_a_forward_is_read() -> None:
    inner = EmailMessage()
    inner["From"] = "Paul Petit <paul.petit@ars.example>"
    inner["Subject"] = "RE: Bilan"
    inner.set_content("Q5 : oui, dit Paul.")
    message = envelope("TR: ")
    message.set_content("Voir le message de mon collègue.")
    message.add_attachment(inner)
    assert answers(read_reply(message.as_bytes(), asked(INVITATION))) == {"Q5": "oui, dit Paul."}


def test_our_own_letter_attached_is_no_answer() -> None:
    message = envelope("TR: ")
    message.set_content("Q6 : rien.")
    message.add_attachment(INVITATION.raw, maintype="application", subtype="octet-stream")
    message.add_attachment(_as_message(INVITATION.raw))
    assert answers(read_reply(message.as_bytes(), asked(INVITATION))) == {"Q6": "rien."}


def _as_message(raw: bytes) -> EmailMessage:
    import email
    import email.policy

    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_questions_copied_on_top_and_the_untouched_letter_below() -> None:
    copied = with_answers(ours(INVITATION), {"Q5": "Oui.", "Q6": "Rien."}, "")
    start = copied.index("[Q5]")
    end = copied.index("Vous n’êtes pas")
    text = f"Bonjour,\n\n{copied[start:end]}\n\nMarie Dupont\n\n{HEADER}\n{quoted(ours(INVITATION).text)}"
    assert answers(read(text, asked(INVITATION))) == {"Q5": "Oui.", "Q6": "Rien."}


def test_the_text_part_that_says_nothing_gives_way_to_the_page() -> None:
    message = envelope()
    message.set_content("Ce message est en HTML.\n")
    message.add_alternative("<p>Q6 : rien.</p>", subtype="html")
    assert answers(read_reply(message.as_bytes(), asked(INVITATION))) == {"Q6": "rien."}


def test_the_page_that_says_nothing_gives_way_to_the_text() -> None:
    message = envelope()
    message.set_content("Q6 : rien.\n")
    message.add_alternative("<p></p>", subtype="html")
    assert answers(read_reply(message.as_bytes(), asked(INVITATION))) == {"Q6": "rien."}


def test_damaged_accents_in_the_quoted_text_do_no_harm() -> None:
    body = with_answers(ours(INVITATION), {"Q5": "Oui.", "Q6": "Rien."}, "> ")
    damaged = "\n".join(
        line.encode().decode("cp1252", "replace") if line.startswith(">") else line for line in body.split("\n")
    )
    assert answers(read(f"{HEADER}\n{damaged}", asked(INVITATION))) == {"Q5": "Oui.", "Q6": "Rien."}
    asked_marks = "\n".join(
        "".join(c if c.isascii() else "?" for c in line) if line.startswith(">") else line for line in body.split("\n")
    )
    assert answers(read(f"{HEADER}\n{asked_marks}", asked(INVITATION))) == {"Q5": "Oui.", "Q6": "Rien."}


def test_nothing_sent_is_known_and_keys_still_count() -> None:
    bare = replace(invited(), sent=())
    assert answers(read("Q5 : oui\nQ6 : rien", bare)) == {"Q5": "oui", "Q6": "rien"}


def test_an_untouched_letter_answers_nothing() -> None:
    for text in (quoted(ours(INVITATION).text), ours(INVITATION).text):
        reply = read(f"{HEADER}\n{text}", asked(INVITATION))
        assert (reply.answers, reply.suggested, tuple(map(plain, reply.leftover))) == ((), (), ())
