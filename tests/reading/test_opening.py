"""What the headers and bytes of a mail say: charsets, names, threads, tokens, attachments, proofs."""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

import base64
from datetime import datetime

import pytest

from mail.reading import ReadingSettings, open_mail
from mail.reading.decoding import header_text, text_of, unflowed, with_parameters
from mail.reading.lines import text_lines
from mail.reading.markup import html_lines
from tests.reading.letters import PARIS, PATTERN
from usecases.messages import Incoming, MailFacts, Proof

NOW = datetime(2017, 8, 1, 9, 0, tzinfo=PARIS)
SETTINGS = ReadingSettings(PATTERN, ("pnsp@dgos.example",))


def opened(raw: str | bytes, settings: ReadingSettings = SETTINGS) -> Incoming:
    return open_mail(raw if isinstance(raw, bytes) else raw.encode(), NOW, settings)


def facts(raw: str | bytes, settings: ReadingSettings = SETTINGS) -> MailFacts:
    found = opened(raw, settings).mail
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("été – 5 €".encode(), "utf-8", "été – 5 €"),
        ("été".encode("cp1252"), "utf-8", "été"),
        ("été".encode(), "iso-8859-1", "été"),
        ("l’été – 5 €".encode("cp1252"), "iso-8859-1", "l’été – 5 €"),
        ("été".encode("cp1252"), "", "été"),
        ("été".encode("cp1252"), "x-nonsense", "été"),
        ("été".encode("iso8859-15"), "iso-8859-15", "été"),
        ("été".encode("utf-16"), "utf-16", "été"),
        ("l\x92été".encode(), "utf-8", "l’été"),
        ("e\u0301te\u0301".encode(), "utf-8", "été"),
        (b"abc", "rot13", "abc"),
        (b"a\0b\r\nc\rd", "ascii", "ab\nc\nd"),
    ],
)
def test_bytes_become_text_whatever_they_claim(data: bytes, declared: str, text: str) -> None:
    assert text_of(data, declared) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?utf-8?Q?R=C3=A9ponse_automatique=C2=A0:?= Bilan", "Réponse automatique\xa0: Bilan"),
        (
            "=?utf-8?B?"
            + base64.b64encode("É".encode()[:1]).decode()
            + "?= =?utf-8?B?"
            + base64.b64encode("É".encode()[1:]).decode()
            + "?=",
            "É",
        ),
        ("a\r\n b", "a b"),
        ("=?x?y?z", "=?x?y?z"),
        ("=?iso-8859-1?q?l=92=E9t=E9?=", "l’été"),
    ],
)
def test_headers_are_read_as_people_see_them(value: str, text: str) -> None:
    assert header_text(value) == text


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ('attachment; filename="bilan.docx"', "bilan.docx"),
        ("attachment; filename*=UTF-8''r%C3%A9ponse%20ARS.docx", "réponse ARS.docx"),
        ("attachment; filename*0*=UTF-8''r%C3%A9; filename*1=\"ponse.docx\"", "réponse.docx"),
        ('attachment; filename="=?utf-8?q?r=C3=A9ponse.docx?="', "réponse.docx"),
        ("attachment; filename=bilan 2017.docx", "bilan 2017.docx"),
    ],
)
def test_file_names_survive(value: str, name: str) -> None:
    assert with_parameters(value)[1]["filename"] == name


def test_flowed_lines_are_joined_with_their_marks() -> None:
    assert unflowed("a \nb\n> c \n> d\n-- \nx", delsp=False) == "a b\n> c d\n-- \nx"
    assert unflowed("mo \nt", delsp=True) == "mot"


def test_quote_marks_are_taken_off_and_counted() -> None:
    lines = text_lines("> > deux\n>un\nrien\n| barre\n>")
    assert [(line.text, line.depth) for line in lines] == [("deux", 2), ("un", 1), ("rien", 0), ("barre", 1), ("", 1)]


def test_html_is_read_as_blocks_cells_and_breaks() -> None:
    page = "<head><style>p{}</style></head><p>a<b>b</b> c<br>d</p><table><tr><td>e</td><td>f</td></tr></table><blockquote>g &amp; h</blockquote><p style='display:none'>caché</p><del>ôté</del>x < y <m@x.example>"
    assert [(line.text, line.depth) for line in html_lines(page) if line.text and not line.struck] == [
        ("ab c", 0), ("d", 0), ("e", 0), ("f", 0), ("g & h", 1), ("x < y <m@x.example>", 0),
    ]  # fmt: skip


THREAD = "In-Reply-To: <b@dgos.example>\nReferences: <a@dgos.example>\n <b@dgos.example>\n"


def test_the_thread_stands_nearest_first() -> None:
    assert facts(f"From: m@ars.example\n{THREAD}\nx").answers_to == ("<b@dgos.example>", "<a@dgos.example>")


@pytest.mark.parametrize(
    ("headers", "message_id"),
    [
        ("Message-ID: <[abc]@x>", "<[abc]@x>"),
        ("Message-Id:\n <a@x>", "<a@x>"),
        ("Message-ID: a@x", "<a@x>"),
        ("X: y", ""),
    ],
)
def test_broken_message_ids_are_kept(headers: str, message_id: str) -> None:
    assert facts(f"From: m@ars.example\n{headers}\n\nx").message_id == message_id


def test_a_message_without_an_id_is_known_by_its_bytes() -> None:
    one, other = opened("From: m@ars.example\n\nx"), opened("From: m@ars.example\n\ny")
    assert one.reference != other.reference
    assert one.reference.startswith("mail:sha256:")


@pytest.mark.parametrize(
    "raw",
    [
        "To: Relance <relance+abcdefgh2345@dgos.example>\n\nx",
        "To: x@y.example\nDelivered-To: RELANCE+ABCDEFGH2345@DGOS.EXAMPLE\n\nx",
        "To: x@y.example\nReceived: from a by b for <relance-abcdefgh2345@dgos.example>; today\n\nx",
        "Cc: relance.abcdefgh2345@dgos.example\n\nx",
        "Subject: [SPAM] RE: Bilan [#abcdefgh2345]\n\nx",
        "Subject: *** BULK *** TR: Bilan (réf. abcdefgh2345)\n\nx",
        "Subject: RE: Bilan\n\n> Référence à conserver dans votre\n> réponse : abcdefgh2345\n",
        "Subject: RE: Bilan\nContent-Type: text/html\n\n<p>Référence à conserver dans votre réponse : abcdefgh2345</p>",
        'To: "relance+abcdefgh2345"@dgos.example\n\nx',
        "Subject: RE: Bilan\n\n> R?f?rence ? conserver dans votre r?ponse : abcdefgh2345\n",
        "Subject: RE: Bilan\n\n<mailto:relance%2Babcdefgh2345@dgos.example>\n",
        "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nTo: m@ars.example\n\nRéférence : abcdefgh2345\n--b--",
    ],
)
def test_the_token_is_found_wherever_it_survived(raw: str) -> None:
    assert facts("From: m@ars.example\n" + raw).tokens[0] == "abcdefgh2345"


@pytest.mark.parametrize("value", ["<a@dgos.example>", "a@dgos.example", "Votre message <a@dgos.example> du 3 mars"])
def test_the_message_answered_is_known_however_it_is_written(value: str) -> None:
    assert facts(f"From: m@ars.example\nIn-Reply-To: {value}\n\nx").answers_to == ("<a@dgos.example>",)


def test_a_french_word_of_twelve_letters_is_no_token() -> None:
    assert facts("From: m@ars.example\nSubject: Organisation et coordination\n\nx").tokens == ()


@pytest.mark.parametrize(
    ("header", "address", "name"),
    [
        ('"DUPONT, Marie (ARS)" <m@ars.example>', "m@ars.example", "DUPONT, Marie (ARS)"),
        ("'Marie Dupont' <m@ars.example>", "m@ars.example", "Marie Dupont"),
        ("m@ars.example (Marie Dupont)", "m@ars.example", "Marie Dupont"),
        ("Œuvre d’Hélène <h@ars-réunion.example>", "h@ars-réunion.example", "Œuvre d’Hélène"),
        ("<mailto:m@ars.example>", "m@ars.example", ""),
        ('"=?utf-8?B?SMOpbMOobmU=?=" <h@ars.example>', "h@ars.example", "Hélène"),
        ("undisclosed-recipients:;", "", ""),
    ],
)
def test_a_sender_is_read_however_it_is_written(header: str, address: str, name: str) -> None:
    found = opened(f"From: {header}\n\nx")
    assert (found.sender, found.sender_name) == (address, name)


def test_the_address_in_brackets_is_the_sender() -> None:
    found = opened('From: "Marie <chef@faux.example> Dupont" <marie@ars.example>\n\nx')
    assert found.sender == "marie@ars.example"


def test_attachments_come_with_their_names_and_pictures_of_signatures_do_not() -> None:
    raw = (
        "From: m@ars.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nvoir PJ\n--b\n"
        'Content-Type: application/pdf; name="../bilan.pdf"\nContent-Transfer-Encoding: base64\n\nYWJj\n--b\n'
        "Content-Type: image/png\nContent-ID: <logo>\n\nx\n--b\nContent-Type: text/plain; name=notes.txt\n\nnotes\n--b--"
    )
    assert [(a.name, a.content) for a in opened(raw).attachments] == [("bilan.pdf", b"abc"), ("notes.txt", b"notes")]


def test_sealed_mail_goes_to_a_person() -> None:
    raw = "From: m@ars.example\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nYWJj\n"
    found = opened(raw)
    assert found.mail is not None
    assert "chiffré" in found.mail.undecipherable
    assert [a.name for a in found.attachments] == ["smime.p7m"]


OWN = ReadingSettings(PATTERN, (), "mx.dgos.example")


@pytest.mark.parametrize(
    ("settings", "results", "proof"),
    [
        (OWN, "mx.dgos.example; dmarc=pass header.from=ars.example", Proof.PASSED),
        (OWN, "mx.dgos.example; dmarc=fail header.from=ars.example", Proof.FAILED),
        (OWN, "mx.dgos.example; spf=pass smtp.mailfrom=m@ars.example", Proof.PASSED),
        (OWN, "mx.dgos.example; spf=pass smtp.mailfrom=m@ailleurs.example", Proof.NONE),
        (OWN, "mx.dgos.example; dkim=fail header.d=ars.example", Proof.FAILED),
        (OWN, "mx.autre.example; dmarc=pass", Proof.NONE),
        (OWN, "mx.autre.example; dmarc=fail", Proof.NONE),
        (SETTINGS, "mx.autre.example; dmarc=pass", Proof.NONE),
        (SETTINGS, "mx.autre.example; dmarc=fail", Proof.FAILED),
        (SETTINGS, "", Proof.NONE),
    ],
)
def test_only_our_own_server_can_prove_a_sender(settings: ReadingSettings, results: str, proof: Proof) -> None:
    header = f"Authentication-Results: {results}\n" if results else ""
    assert facts(f"{header}From: m@ars.example\n\nx", settings).proof is proof
