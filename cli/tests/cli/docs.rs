//! The code blocks of the README and of the pages of `docs/`.
//!
//! | language | check |
//! |---|---|
//! | `console` | every command runs, and its output is the text below it |
//! | `json` | it parses |
//! | `yaml` | it parses |
//! | `toml`, `text`, `csv` | written to the file that `<!-- file: NAME -->` names |
//! | `sh` | the shell parses it |
//! | `rust` | README: a documentation test of `tcf-tests`; docs: `tests/tests/markdown.rs` |
//!
//! The commands of a page run in one directory of its own, in order. A block after
//! `<!-- needs: TOOL -->` is skipped if the tool is not installed, and stderr says so.
//! `TCF_ACCEPT=1` updates the output.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use crate::{copy_all, path_with_tcf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A shell with `tcf` on the path, in a directory.
fn shell(dir: &Path) -> Command {
    let mut command = Command::new("sh");
    command.current_dir(dir).env("PATH", path_with_tcf()).env("HOME", dir);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TCF_GVL"] {
        command.env_remove(name);
    }
    command.env("TCF_CACHE", crate::NO_DIR);
    command
}

/// Runs a command line and returns stdout and stderr.
fn run(line: &str, dir: &Path) -> String {
    let output = shell(dir).args(["-c", &format!("{{ {line}\n}} 2>&1")]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn is_installed(tool: &str) -> bool {
    let mut command = Command::new(tool);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The value of the comment `<!-- key: value -->` right before a block.
fn comment<'a>(before: &'a str, key: &str) -> Option<&'a str> {
    let line = before.trim_end().rsplit('\n').next()?;
    line.strip_prefix("<!-- ")?.strip_suffix(" -->")?.strip_prefix(key)?.strip_prefix(": ")
}

/// A page of documentation whose blocks are checked.
struct Page<'a> {
    name: &'a str,
    dir: PathBuf,
}

impl<'a> Page<'a> {
    fn new(name: &'a str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name.replace('/', "-"));
        let _ = fs::remove_dir_all(&dir);
        // Pages use the vendor lists and the recordings of the project.
        copy_all(&root().join("fixtures/gvl"), &dir.join("fixtures/gvl"));
        copy_all(&root().join("fixtures/audit"), &dir.join("fixtures/audit"));
        Self { name, dir }
    }

    /// Runs the commands of a `console` block and returns the block with their output.
    fn console(&self, block: &str) -> String {
        let mut output = String::new();
        for line in block.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                writeln!(output, "{line}").unwrap();
                output.push_str(&run(command, &self.dir));
            }
        }
        output
    }

    /// Checks a block and returns it as it should be.
    fn block(&self, before: &str, language: &str, block: &str) -> String {
        let name = self.name;
        match language {
            "console" => {
                if let Some(tool) = comment(before, "needs")
                    && !is_installed(tool)
                {
                    // Not `eprintln!`, which the test harness captures.
                    let note = format!("SKIPPED: {name}: {tool} is not installed\n");
                    std::io::stderr().write_all(note.as_bytes()).unwrap();
                    return block.to_owned();
                }
                return self.console(block);
            }
            "json" => drop(serde_json::from_str::<serde_json::Value>(block).expect(name)),
            "yaml" => drop(serde_saphyr::from_str::<serde_json::Value>(block).expect(name)),
            "toml" | "text" | "csv" => {
                if let Some(file) = comment(before, "file") {
                    fs::write(self.dir.join(file), block).unwrap();
                } else {
                    assert_ne!(language, "csv", "{name}: no file is named");
                }
            }
            "sh" => {
                let status = shell(&self.dir).args(["-n", "-c", block]).status().unwrap();
                assert!(status.success(), "{name}: {block}");
            }
            // The tests of the Python package run `python`; `py` needs a cluster.
            "rust" | "python" | "py" => {}
            _ => panic!("{name}: nothing checks a block of {language:?}"),
        }
        block.to_owned()
    }

    /// Checks every block. `Err` is the page as it should be.
    fn check(&self) -> Result<(), String> {
        let path = root().join(self.name);
        let old = fs::read_to_string(&path).unwrap();
        let mut new = String::new();
        let mut rest = old.as_str();
        while let Some((before, block)) = rest.split_once("```") {
            let (language, block) = block.split_once('\n').unwrap();
            let (block, after) = block.split_once("```").expect("a block ends");
            let block = self.block(before, language, block);
            write!(new, "{before}```{language}\n{block}```").unwrap();
            rest = after;
        }
        new.push_str(rest);
        if new == old {
            Ok(())
        } else if std::env::var_os("TCF_ACCEPT").is_some() {
            fs::write(&path, new).unwrap();
            Ok(())
        } else {
            Err(new)
        }
    }
}

/// The READMEs of the project and of the command, and the pages of `docs/`.
fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned(), "cli/README.md".to_owned()];
    for entry in fs::read_dir(root().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if Path::new(&name).extension().is_some_and(|extension| extension == "md") {
            pages.push(format!("docs/{name}"));
        }
    }
    pages
}

#[test]
fn every_block_of_the_documentation_is_current() {
    let pages = pages();
    let wrong: Vec<_> = thread::scope(|scope| {
        let checks: Vec<_> =
            pages.iter().map(|name| (name, scope.spawn(|| Page::new(name).check()))).collect();
        checks
            .into_iter()
            .filter_map(|(name, check)| {
                let outcome = check.join().unwrap_or_else(|_| Err("a panic".to_owned()));
                Some(format!("{name}:\n{}", outcome.err()?))
            })
            .collect()
    });
    assert!(
        wrong.is_empty(),
        "pages that are not current; TCF_ACCEPT=1 updates them:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_readme_sets_up_in_two_commands() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, block) = readme.split_once("```sh\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let commands: Vec<_> = block.lines().filter(|line| line.starts_with("cargo")).collect();
    let [decode, test] = commands.as_slice() else { panic!("two commands of cargo: {commands:?}") };
    let args = decode.strip_prefix("cargo run --release -- ").unwrap();
    assert!(run(&format!("tcf {args}"), &root()).starts_with("TC string, version 2"));
    // This test is part of what the other command runs. CI runs that command as it is written.
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap();
    assert!(ci.lines().any(|line| line == format!("step {test}")), ".ci/run runs {test:?}");
}

#[test]
fn every_command_of_the_tables_of_questions_runs() {
    const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA";
    let page = Page::new("README.md/commands");
    copy_all(&root().join("fixtures/gvl"), &page.dir.join("lists"));
    for file in ["partners.tsv", "log.tsv", "strings.txt"] {
        fs::write(page.dir.join(file), format!("acme\t{TC}\n")).unwrap();
    }
    copy_all(&root().join("fixtures/carriers/chrome.har"), &page.dir.join("visit.har"));
    copy_all(&root().join("fixtures/audit/hosts.csv"), &page.dir.join("hosts.csv"));
    copy_all(&root().join("fixtures/audit/events.ndjson"), &page.dir.join("events.ndjson"));
    let mut count = 0;
    let pages = ["README.md", "docs/questions.md"];
    let pages = pages.map(|name| fs::read_to_string(root().join(name)).unwrap());
    let commands = pages.iter().flat_map(|page| {
        let (_, table) = page.split_once("| Question | Command |").unwrap();
        let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
        rows.flat_map(|row| row.split('`').skip(1).step_by(2))
    });
    for command in commands.filter(|command| command.starts_with("tcf ")) {
        let mut line = command.to_owned();
        for name in [" STRING", " BEFORE", " AFTER"] {
            line = line.replace(name, &format!(" {TC}"));
        }
        if line.contains("gvl fetch") {
            // Without the network: the options exist.
            line.push_str(" --help");
        }
        let output = shell(&page.dir).env("TCF_GVL", "lists").args(["-c", &line]).output().unwrap();
        let (code, stderr) = (output.status.code(), String::from_utf8_lossy(&output.stderr));
        assert!(matches!(code, Some(0 | 1)), "{command}: {code:?} {stderr}");
        count += 1;
    }
    assert!(count > 20, "{count} commands");
}

/// The keys of the objects that a schema describes.
fn keys(schema: &serde_json::Value, found: &mut BTreeSet<String>) {
    match schema {
        serde_json::Value::Object(members) => {
            if let Some(serde_json::Value::Object(properties)) = members.get("properties") {
                found.extend(properties.keys().cloned());
            }
            for member in members.values() {
                keys(member, found);
            }
        }
        serde_json::Value::Array(elements) => {
            for element in elements {
                keys(element, found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_key_of_a_record_is_documented() {
    let page = fs::read_to_string(root().join("docs/json.md")).unwrap();
    let mut missing = Vec::new();
    for name in [
        "payload",
        "layout",
        "error",
        "decode",
        "encode",
        "inspect",
        "validate",
        "validate-summary",
        "decide",
        "decide-brief",
        "decide-summary",
        "diff",
        "audit",
        "audit-line",
        "audit-summary",
        "events",
        "choices",
        "filter-decisions",
        "filter-verify",
        "filter-against",
        "generate",
    ] {
        let schema = run(&format!("tcf schema {name}"), &root());
        let mut found = BTreeSet::new();
        keys(&serde_json::from_str(&schema).expect(name), &mut found);
        assert!(!found.is_empty(), "{name} has keys");
        let is_missing = |key: &String| {
            !page.contains(&format!("`{key}`")) && !page.contains(&format!("\"{key}\""))
        };
        missing.extend(found.into_iter().filter(is_missing).map(|key| format!("{name}: {key}")));
    }
    assert!(missing.is_empty(), "keys that docs/json.md does not mention: {missing:?}");
}

#[test]
fn the_page_on_ci_names_the_hook_of_this_version() {
    let page = fs::read_to_string(root().join("docs/ci.md")).unwrap();
    let (_, block) = page.split_once("```yaml\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let config: serde_json::Value = serde_saphyr::from_str(block).unwrap();
    let repo = &config["repos"][0];
    assert_eq!(repo["rev"], concat!("v", env!("CARGO_PKG_VERSION")));
    let hooks = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    let hooks: serde_json::Value = serde_saphyr::from_str(&hooks).unwrap();
    assert_eq!(repo["hooks"][0]["id"], hooks[0]["id"]);
}
