//! Untruths of a fixed form: about what is mandatory, who certifies, what may be excluded, and what a certificate is worth.

use super::super::{
    super::{Doubt, claims},
    Fault, Rule, Severity,
    pattern::Pattern,
    reading::Sentence,
    standing::{Reach, is_denied},
};

/// A form, what is wrong with it, and what to write.
struct Form {
    pattern: Pattern,
    message: &'static str,
    fix: &'static str,
    severity: Severity,
}

static FORMS: [Form; 10] = [
    Form {
        pattern: Pattern::new(
            r"\b(?:\d+|twenty\S*|thirty\S*)\s+(?:\w+\s+)?mandatory\s+polic(?:y|ies)\b | \bmandatory\s+polic(?:y|ies)\b [^.;]{0,40} 27001 | 27001 [^.;]{0,40} \b(?:\d+|all\s+the|list\s+of)\s+mandatory\s+polic",
        ),
        message: "the standard has no list of mandatory policies: it names one policy (clause 5.2) and documented information",
        fix: "List the documented information of clauses 4 to 10, and the policies that your controls need.",
        severity: Severity::Error,
    },
    Form {
        pattern: Pattern::new(
            r"27002(?::20\d\d)?\s+(?:\w+\s+)?(?:requires?|mandates?|demands?|prescribes?|obliges?|stipulates?|certifi(?:ed|cation))\b | \b(?:certified\s+(?:to|against)|required\s+by|mandatory\s+under|must\s+comply\s+with)\s+(?:iso(?:\s?/\s?iec)?\s*)?27002",
        ),
        message: "ISO/IEC 27002 is guidance: it requires nothing, and nobody is certified to it",
        fix: "Name the control of ISO/IEC 27001, Annex A, and call the guidance of 27002 good practice.",
        severity: Severity::Error,
    },
    Form {
        pattern: Pattern::new(
            r"\b(?:requirements?\s+(?:of|in)|compl(?:y|iance|iant)\s+with)\s+(?:iso(?:\s?/\s?iec)?\s*)?27002",
        ),
        message: "ISO/IEC 27002 is guidance: there is nothing in it to comply with",
        fix: "Name the controls of ISO/IEC 27001, Annex A, and call the guidance of 27002 good practice.",
        severity: Severity::Warning,
    },
    Form {
        pattern: Pattern::new(
            r"\b(?:all|every|each)\s+(?:of\s+)?(?:the\s+)?(?:93\s+)?(?:iso\s*27001\s+|security\s+)?(?:annex\s+a\s+)?controls?\s*(?:(?:in|of|from|listed\s+in)\s+annex\s+a\s+)?(?:must|ha(?:s|ve)\s+to|need\s+to|shall|are\s+to)\s+(?:always\s+)?be\s+(?:fully\s+)?(?:implemented|applied|in\s+place|met|fulfilled)
            | \b(?:implement|apply|fulfil+|introduce)\s+(?:all|every|each)\s+(?:of\s+the\s+)?(?:93\s+)?(?:annex\s+a\s+controls?|controls?\s+(?:in|of|from)\s+annex\s+a|93\s+controls)\b
            | \b(?:all\s+)?(?:the\s+)?(?:93\s+|annex\s+a\s+)(?:annex\s+a\s+)?controls\s+(?:in\s+annex\s+a\s+)?are\s+(?:all\s+)?(?:mandatory|compulsory|obligatory|required)\b | \bcontrols\s+(?:in|of)\s+annex\s+a\s+are\s+(?:all\s+)?(?:mandatory|compulsory|obligatory|required)\b
            | \bannex\s+a\s+is\s+(?:a\s+)?(?:mandatory|compulsory|obligatory)\b | \brequires?\s+(?:the\s+implementation\s+of\s+)?all\s+(?:of\s+the\s+)?93\s+controls",
        ),
        message: "Annex A is a set to compare with: only the controls that risks, law or contracts call for are necessary",
        fix: "Write that the necessary controls are determined and compared with Annex A, and exclusions justified (clause 6.1.3).",
        severity: Severity::Error,
    },
    Form {
        pattern: Pattern::new(
            r"\b(?:certification|certificate|27001)\b [^.;]{0,30} \b(?:required|mandatory|obligatory|mandated)\s+(?:by|under)\s+(?:the\s+)?(?:law|gdpr|nis\s?2)\b | \blegally\s+(?:required|obliged|bound)\b [^.;]{0,50} (?:27001|\biso\b)
            | \b(?:gdpr|nis\s?2|law|hipaa)\s+(?:requires?|obliges?|mandates?)\b [^.;]{0,50} 27001 [\s-]* certif | \biso\s*27001\s+is\s+(?:a\s+)?(?:law|legal\s+requirement|legally)",
        ),
        message: "certification is voluntary: no general law asks for it",
        fix: "Name the contract, tender or sector law that asks for a certificate.",
        severity: Severity::Error,
    },
    Form {
        pattern: Pattern::new(
            r"(?-i:\bISO)\s+(?:itself\s+)?(?:certif(?:ies|ied)|issues?|awards?|grants?|audits)\b | \b(?:certified|issued|awarded|granted|audited)\s+(?:directly\s+)?by\s+(?:the\s+)?(?:(?-i:ISO)(?:\s*[,.;(]|\s+in\b|\s*$)|international\s+organi[sz]ation\s+for\s+standardi[sz]ation)",
        ),
        message: "ISO certifies nobody: certification bodies do, and accreditation bodies oversee them",
        fix: "Write that an accredited certification body issued the certificate.",
        severity: Severity::Error,
    },
    Form {
        pattern: Pattern::new(
            r"\bclauses?\s+(?:\d[\d.]*\s+)?(?:(?:to|and|–|-)\s*\d[\d.]*\s+)?(?:that\s+(?:do|does)\s+not\s+apply\s+(?:to\s+\w+\s+\w+\s+)?)?(?:may|can|could)\s+be\s+(?:excluded|omitted|left\s+out|skipped|marked\s+as|declared)\b
            | \b(?:can|may)\s+(?:exclude|omit|skip)\s+clauses?\s+\d | \bexclu(?:sions?|ding)\b [^.;]{0,20} \bclauses?\s+(?:4|5|6|7|8|9|10)\b [^.;]{0,25} \b(?:permitted|allowed|possible|fine|acceptable)",
        ),
        message: "clauses 4 to 10 can never be excluded; only controls of Annex A can",
        fix: "Exclude controls only, with a justification in the Statement of Applicability.",
        severity: Severity::Error,
    },
    Form {
        pattern: Pattern::new(
            r"\b(?:certificate|certification)\b [^.;]{0,20} \b(?:valid\s+for\s+(?:life|ever)|never\s+expires|permanent|is\s+indefinite)",
        ),
        message: "a certificate is valid for three years, with surveillance audits in between",
        fix: "Write three years (a rule of the certification scheme, not of the standard).",
        severity: Severity::Error,
    },
    Form {
        pattern: Pattern::new(
            r"\b(?:certif\w+|27001\S*|compliance|isms)\s+(?:\w+\s+){0,3}(?:guarantees?|ensures?\s+(?:full|complete|total))\b",
        ),
        message: "no certificate and no management system guarantees security",
        fix: "Say what was examined: that the management system meets the requirements, by samples.",
        severity: Severity::Error,
    },
    Form {
        pattern: Pattern::new(
            r"27001\s+is\s+prescriptive\b | \bamendment\b [^.;]{0,30} \brequires?\b [^.;]{0,30} \b(?:reduc|climate\s+(?:policy|goal|target))",
        ),
        message: "the standard sets no fixed measures here",
        fix: "Say what the clause asks for: a decision by risk, or on whether an issue is relevant.",
        severity: Severity::Error,
    },
];

/// What a sentence says in one of these forms, or promises.
pub(super) fn faults(sentence: &Sentence<'_>) -> Vec<Fault> {
    let text = sentence.text;
    for form in &FORMS {
        let Some(range) = form.pattern.find(text).map(|found| found.range()) else { continue };
        if !is_denied(sentence, &range, Reach::Far) {
            let fault = Fault::new(Rule::Overclaim, range.start, form.message.to_owned(), form.fix);
            return vec![Fault { severity: form.severity, ..fault }];
        }
    }
    let about = ABOUT.is_match(text) && !CONDITION.is_match(text) && !is_denied(sentence, &(0..0), Reach::Far);
    let promise = about.then(|| claims::check(text).err()).flatten();
    // A company may well say that it is certified.
    let promise = promise.filter(|doubt| !matches!(doubt, Doubt::Overclaim(said) if STATUS.is_match(said)));
    let fault = promise.map(|doubt| {
        Fault::new(
            Rule::Overclaim,
            0,
            doubt.to_string(),
            "Say what is done and what it is meant to achieve; nobody can promise the result.",
        )
    });
    fault.into_iter().collect()
}

/// Promises count where they are about the standard or a certificate; a policy may ask for secure offices.
static ABOUT: Pattern = Pattern::new(r"27001 | \bcertif(?:ied|ication|icate)\b | \bisms\b");
static STATUS: Pattern =
    Pattern::new(r"^(?:you|we|they|your\s\w+)\s*(?:'re|\s(?:are|is|now))[^w]*\b(?:certified|compliant|conformant)$");
static CONDITION: Pattern = Pattern::new(
    r"\b(?:if|when|whether|once|until|unless|before|after|clients?|customers?|suppliers?|vendors?|providers?)\b",
);
