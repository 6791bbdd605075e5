//! All connectors there are: the user's own, and those that ship with Onefold.

use super::Connector;
use crate::ingest::IngestError;
use std::path::Path;

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        /// File name and text of the shipped connectors.
        const SHIPPED: &[(&str, &str)] = &[$((
            concat!("assets/connectors/", $name, ".toml"),
            include_str!(concat!("../../../assets/connectors/", $name, ".toml")),
        )),*];
    };
}

shipped![
    "ga4.events",
    "kafka.capture",
    "klaviyo.events",
    "klaviyo.profiles",
    "loyalty.activity",
    "loyalty.members",
    "meta.ads",
    "meta.audience",
    "meta.leads",
    "salesforce.contacts",
    "salesforce.leads",
    "salesforce.other",
    "segment.events",
    "shopify.customers",
    "shopify.orders",
    "shopify.products",
    "snowplow.events",
    "square.customers",
    "square.items",
    "square.transactions",
    "toast.items",
];

/// The connectors in the order they are asked: the user's own first.
pub(crate) struct Library {
    connectors: Vec<Connector>,
}

impl Library {
    /// The shipped connectors, and those in `folder` when there are any.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self, IngestError> {
        let mut connectors = Vec::new();
        if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
            let io = |path: &Path| {
                let path = path.to_owned();
                move |source| IngestError::Io { path, source }
            };
            let mut files = std::fs::read_dir(folder)
                .map_err(io(folder))?
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<Result<Vec<_>, _>>()
                .map_err(io(folder))?;
            files.sort();
            for file in files.into_iter().filter(|file| file.extension().is_some_and(|end| end == "toml")) {
                let text = std::fs::read_to_string(&file).map_err(io(&file))?;
                connectors.push(Connector::parse(&text, &file.display().to_string())?);
            }
        }
        for (name, text) in SHIPPED {
            connectors.push(Connector::parse(text, name)?);
        }
        Ok(Self { connectors })
    }

    /// All of them.
    pub(crate) fn connectors(&self) -> &[Connector] {
        &self.connectors
    }

    /// The connector of this id.
    pub(crate) fn named(&self, id: &str) -> Result<&Connector, IngestError> {
        self.connectors.iter().find(|connector| connector.id == id).ok_or_else(|| {
            let ids: Vec<&str> = self.connectors.iter().map(|connector| connector.id.as_str()).collect();
            IngestError::Request(format!(
                "--connector {id}: there is no such connector. There are: {}",
                ids.join(", ")
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_connectors_are_sound_and_named_like_their_files() {
        let library = Library::open(None).unwrap();
        for (connector, (file, _)) in library.connectors().iter().zip(SHIPPED) {
            assert_eq!(format!("assets/connectors/{}.toml", connector.id), *file);
        }
        assert!(library.named("klaviyo.events").is_ok());
        assert!(library.named("nothing").is_err());
    }

    #[test]
    fn the_users_own_connectors_come_first_and_are_checked() {
        let folder = tempfile::tempdir().unwrap();
        let text = "id='till.members'\nsystem='Till'\ntitle='till members'\n[detect]\nall=['Nr']\n[record]\nkey='Nr'\n";
        std::fs::write(folder.path().join("mine.toml"), text).unwrap();
        assert_eq!(Library::open(Some(folder.path())).unwrap().connectors()[0].id, "till.members");
        std::fs::write(folder.path().join("wrong.toml"), "id = 1").unwrap();
        let error = Library::open(Some(folder.path())).err().unwrap().to_string();
        assert!(error.contains("wrong.toml, line 1"), "{error}");
    }
}
