//! A simple reader of GPP headers and US sections to compare the fast one with. It reads bit by bit
//! and was written from the specification.

use tcf_codec::{Error, SectionId};

use crate::reference_reader::ALPHABET;

/// The fields of each US section after its version, as the specification lists them: a name, and
/// the number of values of a list. Then the number of bits, and whether the section has GPC.
const SECTIONS: [(u16, &str, usize, bool); 22] = [
    (7, "SN SON ShON TAN SPN SLN SO ShO TAO SDP12 KC2 PDC M", 60, true),
    (7, "SN SON ShON TAN SPN SLN SO ShO TAO SDP16 KC3 PDC M", 70, true),
    (8, "SON ShON SLN SO ShO SDP9 KC2 PDC M", 46, true),
    (9, "SN SON TAN SO TAO SDP8 KC M", 40, false),
    (10, "SN SON TAN SO TAO SDP7 KC M", 38, true),
    (11, "SN SON TAN SPN SO TAO SDP8 KC M", 42, false),
    (12, "SN SON TAN SO TAO SDP8 KC3 M", 44, true),
    (13, "PN SON TAN SO TAO SDP8 KC3 ADP M", 46, false),
    (14, "SN SON TAN SO TAO SDP8 KC3 ADP M", 46, true),
    (15, "PN SON TAN SO TAO SDP11 KC3 ADP M", 52, true),
    (16, "PN SON TAN SO TAO SDP8 KC ADP M", 42, true),
    (17, "PN SON TAN SO TAO SDP9 KC5 ADP M", 52, true),
    (18, "PN SON TAN SDN SO TAO SDP8 KC M", 42, true),
    (19, "PN SON TAN SO TAO SDP8 KC ADP M", 42, true),
    (20, "PN SON TAN SO TAO SDP8 KC3 ADP M", 46, true),
    (21, "PN SON TAN SO TAO SDP10 KC5 ADP M", 54, true),
    (22, "PN SON TAN SO TAO SDP8 KT ADP M", 42, true),
    (23, "PN SON TAN SO TAO SDP8 KC ADP M", 42, true),
    (24, "MC MM PN SON TAN SO TAO ADP", 22, true),
    (25, "MC MM PN SON TAN SO TAO KC ADP", 24, false),
    (26, "MC MM PN SON TAN SO TAO KC ADP", 24, false),
    (27, "MC MM PN SON TAN SO TAO KC ADP", 24, false),
];

fn name(short: &str) -> &'static str {
    match short {
        "SN" => "SharingNotice",
        "PN" => "ProcessingNotice",
        "SON" => "SaleOptOutNotice",
        "ShON" => "SharingOptOutNotice",
        "TAN" => "TargetedAdvertisingOptOutNotice",
        "SLN" => "SensitiveDataLimitUseNotice",
        "SPN" => "SensitiveDataProcessingOptOutNotice",
        "SDN" => "SensitiveDataOptOutNotice",
        "SO" => "SaleOptOut",
        "ShO" => "SharingOptOut",
        "TAO" => "TargetedAdvertisingOptOut",
        "SDP" => "SensitiveDataProcessing",
        "KC" => "KnownChildSensitiveDataConsents",
        "KT" => "KnownChildSensitiveDataConsent",
        "PDC" => "PersonalDataConsents",
        "ADP" => "AdditionalDataProcessingConsent",
        "MC" => "MspaCoveredTransaction",
        "MM" => "MspaMode",
        other => panic!("no such field: {other}"),
    }
}

/// The names of all values of a row, with the index of those in lists.
fn values_of(row: &str) -> Vec<String> {
    let mut values = Vec::new();
    for field in row.split(' ') {
        if field == "M" {
            values.extend(["MspaCoveredTransaction", "MspaOptOutOptionMode"].map(String::from));
            values.push("MspaServiceProviderMode".into());
            continue;
        }
        let short = field.trim_end_matches(|character: char| character.is_ascii_digit());
        match field[short.len()..].parse::<usize>() {
            Err(_) => values.push(name(short).into()),
            Ok(count) => {
                values.extend((0..count).map(|index| format!("{}[{index}]", name(short))));
            }
        }
    }
    values
}

/// The rows of a section.
pub(super) fn rows(section: u16) -> Vec<(Vec<String>, usize, bool)> {
    SECTIONS
        .iter()
        .filter(|(id, ..)| *id == section)
        .map(|(_, row, bits, gpc)| {
            let values = values_of(row);
            assert_eq!(6 + 2 * values.len(), *bits, "{section}");
            (values, *bits, *gpc)
        })
        .collect()
}

/// Why and where a text is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GppRejection {
    /// The code of the fault.
    pub code: &'static str,
    /// The section, if the fault is in a section.
    pub section: Option<u16>,
    /// The sub-section, if known.
    pub segment: Option<&'static str>,
    /// The path of the first invalid field.
    pub field: Option<String>,
    /// The offset of the first bit of that field within its sub-section.
    pub bit: Option<u32>,
    /// The byte offset in the text.
    pub character: usize,
}

impl From<Error> for GppRejection {
    fn from(error: Error) -> Self {
        Self {
            code: error.code(),
            section: error.section().map(SectionId::get),
            segment: error.segment(),
            field: error.field().map(|path| path.to_string()),
            bit: error.bit(),
            character: error.offset(),
        }
    }
}

/// Reads the bits of a sub-section.
struct Subsection {
    section: Option<u16>,
    segment: Option<&'static str>,
    start: usize,
    bits: Vec<bool>,
    /// The first invalid character.
    bad: Option<usize>,
    at: usize,
}

impl Subsection {
    fn new(section: Option<u16>, segment: Option<&'static str>, start: usize, text: &str) -> Self {
        let (mut bits, mut bad) = (Vec::new(), None);
        for (at, character) in text.char_indices() {
            let Some(sextet) = sextet(character) else {
                bad = Some(start + at);
                break;
            };
            bits.extend((0..6).rev().map(|bit| sextet >> bit & 1 == 1));
        }
        Self { section, segment, start, bits, bad, at: 0 }
    }

    fn reject(&self, code: &'static str, field: &str, bit: usize) -> GppRejection {
        GppRejection {
            code,
            section: self.section,
            segment: self.segment,
            field: Some(field.into()),
            bit: Some(u32::try_from(bit).unwrap()),
            character: self.start + bit / 6,
        }
    }

    /// The error for a field that starts at `bit` and is not complete.
    fn truncated(&self, field: &str, bit: usize) -> GppRejection {
        if let Some(character) = self.bad {
            return GppRejection { character, ..self.reject("X021", field, bit) };
        }
        let code = if self.section.is_some() { "X008" } else { "X003" };
        self.reject(code, field, bit)
    }

    fn number(&mut self, field: &str, width: usize) -> Result<u64, GppRejection> {
        let start = self.at;
        if start + width > self.bits.len() {
            return Err(self.truncated(field, start));
        }
        self.at += width;
        let bits = &self.bits[start..self.at];
        Ok(bits.iter().fold(0, |number, &bit| number * 2 + u64::from(bit)))
    }

    /// A Fibonacci code; large numbers are all the same.
    fn fibonacci(&mut self, field: &str) -> Result<u64, GppRejection> {
        let start = self.at;
        let (mut sum, mut part, mut next) = (0_u64, 1_u64, 2_u64);
        let mut before = false;
        loop {
            let Some(&bit) = self.bits.get(self.at) else {
                return Err(self.truncated(field, start));
            };
            self.at += 1;
            if bit && before {
                return Ok(sum.min(u64::from(u32::MAX)));
            }
            if bit {
                sum = sum.saturating_add(part);
            }
            before = bit;
            (part, next) = (next, part.saturating_add(next));
        }
    }

    /// Ranges of ids as pairs. Lengths must not add up to more than `limit`.
    fn ranges(&mut self, part: &str, limit: u64) -> Result<Vec<(u64, u64)>, GppRejection> {
        let count = self.number(&format!("{part}.NumEntries"), 12)?;
        let mut ranges = Vec::new();
        let (mut last, mut lengths) = (0, 0_u64);
        for index in 0..count {
            let entry = |field: &str| format!("{part}.RangeEntry[{index}].{field}");
            let is_range = self.number(&entry("IsARange"), 1)? == 1;
            let bit = self.at;
            let start = last + self.fibonacci(&entry("Offset"))?;
            if start > 65535 {
                return Err(self.reject("X007", &entry("Offset"), bit));
            }
            let mut end = start;
            if is_range {
                let bit = self.at;
                let length = self.fibonacci(&entry("Length"))?;
                lengths += length;
                end += length;
                if lengths > limit {
                    return Err(self.reject("X020", &entry("Length"), bit));
                }
                if end > 65535 {
                    return Err(self.reject("X007", &entry("Length"), bit));
                }
            }
            ranges.push((start, end));
            last = end;
        }
        Ok(ranges)
    }

    /// Checks that the tail has no invalid character.
    fn finish(&self) -> Result<(), GppRejection> {
        match self.bad {
            None => Ok(()),
            Some(character) => Err(GppRejection {
                field: None,
                bit: None,
                character,
                ..self.reject("X021", "", 0)
            }),
        }
    }
}

fn sextet(character: char) -> Option<usize> {
    match character {
        '+' => Some(62),
        '/' => Some(63),
        _ => ALPHABET.find(character),
    }
}

fn framing(code: &'static str, section: Option<u16>, character: usize) -> GppRejection {
    GppRejection { code, section, segment: None, field: None, bit: None, character }
}

/// Reads the header. Returns the ids with the byte ranges of their sections.
pub fn read_header(text: &str) -> Result<Vec<(u16, std::ops::Range<usize>)>, GppRejection> {
    if text.len() > 65536 {
        return Err(framing("X025", None, 0));
    }
    let lowered = text.to_ascii_lowercase();
    if ["${", "$%7b", "%24{", "%24%7b"].into_iter().any(|start| lowered.starts_with(start)) {
        return Err(framing("X024", None, 0));
    }
    let parts: Vec<&str> = text.split('~').collect();
    let sections = parts.len() - 1;
    let mut header = Subsection::new(None, None, 0, parts[0]);
    if header.number("Type", 6)? != 3 {
        return Err(header.reject("X001", "Type", 0));
    }
    if header.number("Version", 6)? != 1 {
        return Err(header.reject("X002", "Version", 6));
    }
    let limit = if sections == 0 { u64::MAX } else { u64::try_from(sections).unwrap() };
    let ranges = header.ranges("Sections", limit)?;
    header.finish()?;
    let count: u64 = ranges.iter().map(|(start, end)| end - start + 1).sum();
    if count != u64::try_from(sections).unwrap() {
        return Err(framing("X004", None, parts[0].len()));
    }
    let mut start = parts[0].len() + 1;
    let mut read = Vec::new();
    let ids = ranges.iter().flat_map(|&(start, end)| start..=end);
    for (id, body) in ids.zip(&parts[1..]) {
        if body.is_empty() {
            return Err(framing("X005", None, start));
        }
        read.push((u16::try_from(id).unwrap(), start..start + body.len()));
        start += body.len() + 1;
    }
    Ok(read)
}

/// The values of a US section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainUs {
    /// Version, or MspaVersion.
    pub version: u64,
    /// The values of the core by name.
    pub values: Vec<(String, u64)>,
    /// The GPC sub-section.
    pub gpc: Option<bool>,
    /// The sub-section of sensitive data.
    pub sensitive_data: Option<Vec<u64>>,
    /// The texts of the other sub-sections.
    pub undefined: Vec<String>,
    /// Whether the section starts with a section header.
    pub has_section_header: bool,
}

/// Reads a US section that starts at offset `start`.
pub fn read_us(section: u16, body: &str, start: usize) -> Result<PlainUs, GppRejection> {
    let mut at = start;
    let mut subsections: Vec<(usize, &str)> = Vec::new();
    for text in body.split('.') {
        subsections.push((at, text));
        at += text.len() + 1;
    }
    let bits = |segment, (at, text): (usize, &str)| {
        if text.is_empty() {
            return Err(framing("X033", Some(section), at));
        }
        Ok(Subsection::new(Some(section), Some(segment), at, text))
    };
    let first_sextet = |text: &str| text.chars().next().and_then(sextet);
    let is_type_1 = |text: &str| first_sextet(text).is_some_and(|first| first / 16 == 1);
    let is_gpc = |text: &str| text.len() <= 2 && is_type_1(text);
    let mut rest = subsections.as_slice();
    if is_gpc(rest[0].1) {
        let gpc = bits("gpc", rest[0])?;
        return Err(gpc.reject("X030", "SubsectionType", 0));
    }
    let has_section_header =
        section >= 24 && first_sextet(rest[0].1).is_some_and(|first| (24..28).contains(&first));
    if has_section_header {
        let mut header = bits("header", rest[0])?;
        if header.number("SectionID", 6)? != u64::from(section) {
            return Err(header.reject("X038", "SectionID", 0));
        }
        if header.number("Version", 6)? != 1 {
            return Err(header.reject("X015", "Version", 6));
        }
        let listed = match header.ranges("SubSections", u64::MAX) {
            Err(GppRejection { code: "X007", .. }) => None,
            other => Some(other?),
        };
        header.finish()?;
        rest = &rest[1..];
        let expected = match rest.len() {
            1 => Some(vec![]),
            2 => Some(vec![(1, 1)]),
            _ => None,
        };
        if listed.is_none() || listed != expected {
            return Err(header.reject("X037", "SubSections.NumEntries", 12));
        }
    }
    let mut core = bits("core", rest[0])?;
    let (version, values) = read_core(section, &mut core)?;
    core.finish()?;
    let has_gpc = rows(section)[0].2;
    let mut us = PlainUs {
        version,
        values,
        gpc: None,
        sensitive_data: None,
        undefined: Vec::new(),
        has_section_header,
    };
    for (index, &subsection) in rest[1..].iter().enumerate() {
        let text = subsection.1;
        let invalid = first_sextet(text).is_none() && !text.is_empty();
        if has_gpc && (is_type_1(text) || invalid) && (index == 0 || us.gpc.is_some()) {
            let mut gpc = bits("gpc", subsection)?;
            gpc.number("SubsectionType", 2)?;
            let found = gpc.number("Gpc", 1)? == 1;
            gpc.finish()?;
            if us.gpc.is_some_and(|gpc| gpc != found) {
                let conflict = framing("X031", Some(section), subsection.0);
                return Err(GppRejection { segment: Some("gpc"), ..conflict });
            }
            us.gpc = Some(found);
        } else if section >= 25
            && !["Q", "Y", "QA", "YA"].contains(&text)
            && (index == 0 || us.sensitive_data.is_some() && text.len() >= 3)
        {
            let mut data = bits("sensitiveData", subsection)?;
            let found = (0..8)
                .map(|index| data.number(&format!("SensitiveDataProcessing[{index}]"), 2))
                .collect::<Result<Vec<_>, _>>()?;
            data.finish()?;
            if us.sensitive_data.as_ref().is_some_and(|first| *first != found) {
                let conflict = framing("X031", Some(section), subsection.0);
                return Err(GppRejection { segment: Some("sensitiveData"), ..conflict });
            }
            us.sensitive_data = Some(found);
        } else {
            bits("undefined", subsection)?.finish()?;
            us.undefined.push(text.replace('+', "-").replace('/', "_"));
        }
    }
    Ok(us)
}

/// Reads the core: its version and its values.
fn read_core(
    section: u16,
    core: &mut Subsection,
) -> Result<(u64, Vec<(String, u64)>), GppRejection> {
    let field = if section >= 24 { "MspaVersion" } else { "Version" };
    let version = core.number(field, 6)?;
    let known = match section {
        7 => (1..=2).contains(&version),
        8..24 => version == 1,
        _ => true,
    };
    if !known {
        return Err(core.reject("X015", field, 0));
    }
    let length = core.bits.len();
    let covered = |core: &Subsection| core.bits[64] || core.bits[65];
    let wide = section == 7
        && match version {
            1 => length >= 70 && core.bits[60..].contains(&true) && covered(core),
            _ => !(60..70).contains(&length),
        };
    let rows = rows(section);
    let (names, ..) = &rows[usize::from(wide)];
    let values = names
        .iter()
        .map(|name| Ok((name.clone(), core.number(name, 2)?)))
        .collect::<Result<_, GppRejection>>()?;
    Ok((version, values))
}
