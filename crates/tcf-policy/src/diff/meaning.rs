//! Comparison of meaning.

use std::collections::BTreeMap;

use tcf_codec::{
    AnyTcString, IdSet, PublisherRestrictions, RestrictionType, SectionId, Segment, TcString, U6,
    VendorRange, VendorSet, fields, v1,
};

use super::change::{Actor, Change, ChangeKind, Diff, Value};
use super::ranges::{difference, merged};

/// Compares the fields that versions 1 and 2 share.
macro_rules! header {
    ($found:ident, $a:ident, $b:ident) => {
        $found.value(TcString::CREATED.json_key(), Actor::Cmp, $a.created, $b.created);
        $found.value(
            TcString::LAST_UPDATED.json_key(),
            Actor::Cmp,
            $a.last_updated,
            $b.last_updated,
        );
        $found.value(TcString::CMP_ID.json_key(), Actor::Cmp, $a.cmp_id, $b.cmp_id);
        $found.value(TcString::CMP_VERSION.json_key(), Actor::Cmp, $a.cmp_version, $b.cmp_version);
        $found.value(
            TcString::CONSENT_SCREEN.json_key(),
            Actor::Cmp,
            $a.consent_screen,
            $b.consent_screen,
        );
        $found.value(
            TcString::CONSENT_LANGUAGE.json_key(),
            Actor::Cmp,
            $a.consent_language,
            $b.consent_language,
        );
        $found.value(
            TcString::VENDOR_LIST_VERSION.json_key(),
            Actor::Cmp,
            $a.vendor_list_version,
            $b.vendor_list_version,
        );
    };
}
pub(super) use header;

/// Compares the meaning of two strings. Publisher restrictions are compared by their effect: the
/// vendors that are restricted per purpose and type. For strings of different versions, only
/// `version` and the fields that both versions share are compared, because purposes and vendors
/// have different meanings.
pub fn diff(a: &AnyTcString, b: &AnyTcString) -> Diff {
    let mut found = Found::default();
    match (a, b) {
        (AnyTcString::V2(a), AnyTcString::V2(b)) => found.version_2(a, b),
        (AnyTcString::V1(a), AnyTcString::V1(b)) => found.version_1(a, b),
        (AnyTcString::V1(a), AnyTcString::V2(b)) => {
            found.value(fields::VERSION.json_key(), Actor::Cmp, 1_u8, 2);
            header!(found, a, b);
        }
        (AnyTcString::V2(a), AnyTcString::V1(b)) => {
            found.value(fields::VERSION.json_key(), Actor::Cmp, 2_u8, 1);
            header!(found, a, b);
        }
    }
    found.into_diff()
}

/// Collects changes.
#[derive(Default)]
pub(super) struct Found {
    /// The section of a GPP string.
    pub(super) section: Option<SectionId>,
    changes: Vec<Change>,
}

impl Found {
    pub(super) fn into_diff(self) -> Diff {
        Diff { changes: self.changes }
    }

    pub(super) fn push(&mut self, field: &'static str, by: Actor, kind: ChangeKind) {
        self.changes.push(Change { section: self.section, field, by, kind });
    }

    pub(super) fn value<T: Into<Value>>(&mut self, field: &'static str, by: Actor, from: T, to: T) {
        let (from, to) = (from.into(), to.into());
        if from != to {
            self.push(field, by, ChangeKind::Value { from, to });
        }
    }

    pub(super) fn vendors(
        &mut self,
        field: &'static str,
        by: Actor,
        from: &VendorSet,
        to: &VendorSet,
    ) {
        if from != to {
            let (added, removed) = (to.difference(from), from.difference(to));
            let (added, removed) = (added.runs().collect(), removed.runs().collect());
            self.push(field, by, ChangeKind::Ids { added, removed });
        }
    }

    pub(super) fn ids<const N: usize>(
        &mut self,
        field: &'static str,
        by: Actor,
        from: IdSet<N>,
        to: IdSet<N>,
    ) {
        self.vendors(field, by, &as_ranges(from), &as_ranges(to));
    }

    pub(super) fn version_1(&mut self, a: &v1::ConsentString, b: &v1::ConsentString) {
        header!(self, a, b);
        self.ids(
            v1::ConsentString::PURPOSES_ALLOWED.json_key(),
            Actor::User,
            a.purposes_allowed,
            b.purposes_allowed,
        );
        let (from, to) = (a.vendors.max_vendor_id(), b.vendors.max_vendor_id());
        self.value(fields::MAX_VENDOR_ID.json_key(), Actor::Cmp, from, to);
        self.vendors("vendorConsents", Actor::User, a.vendors.consents(), b.vendors.consents());
    }

    pub(super) fn version_2(&mut self, a: &TcString, b: &TcString) {
        header!(self, a, b);
        let policy = TcString::TCF_POLICY_VERSION.json_key();
        self.value(policy, Actor::Cmp, a.tcf_policy_version, b.tcf_policy_version);
        let scope = TcString::IS_SERVICE_SPECIFIC.json_key();
        self.value(scope, Actor::Publisher, a.is_service_specific, b.is_service_specific);
        let texts = TcString::USE_NON_STANDARD_TEXTS.json_key();
        self.value(texts, Actor::Publisher, a.use_non_standard_texts, b.use_non_standard_texts);
        let opt_ins = TcString::SPECIAL_FEATURE_OPT_INS.json_key();
        self.ids(opt_ins, Actor::User, a.special_feature_opt_ins, b.special_feature_opt_ins);
        self.ids(
            TcString::PURPOSES_CONSENT.json_key(),
            Actor::User,
            a.purposes_consent,
            b.purposes_consent,
        );
        let interests = TcString::PURPOSES_LI_TRANSPARENCY.json_key();
        self.ids(interests, Actor::User, a.purposes_li_transparency, b.purposes_li_transparency);
        let treatment = TcString::PURPOSE_ONE_TREATMENT.json_key();
        self.value(treatment, Actor::Publisher, a.purpose_one_treatment, b.purpose_one_treatment);
        self.value(
            TcString::PUBLISHER_CC.json_key(),
            Actor::Publisher,
            a.publisher_cc,
            b.publisher_cc,
        );
        self.vendors("vendorConsents", Actor::User, &a.vendor_consents, &b.vendor_consents);
        let (from, to) = (&a.vendor_legitimate_interests, &b.vendor_legitimate_interests);
        self.vendors("vendorLegitimateInterests", Actor::User, from, to);
        self.restrictions(&a.publisher_restrictions, &b.publisher_restrictions);
        self.segments(a, b);
    }

    pub(super) fn restrictions(&mut self, a: &PublisherRestrictions, b: &PublisherRestrictions) {
        if a == b {
            return;
        }
        let (before, after) = (effect(a), effect(b));
        let mut keys: Vec<_> = before.keys().chain(after.keys()).copied().collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            // A missing key restricts no vendors.
            let vendors = |of: &'_ Effect| of.get(&key).cloned().unwrap_or_default();
            let (from, to) = (vendors(&before), vendors(&after));
            if from != to {
                let (added, removed) = (difference(&to, &from), difference(&from, &to));
                let (purpose, restriction_type) = key;
                let kind = ChangeKind::Restriction { purpose, restriction_type, added, removed };
                self.push("publisherRestrictions", Actor::Publisher, kind);
            }
        }
    }

    /// Added and removed segments, then their content. A missing segment is compared as an empty
    /// one, so the content of an added or removed segment is reported too.
    fn segments(&mut self, a: &TcString, b: &TcString) {
        self.presence(Actor::Cmp, &[Segment::DisclosedVendors, Segment::AllowedVendors], a, b);
        self.presence(Actor::Publisher, &[Segment::PublisherTc], a, b);
        let none = VendorSet::new();
        for (field, from, to) in [
            (Segment::DisclosedVendors.name(), &a.disclosed_vendors, &b.disclosed_vendors),
            (Segment::AllowedVendors.name(), &a.allowed_vendors, &b.allowed_vendors),
        ] {
            self.vendors(
                field,
                Actor::Cmp,
                from.as_ref().unwrap_or(&none),
                to.as_ref().unwrap_or(&none),
            );
        }
        let (from, to) = (a.publisher_tc.unwrap_or_default(), b.publisher_tc.unwrap_or_default());
        let by = Actor::Publisher;
        self.ids("publisherTC.purposesConsent", by, from.purposes_consent, to.purposes_consent);
        let (before, after) = (from.purposes_li_transparency, to.purposes_li_transparency);
        self.ids("publisherTC.purposesLITransparency", by, before, after);
        let (from, to) = (from.custom_purposes, to.custom_purposes);
        self.value("publisherTC.numCustomPurposes", by, from.count(), to.count());
        self.ids("publisherTC.customPurposesConsent", by, from.consent(), to.consent());
        let (before, after) = (from.li_transparency(), to.li_transparency());
        self.ids("publisherTC.customPurposesLITransparency", by, before, after);
    }

    fn presence(&mut self, by: Actor, of: &[Segment], a: &TcString, b: &TcString) {
        let new = |before: &TcString, after: &TcString| -> Vec<_> {
            of.iter()
                .copied()
                .filter(|&segment| has(after, segment) && !has(before, segment))
                .map(Segment::name)
                .collect()
        };
        self.segments_changed(by, new(a, b), new(b, a));
    }

    pub(super) fn segments_changed(
        &mut self,
        by: Actor,
        added: Vec<&'static str>,
        removed: Vec<&'static str>,
    ) {
        if !added.is_empty() || !removed.is_empty() {
            self.push("segments", by, ChangeKind::Segments { added, removed });
        }
    }
}

/// Whether the string has the segment.
fn has(tc: &TcString, segment: Segment) -> bool {
    match segment {
        Segment::Core => true,
        Segment::DisclosedVendors => tc.disclosed_vendors.is_some(),
        Segment::AllowedVendors => tc.allowed_vendors.is_some(),
        Segment::PublisherTc => tc.publisher_tc.is_some(),
    }
}

/// The restricted vendors per purpose and type.
type Effect = BTreeMap<(U6, RestrictionType), Vec<VendorRange>>;

/// The combined effect of all records. Records without vendors have no effect.
pub(super) fn effect(restrictions: &PublisherRestrictions) -> Effect {
    let mut effect = Effect::new();
    for record in restrictions.iter().filter(|record| !record.vendors.is_empty()) {
        effect
            .entry((record.purpose, record.restriction_type))
            .or_default()
            .extend_from_slice(record.vendors);
    }
    for vendors in effect.values_mut() {
        *vendors = merged(std::mem::take(vendors));
    }
    effect
}

fn as_ranges<const N: usize>(ids: IdSet<N>) -> VendorSet {
    ids.runs().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tcf_codec::{VendorRanges, decode};

    const V1: &str = "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA";
    const V2: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";

    fn parse(text: &str) -> AnyTcString {
        decode(text, tcf_codec::DecodeOptions::new()).unwrap().value
    }

    fn set(ids: impl IntoIterator<Item = u16>) -> VendorSet {
        VendorSet::from_ids(ids).unwrap()
    }

    fn restrict(
        tc: &mut TcString,
        purpose: u16,
        restriction_type: RestrictionType,
        ranges: &[(u16, u16)],
    ) {
        let ranges = ranges.iter().map(|&(start, end)| VendorRange::new(start, end).unwrap());
        let vendors = VendorRanges::new(ranges).unwrap();
        tc.publisher_restrictions
            .push(U6::new(purpose).unwrap(), restriction_type, &vendors)
            .unwrap();
    }

    fn changes(a: &TcString, b: &TcString) -> serde_json::Value {
        let diff = diff(&AnyTcString::V2(a.clone()), &AnyTcString::V2(b.clone()));
        serde_json::to_value(diff).unwrap()
    }

    #[test]
    fn changes_serialize_as_documented() {
        let before = TcString { cmp_id: tcf_codec::U12::new(7).unwrap(), ..TcString::default() };
        let (mut before, mut after) = (before.clone(), before);
        before.vendor_consents = set([1, 3]);
        after.vendor_consents = set([1, 5, 6, 7, 8, 9]);
        after.cmp_id = tcf_codec::U12::new(10).unwrap();
        after.created = "2026-03-10".parse().unwrap();
        after.publisher_cc = "DE".parse().unwrap();
        let want = json!([
            {"field": "created", "by": "cmp", "from": "1970-01-01T00:00:00Z", "to": "2026-03-10T00:00:00Z"},
            {"field": "cmpId", "by": "cmp", "from": 7, "to": 10},
            {"field": "publisherCC", "by": "publisher", "from": "AA", "to": "DE"},
            {"field": "vendorConsents", "by": "user", "added": ["5-9"], "removed": ["3"]},
        ]);
        assert_eq!(changes(&before, &after), want);
    }

    #[test]
    fn restrictions_are_compared_by_effect() {
        use RestrictionType::{NotAllowed, RequireConsent};
        let (mut before, mut after) = (TcString::default(), TcString::default());
        for (purpose, restriction_type, ranges) in [
            (2, RequireConsent, &[(1, 4)][..]),
            (2, RequireConsent, &[(5, 9), (20, 20)]),
            (63, NotAllowed, &[]),
        ] {
            restrict(&mut before, purpose, restriction_type, ranges);
        }
        restrict(&mut after, 2, RequireConsent, &[(1, 9), (20, 20)]);
        assert_eq!(changes(&before, &after), json!([]));
        restrict(&mut after, 2, NotAllowed, &[(3, 3)]);
        restrict(&mut before, 2, RequireConsent, &[(40, 65535)]);
        let key = |restriction_type| {
            json!({"field": "publisherRestrictions", "by": "publisher", "purposeId": 2,
            "restrictionType": restriction_type, "added": [], "removed": []})
        };
        let (mut forbidden, mut consent) = (key("notAllowed"), key("requireConsent"));
        forbidden["added"] = json!(["3"]);
        consent["removed"] = json!(["40-65535"]);
        assert_eq!(changes(&before, &after), json!([forbidden, consent]));
    }

    #[test]
    fn compares_thousands_of_ranges_over_all_vendors() {
        let (mut before, mut after) = (TcString::default(), TcString::default());
        for _ in 0..4095 {
            restrict(&mut before, 1, RestrictionType::NotAllowed, &[(1, 65535)]);
        }
        for n in 0..4095 {
            restrict(&mut after, 1, RestrictionType::NotAllowed, &[(16 * n + 1, 16 * n + 15)]);
        }
        let changes = diff(&AnyTcString::V2(before), &AnyTcString::V2(after)).changes;
        let [Change { kind: ChangeKind::Restriction { added, removed, .. }, .. }] =
            changes.as_slice()
        else {
            panic!("{changes:?}")
        };
        assert_eq!((added.len(), removed.len()), (0, 4095));
    }

    #[test]
    fn an_empty_segment_differs_from_a_missing_one() {
        let (none, mut empty) = (TcString::default(), TcString::default());
        empty.disclosed_vendors = Some(VendorSet::new());
        empty.publisher_tc = Some(tcf_codec::PublisherTc::default());
        let want = json!([
            {"field": "segments", "by": "cmp", "added": ["disclosedVendors"], "removed": []},
            {"field": "segments", "by": "publisher", "added": ["publisherTC"], "removed": []},
        ]);
        assert_eq!(changes(&none, &empty), want);
        let full = TcString { disclosed_vendors: Some(set([4])), ..none.clone() };
        let want = json!([
            {"field": "segments", "by": "cmp", "added": [], "removed": ["disclosedVendors"]},
            {"field": "disclosedVendors", "by": "cmp", "added": [], "removed": ["4"]},
        ]);
        assert_eq!(changes(&full, &none), want);
    }

    #[test]
    fn different_versions_are_compared_by_shared_fields() {
        let fields: Vec<_> =
            diff(&parse(V1), &parse(V2)).changes.iter().map(|change| change.field).collect();
        let want =
            ["version", "created", "lastUpdated", "cmpId", "consentScreen", "vendorListVersion"];
        assert_eq!(fields, want);
        assert_eq!(diff(&parse(V2), &parse(V1)).changes.len(), want.len());
        assert!(diff(&parse(V1), &parse(V1)).is_empty());
    }

    #[test]
    fn max_vendor_id_is_compared_in_version_1() {
        let AnyTcString::V1(before) = parse(V1) else { panic!("version 1") };
        let mut after = before.clone();
        after.vendors = v1::Vendors::new(2012, before.vendors.consents().clone()).unwrap();
        let diff = diff(&AnyTcString::V1(before), &AnyTcString::V1(after));
        let want = json!([{"field": "maxVendorId", "by": "cmp", "from": 2011, "to": 2012}]);
        assert_eq!(serde_json::to_value(diff).unwrap(), want);
    }
}
