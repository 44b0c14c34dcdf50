"""``python -m examples.guichet``: a database of samples, an administrator, and the site on this machine."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

PLACE = Path("sorties") / "guichet.sqlite3"


def main() -> None:
    """Make the database at the first run, then serve."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "examples.guichet.settings",
        "GUICHET_DEMONSTRATION": "1",
        "GUICHET_BASE": str(PLACE),
    }
    import django
    from django.core.management import call_command

    django.setup()
    first = not PLACE.exists()
    PLACE.parent.mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
    if first:
        _fill()
    call_command("runserver", "127.0.0.1:8001", "--noreload")


def _fill() -> None:
    """Put the samples in, and an administrator whose password is told once."""
    from django.contrib.auth.models import User

    import cllaj_docs as cd
    from examples.guichet.models import Subvention

    for path in sorted(Path("samples").glob("*.toml")):
        dossier = json.loads(cd.Dossier.load(path).to_json())
        Subvention.objects.create(reference=path.stem.upper(), dossier=dossier)
    password = secrets.token_urlsafe(9)
    User.objects.create_superuser("agent", password=password)
    print(f"Administrateur : agent, mot de passe : {password}")


if __name__ == "__main__":
    main()
