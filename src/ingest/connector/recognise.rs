//! Which connector a file belongs to, and the evidence for it.

use super::{Connector, Library, matches};
use crate::ingest::input::Cells;
use crate::ingest::map::{follow, path};
use serde_json::Value;

/// What is known of a file before it is mapped: its header and first rows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sample<'a> {
    /// A table; `named` unless it has no header.
    Table {
        header: &'a [String],
        rows: &'a [Cells],
        named: bool,
    },
    Json(&'a [Value]),
}

/// A connector that fits, and why.
pub(crate) struct Recognised {
    pub connector: Connector,
    pub evidence: String,
}

impl Library {
    /// The connector whose marks the file bears; the one with the most marks when several fit.
    pub(crate) fn recognise(&self, sample: Sample<'_>) -> Option<Recognised> {
        // The last of several with equally many marks is the first of the library: the user's own come first.
        self.connectors()
            .iter()
            .rev()
            .filter_map(|connector| marks(connector, sample).map(|count| (count, connector)))
            .max_by_key(|(count, _)| *count)
            .map(|(_, connector)| Recognised {
                connector: connector.clone(),
                evidence: evidence(connector, sample),
            })
    }
}

/// How many marks of the connector the file bears; `None` when one is missing.
fn marks(connector: &Connector, sample: Sample<'_>) -> Option<usize> {
    let detect = &connector.detect;
    if detect.json.is_some_and(|json| json != matches!(sample, Sample::Json(_))) {
        return None;
    }
    if let Sample::Table { header, named: false, .. } = sample {
        return (detect.columns == Some(header.len())).then_some(1);
    }
    if detect.columns.is_some() {
        return None;
    }
    let has = |name: &String| sample.has(name);
    let fits = detect.all.iter().all(has)
        && detect.any.iter().all(|list| list.iter().any(has))
        && !detect.none.iter().any(has)
        && detect.empty.iter().all(|column| sample.values(column).is_empty())
        && detect.begins.iter().all(|(column, start)| {
            sample
                .values(column)
                .iter()
                .all(|value| value.trim_start_matches('\'').starts_with(start.as_str()))
        })
        && detect.is.iter().all(|(column, list)| {
            let values = sample.values(column);
            !values.is_empty() && values.iter().all(|value| list.contains(value))
        });
    let count = detect.all.len() + detect.any.len() + detect.begins.len() + detect.is.len();
    fits.then_some(count + detect.empty.len() + detect.none.len())
}

/// For people: `4 of 4 Shopify orders columns: Name, Financial Status, …`.
fn evidence(connector: &Connector, sample: Sample<'_>) -> String {
    let detect = &connector.detect;
    if let Some(columns) = detect.columns {
        return format!("{columns} columns without header, as in {}", connector.title);
    }
    let any = detect.any.iter().filter_map(|list| list.iter().find(|name| sample.has(name)));
    let names: Vec<&str> = detect.all.iter().chain(any).map(String::as_str).collect();
    let mut text = format!("{0} of {0} {1} columns: {2}", names.len(), connector.title, names.join(", "));
    for (column, start) in &detect.begins {
        text.push_str(&format!("; {column} begins with {start}"));
    }
    for column in &detect.empty {
        text.push_str(&format!("; {column} is empty"));
    }
    text
}

impl Sample<'_> {
    pub(crate) fn has(&self, name: &str) -> bool {
        match self {
            Self::Table { header, .. } => header.iter().any(|column| matches(name, column)),
            Self::Json(objects) => {
                let steps = path(name);
                objects.iter().any(|object| object.get(name).is_some() || follow(object, &steps).is_some())
            }
        }
    }

    /// Filled values of a column in the first rows.
    fn values(&self, name: &str) -> Vec<String> {
        match self {
            Self::Table { header, rows, .. } => {
                let Some(at) = header.iter().position(|column| matches(name, column)) else {
                    return Vec::new();
                };
                let values = rows.iter().filter_map(|row| row.get(at)).map(str::trim);
                values.filter(|value| !value.is_empty()).map(str::to_owned).collect()
            }
            Self::Json(objects) => {
                let steps = path(name);
                objects
                    .iter()
                    .filter_map(|object| follow(object, &steps)?.as_str().map(str::to_owned))
                    .collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognise(header: &str, row: &str) -> Option<(String, String)> {
        let header: Vec<String> = header.split(',').map(str::to_owned).collect();
        let mut cells = Cells::default();
        row.split(',').for_each(|cell| cells.push(cell));
        let rows = [cells];
        let sample = Sample::Table { header: &header, rows: &rows, named: true };
        Library::open(None).unwrap().recognise(sample).map(|found| (found.connector.id, found.evidence))
    }

    fn id(header: &str, row: &str) -> Option<String> {
        recognise(header, row).map(|(id, _)| id)
    }

    #[test]
    fn the_closest_connector_wins() {
        for (header, row, want) in [
            (
                "First Name,Last Name,Email,Province Code,Accepts Marketing,Total Spent,Total Orders",
                "",
                "shopify.customers",
            ),
            (
                "Name,Email,Financial Status,Total,Created at,Lineitem quantity,Lineitem name",
                ",,paid",
                "shopify.orders",
            ),
            ("Date,Time,Time Zone,Item,Qty,Price Point Name,Transaction ID", "", "square.items"),
            ("Campaign name,Day,Amount spent (EUR),Impressions", "", "meta.ads"),
            ("Id,AccountId,LastName,FirstName,Email", "003bm00000zapthAAA", "salesforce.contacts"),
        ] {
            assert_eq!(id(header, row).as_deref(), Some(want), "{header}");
        }
        assert_eq!(id("a,b,c", ""), None);
        assert_eq!(id("Id,AccountId,LastName", "00Qbm00000zapthAAA"), None);
    }

    #[test]
    fn the_evidence_is_told() {
        let (_, evidence) = recognise("Email,Klaviyo ID,First Active", "").unwrap();
        assert_eq!(evidence, "3 of 3 Klaviyo profiles columns: Email, Klaviyo ID, First Active");
    }
}
