//! `onefold export`: profiles, the members of a segment, or redirects of profile ids, as CSV or Parquet.

use super::out::many;
use super::{CliError, Context, Ending, Out};
use crate::activate::{Format, Selection, export, export_redirects};
use crate::workspace::Access;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::PathBuf;

/// The arguments of `export`.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// The file to write; its ending (.csv, .parquet) says the format.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only the members of this segment [default: every profile].
    #[arg(long, value_name = "NAME", conflicts_with = "redirects")]
    segment: Option<String>,
    /// Instead of profiles, the profile ids that are gone, and where their people are now.
    #[arg(long)]
    redirects: bool,
    /// The format, when the ending does not say it.
    #[arg(long, value_name = "FORMAT")]
    format: Option<As>,
    /// Write over a file that is there.
    #[arg(long)]
    overwrite: bool,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// `--format`.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum As {
    /// Comma-separated, UTF-8, with a header.
    Csv,
    /// Parquet.
    Parquet,
}

impl ExportArgs {
    pub(super) fn go(&self, context: &Context, out: &mut Out) -> Result<Ending, CliError> {
        let format = self.format()?;
        let selection = match &self.segment {
            Some(name) => Selection::Segment(name.clone()),
            None => Selection::Everyone,
        };
        let workspace = context.open(&context.path(), Access::ReadOnly)?;
        let rows = context.work(&workspace, |workspace, _| {
            let conn = workspace.connection();
            Ok(match self.redirects {
                true => export_redirects(conn, format, &self.file, self.overwrite)?,
                false => export(conn, &selection, format, &self.file, self.overwrite)?,
            })
        })?;
        let (key, what) = if self.redirects { ("redirects", "redirect") } else { ("profiles", "profile") };
        if self.json {
            out.json(&json!({"path": self.file, "format": format.name(), key: rows}))?;
        } else {
            out.line(format!("{} written to {}", many(rows, what), self.file.display()))?;
        }
        Ok(Ending::Done)
    }

    fn format(&self) -> Result<Format, CliError> {
        let ending = self.file.extension().map(|e| e.to_string_lossy().to_lowercase());
        match (self.format, ending.as_deref()) {
            (Some(As::Csv), _) | (None, Some("csv")) => Ok(Format::Csv),
            (Some(As::Parquet), _) | (None, Some("parquet")) => Ok(Format::Parquet),
            _ => Err(CliError::Bad(format!(
                "which format is {} to have? Name it .csv or .parquet, or say --format csv",
                self.file.display()
            ))),
        }
    }
}
