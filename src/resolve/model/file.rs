//! A model as a file that people read and edit: what the figures mean at its head, one line a level.

use super::{Level, Model};
use std::fmt::Write;

const HEAD: &str = "\
A match model of Onefold. Use it as it is, without training: onefold run --model FILE
Back to a model trained on the data: onefold run --model auto

Each comparison has levels, best first. Of a level:
  m = P(level | the same person)   u = P(level | two people at random)   h = P(level | two people of one household)
Its weight is log2(m / u) bits: +1 makes one person twice as likely, -1 half as likely. Each of the three columns of a
comparison (of each group of its levels) adds up to 1. frequency = true: rare values weigh more than common ones.
Names and order of levels are fixed; a comparison that is taken out plays no part.

prior: P(two records at random are one person's); household: of two people in one household. 0: estimated in the run.
merge_at: bits from which pairs are merged; review_at: from which they wait for review; certain_at: from which groups
of records are merged where a deterministic rule speaks for it.";

/// The file.
pub(super) fn write(model: &Model, header: &[String]) -> String {
    let mut out = String::new();
    for line in HEAD
        .lines()
        .map(str::to_owned)
        .chain((!header.is_empty()).then(String::new))
        .chain(header.iter().cloned())
    {
        // Nothing in a comment may end it.
        let line = line.replace(|c: char| c.is_control(), " ");
        out.push_str(format!("# {line}").trim_end());
        out.push('\n');
    }
    out.push('\n');
    for (name, value) in [
        ("strength", model.strength),
        ("prior", model.prior),
        ("household", model.household),
        ("merge_at", model.merge_at),
        ("certain_at", model.certain_at),
        ("review_at", model.review_at),
    ] {
        let _ = writeln!(out, "{name} = {}", number(value));
    }
    for comparison in &model.comparisons {
        let _ = write!(out, "\n[[comparison]]\nattribute = {}\nlevels = [\n", text(&comparison.attribute));
        comparison.levels.iter().for_each(|l| level(&mut out, l));
        out.push_str("]\n");
    }
    for rule in &model.deterministic {
        let list = |names: &[String]| names.iter().map(|n| text(n)).collect::<Vec<_>>().join(", ");
        let _ = write!(out, "\n[[deterministic]]\nexact = {}\n", text(&rule.exact));
        for (name, names) in [("and_alike", &rule.and_alike), ("unless_different", &rule.unless_different)] {
            if !names.is_empty() {
                let _ = writeln!(out, "{name} = [{}]", list(names));
            }
        }
        let _ = writeln!(out, "shared_by_at_most = {}", rule.shared_by_at_most);
    }
    out
}

fn level(out: &mut String, level: &Level) {
    let agreement = format!("{:?}", level.agreement).to_lowercase();
    let _ = write!(
        out,
        "    {{ name = {}, agreement = \"{agreement}\", m = {}, u = {}, h = {}",
        text(&level.name),
        number(level.m),
        number(level.u),
        number(level.h)
    );
    if level.frequency {
        out.push_str(", frequency = true");
    }
    if let Some(most) = level.m_at_most {
        let _ = write!(out, ", m_at_most = {}", number(most));
    }
    if level.group > 0 {
        let _ = write!(out, ", group = {}", level.group);
    }
    let _ = writeln!(out, " }}, # {:+.1} bits", (level.m / level.u).log2());
}

/// The shortest text that reads back as this very number.
fn number(value: f64) -> String {
    format!("{value:?}")
}

fn text(value: &str) -> String {
    toml::Value::String(value.to_owned()).to_string()
}
