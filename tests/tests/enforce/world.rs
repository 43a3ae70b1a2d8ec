//! A small random world: vendor lists, strings and events as plain values, from which both the
//! inputs of the enforcer and those of the resolver are made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use tcf_codec::{
    Deciseconds, GppString, IdSet, PublisherTc, RestrictionType, TcString, U6, UspString, VendorId,
    VendorRange, VendorRanges, VendorSet,
};
use tcf_generate::SeededRng;

pub(crate) const VENDORS: u16 = 6;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Basis {
    Consent,
    Interest,
}

/// A vendor as a list declares it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Declared {
    pub(crate) purposes: BTreeMap<u8, Basis>,
    pub(crate) flexible: BTreeSet<u8>,
    pub(crate) special: BTreeSet<u8>,
    pub(crate) deleted: Option<u64>,
}

#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) specification: u8,
    pub(crate) version: u16,
    pub(crate) vendors: BTreeMap<u16, Declared>,
}

impl List {
    pub(crate) fn random(specification: u8, version: u16, rng: &mut SeededRng) -> Self {
        let mut vendors = BTreeMap::new();
        for id in (1..=VENDORS).filter(|&id| id != VENDORS) {
            let mut vendor = Declared::default();
            for purpose in 1..=10 {
                let basis = match rng.below(3) {
                    0 => continue,
                    1 => Basis::Consent,
                    _ if purpose == 1 => Basis::Consent,
                    _ => Basis::Interest,
                };
                vendor.purposes.insert(purpose, basis);
                if purpose != 1 && rng.one_in(2) {
                    vendor.flexible.insert(purpose);
                }
            }
            if id == 4 {
                vendor = Declared::default();
            }
            vendor.special = (1..=2).filter(|_| id == 4 || rng.one_in(2)).collect();
            vendor.deleted = rng.one_in(6).then(|| day(2026, 4, 15));
            vendors.insert(id, vendor);
        }
        Self { specification, version, vendors }
    }

    pub(crate) fn json(&self) -> String {
        let mut vendors = Vec::new();
        for (id, vendor) in &self.vendors {
            let of = |basis| {
                let purposes = vendor.purposes.iter().filter(|(_, found)| **found == basis);
                purposes.map(|(id, _)| *id).collect::<Vec<_>>()
            };
            let mut text = format!(
                r#""{id}": {{"id": {id}, "name": "V{id}", "purposes": {:?}, "legIntPurposes": {:?},
                "flexiblePurposes": {:?}, "specialPurposes": {:?}"#,
                of(Basis::Consent),
                of(Basis::Interest),
                vendor.flexible.iter().collect::<Vec<_>>(),
                vendor.special.iter().collect::<Vec<_>>(),
            );
            if let Some(deleted) = vendor.deleted {
                let deleted = Deciseconds::new(deleted).unwrap();
                write!(text, r#", "deletedDate": "{deleted}""#).unwrap();
            }
            vendors.push(text + "}");
        }
        format!(
            r#"{{"gvlSpecificationVersion": {}, "vendorListVersion": {}, "vendors": {{{}}}}}"#,
            self.specification,
            self.version,
            vendors.join(", ")
        )
    }
}

pub(crate) fn day(year: u64, month: u64, of_month: u64) -> u64 {
    Deciseconds::from_date(year, month, of_month).unwrap().get()
}

/// What a string says.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) date: u64,
    pub(crate) policy: u8,
    pub(crate) list: u16,
    pub(crate) is_global: bool,
    pub(crate) purposes_consent: BTreeSet<u8>,
    pub(crate) purposes_interest: BTreeSet<u8>,
    pub(crate) vendors_consent: BTreeSet<u16>,
    pub(crate) vendors_interest: BTreeSet<u16>,
    /// Purpose, type, vendor.
    pub(crate) restrictions: Vec<(u8, u8, u16)>,
    pub(crate) disclosed: Option<BTreeSet<u16>>,
    pub(crate) purpose_one_treatment: bool,
    pub(crate) country: &'static str,
    /// Consent and legitimate interest of the publisher.
    pub(crate) publisher: Option<(BTreeSet<u8>, BTreeSet<u8>)>,
}

impl Words {
    pub(crate) fn random(rng: &mut SeededRng) -> Self {
        let dates = [
            day(2025, 1, 10),
            day(2026, 2, 28),
            day(2026, 3, 1),
            day(2026, 5, 1),
            day(2026, 5, 20),
        ];
        let mut ids = |count: u8, one_in: usize| -> BTreeSet<u8> {
            (1..=count).filter(|_| !rng.one_in(one_in)).collect()
        };
        let (mut purposes_consent, purposes_interest) = (ids(11, 4), ids(11, 4));
        let publisher = (ids(11, 3), ids(11, 3));
        let mut vendors = |one_in: usize| -> BTreeSet<u16> {
            (1..=VENDORS).filter(|_| !rng.one_in(one_in)).collect()
        };
        let (vendors_consent, vendors_interest, disclosed) = (vendors(5), vendors(5), vendors(8));
        let purpose_one_treatment = rng.one_in(3);
        if purpose_one_treatment && rng.one_in(2) {
            purposes_consent.remove(&1);
        }
        let mut restrictions = Vec::new();
        for _ in 0..rng.below(8) {
            let (purpose, kind) = (rng.id(1, 10), rng.id(0, 3));
            let vendor = rng.id(1, VENDORS);
            restrictions.push((
                u8::try_from(purpose).unwrap(),
                u8::try_from(kind).unwrap(),
                vendor,
            ));
        }
        restrictions.sort_unstable();
        restrictions.dedup();
        Self {
            date: dates[rng.below(dates.len())],
            policy: [2, 3, 4, 4, 5, 5, 5, 5, 5, 5][rng.below(10)],
            list: if rng.one_in(6) { 99 } else { 45 },
            is_global: rng.one_in(30),
            purposes_consent,
            purposes_interest,
            vendors_consent,
            vendors_interest,
            restrictions,
            disclosed: match rng.below(10) {
                0 => None,
                1 => Some(BTreeSet::new()),
                _ => Some(disclosed),
            },
            purpose_one_treatment,
            country: ["DE", "FR"][rng.below(2)],
            publisher: rng.one_in(2).then_some(publisher),
        }
    }

    pub(crate) fn text(&self) -> String {
        let ids = |ids: &BTreeSet<u8>| IdSet::from_ids(ids.iter().copied()).unwrap();
        let vendors = |ids: &BTreeSet<u16>| VendorSet::from_ids(ids.iter().copied()).unwrap();
        let date = Deciseconds::new(self.date).unwrap();
        let mut tc = TcString {
            created: date,
            last_updated: date,
            cmp_id: 6u16.try_into().unwrap(),
            vendor_list_version: self.list.try_into().unwrap(),
            tcf_policy_version: u16::from(self.policy).try_into().unwrap(),
            is_service_specific: !self.is_global,
            purposes_consent: ids(&self.purposes_consent),
            purposes_li_transparency: ids(&self.purposes_interest),
            purpose_one_treatment: self.purpose_one_treatment,
            publisher_cc: self.country.parse().unwrap(),
            vendor_consents: vendors(&self.vendors_consent),
            vendor_legitimate_interests: vendors(&self.vendors_interest),
            disclosed_vendors: self.disclosed.as_ref().map(vendors),
            publisher_tc: self.publisher.as_ref().map(|(consent, interest)| PublisherTc {
                purposes_consent: ids(consent),
                purposes_li_transparency: ids(interest),
                ..PublisherTc::default()
            }),
            ..TcString::default()
        };
        for &(purpose, kind, vendor) in &self.restrictions {
            let range = VendorRange::from(VendorId::new(vendor).unwrap());
            let vendors = VendorRanges::new([range]).unwrap();
            let kind = RestrictionType::ALL[usize::from(kind)];
            let purpose = U6::new(u16::from(purpose)).unwrap();
            tc.publisher_restrictions.push(purpose, kind, &vendors).unwrap();
        }
        tc.encode()
    }
}

/// What stands where the string belongs.
#[derive(Clone, Debug)]
pub(crate) enum Carried {
    Nothing,
    Macro,
    Broken(String),
    Tc(Box<Words>),
    /// Section 2 of a GPP string beside another section.
    Gpp(Box<Words>),
}

impl Carried {
    pub(crate) fn random(rng: &mut SeededRng) -> Self {
        match rng.below(16) {
            0 => Self::Nothing,
            1 => Self::Macro,
            2 => {
                let mut text = Words::random(rng).text();
                // The core without its end, or with an invalid character.
                text.truncate(40);
                text.push('!');
                Self::Broken(text)
            }
            3 => Self::Gpp(Box::new(Words::random(rng))),
            _ => Self::Tc(Box::new(Words::random(rng))),
        }
    }

    /// The TC string and the GPP string.
    pub(crate) fn texts(&self) -> (Option<String>, Option<String>) {
        match self {
            Self::Nothing => (None, None),
            Self::Macro => (Some("${GDPR_CONSENT_5}".to_owned()), None),
            Self::Broken(text) => (Some(text.clone()), None),
            Self::Tc(words) => (Some(words.text()), None),
            Self::Gpp(words) => {
                let mut gpp = GppString::new();
                gpp.insert(TcString::decode(&words.text()).unwrap()).unwrap();
                gpp.insert(UspString::decode("1YNN").unwrap()).unwrap();
                (None, Some(gpp.encode()))
            }
        }
    }
}

/// Who receives the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum To {
    Vendor(u16),
    Publisher,
    /// A partner by its number.
    Partner(usize),
    /// A host: unmapped, mapped, shared by two vendors, or claimed by several.
    Host(usize),
}

pub(crate) const PARTNERS: [&str; 3] = ["newsletter", "survey", "stranger"];
pub(crate) const HOSTS: [&str; 3] = ["unknown.example", "one.example", "shared.example"];

/// The user's newest choice.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) words: Option<Words>,
    pub(crate) objected_purposes: BTreeSet<u8>,
    pub(crate) objected_vendors: BTreeSet<u16>,
}

#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) to: To,
    pub(crate) purposes: BTreeSet<u8>,
    pub(crate) carried: Carried,
    pub(crate) gdpr: Option<bool>,
    pub(crate) country: Option<&'static str>,
    pub(crate) child: bool,
    pub(crate) at: Option<u64>,
    pub(crate) choice: Option<Choice>,
    /// Whether choices are available.
    pub(crate) has_choices: bool,
    /// Whether the event has the key of its choices.
    pub(crate) has_key: bool,
}

impl Event {
    pub(crate) fn random(rng: &mut SeededRng) -> Self {
        let to = match rng.below(12) {
            0 => To::Publisher,
            1 | 2 => To::Partner(rng.below(PARTNERS.len())),
            3 => To::Host(rng.below(HOSTS.len())),
            _ => To::Vendor(rng.id(1, VENDORS)),
        };
        let mut purposes = BTreeSet::new();
        for _ in 0..[0, 1, 1, 1, 1, 2, 3][rng.below(7)] {
            let id = if rng.one_in(5) { 1 } else { rng.id(1, 11) };
            purposes.insert(u8::try_from(id).unwrap());
        }
        let choice = rng.one_in(4).then(|| Choice {
            words: rng.one_in(2).then(|| Words::random(rng)),
            objected_purposes: (1..=11).filter(|_| rng.one_in(3)).collect(),
            objected_vendors: (1..=VENDORS).filter(|_| rng.one_in(3)).collect(),
        });
        Self {
            to,
            purposes,
            carried: Carried::random(rng),
            gdpr: [None, None, Some(true), Some(true), Some(true), Some(false)][rng.below(6)],
            country: [None, Some("DE"), Some("US")][rng.below(3)],
            child: rng.one_in(4),
            at: (!rng.one_in(12)).then(|| day(2026, 6, 1)),
            has_choices: choice.is_some() || rng.one_in(4),
            has_key: choice.is_some() || rng.one_in(2),
            choice,
        }
    }
}
