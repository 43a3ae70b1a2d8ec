//! `tcf decide --activity`: decides whether US sections permit an activity.

use std::io::Write;

use anyhow::Result;
use tcf::Input;
use tcf_policy::decide::us::Activity;

use super::Decide;
use crate::args::Format;
use crate::out::Out;
use crate::render::decide::ActivityText;
use crate::render::{json, note_repairs};
use crate::sync::lock;
use crate::term::Page;
use crate::ui::{ExitStatus, Messages};

impl Decide {
    pub(super) fn render_activity(
        &self,
        activity: Activity,
        input: &Input<'_>,
        is_separated: bool,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        let decided = match input.decide_activity(activity, &self.gpp_sid) {
            Ok(decided) => decided,
            Err(failure) => return self.failure(input, failure, is_separated, out, messages),
        };
        note_repairs(messages, input, &decided.repairs);
        if is_separated {
            writeln!(out)?;
        }
        let indented = self.format == Format::Json;
        if let Some(summary) = &self.summary {
            lock(summary).add_activity(input.origin.label, &decided);
        } else if self.format == Format::Text {
            let text = ActivityText { origin: input.origin, decided: &decided };
            let mut page = Page::new(out, self.term);
            if self.brief {
                text.write_brief(&mut page)?;
            } else if self.verbose {
                text.write_details(&mut page)?;
            } else {
                text.write_table(&mut page)?;
            }
        } else if self.brief {
            json::write(out, &decided.brief(input.origin), indented)?;
        } else {
            json::write(out, &decided.record(input.head()), indented)?;
        }
        Ok(if decided.is_permit() { ExitStatus::Success } else { ExitStatus::Failure })
    }
}
