//! M: the map from hosts to vendors, and the context.

super::definition::define! {
    M001 "host-unmapped" Info []
    "A host is not mapped to a vendor."
    compared: "Hosts of other parties that no layer of the map has. Calls to them are not judged."
    help: "Add the host to the map, with - if it belongs to no vendor of the vendor list."
    example: "collect.tracker.example is called."

    M002 "host-ambiguous" Info []
    "Several vendors claim a host."
    compared: "Disclosures and URLs of the vendor list. Calls to the host are not judged."
    help: "Add the host to the map with the vendor that is meant."
    example: "Two vendors disclose *.cdn.example."

    M006 "context-unknown" Info []
    "It is unknown whether the GDPR applies to a call."
    compared: "Calls without a country, a statement of the CMP and a flag. They are not judged."
    help: "State the country of events, or name the hosts of the CMP."
    example: "A log has neither countries nor flags."
}
