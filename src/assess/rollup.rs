//! Rolling up: from checks to requirements, themes and priorities, by an auditor's rules.
//!
//! A requirement is met only when each of its required rule and record checks is met, and missing when none of them all is
//! even partly met. No percentage is ever made: obligations of different kinds do not add up.

use crate::iso::{
    Catalogue, GapCheck, GapItem, GapSummary, GapVerdict, Nature, Obligation, Priority, Profile, Readiness, Theme,
    ThemeSummary,
};

/// Gaps that are put first.
const PRIORITIES: usize = 10;
/// What everything else rests on: without it an audit does not begin, or an incident ends badly.
const WEIGHTY: [&str; 24] = [
    "4.3", "5.2", "6.1.2", "6.1.3", "6.2", "8.2", "8.3", "9.2.1", "9.2.2", "9.3.2", "9.3.3", "10.2", "A.5.1", "A.5.9",
    "A.5.15", "A.5.18", "A.5.19", "A.5.24", "A.5.26", "A.5.31", "A.6.3", "A.8.5", "A.8.8", "A.8.13",
];

/// Whether falling short of it can be a nonconformity.
pub(super) fn is_required(obligation: Obligation) -> bool {
    use Obligation::{Clause, IfApplicable, LawOrContract, OwnRule};
    matches!(obligation, Clause | IfApplicable | OwnRule | LawOrContract)
}

/// Gives an item its verdict and confidence, from its checks.
pub(super) fn settle(item: &mut GapItem) {
    let shown: Vec<&GapCheck> = item.checks.iter().filter(|check| check.nature != Nature::Practice).collect();
    let required: Vec<&GapCheck> = shown.iter().filter(|check| is_required(check.obligation)).copied().collect();
    // Where nothing is required in writing, what auditors expect decides.
    let deciding = if required.is_empty() { &shown } else { &required };
    let is = |verdict: GapVerdict| move |check: &&GapCheck| check.verdict == verdict;
    let speaks =
        |check: &&GapCheck| matches!(check.verdict, GapVerdict::Met | GapVerdict::Partial | GapVerdict::Conflicting);
    item.verdict = match () {
        () if shown.is_empty() => GapVerdict::NotAssessed,
        () if shown.iter().any(is(GapVerdict::Conflicting)) => GapVerdict::Conflicting,
        () if deciding.iter().all(is(GapVerdict::Met)) => GapVerdict::Met,
        () if !shown.iter().any(speaks) => GapVerdict::Missing,
        () => GapVerdict::Partial,
    };
    let sure = match item.verdict {
        // It is missing when the documents do not speak to it as a whole; met only if each deciding check is.
        GapVerdict::Missing => 1.0 - item.coverage,
        GapVerdict::Met => deciding.iter().map(|check| check.confidence).fold(1.0, f64::min),
        _ => shown.iter().filter(|check| speaks(check)).map(|check| check.confidence).fold(0.0, f64::max),
    };
    item.confidence = (sure * 100.0).round() / 100.0;
    item.coverage = (item.coverage * 1000.0).round() / 1000.0;
}

/// The clauses, then the themes of Annex A.
pub(super) fn themes(items: &[GapItem]) -> Vec<ThemeSummary> {
    let of = |theme: Option<Theme>| {
        let own = items.iter().filter(|item| theme_of(item) == theme);
        GapSummary::of(own.map(|item| item.verdict))
    };
    let named = [
        ("Clauses 4 to 10", None),
        ("Organizational", Some(Theme::Organizational)),
        ("People", Some(Theme::People)),
        ("Physical", Some(Theme::Physical)),
        ("Technological", Some(Theme::Technological)),
    ];
    named.map(|(name, theme)| ThemeSummary { theme: name.to_owned(), summary: of(theme) }).to_vec()
}

fn theme_of(item: &GapItem) -> Option<Theme> {
    Catalogue::get().canonical(&item.id).and_then(|id| Catalogue::get().entry(id)?.theme)
}

/// The gaps that matter most: what blocks Stage 1, then clauses, then weighty controls, the surest first. One gap for each
/// requirement: who closes it looks at the others of that requirement anyway.
pub(super) fn priorities(items: &[GapItem], stage_1: &Readiness, profile: Option<&Profile>) -> Vec<Priority> {
    let mut found: Vec<(u32, Priority)> = items.iter().filter_map(|item| worst(item, stage_1, profile)).collect();
    found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    found.into_iter().take(PRIORITIES).map(|(_, priority)| priority).collect()
}

fn worst(item: &GapItem, stage_1: &Readiness, profile: Option<&Profile>) -> Option<(u32, Priority)> {
    let open = |check: &&GapCheck| {
        matches!(check.verdict, GapVerdict::Missing | GapVerdict::Partial | GapVerdict::Conflicting)
            && is_required(check.obligation)
    };
    let blocks = stage_1.missing.iter().any(|one| one.id == item.id);
    let is_physical = theme_of(item) == Some(Theme::Physical);
    if is_physical && profile.is_some_and(|profile| profile.is_fully_remote() == Some(true)) {
        return None;
    }
    let weigh = |check: &GapCheck| {
        let clause = u32::from(check.obligation == Obligation::Clause) * 40;
        let verdict = match check.verdict {
            GapVerdict::Missing => 30,
            GapVerdict::Conflicting => 20,
            _ => 0,
        };
        let law = u32::from(check.obligation == Obligation::LawOrContract) * 15;
        let weighty = u32::from(WEIGHTY.contains(&item.id.as_str())) * 25;
        // What a rule decides comes before the record that shows it.
        let rule = u32::from(check.nature == Nature::Rule) * 10;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a confidence is between 0 and 1")]
        let sure = (check.confidence.clamp(0.0, 1.0) * 10.0) as u32;
        u32::from(blocks) * 60 + clause + verdict + law + weighty + rule + sure
    };
    let check = item.checks.iter().filter(open).max_by_key(|check| weigh(check))?;
    let why = match () {
        () if blocks => "Documented information that Stage 1 asks for.",
        () if check.obligation == Obligation::Clause => "Required by the clause: it can become a nonconformity.",
        () if check.verdict == GapVerdict::Conflicting => "The documents contradict each other.",
        () if check.obligation == Obligation::LawOrContract => "A law or a contract asks for it.",
        () => "Required if the control is applicable.",
    };
    let priority = Priority {
        id: item.id.clone(),
        title: item.title.clone(),
        check: check.id.clone(),
        gap: check.gap.clone(),
        why: why.to_owned(),
        quick_win: check.nature == Nature::Rule && check.clause.is_some(),
    };
    Some((weigh(check), priority))
}
