//! Files with a byte order mark, and files that are not UTF-8.

use std::fs;
use std::path::Path;

use crate::{TC, fixtures, run, tcf, text};

/// Runs a command in a directory, and returns its exit status.
fn run_in(dir: &Path, args: &[&str], stdin: &[u8]) -> (Option<i32>, String, String) {
    let mut command = tcf(args);
    command.current_dir(dir);
    let output = run(command, stdin);
    (output.status.code(), text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
}

#[test]
fn byte_order_marks_are_skipped() {
    let dir = tempfile::tempdir().unwrap();
    let shared = fixtures().join("../../../fixtures");
    for (name, from) in [
        ("gvl.json", "gvl/v3/archives/vendor-list-v140.json"),
        ("cmps.json", "cmp-list.json"),
        ("old.json", "audit/older.json"),
        ("visit.har", "audit/accept.har"),
    ] {
        fs::copy(shared.join(from), dir.path().join(name)).unwrap();
    }
    let at = ["--as-of", "2026-06-01"];
    let write = |args: &[&str]| {
        let (status, _, stderr) = run_in(dir.path(), args, b"");
        assert_eq!(status, Some(1), "{args:?}: {stderr}");
    };
    write(&["validate", "--as-of", "2026-06-01", "--write-baseline", "known.txt", "CQg2"]);
    write(&["audit", "--write-baseline", "accepted.txt", "visit.har"]);
    fs::write(dir.path().join("payload.json"), r#"[{"cmpId": 300, "vendorListVersion": 140}]"#)
        .unwrap();
    for (file, args) in [
        ("payload.json", &["encode", "--as-of", "2026-06-01", "payload.json"][..]),
        ("gvl.json", &["gvl", "check", "gvl.json"]),
        ("gvl.json", &["validate", at[0], at[1], "--gvl", "gvl.json", TC]),
        ("cmps.json", &["validate", at[0], at[1], "--cmp-list", "cmps.json", TC]),
        ("known.txt", &["validate", at[0], at[1], "--baseline", "known.txt", "CQg2"]),
        ("old.json", &["audit", "--compare", "old.json", "visit.har"]),
        ("accepted.txt", &["audit", "--baseline", "accepted.txt", "visit.har"]),
    ] {
        let usual = run_in(dir.path(), args, b"");
        assert_ne!(usual.0, Some(2), "{args:?}: {}", usual.2);
        let bytes = fs::read(dir.path().join(file)).unwrap();
        let marked = [&b"\xef\xbb\xbf"[..], &bytes].concat();
        fs::write(dir.path().join(file), &marked).unwrap();
        assert_eq!(run_in(dir.path(), args, b""), usual, "{args:?}");
        fs::write(dir.path().join(file), bytes).unwrap();
    }
    let payload = "\u{feff}{\"cmpId\": 300, \"vendorListVersion\": 140}";
    assert_eq!(run_in(dir.path(), &["encode"], payload.as_bytes()).0, Some(0));
}

#[test]
fn other_encodings_of_settings_and_lists_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let utf16: Vec<u8> =
        "\u{feff}baseline = 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(dir.path().join("wide"), utf16).unwrap();
    fs::write(dir.path().join("latin"), b"a = 1\nb = \"\xe9\"\n").unwrap();
    for option in ["--config", "--baseline", "--gvl", "--cmp-list"] {
        let (status, _, stderr) = run_in(dir.path(), &["validate", option, "wide", TC], b"");
        assert_eq!(status, Some(2), "{option}");
        assert!(stderr.contains("it is UTF-16, little endian; convert it"), "{option}: {stderr}");
    }
    let (status, _, stderr) = run_in(dir.path(), &["validate", "--config", "latin", TC], b"");
    let message = "error: cannot read latin: line 2 is not UTF-8\n";
    assert_eq!((status, &*stderr), (Some(2), message));
}
