//! K: consistency of the signals of a visit.

super::definition::define! {
    K001 "strings-differ" Error []
    "A call carries another string than the one in force."
    compared: "The meaning of both strings. A string that was in force earlier is J001, a lost segment \
        is K003."
    help: "Pass on the string that the CMP gives at the time of the call."
    example: "The user rejected, but a call carries a string that accepts all."

    K002 "form-differs" Warning []
    "A call carries the string in force in another encoding."
    compared: "Strings that are equal in meaning and differ in their text."
    help: "Pass the string on as it is; the policies require it."
    example: "A partner decodes the string and encodes it again."

    K003 "segment-lost" Error []
    "A call carries the core of the string in force with other segments."
    compared: "Strings with equal cores. A warning if only publisher TC or allowed vendors differ."
    help: "Pass on the whole string. Since March 2026, a string without disclosed vendors is invalid."
    example: "A call carries the string without the disclosed vendors segment."

    K004 "flag-conflict" Error []
    "Flags contradict each other."
    compared: "The flag of a call with that of the CMP, or without one with the first flag of the \
        visit; flags within a call; and the flag with gpp_sid."
    help: "Take the flag and gpp_sid from the same answer of the CMP."
    example: "One call of a visit has gdpr=0, all others have gdpr=1."

    K005 "gpp-tc-differ" Error []
    "A call carries a TC string and a GPP string whose section 2 differs from it."
    compared: "The meaning of both."
    help: "Take both from the same CMP at the same time."
    example: "A player sends gdprConsent and gpp from different visits."

    K006 "api-differs" Error [Api]
    "The API of the CMP states something else than its own string."
    compared: "The members of TCData, or the keys IABTCF_ of an app, with the string beside them. In \
        TCData without all purposes and vendors, only what is set counts. Restrictions of type 0, \
        zeros at the end and the version of the SDK are left out."
    help: "Have the CMP write all values from the same choice. If they are written one after the \
        other, read them again later."
    example: "TCData has consent to purpose 9, and its tcString does not."

    K007 "ac-tc-conflict" Warning []
    "An Additional Consent string grants consent to providers that its TC string denies to Google."
    compared: "Granted providers with purpose 1 and vendor 755 in the TC string beside it, or else in \
        the string in force. Google reads Additional Consent only with both."
    help: "Write both strings from the same choice."
    example: "addtl_consent is 2~70.89~dv., and the TC string has no consent for vendor 755."

    K008 "consent-mode-conflict" Warning []
    "Google consent mode contradicts the string in force."
    compared: "ad_storage in gcs with consent to purpose 1. An error if ad_storage is granted and \
        purpose 1 is denied. gcd is not read, because its letters are not documented."
    help: "Derive consent mode from the string, or enable its TCF support."
    example: "gcs is G100 although the string grants purpose 1."

    K009 "cmp-differs" Warning []
    "A visit has strings of several CMPs."
    compared: "The CMP id of the string of a call with that of the string in force."
    help: "Find out which CMP is in charge. Embedded players may have their own."
    example: "The page has a string of CMP 300, a video call one of CMP 5."

    K010 "server-differs" Error [Times Server HostMap]
    "The log of a server has another string or flag than the client sent."
    compared: "Calls of a server's log with the calls of the same visit that a client recorded for \
        the same host or vendor, as far apart as the clocks may be: limits.skew in the settings. \
        Without such a call, nothing is compared."
    help: "Find out what changes the signal on the way: a proxy, a tag server, or a column that is \
        too short."
    example: "The browser sent gdpr=1 and a string; the tag server passed on gdpr=0."

    K011 "nested-differs" Warning []
    "A nested URL carries another string than the call around it."
    compared: "The meaning of the strings."
    help: "Fill both from the same source."
    example: "A redirect parameter holds an older string than gdpr_consent."

    K012 "gdpr-zero-eu" Warning []
    "A call says that the GDPR does not apply, although other signals say that it does."
    compared: "The flag 0 with a TC string that grants or states something in the same call. An error \
        if the country of the user is in the list of the settings."
    help: "Take the flag from the CMP."
    example: "A call from Germany has gdpr=0."
}
