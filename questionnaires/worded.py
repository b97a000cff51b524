"""Orders in other words than those of the menu, as whole messages: « il me reste combien de questions ? »."""

from __future__ import annotations

import re

from questionnaires.commands import Command, Order

_LONGEST = 80  # letters
# Other whole messages, in bare words.
_WORDED: tuple[tuple[Order, re.Pattern[str]], ...] = tuple(
    (order, re.compile(pattern))
    for order, pattern in (
        (
            Order.WHERE,
            r"(?:(?:savoir|voir|dites moi|montrez moi) )?(?:c est )?(?:ou (?:est ce que )?(?:j|je|on|nous|il) en "
            r"(?:suis|suit|sommes|est|etais|etions)|ou en (?:suis|suit|sui|sommes|est|etais|etions)(?: (?:je|nous"
            r"|t on|on))?"
            r"|(?:j|on|nous) en (?:suis|est|sommes|etais|etions) ou)(?: rest\w+)?"
            r"|(?:il (?:me|nous|m en|en) |qu est ce qu il |que |combien |quoi |ce qu il |quelles? questions? )"
            r"(?:de questions? )?(?:me |nous |m en |en |il )*(?:reste|restent|manque|manquent)(?: t il| t elle| "
            r"encore)*"
            r"(?: (?:combien|quoi))?(?: (?:de )?questions?)?(?: a (?:faire|repondre|remplir|completer|traiter))?",
        ),
        (
            Order.LIST,
            r"(?:voir|afficher|affichez|montrer|montrez moi|donnez moi|quelles sont|revoir) "
            r"(?:la liste(?: des questions)?|(?:toutes )?les questions)",
        ),
        (
            Order.REREAD,
            r"(?:voir|revoir|afficher|montrer|montrez moi|lire|relire|consulter|verifier)"
            r" (?:toutes )?(?:mes|nos|les|ma|la) reponses?(?: precedentes?)?"
            r"|(?:relire |revoir |voir )?(?:qu est ce que|ce que) (?:j ai|nous avons|on a) (?:deja )?(?:repondu"
            r"|ecrit|dit|mis)",
        ),
        (
            Order.BACK,
            r"(?:revenir|retourner|retour|revenons)(?: en arriere| a (?:la )?(?:question )?(?:precedente|d avant))",
        ),
        (
            Order.SKIP,
            r"(?:je |on )?(?:passer?|passons|aller|allons|sauter?|zapper?)(?: a)? (?:la |cette )?question(?: "
            r"suivante| d apres)?"
            r"|(?:passer?|passons|aller|allons|on passe) a la (?:suivante|suite)|(?:la |question )?(?:suivante"
            r"|prochaine)"
            r"|prochaine question|la question suivante|je saute",
        ),
        (
            Order.EXAMPLE,
            r"(?:avez vous |auriez vous |donnez moi |donner |montrez moi |voir |avoir )?(?:un |des |d autres )?"
            r"exemples?(?: de reponses?| pour (?:cette question|m aider|la question))?",
        ),
        (
            Order.HELP,
            r"(?:que|qu est ce que|quoi) (?:dois |puis |peux |peut )?(?:je |on )?(?:dois |peux |peut )?(?:faire"
            r"|ecrire|dire|taper|repondre)(?: (?:ici|la|maintenant|alors|pour (?:cette|la) question|dans cette case))*"
            r"|comment (?:ca|cela) fonctionne|menu|(?:les )?commandes|besoin d aide|de l aide",
        ),
        (
            Order.HELP,
            r"comment (?:est ce qu |est ce que )?(?:on |je )?(?:envoie|joins?|mets?|ajoute|transmets?) .{1,40}"
            r"|comment (?:puis je |peut on |faire pour |dois je |on |je (?:peux |dois |fais pour )?)*(?:joindre"
            r"|envoyer|modifier"
            r"|corriger|changer|passer|revenir|repondre|terminer|finir|confier|ajouter|completer|annuler"
            r"|relire)\b.{0,40}"
            r"|(?:est ce que )?(?:puis je|peut on|je peux|on peut|peux je|pouvons nous) (?:aussi )?(?:y "
            r")?(?:repondre (?:par|en|plus"
            r"|a plusieurs)|joindre|envoyer|m arreter|s arreter|reprendre|modifier|corriger|revenir|changer"
            r"|confier).{0,50}",
        ),
        (
            Order.CONTEXT,
            r"pourquoi (?:tu|vous) (?:me |nous )?(?:demande[sz]|pose[sz]) (?:ca|cela|cette question|ces questions)|"
            r"(?:a quoi (?:ca |cela )?(?:sert|servent|serviront|va servir)|pourquoi|c est pour quoi faire|quel "
            r"est l objet de)"
            r"(?: (?:ce|cette|ces|cet|le|la|l|votre) ?(?:questionnaires?|enquetes?|questions?|formulaire|bilan))?",
        ),
        (
            Order.REPEAT,
            r"(?:me |nous )?(?:repetez?|repeter|redites?|redire|rappele[rz]|rappelles?|reposez?|reposer"
            r"|reaffichez?|reafficher"
            r"|revoir|relire)"
            r"(?: moi| nous)? ?(?:la |cette |votre )?question|repete[rz]?|(?:quelle (?:est|etait) |c est quoi |c "
            r"etait quoi )"
            r"(?:deja )?(?:la |votre |cette )?question(?: deja)?|pardon"
            r"|(?:(?:ok|bon|alors|oui|allez|et) )*(?:go|(?:vas|allez|allons) y|c est parti|on (?:y va|commence|attaque)"
            r"|(?:je suis )?prete?)",
        ),
        (
            Order.REREAD,
            r"(?:est ce que )?(?:c est|tout est|ma reponse est|mes reponses sont) (?:bien )?(?:enregistre|note"
            r"|recu|sauvegarde|pris en"
            r" compte)e?s?|(?:avez vous|vous avez|as tu) (?:bien )?(?:recu|note|enregistre|eu) (?:ma|mes|mon"
            r"|notre|nos|le|la) (?:reponses?|messages?|mails?|courriels?|fichiers?|documents?|retour|envois?|pieces?"
            r"|tableaux?|formulaire|questionnaire|photos?)(?: \w+)?|qu ont (?:dit|repondu) mes collegues",
        ),
        (
            Order.ANSWERED,
            r"(?:est ce que )?(?:mes|mon|ma|nos|un|une|des) collegues? (?:ont|a) (?:t |ils |elles |il "
            r"|elle |deja )*repondu"
            r"|(?:est ce que )?(?:quelqu un|qui|qui d autre|qui est ce qui|d autres) (?:d autre )?(?:a|ont) "
            r"(?:t il |deja )*(?:repondu|commence|fini|rempli)(?: (?:pour|chez|dans) .{1,30}| avant moi| deja)?",
        ),
        (
            Order.CORRECT,
            r"(?:(?:ah|oh|non|oups|mince|attendez|zut|pardon|si|finalement) )*(?:(?:j ai|on a|nous avons) (?:encore )?"
            r"(?:oublie (?:quelque chose|un truc|une? (?:reponse|action|chose|point))|oublie$|(?:quelque chose"
            r"|une? (?:truc"
            r"|modif\w*|correction|changement|ajout|oubli|erreur))(?: a (?:ajouter|corriger|changer|modifier|faire))?)"
            r"|(?:je |on |nous )?(?:veux|voudrais|souhaite|dois|peux|voudrions|aimerais) (?:encore )?(?:ajouter"
            r"|modifier"
            r"|corriger|changer|rectifier) (?:quelque chose|un truc|(?:ma|une|mes|des) (?:reponses?|choses?))"
            r"|(?:il y a|c est) une erreur(?: dans (?:ma|mes|une|la) reponses?)?)",
        ),
        (
            Order.ASK,
            r"(?:(?:bonjour|oui|en fait|svp) )*(?:j ai|j aurais|nous avons|on a)? ?(?:juste )?une (?:petite "
            r"|autre )?question"
            r"(?: a (?:vous )?poser| pour vous)?|(?:puis je|je peux|peut on"
            r"|est ce que je peux) (?:vous )?poser une question",
        ),
        (
            Order.WHERE,
            r"(?:c est|est ce que c est|tout est) (?:bien )?(?:envoye|transmis|parti|valide|termine)e?"
            r"|et (?:maintenant|apres|ensuite)(?: (?:quoi|on fait quoi|que dois je faire|c est quoi"
            r"|qu est ce qu on fait))?",
        ),
        (
            Order.DEADLINE,
            r"(?:est ce que )?(?:je|on|nous) (?:peux|peut|pouvons|pourrai|pourrons) (?:encore"
            r"|toujours) (?:vous )?(?:modifier"
            r"|changer|corriger|repondre|completer|ajouter|revenir)(?: .{1,30})?",
        ),
        (
            Order.BY_MAIL,
            r"(?:(?:je|on|nous) )?(?:(?:prefere\w*|prefererais|veux|voudrais|souhaite|vais|aimerais|compte) )?"
            r"(?:repondr\w+|reponds|envoyer|faire|remplir)(?: ca| cela| le questionnaire| mes reponses"
            r"| tout)?(?: plutot)?"
            r" (?:par|via|en|sur|avec|dans) (?:le |un |la |votre |mon )?(?:e? ?mail|courriel|word|excel|formulaire"
            r"|papier"
            r"|courrier|pdf)"
            r"|(?:(?:je|on|nous) )?(?:ne )?(?:veux|veut|voulons|souhaite\w*|prefere|peux"
            r"|compte) pas (?:vous )?(?:repondre"
            r"|faire ca|utiliser) (?:(?:par|via|en|sur|avec|dans) )?(?:le |un |la |ce |cette |votre )?"
            r"(?:chat|messagerie|application|appli|robot|bot|ici)"
            r"|pas (?:par|sur|via) (?:le |la )?(?:chat|messagerie|application|appli)",
        ),
        (
            Order.READERS,
            r"(?:a )?(?:qui|qui est ce qui) (?:va |vont |peut |peuvent )?(?:lit|lire|lisent|voit|voir|voient|recoit"
            r"|recevoir|recoivent|recevra|lira|verra|verront|consulte|exploite|traite) .{0,40}"
            r"|(?:est ce que )?(?:c est|ce questionnaire est|(?:les|mes|nos) reponses sont|est ce|sont elles)"
            r" (?:anonymes?|public\w*|prive\w*)"
            r"|a qui (?:c est|est ce que c est|ca est|cela est|(?:mes|les|nos) reponses sont|ca va etre)"
            r" (?:envoye|transmis|adresse|destine|communique)\w*.{0,30}"
            r"|(?:est ce que )?(?:mes collegues|les autres (?:ars|regions)|les autres|ma direction|mon chef"
            r"|tout le monde)"
            r" (?:peuvent |peut |va |vont )?(?:voir|voient|voit|verront|verra|lire|lisent|liront|lit) .{0,30}"
            r"|qui (?:est|sont) (?:le|les) destinataires?.{0,20}|ou vont (?:mes|nos|les) reponses",
        ),
        (
            Order.DEADLINE,
            r"(?:il (?:me |nous )?reste )?combien de (?:temps|jours)(?: (?:il )?(?:me |nous )?(?:reste"
            r"|restent)(?: t il)?)?|"
            r"(?:(?:c est|quelle est|quel est|rappelez moi|me rappeler|connaitre|c est quoi) )?(?:la |le |l "
            r"|notre )?"
            r"(?:date (?:limite|butoir|d echeance|de retour|de rendu)|delai|deadline|echeance)"
            r"(?: (?:de reponse|de retour|pour repondre|exacte))?"
            r"|(?:c est )?(?:jusqu a quand|pour quand)|(?:est ce que )?(?:je|on|nous) (?:peux|peut|pouvons"
            r"|pourrai) (?:encore |vous )*"
            r"(?:repondre|finir|terminer|completer|continuer) (?:demain|plus tard|la semaine prochaine|lundi|apres"
            r"|ensuite"
            r"|jusqu a quand|en retard|apres la date(?: limite)?)"
            r"|(?:jusqu a quand|pour quand|quand) (?:est ce que |faut il |dois je |doit on |puis je |peut on "
            r"|devons nous |c est )"
            r"(?:(?:je dois|on doit|il faut|je peux) )?(?:(?:vous )?(?:repondre|rendre|retourner|renvoyer|finir"
            r"|le rendre)\b.{0,30})?",
        ),
        (
            Order.MISTAKEN,
            r"(?:(?:oups|pardon|desolee?|mince|zut) )*(?:je (?:me suis|m etais) tromp\w+|je me trompe|j ai fait "
            r"(?:une )?erreur)"
            r"(?: (?:de|dans la|sur la|a la) (?:question|reponse|ligne|case))?"
            r"|(?:annuler?|supprimer?|effacer?|enlever?|retirer?) (?:ma |la |cette )?(?:derniere )?reponse"
            r"|(?:ce n est |c est )?pas la bonne (?:question|reponse|case)",
        ),
        (
            Order.RESUME,
            r"(?:finalement|en fait|bon|ok|d accord|allez)? ?(?:si|oui)?(?: )?(?:j ai change d avis|je change d "
            r"avis"
            r"|je (?:vais )?repond(?:s|re)(?: quand meme| finalement)?|je reprends?(?: le questionnaire)?|on (?:s "
            r")?y remet?)"
            r"|finalement (?:si|oui)|me revoila|je suis de retour|reprendre (?:le questionnaire|ou j en etais)",
        ),
        (
            Order.WHO,
            r"(?:est ce que |etes |es )?(?:vous |tu )?(?:etes |es )?(?:vous |tu )?un (?:robot|automate|bot|humain"
            r"|programme)",
        ),
        (
            Order.PAUSE,
            r"(?:(?:je|on) (?:m |s )?(?:arrete|arretons)|j arrete)(?: (?:la|ici))?(?: pour (?:aujourd hui|ce soir"
            r"|le moment|l instant))?"
            r"|(?:je|on|nous) (?:reprend\w*|continu\w+|fini\w+|termin\w+|reviend\w+) (?:ca |cela )?"
            r"(?:plus tard|demain|lundi|mardi|mercredi|jeudi|vendredi|la semaine prochaine|cet apres midi|ce soir)"
            r"|j abandonne|je laisse tomber|je vous (?:recontacte|rappelle|redis|tiens au courant)(?: .{1,20})?"
            r"|(?:la )?(?:suite|fin) (?:demain|plus tard|lundi|la semaine prochaine)|je fais une pause",
        ),
    )
)


_FILE = re.compile(
    r"\b(?:joi\w+|envo\w+|ajout\w+|transm\w+|met\w*)\b.*\b(?:fichiers?|documents?|photos?|pieces?|pdf|pj)\b"
)


_ANY = re.compile("|".join(f"(?:{rule.pattern})" for _, rule in _WORDED))  # most messages are none of them


def worded(words: str) -> Command | None:
    """The order that these bare words are."""
    if len(words) <= _LONGEST and _ANY.fullmatch(words):
        for order, rule in _WORDED:
            if rule.fullmatch(words):
                return Command(Order.FILES if order is Order.HELP and _FILE.search(words) else order)
    return None


# These look at folded text: no capitals, no accents, one kind of apostrophe.
_HANDS = re.compile(
    r"(?:(?:je |j'|nous |on |veuillez )(?:vais |allons |vous (?:demande|prie) de )?)?"
    r"(?:confi|delegu|transm|transf|attribu|renvo|envo|donn|pass)\w*\s(?P<rest>.*)",
    re.DOTALL,
)
_CONFIDES = re.compile(
    r"(?:(?:je |nous |on )(?:vais |allons )?)?(?:confi|delegu)\w*\s+(?:(?:la|cette"
    r"|le)\s+)?(?P<rest>(?:question\b)?.{0,12}?)"
    r"(?:\s+a (?:un|une|ma|mon|notre|quelqu'un|d'autres?|monsieur|madame|mme|m|mr)\b.{0,60})?[\s.!]*",
)
_ADDRESS = re.compile(r"\S+@\S+\.\S+")
_WHAT = re.compile(
    r"\b(?:(?:cette|la|ma|les|ces|mes) questions?|la suite|le reste|la main|le relais|le questionnaire"
    r"|l'ensemble)\b"
)
_CODE_LIKE = re.compile(r"\b(?:[a-z]{1,3}\d{1,3}(?:\.\d{1,3})?[a-z]?|\d{1,2}\.\d{1,2}|\d{1,2}[a-z])\b")


def handing_over(low: str) -> bool:
    """Whether this folded text asks to hand a question, or everything, to somebody: « je confie la Q3a à maud@… »."""
    hands = _HANDS.fullmatch(_ADDRESS.sub(" ", low)) if "@" in low else _CONFIDES.fullmatch(low)
    return hands is not None and bool(_WHAT.search(low) or _CODE_LIKE.search(hands["rest"]))
