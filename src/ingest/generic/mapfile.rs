//! The user's own word on what columns mean: `--map FILE`.

use super::{Choice, Column};
use crate::ingest::IngestError;
use crate::ingest::connector::matches;
use crate::value::attribute;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Column → target.
    columns: BTreeMap<String, Spanned<String>>,
}

/// The choices of a map file for these columns; columns it does not name are ignored.
pub(crate) fn read_map(path: &Path, columns: &[Column]) -> Result<Vec<Choice>, IngestError> {
    let io = |source| IngestError::Io { path: path.into(), source };
    let text = std::fs::read_to_string(path).map_err(io)?;
    let wrong = |at: Option<usize>, why: String| {
        let line =
            at.map_or_else(String::new, |at| format!(", line {}", text[..at].matches('\n').count() + 1));
        IngestError::Definition { file: format!("{}{line}", path.display()), why }
    };
    let file: File = toml::from_str(&text).map_err(|e| {
        let why =
            format!("{}. A map file is [columns] with lines such as \"E-mail\" = \"email\"", e.message());
        wrong(e.span().map(|span| span.start), why)
    })?;
    for (name, target) in &file.columns {
        let at = Some(target.span().start);
        if !is_target(target.get_ref()) {
            let list = attribute::NAMES.join(", ");
            let why = format!(
                "\"{}\" is no target. Use one of record, {list}, ignore, id:KIND or extra:NAME",
                target.get_ref()
            );
            return Err(wrong(at, why));
        }
        if !columns.iter().any(|column| matches(name, &column.name)) {
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let list = crate::text::truncate(&names.join(", "), 400);
            return Err(wrong(at, format!("the file has no column \"{name}\". It has: {list}")));
        }
    }
    let choice = |column: &Column| {
        let said = file.columns.iter().find(|(name, _)| matches(name, &column.name));
        let (target, reason) = match said {
            Some((_, target)) => (target.get_ref().as_str(), "said by the map file"),
            None => ("ignore", "not in the map file"),
        };
        Choice { column: column.name.clone(), target: target.to_owned(), reason: reason.to_owned() }
    };
    Ok(columns.iter().map(choice).collect())
}

fn is_target(target: &str) -> bool {
    let named = |family: &str| {
        let plain = |name: &str| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        target.strip_prefix(family).is_some_and(|name| !name.is_empty() && plain(name))
    };
    matches!(target, "record" | "ignore")
        || attribute::NAMES.contains(&target)
        || named("id:")
        || named("extra:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_targets_and_columns_are_named_with_their_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.toml");
        let columns =
            ["Nr", "Wer", "Was"].map(|name| Column { name: name.to_owned(), values: Vec::new(), rows: 0 });
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let choices = read_map(&path, &columns).map_err(|e| e.to_string())?;
            Ok::<Vec<String>, String>(choices.into_iter().map(|choice| choice.target).collect())
        };
        for (text, words) in [
            ("[columns]\n\"Nr\" = \"record\"\n\"Wer\" = \"nom\"\n", ["line 3", "\"nom\" is no target"]),
            ("[columns]\n\"Wie\" = \"email\"\n", ["line 2", "no column \"Wie\". It has: Nr, Wer, Was"]),
            ("[column]\n", ["map.toml", "columns"]),
        ] {
            let error = read(text).unwrap_err();
            assert!(words.iter().all(|word| error.contains(word)), "{error}");
        }
        let targets = read("[columns]\n\"nr\" = \"record\"\n\"Wer\" = \"extra:who\"\n").unwrap();
        assert_eq!(targets, ["record", "extra:who", "ignore"]);
    }
}
