//! Preferences of apps.

mod binary;
mod defaults;
mod json;
mod xml;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::json_reader::JsonError;

/// The format of a preference file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PreferencesFormat {
    /// Android: the XML of `SharedPreferences`.
    SharedPreferences,
    /// iOS and macOS: a property list in XML.
    XmlPlist,
    /// iOS and macOS: a binary property list.
    BinaryPlist,
    /// The output of `defaults read` on macOS.
    Defaults,
    /// A JSON object of keys, as tools write it, or several.
    Json,
}

impl PreferencesFormat {
    /// The format of a file, from its first bytes.
    ///
    /// ```
    /// use tcf_carrier::PreferencesFormat;
    ///
    /// assert_eq!(PreferencesFormat::detect(b"bplist00"), Some(PreferencesFormat::BinaryPlist));
    /// assert_eq!(PreferencesFormat::detect(b"a=b"), None);
    /// ```
    pub fn detect(head: &[u8]) -> Option<Self> {
        if head.starts_with(b"bplist0") {
            return Some(Self::BinaryPlist);
        }
        let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head).trim_ascii_start();
        let contains = |text: &[u8]| memchr::memmem::find(head, text).is_some();
        match head.first()? {
            b'<' if contains(b"<plist") => Some(Self::XmlPlist),
            b'<' if contains(b"<map") => Some(Self::SharedPreferences),
            b'{' if defaults::is_defaults(head) => Some(Self::Defaults),
            b'{' | b'[' => Some(Self::Json),
            _ => None,
        }
    }
}

/// The name of the format in a sentence.
impl fmt::Display for PreferencesFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SharedPreferences => "Android preferences",
            Self::XmlPlist => "XML property list",
            Self::BinaryPlist => "binary property list",
            Self::Defaults => "output of defaults",
            Self::Json => "JSON object",
        })
    }
}

/// The type with which a preference is stored. Readers of the in-app specifications fail if it is
/// not the one that is specified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PreferenceKind {
    /// Text.
    String,
    /// An integer. In the output of `defaults`, numbers and text without quotes look alike: a value
    /// of digits is an integer.
    Integer,
    /// A 64-bit integer of Android, where other integers have 32 bits.
    Long,
    /// A number with a fraction.
    Real,
    /// `true` or `false`.
    Boolean,
    /// A date, as written or in seconds since 2001.
    Date,
    /// Bytes, which are not read.
    Data,
    /// Null.
    Null,
}

/// A value of a preference file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Preference {
    /// The key. Keys and indexes of nested values follow it: `settings.items[0]`.
    pub key: String,
    /// The stored type.
    pub kind: PreferenceKind,
    /// The value as text; empty for [`PreferenceKind::Data`] and [`PreferenceKind::Null`].
    pub value: String,
    /// The byte offset in the file at which the value or its element starts.
    pub offset: usize,
    /// Whether the value was longer than 64 KiB. Only its beginning is in `value`.
    pub is_truncated: bool,
}

/// Why preferences cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PreferencesError {
    /// The format is unknown.
    #[error("not a preference file: expected XML, a property list or JSON")]
    UnknownFormat,
    /// The file is larger than 16 MiB.
    #[error("preference file larger than {} bytes", Preferences::MAX_LEN)]
    TooLarge,
    /// The file has too many values. Values of a binary property list may contain one another, so
    /// that a small file has billions of them.
    #[error("preference file with more than {} values", Preferences::MAX_VALUES)]
    TooManyValues,
    /// Values are nested too deeply.
    #[error("preferences nested more than {} levels deep", Preferences::MAX_DEPTH)]
    TooDeep,
    /// The file does not follow its format.
    #[error("invalid {format}: expected {expected} at byte {offset}")]
    Invalid {
        /// The format.
        format: PreferencesFormat,
        /// What should be there.
        expected: &'static str,
        /// The byte offset.
        offset: usize,
    },
    /// The JSON is invalid.
    #[error(transparent)]
    Json(#[from] JsonError),
}

/// The values of a preference file of an app, in the order of the file.
///
/// Files are read whole, because a binary property list cannot be read as a stream. They have at
/// most 16 MiB, 100,000 values and 32 levels of nesting.
///
/// ```
/// use tcf_carrier::{PreferenceKind, Preferences};
///
/// let xml = br#"<?xml version='1.0' encoding='utf-8' standalone='yes' ?>
/// <map>
///     <int name="IABTCF_gdprApplies" value="1" />
///     <string name="IABTCF_TCString">CQg2bYA</string>
/// </map>"#;
/// let preferences = Preferences::read(xml).unwrap();
/// let [flag, string] = &*preferences.values else { panic!("two values") };
/// assert_eq!((flag.kind, &*flag.value), (PreferenceKind::Integer, "1"));
/// assert_eq!((&*string.key, &*string.value), ("IABTCF_TCString", "CQg2bYA"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Preferences {
    /// The format of the file.
    pub format: PreferencesFormat,
    /// The values.
    pub values: Vec<Preference>,
}

impl Preferences {
    /// The largest file, in bytes.
    pub const MAX_LEN: usize = 16 * 1024 * 1024;

    /// The most values of a file.
    pub const MAX_VALUES: usize = 100_000;

    /// The deepest nesting.
    pub const MAX_DEPTH: usize = 32;

    /// Reads a file. Its format is detected.
    pub fn read(bytes: &[u8]) -> Result<Self, PreferencesError> {
        match Self::read_before_fault(bytes)? {
            (preferences, None) => Ok(preferences),
            (_, Some(fault)) => Err(fault),
        }
    }

    /// Reads a file as far as it follows its format. Returns the values before the first fault, and
    /// the fault.
    ///
    /// # Errors
    ///
    /// The format is unknown, or the file is too large.
    ///
    /// ```
    /// use tcf_carrier::Preferences;
    ///
    /// let (preferences, fault) = Preferences::read_before_fault(b"{\"a\": 1, \"b\": ")?;
    /// assert_eq!((&*preferences.values[0].key, fault.is_some()), ("a", true));
    /// # Ok::<(), tcf_carrier::PreferencesError>(())
    /// ```
    pub fn read_before_fault(
        bytes: &[u8],
    ) -> Result<(Self, Option<PreferencesError>), PreferencesError> {
        if bytes.len() > Self::MAX_LEN {
            return Err(PreferencesError::TooLarge);
        }
        let format = PreferencesFormat::detect(bytes).ok_or(PreferencesError::UnknownFormat)?;
        let mut found = Collector::default();
        let read = match format {
            PreferencesFormat::SharedPreferences => xml::shared_preferences(bytes, &mut found),
            PreferencesFormat::XmlPlist => xml::plist(bytes, &mut found),
            PreferencesFormat::BinaryPlist => binary::plist(bytes, &mut found),
            PreferencesFormat::Defaults => defaults::dictionary(bytes, &mut found),
            PreferencesFormat::Json => json::objects(bytes, &mut found),
        };
        Ok((Self { format, values: found.values }, read.err()))
    }
}

/// Collects values, with the key of the next one.
#[derive(Default)]
struct Collector {
    values: Vec<Preference>,
    key: String,
    /// The length of the key before each level was entered.
    levels: Vec<usize>,
    /// The number of values, including arrays and dictionaries.
    count: usize,
    /// The bytes of all keys and values.
    size: usize,
}

impl Collector {
    /// The longest value that is kept, in bytes.
    const MAX_VALUE: usize = 64 * 1024;

    /// Enters a member of a dictionary.
    fn enter_key(&mut self, key: &str) -> Result<(), PreferencesError> {
        self.enter()?;
        self.spend(key.len())?;
        if !self.key.is_empty() {
            self.key.push('.');
        }
        self.key.push_str(cut(key, Self::MAX_VALUE));
        Ok(())
    }

    /// Enters an element of an array.
    fn enter_index(&mut self, index: usize) -> Result<(), PreferencesError> {
        self.enter()?;
        self.key.push('[');
        self.key.push_str(&index.to_string());
        self.key.push(']');
        Ok(())
    }

    fn enter(&mut self) -> Result<(), PreferencesError> {
        if self.levels.len() >= Preferences::MAX_DEPTH {
            return Err(PreferencesError::TooDeep);
        }
        self.count += 1;
        if self.count > Preferences::MAX_VALUES {
            return Err(PreferencesError::TooManyValues);
        }
        self.levels.push(self.key.len());
        Ok(())
    }

    /// Counts the bytes of keys and values, of which a binary property list can share many.
    fn spend(&mut self, bytes: usize) -> Result<(), PreferencesError> {
        self.size += bytes;
        if self.size > 4 * Preferences::MAX_LEN {
            return Err(PreferencesError::TooManyValues);
        }
        Ok(())
    }

    /// Leaves what was entered last.
    fn leave(&mut self) {
        if let Some(len) = self.levels.pop() {
            self.key.truncate(len);
        }
    }

    /// Adds the value that was entered.
    fn push(
        &mut self,
        kind: PreferenceKind,
        value: &str,
        offset: usize,
    ) -> Result<(), PreferencesError> {
        self.spend(self.key.len() + value.len())?;
        let kept = cut(value, Self::MAX_VALUE);
        self.values.push(Preference {
            key: self.key.clone(),
            kind,
            value: kept.to_owned(),
            offset,
            is_truncated: kept.len() < value.len(),
        });
        Ok(())
    }
}

/// The beginning of a text, at most `max` bytes and whole characters.
fn cut(text: &str, max: usize) -> &str {
    text.get(..text.floor_char_boundary(max)).unwrap_or(text)
}
