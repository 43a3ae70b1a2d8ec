//! Options, as JSON texts.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tcf::message::refused;
use tcf::tcf_codec::Deciseconds;
use tcf::{DecodeOptions, IdFormat, Input, Inputs};

use super::fault;

/// Reads options.
pub(super) fn parse<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| {
        let error = error.to_string();
        let message = error.rsplit_once(" at line ").map_or(&*error, |(message, _)| message);
        fault("options", &refused(message))
    })
}

/// The evaluation date.
pub(super) fn date(text: &str) -> Result<Deciseconds, String> {
    text.parse().map_err(|error| fault("options", &format_args!("asOf: {error}")))
}

/// How a text is read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ReadOptions {
    lenient: bool,
    /// A text that a person pasted.
    pasted: bool,
    ids: Ids,
    layout: bool,
}

/// The format of sets.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Ids {
    List,
    /// Lists of a few restrictions can be thousands of times longer than the string.
    #[default]
    Ranges,
}

impl ReadOptions {
    /// The strings of a text.
    pub(super) fn inputs<'a>(&self, text: &'a str) -> Inputs<'a> {
        inputs(text, self.pasted, self.lenient, self.layout)
    }

    /// Also reads the layout.
    pub(super) const fn with_layout(self) -> Self {
        Self { layout: true, ..self }
    }

    /// The main string of a text.
    pub(super) fn input<'a>(&self, text: &'a str) -> Input<'a> {
        self.inputs(text).into_main()
    }

    pub(super) const fn ids(&self) -> IdFormat {
        match self.ids {
            Ids::List => IdFormat::List,
            Ids::Ranges => IdFormat::Ranges,
        }
    }
}

/// The strings of a text.
pub(super) fn inputs(text: &str, pasted: bool, lenient: bool, layout: bool) -> Inputs<'_> {
    let options = DecodeOptions::new();
    let options = if lenient { options.lenient() } else { options };
    let options = if layout { options.with_layout() } else { options };
    let inputs = if pasted { Inputs::pasted(text) } else { Inputs::new(text) };
    inputs.map(|input| input.with_options(options))
}
