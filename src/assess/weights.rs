//! Learned; do not edit: `make fit-gap`.

use super::{
    coverage::{COVERAGE, SAYING},
    features::FEATURES,
    judge::Logistic,
};

pub(super) const RULE_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: 1.24229,
    means: [
        0.47725,  // meaning of the best statement
        0.33897,  // belonging of the best statement
        0.14689,  // words of the best statement
        0.44795,  // meaning, mean of three
        0.28573,  // belonging, mean of three
        0.11979,  // words, mean of three
        0.14869,  // own words in the best statement
        0.25168,  // own words in three statements
        -3.54434, // coverage of the requirement
        0.96328,  // length of the check
        0.01671,  // denials among three
        0.05013,  // promises among three
        0.39599,  // rules among three
        0.04094,  // wishes among three
        0.38596,  // timing among three
        0.51295,  // actors among three
        0.04678,  // dates among three
        0.05931,  // not in force among three
        0.05514,  // timing wanted and absent
        0.71429,  // only expected
        0.19716,  // rows among three
        1.00000,  // a statement was found
        0.55168,  // nearest text, best of three
        -5.49537, // share of the check, best of three
        -8.28328, // share of the check in the section, best of three
        -3.53277, // belonging, mean logarithm of three
    ],
    weights: [
        0.64709,  // meaning of the best statement
        0.23440,  // belonging of the best statement
        2.91415,  // words of the best statement
        -0.16144, // meaning, mean of three
        0.19442,  // belonging, mean of three
        2.93139,  // words, mean of three
        2.01954,  // own words in the best statement
        1.19871,  // own words in three statements
        0.11944,  // coverage of the requirement
        0.14799,  // length of the check
        -2.25839, // denials among three
        -2.00457, // promises among three
        0.08205,  // rules among three
        -0.78306, // wishes among three
        -0.24428, // timing among three
        -0.79022, // actors among three
        0.17573,  // dates among three
        0.60597,  // not in force among three
        -0.14112, // timing wanted and absent
        -0.28914, // only expected
        0.09940,  // rows among three
        0.00000,  // a statement was found
        0.05709,  // nearest text, best of three
        0.03637,  // share of the check, best of three
        0.03442,  // share of the check in the section, best of three
        0.15061,  // belonging, mean logarithm of three
    ],
};

pub(super) const RULE_MET: Logistic<FEATURES> = Logistic {
    offset: -0.83804,
    means: [
        0.48748,  // meaning of the best statement
        0.52636,  // belonging of the best statement
        0.18365,  // words of the best statement
        0.45699,  // meaning, mean of three
        0.45249,  // belonging, mean of three
        0.14462,  // words, mean of three
        0.20957,  // own words in the best statement
        0.32392,  // own words in three statements
        -1.61843, // coverage of the requirement
        0.97854,  // length of the check
        0.00848,  // denials among three
        0.02595,  // promises among three
        0.51564,  // rules among three
        0.02476,  // wishes among three
        0.47401,  // timing among three
        0.61570,  // actors among three
        0.02374,  // dates among three
        0.52260,  // not in force among three
        0.04197,  // timing wanted and absent
        0.74510,  // only expected
        0.20105,  // rows among three
        1.00000,  // a statement was found
        0.56497,  // nearest text, best of three
        -4.56184, // share of the check, best of three
        -6.90737, // share of the check in the section, best of three
        -2.46419, // belonging, mean logarithm of three
    ],
    weights: [
        1.79258,  // meaning of the best statement
        0.12962,  // belonging of the best statement
        3.00103,  // words of the best statement
        -0.14705, // meaning, mean of three
        0.30011,  // belonging, mean of three
        3.80601,  // words, mean of three
        1.96360,  // own words in the best statement
        2.88091,  // own words in three statements
        0.03480,  // coverage of the requirement
        -0.83472, // length of the check
        -0.88183, // denials among three
        -1.48914, // promises among three
        -0.15315, // rules among three
        -0.18202, // wishes among three
        -0.09658, // timing among three
        0.12597,  // actors among three
        1.28592,  // dates among three
        -0.18690, // not in force among three
        -0.07660, // timing wanted and absent
        -0.07578, // only expected
        -0.20562, // rows among three
        0.00000,  // a statement was found
        1.30547,  // nearest text, best of three
        0.04723,  // share of the check, best of three
        0.04204,  // share of the check in the section, best of three
        0.10928,  // belonging, mean logarithm of three
    ],
};

pub(super) const RECORD_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: -0.45748,
    means: [
        0.46553,  // meaning of the best statement
        0.32325,  // belonging of the best statement
        0.12240,  // words of the best statement
        0.44047,  // meaning, mean of three
        0.28585,  // belonging, mean of three
        0.10241,  // words, mean of three
        0.14477,  // own words in the best statement
        0.24577,  // own words in three statements
        -3.51645, // coverage of the requirement
        0.85116,  // length of the check
        0.01163,  // denials among three
        0.06202,  // promises among three
        0.25969,  // rules among three
        0.03101,  // wishes among three
        0.36434,  // timing among three
        0.46512,  // actors among three
        0.18217,  // dates among three
        0.05039,  // not in force among three
        0.08140,  // timing wanted and absent
        0.22093,  // only expected
        0.39147,  // rows among three
        1.00000,  // a statement was found
        0.53770,  // nearest text, best of three
        -4.41810, // share of the check, best of three
        -7.73145, // share of the check in the section, best of three
        -3.73688, // belonging, mean logarithm of three
    ],
    weights: [
        1.36537,  // meaning of the best statement
        0.16511,  // belonging of the best statement
        1.95281,  // words of the best statement
        0.40570,  // meaning, mean of three
        0.26162,  // belonging, mean of three
        3.38340,  // words, mean of three
        0.75777,  // own words in the best statement
        1.18492,  // own words in three statements
        0.04768,  // coverage of the requirement
        -0.07020, // length of the check
        -1.89939, // denials among three
        0.24786,  // promises among three
        -0.07258, // rules among three
        -1.00615, // wishes among three
        -0.44550, // timing among three
        -0.11541, // actors among three
        0.39507,  // dates among three
        -0.34624, // not in force among three
        -0.35030, // timing wanted and absent
        0.39134,  // only expected
        0.56326,  // rows among three
        0.00000,  // a statement was found
        1.34943,  // nearest text, best of three
        0.01549,  // share of the check, best of three
        0.00268,  // share of the check in the section, best of three
        0.07443,  // belonging, mean logarithm of three
    ],
};

pub(super) const RECORD_MET: Logistic<FEATURES> = Logistic {
    offset: -2.71509,
    means: [
        0.46553,  // meaning of the best statement
        0.32325,  // belonging of the best statement
        0.12240,  // words of the best statement
        0.44047,  // meaning, mean of three
        0.28585,  // belonging, mean of three
        0.10241,  // words, mean of three
        0.14477,  // own words in the best statement
        0.24577,  // own words in three statements
        -3.51645, // coverage of the requirement
        0.85116,  // length of the check
        0.01163,  // denials among three
        0.06202,  // promises among three
        0.25969,  // rules among three
        0.03101,  // wishes among three
        0.36434,  // timing among three
        0.46512,  // actors among three
        0.18217,  // dates among three
        0.05039,  // not in force among three
        0.08140,  // timing wanted and absent
        0.22093,  // only expected
        0.39147,  // rows among three
        1.00000,  // a statement was found
        0.53770,  // nearest text, best of three
        -4.41810, // share of the check, best of three
        -7.73145, // share of the check in the section, best of three
        -3.73688, // belonging, mean logarithm of three
    ],
    weights: [
        0.19619,  // meaning of the best statement
        0.20814,  // belonging of the best statement
        -0.04395, // words of the best statement
        0.06196,  // meaning, mean of three
        0.31226,  // belonging, mean of three
        -0.66832, // words, mean of three
        0.34400,  // own words in the best statement
        -0.26414, // own words in three statements
        0.02860,  // coverage of the requirement
        -0.19731, // length of the check
        -0.47980, // denials among three
        0.00548,  // promises among three
        -0.13763, // rules among three
        -0.28428, // wishes among three
        -0.08523, // timing among three
        -0.08624, // actors among three
        0.01997,  // dates among three
        -0.34626, // not in force among three
        -0.19047, // timing wanted and absent
        0.69041,  // only expected
        0.16921,  // rows among three
        0.00000,  // a statement was found
        -0.21319, // nearest text, best of three
        0.01193,  // share of the check, best of three
        -0.00147, // share of the check in the section, best of three
        0.03787,  // belonging, mean logarithm of three
    ],
};

pub(super) const SAYS: Logistic<SAYING> = Logistic {
    offset: -8.00253,
    means: [
        -4.03223, // belonging of the best statement, logarithm
        -4.44094, // belonging of three statements, logarithm
        -4.96397, // belonging of eight statements, logarithm
        0.50810,  // nearness of the best statement
        0.48255,  // nearness of three statements
    ],
    weights: [
        0.33348,  // belonging of the best statement, logarithm
        0.51668,  // belonging of three statements, logarithm
        0.73763,  // belonging of eight statements, logarithm
        2.07980,  // nearness of the best statement
        13.21776, // nearness of three statements
    ],
};

/// How much ordinary documents say of what they say most about: the 30th percentile of the cases.
pub(super) const ORDINARY: f64 = 0.43330;

pub(super) const COVERED: Logistic<COVERAGE> = Logistic {
    offset: -0.03512,
    means: [
        -3.30008, // what is said of it
        1.20080,  // what is said of the thirty most spoken of
    ],
    weights: [
        0.49097,  // what is said of it
        -0.83766, // what is said of the thirty most spoken of
    ],
};
