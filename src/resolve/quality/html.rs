//! The report as one page that stands for itself: no script, nothing fetched, light and dark, fit for paper.

use super::words::{PRECISION, RECALL};
use super::{Measured, QualityReport, Rate};
use crate::text::{clean, count, date_time, percent};
use jiff::civil::DateTime;
use std::fmt::Write;

const STYLE: &str = include_str!("../../../assets/html/quality.css");

/// The page; `workspace` is the name of the file it tells of.
#[must_use]
pub fn html(report: &QualityReport, workspace: &str, now: DateTime) -> String {
    let name = escape(workspace);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Quality of {name}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>Quality of the profiles</h1>\n<p class=\"quiet\">{name}, {} UTC</p>\n",
        escape(&date_time(now))
    );
    let sections = [
        report.measured.as_ref().map_or_else(unmeasured, |measured| headline(report, measured)),
        found(report),
        history(report),
        pace(report),
        strata(report),
        METHOD.to_owned(),
    ];
    page.push_str(&sections.concat());
    page.push_str("</main>\n</body>\n</html>");
    page
}

const METHOD: &str = "<h2>How this is measured</h2>\n<p>Stewards judge pairs drawn at random, spread over how sure the model \
    is and how large profiles are, without seeing what the model thinks. Each group of pairs counts as much as it has \
    pairs. The true figure lies within the range given with a probability of 95 %. Recall counts pairs that were compared; \
    what no rule ever brought together is not in it. A pair that was mended after it was judged still stands for those \
    nobody has looked at.</p>\n";

fn unmeasured() -> String {
    "<p>Nothing has been judged yet. Open the explorer, press 3 for Merges and Q for the sample.</p>\n"
        .to_owned()
}

fn headline(report: &QualityReport, measured: &Measured) -> String {
    let figure = |title: &str, rate: Rate, means: &str| {
        format!(
            "<section class=\"figure\">\n<h2>{title}</h2>\n<p class=\"big\">{}</p>\n{}\n<p>{means}, between {} and {}.</p>\n</section>\n",
            percent(rate.value),
            bar(rate),
            percent(rate.low),
            percent(rate.high),
        )
    };
    format!(
        "<div class=\"figures\">\n{}{}</div>\n<p>{}: {}.</p>\n",
        figure("Precision", measured.precision, PRECISION),
        figure("Recall", measured.recall, RECALL),
        escape(&report.judged()),
        escape(&measured.verdict()),
    )
}

/// A line from 0 to 100 % with the interval and the guess on it.
fn bar(rate: Rate) -> String {
    let place = |share: f64| (share * 1_000.0).round() / 10.0;
    let (low, high) = (place(rate.low), place(rate.high));
    format!(
        "<div class=\"bar\" role=\"img\" aria-label=\"{}\"><span class=\"range\" style=\"left:{low}%;width:{:.1}%\"></span>\
         <span class=\"guess\" style=\"left:{}%\"></span></div>",
        escape(&rate.words()),
        (high - low).max(0.4),
        place(rate.value),
    )
}

fn found(report: &QualityReport) -> String {
    let agreement = report
        .agreement
        .as_ref()
        .map_or_else(|| "no pair was judged by two stewards yet".to_owned(), |agreement| agreement.words());
    format!(
        "<h2>Found and mended</h2>\n<ul>\n<li>{}</li>\n<li>{}</li>\n<li>Stewards: {}</li>\n</ul>\n",
        escape(&report.repairs.found()),
        escape(&report.repairs.decided()),
        escape(&agreement),
    )
}

fn history(report: &QualityReport) -> String {
    let rows = report.history.iter().map(|run| {
        vec![
            run.run_id.to_string(),
            run.at.replace('T', " "),
            count(run.records),
            count(run.profiles),
            run.precision.words(),
            run.recall.words(),
            count(run.judged),
        ]
    });
    let head = ["run", "when (UTC)", "records", "profiles", "precision, %", "recall, %", "judged by then"];
    table("Before and after each run", &head, rows.collect())
}

fn pace(report: &QualityReport) -> String {
    let rows = report.pace.iter().map(|pace| {
        let each = pace.seconds.map_or_else(|| "–".to_owned(), |seconds| format!("{seconds:.0} s"));
        vec![clean(&pace.who).into_owned(), count(pace.words), count(pace.days), each]
    });
    table("Stewards", &["who", "words", "days", "time for one"], rows.collect())
}

fn strata(report: &QualityReport) -> String {
    let rows = report.strata.iter().map(|stratum| {
        vec![
            stratum.title.clone(),
            count(stratum.pairs),
            count(stratum.judged),
            count(stratum.same),
            count(stratum.judged - stratum.same),
        ]
    });
    table("Where the sample was drawn", &["pairs of", "pairs", "judged", "one person", "two"], rows.collect())
}

/// A table with its heading; nothing without rows. Cells that begin with a digit stand right.
fn table(title: &str, head: &[&str], rows: Vec<Vec<String>>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut table = format!("<h2>{title}</h2>\n<table>\n<tr>");
    for cell in head {
        // A string takes whatever is written to it.
        let _ = write!(table, "<th>{}</th>", escape(cell));
    }
    for row in rows {
        table.push_str("</tr>\n<tr>");
        for cell in row {
            let number = cell.starts_with(|c: char| c.is_ascii_digit());
            let class = if number { " class=\"number\"" } else { "" };
            let _ = write!(table, "<td{class}>{}</td>", escape(&cell));
        }
    }
    table.push_str("</tr>\n</table>\n");
    table
}

/// Text as it may stand in a page: names come from outside.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Agreement, Measurement, Pace};
    use super::*;
    use jiff::civil::date;

    fn rate(value: f64) -> Rate {
        Rate { value, low: value - 0.02, high: value + 0.01 }
    }

    fn report() -> QualityReport {
        let measured = Measured {
            precision: rate(0.97),
            recall: rate(0.91),
            judged: 212,
            enough: false,
            more: Some(140),
        };
        QualityReport {
            measured: Some(measured),
            agreement: Some(Agreement { pairs: 20, alike: 19, beyond_chance: Some(0.9) }),
            pace: vec![Pace {
                who: "<script>alert('x')</script>\u{1b}[31m".into(),
                words: 212,
                days: 2,
                seconds: Some(6.4),
            }],
            history: vec![Measurement {
                run_id: 3,
                at: "2026-11-23T12:00:00".into(),
                records: 1200,
                profiles: 400,
                judged: 212,
                precision: rate(0.97),
                recall: rate(0.91),
            }],
            ..QualityReport::default()
        }
    }

    #[test]
    fn the_page_tells_all_of_it_and_runs_nothing() {
        let page = html(&report(), "a & b.duckdb", date(2026, 11, 27).at(9, 0, 0, 0));
        for told in
            ["97.0 %", "91.0 %", "212 pairs judged", "about 140 more", "a &amp; b.duckdb", "1,200", "6 s"]
        {
            assert!(page.contains(told), "{told} is missing in {page}");
        }
        assert!(!page.contains("<script") && !page.contains('\u{1b}'), "{page}");
        assert!(page.contains("&lt;script&gt;") && !page.contains("http://") && !page.contains("https://"));
        let empty = html(&QualityReport::default(), "x", date(2026, 11, 27).at(9, 0, 0, 0));
        assert!(empty.contains("Nothing has been judged yet") && !empty.contains("<table>"));
    }
}
