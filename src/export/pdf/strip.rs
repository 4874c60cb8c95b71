//! A strip: a slice of a document that never breaks, with what is drawn in it.

use std::rc::Rc;

use super::line::{Line, Run};
use crate::iso::GapVerdict;

/// A slice across the page.
#[derive(Debug, Clone, Default)]
pub(super) struct Strip {
    /// The room above it, which a page's top swallows.
    pub(super) before: f32,
    /// Its height.
    pub(super) height: f32,
    /// Whether it stays with the next one.
    pub(super) keep_next: bool,
    /// Whether it begins a page.
    pub(super) on_new_page: bool,
    /// Whether it stands on a turned page.
    pub(super) is_wide: bool,
    /// What is drawn.
    pub(super) ops: Vec<Op>,
    /// What lies behind all of it, from the strip before it on.
    pub(super) backs: Vec<Back>,
    /// What is repeated above it when it begins a page: a table's header row.
    pub(super) header: Option<Rc<Strip>>,
}

/// Something to draw; places are from the strip's upper left corner.
#[derive(Debug, Clone)]
pub(super) enum Op {
    /// Text on a baseline.
    Text(f32, Run),
    /// A line across: x, y, width.
    Rule(f32, f32, f32, [u8; 3]),
    /// A filled box: x, y, width, height.
    Box(f32, f32, f32, f32, [u8; 3]),
    /// A part of a bar: x, y, width, height.
    Bar(f32, f32, f32, f32, GapVerdict),
    /// The logo: x, y, width, height.
    Logo(f32, f32, f32, f32),
    /// A heading for the outline: level, text, anchor.
    Heading(u8, String, String),
    /// The page number of an anchor, ending at x, on a baseline.
    PageOf(f32, f32, f32, String),
}

/// A ground behind a strip.
#[derive(Debug, Clone, Copy)]
pub(super) struct Back {
    /// Its left edge.
    pub(super) x: f32,
    /// Its width.
    pub(super) width: f32,
    /// Its colour.
    pub(super) fill: [u8; 3],
}

impl Strip {
    /// A line of text whose left edge is at `x`.
    pub(super) fn of_line(line: Line, x: f32, leading: f32) -> Self {
        let mut strip = Self { height: leading, ..Self::default() };
        strip.add_line(line, x, 0.0, leading);
        strip
    }

    /// Adds a line of text below `top`.
    pub(super) fn add_line(&mut self, line: Line, x: f32, top: f32, leading: f32) {
        let baseline = top + leading * 0.74;
        for run in line.runs {
            self.ops.push(Op::Text(baseline, Run { x: run.x + x, ..run }));
        }
    }

    /// The same, further right.
    pub(super) fn shifted(mut self, by: f32) -> Self {
        for op in &mut self.ops {
            match op {
                Op::Text(_, run) => run.x += by,
                Op::Rule(x, ..) | Op::Box(x, ..) | Op::Bar(x, ..) | Op::Logo(x, ..) | Op::PageOf(x, ..) => {
                    *x += by;
                }
                Op::Heading(..) => {}
            }
        }
        for back in &mut self.backs {
            back.x += by;
        }
        self.header = self.header.map(|header| Rc::new(Rc::unwrap_or_clone(header).shifted(by)));
        self
    }

    /// The same with a ground behind it.
    pub(super) fn with_back(mut self, back: Back) -> Self {
        self.backs.insert(0, back);
        self
    }
}
