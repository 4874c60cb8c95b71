//! Which parts make up a composed answer: a frequent question's answer, the sections of named requirements, or what the
//! search finds; and beside it what the company's own documents say.

use std::collections::HashMap;

use super::{
    Assistant, ChatError, Intent, Question, catalogue_facts, choices, classify, compose, decline, documents, doing,
    draft::Draft,
    edition, facts,
    follow_up::{self, Link},
    frequent::Found,
    generate::sentences,
    moving, own, own_fact, premise,
    question::Reading,
    survey::{self, Support},
};
use crate::{
    iso::{Profile, RequirementId},
    knowledge::{Paper, PaperKind},
    retrieve::{Belonging, Hit, Search},
    store::WorkspaceId,
};

/// What an answer says to a question for a fact about the company.
const OWN_FACT: &str = "This asks for a fact about your organization: only your own documents can say it.";
/// Hits that an answer is made from.
const HITS: usize = 24;
/// Hits of which each likely page has one.
const OF_ALL_PAGES: usize = 60;
/// Hits of which each document of the library has one.
const OF_ALL_DOCUMENTS: usize = 260;
/// So many of the likeliest requirements may have the frequent question that is asked.
const ABOUT: usize = 4;
/// From this score on a page answers the very question.
const THE_VERY_QUESTION: f32 = 0.8;
/// Words of the shortest question that can be whole.
const WHOLE: usize = 4;
/// Words of a short question.
const SHORT: usize = 12;
/// Hits of one page.
const OF_ONE_PAGE: usize = 4;
/// Hits of one page, when the question names it.
const OF_A_NAMED_PAGE: usize = 8;

impl Assistant {
    /// The composed answer, and the question as it stands without the conversation.
    pub(super) async fn draft(&self, question: &Question) -> Result<(Draft, String), ChatError> {
        let mut reading = self.whole(Reading::of(&question.text, question.before.as_ref())?).await?;
        reading.persona = question.persona;
        let before = reading.before.take();
        let is_open = reading.link != Link::Alone && reading.pins.is_empty() && !reading.carried;
        if let Some(before) =
            before.filter(|before| is_open || (!reading.carried && moving::may_go_on(&reading, before)))
        {
            match Box::pin(self.written_out(question, &reading, &before)).await {
                Some(whole) => {
                    let (told, persona) = (std::mem::take(&mut reading.told), reading.persona);
                    reading = Reading { persona, told, ..Reading::of(&whole, None)? };
                }
                None => self.move_on(&mut reading, &before).await?,
            }
        }
        let mut draft = Draft::default();
        facts::note_ids(&mut draft, &reading);
        draft.choices = choices::of_number(&reading);
        if !reading.unknown.is_empty() && reading.pins.is_empty() {
            facts::refuse_unknown(&mut draft, &reading);
            return Ok((draft, reading.query));
        }
        let declined = self.declined(&reading).await?;
        let is_made = declined.is_none()
            && (self.offered(&mut draft, &reading, question).await?
                || self.requested(&mut draft, &reading, question).await?);
        if is_made {
            return Ok((draft, reading.query));
        }
        if declined.is_some() {
            // Only the company's own documents can still say something.
            draft = Draft::default();
        } else if own_fact::is_asked(&reading) && !self.is_asked_like_this(&reading).await? {
            draft.warnings.push(OWN_FACT.to_owned());
        } else if reading.pins.is_empty() {
            self.survey(&mut draft, &mut reading, question.profile.as_ref()).await?;
        } else {
            facts::origin(&mut draft, self.library(), &reading);
            catalogue_facts::say(&mut draft, &reading.text, &reading.pins, &[]);
            self.pinned(&mut draft, &reading, question.profile.as_ref()).await?;
        }
        if let Some(workspace) = &question.workspace {
            self.own(&mut draft, &reading, workspace).await?;
        }
        if draft.is_empty() {
            match declined {
                Some(kind) => decline::refuse(&mut draft, kind, &reading, question.workspace.is_some()),
                None => facts::refuse(&mut draft, question.workspace.is_some()),
            }
        }
        Ok((draft, reading.query))
    }

    /// The reading by itself where a page answers this very question, however little it says: "Which policy comes first?" goes
    /// on from nothing.
    async fn whole(&self, reading: Reading) -> Result<Reading, ChatError> {
        let goes_on = reading.carried || reading.link != Link::Alone;
        let is_short = reading.text.split_whitespace().count() < WHOLE;
        if !goes_on || is_short || follow_up::points_back(&reading.text) {
            return Ok(reading);
        }
        let alone = Reading::of(&reading.text, None)?;
        let mut search = Search::new(alone.plain(), vec![WorkspaceId::knowledge()], HITS);
        search.per_document = OF_ONE_PAGE;
        let hits = self.retriever().search(&search).await?;
        let is_asked = self.frequent(&alone, &hits, &[]).is_some_and(|found| found.score >= THE_VERY_QUESTION);
        Ok(if is_asked { Reading { told: reading.told, ..alone } } else { reading })
    }

    /// The kind of question that no source can answer, unless a page answers this very one.
    async fn declined(&self, reading: &Reading) -> Result<Option<decline::Kind>, ChatError> {
        let Some(kind) = decline::kind(&reading.text) else { return Ok(None) };
        let is_answered = kind != decline::Kind::Wording && self.is_asked_like_this(reading).await?;
        Ok(Some(kind).filter(|_| !is_answered))
    }

    /// Whether a page answers this very question.
    async fn is_asked_like_this(&self, reading: &Reading) -> Result<bool, ChatError> {
        let hits = self.retriever().search(&Search::new(reading.plain(), vec![WorkspaceId::knowledge()], HITS)).await?;
        let found = self.frequent(reading, &hits, &reading.pins);
        Ok(found.is_some_and(|found| found.score >= THE_VERY_QUESTION))
    }

    /// The document of the library that is asked for, after the short answer when it is asked as a question. Returns whether
    /// there is one.
    async fn requested(&self, draft: &mut Draft, reading: &Reading, question: &Question) -> Result<bool, ChatError> {
        // "Draft one": which document, the question before said.
        let one = reading.carried && follow_up::wants_one(&reading.text) && documents::names_a_kind(&reading.query);
        let is_order = one || doing::wants_a_policy(&reading.text);
        let request = documents::request(&reading.text).or(is_order.then_some(documents::Request::Document));
        let Some(request) = request else { return Ok(false) };
        let mut search = Search::new(reading.plain(), vec![WorkspaceId::knowledge()], OF_ALL_DOCUMENTS);
        search.per_document = OF_ONE_PAGE;
        let (hits, likely) = (self.retriever().search(&search).await?, self.likely_for(reading).await?);
        let found = self.requests.find(self.library(), (reading, request), (&hits, &likely), self.retriever());
        // "Can you draft it?": the policy of what was spoken of, when the words before name none.
        let found = found.or_else(|| {
            let policies = self.library().shelf().of_kind(PaperKind::Policy).filter(|_| one);
            let leading = question.before.as_ref().and_then(|before| before.leading);
            let spoken_of = |id: &&RequirementId| reading.pins.contains(id) || leading == Some(**id);
            let shared = |paper: &Paper| paper.front.about.iter().filter(spoken_of).count();
            // The first of equals is taken: they stand by name.
            policies.filter(|paper| shared(paper) > 0).min_by_key(|paper| std::cmp::Reverse(shared(paper)))
        });
        let Some(paper) = found else { return Ok(false) };
        // The card first, then the text as it would be: whoever cannot press a button still has it.
        if is_order && paper.front.kind == PaperKind::Policy {
            self.offer_policy(draft, reading, question, paper);
        } else if reading.text.contains('?')
            && let Some(found) = self.frequent(reading, &hits, &paper.front.about)
            && found.names(&paper.front.about)
        {
            draft.short_answer((found.page, &found.path), &found.blocks, &[]);
        }
        documents::write(draft, self.library(), (paper, &likely), reading, question.profile.as_ref());
        Ok(true)
    }

    /// A question about named requirements: the answer to its particular point if there is one, or their sections.
    async fn pinned(&self, draft: &mut Draft, reading: &Reading, profile: Option<&Profile>) -> Result<(), ChatError> {
        if !compose::has_particular_point(self.library(), reading) {
            compose::compose(draft, self.library(), reading, profile);
            return Ok(());
        }
        let mut search = Search::new(&reading.query, vec![WorkspaceId::knowledge()], HITS);
        search.pins.clone_from(&reading.pins);
        search.per_document = OF_A_NAMED_PAGE;
        let hits = self.retriever().search(&search).await?;
        let found = self.frequent(reading, &hits, &reading.pins).filter(|found| found.names(&reading.pins));
        if let Some(found) = &found {
            draft.short_answer((found.page, &found.path), &found.blocks, &reading.pins);
        }
        if reading.intent != Intent::Explain {
            compose::compose(draft, self.library(), reading, profile);
            return Ok(());
        }
        let about: Vec<Hit> = hits.into_iter().filter(|hit| compose::is_about(hit, &reading.pins)).collect();
        if found.is_some() {
            reading.pins.iter().take(2).for_each(|id| draft.refer(*id));
        } else if !survey::survey(draft, self.library(), reading, (&about, &[])) {
            compose::compose(draft, self.library(), reading, profile);
        }
        Ok(())
    }

    /// A question without ids: a frequent one, or the topic that the search finds, if the sources know it at all.
    async fn survey(
        &self,
        draft: &mut Draft,
        reading: &mut Reading,
        profile: Option<&Profile>,
    ) -> Result<(), ChatError> {
        let mut search = Search::new(&reading.query, vec![WorkspaceId::knowledge()], HITS);
        search.per_document = OF_ONE_PAGE;
        let hits = self.retriever().search(&search).await?;
        let support = Support::of(reading, &hits, self.retriever());
        tracing::debug!(?support, "support of the sources");
        if self.contradicted(draft, reading).await? {
            return Ok(());
        }
        if reading.intent == Intent::Classify {
            return self.classify(draft, reading).await;
        }
        let likely = self.likely_for(reading).await?;
        if catalogue_facts::say(draft, &reading.text, &[], &likely) {
            return Ok(());
        }
        let about: Vec<RequirementId> = likely.iter().take(ABOUT).map(|one| one.id).collect();
        // "Who can audit us? We have nobody.": what is asked may be nearer than the whole.
        let found = self.frequent(reading, &hits, &about).into_iter().chain(self.asked_alone(reading, &about).await?);
        let found = found.max_by(|one, other| one.score.total_cmp(&other.score));
        if let Some(found) = &found {
            draft.short_answer((found.page, &found.path), &found.blocks, &reading.gloss.hints);
        } else if support.is_weak() {
            return Ok(());
        } else {
            draft.choices = choices::of_subjects(reading, &likely);
        }
        let mut topics = survey::topics(reading, &likely);
        if let Some(found) = &found {
            topics.retain(|id| found.names(&[*id]));
            // The answer to this very question says whether a control may go; the page's list of cases would bury it.
            if reading.intent == Intent::Applicability && found.score >= THE_VERY_QUESTION {
                topics.clear();
            }
        }
        if !topics.is_empty() {
            reading.pins = topics;
            compose::compose(draft, self.library(), reading, profile);
        } else if found.is_none() {
            survey::survey(draft, self.library(), reading, (&hits, &likely));
        }
        Ok(())
    }

    /// The frequent question that the asking sentences alone come close to, when others stand around them.
    async fn asked_alone(&self, reading: &Reading, about: &[RequirementId]) -> Result<Option<Found<'_>>, ChatError> {
        let all = sentences(&reading.text);
        let asking: Vec<&str> = all.iter().filter(|one| one.contains('?')).map(String::as_str).collect();
        if asking.is_empty() || asking.len() == all.len() || reading.carried {
            return Ok(None);
        }
        let alone = Reading::of(&asking.join(" "), None)?;
        let mut search = Search::new(&alone.query, vec![WorkspaceId::knowledge()], HITS);
        search.per_document = OF_ONE_PAGE;
        let hits = self.retriever().search(&search).await?;
        Ok(self.frequent(&alone, &hits, about))
    }

    /// The answer to a claim about the standard that is asked as if it were true. Returns whether it stands for the whole.
    async fn contradicted(&self, draft: &mut Draft, reading: &Reading) -> Result<bool, ChatError> {
        let Some(claim) = premise::claim(&reading.text) else { return Ok(false) };
        let asked = Reading::of(&premise::asked(&claim), None)?;
        let mut search = Search::new(&asked.query, vec![WorkspaceId::knowledge()], HITS);
        search.per_document = OF_ONE_PAGE;
        let hits = self.retriever().search(&search).await?;
        let about: Vec<RequirementId> = self.likely(&claim).await?.iter().take(ABOUT).map(|one| one.id).collect();
        if let Some(found) = self.frequent(&asked, &hits, &about).filter(Found::denies) {
            draft.say(premise::NOT_AS_SUCH);
            draft.short_answer((found.page, &found.path), &found.blocks, &about);
            return Ok(true);
        }
        if premise::is_a_number(&claim) {
            compose::from_guide(draft, self.library(), premise::NO_NUMBERS);
        }
        Ok(false)
    }

    /// The requirements that a question, a finding or a task is about, most likely first.
    pub async fn likely(&self, text: &str) -> Result<Vec<Belonging>, ChatError> {
        self.likely_for(&Reading::of(text, None)?).await
    }

    pub(super) async fn likely_for(&self, reading: &Reading) -> Result<Vec<Belonging>, ChatError> {
        let text = match reading.intent {
            Intent::Classify => classify::described(&reading.query),
            _ => reading.about(),
        };
        // A short question is hardly more than its terms, so what they stand for goes along.
        let is_short = text.split_whitespace().count() <= SHORT && !reading.gloss.is_foreign;
        let text = if is_short { format!("{text} {}", reading.gloss.english) } else { text };
        let search = Search { pins: Vec::new(), ..Search::new(&text, vec![WorkspaceId::knowledge()], HITS) };
        Ok(self.retriever().requirements(&search).await?)
    }

    /// The requirements that what the question describes belongs to.
    async fn classify(&self, draft: &mut Draft, reading: &Reading) -> Result<(), ChatError> {
        let text = classify::described(&reading.query);
        let likely = self.likely_for(reading).await?;
        let search = Search { pins: Vec::new(), ..Search::new(&text, vec![WorkspaceId::knowledge()], OF_ALL_PAGES) };
        let hits = self.retriever().search(&search).await?;
        classify::classify(draft, self.library(), (&reading.text, &text), (&likely, &hits));
        Ok(())
    }

    fn frequent(&self, reading: &Reading, hits: &[Hit], about: &[RequirementId]) -> Option<Found<'_>> {
        self.frequent.find(self.library(), reading, (hits, about), self.retriever())
    }

    /// The company's own documents on the same question.
    async fn own(&self, draft: &mut Draft, reading: &Reading, workspace: &WorkspaceId) -> Result<(), ChatError> {
        let subject = reading.subject();
        let mut search = Search::new(&reading.query, vec![workspace.clone()], 6);
        if let Some(subject) = &subject {
            search.query = format!("{subject} {}", reading.query);
            search.gloss.english = format!("{subject} {}", search.gloss.english);
        }
        search.pins.clear();
        let hits = self.retriever().search(&search).await?;
        let mut editions = HashMap::new();
        let mut titles: Vec<String> = Vec::new();
        for hit in &hits {
            if !titles.contains(&hit.chunk.title) {
                titles.push(hit.chunk.title.clone());
            }
            if !editions.contains_key(&hit.chunk.document_id) {
                let text = self.retriever().document_text(workspace, &hit.chunk.document_id).await?;
                editions.insert(hit.chunk.document_id.clone(), edition::edition(&text));
            }
        }
        let documents = self.retriever().documents(workspace).await?;
        let asked = own::Asked { hits: &hits, editions: &editions, documents, subject: subject.as_deref() };
        let alone = draft.is_empty();
        if own::own_documents(draft, reading, &asked) && alone {
            facts::own_alone(draft);
        }
        if draft.choices.is_empty() {
            draft.choices = choices::of_documents(reading, &titles);
        }
        Ok(())
    }
}

impl Found<'_> {
    /// Whether the answer begins with a no.
    fn denies(&self) -> bool {
        let first = self.blocks.first().map_or("", |block| self.page.slice(&block.range));
        let first = first.trim_start_matches("**Fact:**").trim_start().to_lowercase();
        ["no.", "no,", "no ", "not ", "none"].iter().any(|no| first.starts_with(no))
    }

    /// Whether the answer is of, or names, one of these requirements.
    fn names(&self, ids: &[RequirementId]) -> bool {
        let text: String = self.blocks.iter().map(|block| self.page.slice(&block.range)).collect();
        let heading = self.path.last().map_or("", String::as_str);
        let named = crate::retrieve::named(&format!("{heading}\n{text}"));
        ids.iter().any(|id| self.page.requirement == Some(*id) || named.contains(id))
    }
}
