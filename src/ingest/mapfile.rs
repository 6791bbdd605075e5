//! The user's own word on what columns mean: `--map FILE`.

use super::IngestError;
use super::connector::matches;
use super::generic::Choice;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    columns: BTreeMap<String, String>,
}

const TARGETS: &[&str] = &[
    "record",
    "given_name",
    "family_name",
    "full_name",
    "birth_date",
    "gender",
    "email",
    "phone",
    "street",
    "city",
    "region",
    "postcode",
    "country",
    "company",
    "ignore",
];

/// The choices of a map file for these columns; columns it does not name are ignored.
pub(crate) fn read(path: &Path, header: &[String]) -> Result<Vec<Choice>, IngestError> {
    let file = path.display().to_string();
    let wrong = |why: String| IngestError::Definition { file: file.clone(), why };
    let text =
        std::fs::read_to_string(path).map_err(|source| IngestError::Io { path: path.into(), source })?;
    let map: File = toml::from_str(&text).map_err(|e| wrong(e.to_string()))?;
    for (column, target) in &map.columns {
        let open =
            ["id:", "extra:"].iter().any(|f| target.strip_prefix(f).is_some_and(|rest| !rest.is_empty()));
        if !open && !TARGETS.contains(&target.as_str()) {
            return Err(wrong(format!(
                "{}\"{column}\": \"{target}\" is no target. Use one of {}, id:KIND or extra:NAME",
                line_of(&text, column),
                TARGETS.join(", ")
            )));
        }
        if !header.iter().any(|h| matches(column, h)) {
            return Err(wrong(format!(
                "{}the file has no column \"{column}\". It has: {}",
                line_of(&text, column),
                header.join(", ")
            )));
        }
    }
    let target = |name: &String| map.columns.iter().find(|(c, _)| matches(c, name)).map(|(_, t)| t.clone());
    Ok(header
        .iter()
        .map(|name| match target(name) {
            Some(target) => Choice { column: name.clone(), target, reason: "by the map file".into() },
            None => {
                Choice { column: name.clone(), target: "ignore".into(), reason: "not in the map file".into() }
            }
        })
        .collect())
}

/// `line 3: ` of the entry for a column.
fn line_of(text: &str, column: &str) -> String {
    text.lines().position(|l| l.contains(column)).map_or_else(String::new, |i| format!("line {}: ", i + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_targets_and_columns_are_named_with_their_line() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("map.toml");
        let header = ["Nr".to_owned(), "Wer".to_owned()];
        std::fs::write(&path, "[columns]\n\"Nr\" = \"record\"\n\"Wer\" = \"nom\"\n").unwrap();
        let error = read(&path, &header).unwrap_err().to_string();
        assert!(error.contains("line 3") && error.contains("nom"), "{error}");
        std::fs::write(&path, "[columns]\n\"Was\" = \"email\"\n").unwrap();
        assert!(read(&path, &header).unwrap_err().to_string().contains("no column"));
        std::fs::write(&path, "[columns]\n\"nr\" = \"record\"\n\"Wer\" = \"extra:who\"\n").unwrap();
        let targets: Vec<String> = read(&path, &header).unwrap().into_iter().map(|c| c.target).collect();
        assert_eq!(targets, ["record", "extra:who"]);
    }
}
