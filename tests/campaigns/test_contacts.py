"""Contacts from a CSV file: every manner of saving it, every fault with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.contacts import bare_address, parse_contacts, role_of, wrong_address
from campaigns.departments import departments
from campaigns.people import Contact, Role
from questionnaires.fault import Fault
from questionnaires.model import Profile
from tests.campaigns.scene import listed

ARS = listed("ars-2017")
FILE = """organisation,name,email,role,function
53,Maëlle Le Goff,maelle.legoff@ars-bretagne.example,respondent,chargée de mission
53,Yann Kermarrec,dg@ars-bretagne.example,addressee,directeur général
01,Éloïse Bélair,e.belair@ars-guadeloupe.example,resource,
,Nadia Roux,n.roux@ministere.example,coordinator,
"""


def contacts(content: str, encoding: str = "utf-8") -> list[Contact]:
    found = parse_contacts(content.encode(encoding), "contacts.csv", "pnsp", ARS)
    assert all(isinstance(c, Contact) for c in found), found
    return [c for c in found if isinstance(c, Contact)]


def faults(content: str) -> list[Fault]:
    found = parse_contacts(content.encode(), "contacts.csv", "pnsp", ARS)
    assert all(isinstance(f, Fault) for f in found), found
    return [f for f in found if isinstance(f, Fault)]


HEADER = "organisation,name,email,role,function"
FRENCH_ROLES = {
    "respondent": "Correspondante",
    "addressee": "DGARS",
    "coordinator": "coordonnatrice",
    "resource": "personne-ressource",
}


def with_french_roles(content: str) -> str:
    for english, french in FRENCH_ROLES.items():
        content = content.replace(english, french)
    return content


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        pytest.param(FILE, "utf-8", id="utf-8"),
        pytest.param(FILE, "utf-8-sig", id="utf-8 with its mark"),
        pytest.param(FILE, "cp1252", id="windows"),
        pytest.param(FILE.replace(",", ";").replace("\n", "\r\n"), "cp1252", id="excel"),
        pytest.param(FILE.replace(",", "\t"), "utf-16", id="unicode text"),
        pytest.param(FILE.replace(",", "\t"), "utf-16-le", id="unicode text without its mark"),
        pytest.param(FILE, "utf-32", id="four bytes a letter"),
        pytest.param(FILE.replace(",", ";"), "cp850", id="csv of ms-dos"),
        pytest.param(FILE.replace(",", ";").replace("\n", "\r"), "mac_roman", id="csv of the macintosh"),
        pytest.param(
            FILE.replace(HEADER, "Organisme,Nom et prénom,Adresse électronique,Rôle,Fonction"),
            "utf-8",
            id="french header",
        ),
        pytest.param(FILE.replace(HEADER, "ARS,NOM,Courriel,ROLE,Poste"), "cp1252", id="another header"),
        pytest.param(with_french_roles(FILE), "utf-8", id="french roles"),
        pytest.param(FILE.replace("\n01,", "\n1,"), "utf-8", id="leading zero lost"),
        pytest.param(
            FILE.replace("\n53,Ma", "\nARS Bretagne,Ma").replace("\n53,Ya", "\nbretagne,Ya"),
            "utf-8",
            id="names for codes",
        ),
        pytest.param(
            FILE.replace("\n53,Ma", "\nAgence régionale de santé de Bretagne,Ma").replace(
                "\n01,", "\nARS de Guadeloupe,"
            ),
            "utf-8",
            id="long names for codes",
        ),
        pytest.param(FILE.replace("Maëlle Le Goff", '"Maëlle\r\n Le Goff"'), "utf-8", id="a name in two lines"),
        pytest.param(FILE.replace("Maëlle Le Goff", "Maëlle\x07 Le\x0b Goff"), "utf-8", id="control characters"),
    ],
)
def test_contacts_are_read_however_the_file_was_saved(content: str, encoding: str) -> None:
    maelle, yann, eloise, nadia = contacts(content, encoding)
    assert maelle == Contact(
        id="pnsp/maelle.legoff@ars-bretagne.example",
        campaign="pnsp",
        organisation="53",
        email="maelle.legoff@ars-bretagne.example",
        name="Maëlle Le Goff",
        role=Role.RESPONDENT,
        function="chargée de mission",
    )
    assert (yann.role, eloise.role, nadia.role) == (Role.ADDRESSEE, Role.RESOURCE, Role.COORDINATOR)
    assert (eloise.organisation, nadia.organisation) == ("01", "")


def test_department_zone_and_profile_are_kept() -> None:
    (person,) = contacts(
        "organisation;name;email;role;function;département;fuseau;profil\n"
        "OI;Awa;awa@ars.example;correspondant;;976;Indian/Mayotte;cadre\n"
    )
    assert (person.department, person.zone, person.profile) == ("976", "Indian/Mayotte", "cadre")


def test_a_coordinator_may_belong_to_the_ministry() -> None:
    (person,) = contacts("organisation,email,role\nDGOS,n.roux@ministere.example,coordonnateur\n")
    assert (person.organisation, person.role) == ("", Role.COORDINATOR)


def test_name_and_first_name_may_stand_in_two_columns() -> None:
    (person,) = contacts("Région;Code;Nom;Prénom;Courriel\n?;53;Le Goff;Maëlle;m@ars.example\n")
    assert (person.name, person.organisation) == ("Maëlle Le Goff", "53")


def test_a_column_of_ones_own_is_left_alone() -> None:
    assert contacts("organisation,email,commentaire\n53,a@ars.example,à rappeler\n")[0].role is Role.RESPONDENT


@pytest.mark.parametrize(
    "written",
    [
        "Anne Le Bihan <Anne.LeBihan@ars.example>",
        "MAILTO:Anne.LeBihan@ars.example?subject=PNSP",
        '"=LIEN_HYPERTEXTE(""mailto:Anne.LeBihan@ars.example"";""Anne"")"',
    ],
)
def test_an_address_is_taken_out_of_what_surrounds_it(written: str) -> None:
    (person,) = contacts(f"organisation,email\n53,{written}\n")
    assert (person.email, person.id) == ("Anne.LeBihan@ars.example", "pnsp/anne.lebihan@ars.example")


@pytest.mark.parametrize(
    ("row", "key", "words"),
    [
        ("53,A,,respondent,", "email", "il manque l’adresse"),
        ("53,A,a.ars.example,respondent,", "a.ars.example", "un seul signe @"),
        ("53,A,a@@ars.example,respondent,", "a@@ars.example", "un seul signe @"),
        ("53,A,a b@ars.example,respondent,", "a b@ars.example", "une espace"),
        ("53,A,andré@ars.example,respondent,", "andré@ars.example", "« é »"),
        ("53,A,a..b@ars.example,respondent,", "a..b@ars.example", "avant le signe @"),
        ("53,A,a@localhost,respondent,", "a@localhost", "après le signe @"),
        ("53,A,a@ars..example,respondent,", "a@ars..example", "après le signe @"),
        (",A,a@ars.example,respondent,", "organisation", "il manque le code"),
        ("99,A,a@ars.example,respondent,", "99", "n’est pas dans la liste"),
        ("Bretange,A,a@ars.example,respondent,", "Bretange", "Vouliez-vous dire « ARS Bretagne »"),
        ("53,A,a@ars.example,chef,", "chef", "ce rôle n’est pas connu"),
        ("53,a@ars.example,Anne,respondent,", "Anne", "le nom en est une ; échangez-les"),
    ],
)
def test_a_faulty_line_says_its_line_and_what_to_mend(row: str, key: str, words: str) -> None:
    (fault,) = faults(f"organisation,name,email,role,function\n53,B,b@ars.example,respondent,\n{row}\n")
    assert (fault.where, fault.line, fault.key) == ("contacts.csv", 3, key)
    assert words in fault.sentence.replace("\u00a0", " ")
    assert fault.sentence.rstrip(" ?\u00a0»").endswith((".", "example")) or "Vouliez" in fault.sentence


def test_an_address_twice_names_the_first_line() -> None:
    (fault,) = faults("organisation,email\n53,a@ars.example\n01,b@ars.example\n02,A@ARS.example\n")
    assert (fault.line, fault.key) == (4, "A@ARS.example")
    assert "ligne 2" in fault.sentence


def test_every_fault_is_told_at_once_also_several_in_a_line() -> None:
    found = faults("organisation,email,role,zone\n99,x,chef,Mars/Base\n53,,respondent,\n")
    assert [f.line for f in found] == [2, 2, 2, 2, 3]


def test_a_cell_over_several_lines_does_not_move_the_line_of_a_fault() -> None:
    (fault,) = faults('organisation,email,function\n53,a@ars.example,"chargée\nde\nmission"\n53,,\n')
    assert fault.line == 5


@pytest.mark.parametrize(
    ("content", "key", "words"),
    [
        ("", "", "vide"),
        ("organisation,name,email,role,function\n", "", "une ligne d’en-tête"),
        ("organisation,name,role\n53,A,respondent\n", "email", "il manque la colonne « email »"),
        ("name,email\nA,a@ars.example\n", "organisation", "il manque la colonne « organisation »"),
        ("organisation,emial\n53,a@ars.example\n", "emial", "vouliez-vous dire « email »"),
        ("organisation,email,fonctoin\n53,a@ars.example,x\n", "fonctoin", "vouliez-vous dire « fonction »"),
    ],
)
def test_a_file_of_the_wrong_shape_says_why(content: str, key: str, words: str) -> None:
    (fault,) = faults(content)
    assert fault.key == key
    assert words in fault.sentence.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("", Role.RESPONDENT),
        ("Respondent", Role.RESPONDENT),
        ("répondant(e)", Role.RESPONDENT),
        ("correspondant·e", Role.RESPONDENT),
        ("CORRESPONDANT", Role.RESPONDENT),
        ("corespondant", Role.RESPONDENT),
        ("Destinataire", Role.ADDRESSEE),
        ("Directrice générale de l’ARS", Role.ADDRESSEE),
        ("Personne ressource", Role.RESOURCE),
        ("coordonnateur", Role.COORDINATOR),
        ("président", None),
    ],
)
def test_a_role_is_understood_in_french_and_english(written: str, role: Role | None) -> None:
    assert role_of(written) is role


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example",
        "a.b-c+d@x-y.example",
        "o'neil@ars.example",
        "A_1@sub.ars.example",
        "mailto:a@b.example",
        "a@b.example;",
    ],
)
def test_a_right_address_has_nothing_wrong(address: str) -> None:
    assert wrong_address(bare_address(address)) == ""


@given(st.binary(max_size=300))
def test_any_bytes_give_contacts_or_faults(content: bytes) -> None:
    found = parse_contacts(b"organisation,email\n" + content, "contacts.csv", "pnsp", ARS)
    assert found
    assert len({type(thing) for thing in found}) == 1


@given(st.text(max_size=40))
def test_any_address_is_right_or_has_one_sentence(text: str) -> None:
    assert wrong_address(bare_address(text)).count("\n") == 0


PROFILES = (Profile("dg", "Directeur général"), Profile("usagers", "Représentants des usagers"))


@pytest.mark.parametrize(
    ("written", "code"),
    [("dg", "dg"), ("DG", "dg"), ("directeur général", "dg"), ("Représentant des usagers", "usagers"), ("", "")],
)
def test_a_profile_is_known_by_its_code_or_its_label(written: str, code: str) -> None:
    content = f"organisation;email;profile\n53;a@x.example;{written}\n".encode()
    (contact,) = parse_contacts(content, "contacts.csv", "c", ARS, PROFILES)
    assert isinstance(contact, Contact)
    assert contact.profile == code


def test_a_profile_that_the_questionnaire_does_not_have_is_a_fault_that_lists_them() -> None:
    content = b"organisation;email;profile\n53;a@x.example;pompier\n"
    (fault,) = parse_contacts(content, "contacts.csv", "c", ARS, PROFILES)
    assert isinstance(fault, Fault)
    assert (fault.line, fault.key) == (2, "pompier")
    assert "usagers (Représentants des usagers)" in fault.sentence


def test_a_profile_means_nothing_where_the_questionnaire_has_none() -> None:
    content = b"organisation;email;profile\n53;a@x.example;pompier\n"
    (contact,) = parse_contacts(content, "contacts.csv", "c", ARS)
    assert isinstance(contact, Contact)
    assert contact.profile == "pompier"


def of_bytes(content: bytes) -> list[Contact | Fault]:
    return list(parse_contacts(content, "contacts.csv", "pnsp", ARS))


ONE = Contact(
    "pnsp/m@ars.example", "pnsp", "53", "m@ars.example", "Maëlle Le Goff", Role.RESPONDENT, "chargée de mission"
)
LINES = "organisation;name;email;role;function\r\n53;Maëlle Le Goff;m@ars.example;respondent;chargée de mission\r\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(LINES.encode(), id="utf-8"),
        pytest.param(LINES.encode("utf-8-sig"), id="csv utf-8 of excel"),
        pytest.param(LINES.encode("cp1252"), id="csv of excel"),
        pytest.param(LINES.replace(";", "\t").encode("utf-16"), id="unicode text of excel"),
        pytest.param(b"\xfe\xff" + LINES.encode("utf-16-be"), id="utf-16 the other way round"),
        pytest.param(b"sep=;\r\n" + LINES.encode("cp1252"), id="sep= line"),
        pytest.param(LINES.replace("\r\n", "\r").encode("cp1252"), id="old mac line ends"),
        pytest.param(LINES.replace("\r\n", "\n\n").encode(), id="empty lines between"),
        pytest.param(LINES.replace("\r\n", ";;;\r\n").encode() + b";;;;;;;\r\n;;;;;;;\r\n", id="padding columns"),
        pytest.param(b"Contacts ARS 2017;;;;\r\n;;;;\r\n" + LINES.encode(), id="a title above the header"),
        pytest.param(
            '"Code","Nom, prénom (obligatoire)","E-mail *","Rôle","Fonction"\n'
            '="53","Maëlle Le Goff","m@ars.example","correspondante","chargée de mission"\n'.replace(
                "Nom, prénom (obligatoire)", "Nom (obligatoire)"
            ).encode(),
            id="kept as text, marks on the header",
        ),
        pytest.param(
            "Organisme;Prénom;NOM;Courriel;Rôle;Fonction\n53;Maëlle;Le Goff;m@ars.example;Répondant(e);"
            "chargée de mission\n".encode("cp1252"),
            id="french all along",
        ),
        pytest.param(
            (
                'name,"email",organisation,function\n'
                '"Maëlle Le Goff",\u00a0m@ars.example\u200b,\'53,"chargée de mission"\n'
            ).encode(),
            id="invisible characters",
        ),
        pytest.param(
            LINES.replace("m@ars.example", '"Maëlle Le Goff <m@ars.example>"').encode(), id="name and address"
        ),
    ],
)
def test_a_file_saved_by_any_program_gives_the_same_person(content: bytes) -> None:
    assert of_bytes(content) == [ONE]


def test_quoted_cells_hold_separators_and_line_breaks() -> None:
    (person,) = of_bytes(b'organisation;email;function\n53;m@ars.example;"M\xe9decin ; chef\r\nde ""p\xf4le"""\n')
    assert isinstance(person, Contact)
    assert person.function == 'Médecin ; chef\r\nde "pôle"'


@pytest.mark.parametrize(
    ("content", "line"),
    [
        pytest.param(b'organisation;email;function\n53;a@x.example;"chef\n53;b@x.example;\n', 2, id="never closed"),
        pytest.param(
            b'organisation;email;function\n53;a@x.example;"chef\n53;b@x.example;\n53;c@x.example;"chef"\n',
            2,
            id="closed by the quote of another line",
        ),
    ],
)
def test_nobody_is_lost_behind_a_quote_that_is_not_closed(content: bytes, line: int) -> None:
    fault = of_bytes(content)[0]
    assert isinstance(fault, Fault)
    assert fault.line == line
    assert "guillemet" in fault.sentence


@pytest.mark.parametrize(
    ("row", "column", "key", "words"),
    [
        ("53;a@ars.example;chef;;", "Rôle", "chef", "ce rôle n’est pas connu ; écrivez destinataire"),
        ("53;a@ars.example;;Mars/Base;", "Fuseau", "Mars/Base", "ce fuseau horaire n’existe pas"),
        ("53;a@ars.example;;Europe/Pari;", "Fuseau", "Europe/Pari", "Vouliez-vous dire « Europe/Paris »"),
        ("53;a@ars.example;;;96", "Département", "96", "écrivez son numéro, ou laissez vide"),
        ("53;a@ars.example;;;Mozelle", "Département", "Mozelle", "Vouliez-vous dire « Moselle »"),
        ("53;a@ars;;;", "Courriel", "a@ars", "après le signe @"),
        ("52a;a@ars.example;;;", "Organisme", "52a", "n’est pas dans la liste de la campagne"),
        ("53;;;;", "Courriel", "email", "il manque l’adresse électronique"),
    ],
)
def test_a_fault_names_the_column_as_the_file_does(row: str, column: str, key: str, words: str) -> None:
    (fault,) = faults(f"Organisme;Courriel;Rôle;Fuseau;Département\n{row}\n")
    said = fault.sentence.replace("\u00a0", " ")
    assert (fault.line, fault.key) == (2, key)
    assert said.startswith(f"dans la colonne « {column} », ")
    assert words in said


def test_one_person_in_two_organisations_is_told_which() -> None:
    (fault,) = faults("organisation,email\n53,a@ars.example\n01,A@ars.example\n")
    assert (fault.line, fault.key) == (3, "A@ars.example")
    assert "ligne 2, pour l’organisme 53" in fault.sentence


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("", ()),
        ("57", ("57",)),
        ("1", ("01",)),
        ("2A", ("2A",)),
        ("2b", ("2B",)),
        ("Moselle (57)", ("57",)),
        ("68 - Haut-Rhin", ("68",)),
        ("67 et 68", ("67", "68")),
        ("Bas-Rhin et Haut-Rhin", ("67", "68")),
        ("57000 Metz", ("57",)),
        ("97600", ("976",)),
        ("MAYOTTE", ("976",)),
        ("Département de la Moselle", ("57",)),
        ("la Réunion", ("974",)),
        ("Côte d'Or", ("21",)),
        ("Alsace", ("6AE",)),
        ("Service qualité", None),
        ("99", None),
        ("57, 99", None),
    ],
)
def test_a_department_is_known_by_number_or_name(written: str, codes: tuple[str, ...] | None) -> None:
    assert departments(written) == codes


def test_faults_of_shape_and_of_value_are_told_together_in_the_order_of_the_lines() -> None:
    found = faults(
        'organisation,email,role\n53,a@ars.example,chef\n53,b@ars.example,,,trop\n99,c@ars.example,\n53,"d@ars.example,\n'
    )
    assert [fault.line for fault in found] == [2, 3, 4, 5]
    assert "guillemet" in found[-1].sentence
