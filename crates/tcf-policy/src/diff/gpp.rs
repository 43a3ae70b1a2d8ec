//! Comparison of the meaning of GPP strings, section by section.

use tcf_codec::gpp::Section;
use tcf_codec::gpp::canada::{CanadaPublisher, TcfCanada};
use tcf_codec::gpp::us::{Subsection, UsSection, fields as us_fields};
use tcf_codec::{Field, GppString, PublisherRestrictions, SectionId, TcString, VendorSet, fields};

use super::change::{Actor, ChangeKind, Diff, Value};
use super::meaning::{Found, header};

/// Compares the meaning of two GPP strings: which sections they have, and the sections that both
/// have. Sections 1 and 2 are compared as by [`diff`](super::diff).
///
/// ```
/// use tcf_codec::{GppString, SectionId};
/// use tcf_policy::diff::{Actor, diff_gpp};
///
/// let before = GppString::decode("DBABLA~BVVqAAEABCA.QA")?;
/// let after = GppString::decode("DBABzw~1YNN~BVVmAAEABCA.QA")?;
/// let diff = diff_gpp(&before, &after);
/// assert_eq!((diff.changes[0].field, diff.changes[0].by), ("sections", Actor::Cmp));
/// assert_eq!(diff.changes[1].section, Some(SectionId::US_NAT));
/// assert_eq!((diff.changes[1].field, diff.changes[1].by), ("sharingOptOut", Actor::User));
/// # Ok::<(), tcf_codec::Error>(())
/// ```
pub fn diff_gpp(a: &GppString, b: &GppString) -> Diff {
    let mut found = Found::default();
    let new = |before: &GppString, after: &GppString| -> Vec<SectionId> {
        after.ids().filter(|id| before.section(*id).is_none()).collect()
    };
    let (added, removed) = (new(a, b), new(b, a));
    if !added.is_empty() || !removed.is_empty() {
        found.push("sections", Actor::Cmp, ChangeKind::Sections { added, removed });
    }
    for before in a.sections() {
        if let Some(after) = b.section(before.id()) {
            found.in_section(before, after);
        }
    }
    found.into_diff()
}

/// Compares the meaning of a section that both strings have.
pub(super) fn diff_section(a: &Section, b: &Section) -> Diff {
    let mut found = Found::default();
    found.in_section(a, b);
    found.into_diff()
}

impl Found {
    fn in_section(&mut self, a: &Section, b: &Section) {
        self.section = Some(a.id());
        match (a, b) {
            (Section::TcfEuV1(a), Section::TcfEuV1(b)) => self.version_1(a, b),
            (Section::TcfEuV2(a), Section::TcfEuV2(b)) => self.version_2(a, b),
            (Section::TcfCaV1(a), Section::TcfCaV1(b)) => self.canada(a, b),
            (Section::UspV1(a), Section::UspV1(b)) => self.us_privacy(*a, *b),
            (Section::Us(a), Section::Us(b)) => self.us(a, b),
            (Section::Unknown(a), Section::Unknown(b)) => {
                self.text("raw", Actor::Cmp, a.text(), b.text());
            }
            // Sections with the same id are of the same variant.
            _ => {}
        }
        self.section = None;
    }

    fn us(&mut self, a: &UsSection, b: &UsSection) {
        let version = a.format().version_field().json_key();
        self.value(version, Actor::Cmp, a.version(), b.version());
        // All formats of a section have the same fields, but for the lengths of lists.
        for field in a.format().fields() {
            let (field, is_list) = (field.field(), field.list_len().is_some());
            let (from, to) = (values(a, field), values(b, field));
            if is_list {
                self.elements(field, &from, &to);
            } else if let ([from], [to]) = (from.as_slice(), to.as_slice()) {
                self.value(field.json_key(), actor(field), *from, *to);
            }
        }
        self.value(us_fields::GPC.json_key(), Actor::User, a.gpc(), b.gpc());
        if a.format().optional() == Some(Subsection::SensitiveData) {
            let names = |of: &UsSection, other: &UsSection| -> Vec<_> {
                let is_new = of.sensitive_data().is_some() && other.sensitive_data().is_none();
                is_new.then(|| Subsection::SensitiveData.name()).into_iter().collect()
            };
            self.segments_changed(Actor::Cmp, names(b, a), names(a, b));
            let field = us_fields::SENSITIVE_DATA_PROCESSING;
            self.elements(field, &values(a, field), &values(b, field));
        }
        self.undefined(a.undefined_subsections(), b.undefined_subsections());
    }

    /// Compares lists of values. An element that only one of them has counts as 0, which stands for
    /// not applicable.
    fn elements(&mut self, field: Field, from: &[u8], to: &[u8]) {
        for index in 0..from.len().max(to.len()) {
            let (from, to) = (from.get(index).copied(), to.get(index).copied());
            if from.unwrap_or_default() == to.unwrap_or_default() {
                continue;
            }
            // Lists have at most 16 elements.
            let Ok(id) = u8::try_from(index + 1) else { return };
            let (from, to) = (from.into(), to.into());
            self.push(field.json_key(), actor(field), ChangeKind::Element { id, from, to });
        }
    }

    fn undefined(&mut self, from: &[String], to: &[String]) {
        self.text("undefinedSubSections", Actor::Cmp, &from.join("."), &to.join("."));
    }

    fn text(&mut self, field: &'static str, by: Actor, from: &str, to: &str) {
        if from != to {
            let (from, to) = (from.to_owned(), to.to_owned());
            self.push(field, by, ChangeKind::Text { from, to });
        }
    }

    fn canada(&mut self, a: &TcfCanada, b: &TcfCanada) {
        let (user, publisher) = (Actor::User, Actor::Publisher);
        self.value(fields::VERSION.json_key(), Actor::Cmp, a.version, b.version);
        header!(self, a, b);
        let policy = TcfCanada::TCF_POLICY_VERSION.json_key();
        self.value(policy, Actor::Cmp, a.tcf_policy_version, b.tcf_policy_version);
        let stacks = TcfCanada::USE_NON_STANDARD_STACKS.json_key();
        self.value(stacks, publisher, a.use_non_standard_stacks, b.use_non_standard_stacks);
        let features = TcfCanada::SPECIAL_FEATURE_EXPRESS_CONSENT.json_key();
        let (from, to) = (a.special_feature_express_consent, b.special_feature_express_consent);
        self.ids(features, user, from, to);
        for (field, from, to) in [
            (
                TcfCanada::PURPOSES_EXPRESS_CONSENT,
                a.purposes_express_consent,
                b.purposes_express_consent,
            ),
            (
                TcfCanada::PURPOSES_IMPLIED_CONSENT,
                a.purposes_implied_consent,
                b.purposes_implied_consent,
            ),
        ] {
            self.ids(field.json_key(), user, from, to);
        }
        let (from, to) = (&a.vendor_express_consent, &b.vendor_express_consent);
        self.vendors("vendorExpressConsent", user, from, to);
        let (from, to) = (&a.vendor_implied_consent, &b.vendor_implied_consent);
        self.vendors("vendorImpliedConsent", user, from, to);
        // Whether a core without restrictions ends before them is a matter of encoding.
        let none = PublisherRestrictions::default();
        self.restrictions(
            a.publisher_restrictions.as_ref().unwrap_or(&none),
            b.publisher_restrictions.as_ref().unwrap_or(&none),
        );
        self.canadian_subsections(a, b);
        self.undefined(&a.undefined_subsections, &b.undefined_subsections);
    }

    /// Added and removed sub-sections, then their content, as for TC strings.
    fn canadian_subsections(&mut self, a: &TcfCanada, b: &TcfCanada) {
        let new = |name, before: bool, after: bool| -> Vec<&'static str> {
            (after && !before).then_some(name).into_iter().collect()
        };
        let (from, to) = (a.disclosed_vendors.is_some(), b.disclosed_vendors.is_some());
        let name = "disclosedVendors";
        self.segments_changed(Actor::Cmp, new(name, from, to), new(name, to, from));
        let (from, to) = (a.publisher_purposes.is_some(), b.publisher_purposes.is_some());
        let name = "publisherPurposes";
        self.segments_changed(Actor::Publisher, new(name, from, to), new(name, to, from));
        let none = VendorSet::new();
        let (from, to) = (a.disclosed_vendors.as_ref(), b.disclosed_vendors.as_ref());
        let (from, to) = (from.unwrap_or(&none), to.unwrap_or(&none));
        self.vendors("disclosedVendors", Actor::Cmp, from, to);
        let of = |publisher: Option<CanadaPublisher>| publisher.unwrap_or_default();
        let (from, to) = (of(a.publisher_purposes), of(b.publisher_purposes));
        let by = Actor::Publisher;
        let (before, after) = (from.purposes_express_consent, to.purposes_express_consent);
        self.ids("publisherPurposes.purposesExpressConsent", by, before, after);
        let (before, after) = (from.purposes_implied_consent, to.purposes_implied_consent);
        self.ids("publisherPurposes.purposesImpliedConsent", by, before, after);
        let (from, to) = (from.custom_purposes, to.custom_purposes);
        self.value("publisherPurposes.numCustomPurposes", by, from.count(), to.count());
        let (before, after) = (from.express_consent(), to.express_consent());
        self.ids("publisherPurposes.customPurposesExpressConsent", by, before, after);
        let (before, after) = (from.implied_consent(), to.implied_consent());
        self.ids("publisherPurposes.customPurposesImpliedConsent", by, before, after);
    }
}

/// The values of a field; none if the section lacks it.
fn values(us: &UsSection, field: Field) -> Vec<u8> {
    us.list(field).into_iter().flatten().collect()
}

/// Who controls a field of a US section, other than its version.
fn actor(field: Field) -> Actor {
    let of_publisher = [
        us_fields::SHARING_NOTICE,
        us_fields::PROCESSING_NOTICE,
        us_fields::SALE_OPT_OUT_NOTICE,
        us_fields::SHARING_OPT_OUT_NOTICE,
        us_fields::TARGETED_ADVERTISING_OPT_OUT_NOTICE,
        us_fields::SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE,
        us_fields::SENSITIVE_DATA_LIMIT_USE_NOTICE,
        us_fields::SENSITIVE_DATA_OPT_OUT_NOTICE,
        us_fields::MSPA_COVERED_TRANSACTION,
        us_fields::MSPA_OPT_OUT_OPTION_MODE,
        us_fields::MSPA_SERVICE_PROVIDER_MODE,
        us_fields::MSPA_MODE,
    ];
    if of_publisher.contains(&field) { Actor::Publisher } else { Actor::User }
}

impl From<Option<u8>> for Value {
    fn from(number: Option<u8>) -> Self {
        number.map_or(Self::Absent, |number| Self::Number(number.into()))
    }
}

impl From<Option<bool>> for Value {
    fn from(flag: Option<bool>) -> Self {
        flag.map_or(Self::Absent, Self::Flag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn changes(a: &str, b: &str) -> serde_json::Value {
        let decode = |text| GppString::decode(text).unwrap();
        serde_json::to_value(diff_gpp(&decode(a), &decode(b))).unwrap()
    }

    #[test]
    fn changes_of_us_sections_have_an_actor() {
        let expected = json!([
            {"section": "usca", "field": "saleOptOutNotice", "by": "publisher", "from": 1, "to": 2},
            {"section": "usca", "field": "sharingOptOut", "by": "user", "from": 2, "to": 1},
            {"section": "usca", "field": "knownChildSensitiveDataConsents", "by": "user", "id": 2,
             "from": 2, "to": 1},
            {"section": "usca", "field": "gpc", "by": "user", "from": true, "to": null},
        ]);
        assert_eq!(changes("DBABBg~BVqqqqpY.YA", "DBABBg~BlmqqqZY"), expected);
        assert_eq!(changes("DBABBg~BVqqqqpY.YA", "DBABBgA~BVqqqqpYAA.Y"), json!([]));
    }

    #[test]
    fn versions_of_the_national_section_are_compared_by_their_values() {
        let changed = changes("DBABL~BVQqAAAAAg", "DBABL~CVQqAAAAAAJo");
        let version =
            json!({"section": "usnat", "field": "version", "by": "cmp", "from": 1, "to": 2});
        assert_eq!(changed[0], version);
        // Version 1, with the fields of either version.
        assert_eq!(changes("DBABL~BVQqAAAAAg", "DBABL~BVQqAAAAAACA"), json!([]));
    }

    #[test]
    fn sections_are_added_and_removed() {
        let expected = json!([
            {"field": "sections", "by": "cmp", "added": ["tcfeuv2", "28"], "removed": ["uspv1"]},
            {"section": "usin", "field": "segments", "by": "cmp", "added": ["sensitiveData"],
             "removed": []},
            {"section": "usin", "field": "sensitiveDataProcessing", "by": "user", "id": 8,
             "from": null, "to": 2},
        ]);
        let tc = "CQg2bYAQg2bYAEsAAAENCMFgAAAAAAAAAAAAAAAAAAAA";
        let with = |ids: &[u16], texts: &[&str]| {
            let mut gpp = GppString::new();
            for (id, text) in ids.iter().zip(texts) {
                gpp.insert(Section::decode(SectionId::new(*id).unwrap(), text).unwrap()).unwrap();
            }
            gpp.encode()
        };
        let a = with(&[6, 25], &["1YNN", "ZBAA.BQAA"]);
        let b = with(&[2, 25, 28], &[tc, "ZBABY.BQAA.AAI", "xyz"]);
        assert_eq!(changes(&a, &b), expected);
    }

    #[test]
    fn canadian_sections_are_compared_like_tc_strings() {
        let vendor_express_consent = VendorSet::from_ids([12, 24]).unwrap();
        let before = TcfCanada { vendor_express_consent, ..TcfCanada::default() };
        let mut after = before.clone();
        after.vendor_express_consent = VendorSet::from_ids([12, 25, 26]).unwrap();
        after.publisher_purposes = Some(CanadaPublisher::default());
        after.publisher_restrictions = None;
        let section = |value: &TcfCanada| {
            tcf_codec::gpp::canada::CanadaSection::new(value.clone()).map(Section::from)
        };
        let expected = json!([
            {"section": "tcfcav1", "field": "vendorExpressConsent", "by": "user",
             "added": ["25-26"], "removed": ["24"]},
            {"section": "tcfcav1", "field": "segments", "by": "publisher",
             "added": ["publisherPurposes"], "removed": []},
        ]);
        after.wire = tcf_codec::gpp::canada::CanadaWire::Legacy;
        let diff = diff_section(&section(&before).unwrap(), &section(&after).unwrap());
        assert_eq!(serde_json::to_value(diff).unwrap(), expected);
    }
}
