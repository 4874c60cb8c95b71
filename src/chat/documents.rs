//! Requests for a document: "draft a backup policy", "ransomware playbook", "what goes into the review minutes?". The answer is
//! the document itself, drafted from the library for whoever asks.

use std::{
    collections::{HashMap, HashSet},
    sync::{LazyLock, OnceLock},
};

use regex::{Regex, RegexSet};

use super::{
    Intent,
    draft::Draft,
    frequent::{alike, distinct},
    generate::sentences,
    question::Reading,
    sized,
};
use crate::{
    draft::{policy, template},
    index::TextIndex,
    iso::{Premises, Profile, RequirementId, Size},
    knowledge::{Form, Library, Paper, PaperKind},
    retrieve::{Belonging, Hit, Retriever, named},
};

/// From this score on a document is the one that is meant, when the words ask for a document at all.
const MEANT: f32 = 0.4;
/// The same when only the situation speaks for a playbook.
const SITUATION: f32 = 0.36;
/// The same when nothing says that a document is wanted.
const CLEAR: f32 = 0.7;
/// The share of a request's words, by rarity, that the document must hold.
const KNOWN: f32 = 0.45;
/// What it counts that the document's own text holds the words of the request.
const TEXT: f32 = 0.15;
/// Words of a short request, and the score from which on it is not doubted.
const SHORT: usize = 4;
const SURE: f32 = 0.8;
/// What words count for beside meaning.
const WORDS: f32 = 0.5;
/// What it counts that the request is most likely about the requirements that a document serves.
const ABOUT: f32 = 0.15;
/// What it counts that the conversation was about a requirement that a document serves.
const SPOKEN_OF: f32 = 0.3;
/// What a name counts of which the request holds every word, beside one that is alike.
const HELD: f32 = 0.75;
/// What it counts that a policy, or something to fill in, is named as such.
const FORM: f32 = 0.08;
const POLICY_WORDS: [&str; 5] = ["policy", "policies", "richtlinie", "leitlinie", "política"];
const TEMPLATE_WORDS: [&str; 16] = [
    "template",
    "checklist",
    "register",
    "form ",
    "fill in",
    "tick",
    "table",
    "column",
    "minutes",
    "agenda",
    "record",
    "vorlage",
    "checkliste",
    "plantilla",
    "playbook",
    "report",
];
/// The cosine of a passage that has nothing to do with the request, and of one that repeats it.
const COSINE: [f32; 2] = [0.3, 0.85];
/// Words of a request that only names what is wanted.
const NAME: usize = 20;
/// The share, beside that of the likeliest requirement of a document, from which on another one is named.
const NEAR: f32 = 0.3;
/// Requirements of a document that an answer names.
const REFS: usize = 3;
/// Words that every request may have.
const PLAIN: &str = "give draft write generate create make prepare template example sample document please need want company us our \
    vorlage muster erstelle plantilla show me provide iso 27001 27001 free good ready download";

/// What requests look like: a verb with a document; what belongs into one; a document's name; a situation that needs steps. Then
/// what questions about documents look like, which are no requests, and what sentences have that names do not.
static SIGNS: LazyLock<RegexSet> = LazyLock::new(|| {
    let kinds = r"(polic(y|ies)|templates?|checklists?|check list|registers?|registry|playbooks?|runbooks?|forms?|procedures?|records?|minutes|agenda|matrix|inventory|questionn?aires?|nda|agreements?|reports?|programmes?|programs?|logs?|calendars?|documents?|statement|guides?|methodology|methods?|plan|plans|scope|analysis|soa|bia|ropa|rules?|guidelines?|lists?|tables?|sheet|spreadsheet|excel|word|vorlage|muster|richtlinie|leitlinie|checkliste|verzeichnis|protokoll|plantilla|pol[ií]tica|lista|registro|acta|procedimiento|inventario|plan de \w+|\w+(richtlinie|leitlinie|konzept|plan|liste|protokoll|bericht|verzeichnis|vorlage))";
    RegexSet::new([
        format!(r"(?i)\b(give|draft|write|generate|create|make|need|want|show|send|get|provide|prepare|build|produce|do you have|have you got|is there|looking for|help me|please|can i have|could i have|erstelle?|schreibe?|brauche|brauchen|gib|entwirf|hast du|redacta|escribe|dame|necesito|necesitamos|crea|genera|prepara|hazme|tenéis|tienes|hay alguna?|quiero|quisiera|puedes|podrías|ayúdame|do us|do me|got|any|find|after|habt ihr|habt|gibt es|bräuchte|macht|hätte gern|how (do|should|would|can) (i|we) (write|draft|create|document|structure|fill in|word))\b[^.?!]*\b{kinds}\b|\b(to|for us to|zum) (fill in|tick off|tick|ausfüllen)\b|\b(what|which) {kinds} (do|should|must|can) (we|i)\b|\bwhat (should|must) (our|the|a|an) [^.?!]{{0,20}}\b{kinds}\b[^.?!]*\b(say|contain|cover|include|look like)\b"),
        format!(r"(?i)\b(what|which)\b[^.?!]{{0,30}}\b(goes|go|belongs?|should|must|needs?|has|have|do i|do we|does|columns?|fields?|sections?|put|points?|topics?)\b[^.?!]{{0,60}}\b{kinds}\b|(?i)\b{kinds}\b[^.?!]*\b(what|which) (columns|fields|sections|points|goes|belongs|should be)\b|(?i)\bour (playbook|runbook|procedure)\b"),
        format!(r"(?i)\b{kinds}\b"),
        r"(?i)\b(step by step|steps|what do (we|i) do|what should (we|i) do|what now|what to do|first hour|do first|how do (we|i) (react|respond)|who do we (call|tell)|give me the steps|was tun|was machen wir|schritt für schritt|paso a paso|qué hacemos|qué hago)\b".to_owned(),
        r"(?i)^\W*(is|are|was|does|do (we|i) (need|have) to|must|can|could (we|i) (exclude|skip)|why|how (long|often|many|much)|who|when|where|what is the difference|what evidence|which evidence|what does|what do (the )?auditors?|muss|müssen|ist|sind|wie (lange|oft)|warum|es |hay que|por qué|cuánto)\b|\b(mandatory|difference between|required by)\b".to_owned(),
        r"(?i)\b(asks?|asked|was|were|says?|said|wants?|found|raised|does|did)\b".to_owned(),
    ])
    .unwrap_or_default()
});

/// What is done with a document that exists, what is asked about one, and what is declined.
static OTHER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) ^\W*(please\ |can\ you\ |could\ you\ )?(check|review|translate|update|improve|rewrite|shorten|compare|analy[sz]e|summari[sz]e|proofread|explain|tell)\ (me|us|my|our|the|this|whether|if)\b
        | \b(reasons?|advice|make\ the\ case|just\ tell|which\ (polic(y|ies)|templates|documents|version)|what\ (the\ |an\ |does\ the\ )?auditors?\ (checks?|looks?|wants?|expects?|asks?))\b
        | \b(don['’]?t|do\ not|no\ need|kein\w*|no\ quiero)\b[^.?!]{0,30}\b(give|want|need|template|checklist|policy|vorlage|plantilla)\b
        | ^\W*(do\ (i|we)\ (really\ )?need|brauche(n\ wir|\ ich)|braucht\ man|necesit(o|amos)\ realmente)\b",
    )
    .ok()
});

/// The ways to ask for each document.
#[derive(Debug, Default)]
pub(super) struct Requests {
    entries: Vec<Entry>,
    /// The stems of each document's whole text, read when the first request comes.
    texts: OnceLock<HashMap<String, HashSet<String>>>,
}

#[derive(Debug)]
struct Entry {
    source: String,
    is_playbook: bool,
    is_template: bool,
    about: Vec<RequirementId>,
    ways: Vec<Vec<String>>,
}

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Request {
    /// A document.
    Document,
    /// What to do in a situation, which a playbook says.
    Steps,
    /// Perhaps a document: neither a question nor any sign of a request.
    Perhaps,
}

/// Whether a question asks for a document, in one of its sentences.
pub(super) fn request(text: &str) -> Option<Request> {
    // What is only talked about, or is there already and to be worked on, is not asked for.
    if OTHER.as_ref().is_some_and(|other| other.is_match(text)) {
        return None;
    }
    let is_question = text.contains('?');
    let found: Vec<Request> = sentences(text).iter().filter_map(|sentence| request_in(sentence, is_question)).collect();
    found.into_iter().min()
}

/// Whether a text names a kind of document.
pub(super) fn names_a_kind(text: &str) -> bool {
    SIGNS.matches(text).matched(2)
}

fn request_in(text: &str, is_question: bool) -> Option<Request> {
    let signs = SIGNS.matches(text);
    // What belongs into a document is asked; what an auditor asks about it is another question.
    let contents = signs.matched(1) && matches!(Intent::of(text), Intent::Explain | Intent::Documents | Intent::Policy);
    let asks = signs.matched(0) || contents;
    let is_polite = [
        "can you",
        "could you",
        "do you have",
        "is there a",
        "are there",
        "where can i find",
        "where do i find",
        "where can we find",
        "how do i write",
        "how do we write",
        "how do we draft",
        "how do i draft",
        "how should we write",
        "would you",
        "will you",
        "hay alg",
    ]
    .iter()
    .any(|start| text.trim_start().get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)));
    let is_name = signs.matched(2) && !signs.matched(5) && !is_question && text.split_whitespace().count() <= NAME;
    match () {
        () if signs.matched(4) && !(is_polite && asks) => None,
        () if asks || is_name => Some(Request::Document),
        () if signs.matched(3) => Some(Request::Steps),
        () if !is_question && matches!(Intent::of(text), Intent::Explain | Intent::Documents | Intent::Policy) => {
            Some(Request::Perhaps)
        }
        () => None,
    }
}

impl Entry {
    /// "An example of such a register": what it counts that the conversation was about a requirement of this document.
    fn spoken_of(&self, reading: &Reading) -> f32 {
        let place = self.about.iter().position(|id| reading.carried && reading.pins.contains(id));
        place.map_or(0.0, |place| if place == 0 { SPOKEN_OF } else { SPOKEN_OF / 2.0 })
    }
}

impl Requests {
    pub(super) fn of(library: &Library) -> Self {
        let papers = library.shelf().papers().iter().filter(|paper| paper.front.kind != PaperKind::Risks);
        let entry = |paper: &Paper| {
            let front = &paper.front;
            let texts = std::iter::once(&front.title).chain(&front.purpose).chain(&front.asked_for);
            let ways = texts.map(|text| bare(text)).collect();
            Entry {
                source: paper.source.clone(),
                is_playbook: front.form == Some(Form::Playbook),
                is_template: front.kind == PaperKind::Template,
                about: front.about.clone(),
                ways,
            }
        };
        Self { entries: papers.map(entry).collect(), texts: OnceLock::new() }
    }

    fn texts(&self, library: &Library) -> &HashMap<String, HashSet<String>> {
        let stems = |entry: &Entry| {
            let text = library.shelf().by_source(&entry.source).map_or("", |paper| paper.text.as_str());
            (entry.source.clone(), TextIndex::stems(text).into_iter().collect())
        };
        self.texts.get_or_init(|| self.entries.iter().map(stems).collect())
    }

    /// The document that is asked for, if one of the library is.
    pub(super) fn find<'a>(
        &self,
        library: &'a Library,
        (reading, request): (&Reading, Request),
        (hits, likely): (&[Hit], &[Belonging]),
        retriever: &Retriever,
    ) -> Option<&'a Paper> {
        let words = bare(reading.plain());
        let mut known: HashMap<String, f32> = HashMap::new();
        let mut rarity = |stem: &str| match known.get(stem) {
            Some(rarity) => *rarity,
            None => *known.entry(stem.to_owned()).or_insert(retriever.rarity_of(stem)),
        };
        let named = named(&reading.text);
        let candidates = self.entries.iter().filter(|entry| request != Request::Steps || entry.is_playbook);
        // Who names a requirement by its id may want its own policy clauses, unless a template serves it.
        let serves =
            |entry: &&Entry| named.is_empty() || (entry.is_template && named.iter().any(|id| entry.about.contains(id)));
        let candidates = candidates.filter(serves);
        let says = |words: &[&str]| words.iter().any(|word| reading.text.to_lowercase().contains(word));
        let (of_policy, of_template) = (says(&POLICY_WORDS), says(&TEMPLATE_WORDS));
        let weights: Vec<(&String, f32)> = words.iter().map(|stem| (stem, rarity(stem))).collect();
        let whole: f32 = weights.iter().map(|(_, weight)| weight).sum();
        let held_by = |entry: &Entry| {
            let text = self.texts(library).get(&entry.source);
            let held = weights.iter().filter(|(stem, _)| text.is_some_and(|text| text.contains(*stem)));
            if whole > 0.0 { held.map(|(_, weight)| weight).sum::<f32>() / whole } else { 0.0 }
        };
        let scored = candidates.map(|entry| {
            let form = if entry.is_template { of_template && !of_policy } else { of_policy && !of_template };
            let form = if form { FORM } else { 0.0 };
            let mut fit = |way: &Vec<String>| {
                let whole: f32 = way.iter().map(|stem| rarity(stem)).sum();
                let said: f32 = way.iter().filter(|stem| words.contains(stem)).map(|stem| rarity(stem)).sum();
                // A long story that holds all words of a short name asks for it all the same.
                let held = if way.len() > 1 && whole > 0.0 { HELD * said / whole } else { 0.0 };
                alike(&words, way, &mut rarity).max(held)
            };
            let alike = entry.ways.iter().map(&mut fit).fold(0.0, f32::max);
            let cosine = hits.iter().filter(|hit| hit.chunk.document_name == entry.source).filter_map(|hit| hit.cosine);
            let cosine = cosine.fold(0.0, f32::max);
            let meant = ((cosine - COSINE[0]) / (COSINE[1] - COSINE[0])).clamp(0.0, 1.0);
            let about: f32 = likely.iter().filter(|one| entry.about.contains(&one.id)).map(|one| one.share).sum();
            tracing::trace!(document = entry.source, alike, meant, about, "a document");
            let about = ABOUT * about.min(1.0) + entry.spoken_of(reading);
            (entry, WORDS * alike + (1.0 - WORDS) * meant + about + TEXT * held_by(entry) + form)
        });
        let (entry, score) = scored.max_by(|a, b| a.1.total_cmp(&b.1))?;
        // A vacation policy is none of ours, however near another policy comes; a long story has words of its own.
        let is_other = words.len() <= SHORT && score < SURE && held_by(entry) < KNOWN;
        if is_other && !reading.gloss.is_foreign {
            return None;
        }
        tracing::debug!(document = entry.source, score, question = reading.text, "nearest document");
        let least = match request {
            Request::Document => MEANT,
            Request::Steps => SITUATION,
            Request::Perhaps => CLEAR,
        };
        (score >= least).then(|| library.shelf().by_source(&entry.source))?
    }
}

/// Writes the document, drafted for who asks.
pub(super) fn write(
    draft: &mut Draft,
    library: &Library,
    (paper, likely): (&Paper, &[Belonging]),
    reading: &Reading,
    profile: Option<&Profile>,
) {
    let people = |size| match size {
        Size::Small => 20,
        Size::Medium => 100,
        Size::Large => 500,
    };
    let said = sized::size_in(&reading.text).or_else(|| sized::size_in(&reading.told));
    let mut company = profile.cloned().unwrap_or_else(|| Profile::unnamed(people(said.unwrap_or(Size::Medium))));
    if let (Some(size), true) = (said, profile.is_some()) {
        company.people = if company.size() == size { company.people } else { people(size) };
    }
    if profile.is_none() && sized::is_remote(&reading.text, &reading.told) {
        company.premises.push(Premises::Remote);
    }
    let drafted = match paper.front.kind {
        PaperKind::Policy => policy(paper, library, &company),
        _ => template(paper, library.shelf(), &company, false),
    };
    draft.heading(&paper.front.title);
    if let Some(purpose) = &paper.front.purpose
        && let Some(n) = draft.board.cite_paper(paper, purpose)
    {
        draft.say(&format!("{purpose} [{n}]"));
    }
    refer(draft, paper, likely);
    let whose = match profile {
        Some(profile) => format!("for {}", profile.name),
        None if said.is_some() => format!("in the size for {} people, the nearest to yours,", company.people),
        None => format!("for a company of {} people", company.people),
    };
    let what = if paper.front.kind == PaperKind::Policy { "policy" } else { "template" };
    draft.say(&format!(
        "Drafted {whose} from that source; where nobody has decided yet, default values stand. As a file: `annexa {what} draft {} --profile profile.yaml`.",
        paper.front.id
    ));
    if reading.gloss.is_foreign {
        draft.warnings.push("The documents of the library are in English.".to_owned());
    }
    draft.say("---");
    let body = drafted.markdown.split_once('\n').map_or("", |(_, body)| body);
    // What the document covers, check by check, is for the file, not for a conversation.
    let body = body.split("\n## Annex: what this policy covers").next().unwrap_or(body);
    for part in body.split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
        draft.say(&lowered(part));
    }
    draft.is_document = true;
}

/// The requirements of the document that the request is most likely about; without one, the first.
pub(super) fn refer(draft: &mut Draft, paper: &Paper, likely: &[Belonging]) {
    let about: Vec<&Belonging> = likely.iter().filter(|one| paper.front.about.contains(&one.id)).collect();
    let most = about.first().map_or(0.0, |one| one.share);
    let near = about.iter().filter(|one| one.share >= most * NEAR).map(|one| one.id);
    let ids: Vec<RequirementId> = near.take(REFS).collect();
    ids.iter().chain(paper.front.about.first().filter(|_| ids.is_empty())).for_each(|id| draft.refer(*id));
}

/// Headings two levels lower, below the answer's own.
fn lowered(part: &str) -> String {
    if part.starts_with("##") { format!("##{part}") } else { part.to_owned() }
}

/// The stems of a request without the words that every request has.
fn bare(text: &str) -> Vec<String> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !PLAIN.split_whitespace().any(|plain| plain.eq_ignore_ascii_case(word)))
        .collect();
    distinct(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_asks_for_a_document_and_a_question_about_one_does_not() {
        assert_eq!(SIGNS.len(), 6);
        for text in [
            "Give me an access review checklist",
            "ransomware playbook",
            "What goes into the management review minutes?",
            "Can you draft a backup policy for us?",
            "Do you have a template for an NDA?",
            "Erstelle eine Backup-Richtlinie",
            "Necesito una plantilla para el registro de riesgos",
        ] {
            assert_eq!(request(text), Some(Request::Document), "{text}");
        }
        assert_eq!(request("A laptop was stolen, what do we do now?"), Some(Request::Steps));
        for text in [
            "Is a backup policy mandatory?",
            "Do I need a backup policy?",
            "Check my access control policy",
            "Don't give me a template, just tell me who signs the SoA",
            "Give me three reasons to have a clean desk policy",
            "How long must we keep logs?",
            "What is the difference between a policy and a procedure?",
            "What evidence do I need for A.8.13?",
            "Who approves the risk treatment plan?",
            "What does clause 6.1.3 want?",
        ] {
            assert_eq!(request(text), None, "{text}");
        }
    }
}
