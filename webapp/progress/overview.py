"""The four blocks of the progress page: days studied, what will be due, what was remembered, what is learned."""

from collections.abc import Mapping

from webapp.memory.figures import Figures
from webapp.memory.statistics import Share, ahead, days_studied, first_day_of, retention_of, summed
from webapp.progress import words
from webapp.progress.about import About, filter_of, within
from webapp.progress.card_queries import due_days_for, groups_for
from webapp.progress.queries import counted_for, days_and_before
from webapp.progress.topics import is_by_topic, topics_of
from webapp.progress.views import Bar, Bars, Heat, HeatDay, HeatWeek, Overview, Strip
from webapp.study.queue import SESSION_SIZE
from webapp.study.today import SECONDS_A_CARD
from webapp.web.texts import gettext, ngettext

Days = Mapping[int, Figures]
WEEKS, STRIP_DAYS, AHEAD_DAYS = 12, 28, 14
ENOUGH_FOR_PACE = 20  # answers, before a learner's own pace counts


def overview(about: About) -> Overview:
    counted = counted_for(about.connection, about.wanted)
    shown_from = words.monday_of(about.today) - 7 * (WEEKS - 1)  # the longest of what is shown day by day
    since = min(shown_from, about.since or shown_from)
    days = days_and_before(about.connection, about.wanted, counted, since=since)
    groups = groups_for(about.connection, about.wanted, about.options.parameters, by_topic=is_by_topic(about))
    due_days = due_days_for(about.connection, about.wanted, about.today + AHEAD_DAYS - 1)
    load = sum(group.load for group in groups.values())
    return Overview(
        today_text=today_text(days.get(about.today)),
        filter=filter_of(about),
        heat=heat(days, about.today),
        ahead=what_is_ahead(due_days, load, about, seconds_a_card(days, about.today)),
        recall=recall(days, about),
        topics=topics_of(about, groups),
        is_new=not days and not groups,
    )


def today_text(figures: Figures | None) -> str:
    if figures is None or not figures.answers:
        return gettext("Nothing answered today so far.")
    return gettext(
        "Today: %(answers)s, %(minutes)s, %(share)s forgotten.",
        answers=ngettext("%(num)s answer", "%(num)s answers", figures.answers),
        minutes=words.minutes(figures.duration_ms),
        share=words.percent(figures.again / figures.answers),
    )


def seconds_a_card(days: Days, today: int) -> float:
    """The learner's own pace over four weeks; the usual one until there are answers enough."""
    found = summed(days, today - STRIP_DAYS + 1, today)
    if found.answers < ENOUGH_FOR_PACE:
        return float(SECONDS_A_CARD)
    return max(1.0, found.duration_ms / 1000 / found.answers)


def heat(days: Days, today: int) -> Heat:
    first = words.monday_of(today) - 7 * (WEEKS - 1)
    shown = {day: figures.answers for day, figures in days.items() if first <= day <= today and figures.answers}
    weeks = [
        HeatWeek(words.short_day(monday), [_heat_day(shown, day, today) for day in range(monday, monday + 7)])
        for monday in range(first, today + 1, 7)
    ]
    in_all = sum(shown.values())
    studied = ngettext("%(num)s day", "%(num)s days", len(shown))
    answers = ngettext("%(count)s answer", "%(count)s answers", in_all, count=words.thousands(in_all))
    of_late = days_studied(days, today, STRIP_DAYS)
    return Heat(
        heading=ngettext(
            "You studied on %(num)s of the last 28 days", "You studied on %(num)s of the last 28 days", of_late
        ),
        aria=gettext(
            "Answers a day, %(first)s to today: %(studied)s with study, %(answers)s",
            first=words.long_day(first, today),
            studied=studied,
            answers=answers,
        ),
        caption=gettext(
            "In twelve weeks: %(studied)s with study, %(answers)s. The larger the square, the more answers. "
            "A day off costs nothing.",
            studied=studied,
            answers=answers,
        ),
        weeks=weeks,
        day_names=[words.weekday(first + nth) for nth in range(7)],
    )


def _heat_day(shown: Mapping[int, int], day: int, today: int) -> HeatDay | None:
    if day > today:
        return None
    count = shown.get(day, 0)
    level = 0 if not count else 1 if count < SESSION_SIZE else 2 if count < 2 * SESSION_SIZE else 3
    return HeatDay(count, level, day == today)


def what_is_ahead(due_days: Mapping[int, int], load: float, about: About, seconds: float) -> Bars:
    today = about.today
    due = ahead(due_days, today, AHEAD_DAYS)
    overdue = sum(count for day, count in due_days.items() if day < today)
    total = ngettext("%(num)s card in all", "%(num)s cards in all", sum(due))
    caption = gettext(
        "Cards due in the next 14 days, if you study every day: %(total)s, about %(minutes)s.",
        total=total,
        minutes=words.minutes(sum(due) * seconds * 1000),
    )
    if overdue:
        caption += " " + ngettext(
            "%(num)s of today’s has waited longer.", "%(num)s of today’s have waited longer.", overdue
        )
    if load >= 0.5:
        rounded = round(load)
        caption += " " + ngettext(
            "In the long run your cards come to about %(num)s review a day.",
            "In the long run your cards come to about %(num)s reviews a day.",
            rounded,
        )
    return Bars(
        heading=_due_heading(due, seconds, about.goal_cards),
        aria=gettext("Cards due on each of the next 14 days; %(count)s today", count=due[0]),
        caption=caption,
        bars=_days_ahead(due, overdue, today, seconds),
        table_caption=gettext("Cards due a day"),
        columns=[gettext("Day"), gettext("Cards"), gettext("Minutes")],
        part_label=gettext("waiting since before today") if overdue else "",
    )


def _due_heading(due: list[int], seconds: float, goal: int) -> str:
    """The work of today, and where it is more than a day holds, of one sitting."""
    if not due[0]:
        tomorrow = ngettext("%(num)s tomorrow", "%(num)s tomorrow", due[1])
        return gettext("Nothing is due today, %(tomorrow)s", tomorrow=tomorrow)
    shown = due[0] if due[0] <= goal else SESSION_SIZE
    about = gettext("about %(minutes)s", minutes=words.minutes(shown * seconds * 1000))
    if shown < due[0]:
        return gettext("Begin with %(count)s cards today, %(about)s", count=shown, about=about)
    cards = ngettext("%(num)s card is due today", "%(num)s cards are due today", shown)
    return gettext("%(cards)s, %(about)s", cards=cards, about=about)


def _days_ahead(due: list[int], overdue: int, today: int, seconds: float) -> list[Bar]:
    most = max([*due, 1])
    bars, month = [], ""
    for nth, count in enumerate(due):
        day = today + nth
        label = ""
        if nth % 2 == 0:
            is_next = nth > 0 and words.short_day(day).split()[-1] != month
            month = words.short_day(day).split()[-1]
            label = gettext("Today") if nth == 0 else words.short_day(day) if is_next else words.day_of_month(day)
        minutes = words.whole_minutes(count * seconds * 1000)
        bars.append(
            Bar(
                label=label,
                name=gettext("Today") if nth == 0 else words.full_day(day),
                value=count,
                height=100 * count / most,
                shown=str(count) if count < 1000 else "",
                cells=[str(count), str(minutes)],
                part=100 * overdue / most if nth == 0 else 0.0,
                is_now=nth == 0,
            )
        )
    return bars


def recall(days: Days, about: About) -> Strip:
    """True retention of the period beside the retention that was asked for."""
    last = about.today - 1 if about.period == "yesterday" else about.today
    found = retention_of(summed(days, first_day_of(about.period, about.today), last))
    share, target = found.together, about.options.retention
    lowest, highest = share.likely
    scale = next(start for start in (0.7, 0.5, 0.0) if start == 0.0 or lowest > start + 0.02)
    rows = [
        (label, _recall_cells(each, target))
        for label, each in (
            (gettext("All reviews"), found.together),
            (gettext("Young, below 21 days"), found.young),
            (gettext("Mature, 21 days and more"), found.mature),
        )
    ]
    return Strip(
        heading=_recall_heading(share, about.period),
        aria=gettext(
            "Remembered %(share)s, likely between %(likely)s; target %(target)s",
            share=words.percent(share.share),
            likely=words.between(lowest, highest),
            target=words.percent(target),
        ),
        caption=_recall_caption(share, target),
        share=share.share if share.asked else None,
        lowest=lowest,
        highest=highest,
        target=target,
        scale_from=scale,
        table_caption=gettext("Reviews remembered %(period)s", period=within(about.period)),
        columns=[
            gettext("Reviews"),
            gettext("Count"),
            gettext("Remembered"),
            gettext("Likely between"),
            gettext("Target"),
        ],
        rows=rows,
    )


def _recall_cells(share: Share, target: float) -> list[str]:
    if not share.asked:
        return ["0", "–", "–", words.percent(target)]
    remembered = gettext("%(right)s, %(share)s", right=share.right, share=words.percent(share.share))
    return [str(share.asked), remembered, words.between(*share.likely), words.percent(target)]


def _recall_heading(share: Share, period: str) -> str:
    if not share.asked:
        return gettext("No reviews to look back on yet")
    reviews = ngettext("%(count)s review", "%(count)s reviews", share.asked, count=words.thousands(share.asked))
    return gettext(
        "You remembered %(share)s of %(reviews)s %(period)s",
        share=words.percent(share.share),
        reviews=reviews,
        period=within(period),
    )


def _recall_caption(share: Share, target: float) -> str:
    if not share.asked:
        return gettext("A review is the first answer on a day to a card that came back after a day or more.")
    lowest, highest = (round(end, 2) for end in share.likely)
    likely = gettext("Likely between %(likely)s", likely=words.between(lowest, highest))
    if lowest <= target <= highest:
        return gettext("%(likely)s, so on target.", likely=likely)
    if highest < target:
        return gettext("%(likely)s, so below the target of %(target)s.", likely=likely, target=words.percent(target))
    return gettext("%(likely)s, so above the target of %(target)s.", likely=likely, target=words.percent(target))
