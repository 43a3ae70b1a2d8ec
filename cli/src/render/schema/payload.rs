//! Schemas of payloads and layouts: what `tcf decode` prints and `tcf encode` takes.

use tcf_codec::json::{Key, Shape, keys_v1, keys_v2, publisher_tc_keys, restriction_keys};
use tcf_codec::{RestrictionType, Segment};

use super::node::{
    Schema, any_of, between, count, defined, flag, list, may, must, object, only, or_null, pair, property,
    text_like, words,
};

/// Restrictions that a record holds.
const MAX_RESTRICTIONS: u64 = 4095;
/// The highest vendor id.
const MAX_VENDOR: u64 = 65535;

/// What a string says.
pub(super) fn payload() -> Schema {
    any_of(vec![defined("version2"), defined("version1")])
}

pub(super) fn version_2() -> Schema {
    let version = may("version", only(2).about("The version of the encoding; taken for 2 if left out."));
    let keys = keys_v2().into_iter().map(|key| property(key.name, of(key), key.is_required));
    object([version].into_iter().chain(keys).chain([layout_key()]))
}

pub(super) fn version_1() -> Schema {
    let version = must("version", only(1).about("The version of the encoding."));
    let keys = keys_v1().into_iter().map(|key| property(key.name, of(key), key.is_required));
    object([version].into_iter().chain(keys).chain([layout_key()]))
}

fn layout_key() -> super::node::Property {
    may(
        "layout",
        or_null(defined("layout")).about("How the string was written; says nothing that the value does not."),
    )
}

pub(super) fn restriction() -> Schema {
    object(restriction_keys().into_iter().map(|key| property(key.name, of(key), key.is_required)))
}

pub(super) fn publisher_tc() -> Schema {
    object(publisher_tc_keys().into_iter().map(|key| property(key.name, of(key), key.is_required)))
}

fn of(key: Key) -> Schema {
    let schema = match key.shape {
        Shape::Flag => flag(),
        Shape::Number { max } => between(0, max.into()),
        Shape::Time => defined("time"),
        Shape::Letters => text_like("^[A-Za-z]{2}$".to_owned()),
        Shape::Ids { max: 12 } => defined("specialFeatureIds"),
        Shape::Ids { max: 24 } => defined("purposeIds"),
        Shape::Ids { max: 63 } => defined("customPurposeIds"),
        Shape::RestrictionType => words(RestrictionType::ALL.map(RestrictionType::name)),
        Shape::Restrictions => list(defined("restriction")).with("maxItems", MAX_RESTRICTIONS),
        Shape::PublisherTc => defined("publisherTC"),
        // Vendors, and what is not known here.
        _ => defined("vendorIds"),
    };
    schema.about(key.about)
}

/// A date, or a time with tenths of a second.
pub(super) fn time() -> Schema {
    let year = "(19[7-9][0-9]|20[0-9]{2}|21[0-7][0-9]|218[0-7])";
    let day = "(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
    let (clock, minutes) = ("([01][0-9]|2[0-3]):[0-5][0-9]", ":[0-5][0-9]");
    text_like(format!("^{year}-{day}([Tt ]{clock}{minutes}(\\.[0-9]0*)?([Zz]|[+-]{clock}))?$"))
        .about("A date, or a time of RFC 3339 with at most a tenth of a second; written in UTC.")
}

/// A set of ids: numbers and ranges as text, written ascending, taken in any order.
pub(super) fn ids(max: u64) -> Schema {
    list(id_or_range(max))
}

fn id_or_range(max: u64) -> Schema {
    let number = numbers_up_to(max);
    any_of(vec![between(1, max), text_like(format!("^0*{number}(-0*{number})?$"))])
}

/// A pattern of the numbers from 1 to `max`, without zeros in front.
fn numbers_up_to(max: u64) -> String {
    let digits = max.to_string();
    let mut patterns = Vec::new();
    if digits.len() > 1 {
        patterns.push(format!("[1-9][0-9]{{0,{}}}", digits.len() - 2));
    }
    let mut before = String::new();
    for (at, digit) in digits.chars().enumerate() {
        // As many digits, of which this is the first that is lower.
        let lowest = if at == 0 { '1' } else { '0' };
        if let Some(highest) = (lowest..digit).next_back() {
            patterns.push(format!("{before}[{lowest}-{highest}][0-9]{{{}}}", digits.len() - 1 - at));
        }
        before.push(digit);
    }
    patterns.push(digits);
    format!("({})", patterns.join("|"))
}

/// How a string was written.
pub(super) fn layout() -> Schema {
    let entries =
        || list(id_or_range(MAX_VENDOR)).about("The entries as written: \"7-7\" is a range of one.");
    let max_vendor_id = || {
        must("maxVendorId", between(0, MAX_VENDOR).about("As written: it may be higher than the highest id."))
    };
    let bit_field = object([must("encoding", only("bitField")), max_vendor_id()]);
    let range = object([
        must("encoding", only("range")),
        max_vendor_id(),
        may("defaultConsent", flag().about("In version 1: entries list the vendors without consent.")),
        must("entries", entries()),
    ]);
    // As many bits as the longest text that is read by default.
    let tail_bits = between(0, 6 * 64 * 1024);
    let segment = object([
        must("segment", words(Segment::ALL.map(Segment::name))),
        may(
            "sections",
            list(any_of(vec![bit_field, range])).about("The vendor sections, in the order of the wire."),
        ),
        may("restrictions", list(entries()).about("The entries of each publisher restriction.")),
        may(
            "tail",
            object([
                must("bits", tail_bits.about("Number of bits after the last field.")),
                may("set", list(pair(count())).about("Which of them are set, as ranges, counted from 0.")),
            ])
            .about("The bits after the last field."),
        ),
    ]);
    object([must("segments", list(segment).about("The segments, in the order of the text."))])
}

#[cfg(test)]
mod tests {
    use super::numbers_up_to;

    #[test]
    fn patterns_of_numbers() {
        assert_eq!(numbers_up_to(7), "([1-6][0-9]{0}|7)");
        assert_eq!(numbers_up_to(24), "([1-9][0-9]{0,0}|[1-1][0-9]{1}|2[0-3][0-9]{0}|24)");
        assert_eq!(
            numbers_up_to(65535),
            "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]{1}|6553[0-4][0-9]{0}|65535)"
        );
    }
}
