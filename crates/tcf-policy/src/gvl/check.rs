//! Checks of vendor lists.

use tcf_codec::{Id, IdSet, PurposeId, VendorId};

use super::{DefinitionKind, Gvl, ListKey, Vendor};
use crate::vocabulary::needs_consent;

/// A violated constraint of a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Violation {
    /// The location as keys joined by dots: `vendors.688.flexiblePurposes`.
    pub path: String,
    /// The vendor, if the constraint is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<VendorId>,
    /// The description.
    pub message: String,
}

/// Checks a list against the constraints of its specification. The result includes the anomalies
/// found while parsing. Published lists violate some constraints.
pub fn check(gvl: &Gvl) -> Vec<Violation> {
    let mut checker = Checker { gvl, found: gvl.anomalies.clone() };
    checker.parts();
    for vendor in gvl.vendors() {
        checker.vendor(vendor);
    }
    checker.found
}

/// Collects the violations of a list.
struct Checker<'a> {
    gvl: &'a Gvl,
    found: Vec<Violation>,
}

impl Checker<'_> {
    fn parts(&mut self) {
        let limits = [
            (DefinitionKind::Purposes, 24),
            (DefinitionKind::Features, 64),
            (DefinitionKind::SpecialFeatures, 8),
        ];
        for (kind, limit) in limits {
            for definition in self.gvl.definitions(kind).into_iter().flatten() {
                if definition.id > limit {
                    let path = format!("{}.{}", kind.key(), definition.id);
                    let message = format!("ids must be at most {limit}");
                    self.found.push(Violation { path, vendor: None, message });
                }
            }
        }
    }

    fn note(&mut self, vendor: &Vendor, key: &str, message: String) {
        let path = format!("vendors.{}.{key}", vendor.id);
        self.found.push(Violation { path, vendor: Some(vendor.id), message });
    }

    /// Reports `ids` unless there are none.
    fn none<const N: usize>(&mut self, vendor: &Vendor, key: &str, ids: IdSet<N>, message: &str) {
        if !ids.is_empty() {
            self.note(vendor, key, format!("{}: {message}", list(ids)));
        }
    }

    fn vendor(&mut self, vendor: &Vendor) {
        let declared = vendor.declared_purposes();
        self.none(
            vendor,
            "legIntPurposes",
            vendor.purposes.intersection(vendor.leg_int_purposes),
            "also declared on consent",
        );
        self.none(
            vendor,
            "flexiblePurposes",
            vendor.flexible_purposes.difference(declared),
            "not declared",
        );
        if declared.is_empty() && vendor.special_purposes.is_empty() {
            self.note(vendor, "purposes", "declares no purpose and no special purpose".to_owned());
        }
        self.lawful(vendor);
        self.defined(vendor);
        self.cookies(vendor);
        self.urls(vendor);
    }

    /// Purposes that must not be based on legitimate interest.
    fn lawful(&mut self, vendor: &Vendor) {
        let (policy_version, _) = ListKey::policy_versions_of(self.gvl.key().specification);
        let only_consent = |id: &PurposeId| needs_consent(*id, policy_version);
        let forbidden = PurposeId::all().filter(only_consent).collect();
        self.none(
            vendor,
            "legIntPurposes",
            vendor.leg_int_purposes.intersection(forbidden),
            "must be declared on consent",
        );
        self.none(
            vendor,
            "flexiblePurposes",
            vendor.flexible_purposes.intersection(forbidden),
            "cannot be flexible, because only consent is allowed",
        );
    }

    /// Ids that the list does not define. If the list lacks the definitions, all ids are accepted.
    fn defined(&mut self, vendor: &Vendor) {
        let purposes = self.defined_ids::<24>(DefinitionKind::Purposes);
        for (key, ids) in [
            ("purposes", vendor.purposes),
            ("legIntPurposes", vendor.leg_int_purposes),
            ("flexiblePurposes", vendor.flexible_purposes),
        ] {
            self.none(vendor, key, ids.difference(purposes), UNDEFINED);
        }
        let special = self.defined_ids::<24>(DefinitionKind::SpecialPurposes);
        self.none(
            vendor,
            "specialPurposes",
            vendor.special_purposes.difference(special),
            UNDEFINED,
        );
        let features = self.defined_ids::<63>(DefinitionKind::Features);
        self.none(vendor, "features", vendor.features.difference(features), UNDEFINED);
        let special = self.defined_ids::<12>(DefinitionKind::SpecialFeatures);
        self.none(
            vendor,
            "specialFeatures",
            vendor.special_features.difference(special),
            UNDEFINED,
        );
        let data = self.defined_ids::<63>(DefinitionKind::DataCategories);
        self.none(vendor, "dataDeclaration", vendor.data_declaration.difference(data), UNDEFINED);
    }

    /// The ids that a part defines; all ids if the list lacks the part.
    fn defined_ids<const N: usize>(&self, kind: DefinitionKind) -> IdSet<N> {
        match self.gvl.definitions(kind) {
            // Ids that do not fit into the set are reported by `parts`.
            Some(definitions) => {
                definitions.iter().filter_map(|definition| Id::new(definition.id)).collect()
            }
            None => IdSet::ALL,
        }
    }

    fn cookies(&mut self, vendor: &Vendor) {
        if vendor.uses_cookies == Some(true) && vendor.cookie_max_age_seconds.is_none() {
            let message = "missing, but usesCookies is true".to_owned();
            self.note(vendor, "cookieMaxAgeSeconds", message);
        }
        if let Some(limit) = vendor.http_get_limit.filter(|limit| ![32, 128].contains(limit)) {
            let message = format!("expected 32 or 128, found {limit}");
            self.note(vendor, "overflow.httpGetLimit", message);
        }
    }

    fn urls(&mut self, vendor: &Vendor) {
        let key = if self.gvl.key().specification < 3 { "policyUrl" } else { "urls" };
        match vendor.urls.len() {
            // Deleted vendors need no privacy policy.
            0 if vendor.deleted.is_none() => self.note(vendor, key, "no privacy policy".to_owned()),
            0..=40 => {}
            count => {
                self.note(vendor, key, format!("expected at most 40 languages, found {count}"));
            }
        }
        if let Some(storage) = &vendor.device_storage_disclosure_url
            && !storage.is_empty()
            && !storage.starts_with("https://")
        {
            self.note(
                vendor,
                "deviceStorageDisclosureUrl",
                format!("expected an https URL, found {storage:?}"),
            );
        }
    }
}

const UNDEFINED: &str = "not defined by this list";

/// `1, 3, 5`
fn list<const N: usize>(ids: IdSet<N>) -> String {
    ids.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(", ")
}
