//! Points in time, however a system wrote them, as naive UTC.

use super::date;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// Reads ISO 8601 with or without offset, `2026-04-06 01:48:03 +0400`, `12/27/2018 2:30 PM`, `10/8/26 5:18 PM`,
/// `2026-09-10 10:00:00.123 UTC`, plain dates (midnight), and Unix times in seconds, milliseconds or microseconds.
/// Times without an offset are in `zone` (IANA or Rails name; UTC when `None` or unknown).
#[must_use]
pub fn read(value: &str, zone: Option<&str>) -> Option<DateTime> {
    let value = value.trim().trim_start_matches('\'');
    if value.is_empty() || value.len() > 64 || !value.is_ascii() {
        return None;
    }
    if value.bytes().all(|b| b.is_ascii_digit()) && value.len() >= 9 {
        return unix(value);
    }
    let (day, rest) = split(value)?;
    let reading = date::read(day)?;
    if rest.is_empty() {
        return Some(in_zone(reading.date.at(0, 0, 0, 0), zone));
    }
    let (clock, offset) = clock_and_offset(rest)?;
    let at = reading.date.to_datetime(clock);
    Some(match offset {
        Some(minutes) => utc(Offset::from_seconds(minutes * 60).ok()?.to_timestamp(at).ok()?),
        None => in_zone(at, zone),
    })
}

fn unix(digits: &str) -> Option<DateTime> {
    let n: i64 = digits.parse().ok()?;
    let micros = match digits.len() {
        9..=10 => n.checked_mul(1_000_000)?,
        12..=13 => n.checked_mul(1_000)?,
        15..=16 => n,
        18..=19 => n / 1_000,
        _ => return None,
    };
    Timestamp::from_microsecond(micros).ok().map(utc)
}

fn utc(timestamp: Timestamp) -> DateTime {
    Offset::UTC.to_datetime(timestamp)
}

fn in_zone(at: DateTime, zone: Option<&str>) -> DateTime {
    let Some(zone) = zone.and_then(zone_named) else { return at };
    zone.to_timestamp(at).map_or(at, utc)
}

/// A time zone by IANA name or by the names Rails programs (Square, Zendesk) use.
fn zone_named(name: &str) -> Option<TimeZone> {
    let iana = RAILS.iter().find(|(rails, _)| *rails == name.trim()).map_or(name.trim(), |(_, iana)| iana);
    TimeZone::get(iana).ok()
}

const RAILS: &[(&str, &str)] = &[
    ("Eastern Time (US & Canada)", "America/New_York"),
    ("Central Time (US & Canada)", "America/Chicago"),
    ("Mountain Time (US & Canada)", "America/Denver"),
    ("Pacific Time (US & Canada)", "America/Los_Angeles"),
    ("Arizona", "America/Phoenix"),
    ("Alaska", "America/Juneau"),
    ("Hawaii", "Pacific/Honolulu"),
    ("Atlantic Time (Canada)", "America/Halifax"),
    ("Newfoundland", "America/St_Johns"),
    ("London", "Europe/London"),
    ("Dublin", "Europe/Dublin"),
    ("Lisbon", "Europe/Lisbon"),
    ("Madrid", "Europe/Madrid"),
    ("Paris", "Europe/Paris"),
    ("Berlin", "Europe/Berlin"),
    ("Amsterdam", "Europe/Amsterdam"),
    ("Rome", "Europe/Rome"),
    ("Athens", "Europe/Athens"),
    ("Istanbul", "Europe/Istanbul"),
    ("Kyiv", "Europe/Kiev"),
    ("Moscow", "Europe/Moscow"),
    ("Mumbai", "Asia/Kolkata"),
    ("New Delhi", "Asia/Kolkata"),
    ("Tokyo", "Asia/Tokyo"),
    ("Osaka", "Asia/Tokyo"),
    ("Beijing", "Asia/Shanghai"),
    ("Sydney", "Australia/Sydney"),
    ("Melbourne", "Australia/Melbourne"),
    ("Brasilia", "America/Sao_Paulo"),
    ("UTC", "UTC"),
];

/// Parts the day from the time of day.
fn split(value: &str) -> Option<(&str, &str)> {
    let colon = value.find(':');
    let day_end = match colon {
        // The hour stands between the last blank or T before the first colon and the colon.
        Some(colon) => value[..colon].rfind([' ', 'T', 't'])?,
        None => return Some((value, "")),
    };
    Some((value[..day_end].trim_end_matches(','), value[day_end + 1..].trim()))
}

/// `10:00:00.123 PM +0400` → time of day and offset in minutes.
fn clock_and_offset(text: &str) -> Option<(jiff::civil::Time, Option<i32>)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ',')).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let rest = rest.trim();
    let lower = rest.to_ascii_lowercase();
    let (half, rest) = match lower.get(..2) {
        Some("am") => (Some(0), rest[2..].trim()),
        Some("pm") => (Some(12), rest[2..].trim()),
        _ => (None, rest),
    };
    let mut parts = digits.split([':', '.', ',']);
    let mut hour: i8 = parts.next()?.parse().ok()?;
    let minute: i8 = parts.next()?.parse().ok()?;
    let second: i8 = parts.next().map_or(Some(0), |s| s.parse().ok())?;
    let nanos = parts.next().map_or(0, |f| format!("{f:0<9}")[..9].parse().unwrap_or(0));
    if let Some(add) = half {
        hour = hour % 12 + add;
    }
    let time = jiff::civil::Time::new(hour, minute, second.min(59), nanos).ok()?;
    Some((time, offset(rest)?))
}

/// Outer `None`: not an offset. `Some(None)`: no offset given.
#[expect(clippy::option_option, reason = "no offset and a wrong offset are two things")]
fn offset(text: &str) -> Option<Option<i32>> {
    match text {
        "" => return Some(None),
        "Z" | "z" | "UTC" | "GMT" | "utc" => return Some(Some(0)),
        _ => {}
    }
    let sign = match text.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
        _ => return None,
    };
    Some(Some(sign * (hours * 60 + minutes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn iso(value: &str, zone: Option<&str>) -> Option<String> {
        read(value, zone).map(|t| t.to_string())
    }

    #[test]
    fn many_spellings_of_one_moment() {
        for value in [
            "2026-04-05T21:48:03Z",
            "2026-04-06 01:48:03 +0400",
            "2026-04-06T01:48:03+04:00",
            "2026-04-05 21:48:03",
            "2026-04-05 21:48:03 UTC",
            "2026-04-05T21:48:03.000Z",
            "1775425683",
            "1775425683000",
            "1775425683000000",
            "04/05/2026 9:48:03 PM",
        ] {
            assert_eq!(iso(value, None).as_deref(), Some("2026-04-05T21:48:03"), "{value}");
        }
    }

    #[test]
    fn zones_and_short_years() {
        assert_eq!(
            iso("2026-07-18 12:59:30", Some("Eastern Time (US & Canada)")).as_deref(),
            Some("2026-07-18T16:59:30")
        );
        assert_eq!(iso("10/8/26 5:18 PM", None).as_deref(), Some("2026-10-08T17:18:00"));
        assert_eq!(iso("02/24/26 02:18 AM", None).as_deref(), Some("2026-02-24T02:18:00"));
        assert_eq!(iso("12/27/2018", None).as_deref(), Some("2018-12-27T00:00:00"));
        assert_eq!(iso("2022-09-22 00:00:00", None).as_deref(), Some("2022-09-22T00:00:00"));
    }

    #[test]
    fn nonsense_is_no_time() {
        for value in ["", "yesterday", "25:99", "2026-13-01 00:00:00", "12345"] {
            assert_eq!(iso(value, None), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,30}") {
            let _ = read(&text, Some("Berlin"));
        }
    }
}
