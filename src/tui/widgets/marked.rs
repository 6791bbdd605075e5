//! A value broken into a narrow column, with the characters that differ from another value marked in it.

use crate::text::{Run, width};
use ratatui::style::Style;
use ratatui::text::Span;
use unicode_segmentation::UnicodeSegmentation;

/// How a value is drawn in its column.
#[derive(Debug, Clone, Copy)]
pub struct Marks {
    /// Columns of a line.
    pub columns: usize,
    /// Lines at most; what is longer ends in `…`.
    pub lines: usize,
    /// Of what both values share.
    pub shared: Style,
    /// Of what only this one has.
    pub differs: Style,
    /// In brackets as well: for readers to whom styles say nothing.
    pub brackets: bool,
}

/// The value's lines, each no wider than the column; broken at spaces near the edge where there are any.
#[must_use]
pub fn marked(runs: &[Run], marks: &Marks) -> Vec<Vec<Span<'static>>> {
    let mut graphemes: Vec<(&str, bool)> = Vec::new();
    for run in runs {
        let bracket = marks.brackets && run.differs;
        graphemes.extend(bracket.then_some(("[", true)));
        graphemes.extend(run.text.graphemes(true).map(|g| (g, run.differs)));
        graphemes.extend(bracket.then_some(("]", true)));
    }
    let mut lines = Vec::new();
    let mut rest = graphemes.as_slice();
    while !rest.is_empty() && lines.len() < marks.lines.max(1) {
        let last = lines.len() + 1 == marks.lines.max(1);
        let (line, after) = split(rest, marks.columns, last);
        lines.push(spans(line, last && !after.is_empty(), marks));
        rest = after;
    }
    lines
}

type Graphemes<'g, 't> = &'g [(&'t str, bool)];

/// As many graphemes as fit, the last line leaving room for `…` when there is more.
fn split<'g, 't>(
    all: Graphemes<'g, 't>,
    columns: usize,
    last: bool,
) -> (Graphemes<'g, 't>, Graphemes<'g, 't>) {
    let fits = |room: usize| {
        let mut used = 0;
        all.iter()
            .take_while(|(g, _)| {
                used += width(g);
                used <= room
            })
            .count()
    };
    let whole = fits(columns);
    if whole == all.len() {
        return (all, &[]);
    }
    if last {
        return all.split_at(fits(columns.saturating_sub(1)));
    }
    // A space or an @ not far from the edge is a better place to break; at least one grapheme must go.
    let near = whole.saturating_sub(columns / 2).max(1);
    let better = all[..=whole].iter().rposition(|(g, _)| matches!(*g, " " | "@")).filter(|at| *at >= near);
    let (line, mut rest) = all.split_at(better.unwrap_or(whole.max(1)));
    while let [(" ", _), after @ ..] = rest {
        rest = after;
    }
    (line, rest)
}

fn spans(line: Graphemes<'_, '_>, cut: bool, marks: &Marks) -> Vec<Span<'static>> {
    let mut out: Vec<(String, bool)> = Vec::new();
    for (grapheme, differs) in line {
        match out.last_mut() {
            Some((text, same)) if *same == *differs => text.push_str(grapheme),
            _ => out.push(((*grapheme).to_owned(), *differs)),
        }
    }
    let style = |differs| if differs { marks.differs } else { marks.shared };
    let mut spans: Vec<Span> = out.into_iter().map(|(text, d)| Span::styled(text, style(d))).collect();
    if cut {
        spans.push(Span::styled("…", marks.shared));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::diff;

    fn lines(left: &str, right: &str, columns: usize, lines: usize) -> Vec<String> {
        let marks =
            Marks { columns, lines, shared: Style::new(), differs: Style::new().bold(), brackets: false };
        marked(&diff(left, right).0, &marks)
            .into_iter()
            .map(|line| {
                line.iter()
                    .map(|s| {
                        if s.style == marks.differs {
                            format!("<{}>", s.content)
                        } else {
                            s.content.to_string()
                        }
                    })
                    .collect()
            })
            .collect()
    }

    #[test]
    fn long_values_go_on_below_and_end_in_an_ellipsis() {
        assert_eq!(lines("maria@example.com", "maria@example.org", 12, 2), ["maria@exampl", "e.<com>"]);
        assert_eq!(
            lines("daisuke.okamoto@x.org", "daisuke.okamoto@x.org", 18, 2),
            ["daisuke.okamoto", "@x.org"]
        );
        assert_eq!(lines("7 Oak Lane, Leeds", "7 Oak Lane, Leeds", 12, 2), ["7 Oak Lane,", "Leeds"]);
        assert_eq!(lines("abcdefghij", "abcdefghij", 4, 2), ["abcd", "efg…"]);
        assert_eq!(lines("王小明", "王小民", 4, 2), ["王小", "<明>"]);
        assert!(lines("", "x", 4, 2).is_empty());
    }

    #[test]
    fn marks_can_be_brackets() {
        let marks =
            Marks { columns: 20, lines: 1, shared: Style::new(), differs: Style::new(), brackets: true };
        let text: String =
            marked(&diff("Schmidt", "Schmitt").0, &marks)[0].iter().map(|s| s.content.as_ref()).collect();
        assert_eq!(text, "Schmi[d]t");
    }
}
