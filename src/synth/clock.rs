//! Days and moments as plain numbers, and the ways the exports spell them. No clock is ever read.

use std::fmt::Write as _;

/// Days since 1970-01-01.
pub(super) type Day = i64;
/// Seconds since 1970-01-01 00:00 UTC.
pub(super) type Moment = i64;

/// Seconds in a day.
pub(super) const DAY: i64 = 86_400;

/// A calendar date as a system holds it; may be one that a typist swapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Date {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
}

impl Date {
    /// The date of a day number (civil calendar).
    pub(super) fn of(day: Day) -> Self {
        let z = day + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        Self { year: yoe + era * 400 + i64::from(month <= 2), month, day: doy - (153 * mp + 2) / 5 + 1 }
    }

    /// The day number of a date.
    pub(super) fn number(self) -> Day {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let yoe = year.rem_euclid(400);
        let doy =
            (153 * (if self.month > 2 { self.month - 3 } else { self.month + 9 }) + 2) / 5 + self.day - 1;
        era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
    }

    /// `2026-10-31`.
    pub(super) fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Month of a moment, 1 to 12 (UTC).
pub(super) fn month(at: Moment) -> i64 {
    Date::of(at.div_euclid(DAY)).month
}

/// `2026-10-31 14:03:09` in UTC, `offset` minutes later, with `between` date and time.
pub(super) fn stamp(at: Moment, offset: i64, between: &str) -> String {
    let local = at + offset * 60;
    let date = Date::of(local.div_euclid(DAY));
    let second = local.rem_euclid(DAY);
    let mut text = date.iso();
    let _ = write!(text, "{between}{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    text
}

/// Minutes to add to UTC in summer time: 60 from the last Sunday of March to that of October (`eu`), from the second
/// Sunday of March to the first of November (`us`), else 0.
pub(super) fn summer(at: Moment, rule: &str) -> i64 {
    let day = at.div_euclid(DAY);
    let year = Date::of(day).year;
    let sunday_on_or_after = |month, from| {
        let first = Date { year, month, day: from }.number();
        first + (7 - (first + 4).rem_euclid(7)) % 7
    };
    let (begin, end) = match rule {
        "eu" => (sunday_on_or_after(3, 25), sunday_on_or_after(10, 25)),
        "us" => (sunday_on_or_after(3, 8), sunday_on_or_after(11, 1)),
        _ => return 0,
    };
    if day >= begin && day < end { 60 } else { 0 }
}

/// Reads `2026-10-31`; `None` when it is no such date.
pub(super) fn read_day(text: &str) -> Option<Day> {
    let mut parts = text.split('-').map(|part| part.parse::<i64>().ok());
    let date = Date { year: parts.next()??, month: parts.next()??, day: parts.next()?? };
    (parts.next().is_none() && Date::of(date.number()) == date).then(|| date.number())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree_both_ways() {
        for day in (-60_000..60_000).step_by(37) {
            assert_eq!(Date::of(day).number(), day);
        }
        assert_eq!(Date::of(0).iso(), "1970-01-01");
        assert_eq!(read_day("2026-10-31").map(Date::of), Some(Date { year: 2026, month: 10, day: 31 }));
        assert_eq!(read_day("2026-02-30"), None);
    }

    #[test]
    fn summer_time_begins_and_ends_on_the_right_sunday() {
        let at = |text| read_day(text).unwrap() * DAY;
        assert_eq!(summer(at("2026-03-28"), "eu"), 0);
        assert_eq!(summer(at("2026-03-29"), "eu"), 60);
        assert_eq!(summer(at("2026-10-25"), "eu"), 0);
        assert_eq!(summer(at("2026-03-08"), "us"), 60);
        assert_eq!(summer(at("2026-11-01"), "us"), 0);
        assert_eq!(stamp(at("2026-03-29"), 60, "T"), "2026-03-29T01:00:00");
    }
}
