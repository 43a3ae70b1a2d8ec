//! Google's list of ad technology providers.

use std::collections::BTreeMap;
use std::fmt;

use tcf_codec::Deciseconds;

/// A provider to which Additional Consent strings refer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// The id. It is not a vendor id.
    pub id: u32,
    /// The name.
    pub name: String,
}

/// The list of ad technology providers that Google publishes. It has neither a version nor a date,
/// so [`Self::with_fetched`] keeps the time of the download.
///
/// ```
/// use tcf_policy::ProviderList;
///
/// let csv = "provider_id,provider_name,policy_url,domains\n70,\"Example, Inc.\",,\n";
/// let providers = ProviderList::from_csv(csv.as_bytes())?;
/// assert_eq!(providers.get(70).unwrap().name, "Example, Inc.");
/// assert!(providers.get(71).is_none());
/// # Ok::<(), tcf_policy::ProviderListError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ProviderList {
    providers: BTreeMap<u32, Provider>,
    fetched: Option<Deciseconds>,
}

/// A file that is not a list of providers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProviderListError {
    /// The file is not UTF-8.
    NotUtf8,
    /// A row has no provider id.
    InvalidId {
        /// The number of the row, from 1.
        row: usize,
    },
    /// There is no provider.
    Empty,
}

impl fmt::Display for ProviderListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("not UTF-8"),
            Self::InvalidId { row } => {
                write!(f, "row {row}: no provider id; expected CSV with the column provider_id")
            }
            Self::Empty => f.write_str("no providers; expected CSV with the column provider_id"),
        }
    }
}

impl std::error::Error for ProviderListError {}

impl ProviderList {
    /// Parses the list. Columns are found by name (`provider_id`, `provider_name`); without a
    /// header, the first is the id and the second the name.
    ///
    /// # Errors
    ///
    /// If the file is not such a list.
    pub fn from_csv(csv: &[u8]) -> Result<Self, ProviderListError> {
        let text = str::from_utf8(csv).map_err(|_| ProviderListError::NotUtf8)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut columns = (0, 1);
        let mut providers = BTreeMap::new();
        for (index, row) in rows(text).enumerate() {
            let column =
                |name: &str| row.iter().position(|title| title.trim().eq_ignore_ascii_case(name));
            if index == 0
                && let Some(id) = column("provider_id")
            {
                columns = (id, column("provider_name").unwrap_or(usize::MAX));
                continue;
            }
            let id = row.get(columns.0).and_then(|id| id.trim().parse().ok());
            let id = id.ok_or(ProviderListError::InvalidId { row: index + 1 })?;
            let name = row.get(columns.1).map(|name| name.trim().to_owned()).unwrap_or_default();
            providers.insert(id, Provider { id, name });
        }
        if providers.is_empty() {
            return Err(ProviderListError::Empty);
        }
        Ok(Self { providers, fetched: None })
    }

    /// Sets when the list was downloaded. Findings about unknown providers name the date, because a
    /// string may be older or newer than the list.
    #[must_use]
    pub fn with_fetched(self, fetched: Deciseconds) -> Self {
        Self { fetched: Some(fetched), ..self }
    }

    /// When the list was downloaded, if that is known.
    pub fn fetched(&self) -> Option<Deciseconds> {
        self.fetched
    }

    /// The provider with an id.
    pub fn get(&self, id: u32) -> Option<&Provider> {
        self.providers.get(&id)
    }

    /// All providers, ascending by id.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.providers.values()
    }
}

/// The rows of a CSV text. Empty lines are skipped.
fn rows(text: &str) -> impl Iterator<Item = Vec<String>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(['\r', '\n']);
        (!rest.is_empty()).then(|| {
            let (row, length) = row(rest);
            rest = rest.get(length..).unwrap_or_default();
            row
        })
    })
}

/// The first row of a text, and its length. Quotes protect commas and line ends; two quotes are
/// one.
fn row(text: &str) -> (Vec<String>, usize) {
    let (mut cells, mut cell, mut is_quoted) = (Vec::new(), String::new(), false);
    let mut characters = text.char_indices().peekable();
    while let Some((at, found)) = characters.next() {
        match found {
            '"' if is_quoted && characters.next_if(|&(_, next)| next == '"').is_some() => {
                cell.push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(std::mem::take(&mut cell)),
            '\r' | '\n' if !is_quoted => {
                cells.push(cell);
                return (cells, at);
            }
            found => cell.push(found),
        }
    }
    cells.push(cell);
    (cells, text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(csv: &str) -> Result<Vec<(u32, String)>, ProviderListError> {
        let list = ProviderList::from_csv(csv.as_bytes())?;
        Ok(list.iter().map(|provider| (provider.id, provider.name.clone())).collect())
    }

    #[test]
    fn columns_are_found_by_name() {
        let expected = vec![(20, "One \"A\", Inc.".to_owned()), (66531, "Two".to_owned())];
        for csv in [
            "provider_id,provider_name\n66531,Two\n20,\"One \"\"A\"\", Inc.\"\n",
            "\u{feff}policy_url,Provider_Name , provider_id\r\n\"https://a\nb\",Two,66531\r\n\r\nx,\
                \"One \"\"A\"\", Inc.\",20",
            "20,\"One \"\"A\"\", Inc.\",x\n66531,Two\n",
        ] {
            assert_eq!(names(csv).as_ref(), Ok(&expected), "{csv}");
        }
        assert_eq!(names("provider_id\n7"), Ok(vec![(7, String::new())]));
    }

    #[test]
    fn other_files_are_rejected() {
        assert_eq!(ProviderList::from_csv(b"\xff").unwrap_err(), ProviderListError::NotUtf8);
        assert_eq!(names(""), Err(ProviderListError::Empty));
        assert_eq!(names("provider_id,provider_name\n"), Err(ProviderListError::Empty));
        assert_eq!(names("{\"vendors\": {}}"), Err(ProviderListError::InvalidId { row: 1 }));
        assert_eq!(names("provider_id\n1\nx\n"), Err(ProviderListError::InvalidId { row: 3 }));
    }
}
