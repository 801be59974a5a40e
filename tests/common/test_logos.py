"""The EU emblem is drawn by its official construction; no mark beside it is larger."""

import math
import re

from programme.common.logos import eu_emblem, logo_row, own_mark, star


def stars_of(drawn: str) -> list[list[tuple[float, float]]]:
    path = re.search(r'<path d="([^"]+)" fill="#FFCC00"', drawn)
    assert path is not None
    return [
        [(float(x), float(y)) for x, y in re.findall(r"([\d.]+),([\d.]+)", one)] for one in path[1].split("Z") if one
    ]


def test_emblem_is_a_blue_field_of_three_to_two_with_twelve_stars_as_on_a_clock() -> None:
    drawn = eu_emblem()
    field = re.search(r'viewBox="0 0 (\d+) (\d+)".*<rect width="(\d+)" height="(\d+)" fill="#003399"', drawn)
    assert field is not None
    width, height = int(field[1]), int(field[2])
    stars = stars_of(drawn)

    assert (int(field[3]), int(field[4])) == (width, height)
    assert width * 2 == height * 3
    assert len(stars) == 12
    for hour, corners in enumerate(stars):
        middle = sum(x for x, _y in corners) / 10, sum(y for _x, y in corners) / 10
        angle = hour * math.pi / 6
        assert math.isclose(middle[0], width / 2 + height / 3 * math.sin(angle), abs_tol=0.1)
        assert math.isclose(middle[1], height / 2 - height / 3 * math.cos(angle), abs_tol=0.1)
        far = [math.dist(middle, corner) for corner in corners]
        assert all(math.isclose(one, height / 18, abs_tol=0.1) for one in far[::2])  # points on the circle around it
        assert math.isclose(corners[0][0], middle[0], abs_tol=0.1)  # upright: the first point above the middle
        assert corners[0][1] == min(y for _x, y in corners)


def test_arms_of_a_star_are_straight_lines_from_point_to_point() -> None:
    corners = [tuple(map(float, one.split(","))) for one in star(0, 0, 100).strip("MZ").split("L")]

    for n in range(0, 10, 2):  # a point, the two corners on the line to the next but one, that point
        (x1, y1), (x2, y2), (x3, y3) = corners[n], corners[(n + 1) % 10], corners[(n + 4) % 10]
        assert math.isclose((x2 - x1) * (y3 - y1), (x3 - x1) * (y2 - y1), abs_tol=2)


def test_flag_stands_first_and_nothing_is_larger() -> None:
    flag, *others = logo_row(with_flag=True)

    assert flag.is_flag
    assert flag.height >= 10  # millimetres: the smallest that the rules allow
    assert others
    assert all(one.width <= flag.width and one.height <= flag.height for one in others)
    assert not any(one.is_flag for one in logo_row(with_flag=False))


def test_marks_say_what_they_are() -> None:
    assert "<title>Lyftportalen</title>" in own_mark()
    assert re.search(r"<title>[^<]+</title>", eu_emblem())
