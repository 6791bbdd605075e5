//! `onefold report`: what to tell those who don't look at profiles all day.

use super::context::now;
use super::{CliError, Context, Ending, Out};
use crate::resolve::quality::{PRECISION, QualityReport, RECALL, html, quality};
use crate::text;
use crate::workspace::Access;
use clap::{Args, Subcommand};

/// The arguments of `report`.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    #[command(subcommand)]
    what: What,
}

/// The reports.
#[derive(Debug, Subcommand)]
enum What {
    /// How good the profiles are, by a random sample that stewards judge (Q in Merges); what was found and mended.
    Quality(QualityArgs),
}

/// The arguments of `report quality`.
#[derive(Debug, Args)]
struct QualityArgs {
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
    /// Answer with a page to read, print or send: onefold report quality --html > quality.html
    #[arg(long, conflicts_with = "json")]
    html: bool,
}

impl ReportArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let What::Quality(args) = &self.what;
        let path = context.path();
        let workspace = context.open(&path, Access::ReadOnly)?;
        let report = quality(workspace.connection())?;
        if args.json {
            out.json(&report)?;
        } else if args.html {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            out.line(html(&report, &name.unwrap_or_default(), now()))?;
        } else {
            tell(&report, out)?;
        }
        Ok(Ending::Done)
    }
}

fn tell(report: &QualityReport, out: &mut Out) -> Result<(), CliError> {
    let mut lines: Vec<Vec<String>> = Vec::new();
    let mut line = |name: &str, told: String| lines.push(vec![name.to_owned(), told]);
    match &report.measured {
        Some(measured) => {
            line("precision", format!("{}: {PRECISION}", measured.precision.words()));
            line("recall", format!("{}: {RECALL}", measured.recall.words()));
            line("sample", format!("{}; {}", report.judged(), measured.verdict()));
        }
        None => line("sample", "nothing judged yet: Q in Merges shows the pairs to judge".to_owned()),
    }
    if let Some(agreement) = &report.agreement {
        line("stewards", agreement.words());
    }
    for pace in &report.pace {
        line(&text::truncate(&text::clean(&pace.who), 20), pace.words());
    }
    line("found", report.repairs.found());
    line("mended", report.repairs.decided());
    out.table(&lines)?;
    if report.history.is_empty() {
        return Ok(());
    }
    let mut table = vec![
        ["run", "when", "records", "profiles", "precision", "recall", "judged"].map(str::to_owned).to_vec(),
    ];
    table.extend(report.history.iter().map(|run| {
        vec![
            run.run_id.to_string(),
            run.at.replace('T', " "),
            text::count(run.records),
            text::count(run.profiles),
            run.precision.words(),
            run.recall.words(),
            text::count(run.judged),
        ]
    }));
    out.line("")?;
    out.table(&table)
}
