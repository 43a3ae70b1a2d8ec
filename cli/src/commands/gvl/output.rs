//! What `tcf gvl fetch` prints.

use std::fmt;
use std::io::Write;

use anyhow::Result;
use serde::Serialize;
use tcf::{FetchedFile, FetchedGvlRecord, MessageRecord, UnpublishedRecord};
use tcf_policy::gvl::ListKey;

use super::named::Mentions;
use crate::args::Format;
use crate::render;
use crate::term::counted;
use crate::ui::Ui;

/// The output of the command. Each record is flushed: the next download may take a while.
pub(super) struct Output<'a, W> {
    pub(super) out: W,
    pub(super) format: Format,
    pub(super) ui: &'a Ui,
}

impl<W: Write> Output<'_, W> {
    /// A vendor list that is now available.
    pub(super) fn gvl(&mut self, key: ListKey, file: FetchedFile) -> Result<()> {
        let record = FetchedGvlRecord { key, file };
        self.file(&record.file, &record)
    }

    /// A file that is now available, and its record.
    pub(super) fn file(&mut self, file: &FetchedFile, record: &impl Serialize) -> Result<()> {
        match self.format {
            Format::Text => writeln!(self.out, "{}", file.path)?,
            Format::Json | Format::Ndjson => self.json(record)?,
        }
        self.out.flush().map_err(Into::into)
    }

    /// Something that is not available: an error in text, a record in JSON.
    pub(super) fn failure(
        &mut self,
        message: &fmt::Arguments<'_>,
        record: &impl Serialize,
    ) -> Result<()> {
        match self.format {
            Format::Text => self.ui.error(message),
            Format::Json | Format::Ndjson => self.json(record)?,
        }
        self.out.flush().map_err(Into::into)
    }

    /// The strings that name a list that was never published.
    pub(super) fn unpublished(
        &mut self,
        key: ListKey,
        url: &str,
        mentions: &Mentions,
    ) -> Result<()> {
        let message = format!("{key} was never published: {url} does not exist");
        for mention in &mentions.first {
            self.failure(
                &format_args!("{mention}: {message}"),
                &UnpublishedRecord {
                    head: mention.head(),
                    list: key,
                    url,
                    error: MessageRecord { message: message.clone() },
                },
            )?;
        }
        if mentions.more > 0 {
            let more = counted(mentions.more, "more string");
            self.ui.note(&format_args!("{key} was never published: {more} not shown"));
        }
        Ok(())
    }

    fn json(&mut self, record: &impl Serialize) -> Result<()> {
        Ok(render::json::write(&mut self.out, record, self.format == Format::Json)?)
    }
}
