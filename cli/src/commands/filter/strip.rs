//! What is removed from denied events.

use std::borrow::Cow;
use std::collections::BTreeSet;

use anyhow::{Context as _, Result, anyhow, bail};
use tcf_carrier::{
    FieldEdit, JsonRewriter, ParameterRewriter, Rewritten, RowRewriter, StripPreset,
};

use super::rewriter::{Columns, Rewriter, Shape, path};
use crate::input::no_column;

/// What starts the name of a parameter, among the names of fields.
const PARAMETER: char = '?';

/// Fields, and parameters of URLs, that are removed or edited.
#[derive(Clone, Debug, Default)]
pub(super) struct StripList {
    /// Where the list is, for messages.
    origin: String,
    fields: Vec<Field>,
    presets: Vec<StripPreset>,
    /// With the question mark.
    parameters: Vec<String>,
}

#[derive(Clone, Debug)]
struct Field {
    name: Cow<'static, str>,
    edit: FieldEdit,
    is_of_preset: bool,
}

impl StripList {
    /// Reads names of presets, fields and parameters. `origin` says where they are.
    pub(super) fn new(targets: &[String], origin: &str) -> Result<Self> {
        let mut list = Self { origin: origin.to_owned(), ..Self::default() };
        for target in targets {
            let target = target.trim();
            if let Some(preset) = StripPreset::from_name(target) {
                list.presets.push(preset);
                list.fields.extend(preset.fields().map(|(name, edit)| Field {
                    name: name.into(),
                    edit,
                    is_of_preset: true,
                }));
            } else if let Some(name) = target.strip_prefix(PARAMETER) {
                if name.is_empty() {
                    bail!("{origin}: expected the name of a parameter after the question mark");
                }
                let is_separator = |found: char| found.is_whitespace() || "?&=#*".contains(found);
                if let Some(found) = name.chars().find(|&found| is_separator(found)) {
                    bail!(
                        "{origin}: {target:?}: expected the name of a parameter alone, found \
                         {found:?}"
                    );
                }
                list.parameters.push(target.to_owned());
            } else if let Some(preset) = meant_preset(target) {
                bail!(
                    "{origin}: {target:?}: expected a field; is it the preset {}?",
                    preset.name()
                );
            } else {
                let name = target.to_owned().into();
                list.fields.push(Field { name, edit: FieldEdit::Remove, is_of_preset: false });
            }
        }
        list.parameters.sort();
        list.parameters.dedup();
        Ok(list)
    }

    /// The names of the fields.
    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| &*field.name)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.parameters.is_empty()
    }

    /// What removes all this from lines of a shape.
    pub(super) fn stripper(&self, shape: &Shape) -> Result<Stripper> {
        let parameters = self.parameters.iter().map(|name| name.trim_start_matches(PARAMETER));
        let parameters = parameters.map(|name| (name, FieldEdit::Remove));
        let parameters = ParameterRewriter::new(parameters)?;
        let made = match shape {
            Shape::Json => self.json(parameters),
            Shape::Row(columns) => self.row(columns, parameters),
            Shape::Log => match self.fields.first() {
                Some(Field { name, .. }) => Err(anyhow!(
                    "{name:?}: lines of an access log have no fields; name parameters of their \
                     URLs, such as '?uid'"
                )),
                None => Ok((Rewriter::Log(parameters), Vec::new())),
            },
        };
        let (rewriter, fields) = made.with_context(|| self.origin.clone())?;
        Ok(Stripper { rewriter, fields, parameters: self.parameters.clone() })
    }

    fn json(&self, parameters: ParameterRewriter) -> Result<(Rewriter, Vec<String>)> {
        let mut rules = Vec::with_capacity(2 * self.fields.len());
        for Field { name, edit, .. } in &self.fields {
            rules.push((path(name)?, *edit));
            // In a flat export, the whole name is that of one member.
            if name.contains('.') && !name.starts_with('/') {
                let member = name.replace('~', "~0").replace('/', "~1");
                rules.push((path(&format!("/{member}"))?, *edit));
            }
        }
        rules.sort_by(|one, other| one.0.cmp(&other.0));
        rules.dedup();
        let names = rules.iter().map(|(path, _)| path.to_string()).collect();
        let mut rewriter = JsonRewriter::new(rules)?;
        if !self.parameters.is_empty() {
            rewriter = rewriter.with_parameters(parameters);
        }
        Ok((Rewriter::Json(rewriter), names))
    }

    fn row(
        &self,
        columns: &Columns,
        parameters: ParameterRewriter,
    ) -> Result<(Rewriter, Vec<String>)> {
        let mut rules: Vec<(usize, FieldEdit, &str)> = Vec::new();
        for Field { name, edit, is_of_preset } in &self.fields {
            let found = columns.all(name);
            if found.is_empty() && !is_of_preset {
                bail!(no_column(name, columns.names()));
            }
            rules.extend(found.into_iter().map(|column| (column, *edit, &**name)));
        }
        for preset in &self.presets {
            if preset.fields().all(|(name, _)| columns.all(name).is_empty()) {
                bail!(
                    "no column has the name of a field of the preset {}, so it would remove \
                     nothing; name the columns instead",
                    preset.name()
                );
            }
        }
        rules.sort_by_key(|(column, ..)| *column);
        rules.dedup_by_key(|(column, edit, _)| (*column, *edit));
        let names = rules.iter().map(|(.., name)| (*name).to_owned()).collect();
        let edits = rules.iter().map(|(column, edit, _)| (*column, *edit));
        let mut rewriter = RowRewriter::new(columns.delimiter(), edits)?;
        if !self.parameters.is_empty() {
            rewriter = rewriter.with_parameters(parameters);
        }
        Ok((columns.rewriter(rewriter), names))
    }
}

/// The preset that a name is a misspelling of. Fields such as `id` and `eids` are as close to `ids`
/// as misspellings are, so the letters of a short name are all there.
fn meant_preset(target: &str) -> Option<StripPreset> {
    let target = target.to_ascii_lowercase();
    let letters = |name: &str| name.bytes().collect::<BTreeSet<_>>();
    StripPreset::ALL.into_iter().find(|preset| {
        let name = preset.name();
        if name.len() > 4 {
            strsim::osa_distance(&target, name) <= 2
        } else {
            letters(&target) == letters(name) && strsim::osa_distance(&target, name) <= 1
        }
    })
}

/// Removes fields and parameters.
pub(super) struct Stripper {
    pub(super) rewriter: Rewriter,
    /// The names of the fields, in the order of the rules.
    fields: Vec<String>,
    parameters: Vec<String>,
}

impl Stripper {
    /// The names of what was removed from a line.
    pub(super) fn names(&self, rewritten: Rewritten) -> impl Iterator<Item = &str> {
        let fields = rewritten.rules().filter_map(|rule| self.fields.get(rule));
        let parameters = rewritten.parameters().filter_map(|rule| self.parameters.get(rule));
        let mut last = None;
        // A field that several rules have is named once.
        fields.chain(parameters).map(String::as_str).filter(move |&name| {
            let is_new = last != Some(name);
            last = Some(name);
            is_new
        })
    }
}
