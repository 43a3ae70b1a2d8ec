//! Selection of vendors by id and by name, and of other ids.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use tcf_codec::{AnyTcString, Id, ParseIdError, TcString, VendorId, VendorSet};
use tcf_policy::gvl::{self, Found, Gvl, Vendor};

use crate::decide::NoVendors;

/// The vendors to decide on.
///
/// A text is a list of ids (`755`), ranges of ids (`1-5`), names, `disclosed` (the vendors that the
/// string discloses) and `all` (all vendors of the vendor list; without a list, all vendors with a
/// bit set in the string). A name matches the vendor with this name, or the only one whose name
/// contains it. If the whole text is the name of a vendor, it is not split at its commas.
///
/// ```
/// use tcf::VendorSelector;
/// use tcf::tcf_policy::gvl::Gvl;
///
/// let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140,
///     "vendors": {"7": {"id": 7, "name": "Seven, Inc."}, "8": {"id": 8, "name": "Eight"}}}"#)?;
/// let value = tcf::Input::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA")
///     .decode().unwrap().value;
/// let select = |text: &str| {
///     let ids = text.parse::<VendorSelector>()?.ids(&value, Some(&gvl))?;
///     Ok::<_, Box<dyn std::error::Error>>(ids.iter().map(|id| id.get()).collect::<Vec<_>>())
/// };
/// assert_eq!(select("1-3,755,eight")?, [1, 2, 3, 755, 8]);
/// assert_eq!(select("Seven, Inc.")?, [7]);
/// assert_eq!(select("Eihgt").unwrap_err().to_string(),
///     "no vendor of list 140 (specification 3) matches \"Eihgt\"; similar: 8 Eight");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorSelector {
    terms: Vec<Term>,
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    text: String,
    parts: Vec<Part>,
}

/// The text between commas.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Ids(VendorId, VendorId),
    Name(String),
    Disclosed,
    All,
}

/// Maximum number of candidates in a message.
const MAX_CANDIDATES: usize = 5;

impl VendorSelector {
    /// The selected ids, for one string and its vendor list.
    ///
    /// # Errors
    ///
    /// If no vendor is selected, or a name does not match exactly one.
    pub fn ids(&self, value: &AnyTcString, gvl: Option<&Gvl>) -> Result<Vec<VendorId>, NoVendors> {
        let (mut ids, mut seen) = (Vec::new(), HashSet::new());
        for term in &self.terms {
            let term = term.ids(value, gvl)?;
            ids.extend(term.into_iter().filter(|&id| seen.insert(id)));
        }
        if ids.is_empty() { Err(NoVendors::Empty) } else { Ok(ids) }
    }

    /// The same selector with ids in place of the names, for many strings with the same list.
    ///
    /// # Errors
    ///
    /// If a name does not match exactly one vendor of the list.
    pub fn resolve(&self, gvl: &Gvl) -> Result<Self, NoVendors> {
        let resolve = |term: &Term| {
            Ok(Term { text: term.text.clone(), parts: term.resolve(gvl)?.into_owned() })
        };
        Ok(Self { terms: self.terms.iter().map(resolve).collect::<Result<_, _>>()? })
    }

    /// The ids that several selectors select from a vendor list, without a string.
    ///
    /// # Errors
    ///
    /// As for [`ids`](Self::ids).
    pub fn ids_of_list(selectors: &[Self], gvl: Option<&Gvl>) -> Result<VendorSet, NoVendors> {
        let selector: Self = selectors.iter().cloned().collect();
        let no_string = AnyTcString::V2(TcString::default());
        Ok(selector.ids(&no_string, gvl)?.into_iter().collect())
    }
}

impl FromIterator<Self> for VendorSelector {
    fn from_iter<T: IntoIterator<Item = Self>>(selectors: T) -> Self {
        Self { terms: selectors.into_iter().flat_map(|selector| selector.terms).collect() }
    }
}

impl FromStr for VendorSelector {
    type Err = SelectionError;

    fn from_str(text: &str) -> Result<Self, SelectionError> {
        let text = text.trim();
        let part = |part: &str| match part.trim() {
            "" => Err(SelectionError::Empty),
            "all" => Ok(Part::All),
            "disclosed" => Ok(Part::Disclosed),
            part if is_numeric(part) => bounds(part).map(|(first, last)| Part::Ids(first, last)),
            part => Ok(Part::Name(part.to_owned())),
        };
        let parts = text.split(',').map(part).collect::<Result<_, _>>()?;
        Ok(Self { terms: vec![Term { text: text.to_owned(), parts }] })
    }
}

impl Term {
    fn ids(&self, value: &AnyTcString, gvl: Option<&Gvl>) -> Result<Vec<VendorId>, NoVendors> {
        let parts = match gvl {
            Some(gvl) => self.resolve(gvl)?,
            None => Cow::Borrowed(&*self.parts),
        };
        let mut ids = Vec::new();
        for part in &*parts {
            match part {
                Part::Ids(first, last) => {
                    ids.extend((first.get()..=last.get()).filter_map(VendorId::new));
                }
                // The names of a list are resolved.
                Part::Name(name) => {
                    let message =
                        format!("{name:?} cannot be looked up: vendor list not available");
                    return Err(NoVendors::Unresolved(message.into()));
                }
                Part::Disclosed => match value {
                    AnyTcString::V2(tc) => {
                        ids.extend(tc.disclosed_vendors.iter().flat_map(VendorSet::iter));
                    }
                    AnyTcString::V1(_) => {}
                },
                Part::All => match gvl {
                    Some(gvl) => ids.extend(gvl.vendors().iter().map(|vendor| vendor.id)),
                    None => ids.extend(mentioned(value).iter()),
                },
            }
        }
        Ok(ids)
    }

    /// The parts with ids in place of the names. The whole text may be a name, too.
    fn resolve(&self, gvl: &Gvl) -> Result<Cow<'_, [Part]>, NoVendors> {
        let of_id = |id| Part::Ids(id, id);
        if !self.parts.iter().any(|part| matches!(part, Part::Name(_))) {
            return Ok(Cow::Borrowed(&self.parts));
        }
        if self.parts.len() > 1 {
            match gvl::find(gvl, &self.text) {
                Found::One(vendor) => return Ok(Cow::Owned(vec![of_id(vendor.id)])),
                Found::Several(vendors) => return Err(several(gvl, &self.text, &vendors)),
                Found::None => {}
            }
        }
        let resolve = |part: &Part| match part {
            Part::Name(name) => named(gvl, name).map(of_id),
            part => Ok(part.clone()),
        };
        self.parts.iter().map(resolve).collect::<Result<_, _>>().map(Cow::Owned)
    }
}

/// The only vendor that matches a name.
fn named(gvl: &Gvl, name: &str) -> Result<VendorId, NoVendors> {
    match gvl::find(gvl, name) {
        Found::One(vendor) => Ok(vendor.id),
        Found::None => {
            let similar = similar_vendors(gvl, name);
            let similar = match similar.as_slice() {
                [] => String::new(),
                similar => format!("; similar: {}", candidates(similar)),
            };
            let message = format!("no vendor of {} matches {name:?}{similar}", gvl.key());
            Err(NoVendors::Unresolved(message.into()))
        }
        Found::Several(vendors) => Err(several(gvl, name, &vendors)),
    }
}

/// The error for a name that several vendors match.
fn several(gvl: &Gvl, name: &str, vendors: &[&Vendor]) -> NoVendors {
    let (count, key, some) = (vendors.len(), gvl.key(), candidates(vendors));
    NoVendors::Unresolved(format!("{count} vendors of {key} match {name:?}: {some}").into())
}

/// The first of the vendors, by id and name, and the number of the others.
fn candidates(vendors: &[&Vendor]) -> String {
    let some: Vec<_> = vendors
        .iter()
        .take(MAX_CANDIDATES)
        .map(|vendor| format!("{} {}", vendor.id, vendor.name))
        .collect();
    let some = some.join("; ");
    match vendors.len().saturating_sub(MAX_CANDIDATES) {
        0 => some,
        more => format!("{some}; and {more} more"),
    }
}

/// The vendors with the most similar names, most similar first.
pub fn similar_vendors<'a>(gvl: &'a Gvl, name: &str) -> Vec<&'a Vendor> {
    const MAX: usize = 3;
    /// Of the similarity, from 0 to 1.
    const MIN: f64 = 0.8;
    let name = name.to_lowercase();
    let mut similar: Vec<_> = gvl
        .vendors()
        .iter()
        .map(|vendor| (strsim::jaro_winkler(&name, &vendor.name.to_lowercase()), vendor))
        .filter(|(similarity, _)| *similarity >= MIN)
        .collect();
    similar.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    similar.into_iter().take(MAX).map(|(_, vendor)| vendor).collect()
}

/// All vendors with a bit set in a string.
fn mentioned(value: &AnyTcString) -> VendorSet {
    match value {
        AnyTcString::V1(value) => value.vendors.consents().clone(),
        AnyTcString::V2(tc) => {
            let mut vendors = tc.vendor_consents.union(&tc.vendor_legitimate_interests);
            if let Some(disclosed) = &tc.disclosed_vendors {
                vendors.union_with(disclosed);
            }
            vendors
        }
    }
}

/// Parses a selection of ids: `7`, `1-4` or `1-4,7`.
///
/// ```
/// use tcf::tcf_codec::PurposeId;
/// let ids: Vec<PurposeId> = tcf::parse_ids("1-3,7")?;
/// assert_eq!(ids.iter().map(|id| id.get()).collect::<Vec<_>>(), [1, 2, 3, 7]);
/// assert_eq!(tcf::parse_ids::<24>("1-25").unwrap_err().to_string(),
///     "\"25\" is not a valid id (1 to 24)");
/// # Ok::<(), tcf::SelectionError>(())
/// ```
pub fn parse_ids<const N: usize>(text: &str) -> Result<Vec<Id<N>>, SelectionError> {
    let mut ids = Vec::new();
    for part in text.split(',') {
        let (first, last) = bounds(part.trim())?;
        ids.extend(Id::all().filter(|id| (first..=last).contains(id)));
    }
    Ok(ids)
}

/// Whether a text consists of digits, with at most one hyphen between them.
fn is_numeric(text: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    is_number(first.trim()) && is_number(last.trim())
}

/// The first and last id of `7` or `1-4`.
fn bounds<T>(text: &str) -> Result<(T, T), SelectionError>
where
    T: FromStr<Err = ParseIdError> + Ord + Copy,
{
    let id = |text: &str| {
        let text = text.trim();
        text.parse::<T>().map_err(|ParseIdError { max }| match text {
            "" => SelectionError::Empty,
            text => SelectionError::InvalidId { text: text.to_owned(), max },
        })
    };
    let Some((first, last)) = text.split_once('-') else { return id(text).map(|id| (id, id)) };
    let (first, last) = (id(first)?, id(last)?);
    if first > last {
        return Err(SelectionError::Reversed { text: text.to_owned() });
    }
    Ok((first, last))
}

/// The error for a text that does not select ids or vendors.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SelectionError {
    /// An id is missing.
    Empty,
    /// Not an id.
    InvalidId {
        /// The text.
        text: String,
        /// The highest valid id. The lowest is 1.
        max: u32,
    },
    /// A range ends before it starts.
    Reversed {
        /// The text.
        text: String,
    },
}

impl fmt::Display for SelectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("an id is missing"),
            Self::InvalidId { text, max } => write!(f, "{text:?} is not a valid id (1 to {max})"),
            Self::Reversed { text } => write!(f, "the range {text:?} ends before it starts"),
        }
    }
}

impl std::error::Error for SelectionError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn select(text: &str, gvl: Option<&Gvl>) -> Result<Vec<u16>, String> {
        let input = crate::Input::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA");
        let value = input.decode().unwrap().value;
        let selector: VendorSelector =
            text.parse().map_err(|error: SelectionError| error.to_string())?;
        let ids = selector.ids(&value, gvl).map_err(|error| error.to_string())?;
        Ok(ids.into_iter().map(VendorId::get).collect())
    }

    fn gvl() -> Gvl {
        Gvl::from_json(
            br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 1, "vendors": {
            "10": {"id": 10, "name": "Ten, Eleven"}, "11": {"id": 11, "name": "Ten, Eleven Two"},
            "12": {"id": 12, "name": "Twelve"}, "13": {"id": 13, "name": "33Across"},
            "14": {"id": 14, "name": "A, One Ltd"}, "15": {"id": 15, "name": "A, One Inc"}}}"#,
        )
        .unwrap()
    }

    #[test]
    fn selects_ids_ranges_and_names() {
        let gvl = gvl();
        for (text, ids) in [
            ("755", &[755][..]),
            (" 1-3 , 7 ", &[1, 2, 3, 7]),
            ("7,1-3,2", &[7, 1, 2, 3]),
            ("65535-65535", &[65535]),
            ("twelve,1-2", &[12, 1, 2]),
            ("33across", &[13]),
            ("Ten, Eleven", &[10]),
            ("eleven two,twelve", &[11, 12]),
            ("disclosed,12", &[1, 2, 3, 5, 12]),
            ("all", &[10, 11, 12, 13, 14, 15]),
        ] {
            let found = select(text, Some(&gvl));
            let resolved = text.parse::<VendorSelector>().unwrap().resolve(&gvl).unwrap();
            let parts = resolved.terms.iter().flat_map(|term| &term.parts);
            assert!(!parts.into_iter().any(|part| matches!(part, Part::Name(_))), "{text}");
            if text.starts_with("disclosed") {
                assert_eq!(found.unwrap().last(), Some(&12));
            } else {
                assert_eq!(found.as_deref(), Ok(ids), "{text}");
            }
        }
        // Numbers are not looked up.
        assert_eq!(select("1-2", None), Ok(vec![1, 2]));
    }

    #[test]
    fn names_candidates_for_what_does_not_match_one_vendor() {
        let gvl = gvl();
        for (text, want) in [
            ("0", "\"0\" is not a valid id (1 to 65535)"),
            ("1-70000", "\"70000\" is not a valid id (1 to 65535)"),
            ("5-1", "the range \"5-1\" ends before it starts"),
            ("1,,2", "an id is missing"),
            ("", "an id is missing"),
            (
                "1,twleve",
                "no vendor of list 1 (specification 3) matches \"twleve\"; similar: 12 Twelve",
            ),
            (
                "A, One",
                "2 vendors of list 1 (specification 3) match \"A, One\": 14 A, One Ltd; \
                 15 A, One Inc",
            ),
            ("qqqq", "no vendor of list 1 (specification 3) matches \"qqqq\""),
        ] {
            assert_eq!(select(text, Some(&gvl)), Err(want.to_owned()), "{text}");
        }
        assert!(select("twelve", None).unwrap_err().contains("vendor list not available"));
    }

    #[test]
    fn candidates_beyond_the_first_five_are_counted() {
        let vendor = |id| format!("\"{id}\": {{\"id\": {id}, \"name\": \"Acme {id}\"}}");
        let list = |count: u16| {
            let vendors: Vec<_> = (1..=count).map(vendor).collect();
            let json = format!(
                "{{\"gvlSpecificationVersion\": 3, \"vendorListVersion\": 1, \"vendors\": {{{}}}}}",
                vendors.join(", ")
            );
            Gvl::from_json(json.as_bytes()).unwrap()
        };
        let five = "1 Acme 1; 2 Acme 2; 3 Acme 3; 4 Acme 4; 5 Acme 5";
        for (count, expected) in [(5, five.to_owned()), (7, format!("{five}; and 2 more"))] {
            let error = select("acme", Some(&list(count))).unwrap_err();
            let start = format!("{count} vendors of list 1 (specification 3) match \"acme\": ");
            assert_eq!(error.strip_prefix(&start), Some(expected.as_str()));
        }
    }

    #[test]
    fn selectors_are_joined_without_duplicates() {
        let both: VendorSelector =
            ["1-3", "2-5"].iter().map(|text| text.parse::<VendorSelector>().unwrap()).collect();
        let value = AnyTcString::V1(tcf_codec::v1::ConsentString::default());
        let ids = both.ids(&value, None).unwrap();
        assert_eq!(ids.into_iter().map(VendorId::get).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn parses_ids() {
        let ids = |text: &str| {
            parse_ids::<24>(text).map(|ids| ids.into_iter().map(Id::get).collect::<Vec<_>>())
        };
        assert_eq!(ids("1-4"), Ok(vec![1, 2, 3, 4]));
        assert_eq!(ids("9, 1 - 2"), Ok(vec![9, 1, 2]));
        for text in ["", "1,", "-1", "1-", "0", "25", "4-1", "1-2-3", "x"] {
            assert!(ids(text).is_err(), "{text}");
        }
    }
}
