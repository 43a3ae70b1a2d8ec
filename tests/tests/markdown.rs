//! Markdown files: links, code taken from compiled examples, and the width of lines in all sources.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The greatest width of a line, in characters.
const WIDTH: usize = 100;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files of the project whose names end in one of `extensions`, relative to its root.
fn files(extensions: &[&str]) -> Vec<PathBuf> {
    fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let is_hidden = name.starts_with('.') && !matches!(name, ".ci" | ".github");
            if path.is_symlink() || is_hidden || matches!(name, "target" | "node_modules") {
                continue;
            }
            if path.is_dir() {
                collect(&path, files);
            } else {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    collect(&root(), &mut files);
    let is_wanted = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        extensions.iter().any(|extension| name.ends_with(extension))
    };
    let mut files: Vec<_> = files.into_iter().filter(is_wanted).collect();
    files.sort();
    files.into_iter().map(|path| path.strip_prefix(root()).unwrap().to_owned()).collect()
}

fn text(path: &Path) -> String {
    fs::read_to_string(root().join(path))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines of a Markdown file outside of code blocks, with their numbers.
fn prose(text: &str) -> Vec<(usize, &str)> {
    let mut is_code = false;
    let mut prose = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            prose.push((number, line));
        }
    }
    prose
}

/// A line without its code spans.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// The anchors of the headings, as GitHub makes them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut counts = BTreeMap::<String, usize>::new();
    let mut anchors = BTreeSet::new();
    for (_, line) in prose(text) {
        let heading = line.trim_start_matches('#');
        if heading.len() == line.len() || !heading.starts_with(' ') {
            continue;
        }
        let anchor: String = heading
            .trim()
            .to_lowercase()
            .chars()
            .filter(|&c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        let count = counts.entry(anchor.clone()).or_default();
        anchors.insert(if *count == 0 { anchor } else { format!("{anchor}-{count}") });
        *count += 1;
    }
    anchors
}

/// A path without `.` and `..`; `None` if it leaves the project.
fn normalize(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => normal.push(name),
            Component::CurDir => {}
            Component::ParentDir if normal.pop() => {}
            _ => return None,
        }
    }
    Some(normal)
}

/// The targets of the links in a line: `[text](target)`, and `[text]: target`.
fn targets(line: &str) -> Vec<String> {
    let line = without_code(line);
    let inline = line.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
    let definition = line.strip_prefix('[').and_then(|rest| Some(rest.split_once("]: ")?.1));
    inline.chain(definition).map(str::to_owned).collect()
}

#[test]
fn relative_links_and_anchors_resolve() {
    let mut wrong = String::new();
    for file in files(&[".md"]) {
        let text_of_file = text(&file);
        for (number, line) in prose(&text_of_file) {
            for target in targets(line) {
                if target.contains("://") || target.starts_with("mailto:") {
                    continue;
                }
                let (path, anchor) = target.split_once('#').unwrap_or((&target, ""));
                let path = if path.is_empty() {
                    Some(file.clone())
                } else {
                    normalize(&file.parent().unwrap().join(path))
                };
                let resolves = path.is_some_and(|path| {
                    root().join(&path).exists()
                        && (anchor.is_empty() || anchors(&text(&path)).contains(anchor))
                });
                if !resolves {
                    writeln!(wrong, "{}:{number}: {target}", file.display()).unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "links that lead nowhere:\n{wrong}");
}

/// The part of a source file between `// ANCHOR: name` and `// ANCHOR_END: name`.
fn anchored<'a>(source: &'a str, name: &str) -> &'a str {
    let (_, rest) = source.split_once(&format!("// ANCHOR: {name}\n")).expect(name);
    rest.split_once(&format!("// ANCHOR_END: {name}\n")).expect(name).0
}

/// A code block that begins with `<!-- code: PATH#ANCHOR -->` is that part of the file.
/// `TCF_ACCEPT=1` copies it.
#[test]
fn code_blocks_are_parts_of_compiled_examples() {
    const MARK: &str = "<!-- code: ";
    let mut found = 0;
    for file in files(&[".md"]) {
        let old = text(&file);
        let mut pieces = old.split(MARK);
        let mut new = pieces.next().unwrap().to_owned();
        for piece in pieces {
            let (source, rest) = piece.split_once(" -->\n\n```rust\n").expect("a block of Rust");
            let (_, rest) = rest.split_once("```").expect("a block ends");
            let (path, name) = source.split_once('#').expect("PATH#ANCHOR");
            let source_text = text(Path::new(path));
            let code = anchored(&source_text, name);
            write!(new, "{MARK}{source} -->\n\n```rust\n{code}```{rest}").unwrap();
            found += 1;
        }
        if std::env::var_os("TCF_ACCEPT").is_some() && new != old {
            fs::write(root().join(&file), &new).unwrap();
        } else {
            assert!(
                new == old,
                "{} differs from its examples; TCF_ACCEPT=1 updates it",
                file.display()
            );
        }
    }
    assert!(found > 0, "no code block names its example");
}

/// Prose, comments and code have one width. Exempt are tables, code blocks and lines with links in
/// Markdown, and lines with string literals in Rust.
#[test]
fn no_line_is_wider_than_100_columns() {
    let mut wrong = String::new();
    let mut check = |file: &Path, number: usize, line: &str| {
        let width = line.chars().count();
        if width > WIDTH {
            writeln!(wrong, "{}:{number}: {width} columns", file.display()).unwrap();
        }
    };
    for file in files(&[".md"]) {
        for (number, line) in prose(&text(&file)) {
            if !line.trim_start().starts_with('|') && !line.contains("](") {
                check(&file, number, line);
            }
        }
    }
    for file in files(&[".rs"]) {
        for (number, line) in (1..).zip(text(&file).lines()) {
            if !line.contains('"') {
                check(&file, number, line);
            }
        }
    }
    for file in files(&[".toml", ".yml", ".yaml", ".sh", ".py", ".mjs", "justfile", "run", "tcf"]) {
        for (number, line) in (1..).zip(text(&file).lines()) {
            check(&file, number, line);
        }
    }
    assert!(wrong.is_empty(), "lines that are too wide:\n{wrong}");
}
