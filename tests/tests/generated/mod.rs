//! The findings in strings of the generator.

use tcf::{Input, SignalKind, undecodable};
use tcf_codec::{AcString, DecodeOptions, GppString, UspString, decode};
use tcf_generate::{Generated, SignalValue};
use tcf_policy::gvl::{CmpList, Gvl};
use tcf_policy::rules::{
    self, AcSubject, Expectations, Finding, GppSubject, Subject, UspSubject, check_ac, check_gpp,
    check_usp,
};

/// The findings in a generated string, with its date and lists. Its value is that of the text.
pub(crate) fn findings(
    made: &Generated,
    gvl: Option<&Gvl>,
    newest: Option<&Gvl>,
    cmps: Option<&CmpList>,
) -> Vec<Finding> {
    let (gvl, newest) = if made.gvl.is_some() { (gvl, newest) } else { (None, None) };
    let cmps = cmps.filter(|_| made.with_cmps);
    let (text, max_len) = (&made.text, DecodeOptions::DEFAULT_MAX_LEN);
    let value = made.value.as_ref();
    let (findings, decoded) = match made.kind.signal() {
        SignalKind::Gpp => {
            let findings = GppSubject::new(text, max_len, made.as_of).map(|subject| {
                let subject = subject.with_gvl(gvl, newest, false).with_cmps(cmps);
                check_gpp(&subject).findings
            });
            (findings, GppString::decode(text).map(SignalValue::Gpp))
        }
        SignalKind::UsPrivacy => {
            let findings = UspSubject::new(text, made.as_of).map(|subject| check_usp(&subject));
            (findings, UspString::decode(text).map(SignalValue::UsPrivacy))
        }
        SignalKind::AdditionalConsent => {
            let findings = AcSubject::new(text, max_len).map(|subject| check_ac(&subject));
            (findings, AcString::decode(text).map(SignalValue::AdditionalConsent))
        }
        _ => return findings_of_tc(made, gvl, newest, cmps),
    };
    assert_eq!(value, decoded.ok().as_ref(), "{text}");
    findings.unwrap_or_else(|error| vec![Finding::of_error(&error).unwrap()])
}

fn findings_of_tc(
    made: &Generated,
    gvl: Option<&Gvl>,
    newest: Option<&Gvl>,
    cmps: Option<&CmpList>,
) -> Vec<Finding> {
    let Ok(decoded) = decode(&made.text, DecodeOptions::new().with_layout()) else {
        assert!(made.value.is_none());
        let failure = Input::new(&made.text);
        return undecodable(&failure.decode().unwrap_err()).into_iter().collect();
    };
    assert_eq!(made.value.as_ref().and_then(SignalValue::tc), Some(&decoded.value));
    let subject = Subject::new(&made.text, &decoded, made.as_of).unwrap();
    let subject = subject.with_gvl(gvl, newest, false).with_cmps(cmps);
    let mut findings = rules::check(&subject).findings;
    if let Some(expect) = &made.expect {
        let expected: Expectations = toml::from_str(expect).unwrap();
        findings.extend(rules::check_expectations(&subject, &expected));
    }
    findings
}
