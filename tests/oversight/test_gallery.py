"""The gallery shows every part, for whoever is logged in."""

import re

from programme.common.templatetags.lyft import STATUS
from tests.cast import Cast


def test_gallery_shows_every_status_and_every_chart(cast: Cast, login) -> None:
    body = login(cast.director).get("/components/").content.decode()
    assert [code for code, (_mark, _colour, word) in STATUS.items() if str(word) not in body] == []
    shown = {
        "s-all",
        "s-few",
        "s-one",
        "s-sm1",
        "s-sm2",
        "s-bars",
        "s-cols",
        "s-bul",
        "s-line",
        "s-map",
        "s-cal",
        "s-none",
    }
    assert set(re.findall(r'<title id="(s-\w+)-t">', body)) == shown


def test_gallery_ids_are_unique_on_the_page(cast: Cast, login) -> None:
    ids = re.findall(r'\sid="([^"]+)"', login(cast.director).get("/components/").content.decode())
    assert sorted(name for name in set(ids) if ids.count(name) > 1) == []


def test_gallery_has_no_inline_script_or_style(cast: Cast, login) -> None:
    body = login(cast.director).get("/components/").content.decode()
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=|\son\w+=", body) == []


def test_gallery_optional_fields_say_so_and_errors_stand_at_the_field(cast: Cast, login) -> None:
    body = login(cast.director).get("/components/", headers={"accept-language": "en"}).content.decode()
    turnover = body[body.index('id="div_id_b-turnover"') : body.index('id="div_id_b-day"')]
    assert "l-opt" in turnover
    assert 'aria-invalid="true"' in turnover
    assert 'aria-describedby="id_b-turnover_error"' in turnover
    assert 'id="id_b-turnover_error"' in turnover


def test_gallery_without_login_leads_to_the_login_page(client, db) -> None:
    answer = client.get("/components/")
    assert (answer.status_code, answer["location"]) == (302, "/accounts/login/?next=/components/")
