//! Parts of bars: a ground, a pattern and a frame, so that they differ without colour too.

use krilla::{
    color::rgb,
    geom::{PathBuilder, Rect},
    paint::{FillRule, Stroke},
    surface::Surface,
};

use super::draw::{fill, filled};
use crate::{
    export::tone::{self, Pattern},
    iso::GapVerdict,
};

/// The distance of lines and dots.
const STEP: f32 = 4.0;

/// Draws a part: x, y, width, height.
pub(super) fn draw(surface: &mut Surface<'_>, area: (f32, f32, f32, f32), verdict: GapVerdict) {
    let tone = tone::of(verdict);
    let (x, y, width, height) = area;
    filled(surface, area, tone.ink);
    if tone.pattern == Pattern::Solid {
        return;
    }
    let inner = (x + 0.6, y + 0.6, width - 1.2, height - 1.2);
    filled(surface, inner, tone.tint);
    let Some(rect) = Rect::from_xywh(inner.0, inner.1, inner.2, inner.3) else { return };
    let mut clip = PathBuilder::new();
    clip.push_rect(rect);
    let Some(clip) = clip.finish() else { return };
    surface.push_clip_path(&clip, &FillRule::NonZero);
    match tone.pattern {
        Pattern::Stripes => slanted(surface, area, tone.ink, 0.9, &[true]),
        Pattern::Mesh => slanted(surface, area, tone.ink, 0.6, &[true, false]),
        Pattern::Dots => dots(surface, area, tone.ink),
        Pattern::Solid | Pattern::Plain => {}
    }
    surface.pop();
}

fn slanted(
    surface: &mut Surface<'_>,
    (x, y, width, height): (f32, f32, f32, f32),
    ink: [u8; 3],
    wide: f32,
    ways: &[bool],
) {
    let mut path = PathBuilder::new();
    let mut at = x - height;
    while at < x + width {
        for rises in ways {
            let (low, high) = if *rises { (y + height, y) } else { (y, y + height) };
            path.move_to(at, low);
            path.line_to(at + height, high);
        }
        at += STEP;
    }
    let Some(path) = path.finish() else { return };
    let [red, green, blue] = ink;
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: rgb::Color::new(red, green, blue).into(),
        width: wide,
        ..Stroke::default()
    }));
    surface.draw_path(&path);
    surface.set_stroke(None);
}

fn dots(surface: &mut Surface<'_>, (x, y, width, height): (f32, f32, f32, f32), ink: [u8; 3]) {
    let mut path = PathBuilder::new();
    let (mut row, mut top) = (false, y + 1.6);
    while top < y + height {
        let mut left = x + if row { STEP / 2.0 + 1.6 } else { 1.6 };
        while left < x + width {
            if let Some(dot) = Rect::from_xywh(left, top, 1.2, 1.2) {
                path.push_rect(dot);
            }
            left += STEP;
        }
        top += STEP / 1.3;
        row = !row;
    }
    if let Some(path) = path.finish() {
        fill(surface, ink);
        surface.draw_path(&path);
    }
}
