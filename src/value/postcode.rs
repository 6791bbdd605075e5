//! Postcodes in one form.

/// Upper case without blanks and marks, the ZIP+4 part and a leading country letter (`D-80331`) left off. `None` when
/// there is no digit in it.
#[must_use]
pub fn read(value: &str, country: Option<&str>) -> Option<String> {
    let value = value.trim().trim_start_matches('\'');
    let value = match value.split_once('-') {
        Some((prefix, rest)) if prefix.len() <= 2 && prefix.chars().all(char::is_alphabetic) => rest,
        Some((zip, plus)) if zip.len() == 5 && plus.len() == 4 && country.is_none_or(|c| c == "US") => zip,
        _ => value,
    };
    let code: String = value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    (code.chars().any(|c| c.is_ascii_digit()) && code.len() <= 12).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form() {
        assert_eq!(read("sw1a 1aa", Some("GB")).as_deref(), Some("SW1A1AA"));
        assert_eq!(read("90001-4656", None).as_deref(), Some("90001"));
        assert_eq!(read("D-80331", None).as_deref(), Some("80331"));
        assert_eq!(read("'02138", None).as_deref(), Some("02138"));
        assert_eq!(read("01310-200", Some("BR")).as_deref(), Some("01310200"));
        assert_eq!(read("-", None), None);
    }
}
