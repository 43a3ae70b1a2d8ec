//! J: propagation of changes.

super::definition::define! {
    J001 "stale-string" Error [Times]
    "A call carries a string that a change has replaced."
    compared: "Strings that were in force earlier in the visit, after the grace period of the \
        settings."
    help: "Read the string from the CMP for every call, and listen to its changes."
    example: "A call 8.5 s after an objection carries the string from before."

    J002 "slow-propagation" Error [Times Limit HostMap]
    "A change took longer to arrive at a vendor than the limit of the settings."
    compared: "The time from a choice that removes permissions to the vendor's first call with the \
        new string, or to its last call if it has no basis any more. In decision records, the time \
        from a choice of a log to the first event that was dropped or stripped because of it: a \
        warning, because it includes the time until an event came."
    help: "Find out who holds the old string: J001 has the calls."
    example: "The limit is 5 s; the first call with the new string comes after 11 s."

    J003 "dates-move" Warning []
    "The dates of a string change, but the user did not choose."
    compared: "A string of the publisher's own site with the one in force: everything is equal but \
        the times. Both times change together, and only with a choice."
    help: "Have the CMP keep the times until the user chooses again."
    example: "Every page writes the string with the date of the day."

    J004 "choice-lost" Error []
    "A choice of the user is not there any more."
    compared: "Statements of the CMP and of the publisher's own site after a choice of the same \
        visit key, within 13 months: an empty string, a user interface that is shown without a \
        string, or, in visits with marks or a log of choices, a string without the consent that \
        the user gave."
    help: "Find out what removes the string: the browser limits cookies that scripts set to seven \
        days, users clear their profile, or another script writes a default."
    example: "A day after the choice, TCData has an empty string and eventStatus cmpuishown."

    J005 "choice-overwritten" Error [Choices]
    "Permissions return without a choice of the user."
    compared: "A string of the publisher's own site with the one in force: it has consent or \
        legitimate interest that the user's choice took away. Only in visits with marks or a log \
        of choices."
    help: "Find out who writes the string. A new prompt is a choice and must be recorded."
    example: "The user rejected; a later page sends a string that accepts all."

    J006 "positive-before-choice" Error [Choices HostMap]
    "A call carries consent before a choice of the user was known."
    compared: "Strings with consent to a purpose before the first choice of the visit. Legitimate \
        interest alone is reported as info."
    help: "Start with a string without consent."
    example: "The first call of a visit carries a string that accepts all; the user chose later."

    J007 "choice-not-recorded" Error [Choices]
    "The string after a choice does not show it."
    compared: "Marks with the string in force after them: consent after a refusal, or legitimate \
        interest for purposes after an objection. Legitimate interest after a refusal is reported \
        as info."
    help: "Correct the CMP: it must record what the user chose."
    example: "The mark is reject, and the string after it has consent to purpose 1."

    J008 "list-behind" Info [VendorList]
    "A string was made with a vendor list that was out of date."
    compared: "The vendor list that the string names with the newest one that had been published \
        for limits.list-age at its last update, 28 days by default. Needs the newer list."
    help: "Have the CMP load the current vendor list: it is published every week."
    example: "A string of April 2024 names a list of November 2023."

    J009 "vendor-new" Warning [OlderReport]
    "The vendors and hosts that are called have changed."
    compared: "The vendors and hosts of this report with those of the reports given by --compare. \
        Reported as info if one is not called any more."
    help: "Add the vendor to the purpose map, or remove it from the page."
    example: "Vendor 52 is called, and was not a month ago."

    J010 "basis-moved" Warning [VendorList]
    "The legal basis that a vendor declares for a purpose has changed."
    compared: "The vendor list that the string in force names with the newest list, for the \
        vendors of judged calls; and the newest list of this report with that of the newest \
        report given by --compare."
    help: "Check the purpose map, and whether consent must be collected again."
    example: "A vendor declares purpose 7 on legitimate interest, and declared consent before."
}
