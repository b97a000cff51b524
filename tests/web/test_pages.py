"""What the pages say, to a browser without JavaScript."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from campaigns.contribution import Channel, Return
from campaigns.people import Contact, contact_id
from storage.store import open_store
from tests.web.scene import CAMPAIGN, HOSTILE, NOW, ROUND, TEXTS, Scene, contribution, email, opened, put, september
from tests.web.served import served
from usecases.chat.kept import keep
from usecases.messages import Attachment, Delivery, Incoming, Outgoing, Unmatched
from web.app import PAGES, create_app

EVERY_PAGE = [
    "/",
    "/a-trier",
    f"/campagnes/{CAMPAIGN}",
    f"/campagnes/{CAMPAIGN}?etat=returned",
    f"/campagnes/{CAMPAIGN}?tour=relecture",
    f"/campagnes/{CAMPAIGN}/a-trier",
    f"/campagnes/{CAMPAIGN}/synthese",
    f"/campagnes/{CAMPAIGN}/envois",
    f"/campagnes/{CAMPAIGN}/organismes/53",
    f"/campagnes/{CAMPAIGN}/organismes/02",
    "/campagnes/lits",
    "/campagnes/lits/organismes/53",
]


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """One scene for all tests that only look."""
    async with opened(tmp_path_factory.mktemp("scene")) as scene:
        yield scene


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(scene: Scene) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(scene) as client:
        yield client


def client_of(scene: Scene) -> httpx.AsyncClient:
    app = create_app(scene.store, scene.catalogue, lambda: NOW, scene.files)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000")


async def text_of(client: httpx.AsyncClient, path: str) -> str:
    """The page as a person reads it: tags gone, one space between words."""
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return readable(answer.text)


class Markup(HTMLParser):
    """The tags, attributes and words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("a", "code", "del", "ins", "span", "strong", "time"):
            self.words.append(" ")
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def readable(page: str) -> str:
    """The words of a page, every space an ordinary one."""
    return " ".join("".join(Markup(page).words).split())


async def test_every_kind_of_page_is_visited_here() -> None:
    def shape(path: str) -> int:
        return path.partition("?")[0].count("/")

    assert len({path for path, _ in PAGES}) == 7
    assert {shape(path) for path in EVERY_PAGE} == {shape(path) for path, _ in PAGES}


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_every_page_is_whole(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert '<html lang="fr">' in answer.text


async def test_the_first_page_says_how_far_each_campaign_has_come(client: httpx.AsyncClient) -> None:
    text = await text_of(client, "/")
    assert "Bilan du PNSP 2013-2017" in text
    assert "13 retours sur 17" in text
    assert "vendredi 29 septembre 2017 (terminé depuis 5 jours)" in text


async def test_an_installation_without_a_campaign_says_so(scene: Scene, tmp_path: Path) -> None:
    async with open_store(tmp_path, holder="tests") as store, client_of(replace(scene, store=store)) as empty:
        assert "Aucune campagne" in await text_of(empty, "/")
        assert "Aucun message n’attend" in await text_of(empty, "/a-trier")


async def test_the_tracking_says_who_has_returned_and_what_is_missing(client: httpx.AsyncClient) -> None:
    text = await text_of(client, f"/campagnes/{CAMPAIGN}")
    assert "13 retours sur 17" in text
    assert "ARS Provence-Alpes-Côte d’Azur" in text
    assert "prolongé jusqu’au 13 octobre (équipe renouvelée) Réponse partielle 3 / 10 Q2b Q3a" in text
    assert "ARS Guadeloupe Retour tardif 10 / 10" in text
    assert "ARS Corse service en réorganisation Ne répondra pas 0 / 10 tout" in text
    assert "adresse qui ne reçoit pas : 550 boîte inconnue du serveur" in text
    assert "Paul Marchand vu le 18 septembre · 1 rappel" in text


async def test_the_calendar_stands_beside(client: httpx.AsyncClient) -> None:
    text = await text_of(client, f"/campagnes/{CAMPAIGN}")
    assert "envoi 17 juillet (passé)" in text
    assert "rappel J−7 22 septembre (passé)" in text
    assert "dernier jour 29 septembre (passé)" in text


async def test_one_state_can_be_shown_alone(client: httpx.AsyncClient) -> None:
    text = await text_of(client, f"/campagnes/{CAMPAIGN}?etat=late")
    table = text[text.index("Contacts") :]
    assert "ARS Guadeloupe" in table
    assert "ARS Bretagne" not in table
    assert "13 retours sur 17" in text


async def test_what_waits_for_a_person_is_said_on_the_first_look(client: httpx.AsyncClient) -> None:
    text = await text_of(client, f"/campagnes/{CAMPAIGN}")
    assert "Une décision vous attend 1 message à trier 2 adresses qui ne reçoivent pas" in text


@pytest.mark.parametrize(("until", "shown"), [(date(2017, 10, 4), True), (date(2017, 10, 3), False)])
async def test_an_absence_is_shown_while_it_lasts(tmp_path: Path, until: date, shown: bool) -> None:
    async with opened(tmp_path) as scene, client_of(scene) as client:
        await put(
            scene.store,
            Contact(contact_id(CAMPAIGN, email("03")), CAMPAIGN, "03", email("03"), "Joël Cléry", absent_until=until),
        )
        text = await text_of(client, f"/campagnes/{CAMPAIGN}")
        assert ("dit être absent jusqu’au 4 octobre" in text) == shown


async def test_an_address_that_failed_and_bounced_is_listed_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as scene, client_of(scene) as client:
        lost = Contact(contact_id(CAMPAIGN, email("94")), CAMPAIGN, "94", email("94"), unreachable="inconnue")
        await put(scene.store, lost)
        text = await text_of(client, f"/campagnes/{CAMPAIGN}/envois")
        failures = text[text.index("Ce qui n’est pas arrivé") : text.index("En attente d’envoi")]
        assert failures.count(email("94")) == 1


async def test_a_dead_server_is_shown_with_its_beginning_and_what_waits(tmp_path: Path) -> None:
    async with opened(tmp_path) as scene, client_of(scene) as client:
        assert "injoignable" not in await text_of(client, f"/campagnes/{CAMPAIGN}/envois")
        async with scene.store.reading() as reading:
            [held, *_] = await reading.find(Outgoing, state=Delivery.QUEUED)
        reason = "smtp.dgos.example:587 : le serveur ne répond pas"
        await put(scene.store, replace(held, held_since=september(29, 10), due_at=september(29, 10), error=reason))
        text = await text_of(client, f"/campagnes/{CAMPAIGN}/envois")
        assert re.search(rf"Le serveur d’envoi est injoignable depuis le 29 sept. 2017 à 10 h \d\d\. {reason}\.", text)
        assert "1 message attend ; rien n’est perdu" in text


async def test_an_organisation_shows_who_said_what_when_and_how(client: httpx.AsyncClient) -> None:
    text = await text_of(client, f"/campagnes/{CAMPAIGN}/organismes/53")
    assert f"{TEXTS['Q6']} Anne Le Goff, par courriel, 15 sept. 2017 à 15 h 12" in text
    assert "15 sept. 2017 à 15 h 12 – remplacée depuis Deux rencontres, et non trois." in text
    assert "RAS Compris : rien à signaler" in text


async def test_two_people_who_differ_are_shown_as_a_decision_to_take(client: httpx.AsyncClient) -> None:
    text = await text_of(client, "/campagnes/lits/organismes/53")
    assert "À départager Plusieurs personnes ont répondu différemment à la question L1." in text
    assert "30 Anne, par courriel" in text
    assert "environ 42 lits" in text


async def test_the_pen_says_why_a_message_is_there_and_where_it_may_belong(client: httpx.AsyncClient) -> None:
    for path in ("/a-trier", f"/campagnes/{CAMPAIGN}/a-trier"):
        text = await text_of(client, path)
        assert "1 message attend une décision" in text
        assert "Cette adresse n’est celle d’aucun contact" in text
        assert "Erwan Kerbrat, ARS Bretagne (« Bilan du PNSP 2013-2017 »)" in text
        assert "relance unmatched assign 3f9a1c20 ADRESSE" in text


async def test_the_pen_of_another_campaign_does_not_hold_it(client: httpx.AsyncClient) -> None:
    assert "Aucun message n’attend" in await text_of(client, "/campagnes/lits/a-trier")


async def test_the_original_of_a_message_can_be_saved_and_not_opened(client: httpx.AsyncClient) -> None:
    answer = await client.get("/a-trier/3f9a1c20/original")
    assert answer.content == b"From: x@y.example\r\nSubject: devis\r\n\r\nbonjour\r\n"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == 'attachment; filename="message-3f9a1c20.eml"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await client.get("/a-trier/autre/original")).status_code == 404


async def test_what_came_by_chat_with_a_message_can_be_saved_one_by_one(tmp_path: Path) -> None:
    async with opened(tmp_path) as own, client_of(own) as client:
        first, second = await _kept(own, "été.jpg"), await _kept(own, "b.ogg")
        await put(own.store, replace(first, together=(second.raw,)))
        page = (await client.get("/a-trier")).text
        assert "Dans la messagerie" in page
        for number, name in ((1, "été.jpg"), (2, "b.ogg")):
            assert f'href="/a-trier/77aa/pieces/{number}" download>{name}</a>' in page
            answer = await client.get(f"/a-trier/77aa/pieces/{number}")
            assert answer.content == name.encode()
            assert answer.headers["content-disposition"].startswith("attachment; ")
        assert (await client.get("/a-trier/77aa/pieces/3")).status_code == 404
        assert (await client.get("/a-trier/3f9a1c20/pieces/1")).status_code == 404


@pytest.mark.parametrize("is_gone", [True, False], ids=["gone", "changed"])
async def test_a_chat_message_that_is_damaged_is_told_in_one_sentence(tmp_path: Path, is_gone: bool) -> None:
    async with opened(tmp_path) as own, client_of(own) as client:
        first, second = await _kept(own, "été.jpg"), await _kept(own, "b.ogg")
        await put(own.store, replace(first, together=(second.raw,)), replace(second, id="77bb"))
        kept = next(own.files.directory.rglob(second.raw))
        if is_gone:
            kept.unlink()
        else:
            kept.write_bytes(b"{}")
        answer = await client.get("/a-trier")
        assert answer.status_code == 200
        assert 'href="/a-trier/77aa/pieces/1" download>été.jpg</a>' in answer.text
        assert '<span class="file">b.ogg</span>' in answer.text
        assert answer.text.count("Une partie de ce message ne peut plus être lue") == 2
        lost = await client.get("/a-trier/77bb/original")
        assert lost.status_code == 404
        assert ("est abîmé" in lost.text) is not is_gone


async def _kept(scene: Scene, name: str) -> Unmatched:
    """A chat message with one file, which waits for a person."""
    piece = Attachment(name, "", name.encode())
    raw = await keep(scene.files, Incoming("tg:1", Channel.CHAT, NOW, "11", attachments=(piece,)), "")
    return Unmatched("77aa", "tg:1", Channel.CHAT, NOW, "11", "", "", "Des images", raw, attachments=(name,))


async def test_the_synthesis_shows_each_amendment_where_it_applies(client: httpx.AsyncClient) -> None:
    text = await text_of(client, f"/campagnes/{CAMPAIGN}/synthese")
    assert "3 amendements proposés, 1 intégré, 2 à décider" in text
    assert "13 ARS sur 17 ont répondu à cette enquête. A2 Ajout · Anne Le Goff, ARS Bretagne" in text
    assert "Motif : utile au lecteur" in text


async def test_the_synthesis_says_first_what_is_to_be_decided_and_how(client: httpx.AsyncClient) -> None:
    text = await text_of(client, f"/campagnes/{CAMPAIGN}/synthese")
    assert text.index("À décider A1 remplacement") < text.index("Revue des actions réalisées")
    assert f"relance amendments accept {CAMPAIGN} A1 --reason" in text
    assert f"relance amendments accept {CAMPAIGN} A2 --reason" not in text


async def test_from_whom_a_return_is_still_awaited_is_said_by_name(client: httpx.AsyncClient) -> None:
    text = await text_of(client, f"/campagnes/{CAMPAIGN}")
    awaited = text[text.index("Retours encore attendus") : text.index("Une décision vous attend")]
    assert "ARS Provence-Alpes-Côte d’Azur manque 7 réponses" in awaited
    assert "ARS Martinique" in awaited
    assert "ARS Bretagne" not in awaited
    assert "ARS Corse" not in awaited, "it has declined"


async def test_of_a_silent_organisation_the_page_shows_whom_to_call(client: httpx.AsyncClient) -> None:
    text = await text_of(client, f"/campagnes/{CAMPAIGN}/organismes/02")
    assert text.index("Contacts") < text.index("Rien n’est encore revenu de cet organisme : 10 questions attendent")
    assert "Il manque une réponse" not in text


async def test_a_review_round_counts_amendments_and_readers(client: httpx.AsyncClient) -> None:
    text = await text_of(client, f"/campagnes/{CAMPAIGN}?tour=relecture")
    assert "3 amendements 3 personnes ont reçu le projet. 2 amendements attendent votre décision" in text
    assert "vendredi 13 octobre 2017 encore 9 jours" in text
    assert "ARS Bretagne 3 2 à décider Anne Le Goff vu le 4 octobre" in text
    assert "ARS Corse" not in text


async def test_what_did_not_arrive_is_listed(client: httpx.AsyncClient) -> None:
    text = await text_of(client, f"/campagnes/{CAMPAIGN}/envois")
    assert "1 message parti, 1 en attente, 1 échec." in text
    assert "lisandru.casta@ars-94.example ARS Corse rappel J−2" in text
    assert "gerard.zobda@ars-02.example ARS Martinique adresse qui ne reçoit pas 15 sept. 2017" in text


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_a_hostile_answer_stays_text(client: httpx.AsyncClient, path: str) -> None:
    page = (await client.get(path)).text
    markup = Markup(page)
    assert HOSTILE not in page
    assert markup.tags.count("script") == 1
    assert "img" not in markup.tags
    assert [name for name in markup.attributes if name.startswith("on") or name in ("style", "srcdoc")] == []


async def test_hostile_names_and_subjects_stay_text(tmp_path: Path) -> None:
    async with opened(tmp_path) as scene, client_of(scene) as client:
        async with scene.store.reading() as reading:
            message = await reading.get(Unmatched, "3f9a1c20")
        assert message is not None
        await put(
            scene.store,
            replace(message, subject=HOSTILE, sender=HOSTILE, reason=HOSTILE, attachments=(HOSTILE,)),
            Return(f"{ROUND}/02", CAMPAIGN, ROUND, "02", declined=HOSTILE),
        )
        for path in ("/a-trier", f"/campagnes/{CAMPAIGN}"):
            page = (await client.get(path)).text
            assert HOSTILE not in page
            assert HOSTILE in readable(page)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/campagnes/pnsp-2071", "le nom le plus proche est « pnsp-2017 »"),
        (f"/campagnes/{CAMPAIGN}?tour=recueuil", "tour"),
        (f"/campagnes/{CAMPAIGN}/organismes/99", "n’a pas d’organisme « 99 »"),
        ("/ailleurs", "Cette page n’existe pas."),
        ("/static/rien.css", "Cette page n’existe pas."),
    ],
)
async def test_what_does_not_exist_is_said_in_one_sentence(client: httpx.AsyncClient, path: str, sentence: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert sentence in readable(answer.text)


async def test_the_pages_change_nothing(client: httpx.AsyncClient) -> None:
    for path in EVERY_PAGE:
        assert (await client.post(path)).status_code == 405
    assert "se lisent et ne se modifient pas" in (await client.post("/")).text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost:8000", 200),
        ("[::1]:8000", 200),
        ("127.0.0.1", 200),
        ("attaque.example", 421),
        ("127.0.0.1.attaque.example:8000", 421),
        ("192.168.1.10:8000", 421),
        ("localhost.attaque.example", 421),
        ("", 421),
    ],
)
async def test_only_this_machine_is_answered(client: httpx.AsyncClient, host: str, status: int) -> None:
    answer = await client.get("/", headers={"Host": host})
    assert answer.status_code == status
    assert ("Bilan" in answer.text) == (status == 200)


@pytest.mark.parametrize("path", ["/", "/ailleurs", "/static/relance.css", "/static/live.js"])
async def test_every_answer_forbids_what_it_does_not_need(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


async def test_a_broken_page_is_a_sentence_too(scene: Scene) -> None:
    def stopped() -> None:
        raise RuntimeError("the clock stopped")

    app = create_app(scene.store, scene.catalogue, stopped)  # type: ignore[arg-type]  # a clock that fails
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.get("/")
    assert answer.status_code == 500
    assert "le journal du service dit laquelle" in answer.text
    assert "the clock stopped" not in answer.text


async def test_a_watched_page_says_when_it_changed_and_only_then(tmp_path: Path) -> None:
    async with served(tmp_path) as pages, httpx.AsyncClient(base_url=pages.address) as client:
        shown = (await client.get(f"/campagnes/{CAMPAIGN}")).text
        async with client.stream("GET", f"/campagnes/{CAMPAIGN}", headers={"Accept": "text/event-stream"}) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            lines = stream.aiter_lines()
            first = await next_print(lines)
            assert f'data-print="{first}"' in shown
            await put(pages.scene.store, contribution("93", "Q2b", "RAS", september(28)))
            second = await next_print(lines)
            assert second != first
            assert f'data-print="{second}"' in (await client.get(f"/campagnes/{CAMPAIGN}")).text


async def test_a_server_that_stops_is_not_held_by_a_watched_page(tmp_path: Path) -> None:
    async with httpx.AsyncClient(timeout=60) as client, AsyncExitStack() as stack:
        pages = await stack.enter_async_context(served(tmp_path))
        headers = {"Accept": "text/event-stream"}
        async with client.stream("GET", pages.address, headers=headers) as stream:
            lines = stream.aiter_lines()
            assert await next_print(lines)
            async with asyncio.timeout(60):
                await stack.aclose()
                assert "".join([line async for line in lines]).count("data") == 0


async def test_an_unknown_page_is_not_watched(tmp_path: Path) -> None:
    async with served(tmp_path) as pages, httpx.AsyncClient(base_url=pages.address) as client:
        answer = await client.get("/campagnes/rien", headers={"Accept": "text/event-stream"})
        assert answer.status_code == 404


async def next_print(lines: AsyncIterator[str]) -> str:
    async with asyncio.timeout(60):
        async for line in lines:
            if line.startswith("data: "):
                return line.removeprefix("data: ")
    raise AssertionError("the stream ended")


async def test_the_scene_is_what_it_says() -> None:
    assert contact_id(CAMPAIGN, email("03")) == "pnsp-2017/joel.clery@ars-03.example"
