//! Arguments for vendor lists and for the context of strings.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::help::{EVALUATION, LISTS};

/// Vendor lists.
#[derive(Args, Default)]
#[command(next_help_heading = LISTS)]
pub(crate) struct ListArgs {
    /// Vendor list file or directory, `-` is stdin; repeatable [default: TCF_GVL, `gvl` in
    /// tcf.toml, or the cache of `tcf gvl fetch`]
    #[arg(long, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    pub(crate) gvl: Vec<PathBuf>,
    /// Use the nearest available list if the one that the string names is missing
    #[arg(long)]
    pub(crate) any_gvl: bool,
}

impl ListArgs {
    /// Whether no argument is given.
    pub(crate) const fn is_default(&self) -> bool {
        self.gvl.is_empty() && !self.any_gvl
    }
}

/// The CMP list.
#[derive(Args, Default)]
#[command(next_help_heading = LISTS)]
pub(crate) struct CmpListArgs {
    /// CMP list [default: `cmp-list` in tcf.toml, or the cache of `tcf gvl fetch --cmp`]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) cmp_list: Option<PathBuf>,
}

/// Google's list of ad technology providers.
#[derive(Args, Default)]
#[command(next_help_heading = LISTS)]
pub(crate) struct ProviderListArgs {
    /// Google's list of ad technology providers (CSV), for Additional Consent strings [default:
    /// `provider-list` in tcf.toml, or the cache of `tcf gvl fetch --providers`]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) provider_list: Option<PathBuf>,
}

/// The context of strings, for the conditions of `[[expect]]` tables.
#[derive(Args, Default)]
#[command(next_help_heading = EVALUATION)]
pub(crate) struct ContextArgs {
    /// Context for conditions in tcf.toml: `region=FR,child=true`
    #[arg(long, value_name = "KEY=VALUE", value_delimiter = ',', value_parser = key_and_value)]
    pub(crate) context: Vec<(String, String)>,
}

impl ContextArgs {
    /// The pairs.
    ///
    /// # Errors
    ///
    /// If a key has two values.
    pub(crate) fn pairs(&self) -> anyhow::Result<&[(String, String)]> {
        for (index, (key, value)) in self.context.iter().enumerate() {
            let mut before = self.context.iter().take(index);
            if let Some((_, other)) = before.find(|(before, _)| before == key)
                && other != value
            {
                anyhow::bail!("--context: {key} is both {other} and {value}");
            }
        }
        Ok(&self.context)
    }
}

fn key_and_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}
