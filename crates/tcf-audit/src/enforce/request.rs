//! What is known of one event.

use tcf_carrier::Timestamp;
use tcf_codec::{CountryCode, IdSet, VendorId};
use tcf_policy::GppSid;

use crate::event::{EventRecord, Objected, VisitKey};
use crate::purpose_map::Recipient;

/// What is known of one event. Everything is optional: what is missing is decided without, or
/// denied with a reason.
///
/// Texts are those of the event, as sent: empty strings, macros, placeholders and broken strings
/// are told apart by the [`Worker`](super::Worker).
///
/// ```
/// use tcf_audit::enforce::Request;
/// use tcf_codec::{IdSet, VendorId};
/// let request = Request {
///     recipient: VendorId::new(278).map(Into::into),
///     purposes: IdSet::from_ids([7])?,
///     tc_string: Some("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA"),
///     ..Request::default()
/// };
/// # Ok::<(), tcf_codec::InvalidId>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request<'e> {
    /// Who receives the event. Overridden by
    /// [`EnforceSettings::recipients`](super::EnforceSettings::recipients).
    pub recipient: Option<RecipientRef<'e>>,
    /// The host that the event is sent to, in lower case. It is looked up in the host map if the
    /// event names no recipient.
    pub host: Option<&'e str>,
    /// What the recipient processes the event for; empty if the event does not say. Overridden by
    /// [`EnforceSettings::purposes`](super::EnforceSettings::purposes).
    pub purposes: IdSet<24>,
    /// The TC string.
    pub tc_string: Option<&'e str>,
    /// The GPP string. Its section 2 is used if there is no TC string.
    pub gpp: Option<&'e str>,
    /// Whether the GDPR applies, as the event states it.
    pub gdpr: Option<bool>,
    /// The GPP sections that apply, as the event states them.
    pub gpp_sid: Option<&'e GppSid>,
    /// The country of the user.
    pub country: Option<CountryCode>,
    /// The channel.
    pub channel: Option<&'e str>,
    /// The label, to which conditions of local expectations may refer.
    pub label: Option<&'e str>,
    /// Keys and values that conditions of local expectations and of the purpose map refer to, such
    /// as `region` or `child`: those of the whole stream, then those of the event. Of several
    /// values with the same key, the last one counts.
    pub context: &'e [(&'e str, &'e str)],
    /// When it happened. Also the evaluation date.
    pub at: Option<Timestamp>,
    /// The visit, to find the user's choices in [`EnforceSettings::choices`].
    ///
    /// [`EnforceSettings::choices`]: super::EnforceSettings::choices
    pub visit: Option<VisitKey>,
    /// The user's newest choice at the time of the event, from a store of the caller's own. It
    /// overtakes the string of the event, and [`EnforceSettings::choices`] is not consulted.
    ///
    /// [`EnforceSettings::choices`]: super::EnforceSettings::choices
    pub choice: Option<UserChoice<'e>>,
}

impl<'e> Request<'e> {
    /// What a line of the format `events` states. `host` is the
    /// [host that was called](EventRecord::called_host). The caller adds the
    /// [context](Self::context), and the [visit](Self::visit) or the [choice](Self::choice).
    ///
    /// ```
    /// use tcf_audit::enforce::Request;
    /// use tcf_audit::event::EventRecord;
    ///
    /// let line = r#"{"host": "Ads.Example.", "purposes": [2], "gdpr": 1, "tcString": "CQg2"}"#;
    /// let record = EventRecord::from_json(line)?;
    /// let host = record.called_host();
    /// let request = Request::of_record(&record, host.as_deref());
    /// assert_eq!((request.host, request.tc_string), (Some("ads.example"), Some("CQg2")));
    /// # Ok::<(), tcf_audit::event::RecordError>(())
    /// ```
    pub fn of_record(record: &'e EventRecord<'_>, host: Option<&'e str>) -> Self {
        Self {
            recipient: record.vendor.map(Into::into),
            host,
            purposes: record.purposes.unwrap_or_default(),
            tc_string: record.tc_string.as_deref(),
            gpp: record.gpp.as_deref(),
            gdpr: record.gdpr,
            country: record.country,
            channel: record.channel.as_deref(),
            label: record.label.as_deref(),
            at: record.at,
            ..Self::default()
        }
    }
}

/// Who receives an event: [`Recipient`], borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecipientRef<'e> {
    /// A vendor of the vendor list.
    Vendor(VendorId),
    /// The publisher itself.
    Publisher,
    /// A partner that is on no vendor list, by its name in the purpose map.
    Partner(&'e str),
}

impl From<VendorId> for RecipientRef<'_> {
    fn from(vendor: VendorId) -> Self {
        Self::Vendor(vendor)
    }
}

impl<'e> From<&'e Recipient> for RecipientRef<'e> {
    fn from(recipient: &'e Recipient) -> Self {
        match recipient {
            Recipient::Vendor(vendor) => Self::Vendor(*vendor),
            Recipient::Publisher => Self::Publisher,
            Recipient::Partner(name) => Self::Partner(name),
        }
    }
}

/// What a user chose last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserChoice<'e> {
    /// The TC string from then on; `None` if the user only objected: then the string of the event
    /// is used, without the bits of legitimate interest that the user objected to.
    pub tc_string: Option<&'e str>,
    /// What the user objected to since the string.
    pub objected: Option<&'e Objected>,
}
