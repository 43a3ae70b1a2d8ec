//! Tests of US sections.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::fields as f;
use super::{U2, UsError, UsFormat, UsSection};
use crate::field::Field;
use crate::gpp::{Container, Section};
use crate::value::{SectionId, U6};

fn decode(id: SectionId, text: &str) -> UsSection {
    match Section::decode(id, text) {
        Ok(Section::Us(us)) => us,
        other => panic!("{text}: {other:?}"),
    }
}

fn list(us: &UsSection, field: Field) -> Vec<u8> {
    us.list(field).unwrap().collect()
}

fn u2(value: u16) -> U2 {
    U2::new(value).unwrap()
}

/// The number of bits of each core, as published.
#[test]
fn every_us_section_has_its_published_width() {
    let widths =
        [70, 46, 40, 38, 42, 44, 46, 46, 52, 42, 52, 42, 42, 46, 54, 42, 42, 22, 24, 24, 24];
    for (id, width) in (7..=27).zip(widths) {
        let id = SectionId::new(id).unwrap();
        let format = &UsFormat::of(id)[0];
        assert_eq!((format.section(), format.bits()), (id, width));
        // A value of each format survives encoding, and its text is as long as its bits.
        for format in UsFormat::of(id) {
            let us = UsSection::with_format(format);
            let text = us.encode();
            assert_eq!(decode(id, &text), us, "{text}");
            assert_eq!(text.rsplit('.').next().unwrap().len(), format.bits().div_ceil(6));
        }
    }
    assert!(UsFormat::of(SectionId::USP_V1).is_empty());
    assert!(UsFormat::of(SectionId::new(28).unwrap()).is_empty());
}

/// Examples of the specification and of other implementations.
#[test]
fn published_examples_are_canonical() {
    for (name, text) in [
        ("usnat", "BVVVVVVVVW.Y"),
        ("usca", "BVqqqqpY.Y"),
        ("usva", "BVVVVWY"),
        ("usco", "BVVVVVg.Y"),
        ("usut", "BVVVVVm"),
        ("usct", "BVVVVVVg.Y"),
        ("usin", "ZBABY.BQAA.AAA"),
        ("usmd", "YBABY.BQAA.Y"),
        ("usmd", "YBAA.BQAA"),
        ("usky", "aBAA.BQAA"),
        ("usri", "bBABY.BQAA.AAA"),
    ] {
        let us = decode(SectionId::from_name(name).unwrap(), text);
        assert_eq!(us.encode(), text, "{name}");
    }
}

/// The four formats of the US national section.
#[test]
fn version_and_width_tell_the_formats_of_usnat_apart() {
    for (text, version, version_of_fields, covered) in [
        ("BVVVVVVVVWA", 1, 1, 1),
        // Without padding.
        ("BVQqAAAAAg", 1, 1, 2),
        ("BVQVAAAAAg", 1, 1, 2),
        // Zeros after version 1 are a tail.
        ("BVVVVVVVVWAAAAAAAAAAAAAAAAA", 1, 1, 1),
        ("CAAAAAAAAAWA", 2, 2, 2),
        ("BVAoAAAAAABk", 1, 2, 1),
        ("BVQVAAAAAAGA", 1, 2, 2),
        ("BVQqAAAAAABo", 1, 2, 1),
        ("CAAAAAAAAA", 2, 1, 0),
        ("CVQqAAAACg", 2, 1, 2),
    ] {
        let us = decode(SectionId::US_NAT, text);
        assert_eq!(
            (us.version(), us.format().version_of_fields(), us.get(f::MSPA_COVERED_TRANSACTION)),
            (version, version_of_fields, Some(covered)),
            "{text}"
        );
        let sensitive = list(&us, f::SENSITIVE_DATA_PROCESSING).len();
        assert_eq!(sensitive, if version_of_fields == 1 { 12 } else { 16 });
        assert_eq!(decode(SectionId::US_NAT, &us.encode()), us);
    }
    let hybrid = decode(SectionId::US_NAT, "BVQqAAAAAABo");
    assert_eq!(hybrid.format().to_string(), "usnat version 1 with the fields of version 2");
    assert_eq!(hybrid.get(f::SALE_OPT_OUT), Some(2));
    assert_eq!(hybrid.encode(), "BVQqAAAAAABo");
}

#[test]
fn gpc_has_three_states() {
    for (text, gpc) in [
        ("BVqqqqpY", None),
        ("BVqqqqpY.Y", Some(true)),
        ("BVqqqqpY.YA", Some(true)),
        ("BVqqqqpY.Q", Some(false)),
        // A sub-section of another type says nothing.
        ("BVqqqqpY.A", None),
        ("BVqqqqpY.I", None),
        // Not in its place.
        ("BVqqqqpY.A.Y", None),
    ] {
        assert_eq!(decode(SectionId::US_CA, text).gpc(), gpc, "{text}");
    }
}

#[test]
fn sections_24_to_27_have_two_forms() {
    for (name, with_header, without) in [
        ("usmd", "YBABY.BVWg.Y", "BVWg.Y"),
        ("usmd", "YBAA.BVWg", "BVWg"),
        ("usin", "ZBABY.BQAA.VVU", "BQAA.VVU"),
    ] {
        let id = SectionId::from_name(name).unwrap();
        let (mut one, other) = (decode(id, with_header), decode(id, without));
        assert!(one.has_section_header() && !other.has_section_header());
        assert_ne!(one, other);
        assert_eq!(other.encode(), without);
        one.set_section_header(false).unwrap();
        assert_eq!(one, other);
    }
    let sensitive = decode(SectionId::US_IN, "ZBABY.BQAA.VVU");
    assert_eq!(list(&sensitive, f::SENSITIVE_DATA_PROCESSING), [1; 8]);
    assert_eq!(sensitive.get(f::MSPA_COVERED_TRANSACTION), Some(1));
    assert!(decode(SectionId::US_IN, "ZBAA.BQAA").list(f::SENSITIVE_DATA_PROCESSING).is_none());
}

#[test]
fn undefined_subsections_are_kept() {
    for (name, text) in [
        ("usva", "BVoYYYI.YA"),
        ("usca", "BVqqqqpY.Y.ABC"),
        ("usca", "BVqqqqpY.Q.A"),
        ("usca", "BVqqqqpY.A"),
        ("usin", "BQAA.AAA.B"),
        ("usin", "BQAA.YA"),
        ("usin", "ZBABY.BQAA.Y"),
        ("usmd", "YBABY.BQAA.A"),
    ] {
        let us = decode(SectionId::from_name(name).unwrap(), text);
        assert!(!us.undefined_subsections().is_empty());
        assert_eq!(us.gpc() == Some(true), text.contains(".Y."), "{text}");
        assert_eq!(us.encode(), text);
    }
}

#[test]
fn a_second_subsection_of_the_same_value_says_nothing() {
    for (name, text, canonical) in [
        ("usca", "BVqqqqpY.Y.YA.Y", "BVqqqqpY.Y"),
        ("usca", "BVqqqqpY.Q.A.QA", "BVqqqqpY.Q.A"),
        ("usin", "BQAA.AAA.AAA", "BQAA.AAA"),
    ] {
        assert_eq!(decode(SectionId::from_name(name).unwrap(), text).encode(), canonical);
    }
}

#[test]
fn faults_have_a_code_and_a_position() {
    for (text, code, segment, bit, offset) in [
        ("DBABLA~YA", "X030", Some("gpc"), Some(0), 7),
        ("DBABBg~xlgWEYCZAA", "X015", Some("core"), Some(0), 7),
        ("DBABLA~BVVVVVVVVWA.YA.QA", "X031", Some("gpc"), None, 22),
        ("DBABLA~BVVVVVVVVWA.", "X033", None, None, 19),
        ("DBABLA~BVVVVVVVVWA..YA", "X033", None, None, 19),
        ("DBABLA~.YA", "X033", None, None, 7),
        ("DBABEY~YBAA.BVWg.Y", "X037", Some("header"), Some(12), 9),
        ("DBABEY~YBABY.BVWg", "X037", Some("header"), Some(12), 9),
        ("DBABEY~YBABM.BVWg.Y", "X037", Some("header"), Some(12), 9),
        ("DBABUY~YBAA.BVWg", "X038", Some("header"), Some(0), 7),
        ("DBABUY~ZCAA.BVWg", "X015", Some("header"), Some(6), 8),
        ("DBABUY~ZBA.BVWg", "X008", Some("header"), Some(12), 9),
        ("DBABFg~B.AAAAWA", "X008", Some("core"), Some(6), 8),
        ("DBABBg~BVqqqqp", "X008", Some("core"), Some(42), 14),
        ("DBABBg~BVqqqqpY.%", "X021", Some("gpc"), Some(0), 16),
        ("DBABBg~BVqqqqpY=", "X021", Some("core"), None, 15),
        ("DBABLA~BVVVVVVVV", "X008", Some("core"), Some(54), 16),
        ("DBABUY~ZBABY.BQAA.AA", "X008", Some("sensitiveData"), Some(12), 20),
    ] {
        let container = Container::new(text).unwrap();
        let section = container.sections().next().unwrap();
        let error = section.decode().unwrap_err();
        let found = (error.code(), error.segment(), error.bit(), error.offset());
        assert_eq!(found, (code, segment, bit, offset), "{text}: {error}");
        assert_eq!(error.section(), Some(section.id()));
    }
}

#[test]
fn values_that_would_be_misread_cannot_be_made() {
    let hybrid = decode(SectionId::US_NAT, "BVQqAAAAAABo");
    let mut us = UsSection::with_format(hybrid.format());
    assert_eq!(us.set(f::MSPA_COVERED_TRANSACTION, u2(0)), Err(UsError::CoveredIsZero));
    us.set(f::MSPA_COVERED_TRANSACTION, u2(1)).unwrap();
    assert_eq!(us.set_section_header(true), Err(UsError::SectionHeader));

    let mut us = UsSection::new(SectionId::US_MD).unwrap();
    us.set_mspa_version(U6::new(25).unwrap()).unwrap();
    assert_eq!(decode(SectionId::US_MD, &us.encode()), us);
    assert_eq!(us.set_section_header(false), Err(UsError::MspaVersionIsSectionId));
    us.set_mspa_version(U6::new(2).unwrap()).unwrap();
    us.set_section_header(false).unwrap();
    assert_eq!(us.set_mspa_version(U6::new(24).unwrap()), Err(UsError::MspaVersionIsSectionId));

    let mut us = UsSection::new(SectionId::US_CA).unwrap();
    let refused = Err(UsError::UndefinedSubsection);
    let texts = |text: &str| alloc::vec![String::from(text)];
    assert_eq!(us.set_undefined_subsections(texts("YA")), refused);
    us.set_gpc(Some(true)).unwrap();
    for text in ["", "a.b", "Q", "a~"] {
        assert_eq!(us.set_undefined_subsections(texts(text)), refused, "{text}");
    }
    // The same value again says nothing.
    assert_eq!(us.set_undefined_subsections(texts("Y")), refused);
    us.set_undefined_subsections(texts("ABC")).unwrap();
    assert_eq!(us.gpc(), Some(true));
    let sale = us.set_list(f::SALE_OPT_OUT, &[u2(1); 2]);
    assert_eq!(sale, Err(UsError::WrongLength { field: f::SALE_OPT_OUT, expected: 1 }));
    assert!(us.set(f::PROCESSING_NOTICE, u2(1)).is_err());
    assert!(UsSection::new(SectionId::US_VA).unwrap().set_gpc(Some(true)).is_err());
    assert!(us.set_sensitive_data(Some([u2(0); 8])).is_err());
}
