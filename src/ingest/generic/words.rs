//! What the name of a column says, in several languages. The words are data: `assets/connectors/words.txt`.

use deunicode::deunicode;

const WORDS: &str = include_str!("../../../assets/connectors/words.txt");

/// What a column's name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// One of the targets of a map file.
    Target(&'static str),
    /// An identifier; of the record, if its values allow.
    Key,
    /// The answer to who is who: it must not be looked at.
    Answer,
    /// About something else than who somebody is.
    Ignore,
}

/// Lower-case ASCII words of a name, joined by underscores.
pub(crate) fn slug(name: &str) -> String {
    let mut out = String::new();
    let mut lower_before = false;
    for c in deunicode(name).chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && lower_before && !out.ends_with('_') {
                out.push('_');
            }
            out.push(c.to_ascii_lowercase());
            lower_before = c.is_ascii_lowercase() || c.is_ascii_digit();
        } else {
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            lower_before = false;
        }
    }
    out.trim_end_matches('_').to_owned()
}

/// The meaning of a name: the longest entry of the list whose words it holds.
pub(crate) fn meaning(name: &str) -> Option<Meaning> {
    let slug = slug(name);
    let parts: Vec<&str> = slug.split('_').filter(|p| p.parse::<u32>().is_err()).collect();
    let mut best: Option<(usize, Meaning)> = None;
    let mut target = None;
    for line in
        WORDS.lines().map(|l| l.split('#').next().unwrap_or_default().trim()).filter(|l| !l.is_empty())
    {
        if let Some(heading) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            target = Some(heading);
            continue;
        }
        let Some(heading) = target else { continue };
        for entry in line.split_whitespace() {
            let (entry, alone) = entry.strip_prefix('=').map_or((entry, false), |entry| (entry, true));
            let words: Vec<&str> = entry.split('_').collect();
            let score = if entry == slug {
                2000
            } else if alone {
                continue;
            } else if entry == parts.concat() {
                1000
            } else if words.iter().all(|word| parts.contains(word)) {
                words.len() * 10 + entry.len()
            } else {
                continue;
            };
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, of_heading(heading)));
            }
        }
    }
    best.map(|(_, meaning)| meaning)
}

fn of_heading(heading: &'static str) -> Meaning {
    match heading {
        "key" => Meaning::Key,
        "answer" => Meaning::Answer,
        "ignore" => Meaning::Ignore,
        target => Meaning::Target(target),
    }
}

/// A number the person has from the state or a bank: typed by people, therefore with slips.
pub(crate) fn is_personal_number(name: &str) -> bool {
    let slug = slug(name);
    let parts: Vec<&str> = slug.split('_').collect();
    [
        "ssn", "soc", "social", "passport", "licence", "license", "driver", "drivers", "tax", "national",
        "nin", "nhs", "cpf", "dni", "nif",
    ]
    .iter()
    .any(|w| parts.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_what_people_mean_by_them() {
        for (name, want) in [
            ("First Name", Some(Meaning::Target("given_name"))),
            ("PRIMARY_NAME_LAST", Some(Meaning::Target("family_name"))),
            ("primaryNameFull", Some(Meaning::Target("full_name"))),
            ("E-Mail-Adresse", Some(Meaning::Target("email"))),
            ("dob", Some(Meaning::Target("birth_date"))),
            ("Mobile", Some(Meaning::Target("phone"))),
            ("ADDR_LINE1", Some(Meaning::Target("street"))),
            ("ADDR_POSTAL_CODE", Some(Meaning::Target("postcode"))),
            ("Código Postal", Some(Meaning::Target("postcode"))),
            ("unique_id", Some(Meaning::Key)),
            ("cluster", Some(Meaning::Answer)),
            ("created_at", Some(Meaning::Ignore)),
            ("favourite colour", None),
            ("First", Some(Meaning::Target("given_name"))),
            ("last", Some(Meaning::Target("family_name"))),
            ("last_order", None),
        ] {
            assert_eq!(meaning(name), want, "{name}");
        }
    }

    #[test]
    fn slugs() {
        assert_eq!(slug("E-Mail Adresse"), "e_mail_adresse");
        assert_eq!(slug("postCode"), "post_code");
        assert_eq!(slug("PLZ"), "plz");
    }
}
