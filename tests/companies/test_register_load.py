"""Loading the register: what is read, what is left out, and that readers never see half of it."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from companies.actions import register as acts
from companies.models import RegisterExtract, RegisterUnit
from companies.register import sample
from companies.register.layout import HEADER
from companies.register.lookup import units_named
from companies.register.sample import Unit
from programme.people.models import AuditEvent
from programme.structure.geography import load_geography
from programme.structure.models import County, Municipality, PostalCode

pytestmark = pytest.mark.django_db
N = [sample.with_check_digit(559_999_000 + n) for n in range(20)]


@pytest.fixture(autouse=True)
def places(db: None) -> None:
    load_geography(County, Municipality)
    PostalCode.objects.create(code="87131", locality="Härnösand", municipality_id="2280")


def text(tmp_path: Path, *lines: bytes, columns: tuple[str, ...] = HEADER, name: str = "register.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(sample.header(columns) + b"".join(lines))
    return path


def load(path: Path) -> str:
    out = io.StringIO()
    call_command("load_register", str(path), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_load_register_reads_every_fact_of_a_unit(tmp_path: Path) -> None:
    unit = Unit(N[0], "Östra Plåt & Mek \\ AB", "Verkstadsgatan 4 B", "871 31", "HÄRNÖSAND", "25620")

    load(text(tmp_path, sample.line(unit), name="scb_20261120.txt"))

    found = RegisterUnit.objects.values().get()
    assert bytes(found.pop("name_key")) == b"ostraplatmekab"
    assert str(found.pop("registered_on")) == "2001-03-15"
    assert found == {
        "number": int(N[0]), "name": "Östra Plåt & Mek \\ AB", "address": "Verkstadsgatan 4 B", "postal_code": "87131",
        "postal_town": "Härnösand", "municipality_id": "2280", "sni_code": "25620", "division": 25,
        "legal_form_code": "49", "is_active": True, "accepts_marketing": True,
    }  # fmt: skip
    extract = RegisterExtract.objects.current()
    assert extract is not None
    assert (extract.units, str(extract.extracted_on), extract.skipped) == (1, "2026-11-20", {})
    assert AuditEvent.objects.filter(verb="load_register").count() == 1


def test_load_register_columns_are_taken_by_name(tmp_path: Path) -> None:
    columns = tuple(reversed(HEADER[:-1]))
    load(text(tmp_path, sample.line(Unit(N[0], "Å AB"), columns), columns=columns))

    assert list(RegisterUnit.objects.values_list("number", "name")) == [(int(N[0]), "Å AB")]


def test_load_register_natural_persons_are_left_out_and_counted(tmp_path: Path) -> None:
    person = Unit("7001011234", "Enskild Firma", century="19")
    out = load(text(tmp_path, sample.line(Unit(N[0], "A AB")), sample.line(person), sample.line(Unit(N[1], "B AB"))))

    assert sorted(RegisterUnit.objects.values_list("name", flat=True)) == ["A AB", "B AB"]
    assert "1 natural persons were left out" in out


def test_load_register_broken_lines_are_counted_listed_and_skipped(tmp_path: Path) -> None:
    good = [sample.line(Unit(number, f"Firma {n} AB")) for n, number in enumerate(N)]
    short, bytes_, long = sample.broken(good[5], 0), sample.broken(good[6], 1), good[7].replace(b"Firma", b"F" * 300)
    lines = [*good[:5], short, bytes_, good[0], long, good[8].replace(b"\t16", b"\t16x"), *good[10:]]

    out = load(text(tmp_path, *lines))

    extract = RegisterExtract.objects.current()
    assert extract is not None
    assert RegisterUnit.objects.count() == extract.units == 15
    assert extract.skipped_lines == [[7, "columns"], [8, "bytes"], [9, "duplicate"], [10, "length"], [11, "number"]]
    assert sum(extract.skipped.values()) == 5
    assert "line 8: bytes that are no text" in out


def test_load_register_of_many_chunks_equals_line_by_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "register.txt"
    path.write_bytes(b"".join(sample.sample(3000, broken_every=70, persons_every=9)))
    load(path)
    at_once = list(RegisterUnit.objects.order_by("pk").values_list())
    first = RegisterExtract.objects.current()

    monkeypatch.setattr("companies.register.parsing.Parser._all", lambda self, text: None)
    load(path)

    second = RegisterExtract.objects.current()
    assert first and second
    assert len(at_once) == 3000 == first.units
    assert [tuple(map(str, row)) for row in RegisterUnit.objects.order_by("pk").values_list()] == [
        tuple(map(str, row)) for row in at_once
    ]
    assert (first.skipped, first.skipped_lines) == (second.skipped, second.skipped_lines)
    assert set(first.skipped) == {"columns", "bytes", "duplicate"}


def test_load_register_windows_line_ends_and_no_last_feed_are_read(tmp_path: Path) -> None:
    path = text(tmp_path, sample.line(Unit(N[0], "A AB")), sample.line(Unit(N[1], "B AB")))
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n"))

    load(path)

    assert RegisterUnit.objects.filter(accepts_marketing=True).count() == 2


def test_load_register_zip_replaces_the_old_extract(tmp_path: Path) -> None:
    load(text(tmp_path, sample.line(Unit(N[0], "Gammal AB"))))

    load(sample.write_zip(tmp_path / "r.zip", [sample.header(), sample.line(Unit(N[1], "Ny AB"))]))

    assert list(RegisterUnit.objects.values_list("name", flat=True)) == ["Ny AB"]
    assert RegisterExtract.objects.count() == 2


def test_load_register_stopped_half_way_leaves_the_old_one_and_can_start_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(text(tmp_path, sample.line(Unit(N[0], "Gammal AB"))))
    path = sample.write_zip(tmp_path / "r.zip", sample.sample(3000))
    kept = acts._batches

    def stopped(*args: object) -> Iterator[object]:
        yield next(kept(*args))  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(acts, "_batches", stopped)
    with pytest.raises(KeyboardInterrupt):
        load(path)
    assert list(RegisterUnit.objects.values_list("name", flat=True)) == ["Gammal AB"]
    monkeypatch.undo()

    load(path)

    assert RegisterUnit.objects.count() == 3000


def _zip(tmp_path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return tmp_path / "bad.zip"


@pytest.mark.parametrize("kind", ["bomb", "two files", "damaged", "no columns", "no units", "endless line", "missing"])
def test_load_register_bad_file_is_refused_and_the_old_one_stays(tmp_path: Path, kind: str) -> None:
    load(text(tmp_path, sample.line(Unit(N[0], "Gammal AB"))))
    made = {
        "bomb": lambda: _zip(tmp_path, a=bytes(5_000_000)),
        "two files": lambda: _zip(tmp_path, a=b"a", b=b"b"),
        "damaged": lambda: damaged(tmp_path),
        "no columns": lambda: text(tmp_path, columns=("PeOrgNr", "Namn", "")),
        "no units": lambda: text(tmp_path),
        "endless line": lambda: text(tmp_path, b"x" * 300_000),
        "missing": lambda: tmp_path / "none.zip",
    }[kind]()
    says = {
        "bomb": "far more", "two files": "2 ", "damaged": "damaged", "no columns": "Foretagsnamn",
        "no units": "no legal unit", "endless line": "longer than any", "missing": "none.zip",
    }[kind]  # fmt: skip

    with override("en"), pytest.raises(CommandError, match=says):
        load(made)

    assert list(RegisterUnit.objects.values_list("name", flat=True)) == ["Gammal AB"]


def damaged(tmp_path: Path) -> Path:
    """A zip whose content does not match its check sum."""
    path = sample.write_zip(tmp_path / "r.zip", sample.sample(500))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    return path


def test_load_register_municipality_by_code_else_by_town_else_unknown(tmp_path: Path) -> None:
    by_code = Unit(N[0], "Kod AB", postal_code="87131", postal_town="STOCKHOLM")
    by_town = Unit(N[1], "Ort AB", postal_code="99999", postal_town="SUNDSVALL")
    neither = Unit(N[2], "Ingen AB", postal_code="99998", postal_town="BÅLSTA")

    load(text(tmp_path, *map(sample.line, (by_code, by_town, neither))))

    assert dict(RegisterUnit.objects.values_list("name", "municipality")) == {
        "Kod AB": "2280", "Ort AB": "2281", "Ingen AB": None,
    }  # fmt: skip


def test_load_postal_codes_places_what_had_no_municipality(tmp_path: Path) -> None:
    load(text(tmp_path, sample.line(Unit(N[0], "Bålsta AB", postal_code="74630", postal_town="BÅLSTA"))))
    table = tmp_path / "codes.csv"
    table.write_text(
        "municipality_code,locality,postal_code\n0305,Bålsta,74630\n9999,Ingenstans,11111\n0180,Stockholm,x\n",
        encoding="utf-8",
    )
    out = io.StringIO()

    call_command("load_postal_codes", str(table), stdout=out)

    assert RegisterUnit.objects.get().municipality_id == "0305"
    assert list(PostalCode.objects.values_list("code", flat=True)) == ["74630"]
    assert "1 postal codes are loaded; 1 companies" in out.getvalue()
    assert "line 3: no municipality has the code '9999'" in out.getvalue()


def test_load_postal_codes_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "codes.csv"
    table.write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(CommandError, match="postal_code, locality"):
        call_command("load_postal_codes", str(table))

    assert PostalCode.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [("östra", 2), ("OSTRA PLÅT", 1), ("ostra-mek", 1), ("stra", 0), ("", 0), ("%", 0), ("öster", 0)],
)
def test_units_named_begin_with_the_words_whatever_their_signs(tmp_path: Path, typed: str, found: int) -> None:
    names = ("Östra Plåt AB", "Östra Mek AB", "Västra Plåt AB")
    load(text(tmp_path, *(sample.line(Unit(number, name)) for number, name in zip(N, names, strict=False))))

    assert len(units_named(typed)) == found
