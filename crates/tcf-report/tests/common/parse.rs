//! Reads a page as a browser does, and checks what it has.

use std::collections::{BTreeMap, BTreeSet};

use html5gum::{Token, Tokenizer};

/// The elements that a report may have.
const ELEMENTS: &str = "html head meta title style body a header h1 p span nav ul li main section \
    h2 dl div dt dd strong h3 ol bdi details summary table caption thead tr th tbody td figure \
    article code time footer svg defs g path circle pattern rect use line text desc";

/// The elements of HTML without an end tag.
const VOID: &[&str] = &["meta"];

/// The attributes that a report may have. None of them runs or loads anything.
const ATTRIBUTES: &str = "lang charset http-equiv content name class id aria-label \
    aria-labelledby aria-hidden role tabindex scope colspan title href width height viewbox d x y \
    rx transform x1 y1 x2 y2 cx cy r patternunits patterntransform preserveaspectratio";

/// What a page has.
#[derive(Default)]
pub(crate) struct Page {
    /// The text, without that of the style sheet.
    pub(crate) text: String,
    /// The style sheet.
    pub(crate) style: String,
    /// The names of all elements, in order.
    pub(crate) elements: Vec<String>,
}

impl Page {
    /// Parses a page. Panics if it has anything that a report must not have.
    pub(crate) fn parse(html: &str) -> Self {
        let (elements, attributes): (BTreeSet<_>, BTreeSet<_>) =
            (ELEMENTS.split_whitespace().collect(), ATTRIBUTES.split_whitespace().collect());
        let mut page = Self::default();
        let mut open: Vec<String> = Vec::new();
        let (mut ids, mut references) = (BTreeMap::new(), Vec::new());
        let mut doctypes = 0;
        for Ok(token) in Tokenizer::new(html) {
            match token {
                Token::StartTag(tag) => {
                    let name = String::from_utf8(tag.name.0).unwrap();
                    assert!(elements.contains(&*name), "<{name}>");
                    for (key, value) in tag.attributes {
                        let key = String::from_utf8(key.0).unwrap();
                        let value = String::from_utf8(value.value.0).unwrap();
                        assert!(attributes.contains(&*key), "<{name} {key}={value:?}>");
                        match &*key {
                            "id" => *ids.entry(value).or_insert(0) += 1,
                            "href" => {
                                let id = value.strip_prefix('#');
                                let id = id.unwrap_or_else(|| panic!("href={value:?}"));
                                references.push(id.to_owned());
                            }
                            "aria-labelledby" => {
                                references.extend(value.split(' ').map(str::to_owned));
                            }
                            "http-equiv" => assert_eq!(value, "Content-Security-Policy"),
                            _ => {}
                        }
                    }
                    page.elements.push(name.clone());
                    if !tag.self_closing {
                        open.push(name);
                    } else if !VOID.contains(&&*name) {
                        // Only shapes close themselves.
                        assert!(open.iter().any(|name| name == "svg"), "<{name}/>");
                    }
                }
                Token::EndTag(tag) => {
                    let name = String::from_utf8(tag.name.0).unwrap();
                    assert_eq!(open.pop(), Some(name));
                }
                Token::String(text) => {
                    let text = String::from_utf8(text.value.0).unwrap();
                    match open.last().map(String::as_str) {
                        Some("style") => page.style += &text,
                        _ => page.text += &text,
                    }
                }
                Token::Doctype(doctype) => {
                    assert_eq!(&**doctype.name, b"html");
                    doctypes += 1;
                }
                Token::Comment(_) => panic!("a comment"),
                Token::Error(error) => panic!("{:?}", error.value),
            }
        }
        assert_eq!((open, doctypes), (Vec::new(), 1));
        for (id, count) in &ids {
            assert_eq!(*count, 1, "id {id:?}");
        }
        for id in references {
            assert!(ids.contains_key(&id), "no element has the id {id:?}");
        }
        page
    }
}
