"""What a report may be made of. A kind of part is one module here and two templates of its name."""

from funding.parts import companies, figures, groups, money, places, regional, sizes, stories, targets, texts
from funding.parts.kinds import PartKind

KINDS: dict[str, PartKind] = {
    kind.key: kind
    for kind in (
        figures.SUMMARY,
        texts.TEXT,
        targets.TARGETS,
        figures.CHARTS,
        places.MAP,
        sizes.SIZES,
        groups.GROUPS,
        regional.REGIONAL,
        stories.STORIES,
        money.MONEY,
        figures.PARTICIPANTS,
        companies.COMPANIES,
        figures.LATE,
        figures.ROWS,
    )
}
