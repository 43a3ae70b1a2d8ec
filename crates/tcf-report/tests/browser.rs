//! A page with hostile text in a real browser: nothing runs, nothing is requested.
//!
//! Needs Chromium. Without it the test is skipped, unless `TCF_NEEDS_CHROMIUM` is set.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use common::{HOSTILE, hostile, page};
use tcf_report::HtmlOptions;

/// What a browser did with a page.
struct Loaded {
    /// The document after loading.
    document: String,
    /// Messages of the console.
    console: Vec<String>,
    /// Whether the browser requested anything from the host of the hostile text.
    has_requested: bool,
}

#[test]
fn a_hostile_page_runs_and_requests_nothing() {
    let Some(browser) = browser() else {
        assert!(env::var_os("TCF_NEEDS_CHROMIUM").is_none(), "Chromium not found");
        eprintln!("skipped: Chromium not found");
        return;
    };
    let report = page(hostile(), HtmlOptions::new());
    let loaded = load(&browser, "hostile", &report);
    assert!(loaded.document.contains("<title>Audit of consent signals</title>"));
    assert!(loaded.document.contains("</footer>"));
    assert_eq!(loaded.console, Vec::<String>::new());
    assert!(!loaded.has_requested);

    // The same text as markup does harm, which shows that the test would see it.
    let markup = HOSTILE.join(" ");
    let harmful = format!("<!DOCTYPE html><title>Report</title><body>{markup}</body>");
    let loaded = load(&browser, "harmful", &harmful);
    assert!(loaded.document.contains("<title>broken</title>"));
    assert!(loaded.has_requested);

    // The policy of the page alone prevents it, too, and says so in the console.
    let guarded = report.replace("</footer>", &format!("</footer>{}", HOSTILE[0]));
    let loaded = load(&browser, "guarded", &guarded);
    assert!(loaded.document.contains("<title>Audit of consent signals</title>"));
    assert!(loaded.console.iter().any(|message| message.contains("Content Security Policy")));
}

/// The command of the browser.
fn browser() -> Option<String> {
    let names = ["chromium", "chromium-browser", "google-chrome"].map(str::to_owned);
    names.into_iter().find(|name| {
        let mut command = Command::new(name);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

/// Loads a page. No name is resolved, so that nothing leaves the machine.
fn load(browser: &str, name: &str, html: &str) -> Loaded {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("browser-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let (file, log): (PathBuf, PathBuf) = (folder.join("page.html"), folder.join("network.json"));
    fs::write(&file, html).unwrap();
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        .args(["--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("--log-net-log={}", log.display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    assert!(output.status.success());
    let messages = String::from_utf8_lossy(&output.stderr);
    let console = messages.lines().filter(|line| line.contains("CONSOLE"));
    Loaded {
        document: String::from_utf8_lossy(&output.stdout).into_owned(),
        console: console.map(str::to_owned).collect(),
        has_requested: fs::read_to_string(log).unwrap().contains("//evil.example"),
    }
}
