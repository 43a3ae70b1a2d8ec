//! Streams: many lines, invalid lines, closed pipes.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use crate::{TC, run, tcf, text};

/// Many lines, some invalid, some long.
fn lines(count: usize) -> String {
    (0..count)
        .map(|n| match n % 7 {
            3 => format!("{n}\tCQg2bYAQg2\n"),
            // 65,535 ids each: more than a batch buffers.
            5 if n % 5 == 0 => {
                format!("{n}\tCQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYg__4AE__gAAAAAAAA\n")
            }
            _ => format!("{n}\t{TC}\n"),
        })
        .collect()
}

#[test]
fn output_does_not_depend_on_threads() {
    let input = lines(2000);
    let args = ["decode", "--format", "ndjson", "--envelope", "--jobs"];
    let serial = run(tcf(args.into_iter().chain(["1"])), input.as_bytes());
    assert_eq!(serial.status.code(), Some(1));
    assert_eq!(text(&serial.stdout).lines().count(), 2000);
    for jobs in ["0", "2", "5"] {
        let parallel = run(tcf(args.into_iter().chain([jobs])), input.as_bytes());
        assert!(parallel.stdout == serial.stdout, "--jobs {jobs}");
        assert_eq!(parallel.status.code(), Some(1));
    }
}

#[test]
fn each_line_is_answered_immediately() {
    let mut child = tcf(["decode", "--format", "ndjson"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for _ in 0..3 {
        use std::io::Write as _;
        writeln!(stdin, "{TC}").unwrap();
        let mut answer = String::new();
        stdout.read_line(&mut answer).unwrap();
        assert!(answer.starts_with("{\"version\":2"));
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let mut child = tcf(["decode", "--format", "ndjson"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let writer = std::thread::spawn(move || {
        use std::io::Write as _;
        let _ = stdin.write_all(lines(20_000).as_bytes());
    });
    let mut some = [0; 100];
    stdout.read_exact(&mut some).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert_eq!(text(&output.stderr), "");
    assert!(output.status.success(), "{:?}", output.status);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_exits_2() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = tcf(["decode", "--format", "ndjson", TC]);
    let output = command.stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("No space left"), "{}", text(&output.stderr));
}

#[test]
fn many_cookie_pairs_take_linear_time() {
    for line in ["=", "a=", "=;", "%", "'", "gdpr_consent="] {
        let input = line.repeat(300_000 / line.len());
        let output = run(tcf(["decode", "--format", "ndjson"]), input.as_bytes());
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(text(&output.stdout).lines().count(), 1);
    }
}

#[test]
fn invalid_utf8_is_an_error_record() {
    let mut input = b"a\tCQg2\xff\xfe\nb\tCQ\0g2\n".to_vec();
    input.extend(format!("c\t{TC}").bytes());
    let output =
        run(tcf(["decode", "--format", "ndjson", "--ids", "ranges", "--envelope"]), &input);
    insta::assert_snapshot!(text(&output.stdout));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn an_oversized_line_is_an_error_and_the_next_is_decoded() {
    let mut input = vec![b'C'; 5_000_000];
    input.extend(format!("\n{TC}\n").bytes());
    let output = run(tcf(["decode", "--format", "ndjson", "--ids", "ranges"]), &input);
    insta::assert_snapshot!(text(&output.stdout));
    assert_eq!(output.status.code(), Some(1));
}
