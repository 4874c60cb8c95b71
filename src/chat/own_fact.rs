//! Questions for a fact about the company that asks: no page of a knowledge base knows it, at most an uploaded document.

use std::sync::LazyLock;

use regex::RegexSet;

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

static ASKED: LazyLock<Option<RegexSet>> = LazyLock::new(|| RegexSet::new(PATTERNS).ok());

/// Whether a question asks for such a fact.
pub(super) fn asks_for_own_fact(question: &str) -> bool {
    // "How many days do we have to …" asks for a duty.
    let question = question.replace("have to ", "must ");
    ASKED.as_ref().is_some_and(|patterns| patterns.is_match(&question))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_the_company_are_told_from_questions_about_the_standard() {
        for question in [
            "How many servers do we have?",
            "When was our last penetration test?",
            "Who is our data protection officer?",
            "What is the e-mail address of our auditor?",
            "Is Muster Maschinenbau AG certified?",
            "Wie viele Laptops haben wir?",
            "Wer ist bei uns für Datenschutz zuständig?",
            "¿Cuántos empleados tenemos?",
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
        ] {
            assert!(!asks_for_own_fact(question), "{question}");
        }
    }
}
