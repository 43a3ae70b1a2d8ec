//! `tcf decide --publisher`: decides on the publisher's own purposes.

use anyhow::Result;
use tcf::{Input, InputNote, PublisherDecisions};
use tcf_policy::decide::{PublisherItem, Query};

use super::Decide;
use crate::args::decide::ItemArgs;
use crate::out::Out;
use crate::render::decide::PublisherText;
use crate::sync::lock;
use crate::ui::ExitStatus;

/// The selected purposes; empty for all that the string has.
pub(super) fn selected(args: &ItemArgs) -> Vec<PublisherItem> {
    let purposes = args.purpose.iter().flat_map(|ids| &ids.0);
    let custom = args.custom_purpose.iter().flat_map(|ids| &ids.0);
    let purposes = purposes.map(|&id| PublisherItem::Purpose(id));
    purposes.chain(custom.map(|&id| PublisherItem::CustomPurpose(id))).collect()
}

impl Decide {
    pub(super) fn render_publisher(
        &self,
        value: &tcf::AnyTcString,
        items: &[PublisherItem],
        query: &Query<'_>,
        (input, notes): (&Input<'_>, &[InputNote]),
        out: &mut Out<'_>,
    ) -> Result<ExitStatus> {
        let decided = PublisherDecisions::decide(value, items, query);
        if let Some(summary) = &self.summary {
            lock(summary).add_publisher(input.origin.label, &decided);
        } else {
            let text = PublisherText { origin: input.origin, decided: &decided };
            let brief = || decided.brief(input.origin);
            self.write_decided(&text, brief, || decided.record(input.head(), notes), out)?;
        }
        let is_permitted =
            if items.is_empty() { decided.is_any_permitted() } else { decided.are_all_permitted() };
        Ok(if is_permitted { ExitStatus::Success } else { ExitStatus::Failure })
    }
}
