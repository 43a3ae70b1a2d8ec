//! What a page has, whatever the report has.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use common::parse::Page;
use common::{HOSTILE, hostile, page, replace, small};
use proptest::prelude::*;
use serde_json::{Value, json};
use tcf_report::HtmlOptions;

/// The page of a report with hosts.
fn open(report: Value) -> String {
    page(report, HtmlOptions::new())
}

#[test]
fn a_small_report() {
    let html = open(small());
    let style = include_str!("../src/style.css");
    assert_eq!(Page::parse(&html).style, style);
    // One element a line, so that differences are readable.
    let body = html.replace(style, "").replace("><", ">\n<");
    insta::assert_snapshot!(body);
}

#[test]
fn the_browser_is_told_to_load_and_run_nothing() {
    let html = open(small());
    let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
                  style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>";
    // Before it there is only the encoding.
    let head = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>";
    assert!(html.starts_with(&format!("{head}{policy}")));
    let style = Page::parse(&html).style;
    assert!(!style.contains("@import") && !style.contains("://") && !style.contains('<'));
    let urls: Vec<_> = style.split("url(").skip(1).map(|rest| rest.split(')').next()).collect();
    assert!(urls.iter().all(|url| url.is_some_and(|url| url.starts_with('#'))), "{urls:?}");
}

#[test]
fn hostile_text_is_text() {
    let parsed = Page::parse(&open(hostile()));
    for text in HOSTILE {
        assert!(parsed.text.contains(text), "{text}");
    }
}

#[test]
fn every_free_text_of_a_report_can_be_hostile() {
    // One after the other: each text takes each place.
    for shift in 0..HOSTILE.len() {
        let mut report = small();
        let mut number = shift;
        replace(&mut report, &mut |_| {
            number += 1;
            HOSTILE[number % HOSTILE.len()].to_owned()
        });
        Page::parse(&open(report));
    }
}

#[test]
fn hidden_characters_and_long_texts_are_shown() {
    let mut report = small();
    report["findings"][0]["host"] = json!("ads\u{202e}elpmaxe.\u{200b}example");
    report["findings"][0]["vendor"]["name"] = json!("a".repeat(10_000));
    report["vendors"][0]["name"] = json!("a".repeat(10_000));
    report["notes"] = json!(["b".repeat(10_000)]);
    let parsed = Page::parse(&open(report));
    assert!(parsed.text.contains("ads\\u{202e}elpmaxe.\\u{200b}example"));
    assert!(parsed.text.contains(&format!("{}…", "a".repeat(100))));
    assert!(!parsed.text.contains(&"a".repeat(101)));
    assert!(parsed.text.contains(&format!("{}… (10,000 characters)", "b".repeat(400))));
}

#[test]
fn redacted_hosts_and_files_are_nowhere() {
    let report = small();
    let (html, redacted) =
        (open(report.clone()), page(report, HtmlOptions::new().redact_hosts(true)));
    let parsed = Page::parse(&redacted);
    for host in [
        "ads.example",
        "pixel.measure.example",
        "collect.unknown.example",
        "old.partner.example",
        "visit.har",
    ] {
        assert!(html.contains(host), "{host}");
        assert!(!redacted.contains(host), "{host}");
    }
    // The host of a page of the publisher.
    assert!(html.contains("shop.example") && !redacted.contains("shop.example"));
    assert!(parsed.text.contains("page /cart"));
    // The numbers follow the calls.
    assert!(parsed.text.contains("host 1") && parsed.text.contains("input 1"));
    assert!(parsed.text.contains("Hosts and files are replaced by numbers."));
    // Vendors stay.
    assert!(parsed.text.contains("Example Measurement"));
}

/// Of errors, the calls that the string does not permit are the worst, and each check counts all
/// its findings.
#[test]
fn the_worst_findings_come_first() {
    let finding = |code: &str, host: &str, count: u64| {
        json!({"code": code, "slug": "s", "severity": "error", "message": format!("Check {code}"),
            "count": count, "host": host})
    };
    let mut report = small();
    report["findings"] = json!([
        finding("T014", "a.example", 90),
        finding("T014", "b.example", 9),
        finding("B002", "a.example", 3),
    ]);
    let text = Page::parse(&open(report)).text;
    let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
    assert!(place("Check B002.") < place("Check T014."));
    place("a.example · 90 times. With 1 more finding of this kind, 99 times in all.");
    // In the list, what is common is said once.
    assert_eq!(text.matches("Check T014.").count(), 2);
    place("b.example · 9 times.");
}

/// Users who return chose days before: their calls still have all the room.
#[test]
fn a_choice_long_before_the_calls_is_at_the_edge() {
    let mut report = small();
    report["timeline"] = json!([{"file": "f", "count": 2, "statements": [
        {"at": "2024-03-30T10:15:00Z", "string": "536a72b128f37a2e", "choice": true,
            "source": "choice"}], "calls": [
        {"at": "2024-04-02T10:15:00Z", "vendors": [32], "verdict": "permitted",
            "signal": "inForce", "line": 1},
        {"at": "2024-04-02T10:15:08Z", "vendors": [32], "verdict": "permitted",
            "signal": "inForce", "line": 2}]}]);
    let text = Page::parse(&open(report)).text;
    assert!(
        text.contains(
            "The user chose string 536a72b128f37a2e 3\u{a0}days before the first judged call"
        ),
        "{text}"
    );
    assert!(text.contains("The first judged call was at 2024-04-02\u{a0}10:15:00"), "{text}");
    assert!(text.contains("2\u{a0}s4\u{a0}s"), "{text}");
}

#[test]
fn numbers_that_would_cover_each_other_are_drawn_as_one() {
    let mut report = small();
    let choice = |at: &str| json!({"at": at, "string": "5", "choice": true, "source": "choice"});
    let call =
        |at: &str| json!({"at": at, "vendors": [32], "verdict": "permitted", "signal": "none"});
    report["timeline"] = json!([{"file": "f", "count": 2,
        "statements": [choice("2024-04-02T10:15:00Z"), choice("2024-04-02T10:15:00.2Z"),
            choice("2024-04-02T10:15:06Z")],
        "calls": [call("2024-04-02T10:15:00Z"), call("2024-04-02T10:15:08Z")]}]);
    let html = open(report);
    let numbers = html.split("class=\"number middle\"").skip(1);
    let numbers: Vec<_> = numbers.filter_map(|rest| rest.split(['<', '>']).nth(1)).collect();
    assert_eq!(numbers, ["1–2", "3"]);
}

/// A report of decision records has none of the numbers of traffic.
#[test]
fn a_report_of_decision_records_shows_what_was_lost() {
    let mut report = small();
    report["events"] = json!({"read": 0, "judged": 0, "decisions": 100});
    report["findings"] = json!([]);
    let text = Page::parse(&open(report.clone())).text;
    for part in [
        "100 decision records read: what enforcement did, and not what was sent.",
        "30 of 100 events were dropped or stripped.",
        "20 of 100 events were not passed.",
        "10 of 100 events were passed without some fields.",
        "60 of 80 events that were passed keep what their channel needs.",
        "No choice of a log took something from an event.",
        "R-NO-PURPOSE-CONSENT",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains(" events read") && !text.contains("Coverage by vendor"), "{text}");
    // A single settings file is compared with none.
    report["settingsLoss"].as_array_mut().unwrap().truncate(1);
    let text = Page::parse(&open(report)).text;
    assert!(text.contains("Events by the settings that decided"), "{text}");
    assert!(!text.contains("more than before"), "{text}");
}

#[test]
fn an_empty_report_says_why_there_are_no_numbers() {
    let parsed = Page::parse(&open(json!({"tool": "tcf"})));
    for text in [
        "no value",
        "No call after a choice was judged.",
        "No call carried a usable string.",
        "No call was judged.",
        "No vendor was called before and after a change of choice.",
        "No visit has a judged call.",
        "Nothing was found by the checks that ran.",
    ] {
        assert!(parsed.text.contains(text), "{text}");
    }
    assert!(!parsed.text.contains('%'), "no rate of nothing");
}

#[test]
fn a_huge_report_has_a_page_of_bounded_size() {
    let mut report = small();
    let many = |template: &Value, count: u32, change: &dyn Fn(&mut Value, u32)| {
        let copies = (0..count).map(|number| {
            let mut copy = template.clone();
            change(&mut copy, number);
            copy
        });
        Value::Array(copies.collect())
    };
    let finding = report["findings"][0].clone();
    report["findings"] = many(&finding, 10_000, &|finding, number| {
        finding["code"] = json!(format!("B{:03}", number % 60));
        finding["host"] = json!(format!("h{number}.example"));
        finding["vendor"]["id"] = json!(number % 2_000 + 1);
    });
    let vendor = report["vendors"][1].clone();
    report["vendors"] = many(&vendor, 2_000, &|vendor, number| vendor["id"] = json!(number + 1));
    let permitted = report["matrix"][0].clone();
    report["matrix"] = many(&permitted, 20_000, &|cell, number| {
        cell["vendor"] = json!(number / 10 + 1);
        cell["purpose"] = json!(number % 10 + 1);
    });
    let curve = report["curves"][1].clone();
    report["curves"] = many(&curve, 2_000, &|curve, number| {
        curve["vendor"] = json!(number + 1);
        let step = curve["steps"][0].clone();
        curve["steps"] = many(&step, 200, &|step, number| step["seconds"] = json!(number));
    });
    let visit = report["timeline"][0].clone();
    report["timeline"] = many(&visit, 10, &|visit, _| {
        let call = visit["calls"][0].clone();
        visit["calls"] = many(&call, 500, &|call, number| call["vendors"] = json!([number + 1]));
    });
    for (key, count) in [("strings", 1_000), ("inputs", 5_000), ("notRun", 60), ("metrics", 10_000)]
    {
        let template = report[key][0].clone();
        report[key] = many(&template, count, &|record, number| {
            if record["id"].is_string() {
                record["id"] = json!(format!("{number:016x}"));
            }
        });
    }
    let host = report["hosts"]["seen"][3].clone();
    report["hosts"]["seen"] = many(&host, 1_000, &|_, _| {});
    let html = open(report);
    assert!(html.len() < 2_500_000, "{} bytes", html.len());
    let parsed = Page::parse(&html);
    for text in [
        "Shown are 300 of 10,000 findings.",
        "Shown are 300 of 2,000 vendors.",
        "131 other vendors",
        "Shown are 50 of 1,000 strings.",
        "1,994 vendors with fewer changes are only in the table.",
    ] {
        assert!(parsed.text.contains(text), "{text}");
    }
}

#[test]
fn a_report_has_no_verdict_of_law() {
    let text = Page::parse(&open(small())).text.to_lowercase();
    for word in ["lawful", "illegal", "violat", "complian"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn numbers_have_their_denominators() {
    let text = Page::parse(&open(small())).text;
    for expected in [
        "82.6\u{a0}%19 of 23 calls after the choice carried a usable string.",
        "73.7\u{a0}%14 of 19 usable strings were the one in force.",
        "Unauthorized calls1111 of 24 judged calls",
        "12.5\u{a0}%1 of 8 pairs of vendor and purpose differ from the purpose map.",
        "11\u{a0}sMedian of 4 changes, of which 3 arrived.",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(15),
        ..ProptestConfig::default()
    })]

    /// Text of the characters that matter in HTML and of any others, in every place.
    #[test]
    fn any_text_stays_text(texts in prop::collection::vec(
        prop_oneof!["[<>\"'&=/! a-z-]{0,40}", "\\PC{0,40}", any::<String>()],
        1..8,
    ), redact: bool) {
        let mut report = small();
        let mut number = 0;
        replace(&mut report, &mut |_| {
            number += 1;
            texts[number % texts.len()].clone()
        });
        Page::parse(&page(report, HtmlOptions::new().redact_hosts(redact)));
    }
}

#[test]
fn a_check_shows_every_severity_of_its_findings() {
    let badges = |severities: &[&str]| {
        let finding = |severity: &&str| json!({"code": "J009", "severity": severity, "count": 1});
        let findings: Vec<_> = severities.iter().map(finding).collect();
        let html = open(json!({"tool": "tcf", "findings": findings}));
        let (_, article) = html.split_once("<article class=\"check\">").unwrap();
        let (article, _) = article.split_once("</article>").unwrap();
        article.matches("<span class=\"badge").count()
    };
    assert_eq!(badges(&["warning", "warning"]), 1);
    // Two of the check, and one of each finding.
    assert_eq!(badges(&["warning", "info", "info"]), 5);
}
