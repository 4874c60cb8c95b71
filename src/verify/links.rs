//! Links in what a model wrote: none is allowed, ours are made from citations.

use std::sync::LazyLock;

use regex::Regex;

use super::{Doubt, passage::Passage};

/// Addresses, Markdown links, pictures and definitions, HTML and entities.
static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) \b[a-z][a-z0-9+.-]{1,15}:/ | \bwww\. | \]\s?\( | !\[ | ^\s{0,3}\[[^\]]+\]: | <\s*[a-z/!?]
          | \b(?:javascript|vbscript|mailto|tel)\s*:\s*\S | \bdata:[a-z]+/ | &\#?[a-z0-9]{2,8};",
    )
    .ok()
});
/// A host or mail address without a scheme; only one that the sources have may be repeated.
static HOST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) \b[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,} | \b[a-z0-9-]+(?:\.[a-z0-9-]+)*
          \.(?:com|net|org|io|dev|app|ai|info|biz|co|eu|de|uk|us|ru|cn|xyz|top|site|online|cloud|tech|me|cc|tv|example|invalid|test)\b(?:/\S*)?",
    )
    .ok()
});

pub(super) fn check(sentence: &str, all: &Passage) -> Result<(), Doubt> {
    if LINK.as_ref().is_none_or(|link| link.is_match(sentence)) {
        return Err(Doubt::ForeignLink);
    }
    let Some(host) = HOST.as_ref() else { return Err(Doubt::ForeignLink) };
    let foreign = host.find_iter(sentence).any(|found| !all.text.contains(&found.as_str().to_lowercase()));
    if foreign { Err(Doubt::ForeignLink) } else { Ok(()) }
}
