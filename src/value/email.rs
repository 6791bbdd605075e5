//! E-mail addresses.

use super::placeholder::is_placeholder;
use unicode_normalization::UnicodeNormalization;

/// A well-formed address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// Trimmed, lower case, Unicode NFC.
    pub address: String,
    /// The part before the @.
    pub local: String,
    /// The part after the @.
    pub domain: String,
    /// The mailbox it ends in: tags (`+news`) left off, for Gmail also the dots.
    pub canonical: String,
    /// An office, not a person: `info@`, `sales@`, …
    pub role: bool,
}

/// Reads an address, also one in angle brackets or behind `mailto:`. `None` when it is absent, malformed or a
/// placeholder (`test@test.com`, `noreply@…`, `none@none.com`).
#[must_use]
pub fn read(value: &str) -> Option<Email> {
    let address = address(value)?;
    let (local, domain) = address.rsplit_once('@')?;
    let canonical = canonical(local, domain);
    let role = ROLES.contains(&local);
    Some(Email { local: local.to_owned(), domain: domain.to_owned(), canonical, role, address })
}

/// Just the address of [`read`].
#[must_use]
pub fn address(value: &str) -> Option<String> {
    let value = bare(value);
    if !value.contains('@') {
        return None;
    }
    let mut address: String = if value.is_ascii() {
        value.to_ascii_lowercase()
    } else {
        value.nfc().collect::<String>().to_lowercase()
    };
    address.truncate(address.trim_end_matches('.').len());
    let (local, domain) = address.rsplit_once('@')?;
    let good = !local.is_empty() && is_domain(domain) && !is_bad(local) && !is_bad(domain);
    (good && !is_dummy(local, domain)).then_some(address)
}

/// The address without blanks, brackets and quotation marks around it.
fn bare(value: &str) -> &str {
    let value = value.trim();
    let value = match (value.rfind('<'), value.rfind('>')) {
        (Some(from), Some(to)) if from < to => &value[from + 1..to],
        _ => value,
    };
    let value = value.trim().trim_matches(['"', '\'', ',', ';']);
    value.strip_prefix("mailto:").unwrap_or(value)
}

fn is_bad(part: &str) -> bool {
    let bad =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '@' | ',' | ';' | '<' | '>' | '(' | ')');
    if part.is_ascii() { part.bytes().any(|b| bad(char::from(b))) } else { part.chars().any(bad) }
}

fn is_domain(domain: &str) -> bool {
    let Some((name, top)) = domain.rsplit_once('.') else { return false };
    let gap = || domain.as_bytes().windows(2).any(|two| two == b"..");
    !name.is_empty() && top.chars().nth(1).is_some() && !gap() && !domain.starts_with(['.', '-'])
}

fn is_dummy(local: &str, domain: &str) -> bool {
    let host = domain.split('.').next().unwrap_or_default();
    let nothing = |word: &str| is_placeholder(word) || matches!(word, "example" | "email" | "mail" | "abc");
    NOBODY.contains(&local)
        || (nothing(local) && (nothing(host) || local == host))
        || (local == "test" && nothing(host))
        || domain == "invalid.invalid"
}

fn canonical(local: &str, domain: &str) -> String {
    let name = local.split('+').next().filter(|n| !n.is_empty()).unwrap_or(local);
    if matches!(domain, "gmail.com" | "googlemail.com") {
        return format!("{}@gmail.com", name.replace('.', ""));
    }
    format!("{name}@{domain}")
}

const ROLES: &[&str] = &[
    "info",
    "sales",
    "office",
    "contact",
    "support",
    "admin",
    "hello",
    "mail",
    "kontakt",
    "service",
    "billing",
    "accounts",
    "team",
    "help",
    "enquiries",
    "reception",
    "post",
    "buero",
    "contacto",
    "ventas",
];
const NOBODY: &[&str] = &[
    "noreply",
    "no-reply",
    "no.reply",
    "donotreply",
    "do-not-reply",
    "noemail",
    "no-email",
    "nomail",
    "none",
    "n/a",
    "na",
    "null",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_form() {
        assert_eq!(address(" Ann.Lee@Example.COM ").as_deref(), Some("ann.lee@example.com"));
        assert_eq!(address("Ann <ann@mail.org>").as_deref(), Some("ann@mail.org"));
        let gmail = read("Ann.Lee+shop@googlemail.com").unwrap();
        assert_eq!(gmail.canonical, "annlee@gmail.com");
        assert!(read("info@firm.de").unwrap().role);
    }

    #[test]
    fn no_address_at_all() {
        for value in [
            "",
            "ann",
            "ann@",
            "@x.org",
            "a@b",
            "a b@c.org",
            "test@test.com",
            "noreply@shop.com",
            "none@none.com",
            "n/a",
            "a@@b.org",
        ] {
            assert_eq!(address(value), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_is_stable(text in "\\PC{0,30}") {
            if let Some(email) = read(&text) {
                prop_assert_eq!(address(&text), Some(email.address.clone()));
                prop_assert_eq!(address(&email.address), Some(email.address));
            }
        }
    }
}
