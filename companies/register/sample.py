"""Makes files in exactly the register's format, of any size, from a seed: for tests, benchmarks and the demo.

All companies are invented. Broken lines are of the kinds that real files have: too few columns, bytes that Latin-1 has
no character for, numbers that come twice.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

from companies.register.layout import ENCODING, HEADER, MARKS, NAMES

PLACES = ("Norr", "Söder", "Öster", "Väster", "Älv", "Berg", "Sjö", "Dal", "Skog", "Fors", "Ås", "Näs", "Å", "Ö")
ENDINGS = ("vallen", "torp", "köping", "sta", "hammar", "bruk", "berga", "lunda", "fors", "ryd", "vik", "holm")
TRADES = (
    ("Mekanik", "25620"), ("Plåt", "25110"), ("Trä", "16100"), ("Verktyg", "25730"), ("Gjuteri", "24510"),
    ("Plast", "22290"), ("Bageri", "10710"), ("Snickeri", "16233"), ("Elektronik", "26110"), ("Maskin", "28410"),
    ("Livs", "47112"), ("Bygg", "41200"), ("Åkeri", "49410"), ("Konsult", "70220"), ("Fastighet", "68201"),
    ("Redovisning", "69201"), ("Restaurang", "56100"), ("Data", "62010"), ("Skogstjänst", "02200"),
)  # fmt: skip
TOWNS = (
    ("11120", "Stockholm"), ("41103", "Göteborg"), ("21120", "Malmö"), ("87131", "Härnösand"), ("85230", "Sundsvall"),
    ("83130", "Östersund"), ("93131", "Skellefteå"), ("97234", "Luleå"), ("60222", "Norrköping"), ("35230", "Växjö"),
    ("70210", "Örebro"), ("80250", "Gävle"), ("65224", "Karlstad"), ("39230", "Kalmar"), ("12345", "Storby"),
)  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """One line of the register as it is to be."""

    number: str  # ten digits
    name: str
    street: str = "Industrivägen 1"
    postal_code: str = "87131"
    postal_town: str = "HÄRNÖSAND"
    sni: str = "25620"
    legal_form: str = "49"
    status: str = "1"
    block: str = "1"
    registered: str = "20010315"
    century: str = "16"


def line(unit: Unit, columns: Sequence[str] = HEADER) -> bytes:
    """The unit as a line of the file, with its line feed."""
    values = {
        "ForAndrTyp": "0", "Foretagsnamn": unit.name, "Namn": unit.name, "FtgStat": unit.status,
        "Gatuadress": unit.street, "JEStat": unit.status, "JurForm": unit.legal_form, "Ng1": unit.sni,
        "PeOrgNr": unit.century + unit.number, "PostNr": unit.postal_code, "PostOrt": unit.postal_town,
        "RegDatKtid": unit.registered, "Reklamsparrtyp": unit.block,
    }  # fmt: skip
    return ("\t".join(values.get(name, "") for name in columns) + "\n").encode(ENCODING)


def header(columns: Sequence[str] = HEADER) -> bytes:
    """The header line, with its line feed."""
    return ("\t".join(columns) + "\n").encode(ENCODING)


def with_check_digit(nine: int) -> str:
    """Nine digits and the tenth that goes with them."""
    text = f"{nine:09d}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(text)]
    return text + str(-sum(digit // 10 + digit % 10 for digit in doubled) % 10)


def name_of(random: Random) -> str:
    """An invented company's name."""
    return f"{random.choice(PLACES)}{random.choice(ENDINGS)} {random.choice(TRADES)[0]} AB"


def sample(count: int, seed: int = 1, *, broken_every: int = 0, persons_every: int = 0) -> Iterator[bytes]:
    """The header and `count` lines, mostly legal units; quick enough for millions.

    After each `broken_every` lines comes a broken one, its kind in turn; after each `persons_every` a natural person.
    """
    random = Random(seed)  # noqa: S311  invented companies, not a secret
    pools = [random.choices(pool, k=4093) for pool in (PLACES, ENDINGS, TRADES, TOWNS)]
    blank = "\t" * len(MARKS)
    yield header()
    for n in range(count):
        place, ending, (trade, sni), (code, town) = (
            pool[(n * step + n // 4093) % 4093] for pool, step in zip(pools, (1, 3, 5, 7), strict=True)
        )
        number = with_check_digit(550_000_000 + n * 7919 % 39_999_983)
        status = "0" if n % 3 == 0 else "1"
        block = "" if n % 11 == 0 else "1"
        name = f"{place}{ending} {trade} {n % 997} AB"
        day = f"{1960 + n % 64}{1 + n % 12:02d}{1 + n % 28:02d}"
        made = (
            f"0\t\t{name}\t{status}\t{place}vägen {n % 89}\t{status}\t49\t{name}\t{sni}\t\t\t\t\t16{number}\t{code}"
            f"\t{town.upper()}\t{day}\t{block}{blank}\t\n"
        ).encode(ENCODING)
        yield made
        if broken_every and n % broken_every == broken_every - 1:
            yield broken(made, n // broken_every)
        if persons_every and n % persons_every == persons_every - 1:
            yield made.replace(b"\t16" + number.encode(), b"\t19" + number.encode())


def broken(good: bytes, n: int) -> bytes:
    """A broken line made from a good one: too few columns, an undecodable byte, or the same number again."""
    if n % 3 == 0:
        return good[: good.rindex(b"\t", 0, len(good) // 2)] + b"\n"
    return good.replace(b" AB\t", b" \x81B\t", 1) if n % 3 == 1 else good


def write_zip(path: Path, lines: Iterable[bytes], member: str = "scb_bulkfil.txt") -> Path:
    """A zip with the lines as its one text file."""
    with ExitStack() as stack:
        archive = stack.enter_context(zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1))
        stack.enter_context(archive.open(member, "w")).writelines(lines)
    return path


assert len(HEADER) == 35 == len(NAMES) + len(MARKS) + 1
