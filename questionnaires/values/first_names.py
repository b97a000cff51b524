"""First names common in France, in small letters without accents."""

from __future__ import annotations

FIRST_NAMES = frozenset(
    """
    abdel adele adeline adrien agathe agnes ahmed aicha alain alban albert alexandra alexandre alexia alexis ali
    alice alicia aline alison amandine amelie amina ana anais andre andrea andree ange angelique anissa anita anna
    anne annick annie anthony antoine antonin antony apolline ariane arlette armand armelle arnaud arthur astrid
    aude audrey augustin aurelia aurelie aurelien aurore axel axelle baptiste barbara bastien beatrice benedicte
    benjamin benoit bernadette bernard bertrand blandine boris brigitte bruno camille capucine carine carla carlos
    carole caroline catherine cecile cedric celia celine chantal charlene charles charlotte chloe christel
    christelle christian christiane christine christophe cindy claire clara clarisse claude claudette claudine
    clemence clement clementine clotilde colette coline coralie corentin corinne cyril cyrille damien daniel daniele
    danielle david deborah delphine denis denise diane didier dimitri dominique dorothee edith edouard elena
    eleonore eliane elie eline elisa elisabeth elise elodie eloise emeline emeric emile emilie emma emmanuel
    emmanuelle enzo eric erika erwan estelle esther etienne eugenie eva eve evelyne fabien fabienne fabrice fanny
    farid fatiha fatima felix flavie florence florent florian france francine francis franck francois francoise
    frederic frederique gabriel gabrielle gael gaelle gaetan gaspard genevieve geoffrey georges gerald geraldine
    gerard ghislaine gilbert gilles ginette gisele gregoire gregory guillaume gustave guy gwenaelle hakim hamid
    hanane helene henri herve hortense hubert hugo hugues huguette ines ingrid irene iris isabelle ivan jacqueline
    jacques jamila jean jeanne jeannine jennifer jeremie jeremy jerome jessica jocelyne joel joelle johanna jonathan
    jordan jose joseph josephine josette josiane josyane judith jules julia julie julien juliette justin justine
    karim karima karine katia kevin khadija killian laetitia laura laure laurence laurent laurie lea leila lena leo
    leon leonie leslie leyla lilian liliane lina lionel lisa lise loic lola lorraine louis louise luc lucas lucie
    lucien ludivine ludovic lydia lydie madeleine maelle magali magalie malika manon manuel marc marcel marceline
    margaux margot marguerite maria marianne marie marielle marilyne marina marine marion marjorie marlene martin
    martine maryse maryvonne mathias mathieu mathilde matthieu maud maurice max maxime mehdi melanie melissa michael
    michel michele micheline mickael mireille mohamed monique morgane muriel myriam nabil nadege nadia nadine naima
    nathalie nathan nicolas nicole noelle noemie nora norbert nour odette odile olivia olivier omar pascal pascale
    patrice patricia patrick paul paule pauline perrine philippe pierre quentin rachel rachid raoul raphael raymond
    rebecca regine regis remi remy renaud rene renee richard robert robin rodolphe roger roland romain romane ronan
    rose roselyne rozenn sabine sabrina sacha said salima samia samir samira samuel sandra sandrine sara sarah
    sebastien segolene serge severine simon simone sofia solange solene sonia sophie stanislas stephane stephanie
    suzanne sylvain sylvie tanguy tania therese thibault thibaut thierry thomas tiphaine tristan valentin valentine
    valerie vanessa veronique victor victoria vincent violaine virginie viviane walid william xavier yacine yann
    yannick yasmina yasmine yohan yolande yvan yves yvette yvon yvonne zoe
    """.split()  # noqa: SIM905 -- a list of this length in quotes and commas cannot be read
)
