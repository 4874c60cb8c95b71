//! Pages are drawn: grounds, text, bars, links, the outline, and what stands on every page.

use std::collections::HashMap;

use krilla::{
    Document,
    annotation::{Annotation, LinkAnnotation, Target},
    color::rgb,
    destination::{Destination, XyzDestination},
    geom::{PathBuilder, Point, Rect},
    image::Image,
    metadata::Metadata,
    page::PageSettings,
    paint::{Fill, Stroke},
    surface::Surface,
};

use super::{
    bar,
    font::Fonts,
    layout::{WIDE, WIDTH},
    line::{Line, Run, Style, lines},
    logo, outline,
    pages::{LEFT, PAGE, Placed, is_wide},
    strip::Op,
};
use crate::export::{
    Plain,
    sheet::{Sheet, Span},
    tone,
};

/// Where a heading stands: page from 0, and its upper edge.
type Places = HashMap<String, (usize, f32)>;

/// The file of pages.
pub(super) fn document(sheet: &Sheet, pages: &[Vec<Placed>], fonts: &mut Fonts<'_>) -> Result<Vec<u8>, String> {
    let places = places(pages);
    let logo = sheet.style.logo.as_ref().map(logo::image).transpose()?.flatten();
    let mut document = Document::new();
    let mut metadata =
        Metadata::new().title(sheet.title.to_string()).language("en".to_owned()).creator("Annexa".to_owned());
    if !sheet.company.is_empty() {
        metadata = metadata.authors(vec![sheet.company.to_string()]);
    }
    document.set_metadata(metadata);
    for (at, placed) in pages.iter().enumerate() {
        let turned = is_wide(placed);
        let (width, height) = if turned { (PAGE.1, PAGE.0) } else { PAGE };
        let settings = PageSettings::from_wh(width, height).ok_or("the page has no size")?;
        let mut page = document.start_page_with(settings);
        let mut links = Vec::new();
        let mut surface = page.surface();
        let mut pen = Pen { surface: &mut surface, fonts, places: &places, logo: logo.as_ref(), links: &mut links };
        for one in placed {
            pen.grounds(one);
        }
        for one in placed {
            pen.strip(one);
        }
        pen.every_page(sheet, (at, pages.len()), turned);
        surface.finish();
        for (rect, target) in links {
            page.add_annotation(Annotation::new_link(LinkAnnotation::new(rect, target), None));
        }
        page.finish();
    }
    document.set_outline(outline::outline(pages));
    document.finish().map_err(|error| format!("{error:?}"))
}

fn places(pages: &[Vec<Placed>]) -> Places {
    let mut places = Places::new();
    for (page, strips) in pages.iter().enumerate() {
        for placed in strips {
            for op in &placed.strip.ops {
                if let Op::Heading(_, _, anchor) = op {
                    places.insert(anchor.clone(), (page, placed.y));
                }
            }
        }
    }
    places
}

/// The place in the file that a heading's page and upper edge mean.
pub(super) fn destination(page: usize, y: f32) -> XyzDestination {
    XyzDestination::new(page, Point::from_xy(LEFT, (y - 12.0).max(0.0)))
}

/// Draws on one page.
struct Pen<'a, 's, 'f> {
    surface: &'a mut Surface<'s>,
    fonts: &'a mut Fonts<'f>,
    logo: Option<&'a Image>,
    places: &'a Places,
    links: &'a mut Vec<(Rect, Target)>,
}

/// Sets the colour of what is drawn next.
pub(super) fn fill(surface: &mut Surface<'_>, [red, green, blue]: [u8; 3]) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }));
}

/// A filled box.
pub(super) fn filled(surface: &mut Surface<'_>, (x, y, width, height): (f32, f32, f32, f32), colour: [u8; 3]) {
    let Some(rect) = Rect::from_xywh(x, y, width, height) else { return };
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    if let Some(path) = path.finish() {
        fill(surface, colour);
        surface.draw_path(&path);
    }
}

impl Pen<'_, '_, '_> {
    fn grounds(&mut self, placed: &Placed) {
        let (top, height) = (placed.y - placed.before, placed.before + placed.strip.height);
        for back in &placed.strip.backs {
            // A hair more, so that no line of light stays between two strips.
            filled(self.surface, (LEFT + back.x, top, back.width, height + 0.2), back.fill);
        }
    }

    fn strip(&mut self, placed: &Placed) {
        for op in &placed.strip.ops {
            match op {
                Op::Text(baseline, run) => self.run(run, LEFT, placed.y + baseline),
                Op::Rule(x, y, width, ink) => {
                    filled(self.surface, (LEFT + x, placed.y + y - 0.25, *width, 0.5), *ink);
                }
                Op::Box(x, y, width, height, colour) => {
                    filled(self.surface, (LEFT + x, placed.y + y, *width, *height), *colour);
                }
                Op::Bar(x, y, width, height, verdict) => {
                    bar::draw(self.surface, (LEFT + x, placed.y + y, *width, *height), *verdict);
                }
                Op::Logo(x, y, width, height) => {
                    if let Some(image) = self.logo {
                        logo::draw(self.surface, image, (LEFT + x, placed.y + y, *width, *height));
                    }
                }
                Op::Heading(..) => {}
                Op::PageOf(x, y, size, anchor) => {
                    if let Some((page, _)) = self.places.get(anchor) {
                        let style = Style::of(*size).ink(tone::SOFT);
                        self.ending_at(&(page + 1).to_string(), &style, LEFT + x, placed.y + y);
                    }
                }
            }
        }
    }

    fn run(&mut self, run: &Run, left: f32, baseline: f32) {
        let (x, size) = (left + run.x, run.style.size);
        if let Some(ink) = run.style.frame {
            let (top, height) = (baseline - size * 0.98, size * 1.3);
            filled(self.surface, (x - 3.5, top, run.width + 7.0, height), ink);
            let back = run.style.back.unwrap_or([255; 3]);
            filled(self.surface, (x - 2.9, top + 0.6, run.width + 5.8, height - 1.2), back);
        } else if let Some(back) = run.style.back {
            filled(self.surface, (x - 1.0, baseline - size * 0.98, run.width + 2.0, size * 1.28), back);
        }
        fill(self.surface, run.style.ink);
        if self.fonts.is_too_thin(run.style.face) {
            let [red, green, blue] = run.style.ink;
            let paint = rgb::Color::new(red, green, blue).into();
            self.surface.set_stroke(Some(Stroke { paint, width: size * 0.032, ..Stroke::default() }));
        }
        let font = self.fonts.font(run.style.face);
        self.surface.draw_glyphs(Point::from_xy(x, baseline), &run.glyphs, font, &run.text, size, false);
        let Some((page, y)) = run.style.link.as_deref().and_then(|anchor| self.places.get(anchor)) else { return };
        if let Some(rect) = Rect::from_xywh(x, baseline - size, run.width, size * 1.3) {
            self.links.push((rect, Target::Destination(Destination::Xyz(destination(*page, *y)))));
        }
    }

    fn line(&mut self, text: &str, style: &Style) -> Option<Line> {
        lines(&[Span::Text(Plain::line(text))], style, WIDTH, self.fonts).into_iter().next()
    }

    fn starting_at(&mut self, text: &str, style: &Style, x: f32, baseline: f32) {
        if let Some(line) = self.line(text, style) {
            line.runs.iter().for_each(|run| self.run(run, x, baseline));
        }
    }

    fn ending_at(&mut self, text: &str, style: &Style, x: f32, baseline: f32) {
        if let Some(line) = self.line(text, style) {
            line.runs.iter().for_each(|run| self.run(run, x - line.width, baseline));
        }
    }

    /// Company and title above, from the second page on; the kind of document and the page's number below.
    fn every_page(&mut self, sheet: &Sheet, (at, of): (usize, usize), turned: bool) {
        let (width, foot) = if turned { (WIDE, PAGE.0 - 34.0) } else { (WIDTH, 808.0) };
        let style = Style::of(8.0).ink(tone::SOFT);
        if at > 0 {
            self.starting_at(&short(&sheet.heading_line()), &style, LEFT, 42.0);
            self.ending_at(&short(&sheet.title), &style, LEFT + width, 42.0);
            filled(self.surface, (LEFT, 48.0, width, 0.5), tone::LINE);
        }
        self.starting_at(&cut(&sheet.footing(), 90), &style, LEFT, foot);
        self.ending_at(&format!("Page {} of {of}", at + 1), &style, LEFT + width, foot);
    }
}

/// What fits beside something else in one line.
fn short(text: &str) -> String {
    cut(text, 58)
}

/// The text, or its beginning.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 2).chain(['…']).collect()
}
