//! The logo above the title, as large as in Word files: at most 6 cm wide and 1.6 cm high.

use krilla::{
    geom::{Size, Transform},
    image::Image,
    surface::Surface,
};

use super::strip::{Op, Strip};
use crate::export::{Logo, LogoKind};

const WIDEST: f32 = 170.1;
const HIGHEST: f32 = 45.4;
/// The room between it and the title.
const BELOW: f32 = 20.0;

/// Where it stands; a drawing stands only in web pages.
pub(super) fn strip(logo: &Logo) -> Option<Strip> {
    if logo.kind == LogoKind::Svg {
        return None;
    }
    let side = |pixels: u32| f32::from(u16::try_from(pixels).unwrap_or(u16::MAX).max(1));
    let (width, height) = (side(logo.size.0), side(logo.size.1));
    let scale = (WIDEST / width).min(HIGHEST / height);
    let (width, height) = (width * scale, height * scale);
    let ops = vec![Op::Logo(0.0, 0.0, width, height)];
    Some(Strip { height: height + BELOW, keep_next: true, ops, ..Strip::default() })
}

/// The picture as the file embeds it; none of a drawing.
pub(super) fn image(logo: &Logo) -> Result<Option<Image>, String> {
    let bytes = || logo.bytes.clone().into();
    match logo.kind {
        LogoKind::Png => Image::from_png(bytes(), true).map(Some),
        LogoKind::Jpeg => Image::from_jpeg(bytes(), true).map(Some),
        LogoKind::Svg => Ok(None),
    }
}

/// Draws it.
pub(super) fn draw(surface: &mut Surface<'_>, image: &Image, (x, y, width, height): (f32, f32, f32, f32)) {
    if let Some(size) = Size::from_wh(width, height) {
        surface.push_transform(&Transform::from_translate(x, y));
        surface.draw_image(image.clone(), size);
        surface.pop();
    }
}
