use crate::{run, shows, tcf, text};

const LISTS: &str = "../../../fixtures/gvl";
const V139: &str = "../../../fixtures/gvl/v3/archives/vendor-list-v139.json";
const V140: &str = "../../../fixtures/gvl/v3/archives/vendor-list-v140.json";
const V60: &str = "../../../fixtures/gvl/v2/archives/vendor-list-v60.json";

fn broken(name: &str) -> String {
    format!("{LISTS}/broken/{name}.json")
}

#[test]
fn a_list_as_text() {
    shows!(["gvl", "show", V140]);
}

#[test]
fn a_list_of_specification_2_as_text() {
    shows!(["gvl", "show", V60]);
}

#[test]
fn a_list_as_json() {
    shows!(["gvl", "show", "--format", "ndjson", V140]);
}

#[test]
fn an_incomplete_list() {
    shows!(["gvl", "show", &broken("parts-missing")]);
}

#[test]
fn a_vendor_as_text() {
    shows!(["gvl", "show", V140, "--vendor", "16"]);
}

#[test]
fn a_vendor_by_part_of_its_name_as_json() {
    shows!(["gvl", "show", V140, "--vendor", "everything declared", "--format", "json"]);
}

#[test]
fn a_deleted_vendor() {
    shows!(["gvl", "show", V140, "--vendor", "7"]);
}

#[test]
fn a_vendor_of_specification_2() {
    shows!(["gvl", "show", V60, "--vendor", "12"]);
}

#[test]
fn an_ambiguous_name_lists_the_matches() {
    shows!(["gvl", "show", V140, "--vendor", "amber"]);
}

#[test]
fn an_unknown_vendor_exits_1() {
    shows!(["gvl", "show", V140, "--vendor", "nobody"]);
}

#[test]
fn shows_an_available_list() {
    let shown = |args: &[&str]| {
        let mut command = tcf(["gvl", "show", "--format", "ndjson"].iter().chain(args));
        command.env("TCF_GVL", LISTS);
        let output = run(command, b"");
        (
            text(&output.stdout).get(..36).unwrap_or_default().to_owned(),
            text(&output.stderr).to_owned(),
        )
    };
    assert_eq!(shown(&[]).0, r#"{"specification":3,"version":150,"tc"#);
    assert_eq!(shown(&["--version", "139"]).0, r#"{"specification":3,"version":139,"tc"#);
    assert_eq!(shown(&["--spec", "2"]).0, r#"{"specification":2,"version":60,"tcf"#);
    let (_, stderr) = shown(&["--version", "7"]);
    assert_eq!(
        stderr,
        "error: list 7 (specification 3) is not available; fetch it with: tcf gvl fetch --spec \
         3 --version 7\n"
    );
}

#[test]
fn no_list_available() {
    shows!(["gvl", "show"]);
}

#[test]
fn tcf_toml_names_lists() {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("tcf-toml");
    std::fs::create_dir_all(dir.join("lists")).unwrap();
    std::fs::copy(crate::fixtures().join(V60), dir.join("lists/any-name.json")).unwrap();
    std::fs::write(dir.join("tcf.toml"), "gvl = 'lists'\n").unwrap();
    let show = || {
        let mut command = tcf(["gvl", "show", "--spec", "2"]);
        command.current_dir(&dir);
        run(command, b"")
    };
    let output = show();
    assert!(
        text(&output.stdout).starts_with("Vendor list 60 (specification 2)\n"),
        "{}",
        text(&output.stderr)
    );
    std::fs::write(dir.join("tcf.toml"), "gvl = 'lists'\ngvls = 7\n").unwrap();
    let output = show();
    assert_eq!(output.status.code(), Some(2));
    let stderr = text(&output.stderr);
    assert!(
        stderr.starts_with("error: tcf.toml:2:1: unknown key gvls; did you mean gvl?"),
        "{stderr}"
    );
}

#[test]
fn lists_without_violations() {
    shows!(["gvl", "check", V140, V60]);
}

#[test]
fn lists_with_violations() {
    let names = [
        "declares-nothing",
        "key-and-id-differ",
        "odd-values",
        "overlap",
        "parts-missing",
        "unknown-ids",
    ];
    shows!(["gvl".to_owned(), "check".to_owned()].into_iter().chain(names.map(broken)));
}

#[test]
fn violations_as_json() {
    shows!(["gvl", "check", "--format", "json", &broken("li-on-purpose-1")]);
}

#[test]
fn violations_as_ndjson_and_invalid_files() {
    let names = [
        "overlap",
        "no-vendors",
        "not-a-list",
        "specification-1",
        "not-there",
        "flexible-undeclared",
    ];
    let args = ["gvl", "check", "--format", "ndjson"].map(str::to_owned);
    shows!(args.into_iter().chain(names.map(broken)));
}

#[test]
fn a_cmp_list_is_not_a_vendor_list() {
    shows!(["gvl", "show", "../../../fixtures/cmp-list.json"]);
}

#[test]
fn two_lists_as_text() {
    shows!(["gvl", "diff", V139, V140]);
}

#[test]
fn two_lists_as_json() {
    shows!(["gvl", "diff", "--format", "ndjson", V139, V140]);
}

#[test]
fn a_list_equals_itself() {
    shows!(["gvl", "diff", V140, V140]);
}

#[test]
fn a_number_is_an_available_version() {
    let output = |args: &[&str]| {
        let mut command = tcf([&["gvl"][..], args].concat());
        command.env("TCF_GVL", LISTS);
        let output = run(command, b"");
        let first = text(&output.stdout).lines().next().unwrap_or_default().to_owned();
        (output.status.code().unwrap(), first, text(&output.stderr).to_owned())
    };
    for (args, status, first) in [
        (
            &["diff", "139", "140"][..],
            1,
            "From list 139 (specification 3) to list 140 (specification 3)",
        ),
        (&["diff", "140", V140], 0, "list 140 (specification 3)"),
        (&["diff", "60", "60", "--spec", "2"], 0, "list 60 (specification 2)"),
        (
            &["diff", V139, "60", "--spec", "2"],
            1,
            "From list 139 (specification 3) to list 60 (specification 2)",
        ),
        (&["show", "140"], 0, "Vendor list 140 (specification 3)"),
        (&["show", "60", "--spec", "2"], 0, "Vendor list 60 (specification 2)"),
    ] {
        let (found, line, stderr) = output(args);
        assert_eq!(found, status, "{args:?}: {stderr}");
        assert!(line.contains(first), "{args:?}: {line}");
    }
    for (args, error) in [
        (
            &["diff", "139", "77"][..],
            "list 77 (specification 3) is not available; fetch it with: tcf gvl fetch --spec 3 \
             --version 77",
        ),
        (&["show", "4096"], "4096: versions of vendor lists are from 1 to 4095"),
        (&["show", "0"], "0: versions of vendor lists are from 1 to 4095"),
        (&["diff", V139, V140, "--spec", "3"], "--spec cannot be used with files"),
        (&["show", V140, "--spec", "3"], "--spec cannot be used with a file"),
    ] {
        assert_eq!(output(args), (2, String::new(), format!("error: {error}\n")), "{args:?}");
    }
}

/// Runs `tcf gvl list` on a cache with the lists of the fixtures.
fn cached(args: &[&str]) -> std::process::Output {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("gvl-list{}", args.concat()));
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(dir.join("gvl/v3/archives")).unwrap();
    let copy = |from: &str, to: &str| {
        std::fs::copy(crate::fixtures().join(from), dir.join("gvl").join(to)).unwrap();
    };
    copy(V139, "v3/archives/vendor-list-v139.json");
    copy(V140, "v3/archives/vendor-list-v140.json");
    copy(V140, "v3/vendor-list.json");
    copy("../../../fixtures/cmp-list.json", "cmp-list.json");
    let entry = r#"{"url": "", "fetched": 1, "expires": 1773936000, "maxAge": 1, "etag": null}"#;
    std::fs::write(dir.join("gvl/v3/vendor-list.json.cache"), entry).unwrap();
    copy("../../../fixtures/providers.csv", "additional-consent-providers.csv");
    let entry = entry.replace("\"fetched\": 1", "\"fetched\": 1773936000");
    std::fs::write(dir.join("gvl/additional-consent-providers.csv.cache"), entry).unwrap();
    let mut command = tcf([&["gvl", "list"][..], args].concat());
    command.env("TCF_CACHE", &dir);
    let output = run(command, b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let stdout = text(&output.stdout).replace(dir.to_str().unwrap(), "CACHE").into_bytes();
    std::process::Output { stdout, ..output }
}

#[test]
fn cached_lists_as_text() {
    insta::assert_snapshot!(text(&cached(&[]).stdout));
}

#[test]
fn cached_lists_as_json() {
    insta::assert_snapshot!(text(&cached(&["--format", "ndjson"]).stdout));
}

#[test]
fn an_empty_cache_is_reported_with_the_command_that_fills_it() {
    for format in ["text", "json"] {
        let output = run(tcf(["gvl", "list", "--format", format]), b"");
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), ""));
        assert_eq!(
            text(&output.stderr),
            "note: no vendor lists in no-such-directory/gvl; fetch the newest with: tcf gvl fetch\n\
             note: no CMP list in no-such-directory/gvl; fetch it with: tcf gvl fetch --cmp\n\
             note: no list of providers in no-such-directory/gvl; fetch it with: tcf gvl fetch \
             --providers\n"
        );
    }
}

#[test]
fn lists_of_two_specifications() {
    let output = run(tcf(["gvl", "diff", V60, V140]), b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("Policy version 2 -> 5.\n"));
}

#[test]
fn text_fits_80_columns() {
    for args in [
        &["show", V140][..],
        &["show", V60],
        &["show", V140, "--vendor", "16"],
        &["show", V60, "--vendor", "22"],
        &["diff", V139, V140],
        &["diff", V60, V140],
        &["list", "--dir", LISTS],
    ] {
        let output = run(tcf(["gvl"].iter().chain(args)), b"");
        let screen = text(&output.stdout);
        let widest = screen.lines().max_by_key(|line| line.chars().count()).unwrap();
        assert!(widest.chars().count() <= 80, "{widest}");
    }
}
