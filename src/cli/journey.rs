//! `onefold journey QUERY`: what a person did, in order.

use super::{CliError, Context, Ending, Out, find};
use crate::journey::read::{Filter, LONGEST_PAGE, Timeline, TimelineRequest, timeline};
use crate::text;
use crate::workspace::Access;
use clap::Args;
use serde::Serialize;

/// The arguments of `journey`.
#[derive(Debug, Args)]
pub(super) struct JourneyArgs {
    /// P and a number, a record (source:key), or part of a name, e-mail address or phone number.
    #[arg(value_name = "ID")]
    query: String,
    /// Only events of these kinds: order, visit, email_open, …
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// Only events of these sources.
    #[arg(long, value_name = "NAME")]
    source: Vec<String>,
    /// Newest first.
    #[arg(long)]
    newest: bool,
    /// At most so many events.
    #[arg(long, value_name = "N", default_value_t = 200)]
    limit: u32,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Journey {
    profile_id: i64,
    #[serde(flatten)]
    timeline: Timeline,
}

impl JourneyArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let workspace = context.open(&context.path(), Access::ReadOnly)?;
        let conn = workspace.connection();
        let profile_id = find::profile(&workspace, &self.query)?;
        let request = TimelineRequest {
            profile_id,
            filter: Filter { kinds: self.kind.clone(), sources: self.source.clone(), ..Filter::default() },
            oldest_first: !self.newest,
            offset: 0,
            limit: self.limit.min(LONGEST_PAGE),
        };
        let journey = Journey { profile_id, timeline: timeline(conn, &request)? };
        if self.json {
            out.json(&journey)?;
        } else {
            write(out, &journey)?;
        }
        Ok(Ending::Done)
    }
}

fn write(out: &mut Out, journey: &Journey) -> Result<(), CliError> {
    let timeline = &journey.timeline;
    let mut rows = vec![["when (UTC)", "what", "source", "amount"].map(str::to_owned).to_vec()];
    rows.extend(timeline.entries.iter().map(|e| {
        let amount = match (e.amount, e.kind.starts_with("loyalty_")) {
            (Some(points), true) => format!("{} points", text::decimal(points, 0)),
            (Some(amount), false) => text::money(amount, e.currency.as_deref()),
            (None, _) => String::new(),
        };
        let again = if e.echo { " (told again)" } else { "" };
        vec![text::date_time(e.at), text::truncate(&e.text, 60) + again, e.source.clone(), amount]
    }));
    out.table(&rows)?;
    out.line(format!(
        "P{}: {} of {} events.",
        journey.profile_id,
        text::count(timeline.entries.len()),
        text::count(timeline.total)
    ))
}
