//! The text of a GPP string in parts.

use tcf_codec::GppString;

/// The text of a GPP string: its header and its sections.
pub(super) struct Parts {
    pub(super) header: String,
    pub(super) sections: Vec<String>,
}

impl Parts {
    pub(super) fn of(gpp: &GppString) -> Self {
        let text = gpp.encode();
        let mut parts = text.split('~').map(str::to_owned);
        Self { header: parts.next().unwrap_or_default(), sections: parts.collect() }
    }

    pub(super) fn text(&self) -> String {
        let mut text = self.header.clone();
        for section in &self.sections {
            text.push('~');
            text.push_str(section);
        }
        text
    }

    /// The first section.
    pub(super) fn section(&mut self) -> Option<&mut String> {
        self.sections.first_mut()
    }
}
