mod har;
mod lists;
mod names;
mod quoted;
mod spaces;
mod urls;

use har::har_file;

use super::*;
use crate::test_support::{Pieces, Rng};
use crate::{AccessLogLine, FoundBy, HarReader, JsonKind, Place, Step, TableReader, Timestamp};

const TC: &str = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";
const OTHER: &str =
    "CP8cOkAP8cOkAAGABCENAtEgAPLAAELAAAYgF5wBgAFAAgABoAFsAQYC8wEWgBgAgABoARYAAA.YAAAAAAAAAA";

/// `record place name depth kind value`, with `TC` for the string.
fn found<R: Read>(source: R, format: CarrierFormat, options: &ExtractOptions) -> Vec<String> {
    let mut found = Vec::new();
    let result = extract(source, format, options, &mut |signal| {
        let record = match signal.record {
            RecordId::Line(line) => format!("line {line}"),
            RecordId::Entry { index, line } => format!("entry {index} on {line}"),
            RecordId::Row(row) => format!("row {row}"),
            RecordId::Document { index, line } => format!("document {index} on {line}"),
            RecordId::File => "file".to_owned(),
        };
        let (place, kind) = (signal.place.name(), signal.kind.name());
        let value = signal.value.replace(TC, "TC").replace(OTHER, "OTHER");
        found.push(format!("{record} {place} {} {} {kind} {value}", signal.name, signal.depth));
    });
    let signals = result.unwrap().signals;
    assert_eq!(signals, u64::try_from(found.len()).unwrap());
    found
}

fn found_in(text: &str, format: CarrierFormat) -> Vec<String> {
    found(text.replace('@', TC).as_bytes(), format, &ExtractOptions::new())
}

/// The signals of a line, without the record.
fn found_in_line(line: &str) -> Vec<String> {
    let found = found_in(line, CarrierFormat::Url);
    found.iter().map(|signal| signal.strip_prefix("line 1 ").unwrap().to_owned()).collect()
}

#[test]
fn signals_of_urls_have_their_place_and_depth() {
    for (url, expected) in [
        (
            "https://a.example/p?gdpr=1&gdpr_consent=@&x=y",
            &["query gdpr 0 gdpr 1", "query gdpr_consent 0 tc TC"][..],
        ),
        (
            "https://a.example/b;ord=1;gdpr=${GDPR};gdpr_consent=@;ltd=?",
            &["path gdpr 0 macro ${GDPR}", "path gdpr_consent 0 tc TC"],
        ),
        (
            "https://a.example/5/c=1/gdpr=0/gdpr_consent=/",
            &["path gdpr 0 gdpr 0", "path gdpr_consent 0 empty "],
        ),
        (
            "https://a.example/?gdpr=0&r=https%3A%2F%2Fb.example%2F%3Fgdpr_consent%3D@%26gpp_sid%3D2",
            &["query gdpr 0 gdpr 0", "query gdpr_consent 1 tc TC", "query gpp_sid 1 gppSid 2"],
        ),
        (
            "https://a.example/?gdpr=@&us_privacy=1YNN&addtl_consent=2~1~dv.&gcs=G1-0&dma_cps=-",
            &[
                "query gdpr 0 tc TC",
                "query us_privacy 0 usp 1YNN",
                "query addtl_consent 0 ac 2~1~dv.",
                "query gcs 0 gcs G1-0",
                "query dma_cps 0 dmaCps -",
            ],
        ),
        (
            "https://a.example/?gdpr_consent=undefined&gpp=${GPP_STRING_1}&consent=1&npa=yes",
            &["query gdpr_consent 0 placeholder undefined", "query gpp 0 macro ${GPP_STRING_1}"],
        ),
        ("https://a.example/#gdpr_consent=@", &["fragment gdpr_consent 0 tc TC"]),
        ("https://a.example/?gdpr_consent=abc", &["query gdpr_consent 0 other abc"]),
        ("https://a.example/?unknown=@", &["query unknown 0 tc TC"]),
        ("https://a.example/?unknown=1YNN&id=7", &[]),
    ] {
        assert_eq!(found_in_line(url), expected, "{url}");
    }
}

#[test]
fn what_follows_a_string_is_removed_and_marked() {
    let mut found = Vec::new();
    let url =
        format!("https://a.example/?gdpr_consent={TC}%22%20title=&gpp=DBABLA~BVQqAAAAAg%3Cbr");
    let options = ExtractOptions::new();
    let mut sink = |signal: &Carried<'_>| {
        let steps = signal.steps.iter().count();
        found.push((signal.value.to_owned(), signal.has_text_after, steps));
    };
    extract(url.as_bytes(), CarrierFormat::Url, &options, &mut sink).unwrap();
    let expected = [(TC.to_owned(), true, 1), ("DBABLA~BVQqAAAAAg".to_owned(), true, 1)];
    assert_eq!(found, expected);
}

#[test]
fn bare_strings_and_labels_are_read_from_lines() {
    let text = "# comment\n\npartner\t@\n${GDPR_CONSENT_755}\nDBABLA~BVQqAAAAAg\nsome text\n";
    let expected = [
        "line 3 line  0 tc TC",
        "line 4 line  0 macro ${GDPR_CONSENT_755}",
        "line 5 line  0 gpp DBABLA~BVQqAAAAAg",
    ];
    assert_eq!(found_in(text, CarrierFormat::Line), expected);
}

#[test]
fn cookies_and_headers_are_read() {
    let text = "Host: a.example\nCookie: uid=7; euconsent-v2=@; usprivacy=1---\r\nSec-GPC: 1\n\
        Referer: https://b.example/?gdpr_consent=@\nSet-Cookie: euconsent-v2=@; Max-Age=60\n\
        x-private: @\n";
    let expected = [
        "line 2 cookie euconsent-v2 0 tc TC",
        "line 2 cookie usprivacy 0 usp 1---",
        "line 3 header Sec-GPC 0 gpc 1",
        "line 5 setCookie euconsent-v2 0 tc TC",
        "line 6 header x-private 0 tc TC",
    ];
    assert_eq!(found_in(text, CarrierFormat::Header), expected);
    let google = "a=b; FCCDCF=%5Bnull%2Cnull%2Cnull%2C%5B%22@%22%2C%221~%22%2C%22id%22%5D%5D";
    let expected = ["line 1 cookie FCCDCF[3][0] 0 tc TC", "line 1 cookie FCCDCF[3][1] 0 ac 1~"];
    assert_eq!(found_in(google, CarrierFormat::Cookie), expected);
}

#[test]
fn documents_are_read_one_by_one() {
    let text = r#"[{"regs": {"gdpr": 1, "gpp_sid": [2, 6]}, "user": {"consent": "@"}},
        {"site": {"page": "https://a.example/?gdpr_consent=@"}, "seatbid": [{"bid": [{
            "nurl": "https://b.example/?gdpr=${GDPR}",
            "adm": "<a href=\"https://c.example/?gdpr_consent=[GDPRCONSENT]\">"
        }]}]}]
        {"user": {"ext": {"consented_providers_settings": {"consented_providers": [89, 2072]}}}}"#;
    let expected = [
        "document 0 on 1 json regs.gdpr 0 gdpr 1",
        "document 0 on 1 json regs.gpp_sid 0 gppSid 2,6",
        "document 0 on 1 json user.consent 0 tc TC",
        "document 1 on 2 json seatbid[0].bid[0].nurl?gdpr 0 macro ${GDPR}",
        "document 1 on 2 json seatbid[0].bid[0].adm?gdpr_consent 0 macro [GDPRCONSENT]",
        "document 2 on 6 json user.ext.consented_providers_settings.consented_providers 0 acIds 89,2072",
    ];
    assert_eq!(found_in(text, CarrierFormat::OpenRtb), expected);
}

#[test]
fn names_that_look_like_ids_are_not_shown() {
    let options = ExtractOptions::new();
    let found_in = |text: &str| found(text.as_bytes(), CarrierFormat::TcData, &options);
    for (key, shown) in [
        ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", "*"),
        ("0123456789abcdef", "*"),
        ("jane@mail.example", "*"),
        ("4711001", "*"),
        ("dGhpc0lzQVRva2VuMTIzNDU2", "*"),
        // Vendors, properties and versions.
        ("755", "755"),
        ("_sp_user_consent_36309", "_sp_user_consent_36309"),
        ("consentStatusV2", "consentStatusV2"),
        ("deadbeef", "deadbeef"),
        ("ads.example", "ads.example"),
        ("IABTCF_PublisherRestrictions10", "IABTCF_PublisherRestrictions10"),
    ] {
        let text = format!("{{\"users\": {{\"{key}\": {{\"gdpr\": 1, \"x\": 2}}}}}}");
        let name = format!("users.{shown}.gdpr");
        let expected = [format!("document 0 on 1 json {name} 0 gdpr 1")];
        assert_eq!(found_in(&text), expected);
        // The name of the value itself, which was found by its shape.
        let text = format!("{{\"users\": {{\"{key}\": \"{TC}\"}}}}");
        let found = found_in(&text);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains(&format!(" users.{shown} 0 tc TC")), "{found:?}");
    }
    let name = found_in(&format!("{{\"gdpr_consent_01234\": \"{TC}\"}}"));
    assert_eq!(name, ["document 0 on 1 json gdpr_consent_01234 0 tc TC"]);
    // Names of parameters, segments of paths and cookies.
    let found_in = |text: &str, format| found(text.as_bytes(), format, &options);
    for (url, expected) in [
        ("https://a.example/?jane.doe%40mail.example=@", "query *"),
        ("https://a.example/123456789012=@/", "path *"),
        ("https://a.example/?s=a&4711001.gdpr_consent=@", "query *"),
    ] {
        let found = found_in(&url.replace('@', TC), CarrierFormat::Url);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains(expected), "{found:?}");
    }
    let cookie = format!("8f14e45fceea167a5a36dedd4bea2543={TC}; a=b");
    let found = found_in(&cookie, CarrierFormat::Cookie);
    assert!(found.len() == 1 && found[0].contains("cookie * 0 tc"), "{found:?}");
}

#[test]
fn events_have_a_time_and_a_host() {
    let text = format!(
        "{{\"at\": \"2024-04-02T10:15:00Z\", \"host\": \"a.example\", \"tcString\": \"{TC}\"}}\n\
         \n{{\"url\": \"https://b.example/?gdpr=1\"}}\n"
    );
    let mut found = Vec::new();
    let mut sink = |signal: &Carried<'_>| {
        let at = signal.at.map(|at| at.to_string());
        found.push((signal.record, at, signal.host.map(str::to_owned), signal.name.to_owned()));
    };
    let options = ExtractOptions::new();
    extract(text.as_bytes(), CarrierFormat::Events, &options, &mut sink).unwrap();
    let some = |text: &str| Some(text.to_owned());
    let expected = [
        (
            RecordId::Line(1),
            some("2024-04-02T10:15:00.000Z"),
            some("a.example"),
            "tcString".to_owned(),
        ),
        (RecordId::Line(3), None, some("b.example"), "url?gdpr".to_owned()),
    ];
    assert_eq!(found, expected);
}

#[test]
fn times_without_a_zone_are_in_the_zone_of_the_options() {
    let har = r#"{"log": {"entries": [{"startedDateTime": "2024-04-02T12:15:00",
        "request": {"url": "https://a.example/?gdpr=1"}}]}}"#;
    let log = r#"192.0.2.1:1 [02/Apr/2024:12:15:00] in ads/a 0 200 43 "GET /x?gdpr=1 HTTP/1.1""#;
    for (text, format) in [(har, CarrierFormat::Har), (log, CarrierFormat::Log)] {
        let mut options = ExtractOptions::new();
        for (offset, time) in [(None, None), (Some(120), Some("2024-04-02T10:15:00.000Z"))] {
            options.utc_offset = offset;
            let mut times = Vec::new();
            let mut sink = |signal: &Carried<'_>| times.push(signal.at.map(|at| at.to_string()));
            extract(text.as_bytes(), format, &options, &mut sink).unwrap();
            assert_eq!(times, [time.map(str::to_owned)], "{format}");
        }
    }
}

#[test]
fn a_broken_document_does_not_hide_others() {
    let good = format!("{{\"user\": {{\"consent\": \"{TC}\"}}}}");
    let indented = "{\n  \"user\": {\n    \"consent\": \"\"\n  }\n}";
    for (text, events, expected) in [
        ("@\nbroken\n@\n", true, "1 !2 3"),
        ("@\nbroken\n{\n@\n", true, "1 !2 !3 4"),
        ("{\"a\":\n@\n@\n@", true, "!1 2 3 4"),
        ("@\n{\"user\": {\"consent\": \"CQ\n@", true, "1 !2 3"),
        ("@\n@}", false, "1 2 !2"),
        ("@\n@}\n@", false, "1 2 !2 3"),
        ("@\n{\"a\": [", true, "1 !2"),
    ] {
        let text = text.replace('@', &good);
        let formats = [CarrierFormat::OpenRtb, CarrierFormat::TcData, CarrierFormat::Events];
        for &format in &formats[..if events { 3 } else { 2 }] {
            for size in [1, 7, 1_000_000] {
                let source = Pieces::new(text.as_bytes(), size, 1);
                assert_eq!(lines(source, format), expected, "{text}");
            }
        }
    }
    for (text, expected) in
        [(indented.replacen('"', "", 1), "!1 6"), (indented.replacen('}', "}}}", 1), "1 !4 6")]
    {
        let text = format!("{text}\n{good}");
        assert_eq!(lines(text.as_bytes(), CarrierFormat::OpenRtb), expected, "{text}");
    }
    // Longer than the buffer of the reader.
    let long = format!("{{\"a\": \"{}\", \n{good}\n{good}\n", "x".repeat(200_000));
    assert_eq!(lines(long.as_bytes(), CarrierFormat::OpenRtb), "!1 2 3");
}

/// The lines of signals, and after `!` those of errors.
fn lines(source: impl Read, format: CarrierFormat) -> String {
    let line = |record| match record {
        RecordId::Line(line) | RecordId::Document { line, .. } => line,
        _ => unreachable!(),
    };
    let mut lines = Vec::new();
    let mut errors = 0;
    let extracted = extract_records(source, format, &ExtractOptions::new(), &mut |one| {
        lines.push(match one {
            Extraction::Signal(signal) => line(signal.record).to_string(),
            Extraction::Invalid(record, _) => {
                errors += 1;
                format!("!{}", line(record))
            }
            Extraction::Partial(record) => panic!("{record:?}"),
        });
    });
    assert_eq!(extracted.unwrap().losses().invalid_documents, errors);
    lines.join(" ")
}

#[test]
fn preferences_are_storage() {
    let text = r#"{"IABTCF_TCString": "@", "IABTCF_gdprApplies": 1, "IABTCF_PurposeConsents": "11",
        "_sp_user_consent_0": "{\"gdpr\": {\"euconsent\": \"@\", \"addtlConsent\": \"1~\"}}"}"#;
    let expected = [
        "file storage IABTCF_TCString 0 tc TC",
        "file storage IABTCF_gdprApplies 0 gdpr 1",
        "file storage _sp_user_consent_0.gdpr.euconsent 0 tc TC",
        "file storage _sp_user_consent_0.gdpr.addtlConsent 0 ac 1~",
    ];
    assert_eq!(found_in(text, CarrierFormat::Preferences), expected);
}

#[test]
fn preferences_may_be_several_documents_and_end_early() {
    let flags = ["1", "0"].map(|flag| format!("file storage IABTCF_gdprApplies 0 gdpr {flag}"));
    for text in [
        "{\"IABTCF_gdprApplies\": 1}\n{\"IABTCF_gdprApplies\": 0}\n",
        "[{\"IABTCF_gdprApplies\": 1}, {\"IABTCF_gdprApplies\": 0}]",
    ] {
        assert_eq!(found_in(text, CarrierFormat::Preferences), flags, "{text}");
    }
    for text in [
        "{\"IABTCF_gdprApplies\": 1, \"a\": ",
        "{\"IABTCF_gdprApplies\": 1} 5",
        "<map><int name=\"IABTCF_gdprApplies\" value=\"1\" /><int name=",
        "{ IABTCF_gdprApplies = 1; a = ",
    ] {
        let mut values = Vec::new();
        let mut sink = |signal: &Carried<'_>| values.push(signal.value.to_owned());
        let (format, options) = (CarrierFormat::Preferences, ExtractOptions::new());
        let error = extract(text.as_bytes(), format, &options, &mut sink).unwrap_err();
        assert!(matches!(error, ExtractError::Preferences(_)), "{error}");
        assert_eq!(values, ["1"], "{text}");
    }
}

#[test]
fn columns_are_read_by_name_and_by_shape() {
    let text = "ts,partner,gdpr,tc_string,url,note\n\
        2024-04-02T10:15:00Z,xandr,1,@,https://a.example/?gdpr=0,real; gdpr=0 in prose\n\
        ,ias,0,,,@\n";
    let expected = [
        "row 1 column gdpr 0 gdpr 1",
        "row 1 column tc_string 0 tc TC",
        "row 1 query gdpr 0 gdpr 0",
        "row 2 column gdpr 0 gdpr 0",
        "row 2 column tc_string 0 empty ",
        "row 2 column note 0 tc TC",
    ];
    assert_eq!(found_in(text, CarrierFormat::Csv), expected);
    let mut options = ExtractOptions::new();
    options.time_column = Some("ts".to_owned());
    options.host_column = Some("2".to_owned());
    let mut found = Vec::new();
    let mut sink = |signal: &Carried<'_>| {
        found.push((signal.at.is_some(), signal.host.map(str::to_owned)));
    };
    extract(text.as_bytes(), CarrierFormat::Csv, &options, &mut sink).unwrap();
    assert_eq!(found[0], (true, Some("xandr".to_owned())));
    options.time_column = Some("when".to_owned());
    let error = extract(text.as_bytes(), CarrierFormat::Csv, &options, &mut |_| {}).unwrap_err();
    assert!(error.to_string().starts_with("no column \"when\""), "{error}");
}

#[test]
fn lines_of_a_log_that_are_no_requests_are_counted() {
    let log = "start\n\n- - - [x] \"GET /x?gdpr=1 HTTP/1.1\" 200 1\nstop\n";
    let options = ExtractOptions::new();
    let extracted = extract(log.as_bytes(), CarrierFormat::Log, &options, &mut |_| {}).unwrap();
    assert_eq!((extracted.records, extracted.signals, extracted.skipped_lines), (1, 1, 2));
}

#[test]
fn pointers_name_the_time_and_the_host_of_events() {
    let text = "{\"ts\": 1712052904, \"to\": {\"host\": \"a.example\"}, \"gdpr\": 1}\n";
    let mut options = ExtractOptions::new();
    options.time_pointer = Some(JsonPointer::parse("/ts").unwrap());
    options.host_pointer = Some(JsonPointer::parse("/to/host").unwrap());
    let mut found = Vec::new();
    let mut sink = |signal: &Carried<'_>| {
        found.push((signal.at.map(Timestamp::unix_millis), signal.host.map(str::to_owned)));
    };
    extract(text.as_bytes(), CarrierFormat::Events, &options, &mut sink).unwrap();
    assert_eq!(found, [(Some(1_712_052_904_000), Some("a.example".to_owned()))]);
}

#[test]
fn the_host_of_a_nested_url_is_its_own() {
    let mut hosts = Vec::new();
    let mut sink = |signal: &Carried<'_>| {
        hosts.push((signal.depth, signal.host.map(str::to_owned)));
        if signal.depth == 1 {
            assert_eq!(signal.steps.iter().collect::<Vec<_>>(), [Step::Percent]);
        }
    };
    let options = ExtractOptions::new();
    extract(har_file().as_bytes(), CarrierFormat::Har, &options, &mut sink).unwrap();
    let some = |host: &str| Some(host.to_owned());
    assert_eq!(&hosts[..2], [(0, some("a.example")), (1, some("b.example"))]);
}

#[test]
fn any_split_into_reads_gives_the_same_signals() {
    let url = format!("https://a.example/?gdpr=1&gdpr_consent={TC}");
    let log = format!("- - - [x] \"GET /x?gdpr_consent={TC} HTTP/1.1\" 200 1\n").repeat(3);
    let csv = format!("gdpr,tc\n1,{TC}\n0,\n");
    let json = format!("[{{\"tcString\": \"{TC}\"}}, 1]\n{{\"gdprApplies\": true}}");
    let events = format!("{{\"tcString\": \"{TC}\"}}\n{{\"gdprApplies\": true}}\n");
    let har = har_file();
    let mut rng = Rng::new(1);
    for (text, format, signals) in [
        (&url, CarrierFormat::Url, 2),
        (&log, CarrierFormat::Log, 3),
        (&csv, CarrierFormat::Csv, 3),
        (&json, CarrierFormat::TcData, 2),
        (&events, CarrierFormat::Events, 2),
        (&har, CarrierFormat::Har, 10),
    ] {
        let options = ExtractOptions::new();
        let whole = found(text.as_bytes(), format, &options);
        assert_eq!(whole.len(), signals, "{format}");
        for seed in 0..50 {
            let source = Pieces::new(text.as_bytes(), 1 + rng.below(20), seed);
            assert_eq!(found(source, format, &options), whole, "{format}");
        }
    }
}

#[test]
fn signals_of_a_record_are_limited_and_counted() {
    let members: Vec<_> =
        (0..1_500).map(|at| format!("{{\"gdpr_consent{at}\": 1, \"gdpr\": 1}}")).collect();
    let text = format!("{{\"a\": [{}]}}", members.join(","));
    let options = ExtractOptions::new();
    let mut count = 0;
    let extracted =
        extract(text.as_bytes(), CarrierFormat::TcData, &options, &mut |_| count += 1).unwrap();
    assert_eq!((count, extracted.signals, extracted.records), (1_000, 1_000, 1));
    assert_eq!(extracted.left_out, 500);
}

#[test]
fn records_that_exceed_a_limit_are_passed_on() {
    let many = "gdpr=1&".repeat(1_500);
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let line = |text: &str| format!("{{\"gdpr\": 1, \"x\": {text}}}\n");
    let url = format!("{{\"url\": \"https://a.example/?{many}\", \"gdpr\": 0}}\n");
    let text = [line("1"), line(&deep), url, line("2"), line(&format!("[{deep}, {deep}]"))];
    let mut partial = Vec::new();
    let (format, options) = (CarrierFormat::Events, ExtractOptions::new());
    let extracted = extract_records(text.concat().as_bytes(), format, &options, &mut |one| {
        if let Extraction::Partial(record) = one {
            partial.push(record);
        }
    });
    assert_eq!(partial, [2, 3, 5].map(RecordId::Line));
    let losses = extracted.unwrap().losses();
    assert_eq!((losses.truncated, losses.left_out), (2, 501));
    // The same of a record alone.
    let losses =
        |text: &str| extract_json(text, format, RecordId::Line(1), &options, &mut |_| {}).losses();
    assert_eq!((losses(&text[0]), losses(&text[1]).truncated), (Losses::NONE, 1));
    assert_eq!(losses(&text[2]).left_out, 501);
}

#[test]
fn long_values_are_truncated_and_marked() {
    let long = format!("https://a.example/?gdpr_consent=C{}", "A".repeat(100_000));
    let mut found = Vec::new();
    let mut sink = |signal: &Carried<'_>| found.push((signal.value.len(), signal.is_truncated));
    let options = ExtractOptions::new();
    extract(long.as_bytes(), CarrierFormat::Url, &options, &mut sink).unwrap();
    assert_eq!(found, [(64 * 1024, true)]);
}

#[test]
fn base64_of_other_things_is_no_signal() {
    let mut rng = Rng::new(3);
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut token = || {
        let rest = (0..100).map(|_| char::from(*rng.pick(alphabet)));
        std::iter::once('C').chain(rest).collect::<String>()
    };
    for _ in 0..2_000 {
        let text = format!("{{\"integrity\": \"sha512-{}\", \"id\": \"{}\"}}", token(), token());
        for format in [CarrierFormat::TcData, CarrierFormat::Events, CarrierFormat::Preferences] {
            assert!(found_in(&text, format).is_empty(), "{text}");
        }
        let url = format!("https://a.example/{}?id={}", token(), token());
        assert!(found_in_line(&url).is_empty(), "{url}");
    }
}

#[test]
fn signals_found_by_shape_are_marked() {
    let mut found = Vec::new();
    let mut sink = |signal: &Carried<'_>| found.push((signal.name.to_owned(), signal.found_by));
    let text = format!("{{\"previous\": \"{TC}\", \"tcString\": \"{TC}\"}}");
    let options = ExtractOptions::new();
    extract(text.as_bytes(), CarrierFormat::TcData, &options, &mut sink).unwrap();
    let expected = [("previous", FoundBy::Shape), ("tcString", FoundBy::Name)];
    assert_eq!(found, expected.map(|(name, found_by)| (name.to_owned(), found_by)));
}

#[test]
fn names_of_kinds_and_places_are_unique() {
    for kind in CarriedKind::ALL {
        assert_eq!(CarriedKind::from_name(kind.name()), Some(kind));
    }
    let mut names = Place::ALL.map(Place::name).to_vec();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Place::ALL.len());
}

/// Each of these would take minutes if the work grew with the square of the length.
#[test]
fn hostile_texts_cost_no_more_than_their_length() {
    const LEN: usize = 300_000;
    let repeated = |piece: &str| piece.repeat(LEN / piece.len());
    let escaped = |text: &str| text.replace('%', "%25").replace('=', "%3D").replace('&', "%26");
    let values = repeated("\"k\":1,\"s\":\"v\",");
    let inner = repeated("\"u\":\"a\\u0041\",\"url\":\"x://y\",").replace('"', "\\\"");
    for (text, format) in [
        (repeated("a=%41"), CarrierFormat::Url),
        (format!("https://a.example/?x={}", escaped(&repeated("u=%41&"))), CarrierFormat::Url),
        (format!("https://a.example/?x={}", escaped(&repeated("gdpr=1&"))), CarrierFormat::Url),
        (format!("{{\"{}\":{{{values}\"e\":1}}}}", "k".repeat(LEN)), CarrierFormat::TcData),
        (
            format!("{{\"{}\":{{{}}}}}", "k".repeat(LEN), repeated("\"gdpr\":1,")),
            CarrierFormat::Events,
        ),
        (format!("{{\"adm\":\"{}\"}}", repeated("x://y ")), CarrierFormat::OpenRtb),
        (format!("{{\"s\":\"{{{inner}\"}}"), CarrierFormat::TcData),
        (format!("{{{}", repeated("\"gpp_sid\":[}")), CarrierFormat::Events),
        (format!("<{}>", repeated("<<a")), CarrierFormat::Line),
        (repeated("<string name="), CarrierFormat::Line),
        (repeated("\"GET / "), CarrierFormat::Log),
        (repeated("[x"), CarrierFormat::Log),
    ] {
        drop(extract(text.as_bytes(), format, &ExtractOptions::new(), &mut |_| {}));
    }
}

#[test]
fn names_stand_for_kinds() {
    let kinds = |url: &str| {
        let mut kinds = Vec::new();
        let (format, options) = (CarrierFormat::Url, ExtractOptions::new());
        extract_line(url, format, RecordId::Line(1), &options, &mut |signal| {
            kinds.push((signal.kind, signal.named));
        });
        kinds
    };
    for (query, kind, named) in [
        (format!("gdpr_consent={TC}"), CarriedKind::Tc, Some(CarriedKind::Tc)),
        // A string under the name of the flag, and the macro of the flag.
        (format!("gdpr={TC}"), CarriedKind::Tc, Some(CarriedKind::Gdpr)),
        ("gdpr=${GDPR}".to_owned(), CarriedKind::Macro, Some(CarriedKind::Gdpr)),
        ("gdpr_consent=${GDPR_CONSENT_7}".to_owned(), CarriedKind::Macro, Some(CarriedKind::Tc)),
        ("gdpr_consent=1YNN".to_owned(), CarriedKind::UsPrivacy, Some(CarriedKind::Tc)),
        ("gpp_sid=2".to_owned(), CarriedKind::GppSid, Some(CarriedKind::GppSid)),
        (format!("x={TC}"), CarriedKind::Tc, None),
    ] {
        assert_eq!(kinds(&format!("https://a.example/?{query}")), [(kind, named)], "{query}");
        // Also in a URL whose own name is written before that of the parameter.
        let json = format!(r#"{{"url": "https://a.example/?{query}"}}"#);
        assert_eq!(kinds(&json), [(kind, named)], "{json}");
    }
}

#[test]
fn records_alone_give_the_same_signals_as_in_a_file() {
    let options = ExtractOptions::new();
    let all = |text: &str, format: CarrierFormat| {
        let mut found = Vec::new();
        extract(text.as_bytes(), format, &options, &mut |signal| {
            found.push(format!("{signal:?}"));
        })
        .unwrap();
        assert!(!found.is_empty());
        found
    };
    let mut found = Vec::new();
    let mut sink = |signal: &Carried<'_>| found.push(format!("{signal:?}"));

    let har = har_file();
    let mut reader = HarReader::new(har.as_bytes(), options.har.clone());
    while let Some(entry) = reader.next_entry().unwrap() {
        extract_entry(&entry, &options, &mut sink);
    }
    let log = r#"192.0.2.1 - - [x] "GET /sync?gdpr=1 HTTP/1.1" 204 0"#;
    extract_log_line(&AccessLogLine::parse(log).unwrap(), 1, &options, &mut sink);
    let table = format!("id,url,gdpr\n7,https://a.example/?gdpr_consent={TC},1\n");
    let mut rows = TableReader::new(table.as_bytes(), options.table).unwrap();
    let header = rows.header().unwrap().to_vec();
    extract_row(&rows.next_row().unwrap().unwrap(), &header, &options, &mut sink);
    let event = format!(r#"{{"gdpr": true, "user": {{"consent": "{TC}"}}}}"#);
    extract_json(&event, CarrierFormat::Events, RecordId::Line(1), &options, &mut sink);
    let cookies = format!("id=7; euconsent-v2={TC}");
    extract_line(&cookies, CarrierFormat::Cookie, RecordId::Line(1), &options, &mut sink);

    let expected = [
        all(&har, CarrierFormat::Har),
        all(log, CarrierFormat::Log),
        all(&table, CarrierFormat::Csv),
        all(&event, CarrierFormat::Events),
        all(&cookies, CarrierFormat::Cookie),
    ];
    assert_eq!(found, expected.concat());
}

#[test]
fn values_that_are_encoded_twice_are_decoded() {
    for (line, expected) in [
        ("https://a.example/?gpp=DBABMA%257EABC", "query gpp 0 gpp DBABMA~ABC"),
        ("https://a.example/?gdpr=%252524%25257BGDPR%25257D", "query gdpr 0 macro ${GDPR}"),
        ("https://a.example/?gpp=DBABMA%7EABC%zz", "query gpp 0 gpp DBABMA~ABC"),
    ] {
        assert_eq!(found_in_line(line), [expected], "{line}");
    }
}

#[test]
fn values_in_json_have_a_type() {
    let json = r#"{"regs": {"gdpr": 1, "gpp_sid": [2], "ext": {"gdpr": "1", "gpp_sid": "2"}},
        "gdprApplies": true, "url": "https://a.example/?gdpr=1"}"#;
    let mut found = Vec::new();
    let options = ExtractOptions::new();
    extract(json.as_bytes(), CarrierFormat::OpenRtb, &options, &mut |signal| {
        found.push((signal.name.to_owned(), signal.json));
    })
    .unwrap();
    let expected = [
        ("regs.gdpr", Some(JsonKind::Number)),
        ("regs.gpp_sid", Some(JsonKind::Array)),
        ("regs.ext.gdpr", Some(JsonKind::String)),
        ("regs.ext.gpp_sid", Some(JsonKind::String)),
        ("gdprApplies", Some(JsonKind::Boolean)),
        ("url?gdpr", None),
    ];
    assert_eq!(found, expected.map(|(name, kind)| (name.to_owned(), kind)));
}
