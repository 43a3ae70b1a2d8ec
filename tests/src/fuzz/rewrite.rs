//! Rewriting JSON and parameters of URLs in place.

use serde_json::Value;
use tcf_carrier::{
    AddedMember, FieldEdit, JsonPath, JsonReader, JsonRewriter, ParameterRewriter, RewriteError,
    percent_decode,
};

/// Removes, from the JSON after the first line, the paths that the first line lists.
pub fn rewrite(data: &[u8]) {
    let Some(end) = data.iter().position(|&byte| byte == b'\n') else { return };
    let Ok(line) = str::from_utf8(&data[..end]) else { return };
    let json = &data[end + 1..];
    let paths: Vec<JsonPath> = line.split(' ').filter_map(|path| path.parse().ok()).collect();
    let rules = |edit| paths.iter().map(move |path| (path.clone(), edit));
    let Ok(mut remover) = JsonRewriter::new(rules(FieldEdit::Remove)) else { return };

    let mut reader = JsonReader::new(json);
    let is_valid = reader.skip().and_then(|()| reader.end()).is_ok();
    let mut out = Vec::new();
    let result = remover.rewrite(json, None, &mut out);
    // The escapes of skipped strings are not checked, but those of keys are.
    assert!(is_valid || result.is_err());
    assert!(result.is_ok() || serde_json::from_slice::<Value>(json).is_err());
    let Ok(rewritten) = result else { return };
    assert_eq!(rewritten.is_unchanged(), out == json);
    assert!(is_subsequence(&out, json), "bytes were invented");

    let Ok(value) = serde_json::from_slice::<Value>(json) else { return };
    let read = |text: &[u8]| serde_json::from_slice::<Value>(text).expect("valid JSON stays valid");
    let rest = read(&out);
    // Elements that follow a removed one move, so only paths without an index can be repeated.
    if !line.contains(|byte: char| byte.is_ascii_digit()) {
        let mut twice = Vec::new();
        assert!(remover.rewrite(&out, None, &mut twice).expect("it is valid").is_unchanged());
    }
    if paths.is_empty() {
        assert_eq!(rest, value);
    }
    for edit in [FieldEdit::TruncateIp, FieldEdit::RoundCoordinate] {
        let mut rewriter = JsonRewriter::new(rules(edit)).expect("as many rules as before");
        let mut out = Vec::new();
        rewriter.rewrite(json, None, &mut out).expect("it is valid");
        read(&out);
    }
    let mut keeper = JsonRewriter::new([]).and_then(|all| all.keep_only(paths.clone()));
    let keeper = keeper.as_mut().expect("as many paths as before");
    let added = AddedMember { name: "tcf", value: "1" };
    let mut out = Vec::new();
    match keeper.rewrite(json, Some(added), &mut out) {
        Ok(_) => assert_eq!(read(&out).get("tcf"), Some(&Value::from(1))),
        Err(RewriteError::NoObject { .. }) => assert!(!value.is_object()),
        Err(error) => panic!("{error}"),
    }
}

/// Removes, from the text after the first line, the parameters that the first line lists.
pub fn parameters(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Some((line, text)) = text.split_once('\n') else { return };
    let rules = |edit| line.split(' ').map(move |name| (name, edit));
    let Ok(remover) = ParameterRewriter::new(rules(FieldEdit::Remove)) else { return };
    let mut out = Vec::new();
    let rewritten = remover.rewrite(text, &mut out);
    let out = String::from_utf8(out).expect("text stays text");
    assert_eq!(rewritten.is_unchanged(), out == text);
    assert!(is_subsequence(out.as_bytes(), text.as_bytes()), "bytes were invented");
    // Without a removed quote, another one may open a value rather than close a text.
    if !has_quote(text) {
        assert!(remover.rewrite(&out, &mut Vec::new()).is_unchanged(), "{out}");
    }

    let mut of_json = JsonRewriter::new([]).expect("no rules").with_parameters(remover.clone());
    let json = serde_json::to_vec(text).expect("a string");
    let mut json_out = Vec::new();
    of_json.rewrite(&json, None, &mut json_out).expect("it is valid");
    assert_eq!(serde_json::from_slice::<String>(&json_out).expect("valid JSON stays valid"), out);

    let mut log_out = Vec::new();
    if remover.rewrite_log_line(text, &mut log_out).is_some() {
        assert!(is_subsequence(&log_out, text.as_bytes()), "bytes were invented");
    }
    for edit in [FieldEdit::TruncateIp, FieldEdit::RoundCoordinate] {
        let editor = ParameterRewriter::new(rules(edit)).expect("as many rules as before");
        let mut out = Vec::new();
        editor.rewrite(text, &mut out);
        let out = String::from_utf8(out).expect("text stays text");
        assert!(has_quote(text) || editor.rewrite(&out, &mut Vec::new()).is_unchanged(), "{out}");
    }
}

/// Whether a text has a quote, possibly under escapes. Any backslash may stand for one.
fn has_quote(text: &str) -> bool {
    let mut text = text.to_owned();
    loop {
        if text.contains(['"', '\\']) {
            return true;
        }
        let (decoded, _) = percent_decode(&text);
        if decoded == text {
            return false;
        }
        text = decoded;
    }
}

fn is_subsequence(part: &[u8], whole: &[u8]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|byte| rest.any(|other| other == byte))
}
