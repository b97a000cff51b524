"""The keys that a questionnaire file may hold, table by table: one list for the check and for the JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from questionnaires.model import Kind


class Sort(StrEnum):
    """What TOML value a key takes.

    MIXED choices are labels or tables; FIELDS are the name of a record, or a list of such names and tables; WORDS is
    a table of texts under words of one's own.
    """

    TEXT = "text"
    TEXTS = "texts"
    FLAG = "flag"
    NUMBER = "number"
    MIXED = "mixed"
    FIELDS = "fields"
    TABLE = "table"
    TABLES = "tables"
    RECORDS = "records"
    WORDS = "words"


# How a wrong type is mended, in French.
EXPECTED = {
    Sort.TEXT: "un texte entre guillemets",
    Sort.TEXTS: 'une liste de textes, comme ["premier", "second"]',
    Sort.FLAG: "true ou false, sans guillemets",
    Sort.NUMBER: "un nombre, sans guillemets",
    Sort.MIXED: 'une liste de libellés, comme ["Oui", "Non"], ou de tables { label = "…", aliases = ["…"] }',
    Sort.FIELDS: "le nom d’un modèle [[records.…]] entre guillemets, ou une liste de tels noms et de tables",
    Sort.TABLE: 'une table, comme { code = "Q1", values = ["oui"] }',
    Sort.TABLES: "une suite de tables, chacune sous un titre entre doubles crochets [[…]]",
    Sort.RECORDS: "des tables sous des titres [[records.NOM]]",
    Sort.WORDS: 'une table de textes, comme FIR = "fonds d’intervention régional"',
}


@dataclass(frozen=True)
class Key:
    """One key: its name, what it takes, what it is for (French), and the shape of its tables, if it holds any."""

    name: str
    sort: Sort
    purpose: str
    required: bool = False
    table: Shape | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """The keys of one sort of table, and how it is called in French."""

    name: str
    keys: tuple[Key, ...]

    def key(self, name: str) -> Key | None:
        return next((key for key in self.keys if key.name == name), None)


KINDS = tuple(kind.value for kind in Kind)
FIELD_KINDS = tuple(k.value for k in (Kind.TEXT, Kind.NUMBER, Kind.AMOUNT, Kind.DATE, Kind.CHOICE, Kind.CHOICES))
RELATIONS = ("<=", "==", ">=")
PREFILLS = ("organisation",)

CHOICE = Shape(
    "choix",
    (
        Key("label", Sort.TEXT, "Le libellé affiché.", required=True),
        Key("aliases", Sort.TEXTS, "Les sigles ou autres mots qui veulent dire la même chose."),
    ),
)

FIELD = Shape(
    "sous-champ",
    (
        Key("code", Sort.TEXT, "Le nom du sous-champ dans les exports.", required=True),
        Key("label", Sort.TEXT, "Le libellé affiché.", required=True),
        Key("kind", Sort.TEXT, "La sorte de réponse attendue ; par défaut « text ».", values=FIELD_KINDS),
        Key("choices", Sort.MIXED, "Les choix, pour « choice » et « choices ».", table=CHOICE),
        Key("other", Sort.FLAG, "Vrai si l’on peut répondre « autre : … »."),
        Key("help", Sort.TEXT, "Une précision affichée à côté du libellé."),
        Key("aliases", Sort.TEXTS, "Les autres mots par lesquels on désigne ce sous-champ en répondant."),
    ),
)

CONDITION = Shape(
    "condition",
    (
        Key("code", Sort.TEXT, "Le code d’une question posée plus haut.", required=True),
        Key("values", Sort.TEXTS, "Les réponses qui font poser celle-ci.", required=True),
    ),
)

QUESTION = Shape(
    "question",
    (
        Key("code", Sort.TEXT, "Le code visible partout, comme « Q1a ».", required=True),
        Key("kind", Sort.TEXT, "La sorte de réponse attendue.", required=True, values=KINDS),
        Key("text", Sort.TEXT, "La question, telle qu’elle est posée.", required=True),
        Key("short", Sort.TEXT, "Un libellé court pour les tableaux et les accusés de réception."),
        Key("help", Sort.TEXT, "Une aide affichée sous la question."),
        Key("examples", Sort.TEXTS, "Des exemples ; renvoyés tels quels, ils ne comptent pas comme une réponse."),
        Key("optional", Sort.FLAG, "Vrai si la question ne compte jamais comme manquante."),
        Key("probes", Sort.TEXTS, "Les relances facultatives, dans l’ordre."),
        Key("unit", Sort.TEXT, "L’unité d’un nombre."),
        Key("minimum", Sort.NUMBER, "La plus petite valeur possible d’un nombre ou d’un montant."),
        Key("maximum", Sort.NUMBER, "La plus grande valeur possible d’un nombre ou d’un montant."),
        Key("whole", Sort.FLAG, "Vrai si le nombre compte des choses entières."),
        Key("choices", Sort.MIXED, "Les choix, pour « choice » et « choices ».", table=CHOICE),
        Key("other", Sort.FLAG, "Vrai si l’on peut répondre « autre : … »."),
        Key("fields", Sort.FIELDS, "Les sous-champs d’une action ou d’une personne.", table=FIELD),
        Key("condition", Sort.TABLE, "Ne poser la question qu’après certaines réponses.", table=CONDITION),
        Key("profiles", Sort.TEXTS, "Les profils interrogés ; tous si la clé manque."),
        Key("prefill", Sort.TEXT, "Ce qui est déjà connu et préremplit la réponse.", values=PREFILLS),
    ),
)

SECTION = Shape(
    "section",
    (
        Key("code", Sort.TEXT, "Le code de la section.", required=True),
        Key("title", Sort.TEXT, "Le titre de la section.", required=True),
        Key("introduction", Sort.TEXT, "Un texte placé sous le titre."),
        Key("questions", Sort.TABLES, "Les questions de la section, dans l’ordre.", required=True, table=QUESTION),
    ),
)

CHECK = Shape(
    "contrôle",
    (
        Key("codes", Sort.TEXTS, "Les codes des questions dont on additionne les réponses.", required=True),
        Key("relation", Sort.TEXT, "La comparaison attendue avec le total.", required=True, values=RELATIONS),
        Key("total", Sort.TEXT, "Le code de la question à laquelle on compare.", required=True),
        Key("message", Sort.TEXT, "Ce que l’on dit quand la comparaison est fausse.", required=True),
    ),
)

DOCUMENT = Shape(
    "document",
    (
        Key("title", Sort.TEXT, "Le titre du document de référence.", required=True),
        Key("file", Sort.TEXT, "Le nom du fichier joint à l’envoi."),
    ),
)

PROFILE = Shape(
    "profil",
    (
        Key("code", Sort.TEXT, "Le code du profil, écrit dans la liste des contacts.", required=True),
        Key("label", Sort.TEXT, "Le nom du profil.", required=True),
    ),
)

QUESTIONNAIRE = Shape(
    "questionnaire",
    (
        Key("id", Sort.TEXT, "L’identifiant : minuscules, chiffres et traits d’union.", required=True),
        Key("version", Sort.TEXT, "La version ; une nouvelle rédaction est une nouvelle version.", required=True),
        Key("title", Sort.TEXT, "Le titre.", required=True),
        Key("context", Sort.TEXT, "Le contexte de la demande."),
        Key("instructions", Sort.TEXT, "Comment répondre."),
        Key("organisations", Sort.TEXT, "La liste des organismes interrogés, par défaut."),
        Key("comparison", Sort.FLAG, "Faux si les résultats ne doivent pas comparer les organismes entre eux."),
        Key("documents", Sort.TABLES, "Les documents de référence.", table=DOCUMENT),
        Key("profiles", Sort.TABLES, "Les profils de personnes interrogées.", table=PROFILE),
        Key("glossary", Sort.WORDS, "Les sigles et les mots du questionnaire, chacun avec ce qu’il veut dire."),
        Key("records", Sort.RECORDS, "Des modèles de sous-champs, partagés entre questions.", table=FIELD),
        Key("sections", Sort.TABLES, "Les sections, dans l’ordre.", required=True, table=SECTION),
        Key("checks", Sort.TABLES, "Les contrôles entre réponses.", table=CHECK),
    ),
)
