//! Whether a model file makes sense, and where it does not.

use super::{Model, ModelComparison};

/// How far the probabilities of one comparison may miss 1.
const ROUNDING: f64 = 0.02;

/// What must hold of any model.
pub(super) fn sane(model: &Model, text: &str) -> Result<(), String> {
    for comparison in &model.comparisons {
        let attribute = &comparison.attribute;
        if comparison.levels.len() < 2 {
            return Err(format!(
                "{}comparison `{attribute}` needs at least two levels",
                at(text, attribute, None)
            ));
        }
        for level in &comparison.levels {
            if ![level.m, level.u, level.h].iter().all(|p| *p > 0.0 && *p <= 1.0) {
                return Err(format!(
                    "{}comparison `{attribute}`, level `{}`: m, u and h must be above 0 and at most 1",
                    at(text, attribute, Some(&level.name)),
                    level.name
                ));
            }
        }
    }
    let levels = model.comparisons.iter().flat_map(|c| c.levels.iter().map(move |level| (c, level)));
    for (comparison, level) in levels {
        if level.m_at_most.is_some_and(|most| !(most > 0.0 && most <= 1.0)) {
            return Err(format!(
                "{}comparison `{}`, level `{}`: m_at_most must be above 0 and at most 1",
                at(text, &comparison.attribute, Some(&level.name)),
                comparison.attribute,
                level.name
            ));
        }
    }
    if model.review_at > model.merge_at {
        return Err(format!(
            "{}review_at is above merge_at: pairs between the two wait for review, so set it lower",
            line(text, |l| l.trim_start().starts_with("review_at"))
        ));
    }
    Ok(())
}

/// What must hold of a model that is used as it stands: each comparison is one this program makes, level by level.
pub(super) fn usable(model: &Model, shipped: &Model, text: &str) -> Result<(), String> {
    if model.comparisons.is_empty() {
        return Err(
            "it compares nothing: it needs at least one [[comparison]]. See: onefold model --save FILE"
                .into(),
        );
    }
    for comparison in &model.comparisons {
        let attribute = &comparison.attribute;
        let Some(known) = shipped.comparison(attribute) else {
            let names: Vec<&str> = shipped.comparisons.iter().map(|c| c.attribute.as_str()).collect();
            return Err(format!(
                "{}there is no attribute `{attribute}`. There are {}",
                at(text, attribute, None),
                names.join(", ")
            ));
        };
        let differs = comparison
            .levels
            .iter()
            .zip(&known.levels)
            .find(|(a, b)| (&a.name, a.group) != (&b.name, b.group));
        if let Some((level, known)) = differs {
            return Err(format!(
                "{}comparison `{attribute}` has the level `{}` where `{}`{} is expected. Names and order of levels are \
                 fixed; change only their figures",
                at(text, attribute, Some(&level.name)),
                level.name,
                known.name,
                if known.group == 0 { String::new() } else { format!(" of group {}", known.group) }
            ));
        }
        if comparison.levels.len() != known.levels.len() {
            return Err(format!(
                "{}comparison `{attribute}` has {} levels where {} are expected: {}",
                at(text, attribute, None),
                comparison.levels.len(),
                known.levels.len(),
                known.levels.iter().map(|l| l.name.as_str()).collect::<Vec<_>>().join(", ")
            ));
        }
        adds_up(comparison).map_err(|why| format!("{}{why}", at(text, attribute, None)))?;
    }
    Ok(())
}

/// m, u and h of each group of levels are one distribution each.
fn adds_up(comparison: &ModelComparison) -> Result<(), String> {
    let mut groups: Vec<u8> = comparison.levels.iter().map(|l| l.group).collect();
    groups.sort_unstable();
    groups.dedup();
    for group in groups {
        let sum = comparison
            .levels
            .iter()
            .filter(|l| l.group == group)
            .fold([0.0; 3], |sum, l| [sum[0] + l.m, sum[1] + l.u, sum[2] + l.h]);
        for (name, sum) in ["m", "u", "h"].into_iter().zip(sum) {
            if (sum - 1.0).abs() > ROUNDING {
                return Err(format!(
                    "comparison `{}`: the figures `{name}` of its levels{} must add up to 1, they make {sum:.3}",
                    comparison.attribute,
                    if group == 0 { String::new() } else { format!(" of group {group}") }
                ));
            }
        }
    }
    Ok(())
}

/// `line 12: ` of a comparison, or of one of its levels; empty when it is not found.
fn at(text: &str, attribute: &str, level: Option<&str>) -> String {
    let quoted = format!("{attribute:?}");
    let begins = |l: &str| l.trim_start().starts_with("attribute") && l.contains(&quoted);
    let Some(start) = text.lines().position(begins) else { return String::new() };
    let inside = |name: &str| {
        let quoted = format!("{name:?}");
        let rest = text.lines().skip(start + 1).take_while(|l| !l.trim_start().starts_with("attribute"));
        rest.enumerate().find(|(_, l)| l.contains(&quoted)).map(|(i, _)| start + 1 + i)
    };
    format!("line {}: ", level.and_then(inside).unwrap_or(start) + 1)
}

fn line(text: &str, is: impl Fn(&str) -> bool) -> String {
    text.lines().position(is).map_or_else(String::new, |i| format!("line {}: ", i + 1))
}
