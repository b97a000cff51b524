"""How people type in a chat, spelled out as our rules know it: « jsp », « c bon », « bcp », a few words of English."""

from __future__ import annotations

from questionnaires.asides import bare

_LONGEST = 80  # letters; what is longer is prose
_SHORT = {
    "c": "c est", "cest": "c est", "sest": "c est", "ct": "c etait", "g": "j ai", "jai": "j ai", "jsuis": "je suis",
    "jpeux": "je peux", "jveux": "je veux", "jfais": "je fais", "jcomprends": "je comprends", "ya": "il y a",
    "jsp": "je ne sais pas", "jspas": "je ne sais pas", "chepa": "je ne sais pas", "bcp": "beaucoup", "mrc": "merci",
    "mci": "merci", "slt": "salut", "bjr": "bonjour", "bsr": "bonsoir", "cc": "coucou", "dsl": "desole",
    "pk": "pourquoi", "pkoi": "pourquoi", "pourkoi": "pourquoi", "koi": "quoi", "ki": "qui", "kan": "quand",
    "kand": "quand", "qd": "quand", "ke": "que", "kel": "quel", "kelle": "quelle", "tt": "tout", "fo": "faut",
    "dac": "d accord", "dacc": "d accord", "dak": "d accord", "oki": "ok", "okay": "ok", "okey": "ok", "okk": "ok",
    "tkt": "pas de souci", "pb": "probleme", "vs": "vous", "mtn": "maintenant", "ptn": "putain", "qq": "quelque",
    "rep": "reponse", "qst": "question", "hi": "bonjour", "hey": "bonjour", "thanks": "merci", "thx": "merci",
    "bye": "au revoir", "goodbye": "au revoir", "yes": "oui", "yep": "oui", "yeah": "oui", "ouais": "oui",
    "ui": "oui", "nope": "non", "nan": "non", "nn": "non", "stp": "svp", "please": "svp", "wait": "un instant",
}  # fmt: skip
_PHRASES = {
    "thank you": "merci", "thanks a lot": "merci beaucoup", "thank you very much": "merci beaucoup",
    "good morning": "bonjour", "good evening": "bonsoir", "see you": "a bientot", "a plus": "a bientot",
    "who are you": "qui etes vous", "are you a robot": "etes vous un robot", "are you a bot": "etes vous un robot",
    "what is the deadline": "date limite", "what s the deadline": "date limite", "deadline": "date limite",
    "when is the deadline": "date limite", "until when": "date limite", "where am i": "ou en suis je",
    "what is left": "que reste t il", "example": "exemple", "an example": "exemple", "list": "liste", "back": "retour",
    "previous": "retour", "previous question": "retour", "next question": "suivant", "skip this question": "passer",
    "cancel": "annuler", "what should i do": "aide", "what do i do": "aide", "how does it work": "aide",
    "i am done": "j ai fini", "i m done": "j ai fini", "done": "j ai fini", "finished": "j ai fini",
    "that s all": "c est tout", "that is all": "c est tout", "summary": "recapitulatif", "exit": "pause",
    "quit": "pause", "quitter": "pause", "sortir": "pause", "what": "pardon", "no thanks": "non merci",
    "no thank you": "non merci", "all good": "tout est bon", "looks good": "tout est bon",
}  # fmt: skip


def spelled_out(typed: str) -> str:
    """The bare words of what was typed, spelled out where they are written short or in English."""
    words = bare(typed)
    if len(words) > _LONGEST:
        return words
    known = _PHRASES.get(words)
    if known is not None:
        return known
    spoken = words.split()
    if _SHORT.keys().isdisjoint(spoken):
        return words
    return " ".join([_SHORT.get(word, word) for word in spoken])
