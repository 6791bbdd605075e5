//! Probabilities and attributes in words that need no statistics.

use crate::text;

/// What a match probability means for a decision: `about 1 in 40 such pairs is two people`.
#[must_use]
pub fn in_words(probability: f64) -> String {
    let (rare, what) =
        if probability >= 0.5 { (1.0 - probability, "two people") } else { (probability, "one person") };
    if rare >= 0.4 {
        return "such pairs are one person about as often as two".into();
    }
    if rare > 0.29 {
        return format!("about 1 in 3 such pairs is {what}");
    }
    match (1.0 / rare.max(1e-12)).round() {
        n if n < 100.0 => format!("about 1 in {n} such pairs is {what}"),
        n if n <= 1_000_000.0 => {
            // Two digits say enough.
            let unit = 10f64.powf(n.log10().floor() - 1.0);
            format!("about 1 in {} such pairs is {what}", text::count(((n / unit).round() * unit) as i64))
        }
        _ => format!("fewer than 1 in a million such pairs is {what}"),
    }
}

/// An attribute of the model for people: `given name`, `loyalty id`, `occupation`.
#[must_use]
pub fn attribute_title(attribute: &str) -> String {
    match attribute.split_once(':') {
        Some(("id", kind)) => format!("{} id", kind.replace('_', " ")),
        Some((_, name)) => text::clean(&name.replace('_', " ")).into_owned(),
        None if attribute == "email" => "e-mail".into(),
        None => attribute.replace('_', " "),
    }
}

/// A key of a blocking rule for people: `family_sound` → `sound of the family name`.
#[must_use]
pub fn key_title(key: &str) -> String {
    let (what, part) = match key {
        "email_name" => return "e-mail name".into(),
        "phone_end" => return "end of the phone number".into(),
        "birth_day" => return "day of birth".into(),
        "birth" => return "birth date".into(),
        "names" => return "given and family name".into(),
        "street_name" => return "street name".into(),
        "given" | "family" => return format!("{key} name"),
        _ => key.split_once('_').unwrap_or((key, "")),
    };
    match (what, part) {
        ("given" | "family", "sound" | "initial" | "start") => format!("{part} of the {what} name"),
        ("birth", "year" | "month") => format!("{part} of birth"),
        _ => attribute_title(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_read_like_speech() {
        for (probability, want) in [
            (0.975, "about 1 in 40 such pairs is two people"),
            (0.5, "such pairs are one person about as often as two"),
            (0.31, "about 1 in 3 such pairs is one person"),
            (0.2, "about 1 in 5 such pairs is one person"),
            (0.99987, "about 1 in 7,700 such pairs is two people"),
            (1.0, "fewer than 1 in a million such pairs is two people"),
            (0.0, "fewer than 1 in a million such pairs is one person"),
        ] {
            assert_eq!(in_words(probability), want);
        }
    }

    #[test]
    fn keys_have_names_for_people() {
        for (key, want) in [
            ("family_sound", "sound of the family name"),
            ("birth_year", "year of birth"),
            ("postcode", "postcode"),
            ("email", "e-mail"),
            ("given", "given name"),
            ("id:loyalty", "loyalty id"),
        ] {
            assert_eq!(key_title(key), want);
        }
    }

    #[test]
    fn attributes_have_names_for_people() {
        for (attribute, want) in [
            ("given_name", "given name"),
            ("email", "e-mail"),
            ("id:square_customer", "square customer id"),
            ("extra:shoe_size", "shoe size"),
        ] {
            assert_eq!(attribute_title(attribute), want);
        }
    }
}
