//! The codes of error records and notes that are words, with what `tcf explain` prints about them.

use tcf::{
    INTERNAL, INVALID_JSON, INVALID_ROW, MISSING_SECTION, NOT_A_STRING, NOT_AN_EVENT,
    SIGNALS_LEFT_OUT, STRINGS_DIFFER, TopicRecord,
};

/// A word that is the code of an error record or of a note.
pub(crate) struct WordCode {
    pub(crate) code: &'static str,
    /// What it states.
    pub(crate) text: &'static str,
    /// When it occurs.
    pub(crate) why: &'static str,
    /// What to do about it.
    pub(crate) help: &'static str,
}

impl WordCode {
    const fn new(
        code: &'static str,
        text: &'static str,
        why: &'static str,
        help: &'static str,
    ) -> Self {
        Self { code, text, why, help }
    }

    /// All words: those of errors, then those of notes.
    pub(crate) const ALL: &[Self] = &[
        Self::new(
            INVALID_JSON,
            "the line is not JSON",
            "--json-field reads one JSON value per line. The message says where the line stops being \
             JSON.",
            "Repair the line. If the file is indented JSON, `jq -c .` writes a line per value.",
        ),
        Self::new(
            INVALID_ROW,
            "the row of the table cannot be split into cells",
            "A quote is not closed, text follows a quote, or the row has too many or too few cells.",
            "Repair the row, or set --delimiter if the table has another one.",
        ),
        Self::new(
            NOT_A_STRING,
            "the value is not a string",
            "The member that --json-field names is a number, an object, an array or a boolean.",
            "Name the member that has the consent string.",
        ),
        Self::new(
            NOT_AN_EVENT,
            "the line or row is not an event",
            "`tcf filter` passes events only: it cannot decide what it cannot read. The message says \
             what is wrong with the line.",
            "Repair the line, or select the format of the file with --from. `tcf schema events` \
             prints the schema of events.",
        ),
        Self::new(
            MISSING_SECTION,
            "the input lacks the section that the command reads",
            "The GPP string has no section of this kind, or the input is a string of another kind, \
             such as a US Privacy string where a TC string is needed.",
            "`tcf decode` lists the sections of the string. --section, --activity and --gpp-sid \
             select others.",
        ),
        Self::new(
            STRINGS_DIFFER,
            "the input has several strings of a kind, which differ",
            "A URL, a cookie or a document has several strings, and the receiver may use any of them.",
            "Find out with `tcf extract` where the strings are, and give the one that counts.",
        ),
        Self::new(
            SIGNALS_LEFT_OUT,
            "the input has too many signals to read all of them",
            "It has more than 1,000 signals, or JSON nested more than 64 levels deep. `tcf decide` \
             does not decide then: a signal that was not read may be an objection.",
            "Find out with `tcf extract` what the input is, and give the signals that count.",
        ),
        Self::new(
            INTERNAL,
            "the record cannot be computed because of a bug in tcf",
            "The command failed on this input and continued with the next one.",
            "Report the bug with the input.",
        ),
        Self::new(
            "tcConflict",
            "the TC string differs from the TC section of the GPP string",
            "A request has both, and receivers may read either one. The note says which is used.",
            "Have both written by the same CMP from the same choice.",
        ),
        Self::new(
            "gdprOption",
            "the GDPR flag of the input differs from --gdpr",
            "The option replaces the flag that was found with the string.",
            "Omit --gdpr to use the flag of the input.",
        ),
        Self::new(
            "gdprConflict",
            "the GDPR flag of the input is both 1 and 0",
            "The flag occurs several times, with different values. Then the GDPR applies.",
            "Send the flag once.",
        ),
        Self::new(
            "gppSidOption",
            "the gpp_sid of the input differs from --gpp-sid",
            "The option replaces the sections that were found with the string.",
            "Omit --gpp-sid to use those of the input.",
        ),
        Self::new(
            "gppSidInvalid",
            "the gpp_sid of the input is not a list of section ids",
            "It is ignored, as if it were absent.",
            "Send ids of sections, separated by commas or underscores.",
        ),
        Self::new(
            "gppSidConflict",
            "the gpp_sid of the input occurs several times, with different values",
            "The sections of all of them apply.",
            "Send gpp_sid once.",
        ),
    ];

    /// Finds a word, ignoring case.
    pub(crate) fn find(code: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|word| word.code.eq_ignore_ascii_case(code.trim()))
    }

    /// The records that have it.
    pub(crate) fn records(&self) -> &'static str {
        let is_note = tcf::InputNote::CODES.contains(&self.code);
        match self.code {
            STRINGS_DIFFER => "error records and notes",
            _ if is_note => "notes",
            _ => "error records",
        }
    }

    /// The record.
    pub(crate) const fn record(&self) -> TopicRecord {
        let &Self { code, text, why, help } = self;
        TopicRecord::Enforcement { code, text, why, help }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_a_note_is_explained() {
        for code in tcf::InputNote::CODES {
            assert!(WordCode::find(code).is_some(), "{code}");
        }
    }
}
