//! Encodes US sections.

use alloc::string::String;

use super::super::header::end_segment;
use super::super::ranges::write_fibonacci_ranges;
use super::format::VALUE_BITS;
use super::value::{Optional, U2, UsSection};
use crate::bits::Writer;
use crate::value::{U6, VendorRange, Wire};

/// The version of the section header.
pub(super) const SECTION_HEADER_VERSION: u8 = 1;

/// The type of a GPC sub-section.
const GPC_TYPE: u64 = 1;

impl UsSection {
    /// Encodes the section, with the sub-sections padded to whole characters.
    pub fn encode(&self) -> String {
        let mut text = String::new();
        let mut writer = Writer::default();
        if self.has_section_header() {
            writer.put(u64::from(self.section().get()), U6::WIDTH);
            writer.put(u64::from(SECTION_HEADER_VERSION), U6::WIDTH);
            let listed = if self.optional().is_some() || !self.undefined_subsections().is_empty() {
                VendorRange::new(1, 1).ok()
            } else {
                None
            };
            write_fibonacci_ranges(&mut writer, usize::from(listed.is_some()), listed.into_iter());
            end_segment(&mut writer, &mut text);
            text.push('.');
        }
        self.mspa_version().write(&mut writer);
        let width = self.format().values() * VALUE_BITS;
        writer.put_words(&[self.values()], width);
        end_segment(&mut writer, &mut text);
        if let Some(optional) = self.optional() {
            text.push('.');
            match optional {
                Optional::Gpc(gpc) => {
                    writer.put(GPC_TYPE, U2::WIDTH);
                    gpc.write(&mut writer);
                }
                Optional::SensitiveData(values) => {
                    for value in values.values() {
                        value.write(&mut writer);
                    }
                }
            }
            end_segment(&mut writer, &mut text);
        }
        for undefined in self.undefined_subsections() {
            text.push('.');
            text.push_str(undefined);
        }
        text
    }
}
