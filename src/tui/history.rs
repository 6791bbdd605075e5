//! What was typed into a filter or a prompt before, to be had again with two keys.

use std::collections::BTreeMap;

/// Lines remembered for each place.
const KEPT: usize = 30;

/// Lines by the place they were typed in, newest first, and where in them the typist is.
#[derive(Debug, Clone, Default)]
pub struct History {
    lines: BTreeMap<String, Vec<String>>,
    at: Option<usize>,
    draft: String,
}

impl History {
    /// As it was remembered.
    #[must_use]
    pub fn new(lines: BTreeMap<String, Vec<String>>) -> Self {
        Self { lines, ..Self::default() }
    }

    /// To be remembered.
    #[must_use]
    pub fn lines(&self) -> &BTreeMap<String, Vec<String>> {
        &self.lines
    }

    /// A line was taken: it is the newest one now.
    pub fn note(&mut self, place: &str, line: &str) {
        self.at = None;
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        let lines = self.lines.entry(place.to_owned()).or_default();
        lines.retain(|other| other != line);
        lines.insert(0, line.to_owned());
        lines.truncate(KEPT);
    }

    /// The line before the one that stands there now; the first time, what stands there is kept as a draft.
    pub fn older(&mut self, place: &str, now: &str) -> Option<String> {
        let lines = self.lines.get(place)?;
        let place = match self.on(lines, now) {
            Some(at) => at + 1,
            None => lines.iter().position(|line| line != now)?,
        };
        let line = lines.get(place)?.clone();
        if self.on(lines, now).is_none() {
            self.draft = now.to_owned();
        }
        self.at = Some(place);
        Some(line)
    }

    /// The line after it; after the newest the draft again.
    pub fn newer(&mut self, place: &str, now: &str) -> Option<String> {
        let lines = self.lines.get(place)?;
        let at = self.on(lines, now)?;
        self.at = at.checked_sub(1);
        match self.at {
            Some(at) => lines.get(at).cloned(),
            None => Some(std::mem::take(&mut self.draft)),
        }
    }

    /// Where the typist is, unless the line was changed since.
    fn on(&self, lines: &[String], now: &str) -> Option<usize> {
        self.at.filter(|at| lines.get(*at).is_some_and(|line| line == now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_again_and_the_draft_is_not_lost() {
        let mut history = History::default();
        for line in ["ann", "bob", " ann ", ""] {
            history.note("people", line);
        }
        assert_eq!(history.lines()["people"], ["ann", "bob"]);
        assert_eq!(history.older("people", "cle").as_deref(), Some("ann"));
        assert_eq!(history.older("people", "ann").as_deref(), Some("bob"));
        assert_eq!(history.older("people", "bob"), None);
        assert_eq!(history.newer("people", "bob").as_deref(), Some("ann"));
        assert_eq!(history.newer("people", "ann").as_deref(), Some("cle"));
        assert_eq!(history.newer("people", "cle"), None);
        assert_eq!(history.older("elsewhere", ""), None);
    }

    #[test]
    fn a_line_that_was_changed_is_a_draft_of_its_own() {
        let mut history = History::default();
        history.note("people", "ann");
        assert_eq!(history.older("people", "ann"), None, "the same again would be no news");
        assert_eq!(history.older("people", "").as_deref(), Some("ann"));
        assert_eq!(history.older("people", "anna").as_deref(), Some("ann"));
        assert_eq!(history.newer("people", "ann").as_deref(), Some("anna"));
    }
}
