//! Google's Additional Consent strings, versions 1 and 2.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU32;
use core::ops::Range;
use core::str::FromStr;

use crate::error::{Error, ErrorKind, Format};
use crate::framing::is_macro;
use crate::tcf::DecodeOptions;
use crate::text_field::{TextField, TextValue};

/// An Additional Consent string: the choices about Google's ad technology providers that are not on
/// the Global Vendor List.
///
/// ```
/// use tcf_codec::{AcChoice, AcString};
/// let ac = AcString::decode("2~1.35.41.101~dv.9.21.81")?;
/// assert_eq!(ac.choice(35), AcChoice::Granted);
/// assert_eq!(ac.choice(21), AcChoice::Refused);
/// assert_eq!(ac.choice(7), AcChoice::Unknown);
/// // Version 1 does not list refused providers.
/// assert_eq!(AcString::decode("1~1.35")?.choice(21), AcChoice::Unknown);
/// # Ok::<(), tcf_codec::Error>(())
/// ```
///
/// The lists are sets: their order and repeated ids have no meaning. A provider in both lists is
/// granted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AcString {
    version: u8,
    granted: Vec<u32>,
    refused: Option<Vec<u32>>,
}

/// The choice about a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AcChoice {
    /// The user consented.
    Granted,
    /// The provider was shown to the user, who did not consent.
    Refused,
    /// The string does not list the provider.
    Unknown,
}

/// A list of an Additional Consent string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AcList {
    /// The providers with consent.
    Granted,
    /// The providers that were shown to the user, after `dv`.
    Disclosed,
}

/// An id in the text of an Additional Consent string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcItem {
    /// The list that contains the id.
    pub list: AcList,
    /// The id.
    pub id: u32,
    /// Its byte range in the text.
    pub characters: Range<usize>,
}

impl AcString {
    /// Creates a version 1 string.
    pub fn v1(granted: impl IntoIterator<Item = NonZeroU32>) -> Self {
        let granted = sorted(granted.into_iter().map(NonZeroU32::get));
        Self { version: 1, granted, refused: None }
    }

    /// Creates a version 2 string. A provider in both lists is granted.
    pub fn v2(
        granted: impl IntoIterator<Item = NonZeroU32>,
        refused: impl IntoIterator<Item = NonZeroU32>,
    ) -> Self {
        let granted = sorted(granted.into_iter().map(NonZeroU32::get));
        let refused = without(refused.into_iter().map(NonZeroU32::get), &granted);
        Self { version: 2, granted, refused: Some(refused) }
    }

    /// Creates a version 2 string without the list of disclosed providers, which the specification
    /// requires.
    pub fn v2_without_disclosed(granted: impl IntoIterator<Item = NonZeroU32>) -> Self {
        Self { version: 2, ..Self::v1(granted) }
    }

    /// Decodes a string of at most [`DecodeOptions::DEFAULT_MAX_LEN`] bytes.
    ///
    /// # Errors
    ///
    /// Returns the first fault in the text.
    pub fn decode(text: &str) -> Result<Self, Error> {
        Self::decode_with_max_len(text, DecodeOptions::DEFAULT_MAX_LEN)
    }

    /// Decodes a string of at most `max_len` bytes.
    ///
    /// # Errors
    ///
    /// Same as [`Self::decode`].
    pub fn decode_with_max_len(text: &str, max_len: usize) -> Result<Self, Error> {
        let (mut granted, mut disclosed) = (Vec::new(), Vec::new());
        let (version, has_disclosed) = read(text, max_len, |item| match item.list {
            AcList::Granted => granted.push(item.id),
            AcList::Disclosed => disclosed.push(item.id),
        })
        .map_err(|error| error.in_format(Format::Ac))?;
        let granted = sorted(granted.into_iter());
        let refused = has_disclosed.then(|| without(disclosed.into_iter(), &granted));
        Ok(Self { version, granted, refused })
    }

    /// Version of the text, 1 or 2.
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// The providers with consent, in ascending order.
    pub fn granted(&self) -> &[u32] {
        &self.granted
    }

    /// The providers that were shown to the user without consent, in ascending order. `None` in
    /// version 1, which does not list them, and in a version 2 string without that list.
    pub fn refused(&self) -> Option<&[u32]> {
        self.refused.as_deref()
    }

    /// The choice about a provider. Unknown for all providers in a version 2 string without the
    /// list of disclosed providers, which Google's libraries ignore.
    pub fn choice(&self, provider: u32) -> AcChoice {
        let lists = |ids: &[u32]| ids.binary_search(&provider).is_ok();
        if self.version == 2 && self.refused.is_none() {
            AcChoice::Unknown
        } else if lists(&self.granted) {
            AcChoice::Granted
        } else if self.refused().is_some_and(lists) {
            AcChoice::Refused
        } else {
            AcChoice::Unknown
        }
    }

    /// Encodes the value, with ids in ascending order.
    pub fn encode(&self) -> String {
        self.to_string()
    }
}

/// Consecutive ids of providers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProviderRange {
    /// The first id.
    pub first: u32,
    /// The last id.
    pub last: u32,
}

impl ProviderRange {
    /// Number of ids.
    pub fn count(self) -> usize {
        // A list has fewer ids than a text has characters.
        usize::try_from(self.last - self.first).map_or(usize::MAX, |others| others + 1)
    }
}

/// `7`, or `7-9`.
impl fmt::Display for ProviderRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        if self.first < self.last { write!(f, "-{}", self.last) } else { Ok(()) }
    }
}

/// The ranges of ids in ascending order.
///
/// ```
/// use tcf_codec::ac::provider_ranges;
/// let ranges: Vec<_> = provider_ranges(&[7, 8, 9, 35]).iter().map(ToString::to_string).collect();
/// assert_eq!(ranges, ["7-9", "35"]);
/// ```
pub fn provider_ranges(ids: &[u32]) -> Vec<ProviderRange> {
    ids.chunk_by(|before, after| before.checked_add(1) == Some(*after))
        .filter_map(|run| Some(ProviderRange { first: *run.first()?, last: *run.last()? }))
        .collect()
}

/// The ids of a text in text order, as written: also repeated ids, and those in both lists.
///
/// # Errors
///
/// Same as [`AcString::decode`].
pub fn items(text: &str, max_len: usize) -> Result<Vec<AcItem>, Error> {
    let mut items = Vec::new();
    read(text, max_len, |item| items.push(item)).map_err(|error| error.in_format(Format::Ac))?;
    Ok(items)
}

/// Decodes a string of at most `max_len` bytes. Also returns its fields, up to the first fault:
/// `Version`, `Granted[n]`, `Disclosed` (the marker `dv`) and `Disclosed[n]`.
///
/// ```
/// use tcf_codec::ac::trace;
/// let text = "2~35.x~dv.9";
/// let (fields, result) = trace(text, 64 * 1024);
/// let fields: Vec<_> = fields.iter().map(ToString::to_string).collect();
/// assert_eq!(fields, ["Version", "Granted[0]"]);
/// assert_eq!(result.unwrap_err().offset(), 5);
/// ```
pub fn trace(text: &str, max_len: usize) -> (Vec<TextField>, Result<AcString, Error>) {
    let result = AcString::decode_with_max_len(text, max_len);
    let end = result.as_ref().map_or_else(Error::offset, |_| text.len());
    let mut fields = Vec::new();
    if end > 0 {
        let version = text.get(..1).and_then(|version| version.parse().ok());
        fields.push(TextField {
            name: "Version",
            index: None,
            characters: 0..1,
            value: version.map(TextValue::Number),
        });
    }
    let marker = text.match_indices('~').nth(1).map(|(at, _)| at + 1..at + 1 + DISCLOSED.len());
    let mut marker = marker.filter(|marker| marker.end <= end).map(|characters| TextField {
        name: "Disclosed",
        index: None,
        characters,
        value: None,
    });
    let mut counts = [0; 2];
    // The result of reading is the same again.
    let _ = read(text, max_len, |AcItem { list, id, characters }| {
        let [granted, disclosed] = &mut counts;
        let (name, count) = match list {
            AcList::Granted => ("Granted", granted),
            AcList::Disclosed => ("Disclosed", disclosed),
        };
        if list == AcList::Disclosed {
            fields.extend(marker.take());
        }
        let (index, value) = (Some(*count), Some(TextValue::Number(id)));
        fields.push(TextField { name, index, characters, value });
        *count += 1;
    });
    fields.extend(marker);
    (fields, result)
}

/// The marker before the ids of disclosed providers.
const DISCLOSED: &str = "dv";

fn sorted(ids: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut ids: Vec<u32> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The ids that are not among `others`, which are sorted.
fn without(ids: impl Iterator<Item = u32>, others: &[u32]) -> Vec<u32> {
    sorted(ids.filter(|id| others.binary_search(id).is_err()))
}

/// Reads a text and passes its ids to `each`. Returns its version and whether it has the list of
/// disclosed providers.
fn read(text: &str, max_len: usize, mut each: impl FnMut(AcItem)) -> Result<(u8, bool), Error> {
    let error = |kind, offset| Err(Error::at_offset(kind, offset));
    if text.len() > max_len {
        return error(ErrorKind::TooLong { length: text.len(), limit: max_len }, 0);
    }
    let version = match text.as_bytes() {
        [b'1', b'~', ..] => 1,
        [b'2', b'~', ..] => 2,
        _ if is_macro(text) => return error(ErrorKind::UnexpandedMacro, 0),
        _ => return error(ErrorKind::AcVersion, 0),
    };
    let mut at = "1~".len();
    let mut has_disclosed = false;
    for (index, part) in text.split('~').skip(1).enumerate() {
        match index {
            0 => read_ids(part, at, AcList::Granted, &mut each)?,
            1 if version == 2 => {
                has_disclosed = true;
                let Some(rest) = part.strip_prefix(DISCLOSED) else {
                    return error(ErrorKind::AcDisclosedPrefix, at);
                };
                match rest.strip_prefix('.') {
                    Some(ids) => read_ids(ids, at + "dv.".len(), AcList::Disclosed, &mut each)?,
                    None if rest.is_empty() => {}
                    None => return error(ErrorKind::AcDisclosedPrefix, at),
                }
            }
            // The `~` before the part.
            _ => return error(ErrorKind::AcExtraPart { version }, at - 1),
        }
        at += part.len() + 1;
    }
    Ok((version, has_disclosed))
}

/// Reads a list of ids that starts at offset `at`.
fn read_ids(
    part: &str,
    mut at: usize,
    list: AcList,
    each: &mut impl FnMut(AcItem),
) -> Result<(), Error> {
    if part.is_empty() {
        return Ok(());
    }
    for item in part.split('.') {
        if let Some((index, found)) =
            item.char_indices().find(|(_, character)| !character.is_ascii_digit())
        {
            return Err(Error::at_offset(ErrorKind::InvalidCharacter { found }, at + index));
        }
        // Empty, zero, or too large.
        let id = item.parse().ok().filter(|&id: &u32| id > 0);
        let id = id.ok_or(Error::at_offset(ErrorKind::AcId, at))?;
        each(AcItem { list, id, characters: at..at + item.len() });
        at += item.len() + 1;
    }
    Ok(())
}

/// The text, with ids in ascending order.
impl fmt::Display for AcString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~", self.version())?;
        write_ids(f, &self.granted)?;
        if let Some(refused) = self.refused() {
            f.write_str("~dv.")?;
            write_ids(f, refused)?;
        }
        Ok(())
    }
}

fn write_ids(f: &mut fmt::Formatter<'_>, ids: &[u32]) -> fmt::Result {
    ids.iter().enumerate().try_for_each(|(index, id)| {
        if index > 0 {
            f.write_str(".")?;
        }
        write!(f, "{id}")
    })
}

impl FromStr for AcString {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::decode(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, vec};

    #[test]
    fn reads_the_examples_of_the_specification() {
        for (text, granted, refused) in [
            ("1~1.35.41.101", vec![1, 35, 41, 101], None),
            ("1~", vec![], None),
            ("2~~dv.1.2.3.4.10", vec![], Some(vec![1, 2, 3, 4, 10])),
            ("2~1.2.3.4.10~dv.", vec![1, 2, 3, 4, 10], Some(vec![])),
            ("2~1.10~dv.2.3.4", vec![1, 10], Some(vec![2, 3, 4])),
            ("2~1.35.41.101~dv.9.21.81", vec![1, 35, 41, 101], Some(vec![9, 21, 81])),
        ] {
            let ac = AcString::decode(text).unwrap();
            assert_eq!((ac.granted.clone(), ac.refused.clone()), (granted, refused), "{text}");
            assert_eq!(ac.encode(), text);
        }
    }

    #[test]
    fn other_texts_of_a_value_have_one_canonical_text() {
        for (text, canonical) in [
            ("2~1.2.3.4.10~dv", "2~1.2.3.4.10~dv."),
            ("2~2.1", "2~1.2"),
            ("2~", "2~"),
            ("2~~dv", "2~~dv."),
            ("1~5.3.5.004", "1~3.4.5"),
            // A provider in both lists is granted.
            ("2~1.2~dv.2.9.3", "2~1.2~dv.3.9"),
        ] {
            let ac = AcString::decode(text).unwrap();
            assert_eq!(ac.encode(), canonical, "{text}");
            assert_eq!(AcString::decode(canonical).unwrap(), ac);
        }
    }

    #[test]
    fn faults_have_a_code_and_an_offset() {
        for (text, code, offset) in [
            ("", "A001", 0),
            ("1", "A001", 0),
            ("3~1.2.3", "A001", 0),
            ("1.2.3", "A001", 0),
            ("${ADDTL_CONSENT}", "A001", 0),
            ("1~1..2", "A002", 4),
            ("1~1.", "A002", 4),
            ("1~.1", "A002", 2),
            ("1~0", "A002", 2),
            ("1~4294967296", "A002", 2),
            ("1~1.2.3~dv.4.5", "A003", 7),
            ("2~1~dv.2~dv.3", "A012", 8),
            ("2~1~dvX5", "A013", 4),
            ("2~1~DV.5", "A013", 4),
            ("2~1~4.5", "A013", 4),
            ("2~1~", "A013", 4),
            ("2~1~dv.2.", "A002", 9),
            ("2~1 ~dv.2", "A014", 3),
            ("2~1.+2", "A014", 4),
            ("2~1~dv.2%2E3", "A014", 8),
            ("1~1.\u{e9}", "A014", 4),
        ] {
            let error = AcString::decode(text).unwrap_err();
            assert_eq!((error.code(), error.offset()), (code, offset), "{text}");
        }
        let long = format!("1~{}1", "1.".repeat(DecodeOptions::DEFAULT_MAX_LEN / 2 - 1));
        assert_eq!(AcString::decode(&long).unwrap_err().code(), "S013");
        assert_eq!(AcString::decode_with_max_len(&long, usize::MAX).unwrap().granted, [1]);
    }

    #[test]
    fn without_the_disclosed_providers_version_2_says_nothing() {
        let ac = AcString::decode("2~1.2").unwrap();
        assert_eq!(
            (ac.granted(), ac.refused(), ac.choice(1)),
            ([1, 2].as_slice(), None, AcChoice::Unknown)
        );
        assert_eq!(AcString::decode("2~1.2~dv").unwrap().choice(1), AcChoice::Granted);
    }

    /// Whatever precedes the fault is in the trace, but for separators.
    #[test]
    fn the_trace_ends_at_the_fault() {
        for (text, shown) in [
            ("2~7.7~dv.3.7", "Version Granted[0] Granted[1] Disclosed Disclosed[0] Disclosed[1]"),
            ("2~~dv", "Version Disclosed"),
            ("1~", "Version"),
            ("1~3~dv.1", "Version Granted[0]"),
            ("2~3~dv.1~4", "Version Granted[0] Disclosed Disclosed[0]"),
            ("2~3~dx.1", "Version Granted[0]"),
            ("2~3~dv.1.x", "Version Granted[0] Disclosed Disclosed[0]"),
            ("3~1", ""),
            ("${ADDTL_CONSENT}", ""),
        ] {
            let (fields, result) = trace(text, usize::MAX);
            assert_eq!(result, AcString::decode(text));
            let names: Vec<_> = fields.iter().map(ToString::to_string).collect();
            assert_eq!(names.join(" "), shown, "{text}");
            let end = result.as_ref().map_or_else(Error::offset, |_| text.len());
            let traced: Vec<_> =
                fields.iter().filter_map(|field| text.get(field.characters.clone())).collect();
            let expected: Vec<_> =
                text.split_at(end).0.split(['~', '.']).filter(|part| !part.is_empty()).collect();
            assert_eq!(traced, expected, "{text}");
        }
    }

    #[test]
    fn items_are_in_text_order() {
        let text = "2~7.7~dv.3.7";
        let items = items(text, usize::MAX).unwrap();
        let ids: Vec<_> = items.iter().map(|item| (item.list, item.id)).collect();
        let granted = (AcList::Granted, 7);
        let disclosed = |id| (AcList::Disclosed, id);
        assert_eq!(ids, [granted, granted, disclosed(3), disclosed(7)]);
        for item in items {
            assert_eq!(text.get(item.characters).unwrap().parse(), Ok(item.id));
        }
    }
}
