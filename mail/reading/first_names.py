"""First names common in France: one alone at the end of a mail is who wrote it, not an answer."""

from __future__ import annotations

import re
import unicodedata

_FIRST_NAME = re.compile(r"^\s*([A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?)(?:\s+[A-ZÀ-Ý][\w'’-]*\.?){0,2}\s*[.,]?\s*$")
FIRST_NAMES = frozenset(
    """
    adele adeline adrien agathe agnes aicha alain alban albert alexandra alexandre alexia alexis alice alicia aline
    alison amandine amelie amina anais andre andrea ange angelique anissa anita anna anne annick annie antoine antonin
    antony ariane arlette armand arnaud arthur astrid aude audrey augustin aurelia aurelie aurelien aurore axel axelle
    baptiste barbara bastien beatrice benedicte benjamin benoit bernadette bernard bertrand blandine boris brigitte
    bruno camille capucine carine carla carole caroline catherine cecile cedric celia celine chantal charlene charles
    charlotte chloe christel christelle christian christiane christine christophe cindy claire clara clarisse claude
    claudette claudine clemence clement clementine clotilde colette coline coralie corentin corinne cyril cyrille
    damien daniel daniele danielle david deborah delphine denis denise diane didier dimitri dominique dorothee edith
    edouard elena eliane elie eline elisa elisabeth elise elodie eloise emeline emeric emile emilie emma emmanuel
    emmanuelle eric erika erwan estelle esther etienne eva eve evelyne fabien fabienne fabrice fanny fatiha fatima
    felix flavie florence florent florian france francine francis franck francois francoise frederic frederique
    gabriel gabrielle gael gaelle gaetan gaspard genevieve geoffrey georges gerald geraldine gerard ghislaine gilbert
    gilles ginette gisele gregoire gregory guillaume gustave guy gwenaelle hakim hamid hanane helene henri herve
    hortense hubert hugo hugues ines ingrid irene iris isabelle ivan jacqueline jacques jamila jean jeanne jennifer
    jeremy jerome jessica joel joelle johanna jonathan jordan joseph josephine josette josiane josyane judith jules
    julia julie julien juliette justin justine karim karima karine katia kevin khadija laetitia laura laure laurence
    laurent laurie lea leila lena leo leon leonie leslie leyla liliane lilian lionel lisa lise loic lola lorraine
    louis louise luc lucas lucie lucien ludivine ludovic lydia lydie madeleine magali magalie malika manon manuel
    marc marcel marceline margaux margot marguerite marie marielle marilyne marina marine marion marjorie martin
    martine mathias mathieu mathilde matthieu maud maurice max maxime mehdi melanie melissa michael michel michele
    micheline mickael mireille mohamed monique morgane muriel myriam nabil nadege nadia nadine nathalie nathan
    nicolas nicole noelle noemie nora norbert odette odile olivia olivier pascal pascale patrice patricia patrick
    paul paule pauline perrine philippe pierre quentin rachel rachid raoul raphael raymond rebecca regine regis remi
    remy renaud rene renee richard robert robin rodolphe roger roland romain romane ronan roselyne rozenn sabine
    sabrina said salima samia samuel samira sandra sandrine sara sarah sebastien serge severine simon simone sofia
    solange solene sonia sophie stanislas stephane stephanie suzanne sylvain sylvie tanguy tania thibault thibaut
    thierry thomas tiphaine tristan valentin valentine valerie vanessa veronique victor vincent violaine virginie
    viviane walid william xavier yacine yann yannick yasmina yasmine yohan yolande yvan yves yvette yvonne zoe
    """.split()  # noqa: SIM905 -- a list of this length in quotes and commas cannot be read
)


def is_first_name(line: str) -> bool:
    """« Sophie », « Sophie M. », « Jean-Luc, »."""
    found = _FIRST_NAME.match(line[:80])
    if found is None:
        return False
    pieces = (unicodedata.normalize("NFD", piece.casefold()) for piece in found[1].split("-"))
    return all("".join(c for c in piece if not unicodedata.combining(c)) in FIRST_NAMES for piece in pieces)
