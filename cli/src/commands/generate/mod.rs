//! `tcf generate`: generates test strings and payloads.

mod events;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use tcf_audit::check::CheckCode;
use tcf_codec::Deciseconds;
use tcf_generate::{GenerateError, Generator, Kind, conformance};
use tcf_policy::gvl::{CmpList, Gvl};
use tcf_policy::levels::LevelCode;
use tcf_policy::rules::{self, Group, Rule};

use super::explain::similar_rules;
use crate::args::generate::{CorpusArg, GenerateArgs, KindArg};
use crate::args::{Format, IdsArg};
use crate::clock;
use crate::lists::{self, Lists};
use crate::number::u64_of;
use crate::out::Out;
use crate::render;
use crate::render::generate::{Carrier, Printer};
use crate::term::plain;
use crate::ui::{ExitStatus, Ui};

pub(crate) fn run(args: &GenerateArgs, ui: &Ui) -> Result<ExitStatus> {
    if let Some(CorpusArg::Conformance) = args.corpus {
        return write_corpus(args.format.format, ui);
    }
    let seed = args.seed.map_or_else(clock::small_seed, Ok)?;
    let as_of = args.as_of.map_or_else(|| clock::now().map(Deciseconds::start_of_day), Ok)?;
    let cmps = args.cmp_list.as_deref().map(lists::read_cmp_list).transpose()?;
    let lists = if args.gvl.is_empty() { None } else { Some(Lists::of(&args.gvl)?) };
    let inputs = Inputs { seed, as_of, lists: lists.as_ref(), cmps: cmps.as_ref() };
    if args.events {
        return events::run(args, &inputs, ui);
    }
    args.ids.check(args.format.format)?;
    if args.labels && args.format.format != Format::Text {
        bail!("--labels needs --format text; records have `kind` and `violates`");
    }
    let request = Request::new(args)?;
    let mut stdout = ui.stdout_unbuffered();
    let mut printer = Printer::new(
        Out::to(&mut stdout),
        args.format.format,
        args.carrier,
        args.labels,
        args.ids.into(),
    );
    match &request {
        Request::Kinds(kinds) => inputs.kinds(kinds, args, &mut printer, ui)?,
        Request::Rules(rules) => inputs.rules(rules, args, &mut printer, ui)?,
    }
    printer.finish()?;
    ui.note(&format_args!("reproduce with: {}", command(args, seed, as_of)));
    Ok(ExitStatus::Success)
}

/// Prints the conformance corpus.
fn write_corpus(format: Format, ui: &Ui) -> Result<ExitStatus> {
    let mut stdout = ui.stdout_unbuffered();
    let mut out = Out::to(&mut stdout);
    let mut count = 0;
    for case in conformance::FILES.iter().flat_map(conformance::File::cases) {
        if format == Format::Json {
            let case: serde_json::Value =
                serde_json::from_str(case).context("invalid case in the corpus")?;
            render::json::write(&mut out, &case, true)?;
        } else {
            writeln!(out, "{case}")?;
        }
        count += 1;
    }
    out.flush()?;
    ui.note(&format_args!(
        "{count} cases; fixtures/conformance/README.md describes them, tcf schema conformance \
         prints their schema"
    ));
    Ok(ExitStatus::Success)
}

/// The strings to generate.
enum Request {
    Kinds(Vec<Kind>),
    Rules(Vec<&'static Rule>),
}

/// Whether a name is that of a check or of a group of checks.
fn is_check(name: &str) -> bool {
    let is_group = <CheckCode as LevelCode>::group(name.trim()).is_some();
    is_group || <CheckCode as LevelCode>::find(name.trim()).is_some()
}

impl Request {
    fn new(args: &GenerateArgs) -> Result<Self> {
        if args.violate.is_empty() {
            let kinds = args.kind.iter().copied().flat_map(KindArg::kinds);
            return Ok(Self::Kinds(kinds.collect()));
        }
        let mut found = Vec::new();
        for name in &args.violate {
            match (Group::find(name), rules::find(name.trim())) {
                (Some(group), _) => found.extend(group.rules()),
                (None, Some(rule)) => found.push(rule),
                (None, None) if is_all(name) => found.extend(rules::all()),
                (None, None) if is_check(name) => {
                    bail!(
                        "{} is a check of tcf audit, which needs events: use --events --violate {}",
                        plain(name),
                        plain(name)
                    )
                }
                (None, None) => {
                    bail!(
                        "unknown rule {}{}; tcf explain --all lists all rules",
                        plain(name),
                        similar_rules(name)
                    )
                }
            }
        }
        Ok(Self::Rules(found))
    }

    /// Whether kinds and rules without a string are skipped, or an error.
    fn skips_unsatisfiable(args: &GenerateArgs) -> bool {
        let is_many = |name: &String| is_all(name) || Group::find(name).is_some();
        args.kind.iter().copied().any(KindArg::is_several) || args.violate.iter().any(is_many)
    }
}

/// Whether the name selects all rules.
fn is_all(name: &str) -> bool {
    name.eq_ignore_ascii_case("all")
}

/// The inputs that the output depends on.
struct Inputs<'a> {
    seed: u64,
    as_of: Deciseconds,
    lists: Option<&'a Lists>,
    cmps: Option<&'a CmpList>,
}

impl Inputs<'_> {
    fn kinds(
        &self,
        kinds: &[Kind],
        args: &GenerateArgs,
        printer: &mut Printer<'_>,
        ui: &Ui,
    ) -> Result<()> {
        let mut satisfiable = Vec::new();
        let mut skipped = Skipped::default();
        let lists: Vec<_> =
            kinds.iter().map(|kind| self.list(kind.latest(self.as_of))).collect::<Result<_>>()?;
        for (&kind, used) in kinds.iter().zip(&lists) {
            let generator = self.generator(used);
            // If the first string can be generated, all can.
            match generator.string(kind, 0) {
                Ok(_) => satisfiable.push((kind, generator)),
                Err(error) if Request::skips_unsatisfiable(args) => skipped.add(kind.name(), error),
                Err(error) => return Err(error.into()),
            }
        }
        skipped.report(ui);
        if satisfiable.is_empty() {
            bail!("no such string for this date and these lists");
        }
        let turns = u64_of(satisfiable.len());
        for (number, (kind, generator)) in (0..count(args)).zip(satisfiable.iter().cycle()) {
            printer.print(&generator.string(*kind, number / turns)?)?;
        }
        Ok(())
    }

    fn rules(
        &self,
        rules: &[&'static Rule],
        args: &GenerateArgs,
        printer: &mut Printer<'_>,
        ui: &Ui,
    ) -> Result<()> {
        let used = self.list(self.as_of)?;
        let generator = self.generator(&used);
        let mut skipped = Skipped::default();
        for &rule in rules {
            for number in 0..count(args) {
                match generator.violating(rule, number) {
                    Ok(made) => printer.print(&made)?,
                    Err(error) if Request::skips_unsatisfiable(args) => {
                        skipped.add(rule.code.as_str(), error);
                        break;
                    }
                    Err(error) => return Err(error).context(rule.code),
                }
            }
        }
        skipped.report(ui);
        Ok(())
    }

    /// The newest list that was published by a date, and the newest of all.
    fn list(&self, by: Deciseconds) -> Result<UsedLists> {
        let Some(lists) = self.lists else { return Ok(UsedLists::default()) };
        let used = lists.newest_by(by)?;
        let newest = if used.is_some() { lists.latest()? } else { None };
        Ok(UsedLists { used, newest })
    }

    fn generator<'b>(&'b self, lists: &'b UsedLists) -> Generator<'b> {
        self.generator_with(lists.used.as_deref(), lists.newest.as_deref())
    }

    fn generator_with<'b>(
        &'b self,
        gvl: Option<&'b Gvl>,
        newest: Option<&'b Gvl>,
    ) -> Generator<'b> {
        let mut generator = Generator::new(self.seed, self.as_of);
        if let Some(gvl) = gvl {
            generator = generator.with_gvl(gvl, newest);
        }
        match self.cmps {
            Some(cmps) => generator.with_cmps(cmps),
            None => generator,
        }
    }
}

/// The list that strings name, and the newest one.
#[derive(Default)]
struct UsedLists {
    used: Option<Arc<Gvl>>,
    newest: Option<Arc<Gvl>>,
}

/// Skipped kinds and rules, by reason.
#[derive(Default)]
struct Skipped(Vec<(GenerateError, Vec<&'static str>)>);

impl Skipped {
    fn add(&mut self, name: &'static str, error: GenerateError) {
        match self.0.iter_mut().find(|(known, _)| *known == error) {
            Some((_, names)) => names.push(name),
            None => self.0.push((error, vec![name])),
        }
    }

    fn report(&self, ui: &Ui) {
        for (error, names) in &self.0 {
            ui.note(&format_args!("skipped {}: {error}", names.join(", ")));
        }
    }
}

/// The command that reproduces the output.
fn command(args: &GenerateArgs, seed: u64, as_of: Deciseconds) -> String {
    let mut command = "tcf generate".to_owned();
    // Writing to a String cannot fail.
    if args.violate.is_empty() {
        let _ = write!(command, " --kind {}", names(&args.kind));
    } else {
        let _ = write!(command, " --violate {}", args.violate.join(","));
    }
    let _ =
        write!(command, " --count {} --seed {seed} --as-of {}", count(args), render::date(as_of));
    command_lists(&mut command, args);
    if args.carrier != Carrier::String {
        let _ = write!(command, " --as {}", name(&args.carrier));
    }
    if args.labels {
        command.push_str(" --labels");
    }
    if args.format.format != Format::Text {
        let _ = write!(command, " --format {}", name(&args.format.format));
    }
    if args.ids != IdsArg::List {
        let _ = write!(command, " --ids {}", name(&args.ids));
    }
    command
}

/// Adds the options of lists to a command.
fn command_lists(command: &mut String, args: &GenerateArgs) {
    // Writing to a String cannot fail.
    for gvl in &args.gvl {
        let _ = write!(command, " --gvl {}", quoted(gvl));
    }
    if let Some(cmps) = &args.cmp_list {
        let _ = write!(command, " --cmp-list {}", quoted(cmps));
    }
}

/// The number of strings, or of strings per rule.
fn count(args: &GenerateArgs) -> u64 {
    args.count.unwrap_or(1)
}

fn names<V: clap::ValueEnum>(values: &[V]) -> String {
    values.iter().map(name).collect::<Vec<_>>().join(",")
}

#[expect(
    clippy::expect_used,
    reason = "without the value the command would not reproduce the output"
)]
fn name<V: clap::ValueEnum>(value: &V) -> String {
    value.to_possible_value().expect("no value is hidden").get_name().to_owned()
}

/// A path, quoted for a shell if necessary.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+:@,".contains(&byte);
    if text.bytes().all(is_plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
