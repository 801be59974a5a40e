"""Any alphabet, separator and way of quoting gives the same rows; other kinds of files are named and refused."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from companies.imports.reader.limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from companies.imports.reader.text_file import decoded, read_text
from companies.imports.reader.worker import read
from companies.imports.reading import SheetRefused, read_file, told_of
from tests.companies.imports.bombs import SHEET, around, book
from tests.companies.imports.sheets import xlsx

ALPHABETS = ["cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
HEADINGS = ["Företag", "Org.nr", "Kommun"]
# What stands in lists of companies: Swedish letters, marks, separators, quotes, line breaks.
cell = st.text(st.sampled_from("aåäöÅÄÖé7 .&-;,\t\"'\n"), max_size=12).map(
    lambda text: text.strip().replace("\n\n", "\n")
)
rows_of_three = st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=8)


def written(rows: list[Any], alphabet: str, separator: str, quoting: int) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=quoting, lineterminator="\r\n").writerows([HEADINGS, *rows])
    return text.getvalue().encode(alphabet)


def tidy(rows: list[Any]) -> list[list[str]]:
    """Rows as they are kept: without empty cells at their ends, without empty rows at the end."""
    kept = [list(row) for row in rows]
    for row in kept:
        while row and not row[-1]:
            row.pop()
    while kept and not kept[-1]:
        kept.pop()
    return kept


@given(
    rows_of_three,
    st.sampled_from(ALPHABETS),
    st.sampled_from(";,\t"),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_text_file_in_any_alphabet_and_separator_gives_the_same_rows(
    rows: list[Any], alphabet: str, separator: str, quoting: int
) -> None:
    content = written(rows, alphabet, separator, quoting)

    assert read_text(content, None)["rows"] == tidy([HEADINGS, *rows])


@given(st.text(st.sampled_from("abc åäöÅÄÖ é.–"), min_size=1), st.sampled_from(ALPHABETS))
def test_text_is_decoded_whatever_alphabet_it_was_written_in(words: str, alphabet: str) -> None:
    line = f"Företag;{words}\n"

    assert decoded(line.encode(alphabet))[0] == line


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_for_a_reason(content: bytes) -> None:
    answer = read(content)

    assert ("rows" in answer) != ("refused" in answer)


@given(st.binary(max_size=300), st.integers(0, 3_000))
@example(b"\x00\x08" + b"\x00" * 18 + b"\x10", 1521)  # a name in the archive that is no text
def test_damaged_book_is_read_or_refused_for_a_reason(noise: bytes, at: int) -> None:
    content = bytearray(xlsx([["Indal AB", "5599990616"]]))
    at %= len(content)
    content[at : at + len(noise)] = noise

    answer = read(bytes(content))

    assert ("rows" in answer) != ("refused" in answer)


def test_text_file_that_names_its_separator_is_cut_there() -> None:
    assert read_text(b"sep=,\r\na,b;c\r\n1,2;3\r\n", None)["rows"] == [["a", "b;c"], ["1", "2;3"]]


def test_text_file_of_one_column_is_one_column() -> None:
    assert read_text(b"Org.nr\n5599990616\n", None)["rows"] == [["Org.nr"], ["5599990616"]]


def test_text_file_without_controls_and_surrogates() -> None:
    rows = read_text("\ufeffa\x0bb;c\x01d;e\ud800f".encode("utf-16-le", "surrogatepass"), None)["rows"]

    assert rows == [["ab", "cd", "e\ufffdf"]]


def test_quotation_mark_that_is_never_closed_is_named() -> None:
    content = b'Namn;Org.nr\n"Indal AB;5599990616\n' + b"x;1\n" * 40

    assert read(content) == {"refused": "quote", "facts": {"row": 2}}


def made(write: Callable[[Any, Any], None], **options: Any) -> bytes:
    """A workbook that a spreadsheet program could have written."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as written_book:
        write(written_book, written_book.add_worksheet("Företag"))
    return target.getvalue()


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_and_numbers_of_both_systems_are_read_as_people_write_them(since_1904: bool) -> None:
    def write(target: Any, sheet: Any) -> None:
        day = target.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_datetime(0, 0, date(2026, 11, 22), day)
        sheet.write_datetime(0, 1, datetime(2026, 11, 22, 13, 5), day)
        sheet.write_number(0, 2, 5560160680)
        sheet.write_number(0, 3, 12.5)
        sheet.write_string(0, 4, "01234")
        sheet.write_number(0, 5, 45000)
        sheet.write_boolean(0, 6, True)

    answer = read(made(write, date_1904=since_1904))

    assert answer["rows"] == [["2026-11-22", "2026-11-22 13:05", "5560160680", "12.5", "01234", "45000", "1"]]
    assert answer["since_1904"] == since_1904


def test_formulas_are_read_by_their_saved_results_and_counted_without_one() -> None:
    def write(target: Any, sheet: Any) -> None:
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(0, 1, '="Indal "&"AB"', None, "Indal AB")
        sheet.write_formula(0, 2, "=A9", None, "")

    answer = read(made(write))

    assert (answer["rows"], answer["unsaved_formulas"]) == ([["2", "Indal AB"]], 1)
    assert told_of({"unsaved_formulas": 1}) == [
        "Formler utan sparat resultat, lästa som tomma: 1. Öppna och spara filen för att rätta det."
    ]


def test_cell_merged_over_rows_stands_in_each_of_them_and_over_columns_only_in_the_first() -> None:
    def write(target: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 2, "Lista")
        sheet.merge_range(1, 0, 3, 0, "5599990616")
        for row, name in enumerate(("Ulla", "Olle", "Eva"), start=1):
            sheet.write_string(row, 1, name)

    assert read(made(write))["rows"] == [["Lista"], *([["5599990616", name] for name in ("Ulla", "Olle", "Eva")])]


@pytest.mark.parametrize("first", ["sep=;", "sep=\x00", "sep=:", "sep=é"])
@pytest.mark.parametrize("alphabet", ["utf-8-sig", "utf-16"])
def test_named_separator_that_is_none_is_guessed(first: str, alphabet: str) -> None:
    answer = read(f"{first}\nFöretag;Org.nr\nIndal AB;5599990616\n".encode(alphabet))

    assert (answer["separator"], answer["rows"]) == (";", [["Företag", "Org.nr"], ["Indal AB", "5599990616"]])


def test_as_many_merges_as_are_read_stand_in_their_rows() -> None:
    def write(target: Any, sheet: Any) -> None:
        for row in range(0, 2 * 2_000, 2):
            sheet.merge_range(row, 0, row + 1, 0, str(row))
            sheet.write_string(row + 1, 1, "x")

    assert read(made(write))["rows"] == [[str(n - n % 2), *(["x"] if n % 2 else [])] for n in range(4_000)]


def test_hidden_rows_are_read_and_told_of() -> None:
    def write(target: Any, sheet: Any) -> None:
        for row in range(4):
            sheet.write_string(row, 0, str(row))
        sheet.set_row(2, None, None, {"hidden": True})

    answer = read(made(write))

    assert (len(answer["rows"]), answer["hidden_rows"]) == (4, [3])
    assert told_of({"hidden_rows": [3]}) == ["Dolt i filen men ändå läst: rad 3."]


def test_thousand_empty_columns_are_no_columns() -> None:
    def write(target: Any, sheet: Any) -> None:
        edge = target.add_format({"border": 1})
        for row in range(30):
            sheet.write_string(row, 0, "x")
            for column in range(1, 1_000):
                sheet.write_blank(row, column, None, edge)

    assert read(made(write))["rows"] == [["x"]] * 30
    assert read(b"x" + b";" * 1_000 + b"\ny" + b";" * 1_000)["rows"] == [["x"], ["y"]]


def test_first_visible_sheet_with_something_is_read_unless_another_is_chosen() -> None:
    def write(target: Any, sheet: Any) -> None:
        sheet.hide()
        sheet.write_string(0, 0, "dold")
        target.add_worksheet("Tom")
        target.add_worksheet("Lista").write_string(0, 0, "lista")
        target.get_worksheet_by_name("Lista").activate()

    content = made(write)

    answer = read(content)
    assert (answer["sheet"], answer["rows"]) == (2, [["lista"]])
    assert answer["sheets"] == [
        {"name": "Företag", "hidden": True}, {"name": "Tom", "hidden": False}, {"name": "Lista", "hidden": False},
    ]  # fmt: skip
    assert read(content, sheet=0)["rows"] == [["dold"]]
    assert read(content, sheet=1) == {"refused": "empty", "facts": {}}


@pytest.mark.parametrize("separator", ["xlsx", "csv"])
def test_most_rows_and_columns_are_read_and_one_more_is_refused(separator: str) -> None:
    def file(rows: int, columns: int) -> bytes:
        table = [[f"{row}x{column}" for column in range(columns)] for row in range(rows)]
        if separator == "xlsx":
            return xlsx(table[1:], headings=table[0])
        return "\n".join(";".join(row) for row in table).encode()

    assert len(read(file(MOST_ROWS + 1, 2))["rows"]) == MOST_ROWS + 1
    assert read(file(MOST_ROWS + 22, 2))["refused"] == "rows"
    assert len(read(file(2, MOST_COLUMNS))["rows"][0]) == MOST_COLUMNS
    assert read(file(2, MOST_COLUMNS + 1)) == {"refused": "columns", "facts": {"most": 60, "reach": 61}}


def with_parts(**parts: bytes) -> bytes:
    return book(around(b'<row r="1"><c r="A1"><v>1</v></c></row>'), extra=parts)


ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "Workbook".encode("utf-16-le")
ODS = io.BytesIO()
with zipfile.ZipFile(ODS, "w") as archive:
    archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
DOCX = io.BytesIO()
with zipfile.ZipFile(DOCX, "w") as archive:
    archive.writestr("[Content_Types].xml", "<Types/>")
    archive.writestr("word/document.xml", "<a/>")
WRONG = {
    "nothing": (b"", "Det står inget i filen."),
    "blanks": (b" \r\n\t", "Det står inget i filen."),
    "empty cells": (b";;\n;;\n", "Det står inget i filen."),
    "xls renamed": (OLD, "Filen är av den gamla typen XLS."),
    "encrypted": (ENCRYPTED, "Filen har ett lösenord."),
    "html renamed": (b"\xef\xbb\xbf\n<html><table><tr><td>1", "Filen är en webbsida som heter som ett kalkylark."),
    "xml spreadsheet": (b'<?xml version="1.0"?><Workbook/>', "Filen är en webbsida som heter som ett kalkylark."),
    "macros": (with_parts(**{"xl/vbaProject.bin": b"x"}), "Det finns makron i filen."),
    "external links": (with_parts(**{"xl/externalLinks/externalLink1.xml": b"<a/>"}), "Filen hämtar värden"),
    "binary book": (with_parts(**{"xl/workbook.bin": b"x"}), "Filen är av typen XLSB."),
    "open document": (ODS.getvalue(), "Filen är av typen ODS."),
    "letter": (DOCX.getvalue(), "Det här är inget kalkylark."),
    "pdf": (b"%PDF-1.7", "Det här är inget kalkylark."),
    "picture": (b"\x89PNG\r\n\x1a\n", "Det här är inget kalkylark."),
    "bytes": (b"\x00\x01\x02\x03" * 100, "Det här är inget kalkylark."),
    "half a book": (xlsx([["a"]])[:900], "Filen är skadad"),
    "too large": (b"x" * (MOST_BYTES + 1), "Filen är större än 5 MB."),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_file_of_another_kind_is_named_and_refused(name: str) -> None:
    content, words = WRONG[name]

    with pytest.raises(SheetRefused) as refused:
        read_file(content)

    assert str(refused.value).startswith(words)
    with translation.override("en"), pytest.raises(SheetRefused) as refused:
        read_file(content)
    assert str(refused.value)[0] in "TUA" and " och " not in str(refused.value)


def test_macros_are_found_by_the_content_type_too() -> None:
    content = book(around(b'<row r="1"><c r="A1"><v>1</v></c></row>'))
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as copy:
        for name, part in parts.items():
            copy.writestr(name, part.replace(b"openxmlformats-officedocument.spreadsheetml", b"ms-excel.macroEnabled"))

    assert SHEET in parts
    assert read(target.getvalue())["refused"] == "macro"
