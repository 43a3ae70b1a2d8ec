//! `tcf decide --activity`: decides whether US sections permit an activity.

use std::io::Write;

use anyhow::Result;
use tcf::Inputs;
use tcf_policy::decide::us::Activity;

use super::Decide;
use crate::out::Out;
use crate::render::decide::ActivityText;
use crate::render::note_repairs;
use crate::sync::lock;
use crate::ui::{ExitStatus, Messages};

impl Decide {
    pub(super) fn render_activity(
        &self,
        activity: Activity,
        inputs: &Inputs<'_>,
        is_separated: bool,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        let mut notes = Vec::new();
        let gpp_sid = inputs.request_gpp_sid(self.gpp_sid.as_ref(), &mut notes);
        inputs.note_differing(&mut notes);
        let input = inputs.activity_signal();
        self.note_inputs(messages, input, &notes);
        let decided = match inputs.decide_activity(activity, &gpp_sid) {
            Ok(decided) => decided,
            Err((input, failure)) => {
                return self.failure(input, failure, is_separated, out, messages);
            }
        };
        note_repairs(messages, input, &decided.repairs);
        for beside in &decided.beside {
            if let Some(input) = inputs.iter().nth(beside.position) {
                note_repairs(messages, input, &beside.repairs);
            }
        }
        if is_separated {
            writeln!(out)?;
        }
        if let Some(summary) = &self.summary {
            lock(summary).add_activity(input.origin.label, &decided);
        } else {
            let text = ActivityText { origin: input.origin, decided: &decided };
            let brief = || decided.brief(input.origin);
            self.write_decided(&text, brief, || decided.record(input.head(), &notes), out)?;
        }
        Ok(if decided.is_permit() { ExitStatus::Success } else { ExitStatus::Failure })
    }
}
