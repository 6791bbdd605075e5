//! Which characters two values do not share, so that a reader sees the difference before she reads the values.

use unicode_segmentation::UnicodeSegmentation;

/// Longer values are compared by their beginnings and ends only.
const LONGEST: usize = 200;
/// A shared run this short between two differences is noise, not agreement.
const ISLAND: usize = 1;

/// A run of characters of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Whole graphemes, as they came.
    pub text: String,
    /// The other value does not have them here.
    pub differs: bool,
}

/// Both values in runs of what they share and what they do not, without regard to case. Values that share less than
/// half of the longer one differ as a whole: letters that meet by chance say nothing.
#[must_use]
pub fn diff(left: &str, right: &str) -> (Vec<Run>, Vec<Run>) {
    let (a, b) = (Side::new(left), Side::new(right));
    let mut shared = shared(&a.folded, &b.folded);
    forget_islands(&mut shared, a.folded.len(), b.folded.len());
    if shared.len() * 2 < a.folded.len().max(b.folded.len()) {
        shared.clear();
    }
    (a.runs(shared.iter().map(|(i, _)| *i)), b.runs(shared.iter().map(|(_, j)| *j)))
}

struct Side<'t> {
    graphemes: Vec<&'t str>,
    folded: Vec<String>,
}

impl<'t> Side<'t> {
    fn new(text: &'t str) -> Self {
        let graphemes: Vec<&str> = text.graphemes(true).collect();
        let folded = graphemes.iter().map(|g| g.to_lowercase()).collect();
        Self { graphemes, folded }
    }

    fn runs(&self, shared: impl Iterator<Item = usize>) -> Vec<Run> {
        let mut differs = vec![true; self.graphemes.len()];
        for i in shared {
            differs[i] = false;
        }
        let mut runs: Vec<Run> = Vec::new();
        for (grapheme, differs) in self.graphemes.iter().zip(differs) {
            match runs.last_mut() {
                Some(run) if run.differs == differs => run.text.push_str(grapheme),
                _ => runs.push(Run { text: (*grapheme).to_owned(), differs }),
            }
        }
        runs
    }
}

/// The longest common subsequence, as pairs of positions.
fn shared(a: &[String], b: &[String]) -> Vec<(usize, usize)> {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (inner_a, inner_b) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|i| (i, i)).collect();
    if inner_a.len() <= LONGEST && inner_b.len() <= LONGEST {
        pairs.extend(middle(inner_a, inner_b).into_iter().map(|(i, j)| (i + head, j + head)));
    }
    pairs.extend((0..tail).rev().map(|i| (a.len() - 1 - i, b.len() - 1 - i)));
    pairs
}

fn middle(a: &[String], b: &[String]) -> Vec<(usize, usize)> {
    let wide = b.len() + 1;
    let mut length = vec![0u16; (a.len() + 1) * wide];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            length[i * wide + j] = if a[i] == b[j] {
                length[(i + 1) * wide + j + 1] + 1
            } else {
                length[(i + 1) * wide + j].max(length[i * wide + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if length[(i + 1) * wide + j] >= length[i * wide + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// Takes out shared runs that are too short to mean anything, unless they begin or end both values.
fn forget_islands(shared: &mut Vec<(usize, usize)>, a: usize, b: usize) {
    let mut kept = Vec::with_capacity(shared.len());
    let mut rest = shared.as_slice();
    while let Some(&(i, j)) = rest.first() {
        let run = rest.iter().enumerate().take_while(|(n, pair)| **pair == (i + n, j + n)).count();
        let (head, tail) = ((i, j) == (0, 0), (i + run, j + run) == (a, b));
        if run > ISLAND || head || tail {
            kept.extend_from_slice(&rest[..run]);
        }
        rest = &rest[run..];
    }
    *shared = kept;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Differing runs in brackets.
    fn marked(left: &str, right: &str) -> (String, String) {
        let show = |runs: Vec<Run>| -> String {
            runs.iter().map(|r| if r.differs { format!("[{}]", r.text) } else { r.text.clone() }).collect()
        };
        let (a, b) = diff(left, right);
        (show(a), show(b))
    }

    #[test]
    fn only_what_differs_is_marked() {
        for (left, right, want_left, want_right) in [
            ("Garcia-Lopez", "Garcia Lopes", "Garcia[-]Lope[z]", "Garcia[ ]Lope[s]"),
            ("Schmidt", "Schmitt", "Schmi[d]t", "Schmi[t]t"),
            ("MARIA", "maria", "MARIA", "maria"),
            ("José", "Jose\u{301}a", "Jos[é]", "Jos[e\u{301}a]"),
            ("Ann", "Anna", "Ann", "Ann[a]"),
            ("王小明", "王小民", "王小[明]", "王小[民]"),
            ("maria@example.com", "maria@exampel.com", "maria@examp[le].com", "maria@examp[el].com"),
        ] {
            assert_eq!(marked(left, right), (want_left.to_owned(), want_right.to_owned()), "{left} {right}");
        }
    }

    #[test]
    fn values_that_share_little_differ_as_a_whole() {
        assert_eq!(marked("Anna", "Bernd"), ("[Anna]".into(), "[Bernd]".into()));
        assert_eq!(marked("", "x"), (String::new(), "[x]".into()));
        assert_eq!(marked("", ""), (String::new(), String::new()));
    }

    #[test]
    fn long_values_cost_little() {
        let (left, right) = (format!("a{}z", "b".repeat(9_000)), format!("a{}z", "c".repeat(9_000)));
        let (runs, _) = diff(&left, &right);
        assert_eq!(runs.len(), 1, "shares only its ends");
        let (runs, _) = diff(&format!("{left}1"), &format!("{left}2"));
        assert_eq!(runs.last(), Some(&Run { text: "1".into(), differs: true }));
    }
}
