//! Doing, not only telling: somebody wants a policy drafted, a register written, documents analysed. The answer is a card that
//! says what will be made and from what, and asks what is missing. Nothing is made before a person confirms it.

mod action;
mod card;
mod missing;
mod said;
mod targets;
mod understand;

pub use action::{Action, ActionKind, ActionRequest, FieldChange, Missing, ProfileChange};

use serde_json::json;

use super::{
    Assistant, ChatError, Choice, Question, documents, draft::Draft, follow_up, own::escaped, question::Reading,
};
use crate::{
    draft::Finding,
    knowledge::{Paper, PaperKind, SectionKind},
    retrieve::named,
    store::Document,
};
use card::{Order, asked_for, thing};
use targets::{Targets, targets};

/// The question of the page on audits that says what a gap analysis is not.
const NO_AUDIT: &str = "Is a gap analysis an internal audit?";

/// Whether a text wants a policy drafted.
pub(super) fn wants_a_policy(text: &str) -> bool {
    understand::wanted(text) == Some(ActionKind::Policy)
}

/// What is wanted, and the action that the conversation spoke of if it is that one.
struct Wanted<'a> {
    kind: ActionKind,
    before: Option<&'a Action>,
}

fn wanted<'a>(reading: &Reading, question: &'a Question) -> Option<Wanted<'a>> {
    let topic = question.before.as_ref();
    let offered = topic.and_then(|topic| topic.action.as_deref());
    if let Some(kind) = understand::wanted(&reading.text).or_else(|| understand::wanted(&question.text)) {
        return Some(Wanted { kind, before: offered.filter(|_| kind != ActionKind::Policy) });
    }
    if let Some(before) = offered {
        let text = &question.text;
        let goes_on = understand::agrees(text)
            || understand::asks_for_format(text)
            || said::replies(text, before, question.profile.as_ref());
        return goes_on.then_some(Wanted { kind: before.kind, before: Some(before) });
    }
    let kind = understand::named(&topic?.question).filter(|_| follow_up::wants_one(&reading.text))?;
    Some(Wanted { kind, before: None })
}

impl Assistant {
    /// Writes the card of what is wanted made. Returns whether anything is; policies that are named in words are found by the
    /// search for documents, and come to [`Self::offer_policy`].
    pub(super) async fn offered(
        &self,
        draft: &mut Draft,
        reading: &Reading,
        question: &Question,
    ) -> Result<bool, ChatError> {
        let Some(Wanted { kind, before }) = wanted(reading, question) else { return Ok(false) };
        match kind {
            ActionKind::GapAnalysis => self.offer_analysis(draft, question, before).await?,
            ActionKind::Policy => {
                let id = before.and_then(Action::policy);
                let Some(paper) = id.and_then(|id| self.library().shelf().paper(PaperKind::Policy, id)) else {
                    return Ok(false);
                };
                self.offer_document(draft, reading, (question, before), (kind, Some(paper)));
                paper.front.about.first().into_iter().for_each(|id| draft.refer(*id));
            }
            _ => {
                self.offer_document(draft, reading, (question, before), (kind, None));
                if before.is_none()
                    && let Some(paper) =
                        kind.template().and_then(|id| self.library().shelf().paper(PaperKind::Template, id))
                {
                    let likely = self.likely_for(reading).await?;
                    documents::write(draft, self.library(), (paper, &likely), reading, question.profile.as_ref());
                }
            }
        }
        draft.is_document = true;
        Ok(true)
    }

    /// Writes the card of a policy.
    pub(super) fn offer_policy(&self, draft: &mut Draft, reading: &Reading, question: &Question, paper: &Paper) {
        let before = question.before.as_ref().and_then(|topic| topic.action.as_deref());
        self.offer_document(draft, reading, (question, before), (ActionKind::Policy, Some(paper)));
        draft.is_document = true;
    }

    fn offer_document(
        &self,
        draft: &mut Draft,
        reading: &Reading,
        (question, before): (&Question, Option<&Action>),
        (kind, paper): (ActionKind, Option<&Paper>),
    ) {
        let profile = question.profile.as_ref();
        // What the company told of itself goes before; a sentence of the question itself may tell it too.
        let told = question.before.as_ref().map_or("", |before| before.told.as_str());
        let said = said::said(&question.text, &format!("{told} {}", reading.told), before, profile);
        let (company, changes) = said::company(profile, &said);
        let finding = match kind {
            ActionKind::CorrectiveAction => finding(&question.text, before),
            _ => Finding::default(),
        };
        let workspace = question.workspace.as_ref();
        let format = understand::format(&question.text);
        let order = Order { kind, paper, workspace, profile, company, changes, finding, format };
        order.write(draft, self.library(), &said);
        if reading.gloss.is_foreign {
            draft.warnings.push("The documents of the library are in English.".to_owned());
        }
    }

    /// The card of a gap analysis: of the documents that the words name.
    async fn offer_analysis(
        &self,
        draft: &mut Draft,
        question: &Question,
        before: Option<&Action>,
    ) -> Result<(), ChatError> {
        let workspace = question.workspace.as_ref();
        let documents: Vec<Document> = match workspace {
            Some(workspace) => {
                self.retriever().store().documents(workspace).await.map_err(crate::retrieve::RetrieveError::from)?
            }
            None => Vec::new(),
        };
        let about = thing(ActionKind::GapAnalysis);
        draft.heading(about.title);
        draft.say("It holds documents against the checks of every clause 4 to 10 and every control of Annex A. Each verdict shows the passage on which it stands; what no document can show is left to people.");
        let again = understand::agrees(&question.text) || understand::asks_for_format(&question.text);
        let (missing, body) = match before.filter(|_| again) {
            Some(before) => (before.missing.clone(), before.request.body.clone()),
            None => chosen(draft, question, &documents),
        };
        asked_for(draft, self.library(), "9.2.1", SectionKind::Faq, NO_AUDIT);
        if missing.is_empty() {
            draft.say("Nothing is analysed until you confirm it: in the app with the button below, over HTTP with `POST /api/v1/workspaces/{workspace}/gap-analyses`.");
        }
        let order = Order {
            kind: ActionKind::GapAnalysis,
            paper: None,
            workspace,
            profile: question.profile.as_ref(),
            company: None,
            changes: Vec::new(),
            finding: Finding::default(),
            format: understand::format(&question.text),
        };
        draft.offer(order.action((missing, String::new()), Some(body)));
        Ok(())
    }
}

/// Says which documents will be analysed, or asks; the body of the request names them.
fn chosen(draft: &mut Draft, question: &Question, documents: &[Document]) -> (Vec<Missing>, serde_json::Value) {
    let ask = |text: &str, choices: Vec<Choice>| {
        vec![Missing { field: "documents".to_owned(), question: text.to_owned(), choices, required: true }]
    };
    if documents.is_empty() {
        let how = match question.workspace {
            Some(_) => {
                "This workspace has no documents yet. Upload some first: in the app under Documents, over HTTP with `POST /api/v1/workspaces/{workspace}/documents`."
            }
            None => "Name a workspace with documents, or analyse files directly: `annexa gap FILE`.",
        };
        draft.say(how);
        return (ask("Which documents? Upload them first.", Vec::new()), json!({}));
    }
    let name = |document: &Document| escaped(&document.name);
    let choice = |document: &Document| Choice {
        label: document.name.clone(),
        question: format!("Run a gap analysis on \"{}\"", document.name),
    };
    match targets(&question.text, documents) {
        Targets::One(document) => {
            draft.say(&format!(
                "It will read *{}*, and nothing else: what other documents settle counts as missing.",
                name(document)
            ));
            (Vec::new(), json!({ "documents": [document.id] }))
        }
        Targets::All => {
            draft.say(&match documents {
                [only] => format!("It will read your one document, *{}*.", name(only)),
                many => format!("It will read all {} documents of this workspace.", many.len()),
            });
            (Vec::new(), json!({}))
        }
        Targets::Several(found) => {
            draft.say("Several of your documents fit. Say which one is meant:");
            let lines: Vec<String> = found.iter().map(|document| format!("- *{}*", name(document))).collect();
            draft.say(&lines.join("\n"));
            (ask("Which document?", found.into_iter().map(choice).collect()), json!({}))
        }
        Targets::None(said) => {
            draft.say(&format!(
                "None of your {} documents is called \u{201c}{}\u{201d}. Upload it in the app under Documents (or `POST /api/v1/workspaces/{{workspace}}/documents`), or choose one that is there.",
                documents.len(),
                escaped(&said)
            ));
            (ask("Which document instead?", documents.iter().take(4).map(choice).collect()), json!({}))
        }
    }
}

/// What was found, and against which requirement.
fn finding(text: &str, before: Option<&Action>) -> Finding {
    let earlier = before.map(|action| &action.request.body);
    let field = |name: &str| earlier.and_then(|body| body.get(name)?.as_str()).map(ToOwned::to_owned);
    Finding {
        requirement: named(text).first().copied().or_else(|| field("requirement")?.parse().ok()),
        text: understand::finding(text).or_else(|| field("finding")).unwrap_or_default(),
    }
}
