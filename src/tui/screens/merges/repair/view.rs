//! How suspicious profiles look: the list with the reasons, and the one under the cursor with its weakest bridge and
//! both halves side by side.

use super::super::Act;
use super::super::pair::{cells, fill, pad};
use super::super::state::Merges;
use super::{GRID, Repair, SHEET};
use crate::resolve::explain::Agreement;
use crate::resolve::read::{Cut, Half, RecordPlace, SuspectRow, SuspectView, attribute_title};
use crate::text;
use crate::tui::action::Act as Any;
use crate::tui::canvas::{Canvas, Class};
use crate::tui::hits::Target;
use crate::tui::remote::{PATIENCE_MS, Phase};
use crate::tui::theme::Role;
use crate::tui::widgets::{
    Align, Cell, Column, GridView, Panel, Width, bits, draw_sheet, empty, failed, loading, panel,
};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

const COLUMNS: &[Column<SuspectRow>] = &[
    Column {
        id: "name",
        title: "profile",
        width: Width::Between(18, 30),
        align: Align::Left,
        cell: |row, canvas| {
            let name = row.name.as_ref().map(|name| canvas.person("name", name));
            Cell::new(name.unwrap_or_else(|| format!("P{}", row.profile_id)), canvas.style(Role::Text))
        },
    },
    Column {
        id: "doubt",
        title: "doubt",
        width: Width::Fixed(5),
        align: Align::Right,
        cell: |row, canvas| Cell::new(format!("{:.0} %", row.doubt * 100.0), canvas.style(Role::Warn)),
    },
    Column {
        id: "records",
        title: "records",
        width: Width::Fixed(7),
        align: Align::Right,
        cell: |row, canvas| Cell::new(text::count(row.records), canvas.style(Role::Strong)),
    },
    Column {
        id: "why",
        title: "why",
        width: Width::Between(20, 120),
        align: Align::Left,
        cell: |row, canvas| Cell::new(row.why.join("; "), canvas.style(Role::Muted)),
    },
    Column {
        id: "revenue",
        title: "revenue",
        width: Width::Fixed(13),
        align: Align::Right,
        cell: |row, canvas| {
            let money = text::money(row.revenue, row.currency.as_deref());
            Cell::new(if row.revenue > 0.0 { money } else { "–".to_owned() }, canvas.style(Role::Text))
        },
    },
];

pub(in super::super) fn view(state: &Merges, canvas: &mut Canvas, area: Rect) {
    let repair = &state.repair;
    if canvas.zoom || canvas.class == Class::Narrow || canvas.look.plain {
        return if repair.in_sheet { inside(repair, canvas, area) } else { list(repair, canvas, area) };
    }
    let [one, other] = if canvas.class == Class::Wide {
        Layout::horizontal([Constraint::Percentage(46), Constraint::Fill(1)]).areas(area)
    } else {
        Layout::vertical([Constraint::Percentage(34), Constraint::Fill(1)]).areas(area)
    };
    list(repair, canvas, one);
    inside(repair, canvas, other);
}

fn list(repair: &Repair, canvas: &mut Canvas, area: Rect) {
    let fact = match repair.grid.len() {
        0 => String::new(),
        n => text::many(n as u64, "profile"),
    };
    let frame = Panel::new("Several people in one? Most harm first").right(fact, Role::Muted);
    let inner = panel(canvas, area, frame.focused(!repair.in_sheet));
    canvas.put(area, Target::Pane(GRID));
    let phase = repair.list.phase(canvas.now);
    match phase {
        Phase::Failed(why) => return failed(canvas, inner, why),
        Phase::Loading(ms) => return loading(canvas, inner, "Looking through the profiles", ms),
        Phase::Ready if repair.grid.is_empty() => {
            let back = "Esc goes back to the pair.";
            return empty(canvas, inner, "No profile looks like several people.", &[back]);
        }
        _ => {}
    }
    let stale = matches!(phase, Phase::Stale(ms) if ms >= PATIENCE_MS);
    let focused = !repair.in_sheet;
    let view = GridView { pane: GRID, columns: COLUMNS, sort: None, focused, stale, bare: false };
    repair.grid.draw(canvas, inner, &view);
}

fn inside(repair: &Repair, canvas: &mut Canvas, area: Rect) {
    let inner = panel(canvas, area, Panel::new("Where it would come apart").focused(repair.in_sheet));
    canvas.put(area, Target::Pane(SHEET));
    let Some((row, view)) = repair.chosen() else {
        return match repair.inside.phase(canvas.now) {
            Phase::Failed(why) => failed(canvas, inner, why),
            Phase::Loading(ms) | Phase::Stale(ms) => {
                loading(canvas, inner, "Looking how the profile holds together", ms)
            }
            _ => {}
        };
    };
    let foot = foot(view, canvas, inner.width);
    let height = u16::try_from(foot.len()).unwrap_or(inner.height).min(inner.height);
    let sheet = Rect { height: inner.height - height, ..inner };
    draw_sheet(canvas, sheet, SHEET, repair.sheet, lines(row, view, canvas, inner.width));
    for (line, y) in foot.into_iter().zip(sheet.bottom()..inner.bottom()) {
        canvas.line(Rect { y, height: 1, ..inner }, line);
    }
}

fn lines(row: &SuspectRow, view: &SuspectView, canvas: &Canvas, width: u16) -> Vec<Line<'static>> {
    let width = usize::from(width);
    let mut lines = Vec::new();
    for why in &row.why {
        lines.extend(canvas.paragraph(&format!("! {why}"), 0, width, Role::Warn));
    }
    let Some(cut) = &view.how.cut else {
        lines.extend(canvas.paragraph(
            "Nothing is known that holds its records together.",
            0,
            width,
            Role::Muted,
        ));
        return lines;
    };
    if let Some(tie) = view.how.ties.get(cut.tie) {
        let shown =
            |place: &RecordPlace| format!("{} {}", place.source, canvas.person("key", &place.native_key));
        let bridge = format!(
            "weakest bridge: {} – {} ({} bits; {} between the halves)",
            shown(&tie.left),
            shown(&tie.right),
            bits(tie.weight),
            bits(cut.weight)
        );
        lines.extend(canvas.paragraph(&bridge, 0, width, Role::Text));
    }
    lines.push(Line::default());
    lines.extend(halves(cut, canvas, width));
    lines
}

/// Columns of the attributes' names.
const LABEL: usize = 13;

/// Both golden records, attribute by attribute, with what differs marked.
fn halves(cut: &Cut, canvas: &Canvas, width: usize) -> Vec<Line<'static>> {
    let column = (width.saturating_sub(LABEL + 4) / 2).min(48);
    let [left, right] = &cut.halves;
    let size = |half: &Half| text::many(half.records.len() as u64, "record");
    let head = |text: String| canvas.span(pad(&text, column) + " ", Role::Title);
    let mut lines = vec![Line::from(vec![
        canvas.span(pad("halves", LABEL), Role::Muted),
        head(size(left)),
        head(size(right)),
    ])];
    let mut names: Vec<&'static str> = Vec::new();
    for value in left.golden.iter().chain(&right.golden) {
        if !names.contains(&value.attribute) {
            names.push(value.attribute);
        }
    }
    for name in names {
        let of = |half: &Half| {
            let found = half.golden.iter().find(|value| value.attribute == name);
            found.map(|value| canvas.person(name, &value.value))
        };
        let (a, b) = (of(left), of(right));
        let (agreement, glyph, role) = match (&a, &b) {
            (Some(a), Some(b)) if a == b => (Agreement::Same, "=", Role::Same),
            (Some(_), Some(_)) => (Agreement::Different, "≠", Role::Different),
            _ => (Agreement::Missing, "·", Role::Faint),
        };
        let (a, b) = cells(canvas, column, agreement, a.as_deref(), b.as_deref());
        for n in 0..a.len().max(b.len()).max(1) {
            let title = if n == 0 { attribute_title(name) } else { String::new() };
            let mut spans = vec![canvas.span(pad(&title, LABEL), Role::Muted)];
            spans.extend(fill(a.get(n), column));
            spans.extend(fill(b.get(n), column));
            if n == 0 {
                spans.push(canvas.span(glyph, role));
            }
            lines.push(Line::from(spans));
        }
    }
    lines
}

/// What the cut would change, and what else can be said.
fn foot(view: &SuspectView, canvas: &Canvas, width: u16) -> Vec<Line<'static>> {
    let key = |act| if canvas.look.read_only { "if".to_owned() } else { canvas.key(Any::Merges(act)) };
    let arrow = if canvas.look.ascii { "->" } else { "→" };
    let line = |key: String, word: &str, role, told: &str, quiet| {
        let head = format!(" {word} {arrow} ");
        let room = usize::from(width).saturating_sub(text::width(&key) + text::width(&head));
        Line::from(vec![
            canvas.span(key, Role::Key),
            canvas.span(head, role),
            canvas.span(text::truncate(told, room), if quiet { Role::Muted } else { Role::Text }),
        ])
    };
    let cut = match &view.cut {
        Some(Ok(coming)) => line(key(Act::Cut), "cut ", Role::Different, &coming.outcome.coming(), false),
        Some(Err(why)) => line(key(Act::Cut), "cut ", Role::Faint, why, true),
        None => return Vec::new(),
    };
    let kept =
        line(key(Act::Same), "keep", Role::Same, "it is one person, and is not asked about again", true);
    vec![cut, kept]
}
