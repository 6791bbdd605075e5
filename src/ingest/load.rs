//! Loading from end to end: paths → bytes → rows → connector → tables. A load is one transaction: all of its files are
//! loaded, or the workspace is as it was.

use super::bind::{Shape, Value};
use super::bytes::{self, Content};
use super::connector::Connector;
use super::context::Context;
use super::error::database;
use super::generic::{self, Choice};
use super::id::file_hash;
use super::json::{self, Item};
use super::library::{Library, Sample};
use super::mapper::Mapper;
use super::paths::{Target, expand};
use super::report::{FileReport, LoadReport, LoadRequest, MappedColumn};
use super::sink::Sink;
use super::table::{Table, TableRow};
use super::{IngestError, mapfile, sample, store, words};
use crate::progress::Progress;
use crate::value::country;
use crate::workspace::in_transaction;
use duckdb::Connection;
use std::io::Read;

/// Rows between two looks at progress and cancellation.
const STEP: u64 = 8_192;

/// Loads files, folders, patterns or standard input.
///
/// # Errors
/// When something can't be read, recognised or stored, or the work is cancelled; nothing is kept then.
pub fn load(
    conn: &Connection,
    request: &LoadRequest,
    progress: &Progress,
) -> Result<LoadReport, IngestError> {
    let targets = expand(&request.paths)?;
    let library = Library::open(request.connectors.as_deref())?;
    if let Some(region) = request.region.as_ref().filter(|r| country::code(r).is_none()) {
        return Err(IngestError::Definition {
            file: format!("--region {region}"),
            why: "this is no country code. Use two letters, such as US, GB or DE".into(),
        });
    }
    let mut report = LoadReport::default();
    let mut work = || {
        for (done, target) in targets.iter().enumerate() {
            let name = target
                .path
                .file_name()
                .map_or_else(|| "standard input".into(), |n| n.to_string_lossy().into_owned());
            progress.step("load", name, done as u64, Some(targets.len() as u64));
            if progress.is_cancelled() {
                return Err(IngestError::Cancelled);
            }
            report.files.push(one_file(conn, request, &library, target, progress)?);
        }
        if report.files.iter().all(|f| f.skipped.is_some()) {
            let why = report.files.first().and_then(|f| f.skipped.clone()).unwrap_or_default();
            return Err(IngestError::NothingThere {
                path: request.paths.join(", "),
                why: format!("none of {} files is of use; the first: {why}", report.files.len()),
            });
        }
        Ok(())
    };
    if request.dry_run {
        let transaction = conn.unchecked_transaction().map_err(database("begin"))?;
        work()?;
        transaction.rollback().map_err(database("leave the workspace as it was"))?;
    } else {
        in_transaction(conn, database("keep the load"), work)?;
    }
    progress.step("load", "done", targets.len() as u64, Some(targets.len() as u64));
    Ok(report)
}

/// A file that is read and recognised.
struct Opened<'t> {
    connector: Connector,
    evidence: String,
    choices: Vec<Choice>,
    rows: Rows<'t>,
    format: &'static str,
    detail: Vec<String>,
}

enum Rows<'t> {
    Table(Table<'t>),
    Json(&'t str),
}

fn one_file(
    conn: &Connection,
    request: &LoadRequest,
    library: &Library,
    target: &Target,
    progress: &Progress,
) -> Result<FileReport, IngestError> {
    let path = target.path.display().to_string();
    let bytes = read_bytes(target)?;
    let opened_text;
    let (text, packed, parquet) = match bytes::read(&target.path, &bytes) {
        Ok(Content::Text { text, detail }) => (text, detail, false),
        Ok(Content::Parquet) => {
            opened_text = sample::parquet_as_json(conn, &target.path)?;
            (opened_text, Vec::new(), true)
        }
        Err(IngestError::Damaged { why, .. }) if !target.named => return Ok(skipped(path, &why)),
        Err(error) => return Err(error),
    };
    let opened = match open(request, library, target, &text, &packed, parquet) {
        Ok(opened) => opened,
        Err(error @ (IngestError::Unknown { .. } | IngestError::Damaged { .. })) if !target.named => {
            return Ok(skipped(path, &error.to_string()));
        }
        Err(error) => return Err(error),
    };
    let connector = &opened.connector;
    let name = request
        .source
        .clone()
        .unwrap_or_else(|| if connector.id == GENERIC { stem(target) } else { connector.source_name() });
    let region = request.region.as_deref().and_then(country::code);
    let source = store::source(conn, &name, &connector.id, &connector.system, region, request.now)?;
    let hash = file_hash(&bytes);
    let before = store::current_load(conn, source.id, &path)?;
    let mut report = FileReport {
        path,
        source: name.clone(),
        connector: connector.id.clone(),
        system: connector.system.clone(),
        format: opened.format.into(),
        detail: opened.detail.join(", "),
        evidence: opened.evidence.clone(),
        replaced: before.is_some(),
        ..FileReport::default()
    };
    if let Some((load_id, known)) = &before {
        if *known == hash {
            return Ok(FileReport { unchanged: true, replaced: false, ..report });
        }
        store::remove(conn, *load_id)?;
    }
    let load_id = store::next_load(conn)?;
    let header: &[String] = match &opened.rows {
        Rows::Table(table) => &table.header,
        Rows::Json(_) => &[],
    };
    let shape = Shape { header, json: matches!(opened.rows, Rows::Json(_)) };
    let context = Context {
        source: name,
        source_id: source.id,
        load_id,
        file_name: target.path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
        region: source.region,
        zone: Value::maybe(connector.zone.as_ref(), shape),
        header,
    };
    let mut mapper = Mapper::bind(connector, shape);
    let mut sink = Sink::new();
    let mut filled = vec![0u64; header.len()];
    map_rows(conn, &opened.rows, &context, &mut mapper, &mut sink, &mut filled, progress)?;
    mapper.finish(&context, &mut sink);
    sink.flush(conn, true)?;
    let (events, orders) = store::settle(conn, source.id, load_id)?;

    let tally = &mapper.tally;
    report.rows_read = tally.read;
    report.rows_mapped = tally.mapped;
    report.rows_ignored = tally.ignored.values().sum();
    report.ignored.clone_from(&tally.ignored);
    report.rejects = tally.rejected;
    report.first_rejects = std::mem::take(&mut sink.first_rejects);
    report.records = sink.counts.records;
    report.events = sink.counts.events - events;
    report.orders = sink.counts.orders - orders;
    report.order_lines = sink.counts.order_lines;
    report.consents = sink.counts.consents;
    report.ad_spend = sink.counts.ad_spend;
    report.mapping = mapping(header, &filled, &mapper, &opened.choices);
    debug_assert_eq!(report.rows_read, report.rows_mapped + report.rows_ignored + report.rejects);
    store::note(conn, load_id, source.id, &hash, bytes.len() as u64, &report, request.now)?;
    Ok(report)
}

/// Connector id of tables that no connector knows.
const GENERIC: &str = "generic";

fn read_bytes(target: &Target) -> Result<Vec<u8>, IngestError> {
    let io = |source| IngestError::Io { path: target.path.clone(), source };
    if target.path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(io)?;
        return Ok(bytes);
    }
    std::fs::read(&target.path).map_err(io)
}

fn skipped(path: String, why: &str) -> FileReport {
    FileReport { path, skipped: Some(why.to_owned()), ..FileReport::default() }
}

/// Name of the source of a table that no connector knows.
fn stem(target: &Target) -> String {
    let name = target.path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let slug = words::slug(name.split('.').next().unwrap_or_default());
    if slug.is_empty() { "stdin".into() } else { slug }
}

/// Tells table from JSON, and whose export it is.
fn open<'t>(
    request: &LoadRequest,
    library: &Library,
    target: &Target,
    text: &'t str,
    packed: &[&'static str],
    parquet: bool,
) -> Result<Opened<'t>, IngestError> {
    let first = text.trim_start().chars().next();
    let json = parquet || matches!(first, Some('{' | '[')) || text.trim_start().starts_with("% ");
    let empty = || IngestError::Damaged {
        path: target.path.clone(),
        why: "it has a header but no rows. Export it again, or leave it out".into(),
    };
    let mut detail: Vec<String>;
    let rows;
    let (known, columns);
    if json {
        let objects = sample::objects(text);
        if objects.is_empty() {
            return Err(IngestError::Unknown {
                path: target.path.clone(),
                why: "it holds no JSON objects".into(),
            });
        }
        detail = vec![if parquet { "Parquet".into() } else { "JSON".into() }];
        known = library.recognise(&Sample::Json(&objects[..objects.len().min(20)]));
        columns = sample::columns_of_objects(&objects);
        rows = Rows::Json(text);
    } else {
        let table = Table::detect(&target.path, text)?;
        let records = sample::records(&table);
        if records.is_empty() && !sample::has_rows(&table) {
            return Err(empty());
        }
        detail = table.detail.clone();
        known = library.recognise(&Sample::Table(&table.header, &records[..records.len().min(20)]));
        columns = sample::columns_of_records(&table.header, &records);
        rows = Rows::Table(table);
    }
    if !parquet {
        detail.extend(packed.iter().map(|p| (*p).to_owned()));
    }
    let format = if parquet {
        "parquet"
    } else if json {
        "json"
    } else {
        "csv"
    };
    let opened = |connector, evidence, choices| Opened { connector, evidence, choices, rows, format, detail };

    if let Some(map) = &request.map {
        let header: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
        let choices = mapfile::read(map, &header)?;
        let connector = generic::connector(&choices, GENERIC);
        return Ok(opened(connector, format!("mapped by {}", map.display()), choices));
    }
    if let Some(id) = request.connector.as_deref().filter(|id| *id != GENERIC) {
        return Ok(opened(library.named(id)?.clone(), "named by --connector".into(), Vec::new()));
    }
    if let Some(found) = known.filter(|_| request.connector.is_none()) {
        return Ok(opened(found.connector, found.evidence, Vec::new()));
    }
    let choices = generic::choose(&columns);
    if !generic::has_people(&choices) {
        let names: Vec<&str> = columns.iter().take(12).map(|c| c.name.as_str()).collect();
        return Err(IngestError::Unknown {
            path: target.path.clone(),
            why: format!(
                "no connector knows it, and no names, e-mail addresses or phone numbers were found in its {} columns ({}{})",
                columns.len(),
                crate::text::truncate(&names.join(", "), 160),
                if columns.len() > 12 { ", …" } else { "" }
            ),
        });
    }
    let connector = generic::connector(&choices, GENERIC);
    let used = choices.iter().filter(|c| c.target != "ignore").count();
    let evidence = format!("a table of people: {used} of {} columns have a meaning", choices.len());
    Ok(opened(connector, evidence, choices))
}

fn map_rows(
    conn: &Connection,
    rows: &Rows,
    context: &Context,
    mapper: &mut Mapper,
    sink: &mut Sink,
    filled: &mut [u64],
    progress: &Progress,
) -> Result<(), IngestError> {
    let step = |read: u64, sink: &mut Sink| {
        if read.is_multiple_of(STEP) {
            progress.step("load", context.file_name.clone(), read, None);
            if progress.is_cancelled() {
                return Err(IngestError::Cancelled);
            }
            sink.flush(conn, false)?;
        }
        Ok(())
    };
    match rows {
        Rows::Table(table) => table.rows(|line, row| {
            match row {
                TableRow::Cells(cells) => {
                    for (count, cell) in filled.iter_mut().zip(cells) {
                        *count += u64::from(!cell.trim().is_empty());
                    }
                    mapper.cells(context, line, cells, sink);
                }
                TableRow::Broken { reason, raw } => mapper.broken(context, line, &reason, raw, sink),
            }
            step(mapper.tally.read, sink)
        }),
        Rows::Json(text) => json::items(text, |line, item| {
            match item {
                Item::Object(value) => mapper.object(context, line, &sample::unwrapped(value), sink),
                Item::Noise(_) => mapper.noise("progress line of a capture tool"),
                Item::Broken { reason, raw } => mapper.broken(context, line, &reason, raw, sink),
            }
            step(mapper.tally.read, sink)
        }),
    }
}

/// What is shown of the columns.
fn mapping(header: &[String], filled: &[u64], mapper: &Mapper, choices: &[Choice]) -> Vec<MappedColumn> {
    if header.is_empty() {
        return choices
            .iter()
            .map(|c| MappedColumn {
                column: c.column.clone(),
                target: c.target.clone(),
                filled: 0,
                reason: c.reason.clone(),
            })
            .collect();
    }
    let targets = mapper.columns();
    header
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let mut of_column: Vec<&str> =
                targets.iter().filter(|(c, _)| *c == i).map(|(_, t)| t.as_str()).collect();
            of_column.dedup();
            let reason = choices.get(i).map_or_else(String::new, |c| c.reason.clone());
            let target = if of_column.is_empty() { "ignore".to_owned() } else { of_column.join(", ") };
            MappedColumn { column: name.clone(), target, filled: filled[i], reason }
        })
        .collect()
}
