//! What holds one profile together, as text.

use super::{Whole, bits};
use crate::cli::out::many;
use crate::cli::{CliError, Out};
use crate::govern;
use crate::resolve::read::{Cut, attribute_title};
use crate::text;

pub(super) fn write(out: &mut Out, whole: &Whole, masked: bool) -> Result<(), CliError> {
    let profile = whole.profile_id;
    if whole.ties.is_empty() {
        return out.line(match whole.records {
            1 => format!("P{profile} is a single record: nothing had to be joined."),
            _ => format!("Nothing is known that holds P{profile} together. Look again after: onefold run"),
        });
    }
    out.line(format!(
        "P{profile} is one person by {} between its {}, in the order they were joined:",
        many(whole.ties.len() as u64, "tie"),
        many(whole.records as u64, "record")
    ))?;
    out.line("")?;
    let head = ["", "one", "id", "other", "id", "bits", "pieces", "together", "by"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(whole.ties.iter().enumerate().map(|(at, tie)| {
        let cut = whole.cut.as_ref().is_some_and(|cut| cut.tie == at);
        let by = match (tie.decision, &tie.rule) {
            (Some(decision), _) => format!("decision {decision}"),
            (None, Some(rule)) => format!("{}, {}", tie.evidence, text::clean(rule)),
            (None, None) => tie.evidence.clone(),
        };
        vec![
            if cut { "✂".to_owned() } else { String::new() },
            tie.left.clone(),
            tie.left_record.to_string(),
            tie.right.clone(),
            tie.right_record.to_string(),
            bits(tie.weight),
            format!("{} + {}", tie.left_size, tie.right_size),
            tie.together.map(bits).unwrap_or_default(),
            by,
        ]
    }));
    out.table(&rows)?;
    out.line("")?;
    if whole.further > 0 {
        out.line(format!("{} of its records speak for it too.", many(whole.further as u64, "further pair")))?;
    }
    for said in &whole.decisions {
        out.line(format!(
            "Decision {} by {}: {} and {} are {}.",
            said.decision_id,
            text::clean(&said.who),
            said.left_record,
            said.right_record,
            match said.verdict.as_str() {
                "same" => "the same person",
                "different" => "different people",
                _ => "not to be told yet",
            }
        ))?;
    }
    if let Some(cut) = &whole.cut {
        write_cut(out, cut, masked)?;
    }
    out.line("For the whole evidence of a tie: onefold why ID ID")
}

/// What the profile would come apart into.
fn write_cut(out: &mut Out, cut: &Cut, masked: bool) -> Result<(), CliError> {
    out.line(format!(
        "It would come apart most easily at the tie marked ✂: {} bits between the halves. They would be:",
        bits(cut.weight)
    ))?;
    let mut names: Vec<&str> = Vec::new();
    for value in cut.halves.iter().flat_map(|half| &half.golden) {
        if !names.contains(&value.attribute) {
            names.push(value.attribute);
        }
    }
    let [left, right] = &cut.halves;
    let records = |n: usize| many(n as u64, "record");
    let mut rows = vec![vec![String::new(), records(left.records.len()), records(right.records.len())]];
    for name in names {
        let of = |half: &crate::resolve::read::Half| {
            let value = half.golden.iter().find(|value| value.attribute == name);
            value.map_or_else(
                || "–".to_owned(),
                |v| text::truncate(&if masked { govern::mask(name, &v.value) } else { v.value.clone() }, 32),
            )
        };
        rows.push(vec![attribute_title(name), of(left), of(right)]);
    }
    out.table(&rows)
}
