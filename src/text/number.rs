//! Counts, money, shares, sizes and durations as people read them.

/// `1234567` → `1,234,567`.
#[must_use]
pub fn count(n: impl TryInto<i128>) -> String {
    group(n.try_into().unwrap_or_default())
}

fn group(n: i128) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('-');
    }
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// `1 file`, `2 files`, `1,200 files`.
#[must_use]
pub fn many(n: u64, one: &str) -> String {
    format!("{} {one}{}", count(n), if n == 1 { "" } else { "s" })
}

/// A number with `places` decimals and grouped thousands.
#[must_use]
pub fn decimal(x: f64, places: usize) -> String {
    if !x.is_finite() {
        return "–".into();
    }
    let text = format!("{:.places$}", x.abs());
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), ""), |(w, r)| (w, r));
    let sign = if x < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "-" } else { "" };
    let whole = group(whole.parse().unwrap_or_default());
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// Money with its ISO 4217 code after it: `1,234.50 EUR`; no code when the currency is not known.
#[must_use]
pub fn money(amount: f64, currency: Option<&str>) -> String {
    let places = if matches!(currency, Some("JPY" | "KRW" | "CLP" | "VND")) { 0 } else { 2 };
    let text = decimal(amount, places);
    match currency {
        Some(code) if !code.is_empty() => format!("{text} {}", super::clean(code)),
        _ => text,
    }
}

/// A share of one: `0.1234` → `12.3 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{} %", decimal(share * 100.0, 1))
}

/// `1536` → `1.5 KB`, in powers of 1,024.
#[must_use]
pub fn bytes(n: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];
    let mut x = n as f64;
    let mut unit = 0;
    while x >= 1024.0 && unit + 1 < UNITS.len() {
        x /= 1024.0;
        unit += 1;
    }
    if unit == 0 { format!("{n} B") } else { format!("{x:.1} {}", UNITS[unit]) }
}

/// A duration: `0.034` → `34 ms`, `12.34` → `12.3 s`, `75` → `1:15 min`.
#[must_use]
pub fn seconds(s: f64) -> String {
    if s < 1.0 {
        format!("{:.0} ms", s * 1000.0)
    } else if s < 60.0 {
        format!("{s:.1} s")
    } else {
        format!("{}:{:02} min", (s / 60.0) as u64, (s % 60.0) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_thousands() {
        assert_eq!(count(1_234_567u64), "1,234,567");
        assert_eq!(count(-1000i64), "-1,000");
        assert_eq!(count(7usize), "7");
    }

    #[test]
    fn money_keeps_sign_and_code() {
        assert_eq!(money(-1234.5, Some("EUR")), "-1,234.50 EUR");
        assert_eq!(money(-0.001, None), "0.00");
        assert_eq!(money(163_056.0, Some("CLP")), "163,056 CLP");
    }

    #[test]
    fn sizes_and_durations() {
        assert_eq!(bytes(1536), "1.5 KB");
        assert_eq!(seconds(0.034), "34 ms");
        assert_eq!(seconds(75.0), "1:15 min");
        assert_eq!(percent(0.1234), "12.3 %");
    }
}
