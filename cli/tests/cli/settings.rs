//! The settings file: `tcf.toml`.

use std::fs;

use crate::{TC, run, tcf, text};

#[test]
fn settings_come_from_the_nearest_file() {
    let root = tempfile::tempdir().unwrap();
    // The name that the command prints has no symbolic links.
    let root = root.path().canonicalize().unwrap();
    let dir = root.join("a/b");
    fs::create_dir_all(&dir).unwrap();
    fs::write(root.join("tcf.toml"), "as-of = 2026-06-01").unwrap();
    let validate = |args: &[&str]| {
        let mut command = tcf([&["validate", "-f", "ndjson"], args, &[TC]].concat());
        command.current_dir(&dir);
        run(command, b"")
    };
    let as_of = |args: &[&str]| {
        let output = validate(args);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (record["asOf"].as_str().unwrap().to_owned(), text(&output.stderr).to_owned())
    };
    assert_eq!(as_of(&[]).0, "2026-06-01T00:00:00Z");
    let (_, notes) = as_of(&["-v"]);
    let want = format!("note: settings: {}\n", root.join("tcf.toml").display());
    assert!(notes.contains(&want), "{notes}");

    fs::write(dir.join("tcf.toml"), "as-of = 2026-05-01").unwrap();
    let (date, notes) = as_of(&["-v"]);
    assert_eq!(date, "2026-05-01T00:00:00Z");
    assert!(notes.contains("note: settings: tcf.toml\n"), "{notes}");
    let other = root.join("tcf.toml").display().to_string();
    assert_eq!(as_of(&["--config", &other]).0, "2026-06-01T00:00:00Z");

    fs::remove_file(dir.join("tcf.toml")).unwrap();
    fs::write(root.join("a/tcf.toml"), "\nas-of = 7").unwrap();
    let output = validate(&[]);
    assert_eq!(output.status.code(), Some(2));
    let want = format!("error: {}:2:9: ", root.join("a/tcf.toml").display());
    assert!(text(&output.stderr).starts_with(&want), "{}", text(&output.stderr));
}

#[test]
fn verbose_names_the_settings_file() {
    let root = tempfile::tempdir().unwrap();
    let list = r#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {}}"#;
    fs::write(root.path().join("tcf.toml"), "as-of = 2026-06-01\ngvl = 'list.json'").unwrap();
    fs::write(root.path().join("list.json"), list).unwrap();
    for args in [
        &["decode", TC][..],
        &["inspect", TC],
        &["diff", TC, TC],
        &["validate", TC],
        &["decide", "--vendor", "1", TC],
        &["encode", "--compact", r#"{"cmpId": 300, "vendorListVersion": 140}"#],
        &["gvl", "show"],
        &["gvl", "diff", "140", "140"],
    ] {
        let notes = |verbose: &[&str]| {
            let mut command = tcf([args, verbose].concat());
            command.current_dir(root.path());
            text(&run(command, b"").stderr).to_owned()
        };
        let settings = "note: settings: tcf.toml\n";
        assert!(notes(&["-v"]).contains(settings), "{args:?}: {}", notes(&["-v"]));
        assert!(!notes(&[]).contains(settings), "{args:?}");
    }
}

#[test]
fn the_provider_list_of_the_settings_is_used() {
    let root = tempfile::tempdir().unwrap();
    let strings = format!("?gdpr=1&gdpr_consent={TC}&addtl_consent=2~70.99~dv.71");
    let codes = || {
        let mut command =
            tcf(["validate", "--as-of", "2026-06-01", "-f", "csv", "--allow", "A016", &strings]);
        command.current_dir(root.path());
        text(&run(command, b"").stdout).matches("A008").count()
    };
    assert_eq!(codes(), 0);
    let list = "provider_id,provider_name,policy_url,domains\n70,One,,\n71,Two,,\n";
    fs::write(root.path().join("providers.csv"), list).unwrap();
    fs::write(root.path().join("tcf.toml"), "provider-list = 'providers.csv'").unwrap();
    assert_eq!(codes(), 1);
}
