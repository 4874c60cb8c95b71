//! Policies: the clauses that fit the company, numbered, in a frame that all policies share.

use std::fmt::Write;

use super::{
    Draft,
    blocks::{Block, blocks},
    values::{self, Values, role},
};
use crate::{
    iso::{People, Profile, Size},
    knowledge::{Library, Paper, PaperKind},
};

/// Who holds a role, as far as a profile knows.
type Holder = fn(&People) -> Option<&String>;

/// The roles that policies name.
const ROLES: [(&str, Holder); 12] = [
    ("top management", |people| people.top_management.as_ref()),
    ("security lead", |people| people.isms_owner.as_ref()),
    ("IT lead", |people| people.it_lead.as_ref()),
    ("platform lead", |people| people.it_lead.as_ref()),
    ("HR lead", |people| people.hr_lead.as_ref()),
    ("privacy lead", |people| people.privacy_lead.as_ref()),
    ("facilities manager", |_| None),
    ("internal auditor", |people| people.internal_auditor.as_ref()),
    ("risk owner", |_| None),
    ("system owner", |_| None),
    ("information owner", |_| None),
    ("line manager", |_| None),
];

/// Roles that many people hold, each for what is theirs.
const MANY: [&str; 4] = ["risk owner", "system owner", "information owner", "line manager"];

/// Whether a company needs a policy of its own on a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// It does.
    Needed,
    /// It does not: no fact that calls for it is true.
    NotNeeded,
    /// The profile does not say.
    Unknown,
}

/// Whether this company needs this paper.
pub fn advice(paper: &Paper, profile: &Profile) -> Advice {
    let said: Vec<Option<bool>> = paper.front.needed_when.iter().map(|fact| profile.says(*fact)).collect();
    match () {
        () if said.is_empty() || said.contains(&Some(true)) => Advice::Needed,
        () if said.contains(&None) => Advice::Unknown,
        () => Advice::NotNeeded,
    }
}

/// The policy for a company, with its frame and annexes.
pub fn policy(paper: &Paper, library: &Library, profile: &Profile) -> Draft {
    let mut values = Values::new(library.shelf(), profile);
    let blocks = blocks(paper, &mut values, profile);
    written((paper, library), profile, &blocks, &values)
}

/// The policy of these clauses.
pub(super) fn written(
    (paper, library): (&Paper, &Library),
    profile: &Profile,
    blocks: &[Block<'_>],
    values: &Values<'_>,
) -> Draft {
    let mut body = Body::default();
    for block in blocks {
        body.add(block);
    }
    let mut markdown = head(paper, profile);
    markdown.push_str(&body.markdown);
    frame(&mut markdown, &mut body, (paper, library), values, profile);
    markdown = markdown.trim_end().to_owned() + "\n";
    let decisions = values.used().into_iter().map(|(decision, ..)| decision.name.clone()).collect();
    body.checks.sort();
    body.checks.dedup_by(|a, b| a.0 == b.0);
    let checks = body.checks.into_iter().map(|(check, _)| check).collect();
    Draft { title: paper.front.title.clone(), markdown, checks, decisions, words: body.words, wording: None }
}

/// The numbered sections so far.
#[derive(Default)]
struct Body {
    markdown: String,
    /// Sections so far.
    sections: usize,
    words: usize,
    /// Each check with the number of the clause that satisfies it.
    checks: Vec<(String, String)>,
}

impl Body {
    fn section(&mut self, title: &str) -> String {
        self.sections += 1;
        format!("\n## {} {title}\n", self.sections)
    }

    fn add(&mut self, block: &Block<'_>) {
        if let Some(section) = block.opens {
            let heading = self.section(section);
            self.markdown.push_str(&heading);
        }
        let Block { number, title, text, clause, .. } = block;
        let _ = write!(self.markdown, "\n### {number} {title}\n\n");
        if let Some(condition) = &block.condition {
            let _ = write!(self.markdown, "**[decide: keep this clause if {condition}]**\n\n");
        }
        self.markdown.push_str(text);
        self.markdown.push('\n');
        self.words += text.split_whitespace().count() + title.split_whitespace().count();
        self.checks.extend(clause.marks.checks.iter().map(|check| (check.clone(), number.clone())));
    }
}

/// The roles that policies name.
pub(super) fn roles_named<'a>() -> impl Iterator<Item = &'a str> {
    ROLES.iter().map(|(role, _)| *role)
}

fn head(paper: &Paper, profile: &Profile) -> String {
    let owner = paper.front.owner.as_deref().unwrap_or("security lead");
    let approver = paper.front.approver.as_deref().unwrap_or("top management");
    format!(
        "# {}\n\n| Company | {} |\n|---|---|\n| Owner | {} |\n| Approved by | {} |\n| Version | 0.1, draft |\n\
         | Approved on | **[decide: date of approval]** |\n| Classification | Internal |\n",
        paper.front.title,
        values::plain(&profile.name),
        held(owner, profile),
        held(approver, profile),
    )
}

/// A role in the words of documents, with who holds it as far as the profile knows.
pub(super) fn held(named: &str, profile: &Profile) -> String {
    let role = role(named);
    match holder(&role, profile) {
        Some(holder) => format!("{role} ({})", values::plain(holder)),
        None => role,
    }
}

fn holder<'a>(role: &str, profile: &'a Profile) -> Option<&'a str> {
    let (_, of) = ROLES.iter().find(|(name, _)| *name == role)?;
    of(&profile.roles).map(String::as_str).filter(|holder| !holder.eq_ignore_ascii_case(role))
}

/// What all policies share: roles, exceptions, terms, review, then the annexes.
fn frame(
    markdown: &mut String,
    body: &mut Body,
    (paper, library): (&Paper, &Library),
    values: &Values<'_>,
    profile: &Profile,
) {
    let text = body.markdown.clone();
    let owner = paper.front.owner.as_deref().unwrap_or("security lead");
    let _ = write!(markdown, "{}\n{}", body.section("Roles in this policy"), roles(&text, profile));
    let exceptions = "Somebody who cannot keep a rule of this policy must ask its owner for an exception before acting. An exception \
         has a reason, a limit in time and an owner, and is listed in the exceptions register. Everyone must report a breach of \
         this policy as an event at once. A breach is handled by the disciplinary process; an honest mistake \
         that was reported is not held against anybody.";
    let _ = write!(markdown, "{}\n{exceptions}\n", body.section("Exceptions and breaches"));
    let terms = terms(&text, library);
    if !terms.is_empty() {
        let _ = write!(markdown, "{}\n{terms}", body.section("Terms"));
    }
    let _ = write!(
        markdown,
        "{}\nThe {owner} must review this policy every {}, and after an incident or a change that touches it. Top management \
         must approve each new version. The {owner} must tell everyone concerned about it within 7 days.\n",
        body.section("Review"),
        values.review_interval(),
    );
    annexes(markdown, body, (paper, library), values);
}

fn annexes(markdown: &mut String, body: &Body, (paper, library): (&Paper, &Library), values: &Values<'_>) {
    let related: Vec<String> = library
        .shelf()
        .of_kind(PaperKind::Policy)
        .filter(|other| other.front.id != paper.front.id)
        .filter(|other| body.markdown.to_lowercase().contains(&other.front.title.to_lowercase()))
        .map(|other| other.front.title.clone())
        .collect();
    if !related.is_empty() {
        let _ = write!(markdown, "\n## Related documents\n\n- {}\n", related.join("\n- "));
    }
    let _ = write!(
        markdown,
        "\n## Annex: decisions to confirm\n\nThe values below are defaults unless marked as yours. Whoever decides confirms or \
         changes them before approval; none of them is prescribed by ISO/IEC 27001.\n\n\
         | Decision | In the profile | Value | Sensible range | Who decides |\n|---|---|---|---|---|\n"
    );
    for (decision, value, chosen) in values.used() {
        let value = if chosen { format!("{value} (yours)") } else { value };
        let (name, meaning) = (&decision.name, &decision.meaning);
        let (range, decider) = (&decision.range, role(&decision.decider));
        let _ = writeln!(markdown, "| {meaning} | `{name}` | {value} | {range} | {decider} |");
    }
    let _ =
        write!(markdown, "\n## Annex: what this policy covers\n\n| Check | What is asked | Clause |\n|---|---|---|\n");
    for (check, numbers) in by_check(&body.checks) {
        let text = library.check(&check).map_or("", |check| check.text.as_str());
        let _ = writeln!(markdown, "| {check} | {text} | {} |", numbers.join(", "));
    }
}

/// Each check once, with the clauses that satisfy it.
fn by_check(checks: &[(String, String)]) -> std::collections::BTreeMap<String, Vec<String>> {
    let mut found = std::collections::BTreeMap::<String, Vec<String>>::new();
    for (check, number) in checks {
        found.entry(check.clone()).or_default().push(number.clone());
    }
    found
}

/// The roles that the text names, with their holders.
fn roles(text: &str, profile: &Profile) -> String {
    let mut table = "| Role | Held by |\n|---|---|\n".to_owned();
    for (role, _) in ROLES.iter().filter(|(role, _)| text.contains(role) || text.contains(&capital(role))) {
        let held = match holder(role, profile) {
            Some(holder) => holder.to_owned(),
            None if MANY.contains(role) => "whoever is named for the system, information, risk or team".to_owned(),
            None if profile.size() == Size::Small => "**[decide: who; one person may hold several roles]**".to_owned(),
            None => "**[decide: who]**".to_owned(),
        };
        let _ = writeln!(table, "| {} | {held} |", capital(role));
    }
    table
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The terms that the text uses.
fn terms(text: &str, library: &Library) -> String {
    let lower = text.to_lowercase();
    let words: std::collections::HashSet<&str> = lower.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
    let used = |term: &str| {
        let term = term.to_lowercase();
        if term.contains(' ') {
            lower.contains(&term)
        } else {
            words.contains(term.as_str()) || words.contains(format!("{term}s").as_str())
        }
    };
    library.shelf().terms().iter().filter(|(term, _)| used(term)).fold(String::new(), |mut list, (term, meaning)| {
        let _ = writeln!(list, "- **{}:** {}", capital(term), meaning.trim());
        list
    })
}
