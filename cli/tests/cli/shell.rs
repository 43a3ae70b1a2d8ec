//! `tcf completions` and `tcf man`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::help::{commands, help_of, is_there, section};
use crate::{TC, run, tcf, text};

/// The output of a command that must succeed.
fn printed(args: &[&str]) -> String {
    let output = run(tcf(args), b"");
    assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
    text(&output.stdout).to_owned()
}

/// An empty directory for a test.
fn dir(name: &str) -> std::path::PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

#[test]
fn completions_of_every_shell_are_valid() {
    let dir = dir("completions");
    // Commands and options, values of options, values of positional arguments: not every script has
    // all of them.
    let words = ["validate", "max-length", "ndjson", "P011", "R-PUB-FORBIDS"];
    for (shell, known, check) in [
        ("bash", 5, Some(["bash", "-n"])),
        ("zsh", 5, Some(["zsh", "-n"])),
        ("fish", 4, Some(["fish", "--no-execute"])),
        ("powershell", 2, None),
        ("elvish", 2, Some(["elvish", "-compileonly"])),
    ] {
        let script = printed(&["completions", shell]);
        for word in &words[..known] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        let Some([program, option]) = check.filter(|[program, _]| is_there(program)) else {
            continue;
        };
        let path = dir.join(shell);
        fs::write(&path, script).unwrap();
        let output = Command::new(program).arg(option).arg(&path).output().unwrap();
        assert!(output.status.success(), "{shell}: {}", text(&output.stderr));
        assert!(output.stderr.is_empty(), "{shell}: {}", text(&output.stderr));
    }
}

/// The completions of bash after these words, the last of which is incomplete.
fn offered(words: &[&str]) -> Vec<String> {
    let dir = dir("completions-in-bash");
    fs::write(dir.join("tcf.bash"), printed(&["completions", "bash"])).unwrap();
    fs::write(dir.join("vendor-list.json"), "").unwrap();
    let [.., before, last] = words else { panic!("{words:?}") };
    let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
    let line = format!(
        "source ./tcf.bash; COMP_WORDS=({}); COMP_CWORD={}; _tcf tcf '{last}' '{before}'; \
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" "),
        words.len() - 1
    );
    let output = Command::new("bash").args(["-c", &line]).current_dir(dir).output().unwrap();
    text(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_options_and_codes() {
    assert_eq!(offered(&["tcf", "va"]), ["validate"]);
    assert_eq!(offered(&["tcf", "gvl", "fe"]), ["fetch"]);
    assert_eq!(offered(&["tcf", "validate", "--deny-w"]), ["--deny-warnings"]);
    assert_eq!(offered(&["tcf", "decode", "--format", "nd"]), ["ndjson"]);
    assert_eq!(offered(&["tcf", "explain", "P01"]).len(), 10);
    assert_eq!(offered(&["tcf", "explain", "li-purposes-"]), ["li-purposes-3-6"]);
    assert!(offered(&["tcf", "validate", "--allow", "P"]).contains(&"P011".to_owned()));
    assert_eq!(offered(&["tcf", "decide", "--gvl", "vend"]), ["vendor-list.json"]);
    assert_eq!(offered(&["tcf", "completions", "f"]), ["fish"]);
}

/// Text without line breaks and roff escapes, which differ between help and man pages.
fn bare(text: &str) -> String {
    text.replace("\\fB", "")
        .replace("\\fI", "")
        .replace("\\fR", "")
        .replace("\\*(Aq", "'")
        .replace("\\(aq", "'")
        .chars()
        .filter(|found| !found.is_whitespace() && *found != '\\')
        .collect()
}

#[test]
fn man_pages_contain_the_help() {
    for words in commands() {
        let help = help_of(&words, "--help");
        let mut args = vec!["man"];
        args.extend(words.iter().map(String::as_str));
        let page = printed(&args);
        let headings: Vec<_> = page
            .lines()
            .filter_map(|line| line.strip_prefix(".SH "))
            .map(|line| line.trim_matches('"'))
            .collect();
        let expected = [
            "NAME",
            "SYNOPSIS",
            "DESCRIPTION",
            "EXAMPLES",
            "SUBCOMMANDS",
            "OPTIONS",
            "EXIT STATUS",
            "SEE ALSO",
        ];
        let has_commands = help.contains("\nCommands:\n");
        let expected =
            expected.into_iter().filter(|heading| *heading != "SUBCOMMANDS" || has_commands);
        assert_eq!(headings, expected.collect::<Vec<_>>(), "{words:?}");

        let page = bare(&page);
        // Man pages have the status in bold.
        for line in section(&help, "Examples:").into_iter().chain(section(&help, "Exit status:")) {
            let line = bare(line);
            assert!(page.contains(&line), "{words:?}: {line} in {page}");
        }
        let options = help.lines().filter_map(|line| line.trim_start().strip_prefix('-'));
        for option in
            options.flat_map(|line| line.split([' ', ','])).filter(|word| word.starts_with('-'))
        {
            assert!(page.contains(option), "{words:?}: {option}");
        }
    }
}

#[test]
fn dir_has_a_page_for_every_command() {
    let dir = dir("man").join("man1");
    let paths = printed(&["man", "--dir", dir.to_str().unwrap()]);
    let mut written: Vec<_> = fs::read_dir(&dir)
        .unwrap()
        .map(|file| file.unwrap().path().display().to_string())
        .collect();
    let mut named: Vec<_> = paths.lines().map(str::to_owned).collect();
    let mut expected: Vec<_> = commands()
        .iter()
        .map(|words| {
            let name = [vec!["tcf".to_owned()], words.clone()].concat().join("-");
            dir.join(format!("{name}.1")).display().to_string()
        })
        .collect();
    for paths in [&mut written, &mut named, &mut expected] {
        paths.sort();
    }
    assert_eq!(written, expected);
    assert_eq!(named, expected);
    for path in written.iter().filter(|_| is_there("groff")) {
        let output =
            Command::new("groff").args(["-man", "-Tutf8", "-ww", "-z", path]).output().unwrap();
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{path}: {}",
            text(&output.stderr)
        );
    }
}

#[test]
fn unknown_command_is_an_error() {
    crate::shows!(["man", "gvl", "fetsh"]);
}

#[test]
fn mistyped_arguments_have_suggestions() {
    for (args, want) in [
        (&["--json", TC][..], "similar argument exists: '--format json'"),
        (&["validate", "--ndjson", TC], "similar argument exists: '--format ndjson'"),
        (&["decode", "--out", "x", TC], "similar argument exists: '--output'"),
        (&["Decode", TC], "similar subcommand exists: 'decode'"),
        (&["GVL", "show"], "similar subcommand exists: 'gvl'"),
        (&["valdate", TC], "similar subcommand exists: 'validate'"),
        (&["explain", "p11"], "similar codes: P011 (li-purposes-3-6), "),
        (&["explain", "S11"], "similar codes: S011 (truncated), "),
        (&["validate", "--allow", "P11", TC], "similar: P011 (li-purposes-3-6), "),
        (&["generate", "--violate", "li-purpose-3-6"], "similar: P011 (li-purposes-3-6), "),
    ] {
        let output = run(tcf(args), b"");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let stderr = text(&output.stderr);
        assert!(stderr.contains(want) && !stderr.contains("as a value"), "{args:?}: {stderr}");
    }
}
