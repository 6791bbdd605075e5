//! Personal names: titles and suffixes taken off, given and family name told apart.

use super::fold;

/// A personal name in parts, folded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Name {
    /// All given names in order: `mary ann`.
    pub given: String,
    /// The family name with its particles: `van der berg`.
    pub family: String,
    /// 0 not said, 1 senior, 2 junior, 3 the third, …
    pub generation: u8,
}

const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "rev",
    "herr",
    "frau",
    "hr",
    "fr",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "senor",
    "senora",
    "srta",
    "sra",
    "don",
    "dona",
    "dipl",
    "ing",
    "mag",
    "shri",
    "smt",
    "kumari",
    "doctor",
];
const LETTERS: &[&str] =
    &["phd", "md", "mba", "esq", "esquire", "bsc", "msc", "dds", "cpa", "obe", "mbe", "rn"];
const PARTICLES: &[&str] = &[
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le", "el",
    "al", "bin", "ibn", "ben", "ter", "ten", "zu", "zum", "zur", "af", "av", "st", "mac", "mc", "y", "e",
];

fn generation(word: &str) -> Option<u8> {
    Some(match word {
        "sr" | "senior" | "snr" => 1,
        "jr" | "junior" | "jnr" | "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        _ => return None,
    })
}

/// Reads a name from its given and family fields, or from one field with the whole name (`Smith, John`;
/// `Dr. John van der Berg Jr.`). A single word is a given name.
pub(crate) fn read(given: &str, family: &str, full: &str) -> Name {
    let mut name = Name::default();
    let mut given = words(given, &mut name.generation, true);
    let mut family = words(family, &mut name.generation, false);
    if given.is_empty() && family.is_empty() {
        (given, family) = split(full, &mut name.generation);
    } else if family.is_empty() && given.len() > 1 {
        (given, family) = divide(given);
    } else if given.is_empty() && family.len() > 1 && !is_particle(&family[0]) {
        (given, family) = divide(family);
    }
    name.given = given.join(" ");
    name.family = family.join(" ");
    name
}

fn split(full: &str, generation: &mut u8) -> (Vec<String>, Vec<String>) {
    if let Some((family, given)) = full.split_once([',', '、', '，']) {
        let family_words = words(family, generation, false);
        let given_words = words(given, generation, true);
        if !family_words.is_empty() && !given_words.is_empty() {
            return (given_words, family_words);
        }
        return divide(if family_words.is_empty() { given_words } else { family_words });
    }
    divide(words(full, generation, true))
}

/// Parts words in western order: the last word and the particles before it are the family name.
fn divide(mut words: Vec<String>) -> (Vec<String>, Vec<String>) {
    if words.len() < 2 {
        return (words, Vec::new());
    }
    let mut at = words.len() - 1;
    while at > 1 && is_particle(&words[at - 1]) {
        at -= 1;
    }
    let family = words.split_off(at);
    (words, family)
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// Folded words without titles, letters after the name and generation marks (which are noted).
fn words(text: &str, generation_out: &mut u8, leading_titles: bool) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let folded = fold(text);
    let all: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
    let mut kept = Vec::with_capacity(all.len());
    for (i, word) in all.iter().enumerate() {
        if leading_titles && kept.is_empty() && i + 1 < all.len() && TITLES.contains(word) {
            continue;
        }
        if i > 0 && LETTERS.contains(word) {
            continue;
        }
        if let Some(g) = generation(word).filter(|_| i > 0) {
            *generation_out = g;
            continue;
        }
        kept.push((*word).to_owned());
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(given: &str, family: &str, full: &str) -> (String, String, u8) {
        let n = read(given, family, full);
        (n.given, n.family, n.generation)
    }

    #[test]
    fn reads_fields_and_whole_names() {
        assert_eq!(parts("Robert", "O'Neil Jr.", ""), ("robert".into(), "oneil".into(), 2));
        assert_eq!(parts("", "", "Dr. Jan van der Berg"), ("jan".into(), "van der berg".into(), 0));
        assert_eq!(parts("", "", "Smith, Mary Ann"), ("mary ann".into(), "smith".into(), 0));
        assert_eq!(parts("Anna Lena Maier", "", ""), ("anna lena".into(), "maier".into(), 0));
        assert_eq!(parts("Cher", "", ""), ("cher".into(), String::new(), 0));
        assert_eq!(parts("", "de la Cruz", ""), (String::new(), "de la cruz".into(), 0));
        assert_eq!(parts("Don", "Juan", ""), ("don".into(), "juan".into(), 0));
    }

    #[test]
    fn a_title_alone_is_a_name() {
        assert_eq!(parts("Dr", "", ""), ("dr".into(), String::new(), 0));
    }
}
