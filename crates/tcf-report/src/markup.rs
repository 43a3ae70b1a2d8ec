//! A writer of HTML that input cannot break out of.
//!
//! Names of elements and attributes, classes and raw markup are `&'static str`: literals of this
//! crate. Everything else is written as text or as the value of an attribute, and escaped.

use std::fmt::{self, Display, Write as _};

/// Writes HTML.
///
/// After an error of the output, nothing more is written; [`Markup::finish`] returns it.
pub(crate) struct Markup<'w> {
    out: &'w mut dyn fmt::Write,
    result: fmt::Result,
}

impl<'w> Markup<'w> {
    pub(crate) fn new(out: &'w mut dyn fmt::Write) -> Self {
        Self { out, result: Ok(()) }
    }

    /// The first error of the output.
    pub(crate) fn finish(self) -> fmt::Result {
        self.result
    }

    /// Writes markup as it is.
    pub(crate) fn raw(&mut self, markup: &'static str) {
        self.write(|out| out.write_str(markup));
    }

    /// Writes text.
    pub(crate) fn text(&mut self, text: impl Display) {
        self.write(|out| write!(Escaped(out), "{text}"));
    }

    /// Begins an element.
    pub(crate) fn tag(&mut self, name: &'static str) -> Tag<'_, 'w> {
        self.write(|out| write!(out, "<{name}"));
        Tag { markup: self, name }
    }

    fn write(&mut self, write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result) {
        if self.result.is_ok() {
            self.result = write(self.out);
        }
    }
}

/// An element whose attributes are being written.
#[must_use = "the element is not closed yet"]
pub(crate) struct Tag<'m, 'w> {
    markup: &'m mut Markup<'w>,
    name: &'static str,
}

impl<'w> Tag<'_, 'w> {
    pub(crate) fn class(self, class: &'static str) -> Self {
        self.attr("class", class)
    }

    /// Writes an attribute. Not for `style`, `href` and `src`: see [`Tag::link`].
    pub(crate) fn attr(self, name: &'static str, value: impl Display) -> Self {
        debug_assert!(!matches!(name, "style" | "href" | "src"), "{name}");
        self.markup.write(|out| {
            write!(out, " {name}=\"")?;
            write!(Escaped(out), "{value}")?;
            out.write_char('"')
        });
        self
    }

    /// Writes a `href` to an element of the page.
    pub(crate) fn link(self, id: impl Display) -> Self {
        self.markup.write(|out| {
            write!(out, " href=\"#")?;
            write!(Escaped(out), "{id}")?;
            out.write_char('"')
        });
        self
    }

    /// Writes an attribute if there is a value.
    pub(crate) fn maybe(self, name: &'static str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Writes text as the content, and closes the element.
    pub(crate) fn text(self, text: impl Display) {
        self.with(|markup| markup.text(text));
    }

    /// Writes the content, and closes the element.
    pub(crate) fn with(self, content: impl FnOnce(&mut Markup<'w>)) {
        let Tag { markup, name } = self;
        markup.write(|out| out.write_char('>'));
        content(markup);
        markup.write(|out| write!(out, "</{name}>"));
    }

    /// Closes an element that has no content, such as `<br>` or a shape.
    pub(crate) fn empty(self) {
        self.markup.write(|out| out.write_str("/>"));
    }
}

/// Escapes what has a meaning in HTML, and makes characters visible that are not, or that change
/// the direction of the text around them: `\u{202e}`.
struct Escaped<'w>(&'w mut dyn fmt::Write);

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some((at, special)) = rest.char_indices().find(|&(_, found)| is_special(found)) {
            let (plain, tail) = rest.split_at(at);
            self.0.write_str(plain)?;
            match special {
                '&' => self.0.write_str("&amp;")?,
                '<' => self.0.write_str("&lt;")?,
                '>' => self.0.write_str("&gt;")?,
                '"' => self.0.write_str("&quot;")?,
                '\'' => self.0.write_str("&#39;")?,
                hidden => write!(self.0, "{}", hidden.escape_default())?,
            }
            rest = tail.get(special.len_utf8()..).unwrap_or_default();
        }
        self.0.write_str(rest)
    }
}

fn is_special(character: char) -> bool {
    matches!(character, '&' | '<' | '>' | '"' | '\'') || is_hidden(character)
}

/// Whether a character is invisible or changes the direction of text. Joiners are part of words in
/// some scripts and stay.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{fffe}'..='\u{ffff}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(write: impl FnOnce(&mut Markup<'_>)) -> String {
        let mut text = String::new();
        let mut markup = Markup::new(&mut text);
        write(&mut markup);
        markup.finish().unwrap();
        text
    }

    #[test]
    fn text_and_values_of_attributes_are_escaped() {
        let hostile = "\"'><img onerror=alert(1)>&amp;";
        let escaped = "&quot;&#39;&gt;&lt;img onerror=alert(1)&gt;&amp;amp;";
        let found = html(|markup| markup.tag("p").attr("title", hostile).text(hostile));
        assert_eq!(found, format!("<p title=\"{escaped}\">{escaped}</p>"));
        assert_eq!(html(|markup| markup.tag("a").link("\">").empty()), "<a href=\"#&quot;&gt;\"/>");
    }

    #[test]
    fn hidden_characters_are_visible() {
        assert_eq!(html(|markup| markup.text("a\u{202e}b\0c\nd")), "a\\u{202e}b\\u{0}c\\nd");
        assert_eq!(html(|markup| markup.text("שלום é 日本")), "שלום é 日本");
    }

    #[test]
    fn nothing_is_written_after_an_error() {
        struct Full(usize);
        impl fmt::Write for Full {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                self.0 = self.0.checked_sub(text.len()).ok_or(fmt::Error)?;
                Ok(())
            }
        }
        let mut out = Full(5);
        let mut markup = Markup::new(&mut out);
        markup.text("abc");
        markup.text("def");
        markup.text("a");
        assert!(markup.finish().is_err());
        assert_eq!(out.0, 2);
    }
}
