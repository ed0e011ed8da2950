"""All figures of a learner: cards by state, retention by period, what a day holds, how firmly cards sit."""

from collections.abc import Mapping, Sequence

from webapp.memory.figures import Figures
from webapp.memory.statistics import Share, first_day_of, retention_by_period, summed
from webapp.progress import words
from webapp.progress.about import About, filter_of, period_names, within
from webapp.progress.card_queries import Counts, added_for, spreads_for
from webapp.progress.overview import recall
from webapp.progress.queries import counted_for, days_and_before, hours_for
from webapp.progress.spreads import spread_chart
from webapp.progress.views import Bar, Bars, Details, Figure, Strip
from webapp.web.texts import gettext, ngettext

Days = Mapping[int, Figures]
MOST_DAYS = 30  # columns of a chart by day


def details(about: About) -> Details:
    counted = counted_for(about.connection, about.wanted, hours_from=about.since)
    days = days_and_before(about.connection, about.wanted, counted, since=first_day_of("year", about.today))
    hours = hours_for(about.connection, about.wanted, counted, about.since)
    counts, spreads = spreads_for(about.connection, about.wanted, about.options.parameters)
    added = added_for(about.connection, about.wanted, about.today - MOST_DAYS + 1)
    return Details(
        filter=filter_of(about),
        counts=_counts(about, counts),
        retention=_retention(days, about),
        knowledge_text=_knowledge(counts),
        sections=[
            (gettext("Day by day"), [_answers(days, about), _time(days, about), _added(added, about)]),
            (gettext("Answers"), [_hours(hours, about), _buttons(days, about)]),
            (
                gettext("How firmly the cards sit"),
                [spread_chart(name, spread) for name, spread in spreads.items()],
            ),
        ],
    )


def _counts(about: About, counts: Counts) -> list[Figure]:
    wanted = about.wanted
    questions = sum(
        count
        for (bank, topic), count in about.topics.items()
        if wanted.bank_id in (None, bank) and wanted.topic in (None, topic)
    )
    rows = (
        (max(0, questions - counts.cards), gettext("new")),
        (counts.learning, gettext("learning")),
        (counts.young, gettext("young: back within 21 days")),
        (counts.mature, gettext("mature: back after 21 days or more")),
        (counts.aside, gettext("set aside")),
    )
    return [Figure(words.thousands(count), label) for count, label in rows]


def _knowledge(counts: Counts) -> str:
    if not counts.cards:
        return gettext("No card has been answered yet.")
    cards = ngettext("%(count)s card", "%(count)s cards", counts.cards, count=words.thousands(counts.cards))
    return gettext(
        "Asked for all %(cards)s today, you would recall about %(known)s.",
        cards=cards,
        known=words.thousands(counts.known),
    )


def _retention(days: Days, about: About) -> Strip:
    """The strip of the period, with a table of all periods."""
    strip, names = recall(days, about), period_names()
    found = retention_by_period(days, about.today)
    rows = [
        (names[period], [_cell(each.young), _cell(each.mature), _cell(each.together), _likely(each.together)])
        for period, each in found.items()
    ]
    return Strip(
        **{
            **{name: getattr(strip, name) for name in strip.__dataclass_fields__},
            "table_caption": gettext(
                "Remembered of first reviews on a day; target %(target)s", target=words.percent(about.options.retention)
            ),
            "columns": [
                gettext("Period"),
                gettext("Young"),
                gettext("Mature"),
                gettext("Together"),
                gettext("Likely between"),
            ],
            "rows": rows,
        }
    )


def _cell(share: Share) -> str:
    if not share.asked:
        return "–"
    return gettext("%(share)s of %(count)s", share=words.percent(share.share), count=words.thousands(share.asked))


def _likely(share: Share) -> str:
    return words.between(*share.likely) if share.asked else "–"


# --- charts by day --------------------------------------------------------------------------------------------------


def _answers(days: Days, about: About) -> Bars:
    shown = _last_days(about)
    values = [days[day].answers if day in days else 0 for day in shown]
    heading = gettext("%(count)s answers a day on average", count=words.thousands(sum(values) / len(shown)))
    cells = [[words.thousands(value), _right(days.get(day))] for day, value in zip(shown, values, strict=True)]
    return _by_day(heading, gettext("Answers a day"), values, cells, [gettext("Answers"), gettext("Right")], about)


def _time(days: Days, about: About) -> Bars:
    shown = _last_days(about)
    values = [days[day].duration_ms / 60_000 if day in days else 0.0 for day in shown]
    mean = ngettext("%(num)s minute", "%(num)s minutes", round(sum(values) / len(shown)))
    heading = gettext("%(minutes)s a day on average", minutes=mean)
    cells = [[words.thousands(value)] for value in values]
    return _by_day(heading, gettext("Minutes a day"), values, cells, [gettext("Minutes")], about)


def _added(added: Mapping[int, int], about: About) -> Bars:
    values = [added.get(day, 0) for day in _last_days(about)]
    heading = ngettext("%(num)s card begun", "%(num)s cards begun", sum(values))
    cells = [[str(value)] for value in values]
    return _by_day(heading, gettext("Cards begun a day"), values, cells, [gettext("Cards")], about)


def _right(figures: Figures | None) -> str:
    if figures is None or not figures.answers:
        return "–"
    return words.percent(1 - figures.again / figures.answers)


def _last_days(about: About) -> range:
    return range(about.today - MOST_DAYS + 1, about.today + 1)


def _by_day(
    heading: str, name: str, values: Sequence[float], cells: Sequence[Sequence[str]], columns: list[str], about: About
) -> Bars:
    most, shown = max([*values, 1]), _last_days(about)
    bars = [
        Bar(
            label=words.short_day(day) if nth in (0, 10, 20) else gettext("today") if day == about.today else "",
            name=words.full_day(day),
            value=value,
            height=100 * value / most,
            cells=cell,
            is_now=day == about.today,
        )
        for nth, (day, value, cell) in enumerate(zip(shown, values, cells, strict=True))
    ]
    peak = gettext("%(name)s in the last thirty days; at most %(most)s", name=name, most=words.thousands(max(values)))
    return Bars(heading, peak, f"{peak}.", bars, name, [gettext("Day"), *columns])


# --- answers --------------------------------------------------------------------------------------------------------


def _hours(hours: Mapping[int, Figures], about: About) -> Bars:
    most = max([figures.answers for figures in hours.values()] + [1])
    bars = []
    for hour in range(24):
        figures = hours.get(hour, Figures())
        name = f"{hour:02}:00"
        bars.append(
            Bar(
                label=name if hour in (0, 6, 12) else "18:00" if hour == 18 else "",
                name=name,
                value=figures.answers,
                height=100 * figures.answers / most,
                cells=[words.thousands(figures.answers), _right(figures)],
            )
        )
    heading = gettext("When you study, and how it goes")
    busy = {hour: figures for hour, figures in hours.items() if figures.answers >= 20}
    if len(busy) > 1:
        best = min(busy, key=lambda hour: busy[hour].again / busy[hour].answers)
        heading = gettext("Most right at %(hour)s: %(share)s", hour=f"{best:02}:00", share=_right(busy[best]))
    caption = gettext(
        "Answers by hour of the day, %(period)s. The table says how many were right.", period=within(about.period)
    )
    columns = [gettext("Hour"), gettext("Answers"), gettext("Right")]
    return Bars(heading, gettext("Answers by hour of the day"), caption, bars, gettext("Answers by hour"), columns)


def _buttons(days: Days, about: About) -> Bars:
    last = about.today - 1 if about.period == "yesterday" else about.today
    found = summed(days, about.since, last)
    names = (gettext("Forgot"), gettext("Hard"), gettext("Remembered"), gettext("Easy"))
    counts = (found.again, found.hard, found.good, found.easy)
    most, total = max([*counts, 1]), max(1, sum(counts))
    bars = [
        Bar(
            name,
            name,
            count,
            100 * count / most,
            words.percent(count / total),
            [words.thousands(count), words.percent(count / total)],
        )
        for name, count in zip(names, counts, strict=True)
    ]
    heading = gettext("%(share)s of answers forgotten or wrong", share=words.percent(found.again / total))
    caption = gettext("How answers were rated, %(period)s.", period=within(about.period))
    columns = [gettext("Rating"), gettext("Answers"), gettext("Share")]
    return Bars(
        heading,
        gettext("Answers by rating; %(heading)s", heading=heading),
        caption,
        bars,
        gettext("Answers by rating"),
        columns,
    )
