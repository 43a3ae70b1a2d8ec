//! Rewrites JSON in place.

use std::io::{Empty, empty};

use super::FieldEdit;
use super::parameters::ParameterRewriter;
use super::rewritten::{Bits, MAX_RULES, Rewritten, TooManyRules, bit};
use super::search::Found;
use super::splice::{Splice, apply};
use crate::json_path::JsonPath;
use crate::json_reader::{JsonError, JsonKind, JsonReader};
use crate::scan::unescape;

/// Removes and edits values of JSON texts, and keeps every other byte.
///
/// A member is removed together with the comma before it, or after it if no member is left before
/// it. If a key is repeated, every member with it is edited. Keys are compared after their escapes
/// are decoded. White space stays where it is, between the values that are left.
///
/// ```
/// use tcf_carrier::{FieldEdit, JsonRewriter};
///
/// let rules = [
///     ("user.eids", FieldEdit::Remove),
///     ("device.ip", FieldEdit::TruncateIp),
///     ("imp.*.ext.tid", FieldEdit::Remove),
/// ];
/// let rules = rules.map(|(path, edit)| (path.parse().unwrap(), edit));
/// let mut rewriter = JsonRewriter::new(rules).unwrap();
///
/// let json = br#"{ "user": {"eids": [1], "x":1.50}, "device": {"ip": "192.0.2.7"}, "imp": [{}] }"#;
/// let mut out = Vec::new();
/// let rewritten = rewriter.rewrite(json, None, &mut out).unwrap();
/// let expected = r#"{ "user": { "x":1.50}, "device": {"ip": "192.0.2.0"}, "imp": [{}] }"#;
/// assert_eq!(out, expected.as_bytes());
/// assert_eq!(rewritten.rules().collect::<Vec<_>>(), [0, 1]);
/// ```
#[derive(Debug)]
pub struct JsonRewriter {
    rules: Rules,
    /// The reader of the next text, with the buffers of the last. `None` while a text is read.
    reader: Option<JsonReader<Empty>>,
    splices: Vec<Splice>,
}

/// A member that is added to the outermost object, after the others. Members that the object has
/// under its name are removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddedMember<'a> {
    /// The name. It needs no escapes: it has no quotes, backslashes or control characters.
    pub name: &'a str,
    /// The value as JSON text.
    pub value: &'a str,
}

/// Why a text cannot be rewritten.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RewriteError {
    /// It is not valid JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A member cannot be added to a value that is not an object.
    #[error("expected an object, found {found}")]
    NoObject {
        /// The kind of the value.
        found: JsonKind,
    },
}

/// Paths with what is done to them: those that are edited, then those that are kept.
#[derive(Debug)]
struct Rules {
    edits: Vec<(JsonPath, FieldEdit)>,
    kept: Option<Vec<JsonPath>>,
    /// What is done to the parameters of URLs in strings that are kept.
    parameters: Option<ParameterRewriter>,
}

/// The rules that may apply to a value.
#[derive(Clone, Copy)]
struct Active {
    edits: Bits,
    /// `None` if the value is kept whole.
    kept: Option<Bits>,
}

impl JsonRewriter {
    /// The most rules, and the most paths that are kept.
    pub const MAX_RULES: usize = MAX_RULES;

    /// The longest text of an address or a number that is edited; longer ones are removed.
    const MAX_EDITED: usize = 1024;

    /// Prepares rewriting. If several rules lead to a value, it is removed if one says so, and the
    /// first of the others applies otherwise.
    pub fn new(
        rules: impl IntoIterator<Item = (JsonPath, FieldEdit)>,
    ) -> Result<Self, TooManyRules> {
        let edits: Vec<_> = rules.into_iter().collect();
        if edits.len() > Self::MAX_RULES {
            return Err(TooManyRules);
        }
        Ok(Self {
            rules: Rules { edits, kept: None, parameters: None },
            reader: None,
            splices: Vec::new(),
        })
    }

    /// Also removes all values to which none of these paths leads. Objects and arrays on the way
    /// stay, even if they are empty then.
    ///
    /// ```
    /// use tcf_carrier::JsonRewriter;
    ///
    /// let kept = ["page", "device.geo.country"].map(|path| path.parse().unwrap());
    /// let mut rewriter = JsonRewriter::new([]).unwrap().keep_only(kept).unwrap();
    /// let json = br#"{"id": 7, "page": "/a", "device": {"geo": {"lat": 1}, "ip": "192.0.2.7"}}"#;
    /// let mut out = Vec::new();
    /// rewriter.rewrite(json, None, &mut out).unwrap();
    /// assert_eq!(out, br#"{ "page": "/a", "device": {"geo": {}}}"#);
    /// ```
    pub fn keep_only(
        mut self,
        paths: impl IntoIterator<Item = JsonPath>,
    ) -> Result<Self, TooManyRules> {
        let paths: Vec<_> = paths.into_iter().collect();
        if paths.len() > Self::MAX_RULES {
            return Err(TooManyRules);
        }
        self.rules.kept = Some(paths);
        Ok(self)
    }

    /// Also rewrites the parameters of URLs in the strings that are left, except those that a rule
    /// edits. A string that is not UTF-8 becomes empty.
    ///
    /// ```
    /// use tcf_carrier::{FieldEdit, JsonRewriter, ParameterRewriter};
    ///
    /// let parameters = ParameterRewriter::new([("uid", FieldEdit::Remove)]).unwrap();
    /// let mut rewriter = JsonRewriter::new([]).unwrap().with_parameters(parameters);
    /// let json = br#"{"page": "https:\/\/a.example\/?a=1\u0026uid=7", "uid": 7}"#;
    /// let mut out = Vec::new();
    /// rewriter.rewrite(json, None, &mut out).unwrap();
    /// assert_eq!(out, br#"{"page": "https:\/\/a.example\/?a=1\u0026uid=", "uid": 7}"#);
    /// ```
    #[must_use]
    pub fn with_parameters(mut self, parameters: ParameterRewriter) -> Self {
        self.rules.parameters = Some(parameters);
        self
    }

    /// Appends the rewritten text to `out`. If it fails, `out` is not changed.
    pub fn rewrite(
        &mut self,
        json: &[u8],
        added: Option<AddedMember<'_>>,
        out: &mut Vec<u8>,
    ) -> Result<Rewritten, RewriteError> {
        let rewritten = self.plan(json, added)?;
        apply(json, &self.splices, out);
        Ok(rewritten)
    }

    /// What [`Self::rewrite`] would do with a text, without writing it.
    ///
    /// ```
    /// use tcf_carrier::{FieldEdit, JsonRewriter};
    /// let mut rewriter =
    ///     JsonRewriter::new([("user.id".parse()?, FieldEdit::Remove)]).unwrap();
    /// assert!(rewriter.plan(br#"{"user": {}}"#, None).unwrap().is_unchanged());
    /// let planned = rewriter.plan(br#"{"user": {"id": 7}}"#, None).unwrap();
    /// assert_eq!(planned.rules().collect::<Vec<_>>(), [0]);
    /// # Ok::<(), tcf_carrier::JsonPathError>(())
    /// ```
    pub fn plan(
        &mut self,
        json: &[u8],
        added: Option<AddedMember<'_>>,
    ) -> Result<Rewritten, RewriteError> {
        let reader = self.reader.take().unwrap_or_else(|| JsonReader::new(empty()));
        self.splices.clear();
        let mut pass = Pass {
            rules: &self.rules,
            json,
            reader: reader.restart(json),
            splices: &mut self.splices,
            rewritten: Rewritten::default(),
        };
        let result = pass.document(added);
        let rewritten = pass.rewritten;
        self.reader = Some(pass.reader.restart(empty()));
        result?;
        Ok(rewritten)
    }
}

/// Reads a text and collects what is replaced, in order.
struct Pass<'p> {
    rules: &'p Rules,
    json: &'p [u8],
    reader: JsonReader<&'p [u8]>,
    splices: &'p mut Vec<Splice>,
    rewritten: Rewritten,
}

/// What becomes of a value.
enum Fate {
    /// It is removed, by rules or because no kept path leads to it.
    Remove(Bits),
    /// It is edited, by a rule.
    Edit(usize, FieldEdit),
    /// It is kept, apart from what is removed in it.
    Keep,
}

impl Pass<'_> {
    fn document(&mut self, added: Option<AddedMember<'_>>) -> Result<(), RewriteError> {
        let active = Active {
            edits: (0..self.rules.edits.len()).fold(0, |bits, index| bits | bit(index)),
            kept: self
                .rules
                .kept
                .as_ref()
                .map(|kept| (0..kept.len()).fold(0, |bits, index| bits | bit(index))),
        };
        match (self.reader.peek_kind()?, added) {
            (JsonKind::Object, _) => self.object(active, 0, added)?,
            (found, Some(_)) => return Err(RewriteError::NoObject { found }),
            (_, None) => self.value(active, 0)?,
        }
        Ok(self.reader.end()?)
    }

    /// Reads a value that is kept, to which `depth` tokens led.
    fn value(&mut self, active: Active, depth: usize) -> Result<(), JsonError> {
        let parameters = self.rules.parameters.as_ref();
        if active.edits == 0 && active.kept.is_none() && parameters.is_none() {
            return self.reader.skip();
        }
        match (self.reader.peek_kind()?, parameters) {
            (JsonKind::Object, _) => self.object(active, depth, None),
            (JsonKind::Array, _) => self.array(active, depth),
            (JsonKind::String, Some(parameters)) => self.string(parameters),
            _ => self.reader.skip(),
        }
    }

    /// Reads a string and rewrites its parameters.
    fn string(&mut self, parameters: &ParameterRewriter) -> Result<(), JsonError> {
        let (span, has_escapes) = {
            let value = self.reader.string(0)?;
            (to_index(value.span.start)..to_index(value.span.end), value.has_escapes)
        };
        let raw = self.json.get(span.clone()).unwrap_or_default();
        if !ParameterRewriter::may_have_any(raw) && !has_escapes {
            return Ok(());
        }
        let Ok(text) = str::from_utf8(raw) else {
            self.splices.push(Splice { bytes: span, text: None });
            self.rewritten.is_reduced = true;
            return Ok(());
        };
        let mut found = Found::default();
        if has_escapes {
            let (text, map) = unescape(text);
            parameters.find(&text, &mut found);
            for Splice { bytes, .. } in &mut found.splices {
                *bytes = map.offset(bytes.start)..map.offset(bytes.end);
            }
        } else {
            parameters.find(text, &mut found);
        }
        self.rewritten.parameters |= found.rules;
        let splices = found.splices.into_iter().map(|Splice { bytes, text }| Splice {
            bytes: span.start + bytes.start..span.start + bytes.end,
            text,
        });
        self.splices.extend(splices);
        Ok(())
    }

    fn object(
        &mut self,
        active: Active,
        depth: usize,
        added: Option<AddedMember<'_>>,
    ) -> Result<(), JsonError> {
        self.reader.begin_object()?;
        let mut items = Items::new(self.position());
        while let Some(key) = self.reader.next_key()? {
            if added.is_some_and(|added| added.name == key) {
                self.reader.skip()?;
                self.remove(&mut items);
                continue;
            }
            let next = self.rules.step(active, |path| path.has_member(depth, key));
            self.item(next, depth + 1, &mut items)?;
        }
        if let Some(AddedMember { name, value }) = added {
            let comma = if items.has_kept { "," } else { "" };
            let text = format!("{comma}\"{name}\":{value}");
            self.splices.push(Splice { bytes: items.start..items.start, text: Some(text) });
        }
        Ok(())
    }

    fn array(&mut self, active: Active, depth: usize) -> Result<(), JsonError> {
        self.reader.begin_array()?;
        let mut items = Items::new(self.position());
        let mut index = 0;
        while self.reader.next_element()? {
            let next = self.rules.step(active, |path| path.has_element(depth, index));
            self.item(next, depth + 1, &mut items)?;
            index += 1;
        }
        Ok(())
    }

    /// Reads the next member or element.
    fn item(&mut self, next: Active, depth: usize, items: &mut Items) -> Result<(), JsonError> {
        let kind = self.reader.peek_kind()?;
        match self.rules.fate(next, depth, kind) {
            Fate::Remove(rules) => {
                self.reader.skip()?;
                self.rewritten.rules |= rules;
                self.rewritten.is_reduced |= rules == 0;
                self.remove(items);
            }
            Fate::Edit(rule, edit) => {
                let value = self.reader.scalar(JsonRewriter::MAX_EDITED)?;
                let new = (!value.is_truncated).then(|| edit.apply(value.text)).flatten();
                let span = value.span.clone();
                let is_same = new.as_ref().is_some_and(|new| *new == value.text);
                let new = new.map(std::borrow::Cow::into_owned);
                self.rewritten.rules |= if is_same { 0 } else { bit(rule) };
                match new {
                    None => self.remove(items),
                    Some(_) if is_same => self.keep(items),
                    Some(text) => {
                        self.keep(items);
                        let bytes = to_index(span.start)..to_index(span.end);
                        self.splices.push(Splice { bytes, text: Some(text) });
                    }
                }
            }
            Fate::Keep => {
                self.keep(items);
                let whole = self.rules.kept_whole(next, depth);
                self.value(Active { kept: next.kept.filter(|_| !whole), ..next }, depth)?;
            }
        }
        items.start = self.position();
        items.is_first = false;
        Ok(())
    }

    /// Keeps an item, before its value is read: without the comma before it if it is now the first
    /// one.
    fn keep(&mut self, items: &mut Items) {
        if !items.has_kept && !items.is_first {
            let before = self.json.get(items.start..).unwrap_or_default();
            // Only white space is before it.
            let comma = memchr::memchr(b',', before).map_or(0, |comma| comma + 1);
            let bytes = items.start..items.start + comma;
            self.splices.push(Splice { bytes, text: None });
        }
        items.has_kept = true;
    }

    /// Removes an item that was read.
    fn remove(&mut self, items: &mut Items) {
        let end = self.position();
        self.splices.push(Splice { bytes: items.start..end, text: None });
        items.start = end;
        items.is_first = false;
    }

    fn position(&self) -> usize {
        to_index(self.reader.position())
    }
}

/// The members of an object or elements of an array that are read.
struct Items {
    /// The end of the last item, or the start of the first.
    start: usize,
    is_first: bool,
    /// Whether an item before was kept.
    has_kept: bool,
}

impl Items {
    const fn new(start: usize) -> Self {
        Self { start, is_first: true, has_kept: false }
    }
}

impl Rules {
    /// The active rules whose next token fits.
    fn step(&self, active: Active, fits: impl Fn(&JsonPath) -> bool) -> Active {
        let edits = select(active.edits, self.edits.iter().map(|(path, _)| path), &fits);
        let kept = active.kept.map(|kept| select(kept, self.kept.iter().flatten(), &fits));
        Active { edits, kept }
    }

    /// What becomes of a value to which `depth` tokens of the active rules led.
    fn fate(&self, active: Active, depth: usize, kind: JsonKind) -> Fate {
        let ends = |path: &JsonPath| path.len() == depth;
        let ending = select(active.edits, self.edits.iter().map(|(path, _)| path), ends);
        let edits = || {
            let each = self.edits.iter().enumerate().filter(|(index, _)| ending & bit(*index) != 0);
            each.map(|(index, (_, edit))| (index, *edit))
        };
        let removing = edits().filter(|(_, edit)| *edit == FieldEdit::Remove || !kind.is_scalar());
        let removing = removing.fold(0, |bits, (index, _)| bits | bit(index));
        if removing != 0 {
            return Fate::Remove(removing);
        }
        let is_reached = match active.kept {
            None => true,
            Some(0) => false,
            Some(_) => !kind.is_scalar() || self.kept_whole(active, depth),
        };
        match edits().next() {
            _ if !is_reached => Fate::Remove(0),
            Some((index, edit)) => Fate::Edit(index, edit),
            None => Fate::Keep,
        }
    }

    /// Whether a path that is kept ends here.
    fn kept_whole(&self, active: Active, depth: usize) -> bool {
        let ends = |path: &JsonPath| path.len() == depth;
        active.kept.is_some_and(|kept| select(kept, self.kept.iter().flatten(), ends) != 0)
    }
}

/// Those of the active paths that fulfil a condition.
fn select<'p>(
    active: Bits,
    paths: impl Iterator<Item = &'p JsonPath>,
    fits: impl Fn(&JsonPath) -> bool,
) -> Bits {
    if active == 0 {
        return 0;
    }
    let fitting = paths.enumerate().filter(|(index, path)| active & bit(*index) != 0 && fits(path));
    fitting.fold(0, |bits, (index, _)| bits | bit(index))
}

/// A position in the text, which is in memory.
#[expect(clippy::expect_used, reason = "the reader does not read beyond the text")]
fn to_index(position: u64) -> usize {
    usize::try_from(position).expect("a position in a text in memory")
}

#[cfg(test)]
mod tests;
