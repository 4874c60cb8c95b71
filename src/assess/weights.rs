//! Learned; do not edit: `make fit-gap`.

use super::{
    coverage::{COVERAGE, SAYING},
    features::FEATURES,
    judge::Logistic,
};

pub(super) const RULE_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: 1.11378,
    means: [
        0.47713,  // meaning of the best statement
        0.33922,  // belonging of the best statement
        0.14731,  // words of the best statement
        0.44793,  // meaning, mean of three
        0.28581,  // belonging, mean of three
        0.11992,  // words, mean of three
        0.14855,  // own words in the best statement
        0.25145,  // own words in three statements
        -3.55473, // coverage of the requirement
        0.96328,  // length of the check
        0.01671,  // denials among three
        0.05013,  // promises among three
        0.39515,  // rules among three
        0.04094,  // wishes among three
        0.38513,  // timing among three
        0.51211,  // actors among three
        0.04678,  // dates among three
        0.06015,  // not in force among three
        0.05514,  // timing wanted and absent
        0.71429,  // only expected
        0.19716,  // rows among three
        1.00000,  // a statement was found
    ],
    weights: [
        1.15511,  // meaning of the best statement
        0.53771,  // belonging of the best statement
        2.78209,  // words of the best statement
        0.99661,  // meaning, mean of three
        0.51780,  // belonging, mean of three
        3.85738,  // words, mean of three
        1.86306,  // own words in the best statement
        1.13743,  // own words in three statements
        0.13122,  // coverage of the requirement
        0.11384,  // length of the check
        -1.42431, // denials among three
        -1.26150, // promises among three
        -0.06620, // rules among three
        -0.59697, // wishes among three
        -0.26721, // timing among three
        -0.66476, // actors among three
        0.24576,  // dates among three
        0.41137,  // not in force among three
        -0.14426, // timing wanted and absent
        -0.23538, // only expected
        0.01385,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const RULE_MET: Logistic<FEATURES> = Logistic {
    offset: -1.43278,
    means: [
        0.47713,  // meaning of the best statement
        0.33922,  // belonging of the best statement
        0.14731,  // words of the best statement
        0.44793,  // meaning, mean of three
        0.28581,  // belonging, mean of three
        0.11992,  // words, mean of three
        0.14855,  // own words in the best statement
        0.25145,  // own words in three statements
        -3.55473, // coverage of the requirement
        0.96328,  // length of the check
        0.01671,  // denials among three
        0.05013,  // promises among three
        0.39515,  // rules among three
        0.04094,  // wishes among three
        0.38513,  // timing among three
        0.51211,  // actors among three
        0.04678,  // dates among three
        0.06015,  // not in force among three
        0.05514,  // timing wanted and absent
        0.71429,  // only expected
        0.19716,  // rows among three
        1.00000,  // a statement was found
    ],
    weights: [
        2.08490,  // meaning of the best statement
        0.19190,  // belonging of the best statement
        2.31207,  // words of the best statement
        1.85196,  // meaning, mean of three
        0.32839,  // belonging, mean of three
        2.45201,  // words, mean of three
        1.93909,  // own words in the best statement
        1.17019,  // own words in three statements
        0.09074,  // coverage of the requirement
        -0.64722, // length of the check
        -0.35530, // denials among three
        -0.88514, // promises among three
        -0.03061, // rules among three
        -0.12471, // wishes among three
        -0.28523, // timing among three
        0.09877,  // actors among three
        0.71411,  // dates among three
        -1.01365, // not in force among three
        -0.04047, // timing wanted and absent
        -0.23609, // only expected
        0.06884,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const RECORD_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: -0.41606,
    means: [
        0.46553,  // meaning of the best statement
        0.32325,  // belonging of the best statement
        0.12240,  // words of the best statement
        0.44047,  // meaning, mean of three
        0.28585,  // belonging, mean of three
        0.10241,  // words, mean of three
        0.14477,  // own words in the best statement
        0.24577,  // own words in three statements
        -3.51078, // coverage of the requirement
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
    ],
    weights: [
        1.34006,  // meaning of the best statement
        0.23204,  // belonging of the best statement
        1.72776,  // words of the best statement
        0.82746,  // meaning, mean of three
        0.30055,  // belonging, mean of three
        2.87244,  // words, mean of three
        0.72252,  // own words in the best statement
        0.81508,  // own words in three statements
        0.04463,  // coverage of the requirement
        -0.06482, // length of the check
        -1.16828, // denials among three
        0.21485,  // promises among three
        -0.10822, // rules among three
        -0.75704, // wishes among three
        -0.31550, // timing among three
        -0.10622, // actors among three
        0.28635,  // dates among three
        -0.29267, // not in force among three
        -0.19741, // timing wanted and absent
        0.24850,  // only expected
        0.40065,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const RECORD_MET: Logistic<FEATURES> = Logistic {
    offset: -2.63056,
    means: [
        0.46553,  // meaning of the best statement
        0.32325,  // belonging of the best statement
        0.12240,  // words of the best statement
        0.44047,  // meaning, mean of three
        0.28585,  // belonging, mean of three
        0.10241,  // words, mean of three
        0.14477,  // own words in the best statement
        0.24577,  // own words in three statements
        -3.51078, // coverage of the requirement
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
    ],
    weights: [
        0.14407,  // meaning of the best statement
        0.15704,  // belonging of the best statement
        0.02042,  // words of the best statement
        0.05360,  // meaning, mean of three
        0.22054,  // belonging, mean of three
        -0.30025, // words, mean of three
        0.22628,  // own words in the best statement
        -0.15933, // own words in three statements
        0.02054,  // coverage of the requirement
        -0.10875, // length of the check
        -0.24493, // denials among three
        -0.00753, // promises among three
        -0.08647, // rules among three
        -0.18465, // wishes among three
        -0.05516, // timing among three
        -0.06014, // actors among three
        0.02083,  // dates among three
        -0.20853, // not in force among three
        -0.11765, // timing wanted and absent
        0.41114,  // only expected
        0.10703,  // rows among three
        0.00000,  // a statement was found
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
