//! Differences between two strings.

use std::fmt;

use serde::Serialize;
use tcf_carrier::SignalKind;
use tcf_codec::gpp::Container;
use tcf_codec::{
    AcString, AnyTcString, Deciseconds, DecodeOptions, GppString, Layout, Repair, SectionId,
    UspString, decode,
};
use tcf_policy::diff::{
    Diff, Encoded, EncodedAc, EncodedGpp, EncodedUsp, FormChange, PermissionChange, diff, diff_ac,
    diff_gpp, diff_usp, form, form_ac, form_gpp, form_usp, permissions,
};
use tcf_policy::gvl::Gvl;

use crate::failure::Failure;
use crate::input::Input;
use crate::signal::Signal;

/// The differences between two strings. It is also the record.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Whether both have the same meaning.
    pub equal: bool,
    /// Whether there are no differences in encoding only.
    pub same_form: bool,
    /// The changes in meaning.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::changes"))]
    pub changes: Diff,
    /// The differences in encoding only.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::form_changes"))]
    pub form: Vec<FormChange>,
    /// The permissions of vendors that changed; absent without the vendor lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::permission_changes"))]
    pub permissions: Option<Vec<PermissionChange>>,
}

impl Comparison {
    /// Compares two strings with their layouts.
    ///
    /// ```
    /// use tcf::{Comparison, Input, DecodeOptions};
    ///
    /// let decode = |text| {
    ///     let input = Input::new(text).with_options(DecodeOptions::new().with_layout());
    ///     let decoded = input.decode().unwrap();
    ///     (decoded.value, decoded.layout.unwrap())
    /// };
    /// let before = decode("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA");
    /// let after = decode("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo");
    /// let comparison = Comparison::new((&before.0, &before.1), (&after.0, &after.1));
    /// assert!(!comparison.equal);
    /// assert_eq!(serde_json::to_value(&comparison)?["changes"][0]["field"], "purposesConsent");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn new(before: (&AnyTcString, &Layout), after: (&AnyTcString, &Layout)) -> Self {
        let changes = diff(before.0, after.0);
        let encoded = |(value, layout)| Encoded { value, layout };
        Self::of(changes, form(encoded(before), encoded(after)))
    }

    /// Compares two strings of any kind. A GPP string is compared with a TC string by its section
    /// 2, and with a US Privacy string by its section 6.
    ///
    /// ```
    /// use tcf::{Comparison, Input};
    ///
    /// let (before, after) = (Input::new("DBABT~1YNN"), Input::new("1YYN"));
    /// let decode = |input: &Input<'_>| input.decode_to_compare().unwrap();
    /// let comparison = Comparison::between(&decode(&before), &decode(&after))?;
    /// assert_eq!(comparison.changes.changes[0].field, "optOutSale");
    /// let other = Input::new("2~1.35~dv.9");
    /// assert!(Comparison::between(&decode(&before), &decode(&other)).is_err());
    /// # Ok::<(), tcf::NotComparable>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the strings are of kinds that cannot be compared, or if the section is missing.
    pub fn between(before: &Compared, after: &Compared) -> Result<Self, NotComparable> {
        let not_comparable =
            |missing| NotComparable { before: before.kind(), after: after.kind(), missing };
        match (&before.value, &after.value) {
            (Value::Tc(a, layout_a), Value::Tc(b, layout_b)) => {
                Ok(Self::new((a, layout_a), (b, layout_b)))
            }
            (Value::Gpp(a, text_a), Value::Gpp(b, text_b)) => {
                let split = |text| Container::with_max_len(text, usize::MAX).ok();
                // The texts were decoded before.
                let form = split(text_a).zip(split(text_b)).map(|(container_a, container_b)| {
                    form_gpp(
                        EncodedGpp { value: a, container: &container_a },
                        EncodedGpp { value: b, container: &container_b },
                    )
                });
                Ok(Self::of(diff_gpp(a, b), form.unwrap_or_default()))
            }
            (Value::UsPrivacy(a, text_a), Value::UsPrivacy(b, text_b)) => {
                let form = form_usp(
                    EncodedUsp { value: *a, text: text_a },
                    EncodedUsp { value: *b, text: text_b },
                );
                Ok(Self::of(diff_usp(*a, *b), form))
            }
            (Value::AdditionalConsent(a, text_a), Value::AdditionalConsent(b, text_b)) => {
                let form = form_ac(
                    EncodedAc { value: a, text: text_a },
                    EncodedAc { value: b, text: text_b },
                );
                Ok(Self::of(diff_ac(a, b), form))
            }
            (Value::Gpp(..), of) => {
                let section = section_like(of).ok_or(not_comparable(None))?;
                let before = before.in_section(section).ok_or(not_comparable(Some(section)))?;
                Self::between(&before, after)
            }
            (of, Value::Gpp(..)) => {
                let section = section_like(of).ok_or(not_comparable(None))?;
                let after = after.in_section(section).ok_or(not_comparable(Some(section)))?;
                Self::between(before, &after)
            }
            _ => Err(not_comparable(None)),
        }
    }

    fn of(changes: Diff, form: Vec<FormChange>) -> Self {
        Self {
            equal: changes.is_empty(),
            same_form: form.is_empty(),
            changes,
            form,
            permissions: None,
        }
    }

    /// Also compares the permissions of vendors, by the vendor list that each string names.
    #[must_use]
    pub fn with_permissions(
        self,
        before: (&AnyTcString, &Gvl),
        after: (&AnyTcString, &Gvl),
        as_of: Deciseconds,
    ) -> Self {
        let permissions = permissions(before.0, before.1, after.0, after.1, as_of);
        Self { permissions: Some(permissions), ..self }
    }
}

/// A decoded string of any kind with its encoding, to compare it with another one.
#[derive(Clone, Debug)]
pub struct Compared {
    value: Value,
    repairs: Vec<Repair>,
}

/// A value, and its layout or its text.
#[derive(Clone, Debug)]
enum Value {
    Tc(AnyTcString, Layout),
    Gpp(GppString, String),
    UsPrivacy(UspString, String),
    AdditionalConsent(AcString, String),
}

impl Input<'_> {
    /// Decodes the string, of any kind, to compare it with another one.
    ///
    /// # Errors
    ///
    /// The first fault in wire order, as a record.
    pub fn decode_to_compare(&self) -> Result<Compared, Box<Failure<'_>>> {
        let text = |repaired: Option<&str>| repaired.unwrap_or(&self.text).to_owned();
        let signal = match self.kind() {
            // The options may not ask for the layout.
            SignalKind::Gpp | SignalKind::UsPrivacy | SignalKind::AdditionalConsent => {
                self.decode_signal()?
            }
            _ => Signal::Tc(
                decode(&self.text, self.options.with_layout())
                    .map_err(|error| Box::new(self.failure(&error)))?,
            ),
        };
        let repairs = signal.repairs().to_vec();
        let value = match signal {
            Signal::Tc(decoded) => Value::Tc(decoded.value, decoded.layout.unwrap_or_default()),
            Signal::Gpp(decoded) => {
                let text = text(decoded.repaired());
                Value::Gpp(decoded.value, text)
            }
            Signal::UsPrivacy(usp) => Value::UsPrivacy(usp, text(None)),
            Signal::AdditionalConsent(ac) => Value::AdditionalConsent(ac, text(None)),
            Signal::Section(_) => unreachable!("whole strings are not sections"),
        };
        Ok(Compared { value, repairs })
    }
}

impl Compared {
    /// The kind of the string.
    pub const fn kind(&self) -> SignalKind {
        match self.value {
            Value::Tc(..) => SignalKind::Tc,
            Value::Gpp(..) => SignalKind::Gpp,
            Value::UsPrivacy(..) => SignalKind::UsPrivacy,
            Value::AdditionalConsent(..) => SignalKind::AdditionalConsent,
        }
    }

    /// The repairs of lenient decoding, in text order.
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// The TC string, or that of section 2 of a GPP string.
    pub fn tc(&self) -> Option<AnyTcString> {
        match &self.value {
            Value::Tc(value, _) => Some(value.clone()),
            Value::Gpp(value, _) => value.tc().cloned().map(AnyTcString::V2),
            Value::UsPrivacy(..) | Value::AdditionalConsent(..) => None,
        }
    }

    /// The TC string in section 2, or the US Privacy string in section 6 of a GPP string.
    fn in_section(&self, section: SectionId) -> Option<Self> {
        let Value::Gpp(value, text) = &self.value else { return None };
        let container = Container::with_max_len(text, text.len()).ok()?;
        let text = container.section(section)?.text();
        let value = if section == SectionId::USP_V1 {
            Value::UsPrivacy(*value.usp()?, text.to_owned())
        } else {
            let options = DecodeOptions::new().with_max_len(text.len()).with_layout();
            let decoded = decode(text, options).ok()?;
            Value::Tc(decoded.value, decoded.layout?)
        };
        Some(Self { value, repairs: Vec::new() })
    }
}

/// The section of a GPP string that contains a string of the same kind.
const fn section_like(value: &Value) -> Option<SectionId> {
    match value {
        Value::Tc(..) => Some(SectionId::TCF_EU_V2),
        Value::UsPrivacy(..) => Some(SectionId::USP_V1),
        Value::Gpp(..) | Value::AdditionalConsent(..) => None,
    }
}

/// Why two strings cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotComparable {
    /// The kind of the first string.
    pub before: SignalKind,
    /// The kind of the second string.
    pub after: SignalKind,
    /// The section that a GPP string lacks, if that is the reason.
    pub missing: Option<SectionId>,
}

impl fmt::Display for NotComparable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { before, after, missing } = self;
        match missing {
            Some(section) => {
                let other = if *before == SignalKind::Gpp { after } else { before };
                write!(f, "the GPP string has no section {section} to compare with the {other}")
            }
            None => write!(f, "cannot compare different kinds: {before}, {after}"),
        }
    }
}

impl std::error::Error for NotComparable {}
