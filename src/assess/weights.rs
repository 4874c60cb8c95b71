//! Learned; do not edit: `make fit-gap`.

use super::{coverage::COVERAGE, features::FEATURES, judge::Logistic};

pub(super) const RULE_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: 1.09401,
    means: [
        0.47775, // meaning of the best statement
        0.32568, // belonging of the best statement
        0.14936, // words of the best statement
        0.44895, // meaning, mean of three
        0.28166, // belonging, mean of three
        0.12018, // words, mean of three
        0.14685, // own words in the best statement
        0.25048, // own words in three statements
        0.24495, // coverage of the requirement
        0.96328, // length of the check
        0.01838, // denials among three
        0.04929, // promises among three
        0.39933, // rules among three
        0.04010, // wishes among three
        0.37761, // timing among three
        0.51044, // actors among three
        0.05013, // dates among three
        0.06266, // not in force among three
        0.05764, // timing wanted and absent
        0.71429, // only expected
        0.20301, // rows among three
        1.00000, // a statement was found
    ],
    weights: [
        1.30759,  // meaning of the best statement
        0.65286,  // belonging of the best statement
        3.07392,  // words of the best statement
        1.45920,  // meaning, mean of three
        0.54259,  // belonging, mean of three
        4.11869,  // words, mean of three
        1.79693,  // own words in the best statement
        1.32891,  // own words in three statements
        0.59781,  // coverage of the requirement
        0.04598,  // length of the check
        -1.24547, // denials among three
        -1.26531, // promises among three
        -0.00532, // rules among three
        -0.75043, // wishes among three
        -0.29070, // timing among three
        -0.62207, // actors among three
        0.49350,  // dates among three
        0.33512,  // not in force among three
        -0.00044, // timing wanted and absent
        -0.24413, // only expected
        0.11111,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const RULE_MET: Logistic<FEATURES> = Logistic {
    offset: -1.39514,
    means: [
        0.47775, // meaning of the best statement
        0.32568, // belonging of the best statement
        0.14936, // words of the best statement
        0.44895, // meaning, mean of three
        0.28166, // belonging, mean of three
        0.12018, // words, mean of three
        0.14685, // own words in the best statement
        0.25048, // own words in three statements
        0.24495, // coverage of the requirement
        0.96328, // length of the check
        0.01838, // denials among three
        0.04929, // promises among three
        0.39933, // rules among three
        0.04010, // wishes among three
        0.37761, // timing among three
        0.51044, // actors among three
        0.05013, // dates among three
        0.06266, // not in force among three
        0.05764, // timing wanted and absent
        0.71429, // only expected
        0.20301, // rows among three
        1.00000, // a statement was found
    ],
    weights: [
        2.68051,  // meaning of the best statement
        0.18879,  // belonging of the best statement
        2.28903,  // words of the best statement
        1.63787,  // meaning, mean of three
        0.32752,  // belonging, mean of three
        2.22412,  // words, mean of three
        2.14749,  // own words in the best statement
        1.21315,  // own words in three statements
        0.57500,  // coverage of the requirement
        -0.63474, // length of the check
        -0.31840, // denials among three
        -0.82774, // promises among three
        0.02558,  // rules among three
        -0.08754, // wishes among three
        -0.25966, // timing among three
        0.13545,  // actors among three
        0.63599,  // dates among three
        -1.04860, // not in force among three
        -0.08848, // timing wanted and absent
        -0.24499, // only expected
        0.09398,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const RECORD_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: -0.40692,
    means: [
        0.46814, // meaning of the best statement
        0.32920, // belonging of the best statement
        0.12537, // words of the best statement
        0.44238, // meaning, mean of three
        0.29294, // belonging, mean of three
        0.10304, // words, mean of three
        0.14413, // own words in the best statement
        0.24017, // own words in three statements
        0.26407, // coverage of the requirement
        0.85116, // length of the check
        0.01163, // denials among three
        0.05814, // promises among three
        0.26357, // rules among three
        0.01938, // wishes among three
        0.35659, // timing among three
        0.46124, // actors among three
        0.17829, // dates among three
        0.05039, // not in force among three
        0.08140, // timing wanted and absent
        0.22093, // only expected
        0.37984, // rows among three
        1.00000, // a statement was found
    ],
    weights: [
        1.33854,  // meaning of the best statement
        0.24494,  // belonging of the best statement
        1.76039,  // words of the best statement
        0.88865,  // meaning, mean of three
        0.28764,  // belonging, mean of three
        2.82242,  // words, mean of three
        0.88835,  // own words in the best statement
        0.62698,  // own words in three statements
        0.30412,  // coverage of the requirement
        -0.08641, // length of the check
        -1.17201, // denials among three
        0.14556,  // promises among three
        -0.14675, // rules among three
        -0.71308, // wishes among three
        -0.30516, // timing among three
        -0.17877, // actors among three
        0.35900,  // dates among three
        -0.31704, // not in force among three
        -0.19926, // timing wanted and absent
        0.25411,  // only expected
        0.36394,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const RECORD_MET: Logistic<FEATURES> = Logistic {
    offset: -2.63152,
    means: [
        0.46814, // meaning of the best statement
        0.32920, // belonging of the best statement
        0.12537, // words of the best statement
        0.44238, // meaning, mean of three
        0.29294, // belonging, mean of three
        0.10304, // words, mean of three
        0.14413, // own words in the best statement
        0.24017, // own words in three statements
        0.26407, // coverage of the requirement
        0.85116, // length of the check
        0.01163, // denials among three
        0.05814, // promises among three
        0.26357, // rules among three
        0.01938, // wishes among three
        0.35659, // timing among three
        0.46124, // actors among three
        0.17829, // dates among three
        0.05039, // not in force among three
        0.08140, // timing wanted and absent
        0.22093, // only expected
        0.37984, // rows among three
        1.00000, // a statement was found
    ],
    weights: [
        0.13259,  // meaning of the best statement
        0.16459,  // belonging of the best statement
        0.01306,  // words of the best statement
        0.06654,  // meaning, mean of three
        0.20347,  // belonging, mean of three
        -0.28042, // words, mean of three
        0.24847,  // own words in the best statement
        -0.12710, // own words in three statements
        0.21690,  // coverage of the requirement
        -0.11380, // length of the check
        -0.27377, // denials among three
        0.01601,  // promises among three
        -0.08600, // rules among three
        -0.18825, // wishes among three
        -0.05678, // timing among three
        -0.05046, // actors among three
        -0.03271, // dates among three
        -0.22194, // not in force among three
        -0.11045, // timing wanted and absent
        0.41264,  // only expected
        0.11517,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const COVERED: Logistic<COVERAGE> = Logistic {
    offset: -0.02001,
    means: [
        -3.48065, // what is said of it, logarithm
        -1.18203, // what is said of all, logarithm
    ],
    weights: [
        0.28738,  // what is said of it, logarithm
        -0.38204, // what is said of all, logarithm
    ],
};
