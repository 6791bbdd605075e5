//! The segments there are: those Onefold ships, and the user's own files beside the workspace.

use super::SegmentError;
use super::definition::{Definition, read};
use std::path::Path;

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/segments/", $name, ".toml")))),*]
    };
}

const SHIPPED: [(&str, &str); 29] = shipped![
    "new",
    "active",
    "lapsing",
    "lapsed",
    "never_bought",
    "one_time",
    "repeat",
    "cart_abandoners",
    "checkout_abandoners",
    "browsers",
    "multi_channel",
    "store_and_online",
    "email_engaged",
    "email_reachable",
    "sms_reachable",
    "loyalty_members",
    "high_value",
    "points_rich",
    "households",
    "rfm_champions",
    "rfm_cannot_lose",
    "rfm_loyal",
    "rfm_new",
    "rfm_promising",
    "rfm_need_attention",
    "rfm_potential_loyalist",
    "rfm_at_risk",
    "rfm_about_to_sleep",
    "rfm_lost",
];

/// The segments that Onefold ships, by position.
///
/// # Errors
/// Never, as long as the tests pass: the files are part of the program.
pub fn shipped() -> Result<Vec<Definition>, SegmentError> {
    let mut all = Vec::with_capacity(SHIPPED.len());
    for (id, text) in SHIPPED {
        all.push(read(id, &format!("assets/segments/{id}.toml"), text)?);
    }
    sort(&mut all);
    Ok(all)
}

/// The shipped segments and those in `folder` (`*.toml`; a file named like a shipped one takes its place), by position.
/// A folder that is not there holds none.
///
/// # Errors
/// When the folder or a file in it can't be read, or does not define a segment.
pub fn library(folder: Option<&Path>) -> Result<Vec<Definition>, SegmentError> {
    let mut all = shipped()?;
    let Some(folder) = folder.filter(|folder| folder.is_dir()) else { return Ok(all) };
    let unreadable = |source| SegmentError::Unreadable { path: folder.to_owned(), source };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path)
            .map_err(|source| SegmentError::Unreadable { path: path.clone(), source })?;
        let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let own = read(&id, &path.display().to_string(), &text)?;
        all.retain(|other| other.id != own.id);
        all.push(own);
    }
    sort(&mut all);
    Ok(all)
}

fn sort(all: &mut [Definition]) {
    all.sort_by(|a, b| a.position.cmp(&b.position).then_with(|| a.id.cmp(&b.id)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_under_assets_is_shipped_and_reads() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/segments");
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), SHIPPED.len());
        let all = shipped().unwrap();
        let mut positions: Vec<_> = all.iter().map(|segment| segment.position).collect();
        positions.dedup();
        assert_eq!(positions.len(), all.len(), "two segments share a position");
    }

    #[test]
    fn own_files_are_added_and_replace() {
        let folder = tempfile::tempdir().unwrap();
        let text = "title = \"Mine\"\ndescription = \"\"\nfamily = \"value\"\nposition = 0\n[[when]]\nfield = \"orders\"\nat_least = 1\n";
        std::fs::write(folder.path().join("mine.toml"), text).unwrap();
        std::fs::write(folder.path().join("active.toml"), text).unwrap();
        std::fs::write(folder.path().join("notes.txt"), "not a segment").unwrap();
        let all = library(Some(folder.path())).unwrap();
        assert_eq!(all.len(), SHIPPED.len() + 1);
        assert!(all.iter().filter(|segment| segment.title == "Mine").count() == 2);
        std::fs::write(folder.path().join("bad.toml"), "title = 1").unwrap();
        let said = library(Some(folder.path())).unwrap_err().to_string();
        assert!(said.contains("bad.toml, line 1"), "{said}");
        assert_eq!(library(Some(Path::new("/nowhere/at/all"))).unwrap().len(), SHIPPED.len());
    }
}
