//! Small words of English, German and Spanish: those that carry no topic, and those that point back.

use std::{collections::HashSet, sync::LazyLock};

const ENGLISH: &str = "a an and any are as at be been but by can could did do does doing for from had has have he her his how i if in \
    into is it its me my no not of on or our ours out she should so some such than that the their them then there \
    these they this those to too under up us was we were what when where which who whom why will with would you your \
    about please really just also thing things work works working involved normally usually possible kind kinds must \
    shall may might many much more most ok hi hello";
const GERMAN: &str = "und oder der die das den dem des ein eine einen einem einer ist sind wie was wer wen wem wo wann warum welche \
    welcher welches welchen wir ich uns unser unsere unserem unseren mein muss müssen kann können darf dürfen soll \
    sollen wird werden für mit von vom bei beim zu zum zur auf im ins aus nach nicht kein keine auch noch dann denn \
    dafür davon dazu es sie er man brauchen brauche braucht gibt haben hat";
const SPANISH: &str = "el la los las un una unos unas y e o del al es son como cómo que qué cual cuál cuales cuáles quien quién para \
    por con sin en se su sus nuestro nuestra nuestros nuestras necesito necesitamos debemos debo hay puedo podemos \
    eso esto ello lo le más";

static STOPWORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| [ENGLISH, GERMAN, SPANISH].into_iter().flat_map(str::split_whitespace).collect());

/// Words that point back at the one thing that was said before.
pub(super) const ANAPHORA: &str =
    "that it its this same das dies dafür davon dazu daran darin darauf dabei damit hierfür hierzu eso esto ello";
/// Words that point back at several things, or at those who were spoken of.
pub(super) const MANY: &str = "those these they them their such diese deren ihnen estos ellos";

/// Beginnings that go on from what was said before.
pub(super) const CONTINUES: [&str; 15] = [
    "and what about ",
    "and how about ",
    "and ",
    "but ",
    "what about ",
    "how about ",
    "also ",
    "even ",
    "auch ",
    "then ",
    "so ",
    "und was ist mit ",
    "und ",
    "was ist mit ",
    "y ",
];

/// Whether a word, in lower case, carries no topic.
pub(super) fn is_stopword(word: &str) -> bool {
    STOPWORDS.contains(word)
}
