//! The pair: both records attribute by attribute, what each agreement weighs, and what it all adds up to.

use super::gauge::gauge;
use super::state::Merges;
use super::told;
use crate::resolve::explain::Agreement;
use crate::resolve::read::{AttributePair, Contradiction, PairView, Side, attribute_title, in_words};
use crate::text;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Role;
use crate::tui::widgets::{Marks, bits, centred, marked};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// Lines a value may take.
const LINES: usize = 2;

/// Widths of the columns for a sheet this wide.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    label: usize,
    /// Each of the two values.
    value: usize,
    word: usize,
    bits: usize,
    bar: usize,
    /// The level is named, not only the agreement.
    roomy: bool,
}

impl Columns {
    pub(super) fn of(width: usize) -> Self {
        let roomy = width >= 100;
        let (label, word, bits, bar) = match width {
            150.. => (15, 34, 6, width / 8),
            100.. => (15, 26, 6, width / 8),
            64.. => (12, 9, 6, 8),
            // The values matter more than the words and bars: the sign and the bits say the same.
            _ => (12, 2, 6, 0),
        };
        let value = width.saturating_sub(label + word + bits + bar + 4) / 2;
        Self { label, value: value.min(48), word, bits, bar, roomy }
    }

    /// Width of the titles on the left.
    pub(super) fn label(self) -> usize {
        self.label
    }
}

/// The sign and the word of an agreement, and how it is drawn.
pub(in crate::tui::screens) fn sign(agreement: Agreement) -> (&'static str, &'static str, Role) {
    match agreement {
        Agreement::Same => ("=", "same", Role::Same),
        Agreement::Close => ("≈", "close", Role::Close),
        Agreement::Different => ("≠", "differs", Role::Different),
        Agreement::Missing => ("·", "missing", Role::Faint),
    }
}

/// The lines of the pair shown.
pub(super) fn lines(state: &Merges, view: &PairView, canvas: &Canvas, width: u16) -> Vec<Line<'static>> {
    let columns = Columns::of(width.into());
    let mut lines = heads(view, canvas, columns);
    let scale = scale(view);
    let prior = view.explanation.prior;
    lines.push(plain_step(canvas, columns, "starts at", "any two records", prior, scale));
    // Identifiers that only one of them has are in the rows below: here they would say nothing.
    let said = view
        .attributes
        .iter()
        .filter(|row| row.agreement != Agreement::Missing || !row.attribute.starts_with("id:"));
    let (told, silent): (Vec<_>, Vec<_>) = said.partition(|row| row.agreement != Agreement::Missing);
    for row in told.into_iter().chain(silent) {
        lines.extend(attribute(row, canvas, columns, scale));
    }
    if view.household != 0.0 {
        let note = "what one household shares anyway";
        lines.push(plain_step(canvas, columns, "household", note, view.household, scale));
    }
    if view.learned != 0.0 {
        lines.push(plain_step(canvas, columns, "learned", "what decisions taught", view.learned, scale));
    }
    lines.extend(sum(view, canvas, columns));
    lines.extend(verdict(state, view, canvas));
    lines
}

/// Source, key and profile of both records.
fn heads(view: &PairView, canvas: &Canvas, columns: Columns) -> Vec<Line<'static>> {
    let two = |label: &str, role: Role, of: &dyn Fn(&Side) -> String| {
        let cell = |side: &Side| canvas.span(text::pad(&of(side), columns.value) + " ", role);
        Line::from(vec![
            canvas.span(text::pad(label, columns.label), Role::Muted),
            cell(&view.left),
            cell(&view.right),
        ])
    };
    let key = |side: &Side| canvas.person("key", &side.record.native_key);
    let profile = |side: &Side| {
        let name = side.profile_name.as_ref().map(|name| canvas.person("name", name));
        let others = match side.others_total {
            0 if columns.value < 16 => String::new(),
            0 => " alone".to_owned(),
            n if columns.value < 16 => format!(" +{}", text::count(n)),
            n => format!(" +{} more", text::count(n)),
        };
        let room = columns.value.saturating_sub(others.len());
        text::truncate(&name.unwrap_or_default(), room) + &others
    };
    let changed =
        |side: &Side| side.record.updated_at.map_or_else(|| "–".to_owned(), |at| text::date(at.date()));
    let mut lines = vec![two("source", Role::Title, &|side| side.record.source.clone())];
    lines.push(two("key", Role::Faint, &key));
    if columns.roomy {
        lines.push(two("last change", Role::Faint, &changed));
    }
    lines.push(two("in profile", Role::Muted, &profile));
    lines
}

/// The weight a whole half of a bar stands for.
fn scale(view: &PairView) -> f64 {
    let steps = view.attributes.iter().map(|row| row.weight);
    steps.chain([view.explanation.prior, view.household, view.learned]).map(f64::abs).fold(4.0, f64::max)
}

/// A step that no values belong to.
pub(super) fn plain_step(
    canvas: &Canvas,
    columns: Columns,
    label: &str,
    note: &str,
    weight: f64,
    scale: f64,
) -> Line<'static> {
    let room = 2 * columns.value + columns.word + 3;
    let mut spans = vec![
        canvas.span(text::pad(label, columns.label), Role::Muted),
        canvas.span(text::pad(note, room), Role::Faint),
    ];
    spans.extend(weigh(canvas, columns, weight, scale));
    Line::from(spans)
}

/// Bits, and the bar left or right of the centre line.
fn weigh(canvas: &Canvas, columns: Columns, weight: f64, scale: f64) -> Vec<Span<'static>> {
    let role = if weight >= 0.0 { Role::Same } else { Role::Different };
    let mut spans = vec![canvas.span(format!("{:>width$} ", bits(weight), width = columns.bits), role)];
    spans.extend(centred(canvas, weight / scale, columns.bar.saturating_sub(1)));
    spans
}

pub(super) fn attribute(
    row: &AttributePair,
    canvas: &Canvas,
    columns: Columns,
    scale: f64,
) -> Vec<Line<'static>> {
    let (glyph, word, role) = sign(row.agreement);
    let kind = row.attribute.split_once(':').map_or(row.attribute.as_str(), |(_, kind)| kind);
    let shown = |value: &Option<String>| value.as_ref().map(|value| canvas.person(kind, value));
    let (left, right) = (shown(&row.left), shown(&row.right));
    let (left, right) = cells(canvas, columns.value, row.agreement, left.as_deref(), right.as_deref());
    let title = attribute_title(&row.attribute);
    let named = columns.roomy && row.agreement != Agreement::Missing;
    let word = match (row.left.is_some() && row.right.is_some(), row.agreement) {
        (true, Agreement::Missing) if columns.word > 4 => "skipped".to_owned(),
        _ if named => format!("{}{}", row.level, rarity(row)),
        _ if columns.word < 4 => String::new(),
        _ => word.to_owned(),
    };
    let height = left.len().max(right.len()).max(1);
    (0..height)
        .map(|n| {
            let first = n == 0;
            let mut spans =
                vec![canvas.span(text::pad(if first { &title } else { "" }, columns.label), Role::Muted)];
            spans.extend(fill(left.get(n), columns.value));
            spans.extend(fill(right.get(n), columns.value));
            if first {
                spans.push(canvas.span(format!("{glyph} "), role));
                spans.push(canvas.span(text::pad(&word, columns.word - 1), role));
                if row.agreement != Agreement::Missing {
                    spans.extend(weigh(canvas, columns, row.weight, scale));
                }
            }
            Line::from(spans)
        })
        .collect()
}

/// How common the shared value is, when that counts for a bit or more.
fn rarity(row: &AttributePair) -> &'static str {
    match row.frequency_adjustment {
        bits if bits >= 1.0 => ", rare",
        bits if bits <= -1.0 => ", common",
        _ => "",
    }
}

/// The lines of a value in its column.
pub(super) type ValueLines = Vec<Vec<Span<'static>>>;

/// Both values with what differs marked in them.
pub(super) fn cells(
    canvas: &Canvas,
    columns: usize,
    agreement: Agreement,
    left: Option<&str>,
    right: Option<&str>,
) -> (ValueLines, ValueLines) {
    let differs = match agreement {
        Agreement::Close | Agreement::Different => {
            canvas.style(Role::Different).add_modifier(Modifier::UNDERLINED)
        }
        // Equal once normalised, or nothing to compare with: no mark.
        _ => canvas.style(Role::Text),
    };
    let marks = Marks {
        columns,
        lines: LINES,
        shared: canvas.style(Role::Text),
        differs,
        brackets: canvas.look.plain && matches!(agreement, Agreement::Close | Agreement::Different),
    };
    let (a, b) = text::diff(left.unwrap_or_default(), right.unwrap_or_default());
    let side = |runs: &[text::Run], value: Option<&str>| match value {
        Some(_) => marked(runs, &marks),
        None => vec![vec![canvas.span("–", Role::Faint)]],
    };
    (side(&a, left), side(&b, right))
}

/// A value's line in its column, with one column of air.
pub(super) fn fill(line: Option<&Vec<Span<'static>>>, columns: usize) -> Vec<Span<'static>> {
    let mut spans = line.cloned().unwrap_or_default();
    let used: usize = spans.iter().map(|span| text::width(&span.content)).sum();
    spans.push(Span::styled(" ".repeat((columns + 1).saturating_sub(used)), Style::new()));
    spans
}

/// The sum, the scale it lies on, and what that means in plain words.
fn sum(view: &PairView, canvas: &Canvas, columns: Columns) -> Vec<Line<'static>> {
    let explanation = &view.explanation;
    let probability = explanation.probability;
    let room = 2 * columns.value + columns.word + 3;
    let mut total = vec![canvas.span(text::pad("adds up to", columns.label), Role::Muted)];
    total.extend(gauge(canvas, explanation, room));
    total.extend(weigh(canvas, columns, explanation.weight, scale(view).max(explanation.weight.abs())));
    let odds = in_words(probability);
    let chance = vec![
        canvas.span(text::pad("probability", columns.label), Role::Muted),
        canvas.span(text::percent(probability), Role::Strong),
        canvas.span(format!("  {odds}"), Role::Text),
    ];
    let rule = match &explanation.rule {
        Some(rule) => format!("brought together by {rule}"),
        None => "no rule brought them together".to_owned(),
    };
    let mut lines = vec![Line::from(total), Line::from(chance)];
    if columns.roomy {
        lines.push(Line::from(
            canvas.span(format!("{:label$}{rule}", "", label = columns.label), Role::Faint),
        ));
    }
    lines
}

/// What was decided on exactly this pair, or what came of it otherwise.
fn verdict(state: &Merges, view: &PairView, canvas: &Canvas) -> Vec<Line<'static>> {
    if let Some(row) = &view.decided {
        let (sign, words) = told::verdict(&row.verdict);
        let when = row.at.map_or_else(String::new, |at| text::ago(at, canvas.now.utc));
        let who = text::clean(&row.who);
        let mut lines = vec![Line::from(vec![
            canvas.span(format!("{sign} {words}"), Role::Accent),
            canvas.span(format!("  decided by {who} {when}: {}", row.effect), Role::Muted),
        ])];
        if let Some(Contradiction { then, now, attributes }) = view.contradiction() {
            let titles: Vec<String> = attributes.iter().map(|name| attribute_title(name)).collect();
            let what =
                if titles.is_empty() { String::new() } else { format!(": changed {}", titles.join(", ")) };
            let told = format!(
                "! the data speak against it by now, {} bits then, {} now{what}",
                bits(then),
                bits(now)
            );
            lines.push(Line::from(canvas.span(told, Role::Warn)));
        }
        return lines;
    }
    if let Some(said) = state.at.and_then(|pair| state.said.get(&pair)) {
        let (sign, words) = told::verdict(said.as_str());
        return vec![Line::from(canvas.span(format!("{sign} {words}"), Role::Accent))];
    }
    let (left, right) = (view.explanation.left_profile, view.explanation.right_profile);
    if left.is_some() && left == right {
        let note = "= both are in one profile already, through their other records";
        return vec![Line::from(canvas.span(note, Role::Accent))];
    }
    Vec::new()
}
