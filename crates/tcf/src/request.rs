//! The signals of an input on which a decision is based.

use serde::Serialize;
use tcf_carrier::{Field, FieldKind, SignalKind, flag_value};
use tcf_codec::{AnyTcString, SectionId};
use tcf_policy::decide::Profile;
use tcf_policy::{GppSid, GppSidError};

use crate::failure::STRINGS_DIFFER;
use crate::input::{Doubt, Input};
use crate::inputs::Inputs;

/// A note about the choice between signals of an input, or between them and an option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "inputNote"))]
pub struct InputNote {
    /// Its code: `tcConflict`, `gdprOption`, `gdprConflict`, `gppSidOption`, `gppSidInvalid`,
    /// `gppSidConflict` or `stringsDiffer`.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::input_note_code"))]
    pub code: &'static str,
    /// Its text.
    pub text: String,
}

impl InputNote {
    const TC_CONFLICT: &'static str = "tcConflict";
    const GDPR_OPTION: &'static str = "gdprOption";
    const GDPR_CONFLICT: &'static str = "gdprConflict";
    const GPP_SID_OPTION: &'static str = "gppSidOption";
    const GPP_SID_INVALID: &'static str = "gppSidInvalid";
    const GPP_SID_CONFLICT: &'static str = "gppSidConflict";

    /// All codes.
    pub const CODES: [&'static str; 7] = [
        Self::TC_CONFLICT,
        Self::GDPR_OPTION,
        Self::GDPR_CONFLICT,
        Self::GPP_SID_OPTION,
        Self::GPP_SID_INVALID,
        Self::GPP_SID_CONFLICT,
        STRINGS_DIFFER,
    ];
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
        let sent = || {
            let of_kind = self.fields().outermost().filter(|field| field.kind == FieldKind::Gdpr);
            of_kind.filter_map(|field| Some((field, flag_value(&field.value)?)))
        };
        let Some(given) = given else {
            let (applies, does_not) = (find(sent(), true), find(sent(), false));
            if let (Some(field), Some(_)) = (applies, does_not) {
                let text = format!("{} is 1 and 0; the GDPR applies", field.name);
                notes.push(InputNote { code: InputNote::GDPR_CONFLICT, text });
            }
            return applies.map(|_| true).or(does_not.map(|_| false));
        };
        if let Some(Field { name, value, .. }) = find(sent(), !given) {
            let text = format!("{name} is {value}, but {} was given and is used", u8::from(given));
            notes.push(InputNote { code: InputNote::GDPR_OPTION, text });
        }
        Some(given)
    }

    /// The sections that apply: those given, otherwise those that came with the strings; see
    /// [`Self::request_flags`]. Of several lists, all sections apply.
    pub fn request_gpp_sid(&self, given: Option<&GppSid>, notes: &mut Vec<InputNote>) -> GppSid {
        let mut sent: Vec<(&Field<'_>, Result<GppSid, GppSidError>)> = Vec::new();
        for field in self.fields().outermost() {
            if field.kind == FieldKind::GppSid && !field.value.is_empty() {
                let value = field.value.parse();
                if sent.iter().all(|(_, before)| *before != value) {
                    sent.push((field, value));
                }
            }
        }
        if let Some(given) = given {
            let other = sent.iter().find(|(_, sent)| sent.as_ref() != Ok(given));
            if let Some((Field { name, value, .. }, _)) = other {
                let text = format!("{name} is {value}, but {given} was given and is used");
                notes.push(InputNote { code: InputNote::GPP_SID_OPTION, text });
            }
            return given.clone();
        }
        for (Field { name, .. }, error) in
            sent.iter().filter_map(|(field, sent)| Some((field, sent.as_ref().err()?)))
        {
            let text = format!("{name} is ignored: {error}");
            notes.push(InputNote { code: InputNote::GPP_SID_INVALID, text });
        }
        if let [(one, _), (other, _), ..] = sent.as_slice() {
            let (name, one, other) = (&one.name, &one.value, &other.value);
            let text = format!("{name} is {one} and {other}; the sections of both count");
            notes.push(InputNote { code: InputNote::GPP_SID_CONFLICT, text });
        }
        let lists = sent.into_iter().map(|(_, list)| list.unwrap_or_default());
        lists.reduce(|all, list| all.union(&list)).unwrap_or_default()
    }

    /// Notes that the strings that decisions on activities use differ from others of their kind.
    pub fn note_differing(&self, notes: &mut Vec<InputNote>) {
        for kind in [SignalKind::Gpp, SignalKind::UsPrivacy] {
            let count = self.iter().filter(|input| input.kind() == kind).count();
            if count > 1 {
                let text =
                    format!("the input has several {kind}s, which differ; all of them count");
                notes.push(InputNote { code: STRINGS_DIFFER, text });
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
        let both = both.and_then(|(tc, gpp)| section_2(gpp).map(|section| (tc, gpp, section)));
        let is_gpp_used = both.is_some() && profile == Profile::Prebid;
        // Strings that are the same text are not decoded to compare them.
        if let Some((tc, gpp, section)) = both
            && *section != *tc.text
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
        let used = match () {
            () if is_gpp_used || find(SignalKind::Tc).is_none() => SignalKind::Gpp,
            () => SignalKind::Tc,
        };
        let doubt = match self.doubt() {
            None => self.have_different_tc_strings(used).then_some(Doubt::StringsDiffer),
            doubt => doubt,
        };
        let mut input =
            if is_gpp_used { self.into_first_of(&[SignalKind::Gpp]) } else { self.into_main() };
        input.doubt = doubt;
        input
    }

    /// Why no decision may be based on the strings that were found: one that was not may differ.
    pub(crate) fn doubt(&self) -> Option<Doubt> {
        self.fields().is_partial().then_some(Doubt::SignalsLeftOut)
    }

    /// Whether strings of a kind have different TC strings.
    fn have_different_tc_strings(&self, kind: SignalKind) -> bool {
        let text = |input: &'_ Input<'_>| -> Option<String> {
            match kind {
                SignalKind::Gpp => section_2(input).map(str::to_owned),
                _ => Some(input.text.to_string()),
            }
        };
        let of_kind = || self.iter().filter(|input| input.kind() == kind);
        if of_kind().nth(1).is_none() {
            return false;
        }
        let mut found = of_kind().filter_map(|input| Some((text(input)?, input)));
        let Some((first, input)) = found.next() else { return false };
        found.any(|(other, of)| {
            other != first && (value(input).is_none() || value(input) != value(of))
        })
    }
}

/// The text of section 2 of a GPP string.
fn section_2<'i>(gpp: &'i Input<'_>) -> Option<&'i str> {
    Some(gpp.container().ok()?.section(SectionId::TCF_EU_V2)?.text())
}

fn value(input: &Input<'_>) -> Option<AnyTcString> {
    input.decode_tc_string().ok().map(|decoded| decoded.value)
}

/// The field of a flag with a value.
fn find<'f, 'a>(
    mut sent: impl Iterator<Item = (&'f Field<'a>, bool)>,
    value: bool,
) -> Option<&'f Field<'a>> {
    sent.find(|(_, sent)| *sent == value).map(|(field, _)| field)
}

/// The name of the field of a string.
pub(crate) fn name(input: &Input<'_>) -> String {
    input.carrier().map_or_else(|| input.kind().to_string(), |carrier| carrier.name.to_owned())
}
