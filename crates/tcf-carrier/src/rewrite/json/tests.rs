use serde_json::Value;

use super::*;
use crate::test_support::Rng;

/// JSON as it is written: values with the white space around them.
enum Tree {
    Scalar(String),
    Object(Vec<Item>),
    Array(Vec<Item>),
    Empty([char; 2], String),
}

/// A member or element: white space, the key with its colon, the value, and white space.
struct Item {
    before: String,
    key: Option<(&'static str, String)>,
    value: Tree,
    after: String,
}

const SPACES: [&str; 5] = ["", "", " ", "\n  ", "\t"];
/// Keys, and how they are written.
const KEYS: [(&str, &str); 7] = [
    ("a", "\"a\""),
    ("a", "\"\\u0061\""),
    ("b", "\"b\""),
    ("", "\"\""),
    ("x.y", "\"x.y\""),
    ("m/n", "\"m\\/n\""),
    ("ip", "\"ip\""),
];
const SCALARS: [&str; 8] =
    ["null", "true", "1.50", "-0", "\"\"", "\"a,b]}\\\"\"", "\"\\u00e9\"", "\"192.0.2.7\""];

impl Tree {
    fn random(rng: &mut Rng, depth: usize) -> Self {
        let is_object = match rng.below(if depth == 0 { 1 } else { 4 }) {
            0 => return Self::Scalar((*rng.pick(&SCALARS)).to_owned()),
            kind => kind > 1,
        };
        let items: Vec<_> = (0..rng.below(5))
            .map(|_| Item {
                before: (*rng.pick(&SPACES)).to_owned(),
                key: is_object.then(|| {
                    let (key, raw) = *rng.pick(&KEYS);
                    let colon = format!("{raw}{}:{}", rng.pick(&SPACES), rng.pick(&SPACES));
                    (key, colon)
                }),
                value: Self::random(rng, depth - 1),
                after: (*rng.pick(&SPACES)).to_owned(),
            })
            .collect();
        match (items.is_empty(), is_object) {
            (true, true) => Self::Empty(['{', '}'], (*rng.pick(&SPACES)).to_owned()),
            (true, false) => Self::Empty(['[', ']'], (*rng.pick(&SPACES)).to_owned()),
            (false, true) => Self::Object(items),
            (false, false) => Self::Array(items),
        }
    }

    /// Writes the tree without the items for which `is_removed` holds, given their path.
    fn write(&self, path: &mut Vec<String>, is_removed: &dyn Fn(&[String]) -> bool) -> String {
        let (items, [open, close]) = match self {
            Self::Scalar(text) => return text.clone(),
            Self::Empty([open, close], space) => return format!("{open}{space}{close}"),
            Self::Object(items) => (items, ['{', '}']),
            Self::Array(items) => (items, ['[', ']']),
        };
        let mut text = String::from(open);
        let (mut has_kept, mut gap) = (false, "");
        for (index, item) in items.iter().enumerate() {
            let (key, raw) = match &item.key {
                Some((key, raw)) => ((*key).to_owned(), &**raw),
                None => (index.to_string(), ""),
            };
            path.push(key);
            if !is_removed(path) {
                if has_kept {
                    text += gap;
                    text.push(',');
                }
                text += &item.before;
                text += raw;
                text += &item.value.write(path, is_removed);
                has_kept = true;
            }
            path.pop();
            gap = &item.after;
        }
        format!("{text}{gap}{close}")
    }
}

fn fits(tokens: &[&str], path: &[String]) -> bool {
    tokens.len() == path.len()
        && tokens.iter().zip(path).all(|(token, name)| *token == "*" || token == name)
}

/// What serde_json gives without the values at a path.
fn removed(value: &mut Value, tokens: &[&str]) {
    let Some((first, rest)) = tokens.split_first() else { return };
    match value {
        Value::Object(members) if rest.is_empty() => {
            members.retain(|key, _| *first != "*" && key != first);
        }
        Value::Object(members) => {
            let inner = members.iter_mut().filter(|(key, _)| *first == "*" || key == first);
            inner.for_each(|(_, value)| removed(value, rest));
        }
        Value::Array(elements) if rest.is_empty() => {
            let mut index = 0;
            elements.retain(|_| {
                index += 1;
                *first != "*" && (index - 1).to_string() != *first
            });
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter_mut().enumerate() {
                if *first == "*" || index.to_string() == *first {
                    removed(element, rest);
                }
            }
        }
        _ => {}
    }
}

fn rewrite(rewriter: &mut JsonRewriter, json: &str) -> (String, Rewritten) {
    let mut out = b"before ".to_vec();
    let rewritten = rewriter.rewrite(json.as_bytes(), None, &mut out).unwrap();
    (String::from_utf8(out.split_off(7)).unwrap(), rewritten)
}

fn remover(paths: &[&str]) -> JsonRewriter {
    let rules = paths.iter().map(|path| (path.parse().unwrap(), FieldEdit::Remove));
    JsonRewriter::new(rules).unwrap()
}

#[test]
fn values_are_removed_and_every_other_byte_is_kept() {
    let mut rng = Rng::new(1);
    let tokens = ["a", "b", "", "x.y", "m/n", "ip", "*", "0", "1", "2", "00"];
    let (mut changed, mut emptied) = (0, 0);
    for _ in 0..20_000 {
        let tree = Tree::random(&mut rng, 4);
        let path: Vec<&str> = (0..=rng.below(3)).map(|_| *rng.pick(&tokens)).collect();
        let pointer: String =
            path.iter().flat_map(|token| ["/".to_owned(), token.replace('/', "~1")]).collect();
        let json = tree.write(&mut Vec::new(), &|_| false);
        let (out, rewritten) = rewrite(&mut remover(&[&pointer]), &json);

        let expected = tree.write(&mut Vec::new(), &|found| fits(&path, found));
        assert_eq!(out, expected, "{pointer} {json}");
        let mut value: Value = serde_json::from_str(&json).unwrap();
        removed(&mut value, &path);
        assert_eq!(serde_json::from_str::<Value>(&out).unwrap(), value, "{pointer} {json}");
        assert_eq!(rewritten.is_unchanged(), out == json);
        changed += usize::from(!rewritten.is_unchanged());
        emptied += usize::from(!rewritten.is_unchanged() && out.len() < 5);
    }
    assert!(changed > 1_000 && emptied > 100, "{changed} {emptied}");
}

#[test]
fn several_rules_give_what_each_gives_in_turn() {
    let mut rng = Rng::new(2);
    let paths = ["/a", "/b/a", "/*/b", "/a/*/ip", "/0", "/1/a", "/m~1n"];
    for _ in 0..5_000 {
        // Removing an element moves those after it, so arrays are only at the top.
        let json = Tree::random(&mut rng, 4).write(&mut Vec::new(), &|_| false);
        let chosen: Vec<&str> =
            (0..3).map(|_| *rng.pick(&paths)).filter(|path| !path.contains(['0', '1'])).collect();
        let (together, _) = rewrite(&mut remover(&chosen), &json);
        let value: Value = serde_json::from_str(&together).unwrap();
        let mut one_by_one = json.clone();
        for path in &chosen {
            one_by_one = rewrite(&mut remover(&[path]), &one_by_one).0;
        }
        assert_eq!(serde_json::from_str::<Value>(&one_by_one).unwrap(), value, "{chosen:?} {json}");
    }
}

#[test]
fn removed_members_leave_valid_text() {
    for (json, path, expected) in [
        (r#"{"a":1}"#, "a", "{}"),
        (r#"{ "a": 1 }"#, "a", "{ }"),
        (r#"{ "a": 1, "b": 2 }"#, "a", r#"{ "b": 2 }"#),
        (r#"{ "a": 1, "b": 2 }"#, "b", r#"{ "a": 1 }"#),
        (r#"{"a": 1, "b": 2, "a": 3}"#, "a", r#"{ "b": 2}"#),
        (r#"{"\u0061": 1, "A": 2}"#, "a", r#"{ "A": 2}"#),
        ("{\n  \"a\": 1,\n  \"b\": 2\n}\n", "a", "{\n  \"b\": 2\n}\n"),
        ("[1 , 2 ,3]", "0", "[ 2 ,3]"),
        ("[1 , 2 ,3]", "1", "[1 ,3]"),
        ("[1 , 2 ,3]", "*", "[]"),
        (" 7 ", "a", " 7 "),
        ("\u{feff}{\"a\": 1}", "a", "\u{feff}{}"),
    ] {
        assert_eq!(rewrite(&mut remover(&[path]), json).0, expected, "{json}");
    }
}

#[test]
fn addresses_and_coordinates_are_edited() {
    let rules = [("*.ip", FieldEdit::TruncateIp), ("*.lat", FieldEdit::RoundCoordinate)];
    let rules = rules.map(|(path, edit)| (path.parse().unwrap(), edit));
    let mut rewriter = JsonRewriter::new(rules).unwrap();
    for (json, expected, changed) in [
        (r#"[{"ip" : "192.0.2.7", "x": 1}]"#, r#"[{"ip" : "192.0.2.0", "x": 1}]"#, &[0][..]),
        (r#"[{"ip": "192.0.2\u002e7"}]"#, r#"[{"ip": "192.0.2.0"}]"#, &[0]),
        (r#"[{"ip": "192.0.2.0", "lat": 1.2}]"#, r#"[{"ip": "192.0.2.0", "lat": 1.2}]"#, &[]),
        (r#"[{"x": 0, "ip": "localhost"}]"#, r#"[{"x": 0}]"#, &[0]),
        (r#"[{"ip": ["192.0.2.7"], "x": 0}]"#, r#"[{ "x": 0}]"#, &[0]),
        (r#"[{"ip": null, "lat": "52.5200"}]"#, r#"[{ "lat": "52.52"}]"#, &[0, 1]),
        (r#"[{"lat": -0.1299e2 }]"#, r#"[{"lat": -12.99 }]"#, &[1]),
    ] {
        let (out, rewritten) = rewrite(&mut rewriter, json);
        assert_eq!(out, expected);
        assert_eq!(rewritten.rules().collect::<Vec<_>>(), changed, "{json}");
    }
    let long = format!("[{{\"ip\": \"192.0.2.7{}\"}}]", " ".repeat(5_000));
    assert_eq!(rewrite(&mut rewriter, &long).0, "[{}]");
}

#[test]
fn only_kept_paths_stay() {
    let kept = ["id", "a.b", "imp.*.id"].map(|path| path.parse().unwrap());
    let rules = [("imp.0.id".parse().unwrap(), FieldEdit::Remove)];
    let mut rewriter = JsonRewriter::new(rules).unwrap().keep_only(kept).unwrap();
    for (json, expected, is_reduced) in [
        (r#"{"id": {"x": [1]}, "a": {"b": 2}}"#, r#"{"id": {"x": [1]}, "a": {"b": 2}}"#, false),
        (
            r#"{"id": 1, "x": 2, "a": {"c": 3, "b": 4, "b": 5}}"#,
            r#"{"id": 1, "a": { "b": 4, "b": 5}}"#,
            true,
        ),
        (r#"{"a": 7, "id": 1}"#, r#"{ "id": 1}"#, true),
        (r#"{"imp": [{"id": 1}, {"id": 2, "x": 3}, 4]}"#, r#"{"imp": [{}, {"id": 2}]}"#, true),
        (r#"{"x": "id"}"#, "{}", true),
    ] {
        let (out, rewritten) = rewrite(&mut rewriter, json);
        assert_eq!((&*out, rewritten.is_reduced), (expected, is_reduced), "{json}");
    }
    let mut nothing = JsonRewriter::new([]).unwrap().keep_only([]).unwrap();
    assert_eq!(rewrite(&mut nothing, r#"{"a": [1]}"#).0, "{}");
}

#[test]
fn a_member_is_added_once() {
    let mut rewriter = remover(&["a"]);
    for (json, expected) in [
        ("{}", r#"{"tcf":{"x":1}}"#),
        ("{ }\r", "{\"tcf\":{\"x\":1} }\r"),
        (r#"{"b": 1 }"#, r#"{"b": 1,"tcf":{"x":1} }"#),
        (r#"{"a": 1}"#, r#"{"tcf":{"x":1}}"#),
        (r#"{"tcf": {"verdict": "permit"}, "b": 1, "\u0074cf": 2}"#, r#"{ "b": 1,"tcf":{"x":1}}"#),
        (r#"{"b": {"tcf": 1}}"#, r#"{"b": {"tcf": 1},"tcf":{"x":1}}"#),
    ] {
        let added = AddedMember { name: "tcf", value: r#"{"x":1}"# };
        let mut out = Vec::new();
        rewriter.rewrite(json.as_bytes(), Some(added), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected, "{json}");
    }
}

#[test]
fn errors_leave_the_output_unchanged() {
    let mut rewriter = remover(&["a"]);
    let added = Some(AddedMember { name: "tcf", value: "1" });
    let deep = "[".repeat(600);
    for (json, added, message) in [
        ("[1]", added, "expected an object, found an array"),
        ("{\"a\": 1", None, "input ends early, expected ',' or '}' at line 1, column 8 (byte 7)"),
        (
            "{\"a\": 1} x",
            None,
            "expected the end of the input, found 'x' at line 1, column 10 (byte 9)",
        ),
        (&deep, None, "nested more than 512 levels deep at line 1, column 513 (byte 512)"),
    ] {
        let mut out = vec![1];
        let error = rewriter.rewrite(json.as_bytes(), added, &mut out).unwrap_err();
        assert_eq!((error.to_string(), out), (message.to_owned(), vec![1]), "{json}");
        assert_eq!(rewrite(&mut rewriter, "{\"a\":1}").0, "{}");
    }
}

#[test]
fn the_number_of_rules_is_bounded() {
    let path = |index: usize| format!("a{index}").parse::<JsonPath>().unwrap();
    let rules = |count| (0..count).map(|index| (path(index), FieldEdit::Remove));
    assert!(JsonRewriter::new(rules(129)).is_err());
    assert!(JsonRewriter::new([]).unwrap().keep_only((0..129).map(path)).is_err());
    let mut most = JsonRewriter::new(rules(128)).unwrap();
    let (out, rewritten) = rewrite(&mut most, r#"{"a0": 1, "a127": 2, "a128": 3}"#);
    assert_eq!(out, r#"{ "a128": 3}"#);
    assert_eq!(rewritten.rules().collect::<Vec<_>>(), [0, 127]);
}
