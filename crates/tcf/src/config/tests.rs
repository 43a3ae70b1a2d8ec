use std::collections::{BTreeMap, BTreeSet};

use tcf_audit::event::VisitHasher;
use tcf_audit::hosts::HostTable;
use tcf_audit::purpose_map::RowLines;

use super::*;

fn parse(text: &str) -> Result<Config, String> {
    let config = Config::parse(text, Path::new("conf/tcf.toml"));
    let config = config.map_err(|error| error.to_string())?;
    Ok(Config { file: None, sha256: None, ..config })
}

#[test]
fn as_of_is_a_string_or_a_toml_datetime() {
    let want = |text: &str| Config { as_of: Some(text.parse().unwrap()), ..Config::default() };
    for (text, time) in [
        ("as-of = 2026-06-01", "2026-06-01"),
        ("as-of = '2026-06-01'", "2026-06-01"),
        ("as-of = 2026-06-01T10:20:30Z", "2026-06-01T10:20:30Z"),
        ("as-of = 2026-06-01 10:20:30.5+02:00", "2026-06-01T08:20:30.5Z"),
        ("as-of = '2026-06-01T10:20:30Z'", "2026-06-01T10:20:30Z"),
    ] {
        assert_eq!(parse(text), Ok(want(time)), "{text}");
    }
}

#[test]
fn paths_are_relative_to_the_directory_of_the_file() {
    let config =
        parse("gvl = ['lists', '/srv/lists']\ncmp-list = '../cmps.json'\nbaseline = 'known.txt'")
            .unwrap();
    let providers = parse("provider-list = 'providers.csv'").unwrap().provider_list;
    assert_eq!(providers.as_deref(), Some(Path::new("conf/providers.csv")));
    assert_eq!(config.gvl, [Path::new("conf/lists"), Path::new("/srv/lists")]);
    assert_eq!(config.cmp_list.as_deref(), Some(Path::new("conf/../cmps.json")));
    assert_eq!(config.baseline.as_deref(), Some(Path::new("conf/known.txt")));
    assert_eq!(parse("gvl = 'lists'").unwrap().gvl, [Path::new("conf/lists")]);
    assert_eq!(parse(""), Ok(Config::default()));
}

#[test]
fn errors_have_file_line_and_column() {
    for (text, want) in [
        ("\ngvls = 'x'", "conf/tcf.toml:2:1: unknown key gvls; did you mean gvl?"),
        ("gvl = 7", "conf/tcf.toml:1:7: expected a path or a list of paths, found 7"),
        ("as-of = 10:20:30", "conf/tcf.toml:1:9: "),
        ("as-of = 'soon'", "conf/tcf.toml:1:9: "),
        ("as-of = ", "conf/tcf.toml:1:"),
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.starts_with(want), "{error}");
    }
}

#[test]
fn errors_of_the_syntax_and_of_settings_differ() {
    let kind = |text| Config::parse(text, "tcf.toml".as_ref()).unwrap_err().kind;
    for text in ["as-of = ", "[audit", "gvl = 'x'\ngvl = 'y'"] {
        assert!(matches!(kind(text), ConfigErrorKind::Syntax(_)), "{text}");
    }
    for text in ["gvls = 'x'", "gvl = 7", "[audit]\nsmall = 'few'", "as-of = 'soon'"] {
        assert!(matches!(kind(text), ConfigErrorKind::Setting(_)), "{text}");
    }
}

/// The keys that a table accepts, from the error for an unknown key.
fn accepted_keys(table: &str) -> BTreeSet<String> {
    let error = parse(&format!("{table}\nzz = 1")).unwrap_err();
    let (_, keys) = error.split_once("expected one of ").unwrap();
    keys.split(", ").map(str::to_owned).collect()
}

/// The keys and the examples in the tables of docs/settings.md, for each of its headings.
fn documented_keys() -> BTreeMap<&'static str, BTreeMap<String, String>> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/settings.md");
    let page = std::fs::read_to_string(page).unwrap();
    let mut heading = "";
    let mut keys = BTreeMap::<_, BTreeMap<_, _>>::new();
    for line in page.lines() {
        heading = match line {
            "## General keys" => "",
            "## Severity: `[rules]`" => "[rules]",
            "## Local expectations: `[[expect]]`" => "[[expect]]",
            "## Hosts: `[[hosts]]`" => "[[hosts]]",
            "## Audits: `[audit]`" => "[audit]",
            "## Purpose map: `[[map]]`" => "[[map]]",
            "## Filters: `[filter]`" => "[filter]",
            "## Channels: `[[filter.channel]]`" => "[[filter.channel]]",
            _ if line.starts_with("## ") => "other",
            _ => heading,
        };
        let cells: Vec<_> = line.split(" | ").collect();
        if let [key, _, _, _, _, example] = cells[..]
            && let Some(key) = key.strip_prefix("| `")
        {
            let example = example.trim_end_matches(" |").trim_matches('`');
            let key = key.trim_end_matches('`').to_owned();
            keys.entry(heading).or_default().insert(key, example.to_owned());
        }
    }
    keys
}

/// A table with the keys that it requires, but not this one.
fn table_for(table: &str, key: &str) -> String {
    let required: &[(&str, &str)] = match table {
        "[[hosts]]" => &[("host", "'a.example'"), ("vendor", "1")],
        "[[map]]" => &[("vendor", "1")],
        "[[filter.channel]]" => &[("name", "'web'")],
        "[[expect]]" => &[("greatest-age-days", "30")],
        _ => &[],
    };
    let others = required.iter().filter(|(name, _)| *name != key);
    others.fold(table.to_owned(), |text, (name, value)| format!("{text}\n{name} = {value}"))
}

#[test]
fn settings_page_documents_every_key_and_only_accepted_ones() {
    let documented = documented_keys();
    let tables = [
        "",
        "[[expect]]",
        "[[filter.channel]]",
        "[[hosts]]",
        "[[map]]",
        "[audit]",
        "[filter]",
        "[rules]",
    ];
    assert_eq!(documented.keys().copied().collect::<Vec<_>>(), tables);
    for (table, keys) in documented {
        let mut accepted = accepted_keys(table);
        // These have tables of their own.
        for own in ["rules", "expect", "audit", "map", "filter"] {
            assert_eq!(accepted.remove(own), table.is_empty(), "{own}");
        }
        assert_eq!(accepted.remove("channel"), ["[filter]", "[[map]]"].contains(&table));
        assert_eq!(keys.keys().cloned().collect::<BTreeSet<_>>(), accepted, "{table}");
        for (key, example) in keys {
            assert!(example.starts_with(&format!("{key} = ")), "{example}");
            let base = table_for(table, &key);
            let config = parse(&format!("{base}\n{example}")).unwrap();
            // These are for people.
            let is_required = parse(&base).is_err();
            if !is_required && !["note", "owner"].contains(&&*key) {
                assert_ne!(config, parse(&base).unwrap(), "{example} has no effect");
            }
        }
    }
}

#[test]
fn paths_of_lists_know_their_places() {
    let parse = |text| Config::parse(text, "conf/tcf.toml".as_ref()).unwrap();
    let config = parse("as-of = 2026-06-01\ngvl = ['a', 'b']");
    assert_eq!(config.place_of_gvl(1).as_deref(), Some("conf/tcf.toml:2:13"));
    assert_eq!(config.place_of_gvl(2), None);
    let config = parse("gvl = 'a'");
    assert_eq!(config.place_of_gvl(0).as_deref(), Some("conf/tcf.toml:1:7"));
}

#[test]
fn hosts_are_a_file_or_tables() {
    let config = parse("hosts = 'maps/hosts.csv'").unwrap();
    assert_eq!(config.hosts, Hosts::File("conf/maps/hosts.csv".into()));
    let config = parse(
        "[[hosts]]\nhost = '*.partner.example'\nvendor = [10, 32]\npurposes = [2, 7]\n\
         [[hosts]]\nhost = 'lib.example'\nvendor = '-'\npurposes = 'none'\nkind = 'signal-only'",
    )
    .unwrap();
    let Hosts::Rows(rows) = &config.hosts else { panic!() };
    let vendors: Vec<Vec<_>> =
        rows.iter().map(|row| row.vendors.iter().map(|id| id.get()).collect()).collect();
    assert_eq!(vendors, [vec![10, 32], vec![]]);
    assert!(rows[1].is_signal_only);
}

#[test]
fn a_file_of_hosts_is_read_by_the_caller() {
    let config = parse("hosts = 'maps/hosts.csv'").unwrap();
    let hosts = |options| config.audit(options, VisitHasher::new(1, 2)).map(|_| ());
    let error = hosts(AuditOptions::default()).unwrap_err();
    assert_eq!(error, AuditError::HostsFile("conf/maps/hosts.csv".into()));
    let message = "hosts: expected the map of conf/maps/hosts.csv, which the settings name";
    assert_eq!(error.to_string(), message);
    let table = HostTable::from_csv("host,vendor\nads.example,5\n").unwrap();
    assert_eq!(hosts(AuditOptions { hosts: Some(table), ..AuditOptions::default() }), Ok(()));
}

#[test]
fn expected_countries_may_be_written_in_either_case() {
    let config = parse("[[expect]]\npublisher-country = ['de', 'AA']\ncountries = ['FR']").unwrap();
    let codes = |codes: &[&str]| codes.iter().map(|code| code.parse().unwrap()).collect::<Vec<_>>();
    assert_eq!(config.expect[0].publisher_country, codes(&["DE", "AA"]));
    assert_eq!(config.expect[0].countries, Some(codes(&["FR"])));
}

#[test]
fn errors_of_audit_settings_have_file_line_and_column() {
    for (text, want) in [
        (
            "[[expect]]\npublisher-country = ['DE', 'Germany']",
            "conf/tcf.toml:2:21: expected a country code of ISO 3166-1 such as DE, found \"Germany\"",
        ),
        ("[[expect]]\ncountries = ['DE ']", "conf/tcf.toml:2:13: expected a country code"),
        (
            "[[expect]]\ncountries = ['UK']",
            "conf/tcf.toml:2:13: expected a country code of ISO 3166-1 such as DE, found \"UK\" \
             (the United Kingdom is GB)",
        ),
        ("[[expect]]\ncountries = []", "conf/tcf.toml:2:13: expected at least one country code"),
        ("[[expect]]\npublisher-country = []", "conf/tcf.toml:2:21: expected at least one country"),
        ("[[expect]]\ncmps = []", "conf/tcf.toml:2:8: expected at least one CMP id"),
        (
            "[rules]\nwarn = ['P011', 'li-purpose-3-6']",
            "conf/tcf.toml:2:17: \"li-purpose-3-6\" is not a code, slug or group of rules or checks; \
             did you mean li-purposes-3-6?",
        ),
        ("[rules]\ndeny = ['nosuch']", "conf/tcf.toml:2:9: \"nosuch\" is not a code"),
        (
            "[[filter.channel]]\nname = 'web'\n[[filter.channel]]\nname = 'web'",
            "conf/tcf.toml:4:8: channel \"web\" is twice in [[filter.channel]]",
        ),
        ("filter = 3", "conf/tcf.toml:1:10: expected a table, [filter], found a number"),
        ("audit = ['DE']", "conf/tcf.toml:1:9: expected a table, [audit], found a list"),
        ("[expect]\ncmps = [1]", "conf/tcf.toml:1:1: expected tables, [[expect]], found one table"),
        ("map = [[1]]", "conf/tcf.toml:1:8: expected tables, [[map]], found a list"),
        (
            "[[filter.channel]]\nname = 'a'\n[audit]\nlimits = '5s'",
            "conf/tcf.toml:4:10: expected a table, [audit.limits], found a string",
        ),
        (
            "[[expect]]\ncmps = [1]\n[[expect]]\nlabel = 'acme*'",
            "conf/tcf.toml:3:1: the table requires and forbids nothing",
        ),
        (
            "[[expect]]\nlabel = '*-app'\ncmps = [1]",
            "conf/tcf.toml:2:9: only the last character of a label may be *",
        ),
        (
            "[[expect]]\nrequire-permits = [{ vendors = [1], purposes = [] }]",
            "conf/tcf.toml:2:19: expected at least one vendor and one purpose",
        ),
        (
            "[[expect]]\noldest-vendor-list = 5000",
            "conf/tcf.toml:2:22: expected a version from 1 to 4095",
        ),
        (
            "[[hosts]]\nhost = 'a.example'\nvendor = 4\n[[hosts]]\nhost = 'a.example'\nvendor = 2",
            "conf/tcf.toml:5:8: a.example is in two [[hosts]] tables",
        ),
        ("[audit]\nvisit = 'x'", "conf/tcf.toml:2:1: unknown key visit"),
        ("[audit]\ngdpr-countries = ['EU-27']", "conf/tcf.toml:2:18: expected EEA or a country"),
        (
            "[audit]\ngdpr-countries = ['EU']",
            "conf/tcf.toml:2:18: expected EEA or a country code of ISO 3166-1 such as DE, found \"EU\" \
             (EEA has its members)",
        ),
        ("[audit]\ngdpr-countries = []", "conf/tcf.toml:2:18: expected at least one country"),
        ("[audit.limits]\ngrace = '5'", "conf/tcf.toml:2:9: expected a number with a unit"),
        ("[[map]]\npurposes = {}", "conf/tcf.toml:1:1: vendor is missing"),
        (
            "[[map]]\nvendor = 1\npurposes = { 25 = 'consent' }",
            "conf/tcf.toml:3:12: expected a purpose from 1 to 24, found 25",
        ),
        (
            "[[map]]\nvendor = 1\npurposes = { 7 = 'li' }",
            "conf/tcf.toml:3:12: expected consent, legitimateInterest or specialPurpose, found li",
        ),
        (
            "[[map]]\nvendor = 1\npurposes = { 7 = 'consent', 07 = 'legitimateInterest' }",
            "conf/tcf.toml:3:12: purpose 7 is named twice",
        ),
        ("[[map]]\nvendor = 0", "conf/tcf.toml:2:10: expected a vendor"),
        ("[[map]]\nvendor = '7'", "conf/tcf.toml:2:10: expected a vendor"),
        (
            "[[map]]\nvendor = 1\nassessment = { note = 'x' }",
            "conf/tcf.toml:3:16: unknown key note",
        ),
        (
            "[[map]]\nvendor = 1\nrestricted = { fields = [], mode = 'sum' }",
            "conf/tcf.toml:3:36: expected fields or aggregated, found \"sum\"",
        ),
        ("[filter]\non-deny = 'keep'", "conf/tcf.toml:2:11: expected "),
        ("[[hosts]]\nhost = 'a'\nvendor = 'x'", "conf/tcf.toml:3:10: expected a vendor"),
        ("first-party = ['a b']", "conf/tcf.toml:1:15: "),
        ("hosts = 7", "conf/tcf.toml:1:9: expected a path or [[hosts]] tables, found 7"),
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.starts_with(want), "{text}: {error}");
    }
}

#[test]
fn rows_of_the_map_know_their_lines() {
    let config = parse(
        "# A comment.\n\n[[map]]\nvendor = 7\n[[map]]\nvendor = 'publisher'\npurposes = {\n  \
         7 = 'consent',\n}\ndata = ['url']\nretention-days = 3\nchannel = 'web'\n\
         [map.assessment]\nreference = 'LIA-1'\nreview = 2027-01-01\nnecessity = 'why'\n\
         [[map]]\nvendor = 'newsletter'\nassessment = 'LIA-2'\nreview = 2027-01-01\n\
         channels = ['a', 'b']",
    )
    .unwrap();
    let [vendor, publisher, partner] = &config.map[..] else { panic!() };
    assert_eq!(vendor.lines, RowLines { row: Some(3), ..RowLines::default() });
    let lines = RowLines {
        row: Some(5),
        purposes: Some(7),
        data: Some(10),
        retention_days: Some(11),
        assessment: Some(13),
        review: Some(13),
    };
    assert_eq!((publisher.lines, publisher.recipient.name()), (lines, Some("publisher")));
    assert_eq!(publisher.channels, ["web"]);
    assert_eq!(publisher.assessment.as_deref(), Some("LIA-1"));
    assert_eq!(publisher.reasoning.necessity.as_deref(), Some("why"));
    assert_eq!(partner.lines.review, Some(20));
    assert_eq!(partner.channels, ["a", "b"]);
    assert_eq!(partner.review, publisher.review);
}

#[test]
fn long_maps_are_read_in_one_pass() {
    // With a pass over the text for each row, this takes minutes.
    let rows = "[[map]]\nvendor = 1\npurposes = { 7 = 'consent' }\n".repeat(50_000);
    let config = parse(&rows).unwrap();
    assert_eq!(config.map.last().unwrap().lines.purposes, Some(150_000));
}
