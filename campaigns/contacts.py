"""The contacts of a campaign from a CSV file, with a report of every faulty line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from campaigns.departments import NAMES, departments
from campaigns.nearest import folded, nearest, proposed
from campaigns.people import Contact, Organisation, Role, contact_id
from campaigns.tables import Column, Line, read_lines
from campaigns.zones import UNKNOWN_ZONE, USUAL_ZONES, is_zone
from questionnaires.fault import Fault
from questionnaires.model import Profile

COLUMNS = (
    Column(
        "organisation",
        (
            "organisme", "code", "code organisme", "code organisation", "code région", "ars", "structure", "région",
        ),
        required=True,
    ),
    Column("first_name", ("prénom", "prénoms", "first name")),
    Column(
        "name",
        ("nom", "nom et prénom", "nom prénom", "prénom nom", "prénom et nom", "nom complet", "nom de famille"),
    ),
    Column(
        "email",
        (
            "e-mail", "mail", "courriel", "mél", "adresse", "adresse électronique", "adresse mail", "adresse e-mail",
            "adresse email", "adresse courriel", "messagerie",
        ),
        required=True,
    ),
    Column("role", ("rôle",)),
    Column("function", ("fonction", "fonctions", "poste", "titre")),
    Column("department", ("département", "dépt", "dpt")),
    Column("zone", ("fuseau", "fuseau horaire", "time zone", "timezone")),
    Column("profile", ("profil",)),
)  # fmt: skip

# How roles are written; compared without accents, case, gender marks in parentheses or punctuation.
_ROLES: Mapping[str, Role] = {
    "": Role.RESPONDENT,
    "addressee": Role.ADDRESSEE,
    "destinataire": Role.ADDRESSEE,
    "dgars": Role.ADDRESSEE,
    "dg": Role.ADDRESSEE,
    "dg ars": Role.ADDRESSEE,
    "directeur general": Role.ADDRESSEE,
    "directrice generale": Role.ADDRESSEE,
    "respondent": Role.RESPONDENT,
    "repondant": Role.RESPONDENT,
    "repondante": Role.RESPONDENT,
    "correspondant": Role.RESPONDENT,
    "correspondante": Role.RESPONDENT,
    "contact": Role.RESPONDENT,
    "referent": Role.RESPONDENT,
    "referente": Role.RESPONDENT,
    "interlocuteur": Role.RESPONDENT,
    "interlocutrice": Role.RESPONDENT,
    "resource": Role.RESOURCE,
    "ressource": Role.RESOURCE,
    "resource person": Role.RESOURCE,
    "personne ressource": Role.RESOURCE,
    "coordinator": Role.COORDINATOR,
    "coordinateur": Role.COORDINATOR,
    "coordinatrice": Role.COORDINATOR,
    "coordonnateur": Role.COORDINATOR,
    "coordonnatrice": Role.COORDINATOR,
}
_ROLE_WORDS = (
    "destinataire (addressee), correspondant (respondent), ressource (resource) ou coordonnateur (coordinator)"
)

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LINK = re.compile(r"=\s*(?:HYPERLINK|LIEN_HYPERTEXTE)\(\s*\"([^\"]*)\".*\)", re.I)
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def parse_contacts(
    content: bytes,
    where: str,
    campaign: str,
    organisations: Iterable[Organisation],
    profiles: Sequence[Profile] = (),
) -> tuple[Contact, ...] | tuple[Fault, ...]:
    """The contacts in the order of the file, or every fault with its line and column. `where` names the file.

    With the profiles of a questionnaire, a profile is known by its code or its label, and kept as its code.
    """
    lines = read_lines(content, where, COLUMNS)
    known = _Known(organisations, profiles)
    contacts: list[Contact] = []
    faults = [line for line in lines if isinstance(line, Fault)]
    seen: dict[str, tuple[int, Contact]] = {}
    for line in lines:
        if isinstance(line, Fault):
            continue
        contact = _contact(line, where, campaign, known, faults)
        key = contact.email.casefold()
        if key and key in seen:
            faults.append(Fault(where, line.says("email", _twice(contact, *seen[key])), line.number, line["email"]))
        seen.setdefault(key, (line.number, contact))
        contacts.append(contact)
    return tuple(sorted(faults, key=lambda fault: fault.line)) or tuple(contacts)


def _twice(contact: Contact, line: int, first: Contact) -> str:
    if contact.organisation != first.organisation and contact.organisation and first.organisation:
        return (
            f"cette adresse est déjà à la ligne {line}, pour l’organisme {first.organisation} ; une personne ne répond "
            "que pour un organisme, gardez une seule des deux lignes."
        )
    return f"cette adresse est déjà à la ligne {line} ; une personne n’est inscrite qu’une fois, supprimez cette ligne."


class _Known:
    """Organisations by every way of writing them: code (Excel drops its leading zeros) or name; and the profiles."""

    def __init__(self, organisations: Iterable[Organisation], profiles: Sequence[Profile]) -> None:
        self.profiles = profiles
        self._by_writing: dict[str, Organisation] = {}
        self.writings: list[str] = []
        listed = tuple(organisations)
        for organisation in listed:
            self._by_writing.setdefault(folded(organisation.name), organisation)
            self._by_writing.setdefault(_short(folded(organisation.name)), organisation)
            self._by_writing.setdefault(folded(organisation.code).lstrip("0"), organisation)
            self.writings += [organisation.code, organisation.name]
        for organisation in listed:
            self._by_writing[folded(organisation.code)] = organisation

    def profile(self, written: str) -> str | None:
        """The code of a profile as someone wrote it; as it stands where the questionnaire has none; None: unknown."""
        if not written or not self.profiles:
            return written
        by_writing = {folded(profile.label): profile.code for profile in self.profiles}
        by_writing |= {folded(profile.code): profile.code for profile in self.profiles}
        wanted = folded(written)
        near = wanted if wanted in by_writing else nearest(wanted, by_writing, 0.85)
        return by_writing.get(near)

    def find(self, written: str) -> Organisation | None:
        wanted = folded(written)
        known = self._by_writing.get(wanted) or self._by_writing.get(_short(wanted))
        return known or (self._by_writing.get(wanted.lstrip("0")) if wanted.isdigit() else None)


def _short(name: str) -> str:
    """« bretagne » of « ars bretagne », « ars de bretagne » or « agence regionale de sante de bretagne »."""
    return re.sub(r"^(?:ars|agence regionale de sante) (?:de (?:la |l )?|d |du |des )?", "", name)


def _contact(line: Line, where: str, campaign: str, known: _Known, faults: list[Fault]) -> Contact:
    def fault(column: str, sentence: str, key: str = "") -> None:
        faults.append(Fault(where, line.says(column, sentence), line.number, key or line[column] or column))

    role = role_of(line["role"])
    if role is None:
        fault("role", f"ce rôle n’est pas connu ; écrivez {_ROLE_WORDS}.")
    organisation = known.find(line["organisation"]) if line["organisation"] else None
    if not line["organisation"] and role is not Role.COORDINATOR:
        fault("organisation", "il manque le code de l’organisme.")
    elif organisation is None and role is not Role.COORDINATOR:
        # Coordinators belong to whoever asks, not to a respondent of the list.
        sentence = "cet organisme n’est pas dans la liste de la campagne ; écrivez son code."
        fault("organisation", sentence + proposed(line["organisation"], known.writings))
    email = bare_address(line["email"])
    if not email:
        fault("email", "il manque l’adresse électronique.", "email")
    elif wrong := wrong_address(email):
        swapped = not wrong_address(bare_address(line["name"]))
        fault("email", "ce n’est pas une adresse, le nom en est une ; échangez-les." if swapped else wrong)
    if line["zone"] and not is_zone(line["zone"]):
        fault("zone", UNKNOWN_ZONE + proposed(line["zone"], USUAL_ZONES))
    if departments(line["department"]) is None:
        sentence = "ce département n’existe pas ; écrivez son numéro, ou laissez vide."
        fault("department", sentence + proposed(line["department"], NAMES.values()))
    profile = known.profile(line["profile"])
    if profile is None:
        sentence = "ce profil n’est pas dans le questionnaire ; laissez vide pour toutes les questions ou écrivez "
        listed = ", ".join(f"{one.code} ({one.label[:40].rstrip()})" for one in known.profiles)
        fault("profile", f"{sentence}{listed}.")
    return Contact(
        id=contact_id(campaign, email),
        campaign=campaign,
        organisation=organisation.code if organisation else "",
        email=email,
        name=" ".join(f"{line['first_name']} {line['name']}".split()),
        role=role or Role.RESPONDENT,
        function=line["function"],
        department=line["department"],
        zone=line["zone"],
        profile=profile or "",
    )


def role_of(written: str) -> Role | None:
    """The role that someone wrote in French or English; an empty one is a respondent, None is unknown."""
    bare = folded(re.sub(r"\([^)]*\)|[·./-](e|rice|trice)s?\b", "", written))
    if bare in _ROLES:
        return _ROLES[bare]
    if bare.startswith(("directeur general ", "directrice generale ")):
        return Role.ADDRESSEE
    close = nearest(bare, (word for word in _ROLES if word), 0.85)
    return _ROLES[close] if close else None


def bare_address(written: str) -> str:
    """The address alone of « Nom <a@b.fr> », « mailto:a@b.fr », « a@b.fr; » or of the link that Excel makes of it."""
    inside = re.search(r"<([^<>]*)>\s*$", written) or _LINK.fullmatch(written.strip())
    alone = (inside.group(1) if inside else written).strip()
    return re.sub(r"^mailto:([^?]*)(\?.*)?$", r"\1", alone, flags=re.I).strip(";,.\"' ")


def wrong_address(address: str) -> str:
    """What is wrong with an e-mail address, as one French sentence, or ""."""
    if address.count("@") != 1:
        return "cette adresse n’est pas valide ; il faut une adresse, avec un seul signe @."
    name, _, domain = address.partition("@")
    strange = next((c for c in address if not c.isascii() or c.isspace()), "")
    if strange:
        shown = "une espace" if strange.isspace() else f"le caractère « {strange} »"
        return f"cette adresse n’est pas valide ; elle contient {shown}."
    if not _LOCAL.fullmatch(name) or len(name) > 64:
        return "cette adresse n’est pas valide avant le signe @."
    labels = domain.split(".")
    if (
        len(labels) < 2
        or len(domain) > 253
        or not all(_LABEL.fullmatch(part) for part in labels)
        or labels[-1].isdigit()
    ):
        return "cette adresse n’est pas valide après le signe @."
    return ""
