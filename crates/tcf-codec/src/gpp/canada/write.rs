//! Encodes Canadian sections.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::header::end_segment;
use super::read::read;
use super::section::{CanadaSection, NotReadable};
use super::value::{CanadaPublisher, DISCLOSED_TYPE, PUBLISHER_TYPE, TcfCanada, VendorForm};
use super::vendors;
use crate::bits::Writer;
use crate::value::Wire;

impl CanadaSection {
    /// Creates a section from a value.
    ///
    /// # Errors
    ///
    /// Returns an error if the text of the value would be read as another value.
    pub fn new(value: TcfCanada) -> Result<Self, NotReadable> {
        match text_of(&value) {
            Some(_) => Ok(Self::of_read(value)),
            None => Err(NotReadable),
        }
    }

    /// Encodes the section: the shortest text that is read as the same value, with the sub-sections
    /// padded to whole characters.
    pub fn encode(&self) -> String {
        text_of(self).unwrap_or_else(|| write(self, VendorForm::Shortest))
    }
}

/// The text that is read as the value.
fn text_of(value: &TcfCanada) -> Option<String> {
    VendorForm::ALL
        .into_iter()
        .map(|form| write(value, form))
        .find(|text| read(text, &mut Vec::new(), &mut ()).is_ok_and(|read| *read == *value))
}

fn write(value: &TcfCanada, form: VendorForm) -> String {
    let (mut text, mut writer) = (String::new(), Writer::default());
    let (w, wire) = (&mut writer, value.wire);
    value.version.write(w);
    value.write_fixed(w);
    vendors::write(w, wire, form, &value.vendor_express_consent);
    vendors::write(w, wire, form, &value.vendor_implied_consent);
    if let Some(restrictions) = &value.publisher_restrictions {
        vendors::write_restrictions(w, wire, form, restrictions);
    }
    end_segment(w, &mut text);
    text.push_str(form.padding());
    if let Some(vendors) = &value.disclosed_vendors {
        text.push('.');
        w.put(u64::from(DISCLOSED_TYPE), 3);
        vendors::write(w, wire, form, vendors);
        end_segment(w, &mut text);
    }
    if let Some(publisher) = &value.publisher_purposes {
        text.push('.');
        w.put(u64::from(PUBLISHER_TYPE), 3);
        write_publisher(w, publisher);
        end_segment(w, &mut text);
    }
    for undefined in &value.undefined_subsections {
        text.push('.');
        text.push_str(undefined);
    }
    text
}

fn write_publisher(writer: &mut Writer, publisher: &CanadaPublisher) {
    let custom = &publisher.custom_purposes;
    publisher.write_fixed(writer);
    custom.count().write(writer);
    for set in [custom.express_consent(), custom.implied_consent()] {
        writer.put_words(&[set.to_top_bits()], usize::from(custom.count().get()));
    }
}
