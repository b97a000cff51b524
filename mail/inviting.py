"""The first words of an invitation: the addressee and the correspondents of an organisation have different ones."""

from __future__ import annotations

from campaigns.people import Contact, Role
from mail.mime import one_line
from mail.view import PERSONAL, prose_line
from mail.wording import listed, number_of
from usecases.letters import Letter

# So many people are named in a sentence; the others are counted.
_NAMED = 6


def first_words(letter: Letter) -> tuple[str, ...]:
    """Who is asked for what and as whom, who else is asked, and what is enclosed; a paragraph each."""
    who = f" ({PERSONAL['organisation']})" if letter.organisation.name.strip() else ""
    questionnaire = f"au questionnaire « {prose_line(letter.title)} »"
    if letter.is_to_addressee:
        lines = [
            f"Nous sollicitons la contribution de votre organisme{who} {questionnaire}. {_as_addressee(letter)}",
            _correspondents(letter),
        ]
    else:
        lines = [f"Nous sollicitons votre contribution{who} {questionnaire}."]
        if letter.others:
            lines.append(
                f"Cette demande est aussi adressée à {PERSONAL['others']} : répondez ensemble ou chacun de votre côté, "
                "nous rassemblons vos réponses."
            )
    if letter.entrusted:
        which = "la question" if len(letter.entrusted) == 1 else "les questions"
        lines.append(
            f"Un collègue de votre organisme vous confie {which} {listed(list(letter.entrusted))}. Vous pouvez aussi "
            "répondre aux autres."
        )
    if letter.enclosed:
        lines.append(f"Joint à ce message : {listed([f'« {one_line(name)} »' for name in letter.enclosed])}.")
    return tuple(lines)


def _as_addressee(letter: Letter) -> str:
    function = f" en tant que {PERSONAL['function']}" if letter.contact.function.strip() else ""
    return f"Vous en êtes destinataire{function}."


def _correspondents(letter: Letter) -> str:
    """What the addressee is told of those who answer for the organisation."""
    if len(letter.others) > 1:
        return (
            f"Vos correspondants reçoivent le même questionnaire et peuvent y répondre pour votre organisme : "
            f"{PERSONAL['others']}. Pour en désigner d’autres, il suffit de nous le dire en réponse à ce message."
        )
    if letter.others:
        return (
            f"Le même questionnaire est adressé à {PERSONAL['others']}, qui peut y répondre pour votre organisme. "
            "Pour désigner une autre personne, il suffit de nous le dire en réponse à ce message."
        )
    return (
        "Nous ne connaissons pas d’autre correspondant dans votre organisme : répondez vous-même, ou transférez ce "
        "message à la personne qui le fera."
    )


def others_in_words(letter: Letter) -> str:
    """« Marie Dupont et Luc Hervé », « Jean Kermeur (directeur général) et 7 autres personnes »."""
    people = letter.others if len(letter.others) <= _NAMED else letter.others[: _NAMED - 1]
    names = [_name(person) for person in people]
    rest = len(letter.others) - len(people)
    return listed([*names, number_of(rest, "une autre personne", "autres personnes")] if rest else names)


def _name(person: Contact) -> str:
    """A person as a colleague knows them; an addressee with their function."""
    name = one_line(person.name, 100) or person.email
    function = one_line(person.function, 100) if person.role is Role.ADDRESSEE else ""
    return f"{name} ({function})" if function else name
