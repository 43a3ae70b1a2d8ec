use serde_json::Value;

use super::*;
use crate::test_support::{Pieces, Rng};

/// Builds a value with the reader.
fn value<R: Read>(reader: &mut JsonReader<R>) -> Result<Value, JsonError> {
    Ok(match reader.peek_kind()? {
        JsonKind::Object => {
            let mut members = serde_json::Map::new();
            reader.begin_object()?;
            while let Some(key) = reader.next_key()? {
                let key = key.to_owned();
                members.insert(key, value(reader)?);
            }
            Value::Object(members)
        }
        JsonKind::Array => {
            let mut elements = Vec::new();
            reader.begin_array()?;
            while reader.next_element()? {
                elements.push(value(reader)?);
            }
            Value::Array(elements)
        }
        JsonKind::String => Value::String(reader.string(usize::MAX)?.text.to_owned()),
        _ => serde_json::from_str(reader.scalar(usize::MAX)?.text).unwrap(),
    })
}

fn document(bytes: &[u8]) -> Result<Value, JsonError> {
    let mut reader = JsonReader::new(bytes);
    let value = value(&mut reader)?;
    reader.end()?;
    Ok(value)
}

fn skip_document(bytes: &[u8]) -> Result<(), JsonError> {
    let mut reader = JsonReader::new(bytes);
    reader.skip()?;
    reader.end()
}

fn random_text(rng: &mut Rng) -> String {
    let pieces =
        ["a", "consent", "\"", "\\", "/", "\n", "\u{1}", "é", "\u{1f600}", "\u{fffd}", " "];
    (0..rng.below(6)).map(|_| *rng.pick(&pieces)).collect()
}

fn random_value(rng: &mut Rng, depth: usize) -> Value {
    match rng.below(if depth == 0 { 5 } else { 8 }) {
        0 => Value::Null,
        1 => Value::Bool(rng.below(2) == 0),
        2 => Value::from(rng.below(1_000_000)),
        3 => serde_json::from_str(rng.pick::<&str>(&["-0.5", "1e9", "-12.25E-3", "0"])).unwrap(),
        4 => Value::String(random_text(rng)),
        5 => (0..rng.below(4)).map(|_| random_value(rng, depth - 1)).collect(),
        _ => (0..rng.below(4))
            .map(|at| (format!("{at}{}", random_text(rng)), random_value(rng, depth - 1)))
            .collect(),
    }
}

/// The value as text, with random escapes and white space.
fn write(value: &Value, rng: &mut Rng) -> String {
    let space = |rng: &mut Rng| *rng.pick(&["", "", " ", "\n", "\r\n\t"]);
    let string = |text: &str, rng: &mut Rng| match rng.below(3) {
        0 => {
            let units = text.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
            format!("\"{}\"", units.collect::<String>())
        }
        _ => serde_json::to_string(text).unwrap(),
    };
    let items: Vec<String> = match value {
        Value::Array(elements) => elements.iter().map(|value| write(value, rng)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| format!("{}{}:{}", string(key, rng), space(rng), write(value, rng)))
            .collect(),
        Value::String(text) => return string(text, rng),
        other => return other.to_string(),
    };
    let (open, close) = if value.is_array() { ("[", "]") } else { ("{", "}") };
    let comma = format!("{},{}", space(rng), space(rng));
    format!("{open}{}{}{}{close}", space(rng), items.join(&comma), space(rng))
}

#[test]
fn values_equal_those_of_serde_json() {
    let mut rng = Rng::new(1);
    for _ in 0..2_000 {
        let expected = random_value(&mut rng, 5);
        let text = write(&expected, &mut rng);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected, "{text}");
        assert_eq!(document(text.as_bytes()).unwrap(), expected, "{text}");
        skip_document(text.as_bytes()).unwrap();
    }
}

#[test]
fn any_split_into_reads_gives_the_same_values_and_errors() {
    let mut rng = Rng::new(2);
    for seed in 0..2_000 {
        let text = write(&random_value(&mut rng, 4), &mut rng);
        // Some are cut.
        let bytes = &text.as_bytes()[..text.len() - rng.below(2) * rng.below(text.len())];
        let mut reader = JsonReader::new(Pieces::new(bytes, 1 + rng.below(5), seed));
        let pieces = value(&mut reader).and_then(|value| reader.end().map(|()| value));
        match (document(bytes), pieces) {
            (Ok(whole), Ok(pieces)) => assert_eq!(whole, pieces, "{text}"),
            (Err(whole), Err(pieces)) => assert_eq!(whole.to_string(), pieces.to_string()),
            (whole, pieces) => panic!("{whole:?} {pieces:?} {text}"),
        }
    }
}

#[test]
fn texts_that_serde_json_rejects_are_errors() {
    let mut rng = Rng::new(3);
    let bytes = b"{}[]\",:\\ 0-1.eEtfn\nau";
    let mut rejected = 0;
    for _ in 0..20_000 {
        let mut text = write(&random_value(&mut rng, 3), &mut rng).into_bytes();
        let at = rng.below(text.len());
        match rng.below(3) {
            0 => text[at] = *rng.pick(bytes),
            1 => text.insert(at, *rng.pick(bytes)),
            _ => drop(text.remove(at)),
        }
        let Err(error) = serde_json::from_slice::<Value>(&text) else { continue };
        // These are accepted on purpose.
        let message = error.to_string();
        if message.contains("control character")
            || message.contains("surrogate")
            || message.contains("unicode code point")
            || message.contains("end of hex escape")
            || message.contains("out of range")
        {
            continue;
        }
        assert!(document(&text).is_err(), "{message}: {}", text.escape_ascii());
        rejected += 1;
    }
    assert!(rejected > 2_000, "{rejected}");
}

#[test]
fn errors_have_a_location() {
    for (text, message) in [
        ("", "input ends early, expected a value at line 1, column 1 (byte 0)"),
        ("{\n  \"a\": 1,\n}", "expected a key in quotes, found '}' at line 3, column 1 (byte 12)"),
        ("{\"a\"", "input ends early, expected ':' at line 1, column 5 (byte 4)"),
        ("[1 2]", "expected ',' or ']', found '2' at line 1, column 4 (byte 3)"),
        ("[1,]", "expected a value, found ']' at line 1, column 4 (byte 3)"),
        ("\"ab", "input ends early, expected '\"' at line 1, column 4 (byte 3)"),
        ("\"\\x\"", "expected an escape, found 'x' at line 1, column 4 (byte 3)"),
        ("\"\\u12g4\"", "expected a hexadecimal digit, found 'g' at line 1, column 6 (byte 5)"),
        ("-", "input ends early, expected a digit at line 1, column 2 (byte 1)"),
        ("nul!", "expected true, false or null, found '!' at line 1, column 4 (byte 3)"),
        ("\n\n 1 x", "expected the end of the input, found 'x' at line 3, column 4 (byte 5)"),
        ("\u{1}", "expected a value, found byte 0x01 at line 1, column 1 (byte 0)"),
        ("01", "expected the end of the input, found '1' at line 1, column 2 (byte 1)"),
    ] {
        assert_eq!(document(text.as_bytes()).unwrap_err().to_string(), message, "{text}");
    }
    let error = document(b"\xff\xfe{\0}\0").unwrap_err();
    assert!(matches!(error.kind(), JsonErrorKind::Utf16), "{error}");
}

#[test]
fn a_byte_order_mark_is_skipped() {
    assert_eq!(document(b"\xef\xbb\xbf [1]").unwrap(), serde_json::json!([1]));
}

#[test]
fn long_strings_are_truncated_at_a_character() {
    for (text, max, expected, is_truncated) in [
        ("\"abc\"", 3, "abc", false),
        ("\"abc\"", 2, "ab", true),
        ("\"a\\nb\\\"c\"", 3, "a\nb", true),
        ("\"a\\nb\\\"c\"", 5, "a\nb\"c", false),
        ("\"aé\"", 2, "a", true),
        ("\"a\\u00e9b\"", 2, "a", true),
        ("\"\\ud83d\\ude00\"", 3, "", true),
        ("\"abc\"", 0, "", true),
    ] {
        let mut reader = JsonReader::new(text.as_bytes());
        let found = reader.string(max).unwrap();
        assert_eq!((found.text, found.is_truncated), (expected, is_truncated), "{text}");
        reader.end().unwrap();
    }
}

#[test]
fn single_surrogates_and_invalid_utf_8_are_replaced() {
    for (text, expected) in [
        (&b"\"\\ud83d\\ude00\""[..], "\u{1f600}"),
        (b"\"\\ud83d\"", "\u{fffd}"),
        (b"\"\\ude00x\"", "\u{fffd}x"),
        (b"\"\\ud83dx\"", "\u{fffd}x"),
        (b"\"\\ud83d\\n\"", "\u{fffd}\n"),
        (b"\"a\xffb\"", "a\u{fffd}b"),
    ] {
        let mut reader = JsonReader::new(text);
        assert_eq!(reader.string(100).unwrap().text, expected);
        reader.end().unwrap();
    }
}

#[test]
fn spans_are_offsets_in_the_input() {
    let text = "{\"a\": \"x\\ny\", \"b\": -1.5, \"c\": true}";
    let mut reader = JsonReader::new(text.as_bytes());
    reader.begin_object().unwrap();
    let mut found = Vec::new();
    while reader.next_key().unwrap().is_some() {
        let scalar = reader.scalar(100).unwrap();
        let span =
            usize::try_from(scalar.span.start).unwrap()..usize::try_from(scalar.span.end).unwrap();
        found.push((text.get(span).unwrap(), scalar.has_escapes));
    }
    assert_eq!(found, [("x\\ny", true), ("-1.5", false), ("true", false)]);
}

#[test]
fn depth_is_limited_and_costs_no_stack() {
    let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    skip_document(deep(512).as_bytes()).unwrap();
    let error = skip_document(deep(100_000).as_bytes()).unwrap_err();
    assert!(matches!(error.kind(), JsonErrorKind::TooDeep { max: 512 }), "{error}");
    assert_eq!(error.location().byte, 512);
    let text = deep(100_000);
    let mut reader = JsonReader::new(text.as_bytes()).with_max_depth(100_000);
    reader.skip().unwrap();
    reader.end().unwrap();
}

#[test]
fn lines_are_counted_across_buffers() {
    let text = format!("[\n{}x", "\"some text\",\n".repeat(50_000));
    let error = skip_document(text.as_bytes()).unwrap_err();
    let Location { line, column, byte } = error.location();
    assert_eq!((line, column), (50_002, 1));
    assert_eq!(byte, u64::try_from(text.len()).unwrap() - 1);
}

#[test]
fn several_documents_follow_one_another() {
    let mut reader = JsonReader::new("1 [2]\n{\"a\": 3}\n".as_bytes());
    let mut found = Vec::new();
    while reader.has_next_document().unwrap() {
        found.push(value(&mut reader).unwrap().to_string());
    }
    assert_eq!(found, ["1", "[2]", "{\"a\":3}"]);
    let mut reader = reader.restart("true".as_bytes());
    assert_eq!(value(&mut reader).unwrap(), Value::Bool(true));
    assert_eq!(reader.position(), 4);
}

#[test]
fn raw_values_are_copied_from_the_input() {
    let mut rng = Rng::new(7);
    for seed in 0..1_000 {
        let value = random_value(&mut rng, 4);
        let text = write(&value, &mut rng);
        let all = format!(" {text} \"next\"");
        let max = rng.below(2 * text.len() + 1);
        let mut reader = JsonReader::new(Pieces::new(all.as_bytes(), 1 + rng.below(9), seed));
        let raw = reader.raw(max).unwrap();
        assert_eq!(raw.is_truncated, max < text.len());
        assert!(text.starts_with(raw.text), "{text} {}", raw.text);
        assert!(raw.text.len() + 4 > max.min(text.len()), "{text} {}", raw.text);
        assert_eq!(reader.string(10).unwrap().text, "next");
    }
}
