//! Tests of Canadian sections.

use alloc::vec::Vec;

use super::{CanadaSection, CanadaWire, NotReadable, TcfCanada};
use crate::gpp::Section;
use crate::value::{
    PublisherRestrictions, RestrictionType, SectionId, U6, VendorId, VendorRange, VendorRanges,
    VendorSet,
};

fn decode(text: &str) -> CanadaSection {
    match Section::decode(SectionId::TCF_CA_V1, text) {
        Ok(Section::TcfCaV1(canada)) => *canada,
        other => panic!("{text}: {other:?}"),
    }
}

fn ids(set: &VendorSet) -> Vec<u16> {
    set.iter().map(VendorId::get).collect()
}

/// Texts of other implementations.
#[test]
fn the_encoding_of_vendors_is_recognized() {
    let current = "BPSG_8APSG_8AAyACAENGdCgf_gfgAfgfgBhADVqxGAD0AILVgAA.fHHHA4444ao";
    // Bit fields, which are the same in the legacy encoding.
    let bit_fields = "BPSG_8APSG_8AAyACAENGdCgf_gfgAfgfgBgABABAAABAB4AACACAAA.fHHHA4444ao";
    for text in [current, bit_fields] {
        let canada = decode(text);
        assert_eq!(canada.wire, CanadaWire::Current, "{text}");
        assert_eq!(ids(&canada.vendor_express_consent), [12, 24, 48]);
        assert_eq!(ids(&canada.vendor_implied_consent), [18, 30]);
        assert_eq!(canada.publisher_purposes.unwrap().custom_purposes.count().get(), 3);
    }
    let old = "CPpcCoAPpcCoAPoABABGCyCQAEAAAEAAAAEFABAEEAN8AEAN4A.YAAAAAAAAAA";
    let canada = decode(old);
    assert_eq!((canada.version.get(), canada.wire), (2, CanadaWire::Legacy));
    assert_eq!(ids(&canada.vendor_express_consent), [130]);
    assert_eq!(ids(&canada.vendor_implied_consent), [111]);
    assert_eq!(canada.publisher_restrictions, None);
    let disclosed = [1, 2, 3, 5, 6, 7, 10, 11, 12];
    for text in ["IAGO5w", "IAGO5wAA"] {
        let core = "BPSG_8APSG_8AAAAAAENAACAAAAAAAAAAAAAAAAAAA.YAAAAAAAAAA.";
        let canada = decode(&alloc::format!("{core}{text}"));
        assert_eq!(ids(canada.disclosed_vendors.as_ref().unwrap()), disclosed);
    }
}

/// Read as Fibonacci codes, such entries are ids above the highest one.
#[test]
fn many_ranges_of_the_legacy_encoding_are_not_read_as_fibonacci_codes() {
    let value = TcfCanada {
        wire: CanadaWire::Legacy,
        vendor_express_consent: (1..=62).filter_map(|n| VendorId::new(n * 13)).collect(),
        vendor_implied_consent: (1..=62).filter_map(|n| VendorId::new(n * 977)).collect(),
        ..TcfCanada::default()
    };
    let text = CanadaSection::new(value.clone()).unwrap().encode();
    assert_eq!(decode(&text).into_value(), value);
}

#[test]
fn a_european_string_is_in_the_wrong_section() {
    let text = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";
    let error = Section::decode(SectionId::TCF_CA_V1, text).unwrap_err();
    assert_eq!((error.code(), error.offset()), ("X036", 0));
    let canada = "BPSG_8APSG_8AAyACAENGdCgf_gfgAfgfgBhADVqxGAD0AILVgAA";
    let error = Section::decode(SectionId::TCF_EU_V2, canada).unwrap_err();
    assert_eq!(error.code(), "X036");
}

/// Every encoding of several values is either read as the value or refused.
#[test]
fn values_are_read_back_in_every_encoding() {
    let sets: Vec<VendorSet> = [
        [].as_slice(),
        &[1],
        &[130],
        &[12, 24, 48],
        &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        &[1, 65535],
        &[800, 801, 802, 900],
    ]
    .iter()
    .map(|ids| VendorSet::from_ids(ids.iter().copied()).unwrap())
    .collect();
    let restrictions = |vendors: &VendorSet| {
        let mut restrictions = PublisherRestrictions::default();
        let vendors = VendorRanges::new(vendors.runs()).unwrap();
        let purpose = U6::new(2).unwrap();
        restrictions.push(purpose, RestrictionType::RequireConsent, &vendors).unwrap();
        restrictions
    };
    let (mut made, mut refused) = (0, 0);
    for wire in CanadaWire::ALL {
        for express in &sets {
            for implied in &sets {
                for records in
                    [None, Some(PublisherRestrictions::default()), Some(restrictions(express))]
                {
                    let value = TcfCanada {
                        wire,
                        vendor_express_consent: express.clone(),
                        vendor_implied_consent: implied.clone(),
                        publisher_restrictions: records,
                        disclosed_vendors: Some(implied.clone()),
                        ..TcfCanada::default()
                    };
                    match CanadaSection::new(value.clone()) {
                        Ok(canada) => {
                            made += 1;
                            let text = canada.encode();
                            assert_eq!(decode(&text).into_value(), value, "{text}");
                        }
                        Err(NotReadable) => refused += 1,
                    }
                }
            }
        }
    }
    assert!(made > 200 && refused > 0, "{made} {refused}");
}

/// Bit fields are the same in the current and the legacy encoding.
#[test]
fn a_legacy_value_without_ranges_is_padded() {
    let legacy = TcfCanada { wire: CanadaWire::Legacy, ..TcfCanada::default() };
    let text = CanadaSection::new(legacy.clone()).unwrap().encode();
    assert_eq!(decode(&text).into_value(), legacy);
    let current = CanadaSection::new(TcfCanada::default()).unwrap().encode();
    assert_eq!(text, alloc::format!("{current}AAAA"));
}

#[test]
fn ids_do_not_exceed_the_highest_one() {
    let canada = TcfCanada {
        vendor_express_consent: [VendorRange::ALL].into_iter().collect(),
        ..TcfCanada::default()
    };
    let text = CanadaSection::new(canada.clone()).unwrap().encode();
    assert_eq!(decode(&text).into_value(), canada);
    assert!(text.len() < 60, "{text}");
}
