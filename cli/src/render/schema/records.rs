//! Schemas of records: where input came from, errors, envelopes, fields with their bits.

use tcf_codec::Segment;
use tcf_policy::rules::{self, Group};

use super::node::{
    Property, Schema, any_of, count, defined, flag, list, may, must, object, only, pair, text, text_like,
    words,
};

/// File, line and label.
pub(super) fn origin() -> [Property; 3] {
    [
        may("file", text().about("The file, `-` for stdin; absent for arguments.")),
        may("line", count().about("The line, from 1 on; absent for arguments.")),
        may("label", text().about("What stood before the tab.")),
    ]
}

/// What every record begins with.
pub(super) fn head() -> impl Iterator<Item = Property> {
    origin().into_iter().chain([
        must("input", text().about("What was given, without the label.")),
        may("inputTruncated", only(true).about("`input` is cut to its first 120 characters.")),
    ])
}

/// An object with a head and more.
pub(super) fn record(more: impl IntoIterator<Item = Property>) -> Schema {
    object(head().chain(more))
}

pub(super) fn segment() -> Schema {
    words(Segment::ALL.map(Segment::name))
}

/// The codes of what keeps a string from being read.
fn reader_codes() -> Schema {
    let groups = [Group::Syntax, Group::Format];
    words(rules::all().filter(|rule| groups.contains(&rule.group())).map(|rule| rule.code))
}

/// A string that could not be read.
pub(super) fn error() -> Schema {
    record([must(
        "error",
        object([
            must("code", reader_codes().about("What is wrong, for machines.")),
            must("message", text().about("What is wrong, for people.")),
            may("segment", segment().about("Where reading stopped.")),
            may("field", text().about("The first field that could not be taken.")),
            may("bit", count().about("The first bit of that field, in its segment.")),
            must("character", count().about("The character of `input` where it shows, from 0 on.")),
            may("hint", text().about("What may help.")),
        ]),
    )])
}

/// A record of `tcf decode --envelope`.
pub(super) fn envelope() -> Schema {
    let mended = object([must("code", reader_codes()), must("message", text()), must("character", count())]);
    let envelope = record([
        may("mended", list(mended).about("With --lenient: what was mended before reading.")),
        must("value", defined("payload")),
    ]);
    any_of(vec![envelope, defined("error")])
}

/// A record of `tcf encode --envelope`.
pub(super) fn encoded() -> Schema {
    let error =
        object([must("message", text()), may("path", text().about("The JSON path of what is wrong."))]);
    any_of(vec![record([must("value", text().about("The string."))]), record([must("error", error)])])
}

/// A record of `tcf inspect`.
pub(super) fn field() -> Schema {
    let value = any_of(vec![count(), flag(), text(), defined("vendorIds")]);
    let field =
        object(
            origin().into_iter().chain([
                must("segment", segment()),
                must("field", text().about("The field, or `tail`.")),
                must("offset", count().about("Its first bit in the segment.")),
                must("width", count().about("How many bits it has.")),
                must("bits", text_like("^[01]*$".to_owned()).about("They themselves.")),
                may("value", value.about("What they say; absent in a tail.")),
                must(
                    "characters",
                    pair(count())
                        .about("The first character that holds one of them, and the one after the last."),
                ),
            ]),
        );
    any_of(vec![field, defined("error")])
}
