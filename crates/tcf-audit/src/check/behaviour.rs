//! B: calls and storage that the string in force does not permit.

super::definition::define! {
    B001 "call-before-choice" Error [HostMap]
    "A vendor was called before a choice of the user was known."
    compared: "Calls before the first string or choice of a visit. Hosts that the map marks as \
        libraries are left out."
    help: "Call vendors only after the CMP has reported the user's choice."
    example: "A pixel is called 3.4 s before the first string of the visit."

    B002 "call-without-basis" Error [HostMap VendorList]
    "A vendor was called although the string in force does not permit any processing."
    compared: "Every purpose and special purpose that the vendor declares. For a shared host, every \
        vendor. A warning if the map marks the host as signal-only."
    help: "Do not call the vendor. Sending it the string is a call, too."
    example: "A vendor has neither consent nor legitimate interest in the string in force."

    B003 "call-undisclosed" Error [HostMap]
    "A vendor was called that was not disclosed to the user."
    compared: "The disclosed vendors of the string in force. A string without that segment is \
        reported from March 2026 on."
    help: "Disclose the vendor in the CMP, or do not call it."
    example: "The segment lists vendors 10 and 32; vendor 76 is called."

    B004 "purpose-without-basis" Error [HostMap VendorList]
    "A vendor was called for a purpose that the string in force does not permit."
    compared: "The purposes that the event states, or else those of the map. What B002 reports is \
        left out."
    help: "Call the vendor for the permitted purposes only."
    example: "An event states purposes 2 and 7; purpose 7 was objected to."

    B005 "li-only" Info [HostMap VendorList]
    "A vendor was called on legitimate interest alone."
    compared: "Vendors without a permitted purpose on consent. The right to object works on these."
    help: "Nothing, unless the assessment of the legitimate interest is missing."
    example: "A vendor declares purposes 7 and 10 on legitimate interest."

    B006 "storage-without-purpose-1" Error [Cookies HostMap VendorList]
    "A vendor stored something although the string in force does not permit purpose 1."
    compared: "Cookies that the vendor's host sets. Removals, and names that the map allows without \
        consent, are left out."
    help: "Do not call the vendor, or have it store nothing without consent."
    example: "A host sets a cookie of 90 days before a choice of the user was known."

    B007 "ids-without-basis" Error [Bodies HostMap VendorList]
    "A request carries identifiers that the string in force does not permit."
    compared: "Device ids and whole IP addresses with purpose 1; user ids with purposes 2 to 10, of \
        which one suffices."
    help: "Remove the identifiers from the request."
    example: "A bid request has user.buyeruid although all purposes are denied."

    B008 "geo-without-opt-in" Error [Bodies HostMap VendorList]
    "A request carries a precise position without an opt-in to special feature 1."
    compared: "Coordinates with more than two decimals. Reported as info if they do not come from \
        the device."
    help: "Round the coordinates to two decimals."
    example: "A bid request has device.geo with five decimals."

    B009 "storage-too-long" Warning [Cookies HostMap VendorList]
    "A vendor stored something for longer than it declares."
    compared: "The age of a cookie with the maximum that the vendor's device storage disclosure has \
        for it, or else with cookieMaxAgeSeconds of the vendor list, and one more day."
    help: "Ask the vendor to correct the cookie or the declaration."
    example: "A cookie of two years; the vendor declares one."

    B010 "storage-undisclosed" Info [Cookies HostMap Disclosures]
    "A vendor stored something that its device storage disclosure does not have."
    compared: "The names of cookies that the vendor's host sets with the identifiers of the \
        disclosure, in which * stands for any text. For a shared host, every vendor must have a \
        disclosure. Cookies that scripts set for the page are not seen."
    help: "Ask the vendor to disclose the cookie."
    example: "A host sets the cookie tuuid; its vendor discloses uid and uid-*."

    B011 "storage-read-after-refusal" Warning [Cookies HostMap VendorList]
    "A vendor received its cookie although the string in force does not permit purpose 1."
    compared: "Cookies that were sent to the vendor's host after a choice. The browser sends them by \
        itself."
    help: "Remove the cookie when purpose 1 is denied, or do not call the vendor."
    example: "A call after a refusal carries uuid2."

    B012 "passed-on-without-basis" Error [HostMap VendorList]
    "A vendor called another one that the string in force does not permit, without the string."
    compared: "Calls that another vendor's redirect or script caused, if that vendor had a string and \
        passed none on."
    help: "Have the vendor check the string before it calls others, and pass it on."
    example: "A sync of vendor 32 redirects to vendor 76, which has no basis and gets no string."

    B013 "forbidden-by-policy" Error [LocalPolicy HostMap]
    "A vendor was called although the publisher forbids it."
    compared: "Forbidden vendors, and forbidden purposes on their legal basis, with the purposes that \
        the event states, or else those of the map. The string in force may permit the call."
    help: "Remove the vendor from the page, or change the policy in the settings."
    example: "The settings forbid legitimate interest for purpose 2; an event states purpose 2."

    B014 "no-signal-in-call" Warning [HostMap]
    "A vendor was called without any signal."
    compared: "Calls without flag, string and every other signal. Vendors that read a cookie of their \
        own may not need one."
    help: "Send the flag and the string."
    example: "A pixel is called without parameters."

    B015 "signal-modified" Error [HostMap]
    "A vendor passed on a string that no CMP of the visit stated."
    compared: "The strings of calls that another vendor's redirect or script caused with all strings \
        of the visit. A recording that began late may lack the statement."
    help: "Ask the vendor where the string comes from. Signals must be passed on as they are."
    example: "A redirect of a vendor carries a string with more consent."
}
