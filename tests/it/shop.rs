//! A place of its own for a test: a folder, a workspace in it, and nothing of the user's.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// Three people as a spreadsheet has them.
pub(crate) const PEOPLE: &str = "id,first name,last name,email,phone\n\
    1,Ann,Lee,ann@mail.org,+447700900001\n\
    2,Bob,Day,bob@mail.org,+447700900002\n\
    3,Cleo,Fox,cleo@mail.org,\n";

/// A folder with a workspace; gone when dropped.
pub(crate) struct Shop {
    folder: tempfile::TempDir,
}

/// How the program answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Shop {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With the demo's workspace, everything resolved: made once, copied for each.
    pub(crate) fn demo() -> Self {
        static MADE: OnceLock<Vec<u8>> = OnceLock::new();
        let made = MADE.get_or_init(|| {
            let shop = Self::new();
            assert_eq!(shop.run(&["demo", "--headless"]).code, Some(0));
            std::fs::read(shop.workspace()).unwrap()
        });
        let shop = Self::new();
        std::fs::write(shop.workspace(), made).unwrap();
        shop
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn workspace(&self) -> PathBuf {
        self.path("shop.duckdb")
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Any program, with nothing of the user's in its environment.
    pub(crate) fn program(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        for (variable, folder) in [
            ("HOME", "home"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
        ] {
            command.env(variable, self.path(folder));
        }
        command
            .env("ONEFOLD_WORKSPACE", self.workspace())
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// The program, not yet started.
    pub(crate) fn onefold(&self, args: &[&str]) -> Command {
        let mut command = self.program(env!("CARGO_BIN_EXE_onefold"));
        command.args(args);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Answer {
        Answer::of(self.onefold(args).output().unwrap())
    }

    /// Runs a command that must succeed, and reads its JSON.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        let answer = self.run(&args);
        assert_eq!(answer.code, Some(0), "{args:?}: {}", answer.err);
        serde_json::from_str(&answer.out).unwrap_or_else(|error| panic!("{error} in {}", answer.out))
    }

    /// What every table of the workspace holds: rows, and a digest that does not mind their order.
    pub(crate) fn holds(&self) -> Vec<(String, i64, String)> {
        let conn = duckdb::Connection::open(self.workspace()).unwrap();
        let mut tables = conn.prepare("SELECT table_name FROM duckdb_tables() ORDER BY 1").unwrap();
        let names: Vec<String> =
            tables.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        let digest = |name: String| {
            let sql = format!("SELECT count(*), coalesce(bit_xor(hash(t))::VARCHAR, '') FROM \"{name}\" t");
            conn.query_row(&sql, [], |row| Ok((name.clone(), row.get(0)?, row.get(1)?))).unwrap()
        };
        names.into_iter().map(digest).collect()
    }
}

impl Answer {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The committed sample data.
pub(crate) fn sample_data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data")
}

/// The sum of a key over the files of a load.
pub(crate) fn sum(load: &Value, key: &str) -> u64 {
    files(load).iter().map(|file| file[key].as_u64().unwrap()).sum()
}

/// The files of a load.
pub(crate) fn files(load: &Value) -> &[Value] {
    load["files"].as_array().unwrap()
}
