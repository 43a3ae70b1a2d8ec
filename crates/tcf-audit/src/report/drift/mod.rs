//! Drift: what has changed since older reports.

mod finding;
mod history;
mod metric;
mod party;
mod review;

use serde::{Deserialize, Serialize};
use tcf_carrier::Timestamp;
use tcf_codec::Deciseconds;

pub use metric::MetricChange;
pub use review::ReviewRecord;

use super::{Report, ReportContext, VendorName, time};
use crate::check::CheckCode;

/// What has changed since older reports.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct DriftRecord {
    /// The number of older reports.
    pub reports: u64,
    /// The time of the newest of them.
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub since: Option<Timestamp>,
    /// The vendors that are called now, and in none of the older reports.
    pub new_vendors: Vec<VendorName>,
    /// The vendors that the newest of the older reports has, and that are not called any more.
    pub gone_vendors: Vec<VendorName>,
    /// The hosts that are called now, and in none of the older reports.
    pub new_hosts: Vec<String>,
    /// The hosts that the newest of the older reports has, and that are not called any more.
    pub gone_hosts: Vec<String>,
    /// The declared legal bases that differ from those in the newest of the older reports.
    pub bases: Vec<BasisChange>,
    /// The rows of the purpose map whose review is due, or will be within 30 days.
    pub reviews: Vec<ReviewRecord>,
    /// The metrics that this report and the newest of the older ones have.
    pub metrics: Vec<MetricChange>,
}

impl DriftRecord {
    /// All vendors that it names.
    pub fn vendors(&self) -> impl Iterator<Item = &VendorName> {
        let bases = self.bases.iter().map(|moved| &moved.vendor);
        let reviews = self.reviews.iter().filter_map(|review| review.vendor.as_ref());
        self.new_vendors.iter().chain(&self.gone_vendors).chain(bases).chain(reviews)
    }
}

/// A legal basis that a vendor declares and that has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct BasisChange {
    /// The vendor.
    pub vendor: VendorName,
    /// The purpose.
    pub purpose: u8,
    /// The basis before; null if the purpose was not declared.
    pub from: Option<String>,
    /// The basis now; null if the purpose is not declared any more.
    pub to: Option<String>,
}

/// Why a report cannot be compared with an older one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// A newer version of the tool wrote the older report.
    #[error("the report is of version {found}, which is newer than {own}")]
    NewerVersion {
        /// The version that wrote the report.
        found: String,
        /// The version of this tool.
        own: String,
    },
    /// The vendor lists of the reports have different specifications: purposes of both cannot be
    /// compared.
    #[error(
        "the report uses a vendor list of specification {found}, this audit one of specification \
         {own}"
    )]
    OtherSpecification {
        /// The specification of the vendor list of the older report.
        found: u8,
        /// The specification of the vendor list of this audit.
        own: u8,
    },
}

impl Report {
    /// Whether an audit with this `version` of the tool and a vendor list of this `specification`
    /// can be compared with this older report. Versions that differ only in the third number, and
    /// reports without a version or a vendor list, can be compared.
    ///
    /// ```
    /// use tcf_audit::report::Report;
    /// let older = Report { version: "1.2.0".to_owned(), ..Report::default() };
    /// assert!(older.check_comparable("1.3.0", Some(3)).is_ok());
    /// let error = older.check_comparable("1.1.7", Some(3)).unwrap_err();
    /// assert_eq!(error.to_string(), "the report is of version 1.2.0, which is newer than 1.1.7");
    /// ```
    pub fn check_comparable(
        &self,
        version: &str,
        specification: Option<u8>,
    ) -> Result<(), CompareError> {
        let numbers = |version: &str| -> Option<(u64, u64)> {
            let mut numbers = version.split('.').map(str::parse);
            Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
        };
        if numbers(&self.version) > numbers(version) {
            let (found, own) = (self.version.clone(), version.to_owned());
            return Err(CompareError::NewerVersion { found, own });
        }
        match (self.gvl.as_ref().map(|gvl| gvl.specification), specification) {
            (Some(found), Some(own)) if found != own => {
                Err(CompareError::OtherSpecification { found, own })
            }
            _ => Ok(()),
        }
    }

    /// Compares the report with older ones: sets [`drift`](Self::drift), and adds
    ///
    /// * the findings J009 (new and vanished vendors and hosts) and J010 (moved legal bases),
    /// * the metric `incidents`: errors that no earlier report has, per week,
    /// * with a purpose map the metric `onboarding`: the days until a vendor that came during the
    ///   reports had no errors and a usable string in each call.
    ///
    /// Vendors and hosts are new if none of the older reports has them; everything else is compared
    /// with the newest of them. Vendors and hosts are not compared if this report or the newest
    /// counts decision records alone. Without older reports nothing changes. See
    /// [`check_comparable`](Self::check_comparable) for reports that must not be compared.
    pub fn compare(&mut self, older: &[Self], context: &ReportContext<'_>) {
        let newest = older.iter().max_by_key(|report| report.at.map(Timestamp::unix_millis));
        let Some(newest) = newest else { return };
        let mut drift = DriftRecord {
            reports: u64::try_from(older.len()).unwrap_or(u64::MAX),
            since: newest.at,
            bases: party::moved_bases(self, newest),
            reviews: review::reviews(self.at.and_then(date), context),
            metrics: metric::changes(&self.metrics, &newest.metrics),
            ..DriftRecord::default()
        };
        if self.events.are_decisions_only() || newest.events.are_decisions_only() {
            self.notes.push(
                "Vendors and hosts are not compared with the older reports: decision records are \
                 not calls."
                    .to_owned(),
            );
        } else {
            self.not_run.retain(|not_run| not_run.code != CheckCode::J009.as_str());
            party::compare_vendors(self, older, newest, &mut drift);
            if party::has_all_hosts(self) && older.iter().all(party::has_all_hosts) {
                party::compare_hosts(self, older, newest, &mut drift);
            } else {
                self.notes.push(
                    "Hosts are not compared with the older reports: there are more than a report \
                     lists."
                        .to_owned(),
                );
            }
        }
        if self.config != newest.config {
            self.notes.push("The settings differ from those of the older report.".to_owned());
        }
        let has_lists = self.gvl.is_some() && newest.gvl.is_some();
        if has_lists {
            self.not_run.retain(|not_run| not_run.code != CheckCode::J010.as_str());
        } else {
            self.notes.push(
                "Legal bases are not compared with the older report: one of the two has no vendor \
                 list."
                    .to_owned(),
            );
        }
        finding::add(self, newest, &drift, context);
        let metrics = history::metrics(older.iter().chain([&*self]), context);
        self.metrics.extend(metrics);
        self.drift = Some(drift);
    }
}

/// A time in tenths of a second.
const fn date(at: Timestamp) -> Option<Deciseconds> {
    Deciseconds::new(at.unix_millis() / 100)
}
