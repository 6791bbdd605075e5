//! `onefold segment [NAME]`: all segments with their sizes, or one with its definition and first members.

use super::{CliError, Context, Ending, Out};
use crate::govern;
use crate::segment::read::{
    LONGEST_PAGE, MembersPage, MembersRequest, SegmentList, SegmentRow, list, members, segment,
};
use crate::text;
use crate::workspace::Access;
use clap::Args;
use serde::Serialize;

/// The arguments of `segment`.
#[derive(Debug, Args)]
pub(super) struct SegmentArgs {
    /// Id or title of a segment; all of them when left out.
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// At most so many members.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct One {
    #[serde(flatten)]
    segment: SegmentRow,
    #[serde(flatten)]
    page: MembersPage,
}

impl SegmentArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let workspace = context.open(&context.path(), Access::ReadOnly)?;
        let conn = workspace.connection();
        let Some(name) = &self.name else {
            let all = list(conn)?;
            if self.json {
                out.json(&all)?
            } else {
                write_all(out, &all)?
            }
            return Ok(Ending::Done);
        };
        let segment = segment(conn, name)?;
        let request = MembersRequest {
            segment: segment.id.clone(),
            limit: self.limit.min(LONGEST_PAGE),
            ..MembersRequest::default()
        };
        let one = One { page: members(conn, &request)?, segment };
        if self.json {
            out.json(&one)?
        } else {
            write_one(out, &one, !context.no_mask)?
        }
        Ok(Ending::Done)
    }
}

fn write_all(out: &mut Out, all: &SegmentList) -> Result<(), CliError> {
    let mut rows = vec![["segment", "title", "family", "members", "share"].map(str::to_owned).to_vec()];
    rows.extend(all.segments.iter().map(|s| {
        vec![s.id.clone(), s.title.clone(), s.family.clone(), text::count(s.size), text::percent(s.share)]
    }));
    out.table(&rows)
}

fn write_one(out: &mut Out, one: &One, masked: bool) -> Result<(), CliError> {
    let segment = &one.segment;
    out.line(format!(
        "{}: {} ({} of all)",
        segment.title,
        segment.description,
        text::percent(segment.share)
    ))?;
    out.line(&segment.definition)?;
    out.line("")?;
    let shown = |attribute: &str, value: Option<&str>| {
        let value = value.unwrap_or_default();
        text::truncate(&if masked { govern::mask(attribute, value) } else { value.to_owned() }, 36)
    };
    let mut rows = vec![["profile", "name", "e-mail", "orders", "revenue"].map(str::to_owned).to_vec()];
    rows.extend(one.page.members.iter().map(|m| {
        vec![
            format!("P{}", m.profile_id),
            shown("name", m.name.as_deref()),
            shown("email", m.email.as_deref()),
            text::count(m.metrics.orders),
            text::money(m.metrics.revenue, m.metrics.currency.as_deref()),
        ]
    }));
    out.table(&rows)?;
    out.line(format!("{} of {} members.", text::count(one.page.members.len()), text::count(one.page.total)))
}
