//! J: changes, and how they arrive.

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
        new string, or to its last call if it has no basis any more."
    help: "Find out who holds the old string: J001 has the calls."
    example: "The limit is 5 s; the first call with the new string comes after 11 s."

    J003 "dates-move" Warning []
    "The dates of a string change, but the user did not choose."
    compared: "A string of the publisher's own site with the one in force: everything is equal but \
        the times. Both times change together, and only with a choice."
    help: "Have the CMP keep the times until the user chooses again."
    example: "Every page writes the string with the date of the day."

    J005 "choice-overwritten" Error [Choices]
    "Permissions return without a choice of the user."
    compared: "A string of the publisher's own site with the one in force: it has consent or \
        legitimate interest that the user's choice took away. Only in visits with marks or a log \
        of choices."
    help: "Find out who writes the string. A new prompt is a choice and must be recorded."
    example: "The user rejected; a later page sends a string that accepts all."

    J006 "positive-before-choice" Error [Choices HostMap]
    "A call carries consent before the user had a choice."
    compared: "Strings with consent to a purpose before the first choice of the visit. Legitimate \
        interest alone is information."
    help: "Start with a string without consent."
    example: "The first call of a visit carries a string that accepts all; the user chose later."

    J007 "choice-not-recorded" Error [Choices]
    "The string after a choice does not show it."
    compared: "Marks with the string in force after them: consent after a refusal, or legitimate \
        interest for purposes after an objection. Legitimate interest after a refusal is \
        information."
    help: "Correct the CMP: it must record what the user chose."
    example: "The mark is reject, and the string after it has consent to purpose 1."
}
