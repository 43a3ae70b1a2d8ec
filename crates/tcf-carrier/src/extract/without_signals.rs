//! Files without signals: nothing is found in lock files, base64, scripts and random tokens.

use crate::{CarrierFormat, ExtractOptions, extract};

/// The signals of a text in every format of lines, and in a HAR file.
fn found(text: &str) -> Vec<String> {
    use CarrierFormat::{Cookie, Csv, Events, Har, Header, Line, Log, Url};
    let mut found = Vec::new();
    let mut read = |format: CarrierFormat, text: &str| {
        let mut options = ExtractOptions::new();
        options.table = options.table.with_header(true).with_delimiter(crate::Delimiter::COMMA);
        let read = extract(text.as_bytes(), format, &options, &mut |signal| {
            found.push(format!("{format} {} {}={}", signal.kind.name(), signal.name, signal.value));
        });
        read.unwrap();
    };
    for format in [Cookie, Header, Line, Log, Url] {
        read(format, text);
    }
    read(Csv, &format!("id,body\n1,\"{}\"\n", text.replace('"', "\"\"")));
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let escaped = escaped.replace('\t', "\\t");
    read(Events, &format!("{{\"id\": 7, \"body\": \"{escaped}\"}}\n"));
    read(
        Har,
        &format!(
            r#"{{"log": {{"version": "1.2", "entries": [{{"startedDateTime": "2026-06-01T10:00:00Z",
            "request": {{"method": "POST", "url": "https://a.example/p", "headers":
            [{{"name": "x-body", "value": "{escaped}"}}], "postData": {{"mimeType":
            "application/json", "text": "{escaped}"}}}},
            "response": {{"content": {{"text": "{escaped}"}}}}}}]}}}}"#
        ),
    );
    found
}

const EMPTY: [String; 0] = [];

/// Tokens of random characters, which start as TC strings do.
fn tokens(alphabet: &str, count: usize, length: usize) -> Vec<String> {
    let mut state: u64 = 7;
    let mut token = || -> String {
        let random = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let index = usize::try_from(state >> 33).unwrap() % alphabet.len();
            char::from(alphabet.as_bytes()[index])
        });
        std::iter::once('C').chain(random.take(length - 1)).collect()
    };
    (0..count).map(|_| token()).collect()
}

const BASE64URL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

#[test]
fn random_tokens_are_no_signals() {
    for (alphabet, length) in [(BASE64URL, 43), (BASE64URL, 64), (BASE64URL, 300), (BASE64, 88)] {
        for token in tokens(alphabet, 300, length) {
            for text in [
                token.clone(),
                format!("sid={token}"),
                format!("sid={token}; theme=dark"),
                format!("theme=dark; sid={token};"),
                format!("https://a.example/p?id={token}&u=7"),
                format!("https://a.example/{token}/p;s={token}#{token}"),
                format!("x-token: {token}"),
            ] {
                assert_eq!(found(&text), EMPTY, "{text}");
            }
        }
    }
}

#[test]
fn lock_files_and_scripts_have_no_signals() {
    for text in [
        "[metadata]",
        "[[package]]\nname = \"base64\"\nchecksum = \"Cb2a3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d\"",
        "    \"integrity\": \"sha512-Cb3fqkLrUaBK6bVkAqLH0zTlaTFD9nrL8F6hvXvJYr0Q5cZT8Wm+==\",",
        "golang.org/x/net v0.30.0 h1:CcW1xU4fS3bHl1bPo4Pq5m3n8r7s6t5u4v3w2x1y0zA=",
        "\tBuffer.byteLength\n\tCtor.prototype\n\tCopyright (c) the authors",
        "BROTLI_DECODER_ERROR_FORMAT_SIMPLE_HUFFMAN_ALPHABET",
        "ClientDestroyedErrorClientDestroyedErrorClientDestroyed",
        "!function(C,B){var a=C.b,c=B[\"d\"];a=c&&C.consent;return{gdpr:a,us:c}}(this,document);",
        "data:image/png;base64,CiVBREYtMS4zCiXi48/TCjMgMCBvYmoKPDwvRmlsdGVyL0ZsYXRlRGVjb2RlPj4=",
        "CREATE TABLE consent (gdpr BOOLEAN, us TEXT)",
        "{{name}}\n${VERSION}\n[section]\n__init__\n%%BUILD%%",
    ] {
        assert_eq!(found(text), EMPTY, "{text}");
    }
}

/// What stands where a string belongs is found in the same formats.
#[test]
fn strings_and_their_macros_are_signals() {
    let string = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";
    let cut = "CPXxRfAPXxRfAAfKABENB-";
    // Dates from before 2018 and in the wrong order, and a CMP id that no CMP has.
    let odd = [
        "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA",
        "CQg5uUAQg2bYAEsAAAENCMFgAIAAAAAAAAAAAAAAAAAA",
        "CQg2bYAQg2bYAXcAAAENR0FgAIAAAAAAAAAAAAAAAAAA",
    ];
    let macros = ["${GDPR_CONSENT_755}", "{{tcString}}", "[GPP_STRING]"];
    for text in [string, cut].into_iter().chain(odd).chain(macros) {
        assert!(found(text).iter().any(|found| found.starts_with("line ")), "{text}");
    }
}
