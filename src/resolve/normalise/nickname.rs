//! Nickname sets: which given names stand for one another. The sets are data in `assets/names/nicknames.txt`.

use rustc_hash::FxHashMap;

const SHIPPED: &str = include_str!("../../../assets/names/nicknames.txt");

/// Given name → the sets it belongs to. `alex` is in the sets of both `alexander` and `alexandra`, which are in
/// one set each: `alex` may stand for either, but they do not stand for each other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Nicknames {
    sets: FxHashMap<String, Vec<u16>>,
}

impl Nicknames {
    /// The sets that ship with Onefold.
    pub(crate) fn shipped() -> Self {
        Self::parse(SHIPPED)
    }

    /// One set a line, words parted by spaces; `#` begins a comment.
    fn parse(text: &str) -> Self {
        let mut sets: FxHashMap<String, Vec<u16>> = FxHashMap::default();
        let lines = text.lines().map(|l| l.split('#').next().unwrap_or_default());
        for (set, line) in lines.filter(|l| !l.trim().is_empty()).enumerate() {
            for word in line.split_whitespace() {
                sets.entry(word.to_owned()).or_default().push(set as u16);
            }
        }
        Self { sets }
    }

    /// The sets a folded given name (one word) belongs to, ascending.
    pub(crate) fn sets_of(&self, name: &str) -> &[u16] {
        self.sets.get(name).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(a: &str, b: &str) -> bool {
        let n = Nicknames::shipped();
        n.sets_of(a).iter().any(|s| n.sets_of(b).contains(s))
    }

    #[test]
    fn nicknames_stand_for_names_but_not_across_sets() {
        assert!(alike("bob", "robert"));
        assert!(alike("pepe", "jose"));
        assert!(alike("alex", "alexander"));
        assert!(alike("alex", "alexandra"));
        assert!(!alike("alexander", "alexandra"));
        assert!(!alike("bob", "william"));
    }

    #[test]
    fn the_shipped_sets_are_folded_ascii() {
        for word in SHIPPED.lines().map(|l| l.split('#').next().unwrap_or("")).flat_map(str::split_whitespace)
        {
            assert!(word.bytes().all(|b| b.is_ascii_lowercase()), "{word}");
        }
    }
}
