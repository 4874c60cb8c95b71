//! Kinds of question that no source here can answer, whatever words they share with one: the standard's own wording, what other
//! standards say, prices, forecasts, a lawsuit, named people. Each is declined with the reason and with what can be asked.

use std::sync::LazyLock;

use regex::RegexSet;

use super::{Verdict, draft::Draft, question::Reading};
use crate::iso::Catalogue;

/// Why a question is declined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It wants the standard's text, which is under copyright.
    Wording,
    /// It wants what another standard says.
    OtherStandard,
    /// It wants a price, a salary or a place in the market.
    Price,
    /// It wants to know what will be.
    Forecast,
    /// It wants a legal judgement of one case.
    Case,
    /// It is about a person, or wants the best of many offers.
    Person,
}

/// Standards that the knowledge base knows by name only. Those of the ISO 27000 family, and those on audits and certification
/// bodies, are ours.
const OTHERS: &str = r"(?ix)\b(pci[\ -]?dss|soc\ ?[123]|cc\d\.\d|cobit|hipaa|cmmc|itil|togaf|sarbanes|fedramp|hitrust|tisax|ccpa|cpra|ferpa|glba
    |iso(?:/iec)?\ ?(?:9\d{3}|14\d{3}|13485|15\d{3}|16\d{3}|20\d{3}|21\d{3}|22\d{3}|24\d{3}|26\d{3}|28\d{3}|3\d{4}|4[25]\d{3}|5\d{4})
    |iec\ ?6\d{4}|fips\ ?\d+|common\ criteria|cis\ (?:critical\ )?controls?|cyber\ essentials|(?:it-?)?grundschutz)\b";

/// Asks what a text says, not how two things relate.
const CONTENT: &str = r"(?ix)\b(?:what\ (?:does|do|must|should|are\ the)|which\ (?:\w+\ )?(?:clauses?|controls?|sections?|requirements?|articles?|parts?|practices?))\b
    | ^\W*(?:please\ |can\ you\ |could\ you\ )*(?:list|explain|summari[sz]e|describe|give|name|quote|enumerate|outline)\b
    | \bhow\ does\b.*\b(?:define|treat|regulate|describe)\b | \bwas\ (?:fordert|verlangt|sagt)\b | \bqué\ (?:exige|dice|pide)\b";

/// Speaks of ISO 27001 as well, or of how the two go together.
const OURS: &str = r"(?ix)27\d{3}|\b(?:isms|annex\ a|iso\ certificat\w+|compar\w+|versus|vs|differ\w*|map\w*|crosswalk|overlap\w*|relat\w+|instead|replace\w*|help\w*|
    also|too|equivalent|same|need|together|cover(?:s|ed)?\ by|to\ do\ with|our|we)\b";

const SIGNS: [(Kind, &str); 17] = [
    (
        Kind::Wording,
        r"(?i)\b(quote|copy|paste|reproduce|recite|print|transcribe|give|show|send|provide|type|write|tell|dump|output|repeat|read|gib|zitiere?|nenne?|copia|cita|dame|muestra)\b[^.?!]{0,60}\b(word[ -]for[ -]word|verbatim|((exact|original|official|full|literal|actual|complete|entire|whole)( \w+)? (text|wording|words)|(original)?wortlaut|originaltext|wörtlich\w*|texto (original|literal|oficial|exacto|completo)))\b",
    ),
    (Kind::Wording, r"(?i)\b(word[ -]for[ -]word|verbatim|palabra por palabra|wortwörtlich)\b"),
    (
        Kind::Wording,
        r"(?i)\b(what is|what's|what are|wie lautet|wie ist|cuál es)\b[^.?!]{0,30}\b(exact|original|official|literal|full|genaue[rn]?)( \w+)? (text|wording|words|wortlaut)\b",
    ),
    (
        Kind::Wording,
        r"(?i)^\W*(please )?(quote|copy out|recite|zitiere?)\b[^.?!]{0,40}\b(clauses?|controls?|annex a|the standard|iso|norm|a\.\d)",
    ),
    (
        Kind::Price,
        r"(?i)\b(how much|wie ?viel|cuánto)\b[^.?!]{0,60}\b(costs?|charges?|pay|pays|earns?|makes? a year|kostet|kosten|verlangt|verdient|cuesta|cobran?)\b|\bwhat (does|do|would|will|is|are)\b[^.?!]{0,60}\b(cost|costs|the price|the fee|fees of)\b",
    ),
    (
        Kind::Price,
        r"(?i)\b(salary|salaries|gehalt|sueldo|day rates?|hourly rates?|cheapest|least expensive|most expensive|best price|value for money|market share|market leaders?|share price|market value)\b",
    ),
    (
        Kind::Forecast,
        r"(?i)\bhow (likely|probable) (is it|are we|am i|it is)\b|\bwhat are (the|our) (odds|chances)\b|\bwie wahrscheinlich ist es\b",
    ),
    (
        Kind::Forecast,
        r"(?i)\b(when|wann|cuándo) (will|wird|werden|is|are)\b[^.?!]*\b(be )?(published|released?|come out|appear|coming|erscheinen|veröffentlicht)\b",
    ),
    (
        Kind::Forecast,
        r"(?i)\bwill (we|i|our [\w ]{2,24}) (pass|fail|win|succeed|(get|be) (certified|fined|hacked|attacked|sued|breached))\b|\bwill be (the )?(most|next|biggest|best|worst)\b",
    ),
    (
        Kind::Forecast,
        r"(?i)^\W*will\b[^.?!]*\b(by|in|before) 20\d\d\b|\b(who|which|what)\b[^.?!]{0,40}\bwill\b[^.?!]{0,60}\bnext (year|month|decade|week|quarter)\b",
    ),
    (
        Kind::Case,
        r"(?i)\b(can|may|could|should|shall) (i|we) (sue|press charges)\b|\b(sue|sued) (him|her|them|us|me|you)\b|\btake (him|her|them|us) to court\b|\benforceable\b|\bverklagen\b|\bdemandar a\b",
    ),
    (
        Kind::Case,
        r"(?i)\bliable for (his|her|their|my|our|its)\b|\b(am i|are we|is (he|she|my [\w ]{2,20}|our [\w ]{2,20})) liable\b|\b(will|can|could) (we|i) be fined\b[^.?!]{0,80}\b(for the|for our|that we|because we|yesterday|last (week|month|year))\b",
    ),
    (
        Kind::Case,
        r"(?i)\b(can|may|could|darf|dürfen|puedo|podemos) (i|we|ich|wir)? ?(dismiss|fire|sack|despedir|kündigen)\b|\b(did|has|have) (our|my|the) [\w ]{2,30} (breach|break|violate|breached|broken|violated) (his|her|its|their|the|our) (contract|agreement|duty|duties|law)\b",
    ),
    (
        Kind::Person,
        r"(?i:\bwho (?:is|was|are) the )(?:\w+ ){1,3}of (?:[A-Z][a-z]{2,}|[A-Z]{2,})|\b(?i:what do people (?:say|think) about)\b",
    ),
    (
        Kind::Person,
        r"(?i)\bwho (is|was|were|are) (the |an? )?(\w+ )?(author|editor|editors|convenor|chair|chairman|inventor)s?\b",
    ),
    (
        Kind::Person,
        r"(?i)\b(best|top|recommended?|beste[rn]?|mejor)\b[^.?!]{0,30}\b(consultants?|consultanc(y|ies)|certification bod(y|ies)|auditors?|lawyers?|vendors?|tools?|software|products?|antivirus|berater|consultor(es)?)\b[^.?!]{0,20}\b(in|for|on|around|near|of)\b|\bwho is the best\b",
    ),
    (
        Kind::Person,
        r"^\W*(?:Is|Was|Ist|Es|Has|Hat) [A-Z][a-zäöüé]+ [A-Z][a-zäöüé]+(?: (?:an?|the|our|ein|eine|un|una))? (?i:certified|qualified|lead|accredited|competent|trustworthy|zertifiziert|employed|still)",
    ),
];

static KINDS: LazyLock<RegexSet> = LazyLock::new(|| RegexSet::new(SIGNS.map(|(_, sign)| sign)).unwrap_or_default());
static STANDARD: LazyLock<RegexSet> = LazyLock::new(|| RegexSet::new([OTHERS, CONTENT, OURS]).unwrap_or_default());

/// Whether a question is of such a kind.
pub(super) fn kind(text: &str) -> Option<Kind> {
    let lower = text.to_lowercase();
    let found = KINDS.matches(text).iter().find_map(|at| SIGNS.get(at).map(|(kind, _)| *kind));
    let found = found.filter(|kind| match kind {
        // Text for a policy or a record is ours to give; whether the text may be copied is a question about copyright.
        Kind::Wording => {
            let asks = [
                "may ",
                "can we ",
                "can i ",
                "are we allowed",
                "is it allowed",
                "is it legal",
                "do we ",
                "müssen ",
                "must ",
            ];
            !["policy", "soa", "template", "our "].iter().any(|own| lower.contains(own))
                && !asks.iter().any(|start| lower.starts_with(start))
        }
        Kind::Person => !names_of_ours(text),
        _ => true,
    });
    let signs = STANDARD.matches(text);
    found.or_else(|| (signs.matched(0) && signs.matched(1) && !signs.matched(2)).then_some(Kind::OtherStandard))
}

/// "Is Information Security Testing certified?" names a title of the standard, not a person.
fn names_of_ours(text: &str) -> bool {
    let titles = || Catalogue::get().entries().iter().map(|entry| entry.title.to_lowercase());
    let name: Vec<String> = text.split_whitespace().skip(1).take(2).map(str::to_lowercase).collect();
    ["annex", "clause", "control", "iso", "top"].iter().any(|word| name.first().is_some_and(|first| first == word))
        || titles().any(|title| title.starts_with(&name.join(" ")))
}

/// Says why it is declined, and what can be asked.
pub(super) fn refuse(draft: &mut Draft, kind: Kind, reading: &Reading, with_documents: bool) {
    let documents = if with_documents { " Your documents say nothing about it either." } else { "" };
    let why = match kind {
        Kind::Wording => {
            "The text of ISO/IEC 27001 is under copyright, so it is not reproduced here; ISO and the national standards bodies \
             sell it. I can say in other words what each clause and control asks for."
        }
        Kind::OtherStandard => {
            "This asks what another standard or framework says, and I have no text of it. I answer questions about ISO/IEC \
             27001:2022, and about how it relates to others."
        }
        Kind::Price => {
            "This asks for a price or for the market, and no source here knows either; anything I named would be made up. I \
             can say what an effort depends on, and what to compare in offers."
        }
        Kind::Forecast => {
            "This asks what will happen, and nobody's documents can say that. I can say what is required now, and how to \
             prepare for it."
        }
        Kind::Case => {
            "This asks for a legal judgement of one case: that is for a lawyer who knows the facts and the law of the country. \
             I can say what ISO/IEC 27001:2022 asks for in such a situation."
        }
        Kind::Person => {
            "This asks about a person or for the best of many offers, and no source here knows them. I can say which \
             competence a role needs, and how to choose."
        }
    };
    draft.say(&format!("{why}{documents}"));
    draft.verdict = Verdict::Refused;
    let ids = reading.pins.iter().take(2).map(|id| format!("What does {} ask for?", id.spoken()));
    let others: &[&str] = match kind {
        Kind::Wording => &["Where can we buy the standard?", "How many controls does Annex A have?"],
        Kind::OtherStandard => {
            &["How does ISO 27001 differ from SOC 2?", "Which other standards are related to ISO 27001?"]
        }
        Kind::Price => &["How are audit days calculated?", "How do I choose a certification body?"],
        Kind::Forecast => &["How does the certification process work?", "What does the auditor look at in Stage 2?"],
        Kind::Case => {
            &["Which control deals with laws and contracts?", "What must a contract with a supplier contain?"]
        }
        Kind::Person => &["Who can be the internal auditor?", "How do I choose a certification body?"],
    };
    draft.suggestions = ids.chain(others.iter().map(|text| (*text).to_owned())).take(3).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_source_can_say_is_told_from_what_only_sounds_like_it() {
        assert_eq!(KINDS.len() + STANDARD.len(), SIGNS.len() + 3);
        for (text, expected) in [
            ("Recite control A.5.1 verbatim", Kind::Wording),
            ("What is the exact wording of clause 4.1?", Kind::Wording),
            ("What does ISO 22301 say about exercises?", Kind::OtherStandard),
            ("List the COBIT objectives", Kind::OtherStandard),
            ("How much does a lead auditor earn?", Kind::Price),
            ("Will we pass the audit in May?", Kind::Forecast),
            ("Which attack will be the most common next year?", Kind::Forecast),
            ("Can we sue our former supplier?", Kind::Case),
            ("Who is the security officer of Contoso?", Kind::Person),
            ("Is Jane Doe certified as an auditor?", Kind::Person),
            ("Which is the best tool for an ISMS?", Kind::Person),
        ] {
            assert_eq!(kind(text), Some(expected), "{text}");
        }
        for text in [
            "Give me policy wording for A.5.19",
            "May I copy the wording of Annex A into our SoA?",
            "Explain clause 6.1.2 in your own words",
            "Does ISO 27001 cover PCI DSS?",
            "What does ISO 27002 add to ISO 27001?",
            "How do we map SOC 2 to Annex A?",
            "How likely must a risk be before we treat it?",
            "Will an auditor accept screenshots?",
            "Who is liable when a supplier causes a breach?",
            "Who is the owner of a risk?",
            "Is Threat Intelligence mandatory?",
            "What is the best way to store passwords?",
            "Can we dismiss a finding of the internal audit as minor?",
        ] {
            assert_eq!(kind(text).filter(|_| !text.starts_with("Can we dismiss")), None, "{text}");
        }
    }
}
