//! Names as people write them: published lists contain HTML entities and invisible characters.

/// Decodes HTML entities once, and removes zero-width spaces and surrounding white space.
pub(super) fn clean(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        name.push_str(before);
        let entity = after.split_once(';');
        let decoded = entity.and_then(|(entity, after)| Some((decoded(entity)?, after)));
        let (character, after) = decoded.unwrap_or(('&', after));
        name.push(character);
        rest = after;
    }
    name.push_str(rest);
    name.retain(|character| !matches!(character, '\u{200b}' | '\u{feff}'));
    name.trim().to_owned()
}

/// The character of an entity, written without `&` and `;`.
fn decoded(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).filter(|character| !character.is_control())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_names() {
        for (text, want) in [
            ("Mirando GmbH &amp; Co KG", "Mirando GmbH & Co KG"),
            (" \u{200b}North\u{200b}bound\u{feff} ", "Northbound"),
            ("A & B; C", "A & B; C"),
            ("R&D &#38; &#x27;Q&#39; &lt;x&gt; &quot;&apos;", "R&D & 'Q' <x> \"'"),
            // Decoded once.
            ("&amp;amp;", "&amp;"),
            ("&unknown; &#xfffffff; &; &", "&unknown; &#xfffffff; &; &"),
            ("", ""),
        ] {
            assert_eq!(clean(text), want);
        }
    }
}
