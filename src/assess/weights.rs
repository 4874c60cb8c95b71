//! Learned; do not edit: `make fit-gap`.

use super::{
    coverage::{COVERAGE, SAYING},
    features::FEATURES,
    judge::Logistic,
};

pub(super) const RULE_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: 1.10985,
    means: [
        0.47746,  // meaning of the best statement
        0.33906,  // belonging of the best statement
        0.14874,  // words of the best statement
        0.44863,  // meaning, mean of three
        0.28572,  // belonging, mean of three
        0.12107,  // words, mean of three
        0.14915,  // own words in the best statement
        0.25159,  // own words in three statements
        -3.52004, // coverage of the requirement
        0.96328,  // length of the check
        0.01671,  // denials among three
        0.05013,  // promises among three
        0.39515,  // rules among three
        0.04094,  // wishes among three
        0.38596,  // timing among three
        0.51462,  // actors among three
        0.04595,  // dates among three
        0.06099,  // not in force among three
        0.05514,  // timing wanted and absent
        0.71429,  // only expected
        0.19298,  // rows among three
        1.00000,  // a statement was found
    ],
    weights: [
        1.29809,  // meaning of the best statement
        0.54901,  // belonging of the best statement
        2.69862,  // words of the best statement
        0.89260,  // meaning, mean of three
        0.52344,  // belonging, mean of three
        3.39110,  // words, mean of three
        1.87754,  // own words in the best statement
        1.26433,  // own words in three statements
        0.12674,  // coverage of the requirement
        0.12352,  // length of the check
        -1.50174, // denials among three
        -1.24663, // promises among three
        -0.03244, // rules among three
        -0.57860, // wishes among three
        -0.28394, // timing among three
        -0.68826, // actors among three
        0.31191,  // dates among three
        0.43170,  // not in force among three
        -0.14249, // timing wanted and absent
        -0.23419, // only expected
        0.03786,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const RULE_MET: Logistic<FEATURES> = Logistic {
    offset: -1.43253,
    means: [
        0.47746,  // meaning of the best statement
        0.33906,  // belonging of the best statement
        0.14874,  // words of the best statement
        0.44863,  // meaning, mean of three
        0.28572,  // belonging, mean of three
        0.12107,  // words, mean of three
        0.14915,  // own words in the best statement
        0.25159,  // own words in three statements
        -3.52004, // coverage of the requirement
        0.96328,  // length of the check
        0.01671,  // denials among three
        0.05013,  // promises among three
        0.39515,  // rules among three
        0.04094,  // wishes among three
        0.38596,  // timing among three
        0.51462,  // actors among three
        0.04595,  // dates among three
        0.06099,  // not in force among three
        0.05514,  // timing wanted and absent
        0.71429,  // only expected
        0.19298,  // rows among three
        1.00000,  // a statement was found
    ],
    weights: [
        2.20779,  // meaning of the best statement
        0.18434,  // belonging of the best statement
        2.30321,  // words of the best statement
        1.62836,  // meaning, mean of three
        0.31931,  // belonging, mean of three
        2.34288,  // words, mean of three
        1.93551,  // own words in the best statement
        1.20181,  // own words in three statements
        0.08943,  // coverage of the requirement
        -0.65039, // length of the check
        -0.55005, // denials among three
        -0.86437, // promises among three
        0.02112,  // rules among three
        -0.09939, // wishes among three
        -0.25083, // timing among three
        0.13441,  // actors among three
        0.76034,  // dates among three
        -1.00436, // not in force among three
        -0.02854, // timing wanted and absent
        -0.23807, // only expected
        0.08912,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const RECORD_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: -0.41551,
    means: [
        0.46623,  // meaning of the best statement
        0.32516,  // belonging of the best statement
        0.12536,  // words of the best statement
        0.44164,  // meaning, mean of three
        0.28644,  // belonging, mean of three
        0.10374,  // words, mean of three
        0.14645,  // own words in the best statement
        0.24405,  // own words in three statements
        -3.48979, // coverage of the requirement
        0.85116,  // length of the check
        0.01163,  // denials among three
        0.06202,  // promises among three
        0.25194,  // rules among three
        0.02713,  // wishes among three
        0.35659,  // timing among three
        0.46899,  // actors among three
        0.18217,  // dates among three
        0.05426,  // not in force among three
        0.08140,  // timing wanted and absent
        0.22093,  // only expected
        0.38372,  // rows among three
        1.00000,  // a statement was found
    ],
    weights: [
        1.30866,  // meaning of the best statement
        0.23688,  // belonging of the best statement
        1.62100,  // words of the best statement
        0.75921,  // meaning, mean of three
        0.30705,  // belonging, mean of three
        2.85860,  // words, mean of three
        0.72240,  // own words in the best statement
        0.85976,  // own words in three statements
        0.04497,  // coverage of the requirement
        -0.06179, // length of the check
        -1.15622, // denials among three
        0.22565,  // promises among three
        -0.07606, // rules among three
        -0.73687, // wishes among three
        -0.30641, // timing among three
        -0.12724, // actors among three
        0.29242,  // dates among three
        -0.32257, // not in force among three
        -0.19128, // timing wanted and absent
        0.25110,  // only expected
        0.42874,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const RECORD_MET: Logistic<FEATURES> = Logistic {
    offset: -2.62997,
    means: [
        0.46623,  // meaning of the best statement
        0.32516,  // belonging of the best statement
        0.12536,  // words of the best statement
        0.44164,  // meaning, mean of three
        0.28644,  // belonging, mean of three
        0.10374,  // words, mean of three
        0.14645,  // own words in the best statement
        0.24405,  // own words in three statements
        -3.48979, // coverage of the requirement
        0.85116,  // length of the check
        0.01163,  // denials among three
        0.06202,  // promises among three
        0.25194,  // rules among three
        0.02713,  // wishes among three
        0.35659,  // timing among three
        0.46899,  // actors among three
        0.18217,  // dates among three
        0.05426,  // not in force among three
        0.08140,  // timing wanted and absent
        0.22093,  // only expected
        0.38372,  // rows among three
        1.00000,  // a statement was found
    ],
    weights: [
        0.16062,  // meaning of the best statement
        0.15967,  // belonging of the best statement
        0.01434,  // words of the best statement
        0.06488,  // meaning, mean of three
        0.22332,  // belonging, mean of three
        -0.30111, // words, mean of three
        0.24273,  // own words in the best statement
        -0.13653, // own words in three statements
        0.02082,  // coverage of the requirement
        -0.11736, // length of the check
        -0.24444, // denials among three
        0.00361,  // promises among three
        -0.08583, // rules among three
        -0.19204, // wishes among three
        -0.05573, // timing among three
        -0.05707, // actors among three
        0.01795,  // dates among three
        -0.22589, // not in force among three
        -0.11202, // timing wanted and absent
        0.41105,  // only expected
        0.11299,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const SAYS: Logistic<SAYING> = Logistic {
    offset: -8.02629,
    means: [
        -4.02086, // belonging of the best statement, logarithm
        -4.42802, // belonging of three statements, logarithm
        -4.94731, // belonging of eight statements, logarithm
        0.50841,  // nearness of the best statement
        0.48295,  // nearness of three statements
    ],
    weights: [
        0.32547,  // belonging of the best statement, logarithm
        0.50336,  // belonging of three statements, logarithm
        0.73883,  // belonging of eight statements, logarithm
        2.72529,  // nearness of the best statement
        13.44228, // nearness of three statements
    ],
};

/// How much ordinary documents say of what they say most about: the 30th percentile of the cases.
pub(super) const ORDINARY: f64 = 0.49554;

pub(super) const COVERED: Logistic<COVERAGE> = Logistic {
    offset: -0.03554,
    means: [
        -3.29465, // what is said of it
        1.27959,  // what is said of the thirty most spoken of
    ],
    weights: [
        0.48388,  // what is said of it
        -0.82362, // what is said of the thirty most spoken of
    ],
};
