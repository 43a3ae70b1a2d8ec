use tcf_carrier::{CarriedKind, Place};

use super::*;
use crate::event::EventBuilder;
use crate::test_support::{instant, tc_string};

/// A visit under construction. Event `n` happens at `n` seconds.
#[derive(Default)]
struct Visit {
    texts: Interner,
    strings: Strings,
    events: Vec<Event>,
    choices: Vec<Choice>,
    marks: Vec<MarkedTime>,
}

impl Visit {
    fn event(&mut self, kind: EventKind, party: Party, string: &str) -> &mut Self {
        let number = u64::try_from(self.events.len()).unwrap();
        let mut event = EventBuilder::new(&mut self.texts, "f", number);
        event.kind(kind).party(party).at(Some(instant(number * 1000)));
        if !string.is_empty() {
            event.signal(CarriedKind::Tc, Place::Query, 0, "gdpr_consent", string);
        }
        self.events.push(event.finish());
        self
    }

    fn vendor(&mut self, string: &str) -> &mut Self {
        self.event(EventKind::Call, Party::Third, string)
    }

    fn cmp(&mut self, string: &str) -> &mut Self {
        self.event(EventKind::Call, Party::Cmp, string)
    }

    fn site(&mut self, string: &str) -> &mut Self {
        self.event(EventKind::Call, Party::First, string)
    }

    fn timeline(&mut self) -> Timeline {
        let Self { texts, strings, events, choices, marks } = self;
        Timeline::new(VisitInput { events, choices, marks }, strings, texts)
    }

    /// The string in force for each event: `?` if unknown, `-` before a choice; with its source.
    fn in_force(&mut self, names: &[(&str, &str)]) -> String {
        let timeline = self.timeline();
        let name = |symbol| {
            let text = self.texts.text(symbol);
            names.iter().find(|(string, _)| *string == text).map_or("other", |(_, name)| name)
        };
        let each = (0..self.events.len()).map(|index| match timeline.in_force(index) {
            InForce::NoChoiceYet => "-".to_owned(),
            InForce::Unknown => "?".to_owned(),
            InForce::String(found) => format!("{}/{}", name(found.string), found.source),
        });
        each.collect::<Vec<_>>().join(" ")
    }
}

fn accept() -> String {
    tc_string(2, &[1, 2, 3], &[7])
}

fn reject() -> String {
    tc_string(2, &[], &[])
}

macro_rules! check {
    ($visit:expr, $expected:expr) => {{
        let (accept, reject) = (accept(), reject());
        assert_eq!($visit.in_force(&[(&accept, "A"), (&reject, "R")]), $expected);
    }};
}

#[test]
fn a_request_of_the_cmp_is_a_choice_and_there_is_none_before() {
    let mut visit = Visit::default();
    visit.vendor("").cmp(&accept()).vendor(&reject()).vendor("");
    check!(visit, "- - A/inferred A/inferred");
    let [statement] = visit.timeline().statements[..] else { panic!() };
    assert!(statement.is_choice);
    assert_eq!(statement.at, Some(instant(1000)));
}

#[test]
fn a_string_of_the_site_is_no_choice_until_it_changes() {
    let mut visit = Visit::default();
    visit.site(&accept()).vendor("").site(&accept()).vendor("").site(&reject()).vendor("");
    check!(visit, "- A/inferred A/inferred A/inferred A/inferred R/inferred");
    let choices: Vec<_> =
        visit.timeline().statements.iter().map(|statement| statement.is_choice).collect();
    assert_eq!(choices, [false, true]);
}

#[test]
fn a_request_of_the_cmp_with_the_same_meaning_is_no_choice() {
    let mut visit = Visit::default();
    visit.cmp(&accept()).cmp(&accept()).vendor("");
    assert_eq!(visit.timeline().statements.len(), 1);
}

#[test]
fn an_event_that_is_a_choice_is_one_even_without_a_change() {
    let mut visit = Visit::default();
    visit.site(&accept()).event(EventKind::Choice, Party::Cmp, &accept()).vendor("");
    check!(visit, "- A/inferred A/choice");
    assert!(visit.timeline().statements[1].is_choice);
}

#[test]
fn without_statements_the_newest_string_is_in_force_and_of_several_the_first() {
    let (old, new, other) =
        (tc_string(1, &[1], &[]), tc_string(3, &[1], &[]), tc_string(3, &[2], &[]));
    let mut visit = Visit::default();
    visit.vendor("").vendor(&old).vendor(&new).vendor(&other).vendor(&old).vendor("");
    let names = [(old.as_str(), "old"), (&new, "new"), (&other, "other")];
    assert_eq!(
        visit.in_force(&names),
        "? old/inferred new/inferred new/inferred new/inferred new/inferred"
    );
}

#[test]
fn invalid_strings_are_never_in_force() {
    let mut visit = Visit::default();
    visit.vendor("CQinvalid").cmp("CQinvalid").site("").vendor("");
    check!(visit, "? ? ? ?");
}

#[test]
fn blocked_requests_and_storage_are_no_statements() {
    let mut visit = Visit::default();
    visit
        .event(EventKind::NotSent, Party::Cmp, &accept())
        .event(EventKind::Store, Party::First, &accept())
        .site(&reject())
        .vendor("");
    check!(visit, "- - - R/inferred");
}

fn choice(millis: u64, string: Option<Symbol>, objected: Option<Objected>) -> Choice {
    Choice { at: instant(millis), string, objected }
}

#[test]
fn a_log_of_choices_decides_alone() {
    let mut visit = Visit::default();
    visit.vendor("").vendor("").site(&accept()).vendor(&accept()).vendor("");
    let reject = visit.texts.intern(&reject());
    // At the time of the second event, which it therefore covers.
    visit.choices.push(choice(1000, Some(reject), None));
    check!(visit, "- R/choice R/choice R/choice R/choice");
}

#[test]
fn an_objection_without_a_string_removes_bits_of_the_string_before() {
    let mut visit = Visit::default();
    visit.vendor("").vendor("").vendor("");
    let accept = visit.texts.intern(&accept());
    let objected = Objected {
        purposes: tcf_codec::IdSet::from_ids([7]).unwrap(),
        vendors: vec![tcf_codec::VendorId::new(9).unwrap()],
    };
    visit.choices = vec![choice(0, Some(accept), None), choice(2000, None, Some(objected.clone()))];
    check!(visit, "A/choice A/choice other/choice");
    let string = visit.timeline().in_force(2).string().unwrap().string;
    let decoded = visit.strings.decode(string, &visit.texts);
    let Some(AnyTcString::V2(tc)) = decoded.value() else { panic!() };
    assert!(tc.purposes_li_transparency.is_empty());
    assert_eq!(tc.vendor_legitimate_interests.len(), 19);
    assert_eq!(tc.purposes_consent.len(), 3);
    // Without a string before, what is in force is unknown.
    visit.choices = vec![choice(1000, None, Some(objected.clone()))];
    check!(visit, "- ? ?");
    // An objection of the same choice counts on top of its string.
    visit.choices = vec![choice(1000, Some(accept), Some(objected))];
    check!(visit, "- other/choice other/choice");
}

#[test]
fn an_event_of_unknown_time_has_the_only_choice_in_force() {
    let mut visit = Visit::default();
    visit.vendor("");
    let mut undated = EventBuilder::new(&mut visit.texts, "f", 1);
    undated.host("a.example");
    visit.events.push(undated.finish());
    let (accept, reject) = (visit.texts.intern(&accept()), visit.texts.intern(&reject()));
    visit.choices.push(choice(0, Some(accept), None));
    check!(visit, "A/choice A/choice");
    visit.choices.push(choice(9000, Some(reject), None));
    check!(visit, "A/choice ?");
}

/// A mark of a person at this time.
fn noted(millis: u64) -> MarkedTime {
    MarkedTime { at: instant(millis), tolerance: 2_000 }
}

#[test]
fn a_mark_dates_the_choice() {
    let mut visit = Visit::default();
    visit.site(&accept()).vendor("").vendor("").cmp(&reject()).vendor("");
    visit.marks.push(noted(1500));
    check!(visit, "- A/inferred R/mark R/mark R/mark");
    let timeline = visit.timeline();
    let last = timeline.statements().last().unwrap();
    assert_eq!((last.at, last.is_choice), (Some(instant(1500)), true));
    assert_eq!(timeline.marked(instant(1500)), Some(last));
    assert_eq!(timeline.marked(instant(1499)), None);
}

#[test]
fn a_mark_shortly_after_the_request_of_the_cmp_names_that_choice() {
    let (accept, reject) = (accept(), reject());
    // Whether or not the CMP and the site repeat the string later, a vendor's string never counts.
    for repeated in [&reject, ""] {
        let mut visit = Visit::default();
        visit.site(&accept).vendor("").cmp(&reject).vendor(&accept).vendor(&accept);
        visit.site(repeated).vendor(&accept);
        for (millis, from) in [(1000, 1), (2000, 2), (2001, 3), (3000, 3), (4000, 3)] {
            visit.marks = vec![noted(millis)];
            let timeline = visit.timeline();
            let stated = timeline.marked(instant(millis)).unwrap();
            assert_eq!((stated.from, stated.is_choice), (from, true), "{millis}");
            assert_eq!(stated.at, Some(instant(millis.min(2000))));
            let found = timeline.in_force(6).string().unwrap();
            assert_eq!(visit.texts.text(found.string), reject, "{millis}");
            assert_eq!(timeline.statements().len(), 2);
        }
    }
}

#[test]
fn the_start_of_a_page_is_before_the_choice() {
    let mut visit = Visit::default();
    visit.cmp(&accept()).vendor("").vendor("").vendor("").vendor("").cmp(&reject()).vendor("");
    visit.marks = vec![noted(1500)];
    check!(visit, "- A/mark A/mark A/mark A/mark A/mark R/inferred");
    visit.marks = vec![MarkedTime { at: instant(1500), tolerance: 0 }];
    check!(visit, "- A/inferred R/mark R/mark R/mark R/mark R/mark");
}

#[test]
fn each_of_several_marks_dates_its_own_choice() {
    let mut visit = Visit::default();
    visit.cmp(&accept()).vendor("").vendor("").vendor("").cmp(&reject()).vendor("");
    visit.marks = vec![noted(300), noted(3900)];
    check!(visit, "- A/mark A/mark A/mark R/mark R/mark");
    // The second choice is not that of the first mark, which is far from any.
    visit.marks = vec![noted(4300), noted(4400)];
    check!(visit, "- A/inferred A/inferred A/inferred A/inferred R/mark");
}

#[test]
fn after_a_mark_without_another_statement_the_repeated_string_is_in_force() {
    let mut visit = Visit::default();
    visit.site(&accept()).vendor("").vendor("").vendor("").vendor(&reject()).site(&accept());
    visit.vendor(&reject());
    visit.marks = vec![noted(3500)];
    check!(visit, "- A/inferred A/inferred A/inferred A/mark A/mark A/mark");
    // If nothing repeats it, it is unknown what the user chose, whatever a vendor is sent.
    let mut visit = Visit::default();
    visit.site(&accept()).vendor("").vendor("").vendor("").vendor(&reject()).vendor(&reject());
    visit.marks = vec![noted(3500)];
    check!(visit, "- A/inferred A/inferred A/inferred ? ?");
}

#[test]
fn without_statements_the_first_other_string_of_a_call_after_a_mark_is_in_force() {
    let mut visit = Visit::default();
    visit.vendor(&accept()).vendor("").vendor(&accept()).vendor(&accept()).vendor(&reject());
    visit.marks.push(noted(500));
    check!(visit, "- A/mark A/mark A/mark A/mark");
    visit.marks.push(noted(2500));
    check!(visit, "- A/mark A/mark R/mark R/mark");
    // Without another string, it is unknown what the user chose.
    visit.marks = vec![noted(500), noted(4500)];
    visit.vendor("");
    check!(visit, "- A/mark A/mark A/mark A/mark ?");
}

#[test]
fn a_string_in_section_2_of_a_gpp_string_counts() {
    let mut visit = Visit::default();
    let gpp = format!("DBABMA~{}", accept());
    let mut event = EventBuilder::new(&mut visit.texts, "f", 0);
    event.party(Party::Cmp).at(Some(instant(0)));
    event.signal(CarriedKind::Gpp, Place::Query, 0, "gpp", &gpp);
    visit.events.push(event.finish());
    visit.vendor("");
    check!(visit, "- A/inferred");
}

#[test]
fn an_empty_visit_has_no_string_in_force() {
    assert_eq!(Visit::default().timeline().in_force(0), InForce::Unknown);
}
