//! Lists of fields of OpenRTB requests that identify or locate a user.

use super::FieldEdit;

/// A named list of fields of OpenRTB requests.
///
/// Every field with its presets, as [`StripPreset::fields`] gives them:
///
#[doc = include_str!("preset.md")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StripPreset {
    /// What Prebid Server removes before it calls a bidder that the GDPR does not permit to receive
    /// ids and the precise location.
    Prebid,
    /// Ids of the user and of the device.
    Ids,
    /// The precise location: coordinates and IP addresses.
    Geo,
}

/// The presets of a field, as bits.
type Presets = u8;

const PREBID: Presets = 1;
const IDS: Presets = 1 << 1;
const GEO: Presets = 1 << 2;

/// Every field of a preset, what is done to it, and its presets.
const FIELDS: [(&str, FieldEdit, Presets); 22] = [
    ("device.ifa", FieldEdit::Remove, PREBID | IDS),
    ("device.didmd5", FieldEdit::Remove, PREBID | IDS),
    ("device.didsha1", FieldEdit::Remove, PREBID | IDS),
    ("device.dpidmd5", FieldEdit::Remove, PREBID | IDS),
    ("device.dpidsha1", FieldEdit::Remove, PREBID | IDS),
    ("device.macmd5", FieldEdit::Remove, PREBID | IDS),
    ("device.macsha1", FieldEdit::Remove, PREBID | IDS),
    ("user.id", FieldEdit::Remove, PREBID | IDS),
    ("user.buyeruid", FieldEdit::Remove, PREBID | IDS),
    ("user.eids", FieldEdit::Remove, PREBID | IDS),
    ("user.ext.eids", FieldEdit::Remove, PREBID | IDS),
    ("user.yob", FieldEdit::Remove, PREBID),
    ("user.gender", FieldEdit::Remove, PREBID),
    ("device.ip", FieldEdit::TruncateIp, PREBID | GEO),
    ("device.ipv6", FieldEdit::TruncateIp, PREBID | GEO),
    ("device.geo.lat", FieldEdit::RoundCoordinate, PREBID | GEO),
    ("device.geo.lon", FieldEdit::RoundCoordinate, PREBID | GEO),
    ("user.geo.lat", FieldEdit::RoundCoordinate, PREBID | GEO),
    ("user.geo.lon", FieldEdit::RoundCoordinate, PREBID | GEO),
    // Events may have the location of the device at the root.
    ("geo.lat", FieldEdit::RoundCoordinate, GEO),
    ("geo.lon", FieldEdit::RoundCoordinate, GEO),
    ("ip", FieldEdit::TruncateIp, GEO),
];

impl StripPreset {
    /// Every preset.
    pub const ALL: [Self; 3] = [Self::Prebid, Self::Ids, Self::Geo];

    /// The name: `prebid`, `ids` or `geo`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prebid => "prebid",
            Self::Ids => "ids",
            Self::Geo => "geo",
        }
    }

    /// The preset of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }

    const fn bit(self) -> Presets {
        match self {
            Self::Prebid => PREBID,
            Self::Ids => IDS,
            Self::Geo => GEO,
        }
    }

    /// The fields as paths with dots, and what is done to each.
    ///
    /// ```
    /// use tcf_carrier::{FieldEdit, StripPreset};
    ///
    /// let mut fields = StripPreset::Geo.fields();
    /// assert_eq!(fields.next(), Some(("device.ip", FieldEdit::TruncateIp)));
    /// ```
    pub fn fields(self) -> impl Iterator<Item = (&'static str, FieldEdit)> {
        let fields = FIELDS.iter().filter(move |(_, _, presets)| presets & self.bit() != 0);
        fields.map(|&(path, edit, _)| (path, edit))
    }

    /// The table of all fields in Markdown.
    pub fn markdown_table() -> String {
        let row = |&(path, edit, presets): &(&str, FieldEdit, Presets)| {
            let words = match edit {
                FieldEdit::Remove => "removed",
                FieldEdit::TruncateIp => "/24, /56",
                FieldEdit::RoundCoordinate => "two decimals",
            };
            let cell = |preset: Self| if presets & preset.bit() == 0 { "kept" } else { words };
            format!("| `{path}` | {} |\n", Self::ALL.map(cell).join(" | "))
        };
        let head = "| Field | `prebid` | `ids` | `geo` |\n|---|---|---|---|\n".to_owned();
        head + &FIELDS.iter().map(row).collect::<String>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::JsonPath;

    #[test]
    fn paths_are_valid_and_unique() {
        let mut paths = FIELDS.map(|(path, ..)| path);
        paths.sort_unstable();
        assert!(paths.windows(2).all(|two| two[0] != two[1]));
        for path in paths {
            assert_eq!(path.parse::<JsonPath>().unwrap().to_string(), path);
        }
    }

    #[test]
    fn the_documented_table_is_the_table() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rewrite/preset.md");
        let table = StripPreset::markdown_table();
        if std::env::var_os("TCF_ACCEPT").is_some() {
            std::fs::write(file, &table).unwrap();
        }
        assert_eq!(std::fs::read_to_string(file).unwrap(), table);
    }

    #[test]
    fn names_are_read_back() {
        for preset in StripPreset::ALL {
            assert_eq!(StripPreset::from_name(preset.name()), Some(preset));
            assert!(preset.fields().count() > 4);
        }
        assert_eq!(StripPreset::from_name("user.id"), None);
    }
}
