//! Questions for a fact about the company that asks: no page of a knowledge base knows it, at most an uploaded document.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::{follow_up::Link, generate::sentences, question::Reading};

/// What such questions look like, in English, German and Spanish.
const PATTERNS: [&str; 10] = [
    r"(?i)\bhow (many|much)\b.*\b(do|have|did) (we|i)\b.*\b(have|has|own|spend|spent|lost|had)\b",
    r"(?i)\b(when|what|who|which|where|how)\b.*\b(did|was|were|has|have|had) (our|we|my)\b.*\b(find|found|say|said|sign|signed|approve|approved|decide|decided|report|reported|last|yesterday|ago)\b",
    r"(?i)\b(when|on (which|what) (day|date))\b.*\b(did|was|were|is) (our|we|my)\b",
    r"(?i)\b(who is|who's|who are) (our|my)\b",
    r"(?i)\b(phone|telephone|mobile|e-?mail|address|password|name|salary|budget|date|score)\b( number| address)? of (our|my|the (ceo|cfo|cto|ciso|dpo))\b",
    r"(?i)\b(is|are|was|ist|war|está|esta)\b.*\b(gmbh|ag|inc|ltd|llc|plc|corp|s\.?a\.?|s\.?l\.?|bv|kg)\b.*\b(certified|zertifiziert|certificad[ao])\b",
    r"(?i)\bwie ?viele\b.*\b(haben|hatten|besitzen) wir\b",
    r"(?i)\b(wer ist|wer war|wann war|wann hat|was hat)\b.*\b(bei uns|unser\w*|unsere\w*)\b",
    r"(?i)\b(cuánt[ao]s|cuant[ao]s)\b.*\b(tenemos|tuvimos)\b",
    r"(?i)\b(quién es|quien es|cuándo fue|cuando fue|qué encontró|que encontro)\b.*\b(nuestr[ao]s?|mi)\b",
];

/// The same, unless the question asks for what should be.
const AS_IT_IS: [&str; 13] = [
    r"(?i)^\W*(when|where) (does|do|did|is|are|was|were|will) (our|my)\b",
    r"(?i)^\W*(has|have|had|did|was|were) (our|my|we|anybody|anyone|somebody|someone)\b",
    r"(?i)^\W*(what|how (long|high|large|big|old|many)) (is|are|was|were) (our|my)\b",
    r"(?i)^\W*(which|what)\b[^.?!]{0,60}\b(do|did) (we|i) (currently |now |really )?(use|own|run|have|host|hold|employ|store|buy|pay)\b",
    r"(?i)^\W*where (do|did) (we|i) (keep|store|host|have) (our|the)\b",
    r"(?i)\b(which|how many|how much|who|what share) of (our|my)\b",
    r"(?i)\bdid (we|i|our \w+) (get|receive|score|spend|lose|pass|fail|agree|decide|sign|buy|report|find)\b",
    r"(?i)^\W*who (in|at|of) (my|our)\b",
    r"(?i)^\W*wann (läuft|endet|ist|war|beginnt|verfällt)\b[^.?!]*\bunser",
    r"(?i)^\W*welche[rsnm]?\b[^.?!]*\b(stehen|liegen|laufen|haben wir|nutzen wir|verwenden wir)\b",
    r"(?i)^\W*wo (liegen|stehen|sind|haben wir)\b[^.?!]*\bunser",
    r"(?i)\b(cuándo|cuando) (caduca|vence|termina|es|fue)\b[^.?!]*\bnuestr",
    r"(?i)^\W*¿?(qué|que|cuál|cual)\b[^.?!]*\b(usamos|tenemos|utilizamos)\b",
];

/// The same, told by its grammar: who owns what, how it is now, what was done. Read after what only looks like it is gone.
const GRAMMAR: [&str; 13] = [
    // "Is our backup encrypted?", "have all of our people signed it?"
    r"(?i)^\W*(is|are|was|were|have|has|had|ist|sind|war|waren|hat|hatten|haben|¿?tenemos|está|están) (all |any of |some of |both |the |all of )?(\w+ (of|in|at|to) )?(of )?(we|our|my|wir|unser\w*|nuestr\w+|activad\w)\b",
    r"(?i)^\W*(do|does|did) (all |any of |some of )?(our|my)\b",
    // "Have all employees signed?", "did the board approve it?"
    r"(?i)^\W*(have|has|did|had) (all|any|every|each|the|our|my|anybody|anyone|somebody|someone|nobody|most|some) ?\w*",
    r"(?i)^\W*(do|did) (we|i) (currently |now |really |actually |still |already )?(use|own|run|have|host|hold|employ|store|encrypt|get|receive|pass)\b",
    r"(?i)^\W*(where|when) (do|does) (our|my)\b",
    // "Who signed the plan?"
    r"(?i)^\W*who (signed|approved|reviewed|accepted|decided|installed|changed|deleted|reported|opened|locked|found) (the|this|that|our|my)\b",
    r"(?i)^\W*how did (our|the|my)\b",
    r"^\W*(?i:is|has|did|was) [A-Z][a-z]+(['’]s)? (access|account|laptop|badge|already|still|left|returned|signed|approved|put)\b",
    r"^\W*(?i:where|when|why) did [A-Z][a-z]+ (put|leave|store|sign|approve|send)\b",
    r"(?i)^\W*(who|which|what|when|where)\b[^.?!]*\bwith us\W*$",
    // "Which sites are in our scope?"
    r"(?i)^\W*(who|whose|which|what|when|where|on (what|which) (day|date)|how (many|much|long|old|big|high|large|far)|wer|wessen|wann|wo|wie ?viele?|welche[rsnm]?|¿?quién|¿?cuándo|¿?dónde|¿?cuánt[oa]s?|¿?qué)\b[^.?!]*\b(is|are|was|were|did|had|has|have|works?|signed|approved|reviewed|stolen|wrote|decided|agreed|answered|failed|ist|sind|war|hat|haben|aprobó|firmó)\b[^.?!]*\b(our|ours|my|us|wir|unser\w*|mein\w*|nuestr[oa]s?)\b",
    r"(?i)^\W*(who|whose|which|what|when|where|how (many|much|long|old|big|high|large|far))\b[^.?!]*\b(our|my)\b[^.?!]*\b(is|are|was|were|did|had|has|have|works?|overdue|open|signed|approved|reviewed|stolen|answered|failed)\b",
    r"(?i)^\W*(what|which)\b[^.?!]*\bdid (i|we) (ask|say|write|tell|decide|agree)\b|^\W*how often do (we|i) (actually|really|currently)\b",
];

/// When it was; with it, what was done or is still so needs no owner.
const WHEN: &str = r"(?i)\b(last (week|month|year|quarter|night|audit|spring|summer|autumn|winter|monday|time)|this (week|month|quarter)|yesterday|today|(in|since) (january|february|march|april|june|july|august|september|october|november|december)|in the (first|second|third|fourth|last) (quarter|half)|so far|at the moment|right now|still open|overdue|still on)\b";
const DONE: &str = r"(?i)^\W*(who|whose|which|what|when|where|how (many|much|long|often))\b[^.?!]*\b(did|was|were|had|is|are|signed|approved|reviewed|stolen|failed|answered)\b";

/// Words of what should be, of what is open to us, or of a judgement: advice is asked.
const WISH: &str = r"(?i)\b(must|should|shall|needs?|needed|may|can|could|would|might|allowed|requires?|required|supposed|enough|sufficient|best|right|next|first|steps?|dut(y|ies)|obligations?|obliged|responsib\w+|roles?|jobs?|tasks|our risks?|options?|choices?|alternatives?|(our|my|which|what) rights|chances?|problem|finding\?|mandatory|necessary|compulsory|fine|ok|okay|good|bad|safe|legal|compliant|conform\w*|counts?|too|better|worth|matters?|appl(y|ies)|relevant|covered|included|affected|concerned|excluded|exempt|in (the )?scope|part of|usually|normally|typically|if|although|because|that (our|we)|or (a|an|the)|soll\w*|muss|müssen|dürfen|darf|brauch\w*|kann|können|wenn|weil|ob|debe\w*|debo|puede\w*|puedo|podemos|hay que|necesit\w*)\b|\w\s+(when|while|after|before|until|unless)\b";

/// Words of a verdict that is asked for: "Is our log evidence?" With a time beside them they speak of what was.
const JUDGEMENT: &str = r"(?i)\b(evidence|proof|prove[sd]?|findings?|nonconformit\w+|minor|major|risky|a risk|gaps?|violat\w+|accepted|acceptable\?|realistic|overkill|normal|serious|dangerous|wrong|correct|possible|proportionate|overdone|excessive|missing|critical|secure enough|auditable|nachweis\w*|zulässig|erlaubt|falsch|richtig)\b";

/// About the standard, its documents or another law, not about the company.
const NORM: &str = r"(?i)\b(standard|norm|norma|iso|clauses?|controls?|measures?|annex|edition|amendment|stage [12]|version of iso|regulation|nis ?2|gdpr|dsgvo|runbook|playbook|20\d\d|auditors? (wants?|asks?|looks?|checks?|expects?|sees?))\b|\b(a\.)?\d+\.\d+";

/// Words that only look as if they named an owner, a wish or a month.
const ELSEWHERE: &str = r"(?i)\b(of our (kind|size|sort|type)|(companies|firms|a company|a firm|people|someone) like (us|ours)|(tell|tells|show|shows|give|gives|for|let|to) us)\b";
const NEXT: &str = r"(?i)\bnext (audit|review|test|surveillance|meeting|exam|visit)\b";

/// Beginnings of words that name an owner.
const OWNERS: [&str; 5] = ["our", "my", "unser", "mein", "nuestr"];

static ASKED: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(PATTERNS.iter().chain(&AS_IT_IS)).unwrap_or_default());
static GRAMMATICAL: LazyLock<RegexSet> = LazyLock::new(|| RegexSet::new(GRAMMAR).unwrap_or_default());
static ABOUT: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new([WISH, NORM, WHEN, DONE, JUDGEMENT]).unwrap_or_default());
static AWAY: LazyLock<[Option<Regex>; 2]> = LazyLock::new(|| [ELSEWHERE, NEXT].map(|pattern| Regex::new(pattern).ok()));

/// Whether a question asks for such a fact. One that goes on from another has to name an owner: "Where do we keep the ones for
/// the servers?" asks for a rule.
pub(super) fn is_asked(reading: &Reading) -> bool {
    let goes_on = reading.carried || reading.link != Link::Alone;
    let names_an_owner = || {
        let words = reading.text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        words.into_iter().any(|word| OWNERS.iter().any(|owner| word.starts_with(owner)))
    };
    asks_for_own_fact(&reading.text) && (!goes_on || names_an_owner())
}

/// Whether a question asks for such a fact.
fn asks_for_own_fact(question: &str) -> bool {
    let all = sentences(question);
    let asking: Vec<&str> = all.iter().map(String::as_str).filter(|one| one.contains('?')).collect();
    let asking = if asking.is_empty() { vec![question] } else { asking };
    asking.into_iter().all(is_own_fact)
}

fn is_own_fact(question: &str) -> bool {
    // "How many days do we have to …" asks for a duty; "what's" is two words.
    let question = question.replace("have to ", "must ").replace("hat's ", "hat is ").replace("ho's ", "ho is ");
    let question = question.replace("in May", "in June");
    let without = |text: String, pattern: &Option<Regex>| match pattern {
        Some(pattern) => pattern.replace_all(&text, " ").into_owned(),
        None => text,
    };
    let question = AWAY.iter().fold(question, without);
    let about = ABOUT.matches(&question);
    let is_judged = about.matched(4) && !about.matched(2);
    let (is_wish, is_norm) = (about.matched(0) || is_judged, about.matched(1));
    let asked = ASKED.matches(&question);
    let is_known = asked.iter().any(|at| at < PATTERNS.len()) || (!is_wish && !is_norm && asked.matched_any());
    is_known || (!is_wish && !is_norm && (GRAMMATICAL.is_match(&question) || (about.matched(2) && about.matched(3))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_the_company_are_told_from_questions_about_the_standard() {
        assert_eq!(ASKED.len(), PATTERNS.len() + AS_IT_IS.len());
        assert_eq!((GRAMMATICAL.len(), ABOUT.len()), (GRAMMAR.len(), 5));
        for question in [
            "How many servers do we have?",
            "When was our last penetration test?",
            "Who is our data protection officer?",
            "What is the e-mail address of our auditor?",
            "Is Muster Maschinenbau AG certified?",
            "Wie viele Laptops haben wir?",
            "Wer ist bei uns für Datenschutz zuständig?",
            "¿Cuántos empleados tenemos?",
            "When does our insurance end?",
            "Did we report the theft?",
            "What is our retention period for logs?",
            "Which ticket system do we use?",
            "Which of our laptops is not encrypted?",
            "Who at our company holds the master key?",
            "Wann endet unser Vertrag mit dem Rechenzentrum?",
        ] {
            assert!(asks_for_own_fact(question), "{question}");
        }
        for question in [
            "How many controls does Annex A have?",
            "How much documentation do we need?",
            "How many days do we have to report a breach?",
            "Who is allowed to do our internal audit?",
            "What do we have to do when our auditor finds something?",
            "How often should our policies be reviewed?",
            "Is an annual internal audit required?",
            "Wer prüft unsere Lieferanten?",
            "What should we do with our old laptops?",
            "When do we have to review our risks?",
            "When do our policies have to be reviewed?",
            "What are our obligations after an incident?",
            "Which options do we have for an internal auditor?",
            "Which of our suppliers must we assess?",
            "Where do we start?",
            "What is the scope of our ISMS allowed to leave out?",
        ] {
            assert!(!asks_for_own_fact(question), "{question}");
        }
    }
}
