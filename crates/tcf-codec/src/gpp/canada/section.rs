//! A Canadian section that can be encoded.

use core::fmt;
use core::ops::Deref;

use super::value::TcfCanada;

/// A Canadian section whose text is read as the same value.
///
/// Encoders disagree about the encoding of vendors, and a decoder can only guess it. So some values
/// cannot be encoded: their text would be read in another encoding.
///
/// ```
/// use tcf_codec::gpp::canada::{CanadaSection, TcfCanada};
/// use tcf_codec::{GppString, U12, VendorSet};
/// let canada = CanadaSection::new(TcfCanada {
///     cmp_id: U12::new(50).unwrap(),
///     vendor_express_consent: VendorSet::from_ids([12, 24, 48])?,
///     ..TcfCanada::default()
/// })?;
/// let mut gpp = GppString::new();
/// gpp.insert(canada)?;
/// let decoded = GppString::decode(&gpp.encode())?;
/// assert_eq!(decoded.canada().unwrap().cmp_id.get(), 50);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CanadaSection(TcfCanada);

impl CanadaSection {
    /// A value that was read from a text.
    pub(super) const fn of_read(value: TcfCanada) -> Self {
        Self(value)
    }

    /// Returns the value.
    pub fn into_value(self) -> TcfCanada {
        self.0
    }
}

/// The value.
impl Deref for CanadaSection {
    type Target = TcfCanada;

    fn deref(&self) -> &TcfCanada {
        &self.0
    }
}

/// The error for a value whose text would be read as another one: in another encoding, or because
/// its version, its restrictions or its undefined sub-sections are invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotReadable;

impl fmt::Display for NotReadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text of the Canadian section would be read as another value")
    }
}

impl core::error::Error for NotReadable {}
