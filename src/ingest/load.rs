//! Loading: file after file, all in one transaction.

use super::connector::Library;
use super::error::database;
use super::input::{Found, Input, Looked, Packing, look};
use super::map::{Context, Mapper, Place, Row, Shape, Tally, Value, labels};
use super::paths::{Target, expand};
use super::plan::{Plan, plan};
use super::read::MappedColumn;
use super::report::{FileReport, LoadReport, LoadRequest};
use super::spool::Spool;
use super::store::{
    Counts, Filled, Load, Sink, drop_earlier, is_loaded, label, next_load, outdo, source, write_load,
};
use super::{IngestError, store};
use crate::progress::Progress;
use crate::value::country;
use crate::workspace::in_transaction;
use duckdb::Connection;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// Batches that may wait between the reading thread and the storing one.
const WAITING: usize = 32;
/// How often progress is told.
const BEAT: Duration = Duration::from_millis(100);
/// How often a cancel is heard.
const HEED: Duration = Duration::from_millis(10);

/// Loads files into the workspace, in one transaction: an error or a cancel leaves the workspace as it was.
///
/// # Errors
/// What is wrong with the request or with a file, where, and the remedy.
pub fn load(
    connection: &Connection,
    request: &LoadRequest,
    progress: &Progress,
) -> Result<LoadReport, IngestError> {
    let request = checked(request)?;
    let library = Library::open(request.connectors.as_deref())?;
    let targets = expand(&request.paths)?;
    let mut report = LoadReport { files: targets.skipped };
    in_transaction(connection, database("store the files"), || {
        for target in &targets.files {
            report.files.push(load_target(connection, &library, &request, target, progress)?);
        }
        Ok(())
    })?;
    if report.files.iter().all(|file| file.skipped.is_some()) {
        let first = report
            .files
            .iter()
            .find_map(|file| Some(format!("{}: {}", file.file_name(), file.skipped.as_ref()?)));
        return Err(IngestError::NothingThere {
            path: request.paths.join(", "),
            why: format!("none of {} files is of use. {}", report.files.len(), first.unwrap_or_default()),
        });
    }
    Ok(report)
}

/// The request with its region as a country code.
fn checked(request: &LoadRequest) -> Result<LoadRequest, IngestError> {
    let code = |region: &String| {
        country::code(region).map(str::to_owned).ok_or_else(|| {
            let why = "this is no country code. Use two letters, such as US, GB or DE";
            IngestError::Request(format!("--region {region}: {why}"))
        })
    };
    Ok(LoadRequest { region: request.region.as_ref().map(code).transpose()?, ..request.clone() })
}

fn load_target(
    connection: &Connection,
    library: &Library,
    request: &LoadRequest,
    target: &Target,
    progress: &Progress,
) -> Result<FileReport, IngestError> {
    let began = Instant::now();
    let spool =
        if target.path.as_os_str() == "-" { Some(Spool::fill(std::io::stdin().lock())?) } else { None };
    let path = spool.as_ref().map_or(target.path.as_path(), Spool::path);
    let planned = look(path)
        .and_then(|looked| Input::open(looked, connection))
        .and_then(|input| plan(connection, library, request, target, input));
    let plan = match planned {
        Ok(plan) => plan,
        // What is of no use in a folder is left out; what was named must be of use.
        Err(IngestError::Unknown { why, .. } | IngestError::Unusable { why, .. }) if !target.named => {
            return Ok(FileReport::skipped(&target.path, &why));
        }
        Err(error) if spool.is_some() => return Err(error.of(Path::new("standard input"))),
        Err(error) => return Err(error),
    };
    // What comes in twice is known by what it is: it has no name.
    let name = match &spool {
        Some(_) => format!("stdin-{}", plan.input.looked.hash()?.get(..12).unwrap_or_default()),
        None => target.path.display().to_string(),
    };
    let mut report = load_file(connection, request, name, &plan, progress)?;
    report.seconds = began.elapsed().as_secs_f64();
    Ok(report)
}

fn load_file(
    connection: &Connection,
    request: &LoadRequest,
    path: String,
    plan: &Plan,
    progress: &Progress,
) -> Result<FileReport, IngestError> {
    let looked = &plan.input.looked;
    let shape = Shape { header: plan.input.header(), json: plan.input.is_json() };
    let mapper = Mapper::bind(&plan.connector, shape, request.region.as_deref());
    let columns = Columns::of(plan, &mapper);
    let mut report = FileReport {
        path: path.clone(),
        source: plan.source.clone(),
        connector: plan.connector.id.clone(),
        system: plan.connector.system.clone(),
        format: plan.input.format().into(),
        detail: plan.input.detail(),
        evidence: plan.evidence.clone(),
        mapping: columns.mapping.clone(),
        bytes: looked.bytes,
        ..FileReport::default()
    };
    let region = request.region.as_deref();
    if is_loaded(connection, &plan.source, region, (&path, || looked.hash()), &columns.mapping)? {
        return Ok(FileReport { unchanged: true, ..report });
    }
    let context = Context {
        source: plan.source.clone(),
        source_id: 0,
        load_id: 0,
        label: report.file_name(),
        region: request.region.clone(),
        zone: Value::maybe(plan.connector.zone.as_ref(), shape),
        header: plan.input.header().to_vec(),
        labels: labels(plan.input.header()),
    };
    let pump = Pump { input: &plan.input, columns, mapper };
    if request.dry_run {
        let done = pump.run(connection, context, progress, &path, false)?;
        done.tell(&mut report);
        return Ok(report);
    }
    let place = store::Place {
        name: &plan.source,
        connector: &plan.connector.id,
        system: &plan.connector.system,
        region,
        now: request.now,
    };
    let (source_id, region) = source(connection, place)?;
    let load_id = next_load(connection)?;
    let label = label(connection, source_id, &path)?;
    let replaced = drop_earlier(connection, source_id, &path)?;
    let context = Context { source_id, load_id, label, region, ..context };
    let done = pump.run(connection, context, progress, &path, true)?;
    done.tell(&mut report);
    report.replaced = replaced;
    let load =
        Load { load_id, source_id, path: &path, hash: looked.hash()?, bytes: looked.bytes, now: request.now };
    write_load(connection, load, &report)?;
    outdo(connection, source_id, load_id)?;
    Ok(report)
}

/// Columns of the file, what they become, and where to look whether they are filled.
struct Columns {
    mapping: Vec<MappedColumn>,
    /// Empty for tables: a column's number says where it is.
    places: Vec<Place>,
}

impl Columns {
    fn of(plan: &Plan, mapper: &Mapper) -> Self {
        let header = plan.input.header();
        let targets = mapper.targets();
        let of_place = |place: &Place| -> String {
            let names: Vec<&str> = targets
                .iter()
                .filter(|(known, _)| known == place)
                .map(|(_, target)| target.as_str())
                .collect();
            if names.is_empty() { "ignore".to_owned() } else { names.join(", ") }
        };
        let column = |column: String, target: String| {
            let choice = plan.choices.iter().find(|choice| choice.column == column);
            let reason = choice.map_or_else(String::new, |choice| choice.reason.clone());
            MappedColumn { column, target, filled: 0, reason }
        };
        if !plan.input.is_json() {
            let names = header.iter().enumerate();
            let mapping =
                names.map(|(index, name)| column(name.clone(), of_place(&Place::Cell(index)))).collect();
            return Self { mapping, places: Vec::new() };
        }
        let mut places: Vec<Place> = Vec::new();
        for (place, _) in &targets {
            if !places.contains(place) {
                places.push(place.clone());
            }
        }
        let mut mapping: Vec<MappedColumn> =
            places.iter().map(|place| column(place.name(header), of_place(place))).collect();
        for choice in &plan.choices {
            if !mapping.iter().any(|known| known.column == choice.column) {
                mapping.push(column(choice.column.clone(), choice.target.clone()));
                places.push(Place::Path(super::map::path(&choice.column)));
            }
        }
        Self { mapping, places }
    }

    fn count(&mut self, found: &Found<'_>) {
        match found {
            Found::Cells(cells) => {
                for (column, cell) in self.mapping.iter_mut().zip(cells.iter()) {
                    column.filled += u64::from(!cell.is_empty());
                }
            }
            Found::Object(value) => {
                for (column, place) in self.mapping.iter_mut().zip(&self.places) {
                    column.filled +=
                        u64::from(Row::Json(value).text(place).is_some_and(|text| !text.is_empty()));
                }
            }
            Found::Noise(_) | Found::Broken { .. } => {}
        }
    }
}

/// Reads and maps on a thread of its own, while this one stores.
struct Pump<'a> {
    input: &'a Input,
    columns: Columns,
    mapper: Mapper,
}

/// What the pump brought.
struct Done {
    tally: Tally,
    counts: Counts,
    mapping: Vec<MappedColumn>,
    first_rejects: Vec<(u64, String)>,
}

impl Pump<'_> {
    fn run(
        self,
        connection: &Connection,
        context: Context,
        progress: &Progress,
        path: &str,
        is_kept: bool,
    ) -> Result<Done, IngestError> {
        let looked: Looked = self.input.looked.clone();
        let own = connection.try_clone().map_err(database("open a second connection"))?;
        let (read, stop) = (Arc::new(AtomicU64::new(0)), AtomicBool::new(false));
        let name = looked
            .path
            .file_name()
            .map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned());
        let total = if looked.packing == Packing::Parquet { None } else { Some(looked.bytes) };
        let done = std::thread::scope(|scope| {
            let (send, receive) = sync_channel(WAITING);
            let worker = {
                let (read, stop) = (&read, &stop);
                scope.spawn(move || self.work(&own, &context, read, &send, stop))
            };
            let tell = || progress.step("load", name.clone(), read.load(Ordering::Relaxed), total);
            let coming = Coming::new(receive, progress, tell);
            let stored = match is_kept {
                true => store::store(connection, coming),
                false => {
                    coming.for_each(drop);
                    Ok(())
                }
            };
            stop.store(true, Ordering::Relaxed);
            let worked = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            stored.and(worked)
        });
        if progress.is_cancelled() {
            return Err(IngestError::Cancelled);
        }
        let done = done?;
        if done.tally.accounted() != done.tally.read || done.tally.rows_rejected() != done.counts.rejects {
            let (read, accounted) = (done.tally.read, done.tally.accounted());
            return Err(IngestError::Unaccounted { path: path.into(), read, accounted });
        }
        Ok(done)
    }

    fn work(
        mut self,
        connection: &Connection,
        context: &Context,
        read: &Arc<AtomicU64>,
        send: &SyncSender<Filled>,
        stop: &AtomicBool,
    ) -> Result<Done, IngestError> {
        let mut sink = Sink::new();
        let input = self.input;
        input.read(connection, read, &mut |line, found| {
            self.columns.count(&found);
            self.mapper.take(context, line, &found, &mut sink);
            let gone = sink.take_full().into_iter().any(|filled| send.send(filled).is_err());
            let enough = gone || stop.load(Ordering::Relaxed);
            Ok(if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        self.mapper.finish(context, &mut sink);
        let (counts, first_rejects) = (sink.counts, std::mem::take(&mut sink.first_rejects));
        for filled in sink.finish() {
            // A receiver that is gone has failed, and says so itself.
            if send.send(filled).is_err() {
                break;
            }
        }
        Ok(Done { tally: self.mapper.tally, counts, mapping: self.columns.mapping, first_rejects })
    }
}

/// What the pump brings, until there is no more or the work is cancelled. Tells meanwhile how far it is.
struct Coming<'a, F: Fn()> {
    receive: Receiver<Filled>,
    progress: &'a Progress,
    tell: F,
    told: Instant,
}

impl<'a, F: Fn()> Coming<'a, F> {
    fn new(receive: Receiver<Filled>, progress: &'a Progress, tell: F) -> Self {
        tell();
        Self { receive, progress, tell, told: Instant::now() }
    }
}

impl<F: Fn()> Iterator for Coming<'_, F> {
    type Item = Filled;

    fn next(&mut self) -> Option<Filled> {
        while !self.progress.is_cancelled() {
            if self.told.elapsed() >= BEAT {
                (self.tell)();
                self.told = Instant::now();
            }
            match self.receive.recv_timeout(HEED) {
                Ok(filled) => return Some(filled),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    (self.tell)();
                    return None;
                }
            }
        }
        None
    }
}

impl Done {
    fn tell(self, report: &mut FileReport) {
        let tally = self.tally;
        report.rows_read = tally.read;
        report.rows_mapped = tally.mapped;
        report.rows_ignored = tally.rows_ignored();
        report.rejects = tally.rows_rejected();
        report.ignored = tally.ignored;
        report.rejected = tally.rejected;
        report.first_rejects = self.first_rejects;
        report.mapping = self.mapping;
        let counts = self.counts;
        (report.records, report.events, report.orders) = (counts.records, counts.events, counts.orders);
        (report.order_lines, report.consents, report.ad_spend) =
            (counts.order_lines, counts.consents, counts.ad_spend);
    }
}
