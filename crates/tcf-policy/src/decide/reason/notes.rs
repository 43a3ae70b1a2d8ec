//! Notes on a TC string: they do not affect the verdict.

/// Passes rows to the next macro, behind those before. See [`super::table`].
macro_rules! notes {
    ({ $($before:tt)* } $next:ident $($later:ident)*) => {
        $next! { { $($before)*
    HintFlexible {
        code: "R-HINT-FLEXIBLE",
        text: "all signals for the other legal basis are set, but without a publisher restriction \
            they do not count",
        short: "other basis is set",
        why: "The purpose is flexible, but flexibility alone does not change the legal basis. The \
            other basis applies only if the publisher sets a restriction that requires it.",
        help: "Set the publisher restriction if the vendor should use the other basis.",
        source: "TCF v2 string format, What are publisher restrictions",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 1 --purpose 2",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NoteExpired {
        code: "R-NOTE-EXPIRED",
        text: "the string is older than the maximum age",
        short: "expired",
        why: "Users must be reminded of their choice at least every 13 months (P005). The choice \
            is still the last one that the user made, so the verdict is not affected.",
        help: "Collect consent again. --deny-expired denies such strings, --max-age sets the age.",
        source: "TCF v2 implementation guidelines, Reminding users",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1 --max-age 60d",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NoteFuture {
        code: "R-NOTE-FUTURE",
        text: "the string was last updated after the time of the decision",
        short: "from the future",
        why: "A string that did not exist yet cannot have been in force: a clock is wrong, or the \
            time of the decision is that of another event. A difference of one day is tolerated \
            (F017). The verdict is not affected.",
        help: "Decide on the string that was in force at that time, or set the time with --as-of.",
        source: "TCF v2 string format, LastUpdated",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1",
        string: "CQp3NcAQp3NcAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NoteApproximate {
        code: "R-NOTE-APPROXIMATE",
        text: "decided with a different vendor list than the one that the string names",
        short: "",
        why: "The vendor may declare other purposes or another legal basis in the list that the \
            string names.",
        help: "Get the exact list with tcf gvl fetch if the answer matters.",
        source: "TCF v2 implementation guidelines, Which GVL to use",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v139.json",
        options: "--any-gvl --vendor 2 --purpose 1",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NoteGvlNotNeeded {
        code: "R-NOTE-GVL-NOT-NEEDED",
        text: "the vendor list is not available, but every list leads to this verdict",
        short: "",
        why: "The string alone excludes a permit, for example because the vendor was not disclosed \
            or has neither consent nor legitimate interest. What the vendor declares makes no \
            difference.",
        help: "",
        source: "TCF v2 string format, DisclosedVendors; TCF v2 implementation guidelines, How to \
            determine legal bases",
        gvl: "",
        options: "--vendor 9 --purpose 1",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NoteDeletedLater {
        code: "R-NOTE-DELETED-LATER",
        text: "the vendor was deleted after the string was last updated",
        short: "",
        why: "The vendor existed when the string was written. A list, as a rule a newer one than \
            the string names, deletes it, and the evaluation date is after that.",
        help: "",
        source: "TCF v2 string format, Global Vendor List, deletedDate; our interpretation",
        gvl: "fixtures/gvl/v3/archives",
        options: "--vendor 3 --purpose 7",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NotePartMissing {
        code: "R-NOTE-PART-MISSING",
        text: "the vendor list does not define purposes or features of this kind, so the \
            definitions of its policy version apply",
        short: "",
        why: "The file lacks a part that every published list has, such as purposes.",
        help: "Check the list with tcf gvl check, and download it again if it was changed locally.",
        source: "TCF v2 string format, Global Vendor List; our interpretation",
        gvl: "fixtures/gvl/broken/parts-missing.json",
        options: "--vendor 1 --purpose 1",
        string: "CQg2bYAQg2bYAEsABBENCWFgAMCAAEIAAAYgABuAAYgAAA.IABu",
    }
    NoteBothBases {
        code: "R-NOTE-BOTH-BASES",
        text: "the vendor list declares the purpose on consent and on legitimate interest: consent \
            is taken as the default",
        short: "",
        why: "A vendor declares a purpose on one legal basis. This list has it in purposes and in \
            legIntPurposes; consent is the stricter one.",
        help: "Check the list with tcf gvl check, and download it again if it was changed locally.",
        source: "TCF v2 string format, Global Vendor List, vendors; our interpretation",
        gvl: "fixtures/gvl/broken/overlap.json",
        options: "--vendor 3 --purpose 7",
        string: "CQkgb8AQkgb8AEsAAAENCWFgAAIAAAIAAAYgABiAAYgAAA.IABi",
    }
    NoteRestrictionConflict {
        code: "R-NOTE-RESTRICTION-CONFLICT",
        text: "several publisher restrictions cover the vendor and purpose: not allowed takes \
            precedence over require consent, and that over require legitimate interest",
        short: "",
        why: "The specification gives precedence to type 0. It does not say which of types 1 and 2 \
            applies; the lower type is taken, as most implementations do.",
        help: "The publisher should keep one restriction per vendor and purpose (F012).",
        source: "TCF v2 string format, What are publisher restrictions; our interpretation for \
            types 1 and 2",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 2",
        string: "CQg2bYAQg2bYAEsABBENCMFgAMAAAAAAAAYgABEAAAAQQACAAIJABgACAAo.IACugA",
    }
    NoteRestrictionUndefined {
        code: "R-NOTE-RESTRICTION-UNDEFINED",
        text: "a publisher restriction of the undefined type 3 covers the vendor and is ignored",
        short: "",
        why: "The specification does not use restriction type 3 (F008).",
        help: "The publisher should remove the restriction or set its type.",
        source: "TCF v2 string format, core string, RestrictionType",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 2",
        string: "CQg2bYAQg2bYAEsABBENCMFgAMAAAAAAAAYgABEAAAAIWACAAIA.IACugA",
    }
    NotePre23 {
        code: "R-NOTE-PRE-2-3",
        text: "the string is older than TCF 2.3, so its disclosed vendors segment was optional",
        short: "",
        why: "The segment does not list the vendor, but before March 2026 a CMP was not required \
            to write it. By default the vendor is denied.",
        help: "--disclosed dated ignores the segment in such strings.",
        source: "TCF v2 string format, DisclosedVendors; the date is from secondary sources",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v139.json",
        options: "--vendor 9 --purpose 1",
        string: "CQgO4IAQgO4IAEsABBENCLFgAMAAAAAAAAYgABEAAAAA.IACugA",
    }
    NoteBitsUndisclosed {
        code: "R-NOTE-BITS-UNDISCLOSED",
        text: "the string has bits set for the vendor although it was not disclosed (P017, P018)",
        short: "",
        why: "The CMP recorded a choice on a vendor that it did not show to the user. The bits do \
            not count.",
        help: "Report it to the CMP.",
        source: "TCF v2 string format, DisclosedVendors",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 9 --purpose 1",
        string: "CQg2bYAQg2bYAEsABBENCMFgAMAAAAAAAAYgAEkCAAAAAA.IACugA",
    }
        } $($later)* }
    };
}
pub(super) use notes;
