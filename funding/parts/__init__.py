"""What a report may be made of. A kind of part is one module here and two templates of its name."""

from funding.parts import companies, figures, money, places, regional, stories, texts
from funding.parts.kinds import PartKind

KINDS: dict[str, PartKind] = {
    kind.key: kind
    for kind in (
        figures.SUMMARY,
        texts.TEXT,
        figures.TARGETS,
        figures.CHARTS,
        places.MAP,
        figures.SIZES,
        regional.REGIONAL,
        stories.STORIES,
        money.MONEY,
        figures.PARTICIPANTS,
        companies.COMPANIES,
        figures.LATE,
        figures.ROWS,
    )
}
