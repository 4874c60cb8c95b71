//! The curated knowledge base: pages on requirements and guides, taken apart so that code can use each part.
//!
//! Pages are Markdown with front matter (`knowledge/README.md` is the authors' guide) and are embedded in the binary; a
//! folder can take their place. A requirement without a page of its own still has an entry, made from the catalogue.

mod check;
mod clause;
mod crosswalk;
mod example;
mod front;
mod library;
mod page;
mod paper;
mod parameter;
mod section;
mod shelf;

pub use check::{Coverage, KindCoverage, Problem, check, covered};
pub use clause::{Clause, Marks, SIZES};
pub use crosswalk::{Crosswalk, crosswalks};
pub use example::{Example, Says};
pub use front::{CHECKS, FAILINGS, FrontPassage};
pub use library::{Library, LibraryError};
pub use page::{Front, Page, PageError, PageKind, Related, Source};
pub use paper::{Form, Paper, PaperFront, PaperKind};
pub use parameter::Parameter;
pub use section::{Section, SectionKind};
pub use shelf::{Decision, Shelf, ValueKind};

#[cfg(test)]
mod tests;
