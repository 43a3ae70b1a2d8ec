//! The kinds of consent fields.

use crate::signal_kind::SignalKind;

/// The kind of a consent field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldKind {
    /// A consent string, or what stands in its place: an unexpanded macro, a placeholder, nothing.
    Signal(SignalKind),
    /// Whether the GDPR applies: 0, 1, `true` or `false`, or what stands in its place.
    Gdpr,
    /// The ids of the GPP sections that apply, separated by commas or underscores, or what stands
    /// in their place.
    GppSid,
    /// The ids of Additional Consent providers as a JSON array.
    AcIds,
    /// Global Privacy Control: 1, or `true`.
    Gpc,
    /// `gcs` of Google: the state of consent mode, such as `G111`.
    Gcs,
    /// `gcd` of Google, which is not documented.
    Gcd,
    /// `npa` of Google: 1 for ads that are not personalized.
    Npa,
    /// `dma` of Google: 1 in the region of the Digital Markets Act.
    Dma,
    /// `dma_cps` of Google: letters of platform services, or `-`.
    DmaCps,
}
