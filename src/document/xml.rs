//! XML in small trees: one paragraph, one row, one style at a time, so that a long document is never in memory twice.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesRef, BytesStart, Event},
};

use super::TextError;

/// How deep elements may nest.
const MAX_DEPTH: usize = 256;
/// Elements of one tree, such as one paragraph or one table.
const MAX_ELEMENTS: usize = 1_000_000;

/// An element with all that is in it; names are without their prefix.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The value of an attribute, by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The elements directly inside.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element of this name directly inside.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// The first element along a path of names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The `val` of a child, as office formats write settings.
    pub(super) fn setting(&self, name: &str) -> Option<&str> {
        self.child(name)?.attribute("val")
    }

    /// Whether a child switches something on.
    pub(super) fn is_on(&self, name: &str) -> Option<bool> {
        let child = self.child(name)?;
        Some(!matches!(child.attribute("val"), Some("0" | "false" | "off" | "none")))
    }

    /// The text directly inside.
    pub(super) fn text(&self) -> String {
        let texts = self.children.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        });
        texts.collect()
    }
}

/// Walks a part and gives the elements that are asked for, whole.
pub(super) struct Parts<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Parts<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        Self { reader, depth: 0 }
    }

    /// The next element of this name, at whatever depth.
    pub(super) fn next(&mut self, name: &str) -> Result<Option<Element>, TextError> {
        self.next_of(|found, _| found == name)
    }

    /// The next element that the test wants, by its name and its depth (the root's is 0).
    pub(super) fn next_of(&mut self, wanted: impl Fn(&str, usize) -> bool) -> Result<Option<Element>, TextError> {
        loop {
            match self.event()? {
                Event::Start(start) => {
                    let element = opened(&start);
                    if wanted(&element.name, self.depth) {
                        return self.rest(element).map(Some);
                    }
                    self.depth += 1;
                }
                Event::Empty(start) => {
                    let element = opened(&start);
                    if wanted(&element.name, self.depth) {
                        return Ok(Some(element));
                    }
                }
                Event::End(_) => self.depth = self.depth.saturating_sub(1),
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// Everything up to the end of an element that was opened.
    fn rest(&mut self, top: Element) -> Result<Element, TextError> {
        let mut open = vec![top];
        let mut count = 0_usize;
        loop {
            let event = self.event()?;
            let Some(inner) = open.last_mut() else { return Ok(Element::default()) };
            match event {
                Event::Start(start) => {
                    count += 1;
                    if open.len() >= MAX_DEPTH || count > MAX_ELEMENTS {
                        return Err(TextError::Limit("elements nested too deep, or too many of them".to_owned()));
                    }
                    open.push(opened(&start));
                }
                Event::Empty(start) => {
                    count += 1;
                    inner.children.push(Node::Element(opened(&start)));
                }
                Event::Text(text) => push_text(inner, &text.xml10_content()),
                Event::CData(text) => push_text(inner, &text.xml10_content()),
                Event::GeneralRef(entity) => push_text(inner, &resolved(&entity)),
                Event::End(_) => {
                    let Some(done) = open.pop() else { return Ok(Element::default()) };
                    match open.last_mut() {
                        Some(outer) => outer.children.push(Node::Element(done)),
                        None => return Ok(done),
                    }
                }
                Event::Eof => return Err(TextError::Damaged("the XML ends too early".to_owned())),
                _ => {}
            }
        }
    }

    fn event(&mut self) -> Result<Event<'a>, TextError> {
        match self.reader.read_event() {
            Ok(Event::DocType(_)) => Err(TextError::Damaged("it declares a document type".to_owned())),
            Ok(event) => Ok(event),
            Err(error) => Err(TextError::Damaged(format!("XML: {error}"))),
        }
    }
}

fn opened(start: &BytesStart<'_>) -> Element {
    let attributes = start.attributes().filter_map(|attribute| {
        let attribute = attribute.ok()?;
        let value = attribute
            .normalized_value(XmlVersion::Explicit1_0)
            .map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
        Some((attribute.key.local_name().as_ref().to_owned(), value))
    });
    Element { name: start.local_name().as_ref().to_owned(), attributes: attributes.collect(), children: Vec::new() }
}

fn push_text(element: &mut Element, text: &str) {
    match element.children.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => element.children.push(Node::Text(text.to_owned())),
    }
}

/// Characters by number and the five names that XML itself has; without a document type there are no others.
fn resolved(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    let named = match entity.xml10_content().as_ref() {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    };
    named.to_owned()
}
