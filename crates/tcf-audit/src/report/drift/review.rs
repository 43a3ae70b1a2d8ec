//! Reviews of the purpose map.

use serde::{Deserialize, Serialize};
use tcf_codec::Deciseconds;

use crate::report::finding::vendor_name;
use crate::report::{ReportContext, VendorName};

/// The days before a review is due from which on it is listed.
const NOTICE_DAYS: u64 = 30;

/// A row of the purpose map whose review is due, or will be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ReviewRecord {
    /// The vendor; absent if the row is about the publisher or a partner of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<VendorName>,
    /// `publisher`, or the name of the partner; absent if the row is about a vendor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// The assessment; absent if the row names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessment: Option<String>,
    /// The day of the review, such as `2027-03-31`.
    pub review: String,
    /// Whether the day has come.
    pub due: bool,
}

/// The reviews that are due at a time or within 30 days of it, the oldest first; none if the time
/// is unknown.
pub(super) fn reviews(now: Option<Deciseconds>, context: &ReportContext<'_>) -> Vec<ReviewRecord> {
    let (Some(map), Some(now)) = (context.settings.purpose_map, now) else { return Vec::new() };
    let until = now.get().saturating_add(NOTICE_DAYS * Deciseconds::PER_DAY);
    let dated = map.rows().filter_map(|row| Some((row.review?, row)));
    let mut dated: Vec<_> = dated.filter(|(review, _)| review.get() <= until).collect();
    dated.sort_by_key(|(review, _)| *review);
    let record = |(review, row): (Deciseconds, &crate::purpose_map::PurposeRow)| {
        let (year, month, day) = review.date();
        ReviewRecord {
            vendor: row.recipient.vendor().map(|id| vendor_name(id, None, context)),
            recipient: row.recipient.name().map(str::to_owned),
            assessment: row.assessment.clone(),
            review: format!("{year:04}-{month:02}-{day:02}"),
            due: review <= now,
        }
    };
    dated.into_iter().map(record).collect()
}
