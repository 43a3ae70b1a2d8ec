use crate::{TC, V1, run, shows, tcf, text};

/// Decodes an input, and returns the payload of the plain string for comparison.
fn decoded(args: &[&str], stdin: &str) -> String {
    let output = run(tcf([&["decode", "--format", "ndjson"], args].concat()), stdin.as_bytes());
    text(&output.stdout).to_owned()
}

#[test]
fn unpacks_pasted_strings() {
    let plain = decoded(&[TC], "");
    assert!(plain.starts_with("{\"version\":2,"));
    for shape in [
        format!("\"{TC}\""),
        format!("'{TC}',"),
        format!("euconsent-v2={TC};"),
        format!("a=b; euconsent-v2={TC}; c=d"),
        format!("https://ads.example/p?gdpr=1&gdpr_consent={TC}&x=1"),
        format!("https://ads.example/p?GDPR_CONSENT={}", TC.replace('.', "%2E")),
    ] {
        assert_eq!(decoded(&[&shape], ""), plain, "{shape}");
        assert_eq!(decoded(&[], &format!("label\t{shape}\r\n")), plain, "{shape}");
    }
}

#[test]
fn text_around_a_pasted_string_is_removed_with_a_note() {
    let plain = decoded(&[TC], "");
    for (shape, note) in [
        (format!("{TC},1~2.3"), "repaired: removed the text after the string (character 53, S002)"),
        (format!("{TC};12"), "repaired: removed the text after the string (character 53, S002)"),
        (format!("{TC},"), "repaired: removed the text after the string (character 53, S002)"),
        (
            format!(" {TC}\n"),
            "repaired: removed white space (character 0, S002)\nrepaired: removed \
                              white space (character 54, S002)",
        ),
        (format!("\u{2018}{TC}\u{2019}"), ""),
        (format!("\u{ab}{TC}\u{bb}"), ""),
    ] {
        assert_eq!(decoded(&[&shape], ""), plain, "{shape}");
        let output = run(tcf(["decode", "--format", "ndjson", &shape]), b"");
        assert_eq!(text(&output.stderr).trim_end(), note, "{shape}");
    }
    shows!(["validate", "--as-of", "2026-06-01", &format!("{TC};12")]);
    // In data, it may be damage.
    for shape in [format!("{TC},1~2.3"), format!("{TC};12"), format!("{TC},")] {
        let output = run(tcf(["decode"]), shape.as_bytes());
        assert_eq!(output.status.code(), Some(1), "{shape}");
        let error = text(&output.stderr);
        assert!(error.contains("S002"), "{error}");
        assert!(error.contains("characters 0 to 52 are a consent string"), "{error}");
    }
    // Segments may follow a damaged dot.
    let output = run(tcf(["decode", &TC.replace('.', ",")]), b"");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn each_string_of_a_text_is_decoded() {
    let usp = "\"kind\":\"usp\"";
    let gpp = "\"kind\":\"gpp\"";
    for (shape, kinds) in [
        (
            "https://a.example/?gdpr_consent=@&gpp=DBABLA~BVQqAAAAAg&gpp_sid=7&us_privacy=1YNN",
            &["\"version\":2", gpp, usp][..],
        ),
        (
            "addtl_consent=1~; usprivacy=1---; pl_euconsent-v2=@",
            &["\"kind\":\"ac\"", usp, "\"version\":2"],
        ),
        (
            "{\"regs\":{\"gpp\":\"DBABLA~BVQqAAAAAg\",\"gpp_sid\":[7],\"ext\":{\"us_privacy\":\"1YNN\"}}}",
            &[gpp, usp],
        ),
        // Parameters without a value are left out.
        ("?gdpr=0&gdpr_consent=&us_privacy=1YNN", &[usp]),
        // What is in the URL of a parameter is not sent to this host.
        (
            "https://a.example/?gpp=&us_privacy=1YNN&r=https%3A%2F%2Fb.example%2F%3Fgdpr_consent%3D@",
            &[usp],
        ),
        (
            "https://a.example/?r=https%3A%2F%2Fb.example%2F%3Fgdpr_consent%3D@%26us_privacy%3D1YNN",
            &["\"version\":2", usp],
        ),
    ] {
        let shape = shape.replace('@', TC);
        for (args, stdin) in [(&[&*shape][..], ""), (&[], &*shape)] {
            let printed = decoded(args, stdin);
            let found = printed.lines().zip(kinds).all(|(line, kind)| line.contains(kind));
            assert!(found && printed.lines().count() == kinds.len(), "{shape}: {printed}");
        }
    }
    shows!([
        "decode",
        "https://a.example/?gdpr=1&us_privacy=1YNN&gpp=DBABLA~BVQqAAAAAg&addtl_consent=2~1.x"
    ]);
    shows!([
        "decode",
        "--section",
        "usnat",
        "https://a.example/?us_privacy=1YNN&gpp=DBABLA~BVQqAAAAAg"
    ]);
    // The name tells what a macro stands for.
    shows!([
        "decode",
        "--format",
        "ndjson",
        "https://a.example/?us_privacy=${US_PRIVACY}&gpp=${GPP_STRING_755}"
    ]);
}

/// A URL whose signals contradict each other.
const CONTRADICTING: &str = "https://ads.example/?gdpr=0&gdpr_consent=CQg2bYAQg2bYAEsABAENCMFgAOAAA\
    AIAAAYgACsgAEQAAA.IACugA&gpp=DBACMM~CQg2bYAQg2bYAEsABAENCMFgAAAAAAAAAAYgAAoAAAAA.IAAo~BVQqAAAAA\
    g&gpp_sid=2,8&addtl_consent=2~70.99~dv.72";

#[test]
fn signals_that_came_together_are_compared() {
    let providers = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/providers.csv");
    let validate = ["validate", "--as-of", "2026-06-01", "--provider-list", providers];
    for format in ["concise", "ndjson", "csv"] {
        let args = ["--format", format, CONTRADICTING];
        let output = run(tcf([&validate[..], &args].concat()), b"");
        assert_eq!(output.status.code(), Some(1), "{format}");
        let printed = text(&output.stdout);
        for code in ["X018", "X065", "X066", "A008", "A018"] {
            assert_eq!(
                printed.matches(code).count(),
                usize::from(format != "concise" || !matches!(code, "A018")),
                "{format} {code}: {printed}"
            );
        }
        let titles = printed.lines().filter(|line| line.starts_with("file,")).count();
        assert_eq!(titles, usize::from(format == "csv"), "{printed}");
        if format == "ndjson" {
            let lines: Vec<_> = printed.lines().collect();
            assert_eq!(lines.len(), 3);
            for (line, codes) in lines.iter().zip([
                &["\"gdpr_consent\"", "X065"][..],
                &["\"gpp\"", "X018", "X066"],
                &["\"addtl_consent\"", "A008", "\"notRun\":[\"A010\",\"A016\"]"],
            ]) {
                assert!(codes.iter().all(|code| line.contains(code)), "{codes:?}: {line}");
            }
        }
    }
    shows!(["validate", "--as-of", "2026-06-01", "--allow", "P,C,F,S,G", CONTRADICTING]);
    // A line of a file is unpacked, too.
    let output =
        run(tcf([&validate[..], &["--format", "concise"]].concat()), CONTRADICTING.as_bytes());
    assert!(text(&output.stdout).contains("X065"));
    // Nobody knows what was beside a single cookie.
    let single = run(tcf(["validate", "--format", "ndjson", "addtl_consent=1~70;"]), b"");
    assert!(!text(&single.stdout).contains("A009"));
    let other = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let broken = run(tcf(["validate", "--provider-list", other, "1~70"]), b"");
    assert_eq!(broken.status.code(), Some(2));
    assert!(text(&broken.stderr).contains("Cargo.toml: row 1: no provider id"));
}

#[test]
fn decode_is_the_default_command() {
    let plain = decoded(&[TC], "");
    for args in [
        &["--format", "ndjson", TC][..],
        &[TC, "--format", "ndjson"],
        &["--format=ndjson", TC],
        &["-f", "ndjson", TC],
        &["--color", "never", "-f", "ndjson", TC],
        &["--quiet", TC, "-fndjson"],
    ] {
        assert_eq!(text(&run(tcf(args), b"").stdout), plain, "{args:?}");
    }
    assert_eq!(text(&run(tcf(["-f", "ndjson"]), TC.as_bytes()).stdout), plain, "stdin");
}

#[test]
fn files_and_stdin_together() {
    shows!(
        [
            "decode",
            "-f",
            "ndjson",
            "--envelope",
            "--ids",
            "ranges",
            "-i",
            "partners.tsv",
            "-i",
            "-"
        ],
        format!("piped\t{TC}")
    );
}

#[test]
fn a_dash_is_stdin() {
    let plain = decoded(&[TC], "");
    for args in [&["-"][..], &["--input", "-"], &["--files", "-"]] {
        assert_eq!(decoded(args, TC), plain, "{args:?}");
    }
    assert_eq!(text(&run(tcf(["-", "-f", "ndjson"]), TC.as_bytes()).stdout), plain);
    // Among strings, in order.
    let stdin = format!("{TC}\n{V1}\n");
    assert_eq!(
        decoded(&[V1, "-", TC], &stdin),
        [&[V1][..], &[TC], &[V1], &[TC]].map(|string| decoded(string, "")).concat()
    );
    for command in ["inspect", "validate"] {
        let output = run(tcf([command, "-f", "ndjson", "--quiet", "-"]), TC.as_bytes());
        assert_eq!(output.status.code(), Some(0), "{command}: {}", text(&output.stdout));
    }
}

#[test]
fn a_dash_among_the_strings_of_diff_is_a_line_of_stdin() {
    let code = |args: &[&str], stdin: &str| {
        run(tcf([&["diff"], args].concat()), stdin.as_bytes()).status.code()
    };
    for args in [["-", TC], [TC, "-"]] {
        assert_eq!(code(&args, TC), Some(0), "{args:?}");
        assert_eq!(code(&args, V1), Some(1), "{args:?}");
        assert_eq!(code(&args, ""), Some(2), "{args:?}");
        assert_eq!(code(&args, &format!("{TC}\n{TC}")), Some(2), "{args:?}");
    }
    assert_eq!(code(&["-", "-"], &format!("{TC}\n{TC}")), Some(0));
    shows!(["diff", TC, "partners.tsv"]);
}

#[test]
fn a_dash_is_a_vendor_list_on_stdin() {
    let list = r#"{"gvlSpecificationVersion": 3, "vendorListVersion": 1, "vendors": {}}"#;
    for args in [&["show", "-"][..], &["check", "-"]] {
        let output = run(tcf([&["gvl"], args].concat()), list.as_bytes());
        assert_ne!(output.status.code(), Some(2), "{args:?}: {}", text(&output.stderr));
    }
}

#[test]
fn a_vendor_list_is_read_from_stdin() {
    let list = r#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {}}"#;
    let encoded = r#"{"cmpId": 300, "vendorListVersion": 140}"#;
    for args in [
        &["validate", "--require", "gvl", TC][..],
        &["decide", "--require", "gvl", "--vendor", "1", TC],
        &["decode", TC],
        &["inspect", "--size", TC],
        &["diff", TC, TC],
        &["encode", "--compact", encoded],
    ] {
        let output = run(tcf([args, &["--gvl", "-"]].concat()), list.as_bytes());
        assert_ne!(output.status.code(), Some(2), "{args:?}: {}", text(&output.stderr));
        let output = run(tcf([args, &["--gvl", "-"]].concat()), b"{");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).starts_with("error: stdin: "), "{args:?}");
    }
    for args in [
        &["validate"][..],
        &["decide", "--vendor", "1"],
        &["diff", TC, "-"],
        &["encode", "--compact"],
    ] {
        let output = run(tcf([args, &["--gvl", "-"]].concat()), list.as_bytes());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let error = text(&output.stderr);
        assert!(error.contains("stdin, which is also the input"), "{args:?}: {error}");
    }
}

#[test]
fn files_treats_arguments_as_files() {
    let by_input = decoded(&["--input", "partners.tsv", "--envelope"], "");
    assert_eq!(decoded(&["--files", "--envelope", "partners.tsv"], ""), by_input);
}

#[test]
fn a_missing_file_exits_2_and_the_others_are_decoded() {
    shows!([
        "decode",
        "-f",
        "ndjson",
        "--ids",
        "ranges",
        "--files",
        "missing.tsv",
        ".",
        "partners.tsv"
    ]);
}

#[test]
fn no_input_exits_2() {
    shows!(["decode", "--input", "empty.txt"]);
}

#[test]
fn an_empty_argument_is_an_error() {
    shows!(["decode", ""]);
}

#[test]
fn hints_name_other_kinds_of_text() {
    let strings = [
        "${GDPR_CONSENT_755}",
        "%24%7BGDPR_CONSENT_755%7D",
        "https://ads.example/?gdpr=1",
        "https://ads.example/?gdpr_consent=${GDPR_CONSENT_755}",
        "{\"cmpId\": 3}",
        "partners.tsv",
    ];
    shows!(["decode"].into_iter().chain(strings));
}

#[test]
fn the_caret_is_under_the_character() {
    let long = format!("{}*{}", TC.repeat(10).replace('.', ""), "A".repeat(300));
    let pasted = format!("x=1; euconsent-v2={}; y=2", TC.replace("AEsA", "AE+A"));
    shows!([
        "decode",
        "https://\u{e9}\u{e8}.example/?gdpr_consent=CQg+",
        &long,
        &pasted,
        "CQg2\u{e9}",
        "CQ\tg\u{1b}[31m2"
    ]);
}

#[test]
fn exit_zero_hides_failures() {
    let code = |args: &[&str]| run(tcf(args), b"").status.code();
    assert_eq!(code(&["decode", "C"]), Some(1));
    assert_eq!(code(&["decode", "--exit-zero", "C"]), Some(0));
    assert_eq!(code(&["decode", "--exit-zero", "--input", "missing.txt"]), Some(2));
    assert_eq!(code(&["decode", "--format", "xml", TC]), Some(2));
}

#[test]
fn max_length_is_configurable() {
    let long = format!("{TC}{}", "A".repeat(70_000));
    shows!(["decode", "-f", "ndjson", &long]);
    let output = run(
        tcf(["decode", "-f", "ndjson", "--ids", "ranges", "--max-length", "80000", &long]),
        b"",
    );
    assert!(output.status.success());
}

#[test]
fn compressed_files_and_stdin_are_decompressed() {
    let dir = tempfile::tempdir().unwrap();
    // Two members, the second of which starts in the middle of a line.
    let lines = format!("acme\t{TC}\n{V1}\n").repeat(2000);
    let (first, second) = lines.split_at(lines.len() / 3);
    let gzip = |text: &str| {
        let mut out = Vec::new();
        let level = flate2::Compression::fast();
        std::io::Read::read_to_end(
            &mut flate2::read::GzEncoder::new(text.as_bytes(), level),
            &mut out,
        )
        .unwrap();
        out
    };
    let bytes = [gzip(first), gzip(second)].concat();
    let file = dir.path().join("log.txt");
    std::fs::write(&file, &bytes).unwrap();
    let plain = decoded(&[], &lines);
    assert_eq!(plain.lines().count(), 4000);
    for jobs in ["1", "3"] {
        let args = ["decode", "--format", "ndjson", "--jobs", jobs];
        let output = run(tcf(args.into_iter().chain(["-i", file.to_str().unwrap()])), b"");
        assert!(text(&output.stdout) == plain && output.status.success());
        assert!(text(&run(tcf(args), &bytes).stdout) == plain);
        // The complete lines of a truncated archive are decoded.
        let output = run(tcf(args), &bytes[..bytes.len() - 100]);
        let stderr = text(&output.stderr);
        assert_eq!(stderr, "error: cannot read stdin: the gzip data is truncated\n");
        assert_eq!(output.status.code(), Some(2));
        let decoded = text(&output.stdout);
        assert!(plain.starts_with(decoded) && decoded.lines().count() > 1300);
    }
}

#[test]
fn a_file_in_utf16_is_an_error() {
    let utf16: Vec<_> = format!("{TC}\r\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [utf16.clone(), [b"\xff\xfe".to_vec(), utf16].concat()] {
        let output = run(tcf(["decode", "-"]), &bytes);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
        assert_eq!(
            text(&output.stderr),
            "error: cannot read stdin: it is UTF-16, little endian; convert it to UTF-8: iconv -f \
             UTF-16LE -t UTF-8\n"
        );
    }
}

#[test]
fn other_archives_are_errors_that_name_a_program() {
    for (head, message) in [
        (&b"PK\x03\x04\x14\0\x08"[..], "unzip -p FILE"),
        (b"BZh91AY&SY\x01", "bzip2 -dc FILE"),
        (b"\xfd7zXZ\0\0\x04", "xz -dc FILE"),
    ] {
        for args in [&["decode"][..], &["decode", "--from", "auto"], &["extract"], &["filter"]] {
            let output = run(tcf(args), head);
            assert_eq!(output.status.code(), Some(2), "{args:?}");
            let stderr = text(&output.stderr);
            assert!(stderr.contains(message), "{args:?}: {stderr}");
        }
    }
}
