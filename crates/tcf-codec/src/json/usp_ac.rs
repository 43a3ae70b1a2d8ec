//! US Privacy and Additional Consent strings as JSON.

use alloc::vec::Vec;
use core::num::NonZeroU32;

use serde::de::{self, Deserializer};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use crate::ac::AcString;
use crate::usp::UspString;
use crate::usp_signal::UspSignal;

/// The letters of the signals.
#[derive(serde::Serialize, serde::Deserialize)]
enum Letter {
    #[serde(rename = "Y")]
    Yes,
    #[serde(rename = "N")]
    No,
    #[serde(rename = "-")]
    NotApplicable,
}

impl From<UspSignal> for Letter {
    fn from(signal: UspSignal) -> Self {
        match signal {
            UspSignal::Yes => Self::Yes,
            UspSignal::No => Self::No,
            UspSignal::NotApplicable => Self::NotApplicable,
        }
    }
}

impl From<Letter> for UspSignal {
    fn from(letter: Letter) -> Self {
        match letter {
            Letter::Yes => Self::Yes,
            Letter::No => Self::No,
            Letter::NotApplicable => Self::NotApplicable,
        }
    }
}

#[derive(Deserialize)]
enum UspKind {
    #[serde(rename = "usp")]
    Usp,
}

#[derive(Deserialize)]
enum AcKind {
    #[serde(rename = "ac")]
    Ac,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UspJson {
    #[serde(default, rename = "kind")]
    _kind: Option<UspKind>,
    #[serde(default)]
    version: Option<u8>,
    notice: Letter,
    opt_out_sale: Letter,
    lspa_covered: Letter,
}

/// Writes the signals as entries of an object.
pub(super) fn write_usp<M: SerializeMap>(map: &mut M, usp: UspString) -> Result<(), M::Error> {
    map.serialize_entry("version", &1)?;
    map.serialize_entry("notice", &Letter::from(usp.notice))?;
    map.serialize_entry("optOutSale", &Letter::from(usp.opt_out_sale))?;
    map.serialize_entry("lspaCovered", &Letter::from(usp.lspa_covered))
}

/// `{"kind": "usp", "version": 1, "notice": "Y", "optOutSale": "N", "lspaCovered": "-"}`.
impl Serialize for UspString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", "usp")?;
        write_usp(&mut map, *self)?;
        map.end()
    }
}

/// The keys `kind` and `version` are optional.
impl<'de> Deserialize<'de> for UspString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = UspJson::deserialize(deserializer)?;
        check_version(json.version.unwrap_or(1), &[1])?;
        Ok(Self {
            notice: json.notice.into(),
            opt_out_sale: json.opt_out_sale.into(),
            lspa_covered: json.lspa_covered.into(),
        })
    }
}

fn check_version<E: de::Error>(found: u8, expected: &[u8]) -> Result<(), E> {
    if expected.contains(&found) {
        return Ok(());
    }
    Err(E::custom(format_args!("version is {found}, expected one of {expected:?}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcJson {
    #[serde(default, rename = "kind")]
    _kind: Option<AcKind>,
    version: u8,
    granted: Vec<NonZeroU32>,
    #[serde(default)]
    refused: Option<Vec<NonZeroU32>>,
}

/// `{"kind": "ac", "version": 2, "granted": [1, 2], "refused": [3]}`. `refused` is absent in
/// version 1, and in version 2 without the list of disclosed providers.
impl Serialize for AcString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", "ac")?;
        map.serialize_entry("version", &self.version())?;
        map.serialize_entry("granted", self.granted())?;
        if let Some(refused) = self.refused() {
            map.serialize_entry("refused", refused)?;
        }
        map.end()
    }
}

/// The key `kind` is optional. A provider must not be in both lists.
impl<'de> Deserialize<'de> for AcString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let AcJson { version, granted, refused, .. } = AcJson::deserialize(deserializer)?;
        check_version(version, &[1, 2])?;
        match refused {
            None if version == 1 => Ok(Self::v1(granted)),
            None => Ok(Self::v2_without_disclosed(granted)),
            Some(_) if version == 1 => Err(de::Error::custom("version 1 has no refused providers")),
            Some(refused) => {
                let count = |ids: &[NonZeroU32]| {
                    let mut ids = ids.to_vec();
                    ids.sort_unstable();
                    ids.dedup();
                    ids.len()
                };
                let expected = count(&refused);
                let ac = Self::v2(granted, refused);
                if ac.refused().is_none_or(|refused| refused.len() != expected) {
                    return Err(de::Error::custom("a provider is both granted and refused"));
                }
                Ok(ac)
            }
        }
    }
}
