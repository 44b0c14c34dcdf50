"""The words that the rules of elision and agreement must know one by one: data, to be completed as texts require.

Sources: Dictionnaire de l’Académie française (h aspiré, irregular plurals and feminines); « Femme, j’écris ton nom… »,
La Documentation française, 1999, for offices; written usage of the Pas-de-Calais for its places.
"""

from __future__ import annotations

from types import MappingProxyType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


H_ASPIRE = _words(
    """
    ha hache hachis hagard haie haillon haine haineux haineuse hair halage hale haleter haletant hall halle halo halte
    hamac hamburger hameau hamster hanche hand handball handicap handicape handicapee hangar hanneton hanse hantise
    happening harangue haras harassant harcelement harceleur harceler hardi hardie hardiesse hareng hargne haricot
    harnais harpe harpie harpon hasard hasardeux hasardeuse hate hatif hative hausse haut haute hautain hautaine
    hautbois hautement hauteur havre hennissement heraut here herisson hernie heron heros herse hetre heurt hibou hic
    hideux hideuse hierarchie hierarchique hierarchiquement hippie hip hobby hochet hockey hollandais hollandaise
    homard hongrois hongroise honte honteux honteuse hoquet horde hors hotte houblon houe houille houle houlette houppe
    housse houx hublot huche huee huguenot huit huitaine huitieme hululement huppe hurlement hussard hutte
    hambourg hanovre hollande hongrie honduras hong haye hague
    """
)
"""Words (and a few countries and cities) whose h forbids elision, without accents nor plural mark."""

PLACES_ASPIRE = _words("halloy ham hem houlle")
"""Places of the north whose h is aspiré in usage: « genièvre de Houlle », « château de Ham » (confidence: good for
Houlle, Ham and Hem, fair for Halloy)."""

PLACES_MUET = _words(
    """
    habarcq haillicourt haisnes hallines halluin hamelincourt hardelot hardinghen harnes haubourdin hautmont havrincourt
    hazebrouck hebuterne helfaut hendecourt henin heninel henu hericourt herlin hermaville hermies hersin hesdigneul
    hesdin hesmond hestrus heuchin heuringhem hinges hocquinghen hondschoote houchin houdain houplines houvin hubersent
    huby hucqueliers hulluch humbercamps humbert humieres
    """
)
"""Places of the Pas-de-Calais and the Nord written with elision: « d’Hénin-Beaumont », « d’Hesdin ».

Confidence: certain for Hénin, Hesdin, Houdain, Heuchin, Hucqueliers, Hardelot, Helfaut, Hulluch, Humières, Hazebrouck
(names of cantons, battles and public bodies); good for the others; for Harnes and Haubourdin both forms are met (the
town of Harnes itself writes « Ville de Harnes »). A dossier that wants the other form says so with ``aspire``.
Any other place in H is treated like these.
"""

Y_MUET = _words("yeuse yeux yonne york")
"""Words in y + vowel that elide all the same (l’Yonne, d’York); the others do not (de Yerres, le yaourt)."""

NO_ELISION = _words("onze onzieme ouagadougou oui ouistiti uhlan ululement")
"""Words in a vowel that refuse elision (le onze, le oui, le uhlan). Source: Grevisse, « disjonction »."""

STOPS = _words(
    """
    à afin après au aux avant avec ayant chez comme concernant contre d dans de depuis des dès dont du durant en entre
    envers ès étant hors jusqu jusque l la le les lors malgré n ne où outre par parmi pendant pour près qu que qui s
    sans sauf se selon si sous suivant sur vers via vis-à-vis
    """
)
"""Words that end the head of a phrase: nothing agrees from there on."""

ARTICLES = _words("le la les l un une des du ce cet cette ces son sa ses leur leurs mon ma mes notre nos votre vos")
INVARIABLE = _words(
    """
    actuellement antérieurement bien collectivement déjà dessous dessus directement dument dûment effectivement encore
    ensemble et et/ou individuellement juridiquement légalement mal moins ni non nouvellement ou physiquement plus
    précédemment réellement régulièrement seulement spécialement statutairement téléphoniquement tous très
    """
)
"""Adverbs and conjunctions met inside a head: they do not vary, and the head goes on after them."""

PREFIXES = _words(
    """
    ante anti arrière auto avant ci co contre demi ex extra hyper infra inter intra macro mi micro mini mono multi
    non para pluri poly post pré pro pseudo quasi semi sous super supra sur télé trans ultra vice
    """
)
"""First elements of hyphenated words that never vary; those in -o (médico-social) do not either."""

PLURALS = MappingProxyType(
    {
        **{
            word: word + "s"
            for word in (
                *("aval", "bal", "bancal", "cal", "carnaval", "cérémonial", "chacal", "choral", "corral", "étal"),
                *("fatal", "festival", "final", "glacial", "narval", "natal", "naval", "pal", "récital", "régal"),
                *("tonal", "bleu", "émeu", "pneu", "landau", "sarrau"),
            )
        },
        **{
            word: word[:-3] + "aux"
            for word in ("bail", "corail", "émail", "soupirail", "travail", "vantail", "vitrail")
        },
        **{word: word + "x" for word in ("bijou", "caillou", "chou", "genou", "hibou", "joujou", "pou")},
        "aller-vers": "aller-vers",
        "après-midi": "après-midi",
        "ciel": "cieux",
        "lieu-dit": "lieux-dits",
        "madame": "mesdames",
        "monsieur": "messieurs",
        "œil": "yeux",
        "porte-parole": "porte-parole",
        "tout": "tous",
    }
)

FEMININES = MappingProxyType(
    {
        "1er": "1re",
        "aigu": "aiguë",
        "ambassadeur": "ambassadrice",
        "bailleur": "bailleresse",
        "bas": "basse",
        "beau": "belle",
        "blanc": "blanche",
        "caduc": "caduque",
        "chef": "cheffe",
        "complet": "complète",
        "concret": "concrète",
        "défendeur": "défenderesse",
        "discret": "discrète",
        "doux": "douce",
        "enquêteur": "enquêtrice",
        "épais": "épaisse",
        "exprès": "expresse",
        "faux": "fausse",
        "favori": "favorite",
        "fou": "folle",
        "franc": "franche",
        "grec": "grecque",
        "gros": "grosse",
        "héros": "héroïne",
        "incomplet": "incomplète",
        "inquiet": "inquiète",
        "jaloux": "jalouse",
        "jumeau": "jumelle",
        "las": "lasse",
        "leader": "leader",
        "long": "longue",
        "manager": "manager",
        "monsieur": "madame",
        "nouveau": "nouvelle",
        "nul": "nulle",
        "paysan": "paysanne",
        "préfet": "préfète",
        "public": "publique",
        "roux": "rousse",
        "sec": "sèche",
        "secret": "secrète",
        "turc": "turque",
        "vieux": "vieille",
        **{
            word: word + "e"
            for word in (
                *("antérieur", "extérieur", "inférieur", "intérieur", "majeur", "meilleur", "mineur", "postérieur"),
                *("supérieur", "ultérieur", "assesseur", "censeur", "docteur", "gouverneur", "ingénieur"),
                *("possesseur", "prédécesseur", "procureur", "professeur", "proviseur", "successeur"),
            )
        },
        **{
            word: word[:-1] + "se"
            for word in (
                *("acheteur", "apporteur", "chanteur", "emprunteur", "fauteur", "porteur", "prêteur", "rapporteur"),
                *("transporteur", "visiteur", "exploiteur", "recruteur"),
            )
        },
    }
)

FEMININE_ENDINGS = (
    ("teur", "trice"),
    ("eur", "euse"),
    ("eux", "euse"),
    ("er", "ère"),
    ("f", "ve"),
    ("el", "elle"),
    ("eil", "eille"),
    ("ien", "ienne"),
    ("éen", "éenne"),
    ("on", "onne"),
    ("et", "ette"),
    ("eau", "elle"),
)
"""Endings of masculine words and of their feminines, the first that fits; otherwise the feminine adds an e."""

PLURAL_ENDINGS = (("al", "aux"), ("au", "aux"), ("eu", "eux"), ("œu", "œux"))
