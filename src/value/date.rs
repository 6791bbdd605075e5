//! Dates of birth and other plain dates, however they were written.

use jiff::civil::Date;

/// A date, with its other reading when day and month may be swapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateReading {
    /// The likelier reading: as written when the order is known, else month first when the year is last.
    pub date: Date,
    /// The other reading; `None` when there is only one.
    pub other: Option<Date>,
}

/// Reads `1971-06-24`, `19710624`, `24/06/1971`, `6/24/71`, `24.6.1971`, `24 June 1971`, `Jun 24, 1971`, each also
/// with a time behind it. Sentinels (1900-01-01, 1970-01-01, the first day some
/// database knows, years before 1200 or after 2100) are no dates.
#[must_use]
pub fn read(value: &str) -> Option<DateReading> {
    let value = value.trim();
    if !value.is_ascii() && !value.chars().any(|c| c.is_ascii_digit()) || value.len() > 40 {
        return None;
    }
    let lower = value.to_lowercase();
    let parts: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .flat_map(|p| {
            p.split_once('t')
                .filter(|(d, t)| digits(d) && t.starts_with(|c: char| c.is_ascii_digit()))
                .map_or(vec![p], |(d, _)| vec![d])
        })
        .filter(|p| !p.is_empty() && !matches!(*p, "st" | "nd" | "rd" | "th" | "of" | "de"))
        .take(3)
        .collect();
    let reading = match parts[..] {
        [one, ..] if one.len() == 8 && digits(one) => compact(one),
        [a, b, c] => three(a, b, c, value.contains('.')),
        _ => None,
    }?;
    plausible(reading.date).then_some(reading)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn compact(text: &str) -> Option<DateReading> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    let year_first = date(number(0..4)?, number(4..6)?, number(6..8)?).filter(|d| plausible(*d));
    let year_last = ordered(number(4..8)?, number(0..2)?, number(2..4)?, false);
    // Without separators a year of long ago is rather a day and a month.
    match (year_first, year_last) {
        (Some(date), _) if date.year() >= 1850 => Some(DateReading { date, other: None }),
        (Some(date), None) => Some(DateReading { date, other: None }),
        (_, year_last) => year_last,
    }
}

fn three(a: &str, b: &str, c: &str, dots: bool) -> Option<DateReading> {
    let number = |t: &str| t.trim_end_matches(|c: char| c.is_alphabetic()).parse::<i16>().ok();
    if let Some(month) = month(b) {
        let (day, year) =
            if a.len() == 4 && digits(a) { (number(c)?, number(a)?) } else { (number(a)?, full_year(c)?) };
        return date(year, month, day).map(|date| DateReading { date, other: None });
    }
    if let Some(month) = month(a) {
        return date(full_year(c)?, month, number(b)?).map(|date| DateReading { date, other: None });
    }
    if !(digits(a) && digits(b) && digits(c)) {
        return None;
    }
    if a.len() == 4 {
        return date(number(a)?, number(b)?, number(c)?).map(|date| DateReading { date, other: None });
    }
    ordered(full_year(c)?, number(a)?, number(b)?, dots)
}

/// Two numbers before the year: whichever order is possible; with dots the day comes first.
fn ordered(year: i16, first: i16, second: i16, day_first: bool) -> Option<DateReading> {
    let month_first = date(year, first, second);
    let day_then_month = date(year, second, first);
    let (likelier, other) = if day_first { (day_then_month, None) } else { (month_first, day_then_month) };
    match (likelier, other) {
        (Some(date), other) => Some(DateReading { date, other: other.filter(|o| *o != date) }),
        (None, Some(date)) => Some(DateReading { date, other: None }),
        (None, None) if day_first => month_first.map(|date| DateReading { date, other: None }),
        (None, None) => None,
    }
}

fn full_year(text: &str) -> Option<i16> {
    let year: i16 = text.parse().ok().filter(|_| digits(text))?;
    match text.len() {
        4 => Some(year),
        2 => Some(if year <= 26 { 2000 + year } else { 1900 + year }),
        _ => None,
    }
}

fn month(text: &str) -> Option<i16> {
    const STARTS: [&[&str]; 12] = [
        &["jan", "ene", "gen"],
        &["feb", "fev", "fév"],
        &["mar", "mär", "mrz"],
        &["apr", "avr", "abr"],
        &["may", "mai", "mag"],
        &["jun", "juin", "giu"],
        &["jul", "juil", "lug"],
        &["aug", "aou", "aoû", "ago"],
        &["sep", "set"],
        &["oct", "okt", "ott", "out"],
        &["nov"],
        &["dec", "dez", "déc", "dic"],
    ];
    if !text.starts_with(char::is_alphabetic) {
        return None;
    }
    STARTS.iter().position(|starts| starts.iter().any(|s| text.starts_with(s))).map(|m| m as i16 + 1)
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

fn plausible(date: Date) -> bool {
    let sentinel = [
        (1900, 1, 1),
        (1970, 1, 1),
        (1901, 1, 1),
        (1899, 12, 31),
        (1899, 12, 30),
        (1800, 1, 1),
        (1753, 1, 1),
        (1601, 1, 1),
    ];
    (1200..=2100).contains(&date.year())
        && !sentinel.contains(&(date.year(), date.month().into(), date.day().into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn iso(value: &str) -> Option<(String, Option<String>)> {
        read(value).map(|r| (r.date.to_string(), r.other.map(|o| o.to_string())))
    }

    #[test]
    fn many_spellings_of_one_day() {
        for value in [
            "1971-06-24",
            "19710624",
            "24/06/1971",
            "6/24/71",
            "24.6.1971",
            "24 June 1971",
            "Jun 24, 1971",
            "1971-06-24 00:00:00",
            "1971-06-24T00:00:00Z",
            "24th of June 1971",
            "24-Jun-71",
            "24. Juni 1971",
        ] {
            assert_eq!(iso(value), Some(("1971-06-24".into(), None)), "{value}");
        }
    }

    #[test]
    fn day_and_month_may_be_swapped() {
        assert_eq!(iso("05/06/1980"), Some(("1980-05-06".into(), Some("1980-06-05".into()))));
        assert_eq!(iso("05.06.1980"), Some(("1980-06-05".into(), None)));
        assert_eq!(iso("06/06/1980"), Some(("1980-06-06".into(), None)));
    }

    #[test]
    fn people_of_long_ago_have_birth_dates_too() {
        for value in ["1727-04-28", "28 April 1727", "17270428"] {
            assert_eq!(iso(value), Some(("1727-04-28".into(), None)), "{value}");
        }
        assert_eq!(iso("12101985").map(|r| r.0).as_deref(), Some("1985-12-10"));
    }

    #[test]
    fn sentinels_and_nonsense_are_no_dates() {
        for value in
            ["1900-01-01", "1753-01-01", "9999-12-31", "1004-05-27", "2020-13-45", "", "abc", "0", "12"]
        {
            assert_eq!(iso(value), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_reads_its_own_output(text in "\\PC{0,20}") {
            if let Some(reading) = read(&text) {
                prop_assert_eq!(read(&reading.date.to_string()).map(|r| r.date), Some(reading.date));
            }
        }
    }
}
