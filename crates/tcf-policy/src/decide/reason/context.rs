//! Notes on what was given beside the string, and on the profiles of prebid-server.

/// Passes rows to the next macro, behind those before. See [`super::table`].
macro_rules! context {
    ({ $($before:tt)* } $next:ident $($later:ident)*) => {
        $next! { { $($before)*
    NoteGdprConflict {
        code: "R-NOTE-GDPR-CONFLICT",
        text: "the gdpr flag contradicts the applicable GPP sections, so the GDPR is taken to \
            apply",
        short: "",
        why: "The caller passed gdpr=0 and applicable GPP sections (gpp_sid) with section 2, or \
            gdpr=1 and sections without it. Either may be wrong, so the string is evaluated. The \
            profiles follow one of them: prebid-server in Go the sections, in Java the flag.",
        help: "Report the contradiction to the sender of the request.",
        source: "GPP CMP API, applicableSections; our interpretation",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1 --gdpr 0 --gpp-sid 2",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
    NoteOldPolicy {
        code: "R-NOTE-OLD-POLICY",
        text: "legitimate interest for purposes 3 to 6 is allowed only below policy version 4",
        short: "",
        why: "The string has a policy version below 4 (before TCF 2.2), under which vendors could \
            declare these purposes on legitimate interest.",
        help: "",
        source: "TCF policies, Appendix A",
        gvl: "fixtures/gvl/v2/archives/vendor-list-v60.json",
        options: "--vendor 3 --purpose 3",
        string: "CO8BDwAO8BDwAEsABBENA8CgAMAAADwAAAYgAAAAKf-AAA",
    }
    NotePurposeOne {
        code: "R-NOTE-PURPOSE-ONE",
        text: "consent for purpose 1 contradicts PurposeOneTreatment (P015)",
        short: "",
        why: "PurposeOneTreatment states that purpose 1 was not disclosed to the user, but the \
            string holds consent for it. The consent bits decide.",
        help: "Report it to the CMP.",
        source: "TCF v2 string format, core string, PurposeOneTreatment",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 1",
        string: "CQg2bYAQg2bYAEsABBENCMFgAOAAAAAAAIYgABEAAAAA.IACugA",
    }
    NoteEvidentlyShown {
        code: "R-NOTE-EVIDENTLY-SHOWN",
        text: "the vendor has consent, so it was shown to the user",
        short: "",
        why: "The string has no disclosed vendors segment. A consent bit is evidence that the \
            vendor was disclosed, which special purposes require.",
        help: "",
        source: "TCF v2 string format, DisclosedVendors; our interpretation",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v139.json",
        options: "--vendor 5 --special-purpose 2",
        string: "CQgO4IAQgO4IAEsABBENCLFgAMAAAAAAAAYgACggAAAA",
    }
    NoteUsPrebid {
        code: "R-NOTE-US-PREBID",
        text: "Prebid denies this by default",
        short: "",
        why: "The US national section permits the activity, but the activity control of Prebid \
            denies it: for a known child under 13, whatever the consent is; if there is a consent \
            to incompatible purposes; and for some categories of sensitive data.",
        help: "",
        source: "the activity control of Prebid",
        gvl: "",
        options: "--activity sale",
        string: "DBABL~CVVqAAAAACBY",
    }
    NotePrebidFirstRestriction {
        code: "R-NOTE-PREBID-FIRST-RESTRICTION",
        text: "publisher restrictions contradict each other: the first record applies",
        short: "",
        why: "With --profile prebid-java, the first of several records applies, as in \
            prebid-server in Java, and none if its type is undefined. The default profile takes \
            consent, and ignores undefined types.",
        help: "The publisher should keep one restriction per vendor and purpose (F012).",
        source: "not part of the TCF: the behavior of prebid-server",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 2 --purpose 2 --profile prebid-java",
        string: "CQg2bYAQg2bYAEsAAAENCMFgAMAAAAAAAAYgABEAAAAQUACAAIJABAAE.IACugA",
    }
    NotePrebidDiffers {
        code: "R-NOTE-PREBID-DIFFERS",
        text: "the decision under the specification is different",
        short: "",
        why: "The decision follows prebid-server (--profile prebid or prebid-java), and the \
            specification gives another verdict or legal basis.",
        help: "Decide with the default profile to follow the specification.",
        source: "not part of the TCF: the behavior of prebid-server",
        gvl: "fixtures/gvl/v3/archives/vendor-list-v140.json",
        options: "--vendor 1 --purpose 2 --profile prebid",
        string: "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
    }
        } $($later)* }
    };
}
pub(super) use context;
