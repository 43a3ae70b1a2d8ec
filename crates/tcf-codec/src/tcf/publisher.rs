//! The publisher TC segment.

use core::fmt;

use crate::bits::Writer;
use crate::cursor::{Cursor, Fault, Observer};
use crate::field::fields;
use crate::record::record;
use crate::value::{IdSet, InvalidId, U6};

record! {
    /// The publisher TC segment: the transparency and consent signals of the publisher itself.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct PublisherTc(48 bits) {
        /// Purposes the publisher has consent for, 24 bits.
        purposes_consent: IdSet<24> = PURPOSES_CONSENT "PubPurposesConsent" "purposesConsent",
        /// Purposes the publisher has legitimate interest for, 24 bits.
        purposes_li_transparency: IdSet<24> =
            PURPOSES_LI_TRANSPARENCY "PubPurposesLITransparency" "purposesLITransparency",
    } then {
        /// The custom purposes of the publisher.
        custom_purposes: CustomPurposes,
    }
}

/// Up to 63 custom purposes of the publisher, numbered from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CustomPurposes {
    count: U6,
    consent: IdSet<63>,
    li_transparency: IdSet<63>,
}

impl CustomPurposes {
    /// Creates `count` custom purposes.
    ///
    /// # Errors
    ///
    /// Returns an error if a set contains an id above `count`.
    pub fn new(
        count: U6,
        consent: IdSet<63>,
        li_transparency: IdSet<63>,
    ) -> Result<Self, CustomPurposesError> {
        let max = u32::from(count.get());
        for (legitimate_interest, set) in [(false, consent), (true, li_transparency)] {
            if set.max() > max {
                return Err(CustomPurposesError {
                    legitimate_interest,
                    id: InvalidId { found: set.max(), max },
                });
            }
        }
        Ok(Self { count, consent, li_transparency })
    }

    /// NumCustomPurposes: the number of custom purposes.
    pub const fn count(&self) -> U6 {
        self.count
    }

    /// CustomPurposesConsent: the custom purposes with consent.
    pub const fn consent(&self) -> IdSet<63> {
        self.consent
    }

    /// CustomPurposesLITransparency: the custom purposes with legitimate interest.
    pub const fn li_transparency(&self) -> IdSet<63> {
        self.li_transparency
    }
}

/// A custom purpose id that exceeds the number of custom purposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomPurposesError {
    /// Whether the id is in the legitimate interest set rather than the consent set.
    pub legitimate_interest: bool,
    /// The id and the number of custom purposes.
    pub id: InvalidId,
}

impl fmt::Display for CustomPurposesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = if self.legitimate_interest {
            PublisherTc::CUSTOM_PURPOSES_LI_TRANSPARENCY
        } else {
            PublisherTc::CUSTOM_PURPOSES_CONSENT
        };
        write!(
            f,
            "{} contains {}, but numCustomPurposes is {}",
            field.json_key(),
            self.id.found,
            self.id.max
        )
    }
}

impl core::error::Error for CustomPurposesError {}

impl PublisherTc {
    fields! {
        /// Number of custom purposes, 6 bits.
        NUM_CUSTOM_PURPOSES: U6 = "NumCustomPurposes" "numCustomPurposes";
        /// Custom purposes with consent.
        CUSTOM_PURPOSES_CONSENT: IdSet<63> =
            "CustomPurposesConsent" "customPurposesConsent" .of_any_width();
        /// Custom purposes with legitimate interest.
        CUSTOM_PURPOSES_LI_TRANSPARENCY: IdSet<63> =
            "CustomPurposesLITransparency" "customPurposesLITransparency" .of_any_width();
    }
}

impl PublisherTc {
    /// Reads the segment after its SegmentType.
    pub(super) fn read<O: Observer>(cursor: &mut Cursor<'_, O>) -> Result<Self, Fault> {
        let mut this = Self::default();
        this.read_fixed(cursor)?;
        let count: U6 = cursor.take(PublisherTc::NUM_CUSTOM_PURPOSES)?;
        let width = usize::from(count.get());
        let consent = cursor.take_ids(PublisherTc::CUSTOM_PURPOSES_CONSENT, width)?;
        let li_transparency =
            cursor.take_ids(PublisherTc::CUSTOM_PURPOSES_LI_TRANSPARENCY, width)?;
        this.custom_purposes = CustomPurposes { count, consent, li_transparency };
        Ok(this)
    }

    /// Writes the segment after its SegmentType.
    pub(super) fn write(&self, writer: &mut Writer) {
        let custom = &self.custom_purposes;
        self.write_fixed(writer);
        writer.put(u64::from(custom.count.get()), 6);
        for set in [custom.consent, custom.li_transparency] {
            writer.put_words(&[set.to_top_bits()], usize::from(custom.count.get()));
        }
    }
}
