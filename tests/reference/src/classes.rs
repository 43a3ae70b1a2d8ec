//! Classes of TC strings, by value and layout.

use std::collections::BTreeSet;

use tcf_codec::{AnyTcString, Layout, RangeEntry, RestrictionType, SectionEncoding, TcString};
use tcf_tests::sizes;

use crate::inputs::Input;
use crate::subject::Subject as _;

/// A class of inputs.
pub struct Class<I> {
    /// The name in the lists.
    pub name: &'static str,
    /// The condition.
    pub about: &'static str,
    /// Whether an input belongs to the class.
    pub holds: fn(&I) -> bool,
}

/// All classes of TC strings.
pub const ALL: &[Class<Input>] = &[
    Class {
        name: "version-1",
        about: "the version is 1",
        holds: |input| matches!(input.value(), Some(AnyTcString::V1(_))),
    },
    Class {
        name: "default-consent",
        about: "the version is 1, and DefaultConsent is 1",
        holds: |input| {
            let sections =
                layout(input).flat_map(|layout| &layout.segments).flat_map(|one| &one.sections);
            sections.into_iter().any(|one| {
                matches!(one.encoding, SectionEncoding::Ranges { default_consent: true, .. })
            })
        },
    },
    Class {
        name: "created-with-tenths",
        about: "Created is not a whole second",
        holds: |input| input.value().is_some_and(|value| !times(value)[0].is_multiple_of(10)),
    },
    Class {
        name: "updated-with-tenths",
        about: "LastUpdated is not a whole second",
        holds: |input| input.value().is_some_and(|value| !times(value)[1].is_multiple_of(10)),
    },
    Class {
        name: "two-times",
        about: "Created differs from LastUpdated",
        holds: |input| is(input, |tc| tc.created != tc.last_updated),
    },
    Class {
        name: "cmp-0-or-1",
        about: "CmpId is 0 or 1",
        holds: |input| {
            input.value().is_some_and(|value| match value {
                AnyTcString::V1(v1) => v1.cmp_id.get() < 2,
                AnyTcString::V2(tc) => tc.cmp_id.get() < 2,
            })
        },
    },
    Class {
        name: "other-language",
        about: "ConsentLanguage is not EN",
        holds: |input| is(input, |tc| tc.consent_language.as_str() != "EN"),
    },
    Class {
        name: "global",
        about: "IsServiceSpecific is 0",
        holds: |input| is(input, |tc| !tc.is_service_specific),
    },
    Class {
        name: "interest-in-1-3-4-5-6",
        about: "PurposesLITransparency contains purpose 1, 3, 4, 5 or 6",
        holds: |input| {
            is(input, |tc| {
                tc.purposes_li_transparency.iter().any(|id| matches!(id.get(), 1 | 3..=6))
            })
        },
    },
    Class {
        name: "allowed-vendors",
        about: "the string has an allowed vendors segment",
        holds: |input| {
            is(input, |tc| tc.allowed_vendors.as_ref().is_some_and(|set| !set.is_empty()))
        },
    },
    Class {
        name: "many-runs",
        about: "consents, legitimate interests or disclosed vendors have more than 4,095 runs, so that \
            ranges are impossible",
        holds: |input| {
            is(input, |tc| {
                let sets = [Some(&tc.vendor_consents), Some(&tc.vendor_legitimate_interests)];
                sets.into_iter()
                    .chain([tc.disclosed_vendors.as_ref()])
                    .flatten()
                    .any(|set| set.runs().count() > 4095)
            })
        },
    },
    Class {
        name: "restrictions",
        about: "the string has a restriction",
        holds: |input| is(input, |tc| !tc.publisher_restrictions.is_empty()),
    },
    Class {
        name: "restricted-vendors",
        about: "the string has a restriction with vendors",
        holds: |input| {
            is(input, |tc| tc.publisher_restrictions.iter().any(|one| !one.vendors.is_empty()))
        },
    },
    Class {
        name: "empty-or-repeated-restriction",
        about: "a restriction has no vendors, or the purpose and type of an earlier one",
        holds: |input| is(input, has_empty_or_repeated_restriction),
    },
    Class {
        name: "empty-repeated-or-purpose-0-restriction",
        about: "a restriction has no vendors, the purpose and type of an earlier one, or purpose 0",
        holds: |input| {
            is(input, |tc| {
                has_empty_or_repeated_restriction(tc)
                    || tc.publisher_restrictions.iter().any(|record| record.purpose.get() == 0)
            })
        },
    },
    Class {
        name: "restriction-type-3",
        about: "a restriction with vendors has type 3",
        holds: |input| {
            is(input, |tc| {
                let mut records = tc.publisher_restrictions.iter();
                records.any(|one| {
                    !one.vendors.is_empty() && one.restriction_type == RestrictionType::Undefined
                })
            })
        },
    },
    Class {
        name: "restriction-for-purpose-0",
        about: "a restriction with vendors is for purpose 0",
        holds: |input| {
            is(input, |tc| {
                tc.publisher_restrictions
                    .iter()
                    .any(|one| !one.vendors.is_empty() && one.purpose.get() == 0)
            })
        },
    },
    Class {
        name: "range-to-65535",
        about: "a range entry in version 2 ends with vendor 65535",
        holds: |input| {
            is(input, |_| true)
                && entries(input).any(|entry| entry.is_range && entry.range.end() == u16::MAX)
        },
    },
    Class {
        name: "whole-range-list",
        about: "the entries have more than 1,000 million ids in total",
        holds: |input| entries(input).map(|entry| entry.range.len()).sum::<usize>() > 1_000_000_000,
    },
    Class {
        name: "lone-sextet",
        about: "a segment has one character more than a multiple of four",
        holds: |input| {
            input.value().is_some() && input.text.split('.').any(|segment| segment.len() % 4 == 1)
        },
    },
    Class {
        name: "bits-after-the-last-byte",
        about: "the bits after the last whole byte of a segment contain a set bit or a field",
        holds: |input| layout(input).any(|layout| bits_after_the_last_byte(input, layout)),
    },
];

fn layout(input: &Input) -> impl Iterator<Item = &Layout> {
    input.decoded.as_ref().ok().map(|(_, layout)| layout).into_iter()
}

fn is(input: &Input, holds: impl Fn(&TcString) -> bool) -> bool {
    matches!(input.value(), Some(AnyTcString::V2(tc)) if holds(tc))
}

fn has_empty_or_repeated_restriction(tc: &TcString) -> bool {
    let mut earlier = BTreeSet::new();
    let mut records = tc.publisher_restrictions.iter();
    records.any(|record| {
        record.vendors.is_empty()
            || !earlier.insert((record.purpose.get(), record.restriction_type.name()))
    })
}

fn times(value: &AnyTcString) -> [u64; 2] {
    match value {
        AnyTcString::V1(v1) => [v1.created.get(), v1.last_updated.get()],
        AnyTcString::V2(tc) => [tc.created.get(), tc.last_updated.get()],
    }
}

/// The entries of all sections and restrictions.
pub(crate) fn entries(input: &Input) -> impl Iterator<Item = RangeEntry> {
    layout(input).flat_map(|layout| &layout.segments).flat_map(|segment| {
        let sections = segment.sections.iter().flat_map(|section| match &section.encoding {
            SectionEncoding::BitField => [].iter(),
            SectionEncoding::Ranges { entries, .. } => entries.iter(),
        });
        sections
            .chain(segment.restrictions.iter().flat_map(|record| record.entries.iter()))
            .copied()
    })
}

fn bits_after_the_last_byte(input: &Input, layout: &Layout) -> bool {
    let Some(AnyTcString::V2(tc)) = input.value() else { return false };
    let segments = layout.segments.iter().zip(input.text.split('.'));
    segments.into_iter().any(|(layout, text)| {
        let whole = text.len() * 6 / 8 * 8;
        let fields = sizes::laid_out(layout, sizes::fixed_bits(tc, layout.segment));
        fields > whole || layout.tail.set_bits().any(|bit| fields + bit >= whole)
    })
}
