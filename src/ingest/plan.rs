//! What a file is, and what its rows shall become: by a connector, by the look of the table, or by a map file.

use super::IngestError;
use super::connector::{Connector, Library, Recognised, Sample};
use super::generic::{self, Choice};
use super::input::{Cells, Found, Input};
use super::paths::Target;
use super::report::LoadRequest;
use duckdb::Connection;
use serde_json::Value;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// A file whose meaning is known.
pub(crate) struct Plan {
    pub input: Input,
    pub connector: Connector,
    /// Why this connector.
    pub evidence: String,
    /// What was chosen for each column of a generic table, and why.
    pub choices: Vec<Choice>,
    /// Name of the source.
    pub source: String,
}

/// The connector of tables that no connector knows.
pub(crate) const GENERIC: &str = "generic";
/// Rows looked at to recognise a file, and to choose what the columns of a generic table mean.
const FEW: usize = 50;
const MANY: usize = 5_000;

/// The first rows of a file.
#[derive(Default)]
struct Head {
    cells: Vec<Cells>,
    objects: Vec<Value>,
    /// Something is there, even if it can't be read.
    anything: bool,
}

/// Finds out what a file is.
pub(crate) fn plan(
    connection: &Connection,
    library: &Library,
    request: &LoadRequest,
    target: &Target,
    input: Input,
) -> Result<Plan, IngestError> {
    let path = &target.path;
    if let Some(map) = &request.map {
        let head = head(connection, &input, MANY)?;
        check_filled(path, &head)?;
        let columns = head.columns(&input);
        let choices = generic::read_map(map, &columns)?;
        let evidence = format!("said by {}", map.display());
        return Ok(of_choices(request, target, input, choices, evidence));
    }
    if let Some(id) = request.connector.as_deref().filter(|id| *id != GENERIC) {
        let connector = library.named(id)?.clone();
        let head = head(connection, &input, FEW)?;
        check_filled(path, &head)?;
        let sample = head.sample(&input);
        if !connector.detect.all.is_empty() && !connector.detect.all.iter().any(|name| sample.has(name)) {
            let wanted = connector.detect.all.join(", ");
            return Err(IngestError::unusable(
                path,
                &format!(
                    "it has none of the columns of {id} ({wanted}). Leave --connector out to have it recognised"
                ),
            ));
        }
        let recognised = Recognised { connector, evidence: "said by --connector".into() };
        return Ok(of_connector(request, input, recognised));
    }
    let few = head(connection, &input, FEW)?;
    check_filled(path, &few)?;
    let wants_generic = request.connector.is_some();
    if few.is_capture() {
        let payloads = input.payloads();
        let inner = head(connection, &payloads, FEW)?;
        if let Some(recognised) = library.recognise(inner.sample(&payloads)).filter(|_| !wants_generic) {
            return Ok(of_connector(request, payloads, recognised));
        }
        if let Ok(plan) = of_table(connection, request, target, payloads) {
            return Ok(plan);
        }
    }
    if let Some(recognised) = library.recognise(few.sample(&input)).filter(|_| !wants_generic) {
        return Ok(of_connector(request, input, recognised));
    }
    of_table(connection, request, target, input)
}

fn of_connector(request: &LoadRequest, input: Input, recognised: Recognised) -> Plan {
    let Recognised { connector, evidence } = recognised;
    let source = request.source.clone().unwrap_or_else(|| connector.source_name());
    Plan { input, connector, evidence, choices: Vec::new(), source }
}

fn of_table(
    connection: &Connection,
    request: &LoadRequest,
    target: &Target,
    input: Input,
) -> Result<Plan, IngestError> {
    if !input.has_header() {
        return Err(IngestError::unknown(&target.path, "it has no header, and no connector knows it"));
    }
    let columns = head(connection, &input, MANY)?.columns(&input);
    let choices = generic::choose(&columns);
    if let Err(why) = generic::has_people(&columns, &choices) {
        return Err(IngestError::unknown(&target.path, &why));
    }
    let told: Vec<&str> =
        choices.iter().map(|choice| choice.target.as_str()).filter(|target| *target != "ignore").collect();
    let evidence = format!("people by their columns: {}", told.join(", "));
    Ok(of_choices(request, target, input, choices, evidence))
}

fn of_choices(
    request: &LoadRequest,
    target: &Target,
    input: Input,
    choices: Vec<Choice>,
    evidence: String,
) -> Plan {
    let source = request.source.clone().unwrap_or_else(|| source_name(target));
    let connector = generic::connector(&choices, GENERIC);
    Plan { input, connector, evidence, choices, source }
}

/// The name of a table's source: of its file; of its folder when the file is one part of many.
fn source_name(target: &Target) -> String {
    let stem = |path: &Path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = name.split('.').next().unwrap_or_default().to_lowercase();
        let slug: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        slug.trim_matches('_').to_owned()
    };
    let own = stem(&target.path);
    let part = ["part_", "run_", "data_", "shard_"].iter().any(|start| own.starts_with(start))
        || own.contains("_of_")
        || own.rsplit('_').next().is_some_and(|end| {
            end.bytes().all(|byte| byte.is_ascii_digit())
                && (end.len() > 4 || (end.len() > 2 && end.starts_with('0')))
        });
    let mut folders = target.path.ancestors().skip(1).filter(|folder| !stem(folder).is_empty());
    let folder =
        folders.find(|folder| !folder.file_name().is_some_and(|name| name.to_string_lossy().contains('=')));
    match folder.filter(|_| part && target.folder.is_some()) {
        Some(folder) => stem(folder),
        None if own.is_empty() => "table".into(),
        None => own,
    }
}

/// Reads the first rows of a file.
fn head(connection: &Connection, input: &Input, rows: usize) -> Result<Head, IngestError> {
    let mut head = Head::default();
    let mut looked_at = 0;
    input.read(connection, &Arc::default(), &mut |_, found| {
        looked_at += 1;
        match found {
            Found::Cells(cells) => head.cells.push(cells.clone()),
            Found::Object(value) => head.objects.push(value.clone()),
            Found::Noise(_) => {}
            Found::Broken { .. } => head.anything = true,
        }
        Ok(if looked_at >= rows { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    head.anything |= !head.cells.is_empty() || !head.objects.is_empty();
    Ok(head)
}

fn check_filled(path: &Path, head: &Head) -> Result<(), IngestError> {
    if head.anything {
        return Ok(());
    }
    Err(IngestError::unusable(path, "it holds a header and no rows. Export it again, or leave it out"))
}

impl Head {
    fn sample<'a>(&'a self, input: &'a Input) -> Sample<'a> {
        if input.is_json() {
            Sample::Json(&self.objects)
        } else {
            Sample::Table { header: input.header(), rows: &self.cells, named: input.has_header() }
        }
    }

    /// A kcat capture: messages in envelopes.
    fn is_capture(&self) -> bool {
        let envelope = |object: &Value| {
            ["topic", "partition", "offset", "payload"].iter().all(|key| object.get(key).is_some())
        };
        !self.objects.is_empty() && self.objects.iter().all(envelope)
    }

    /// The columns with their values: of a table, or of objects with what lies one level deeper.
    fn columns(&self, input: &Input) -> Vec<generic::Column> {
        if input.is_json() {
            generic::of_objects(&self.objects)
        } else {
            generic::of_cells(input.header(), &self.cells)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_named_after_what_the_user_sees() {
        let name = |path: &str, folder: Option<&str>| {
            source_name(&Target {
                path: path.into(),
                folder: folder.map(Into::into),
                named: folder.is_none(),
            })
        };
        assert_eq!(name("/x/Event Sign-ups 2025.csv.gz", None), "event_sign_ups_2025");
        assert_eq!(name("/lake/people/part-00000-ab.parquet", None), "part_00000_ab");
        assert_eq!(name("/lake/people/part-00000-ab.parquet", Some("/lake")), "people");
        assert_eq!(name("/lake/people/dt=2026-01-01/000000_0000.csv", Some("/lake")), "people");
        assert_eq!(name("/exports/sign_ups_2025.csv", Some("/exports")), "sign_ups_2025");
        assert_eq!(name("-", None), "table");
    }
}
