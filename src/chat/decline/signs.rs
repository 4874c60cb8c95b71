//! The signs by which a question is told to be of a kind that no source can answer. Most are the grammar of such questions,
//! not their topics: a name that is asked for, an amount, what will be.

use std::{collections::HashSet, sync::LazyLock};

use regex::{RegexSet, RegexSetBuilder};

/// Bytes that the compiled patterns may take.
const SIZE: usize = 64 << 20;

/// What a pattern recognises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Sign {
    /// A mode in which only the original is wanted: "word for word", "as printed".
    Original,
    /// A verb of handing over.
    HandOver,
    /// Clauses, controls, the standard.
    Standard,
    /// "Print clause 6": no mode is needed.
    Reproduce,
    /// Text for our own use, or a question about copying.
    OwnText,
    /// How much something costs.
    Amount,
    /// What costs depend on, and which there are.
    Costs,
    /// What the guide to the way to the certificate has estimates for.
    Estimated,
    /// A firm, a place in the market, a person's income: no estimate holds for it.
    Market,
    /// What will be.
    Future,
    /// Begins with "will".
    Will,
    /// What an auditor will do, which the pages say.
    AuditorWill,
    /// Words of a dispute.
    Dispute,
    /// We, or those with whom we have it.
    Party,
    /// Asks for a rule, not for a judgement.
    Rule,
    /// A name, or the best of many offers.
    Name,
    /// Another standard or framework.
    Other,
    /// One of which the pages hold how it relates to ours, and some of what it asks.
    Related,
    /// What a text says.
    Content,
    /// All that it says, in its own words or in order.
    AllContent,
    /// ISO 27001 as well, or how the two go together.
    Ours,
}

use Sign::{
    AllContent, Amount, AuditorWill, Content, Costs, Dispute, Estimated, Future, HandOver, Market, Name, Original,
    Other, Ours, OwnText, Party, Related, Reproduce, Rule, Standard, Will,
};

/// Each pattern is read without regard to case; one that needs it says so.
const PATTERNS: [(Sign, &str); 33] = [
    (
        Original,
        r"\b(word[ -](for|by)[ -]word|verbatim|literal(ly)?|wortwörtlich|palabra por palabra|(exact|precise|original|official|full|literal|actual|complete|entire|whole|normative|genaue[rn]?)( \w+)? (text|wording|words?|sentences?|statement|standard|version|wortlaut)|as (it stands|printed|published|it appears|written)|(original)?wortlaut|originaltext|normtext|im original|wörtlich\w*|texto (original|literal|oficial|exacto|completo|íntegro)|tal cual|control statement|so (i|we) (don't|do not) have to buy|the original of|definition)\b",
    ),
    (
        HandOver,
        r"\b(quote|copy|paste|reproduce|recite|print|transcribe|give|show|send|provide|type|write|tell|dump|output|repeat|read|need|want|extract|wording of|text of|what is|what's|what are|say|wie ist|lautet|gib|zitiere?|nenne?|schreib|copia|cópiame|cita|dame|muestra|texto|cuál es)\b",
    ),
    (
        Standard,
        r"\b(clauses?|controls?|annex|anhang|abschnitt|the standard|normative text|normtext|iso|norm|norma|cláusula|\d\.\d+|iso/iec)\b",
    ),
    (
        Reproduce,
        r"^\W*(please )?(print|dump|transcribe|reproduce|copy|output|type out|recite|quote|zitiere?|cópiame)\b[^.?!]*\b(clauses?|controls?|annex|anhang|the (\w+ )?standard|iso|norma?|cláusula|\d\.\d+)\b",
    ),
    (
        OwnText,
        r"\b(policy|policies|soa|template|our|in your own words|may (we|i))\b|^\W*(may|can we|can i|are we allowed|is it|do we|müssen|must|why)\b",
    ),
    (
        Amount,
        r"\b(how much|wie ?viel|cuánto)\b[^.?!]*\b(costs?|charges?|pays?|earns?|makes? a year|save|kostet|kosten|verlangt|verdient|cuesta|cobran?|vale)\b|\bhow (expensive|many (euros?|dollars?|pounds))\b|\bwie teuer\b|\bqué precio\b",
    ),
    (
        Amount,
        r"(^\W*|\b(know|tell me) )what('s| is| are| do| does| did| would| will)?\b[^.?!]*\b(costs?|the price|the fee|fees?|charges?|earns?|premium|going rate|wage|spend on|(have to|must) pay)\b|^\W*was kostet",
    ),
    (
        Amount,
        r"\b(price list|subscription fee|average (pay|salary)|pay of|ballpark|a quote for|discounts?|(cheaper|more expensive) than|cheapest|least expensive|most expensive|(lowest|best|fair) (price|offer|wage|rate)|most affordable|value for money|most for the money|turnover|market share|market leaders?|share price|market value|the salary|salaries|gehalt|sueldo|(hourly|day) (rate|wage)s?|price of|(euros|pounds|dollars) (should|do|must) i)\b",
    ),
    (
        Costs,
        r"\b(what makes|(which|hidden|other|what) (costs|factors)|costs? (come|arise)|what decides|argue|depends?|record what|may we keep)\b|^\W*(how (do|can|should) (i|we)|why)\b",
    ),
    (
        Estimated,
        r"\b(get(ting)? certified|certification( audit| per| costs?| fees?| process|\W*$)|zertifizierung\w*audit|zertifizierung\b|certificarse|an isms|iso 27001|gap analysis|consultants?|stage 1|certification bod(y|ies)|internal auditors?|surveillance audits?|auditor (course|training))\b",
    ),
    (Market, r"\b(cheap\w*|lowest|salar(y|ies)|earns?|wage|fair|discounts?|pdf|share|leaders?)\b"),
    (Market, r"(?-i)\b(TÜV|BSI|DNV|SGS|DEKRA|LRQA|DQS)\b"),
    (
        Future,
        r"\bhow (likely|probable) (is it|are we|am i|it is)\b|\bis it likely\b|\bwhat are (the|our) (odds|chances)\b|\bwie wahrscheinlich ist es\b|\b(predict|the future of|guess|your bet|how long until)\b|\bnonconformities will we\b|\bschaffen wir\b|\bwird (die|das|der) [\w ]{2,30}\b(geändert|verschoben|abgeschafft)\b|\bvamos a\b",
    ),
    (
        Future,
        r"\b(when|wann|cuándo) (will|wird|werden|is|are)\b[^.?!]*\b(published|released?|come out|appear|coming|erscheinen|veröffentlicht)\b|\b(is|are) [\w ]{2,40} going to\b|\bwill\b[^.?!]*\b(by|in|before) (20\d\d|(\w+ )?(two|three|five|ten|\d+) years)\b|\bwill be (the )?(most|next|biggest|best|worst)\b",
    ),
    (Future, r"\b(who|which|what|how)\b[^.?!]*\bwill\b[^.?!]*\b(next|in (the )?\w+ years|in 20\d\d|this year)\b"),
    (Will, r"^\W*will\b"),
    (
        AuditorWill,
        r"\bwill\b[^.?!]{0,30}\b(auditors?|certification bod\w+|registrar)\b[^.?!]{0,12}\b(accept|ask|want|check|look|need|see|expect|mind)\b|^\W*will (it|that|this|a|an|one)\b[^.?!]*\b(do|suffice|enough|accepted|count)\b|^\W*will you\b|^\W*will\b[^.?!]*\b(accept|be (interviewed|tested|asked|questioned|checked|seen|audited))\b|\b(is|are) (the |an |our )?auditors? going to (ask|check|look|want|see)\b",
    ),
    (
        Dispute,
        r"\b(sue|sued|verklagen|demandar|denunciar|anzeigen|lawsuit|to court|damages|compensation|plead|guilty|crime|offen[cs]e|unlawful|(break|broke|broken) the law|legally watertight|void|enforceable|jurisdiction|our dispute|money back|refuse to pay|withhold payment|press charges|a judge|in the right|multar|claims \d+|liab(le|ility)|haften wir|haftungsklausel|what fine|be fined)\b|\bis that (theft|fraud|illegal|a crime)\b",
    ),
    (
        Dispute,
        r"\b(terminate|dismiss|fire|sack) (him|her|them|an|a|the|our|my|somebody|someone) (employee|administrator|admin|colleague|worker|contractor|developer|manager|person|who|\w+ who)\b|\b(can|may|could|should|shall) (i|we) (dismiss|fire|sack) (him|her|them)\b|\b(despedir|kündigen)\b|\bis [^.?!]{3,60} valid\?|\b(did|has|have) (our|my|the) [\w ]{2,30} (breach|break|violate|breached|broken|violated) (his|her|its|their|the|our) (contract|agreement|duty|duties|law)\b",
    ),
    (
        Party,
        r"\b(we|us|our|ours|my|i|him|her|his|wir|uns|unser\w*|ich|mein\w*|nuestr[oa]s?|podemos|nos|customer|client)\b",
    ),
    (
        Rule,
        r"^\W*(how do|how should|how can|what should|what must|what do (we|i) do|do (we|i) (have to|need)|must|who is liable|which control)|\bdismiss (a|the) (finding|risk|alert)",
    ),
    (
        Name,
        r"\b(best|recommended?|good|better|beste[rn]?|mejor)\b( [\w-]+){0,3} (consultants?|consultanc(y|ies)|certification bod(y|ies)|auditors?|lawyers?|law firms?|vendors?|tools?|software|products?|antivirus|compan(y|ies)|universit\w+|degrees?|siem|berater|consultor(es|a)?)\b|\brecommend\w*\b[^.?!]{0,40}\b(consultan\w+|lawyer|firm|auditor|tool|software)",
    ),
    (
        Name,
        r"\b(who|which)( [\w ]{2,30})? is the (best|most (secure|safe|popular|trusted|reliable))\b|\b(do|would) you (recommend|go with|choose|pick|buy)\b|\b(which|what) (siem|tool|software|product|vendor|firm|company|consultan\w+|law firm|laptops?|cloud|scanner|[a-z]+ tool) (should|shall) (i|we) (hire|buy)\b|\btop (three|five|ten|\d+)\b|\bcontact of (a|an)\b|\b(what|which) reputation|reputation of\b|\bany good\b|\byour competitors\b|\bpeople\b[^.?!]{0,20}\b(say|saying|think) about\b|\b(people|users) [\w ]{0,20}saying\b|\bempfiehlst du\b|\bme recomiendas\b",
    ),
    (
        Name,
        r"\bwho (wrote|drafted|heads|founded|invented|edited)\b|\bwho (is|was|were|are) (the |an? )?(\w+ )?(author|editor|editors|convenor|chair|chairman|inventor|founder)s?\b|\bthe founder of\b|\bquién redactó\b|\bwhich companies\b[^.?!]*\bcertified\b",
    ),
    (
        Name,
        r"(?-i)\b(?i:who (?:is|was|are) the) (?:\w+ ){1,3}of (?:[A-Z][a-z]{2,}|[A-Z]{2,})|\b[Ww]ho audited [A-Z]|\b[Rr]ecommend\b[^.?!]* in [A-Z]",
    ),
    (
        Name,
        r"(?-i)^\W*(?i:is|was|ist|es|has|hat|does) (?:[Oo]ur auditor |Mr\.? |Ms\.? )?[A-Z][a-zäöüé]+(?: [A-Z][a-zäöüé]+)?\b[^.?!]{0,40}(?i:certified|a certificate|certificate\?|27001 certificate|qualified|lead auditor|accredited|competent|trustworthy|zertifiziert|employed|working|any good)|^\W*Is [A-Z]\w+ (?:better|safer|cheaper|more secure) than",
    ),
    (
        Other,
        r"\b(pci[ -]?dss|soc ?[123]|cc\d\.\d|trust services criteria|cobit|hipaa|hitech|cmmc|itil|togaf|sarbanes|sox|fedramp|hitrust|tisax|ccpa|cpra|ferpa|glba|iso(/iec)? ?(9\d{3}|14\d{3}|13485|15\d{3}|16\d{3}|2[0-6]\d{3}|28\d{3}|3\d{4}|4[25]\d{3}|5\d{4})|iec ?6\d{4}(-\d)*|fips ?\d+|common criteria|cis (critical )?(controls?|safeguards?)|cyber essentials|(it-?)?grundschutz|csa ccm)\b",
    ),
    (Other, r"(?-i)\bENS\b"),
    (Related, r"\b(gdpr|dsgvo|rgpd|nis ?2|dora|iso(/iec)? ?(27002|27005|27017|27018|27701)|nist)\b"),
    (
        Content,
        r"\b(what (does|do|must|should|are the|is required|is demanded|chapters|levels|documents)|which (\w+ ){0,2}(clauses?|controls?|sections?|requirements?|articles?|parts?|practices?|chapters|levels|documents|criteria))\b|^\W*(please |can you |could you )*(list|explain|summari[sz]e|describe|give|name|quote|enumerate|outline|tell me)\b|\bhow does\b.*\b(define|treat|regulate|describe|want)\b|\b(was|welche anforderungen) (fordert|verlangt|sagt|stellt)\b|\bqué (exige|dice|pide)\b",
    ),
    (
        AllContent,
        r"\b(exactly|word (by|for) word|list (of )?(the|all)|summari[sz]e the|categories|the articles on)\b|^\W*(list|enumerate|quote)\b",
    ),
    (
        Ours,
        r"\b27001\b|\b(isms|annex a|iso certificat\w+|compar\w+|versus|vs|differ\w*|map\w*|crosswalk|overlap\w*|relat\w+|instead|replace\w*|help\w*|also|too|equivalent|same|need|together|cover(s|ed)? by|to do with|our|we|us|mandatory|add)\b|\bwhat do (we|i) do\b",
    ),
    // Of ISO/IEC 27002 the guidance is wanted as little as the wording of ours.
    (Reproduce, r"^\W*(please )?quote (me )?the\b"),
];

static SIGNS: LazyLock<RegexSet> = LazyLock::new(|| {
    let patterns = PATTERNS.map(|(_, pattern)| pattern);
    RegexSetBuilder::new(patterns).case_insensitive(true).size_limit(SIZE).build().unwrap_or_default()
});

/// What was recognised in a question.
#[derive(Debug)]
pub(super) struct Signs(HashSet<Sign>);

impl Signs {
    pub(super) fn of(text: &str) -> Self {
        // Words that would pass for others.
        let lower = text.replace("last salary", "last pay").replace("top management", "the management");
        Self(SIGNS.matches(&lower).iter().filter_map(|at| PATTERNS.get(at).map(|(sign, _)| *sign)).collect())
    }

    fn has(&self, sign: Sign) -> bool {
        self.0.contains(&sign)
    }

    /// Text for a policy or a record is ours to give; whether the text may be copied is a question about copyright.
    pub(super) fn wants_the_wording(&self) -> bool {
        let original = self.has(Original) && self.has(HandOver) && self.has(Standard);
        (original || self.has(Reproduce)) && !self.has(OwnText)
    }

    /// For the way to the certificate the pages have estimates.
    pub(super) fn asks_for_an_amount(&self) -> bool {
        self.has(Amount) && !self.has(Costs) && (!self.has(Estimated) || self.has(Market))
    }

    pub(super) fn asks_what_will_be(&self) -> bool {
        (self.has(Future) || self.has(Will)) && !self.has(AuditorWill)
    }

    pub(super) fn asks_for_a_judgement(&self, text: &str) -> bool {
        let last = text.trim_end().trim_end_matches(['?', '.', '!']);
        let asking = last.rfind(['.', '?', '!']).map_or(last, |at| last.get(at + 1..).unwrap_or(last));
        let is_rule = self.has(Rule) || Self::of(asking.trim()).has(Rule);
        self.has(Dispute) && self.has(Party) && !is_rule
    }

    pub(super) fn asks_for_a_name(&self) -> bool {
        self.has(Name) && !self.has(Rule)
    }

    /// How two go together is answered; of those that ours is often held beside, some of the content too.
    pub(super) fn asks_what_another_standard_says(&self) -> bool {
        self.has(Content) && !self.has(Ours) && (self.has(Other) || (self.has(Related) && self.has(AllContent)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_can_be_read() {
        assert_eq!(SIGNS.len(), PATTERNS.len());
    }
}
