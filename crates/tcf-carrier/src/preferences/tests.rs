use super::*;
use crate::test_support::Rng;

/// Written by another implementation (plistlib of Python).
const BINARY: &[u8] = b"\
    bplist00\xdb\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\
    \x14\x15\x1c_\x10\x12IABTCF_gdprApplies_\x10\x0fIABTCF_TCStringSnegSbigTrealRonSoffSuniTda\
    taVnestedTlong\x10\x01ZCQg2bYA.IA\x13\xff\xff\xff\xff\xff\xff\xff\xfb\x13\x00\x00\x00\x01*\
    \x05\xf2\x00#?\xf8\x00\x00\x00\x00\x00\x00\x09\x08c\x00\xe9\xd8=\xde\x00C\x00\x01\x02\xd1\
    \x16\x17Qa\xa2\x18\x19Qx\xd1\x1a\x1bQbQy_\x10\x14abcdefghijklmnopqrst\x08\x1f4FJNSVZ^cjoq|\
    \x85\x8e\x97\x98\x99\xa0\xa4\xa7\xa9\xac\xae\xb1\xb3\xb5\x00\x00\x00\x00\x00\x00\x01\x01\
    \x00\x00\x00\x00\x00\x00\x00\x1d\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\xcc";

/// The same in XML, also written by plistlib.
const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>IABTCF_gdprApplies</key>
	<integer>1</integer>
	<key>IABTCF_TCString</key>
	<string>CQg2bYA.IA</string>
	<key>neg</key>
	<integer>-5</integer>
	<key>big</key>
	<integer>5000000000</integer>
	<key>real</key>
	<real>1.5</real>
	<key>on</key>
	<true/>
	<key>off</key>
	<false/>
	<key>uni</key>
	<string>é😀</string>
	<key>data</key>
	<data>
	AAEC
	</data>
	<key>nested</key>
	<dict>
		<key>a</key>
		<array>
			<string>x</string>
			<dict>
				<key>b</key>
				<string>y</string>
			</dict>
		</array>
	</dict>
	<key>long</key>
	<string>abcdefghijklmnopqrst</string>
</dict>
</plist>
"#;

const ANDROID: &str = r#"<?xml version='1.0' encoding='utf-8' standalone='yes' ?>
<map>
    <!-- comment -->
    <int name="IABTCF_gdprApplies" value="1" />
    <string name="IABTCF_TCString">CQg2bYA.IA</string>
    <string name="json">{&quot;a&quot;: 1}&#10;<![CDATA[<&>]]></string>
    <string name="empty"></string>
    <string name="none" />
    <long name="at" value="1712052904400" />
    <float name="f" value="0.5" />
    <boolean name="on" value="true"></boolean>
    <set name="s"><string>x</string><string>y</string></set>
    <null name="n" />
</map>
"#;

const DEFAULTS: &str = r#"{
    "IABTCF_TCString" = "CQg2bYA.IA";
    IABTCF_gdprApplies = 1;
    unicode = "\U00e9\Ud83d\Ude00 \"q\"\n";
    float = "1.5";
    list =     (
        x,
                {
            b = "-y";
        }
    );
    data = {length = 3, bytes = 0x000102};
    old = <000102>;
    empty =     {
    };
}
"#;

type Found<'a> = Vec<(&'a str, PreferenceKind, &'a str)>;

fn found(preferences: &Preferences) -> Found<'_> {
    let values = preferences.values.iter();
    values.map(|value| (&*value.key, value.kind, &*value.value)).collect()
}

#[test]
fn property_lists_give_the_same_values_in_both_formats() {
    let binary = Preferences::read(BINARY).unwrap();
    assert_eq!(binary.format, PreferencesFormat::BinaryPlist);
    let expected = [
        ("IABTCF_gdprApplies", PreferenceKind::Integer, "1"),
        ("IABTCF_TCString", PreferenceKind::String, "CQg2bYA.IA"),
        ("neg", PreferenceKind::Integer, "-5"),
        ("big", PreferenceKind::Integer, "5000000000"),
        ("real", PreferenceKind::Real, "1.5"),
        ("on", PreferenceKind::Boolean, "true"),
        ("off", PreferenceKind::Boolean, "false"),
        ("uni", PreferenceKind::String, "\u{e9}\u{1f600}"),
        ("data", PreferenceKind::Data, ""),
        ("nested.a[0]", PreferenceKind::String, "x"),
        ("nested.a[1].b", PreferenceKind::String, "y"),
        ("long", PreferenceKind::String, "abcdefghijklmnopqrst"),
    ];
    assert_eq!(found(&binary), expected);
    let xml = Preferences::read(XML.as_bytes()).unwrap();
    assert_eq!(xml.format, PreferencesFormat::XmlPlist);
    assert_eq!(found(&xml), expected);
}

#[test]
fn uids_have_any_size() {
    for size in 1..=16_u8 {
        // A dictionary with the key "u", its UID, the table of their offsets, and the trailer.
        let mut file = b"bplist00\xd1\x01\x02\x51u".to_vec();
        file.push(0x80 | (size - 1));
        file.extend((0..size).map(|byte| 0xff - byte));
        let table = file.len();
        file.extend([8, 11, 13]);
        file.extend([0, 0, 0, 0, 0, 0, 1, 1]);
        for number in [3, 0, table] {
            file.extend(u64::try_from(number).unwrap().to_be_bytes());
        }
        let preferences = Preferences::read(&file).unwrap();
        let uid = (0..size).fold(0, |uid, byte| uid << 8 | u128::from(0xff - byte)).to_string();
        assert_eq!(found(&preferences), [("u", PreferenceKind::Integer, &*uid)]);
    }
}

#[test]
fn android_preferences_keep_their_types() {
    let preferences = Preferences::read(ANDROID.as_bytes()).unwrap();
    assert_eq!(preferences.format, PreferencesFormat::SharedPreferences);
    let expected = [
        ("IABTCF_gdprApplies", PreferenceKind::Integer, "1"),
        ("IABTCF_TCString", PreferenceKind::String, "CQg2bYA.IA"),
        ("json", PreferenceKind::String, "{\"a\": 1}\n<&>"),
        ("empty", PreferenceKind::String, ""),
        ("none", PreferenceKind::String, ""),
        ("at", PreferenceKind::Long, "1712052904400"),
        ("f", PreferenceKind::Real, "0.5"),
        ("on", PreferenceKind::Boolean, "true"),
        ("s[0]", PreferenceKind::String, "x"),
        ("s[1]", PreferenceKind::String, "y"),
        ("n", PreferenceKind::Null, ""),
    ];
    assert_eq!(found(&preferences), expected);
    let offset = preferences.values[1].offset;
    assert!(ANDROID.get(offset..).unwrap().trim_start().starts_with("<string name=\"IABTCF_TC"));
    assert!(Preferences::read(b"<map/>").unwrap().values.is_empty());
}

#[test]
fn the_output_of_defaults_is_read() {
    let preferences = Preferences::read(DEFAULTS.as_bytes()).unwrap();
    assert_eq!(preferences.format, PreferencesFormat::Defaults);
    let expected = [
        ("IABTCF_TCString", PreferenceKind::String, "CQg2bYA.IA"),
        ("IABTCF_gdprApplies", PreferenceKind::Integer, "1"),
        ("unicode", PreferenceKind::String, "\u{e9}\u{1f600} \"q\"\n"),
        ("float", PreferenceKind::String, "1.5"),
        ("list[0]", PreferenceKind::String, "x"),
        ("list[1].b", PreferenceKind::String, "-y"),
        ("data", PreferenceKind::Data, ""),
        ("old", PreferenceKind::Data, ""),
    ];
    assert_eq!(found(&preferences), expected);
}

#[test]
fn json_objects_are_read() {
    let json = r#"{"IABTCF_gdprApplies": "1", "a": [true, null, 1.5, 2], "b": {"c": ""}}"#;
    let preferences = Preferences::read(json.as_bytes()).unwrap();
    assert_eq!(preferences.format, PreferencesFormat::Json);
    let expected = [
        ("IABTCF_gdprApplies", PreferenceKind::String, "1"),
        ("a[0]", PreferenceKind::Boolean, "true"),
        ("a[1]", PreferenceKind::Null, ""),
        ("a[2]", PreferenceKind::Real, "1.5"),
        ("a[3]", PreferenceKind::Integer, "2"),
        ("b.c", PreferenceKind::String, ""),
    ];
    assert_eq!(found(&preferences), expected);
    assert!(Preferences::read(b"{}").unwrap().values.is_empty());
}

#[test]
fn errors_name_the_format_and_the_place() {
    for (text, message) in [
        ("", "not a preference file: expected XML, a property list or JSON"),
        ("x", "not a preference file: expected XML, a property list or JSON"),
        ("<map><int", "invalid Android preferences: expected well-formed XML at byte 9"),
        (
            "<map><string name='a'>&x;</string></map>",
            "invalid Android preferences: expected a predefined entity at byte 25",
        ),
        (
            "<plist><dict><string/></dict></plist>",
            "invalid XML property list: expected a key at byte 22",
        ),
        (
            "<plist><dict><key>a</key></dict></plist>",
            "invalid XML property list: expected the value of a key at byte 32",
        ),
        ("{a = 1; b}", "invalid output of defaults: expected '=' at byte 9"),
        ("{a = (1 2);}", "invalid output of defaults: expected ',' or ')' at byte 8"),
        (
            "{a = \"\\U12\";}",
            "invalid output of defaults: expected four hexadecimal digits at byte 8",
        ),
        ("bplist00", "invalid binary property list: expected a trailer at byte 8"),
    ] {
        assert_eq!(Preferences::read(text.as_bytes()).unwrap_err().to_string(), message, "{text}");
    }
}

/// A binary property list of objects, the last of which is the outermost.
fn binary(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"bplist00".to_vec();
    let mut offsets = Vec::new();
    for object in objects {
        offsets.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
        bytes.extend(object);
    }
    let table = u64::try_from(bytes.len()).unwrap();
    let count = u64::try_from(objects.len()).unwrap();
    bytes.extend(offsets);
    bytes.extend([0, 0, 0, 0, 0, 0, 4, 1]);
    for number in [count, count - 1, table] {
        bytes.extend(number.to_be_bytes());
    }
    bytes
}

#[test]
fn values_that_contain_one_another_are_bounded() {
    // Each array contains the one before it four times.
    let mut objects = vec![b"\x51x".to_vec()];
    for below in 0..30 {
        objects.push(vec![0xa4, below, below, below, below]);
    }
    let error = Preferences::read(&binary(&objects)).unwrap_err();
    assert!(matches!(error, PreferencesError::TooManyValues), "{error}");
    // An array that contains itself.
    let error = Preferences::read(&binary(&[vec![0xa1, 0]])).unwrap_err();
    assert!(matches!(error, PreferencesError::TooDeep), "{error}");
    // A long text that is referred to many times, as value and as key of empty dictionaries.
    let mut text = b"\x5f\x12\x00\x0f\x00\x00".to_vec();
    text.extend(vec![b'x'; 0x000f_0000]);
    let mut array = b"\xaf\x11\x03\xe8".to_vec();
    array.extend(vec![0; 1000]);
    let error = Preferences::read(&binary(&[text.clone(), array])).unwrap_err();
    assert!(matches!(error, PreferencesError::TooManyValues), "{error}");
    let mut dictionary = b"\xdf\x11\x03\xe8".to_vec();
    dictionary.extend([vec![0; 1000], vec![1; 1000]].concat());
    let error = Preferences::read(&binary(&[text, b"\xd0".to_vec(), dictionary])).unwrap_err();
    assert!(matches!(error, PreferencesError::TooManyValues), "{error}");
}

#[test]
fn deep_nesting_is_an_error_in_every_format() {
    let nested = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    for text in [
        nested("{\"a\":", "}"),
        nested("{a=", ";}"),
        format!("<plist>{}</plist>", nested("<array>", "</array>")),
    ] {
        let error = Preferences::read(text.as_bytes()).unwrap_err();
        assert!(matches!(error, PreferencesError::TooDeep), "{error}");
    }
}

#[test]
fn damaged_files_are_errors_or_values_and_never_panics() {
    let mut rng = Rng::new(1);
    let sources = [BINARY, XML.as_bytes(), ANDROID.as_bytes(), DEFAULTS.as_bytes()];
    let mut errors = 0;
    for _ in 0..5_000 {
        let mut bytes = rng.pick(&sources).to_vec();
        for _ in 0..=rng.below(3) {
            let at = rng.below(bytes.len());
            match rng.below(3) {
                0 => bytes[at] = u8::try_from(rng.below(256)).unwrap(),
                1 => bytes.truncate(at.max(1)),
                _ => drop(bytes.drain(at..bytes.len().min(at + 4))),
            }
            if bytes.is_empty() {
                bytes.push(b'<');
            }
        }
        errors += usize::from(Preferences::read(&bytes).is_err());
    }
    assert!((1_000..5_000).contains(&errors), "{errors}");
}

#[test]
fn long_values_are_truncated_and_marked() {
    let json = format!("{{\"a\": \"{}\"}}", "\u{e9}".repeat(40_000));
    let preferences = Preferences::read(json.as_bytes()).unwrap();
    let value = &preferences.values[0];
    assert_eq!((value.value.len(), value.is_truncated), (64 * 1024, true));
    let large = vec![b' '; Preferences::MAX_LEN + 1];
    assert!(matches!(Preferences::read(&large), Err(PreferencesError::TooLarge)));
}
