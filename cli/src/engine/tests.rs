//! The engine with work that panics.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use tcf::Origin;
use tempfile::NamedTempFile;

use super::{ItemKind, Panic, Work, run_to};
use crate::input::{Item, LineSplitter, Source};
use crate::out::Out;
use crate::term::Colors;
use crate::ui::{ExitStatus, Messages, Ui};

/// Writes the number and the text of each line, in records of very different sizes.
struct Echo;

/// Size of a record that exceeds the capacity of a group.
const LARGE: usize = 3 << 20;

impl Work for Echo {
    fn render(
        &self,
        item: Item<'_>,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        write!(out, "{} ", item.index)?;
        out.write_all(item.bytes)?;
        match item.bytes {
            b"panic" => panic!("of item {}", item.index),
            b"large" => out.write_all(&vec![b'x'; LARGE])?,
            b"large panic" => {
                out.write_all(&vec![b'x'; LARGE])?;
                panic!("after much output");
            }
            _ => {}
        }
        messages.note("note", &"a message");
        writeln!(out)?;
        Ok(ExitStatus::Success)
    }

    fn render_no_string(
        &self,
        item: Item<'_>,
        out: &mut Out<'_>,
        _: &mut Messages,
    ) -> Result<ExitStatus> {
        writeln!(out, "{} null", item.index)?;
        Ok(ExitStatus::Success)
    }

    fn render_panic(&self, item: Item<'_>, panic: &Panic, out: &mut Out<'_>) -> Result<()> {
        writeln!(out, "{} {panic}", item.index)?;
        Ok(())
    }
}

fn run(lines: &[&str], jobs: usize) -> (ExitStatus, String) {
    run_work(&Arc::new(Echo), lines, jobs)
}

fn run_work(work: &Arc<impl Work>, lines: &[&str], jobs: usize) -> (ExitStatus, String) {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(lines.join("\n").as_bytes()).unwrap();
    let mut stdout = Vec::new();
    let ui = Ui::new(true, Colors::new(anstream::ColorChoice::Never));
    let source = Source::files([file.path()]);
    let splitter = || LineSplitter::new(100);
    let status =
        run_to(&mut Out::to(&mut stdout), source, splitter, work, jobs, &ui, ItemKind::String);
    (status.unwrap(), String::from_utf8(stdout).unwrap())
}

#[test]
fn a_panic_becomes_an_error_record() {
    let lines: Vec<_> = (0..20_000)
        .map(|n| match n {
            5 | 9_999 => "panic",
            7 | 10_000 => "large",
            _ => "line",
        })
        .collect();
    for jobs in [1, 4] {
        let (status, text) = run(&lines, jobs);
        assert_eq!(status, ExitStatus::Failure);
        let records: Vec<_> = text.lines().collect();
        assert_eq!(records.len(), lines.len(), "{jobs}");
        for ((number, line), record) in (0..).zip(&lines).zip(&records) {
            match *line {
                "panic" => {
                    let wanted = format!(
                        "{number} internal error, please report it: of item {number} (at \
                         cli/src/engine/tests.rs:"
                    );
                    assert!(record.starts_with(&wanted), "{jobs}: {record}");
                }
                "large" => assert_eq!(record.len(), format!("{number} large").len() + LARGE),
                _ => assert_eq!(*record, format!("{number} line"), "{jobs}"),
            }
        }
    }
}

#[test]
fn a_partly_written_record_is_terminated_before_the_error() {
    for jobs in [1, 4] {
        let (status, text) = run(&["line", "large panic", "line"], jobs);
        assert_eq!(status, ExitStatus::Failure);
        let records: Vec<_> = text.lines().collect();
        let [first, part, error, last] = records[..] else {
            panic!("{jobs}: {} lines", records.len())
        };
        assert_eq!((first, last), ("0 line", "2 line"));
        assert!(part.starts_with("1 large panicxxx"), "{jobs}");
        assert!(
            error.starts_with("1 internal error, please report it: after much output (at "),
            "{jobs}: {error}"
        );
    }
}

/// Writes the place and the text of each line, and counts the lines of which it made the record.
#[derive(Default)]
struct Repeating(AtomicUsize);

impl Work for Repeating {
    fn render(
        &self,
        item: Item<'_>,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let labeled = item.labeled();
        start_of(item.origin(&labeled), out)?;
        match &*labeled.input {
            "two lines" => writeln!(out, "two\nlines")?,
            "a message" => messages.note("note", &"a message"),
            text => writeln!(out, " {text}")?,
        }
        Ok(if labeled.input == "bad" { ExitStatus::Failure } else { ExitStatus::Success })
    }

    fn render_no_string(
        &self,
        _: Item<'_>,
        _: &mut Out<'_>,
        _: &mut Messages,
    ) -> Result<ExitStatus> {
        unreachable!("all lines have strings")
    }

    fn render_panic(&self, _: Item<'_>, panic: &Panic, _: &mut Out<'_>) -> Result<()> {
        unreachable!("{panic}")
    }

    fn repeats(&self) -> bool {
        true
    }

    fn write_start(
        &self,
        origin: Origin<'_>,
        _: ExitStatus,
        start: &mut Vec<u8>,
    ) -> io::Result<()> {
        start_of(origin, start)
    }
}

fn start_of(origin: Origin<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    write!(out, "{:?} {:?}", origin.line, origin.label)
}

#[test]
fn records_of_repeated_texts_are_made_twice() {
    let texts = ["one", "bad", "acme\tone", "other\tbad"];
    let lines: Vec<_> = texts.into_iter().cycle().take(400).collect();
    let work = Arc::new(Repeating::default());
    let (status, text) = run_work(&work, &lines, 1);
    assert_eq!(status, ExitStatus::Failure);
    assert_eq!(work.0.load(Ordering::Relaxed), 4);
    for ((number, line), record) in (1_u64..).zip(&lines).zip(text.lines()) {
        let (label, text) = match line.split_once('\t') {
            Some((label, text)) => (Some(label), text),
            None => (None, *line),
        };
        assert_eq!(record, format!("{:?} {label:?} {text}", Some(number)));
    }
}

#[test]
fn records_of_several_lines_or_with_messages_are_made_anew() {
    for text in ["two lines", "a message"] {
        let work = Arc::new(Repeating::default());
        run_work(&work, &[text; 10], 1);
        assert_eq!(work.0.load(Ordering::Relaxed), 10, "{text}");
    }
}
