//! Which clauses of a policy a model worded, for the reader of the document and for programs.

use std::{collections::BTreeMap, fmt::Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Editor, Fate, PLAIN};
use crate::draft::{blocks::Block, values::plain};

/// Who worded what in a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PolicyWording")]
pub struct Wording {
    /// The model that was asked.
    pub model: String,
    /// How it was asked to write.
    pub voice: String,
    /// What came of it, for a person who reads.
    pub said: String,
    /// Clauses with a model's words.
    pub reworded: usize,
    /// Clauses whose new words failed the checks.
    pub refused: usize,
    /// Clauses that the model left as they are.
    pub unchanged: usize,
    /// Clauses for which nothing usable came back.
    pub silent: usize,
    /// The first thing that went wrong with the model, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Each clause, in order.
    pub clauses: Vec<ClauseWording>,
}

/// Who worded a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClauseWording {
    /// Its number.
    pub clause: String,
    /// Its title.
    pub title: String,
    /// The library or a model.
    pub mode: WordingMode,
    /// The model, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Why the library's words stand, where a model was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Whose words a clause has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WordingMode {
    /// The library's.
    Composed,
    /// A language model's, checked.
    Generated,
}

impl Wording {
    pub(super) fn of(editor: &Editor<'_>, blocks: &[Block<'_>], fates: &[Fate]) -> Self {
        let count = |is: fn(&Fate) -> bool| fates.iter().filter(|fate| is(fate)).count();
        let model = editor.llm.name().to_owned();
        let clause = |(block, fate): (&Block<'_>, &Fate)| {
            let is_models = matches!(fate, Fate::Reworded(_));
            ClauseWording {
                clause: block.number.clone(),
                title: block.title.clone(),
                mode: if is_models { WordingMode::Generated } else { WordingMode::Composed },
                model: is_models.then(|| model.clone()),
                why: why(fate),
            }
        };
        let mut wording = Self {
            voice: editor.voice.unwrap_or(PLAIN).to_owned(),
            said: String::new(),
            reworded: count(|fate| matches!(fate, Fate::Reworded(_))),
            refused: count(|fate| matches!(fate, Fate::Refused(_))),
            unchanged: count(|fate| matches!(fate, Fate::Unchanged)),
            silent: count(|fate| matches!(fate, Fate::Silent(_))),
            problem: fates.iter().find_map(|fate| match fate {
                Fate::Silent(trouble) => Some(trouble.to_string()),
                _ => None,
            }),
            clauses: blocks.iter().zip(fates).map(clause).collect(),
            model,
        };
        wording.said = wording.sentences(fates);
        wording
    }

    /// The annex that says so in the document; nothing where every word is the library's.
    pub(super) fn annex(&self) -> String {
        if self.reworded == 0 {
            return String::new();
        }
        let mut annex = format!("\n## Annex: wording\n\n{}\n\n| Clause | Worded by |\n|---|---|\n", plain(&self.said));
        for one in self.clauses.iter().filter(|one| one.mode == WordingMode::Generated) {
            let _ = writeln!(annex, "| {} {} | the language model {} |", one.clause, one.title, plain(&self.model));
        }
        annex
    }

    fn sentences(&self, fates: &[Fate]) -> String {
        let of = self.clauses.len();
        let mut said = if self.reworded == 0 {
            format!("The language model {} worded none of the {of} clauses: all keep the library's words.", self.model)
        } else {
            format!(
                "The language model {} worded {} of {of} clauses in the voice of the house, and the program checked that \
                 they ask the same of the same people; the words are a model's all the same: read them before approval.",
                self.model, self.reworded
            )
        };
        if self.refused > 0 {
            let mut slips: BTreeMap<String, usize> = BTreeMap::new();
            for fate in fates {
                if let Fate::Refused(slip) = fate {
                    *slips.entry(slip.to_string()).or_default() += 1;
                }
            }
            let slips: Vec<String> = slips.iter().map(|(slip, times)| format!("{slip}: {times}")).collect();
            let _ =
                write!(said, " What it wrote for {} others failed the checks ({}).", self.refused, slips.join("; "));
        }
        if self.unchanged > 0 {
            let _ = write!(said, " It left {} as they are.", self.unchanged);
        }
        if self.silent > 0 {
            let _ = write!(said, " For {} it gave nothing usable.", self.silent);
        }
        said
    }
}

fn why(fate: &Fate) -> Option<String> {
    match fate {
        Fate::Unasked | Fate::Reworded(_) => None,
        Fate::Unchanged => Some("the model left it as it is".to_owned()),
        Fate::Refused(slip) => Some(format!("what the model wrote failed the checks: {slip}")),
        Fate::Silent(trouble) => Some(format!("the model gave nothing usable: {trouble}")),
    }
}
