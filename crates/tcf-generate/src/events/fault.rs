//! The faults that a log may contain.

/// Declares the faults.
macro_rules! faults {
    ($($name:ident $code:literal $text:literal,)*) => {
        /// A fault in an event. Its code is that of the check of an audit that reports it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Fault {
            $(#[doc = $text] $name,)*
        }

        impl Fault {
            /// All faults, by code.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code of the check.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// What is wrong, in one line.
            pub const fn description(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

faults! {
    CallBeforeChoice "B001" "A call before the user chose",
    CallWithoutBasis "B002" "A call to a vendor without any legal basis",
    CallUndisclosed "B003" "A call to a vendor that was not disclosed",
    PurposeWithoutBasis "B004" "A call for a purpose without a legal basis",
    StoredWithoutConsent "B006" "A vendor stores something without consent to purpose 1",
    StoredTooLong "B009" "A vendor stores something for longer than it declares",
    ReadAfterRefusal "B011" "Something stored is sent to a vendor without consent to purpose 1",
    NoSignalInCall "B014" "A call without any signal",
    StaleString "J001" "The string from before a change",
    PositiveBeforeChoice "J006" "A string with consent before the user chose",
    StringsDiffer "K001" "Another string than the one in force",
    SegmentLost "K003" "A segment is missing, or was added",
    FlagConflict "K004" "GDPR flag 0 where the GDPR applies",
    GppTcDiffer "K005" "A GPP string with another TC string",
    CmpDiffers "K009" "The string of another CMP",
    HostUnmapped "M001" "A host that is not in the host map",
    ContextUnknown "M006" "Nothing says whether the GDPR applies",
    SignalMissing "T001" "An empty string",
    MacroUnfilled "T002" "A macro in place of the string",
    Placeholder "T003" "A placeholder in place of the string",
    StringUnreadable "T004" "A string that cannot be decoded",
    StringCut "T005" "A truncated string",
    FlagMissing "T013" "A string without the GDPR flag",
    StringBreaksRules "T014" "A string that violates a rule",
    WrongMacroId "T015" "A macro with the id of another vendor",
}

impl Fault {
    /// Whether it is about what a call stores. Such faults are planted apart from the others, so a
    /// call may have one of each.
    pub(super) const fn is_of_storage(self) -> bool {
        matches!(self, Self::StoredWithoutConsent | Self::StoredTooLong | Self::ReadAfterRefusal)
    }

    /// The fault with a code, in any case.
    ///
    /// ```
    /// use tcf_generate::events::Fault;
    /// assert_eq!(Fault::find("b002"), Some(Fault::CallWithoutBasis));
    /// assert_eq!(Fault::find("P011"), None);
    /// ```
    pub fn find(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fault| fault.code().eq_ignore_ascii_case(code))
    }
}
