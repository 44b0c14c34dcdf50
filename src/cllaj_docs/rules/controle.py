"""Cross-checks of a dossier, in the order in which a comptable reads a file: act, convention, account, amounts, report.

Each check is one small generator in the table ``CHECKS``. A field that is wrong by itself never reaches this point (the
domain refuses it); here each value is possible, but together they would stop a payment or mislead a reader.
Source of the list: décret n° 2012-1246, art. 19 and 20 (what a public accountant verifies), and the call.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable, Iterator
from decimal import localcontext

from cllaj_docs.domain.budget import Budget
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.domain.field import CALCUL_EXACT
from cllaj_docs.domain.paiement import Paiement
from cllaj_docs.domain.personne import Signataire
from cllaj_docs.french.agreement import compte
from cllaj_docs.french.dates import date_longue
from cllaj_docs.french.figures import euros
from cllaj_docs.rules import controle_bilan
from cllaj_docs.rules.banque import public_bank
from cllaj_docs.rules.constat import AVANCE, BILAN, CONVENTION, DEMANDES, SOLDE, Constat, NomDocument
from cllaj_docs.rules.droit import Reference, all_references, used_references
from cllaj_docs.rules.echeancier import compute_echeancier
from cllaj_docs.rules.liquidation import ZERO, compute_liquidation
from cllaj_docs.rules.parametre import Parametre, all_parametres, used_parametre
from cllaj_docs.rules.piece import all_pieces
from cllaj_docs.rules.regime import find_regime

INDICATEURS_ASE = ("jeunes_recus", "jeunes_accompagnes", "jeunes_loges")
"""Indicators that the call counts for youths with an ASE path; contacts and new actions count all youths."""


def check(dossier: Dossier) -> tuple[Constat, ...]:
    """Give every finding, blocking or not, in the order of ``CHECKS``. Parts not there yet are not judged."""
    with localcontext(CALCUL_EXACT):
        return tuple(constat for rule in CHECKS for constat in rule(dossier))


# --- the act ---------------------------------------------------------------------------------------------------------


def _enforceable_act(dossier: Dossier) -> Iterator[Constat]:
    decision, convention = dossier.decision, dossier.convention
    if decision is None or convention is None or convention.date_signature is None:
        return
    if decision.executoire_le is None:
        message = "la convention est signée mais la date exécutoire de la délibération n’est pas renseignée"
    elif decision.executoire_le > convention.date_signature:
        message = (
            f"la convention est signée le {date_longue(convention.date_signature)}, avant que la délibération soit "
            f"exécutoire ({date_longue(decision.executoire_le)})"
        )
    else:
        return
    yield Constat("DELIBERATION_NON_EXECUTOIRE", "bloquant", message, "decision.executoire_le", DEMANDES)


def _same_amount(dossier: Dossier) -> Iterator[Constat]:
    decision, convention = dossier.decision, dossier.convention
    if decision and convention and convention.montant != decision.montant:
        given = euros(convention.montant) if convention.montant else "absent"
        yield Constat(
            "MONTANT_DIFFERENT",
            "bloquant",
            f"le montant de la convention ({given}) n’est pas celui de la décision ({euros(decision.montant)})",
            "convention.montant",
            (*CONVENTION, *DEMANDES),
        )


def _cumulated_grants(dossier: Dossier) -> Iterator[Constat]:
    decision = dossier.decision
    if decision is None:
        return
    place = "decision.autres_subventions"
    if decision.autres_subventions is None:
        message = "indiquez les autres subventions du Département cette année (liste vide s’il n’y en a aucune)"
        yield Constat("CUMUL_INCONNU", "alerte", message, place, CONVENTION)
        return
    seuil = used_parametre(dossier, "seuil_convention", decision.date)
    total = decision.montant + sum((autre.montant for autre in decision.autres_subventions), ZERO)
    if seuil and decision.montant <= seuil.valeur < total:
        message = (
            f"avec les autres subventions de l’année, le total atteint {euros(total)} et dépasse "
            f"{euros(seuil.valeur)} : chaque versement doit s’appuyer sur une convention"
        )
        yield Constat("CUMUL_23000", "alerte", message, place, (*CONVENTION, *DEMANDES))


def _budget_year(dossier: Dossier) -> Iterator[Constat]:
    imputation = dossier.decision.imputation if dossier.decision else None
    signed = dossier.convention.date_signature if dossier.convention else None
    if imputation and signed and imputation.exercice != signed.year:
        message = (
            f"l’imputation porte sur l’exercice {imputation.exercice}, la convention est signée en {signed.year} : "
            "vérifiez l’engagement juridique"
        )
        yield Constat("EXERCICE_DIFFERENT", "alerte", message, "decision.imputation.exercice", DEMANDES)


def _budget_year_of_the_solde(dossier: Dossier) -> Iterator[Constat]:
    imputation = dossier.decision.imputation if dossier.decision else None
    bilan = dossier.bilan
    if imputation and bilan and bilan.date.year > imputation.exercice:
        message = (
            f"le solde vient en {bilan.date.year} sur un engagement de l’exercice {imputation.exercice} : "
            "vérifiez que le reste à payer a été reporté"
        )
        yield Constat("EXERCICE_CLOS", "alerte", message, "decision.imputation.exercice", SOLDE)


def _engagement_known(dossier: Dossier) -> Iterator[Constat]:
    decision, convention = dossier.decision, dossier.convention
    if decision and convention and convention.date_signature and not (decision.engagement and decision.imputation):
        message = "le numéro d’engagement juridique ou l’imputation manque : la demande laissera la place à compléter"
        yield Constat("ENGAGEMENT_ABSENT", "alerte", message, "decision.engagement", DEMANDES)


# --- the convention --------------------------------------------------------------------------------------------------


def _notified(dossier: Dossier) -> Iterator[Constat]:
    convention = dossier.convention
    if convention and convention.date_signature and convention.date_notification is None:
        message = "la convention est signée mais pas notifiée : le délai de versement de l’avance ne court pas"
        yield Constat("NOTIFICATION_ABSENTE", "alerte", message, "convention.date_notification", DEMANDES)


def _period_of_the_call(dossier: Dossier) -> Iterator[Constat]:
    convention, periode = dossier.convention, dossier.appel.periode
    if convention and not periode.contains(convention.periode_action):
        message = (
            f"la période de l’action sort de celle de l’appel (du {date_longue(periode.debut)} au "
            f"{date_longue(periode.fin)})"
        )
        yield Constat("ACTION_HORS_APPEL", "alerte", message, "convention.periode_action", CONVENTION)


def _signed_in_time(dossier: Dossier) -> Iterator[Constat]:
    convention = dossier.convention
    if convention and convention.date_signature and convention.date_signature > convention.periode_action.fin:
        message = "la convention est signée après la fin de l’action qu’elle finance"
        yield Constat("SIGNATURE_TARDIVE", "alerte", message, "convention.date_signature", (*CONVENTION, *DEMANDES))


def _signatories(dossier: Dossier) -> Iterator[tuple[Signataire, str]]:
    """Give who signs for each party, and where the dossier says so."""
    yield _operator_signatory(dossier)
    own = dossier.convention.signataires.departement if dossier.convention else None
    if own:
        yield own, "convention.signataires.departement"
    else:
        yield dossier.departement.signataire, "departement.signataire"


def _operator_signatory(dossier: Dossier) -> tuple[Signataire, str]:
    own = dossier.convention.signataires.porteur if dossier.convention else None
    if own:
        return own, "convention.signataires.porteur"
    return dossier.porteur.representant, "porteur.representant"


def _empowered_signatory(dossier: Dossier) -> Iterator[Constat]:
    for signatory, place in _signatories(dossier):
        if signatory.habilitation is None:
            message = "l’acte qui habilite le signataire n’est pas renseigné : la convention ne le citera pas"
            yield Constat("HABILITATION_ABSENTE", "alerte", message, f"{place}.habilitation", CONVENTION)


def _power_of_the_day(dossier: Dossier) -> Iterator[Constat]:
    """Refuse a signature given before the act that allows it."""
    signed = dossier.convention.date_signature if dossier.convention else None
    for signatory, place in _signatories(dossier):
        act = signatory.habilitation
        if act and signed and (act.executoire_le or act.date) > signed:
            message = (
                f"la convention est signée le {date_longue(signed)}, avant que l’acte qui habilite le signataire "
                f"produise ses effets ({date_longue(act.executoire_le or act.date)})"
            )
            documents = (*CONVENTION, *DEMANDES)
            yield Constat("HABILITATION_POSTERIEURE", "bloquant", message, f"{place}.habilitation", documents)


def _enforceable_power(dossier: Dossier) -> Iterator[Constat]:
    """Ask a community for the day on which the deliberation that allows its signature became enforceable."""
    signatory, place = _operator_signatory(dossier)
    act = signatory.habilitation
    if dossier.porteur.regime == "epci" and act and act.nature == "deliberation" and act.executoire_le is None:
        message = (
            "le jour où la délibération qui habilite le signataire est devenue exécutoire n’est pas renseigné : "
            "demandez-la avec son accusé de réception en préfecture"
        )
        yield Constat("HABILITATION_EXECUTOIRE_INCONNUE", "alerte", message, f"{place}.habilitation", CONVENTION)


def _republican_engagement_in_time(dossier: Dossier) -> Iterator[Constat]:
    subscribed: datetime.date | None = getattr(dossier.porteur, "contrat_engagement", None)
    if subscribed is None:
        return
    signed = dossier.convention.date_signature if dossier.convention else None
    if not any(row.code == "engagement-republicain" and row.is_valid(subscribed) for row in all_pieces()):
        message = (
            f"le contrat d’engagement républicain serait souscrit le {date_longue(subscribed)}, avant qu’il existe : "
            "vérifiez cette date"
        )
    elif signed and subscribed > signed:
        message = (
            f"le contrat d’engagement républicain est souscrit le {date_longue(subscribed)}, après la signature de la "
            "convention : la subvention le suppose souscrit"
        )
    else:
        return
    documents = (*CONVENTION, *AVANCE)
    yield Constat("ENGAGEMENT_REPUBLICAIN_DATE", "alerte", message, "porteur.contrat_engagement", documents)


def _report_within_the_legal_delay(dossier: Dossier) -> Iterator[Constat]:
    """Hold the deadline of a private body within the months that follow the end of the (civil) year of the action."""
    convention, delay = dossier.convention, used_parametre(dossier, "compte_rendu_mois")
    if convention is None or delay is None or not find_regime(dossier.porteur).prive:
        return
    months, year = int(delay.valeur), convention.periode_action.fin.year + 1
    if convention.date_limite_bilan >= datetime.date(year + months // 12, months % 12 + 1, 1):
        message = (
            f"le bilan est attendu plus de {compte(months, 'mois', 'mois')} après la fin de l’année où l’action "
            "s’achève : vérifiez que l’exercice de l’opérateur le permet"
        )
        yield Constat("COMPTE_RENDU_TARDIF", "alerte", message, "convention.date_limite_bilan", CONVENTION)


def _law_of_the_convention(dossier: Dossier) -> Iterator[Reference | Parametre]:
    """Give the references and figures of law that the convention may print."""
    yield from used_references(dossier)
    for code in dict.fromkeys(row.code for row in all_parametres()):
        if found := used_parametre(dossier, code):
            yield found


def _law_to_read_again(dossier: Dossier) -> Iterator[Constat]:
    """Ask for a reading of what the tool does not know for sure, and again of what came into force since."""
    convention = dossier.convention
    if convention is None:
        return
    read = convention.references_verifiees_le
    codes = [
        row.code
        for row in _law_of_the_convention(dossier)
        if row.certitude == "a_confirmer" and (read is None or (row.debut and read < row.debut))
    ]
    if codes:
        message = (
            f"relisez sur Légifrance {', '.join(codes)} ; corrigez s’il le faut (convention.references_corrigees, "
            "parametres_corriges), puis renseignez convention.references_verifiees_le"
        )
        yield Constat("DROIT_A_RELIRE", "alerte", message, "convention.references_verifiees_le", CONVENTION)


def _law_about_to_change(dossier: Dossier) -> Iterator[Constat]:
    """Warn while the convention is unsigned: at its signature other references may hold."""
    convention = dossier.convention
    if convention is None or convention.date_signature is not None:
        return
    for row in _law_of_the_convention(dossier):
        if row.fin and row.fin < convention.duree.fin:
            message = (
                f"la référence {row.code} vaut jusqu’au {date_longue(row.fin)} : "
                "si la signature vient plus tard, produisez de nouveau la convention"
            )
            yield Constat("DROIT_CHANGE", "alerte", message, "convention.date_signature", CONVENTION)


def _known_references(dossier: Dossier) -> Iterator[Constat]:
    known = {reference.code for reference in all_references()}
    for rank, code in enumerate(dossier.convention.visas_ecartes if dossier.convention else ()):
        if code not in known:
            message = f"« {code} » n’est le code d’aucune référence : ce visa n’est pas écarté"
            yield Constat("VISA_INCONNU", "alerte", message, f"convention.visas_ecartes[{rank}]", CONVENTION)


def _known_corrections(dossier: Dossier) -> Iterator[Constat]:
    """Tell a correction that answers to nothing: it changes no document."""
    if dossier.convention is None:
        return
    for name, rows in (
        ("references_corrigees", all_references()),
        ("parametres_corriges", all_parametres()),
        ("pieces_ecartees", all_pieces()),
    ):
        known = {row.code for row in rows}
        for rank, own in enumerate(getattr(dossier.convention, name)):
            if own.code not in known:
                message = f"« {own.code} » n’est pas un code de la table livrée : cette ligne ne change rien"
                place, documents = f"convention.{name}[{rank}].code", (*CONVENTION, *DEMANDES)
                yield Constat("CORRECTION_INCONNUE", "alerte", message, place, documents)


def _targets_set(dossier: Dossier) -> Iterator[Constat]:
    cibles = dossier.projet.cibles
    for indicateur in dossier.appel.indicateurs:
        cible = getattr(cibles, indicateur.code)
        if cible.ase is None and cible.tous is None:
            message = f"aucune cible pour « {indicateur.libelle} » : le solde dépend des objectifs fixés"
            yield Constat("CIBLE_ABSENTE", "alerte", message, f"projet.cibles.{indicateur.code}", CONVENTION)


# --- the account -----------------------------------------------------------------------------------------------------


def _holder_is_operator(dossier: Dossier) -> Iterator[Constat]:
    if dossier.porteur.compte is None:
        return
    titulaire = dossier.porteur.compte.titulaire
    if _plain(titulaire) != _plain(dossier.porteur.nom):
        message = (
            f"le titulaire du compte (« {titulaire} ») n’est pas l’opérateur (« {dossier.porteur.nom} ») : "
            "le comptable refusera le paiement, demandez un RIB au nom exact"
        )
        yield Constat("TITULAIRE_DIFFERENT", "bloquant", message, "porteur.compte.titulaire", (*CONVENTION, *DEMANDES))


def _plain(name: str) -> str:
    """Reduce a name to its letters and digits: a bank writes in capitals, without accents nor punctuation."""
    expanded = name.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE").replace("&", " et ")
    letters = unicodedata.normalize("NFKD", expanded.casefold())
    return " ".join(
        "".join(char if char.isalnum() else " " for char in letters if not unicodedata.combining(char)).split()
    )


def _public_account(dossier: Dossier) -> Iterator[Constat]:
    if dossier.porteur.compte is None:
        return
    iban, regime = dossier.porteur.compte.iban, find_regime(dossier.porteur)
    held_by_state = public_bank(iban) is not None
    if regime.comptable_public and not held_by_state:
        message = "un organisme à comptable public a son compte à la Banque de France ou au Trésor : vérifiez le RIB"
    elif held_by_state and not regime.comptable_public:
        message = (
            "ce compte est tenu par la Banque de France ou le Trésor : vérifiez qu’il est bien celui de l’opérateur"
        )
    else:
        return
    yield Constat("COMPTE_INATTENDU", "alerte", message, "porteur.compte.iban", DEMANDES)


# --- the amounts -----------------------------------------------------------------------------------------------------


def _balanced(dossier: Dossier) -> Iterator[Constat]:
    codes = ("BUDGET_DESEQUILIBRE", "BUDGET_CONTRIBUTIONS_DESEQUILIBREES")
    yield from _balanced_budget(dossier.projet.budget, codes, "projet.budget", (*CONVENTION, *BILAN))
    if dossier.bilan:
        codes = ("COMPTE_RENDU_DESEQUILIBRE", "COMPTE_RENDU_CONTRIBUTIONS_DESEQUILIBREES")
        yield from _balanced_budget(dossier.bilan.compte_rendu, codes, "bilan.compte_rendu", (*SOLDE, *BILAN))


def _balanced_budget(
    budget: Budget, codes: tuple[str, str], place: str, documents: tuple[NomDocument, ...]
) -> Iterator[Constat]:
    pairs = (
        (codes[0], "les charges", budget.total_charges, "les produits", budget.total_produits),
        (
            codes[1],
            "les emplois des contributions volontaires",
            budget.contributions_charges,
            "leurs ressources",
            budget.contributions_produits,
        ),
    )
    for code, left_name, left, right_name, right in pairs:
        if left != right:
            message = (
                f"{left_name} ({euros(left)}) et {right_name} ({euros(right)}) ne s’équilibrent pas : "
                f"écart de {euros(abs(left - right))}"
            )
            yield Constat(code, "bloquant", message, place, documents)


def _granted_within_budget(dossier: Dossier) -> Iterator[Constat]:
    if dossier.decision is None:
        return
    budget = dossier.projet.budget
    if dossier.decision.montant > budget.total_charges:
        message = (
            f"le montant accordé ({euros(dossier.decision.montant)}) dépasse le coût de l’action "
            f"({euros(budget.total_charges)})"
        )
        yield Constat("FINANCEMENT_SUPERIEUR_AU_COUT", "bloquant", message, "decision.montant", CONVENTION)
    expected = sum((line.montant for line in budget.produits if line.rubrique == "74-departement"), ZERO)
    if expected < dossier.decision.montant:
        message = (
            f"le budget prévoit {euros(expected)} du Département, la décision accorde "
            f"{euros(dossier.decision.montant)} : demandez un budget à jour"
        )
        yield Constat("BUDGET_SANS_SUBVENTION", "alerte", message, "projet.budget.produits", CONVENTION)


def _paid_within_vote(dossier: Dossier) -> Iterator[Constat]:
    """Hold Σ paid + asked within the vote. The solde asked is what is due less what is paid: it never exceeds it."""
    if dossier.decision is None:
        return
    paid = sum((paiement.montant for paiement in dossier.paiements), ZERO)
    asked = (
        ZERO if _avances(dossier) else compute_echeancier(dossier.decision.montant, dossier.appel.taux_avance).avance
    )
    if paid + asked > dossier.decision.montant:
        message = (
            f"déjà payé {euros(paid)} et avance à demander {euros(asked)} : plus que le montant voté "
            f"({euros(dossier.decision.montant)})"
        )
        yield Constat("DEPASSEMENT_VOTE", "bloquant", message, "paiements", DEMANDES)


def _avance_paid_once(dossier: Dossier) -> Iterator[Constat]:
    if dossier.decision is None:
        return
    avances, expected = (
        _avances(dossier),
        compute_echeancier(dossier.decision.montant, dossier.appel.taux_avance).avance,
    )
    if avances:
        message = f"l’avance a été payée le {date_longue(avances[0].date)} : n’en renvoyez pas la demande"
        yield Constat("AVANCE_DEJA_PAYEE", "alerte", message, "paiements", AVANCE)
        if sum((paiement.montant for paiement in avances), ZERO) != expected:
            message = f"l’avance payée n’est pas celle de la convention ({euros(expected)})"
            yield Constat("AVANCE_DIFFERENTE", "alerte", message, "paiements", SOLDE)
    elif dossier.bilan:
        message = "aucune avance n’est renseignée : le solde portera sur tout le montant dû"
        yield Constat("AVANCE_NON_PAYEE", "alerte", message, "paiements", SOLDE)


def _each_mandat_once(dossier: Dossier) -> Iterator[Constat]:
    seen: set[str] = set()
    for rank, paiement in enumerate(dossier.paiements):
        if paiement.mandat in seen:
            message = f"le mandat « {paiement.mandat} » paraît deux fois : un versement est compté en double"
            yield Constat("MANDAT_EN_DOUBLE", "alerte", message, f"paiements[{rank}].mandat", SOLDE)
        seen.add(paiement.mandat)


def _paid_during_the_convention(dossier: Dossier) -> Iterator[Constat]:
    convention = dossier.convention
    for rank, paiement in enumerate(dossier.paiements):
        if convention and paiement.date > convention.duree.fin:
            message = f"ce paiement suit la fin de la convention ({date_longue(convention.duree.fin)})"
            yield Constat("PAIEMENT_HORS_CONVENTION", "alerte", message, f"paiements[{rank}].date", DEMANDES)


def _avances(dossier: Dossier) -> tuple[Paiement, ...]:
    return tuple(paiement for paiement in dossier.paiements if paiement.nature == "avance")


# --- the report ------------------------------------------------------------------------------------------------------


def _solde_after_report(dossier: Dossier) -> Iterator[Constat]:
    for rank, paiement in enumerate(dossier.paiements):
        if paiement.nature != "solde":
            continue
        if dossier.bilan is None:
            message = "un solde a été payé sans bilan : joignez le bilan ou corrigez la nature du paiement"
        elif paiement.date < dossier.bilan.date:
            message = (
                f"le solde a été payé le {date_longue(paiement.date)}, avant le bilan "
                f"({date_longue(dossier.bilan.date)})"
            )
        else:
            continue
        yield Constat("SOLDE_AVANT_BILAN", "bloquant", message, f"paiements[{rank}]", SOLDE)


def _report_in_time(dossier: Dossier) -> Iterator[Constat]:
    bilan, convention = dossier.bilan, dossier.convention
    if bilan is None or convention is None:
        return
    if bilan.date > convention.date_limite_bilan:
        message = f"le bilan est remis après la date limite ({date_longue(convention.date_limite_bilan)})"
        yield Constat("BILAN_TARDIF", "alerte", message, "bilan.date", (*SOLDE, *BILAN))
    if bilan.date < convention.periode_action.fin:
        message = f"le bilan est daté d’avant la fin de l’action ({date_longue(convention.periode_action.fin)})"
        yield Constat("BILAN_ANTICIPE", "alerte", message, "bilan.date", (*SOLDE, *BILAN))


def _paid_as_due(dossier: Dossier) -> Iterator[Constat]:
    decision, convention, bilan = dossier.decision, dossier.convention, dossier.bilan
    if decision is None or convention is None or bilan is None:
        return
    liquidation = compute_liquidation(
        decision.montant, convention.regle_solde, dossier.projet.budget, bilan.compte_rendu, dossier.paiements
    )
    if liquidation.trop_percu:
        message = f"trop-perçu de {euros(liquidation.trop_percu)} : un ordre de reversement remplace le paiement"
        yield Constat("TROP_PERCU", "alerte", message, "bilan.compte_rendu", SOLDE)
    elif liquidation.net_a_payer and any(paiement.nature == "solde" for paiement in dossier.paiements):
        message = f"un solde est payé, mais il reste {euros(liquidation.net_a_payer)} à payer selon la convention"
        yield Constat("SOLDE_DIFFERENT", "alerte", message, "paiements", SOLDE)


def _report_signed_with_power(dossier: Dossier) -> Iterator[Constat]:
    """Ask for the power of a person who signs the report and is neither the representative nor the signatory."""
    signatory = dossier.bilan.signataire if dossier.bilan else None
    if signatory is None or signatory.habilitation is not None:
        return
    usual = (dossier.porteur.representant, _operator_signatory(dossier)[0])
    if all((signatory.prenom, signatory.nom) != (other.prenom, other.nom) for other in usual):
        message = "le bilan est signé par une autre personne que le représentant : joignez son pouvoir"
        yield Constat("POUVOIR_ABSENT", "alerte", message, "bilan.signataire.habilitation", (*SOLDE, *BILAN))


def _coherent_indicators(dossier: Dossier) -> Iterator[Constat]:
    if dossier.bilan is None:
        return
    resultats = dossier.bilan.indicateurs
    for low, high, reason in (
        ("jeunes_loges", "jeunes_accompagnes", "un jeune logé est d’ordinaire accompagné"),
        ("jeunes_actions_nouvelles", "jeunes_recus", "un jeune venu en permanence ou en atelier est reçu"),
    ):
        for focus, label in (("ase", "jeunes ASE"), ("tous", "jeunes")):
            small, large = getattr(getattr(resultats, low), focus), getattr(getattr(resultats, high), focus)
            if small is not None and large is not None and small > large:
                message = f"{small} {label} pour « {low} », plus que {large} pour « {high} » : {reason}"
                yield Constat("INDICATEUR_INCOHERENT", "alerte", message, f"bilan.indicateurs.{low}.{focus}", BILAN)


def _known_indicators(dossier: Dossier) -> Iterator[Constat]:
    if dossier.bilan is None:
        return
    for indicateur in dossier.appel.indicateurs:
        resultat = getattr(dossier.bilan.indicateurs, indicateur.code)
        focus = "ase" if indicateur.code in INDICATEURS_ASE else "tous"
        if getattr(resultat, focus) is None:
            message = f"« {indicateur.libelle} » n’est pas connu : le bilan l’écrira « non connu »"
            yield Constat(
                "INDICATEUR_INCONNU", "alerte", message, f"bilan.indicateurs.{indicateur.code}", (*SOLDE, *BILAN)
            )


CHECKS: tuple[Callable[[Dossier], Iterator[Constat]], ...] = (
    _enforceable_act,
    _same_amount,
    _cumulated_grants,
    _budget_year,
    _budget_year_of_the_solde,
    _engagement_known,
    _notified,
    _period_of_the_call,
    _signed_in_time,
    _empowered_signatory,
    _power_of_the_day,
    _enforceable_power,
    _republican_engagement_in_time,
    _report_within_the_legal_delay,
    _law_to_read_again,
    _law_about_to_change,
    _known_references,
    _known_corrections,
    _targets_set,
    _holder_is_operator,
    _public_account,
    _balanced,
    _granted_within_budget,
    _paid_within_vote,
    _avance_paid_once,
    _each_mandat_once,
    _paid_during_the_convention,
    _solde_after_report,
    _report_in_time,
    _paid_as_due,
    _report_signed_with_power,
    _coherent_indicators,
    _known_indicators,
    *controle_bilan.CHECKS,
)
