//! Dates and times as people read them; the clock is always passed in.

use jiff::civil::{Date, DateTime};

/// `2026-11-23`.
#[must_use]
pub fn date(d: Date) -> String {
    d.to_string()
}

/// `2026-11-23 14:05`.
#[must_use]
pub fn date_time(t: DateTime) -> String {
    format!("{} {:02}:{:02}", t.date(), t.hour(), t.minute())
}

/// How long ago `then` was at `now`: `just now`, `5 min ago`, `3 h ago`, `12 days ago`, `4 months ago`, `2 years ago`.
#[must_use]
pub fn ago(then: DateTime, now: DateTime) -> String {
    let minutes = now.duration_since(then).as_secs() / 60;
    let (n, unit) = match minutes {
        ..=0 => return "just now".into(),
        1..60 => (minutes, "min"),
        60..1440 => (minutes / 60, "h"),
        1440..86_400 => (minutes / 1440, "day"),
        86_400..1_051_200 => (minutes / 43_800, "month"),
        _ => (minutes / 525_600, "year"),
    };
    let plural = if n > 1 && !matches!(unit, "min" | "h") { "s" } else { "" };
    format!("{n} {unit}{plural} ago")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as d;

    #[test]
    fn ago_reads_like_speech() {
        let now = d(2026, 11, 23).at(12, 0, 0, 0);
        for (then, want) in [
            (d(2026, 11, 23).at(11, 55, 0, 0), "5 min ago"),
            (d(2026, 11, 23).at(9, 0, 0, 0), "3 h ago"),
            (d(2026, 11, 22).at(11, 0, 0, 0), "1 day ago"),
            (d(2026, 11, 11).at(12, 0, 0, 0), "12 days ago"),
            (d(2026, 7, 20).at(12, 0, 0, 0), "4 months ago"),
            (d(2024, 11, 1).at(12, 0, 0, 0), "2 years ago"),
            (d(2027, 1, 1).at(0, 0, 0, 0), "just now"),
        ] {
            assert_eq!(ago(then, now), want);
        }
    }
}
