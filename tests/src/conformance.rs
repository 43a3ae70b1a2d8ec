//! The conformance corpus in `fixtures/conformance`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tcf_codec::AnyTcString;

use crate::json;
use crate::reference_reader::Rejection;

/// The folder of the fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

/// The files of the corpus, by name.
pub fn files() -> BTreeMap<String, Value> {
    let files =
        fs::read_dir(fixtures().join("conformance")).unwrap().map(|file| file.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let mut files: BTreeMap<_, _> = files
        .map(|path| {
            let json = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), json)
        })
        .collect();
    assert!(files.remove("schema").is_some() && files.len() > 8, "files are missing");
    files
}

/// All cases of TC strings. Cases of another kind (GPP, US Privacy and Additional Consent strings)
/// are skipped: their values and errors are not those of the TC decoder.
pub fn cases() -> Vec<Case> {
    let cases: Vec<_> = of_every_kind().filter(|case| case.kind().is_none()).collect();
    assert!(cases.len() > 400, "only {} cases were found", cases.len());
    cases
}

/// All cases of GPP, US Privacy and Additional Consent strings.
pub fn cases_of_other_kinds() -> Vec<Case> {
    let is_other = |case: &Case| case.kind().is_some_and(|kind| kind != TOGETHER);
    let cases: Vec<_> = of_every_kind().filter(is_other).collect();
    assert!(cases.len() > 400, "only {} cases were found", cases.len());
    cases
}

/// All cases of signals that came together, with the findings between them.
pub fn together() -> Vec<Case> {
    let cases: Vec<_> = of_every_kind().filter(|case| case.kind() == Some(TOGETHER)).collect();
    assert!(cases.len() > 100, "only {} cases were found", cases.len());
    cases
}

/// The kind of cases with several signals.
const TOGETHER: &str = "together";

fn of_every_kind() -> impl Iterator<Item = Case> {
    let cases = files().into_values();
    cases.flat_map(|cases| cases.as_array().unwrap().iter().cloned().map(Case).collect::<Vec<_>>())
}

/// The texts of all cases.
pub fn texts() -> Vec<String> {
    cases().iter().map(|case| case.text().to_owned()).collect()
}

/// The case with a name.
pub fn named(name: &str) -> Case {
    cases().into_iter().find(|case| case.name() == name).unwrap()
}

/// A case, or the lenient result of one.
#[derive(Clone, Debug)]
pub struct Case(pub Value);

impl Case {
    fn str(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|value| value.as_str().unwrap())
    }

    /// The name.
    pub fn name(&self) -> &str {
        self.str("name").unwrap()
    }

    /// The kind, unless it is a TC string.
    pub fn kind(&self) -> Option<&str> {
        self.str("kind")
    }

    /// The text. Cases of signals that came together have none.
    pub fn text(&self) -> &str {
        self.str("text").unwrap()
    }

    /// The value of a signal that came together with others.
    pub fn signal(&self, name: &str) -> Option<&str> {
        self.0["signals"].get(name).map(|value| value.as_str().unwrap())
    }

    /// The query of a URL with the signals that came together.
    pub fn query(&self) -> String {
        let signals = self.0["signals"].as_object().unwrap().iter();
        let pair = |(name, value): (&String, &Value)| format!("{name}={}", value.as_str().unwrap());
        format!("?{}", signals.map(pair).collect::<Vec<_>>().join("&"))
    }

    /// The value, if the text is accepted.
    pub fn value(&self) -> Option<AnyTcString> {
        self.0.get("value").map(json::consent_string)
    }

    /// The shortest text of the value.
    pub fn canonical(&self) -> &str {
        self.str("canonical").unwrap_or_else(|| self.text())
    }

    /// The lenient result, if it differs.
    pub fn lenient(&self) -> Option<Self> {
        self.0.get("lenient").cloned().map(Self)
    }

    /// The codes and characters of the repairs.
    pub fn repairs(&self) -> Vec<(String, usize)> {
        let repairs = self.0["repairs"].as_array().unwrap().iter();
        let repair = |repair: &Value| {
            let character = usize::try_from(repair["character"].as_u64().unwrap()).unwrap();
            (repair["code"].as_str().unwrap().to_owned(), character)
        };
        repairs.map(repair).collect()
    }

    /// Whether the error is the expected one.
    pub fn is_rejected_by(&self, rejection: &Rejection) -> bool {
        let error = &self.0["error"];
        let is = |key: &str, found: Value| error.get(key).unwrap_or(&Value::Null) == &found;
        is("code", rejection.code.into())
            && is("segment", rejection.segment.into())
            && is("field", rejection.field.clone().into())
            && is("bit", rejection.bit.into())
            && is("character", rejection.character.into())
    }

    /// The evaluation date.
    pub fn as_of(&self) -> &str {
        self.str("asOf").unwrap()
    }

    /// The path of a list to check against.
    pub fn list(&self, key: &str) -> Option<PathBuf> {
        Some(fixtures().join(self.0.get("lists")?.get(key)?.as_str().unwrap()))
    }

    /// The expected findings, as codes with severities.
    pub fn findings(&self) -> BTreeMap<&str, &str> {
        let findings = self.0["findings"].as_array().unwrap().iter();
        findings
            .map(|finding| {
                (finding["code"].as_str().unwrap(), finding["severity"].as_str().unwrap())
            })
            .collect()
    }
}
