//! The board: passages in the order in which an answer first rests on them, each with its number.

use std::ops::Range;

use super::Citation;
use crate::{
    document::Offsets,
    iso::{Catalogue, RequirementId},
    knowledge::{Page, Paper},
    store::ChunkRow,
};

/// Collects passages and hands out their numbers.
#[derive(Debug, Default)]
pub(super) struct Board {
    citations: Vec<Citation>,
}

impl Board {
    /// The number for a range of bytes of a page; the same range keeps its number.
    pub(super) fn cite_page(&mut self, page: &Page, heading: &[String], bytes: &Range<usize>) -> usize {
        let mut offsets = Offsets::new(&page.text);
        let (start, end) = (offsets.chars_before(bytes.start), offsets.chars_before(bytes.end));
        let mut path = vec![page.label()];
        path.extend(heading.iter().cloned());
        self.add(Citation {
            n: 0,
            requirement: page.requirement,
            title: page.label(),
            source: page.source.clone(),
            document: None,
            heading: path,
            page: None,
            quote: page.slice(bytes).to_owned(),
            start,
            end,
        })
    }

    /// The number for a sentence of a document of the library.
    pub(super) fn cite_paper(&mut self, paper: &Paper, quote: &str) -> Option<usize> {
        let at = paper.text.find(quote)?;
        let start = Offsets::new(&paper.text).chars_before(at);
        Some(self.add(Citation {
            n: 0,
            requirement: None,
            title: paper.front.title.clone(),
            source: paper.source.clone(),
            document: None,
            heading: vec![paper.front.title.clone()],
            page: None,
            quote: quote.to_owned(),
            start,
            end: start + quote.chars().count(),
        }))
    }

    /// The number for a passage of a company's own document.
    pub(super) fn cite_document(&mut self, chunk: &ChunkRow, quote: &str, start: usize) -> usize {
        self.add(Citation {
            n: 0,
            requirement: None,
            title: chunk.title.clone(),
            source: chunk.document_name.clone(),
            document: Some(chunk.document_id.clone()),
            heading: chunk.heading.clone(),
            page: None,
            quote: quote.to_owned(),
            start,
            end: start + quote.chars().count(),
        })
    }

    /// The number for a row of the catalogue of the 2013 edition.
    pub(super) fn cite_2013(&mut self, old: &str, heir: RequirementId) -> Option<usize> {
        let (quote, start) = Catalogue::row_2013(old)?;
        Some(self.add(Citation {
            n: 0,
            requirement: Some(heir),
            title: "Controls of the 2013 edition and where they went".to_owned(),
            source: "knowledge/catalogue/controls-2013.csv".to_owned(),
            document: None,
            heading: vec![old.to_owned()],
            page: None,
            quote: quote.to_owned(),
            start,
            end: start + quote.chars().count(),
        }))
    }

    /// The number for a requirement's row of the catalogue.
    pub(super) fn cite_row(&mut self, id: RequirementId) -> Option<usize> {
        let (file, quote, start) = Catalogue::row(id)?;
        Some(self.add(Citation {
            n: 0,
            requirement: Some(id),
            title: "Ids, titles and themes of the 2022 edition".to_owned(),
            source: format!("knowledge/catalogue/{file}"),
            document: None,
            heading: vec![id.to_string()],
            page: None,
            quote: quote.to_owned(),
            start,
            end: start + quote.chars().count(),
        }))
    }

    pub(super) fn citations(&self) -> &[Citation] {
        &self.citations
    }

    pub(super) fn into_citations(self) -> Vec<Citation> {
        self.citations
    }

    fn add(&mut self, citation: Citation) -> usize {
        let same = |known: &&Citation| {
            known.source == citation.source
                && known.document == citation.document
                && (known.start, known.end) == (citation.start, citation.end)
        };
        if let Some(known) = self.citations.iter().find(same) {
            return known.n;
        }
        let n = self.citations.len() + 1;
        self.citations.push(Citation { n, ..citation });
        n
    }
}
