//! The format of a file that carries consent signals.

use std::fmt;

use crate::json_reader::{JsonKind, JsonReader};
use crate::{AccessLogLine, PreferencesFormat, TableError, TableOptions, TableReader};

/// The format of a file or stream that carries consent signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CarrierFormat {
    /// A consent string per line.
    Line,
    /// A URL per line.
    Url,
    /// A list of cookies per line: `name=value; name=value`.
    Cookie,
    /// HTTP headers, one per line.
    Header,
    /// OpenRTB requests and responses, one or more.
    OpenRtb,
    /// A HAR file.
    Har,
    /// `TCData` and other answers of a consent management platform.
    TcData,
    /// Preferences of an app.
    Preferences,
    /// An access log.
    Log,
    /// CSV or TSV.
    Csv,
    /// A Parquet file.
    Parquet,
    /// Events as JSON lines.
    Events,
    /// Decision records as JSON lines.
    Decisions,
}

/// Why the format of a file cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// Several formats fit.
    #[error("the format is ambiguous: {}", list(candidates))]
    Ambiguous {
        /// The formats that fit, at least two.
        candidates: Vec<CarrierFormat>,
    },
    /// The text is encoded as UTF-16.
    #[error("UTF-16 is not supported, convert the input to UTF-8")]
    Utf16,
    /// A zip archive, such as the `.har.zip` of Playwright.
    #[error("zip archives are not supported, unpack the input")]
    Zip,
}

fn list(formats: &[CarrierFormat]) -> String {
    let names: Vec<_> = formats.iter().map(|format| format.name()).collect();
    names.join(" or ")
}

impl CarrierFormat {
    /// Every format.
    pub const ALL: [Self; 13] = [
        Self::Line,
        Self::Url,
        Self::Cookie,
        Self::Header,
        Self::OpenRtb,
        Self::Har,
        Self::TcData,
        Self::Preferences,
        Self::Log,
        Self::Csv,
        Self::Parquet,
        Self::Events,
        Self::Decisions,
    ];

    /// How many bytes [`CarrierFormat::detect`] examines.
    pub const HEAD: usize = 4096;

    /// The name, such as `openrtb`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Url => "url",
            Self::Cookie => "cookie",
            Self::Header => "header",
            Self::OpenRtb => "openrtb",
            Self::Har => "har",
            Self::TcData => "tcdata",
            Self::Preferences => "prefs",
            Self::Log => "log",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Events => "events",
            Self::Decisions => "decisions",
        }
    }

    /// The format of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Detects the format of a file from its first 4 KiB. Nothing is guessed: if several formats
    /// fit, the error lists them. A text without signs of any other format is
    /// [`CarrierFormat::Line`].
    ///
    /// ```
    /// use tcf_carrier::{CarrierFormat, FormatError};
    ///
    /// let detect = |head: &str| CarrierFormat::detect(head.as_bytes());
    /// assert_eq!(detect("{\"log\": {\"version\": \"1.2\", "), Ok(CarrierFormat::Har));
    /// assert_eq!(detect("https://a.example/?gdpr=1"), Ok(CarrierFormat::Url));
    ///
    /// let error = detect("{\n  \"items\": []\n}").unwrap_err();
    /// assert_eq!(error.to_string(), "the format is ambiguous: openrtb or tcdata or prefs");
    /// ```
    pub fn detect(head: &[u8]) -> Result<Self, FormatError> {
        let head = head.get(..Self::HEAD).unwrap_or(head);
        match head {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(FormatError::Utf16),
            [b'P', b'K', 3, 4, ..] => return Err(FormatError::Zip),
            [b'P', b'A', b'R', b'1', ..] => return Ok(Self::Parquet),
            _ => {}
        }
        let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head);
        match head.trim_ascii_start().first() {
            Some(b'{' | b'[') if PreferencesFormat::detect(head) != Some(DEFAULTS) => json(head),
            _ if PreferencesFormat::detect(head).is_some() => Ok(Self::Preferences),
            _ => lines(head),
        }
    }
}

const DEFAULTS: PreferencesFormat = PreferencesFormat::Defaults;

/// The name of the format.
impl fmt::Display for CarrierFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The format of a text of which one or more formats may be a sign.
fn only(mut candidates: Vec<CarrierFormat>) -> Result<CarrierFormat, FormatError> {
    candidates.dedup();
    match *candidates {
        [] => Ok(CarrierFormat::Line),
        [format] => Ok(format),
        _ => Err(FormatError::Ambiguous { candidates }),
    }
}

/// Keys that only a format has, in the outermost object.
const KEYS: [(CarrierFormat, &[&str]); 4] = [
    (CarrierFormat::OpenRtb, &["imp", "seatbid"]),
    (CarrierFormat::Events, &["at", "visit", "host", "url", "purposes", "country", "channel"]),
    (
        CarrierFormat::TcData,
        &[
            "__tcfapiReturn",
            "cmpId",
            "cmpStatus",
            "eventStatus",
            "tcfPolicyVersion",
            "gppString",
            "euconsent",
        ],
    ),
    (CarrierFormat::Decisions, &["action", "verdict"]),
];

/// Beginnings of keys of the in-app specifications.
const PREFERENCE_KEYS: [&str; 3] = ["IABTCF_", "IABGPP_", "IABUSPrivacy_"];

/// Texts that occur in answers of consent management platforms, below the outermost object.
const ANSWERS: [&str; 4] = ["tcString", "__tcfapiReturn", "IABTCF_", "euconsent"];

/// The format of JSON, by the keys of the outermost object or of the first one in an array.
fn json(head: &[u8]) -> Result<CarrierFormat, FormatError> {
    let mut keys = Vec::new();
    let mut is_har = false;
    let is_whole = outermost_keys(head, &mut keys, &mut is_har);
    if is_har {
        return Ok(CarrierFormat::Har);
    }
    let has = |expected: &str| keys.iter().any(|key| key == expected);
    let is_preference = |key: &String| PREFERENCE_KEYS.iter().any(|prefix| key.starts_with(prefix));
    // Decisions have keys of events, too.
    if has("action") && has("verdict") {
        return Ok(CarrierFormat::Decisions);
    }
    let mut candidates: Vec<_> = KEYS
        .iter()
        .filter(|(format, names)| {
            *format != CarrierFormat::Decisions && names.iter().any(|name| has(name))
        })
        .map(|(format, _)| *format)
        .collect();
    // A bid request has `at`, which is the type of the auction.
    if candidates.first() == Some(&CarrierFormat::OpenRtb) {
        candidates.truncate(1);
    }
    if keys.iter().any(is_preference) {
        // A preference file is one object. Those in an array are documents.
        let is_array = head.trim_ascii_start().starts_with(b"[");
        let format = if is_array { CarrierFormat::TcData } else { CarrierFormat::Preferences };
        candidates.push(format);
    }
    if !candidates.is_empty() {
        return only(candidates);
    }
    if ANSWERS.iter().any(|text| memchr::memmem::find(head, text.as_bytes()).is_some()) {
        return Ok(CarrierFormat::TcData);
    }
    // An object per line.
    let first_line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if is_whole && is_object(first_line) {
        return Ok(CarrierFormat::Events);
    }
    let candidates =
        vec![CarrierFormat::OpenRtb, CarrierFormat::TcData, CarrierFormat::Preferences];
    Err(FormatError::Ambiguous { candidates })
}

fn is_object(line: &[u8]) -> bool {
    let mut reader = JsonReader::new(line);
    reader.begin_object().is_ok() && JsonReader::new(line).skip().is_ok()
}

/// Collects the keys of the outermost object, as far as it is in `head`. `is_har`: `log` is an
/// object with a key of HAR files. Returns whether the whole object is there.
fn outermost_keys(head: &[u8], keys: &mut Vec<String>, is_har: &mut bool) -> bool {
    let mut reader = JsonReader::new(head);
    let mut read = || {
        if reader.peek_kind()? == JsonKind::Array {
            reader.begin_array()?;
            if !reader.next_element()? {
                return Ok(());
            }
        }
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            let is_log = key == "log";
            keys.push(key.to_owned());
            if !is_log || reader.peek_kind()? != JsonKind::Object {
                reader.skip()?;
                continue;
            }
            reader.begin_object()?;
            while let Some(key) = reader.next_key()? {
                *is_har |= matches!(key, "version" | "creator" | "browser" | "pages" | "entries");
                reader.skip()?;
            }
        }
        Ok::<_, crate::JsonError>(())
    };
    read().is_ok()
}

/// The format of text lines.
fn lines(head: &[u8]) -> Result<CarrierFormat, FormatError> {
    let text = String::from_utf8_lossy(head);
    let is_cut = head.len() >= CarrierFormat::HEAD;
    let mut lines: Vec<&str> = text.lines().collect();
    if is_cut && lines.len() > 1 {
        lines.pop();
    }
    lines.retain(|line| !line.trim_ascii().is_empty() && !line.starts_with('#'));
    if lines.iter().any(|line| AccessLogLine::parse(line).is_some()) {
        return Ok(CarrierFormat::Log);
    }
    if let Some(result) = table(head) {
        return result;
    }
    let mut candidates: Vec<_> = lines.iter().map(|line| line_format(line)).collect();
    candidates.sort_by_key(|format| format.name());
    only(candidates)
}

/// A table has a header and at least two columns. `None` if the text is not a table.
fn table(head: &[u8]) -> Option<Result<CarrierFormat, FormatError>> {
    match TableReader::new(head, TableOptions::new()) {
        Ok(table) => {
            let columns = table.header()?.len();
            (columns > 1).then_some(Ok(CarrierFormat::Csv))
        }
        Err(TableError::AmbiguousHeader) => {
            let is_table = match TableReader::new(head, TableOptions::new().with_header(true)) {
                Ok(table) => table.header()?.len() > 1,
                Err(error) => matches!(error, TableError::InvalidHeader(_)),
            };
            let candidates = vec![CarrierFormat::Csv, CarrierFormat::Line];
            is_table.then_some(Err(FormatError::Ambiguous { candidates }))
        }
        Err(TableError::InvalidHeader(_)) => Some(Ok(CarrierFormat::Csv)),
        Err(_) => None,
    }
}

/// The format of a line, which may start with a label.
fn line_format(line: &str) -> CarrierFormat {
    let line = line.split_once('\t').map_or(line, |(_, rest)| rest).trim_ascii();
    let line = line.trim_start_matches(['"', '\'']);
    let is_name = |name: &str| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    if let Some((scheme, _)) = line.split_once("://")
        && is_name(scheme)
    {
        return CarrierFormat::Url;
    }
    if let Some((name, rest)) = line.split_once(':')
        && is_name(name)
        && rest.starts_with(' ')
    {
        return CarrierFormat::Header;
    }
    match line.split_once('=') {
        Some((name, rest)) if is_name(name) && (rest.contains("; ") || rest.ends_with(';')) => {
            CarrierFormat::Cookie
        }
        _ => CarrierFormat::Line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TC: &str = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAA";

    #[test]
    fn every_format_is_detected() {
        use CarrierFormat::{
            Cookie, Csv, Decisions, Events, Har, Header, Line, Log, OpenRtb, Preferences, TcData,
            Url,
        };
        for (text, format) in [
            ("", Line),
            ("@", Line),
            ("partner\t@\n\n# comment\n@\n", Line),
            ("${GDPR_CONSENT_755}\nundefined\n", Line),
            ("https://a.example/?gdpr_consent=@\nhttps://b.example/\n", Url),
            ("label\thttps://a.example/?gdpr_consent=@", Url),
            ("a=b; euconsent-v2=@", Cookie),
            ("euconsent-v2=@;\na=b; c=d", Cookie),
            ("Host: a.example\r\nCookie: euconsent-v2=@\r\n", Header),
            ("\u{feff}{\"log\": {\"creator\": {}, \"entries\": [", Har),
            ("{\"log\":{\"pages\":[{\"id\":\"", Har),
            ("{\"id\": \"1\", \"at\": 1, \"imp\": [{", OpenRtb),
            ("[{\"id\": 1, \"seatbid\": []}]", OpenRtb),
            ("{\"tcString\": \"@\", \"cmpId\": 6}", TcData),
            ("{\n \"tcString\": \"@\"\n}", TcData),
            ("{\"gdprApplies\": false, \"cmpId\": 6}", TcData),
            ("{\"__tcfapiReturn\": {", TcData),
            ("{\"gdpr\": {\"TCData\": {\"IABTCF_CmpSdkID\": 6}}}", TcData),
            ("{\"IABTCF_CmpSdkID\": 6}", Preferences),
            ("[{\"IABTCF_CmpSdkID\": 6}]", TcData),
            ("{ \"IABTCF_CmpSdkID\" = 6; }", Preferences),
            ("bplist00\u{1}", Preferences),
            ("<?xml version='1.0'?>\n<map>\n", Preferences),
            ("<?xml version='1.0'?>\n<!DOCTYPE plist><plist>", Preferences),
            ("{\"at\": \"x\", \"host\": \"a\", \"tcString\": \"@\"}\n", Events),
            ("{\"a\": 1}\n{\"b\": 2}\n", Events),
            (
                "{\"id\": \"e:1\", \"at\": \"x\", \"action\": \"drop\", \"verdict\": \"deny\"}",
                Decisions,
            ),
            ("- - - [x] \"GET /a HTTP/1.1\" 200 1\n", Log),
            ("ts,partner,tc\n2024-04-02,xandr,@\n", Csv),
            ("id\turl\na\thttps://a.example/?x=1\n", Csv),
            ("<VAST version=\"4.2\">", Line),
        ] {
            let text = text.replace('@', TC);
            assert_eq!(CarrierFormat::detect(text.as_bytes()), Ok(format), "{text}");
        }
    }

    #[test]
    fn ambiguous_formats_are_listed() {
        for (text, message) in [
            ("xandr,DE\nias,FR\n", "the format is ambiguous: csv or line"),
            ("https://a.example/\na=b; c=d\n", "the format is ambiguous: cookie or url"),
            ("{\"host\": \"a\", \"cmpId\": 6}", "the format is ambiguous: events or tcdata"),
            ("[]", "the format is ambiguous: openrtb or tcdata or prefs"),
            ("\u{1}", ""),
        ] {
            let message = Some(message.to_owned()).filter(|message| !message.is_empty());
            let error = CarrierFormat::detect(text.as_bytes()).err();
            assert_eq!(error.map(|error| error.to_string()), message, "{text}");
        }
        assert_eq!(CarrierFormat::detect(b"\xff\xfe{\0"), Err(FormatError::Utf16));
        assert_eq!(CarrierFormat::detect(b"PK\x03\x04"), Err(FormatError::Zip));
    }

    #[test]
    fn a_cut_head_is_enough() {
        let long = "x".repeat(10_000);
        for (text, format) in [
            (format!("{{\"id\": 1, \"imp\": [\"{long}\"]}}"), CarrierFormat::OpenRtb),
            (format!("https://a.example/{long}"), CarrierFormat::Url),
            (
                format!("https://a.example/\n{}", "https://a.example/\n".repeat(1000)),
                CarrierFormat::Url,
            ),
            (format!("{{\"at\": 1, \"user\": \"{long}\"}}\n"), CarrierFormat::Events),
        ] {
            assert_eq!(CarrierFormat::detect(text.as_bytes()), Ok(format));
        }
    }

    #[test]
    fn names_are_read_back() {
        for format in CarrierFormat::ALL {
            assert_eq!(CarrierFormat::from_name(format.name()), Some(format));
        }
        assert_eq!(CarrierFormat::from_name("x"), None);
    }
}
