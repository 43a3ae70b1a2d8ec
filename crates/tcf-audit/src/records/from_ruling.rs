//! Decision records of rulings.

use std::borrow::Cow;

use super::record::{Action, DecisionRecord, ListRef, StringRef};
use crate::digest::sha256;
use crate::enforce::{Mode, RecipientRef, Request, Ruling, Worker};
use crate::purpose_map::Recipient;

/// What all records of an enforcer have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordOptions<'a> {
    /// The SHA-256 of the settings, in hexadecimal digits.
    pub config: Option<&'a str>,
    /// Name and version of the program.
    pub tool: &'a str,
    /// Whether records contain strings, instead of their hashes.
    pub keep_strings: bool,
}

impl<'a> DecisionRecord<'a> {
    /// The record of an event that `worker` has just decided: `ruling` is what it returned for
    /// `request`, and `action` is what is done with the event. The caller adds the
    /// [id](Self::id) and the fields that were [stripped](Self::stripped).
    ///
    /// An event without a time has the evaluation date of the settings. Without one, `as_of` is
    /// null; such a record does not say why the event was decided as it was.
    ///
    /// ```
    /// use tcf_audit::enforce::{EnforceSettings, Enforcer, Lists, Request};
    /// use tcf_audit::records::{Action, DecisionRecord, RecordOptions};
    /// use tcf_codec::VendorId;
    ///
    /// let as_of = Some("2026-06-01".parse()?);
    /// let settings = EnforceSettings { as_of, ..EnforceSettings::default() };
    /// let mut worker = Enforcer::new(Lists::default(), settings).worker();
    /// let request = Request {
    ///     recipient: VendorId::new(5).map(Into::into),
    ///     tc_string: Some("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA"),
    ///     ..Request::default()
    /// };
    /// let ruling = worker.decide(&request);
    /// let options = RecordOptions { tool: "bidder 1.0", ..RecordOptions::default() };
    /// let mut record = DecisionRecord::of(&worker, &request, &ruling, Action::Drop, &options);
    /// record.id = "request-1".into();
    /// assert_eq!(record.reasons[0], "R-GVL-MISSING");
    /// assert_eq!(record.string.unwrap().sha256.unwrap().len(), 64);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(
        worker: &'a Worker,
        request: &Request<'a>,
        ruling: &Ruling,
        action: Action,
        options: &RecordOptions<'a>,
    ) -> Self {
        let mut recipients = worker.recipients(request).map(owned);
        let (vendor, vendors) = match (recipients.next(), recipients.next()) {
            (Some(first), Some(second)) => {
                (None, [first, second].into_iter().chain(recipients).collect())
            }
            (vendor, _) => (vendor, Vec::new()),
        };
        let mut context: std::collections::BTreeMap<_, _> =
            request.context.iter().map(|&(key, value)| (key.into(), value.into())).collect();
        if let Some(country) = request.country {
            context.insert("country".into(), country.to_string().into());
        }
        let row = ruling.row.and_then(|id| worker.enforcer().row(id));
        let limited = row.and_then(|row| row.restricted.as_ref());
        let is_limited = ruling.mode == Mode::Restricted && action == Action::Strip;
        let kept = limited.filter(|_| is_limited).map(|limited| &*limited.fields);
        Self {
            id: Cow::Borrowed(""),
            at: request.at,
            as_of: ruling.as_of,
            vendor,
            vendors,
            purposes: ruling.purposes.iter().collect(),
            channel: request.channel.map(Into::into),
            context,
            action,
            mode: ruling.mode.name().into(),
            verdict: ruling.verdict.name().into(),
            basis: ruling.basis.map(|basis| basis.name().into()),
            reasons: ruling.reasons.iter().map(|reason| reason.code().into()).collect(),
            string: string(worker, request, ruling, options.keep_strings),
            stripped: Vec::new(),
            kept: kept.unwrap_or_default().iter().map(Into::into).collect(),
            gvl: ruling.gvl.map(|key| ListRef {
                specification: key.specification,
                version: key.version,
                sha256: worker.lists().gvl_hashes.get(&key).map(Into::into),
            }),
            config: options.config.map(Into::into),
            assessment: row.and_then(|row| row.assessment.as_deref()).map(Into::into),
            tool: options.tool.into(),
        }
    }
}

/// The string of a record.
fn string<'a>(
    worker: &'a Worker,
    request: &Request<'a>,
    ruling: &Ruling,
    is_kept: bool,
) -> Option<StringRef<'a>> {
    let used = ruling.string?;
    let text_used = worker.text_used(request, ruling)?;
    let text = text_used.text;
    Some(StringRef {
        sha256: text.filter(|_| !is_kept).map(|text| sha256(text.as_bytes()).into()),
        text: text.filter(|_| is_kept).map(Into::into),
        source: used.source.name().into(),
        chosen: text_used.chosen,
        choice: text_used.choice_number.filter(|number| number.get() > 1),
        last_updated: used.last_updated,
        events_own: text_used.is_own,
    })
}

fn owned(recipient: RecipientRef<'_>) -> Recipient {
    match recipient {
        RecipientRef::Vendor(vendor) => Recipient::Vendor(vendor),
        RecipientRef::Publisher => Recipient::Publisher,
        RecipientRef::Partner(name) => Recipient::Partner(name.into()),
    }
}
