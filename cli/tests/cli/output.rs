//! `--output`, and documents of an empty input.

use std::fs;
use std::path::Path;

use crate::{TC, fixtures, run, tcf, text};

/// Runs a command in a directory, and returns its exit status.
fn run_in(dir: &Path, args: &[&str], stdin: &str) -> (Option<i32>, String, String) {
    let mut command = tcf(args);
    command.current_dir(dir);
    let output = run(command, stdin.as_bytes());
    (output.status.code(), text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
}

/// The names of the files in a directory.
fn names(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap();
    let mut names: Vec<_> =
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn every_command_writes_its_results_to_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let list = fixtures().join("../../../fixtures/gvl/v3/archives/vendor-list-v140.json");
    let list = list.to_str().unwrap();
    for args in [
        &[TC][..],
        &["decode", "--format", "json", TC],
        &["encode", r#"{"cmpId": 300, "vendorListVersion": 140}"#],
        &["inspect", TC],
        &["diff", TC, TC],
        &["validate", "--as-of", "2026-06-01", TC],
        &["validate", "--as-of", "2026-06-01", "--format", "sarif", "CQg2"],
        &["decide", "--vendor", "1", "--gvl", list, TC],
        &["generate", "--seed", "1", "--as-of", "2026-06-01"],
        &["generate", "--corpus", "conformance"],
        &["explain", "P011"],
        &["gvl", "show", list],
        &["gvl", "check", list],
        &["gvl", "diff", list, list],
        &["schema", "payload"],
        &["completions", "bash"],
        &["man", "decode"],
    ] {
        let usual = run_in(dir.path(), args, "");
        assert!(!usual.1.is_empty(), "{args:?}");
        for place in ["before", "after"] {
            let output = ["--output", "report.txt"];
            let args = match place {
                "before" => [&output[..], args].concat(),
                _ => [args, &output[..]].concat(),
            };
            let (status, stdout, stderr) = run_in(dir.path(), &args, "");
            assert_eq!((status, &*stdout, &stderr), (usual.0, "", &usual.2), "{args:?}");
            let written = fs::read_to_string(dir.path().join("report.txt")).unwrap();
            assert_eq!(written, usual.1, "{args:?}");
            assert_eq!(names(dir.path()), ["report.txt"], "{args:?}");
            fs::remove_file(dir.path().join("report.txt")).unwrap();
        }
    }
    // `-` is stdout.
    assert_eq!(run_in(dir.path(), &["--output", "-", TC], "").1, run_in(dir.path(), &[TC], "").1);
    assert!(names(dir.path()).is_empty());
}

#[test]
fn a_failed_command_keeps_the_old_file() {
    let dir = tempfile::tempdir().unwrap();
    let report = dir.path().join("report.txt");
    fs::write(&report, "old").unwrap();
    for args in [
        &["decode", "--output", "report.txt", "--input", "missing.tsv"][..],
        // The first file is decoded.
        &["decode", "--output", "report.txt", "--files", "-", "missing.tsv"],
        &["validate", "--format", "json", "--output", "report.txt", "--gvl", "missing.json", TC],
        &["explain", "--output", "report.txt", "P011", "nothing-like-it"],
        &["encode", "--output", "report.txt", "{oops"],
    ] {
        let (status, stdout, stderr) = run_in(dir.path(), args, TC);
        assert_eq!((status, &*stdout), (Some(2), ""), "{args:?}");
        assert!(stderr.contains("note: report.txt was not written"), "{args:?}: {stderr}");
        assert_eq!(fs::read_to_string(&report).unwrap(), "old", "{args:?}");
        assert_eq!(names(dir.path()), ["report.txt"], "{args:?}");
    }
    // "No" is not a failure.
    assert_eq!(run_in(dir.path(), &["diff", "--output", "report.txt", TC, TC], "").0, Some(0));
    assert_eq!(run_in(dir.path(), &["validate", "--output", "report.txt", "CQg2"], "").0, Some(1));
    assert!(fs::read_to_string(&report).unwrap().contains("error[S011]"));
}

#[test]
fn a_destination_that_cannot_be_written_is_an_error_before_any_work() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("reports")).unwrap();
    fs::write(dir.path().join("file"), "").unwrap();
    for (path, want) in [
        ("reports", "error: --output: cannot write reports: it is a directory\n"),
        ("no/report.txt", "error: --output: cannot write no/report.txt: the directory no does"),
        ("file/report.txt", "error: --output: cannot write file/report.txt: file is not a"),
    ] {
        let (status, stdout, stderr) = run_in(dir.path(), &["--output", path, TC], "");
        assert_eq!((status, &*stdout), (Some(2), ""), "{path}");
        assert!(stderr.starts_with(want), "{path}: {stderr}");
    }
}

/// Commands that write a file besides their results, up to its path.
fn further_files() -> [Vec<String>; 3] {
    let har = fixtures().join("../../../fixtures/audit/accept.har");
    let har = har.to_str().unwrap();
    [
        &["audit", "--quiet", har, "--prometheus"][..],
        &["audit", "--quiet", har, "--write-baseline"],
        &["validate", "--quiet", "--as-of", "2026-06-01", "CQg2", "--write-baseline"],
    ]
    .map(|args| args.iter().copied().map(str::to_owned).collect())
}

#[test]
fn further_files_have_the_checks_of_the_output() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("reports")).unwrap();
    fs::write(dir.path().join("file"), "").unwrap();
    for args in further_files() {
        let option = args.last().unwrap();
        for (path, want) in [
            ("-", format!("{option} -: results are written to stdout; name a file")),
            ("reports", format!("{option}: cannot write reports: it is a directory")),
            ("no/a", format!("{option}: cannot write no/a: the directory no does not exist")),
            ("file/a", format!("{option}: cannot write file/a: file is not a directory")),
        ] {
            let args: Vec<_> = args.iter().map(|arg| &**arg).chain([path]).collect();
            let (status, stdout, stderr) = run_in(dir.path(), &args, "");
            assert_eq!((status, &*stdout), (Some(2), ""), "{args:?}");
            assert_eq!(stderr, format!("error: {want}\n"), "{args:?}");
        }
        assert_eq!(names(dir.path()), ["file", "reports"]);
    }
}

/// A file without the line that has the time of the run.
#[cfg(unix)]
fn without_time(file: &str) -> String {
    let lines = file.split_inclusive('\n');
    lines.filter(|line| !line.starts_with("tcf_audit_report_timestamp_seconds ")).collect()
}

#[cfg(unix)]
#[test]
fn further_files_are_written_through_links_and_pipes() {
    use std::os::unix::fs::{FileTypeExt as _, symlink};
    use std::thread;

    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let made = std::process::Command::new("mkfifo").arg(path("pipe")).status().unwrap();
    assert!(made.success());
    for (link, to) in [("to-pipe", "pipe"), ("link", "file"), ("dangling", "new")] {
        symlink(to, path(link)).unwrap();
    }
    for args in further_files() {
        let write = |name: &str| {
            let args: Vec<_> = args.iter().map(|arg| &**arg).chain([name]).collect();
            let (status, _, stderr) = run_in(dir.path(), &args, "");
            assert!(matches!(status, Some(0 | 1)), "{args:?}: {stderr}");
        };
        // Only baselines are replaced by baselines.
        let is_validate = args.contains(&"validate".to_owned());
        let format = if is_validate { "# tcf baseline 1" } else { "# tcf audit baseline 1" };
        fs::write(path("file"), format).unwrap();
        write("link");
        let whole = without_time(&fs::read_to_string(path("file")).unwrap());
        assert!(whole.starts_with("# "), "{args:?}: {whole}");
        write("dangling");
        let new = without_time(&fs::read_to_string(path("new")).unwrap());
        assert_eq!(new, whole, "{args:?}");
        for pipe in ["pipe", "to-pipe"] {
            let read = path("pipe");
            let reader = thread::spawn(move || fs::read_to_string(read).unwrap());
            write(pipe);
            assert_eq!(without_time(&reader.join().unwrap()), whole, "{args:?}");
        }
        assert!(fs::symlink_metadata(path("pipe")).unwrap().file_type().is_fifo());
        for link in ["to-pipe", "link", "dangling"] {
            assert!(fs::symlink_metadata(path(link)).unwrap().is_symlink(), "{args:?}: {link}");
        }
        fs::remove_file(path("new")).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn links_permissions_and_devices_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let dir = tempfile::tempdir().unwrap();
    let (file, link) = (dir.path().join("file"), dir.path().join("link"));
    fs::write(&file, "old").unwrap();
    fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
    symlink(&file, &link).unwrap();
    assert_eq!(run_in(dir.path(), &["--output", "link", TC], "").0, Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&file).unwrap().starts_with("TC string"));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(run_in(dir.path(), &["--output", "/dev/null", TC], "").0, Some(0));
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn an_empty_input_gives_an_empty_document() {
    let dir = tempfile::tempdir().unwrap();
    for (args, contains) in [
        (&["validate", "--format", "sarif"][..], "\"results\":["),
        (&["validate", "--format", "junit"], "</testsuites>"),
        (&["validate", "--format", "gitlab"], "[]\n"),
        (&["validate", "--format", "csv"], "file,line,"),
        (&["validate", "--summary", "--format", "json"], "\"summary\": ["),
        (&["validate", "--summary", "--by", "label", "--format", "csv"], "label,strings,"),
        (&["decide", "--vendor", "1", "--summary", "--format", "ndjson"], "{\"summary\":[]}"),
    ] {
        let args = &[args, &["--as-of", "2026-06-01"]].concat()[..];
        for input in ["", "\n# comment\n"] {
            let (status, stdout, stderr) = run_in(dir.path(), args, input);
            assert_eq!(status, Some(2), "{args:?}");
            assert!(stdout.contains(contains), "{args:?}: {stdout}");
            assert!(stderr.contains("error: no input: found no consent string"), "{stderr}");
            if args.iter().any(|arg| ["sarif", "gitlab", "json", "ndjson"].contains(arg)) {
                serde_json::from_str::<serde_json::Value>(&stdout).unwrap();
            }
            // The document is complete, so the file is replaced.
            let in_file = [args, &["--output", "report"]].concat();
            assert_eq!(run_in(dir.path(), &in_file, input).0, Some(2), "{args:?}");
            assert_eq!(fs::read_to_string(dir.path().join("report")).unwrap(), stdout);
            fs::remove_file(dir.path().join("report")).unwrap();
        }
    }
    for args in [&["decode"][..], &["validate"], &["validate", "--format", "ndjson"]] {
        assert_eq!(run_in(dir.path(), args, "").1, "", "{args:?}");
    }
}

/// The file that is written last would replace the other.
#[cfg(unix)]
#[test]
fn options_name_different_files() {
    let dir = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("new", dir.path().join("link")).unwrap();
    fs::write(dir.path().join("old"), "").unwrap();
    fs::hard_link(dir.path().join("old"), dir.path().join("hard")).unwrap();
    let event = r#"{"at": "2026-06-01T10:00:00Z", "vendor": 3, "gdpr": 0}"#;
    let audit = ["audit", "--from", "events", "-"];
    for (args, message) in [
        (
            [&audit[..], &["--prometheus", "new", "--output", "new"]].concat(),
            "--prometheus and --output are the same file, new: name another one",
        ),
        (
            [&audit[..], &["--write-baseline", "link", "--output", "./new"]].concat(),
            "--write-baseline and --output are the same file, link: name another one",
        ),
        (
            [&audit[..], &["--write-baseline", "old", "--prometheus", "hard"]].concat(),
            "--write-baseline and --prometheus are the same file, old: name another one",
        ),
        (
            vec!["validate", "--write-baseline", "new", "--output", "link", TC],
            "--write-baseline and --output are the same file, new: name another one",
        ),
    ] {
        let (status, stdout, stderr) = run_in(dir.path(), &args, event);
        assert_eq!((status, &*stdout), (Some(2), ""), "{args:?}");
        assert!(stderr.contains(&format!("error: {message}\n")), "{stderr}");
        assert_eq!(names(dir.path()), ["hard", "link", "old"]);
    }
    let different = ["--write-baseline", "b", "--prometheus", "p", "--output", "o"];
    assert_eq!(run_in(dir.path(), &[&audit[..], &different].concat(), event).0, Some(0));
    assert_eq!(names(dir.path()), ["b", "hard", "link", "o", "old", "p"]);
}
