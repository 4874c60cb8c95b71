//! Learned; do not edit: `make fit-gap`.

use super::{
    coverage::{COVERAGE, SAYING},
    features::FEATURES,
    judge::Logistic,
};

pub(super) const RULE_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: 1.16529,
    means: [
        0.49022,  // meaning of the best statement
        0.28620,  // belonging of the best statement
        0.13209,  // words of the best statement
        0.44835,  // meaning, mean of three
        0.18455,  // belonging, mean of three
        0.09463,  // words, mean of three
        0.14777,  // own words in the best statement
        0.23826,  // own words in three statements
        -4.37993, // coverage of the requirement
        0.96576,  // length of the check
        0.00909,  // denials among three
        0.01781,  // promises among three
        0.28353,  // rules among three
        0.01927,  // wishes among three
        0.36096,  // timing among three
        0.44311,  // actors among three
        0.01963,  // dates among three
        0.01999,  // not in force among three
        0.04689,  // timing wanted and absent
        0.73828,  // only expected
        0.16648,  // rows among three
        1.00000,  // a statement was found
        0.54437,  // nearest text, best of three
        -3.95481, // share of the check, best of three
        -5.33573, // share of the check in the section, best of three
        -4.13054, // belonging, mean logarithm of three
        0.37506,  // reading of the best statement
        0.39304,  // reading, best of three
        0.32364,  // reading, mean of three
        -2.85116, // share of the reading, best of three
        0.32647,  // wholeness of the best statement
        0.36570,  // wholeness, best of three
        0.28873,  // wholeness, mean of three
    ],
    weights: [
        0.37613,  // meaning of the best statement
        -0.15813, // belonging of the best statement
        2.41705,  // words of the best statement
        -1.29385, // meaning, mean of three
        0.53793,  // belonging, mean of three
        2.57893,  // words, mean of three
        -0.87461, // own words in the best statement
        0.68815,  // own words in three statements
        0.09515,  // coverage of the requirement
        -0.36379, // length of the check
        -2.46214, // denials among three
        -1.00127, // promises among three
        0.77012,  // rules among three
        -0.90271, // wishes among three
        -0.59533, // timing among three
        -0.50406, // actors among three
        -1.32771, // dates among three
        1.27466,  // not in force among three
        -0.51372, // timing wanted and absent
        -0.35732, // only expected
        0.41782,  // rows among three
        0.00000,  // a statement was found
        0.39099,  // nearest text, best of three
        0.04854,  // share of the check, best of three
        0.03640,  // share of the check in the section, best of three
        0.11038,  // belonging, mean logarithm of three
        2.76714,  // reading of the best statement
        2.95028,  // reading, best of three
        0.72499,  // reading, mean of three
        0.28123,  // share of the reading, best of three
        1.54068,  // wholeness of the best statement
        -0.86247, // wholeness, best of three
        3.30201,  // wholeness, mean of three
    ],
};

pub(super) const RULE_MET: Logistic<FEATURES> = Logistic {
    offset: -1.06283,
    means: [
        0.50536,  // meaning of the best statement
        0.40321,  // belonging of the best statement
        0.16338,  // words of the best statement
        0.46613,  // meaning, mean of three
        0.30547,  // belonging, mean of three
        0.12010,  // words, mean of three
        0.19542,  // own words in the best statement
        0.29874,  // own words in three statements
        -2.69724, // coverage of the requirement
        0.97126,  // length of the check
        0.00611,  // denials among three
        0.01198,  // promises among three
        0.41333,  // rules among three
        0.01374,  // wishes among three
        0.44305,  // timing among three
        0.53708,  // actors among three
        0.01320,  // dates among three
        0.34106,  // not in force among three
        0.03637,  // timing wanted and absent
        0.74542,  // only expected
        0.15770,  // rows among three
        1.00000,  // a statement was found
        0.56137,  // nearest text, best of three
        -3.63398, // share of the check, best of three
        -5.11342, // share of the check in the section, best of three
        -3.32057, // belonging, mean logarithm of three
        0.39122,  // reading of the best statement
        0.41241,  // reading, best of three
        0.34353,  // reading, mean of three
        -2.69408, // share of the reading, best of three
        0.34502,  // wholeness of the best statement
        0.38243,  // wholeness, best of three
        0.30916,  // wholeness, mean of three
    ],
    weights: [
        -1.52480, // meaning of the best statement
        -0.11710, // belonging of the best statement
        1.64422,  // words of the best statement
        1.99647,  // meaning, mean of three
        0.45985,  // belonging, mean of three
        2.51264,  // words, mean of three
        1.00002,  // own words in the best statement
        2.24463,  // own words in three statements
        -0.02248, // coverage of the requirement
        -0.81006, // length of the check
        -2.39112, // denials among three
        -1.90070, // promises among three
        -0.46757, // rules among three
        -1.84577, // wishes among three
        -0.26453, // timing among three
        0.43017,  // actors among three
        0.65772,  // dates among three
        -0.32146, // not in force among three
        -0.01724, // timing wanted and absent
        -0.23103, // only expected
        -0.21907, // rows among three
        0.00000,  // a statement was found
        -2.33476, // nearest text, best of three
        0.05691,  // share of the check, best of three
        0.05888,  // share of the check in the section, best of three
        0.06859,  // belonging, mean logarithm of three
        2.79053,  // reading of the best statement
        5.68760,  // reading, best of three
        -0.52110, // reading, mean of three
        0.21926,  // share of the reading, best of three
        3.26050,  // wholeness of the best statement
        1.25631,  // wholeness, best of three
        0.57332,  // wholeness, mean of three
    ],
};

pub(super) const RECORD_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: -0.48151,
    means: [
        0.45285,  // meaning of the best statement
        0.30982,  // belonging of the best statement
        0.11330,  // words of the best statement
        0.43244,  // meaning, mean of three
        0.26232,  // belonging, mean of three
        0.09684,  // words, mean of three
        0.15349,  // own words in the best statement
        0.25019,  // own words in three statements
        -3.24610, // coverage of the requirement
        0.85116,  // length of the check
        0.00775,  // denials among three
        0.05814,  // promises among three
        0.27132,  // rules among three
        0.01163,  // wishes among three
        0.41860,  // timing among three
        0.45349,  // actors among three
        0.15891,  // dates among three
        0.04264,  // not in force among three
        0.05814,  // timing wanted and absent
        0.22093,  // only expected
        0.41860,  // rows among three
        1.00000,  // a statement was found
        0.53034,  // nearest text, best of three
        -4.23649, // share of the check, best of three
        -7.30111, // share of the check in the section, best of three
        -3.81124, // belonging, mean logarithm of three
        0.34499,  // reading of the best statement
        0.37032,  // reading, best of three
        0.32468,  // reading, mean of three
        -3.72118, // share of the reading, best of three
        0.32320,  // wholeness of the best statement
        0.35133,  // wholeness, best of three
        0.30979,  // wholeness, mean of three
    ],
    weights: [
        1.61219,  // meaning of the best statement
        0.03552,  // belonging of the best statement
        1.49946,  // words of the best statement
        1.12418,  // meaning, mean of three
        0.16525,  // belonging, mean of three
        4.28011,  // words, mean of three
        1.01634,  // own words in the best statement
        1.10962,  // own words in three statements
        0.05749,  // coverage of the requirement
        0.13514,  // length of the check
        -3.00716, // denials among three
        0.36295,  // promises among three
        0.05548,  // rules among three
        -1.70463, // wishes among three
        -0.45097, // timing among three
        0.18244,  // actors among three
        0.58770,  // dates among three
        -0.03749, // not in force among three
        -0.07087, // timing wanted and absent
        0.52264,  // only expected
        0.77338,  // rows among three
        0.00000,  // a statement was found
        1.63354,  // nearest text, best of three
        0.00577,  // share of the check, best of three
        0.00878,  // share of the check in the section, best of three
        0.10185,  // belonging, mean logarithm of three
        0.62491,  // reading of the best statement
        -0.20849, // reading, best of three
        -0.52614, // reading, mean of three
        0.00535,  // share of the reading, best of three
        0.42102,  // wholeness of the best statement
        -0.45883, // wholeness, best of three
        -0.28780, // wholeness, mean of three
    ],
};

pub(super) const RECORD_MET: Logistic<FEATURES> = Logistic {
    offset: -2.81405,
    means: [
        0.45285,  // meaning of the best statement
        0.30982,  // belonging of the best statement
        0.11330,  // words of the best statement
        0.43244,  // meaning, mean of three
        0.26232,  // belonging, mean of three
        0.09684,  // words, mean of three
        0.15349,  // own words in the best statement
        0.25019,  // own words in three statements
        -3.24610, // coverage of the requirement
        0.85116,  // length of the check
        0.00775,  // denials among three
        0.05814,  // promises among three
        0.27132,  // rules among three
        0.01163,  // wishes among three
        0.41860,  // timing among three
        0.45349,  // actors among three
        0.15891,  // dates among three
        0.04264,  // not in force among three
        0.05814,  // timing wanted and absent
        0.22093,  // only expected
        0.41860,  // rows among three
        1.00000,  // a statement was found
        0.53034,  // nearest text, best of three
        -4.23649, // share of the check, best of three
        -7.30111, // share of the check in the section, best of three
        -3.81124, // belonging, mean logarithm of three
        0.34499,  // reading of the best statement
        0.37032,  // reading, best of three
        0.32468,  // reading, mean of three
        -3.72118, // share of the reading, best of three
        0.32320,  // wholeness of the best statement
        0.35133,  // wholeness, best of three
        0.30979,  // wholeness, mean of three
    ],
    weights: [
        0.44967,  // meaning of the best statement
        0.21143,  // belonging of the best statement
        -0.13507, // words of the best statement
        0.91255,  // meaning, mean of three
        0.25046,  // belonging, mean of three
        -0.22834, // words, mean of three
        0.45420,  // own words in the best statement
        -0.24588, // own words in three statements
        0.03948,  // coverage of the requirement
        -0.28903, // length of the check
        -0.89053, // denials among three
        -0.09887, // promises among three
        -0.07918, // rules among three
        -0.51044, // wishes among three
        0.03913,  // timing among three
        -0.12793, // actors among three
        -0.09154, // dates among three
        -0.31975, // not in force among three
        -0.28885, // timing wanted and absent
        1.03707,  // only expected
        0.25404,  // rows among three
        0.00000,  // a statement was found
        0.22049,  // nearest text, best of three
        0.01556,  // share of the check, best of three
        0.01371,  // share of the check in the section, best of three
        0.03968,  // belonging, mean logarithm of three
        0.37057,  // reading of the best statement
        0.27609,  // reading, best of three
        -0.16968, // reading, mean of three
        0.00180,  // share of the reading, best of three
        -0.07668, // wholeness of the best statement
        -0.10932, // wholeness, best of three
        -0.21518, // wholeness, mean of three
    ],
};

pub(super) const SAYS: Logistic<SAYING> = Logistic {
    offset: -8.28256,
    means: [
        -4.16607, // belonging of the best statement, logarithm
        -4.54876, // belonging of three statements, logarithm
        -5.05649, // belonging of eight statements, logarithm
        0.51390,  // nearness of the best statement
        0.48929,  // nearness of three statements
    ],
    weights: [
        0.40689,  // belonging of the best statement, logarithm
        0.43999,  // belonging of three statements, logarithm
        0.53221,  // belonging of eight statements, logarithm
        10.56139, // nearness of the best statement
        15.21452, // nearness of three statements
    ],
};

/// How much ordinary documents say of what they say most about: the 30th percentile of the cases.
pub(super) const ORDINARY: f64 = 0.77040;

pub(super) const COVERED: Logistic<COVERAGE> = Logistic {
    offset: -0.03608,
    means: [
        -3.04464, // what is said of it
        1.90661,  // what is said of the thirty most spoken of
    ],
    weights: [
        0.45084,  // what is said of it
        -0.64328, // what is said of the thirty most spoken of
    ],
};
