//! Street lines: number, unit and name told apart, abbreviations spelt out.

use super::fold;

/// A street line in parts, folded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Street {
    /// House number with its letter: `12a`; empty when there is none.
    pub number: String,
    /// Name and kind, abbreviations spelt out, without spaces: `highstreet` (typists drop and add spaces).
    pub name: String,
}

/// Word as written → word as compared. English, German, French, Spanish, Italian, Portuguese.
const SPELT_OUT: &[(&str, &str)] = &[
    ("st", "street"),
    ("str", "strasse"),
    ("rd", "road"),
    ("ave", "avenue"),
    ("av", "avenue"),
    ("dr", "drive"),
    ("ct", "court"),
    ("crt", "court"),
    ("pl", "place"),
    ("cr", "crescent"),
    ("cres", "crescent"),
    ("crs", "crescent"),
    ("ln", "lane"),
    ("blvd", "boulevard"),
    ("bd", "boulevard"),
    ("tce", "terrace"),
    ("ter", "terrace"),
    ("hwy", "highway"),
    ("pde", "parade"),
    ("cl", "close"),
    ("cct", "circuit"),
    ("cir", "circle"),
    ("sq", "square"),
    ("pkwy", "parkway"),
    ("gr", "grove"),
    ("gdns", "gardens"),
    ("pk", "park"),
    ("mt", "mount"),
    ("n", "north"),
    ("s", "south"),
    ("e", "east"),
    ("w", "west"),
    ("strase", "strasse"),
    ("pl", "platz"),
    ("c", "calle"),
    ("avda", "avenida"),
    ("r", "rua"),
];
const UNITS: &[&str] = &[
    "apt",
    "apartment",
    "unit",
    "flat",
    "ste",
    "suite",
    "room",
    "rm",
    "floor",
    "fl",
    "wohnung",
    "whg",
    "app",
    "appartement",
    "piso",
    "puerta",
    "interno",
    "apto",
    "no",
    "nr",
    "num",
];

/// Reads a street line; units (`Apt 4`, `Flat 2b`) are left out, because systems rarely agree on them.
pub(crate) fn read(line: &str) -> Street {
    let folded = fold(line);
    let mut street = Street::default();
    let mut unit_follows = false;
    for word in folded.split(' ').filter(|w| !w.is_empty()) {
        if unit_follows {
            unit_follows = false;
            if word.bytes().any(|b| b.is_ascii_digit()) || word.len() == 1 {
                continue;
            }
        }
        if UNITS.contains(&word) {
            unit_follows = true;
        } else if word.as_bytes()[0].is_ascii_digit() {
            if street.number.is_empty() {
                word.clone_into(&mut street.number);
            }
        } else {
            let spelt = SPELT_OUT.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| long);
            street.name.push_str(spelt);
        }
    }
    if let Some(stem) = street.name.strip_suffix("str") {
        street.name = format!("{stem}strasse");
    }
    street
}

/// The unit of a street line: `4b` of `12 High St, Apt 4b`; empty when there is none.
pub(crate) fn unit(line: &str) -> String {
    let folded = fold(line);
    let mut words = folded.split(' ').filter(|w| !w.is_empty());
    while let Some(word) = words.next() {
        if UNITS.contains(&word) {
            let unit = words.next().filter(|w| w.bytes().any(|b| b.is_ascii_digit()) || w.len() == 1);
            if let Some(unit) = unit {
                return unit.to_owned();
            }
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(line: &str) -> (String, String) {
        let s = read(line);
        (s.number, s.name)
    }

    #[test]
    fn units_are_told_apart_where_they_matter() {
        assert_eq!(unit("12a High St., Apt 4"), "4");
        assert_eq!(unit("Flat 2b, 7 Mill Rd"), "2b");
        assert_eq!(unit("12 High St"), "");
        assert_eq!(unit("1 Apartment House"), "");
    }

    #[test]
    fn number_first_or_last_unit_dropped() {
        assert_eq!(parts("12a High St., Apt 4"), ("12a".into(), "highstreet".into()));
        assert_eq!(parts("Hauptstr. 5"), ("5".into(), "hauptstrasse".into()));
        assert_eq!(parts("Hauptstraße 5"), ("5".into(), "hauptstrasse".into()));
        assert_eq!(parts("177 pridhamstreet"), ("177".into(), "pridhamstreet".into()));
        assert_eq!(parts("Flat 2b, 7 Mill Rd"), ("7".into(), "millroad".into()));
        assert_eq!(parts(""), (String::new(), String::new()));
    }
}
