//! What a page draws: each glyph that a person would see, and the rules that frame tables.

use std::collections::{BTreeMap, HashMap};

use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
    font::{self, GlyphRun, OutlineGlyph},
    hayro_cmap::BfString,
    kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape, Vec2},
};

use super::grid::Rule;

/// Type smaller than this, in points, cannot be read.
const TINY: f64 = 2.0;
/// Difference in a colour channel below which text and ground look the same.
const FAINT: f32 = 0.05;
/// Strokes that are this many times as broad as usual are bold.
const BROAD: f64 = 1.25;
/// Painted grounds that are remembered on a page.
const MAX_GROUNDS: usize = 4_000;
/// Rules that are remembered on a page.
const MAX_RULES: usize = 8_000;
/// Thickness up to which a filled rectangle is a rule, in points.
const RULE: f64 = 3.0;

/// A glyph where it stands; lengths are in points from the upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    pub(super) text: String,
    pub(super) x0: f64,
    pub(super) x1: f64,
    /// The baseline.
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) bold: bool,
    /// How broad its strokes are, in thousandths of its size; 0 when the font says how bold it is.
    breadth: f64,
    pub(super) vertical: i8,
}

/// All that a page showed.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) rules: Vec<Rule>,
    /// Width and height.
    pub(super) size: (f64, f64),
    /// Glyphs that no person would see.
    pub(super) hidden: usize,
    /// Glyphs whose letter is not known.
    pub(super) unknown: usize,
    /// Glyphs that stand on their heads.
    pub(super) turned: usize,
    /// A picture covers much of it.
    pub(super) pictured: bool,
    /// Its text is the invisible layer over a scan.
    pub(super) recognised: bool,
    /// There were more glyphs than may be.
    pub(super) overflow: bool,
}

/// Takes the place of a page's paper.
pub(super) struct Canvas {
    bounds: Rect,
    seen: Seen,
    left: usize,
    /// Text that is drawn in no colour, as scanners' programs do.
    invisible: Vec<Glyph>,
    grounds: Vec<(Rect, [f32; 4])>,
    clips: Vec<Rect>,
    weights: HashMap<u128, (bool, f64)>,
}

impl Canvas {
    pub(super) fn new(bounds: Rect, left: usize) -> Self {
        let seen = Seen { size: (bounds.width(), bounds.height()), ..Seen::default() };
        Self {
            bounds,
            seen,
            left,
            invisible: Vec::new(),
            grounds: Vec::new(),
            clips: Vec::new(),
            weights: HashMap::new(),
        }
    }

    pub(super) fn finish(mut self) -> Seen {
        if self.seen.pictured && self.invisible.len() > self.seen.glyphs.len() {
            self.seen.recognised = true;
            self.seen.glyphs.append(&mut self.invisible);
        }
        self.seen.hidden += self.invisible.iter().filter(|glyph| !glyph.text.trim().is_empty()).count();
        self.seen
    }

    fn glyph(&mut self, glyph: &font::PositionedGlyph<'_>, transform: Affine) -> Option<Glyph> {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => apart(c).map_or_else(|| c.to_string(), str::to_owned),
            Some(BfString::String(text)) => text,
            None => {
                self.seen.unknown += 1;
                return None;
            }
        };
        let (width, (bold, breadth)) = match &**glyph {
            font::Glyph::Outline(outline) => (outline.advance_width(), self.weight(outline)),
            font::Glyph::Type3(drawn) => (drawn.advance_width(), (false, 0.0)),
        };
        let place = transform * glyph.transform();
        let origin = place * Point::ZERO;
        let along = place * Point::new(f64::from(width.unwrap_or(500.0)), 0.0) - origin;
        let up: Vec2 = place * Point::new(0.0, 1000.0) - origin;
        let vertical = match (along.y.abs() > along.x.abs() * 4.0, along.x.abs() * 0.2 > along.y.abs()) {
            (true, _) if along.y < 0.0 => -1,
            (true, _) => 1,
            // Text aslant is a watermark, text that runs to the left is turned over; neither is the document's, unless the
            // whole page is turned.
            (_, true) if along.x >= 0.0 => 0,
            (_, true) => {
                self.seen.turned += 1;
                return None;
            }
            _ => return None,
        };
        let (x0, x1, y) = match vertical {
            0 => (origin.x, origin.x + along.x, origin.y),
            -1 => (-origin.y, -origin.y - along.y, origin.x),
            _ => (origin.y, origin.y + along.y, -origin.x),
        };
        Some(Glyph { text, x0, x1, y, size: up.hypot(), bold, breadth, vertical })
    }

    /// Whether the font says that it is bold; else how broad its strokes are.
    fn weight(&mut self, glyph: &OutlineGlyph) -> (bool, f64) {
        let key = glyph.identifier().cache_key();
        *self.weights.entry(key).or_insert_with(|| {
            let Some(data) = glyph.font_data() else { return (false, breadth(glyph)) };
            let name = data.postscript_name.unwrap_or_default().to_lowercase();
            let named = ["bold", "black", "heavy", "semibd"].iter().any(|word| name.contains(word));
            match data.weight {
                Some(weight) => (named || weight >= 600, 0.0),
                None if named => (true, 0.0),
                None => (false, breadth(glyph)),
            }
        })
    }

    /// Whether a person would see text of this paint at this place.
    fn shows(&self, paint: &Paint<'_>, at: Point, size: f64) -> bool {
        let margin = size.max(4.0);
        let on_page = self.bounds.inflate(margin, margin).contains(at);
        let clipped = self.clips.iter().any(|clip| !clip.inflate(margin, margin).contains(at));
        if !on_page || clipped || size < TINY {
            return false;
        }
        let Paint::Color(color) = paint else { return true };
        let [r, g, b, alpha] = color.to_rgba().components();
        let ground =
            self.grounds.iter().rev().find(|(rect, _)| rect.contains(at)).map_or([1.0; 4], |(_, ground)| *ground);
        let [gr, gg, gb, _] = ground;
        alpha > FAINT && ((r - gr).abs() > FAINT || (g - gg).abs() > FAINT || (b - gb).abs() > FAINT)
    }

    fn rule(&mut self, rect: Rect) {
        if self.seen.rules.len() < MAX_RULES
            && let Some(rule) = Rule::of(rect)
        {
            self.seen.rules.push(rule);
        }
    }

    /// The sides of a box, as the rules that they look like.
    fn frame(&mut self, rect: Rect) {
        let Rect { x0, y0, x1, y1 } = rect.abs();
        if x1 - x0 > self.bounds.width() * 0.98 && y1 - y0 > self.bounds.height() * 0.5 {
            return;
        }
        self.rule(Rect::new(x0, y0, x1, y0));
        self.rule(Rect::new(x0, y1, x1, y1));
        self.rule(Rect::new(x0, y0, x0, y1));
        self.rule(Rect::new(x1, y0, x1, y1));
    }

    fn stroke(&mut self, path: &BezPath, transform: Affine) {
        let (mut last, mut first) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            let next = match element {
                PathEl::MoveTo(to) => {
                    (last, first) = (*to, *to);
                    continue;
                }
                PathEl::LineTo(to) => *to,
                PathEl::ClosePath => first,
                PathEl::CurveTo(_, _, to) | PathEl::QuadTo(_, to) => {
                    last = *to;
                    continue;
                }
            };
            self.rule(Rect::from_points(transform * last, transform * next));
            last = next;
        }
    }
}

/// The letters that a ligature draws as one.
fn apart(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{FB00}' => "ff",
        '\u{FB01}' => "fi",
        '\u{FB02}' => "fl",
        '\u{FB03}' => "ffi",
        '\u{FB04}' => "ffl",
        '\u{FB05}' | '\u{FB06}' => "st",
        _ => return None,
    })
}

/// The breadth of a letter's strokes, in thousandths of its size: a long stroke has two sides.
fn breadth(glyph: &OutlineGlyph) -> f64 {
    let outline = glyph.outline();
    2.0 * outline.area().abs() / outline.perimeter(1.0).max(1.0)
}

/// Tells bold letters by their strokes where fonts do not say: they are broader than most of the document's.
#[derive(Debug, Default)]
pub(super) struct Strokes {
    seen: BTreeMap<u32, usize>,
    count: usize,
}

impl Strokes {
    /// Settles which glyphs of a page are bold.
    pub(super) fn settle(&mut self, glyphs: &mut [Glyph]) {
        let letters =
            glyphs.iter().filter(|glyph| glyph.breadth > 0.0 && glyph.text.chars().all(char::is_alphanumeric));
        for glyph in letters {
            *self.seen.entry(rounded(glyph.breadth)).or_default() += 1;
            self.count += 1;
        }
        let mut before = 0;
        let usual = self.seen.iter().find(|(_, count)| {
            before += **count;
            before * 2 >= self.count
        });
        let Some(usual) = usual.map(|(breadth, _)| f64::from(*breadth)) else { return };
        for glyph in glyphs.iter_mut().filter(|glyph| glyph.breadth > 0.0) {
            glyph.bold = glyph.breadth > usual * BROAD;
        }
    }
}

fn rounded(breadth: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is kept within 0 and 1000")]
    let whole = breadth.round().clamp(0.0, 1000.0) as u32;
    whole
}

impl<'a> Device<'a> for Canvas {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        let bounds = props.transform.transform_rect_bbox(path.bounding_box());
        let filled = matches!(draw_mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..));
        if !filled {
            self.stroke(path, props.transform);
            return;
        }
        if bounds.width().abs() <= RULE || bounds.height().abs() <= RULE {
            self.rule(bounds);
            return;
        }
        // Only upright boxes are grounds and frames; a curve's bounding box is neither.
        let lines = path.elements().iter().all(|element| !matches!(element, PathEl::CurveTo(..) | PathEl::QuadTo(..)));
        if let (true, Paint::Color(color)) = (lines, &props.paint) {
            let color = color.to_rgba().components();
            if self.grounds.len() < MAX_GROUNDS && color[3] > 0.5 {
                self.grounds.push((bounds, color));
            }
            if path.elements().len() <= 6 {
                self.frame(bounds);
            }
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        self.clips.push(clip_path.path.bounding_box());
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, draw_mode: &DrawMode) {
        for positioned in run.glyphs() {
            if self.left == 0 {
                self.seen.overflow = true;
                return;
            }
            self.left -= 1;
            let Some(glyph) = self.glyph(positioned, props.transform) else { continue };
            let origin = props.transform * positioned.transform() * Point::ZERO;
            // The ground is what lies under the letter's middle.
            let at = origin + Vec2::new((glyph.x1 - glyph.x0) / 2.0, -glyph.size * 0.3);
            let at = if glyph.vertical == 0 { at } else { origin };
            if matches!(draw_mode, DrawMode::Invisible) {
                self.invisible.push(glyph);
            } else if self.shows(&props.paint, at, glyph.size) {
                self.seen.glyphs.push(glyph);
            } else if !glyph.text.trim().is_empty() {
                self.seen.hidden += 1;
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let bounds = props.transform.transform_rect_bbox(Rect::new(0.0, 0.0, width, height));
        let visible = bounds.intersect(self.bounds).area();
        self.seen.pictured |= visible > self.bounds.area() * 0.4;
        // Text on a picture is seen, whatever its colour.
        if self.grounds.len() < MAX_GROUNDS {
            self.grounds.push((bounds, [0.5, 0.2, 0.7, 1.0]));
        }
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {}
}
