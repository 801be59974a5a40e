"""The joined file: one tree, whose ids, pages, places and headings are right; artifacts, links, bookmarks."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
from pdfua import Severity, validate
from pikepdf import Array, Dictionary, Name

from tests.common.paper.conftest import HEADS, Render, company, pages_of


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every structure element, in reading order."""
    waiting = [pdf.Root.StructTreeRoot.K[0]]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Dictionary) and one.get("/Type") == Name.StructElem:
            yield one
            kids = one.get("/K", [])
            waiting.extend(reversed(list(kids) if isinstance(kids, Array) else [kids]))


def leaves(tree: Any, what: str) -> Iterator[tuple[Any, Any]]:
    """Keys and values of a number or name tree."""
    flat = list(tree.get(what, []))
    yield from zip(flat[::2], flat[1::2], strict=True)
    for kid in tree.get("/Kids", []):
        yield from leaves(kid, what)


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def test_joined_file_passes_the_checkers(render: Render, tmp_path: Path) -> None:
    made = render([company(n) for n in range(1, 5)])
    file = tmp_path / "a.pdf"
    file.write_bytes(made.content)

    assert [f"{f.rule_id} {f.message}" for f in validate(file).findings if f.severity is Severity.ERROR] == []
    with pikepdf.open(file) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == made.pages == 6
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "sv"
        assert str(pdf.docinfo["/Title"]) == "Delrapport åtta"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Delrapport åtta"
            assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        fonts = {str(font["/BaseFont"]) for page in pdf.pages for font in page.resources.Font.values()}
    assert len(fonts) >= 3
    assert all("Inter" in font for font in fonts)


def test_tree_has_unique_ids_and_every_element_stands_on_a_page_of_the_file(render: Render) -> None:
    with opened(render([company(n) for n in range(1, 5)]).content) as pdf:
        pages = {page.obj.objgen for page in pdf.pages}
        found = list(elements(pdf))
        ids = [str(one.ID) for one in found if "/ID" in one]
        headers = {str(name) for one in found if "/Headers" in one.get("/A", {}) for name in one.A.Headers}
        known = {str(name): one.objgen for name, one in leaves(pdf.Root.StructTreeRoot.IDTree, "/Names")}

        assert len(found) > 100
        assert len([one for one in found if Name.Document == one.S]) == 1
        assert all(one.Pg.objgen in pages for one in found if "/Pg" in one)
        assert len(ids) == len(set(ids)) == 4 * 5
        assert headers <= set(ids)
        assert known == {str(one.ID): one.objgen for one in found if "/ID" in one}
        for one in found:
            for kid in one.K if isinstance(one.get("/K"), Array) else []:
                if isinstance(kid, Dictionary) and kid.get("/Type") == Name.StructElem:
                    assert kid.P.objgen == one.objgen


def test_parent_tree_leads_from_each_mark_to_its_element(render: Render) -> None:
    with opened(render([company(n) for n in range(1, 5)]).content) as pdf:
        root = pdf.Root.StructTreeRoot
        places = {int(key): value for key, value in leaves(root.ParentTree, "/Nums")}
        inside = {one.objgen for one in elements(pdf)}
        marks = 0
        assert sorted(places) == list(range(int(root.ParentTreeNextKey)))
        for page in pdf.pages:
            owners = places.pop(int(page.StructParents))
            for instruction in pikepdf.parse_content_stream(page):
                if str(instruction.operator) == "BDC" and "/MCID" in instruction.operands[1]:
                    owner = owners[int(instruction.operands[1].MCID)]
                    assert owner.objgen in inside
                    assert owner.Pg.objgen == page.obj.objgen
                    marks += 1
            for link in page.get("/Annots", []):
                owner = places.pop(int(link.StructParent))
                assert Name.Link == owner.S
                assert int(link.F) == 4
        assert places == {}
        assert marks > 60


def test_headings_follow_each_other_without_a_gap(render: Render) -> None:
    with opened(render([company(n) for n in range(1, 4)]).content) as pdf:
        levels = [int(str(one.S)[2:]) for one in elements(pdf) if str(one.S)[1:] in {"H1", "H2", "H3"}]

    assert levels == [1, 2, 2, 3, 2, 3, 2, 3]


def test_heads_are_artifacts_with_the_numbers_of_the_whole_file(render: Render) -> None:
    made = render([company(n) for n in range(1, 4)])
    pages = pages_of(made.content)

    assert "Sida" not in pages[0]
    assert "Produktionslyftet, hösten 2026" not in pages[0]
    for number, page in enumerate(pages[1:], start=2):
        assert f"Sida {number} av 5" in page
        assert "Produktionslyftet, hösten 2026" in page
        assert "Version 1" in page
    assert pages[3].splitlines()[0].split("  ")[-1].strip() == "Företag 2"
    with opened(made.content) as pdf:
        runs = [
            str(one.operands[1].Subtype)
            for one in pikepdf.parse_content_stream(pdf.pages[3])
            if str(one.operator) == "BDC" and "/Subtype" in one.operands[1]
        ]
    assert sorted(runs) == ["/Footer", "/Footer", "/Header", "/Header"]


def test_long_heads_are_cut_and_do_not_meet(render: Render) -> None:
    made = render([company(1)], heads=replace(HEADS, title="Ett mycket långt namn på ett program " * 6))

    line = pages_of(made.content)[2].splitlines()[0]
    assert "…" in line
    assert line.endswith("Företag 1")


def test_contents_name_the_pages_and_lead_there(render: Render) -> None:
    sections = [company(1, rows=120), company(2), company(3, level=2), company(4, level=2, listed=False)]
    made = render(sections)
    pages = pages_of(made.content)
    at = {n: next(p for p, text in enumerate(pages) if p > 1 and f"Träffar {n}" in text) for n in (1, 2, 3, 4)}

    assert at[2] > at[1] + 1  # the first takes several pages
    listed = {
        line.rsplit(None, 1)[0].strip(): int(line.rsplit(None, 1)[1])
        for line in pages[1].splitlines()
        if "Företag" in line
    }
    assert listed == {f"Företag {n}": at[n] + 1 for n in (1, 2, 3)}
    with opened(made.content) as pdf:
        numbers = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
        links = [one for one in pdf.pages[1].Annots if one.Subtype == Name.Link]
        assert [numbers[link.Dest[0].objgen] for link in links] == [at[1], at[2], at[3]]
        assert [str(link.Contents) for link in links] == ["Företag 1", "Företag 2", "Företag 3"]
        across = [one for one in pdf.pages[at[3]].Annots if "/Dest" in one]
        assert [numbers[link.Dest[0].objgen] for link in across] == [at[1]]
        outside = [str(one.A.URI) for one in pdf.pages[at[3]].Annots if "/A" in one]
        assert outside == ["https://portal.example.org/rapport/7"]


def test_bookmarks_are_the_sections_with_their_headings(render: Render) -> None:
    made = render([company(1), company(2, level=2), company(3, level=2), company(4)])

    with opened(made.content) as pdf, pdf.open_outline() as outline:
        tree = [
            (top.title, [(below.title, [one.title for one in below.children]) for below in top.children])
            for top in outline.root
        ]
        numbers = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
        leads = [numbers[top.destination[0].objgen] for top in outline.root]
    assert tree == [
        ("Innehåll", []),
        ("Företag 1", [("Träffar 1", []), ("Företag 2", ["Träffar 2"]), ("Företag 3", ["Träffar 3"])]),
        ("Företag 4", [("Träffar 4", [])]),
    ]
    assert leads == [1, 2, 5]


def test_sections_that_go_on_share_a_page_and_keep_their_places(render: Render) -> None:
    made = render([company(1), company(2, new_page=False), company(3)])
    pages = pages_of(made.content)

    assert made.pages == 4
    assert "Träffar 1" in pages[2]
    assert "Träffar 2" in pages[2]
    assert [int(line.split()[-1]) for line in pages[1].splitlines() if "Företag" in line] == [3, 3, 4]
    with opened(made.content) as pdf, pdf.open_outline() as outline:
        assert [[one.title for one in top.children] for top in outline.root] == [
            [],
            ["Träffar 1"],
            ["Träffar 2"],
            ["Träffar 3"],
        ]


def test_contents_of_several_pages_move_what_they_list(render: Render) -> None:
    made = render([company(n, level=1) for n in range(1, 61)])
    pages = pages_of(made.content)
    first = next(p for p, text in enumerate(pages) if "Träffar 1\n" in text)

    assert first > 2  # the cover, then contents of more than a page
    assert (
        int(next(line for line in pages[1].splitlines() if line.strip().startswith("Företag 1 ")).split()[-1])
        == first + 1
    )


def test_sign_that_no_font_has_does_not_stop_the_paper(render: Render) -> None:
    made = render([company(1, words="𓀀 "), company(2, words="𓁹𓀀 ")])

    assert made.pages == 4
    assert "det första" in pages_of(made.content)[3]


def test_words_break_in_swedish(render: Render) -> None:
    long = "Nulägesanalysverksamhetsutvecklingsprojekt produktionsutvecklingsinsatser " * 12
    sheet_width = f'<div style="width: 60mm"><p>{long}</p></div>'
    made = render([company(1, words=sheet_width)])

    ends = [line.strip() for line in pages_of(made.content)[2].splitlines() if line.strip().endswith("-")]
    assert len(ends) >= 3
    assert any(end.endswith(("utvecklings-", "verksamhets-", "produktions-", "analys-")) for end in ends)
