//! All connectors there are, and which of them a file belongs to.

use super::IngestError;
use super::connector::{Connector, matches};
use super::row::{follow, path};
use serde_json::Value;
use std::path::Path;

/// The connectors that ship with Onefold: file name and text.
const SHIPPED: &[(&str, &str)] = &[
    ("ga4.events.toml", include_str!("../../assets/connectors/ga4.events.toml")),
    ("kafka.capture.toml", include_str!("../../assets/connectors/kafka.capture.toml")),
    ("klaviyo.events.toml", include_str!("../../assets/connectors/klaviyo.events.toml")),
    ("klaviyo.profiles.toml", include_str!("../../assets/connectors/klaviyo.profiles.toml")),
    ("loyalty.activity.toml", include_str!("../../assets/connectors/loyalty.activity.toml")),
    ("loyalty.members.toml", include_str!("../../assets/connectors/loyalty.members.toml")),
    ("meta.ads.toml", include_str!("../../assets/connectors/meta.ads.toml")),
    ("meta.audience.toml", include_str!("../../assets/connectors/meta.audience.toml")),
    ("meta.leads.toml", include_str!("../../assets/connectors/meta.leads.toml")),
    ("salesforce.contacts.toml", include_str!("../../assets/connectors/salesforce.contacts.toml")),
    ("salesforce.leads.toml", include_str!("../../assets/connectors/salesforce.leads.toml")),
    ("salesforce.other.toml", include_str!("../../assets/connectors/salesforce.other.toml")),
    ("segment.events.toml", include_str!("../../assets/connectors/segment.events.toml")),
    ("shopify.customers.toml", include_str!("../../assets/connectors/shopify.customers.toml")),
    ("shopify.orders.toml", include_str!("../../assets/connectors/shopify.orders.toml")),
    ("shopify.products.toml", include_str!("../../assets/connectors/shopify.products.toml")),
    ("square.customers.toml", include_str!("../../assets/connectors/square.customers.toml")),
    ("square.items.toml", include_str!("../../assets/connectors/square.items.toml")),
    ("square.transactions.toml", include_str!("../../assets/connectors/square.transactions.toml")),
    ("toast.items.toml", include_str!("../../assets/connectors/toast.items.toml")),
];

/// The user's own connectors first, then the shipped ones.
pub(crate) struct Library {
    connectors: Vec<Connector>,
}

/// What is known of a file before it is mapped.
pub(crate) enum Sample<'a> {
    /// Header and the first rows.
    Table(&'a [String], &'a [csv::StringRecord]),
    /// The first objects.
    Json(&'a [Value]),
}

/// A connector that fits, and why.
pub(crate) struct Recognised {
    pub connector: Connector,
    pub evidence: String,
}

impl Library {
    /// The shipped connectors, and those in `folder` when there are any.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self, IngestError> {
        let mut connectors = Vec::new();
        if let Some(folder) = folder.filter(|f| f.is_dir()) {
            let io = |source| IngestError::Io { path: folder.into(), source };
            let mut files: Vec<_> =
                std::fs::read_dir(folder).map_err(io)?.filter_map(|e| e.ok().map(|e| e.path())).collect();
            files.sort();
            for file in files.into_iter().filter(|f| f.extension().is_some_and(|e| e == "toml")) {
                let text = std::fs::read_to_string(&file)
                    .map_err(|source| IngestError::Io { path: file.clone(), source })?;
                connectors.push(Connector::parse(&text, &file.display().to_string())?);
            }
        }
        for (name, text) in SHIPPED {
            connectors.push(Connector::parse(text, &format!("assets/connectors/{name}"))?);
        }
        Ok(Self { connectors })
    }

    /// The connector of this id.
    pub(crate) fn named(&self, id: &str) -> Result<&Connector, IngestError> {
        self.connectors.iter().find(|c| c.id == id).ok_or_else(|| IngestError::Definition {
            file: format!("--connector {id}"),
            why: format!(
                "there is no such connector. There are: {}",
                self.connectors.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(", ")
            ),
        })
    }

    /// The connector whose marks the file bears; the one with the most marks when several fit.
    pub(crate) fn recognise(&self, sample: &Sample) -> Option<Recognised> {
        self.connectors
            .iter()
            .rev()
            .filter_map(|c| marks(c, sample).map(|n| (n, c)))
            .max_by_key(|(n, _)| *n)
            .map(|(n, c)| Recognised {
                connector: c.clone(),
                evidence: format!("{n} of {n} marks of {}", c.title),
            })
    }
}

/// How many marks of the connector the file bears; `None` when one is missing.
fn marks(connector: &Connector, sample: &Sample) -> Option<usize> {
    let detect = &connector.detect;
    if detect.json.is_some_and(|json| json != matches!(sample, Sample::Json(_))) {
        return None;
    }
    let has = |name: &String| sample.has(name);
    let all = detect.all.iter().all(has)
        && detect.any.iter().all(|list| list.iter().any(has))
        && !detect.none.iter().any(has)
        && detect
            .begins
            .iter()
            .all(|(column, start)| sample.values(column).iter().all(|v| v.starts_with(start.as_str())))
        && detect.is.iter().all(|(column, list)| {
            let values = sample.values(column);
            !values.is_empty() && values.iter().all(|v| list.contains(v))
        });
    all.then(|| detect.all.len() + detect.any.len() + detect.begins.len() + detect.is.len())
}

impl Sample<'_> {
    fn has(&self, name: &str) -> bool {
        match self {
            Self::Table(header, _) => header.iter().any(|h| matches(name, h)),
            Self::Json(objects) => {
                let steps = path(name);
                objects.iter().any(|o| o.get(name).is_some() || follow(o, &steps).is_some())
            }
        }
    }

    /// Filled values of a column in the first rows.
    fn values(&self, name: &str) -> Vec<String> {
        match self {
            Self::Table(header, rows) => {
                let Some(at) = header.iter().position(|h| matches(name, h)) else { return Vec::new() };
                rows.iter()
                    .filter_map(|r| r.get(at))
                    .map(|v| v.trim().to_owned())
                    .filter(|v| !v.is_empty())
                    .collect()
            }
            Self::Json(objects) => {
                let steps = path(name);
                objects.iter().filter_map(|o| follow(o, &steps)?.as_str().map(str::to_owned)).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_connectors_are_sound_and_have_distinct_ids() {
        let library = Library::open(None).unwrap();
        let mut ids: Vec<&str> = library.connectors.iter().map(|c| c.id.as_str()).collect();
        ids.sort_unstable();
        let count = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }

    #[test]
    fn the_closest_connector_wins() {
        let library = Library::open(None).unwrap();
        let header = |names: &str| names.split(',').map(str::to_owned).collect::<Vec<_>>();
        for (names, want) in [
            (
                "First Name,Last Name,Email,Province Code,Accepts Marketing,Total Spent,Total Orders",
                "shopify.customers",
            ),
            (
                "Name,Email,Financial Status,Total,Created at,Lineitem quantity,Lineitem name",
                "shopify.orders",
            ),
            ("Date,Time,Time Zone,Item,Qty,Price Point Name,Transaction ID", "square.items"),
            ("Campaign name,Day,Amount spent (EUR),Impressions", "meta.ads"),
        ] {
            let found = library.recognise(&Sample::Table(&header(names), &[])).map(|r| r.connector.id);
            assert_eq!(found.as_deref(), Some(want), "{names}");
        }
        assert!(library.recognise(&Sample::Table(&header("a,b,c"), &[])).is_none());
    }
}
