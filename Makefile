# Each command sets up what it needs first: `make demo`, `make test` and `make conformance` work on a bare machine.

PYTHON := .venv/bin/python
SORTIES := sorties

# Hundreds of processes are started by the tests: each would compile our modules anew where Python is told to keep nothing.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := aide
.PHONY: aide setup demo test docs conformance format lint types templates goldens mutations images bench service guichet clean

aide: ## affiche cette aide
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## installe les bibliothèques du système et l’environnement Python (sans effet si tout est en place)
	@tools/setup

demo: setup ## écrit tous les documents de tous les exemples dans sorties/
	@.venv/bin/cllaj-docs exemple -o $(SORTIES)

test: setup ## vérifie la mise en forme, le style, les types, puis lance les tests
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m pytest --quiet -n auto --dist loadgroup

docs: setup ## construit le site de documentation dans build/site/, sans un avertissement
	@$(PYTHON) -m pip -qq --no-input --disable-pip-version-check install --constraint constraints.txt --no-build-isolation --editable '.[docs]'
	@$(PYTHON) -m tools.site

conformance: setup ## vérifie les documents avec Chromium, le vérificateur du W3C et LibreOffice, qu’il installe
	@tools/conformance
	@$(PYTHON) -m pytest --quiet -m conformance

format: setup ## met le code en forme et corrige ce qui se corrige seul
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check --fix .

lint: setup ## vérifie la mise en forme et le style
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .

types: setup ## vérifie les types
	@$(PYTHON) -m mypy

templates: setup ## reconstruit les gabarits Word à partir des gabarits HTML
	@$(PYTHON) -m tools.word_templates

goldens: setup ## écrit le texte de chaque document des exemples dans tests/goldens/, à relire dans le diff
	@$(PYTHON) tests/golden.py

images: setup ## redessine les pages des documents pour la documentation
	@$(PYTHON) -m tools.images


mutations: setup ## casse chaque gabarit de toutes les façons, et vérifie que tout est trouvé (un quart d’heure)
	@TOUTES_LES_MUTATIONS=1 $(PYTHON) -m pytest --quiet -n auto tests/delivery/test_mutations.py

service: setup ## lance le service web d’exemple sur http://127.0.0.1:8000 (examples/service)
	@$(PYTHON) -m examples.service

guichet: setup ## lance le guichet Django d’exemple sur http://127.0.0.1:8001 (examples/guichet)
	@$(PYTHON) -m examples.guichet

bench: setup ## mesure les temps et la mémoire
	@$(PYTHON) -m benchmarks

clean: ## retire l’environnement, les caches et les constructions (garde sorties/)
	@rm -rf .venv tests/conformance/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
