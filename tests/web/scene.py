"""A campaign as it may stand on 4 October 2017: 13 returns of 17, and one of everything that a page must show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from campaigns.campaign import Campaign, Invitation, Round, RoundKind, Sending
from campaigns.contribution import Channel, Contribution, Manner, Return
from campaigns.people import Contact, Organisation, Role, contact_id
from questionnaires.model import Kind, Question, Questionnaire, Section
from questionnaires.understood import Standing, Understood
from storage.catalogue import ShippedCatalogue
from storage.files import DirectoryFiles
from storage.store import TinyStore, open_store
from synthesis.draft import Amendment, AmendmentState, Change, Draft, Paragraph, Style
from usecases.messages import Delivery, LetterKind, Outcome, Outgoing, Place, Received, Unmatched
from usecases.ports import Stored

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2017, 10, 4, 10, 30, tzinfo=PARIS)
CAMPAIGN = "pnsp-2017"
ROUND = "pnsp-2017/recueil"
REVIEW = "pnsp-2017/relecture"
HOSTILE = "<script>document.title='piégé'</script><img src=x onerror=\"document.title='piégé'\">"
BEDS = Questionnaire(
    id="lits",
    version="1",
    title="Compter les lits",
    context="",
    instructions="",
    sections=(
        Section(
            "1",
            "Les lits",
            questions=(
                Question("L1", Kind.NUMBER, "Combien de lits avez-vous ?", "1", unit="lits"),
                Question("L2", Kind.TEXT, "Un commentaire ?", "1", optional=True),
            ),
        ),
    ),
)
PEOPLE = {
    "84": "Claire Bonnet",
    "27": "Hugo Lefort",
    "53": "Anne Le Goff",
    "24": "Paul Marchand",
    "94": "Lisandru Casta",
    "44": "Sophie Weber",
    "01": "Maryse Telchid",
    "03": "Joël Cléry",
    "32": "Karine Delattre",
    "11": "Nadia Rahmani",
    "02": "Gérard Zobda",
    "28": "Élise Vasseur",
    "75": "Mathieu Lacoste",
    "76": "Inès Fabre",
    "OI": "Ravi Payet",
    "52": "Yann Guérin",
    "93": "Lucie Arnaud",
}
# When each organisation gave its first full return; the others stand further down.
RETURNED = {
    "84": 12, "27": 14, "53": 15, "24": 18, "44": 19, "32": 20,
    "11": 21, "28": 22, "76": 25, "52": 26, "75": 28, "OI": 29,
}  # fmt: skip
TEXTS = {
    "Q1a": "Semaine de la sécurité des patients : trois rencontres avec les usagers, 45 établissements participants.",
    "Q1b": "La structure régionale d’appui a diffusé un livret « Parlons-en » aux représentants des usagers.",
    "Q2a": "Retours d’expérience régionaux deux fois par an, avec un suivi à six mois des actions décidées.",
    "Q2b": "RAS",
    "Q3a": "Formation de 120 cadres à la culture de sécurité, avec un module en ligne.",
    "Q3b": "Le centre hospitalier a ouvert une chambre des erreurs, visitée par 300 professionnels.",
    "Q4a": "Néant",
    "Q4b": "Un projet de recherche clinique sur l’identitovigilance, mené par le CHU.",
    "Q5": "Oui : le programme a donné un cadre commun à des actions jusque-là dispersées.",
    "Q6": "Étendre les actions au secteur médico-social et à la ville, et partager les outils entre régions.",
}


@dataclass(frozen=True)
class Scene:
    """A store on the disk with the campaign in it."""

    store: TinyStore
    catalogue: Shelf
    files: DirectoryFiles


class Shelf:
    """The `Catalogue` port: the shipped questionnaire and the one about beds."""

    def __init__(self) -> None:
        shipped = ShippedCatalogue().questionnaire("pnsp-2017")
        assert shipped is not None
        self._known = {shipped.id: shipped, BEDS.id: BEDS}

    def questionnaire(self, id: str, version: str = "") -> Questionnaire | None:
        found = self._known.get(id)
        return found if found is not None and version in ("", found.version) else None

    def questionnaires(self) -> list[Questionnaire]:
        return list(self._known.values())

    def organisations(self, name: str) -> tuple[Organisation, ...] | None:
        return ShippedCatalogue().organisations(name)


@asynccontextmanager
async def opened(directory: Path) -> AsyncIterator[Scene]:
    """The scene in a store of this directory."""
    files = DirectoryFiles(directory / "files")
    raw = await files.put(b"From: x@y.example\r\nSubject: devis\r\n\r\nbonjour\r\n")
    async with open_store(directory / "store", holder="tests", wait=0.1) as store:
        await put(store, *everything(raw))
        yield Scene(store, Shelf(), files)


async def put(store: TinyStore, *things: Stored) -> None:
    """Store these things in one transaction."""
    async with store.transaction("test") as transaction:
        transaction.put(*things)
        await transaction.commit()


def september(day: int, hour: int = 11) -> datetime:
    """A moment of September 2017 in Paris."""
    return datetime(2017, 9, day, hour, 12, tzinfo=PARIS)


def email(code: str) -> str:
    """The address of the respondent of this organisation."""
    name = PEOPLE[code].lower().translate(str.maketrans("éèëïç ", "eeeic."))
    return f"{name}@ars-{code.lower()}.example"


def contribution(
    code: str,
    question: str,
    text: str,
    at: datetime,
    *,
    contact: str = "",
    channel: Channel = Channel.MAIL,
    understood: Understood | None = None,
    manner: Manner = Manner.REPLACE,
    campaign: str = CAMPAIGN,
) -> Contribution:
    """What someone of an organisation said to one question."""
    who = contact or contact_id(campaign, email(code))
    words = {"RAS": Standing.NOTHING_TO_REPORT, "Néant": Standing.NOTHING}
    meaning = understood or Understood(words.get(text, Standing.ANSWER))
    return Contribution(
        id=f"{campaign}/{code}/{question}/{at.isoformat()}/{who}",
        campaign=campaign,
        round=f"{campaign}/recueil",
        organisation=code,
        contact=who,
        question=question,
        version="1",
        text=text,
        understood=meaning,
        channel=channel,
        source=f"mail:<{code}-{at.timestamp():.0f}@ars.example>",
        received_at=at,
        manner=manner,
    )


def everything(raw: str) -> list[Stored]:
    """All that the campaign holds."""
    catalogue = Shelf()
    organisations = catalogue.organisations("ars-2017")
    assert organisations is not None
    opens = datetime(2017, 7, 17, 9, 0, tzinfo=PARIS)
    collection = Round(ROUND, "recueil", RoundKind.COLLECTION, opens, date(2017, 9, 29), opened_at=opens)
    rereading = Round(REVIEW, "relecture", RoundKind.REVIEW, NOW - timedelta(hours=19), date(2017, 10, 13), steps=(-3,))
    rounds = (collection, rereading)
    campaign = Campaign(
        CAMPAIGN, "pnsp-2017", "1", "Bilan du PNSP 2013-2017", organisations, rounds, opens - timedelta(days=3)
    )
    things: list[Stored] = [campaign]
    for code, name in PEOPLE.items():
        things += _one(code, name, opens)
    things += _exceptions()
    things += _post(raw)
    things += _synthesis()
    things += _beds(opens)
    return things


def _one(code: str, name: str, opens: datetime) -> list[Stored]:
    """A respondent, their invitation, and what they said if they did."""
    person = Contact(
        contact_id(CAMPAIGN, email(code)), CAMPAIGN, code, email(code), name, function="Chargé de mission qualité"
    )
    day = RETURNED.get(code)
    sendings = [Sending("open", opens)]
    for step, on in (("J-14", 15), ("J-7", 22), ("J-2", 27)):
        if day is None or on < day:
            sendings.append(Sending(step, september(on, 9)))
    invitation = Invitation(
        f"{ROUND}/{person.id}", CAMPAIGN, ROUND, person.id, code, f"token{code.lower()}", opens, tuple(sendings)
    )
    if day is None:
        return [person, invitation]
    at = september(day, 15)
    channel = Channel.CHAT if code in ("76", "52") else Channel.FORM if code == "32" else Channel.MAIL
    said = [contribution(code, question, text, at, channel=channel) for question, text in TEXTS.items()]
    people = [{"name": name.partition(" ")[2], "first_name": name.partition(" ")[0]}]
    said += [
        contribution(code, "H1", "ARS", at, channel=channel),
        contribution(code, "H2", name, at, channel=channel, understood=Understood(value=people)),
        contribution(code, "H3", "Néant", at, channel=channel),
    ]
    return [person, replace(invitation, last_heard=at), *said]


def _exceptions() -> list[Stored]:
    """A late return, an extension, a refusal, a silent start, a bounce, a correction, and a second voice."""
    late = datetime(2017, 10, 2, 16, 40, tzinfo=PARIS)
    things: list[Stored] = [contribution("01", question, text, late) for question, text in TEXTS.items()]
    things += [contribution("01", code, "ARS Guadeloupe", late) for code in ("H1", "H2", "H3")]
    things += [contribution("93", code, TEXTS[code], september(27)) for code in ("Q1a", "Q1b", "Q2a")]
    things.append(
        Return(f"{ROUND}/93", CAMPAIGN, ROUND, "93", extended_until=date(2017, 10, 13), extension="équipe renouvelée")
    )
    things.append(Return(f"{ROUND}/94", CAMPAIGN, ROUND, "94", declined="service en réorganisation"))
    started = contact_id(CAMPAIGN, email("03"))
    things.append(
        Invitation(
            f"{ROUND}/{started}", CAMPAIGN, ROUND, started, "03", "token03", september(1), opened_at=september(20)
        )
    )
    bounced = contact_id(CAMPAIGN, email("02"))
    things.append(
        Contact(bounced, CAMPAIGN, "02", email("02"), PEOPLE["02"], unreachable="550 boîte inconnue du serveur")
    )
    things.append(contribution("53", "Q1a", "Deux rencontres, et non trois.", september(18), manner=Manner.REPLACE))
    second = Contact(
        contact_id(CAMPAIGN, "erwan.kerbrat@ars-53.example"),
        CAMPAIGN,
        "53",
        "erwan.kerbrat@ars-53.example",
        "Erwan Kerbrat",
        role=Role.RESOURCE,
        origin="reply",
    )
    things.append(second)
    things.append(contribution("53", "Q5", HOSTILE, september(16), contact=second.id, channel=Channel.CHAT))
    return things


def _post(raw: str) -> list[Stored]:
    """A message that nobody can place, one that failed, one that waits, one that left, a bounce."""
    corse = contact_id(CAMPAIGN, email("94"))
    out = Outgoing(
        id=f"{ROUND}|{corse}|mail|reminder|J-2",
        message_id="<1@relance.example>",
        channel=Channel.MAIL,
        kind=LetterKind.REMINDER,
        to=email("94"),
        campaign=CAMPAIGN,
        round=ROUND,
        contact=corse,
        created_at=september(27, 9),
        due_at=september(27, 9),
        step="J-2",
    )
    martinique = contact_id(CAMPAIGN, email("02"))
    return [
        Unmatched(
            id="3f9a1c20",
            reference="mail:<devis@prestataire.example>",
            channel=Channel.MAIL,
            received_at=september(26),
            sender="e.kerbrat@perso.example",
            subject="Re: Bilan du PNSP",
            extract="Bonjour, voici nos éléments pour l’axe 2 : les retours d’expérience se tiennent deux fois par an. "
            + HOSTILE,
            reason="Cette adresse n’est celle d’aucun contact et le message ne répond à aucun de nos envois.",
            raw=raw,
            places=(
                Place(
                    CAMPAIGN,
                    "53",
                    contact_id(CAMPAIGN, "erwan.kerbrat@ars-53.example"),
                    "le nom ressemble à celui de ce contact",
                ),
                Place(CAMPAIGN, "53", "", "le message cite l’ARS Bretagne"),
            ),
            attachments=("elements-axe-2.odt",),
            campaign=CAMPAIGN,
        ),
        replace(out, state=Delivery.FAILED, attempts=12, error="451 réessayez plus tard"),
        replace(out, id=out.id + "x", message_id="<2@relance.example>", step="J+3", due_at=NOW + timedelta(days=1)),
        replace(out, id=out.id + "y", message_id="<3@relance.example>", state=Delivery.SENT, sent_at=september(15)),
        Received(
            "mail:<bounce@x.example>",
            Channel.MAIL,
            september(15, 9),
            Outcome.BOUNCE,
            campaign=CAMPAIGN,
            round=ROUND,
            organisation="02",
            contact=martinique,
        ),
    ]


def _synthesis() -> list[Stored]:
    """A draft with a table, its three readers, two proposals and a remark."""
    draft = Draft(
        f"{CAMPAIGN}/1",
        CAMPAIGN,
        1,
        NOW - timedelta(hours=20),
        (
            Paragraph("p1", Style.TITLE, "Revue des actions réalisées en région"),
            Paragraph("p2", Style.HEADING, "Remarques sur les retours"),
            Paragraph("p3", Style.TEXT, "13 ARS sur 17 ont répondu à cette enquête."),
            Paragraph("p4", Style.ITEM, "Les actions les plus fréquentes relèvent de l’axe 1."),
            Paragraph("p5", Style.ROW, "ARS\tRetour"),
            Paragraph("p6", Style.ROW, "ARS Bretagne\t15 septembre"),
            Paragraph("p7", Style.QUOTE, "« Le programme a donné un cadre commun. »"),
        ),
    )
    bretagne = contact_id(CAMPAIGN, email("53"))
    proposal = Amendment(
        id=f"{CAMPAIGN}/A1",
        campaign=CAMPAIGN,
        draft=draft.id,
        paragraph="p4",
        kind=Change.REPLACE,
        original="Les actions les plus fréquentes relèvent de l’axe 1.",
        proposed="Les actions les plus fréquentes relèvent des axes 1 et 2.",
        contact=bretagne,
        organisation="53",
        channel="mail",
        source="mail:<a1@ars-53.example>",
        received_at=NOW - timedelta(hours=3),
    )
    readers = [
        Invitation(
            f"{REVIEW}/{contact_id(CAMPAIGN, email(code))}",
            CAMPAIGN,
            REVIEW,
            contact_id(CAMPAIGN, email(code)),
            code,
            f"relit{code}",
            NOW - timedelta(hours=19),
            (Sending("open", NOW - timedelta(hours=19)),),
            last_heard=NOW - timedelta(hours=3) if code == "53" else None,
        )
        for code in ("84", "53", "11")
    ]
    return [
        *readers,
        draft,
        proposal,
        replace(
            proposal,
            id=f"{CAMPAIGN}/A2",
            paragraph="p3",
            kind=Change.INSERT,
            original="",
            proposed="Les réponses sont de longueur très variable.",
            state=AmendmentState.ACCEPTED,
            reason="utile au lecteur",
        ),
        replace(proposal, id=f"{CAMPAIGN}/A3", paragraph="", kind=Change.COMMENT, original="", proposed=HOSTILE),
    ]


def _beds(opens: datetime) -> list[Stored]:
    """A second campaign, where two people give different numbers."""
    round = Round("lits/recueil", "recueil", RoundKind.COLLECTION, opens + timedelta(days=60), date(2017, 10, 20))
    organisation = Organisation("53", "ARS Bretagne")
    people = [
        Contact(contact_id("lits", f"{name}@ars-53.example"), "lits", "53", f"{name}@ars-53.example", name.title())
        for name in ("anne", "erwan")
    ]
    said = [
        contribution(
            "53", "L1", text, september(20 + n), contact=person.id, understood=Understood(value=value), campaign="lits"
        )
        for n, (person, text, value) in enumerate(zip(people, ("30", "environ 42 lits"), (30, 42), strict=True))
    ]
    campaign = Campaign("lits", "lits", "1", "Compter les lits", (organisation,), (round,), opens)
    return [campaign, *people, *said]
