//! A workspace on disk, filled from two exports that come in several versions, and killed or lost now and then.

use super::sound::{assert_same, content};
use crate::ingest::{LoadRequest, id, load};
use crate::progress::Progress;
use crate::resolve::decide::tests::now;
use crate::resolve::error::database;
use crate::resolve::{ResolveOptions, run};
use crate::workspace::{Access, Paths, Workspace, in_transaction, journal};
use duckdb::Connection;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

/// People beside the twins.
const PEOPLE: usize = 24;

/// The system and the key of a record, by its number: those of nine people in both systems, and of twins.
fn named(n: usize) -> (&'static str, String) {
    match n {
        18 => ("crm", "twin".into()),
        19 => ("shop", "twin".into()),
        n => (SYSTEMS[n % 2], (n / 2).to_string()),
    }
}

/// The id of a record, by its number.
pub(super) fn record(n: usize) -> i64 {
    let (system, key) = named(n);
    id(system, &key)
}

const SYSTEMS: [&str; 2] = ["crm", "shop"];

/// An export. In the second version one row speaks of another person and one is gone; in the third one says less and
/// two others are gone.
fn export(system: usize, version: usize) -> String {
    let given = ["Anna", "Boris", "Clara", "David", "Emilia", "Farid", "Greta", "Hassan"];
    let family = ["Archer", "Bellini", "Castillo"];
    let mut rows = String::from("id,first name,last name,date of birth,email,street,postcode\n");
    for key in 0..PEOPLE {
        let of = match (version, key) {
            (1, 5) | (2, 3 | 7) => continue,
            (1, 3) => 4,
            _ => key,
        };
        let (g, f) = (given[of % 8], family[of / 8]);
        let mut name = format!("{g}{}", if system == 1 { "a" } else { "" });
        let born = format!("19{}-0{}-1{}", 50 + of, 1 + of % 9, of % 9);
        let email = format!("{}.{}@mail{of}.org", g.to_lowercase(), f.to_lowercase());
        let mut rest = [born, email, format!("{of} Mill Road"), format!("AB{of}")];
        // Some are in doubt.
        if (version, key) == (2, 6) || (system, key % 4) == (1, 2) {
            name = g[..1].into();
            rest.iter_mut().for_each(String::clear);
        }
        let _ = writeln!(rows, "{key},{name},{f},{}", rest.join(","));
    }
    let twin = ["Paula", "Petra"][system];
    let _ = writeln!(rows, "twin,{twin},Zimmer,2001-02-03,,7 Oak Lane,ZZ9");
    rows
}

/// The workspace with what it was filled from.
pub(super) struct Shop {
    folder: tempfile::TempDir,
    /// `None` only while it is closed.
    open: Option<Workspace>,
    versions: [usize; 2],
    /// No export was loaded since the last run that brought something new.
    pub(super) fresh: bool,
}

/// The files as they lay on disk at a moment.
struct Disk {
    data: Vec<u8>,
    log: Vec<u8>,
    journal: Vec<u8>,
}

impl Shop {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut shop = Self { folder, open: None, versions: [0, 0], fresh: false };
        shop.open = Some(Workspace::open(&shop.path(), Access::Create).unwrap());
        (0..2).for_each(|system| assert!(shop.load(system, 0)));
        shop.run(2);
        shop
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("shop.duckdb")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("shop.duckdb.wal")
    }

    fn journal(&self) -> PathBuf {
        journal::path_for(&self.path(), &Paths::of_user())
    }

    pub(super) fn conn(&self) -> &Connection {
        self.open.as_ref().unwrap().connection()
    }

    /// Loads an export; false when it was loaded already.
    pub(super) fn load(&mut self, system: usize, version: usize) -> bool {
        let path = self.folder.path().join(format!("{}.csv", SYSTEMS[system]));
        fs::write(&path, export(system, version)).unwrap();
        let request = LoadRequest {
            paths: vec![path.display().to_string()],
            source: Some(SYSTEMS[system].into()),
            region: Some("GB".into()),
            now: now(),
            ..LoadRequest::default()
        };
        let report = load(self.conn(), &request, &Progress::silent()).unwrap();
        self.versions[system] = version;
        let news = !report.files[0].unchanged;
        self.fresh &= !news;
        news
    }

    pub(super) fn run(&mut self, threads: usize) {
        let conn = self.conn();
        in_transaction(conn, database("run"), || {
            run(conn, 2, now(), ResolveOptions { threads, whole: true }, &Progress::silent())
        })
        .unwrap();
        self.fresh = true;
    }

    /// Does `deed`, but the program is killed when so many tenths of what it writes are on disk: first the journal, then
    /// DuckDB's log. Returns what the deed gave when all of it was there.
    pub(super) fn killed<T>(&mut self, tenths: u64, deed: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let (before, was) = (self.disk(), (self.versions, self.fresh));
        let done = deed(self);
        let after = self.disk();
        let mut last = after.log.len();
        // A log that was begun anew has been taken up into the data: there is no way back.
        if after.log.starts_with(&before.log) {
            let news = [&after.journal[before.journal.len()..], &after.log[before.log.len()..]];
            let written = (news[0].len() + news[1].len()) as u64 * tenths / 10;
            let noted = news[0].len().min(written as usize);
            last = before.log.len() + written as usize - noted;
            fs::write(self.journal(), &after.journal[..before.journal.len() + noted]).unwrap();
        }
        let expected = content(self.conn());
        self.open = None;
        fs::write(self.path(), &after.data).unwrap();
        fs::write(self.log(), &after.log[..last]).unwrap();
        self.open = Some(Workspace::open(&self.path(), Access::ReadWrite).unwrap());
        let whole = last == after.log.len();
        if whole {
            assert_same(&content(self.conn()), &expected, &"after a kill");
        } else {
            (self.versions, self.fresh) = was;
        }
        whole.then_some(done)
    }

    fn disk(&self) -> Disk {
        let read = |path| fs::read(path).unwrap_or_default();
        Disk { data: read(self.path()), log: read(self.log()), journal: read(self.journal()) }
    }

    /// Loses the workspace, and makes it anew from its journal and the exports.
    pub(super) fn lost(&mut self) {
        self.open = None;
        let _ = fs::remove_file(self.log());
        fs::remove_file(self.path()).unwrap();
        self.open = Some(Workspace::open(&self.path(), Access::Create).unwrap());
        for (system, version) in self.versions.into_iter().enumerate() {
            assert!(self.load(system, version));
        }
        self.run(2);
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.journal());
    }
}
