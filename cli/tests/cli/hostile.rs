//! Law 7 for the command: hostile input uses bounded memory, gets a record, and does not affect
//! other lines.

use std::io::{self, BufRead as _, Read as _, Write};

use tcf_codec::{
    Layout, PublisherRestrictions, RangeEntry, RestrictionLayout, RestrictionType, SectionEncoding,
    SectionLayout, Segment, SegmentLayout, Tail, TcString, U6, VendorRange, VendorRanges,
    VendorSet,
};

use crate::watched::{MEMORY, ran_out_of_memory, watch, watch_with};
use crate::{TC, run, tcf, text};

const LISTS: &str = "../../../fixtures/gvl";
const LONG: usize = 100_000_000;
/// Size of input with many lines. A debug build takes about as long for these as a release build
/// for a hundred megabytes. Memory that grew with the input would exceed the limit.
const MANY_LONG: usize = if cfg!(debug_assertions) { 60_000_000 } else { LONG };
const MANY_SHORT: usize = if cfg!(debug_assertions) { 500_000 } else { LONG };
/// Number of entries of a string; `inspect` prints a record for each.
const ENTRIES: u16 = if cfg!(debug_assertions) { 500 } else { 4095 };

/// Commands that print one record per string (except `inspect`), with two threads.
const COMMANDS: [&[&str]; 4] = [
    &["decode", "--envelope", "--ids", "ranges", "--jobs", "2"],
    &["validate", "--as-of", "2026-06-01", "--gvl", LISTS, "--jobs", "2"],
    &["decide", "--as-of", "2026-06-01", "--gvl", LISTS, "--vendor", "1", "--jobs", "2"],
    &["inspect", "--ids", "ranges", "--jobs", "2"],
];

fn with<'a>(command: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [command, more].concat()
}

/// The line of a record.
fn line_of(record: &str) -> u64 {
    let rest = record.strip_prefix("{\"file\":\"-\",\"line\":").expect(record);
    rest.split(',').next().unwrap().parse().unwrap()
}

/// Writes this many bytes.
fn write_long(out: &mut dyn Write, bytes: usize) -> io::Result<()> {
    let part = vec![b'C'; 1 << 16];
    for start in (0..bytes).step_by(part.len()) {
        out.write_all(&part[..part.len().min(bytes - start)])?;
    }
    Ok(())
}

/// All vendors in every set: more than a megabyte as lists of ids.
fn all_vendors() -> String {
    let all: VendorSet = [VendorRange::ALL].into_iter().collect();
    let tc = TcString {
        vendor_consents: all.clone(),
        vendor_legitimate_interests: all.clone(),
        disclosed_vendors: Some(all.clone()),
        allowed_vendors: Some(all),
        ..TcString::default()
    };
    tc.encode()
}

/// A core whose vendor sections contain many ranges over all vendors.
fn many_ranges(entries: u16) -> String {
    let mut tc = TcString::default();
    tc.vendor_consents.insert(VendorRange::ALL);
    tc.vendor_legitimate_interests.insert(VendorRange::ALL);
    let entries =
        vec![RangeEntry { range: VendorRange::ALL, is_range: true }; usize::from(entries)];
    let bits = 213 + 2 * (29 + 33 * entries.len()) + 12;
    let encoding = SectionEncoding::Ranges { default_consent: false, entries };
    let section = SectionLayout { bit: 0, max_vendor_id: u16::MAX, encoding };
    let core = SegmentLayout {
        segment: Segment::Core,
        sections: vec![section.clone(), section],
        restrictions: Vec::<RestrictionLayout>::new(),
        tail: Tail::zeros(bits.next_multiple_of(8).next_multiple_of(6) - bits),
    };
    tc.encode_with(&Layout { segments: vec![core] }).unwrap()
}

/// A string with restrictions over all vendors.
fn many_restrictions(count: u16) -> String {
    let all = VendorRanges::new([VendorRange::ALL]).unwrap();
    let mut restrictions = PublisherRestrictions::default();
    for index in 0..count {
        let kind = RestrictionType::ALL[usize::from(index / 64 % 4)];
        restrictions.push(U6::new(index % 64).unwrap(), kind, &all).unwrap();
    }
    TcString { publisher_restrictions: restrictions, ..TcString::default() }.encode()
}

#[test]
fn law_7_a_line_of_a_hundred_megabytes_is_one_error() {
    for command in COMMANDS {
        let mut records = Vec::new();
        let watched = watch(
            &tcf(with(command, &["--format", "ndjson"])),
            |stdin| {
                write_long(stdin, LONG)?;
                // Without a line end.
                write!(stdin, "\n{TC}")
            },
            |stdout| records.extend(stdout.lines().map(Result::unwrap)),
        );
        assert_eq!((watched.status, watched.stderr.as_str()), (Some(1), ""), "{command:?}");
        assert!(
            records[0].contains("S013") && records[0].contains("100000000 bytes"),
            "{}",
            records[0]
        );
        assert!(
            records[0].len() < 1000 && records[0].contains("\"inputTruncated\":true"),
            "{}",
            records[0]
        );
        assert_eq!(line_of(&records[0]), 1);
        assert!(
            records.len() > 1 && records[1..].iter().all(|record| line_of(record) == 2),
            "{command:?}"
        );
    }
}

#[test]
fn law_7_a_hundred_megabytes_without_line_end_are_one_error() {
    let mut found = Vec::new();
    let watched = watch(
        &tcf(["decode", "--format", "ndjson", "--jobs", "2"]),
        |stdin| write_long(stdin, LONG),
        |stdout| found.extend(stdout.lines().map(Result::unwrap)),
    );
    assert_eq!((watched.status, found.len()), (Some(1), 1));
}

#[test]
fn law_7_memory_is_flat_over_short_lines() {
    let broken = "CQg2bYAQg2";
    for command in COMMANDS {
        // One record per field is a hundred times the input.
        let bytes = if command[0] == "inspect" { MANY_SHORT / 20 } else { MANY_SHORT };
        let pairs = bytes / (TC.len() + broken.len() + 2);
        let mut next = 1;
        let watched = watch(
            &tcf(with(command, &["--format", "ndjson"])),
            |stdin| {
                let part = format!("{TC}\n{broken}\n").repeat(100);
                (0..pairs.div_ceil(100)).try_for_each(|_| stdin.write_all(part.as_bytes()))
            },
            |stdout| {
                for record in stdout.lines() {
                    let line = line_of(&record.unwrap());
                    // `inspect` prints many records per string.
                    assert!(
                        line == next || (command[0] == "inspect" && line + 1 == next),
                        "{line}, {next}"
                    );
                    next = line + 1;
                }
            },
        );
        assert_eq!(watched.status, Some(1), "{command:?}");
        assert_eq!(next - 1, u64::try_from(2 * 100 * pairs.div_ceil(100)).unwrap(), "{command:?}");
    }
}

#[test]
fn law_7_memory_is_flat_over_long_lines() {
    let line = format!("CQg2*{}", "A".repeat(60_000));
    let count = MANY_LONG.div_ceil(line.len() + 1);
    let mut found = 0;
    let watched = watch(
        &tcf(["decode", "--format", "ndjson", "--jobs", "2"]),
        |stdin| (0..count).try_for_each(|_| writeln!(stdin, "{line}")),
        |stdout| {
            for record in stdout.lines() {
                found += 1;
                assert_eq!(line_of(&record.unwrap()), found);
            }
        },
    );
    assert_eq!((watched.status, found), (Some(1), u64::try_from(count).unwrap()));
}

#[test]
fn law_7_memory_is_flat_over_many_payloads() {
    let payload = r#"{"cmpId": 300, "vendorListVersion": 140, "vendorConsents": ["1-5"]}"#;
    let broken = r#"{"cmpId": 5000, "vendorListVersion": 140}"#;
    let pairs = MANY_SHORT / 2 / (payload.len() + broken.len() + 2);
    let mut next = 1;
    let watched = watch(
        &tcf([
            "encode",
            "--as-of",
            "2026-03-10",
            "--envelope",
            "--format",
            "ndjson",
            "--jobs",
            "2",
        ]),
        |stdin| {
            let part = format!("{payload}\n{broken}\n").repeat(100);
            (0..pairs.div_ceil(100)).try_for_each(|_| stdin.write_all(part.as_bytes()))
        },
        |stdout| {
            for record in stdout.lines() {
                let record = record.unwrap();
                assert_eq!(line_of(&record), next);
                assert_eq!(record.contains("\"error\""), next % 2 == 0);
                next += 1;
            }
        },
    );
    assert_eq!(watched.status, Some(1));
    assert_eq!(next - 1, u64::try_from(2 * 100 * pairs.div_ceil(100)).unwrap());
}

/// A payload is parsed as a whole and takes a small multiple of its length.
#[test]
fn law_7_a_payload_takes_a_small_multiple_of_its_length() {
    let payload = |ids: &str| {
        format!("{{\"cmpId\": 3, \"vendorListVersion\": 1, \"vendorConsents\": [{ids}1]}}")
    };
    let long = payload(&"1, 2, 5, ".repeat(1_000_000));
    let mut strings = Vec::new();
    let watched = watch_with(
        MEMORY + 4 * u64::try_from(long.len()).unwrap() / 1024,
        &tcf(["encode", "--as-of", "2026-03-10"]),
        |stdin| write!(stdin, "{long}\n{}", payload("1, 2, 5, ")),
        |stdout| strings.extend(stdout.lines().map(Result::unwrap)),
    );
    assert_eq!(watched.status, Some(0), "{}", watched.stderr);
    assert_eq!(strings.len(), 2);
    assert_eq!(strings[0], strings[1]);
}

/// With less memory than the length of a payload, the command fails.
#[cfg(target_os = "linux")]
#[test]
fn memory_limit_is_enforced() {
    let payload =
        format!("{{\"cmpId\": 3, \"vendorConsents\": [{}1]}}", "1, 2, 5, ".repeat(3_000_000));
    let command = tcf(["encode", "--as-of", "2026-03-10"]);
    let watched = watch_with(16 << 10, &command, |stdin| write!(stdin, "{payload}"), |_| {});
    assert!(ran_out_of_memory(&watched), "{:?}: {}", watched.status, watched.stderr);
}

/// Every command that takes strings, in every format.
#[test]
fn law_7_hostile_strings_do_not_affect_their_neighbours() {
    for command in COMMANDS {
        for format in ["text", "json", "ndjson"] {
            let most = if (command[0], format) == ("inspect", "ndjson") { ENTRIES } else { 4095 };
            let hostile = [many_ranges(most), many_restrictions(most / 4), many_restrictions(most)];
            // Enough lines for several threads.
            let lines: Vec<_> =
                (0..150).map(|n| if n % 50 == 20 { &hostile[n / 50] } else { TC }).collect();
            // `inspect` prints tens of thousands of records, the same in both formats.
            if (command[0], format) == ("decode", "text")
                || (command[0], format) == ("inspect", "json")
            {
                continue;
            }
            let mut args = with(command, &["--format", format]);
            // Text has no other representation of ids.
            args.retain(|arg| format != "text" || !["--ids", "ranges"].contains(arg));
            let mut found = String::new();
            let watched = watch(
                &tcf(args),
                |stdin| lines.iter().try_for_each(|line| writeln!(stdin, "{line}")),
                |stdout| {
                    let _ = stdout.read_to_string(&mut found).unwrap();
                },
            );
            let what = format!("{command:?} {format}");
            // Some strings are invalid and permit nothing.
            assert!(matches!(watched.status, Some(0 | 1)), "{what}: {:?}", watched.status);
            if format == "ndjson" {
                let mut seen: Vec<_> = found.lines().map(line_of).collect();
                assert!(seen.is_sorted(), "{what}");
                if command[0] == "inspect" {
                    seen.dedup();
                }
                assert!(seen.into_iter().eq(1..=150), "{what}");
            }
        }
    }
}

#[test]
fn law_7_hostile_strings_are_printed_in_little_memory() {
    let hostile = [many_ranges(4095), many_restrictions(1000), many_restrictions(4095)];
    for text in &hostile {
        for command in [&["decode", "--jobs", "2"][..], &["decode", "--verbose", "--jobs", "2"]] {
            let mut found = String::new();
            let watched = watch(
                &tcf(command),
                |stdin| write!(stdin, "{TC}\n{text}\n{TC}\n"),
                |stdout| {
                    let _ = stdout.read_to_string(&mut found).unwrap();
                },
            );
            assert_eq!(
                (watched.status, found.matches("TC string, version 2").count()),
                (Some(0), 3)
            );
        }
        for format in ["text", "json", "ndjson"] {
            for (before, after) in [(text.as_str(), TC), (TC, text)] {
                let args =
                    ["diff", "--as-of", "2026-06-01", "--gvl", LISTS, "-f", format, before, after];
                let mut found = String::new();
                let watched = watch(
                    &tcf(args),
                    |_| Ok(()),
                    |stdout| {
                        let _ = stdout.read_to_string(&mut found).unwrap();
                    },
                );
                assert_eq!(watched.status, Some(1), "{}", watched.stderr);
                assert!(found.contains("vendorConsents"), "{found}");
            }
            assert_eq!(run(tcf(["diff", "-f", format, text, text]), b"").status.code(), Some(0));
        }
    }
}

/// A record of more than a megabyte is streamed, in order with the other records.
#[test]
fn law_7_a_long_record_stays_in_order() {
    let text = all_vendors();
    let lines: Vec<_> = (0..200).map(|n| if n % 90 == 70 { &text } else { TC }).collect();
    for jobs in ["1", "2"] {
        for format in ["ndjson", "json"] {
            let (mut large, mut good) = (Vec::new(), 0);
            let watched = watch(
                &tcf(["decode", "--format", format, "--jobs", jobs]),
                |stdin| lines.iter().try_for_each(|line| writeln!(stdin, "{line}")),
                |stdout| {
                    let mut record = Vec::new();
                    // In both formats, only the end of a record starts a line with this.
                    let end = |line: &[u8]| line.starts_with(b"}") || format == "ndjson";
                    let mut line = Vec::new();
                    while stdout.read_until(b'\n', &mut line).unwrap() > 0 {
                        record.extend_from_slice(&line);
                        if end(&line) {
                            if record.len() > 1_500_000 {
                                large.push(good + large.len());
                            } else {
                                good += 1;
                            }
                            record.clear();
                        }
                        line.clear();
                    }
                },
            );
            assert_eq!((watched.status, watched.stderr.as_str()), (Some(0), ""));
            assert_eq!((large, good), (vec![70, 160], 198), "{jobs} {format}");
        }
    }
}

/// Ids are streamed until the pipe is closed.
#[test]
fn law_7_a_long_record_is_streamed() {
    let text = all_vendors();
    for format in ["ndjson", "json"] {
        // One string, and several with threads.
        for others in [0, 100] {
            let mut taken = 0;
            let watched = watch(
                &tcf(["decode", "--envelope", "--format", format, "--jobs", "2"]),
                |stdin| {
                    (0..others).try_for_each(|_| writeln!(stdin, "{TC}"))?;
                    writeln!(stdin, "{text}")?;
                    (0..others).try_for_each(|_| writeln!(stdin, "{TC}"))
                },
                |stdout| taken = io::copy(&mut stdout.take(1_200_000), &mut io::sink()).unwrap(),
            );
            assert_eq!((taken, watched.status, watched.stderr.as_str()), (1_200_000, Some(0), ""));
        }
    }
}

#[test]
fn law_7_hostile_strings_round_trip_through_json() {
    for string in [many_ranges(4095), many_restrictions(1000), many_restrictions(4095)] {
        for format in ["json", "ndjson"] {
            let args = ["decode", "--lossless", "--ids", "ranges", "--format", format, &string];
            let json = run(tcf(args), b"");
            let mut found = String::new();
            let watched = watch(
                &tcf(["encode", "--jobs", "2"]),
                |stdin| stdin.write_all(&json.stdout),
                |stdout| {
                    let _ = stdout.read_to_string(&mut found).unwrap();
                },
            );
            assert_eq!((watched.status, watched.stderr.as_str()), (Some(0), ""));
            assert!(found.trim_end() == string, "{format}");
        }
    }
}

/// Megabytes of single ids are encoded as ranges again.
#[test]
fn law_7_lists_of_all_vendors_round_trip() {
    let shortest = TcString::decode(&many_ranges(4095)).unwrap().encode();
    for (string, canonical) in [(many_ranges(4095), shortest), (all_vendors(), all_vendors())] {
        let json = run(tcf(["decode", "--format", "ndjson", &string]), b"");
        assert!(json.stdout.len() > 700_000);
        let output = run(tcf(["encode"]), &json.stdout);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(text(&output.stdout).trim_end() == canonical);
    }
}
