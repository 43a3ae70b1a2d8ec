//! Help of every command.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::server::{Response, Server};
use crate::{path_with_tcf, run, shows, tcf, text};

/// The words of every command; none for `tcf` itself.
pub(crate) fn commands() -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut at = 0;
    while let Some(words) = found.get(at).cloned() {
        let help = help_of(&words, "--help");
        let names = section(&help, "Commands:").into_iter().filter_map(|line| {
            // Continuation lines are indented further.
            let name = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' '))?;
            name.split_whitespace().next().filter(|name| *name != "help").map(str::to_owned)
        });
        found.extend(names.map(|name| [words.clone(), vec![name]].concat()));
        at += 1;
    }
    found
}

/// The help of a command, 100 columns wide.
pub(crate) fn help_of(words: &[String], flag: &str) -> String {
    let mut command = tcf(words.iter().map(String::as_str).chain([flag]));
    command.env("COLUMNS", "100");
    let output = run(command, b"");
    assert!(output.status.success() && output.stderr.is_empty(), "{words:?} {flag}");
    text(&output.stdout).to_owned()
}

/// The lines below a heading.
pub(crate) fn section<'a>(help: &'a str, heading: &str) -> Vec<&'a str> {
    let below = help.lines().skip_while(|line| *line != heading).skip(1);
    below
        .take_while(|line| line.is_empty() || line.starts_with(' '))
        .filter(|line| !line.is_empty())
        .collect()
}

/// The headings below the usage.
fn headings(help: &str) -> Vec<&str> {
    help.lines()
        .skip_while(|line| !line.starts_with("Usage:"))
        .filter(|line| line.ends_with(':') && !line.starts_with(' '))
        .collect()
}

#[test]
fn finds_every_command() {
    let found: Vec<_> = commands().iter().map(|words| words.join(" ")).collect();
    for name in [
        "",
        "decode",
        "encode",
        "inspect",
        "diff",
        "validate",
        "decide",
        "explain",
        "gvl",
        "gvl fetch",
    ] {
        assert!(found.iter().any(|found| found == name), "{name:?} in {found:?}");
    }
}

#[test]
fn help_of_every_command() {
    for words in commands() {
        let name = ["help".to_owned()].iter().chain(&words).cloned().collect::<Vec<_>>().join("_");
        insta::assert_snapshot!(name, help_of(&words, "--help"));
    }
}

#[test]
fn examples_come_first_and_the_exit_status_last() {
    for words in commands() {
        let help = help_of(&words, "--help");
        let headings = headings(&help);
        assert_eq!(headings.first(), Some(&"Examples:"), "{words:?}: {headings:?}");
        assert_eq!(headings.last(), Some(&"Exit status:"), "{words:?}: {headings:?}");
        assert!(headings.contains(&"Global options:"), "{words:?}: {headings:?}");
        // Every option has a specific heading.
        assert!(!headings.contains(&"Options:"), "{words:?}: {headings:?}");
        assert!(!section(&help, "Examples:").is_empty(), "{words:?}");
        let status = section(&help, "Exit status:");
        assert!(
            status.first().is_some_and(|line| line.starts_with("  0  ")),
            "{words:?}: {status:?}"
        );
        assert!(status.iter().any(|line| line.starts_with("  2  ")), "{words:?}: {status:?}");
        assert!(help.trim_end().ends_with(status.last().unwrap()), "{words:?}");
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{words:?}");
    }
}

#[test]
fn short_help_is_shorter() {
    for words in commands() {
        let (short, long) = (help_of(&words, "-h"), help_of(&words, "--help"));
        assert!(short.lines().count() < long.lines().count(), "{words:?}");
        assert!(!short.contains("Exit status:"), "{words:?}");
        assert!(words.is_empty() || !short.contains("Examples:"), "{words:?}");
    }
}

/// The files, the server and the string that replace the placeholders of examples.
struct Fixture {
    dir: std::path::PathBuf,
    server: Server,
    string: String,
}

impl Fixture {
    fn new() -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples");
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("lists")).unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
        let list = |version: u16| {
            fs::read(fixtures.join(format!("gvl/v3/archives/vendor-list-v{version}.json"))).unwrap()
        };
        let payload = r#"{"cmpId": 300, "vendorListVersion": 140, "purposesConsent": ["1-11"],
            "purposesLITransparency": [2, "7-11"], "vendorConsents": [755],
            "vendorLegitimateInterests": [755], "disclosedVendors": [755]}"#;
        let encoded = run(tcf(["encode", "--as-of", "2026-03-10", payload]), b"");
        let string = text(&encoded.stdout).trim().to_owned();
        let lines = format!("{string}\nacme\t{string}\n");
        for (name, bytes) in [
            ("vendor-list.json", list(140)),
            ("vendor-list-v140.json", list(140)),
            ("vendor-list-v141.json", list(141)),
            ("old.json", list(140)),
            ("new.json", list(141)),
            ("lists/140.json", list(140)),
            ("lists/141.json", list(141)),
            ("cmp-list.json", fs::read(fixtures.join("cmp-list.json")).unwrap()),
            ("payloads.json", payload.as_bytes().to_vec()),
            ("strings.txt", lines.clone().into_bytes()),
            ("partners.tsv", lines.clone().into_bytes()),
            ("log.txt", lines.clone().into_bytes()),
            ("known.txt", b"# tcf baseline 1\nP011\tacme\n".to_vec()),
            ("visit.har", fs::read(fixtures.join("carriers/chrome.har")).unwrap()),
            ("requests.json", fs::read(fixtures.join("carriers/openrtb-2.5.json")).unwrap()),
            ("access.log", format!("- - - [x] \"GET /?gdpr_consent={string}\"\n").into_bytes()),
            (
                "events.ndjson",
                b"{\"at\": 1773144000, \"vendor\": 1, \"gdpr\": 1, \"tcString\": \"\"}\n".to_vec(),
            ),
            (
                "events.csv",
                format!("ts,vendor,tcString,user_id\n2026-03-10T12:00:00Z,1,{string},u\n")
                    .into_bytes(),
            ),
            ("next-month.toml", Vec::new()),
            ("requests.ndjson", b"{\"imp\": [], \"user\": {\"id\": \"u\"}}\n".to_vec()),
            ("choices.ndjson", Vec::new()),
            ("audit-2026-05.json", b"{\"tool\": \"tcf\"}".to_vec()),
            ("hosts.csv", b"host,vendor\n*.ads.example,755\n".to_vec()),
            ("export.csv", format!("ts,partner,tc\n,ads.example,{string}\n").into_bytes()),
        ] {
            fs::write(dir.join(name), bytes).unwrap();
        }
        let table = format!("request,consent\nr1,{}\n", crate::TC);
        fs::write(dir.join("requests.csv"), table).unwrap();
        let mut packed = flate2::write::GzEncoder::new(
            fs::File::create(dir.join("log.gz")).unwrap(),
            flate2::Compression::fast(),
        );
        std::io::Write::write_all(&mut packed, lines.as_bytes()).unwrap();
        packed.finish().unwrap();
        let server = Server::start();
        let current = String::from_utf8(list(140)).unwrap();
        let current = current.replace("https://vendor-755.example", &server.url);
        for path in ["/v3/vendor-list.json", "/v3/archives/vendor-list-v140.json"] {
            let response = Response::ok(current.clone());
            server.set(path, response.header("Cache-Control", "max-age=3153600000"));
        }
        server.set("/device-storage.json", Response::ok(r#"{"disclosures": []}"#));
        let cmps = fs::read(fixtures.join("cmp-list.json")).unwrap();
        server.set("/v2/cmp-list.json", Response::ok(cmps));
        let providers = fs::read(fixtures.join("providers.csv")).unwrap();
        server.set("/tcfac/additional-consent-providers.csv", Response::ok(providers));
        Self { dir, server, string }
    }

    /// Runs an example. Returns its exit status and stderr.
    fn run(&self, example: &str) -> (Option<i32>, String) {
        let (before, after) = (&self.string, crate::TC);
        let mut line = example
            .replace("STRING", &self.string)
            .replace("BEFORE", before)
            .replace("AFTER", after)
            .replace("tcf gvl fetch", &format!("tcf gvl fetch --base-url {}", self.server.url));
        // jq may be missing on this machine.
        if let Some((command, _)) = line.split_once(" | jq").filter(|_| !is_there("jq")) {
            line = command.to_owned();
        }
        let mut command = Command::new("bash");
        command
            .args(["-o", "pipefail", "-c", &line])
            .current_dir(&self.dir)
            .env("PATH", path_with_tcf());
        command.env("TCF_GVL", self.dir.join("lists")).env("TCF_CACHE", self.dir.join("cache"));
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        let output = run(command, b"");
        (output.status.code(), text(&output.stderr).to_owned())
    }
}

/// Whether a program is on the path.
pub(crate) fn is_there(program: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .stdout(Stdio::null())
        .status();
    found.unwrap().success()
}

#[test]
fn every_example_runs() {
    /// Commands that may exit 1 in examples: the lists differ, not everything is permitted, or
    /// something is found.
    const MAY_EXIT_1: [&str; 6] = [
        "tcf audit",
        "tcf diff",
        "tcf gvl diff",
        "tcf decide --vendor",
        "tcf decide --publisher",
        "tcf generate --violate",
    ];
    let fixture = Fixture::new();
    for words in commands() {
        // Other builds do not contain the page.
        if words == ["page"] && !cfg!(feature = "page") {
            continue;
        }
        let help = help_of(&words, "--help");
        for example in section(&help, "Examples:") {
            let (status, stderr) = fixture.run(example.trim());
            let may_exit_1 = MAY_EXIT_1.iter().any(|command| example.trim().starts_with(command));
            assert!(
                status == Some(0) || may_exit_1 && status == Some(1),
                "{example}: {status:?}\n{stderr}"
            );
            assert!(!stderr.contains("error"), "{example}: {stderr}");
        }
    }
}

#[test]
fn colors_of_help_and_of_usage_errors_are_an_option() {
    let has_color = |args: &[&str]| {
        let mut command = tcf(args);
        command.env("CLICOLOR_FORCE", "1");
        let output = run(command, b"");
        [output.stdout, output.stderr].concat().contains(&0x1b)
    };
    for rest in [&["--help"][..], &["decode", "-h"], &["--no-such-option"]] {
        assert!(has_color(rest), "{rest:?}");
        assert!(has_color(&[&["--color", "always"], rest].concat()), "{rest:?}");
        assert!(!has_color(&[&["--color", "never"], rest].concat()), "{rest:?}");
        assert!(!has_color(&[&["--color=never"], rest].concat()), "{rest:?}");
    }
}

#[test]
fn no_arguments() {
    shows!(std::iter::empty::<&str>());
}

#[test]
fn an_unknown_command_gets_suggestions() {
    shows!(["decod", crate::TC]);
}
