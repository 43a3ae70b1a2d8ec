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
