//! Questions for a fact about the company that asks: no page of a knowledge base knows it, at most an uploaded document.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

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

/// Words of what should be, or of what is open to us.
const WISH: &str = r"(?i)\b(must|should|shall|needs?|may|can|could|would|allowed|required|supposed|enough|best|right|next|first|steps?|dut(y|ies)|obligations?|responsib\w+|roles?|jobs?|tasks?|our risks?|options?|choices?|alternatives?|rights|chances?|soll\w*|muss|müssen|dürfen|brauchen|debe\w*|puede\w*)\b";

static IS: LazyLock<RegexSet> = LazyLock::new(|| RegexSet::new(AS_IT_IS).unwrap_or_default());
static WISHED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(WISH).ok());

static ASKED: LazyLock<Option<RegexSet>> = LazyLock::new(|| RegexSet::new(PATTERNS).ok());

/// Whether a question asks for such a fact.
pub(super) fn asks_for_own_fact(question: &str) -> bool {
    // "How many days do we have to …" asks for a duty.
    let question = question.replace("have to ", "must ");
    let is_wish = WISHED.as_ref().is_some_and(|wish| wish.is_match(&question));
    ASKED.as_ref().is_some_and(|patterns| patterns.is_match(&question)) || (!is_wish && IS.is_match(&question))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_the_company_are_told_from_questions_about_the_standard() {
        assert_eq!(IS.len(), AS_IT_IS.len());
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
