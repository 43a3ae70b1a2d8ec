//! What else enforcers promise: whole strings, one state of the lists, no allocation, bounded
//! memory.

use std::sync::Arc;
use std::thread;

use allocation_counter::measure;
use tcf_audit::enforce::{
    ChoicesBuilder, Disposition, EnforceReason, EnforceSettings, Enforcer, Lists, Mode,
    RecipientRef, Request, Ruling, RulingReason, StringSource, UserChoice,
};
use tcf_audit::event::{ChoiceRecord, EventBuilder, EventKind, Interner, Objected, VisitHasher};
use tcf_audit::hosts::{HostMap, HostTable};
use tcf_audit::in_force::{Choice, InForce, Timeline, VisitInput};
use tcf_audit::purpose_map::{PurposeMap, PurposeRow, Recipient, Restricted, RestrictedMode};
use tcf_audit::strings::Strings;
use tcf_carrier::Timestamp;
use tcf_codec::{IdSet, PurposeId, Signals, TcString, VendorId, VendorSet, View};
use tcf_generate::SeededRng;
use tcf_policy::decide::{Query, Reason, Verdict, decide, transmit};
use tcf_policy::gvl::{CmpList, Gvl};
use tcf_policy::vocabulary::{Item, LegalBasis};

use super::world::{List, Words};

/// Consent to purposes 1 to 4 for vendors 2, 3 and 5, and interest in 7 and 9 for vendor 2.
const TEXT: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";

fn vendor(id: u16) -> VendorId {
    VendorId::new(id).unwrap()
}

fn purposes(ids: &[u8]) -> IdSet<24> {
    IdSet::from_ids(ids.iter().copied()).unwrap()
}

fn gvl(vendors: &str) -> Gvl {
    let json = format!(
        r#"{{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {{{vendors}}}}}"#
    );
    Gvl::from_json(json.as_bytes()).unwrap()
}

/// Vendor 5 declares consent for purposes 1 and 3.
fn lists() -> Lists {
    let gvl = gvl(r#""5": {"id": 5, "name": "Five", "purposes": [1, 3]}"#);
    Lists { gvls: [gvl].into_iter().collect(), ..Lists::default() }
}

fn settings() -> EnforceSettings {
    let as_of = Some("2026-06-01".parse().unwrap());
    EnforceSettings { as_of, ..EnforceSettings::default() }
}

fn request(text: &str) -> Request<'_> {
    Request {
        recipient: Some(RecipientRef::Vendor(vendor(5))),
        purposes: purposes(&[3]),
        tc_string: Some(text),
        ..Request::default()
    }
}

fn rule(settings: EnforceSettings, request: &Request<'_>) -> Ruling {
    Enforcer::new(lists(), settings).worker().decide(request)
}

fn codes(ruling: &Ruling) -> String {
    ruling.reasons.iter().map(RulingReason::code).collect::<Vec<_>>().join(" ")
}

#[test]
fn law_8_a_permit_needs_a_string_that_is_accepted_whole() {
    assert_eq!(rule(settings(), &request(TEXT)).verdict, Verdict::Permit);
    let query = Query::new("2026-06-01".parse().unwrap());
    let item = Item::Purpose(PurposeId::new(3).unwrap());
    let mut by_view = 0;
    // Each tail breaks what a view does not read for the decision.
    for tail in [".gAA", ".IACugA", ".I", "=", "\n", ".cAAAAAAAAUg.cAAAAAAAAUg", ".IACug!"] {
        let text = format!("{TEXT}{tail}");
        assert!(TcString::decode(&text).is_err(), "{text}");
        let view = View::new(&text).unwrap();
        let gvl = &lists().gvls.latest().unwrap().clone();
        let decision = decide(&view, Some(gvl), vendor(5), item, &query);
        by_view += u32::from(decision.is_ok_and(|decision| decision.is_permit()));
        // From the start, and after the worker knows the intact string.
        let enforcer = Enforcer::new(lists(), settings());
        let mut worker = enforcer.worker();
        for _ in 0..4 {
            let ruling = worker.decide(&request(&text));
            assert_eq!((ruling.mode, ruling.verdict), (Mode::None, Verdict::Unknown), "{text}");
            assert_eq!(codes(&ruling), "R-STRING-INVALID");
            assert!(ruling.invalid.is_some() && ruling.basis.is_none());
            assert_eq!(worker.decide(&request(TEXT)).mode, Mode::Full);
        }
    }
    assert!(by_view >= 5, "a view alone would permit {by_view} of these");
}

#[test]
fn a_gpp_string_permits_only_if_its_other_sections_are_accepted() {
    let text = |usp: &str| {
        let mut gpp = tcf_codec::GppString::new();
        gpp.insert(TcString::decode(TEXT).unwrap()).unwrap();
        gpp.insert(tcf_codec::UspString::decode("1YNN").unwrap()).unwrap();
        gpp.encode().replace("1YNN", usp)
    };
    let rule = |gpp: &str, tc: Option<&str>| {
        let request = Request { tc_string: tc, gpp: Some(gpp), ..request("") };
        let ruling = rule(settings(), &request);
        (ruling.mode, codes(&ruling))
    };
    let full = (Mode::Full, "R-OK".to_owned());
    assert_eq!(rule(&text("1YNN"), None), full);
    // A macro does not hide a GPP string, but a broken string does.
    assert_eq!(rule(&text("1YNN"), Some("${GDPR_CONSENT_5}")), full);
    assert_eq!(rule(&text("1YNN"), Some("")), full);
    let invalid = (Mode::None, "R-STRING-INVALID".to_owned());
    assert_eq!(rule(&text("1YNN"), Some("CQg2bYA")), invalid);
    assert_eq!(rule(&text("1QNN"), None), invalid);
    assert_eq!(rule("DBABTA~1YNN", None), (Mode::None, "R-STRING-MISSING".to_owned()));
    assert_eq!(rule("DBABTA~1YNN", Some("undefined")), (Mode::None, "R-MACRO".to_owned()));
}

#[test]
fn strings_of_version_1_and_of_deleted_cmps_are_denied() {
    let v1 = "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA";
    let ruling = rule(settings(), &request(v1));
    assert_eq!((ruling.verdict, codes(&ruling).as_str()), (Verdict::Deny, "R-STRING-INVALID"));
    assert_eq!(ruling.invalid, Some("P001"));
    let cmps = br#"{"lastUpdated": "2026-01-01T00:00:00Z", "cmps": {"300": {"id": 300, "name": "C",
        "isCommercial": true, "deletedDate": "2026-04-01T00:00:00Z"}}}"#;
    let cmps = Some(Arc::new(CmpList::from_json(cmps).unwrap()));
    let enforcer = Enforcer::new(Lists { cmps, ..lists() }, settings());
    let ruling = enforcer.worker().decide(&request(TEXT));
    assert_eq!((ruling.verdict, ruling.invalid), (Verdict::Deny, Some("P024")));
}

#[test]
fn what_is_unknown_passes_only_if_the_settings_say_so() {
    let passing = EnforceSettings { unknown: Disposition::Pass, ..settings() };
    for text in ["", "${GDPR_CONSENT_5}", "CQg2bYA"] {
        assert_eq!(rule(settings(), &request(text)).mode, Mode::None, "{text}");
        assert_eq!(rule(passing.clone(), &request(text)).mode, Mode::Full, "{text}");
    }
    // A denial stays one, and so does an objection to what is unknown.
    let other = Request { recipient: Some(vendor(6).into()), ..request(TEXT) };
    assert_eq!(rule(passing.clone(), &other).mode, Mode::None);
    let objected = Objected { purposes: purposes(&[3]), vendors: Vec::new() };
    let choice = Some(UserChoice { tc_string: None, objected: Some(&objected) });
    let ruling = rule(passing, &Request { choice, ..request("") });
    assert_eq!((ruling.mode, ruling.verdict), (Mode::None, Verdict::Deny));
    assert_eq!(codes(&ruling), "R-STRING-MISSING R-OBJECTED");
}

#[test]
fn a_newer_choice_overtakes_the_string_of_the_event() {
    let withdrawn =
        TcString { vendor_consents: VendorSet::new(), ..TcString::decode(TEXT).unwrap() };
    let withdrawn = withdrawn.encode();
    let choice = Some(UserChoice { tc_string: Some(&withdrawn), objected: None });
    let ruling = rule(settings(), &Request { choice, ..request(TEXT) });
    assert_eq!((ruling.mode, codes(&ruling).as_str()), (Mode::None, "R-NO-VENDOR-CONSENT"));
    let used = ruling.string.unwrap();
    assert_eq!((used.source, used.event_differs), (StringSource::Choice, true));
    // And the other way round.
    let choice = Some(UserChoice { tc_string: Some(TEXT), objected: None });
    assert_eq!(rule(settings(), &Request { choice, ..request(&withdrawn) }).mode, Mode::Full);
    let same = rule(settings(), &Request { choice, ..request(TEXT) }).string.unwrap();
    assert!(!same.event_differs);
}

/// A history of choices gives the same strings as the timeline of an audit.
#[test]
fn choices_are_in_force_as_in_an_audit() {
    let mut rng = SeededRng::new(16);
    let visits = VisitHasher::new(1, 2);
    for _ in 0..300 {
        let mut records = Vec::new();
        for number in 0..=rng.below(5) {
            let after = if number == 0 { 0 } else { rng.bits() % 8 };
            let at = Timestamp::from_unix_millis(1_780_000_000_000 + after).unwrap();
            let words = Words::random(&mut rng).text();
            let objected = Objected {
                purposes: (1..=11).filter(|_| rng.one_in(4)).filter_map(PurposeId::new).collect(),
                vendors: (1..=6).filter(|_| rng.one_in(4)).filter_map(VendorId::new).collect(),
            };
            let is_string = records.is_empty() || rng.one_in(2);
            records.push(ChoiceRecord {
                visit: "v".into(),
                at,
                tc_string: is_string.then(|| words.into()),
                objected: (!is_string).then_some(objected),
            });
        }
        // The first choice has a string: before it, an audit does not know what is objected to.
        records.sort_by_key(|record| (record.at, record.tc_string.is_none()));
        let (mut texts, mut strings) = (Interner::new(), Strings::new());
        let mut builder = ChoicesBuilder::new();
        for record in &records {
            builder.add(visits.of_key("v"), record).unwrap();
        }
        let choices = builder.build().unwrap();
        let log: Vec<_> =
            records.iter().map(|record| Choice::new(record, &mut texts).unwrap()).collect();
        for millis in 0..9 {
            let at = Timestamp::from_unix_millis(1_780_000_000_000 + millis).unwrap();
            let mut event = EventBuilder::new(&mut texts, "f", 1);
            event.kind(EventKind::Call).at(Some(at));
            let events = [event.finish()];
            let input = VisitInput { events: &events, choices: &log, marks: &[] };
            let timeline = Timeline::new(input, &mut strings, &mut texts);
            let expected = match timeline.in_force(0) {
                InForce::String(found) => Some(texts.text(found.string).to_owned()),
                _ => None,
            };
            let found = choices.in_force(visits.of_key("v"), at).map(|id| choices.get(id));
            let found = found.map(|choice| {
                let mut tc = TcString::decode(choice.tc_string.unwrap()).unwrap();
                if let Some(objected) = choice.objected {
                    let interest = &mut tc.purposes_li_transparency;
                    *interest = interest.difference(objected.purposes);
                    let vendors: VendorSet = objected.vendors.iter().copied().collect();
                    tc.vendor_legitimate_interests.difference_with(&vendors);
                }
                tc.encode()
            });
            assert_eq!(found, expected, "{records:?} {millis}");
        }
    }
}

#[test]
fn a_purpose_map_row_allows_a_limited_form_of_a_denied_event() {
    let restricted = |fields: &[&str]| {
        Some(Restricted {
            fields: fields.iter().map(|&field| field.to_owned()).collect(),
            mode: RestrictedMode::Aggregated,
        })
    };
    let row = |id: u16, ids: &[u8], form: Option<Restricted>| {
        let mut row = PurposeRow::new(vendor(id));
        for &id in ids {
            row.purposes.insert(PurposeId::new(id).unwrap(), LegalBasis::LegitimateInterest);
        }
        row.restricted = form;
        row
    };
    let mut map = PurposeMap::new();
    map.add(row(5, &[7], None));
    map.add(row(5, &[7, 9], restricted(&["site.page"])));
    map.add(row(6, &[7], restricted(&["site.page"])));
    map.add(row(8, &[7], restricted(&["device.ua"])));
    let mut hosts = HostMap::new();
    let table = "same.example,5;6\nother.example,5;8\nnone.example,5;9\n";
    hosts.add_table(HostTable::from_csv(table).unwrap());
    let lists = Lists { hosts: Arc::new(hosts), ..lists() };
    let enforcer = Enforcer::new(lists, EnforceSettings { purpose_map: map, ..settings() });
    let mut worker = enforcer.worker();
    let mut rule = |host: &str, ids: &[u8]| {
        let recipient = host.is_empty();
        let request = Request {
            recipient: recipient.then(|| vendor(5).into()),
            host: (!recipient).then_some(host),
            purposes: purposes(ids),
            ..request(TEXT)
        };
        let ruling = worker.decide(&request);
        let row = ruling.row.and_then(|id| enforcer.row(id));
        (ruling.mode, row.map(|row| (row.recipient.to_string(), row.restricted.is_some())))
    };
    let five = |is_restricted| Some(("5".to_owned(), is_restricted));
    assert_eq!(rule("", &[7]), (Mode::Restricted, five(true)));
    assert_eq!(rule("", &[7, 9]), (Mode::Restricted, five(true)));
    // A purpose that the row does not name.
    assert_eq!(rule("", &[7, 10]), (Mode::None, five(false)));
    assert_eq!(rule("same.example", &[7]), (Mode::Restricted, five(true)));
    // Another form for the second vendor, and none.
    assert_eq!(rule("other.example", &[7]), (Mode::None, five(false)));
    assert_eq!(rule("none.example", &[7]), (Mode::None, five(false)));
    // What passes is not restricted.
    assert_eq!(rule("", &[3]), (Mode::Full, None));
}

#[test]
fn the_publisher_is_decided_by_its_segment() {
    let publisher = |settings: EnforceSettings, text: &str, ids: &[u8]| {
        let recipient = Some(RecipientRef::Publisher);
        rule(settings, &Request { recipient, purposes: purposes(ids), ..request(text) })
    };
    let text = format!("{TEXT}.cAAAAAAAAUg");
    let ruling = publisher(settings(), &text, &[1]);
    assert_eq!((ruling.mode, ruling.basis), (Mode::Full, Some(LegalBasis::Consent)));
    assert_eq!(codes(&publisher(settings(), &text, &[8])), "R-PUB-NO-CONSENT R-PUB-LI-ABSENT");
    assert_eq!(codes(&publisher(settings(), TEXT, &[1])), "R-PUB-SEGMENT-MISSING");
    // A map restricts it to what is planned.
    let mut map = PurposeMap::new();
    map.add(PurposeRow::new(Recipient::Publisher));
    let planned = EnforceSettings { purpose_map: map, ..settings() };
    assert_eq!(codes(&publisher(planned, &text, &[1])), "R-MAP-PURPOSE");
}

#[test]
fn hosts_that_several_vendors_claim_are_not_guessed() {
    let gvl = gvl(
        r#""5": {"id": 5, "name": "A", "urls": [{"langId": "en", "privacy": "https://www.ten.com/a"}]},
        "6": {"id": 6, "name": "B", "urls": [{"langId": "en", "privacy": "https://www.ten.com/b"}]}"#,
    );
    let mut hosts = HostMap::new();
    hosts.add_gvl(&gvl);
    let lists = Lists { hosts: Arc::new(hosts), ..lists() };
    let request = Request { recipient: None, host: Some("ads.ten.com"), ..request(TEXT) };
    let ruling = Enforcer::new(lists, settings()).worker().decide(&request);
    assert!(ruling.reasons.contains(EnforceReason::VendorAmbiguous));
    assert_eq!((ruling.verdict, ruling.mode), (Verdict::Unknown, Mode::None));
}

/// Without purposes, the verdict is that of [`transmit`].
#[test]
fn without_purposes_the_question_is_whether_any_data_may_be_sent() {
    let mut rng = SeededRng::new(7);
    let mut permitted = 0;
    for _ in 0..500 {
        let list = Gvl::from_json(List::random(3, 45, &mut rng).json().as_bytes()).unwrap();
        let words = Words { list: 45, ..Words::random(&mut rng) };
        let text = words.text();
        let tc = TcString::decode(&text).unwrap();
        let id = vendor(rng.id(1, 6));
        let as_of = "2026-06-01".parse().unwrap();
        let query = Query { newest: Some(&list), ..Query::new(as_of) };
        let is_named = words.policy >= 4;
        let Ok(expected) = transmit(&tc, &list, id, &query);
        let lists = Lists { gvls: [list.clone()].into_iter().collect(), ..Lists::default() };
        let request =
            Request { recipient: Some(id.into()), tc_string: Some(&text), ..Request::default() };
        let ruling = Enforcer::new(lists, settings()).worker().decide(&request);
        assert_eq!(ruling.verdict == Verdict::Permit, expected && is_named, "{words:?}");
        permitted += u32::from(expected);
    }
    assert!((100..400).contains(&permitted), "{permitted}");
}

/// Two states of the lists permit different vendors. A mix would permit both or none.
#[test]
fn a_ruling_is_based_on_one_state_of_the_lists() {
    let state = |revision: u64| {
        let declares = |id: u64| if id == revision % 2 { "[3]" } else { "[]" };
        let gvl = gvl(&format!(
            r#""5": {{"id": 5, "name": "A", "purposes": {}}},
            "3": {{"id": 3, "name": "B", "purposes": {}}}"#,
            declares(0),
            declares(1)
        ));
        let mut hosts = HostMap::new();
        // The host changes with the lists.
        let mapped = if revision.is_multiple_of(2) { 5 } else { 3 };
        hosts.add_table(HostTable::from_csv(&format!("h.example,{mapped}\n")).unwrap());
        let gvls = [gvl].into_iter().collect();
        Lists { gvls, hosts: Arc::new(hosts), ..Lists::default() }
    };
    let tc = TcString {
        vendor_consents: VendorSet::from_ids([3, 5]).unwrap(),
        disclosed_vendors: Some(VendorSet::from_ids([3, 5]).unwrap()),
        ..TcString::decode(TEXT).unwrap()
    };
    let text = tc.encode();
    let enforcer = Enforcer::new(state(0), settings());
    let last = 400;
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mut worker = enforcer.worker();
                let mut seen = Vec::new();
                loop {
                    let request =
                        Request { recipient: None, host: Some("h.example"), ..request(&text) };
                    let ruling = worker.decide(&request);
                    assert_eq!(ruling.verdict, Verdict::Permit, "{ruling:?}");
                    let five = Request { recipient: Some(vendor(5).into()), ..request };
                    let ruling = worker.decide(&five);
                    let is_permitted = ruling.revision.is_multiple_of(2);
                    assert_eq!(ruling.verdict == Verdict::Permit, is_permitted, "{ruling:?}");
                    seen.push(ruling.revision);
                    if ruling.revision == last {
                        break;
                    }
                }
                assert!(seen.is_sorted());
            });
        }
        scope.spawn(|| {
            for revision in 1..=last {
                assert_eq!(enforcer.replace(state(revision)), revision);
                thread::yield_now();
            }
        });
    });
}

#[test]
fn deciding_allocates_nothing_once_the_memory_has_grown() {
    let mut expectations = tcf_policy::rules::Expectations::default();
    expectations.context.insert("child".to_owned(), "true".to_owned());
    expectations.forbid_vendors.push(vendor(9));
    let settings = EnforceSettings { expectations: vec![expectations], ..settings() };
    let enforcer = Enforcer::new(lists(), settings);
    let mut rng = SeededRng::new(5);
    let words = (0..2_000).map(|_| Words::random(&mut rng).text());
    let texts: Vec<_> = words.chain([TEXT.to_owned()]).collect();
    let decide_all = |worker: &mut tcf_audit::enforce::Worker| {
        for text in &texts {
            let context: &[_] = if text.len() % 2 == 0 { &[("child", "true")] } else { &[] };
            worker.decide(&Request { context, ..request(text) });
        }
    };
    // Distinct strings: no text comes twice.
    let mut worker = enforcer.worker();
    for text in &texts {
        worker.decide(&Request { context: &[("child", "true")], ..request(text) });
    }
    let mut other = Vec::new();
    for _ in 0..500 {
        other.push(Words::random(&mut rng).text());
    }
    let distinct = measure(|| {
        for text in &other {
            worker.decide(&Request { context: &[("child", "true")], ..request(text) });
        }
    });
    assert_eq!(distinct.count_total, 0);
    // Repeated strings: remembered after they came twice, or decoded again.
    let mut worker = enforcer.worker();
    let warm_up = measure(|| (0..4).for_each(|_| decide_all(&mut worker)));
    assert!(warm_up.count_total > 0, "the allocator is not instrumented");
    let warm = measure(|| {
        for _ in 0..50 {
            assert_eq!(worker.decide(&request(TEXT)).mode, Mode::Full);
        }
    });
    assert_eq!(warm.count_total, 0);
}

#[test]
fn remembered_strings_give_the_same_rulings_in_bounded_memory() {
    let max = 256 * 1024;
    let cached = Enforcer::new(lists(), EnforceSettings { cache_bytes: max, ..settings() });
    let plain = Enforcer::new(lists(), EnforceSettings { cache_bytes: 0, ..settings() });
    let mut rng = SeededRng::new(17);
    let mut texts: Vec<_> = (0..400).map(|_| Words::random(&mut rng).text()).collect();
    // Hostile: long strings that differ at the end only.
    for number in 0..150_u16 {
        let mut tc = TcString::decode(TEXT).unwrap();
        tc.vendor_consents = (1..=20_000 + number).step_by(2).filter_map(VendorId::new).collect();
        texts.push(tc.encode());
        texts.push(format!("{}{number}", "A".repeat(5_000)));
    }
    let total: usize = texts.iter().map(String::len).sum();
    assert!(total > 4 * max);
    let (mut worker, mut other) = (cached.worker(), plain.worker());
    let measured = measure(|| {
        for _ in 0..20_000 {
            let index = rng.below(texts.len());
            let request = request(&texts[index]);
            assert_eq!(worker.decide(&request), other.decide(&request));
        }
    });
    // The worker's decoder and last strings have memory of their own.
    let limit = i64::try_from(max).unwrap() + 64 * 1024;
    assert!(measured.bytes_current < limit, "{measured:?}");
    assert!(measured.bytes_current > 50_000, "nothing was remembered: {measured:?}");
}

#[test]
fn reasons_and_notes_do_not_depend_on_the_order_of_purposes() {
    let ruling = rule(settings(), &Request { purposes: purposes(&[1, 2, 3]), ..request(TEXT) });
    assert_eq!((ruling.verdict, codes(&ruling).as_str()), (Verdict::Deny, "R-NOT-DECLARED"));
    assert!(!ruling.reasons.contains(Reason::Ok));
    let tc = TcString::decode(TEXT).unwrap();
    let Ok(updated) = tc.last_updated();
    assert_eq!(ruling.string.unwrap().last_updated, Some(updated));
}
