//! Opening what is there, what is not, and what is something else.

use super::*;
use std::fs;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn ask(workspace: &Workspace, sql: &str) -> String {
    workspace.connection().query_row(sql, [], |row| row.get::<_, String>(0)).unwrap()
}

#[test]
fn made_once_and_found_again() {
    let folder = folder();
    let path = folder.path().join("w.duckdb");
    assert!(matches!(Workspace::open(&path, Access::ReadWrite), Err(WorkspaceError::Missing { .. })));
    let id = {
        let workspace = Workspace::open(&path, Access::Create).unwrap();
        assert!(workspace.notices().is_empty());
        ask(&workspace, "SELECT value FROM meta WHERE key = 'workspace_id'")
    };
    for access in [Access::Create, Access::ReadWrite, Access::ReadOnly] {
        let workspace = Workspace::open(&path, access).unwrap();
        assert_eq!(ask(&workspace, "SELECT value FROM meta WHERE key = 'workspace_id'"), id);
    }
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["w.duckdb"]);
}

#[test]
fn files_stay_readable_by_duckdb_1_5() {
    let folder = folder();
    let workspace = Workspace::open(&folder.path().join("w.duckdb"), Access::Create).unwrap();
    let tags = ask(
        &workspace,
        "SELECT tags::VARCHAR FROM duckdb_databases() WHERE database_name = current_database()",
    );
    assert!(tags.contains("v1.5.0"), "{tags}");
}

#[test]
fn a_read_only_workspace_refuses_writes() {
    let folder = folder();
    let path = folder.path().join("w.duckdb");
    drop(Workspace::open(&path, Access::Create).unwrap());
    let workspace = Workspace::open(&path, Access::ReadOnly).unwrap();
    assert!(workspace.connection().execute_batch("INSERT INTO settings VALUES ('a', 'b')").is_err());
}

#[test]
fn what_is_no_workspace_is_said_and_left_alone() {
    let folder = folder();
    let sqlite = [b"SQLite format 3\0".as_slice(), &[0; 5000]].concat();
    for (name, bytes) in [("empty", vec![]), ("text.csv", b"a,b\n1,2\n".repeat(900)), ("sqlite.db", sqlite)] {
        let path = folder.path().join(name);
        fs::write(&path, &bytes).unwrap();
        for error in [Workspace::open(&path, Access::Create), Workspace::replace(&path)] {
            assert!(matches!(error, Err(WorkspaceError::NotAWorkspace { .. })), "{name}: {error:?}");
        }
        assert_eq!(fs::read(&path).unwrap(), bytes, "{name}");
    }
    let other = folder.path().join("other.duckdb");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (i INT)").unwrap();
    let error = Workspace::open(&other, Access::Create).unwrap_err();
    assert!(error.to_string().contains("another program"), "{error}");
    assert!(matches!(
        Workspace::open(folder.path(), Access::ReadOnly),
        Err(WorkspaceError::NotAWorkspace { .. })
    ));
    assert!(matches!(
        Workspace::open(&folder.path().join("no/w.duckdb"), Access::Create),
        Err(WorkspaceError::Unreachable { .. })
    ));
}

#[test]
fn a_damaged_file_is_told_from_a_broken_log() {
    let folder = folder();
    let path = folder.path().join("w.duckdb");
    drop(Workspace::open(&path, Access::Create).unwrap());
    let mut bytes = fs::read(&path).unwrap();
    bytes[4096..].iter_mut().for_each(|b| *b ^= 1);
    fs::write(&path, bytes).unwrap();
    assert!(matches!(Workspace::open(&path, Access::ReadWrite), Err(WorkspaceError::Damaged { .. })));
}

#[test]
fn a_log_that_will_not_replay_is_set_aside_and_said() {
    let folder = folder();
    let path = folder.path().join("w.duckdb");
    let log = folder.path().join("w.duckdb.wal");
    let workspace = Workspace::open(&path, Access::Create).unwrap();
    workspace
        .connection()
        .execute_batch(
            "INSERT INTO settings VALUES ('kept', 'yes'); CHECKPOINT; PRAGMA disable_checkpoint_on_shutdown;
             INSERT INTO settings SELECT 'lost' || i, 'x' FROM range(500) t(i)",
        )
        .unwrap();
    drop(workspace);
    let mut bytes = fs::read(&log).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 40].iter_mut().for_each(|b| *b ^= 0x5a);
    fs::write(&log, &bytes).unwrap();

    let refused = Workspace::open(&path, Access::ReadOnly);
    assert!(matches!(refused, Err(WorkspaceError::LogBroken { .. })), "{refused:?}");
    let workspace = Workspace::open(&path, Access::ReadWrite).unwrap();
    assert!(workspace.notices()[0].contains("w.duckdb.wal.broken-1"), "{:?}", workspace.notices());
    assert_eq!(ask(&workspace, "SELECT string_agg(key, ',') FROM settings"), "kept");
    assert_eq!(fs::read(folder.path().join("w.duckdb.wal.broken-1")).unwrap(), bytes);
}

#[test]
fn replacing_starts_empty() {
    let folder = folder();
    let path = folder.path().join("w.duckdb");
    let first = Workspace::open(&path, Access::Create).unwrap();
    first.connection().execute_batch("INSERT INTO settings VALUES ('a', 'b')").unwrap();
    drop(first);
    let workspace = Workspace::replace(&path).unwrap();
    assert_eq!(ask(&workspace, "SELECT count(*)::VARCHAR FROM settings"), "0");
}

#[test]
fn a_large_sorted_result_comes_in_order() {
    let workspace = Workspace::in_memory().unwrap();
    let conn = workspace.connection();
    workspace.use_threads(2).unwrap();
    conn.execute_batch("CREATE TABLE t AS SELECT hash(n) AS h FROM range(400000) r(n)").unwrap();
    for _ in 0..12 {
        let mut statement = conn.prepare("SELECT h FROM t ORDER BY h").unwrap();
        let sorted: Vec<u64> =
            statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        assert!(sorted.is_sorted(), "{}", sorted.len());
    }
}
