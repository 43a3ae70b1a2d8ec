//! Errors of arguments and input that are not what a command expects name what fits.

use crate::{TC, run, tcf, text};

#[test]
fn a_string_in_place_of_a_file_is_named() {
    for args in [
        &["decode", "--input", TC][..],
        &["extract", TC],
        &["audit", TC],
        &["filter", TC],
        &["gvl", "check", TC],
    ] {
        let output = run(tcf(args), b"");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let hint = "a file is expected here, and this is a consent string";
        assert!(text(&output.stderr).contains(hint), "{args:?}: {}", text(&output.stderr));
    }
    let output = run(tcf(["extract", "no-such-file"]), b"");
    assert!(!text(&output.stderr).contains("consent string"), "{}", text(&output.stderr));
}

#[test]
fn numbers_out_of_range_have_their_range() {
    for (args, range) in [
        (&["decode", "--jobs", "x", TC][..], "0 to 1024"),
        (&["decode", "--max-length", "99999999999999999999", TC], "0 to 1073741824"),
        (&["audit", "--open-samples", "6"], "0 to 5"),
        (&["extract", "--depth", "9"], "0 to 3"),
        (&["generate", "--count", "-x"], "unexpected argument"),
        (&["generate", "--seed", "x"], "0 to 18446744073709551615"),
        (&["generate", "--events", "--faults", "101"], "0 to 100"),
        (&["gvl", "show", "--version", "4096"], "1 to 4095"),
        (&["gvl", "show", "--spec", "1"], "2 to 3"),
    ] {
        let output = run(tcf(args), b"");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).contains(range), "{args:?}: {}", text(&output.stderr));
    }
}
