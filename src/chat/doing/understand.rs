//! Whether somebody wants something made, and what: "draft a SoA", "check my access control policy". A question about such a
//! document is none of that.

use std::sync::LazyLock;

use regex::Regex;

use super::action::ActionKind;
use crate::chat::generate::sentences;

/// Verbs of an order.
const VERB: &str = r"\b(?:draft|write|generate|create|make|prepare|produce|build|set\ up|put\ together|compile|draw\ up|develop|start|launch|kick\ off|run|do|perform|carry\ out|conduct|need|want|give|get|provide|(?:would|['’]d)\ like|plan
    |erstell\w*|schreib\w*|entw[iu]rf\w*|generier\w*|mach\w*|brauch\w*|bräuchte\w*|f[üu]hr\w*|bereite\w*|leg\w*\ an
    |redact\w*|escrib\w*|crea|crear|créa\w*|gener[ae]\w*|prepar\w*|haz\w*|hac\w*|elabor\w*|necesit\w*|quier\w*|realiz\w*|ejecut\w*)\b";
/// What is made, the particular before the general.
const THINGS: [(ActionKind, &str); 8] = [
    (
        ActionKind::GapAnalysis,
        r"\bgap[\ -]?(?:analys[ei]s|assessments?|checks?|reviews?)\b|\b(?:gap|lücken)-?analysen?\b|\bsoll-ist-\w+|\banálisis\ (?:de\ )?(?:brechas?|gap|deficiencias|carencias)\b",
    ),
    (
        ActionKind::Soa,
        r"\bsoas?\b|\bstatements?\ of\ applicability\b|\berklärung\ zur\ anwendbarkeit\b|\banwendbarkeitserklärung\b|\bdeclaración\ de\ aplicabilidad\b",
    ),
    (
        ActionKind::AuditChecklist,
        r"\baudit(?:or(?:['’]?s)?)?\ (?:check\ ?list|question\ list)\b|\bcheck\ ?list\ for\ (?:the\ |our\ |an\ |my\ )?(?:internal\ )?audits?\b|\baudit-?checkliste\b|\blista\ de\ (?:verificación|comprobación|chequeo)\ (?:de|para)\ (?:la\ )?auditor[ií]a",
    ),
    (
        ActionKind::AuditPlan,
        r"\baudit\ (?:plan|programme|program|schedule|calendar)\b|\bprogramme\ of\ internal\ audits\b|\baudit-?(?:plan|programm)\b|\b(?:plan|programa|calendario)\ (?:de|para)\ (?:las?\ )?auditor[ií]as?\b",
    ),
    (
        ActionKind::Risks,
        r"\brisk\ (?:register|registry|assessment|analysis|treatment\ plan|log)\b|\bregister\ of\ (?:our\ |the\ |all\ )?(?:\w+\ ){0,2}risks\b|\brisiko-?(?:register|bewertung|analyse|beurteilung|behandlungsplan)\b|\bregistro\ de\ riesgos\b|\b(?:análisis|evaluación|tratamiento)\ de\ (?:los\ )?riesgos\b",
    ),
    (
        ActionKind::ManagementReview,
        r"\bmanagement[\ -]reviews?\b|\breview\ by\ (?:top\ )?management\b|\bmanagement-?bewertung\b|\brevisión\ por\ (?:la\ )?dirección\b",
    ),
    (
        ActionKind::CorrectiveAction,
        r"\bcorrective[\ -]actions?\b|\bcapas?\b|\bkorrekturma(?:ß|ss)nahmen?\b|\bacci(?:ón|ones)\ correctivas?\b",
    ),
    (ActionKind::Policy, r"\b(?:policy|policies|\w*(?:richtlinie|leitlinie)n?|pol[ií]ticas?)\b"),
];
/// Questions that ask politely for a thing to be made.
const POLITE: &str = r"^\W*(?:(?:hi|hello|hey|ok(?:ay)?|great|so|then|and|now|please|thanks)\b[\ ,.!]*)*(?:can|could|would|will)\ you\b|^\W*(?:can|could|may)\ (?:i|we)\ (?:get|have|do|run|start)\b|^\W*(?:shall\ we|let['’]?s|why\ don['’]?t\ (?:we|you))\b|\bwould\ you\ mind\b|^\W*(?:bitte\ )?(?:kannst\ du|könntest\ du|könn(?:t)?en\ sie|würdest\ du)\b|^\W*¿?(?:me\ )?(?:puedes|podrías|puede|podría)\b";
/// Beginnings of other questions.
const ASKS: &str = r"^\W*(?:and\ |but\ |so\ |or\ |then\ |und\ |y\ )?(?:what|which|who|whose|when|where|why|how|is|are|was|were|does|did|has|have|had|should|must|may|do\ (?:we|i|you|they|the\ \w+s|auditors|companies|other|all)\b|welche\w*|wer|wen|wann|warum|wieso|wie|was|wo|ist|sind|muss|müssen|darf|dürfen|braucht|qué|cuál\w*|quién\w*|cuándo|cómo|dónde|por\ qué|es|hay)\b";
/// Words before a thing that make it a subject of talk.
const TALK: &str = r"\b(?:explain|tell\ (?:me|us)|(?:to\ |i\ |we\ )?know|understand|learn|how\ to|whether|what|why|who|when|which|wonder\w*|difference|said|says|erklär\w*|wissen|explica\w*|saber|entender)\b";
/// Before a verb: it shall not be done, or others do it.
const NOT: &str = r"\b(?:don['’]?t|do\ not|never|no\ need|not|nicht|kein\w*|no)\b[^,;:]{0,30}$";
const OTHERS: &str = r"\b(?:we|they|people|companies|he|she|auditors?|consultants?|wir|sie)\ (?:(?:usually|always|often|already|also|never|just|only)\ )*$";
/// Between verb and thing: something else is wanted.
const ELSE: &str = r"\b(?:e-?mails?|presentations?|slides?|trainings?|quiz|announc\w*|messages?|summar\w+|letters?|poems?|songs?|talks?|blog|posts?|questions|budget|reports?|templates?|examples?|samples?|reasons?|feedback|advice|tips?|overview|ideas?|text|wording|changes?|corrections?|sure|sense|vorlagen?|muster|beispiele?|plantillas?|ejemplos?|modelo|correo)\b|\b(?:prepare|ready)\ (?:me|us|ourselves|myself)?\ ?for\b";
/// Right after a thing: its template or a part of it is wanted.
const PART: &str = r"^[\ -]*(?:template|vorlage|plantilla|example|beispiel|ejemplo|sample|text|wording|entry|entries|row|rows|justification\w*|software|tool|training|process|procedure|team|reports?)\b";
const OF_POLICY: &str = r"^[\ -]*(?:policy|policies|richtlinie|política)\b";
/// What holds documents against the standard without saying "gap".
const HELD: &str = r"^\W*(?:please\ |bitte\ |por\ favor,?\ |(?:can|could|would|will)\ you\ (?:please\ )?|i(?:['’]d|\ would)\ like\ you\ to\ |i\ want\ you\ to\ )*
    (?:check|analy[sz]e|assess|evaluate|audit|compare|review|hold|test|measure|examine|prüf\w*|analysier\w*|vergleich\w*|bewert\w*|analiza|revisa|compara|comprueba|evalúa)\ 
    (?:(?:all|of|alle|todas|todos)\ )*(?:my|our|this|these|the|meine?n?|unsere?n?|diese?n?|die|mi|mis|nuestr[ao]s?|est[ae]s?|la|las|los|el)\ [^.?!;]*?
    \b(?:polic(?:y|ies)|documents?|documentation|procedures?|handbook|manual|files?|isms|\w*(?:richtlinie|leitlinie|konzept|dokument|handbuch)\w*|pol[ií]ticas?|documentos?|procedimientos?)\b(?P<rest>[^.?!]*)";
const AGAINST: &str = r"\b(?:against|for\ gaps|gegen|auf\ lücken|contra|frente\ a|(?:with|to|mit|con)\ (?:the\ |der\ |la\ )?(?:iso|27001|standard|annex|controls|norm|norma|requirements))\b";
const CHECKS: &str = r"^\W*(?:\w+\ ){0,4}?(?:check|analy[sz]e|assess|evaluate|audit|examine|prüf\w*|analysier\w*|bewert\w*|analiza|comprueba|evalúa)\b";
const FIND: &str = r"\b(?:find|show|list|identify|spot|finde|zeig\w*|encuentra|muestra)\b[^.?!]{0,12}\b(?:gaps?|lücken|brechas|carencias)\ (?:in|of|with|von|en|de)\b";
/// "Draft one": the thing was named before.
const ONE: &str = r"^\W*(?:one|it|that|eine|einen|una|uno)\b";
const SUBJECT: &str = r"^\ (?:for|on|to|about|für|zu|para|sobre)\ (?P<subject>[^;]+)";
/// `finding: …`, as the field of a form says it.
const FINDING: &str = r"(?:^|;)\W*finding\s*:(?P<finding>[^;\n]+)";
/// "Yes, do that."
const AGREES: &str = r"^\W*(?:(?:yes|yep|yeah|sure|ok(?:ay)?|please|go\ ahead|do\ (?:it|that|so|this)|make\ it|create\ it|go\ for\ it|sounds\ good|perfect|great|confirm(?:ed)?|correct|exactly|and|then|now|ja|genau|mach\ das|mach\ es|bitte|gerne|leg\ los|sí|si|hazlo|adelante|dale|vale|de\ acuerdo|por\ favor)\b\W*)+";
const FORMAT: &str = r"(?:^|\b)(?:(?:as|in|als|en|como)\ )?(?:an?\ |eine?\ )?(?P<format>word|docx|pdf|excel|xlsx|csv|html|markdown|json)(?:[\ -]?(?:document|file|format|datei|dokument))?\b";
/// Words beside a format that say nothing else.
const FORMAT_ONLY: &str = r"^\W*(?:(?:and|also|y|und|auch|can|could|i|we|have|get|it|that|this|please|bitte|give|me|us|the|same|make|export|send)\b\W*)*$";
/// Words of a short reply.
const FEW: usize = 8;

struct Rules {
    verb: Regex,
    things: Vec<(ActionKind, Regex)>,
    polite: Regex,
    asks: Regex,
    talk: Regex,
    not: Regex,
    others: Regex,
    other_thing: Regex,
    part: Regex,
    of_policy: Regex,
    held: Regex,
    against: Regex,
    checks: Regex,
    find: Regex,
    one: Regex,
    subject: Regex,
    finding: Regex,
    agrees: Regex,
    format: Regex,
    format_only: Regex,
}

static RULES: LazyLock<Option<Rules>> = LazyLock::new(|| Rules::new().ok());

/// What a text wants made.
pub(super) fn wanted(text: &str) -> Option<ActionKind> {
    RULES.as_ref()?.wanted(text)
}

/// The thing that a text names, whatever it says of it.
pub(super) fn named(text: &str) -> Option<ActionKind> {
    let rules = RULES.as_ref()?;
    rules.things.iter().find(|(_, thing)| thing.is_match(text)).map(|(kind, _)| *kind)
}

/// Whether a text only says yes, perhaps naming a format.
pub(super) fn agrees(text: &str) -> bool {
    let Some(rules) = RULES.as_ref() else { return false };
    if text.contains('?') || text.split_whitespace().count() > FEW {
        return false;
    }
    let without = rules.format.replace_all(text, " ");
    rules.agrees.find(&without).is_some_and(|found| is_bare(&without, found.end()))
}

/// Whether a text only asks for a format.
pub(super) fn asks_for_format(text: &str) -> bool {
    let Some(rules) = RULES.as_ref() else { return false };
    format(text).is_some()
        && text.split_whitespace().count() <= FEW
        && rules.format_only.is_match(&rules.format.replace_all(text, " "))
}

/// The format that a text names, as files end.
pub(super) fn format(text: &str) -> Option<&'static str> {
    let found = RULES.as_ref()?.format.captures(text)?;
    Some(match found.name("format")?.as_str().to_lowercase().as_str() {
        "word" | "docx" => "docx",
        "pdf" => "pdf",
        "excel" | "xlsx" => "xlsx",
        "csv" => "csv",
        "html" => "html",
        "json" => "json",
        _ => "md",
    })
}

/// `finding: backups were never tested`.
fn said_finding(text: &str) -> Option<String> {
    let found = RULES.as_ref()?.finding.captures(text)?.name("finding")?.as_str();
    Some(found.trim().to_owned())
}

/// Whether a text says what was found.
pub(super) fn says_finding(text: &str) -> bool {
    said_finding(text).is_some()
}

/// What a corrective action is for.
pub(super) fn finding(text: &str) -> Option<String> {
    let rules = RULES.as_ref()?;
    if let Some(said) = said_finding(text) {
        return Some(said);
    }
    let thing = rules.things.iter().find(|(kind, _)| *kind == ActionKind::CorrectiveAction)?.1.find(text)?;
    let rest = text.get(thing.end()..)?.trim_start_matches(" record").trim_start_matches(" plan");
    let found = rules.subject.captures(rest)?.name("subject")?.as_str();
    Some(found.trim_end_matches(['.', '!', ' ']).to_owned()).filter(|found| !found.is_empty())
}

fn is_bare(text: &str, from: usize) -> bool {
    !text.get(from..).unwrap_or_default().chars().any(char::is_alphanumeric)
}

impl Rules {
    fn new() -> Result<Self, regex::Error> {
        let rule = |pattern: &str| Regex::new(&format!("(?ix){pattern}"));
        let things = THINGS.iter().map(|(kind, pattern)| Ok((*kind, rule(pattern)?)));
        Ok(Self {
            verb: rule(VERB)?,
            things: things.collect::<Result<_, regex::Error>>()?,
            polite: rule(POLITE)?,
            asks: rule(ASKS)?,
            talk: rule(TALK)?,
            not: rule(NOT)?,
            others: rule(OTHERS)?,
            other_thing: rule(ELSE)?,
            part: rule(PART)?,
            of_policy: rule(OF_POLICY)?,
            held: rule(HELD)?,
            against: rule(AGAINST)?,
            checks: rule(CHECKS)?,
            find: rule(FIND)?,
            one: rule(ONE)?,
            subject: rule(SUBJECT)?,
            finding: rule(FINDING)?,
            agrees: rule(AGREES)?,
            format: rule(FORMAT)?,
            format_only: rule(FORMAT_ONLY)?,
        })
    }

    fn wanted(&self, text: &str) -> Option<ActionKind> {
        let all = sentences(text);
        if let Some(found) = all.iter().find_map(|sentence| self.in_sentence(sentence)) {
            return Some(found);
        }
        // "There is no backup policy. Please draft one."
        let orders_one = |sentence: &String| {
            !self.is_question(sentence)
                && self.verb.find_iter(sentence).any(|verb| {
                    let (before, after) = around(sentence, verb.start(), verb.end());
                    self.one.is_match(after) && !self.not.is_match(before)
                })
        };
        let at = all.iter().skip(1).position(orders_one)?;
        let before = all.iter().take(at + 1).filter(|sentence| !sentence.contains('?'));
        before.rev().find_map(|sentence| named(sentence))
    }

    fn is_question(&self, sentence: &str) -> bool {
        (sentence.contains('?') || self.asks.is_match(sentence)) && !self.polite.is_match(sentence)
    }

    fn in_sentence(&self, sentence: &str) -> Option<ActionKind> {
        if self.is_question(sentence) {
            return None;
        }
        if self.holds_against(sentence) || self.find.is_match(sentence) {
            return Some(ActionKind::GapAnalysis);
        }
        let wants = |(kind, thing): &(ActionKind, Regex)| {
            thing.find_iter(sentence).any(|found| self.is_wanted(*kind, sentence, (found.start(), found.end())))
        };
        self.things.iter().find(|thing| wants(thing)).map(|(kind, _)| *kind)
    }

    /// "Check my access control policy against the standard."
    fn holds_against(&self, sentence: &str) -> bool {
        self.held.captures(sentence).is_some_and(|found| {
            let rest = found.name("rest").map_or("", |rest| rest.as_str());
            self.against.is_match(rest) || self.checks.is_match(sentence)
        })
    }

    fn is_wanted(&self, kind: ActionKind, sentence: &str, (start, end): (usize, usize)) -> bool {
        let (before, after) = around(sentence, start, end);
        if self.part.is_match(after) || (kind != ActionKind::Policy && self.of_policy.is_match(after)) {
            return false;
        }
        let opens = before.split_whitespace().all(|word| word.eq_ignore_ascii_case("please"));
        // "Corrective action for the missing reviews": nobody says that of a subject of talk.
        if kind == ActionKind::CorrectiveAction && opens && self.subject.is_match(after) {
            return true;
        }
        self.verb.find_iter(sentence).any(|verb| {
            let (before_verb, after_verb) = around(sentence, verb.start(), verb.end());
            if verb.start() > start {
                let clause = before_verb.rsplit(',').next().unwrap_or_default();
                return self.one.is_match(after_verb) && !self.not.is_match(clause);
            }
            let from_verb = sentence.get(verb.start()..start).unwrap_or_default();
            let wishes = ["need", "want", "like", "brauch", "bräuchte"];
            let is_wish = wishes.iter().any(|wish| verb.as_str().to_lowercase().contains(wish));
            !self.talk.is_match(before)
                && !self.not.is_match(before_verb)
                && !self.other_thing.is_match(from_verb)
                && (is_wish || !self.others.is_match(before_verb))
        })
    }
}

fn around(text: &str, start: usize, end: usize) -> (&str, &str) {
    (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_told_from_a_question_about_its_thing() {
        assert!(RULES.is_some());
        for (text, kind) in [
            ("Generate an ISO 27001 information security policy", ActionKind::Policy),
            ("run a gap analysis on my access control policy", ActionKind::GapAnalysis),
            ("Prüfe unsere Backup-Richtlinie gegen ISO 27001", ActionKind::GapAnalysis),
            ("There is no SoA yet. Please draft one.", ActionKind::Soa),
            ("Prepara un plan de auditoría interna", ActionKind::AuditPlan),
            ("corrective action for an untested backup", ActionKind::CorrectiveAction),
            ("Could you prepare the management review?", ActionKind::ManagementReview),
        ] {
            assert_eq!(wanted(text), Some(kind), "{text}");
        }
        for text in [
            "What must a SoA contain?",
            "Do we need a statement of applicability?",
            "We update the risk register every quarter.",
            "Write an email announcing the access control policy",
            "SoA template with all 93 controls",
            "Prepare me for the management review",
            "Don't write a policy, just tell me who signs it.",
        ] {
            assert_eq!(wanted(text), None, "{text}");
        }
    }

    #[test]
    fn a_yes_a_format_and_a_finding_are_read() {
        for text in ["yes, do that", "ja, mach das bitte", "sí, hazlo", "go ahead, as a PDF please"] {
            assert!(agrees(text), "{text}");
        }
        for text in ["yes, but who approves it", "Who approves it?", "Please explain A.5.15"] {
            assert!(!agrees(text), "{text}");
        }
        assert!(asks_for_format("and as Word") && !asks_for_format("keep the keys in a Word file"));
        assert_eq!(format("go ahead, as a PDF please"), Some("pdf"));
        assert_eq!(finding("Corrective action for the missing reviews.").as_deref(), Some("the missing reviews"));
    }
}
