//! The likely cause of an error in a GPP, US Privacy or Additional Consent string.

use tcf_carrier::SignalKind;
use tcf_codec::{AcString, DecodeOptions, GppString, UspString, gpp};

use super::Cause;
use super::encodings::percent;

/// Finds the likely cause of the error that a text was rejected with, which is not a TC string.
pub(crate) fn diagnose_other(
    text: &str,
    kind: SignalKind,
    options: DecodeOptions,
) -> Option<Cause> {
    if text.len() > options.max_len {
        return None;
    }
    let decodes = |text: &str| match kind {
        SignalKind::Gpp => GppString::decode(text).is_ok(),
        SignalKind::UsPrivacy => UspString::decode(text).is_ok(),
        SignalKind::AdditionalConsent => AcString::decode(text).is_ok(),
        _ => false,
    };
    if let Some(cause) = percent(text, decodes) {
        return Some(cause);
    }
    if kind == SignalKind::Gpp && gpp::decode(text, options.lenient()).is_ok() {
        return Some(Cause::Framing);
    }
    if decodes(text.trim_ascii()) {
        return Some(Cause::Superfluous("white space"));
    }
    // Every GPP string starts with DB.
    let rest = text.strip_prefix('D').filter(|_| kind == SignalKind::Gpp)?;
    decodes(&format!("DB{rest}")).then_some(Cause::CharacterLost { offset: 1, certain: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cause(text: &str) -> Option<Cause> {
        diagnose_other(text, SignalKind::detect(text), DecodeOptions::new())
    }

    #[test]
    fn names_checked_causes() {
        for (text, expected) in [
            ("DBABL%7EBVQqAAAAAg", Some(Cause::PercentEncoded { times: 1 })),
            ("DBABL%257EBVQqAAAAAg", Some(Cause::PercentEncoded { times: 2 })),
            ("DBABLA==~BVQqAAAAAg", Some(Cause::Framing)),
            (" DBABLA~BVQqAAAAAg", Some(Cause::Framing)),
            ("1YNN ", Some(Cause::Superfluous("white space"))),
            ("2~1.35~dv.9 ", Some(Cause::Superfluous("white space"))),
            ("DABLA~BVQqAAAAAg", Some(Cause::CharacterLost { offset: 1, certain: true })),
            ("DBABLA~!", None),
            ("1XNN", None),
        ] {
            assert_eq!(cause(text), expected, "{text}");
        }
    }
}
