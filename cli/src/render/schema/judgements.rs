//! Schemas of decisions, findings and differences.

use tcf_codec::json::{Key, keys_v1, keys_v2, publisher_tc_keys};
use tcf_codec::{PurposeId, RestrictionType, Segment, SpecialFeatureId};
use tcf_generate::Kind;
use tcf_policy::decide::{DisclosureStatus, Reason, Verdict};
use tcf_policy::diff::By;
use tcf_policy::rules::{self, Group, Severity};
use tcf_policy::vocabulary::{FeatureId, Item, LegalBasis, SpecialPurposeId};

use super::node::{
    Schema, any_of, between, count, defined, flag, list, may, must, object, only, or_null, pair, property,
    text, text_like, words,
};
use super::records::{head, origin, record, segment};

fn kinds(of: impl IntoIterator<Item = Item>) -> Schema {
    words(of.into_iter().map(Item::kind))
}

fn basis() -> Schema {
    or_null(words(LegalBasis::ALL.map(LegalBasis::name)))
}

fn verdict() -> Schema {
    words(Verdict::ALL.map(Verdict::name))
}

fn restriction_type() -> Schema {
    words(RestrictionType::ALL.map(RestrictionType::name))
}

fn vendor() -> Schema {
    between(1, 65535)
}

/// The decision on a purpose, special purpose, feature or special feature of a vendor.
pub(super) fn decision() -> Schema {
    let pair = || {
        object([
            must("purpose", or_null(flag()).about("The bit of the purpose; null where there is none.")),
            must("vendor", flag().about("The bit of the vendor.")),
        ])
    };
    let bits = object([
        must("consent", pair()),
        must("legitimateInterest", pair()),
        may("optIn", flag().about("Of special features: the bit of the special feature.")),
    ]);
    object([
        must(
            "kind",
            kinds([
                Item::Purpose(PurposeId::MIN),
                Item::SpecialPurpose(SpecialPurposeId::MIN),
                Item::Feature(FeatureId::MIN),
                Item::SpecialFeature(SpecialFeatureId::MIN),
            ]),
        ),
        must("id", between(1, 255)),
        must("declared", basis().about("As declared in the vendor list.")),
        must("flexible", flag().about("May a publisher switch the declared basis?")),
        must("restriction", or_null(restriction_type()).about("The publisher restriction in force.")),
        must("effective", basis().about("After restrictions.")),
        must("bits", bits.about("The bits of the string.")),
        must("disclosed", words(DisclosureStatus::ALL.map(DisclosureStatus::name))),
        must("verdict", verdict()),
        must("basis", basis().about("On which it is permitted; null unless the verdict is permit.")),
        must("reasons", defined("reasons").about("In the order of the procedure.")),
        must("notes", defined("reasons").about("They decide nothing.")),
    ])
}

/// Why a decision is as it is.
pub(super) fn reasons() -> Schema {
    list(object([must("code", reason_codes()), must("text", text())]))
}

fn reason_codes() -> Schema {
    words(Reason::ALL.iter().map(|reason| reason.code()))
}

/// A record of `tcf permit`.
pub(super) fn permit() -> Schema {
    let gvl = object([
        must("specification", between(2, 3)),
        must("version", between(0, 4095)),
        must("exact", flag().about("Is it the list that the string names?")),
    ]);
    let decided = record([
        must("vendor", vendor()),
        must("name", or_null(text())),
        must("gvl", or_null(gvl).about("The list that was used.")),
        must("transmit", flag().about("May data be passed to the vendor at all?")),
        must("decisions", list(defined("decision"))),
    ]);
    any_of(vec![decided, nobody(), defined("error")])
}

/// What stands in place of a string under which there is nobody to decide on.
fn nobody() -> Schema {
    let null = Schema::default().with("type", "null");
    record([must("vendor", null), must("error", object([must("message", text())]))])
}

/// A record of `tcf permit --brief`.
pub(super) fn permit_brief() -> Schema {
    let permit = object(LegalBasis::ALL.map(|basis| must(basis.name(), defined("purposeIds"))));
    let brief = object(origin().into_iter().chain([
        must("vendor", vendor()),
        must("transmit", flag()),
        must("permit", permit.about("What is permitted, by basis.")),
    ]));
    any_of(vec![brief, nobody(), defined("error")])
}

/// The record of `tcf permit --summary`.
pub(super) fn permit_summary() -> Schema {
    let counted = |more: Vec<_>| {
        let counts = [must("decisions", count()), must("vendors", defined("vendorIds"))];
        list(object(more.into_iter().chain(counts)))
    };
    let group = object([
        may("label", or_null(text()).about("With --by label.")),
        may("vendor", vendor().about("With --by vendor.")),
        must("records", count().about("Vendors under strings.")),
        must("transmit", count().about("Those to which data may be passed.")),
        must("failed", count().about("Strings that could not be read.")),
        must("verdicts", counted(vec![must("verdict", verdict()), must("basis", basis())])),
        must("reasons", counted(vec![must("code", reason_codes())])),
    ]);
    object([must("summary", list(group))])
}

fn rule_codes() -> Schema {
    words(rules::all().map(|rule| rule.code))
}

fn severity() -> Schema {
    words([Severity::Error, Severity::Warning, Severity::Info].map(Severity::name))
}

/// A mark of what is known.
fn accepted() -> Schema {
    only(true).about("The baseline accepts it.")
}

/// What a rule found in a string.
pub(super) fn finding() -> Schema {
    object([
        must("code", rule_codes().about("The code of the rule.")),
        must("slug", words(rules::all().map(|rule| rule.slug)).about("Its name.")),
        must("severity", severity().about("How much the finding weighs here.")),
        must("message", text().about("What was found.")),
        must("help", text().about("What to do.")),
        may("baseline", accepted()),
        may("segment", segment()),
        may("field", text()),
        may("bits", pair(count()).about("Where, counted in the segment, the end not included.")),
        may("characters", pair(count()).about("Where in the input, the end not included.")),
    ])
}

fn not_run() -> Schema {
    words(Group::ALL.map(Group::letter).into_iter().chain(rules::all().map(|rule| rule.code)))
}

/// A record of `tcf validate`.
pub(super) fn validate() -> Schema {
    object(head().chain([
        must("at", defined("time").about("The date judged by.")),
        must("valid", flag().about("No finding of severity error but those that are accepted.")),
        must("findings", list(defined("finding"))),
        must("notRun", list(not_run()).about("Groups and rules that did not run for lack of a list.")),
    ]))
}

/// A record of `tcf generate`.
pub(super) fn generated() -> Schema {
    let expected = object([must("code", rule_codes()), must("severity", severity())]);
    let list_key = object([must("specification", between(2, 3)), must("version", between(1, 4095))]);
    let request = object([
        must("regs", object([must("gdpr", only(1))])),
        must("user", object([must("consent", text())])),
    ]);
    object([
        must("string", text()),
        may("url", text().about("With --as url: the address of a request.")),
        may("cookie", text().about("With --as cookie: the pair.")),
        may("openrtb", request.about("With --as openrtb: parts of a request.")),
        must("kind", words(Kind::ALL.map(Kind::name)).about("What it is like, or was before it was broken.")),
        must("breaks", or_null(rule_codes()).about("The rule that it breaks.")),
        must("at", defined("time").about("The date that it is to be judged by.")),
        must("gvl", or_null(list_key).about("The vendor list that it is to be judged by.")),
        must("cmpList", flag().about("Is it to be judged by the CMP list?")),
        may("house", text().about("What a house expects, as an element of house in tcf.toml.")),
        must("payload", or_null(defined("payload")).about("What it says; null if it cannot be read.")),
        must(
            "expected",
            list(expected).about("What is to be found: the rule first, then what follows from it."),
        ),
    ])
}

/// The record of `tcf validate --summary`.
pub(super) fn validate_summary() -> Schema {
    let code = object([
        must("code", rule_codes()),
        must("slug", text()),
        must("severity", severity()),
        may("baseline", accepted()),
        must("strings", count()),
        must("findings", count()),
    ]);
    let counts = Schema::default().with("type", "object").with("propertyNames", not_run());
    let group = object([
        may("label", text().about("With --by label; absent for strings without one.")),
        must("strings", count()),
        must("valid", count()),
        must("codes", list(code)),
        must("notRun", counts.with("additionalProperties", count()).about("Number of strings for each.")),
    ]);
    object([must("at", defined("time").about("The date judged by.")), must("summary", list(group))])
}

/// The record of `tcf diff`.
pub(super) fn diff() -> Schema {
    let standing = || object([must("verdict", verdict()), must("basis", basis())]);
    let permission = object([
        must("vendor", vendor()),
        must("kind", kinds([Item::Purpose(PurposeId::MIN), Item::SpecialPurpose(SpecialPurposeId::MIN)])),
        must("id", between(1, 24)),
        must("from", standing()),
        must("to", standing()),
    ]);
    let record = object([
        must("equal", flag().about("Do both say the same?")),
        must("sameForm", flag().about("Do they differ in nothing that is form alone?")),
        must("changes", list(change()).about("What changed in meaning.")),
        must("form", list(form_change()).about("What differs in form alone.")),
        may("permissions", list(permission).about("What changed for vendors; absent without the lists.")),
    ]);
    any_of(vec![record, defined("error")])
}

/// A number, a time, letters or a flag, before and after.
fn value() -> Schema {
    any_of(vec![count(), flag(), text()])
}

fn change() -> Schema {
    let publisher = publisher_tc_keys().into_iter().map(|key| format!("publisherTC.{}", key.name));
    let own = keys_v2().into_iter().chain(keys_v1()).map(|Key { name, .. }| name.to_owned());
    let mut fields: Vec<_> =
        own.chain(publisher).chain(["version".to_owned(), "segments".to_owned()]).collect();
    fields.sort();
    fields.dedup();
    let changed = |more: Vec<_>| {
        let by = words(By::ALL.map(By::name));
        let field = words(fields.iter().map(String::as_str));
        object(
            [must("field", field), must("by", by.about("Whose choice the field is."))]
                .into_iter()
                .chain(more),
        )
    };
    let range = "^[1-9][0-9]*(-[1-9][0-9]*)?$";
    let came_and_went = |of: Schema| vec![must("added", list(of.clone())), must("removed", list(of))];
    let mut restriction =
        vec![must("purposeId", between(0, 63)), must("restrictionType", restriction_type())];
    restriction.extend(came_and_went(text_like(range.to_owned())));
    any_of(vec![
        changed(vec![must("from", value()), must("to", value())]),
        changed(came_and_went(text_like(range.to_owned()))),
        changed(came_and_went(segment())),
        changed(restriction),
    ])
}

fn form_change() -> Schema {
    let what = [
        "order",
        "encoding",
        "maxVendorId",
        "defaultConsent",
        "entries",
        "repeatedRecords",
        "vendorsOfRecords",
        "bits",
        "setBits",
    ];
    let side = || any_of(vec![value(), list(words(Segment::ALL.map(Segment::name)))]);
    object([
        property("segment", segment(), false),
        must("field", text()),
        must("what", words(what)),
        may("from", side()),
        may("to", side()),
    ])
}
