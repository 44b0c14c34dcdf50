from __future__ import annotations

import pytest

from cllaj_docs.french import a, de, elidable, elide, que


@pytest.mark.parametrize(
    ("nom", "avec_de", "avec_a"),
    [
        ("Arras", "d’Arras", "à Arras"),
        ("Lens", "de Lens", "à Lens"),
        ("Étaples", "d’Étaples", "à Étaples"),
        ("E\u0301taples", "d’E\u0301taples", "à E\u0301taples"),
        ("Évin-Malmaison", "d’Évin-Malmaison", "à Évin-Malmaison"),
        ("Œuf-en-Ternois", "d’Œuf-en-Ternois", "à Œuf-en-Ternois"),
        ("Oignies", "d’Oignies", "à Oignies"),
        ("Oye-Plage", "d’Oye-Plage", "à Oye-Plage"),
        ("Ytres", "d’Ytres", "à Ytres"),
        ("Ypres", "d’Ypres", "à Ypres"),
        ("Yerres", "de Yerres", "à Yerres"),
        ("Wimereux", "de Wimereux", "à Wimereux"),
        ("Hénin-Beaumont", "d’Hénin-Beaumont", "à Hénin-Beaumont"),
        ("Hesdin", "d’Hesdin", "à Hesdin"),
        ("HESDIN", "d’HESDIN", "à HESDIN"),
        ("Hesdin-l’Abbé", "d’Hesdin-l’Abbé", "à Hesdin-l’Abbé"),
        ("Harnes", "d’Harnes", "à Harnes"),
        ("Haillicourt", "d’Haillicourt", "à Haillicourt"),
        ("Hersin-Coupigny", "d’Hersin-Coupigny", "à Hersin-Coupigny"),
        ("Houdain", "d’Houdain", "à Houdain"),
        ("Hulluch", "d’Hulluch", "à Hulluch"),
        ("Hucqueliers", "d’Hucqueliers", "à Hucqueliers"),
        ("Houlle", "de Houlle", "à Houlle"),
        ("Haute-Avesnes", "de Haute-Avesnes", "à Haute-Avesnes"),
        ("Le Touquet-Paris-Plage", "du Touquet-Paris-Plage", "au Touquet-Paris-Plage"),
        ("Le Portel", "du Portel", "au Portel"),
        ("LE PORTEL", "du PORTEL", "au PORTEL"),
        ("Les Attaques", "des Attaques", "aux Attaques"),
        ("La Calotterie", "de La Calotterie", "à La Calotterie"),
        ("L’Étoile", "de L’Étoile", "à L’Étoile"),
        ("Leforest", "de Leforest", "à Leforest"),
        ("Lespesses", "de Lespesses", "à Lespesses"),
        ("le Pas-de-Calais", "du Pas-de-Calais", "au Pas-de-Calais"),
        ("les Hauts-de-France", "des Hauts-de-France", "aux Hauts-de-France"),
        ("la communauté urbaine d’Arras", "de la communauté urbaine d’Arras", "à la communauté urbaine d’Arras"),
        ("l’Association Toit d’Essai", "de l’Association Toit d’Essai", "à l’Association Toit d’Essai"),
        ("Association Toit d’Essai", "d’Association Toit d’Essai", "à Association Toit d’Essai"),
        ("Grand Calais Terres & Mers", "de Grand Calais Terres & Mers", "à Grand Calais Terres & Mers"),
        ("« Toit d’Essai »", "de « Toit d’Essai »", "à « Toit d’Essai »"),
        ("8", "de 8", "à 8"),
        ("août 2026", "d’août 2026", "à août 2026"),
    ],
)
def test_de_and_a(nom: str, avec_de: str, avec_a: str) -> None:
    assert de(nom) == avec_de
    assert a(nom) == avec_a


@pytest.mark.parametrize("nom", ["", "  "])
def test_a_blank_name_never_prints_a_blank(nom: str) -> None:
    for function in (de, a):
        with pytest.raises(ValueError, match="nom vide"):
            function(nom)


def test_the_dossier_has_the_last_word() -> None:
    assert de("Harnes", aspire=True) == "de Harnes"
    assert de("Houlle", aspire=False) == "d’Houlle"
    assert de("Yerres", aspire=False) == "d’Yerres"
    assert de("Lens", aspire=False) == "de Lens"
    assert de("Le Havre", aspire=False) == "du Havre"


@pytest.mark.parametrize(
    ("suivant", "attendu"),
    [
        ("Association", True),
        ("homme", True),
        ("hébergement", True),
        ("habitat", True),
        ("harmonie", True),
        ("héroïne", True),
        ("huissier", True),
        ("héros", False),
        ("handicap", False),
        ("handicapés", False),
        ("haut", False),
        ("hauteurs", False),
        ("hors-d’œuvre", False),
        ("huit", False),
        ("Hongrie", False),
        ("onze", False),
        ("onzième", False),
        ("oui", False),
        ("uhlans", False),
        ("yaourt", False),
        ("yeux", True),
        ("Yonne", True),
        ("œuvre", True),
        ("EPCI", True),
        ("UNCLLAJ", True),
        ("SPSLH", False),
        ("HLM", True),
        ("HAS", False),
        ("HERMELINGHEN", True),
        ("2025", False),
        ("", False),
    ],
)
def test_elidable(suivant: str, attendu: bool) -> None:
    assert elidable(suivant) is attendu


def test_elide() -> None:
    assert elide("le", "Association") == "l’Association"
    assert elide("la", "Mission locale") == "la Mission locale"
    assert elide("Le", "Organisme") == "L’Organisme"
    assert elide("jusque", "au 31 août") == "jusqu’au 31 août"
    assert elide("lorsque", "elle") == "lorsqu’elle"
    assert que("Arras") == "qu’Arras"
    assert que("Lens") == "que Lens"
    with pytest.raises(ValueError, match="ne s’élide pas"):
        elide("ce", "Organisme")
