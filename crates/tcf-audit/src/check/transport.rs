//! T: individual signals.

super::definition::define! {
    T001 "signal-missing" Error []
    "A call says that the GDPR applies, or has a place for a string, but has no string."
    compared: "Calls with the flag 1 and no string, and calls with an empty string where the GDPR \
        applies. Macros and placeholders are T002 and T003."
    help: "Pass the string that is in force. If the CMP has not answered yet, wait for it: see B001."
    example: "A pixel is called with gdpr=1 and an empty gdpr_consent."

    T002 "macro-unfilled" Error []
    "A call carries a macro in place of a signal."
    compared: "Values of the call itself. In a nested URL, the next party may fill the macro."
    help: "Expand the macro before the URL is called. The receiver cannot read it."
    example: "A pixel is called with gdpr_consent=${GDPR_CONSENT_52}."

    T003 "placeholder-sent" Error []
    "A call carries a placeholder in place of a signal."
    compared: "Values such as undefined, null and [object Object]. A flag under the name of a \
        string (true, false, yes, no, 1, 0, accepted) is reported as info: shops use the same \
        names for flags of their own. Any other text there is T004."
    help: "Read the signal from the CMP when it has answered, and leave the field out until then."
    example: "A request has user.ext.consent undefined."

    T004 "string-unreadable" Error []
    "A call carries a string that cannot be decoded."
    compared: "TC strings, other texts under the name of a TC string, and the header and sections of \
        GPP strings. The finding has the code of the decoder."
    help: "Look up the code of the decoder, and pass the string on unchanged."
    example: "A TC string has a character outside of base64url."

    T005 "string-cut" Error []
    "A call carries a string that was truncated."
    compared: "TC strings that end too early and are the beginning of another string of the visit. \
        If only their length is a usual limit of columns (255, 256, 500, 512, 1000, 1024, 2000, \
        2048, 4000, 4096, 8190), the finding is a warning."
    help: "Use a field that holds the longest strings: several thousand characters."
    example: "A column of 255 characters holds the first 255 characters of the string."

    T006 "kind-mismatch" Warning []
    "A value is a signal of another kind than its name says."
    compared: "The shape of the value with the name. A TC string under gdpr beside a separate flag is \
        a known form of one vendor and not reported."
    help: "Use the name of the kind: gdpr for the flag, gdpr_consent for a TC string, gpp for a GPP \
        string."
    example: "gdpr_consent holds a GPP string."

    T007 "name-unusual" Info []
    "A signal is sent under a name that its receiver may not know."
    compared: "Parameters other than gdpr, gdpr_consent, us_privacy, gpp, gpp_sid and addtl_consent, \
        in exactly this spelling, and TC strings that are known only by their shape. Cookies and \
        members of JSON have names of their own. The form that one vendor documents, a string in \
        gdpr and the flag elsewhere, is left out."
    help: "Use the standard name, unless the receiver documents another one."
    example: "A pixel is called with consentString instead of gdpr_consent."

    T008 "repeated-parameter" Error []
    "A call carries a parameter twice."
    compared: "Parameters of the same name at the same depth of a URL or form. Reported as info if \
        the values are equal: receivers take the first or the last."
    help: "Send each parameter once."
    example: "A URL has gdpr=0 and gdpr=1."

    T009 "place-outdated" Info [Bodies]
    "A bid request of OpenRTB 2.6 has a signal in the place of version 2.5."
    compared: "regs.ext.gdpr, regs.ext.us_privacy, regs.ext.gpp, regs.ext.gpp_sid and \
        user.ext.consent in requests that have another signal in its place of 2.6, or a member \
        that is new in 2.6. Most bidders still read the older place."
    help: "Write the place of the version that the bidder reads: regs.gdpr and user.consent in 2.6."
    example: "A request has regs.gdpr and user.ext.consent."

    T010 "type-wrong" Warning []
    "A signal has a type that its receiver does not expect."
    compared: "regs.gdpr (a number) and regs.gpp_sid (a list of numbers) in bid requests, and the \
        keys of apps that hold numbers. In the JSON form of protobuf, regs.gdpr is true or false."
    help: "Write the type of the specification: many receivers fail on another one, or ignore it."
    example: "An app stores IABTCF_gdprApplies as text."

    T011 "encoded-twice" Warning []
    "A call carries a value that is percent-encoded twice."
    compared: "Parameters of the call itself. In a nested URL, each URL around it adds an encoding."
    help: "Encode the value once. The receiver decodes it once and reads a damaged value."
    example: "A pixel is called with gpp=DBABMA%257E1."

    T012 "text-around" Warning []
    "Text that cannot belong to a string stands beside it."
    compared: "Consent strings with what follows them in the value, such as quotes or a tag."
    help: "Find out where the text comes from: it is often the rest of an HTML attribute."
    example: "The value of gdpr_consent ends with a quote and title=."

    T013 "flag-missing" Warning []
    "A call carries a TC string without saying whether the GDPR applies."
    compared: "Calls with a TC string and no flag at the same depth. In OpenRTB, a missing flag means \
        unknown."
    help: "Send gdpr=1 with the string."
    example: "A pixel has gdpr_consent but no gdpr."

    T014 "string-breaks-rules" Error []
    "A call carries a string that breaks a rule of the format or of the policies."
    compared: "TC strings, checked by the rules at the day of the event. One finding per rule. Rules \
        about the vendor list as such and about the shortest encoding are left out."
    help: "Look up the rule, and correct the CMP."
    example: "A string has legitimate interest for purpose 3."

    T015 "wrong-macro-id" Warning [HostMap]
    "A macro names another vendor than the one that is called."
    compared: "The id in GDPR_CONSENT with the vendors of the host. A host may pass the string on for \
        others."
    help: "Use the id of the vendor that receives the string."
    example: "A host of vendor 52 is called with ${GDPR_CONSENT_32}."

    T016 "over-get-limit" Info []
    "A URL is longer than its receiver takes."
    compared: "The length with the limit that the vendor declares in the vendor list, or with 8,190 \
        bytes."
    help: "Send the signals in a POST request."
    example: "A URL has 9,000 bytes."

    T017 "gpp-sid-mismatch" Warning []
    "The section ids that apply do not fit the GPP string beside them."
    compared: "An id of a section that the string lacks, or a string with section 2 whose ids lack 2. \
        The ids -1 and 0 stand for none and unknown."
    help: "Take gpp_sid from the same answer of the CMP as the string."
    example: "gpp_sid is 7 beside a string with section 2."
}
