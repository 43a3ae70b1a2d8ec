//! Checks that compare with other evidence: servers, disclosures, older lists, the whole audit.

use std::collections::BTreeMap;

use tcf_policy::gvl::DeviceDisclosure;
use tcf_policy::vocabulary::LegalBasis;

use super::single::clean;
use super::*;
use crate::check::Need;
use crate::event::{CmpStatus, EventKind};
use crate::purpose_map::{PurposeMap, PurposeRow};

/// A call in the log of a server.
fn server(position: u64, at: u64, host: &'static str) -> Spec {
    Spec {
        extra: Some(|event| {
            event.server();
        }),
        ..call(position, at, host)
    }
}

fn cmp(position: u64, at: u64, tc: &TcString) -> Spec {
    call(position, at, "cmp.example").tc(tc)
}

fn findings(visit: Vec<Spec>) -> String {
    found(&World::new().audit(&[visit])).join(", ")
}

#[test]
fn servers_are_compared_with_the_client_as_far_as_the_clocks_allow() {
    let visit = |server: Spec| {
        let client = call(1, 10_000, "a.index.example").sends(&accept());
        findings(vec![cmp(0, 0, &accept()), client, server])
    };
    let host = "a.index.example";
    assert_eq!(visit(server(2, 11_900, host).sends(&accept())), "");
    assert_eq!(
        visit(server(2, 8_100, host).flag("0").tc(&accept())),
        "K004 2 e, K010 2 e, K012 2 w"
    );
    assert_eq!(visit(server(2, 12_000, host).sends(&object())), "K001 2 e, K010 2 e");
    assert_eq!(visit(server(2, 12_000, host)), "B014 2 w, K010 2 e");
    // Further apart, or at another host, there is nothing to compare with.
    assert_eq!(visit(server(2, 12_001, host).sends(&object())), "K001 2 e");
    assert_eq!(visit(server(2, 10_000, "a.xchange.example").sends(&accept())), "");
    // The vendor of the client's call, by another host.
    assert_eq!(visit(server(2, 10_000, "b.index.example").sends(&object())), "K001 2 e, K010 2 e");
}

#[test]
fn a_server_is_not_blamed_for_its_clock() {
    // The choice at 10 s, and a call with the old string 1.5 s after it by the other clock.
    let visit = |at: u64, tc: &TcString| {
        findings(vec![
            cmp(0, 0, &accept()),
            cmp(1, 10_000, &object()),
            server(2, at, "a.index.example").sends(tc),
        ])
    };
    assert_eq!(visit(11_500, &accept()), "");
    assert_eq!(visit(8_500, &object()), "");
    assert_eq!(visit(12_500, &accept()), "J001 2 e");
    assert_eq!(visit(7_500, &object()), "K001 2 e");
    // Before the first string.
    let first = |at: u64| {
        findings(vec![
            server(1, at, "a.index.example").flag("1").tc(&accept()),
            cmp(2, 10_000, &accept()),
        ])
    };
    assert_eq!(first(9_000), "");
    assert_eq!(first(5_000), "B001 1 e");
}

#[test]
fn storage_is_compared_with_disclosures() {
    let disclosure = br#"{"disclosures": [
        {"identifier": "uid", "type": "cookie", "maxAgeSeconds": 86400},
        {"identifier": "uid-*", "type": "cookie"}]}"#;
    let disclosures: BTreeMap<_, _> =
        [(VendorId::new(76).unwrap(), DeviceDisclosure::from_json(disclosure).unwrap())].into();
    let world = World::new();
    let audit = |host: &'static str, name: &'static str, age: u64| {
        let settings = Settings { disclosures: Some(&disclosures), ..world.settings() };
        let all = TcString { vendor_consents: vendors(&[10, 76]), ..accept() };
        let spec = call(1, 100, host).sends(&all).cookie(name, StorageAction::Set, Some(age));
        found(&audit_with(settings, &[vec![cmp(0, 0, &all), spec]], &[])).join(", ")
    };
    assert_eq!(audit("a.pubside.example", "uid", 86_400), "");
    assert_eq!(audit("a.pubside.example", "uid-7", 86_400), "");
    assert_eq!(audit("a.pubside.example", "tuuid", 86_400), "B010 1 i");
    // The disclosure of the cookie is stricter than the vendor list.
    assert_eq!(audit("a.pubside.example", "uid", 3 * 86_400), "B009 1 w");
    assert_eq!(audit("a.pubside.example", "uid-7", 3 * 86_400), "");
    // One of two vendors has no disclosure, so the cookie may be its own.
    assert_eq!(audit("shared.example", "tuuid", 86_400), "");
}

#[test]
fn lost_choices_are_found() {
    /// A statement of the CMP without a string.
    fn shown(position: u64, at: u64) -> Spec {
        Spec {
            extra: Some(|event| {
                event.kind(EventKind::Signal).cmp_status(Some(CmpStatus::Shown));
            }),
            ..call(position, at, "cmp.example")
        }
    }
    let day = 86_400_000;
    let choice = |tc: &TcString| Spec {
        extra: Some(|event| {
            event.kind(EventKind::Choice);
        }),
        ..cmp(0, 0, tc)
    };
    assert_eq!(findings(vec![choice(&accept()), shown(1, day)]), "J004 1 e");
    let empty = || {
        call(1, day, "cmp.example").named(CarriedKind::Empty, CarriedKind::Tc, 0, "tcString", "")
    };
    assert_eq!(findings(vec![choice(&accept()), empty()]), "J004 1 e");
    // Where the GDPR does not apply, there is no string.
    assert_eq!(findings(vec![choice(&accept()), empty().flag("0")]), "");
    // Before a choice, after its life, and with the string, nothing is lost.
    assert_eq!(
        findings(vec![
            Spec { position: 0, ..shown(1, 0) },
            Spec { position: 1, ..choice(&accept()) }
        ]),
        ""
    );
    assert_eq!(findings(vec![choice(&accept()), shown(1, 400 * day)]), "");
    assert_eq!(findings(vec![choice(&accept()), shown(1, day).tc(&accept())]), "");
    // A default of another script.
    let page = |tc: &TcString| call(1, day, "news.example").tc(tc);
    assert_eq!(findings(vec![choice(&accept()), page(&reject_with_interest())]), "J004 1 e");
    assert_eq!(findings(vec![choice(&accept()), page(&accept())]), "");
    // A refusal has no consent to lose.
    assert_eq!(findings(vec![choice(&reject()), page(&reject_with_interest())]), "J005 1 e");
}

#[test]
fn bases_that_have_moved_since_the_list_of_the_string_are_found() {
    let list = |specification: u8, version: u16, vendor: &str| {
        let json = format!(
            r#"{{"gvlSpecificationVersion": {specification}, "vendorListVersion": {version},
            "vendors": {{"10": {{"id": 10, {vendor}}}}}}}"#
        );
        Gvl::from_json(json.as_bytes()).unwrap()
    };
    let audit = |newest: Gvl| {
        let world = World::new();
        let old = list(3, 45, r#""purposes": [1, 2], "legIntPurposes": [7, 10]"#);
        let gvls: Gvls = [old, newest].into_iter().collect();
        let settings = Settings { gvls: &gvls, ..world.settings() };
        let second = call(2, 200, "b.index.example").sends(&accept());
        let state = audit_with(settings, &[vec![cmp(0, 0, &accept()), clean(), second]], &[]);
        let found = state.findings().iter().filter(|(defect, _)| defect.code == CheckCode::J010);
        let found = found.map(|(defect, one)| {
            assert_eq!((defect.host.as_deref(), one.count), (None, 2));
            let (vendor, purpose) = (defect.vendor.unwrap(), defect.purpose.unwrap());
            format!("{vendor} {purpose} {}", defect.name.as_deref().unwrap())
        });
        found.collect::<Vec<_>>()
    };
    let moved = [
        "10 2 now legitimate interest, before consent",
        "10 3 now consent, before not declared",
        "10 10 now not declared, before legitimate interest",
    ];
    let changed = r#""purposes": [1, 3], "legIntPurposes": [2, 7]"#;
    let mut found = audit(list(3, 46, changed));
    found.sort_by_key(|text| text.split(' ').nth(1).map(|id| id.parse::<u8>().unwrap()));
    assert_eq!(found, moved);
    // Older lists and those of another specification tell nothing.
    assert_eq!(audit(list(3, 44, changed)), [""; 0]);
    assert_eq!(audit(list(2, 300, changed)), [""; 0]);
}

#[test]
fn strings_of_an_old_list_are_found_once() {
    let list = |version: u16, updated: &str| {
        let json = format!(
            r#"{{"gvlSpecificationVersion": 3, "vendorListVersion": {version}, "lastUpdated":
            "{updated}T16:00:00Z", "vendors": {{"10": {{"id": 10, "purposes": [1, 2]}}}}}}"#
        );
        Gvl::from_json(json.as_bytes()).unwrap()
    };
    let audit = |newer: &str| {
        let world = World::new();
        let mut gvls: Gvls = [list(45, "2023-11-02"), list(46, "2023-11-09")].into_iter().collect();
        gvls.insert(list(50, newer));
        let settings = Settings { gvls: &gvls, ..world.settings() };
        let second = call(2, 200, "b.index.example").sends(&accept());
        let state = audit_with(settings, &[vec![cmp(0, 0, &accept()), clean(), second]], &[]);
        let found = state.findings().iter().filter(|(defect, _)| defect.code == CheckCode::J008);
        let found: Vec<_> = found.map(|(defect, one)| (defect.host.clone(), one.count)).collect();
        let limit =
            state.findings().iter().find_map(|(_, one)| match one.samples.first()?.detail {
                Some(Detail::Below { found: 45, limit }) => Some(limit),
                _ => None,
            });
        (found, limit)
    };
    // The string is of 1 April 2024.
    assert_eq!(audit("2024-03-01"), (vec![(None, 3)], Some(50)));
    assert_eq!(audit("2024-03-05"), (vec![(None, 3)], Some(46)));
    let world = World::new();
    assert!(found(&world.audit(&[vec![cmp(0, 0, &accept())]])).is_empty());
}

/// The findings that are not about an event, as `code vendor purpose name`.
fn concluded(state: &State) -> Vec<String> {
    let about = state.findings().iter().filter(|(_, finding)| finding.samples.is_empty());
    about
        .map(|(defect, finding)| {
            assert_eq!((finding.count, finding.span), (1, None));
            let vendor = defect.vendor.map_or(0, VendorId::get);
            let purpose = defect.purpose.map_or(0, PurposeId::get);
            let name = defect.name.as_deref().unwrap_or_default();
            format!("{} {vendor} {purpose} {name}", defect.code)
        })
        .collect()
}

#[test]
fn the_purpose_map_is_checked_without_events() {
    let world = World::new();
    let mut map = PurposeMap::new();
    let mut row = PurposeRow::new(VendorId::new(10).unwrap());
    row.purposes.insert(PurposeId::new(10).unwrap(), LegalBasis::LegitimateInterest);
    row.purposes.insert(PurposeId::new(3).unwrap(), LegalBasis::Consent);
    row.retention_days = Some(30);
    map.add(row);
    map.add(PurposeRow::new(VendorId::new(131).unwrap()));
    let settings = || Settings { purpose_map: Some(&map), ..world.settings() };
    let mut state = audit_with(settings(), &[vec![cmp(0, 0, &accept()), clean()]], &[]);
    let before = state.clone();
    state.conclude(&settings(), None);
    let about_map: Vec<_> =
        concluded(&state).into_iter().filter(|line| !line.starts_with("M008")).collect();
    assert_eq!(about_map, ["M004 10 3 ", "M005 10 10 ", "M007 131 0 "]);
    // Again, it changes nothing; without a map, only the evidence is missing.
    let once = state.clone();
    state.conclude(&settings(), None);
    assert_eq!(state, once);
    let mut without = before;
    without.conclude(&world.settings(), None);
    assert!(concluded(&without).iter().all(|line| line.starts_with("M008")));
}

#[test]
fn missing_evidence_is_a_finding() {
    let world = World::new();
    let mut state = world.audit(&[vec![cmp(0, 0, &accept()), clean()]]);
    state.conclude(&world.settings(), None);
    let missing = concluded(&state);
    assert!(missing.contains(&"M008 0 0 cookies".to_owned()), "{missing:?}");
    assert!(!missing.contains(&"M008 0 0 vendor list".to_owned()), "{missing:?}");
    let mut auditor = Auditor::new(world.settings());
    for &need in Need::ALL {
        auditor.has(need);
    }
    let mut complete = auditor.finish();
    complete.conclude(&world.settings(), None);
    assert_eq!(concluded(&complete), [""; 0]);
}

#[test]
fn data_beyond_the_map_is_found() {
    let world = World::new();
    let audit = |data: Option<&[&str]>| {
        let mut map = PurposeMap::new();
        let names = data.map(|names| names.iter().map(|&name| name.to_owned()));
        let data = names.map(Iterator::collect);
        map.add(PurposeRow { data, ..PurposeRow::new(VendorId::new(10).unwrap()) });
        let settings = Settings { purpose_map: Some(&map), ..world.settings() };
        let mut facts = Facts::DEVICE_ID;
        facts.insert(Facts::EIDS);
        let spec = Spec { facts, ..clean() };
        let state = audit_with(settings, &[vec![cmp(0, 0, &accept()), spec]], &[]);
        let names = state.findings().iter().filter(|(defect, _)| defect.code == CheckCode::M009);
        names.map(|(defect, _)| defect.name.clone().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(audit(None), [""; 0]);
    assert_eq!(audit(Some(&[])), ["device.ifa", "user.eids"]);
    assert_eq!(audit(Some(&["device.ifa", "url"])), ["user.eids"]);
}
