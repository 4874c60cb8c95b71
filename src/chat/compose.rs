//! Composed answers on a requirement: the intent picks the sections, the profile picks the size.

use super::{
    Intent, Verdict,
    choices::phrased,
    draft::{Draft, is_entry},
    follow_up::own_words,
    question::Reading,
    sized::{is_known, sized},
};
use crate::{
    document::{Block, BlockKind},
    index::TextIndex,
    iso::{Profile, RequirementId},
    knowledge::{Library, Page, Section, SectionKind},
    retrieve::Hit,
};

/// The most requirements that one answer treats.
const MAX_TOPICS: usize = 3;

/// The guide and the heading under which it says that clauses cannot be excluded.
const CLAUSES_STAY: (&str, &str) = ("common-misconceptions", "Can a clause be not applicable?");

/// The guide and the heading under which it says what makes a control mandatory, and the clause that this rests on.
const MANDATORY: (&str, &str) = ("statement-of-applicability", "Is control X mandatory?");

/// Writes about each of the reading's requirements what its intent asks for.
pub(super) fn compose(draft: &mut Draft, library: &Library, reading: &Reading, profile: Option<&Profile>) {
    let pages: Vec<&Page> = reading.pins.iter().filter_map(|id| library.page(*id)).collect();
    if pages.len() > MAX_TOPICS {
        let names: Vec<&str> = pages.iter().skip(MAX_TOPICS).map(|page| page.front.id.as_str()).collect();
        draft.warnings.push(format!("This answer treats the first {MAX_TOPICS}; ask again for {}.", names.join(", ")));
    }
    for page in pages.iter().take(MAX_TOPICS) {
        draft.heading(&page.label());
        if reading.intent == Intent::Applicability || excludes(reading) {
            no_clause_is_left_out(draft, library, page);
        }
        if is_entry(page) {
            entry(draft, page);
            continue;
        }
        match reading.intent {
            // Of two readings each says in short what it is; the choice follows.
            Intent::Explain if !draft.choices.is_empty() => opening(draft, page),
            Intent::Responsible => responsible(draft, page, reading),
            Intent::Compare => compare(draft, page, &reading.pins),
            _ => by_sections(draft, page, reading, profile),
        }
    }
    let asks_whether = ["mandatory", "required", "obligatory", "optional", "must we", "do we have to", "obligator"];
    let lower = reading.text.to_lowercase();
    let is_control = pages.first().and_then(|page| page.requirement).is_some_and(RequirementId::is_control);
    if reading.intent == Intent::Applicability && is_control && asks_whether.iter().any(|sign| lower.contains(sign)) {
        from_guide(draft, library, MANDATORY);
    }
    if let Some(page) = pages.first() {
        draft.suggestions = suggestions(page, reading.intent);
    }
}

/// Whether the question has topic words that are neither in the titles of its requirements nor signs of an intent.
pub(super) fn has_particular_point(library: &Library, reading: &Reading) -> bool {
    let titles: Vec<String> = reading
        .pins
        .iter()
        .filter_map(|id| library.page(*id))
        .flat_map(|page| TextIndex::stems(&page.front.title))
        .collect();
    let words = if reading.carried { own_words(&reading.text, reading.intent) } else { reading.own_words() };
    let words = TextIndex::stems(&words.join(" "));
    words.iter().any(|word| !titles.contains(word))
}

/// Whether a hit lies on the page of one of these requirements.
pub(super) fn is_about(hit: &Hit, pins: &[RequirementId]) -> bool {
    let on = hit.chunk.requirement.as_deref();
    pins.iter().any(|pin| on == Some(pin.to_string().as_str()))
}

/// The fact that comes first when somebody wants to leave a clause out.
fn no_clause_is_left_out(draft: &mut Draft, library: &Library, page: &Page) {
    let is_clause = page.requirement.is_some_and(|id| !id.is_control());
    if is_clause {
        from_guide(draft, library, CLAUSES_STAY);
    }
}

/// What a guide says below a heading.
pub(super) fn from_guide(draft: &mut Draft, library: &Library, (guide, heading): (&str, &str)) {
    let Some(guide) = library.guide(guide) else { return };
    for section in &guide.sections {
        for (part, blocks) in section
            .parts()
            .into_iter()
            .filter(|(part, _)| part.is_empty() && section.heading == heading || *part == heading)
        {
            let mut path = vec![section.heading.clone()];
            path.extend((!part.is_empty()).then(|| part.to_owned()));
            // The paragraph answers; what follows are examples.
            draft.say(&format!("#### {heading}"));
            draft.passage(guide, &path, blocks.get(..1).unwrap_or(&blocks));
        }
    }
}

/// What the catalogue knows, and the open statement that there is no page yet.
pub(super) fn entry(draft: &mut Draft, page: &Page) {
    for section in &page.sections {
        draft.passage(page, std::slice::from_ref(&section.heading), &section.blocks.iter().collect::<Vec<_>>());
    }
    draft.verdict = Verdict::Partial;
    let note =
        format!("The knowledge base has no page on {} yet; this is what the catalogue knows of it.", page.front.id);
    if !draft.warnings.contains(&note) {
        draft.warnings.push(note);
    }
}

fn by_sections(draft: &mut Draft, page: &Page, reading: &Reading, profile: Option<&Profile>) {
    let intent = reading.intent;
    let mut said = false;
    for kind in wanted(reading, page) {
        let Some(section) = page.section(*kind) else { continue };
        said |= match kind {
            SectionKind::SmallestVersion => {
                sized(draft, (page, section), (&reading.text, &reading.told), profile) || whole(draft, page, section)
            }
            SectionKind::SoaText if intent == Intent::Applicability || excludes(reading) => {
                exclusion_text(draft, page, section)
            }
            // The text for an exclusion stands on the case in which it holds.
            SectionKind::Applicability if intent == Intent::SoaText && excludes(reading) => {
                first_item(draft, page, section)
            }
            _ => whole(draft, page, section),
        };
    }
    if !said && let Some(section) = page.section(SectionKind::PlainWords) {
        whole(draft, page, section);
    }
    // "And what would ours be?"
    let of_us = [" our", " ours", " us ", " we "]
        .iter()
        .any(|word| format!(" {} ", reading.text.to_lowercase()).contains(word));
    if intent == Intent::Explain
        && of_us
        && is_known(&reading.text, &reading.told, profile)
        && let Some(section) = page.section(SectionKind::SmallestVersion)
    {
        sized(draft, (page, section), (&reading.text, &reading.told), profile);
    }
}

/// The sections that answer an intent, in the order in which they are shown.
fn wanted(reading: &Reading, page: &Page) -> &'static [SectionKind] {
    use SectionKind as S;
    let is_clause = page.requirement.is_some_and(|id| !id.is_control());
    if let Some(sections) = reading.persona.sections(reading.intent, is_clause) {
        return sections;
    }
    match reading.intent {
        Intent::Explain | Intent::Classify | Intent::Compare | Intent::Responsible => &[S::PlainWords, S::Obligations],
        Intent::Evidence => &[S::Evidence],
        Intent::Implement => &[S::SmallestVersion, S::Steps],
        Intent::Audit => &[S::AuditorQuestions],
        Intent::Applicability if is_clause => &[S::Obligations],
        Intent::Applicability => &[S::Applicability, S::SoaText],
        Intent::Documents if is_clause => &[S::DocumentedInformation, S::Evidence],
        Intent::Documents => &[S::Obligations, S::Evidence],
        Intent::Policy => &[S::PolicyClauses],
        Intent::Nonconformity => &[S::Nonconformity],
        Intent::Metric => &[S::Metric],
        Intent::Risks if is_clause => &[S::PlainWords],
        Intent::Risks => &[S::Risks],
        Intent::SoaText => &[S::SoaText, S::Applicability],
    }
}

fn excludes(reading: &Reading) -> bool {
    ["exclu", "leave out", "leaving out", "not applicable"]
        .iter()
        .any(|sign| reading.text.to_lowercase().contains(sign))
}

fn first_item(draft: &mut Draft, page: &Page, section: &Section) -> bool {
    let first: Vec<&Block> = section.blocks.iter().take(1).collect();
    draft.passage(page, std::slice::from_ref(&section.heading), &first);
    !first.is_empty()
}

/// The model sentence for excluding the control, out of the section with text for all three cases.
fn exclusion_text(draft: &mut Draft, page: &Page, section: &Section) -> bool {
    let excluded = |block: &&Block| page.slice(&block.range).contains("**Excluded:**");
    let blocks: Vec<&Block> = section.blocks.iter().filter(excluded).collect();
    if !blocks.is_empty() {
        draft.say("#### If you exclude it: text for the Statement of Applicability");
        draft.passage(page, std::slice::from_ref(&section.heading), &blocks);
    }
    !blocks.is_empty()
}

fn whole(draft: &mut Draft, page: &Page, section: &Section) -> bool {
    draft.say(&format!("#### {}", section.heading));
    let mut path = vec![section.heading.clone()];
    for (part, blocks) in section.parts() {
        path.truncate(1);
        if !part.is_empty() {
            draft.say(&format!("#### {part}"));
            path.push(part.to_owned());
        }
        draft.passage(page, &path, &blocks);
    }
    !section.blocks.is_empty()
}

/// The items of a page that say who decides, does or checks.
fn responsible(draft: &mut Draft, page: &Page, reading: &Reading) {
    const SIGNS: [&str; 9] =
        ["owner", "responsib", "approv", "review", "checks", "verif", "audit", "decides", "signs off"];
    const WHERE: [SectionKind; 4] =
        [SectionKind::Steps, SectionKind::SmallestVersion, SectionKind::Obligations, SectionKind::Metric];
    let mut found: Vec<(usize, &Section, &Block)> = Vec::new();
    for section in WHERE.iter().filter_map(|kind| page.section(*kind)) {
        for block in
            section.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Item(_) | BlockKind::Paragraph))
        {
            let text = page.slice(&block.range).to_lowercase();
            let signs = SIGNS.iter().filter(|sign| text.contains(*sign)).count();
            if signs > 0 {
                found.push((signs, section, block));
            }
        }
    }
    found.sort_by_key(|(signs, ..)| std::cmp::Reverse(*signs));
    found.truncate(5);
    found.sort_by_key(|(_, _, block)| block.range.start);
    if found.is_empty() {
        by_sections(draft, page, reading, None);
    }
    for (_, section, block) in found {
        draft.passage(page, std::slice::from_ref(&section.heading), &[block]);
    }
}

/// What a page says of itself first.
fn opening(draft: &mut Draft, page: &Page) {
    if let Some(section) = page.section(SectionKind::PlainWords) {
        let first: Vec<&Block> = section.blocks.iter().take(2).collect();
        draft.passage(page, std::slice::from_ref(&section.heading), &first);
    }
}

/// What a page says of itself first, and what it says of the others.
fn compare(draft: &mut Draft, page: &Page, pins: &[RequirementId]) {
    opening(draft, page);
    let others: Vec<String> =
        pins.iter().filter(|id| Some(**id) != page.requirement).map(ToString::to_string).collect();
    let Some(faq) = page.section(SectionKind::Faq) else { return };
    for (part, blocks) in faq.parts() {
        let says = |block: &&Block| others.iter().any(|other| names(page.slice(&block.range), other));
        if others.iter().any(|other| names(part, other)) || blocks.iter().any(says) {
            draft.say(&format!("#### {part}"));
            draft.passage(page, &[faq.heading.clone(), part.to_owned()], &blocks);
        }
    }
}

/// Whether a text names an id; `A.5.2` is not in `A.5.23`.
fn names(text: &str, id: &str) -> bool {
    text.match_indices(id)
        .any(|(at, _)| !text.get(at + id.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())))
}

fn suggestions(page: &Page, asked: Intent) -> Vec<String> {
    let id = page.requirement.map_or_else(String::new, RequirementId::spoken);
    let mut all = vec![Intent::Explain, Intent::Implement, Intent::Evidence, Intent::Audit];
    if page.requirement.is_some_and(RequirementId::is_control) {
        all.push(Intent::Applicability);
    }
    all.into_iter().filter(|intent| *intent != asked).map(|intent| phrased(intent, &id)).take(3).collect()
}
