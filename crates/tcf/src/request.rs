//! The signals of an input on which a decision is based.

use serde::Serialize;
use tcf_carrier::{SignalKind, flag_value};
use tcf_codec::{AnyTcString, SectionId};
use tcf_policy::GppSid;
use tcf_policy::decide::Profile;

use crate::input::Input;
use crate::inputs::Inputs;

/// A note about the choice between signals of an input, or between them and an option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "inputNote"))]
pub struct InputNote {
    /// Its code: `tcConflict`, `gdprOption`, `gppSidOption` or `gppSidInvalid`.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::input_note_code"))]
    pub code: &'static str,
    /// Its text.
    pub text: String,
}

impl InputNote {
    const TC_CONFLICT: &'static str = "tcConflict";
    const GDPR_OPTION: &'static str = "gdprOption";
    const GPP_SID_OPTION: &'static str = "gppSidOption";
    const GPP_SID_INVALID: &'static str = "gppSidInvalid";

    /// All codes.
    pub const CODES: [&'static str; 4] =
        [Self::TC_CONFLICT, Self::GDPR_OPTION, Self::GPP_SID_OPTION, Self::GPP_SID_INVALID];
}

/// What is stated about a request: whether the GDPR applies, and which sections of a GPP string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestFlags {
    /// The GDPR flag. `None` if it is unknown.
    pub gdpr: Option<bool>,
    /// The sections that apply.
    pub gpp_sid: GppSid,
}

impl<'a> Inputs<'a> {
    /// The flags of a request: those given, otherwise those that came with the strings. Notes
    /// report a value that came with them and differs from the one given, or that is invalid.
    ///
    /// ```
    /// use tcf::Inputs;
    ///
    /// let inputs = Inputs::new("https://ads.example/?gdpr=0&us_privacy=1YNN");
    /// assert_eq!(inputs.request_flags(None, None, &mut Vec::new()).gdpr, Some(false));
    /// let mut notes = Vec::new();
    /// assert_eq!(inputs.request_flags(Some(true), None, &mut notes).gdpr, Some(true));
    /// assert_eq!(notes[0].code, "gdprOption");
    /// ```
    pub fn request_flags(
        &self,
        gdpr: Option<bool>,
        gpp_sid: Option<&GppSid>,
        notes: &mut Vec<InputNote>,
    ) -> RequestFlags {
        RequestFlags {
            gdpr: self.request_gdpr(gdpr, notes),
            gpp_sid: self.request_gpp_sid(gpp_sid, notes),
        }
    }

    fn request_gdpr(&self, given: Option<bool>, notes: &mut Vec<InputNote>) -> Option<bool> {
        let Some(field) = self.gdpr() else { return given };
        let sent = flag_value(&field.value);
        if let (Some(given), Some(sent)) = (given, sent)
            && given != sent
        {
            let (name, value) = (&field.name, &field.value);
            let text = format!("{name} is {value}, but {} was given and is used", u8::from(given));
            notes.push(InputNote { code: InputNote::GDPR_OPTION, text });
        }
        given.or(sent)
    }

    /// The sections that apply: those given, otherwise those that came with the strings; see
    /// [`Self::request_flags`].
    pub fn request_gpp_sid(&self, given: Option<&GppSid>, notes: &mut Vec<InputNote>) -> GppSid {
        let Some(field) = self.gpp_sid() else { return given.cloned().unwrap_or_default() };
        let (name, value) = (&field.name, &field.value);
        match (given, value.parse::<GppSid>()) {
            (None, Ok(sent)) => sent,
            (None, Err(error)) => {
                let text = format!("{name} is ignored: {error}");
                notes.push(InputNote { code: InputNote::GPP_SID_INVALID, text });
                GppSid::default()
            }
            (Some(given), sent) => {
                if sent.as_ref() != Ok(given) {
                    let text = format!("{name} is {value}, but {given} was given and is used");
                    notes.push(InputNote { code: InputNote::GPP_SID_OPTION, text });
                }
                given.clone()
            }
        }
    }

    /// The string that decisions on vendors and on the publisher use: the TC string. With
    /// [`Profile::Prebid`], the GPP string if it has section 2. A note reports that the two differ
    /// in meaning.
    ///
    /// ```
    /// use tcf::tcf_policy::decide::Profile;
    /// use tcf::{Inputs, SignalKind};
    ///
    /// let tc = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";
    /// let other = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA";
    /// let url = format!("https://ads.example/?gdpr_consent={tc}&gpp=DBABM~{other}&gpp_sid=2");
    /// let kind = |profile| {
    ///     let mut notes = Vec::new();
    ///     let input = Inputs::new(&url).into_vendor_signal(profile, &mut notes);
    ///     assert_eq!(notes[0].code, "tcConflict");
    ///     input.kind()
    /// };
    /// assert_eq!(kind(Profile::Specification), SignalKind::Tc);
    /// assert_eq!(kind(Profile::Prebid), SignalKind::Gpp);
    /// ```
    pub fn into_vendor_signal(self, profile: Profile, notes: &mut Vec<InputNote>) -> Input<'a> {
        let find = |kind| self.iter().find(|input| input.kind() == kind);
        let both = find(SignalKind::Tc).zip(find(SignalKind::Gpp));
        let Some((tc, gpp, is_same)) =
            both.and_then(|(tc, gpp)| Some((tc, gpp, *section_2(gpp)? == *tc.text)))
        else {
            return self.into_main();
        };
        let is_gpp_used = profile == Profile::Prebid;
        // Strings that are the same text are not decoded to compare them.
        if !is_same
            && let (Some(one), Some(other)) = (value(tc), value(gpp))
            && one != other
        {
            let (tc, gpp) = (name(tc), name(gpp));
            let text = if is_gpp_used {
                format!(
                    "section 2 of {gpp} differs from {tc}; section 2 is used, as prebid-server does"
                )
            } else {
                format!("{tc} differs from section 2 of {gpp}; {tc} is used")
            };
            notes.push(InputNote { code: InputNote::TC_CONFLICT, text });
        }
        if is_gpp_used { self.into_first_of(&[SignalKind::Gpp]) } else { self.into_main() }
    }

    /// The strings that decisions on activities use: the GPP string, otherwise the US Privacy
    /// string, otherwise any other, which is an error. Beside a GPP string, also the US Privacy
    /// string.
    pub fn into_activity_signals(self) -> (Input<'a>, Option<Input<'a>>) {
        let [gpp, us_privacy] = [SignalKind::Gpp, SignalKind::UsPrivacy]
            .map(|kind| self.iter().find(|input| input.kind() == kind).cloned());
        match (gpp, us_privacy) {
            (Some(gpp), us_privacy) => (gpp, us_privacy),
            (None, Some(us_privacy)) => (us_privacy, None),
            (None, None) => (self.into_main(), None),
        }
    }
}

/// The text of section 2 of a GPP string.
fn section_2<'i>(gpp: &'i Input<'_>) -> Option<&'i str> {
    Some(gpp.container().ok()?.section(SectionId::TCF_EU_V2)?.text())
}

fn value(input: &Input<'_>) -> Option<AnyTcString> {
    input.decode_tc_string().ok().map(|decoded| decoded.value)
}

/// The name of the field of a string.
fn name(input: &Input<'_>) -> String {
    input.carrier().map_or_else(|| input.kind().to_string(), |carrier| carrier.name.to_owned())
}
