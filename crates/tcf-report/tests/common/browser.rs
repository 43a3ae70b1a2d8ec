//! A page in Chromium.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a browser did with a page.
pub(crate) struct Loaded {
    /// The document after loading.
    pub(crate) document: String,
    /// Messages of the console.
    pub(crate) console: Vec<String>,
    /// Whether the browser requested anything from the host of the hostile text.
    pub(crate) has_requested: bool,
}

/// The command of the browser.
pub(crate) fn find() -> Option<String> {
    let names = ["chromium", "chromium-browser", "google-chrome"].map(str::to_owned);
    names.into_iter().find(|name| {
        let mut command = Command::new(name);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

/// Loads a page. No name is resolved, so that nothing leaves the machine.
pub(crate) fn load(browser: &str, name: &str, html: &str, options: &[&str]) -> Loaded {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("browser-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let (file, log): (PathBuf, PathBuf) = (folder.join("page.html"), folder.join("network.json"));
    fs::write(&file, html).unwrap();
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        .args(["--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--dump-dom"])
        .args(options)
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
