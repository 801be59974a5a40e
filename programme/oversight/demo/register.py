"""The demo's extract of the business register, loaded as a real one: invented firms, and the demo's own companies."""

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from companies.actions.register import load_postal_codes, load_register
from companies.models import Company
from companies.register import sample
from companies.register.sample import Unit
from programme.structure.models import Municipality

FIRST, FIRMS = 559_999_300, 680  # nine digits; numbers of the unused series that no demo company has
# Localities that are no municipality's name, one a county; the codes are facts of the open table.
POSTAL_CODES = (
    ("12002", "Årsta", "0180"),
    ("20061", "Limhamn", "1280"),
    ("28721", "Strömsnäsbruk", "0767"),
    ("29302", "Jämshög", "1060"),
    ("30279", "Holm", "1380"),
    ("33103", "Forsheda", "0683"),
    ("36142", "Lindås", "0862"),
    ("42100", "Västra Frölunda", "1480"),
    ("58302", "Vikingstad", "0580"),
    ("61112", "Stigtomta", "0480"),
    ("62100", "Visby", "0980"),
    ("63532", "Kvicksund", "1980"),
    ("64398", "Julita", "1880"),
    ("65502", "Molkom", "1780"),
    ("74003", "Östervåla", "0331"),
    ("77012", "Sunnansjö", "2085"),
    ("81102", "Järbo", "2181"),
    ("83201", "Frösön", "2380"),
    ("84144", "Alby", "2260"),
    ("90440", "Röbäck", "2480"),
    ("92498", "Slagnäs", "2506"),
)


def load_demo_register(random: Random, today: date) -> None:
    """Load the postal codes and an extract of last Friday, through the loaders that an operator uses."""
    load_postal_codes(by=None, codes={code: (town, place) for code, town, place in POSTAL_CODES})
    day = today - timedelta(days=(today.weekday() - 4) % 7 or 7)
    with tempfile.TemporaryDirectory(prefix="lyft-demo-") as folder:
        path = Path(folder, f"register-{day}.txt")
        path.write_bytes(b"".join([sample.header(), *map(sample.line, (*_own(), *_invented(random)))]))
        load_register(by=None, path=path, day=day)


def _own() -> Iterator[Unit]:
    """The demo's companies as the register would have them."""
    for company in Company.objects.select_related("municipality").order_by("pk"):
        yield Unit(
            company.organisation_number,
            company.name,
            street=company.address,
            postal_code="",
            postal_town=company.municipality.name.upper(),
            sni=company.sni_code,
        )


def _invented(random: Random) -> Iterator[Unit]:
    """Firms all over the country: most of them manufacturers, some inactive, some that want no marketing."""
    places = list(Municipality.objects.order_by("code"))
    taken: set[str] = set()
    for n in range(FIRMS):
        name = next(name for name in iter(lambda: sample.name_of(random), "") if name not in taken)
        taken.add(name)
        trade = dict(sample.TRADES)[name.split()[1]]
        code, town = "", places[(n * 37) % len(places)].name
        if n % 9 == 0:
            code, town, _place = POSTAL_CODES[n // 9 % len(POSTAL_CODES)]
        yield Unit(
            sample.with_check_digit(FIRST + n),
            name,
            street=f"{random.choice(('Industrivägen', 'Verkstadsgatan', 'Bruksgatan'))} {random.randrange(1, 60)}",
            postal_code=code,
            postal_town=town.upper(),
            sni=trade,
            status="0" if n % 17 == 0 else "1",
            block="" if n % 13 == 0 else "1",
            registered=f"{random.randrange(1965, 2024)}{random.randrange(1, 13):02d}{random.randrange(1, 29):02d}",
        )
