//! The preferences of apps in XML: of Android, and property lists.

use crate::field::Place;

use super::entry::Entry;
use super::{Part, Scanner};

impl<'a> Scanner<'a> {
    /// Scans `<string name="NAME">VALUE</string>`, `<int name="NAME" value="VALUE" />` and
    /// `<key>NAME</key><string>VALUE</string>`.
    pub(super) fn prefs(&mut self, part: Part<'a, '_, '_>) {
        let mut key = "";
        for (open, _) in part.text.match_indices('<') {
            let Some(rest) = part.text.get(open + 1..) else { return };
            let Some(end) = rest.find(['<', '>']) else { return };
            let Some((tag, text)) = rest.split_at_checked(end) else { return };
            // Another tag starts before this one ends.
            let Some(text) = text.strip_prefix('>') else { continue };
            let text = text.split_once('<').map_or(text, |(text, _)| text);
            let at = open + 1 + tag.len() + 1;
            if let Some((_, name)) = attribute(tag, "name") {
                match attribute(tag, "value") {
                    Some((offset, value)) => self.preference(part, name, open + 1 + offset, value),
                    None if tag.ends_with('/') => {}
                    None => self.preference(part, name, at, text),
                }
            } else if tag == "key" {
                key = text;
            } else if matches!(tag, "string" | "integer") && !key.is_empty() {
                self.preference(part, std::mem::take(&mut key), at, text);
            } else if matches!(tag, "true/" | "false/") && !key.is_empty() {
                let value = tag.trim_end_matches('/');
                self.preference(part, std::mem::take(&mut key), open + 1, value);
            }
        }
    }

    fn preference<'t>(&mut self, part: Part<'a, 't, '_>, key: &'t str, at: usize, value: &'t str) {
        self.pairs += 1;
        self.add(part, Entry::new(key, Place::Storage, at, value));
    }
}

/// The value of an attribute of a tag, and its offset.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<(usize, &'t str)> {
    for (at, _) in tag.match_indices(name) {
        let before = tag.get(..at)?;
        let rest = tag.get(at + name.len()..)?;
        if before.ends_with(|last: char| last.is_ascii_whitespace())
            && let Some(rest) = rest.strip_prefix('=')
            && let Some(quote) = rest.chars().next().filter(|found| ['"', '\''].contains(found))
        {
            let value = rest.get(1..)?;
            return Some((tag.len() - value.len(), value.get(..value.find(quote)?)?));
        }
    }
    None
}
