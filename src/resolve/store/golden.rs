//! Golden records as columns of table `profiles`.

use super::batch::append_all;
use super::marks::home_number;
use super::profiles::Written;
use crate::progress::Progress;
use crate::resolve::ResolveError;
use crate::resolve::household::Home;
use crate::resolve::input::Input;
use crate::resolve::survive::{GoldenLine, GoldenValue, Survivorship};
use duckdb::Connection;
use duckdb::arrow::array::{
    ArrayRef, Date32Array, Int32Array, Int64Array, StringArray, StringBuilder, UInt32Array,
};
use jiff::civil::{Date, date};
use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::Arc;

/// Profiles whose golden records are worked out in one go.
const CHUNK: usize = 16_384;

/// Profiles whose records are fetched together.
const AT_ONCE: usize = 32;

/// The golden records of all profiles, as columns. Needs no workspace: it can be made while that is written to.
pub(crate) struct Golden {
    /// [`CHUNK`] profiles each.
    chunks: Vec<Vec<ArrayRef>>,
    /// Where each profile lives.
    pub(crate) homes: Vec<Option<Home>>,
}

impl Golden {
    /// Works out the golden record of each cluster. Stopped, those of the first ones.
    pub(crate) fn new(input: &Input, clusters: &[Vec<u32>], stop: &Progress) -> Self {
        let survivorship = Survivorship::new(input);
        let (chunks, homes): (Vec<_>, Vec<Vec<_>>) = clusters
            .par_chunks(CHUNK)
            .map(|clusters| {
                let (mut room, mut lines) = (Vec::new(), Vec::with_capacity(clusters.len()));
                for some in clusters.chunks(AT_ONCE).take_while(|_| !stop.is_cancelled()) {
                    survivorship.fetch(some.iter().flatten().copied());
                    lines.extend(some.iter().map(|rows| survivorship.line(rows, &mut room)));
                }
                let homes = lines.iter().map(home).collect();
                (columns(input, &clusters[..lines.len()], &lines), homes)
            })
            .unzip();
        Self { chunks, homes: homes.into_iter().flatten().collect() }
    }

    /// Of golden records that are worked out already.
    pub(crate) fn of(input: &Input, clusters: &[Vec<u32>], golden: &[Vec<GoldenValue>]) -> Self {
        let lines: Vec<GoldenLine<'_>> = golden.iter().map(|values| GoldenLine::of(values)).collect();
        let parts = clusters.chunks(CHUNK).zip(lines.chunks(CHUNK));
        let chunks = parts.map(|(clusters, lines)| columns(input, clusters, lines)).collect();
        Self { chunks, homes: lines.iter().map(home).collect() }
    }

    /// The address of each profile, normalised; `None` without street, number and place.
    pub(crate) fn addresses(&self) -> Vec<Option<String>> {
        self.homes.iter().map(|home| Some(home.as_ref()?.address.clone())).collect()
    }

    /// Appends them to table `profiles`.
    pub(super) fn append(
        self,
        conn: &Connection,
        written: &Written,
        ids: &[i64],
        households: &[Option<i64>],
    ) -> Result<(), ResolveError> {
        let homes = &self.homes;
        let parts = self.chunks.into_iter().enumerate().map(|(chunk, golden)| {
            let rows = chunk * CHUNK..((chunk + 1) * CHUNK).min(ids.len());
            let mut columns: Vec<ArrayRef> =
                vec![Arc::new(Int64Array::from_iter_values(ids[rows.clone()].iter().copied()))];
            columns.extend(golden);
            columns.push(Arc::new(households[rows.clone()].iter().copied().collect::<Int64Array>()));
            columns.push(Arc::new(written.weakest[rows.clone()].iter().copied().collect::<Int32Array>()));
            columns
                .push(Arc::new(Int32Array::from_iter_values(written.review[rows.clone()].iter().copied())));
            let home = homes[rows].iter().map(|home| Some(home_number(&home.as_ref()?.address)));
            columns.push(Arc::new(home.collect::<UInt32Array>()));
            columns
        });
        append_all(conn, "profiles", ids.len(), parts)
    }
}

/// The columns of table `profiles` from `records` to `company`, in its order.
fn columns(input: &Input, clusters: &[Vec<u32>], lines: &[GoldenLine<'_>]) -> Vec<ArrayRef> {
    let text = |attribute: &str| -> ArrayRef {
        let values = lines.iter().map(|line| line.get(attribute));
        // All chunks are held until they are written: none takes more room than it needs.
        let bytes = values.clone().flatten().map(str::len).sum();
        let mut column = StringBuilder::with_capacity(lines.len(), bytes);
        column.extend(values);
        Arc::new(column.finish())
    };
    let mut sources = Vec::new();
    let sources = clusters.iter().map(|rows| {
        sources.clear();
        sources.extend(rows.iter().map(|&r| input.sources[r as usize]));
        sources.sort_unstable();
        sources.dedup();
        sources.len() as i32
    });
    let births = lines.iter().map(|line| line.get("birth_date").and_then(days_since_epoch));
    vec![
        Arc::new(Int32Array::from_iter_values(clusters.iter().map(|rows| rows.len() as i32))),
        Arc::new(Int32Array::from_iter_values(sources)),
        Arc::new(lines.iter().map(name_of).collect::<StringArray>()),
        text("given_name"),
        text("family_name"),
        Arc::new(births.collect::<Date32Array>()),
        text("gender"),
        text("email"),
        text("phone"),
        text("street"),
        text("city"),
        text("region"),
        text("postcode"),
        text("country"),
        text("company"),
    ]
}

/// A golden value by its attribute.
pub(crate) fn value<'a>(values: &'a [GoldenValue], attribute: &str) -> Option<&'a str> {
    values.iter().find(|g| g.attribute == attribute).map(|g| g.value.as_str())
}

/// Where a person lives; `None` without street, number and place.
fn home(line: &GoldenLine<'_>) -> Option<Home> {
    Home::of(line.get("family_name"), line.get("street"), line.get("postcode"), line.get("city"))
}

/// Given and family name, else the full name, else e-mail, else phone.
pub(crate) fn display_name(values: &[GoldenValue]) -> Option<String> {
    name_of(&GoldenLine::of(values)).map(Cow::into_owned)
}

fn name_of<'a>(line: &GoldenLine<'a>) -> Option<Cow<'a, str>> {
    match (line.get("given_name"), line.get("family_name")) {
        (Some(given), Some(family)) => Some(format!("{given} {family}").into()),
        (None, None) => {
            ["full_name", "company", "email", "phone"].iter().find_map(|a| line.get(a)).map(Cow::from)
        }
        (given, family) => given.or(family).map(Cow::from),
    }
}

fn days_since_epoch(text: &str) -> Option<i32> {
    let day: Date = text.parse().ok()?;
    day.since(date(1970, 1, 1)).ok().map(|span| span.get_days())
}
