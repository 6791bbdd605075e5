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
    /// How it was written.
    pub script: Script,
}

/// Scripts by how well a transliteration tells what a Latin spelling would be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum Script {
    /// Latin, Cyrillic, Greek and others that spell sounds.
    #[default]
    Spelt = 0,
    /// Chinese characters: their reading depends on the language.
    Characters = 1,
    /// Arabic and Hebrew: vowels are not written.
    Consonants = 2,
}

fn script(text: &str) -> Script {
    for c in text.chars() {
        match c {
            '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => return Script::Characters,
            '\u{590}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => return Script::Consonants,
            _ => {}
        }
    }
    Script::Spelt
}

/// East Asian names have the family name first: `村田 敦子`, `朱子轩`.
fn family_first(full: &str) -> Option<(String, String)> {
    let full = full.trim();
    let asian =
        |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    if !full.chars().any(asian) {
        return None;
    }
    if let Some((family, given)) = full.split_once([' ', '\u{3000}']) {
        return Some((given.to_owned(), family.to_owned()));
    }
    let mut letters = full.chars();
    let family = letters.next().filter(|_| (2..=3).contains(&full.chars().count()))?;
    Some((letters.collect(), family.to_string()))
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
    let script =
        [given, family, full].into_iter().map(script).find(|s| *s != Script::Spelt).unwrap_or_default();
    let mut name = Name { script, ..Name::default() };
    let asian = if given.is_empty() && family.is_empty() { family_first(full) } else { None };
    let (given, family) = asian.as_ref().map_or((given, family), |(g, f)| (g.as_str(), f.as_str()));
    let mut given = words(given, &mut name.generation, true);
    let mut family = words(family, &mut name.generation, false);
    if given.is_empty() && family.is_empty() {
        (given, family) = split(full, &mut name.generation);
    } else if family.is_empty() && given.len() > 1 {
        (given, family) = divide(given);
    }
    name.given = given.join(if script == Script::Characters { "" } else { " " });
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
        assert_eq!(parts("", "", "朱子轩"), ("zixuan".into(), "zhu".into(), 0));
        assert_eq!(read("", "", "村田 敦子").family, read("敦子", "村田", "").family);
        assert_eq!(parts("", "de la Cruz", ""), (String::new(), "de la cruz".into(), 0));
        assert_eq!(parts("Don", "Juan", ""), ("don".into(), "juan".into(), 0));
    }

    #[test]
    fn a_title_alone_is_a_name() {
        assert_eq!(parts("Dr", "", ""), ("dr".into(), String::new(), 0));
    }
}
