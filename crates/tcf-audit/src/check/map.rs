//! M: host map, purpose map and context.

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

    M003 "vendor-unplanned" Error [PurposeMap HostMap]
    "A vendor was called that the purpose map does not have."
    compared: "Judged calls with the rows of the map that hold in the country and the channel of the \
        event. Calls to shared hosts are left out."
    help: "Remove the vendor, or add it to the map with its purposes."
    example: "Vendor 52 is called, and no row of the map has it."

    M004 "basis-off-policy" Error [PurposeMap HostMap]
    "The purpose map lacks a purpose, or has it on a legal basis that does not apply."
    compared: "The purposes that an event states with those of the map, and the basis of the map \
        with the one by the vendor list and the restrictions of the string in force. Also the map \
        with the vendor list, without events."
    help: "Correct the map, or restrict the purpose in the CMP."
    example: "The map has purpose 2 on legitimate interest; a restriction requires consent."

    M005 "assessment-missing" Warning [PurposeMap]
    "Legitimate interest in the purpose map has no assessment, or its review is due."
    compared: "Rows with the basis legitimateInterest, at the date of the audit: --as-of, or today."
    help: "Assess the legitimate interest, and add the reference and the date of the next review."
    example: "The review was due on 31 March."

    M006 "context-unknown" Info []
    "It is unknown whether the GDPR applies to a call."
    compared: "Calls without a country, a statement of the CMP and a flag. They are not judged."
    help: "State the country of events, or name the hosts of the CMP."
    example: "A log has neither countries nor flags."

    M007 "planned-unseen" Info [PurposeMap HostMap]
    "A vendor of the purpose map was not called."
    compared: "The vendors of the map with the judged calls. Absence from a sample shows little."
    help: "Remove the vendor from the map if it is not used any more."
    example: "The map has vendor 131, and no call goes to it."

    M008 "evidence-missing" Info []
    "Some checks did not run, because evidence is missing."
    compared: "What the checks need with what the inputs have. notRun has the checks."
    help: "Record the evidence: export HAR files with cookies and bodies, add a vendor list, mark the \
        choices of the user. A check that did not run has no findings."
    example: "The HAR file was exported without cookies."

    M009 "data-beyond-plan" Warning [Bodies PurposeMap HostMap]
    "A call carries data that the purpose map does not have."
    compared: "Ids, whole IP addresses and precise positions in bodies with data of the rows for the \
        vendor. Rows without data are not compared."
    help: "Remove the data from the call, or add it to the map."
    example: "A bid request has device.ifa; the map has ip/24, url and ua."

    M010 "retention-off-plan" Warning [PurposeMap VendorList]
    "The purpose map lets a vendor keep data for longer than the vendor declares."
    compared: "retention-days of the map with dataRetention of the vendor list, for each purpose."
    help: "Correct the map."
    example: "The map has 90 days for purpose 7; the vendor declares 30."

    M011 "vendor-not-listed" Error [PurposeMap VendorList]
    "The purpose map has a vendor that the vendor list does not have, or that is deleted."
    compared: "The vendors of the map with the newest vendor list, at the date of the audit. The \
        publisher and partners that are on no vendor list are left out."
    help: "Correct the id, or remove the row. A partner that is on no vendor list has a name."
    example: "Vendor 8 was deleted on 1 June 2025."

    M012 "data-undeclared" Warning [PurposeMap VendorList]
    "The purpose map has data of a category that the vendor does not declare."
    compared: "The data of a row with dataDeclaration of the vendor list: names of known fields, and \
        names of data categories. Other names, and vendors without a declaration, are left out."
    help: "Remove the data from the row, or ask the vendor."
    example: "The map has device.geo; the vendor declares no precise location data."

    M013 "rows-conflict" Error [PurposeMap]
    "Two rows of the purpose map give a purpose different legal bases in the same case."
    compared: "The rows of a recipient whose countries, channels and contexts do not exclude each \
        other. The first row in the file applies."
    help: "Give the rows conditions that exclude each other, or remove one."
    example: "One row has purpose 2 on consent, another for Germany on legitimate interest."
}
