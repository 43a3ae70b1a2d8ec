//! Every block of the README and of the documents is run, and shows what it says. `TCF_ACCEPT=1`
//! writes what came instead of what was to be expected.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{copy_all, path_with_tcf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Runs a line of shell with `tcf` on the path, in a folder of the document's own.
fn shell(line: &str, folder: &Path) -> String {
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("{{ {line}\n}} 2>&1")])
        .current_dir(folder)
        .env("PATH", path_with_tcf());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TCF_GVL"] {
        command.env_remove(name);
    }
    command.env("TCF_CACHE", crate::NO_FOLDER);
    let output = command.output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Runs the commands of a `console` block, and gives the block as it came out.
fn console(block: &str, folder: &Path) -> String {
    let mut came = String::new();
    for line in block.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            writeln!(came, "{line}").unwrap();
            came.push_str(&shell(command, folder));
        }
    }
    came
}

/// Goes through the blocks of a document; `other` looks at those that are no `console`.
fn check(document: &str, mut other: impl FnMut(&str, &str)) {
    let path = root().join(document);
    let text = std::fs::read_to_string(&path).unwrap();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(document.replace('/', "-"));
    let _ = std::fs::remove_dir_all(&folder);
    // Documents show the lists of the project as `fixtures/gvl`.
    copy_all(&root().join("fixtures/gvl"), &folder.join("fixtures/gvl"));
    let mut came = String::new();
    let mut rest = text.as_str();
    while let Some((before, block)) = rest.split_once("```") {
        let (language, block) = block.split_once('\n').unwrap();
        let (block, after) = block.split_once("```").expect("a block has an end");
        let block_came = if language == "console" {
            console(block, &folder)
        } else {
            other(language, block);
            block.to_owned()
        };
        write!(came, "{before}```{language}\n{block_came}```").unwrap();
        rest = after;
    }
    came.push_str(rest);
    if std::env::var_os("TCF_ACCEPT").is_some() {
        std::fs::write(&path, came).unwrap();
    } else {
        assert!(
            came == text,
            "{document} shows something else than what comes; TCF_ACCEPT=1 writes it anew:\n{came}"
        );
    }
}

#[test]
fn the_readme() {
    let mut setup = Vec::new();
    check("README.md", |language, block| match language {
        "sh" => setup.extend(block.lines().map(str::to_owned)),
        // The documentation tests of the package `tcf-tests` run it.
        "rust" => {}
        _ => panic!("a block of {language:?}, which nothing runs"),
    });
    let [run, test] = setup.as_slice() else {
        panic!("the README sets up in two commands: {setup:?}")
    };
    let args = run.strip_prefix("cargo run --release -- ").expect("it runs the command");
    assert!(shell(&format!("tcf {args}"), &root()).starts_with("TC string, version 2"));
    // This test is part of what the other one runs; CI runs it as it stands here.
    let ci = std::fs::read_to_string(root().join(".ci/run")).unwrap();
    assert!(ci.lines().any(|line| line == format!("step {test}")), ".ci/run calls {test:?}");
}

#[test]
fn the_readme_of_the_package() {
    check("cli/README.md", |language, _| panic!("a block of {language:?}, which nothing runs"));
}

#[test]
fn the_page_on_json() {
    check("docs/json.md", |language, block| match language {
        // Shapes: they must be JSON.
        "json" => drop(serde_json::from_str::<serde_json::Value>(block).expect(block)),
        _ => panic!("a block of {language:?}, which nothing runs"),
    });
}

#[test]
fn the_page_on_decisions() {
    check("docs/decide.md", |language, _| assert_eq!(language, "toml"));
}

#[test]
fn the_page_on_the_format() {
    check("docs/format.md", |language, _| panic!("a block of {language:?}, which nothing runs"));
}

#[test]
fn the_page_on_test_payloads() {
    check("docs/generate.md", |language, _| panic!("a block of {language:?}, which nothing runs"));
}

#[test]
fn the_page_on_ci() {
    check("docs/ci.md", |language, block| {
        // The hook that it names is there, in this version.
        assert_eq!(language, "yaml");
        let config: serde_json::Value = serde_saphyr::from_str(block).unwrap();
        let repo = &config["repos"][0];
        assert_eq!(repo["rev"], concat!("v", env!("CARGO_PKG_VERSION")));
        let hooks = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
        let hooks: serde_json::Value = serde_saphyr::from_str(&hooks).unwrap();
        assert_eq!(repo["hooks"][0]["id"], hooks[0]["id"]);
    });
}
