//! The shapes that faces show: the JSON of the contract, the same from the command line and over HTTP.

mod action;
mod answer;
mod control;
mod conversation;
mod guide;
mod hits;
mod markdown;
mod page;
mod safe;
mod time;
mod widget;

pub use action::ActionView;
pub use answer::{AnswerView, CitationView, notice};
pub use control::{ControlLine, ControlView, RelatedView, SectionView, control_lines, control_view};
pub use conversation::{Turn, conversation_markdown};
pub use guide::{GuideLine, GuideView, guide_lines, guide_markdown, guide_view};
pub use hits::{HitView, SearchView};
pub use markdown::{answer_markdown, footnotes};
pub use page::control_markdown;
pub use safe::safe_markdown;
pub use time::{rfc3339, rfc3339_now, today};
pub use widget::widget_snippet;
