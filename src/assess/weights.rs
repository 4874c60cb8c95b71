//! Learned; do not edit: `make fit-gap`.

use super::{coverage::COVERAGE, features::FEATURES, judge::Logistic};

pub(super) const RULE_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: 1.28186,
    means: [
        0.47765, // meaning of the best statement
        0.32416, // belonging of the best statement
        0.14944, // words of the best statement
        0.44898, // meaning, mean of three
        0.28036, // belonging, mean of three
        0.11997, // words, mean of three
        0.14658, // own words in the best statement
        0.25101, // own words in three statements
        0.16954, // coverage of the requirement
        0.96328, // length of the check
        0.01838, // denials among three
        0.05013, // promises among three
        0.40184, // rules among three
        0.04094, // wishes among three
        0.37761, // timing among three
        0.51044, // actors among three
        0.04428, // dates among three
        0.06349, // not in force among three
        0.06015, // timing wanted and absent
        0.71429, // only expected
        0.20301, // rows among three
        1.00000, // a statement was found
    ],
    weights: [
        1.71403,  // meaning of the best statement
        0.90266,  // belonging of the best statement
        4.28514,  // words of the best statement
        1.99151,  // meaning, mean of three
        0.56253,  // belonging, mean of three
        5.09011,  // words, mean of three
        2.39739,  // own words in the best statement
        2.04032,  // own words in three statements
        1.20350,  // coverage of the requirement
        0.09325,  // length of the check
        -1.98421, // denials among three
        -1.88670, // promises among three
        0.03316,  // rules among three
        -0.74280, // wishes among three
        -0.33826, // timing among three
        -0.89594, // actors among three
        0.76846,  // dates among three
        0.65893,  // not in force among three
        0.05713,  // timing wanted and absent
        -0.30945, // only expected
        0.20258,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const RULE_MET: Logistic<FEATURES> = Logistic {
    offset: -1.48595,
    means: [
        0.47765, // meaning of the best statement
        0.32416, // belonging of the best statement
        0.14944, // words of the best statement
        0.44898, // meaning, mean of three
        0.28036, // belonging, mean of three
        0.11997, // words, mean of three
        0.14658, // own words in the best statement
        0.25101, // own words in three statements
        0.16954, // coverage of the requirement
        0.96328, // length of the check
        0.01838, // denials among three
        0.05013, // promises among three
        0.40184, // rules among three
        0.04094, // wishes among three
        0.37761, // timing among three
        0.51044, // actors among three
        0.04428, // dates among three
        0.06349, // not in force among three
        0.06015, // timing wanted and absent
        0.71429, // only expected
        0.20301, // rows among three
        1.00000, // a statement was found
    ],
    weights: [
        3.82737,  // meaning of the best statement
        0.07359,  // belonging of the best statement
        3.14442,  // words of the best statement
        1.33430,  // meaning, mean of three
        0.34590,  // belonging, mean of three
        1.43858,  // words, mean of three
        2.63097,  // own words in the best statement
        1.78229,  // own words in three statements
        1.24041,  // coverage of the requirement
        -0.87893, // length of the check
        -0.58781, // denials among three
        -0.96451, // promises among three
        0.04312,  // rules among three
        0.19209,  // wishes among three
        -0.44458, // timing among three
        0.23889,  // actors among three
        0.49075,  // dates among three
        -1.68214, // not in force among three
        0.06638,  // timing wanted and absent
        -0.29854, // only expected
        0.14631,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const RECORD_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: -0.44123,
    means: [
        0.46814, // meaning of the best statement
        0.33005, // belonging of the best statement
        0.12537, // words of the best statement
        0.44143, // meaning, mean of three
        0.29497, // belonging, mean of three
        0.10294, // words, mean of three
        0.14413, // own words in the best statement
        0.24210, // own words in three statements
        0.18041, // coverage of the requirement
        0.85116, // length of the check
        0.01163, // denials among three
        0.06202, // promises among three
        0.26744, // rules among three
        0.01938, // wishes among three
        0.35659, // timing among three
        0.44574, // actors among three
        0.15891, // dates among three
        0.05426, // not in force among three
        0.08140, // timing wanted and absent
        0.22093, // only expected
        0.38372, // rows among three
        1.00000, // a statement was found
    ],
    weights: [
        2.04509,  // meaning of the best statement
        0.33539,  // belonging of the best statement
        2.90848,  // words of the best statement
        0.86393,  // meaning, mean of three
        0.41383,  // belonging, mean of three
        4.84396,  // words, mean of three
        1.33782,  // own words in the best statement
        1.22104,  // own words in three statements
        0.59090,  // coverage of the requirement
        -0.18719, // length of the check
        -2.36657, // denials among three
        0.18693,  // promises among three
        -0.15356, // rules among three
        -1.32953, // wishes among three
        -0.58199, // timing among three
        -0.32412, // actors among three
        0.80541,  // dates among three
        -0.62068, // not in force among three
        -0.63020, // timing wanted and absent
        0.52374,  // only expected
        0.61536,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const RECORD_MET: Logistic<FEATURES> = Logistic {
    offset: -2.78437,
    means: [
        0.46814, // meaning of the best statement
        0.33005, // belonging of the best statement
        0.12537, // words of the best statement
        0.44143, // meaning, mean of three
        0.29497, // belonging, mean of three
        0.10294, // words, mean of three
        0.14413, // own words in the best statement
        0.24210, // own words in three statements
        0.18041, // coverage of the requirement
        0.85116, // length of the check
        0.01163, // denials among three
        0.06202, // promises among three
        0.26744, // rules among three
        0.01938, // wishes among three
        0.35659, // timing among three
        0.44574, // actors among three
        0.15891, // dates among three
        0.05426, // not in force among three
        0.08140, // timing wanted and absent
        0.22093, // only expected
        0.38372, // rows among three
        1.00000, // a statement was found
    ],
    weights: [
        0.24842,  // meaning of the best statement
        0.32973,  // belonging of the best statement
        -0.08442, // words of the best statement
        0.14334,  // meaning, mean of three
        0.41904,  // belonging, mean of three
        -1.02618, // words, mean of three
        0.56543,  // own words in the best statement
        -0.37015, // own words in three statements
        0.62773,  // coverage of the requirement
        -0.32086, // length of the check
        -0.69694, // denials among three
        0.07732,  // promises among three
        -0.18449, // rules among three
        -0.46467, // wishes among three
        -0.11192, // timing among three
        -0.08248, // actors among three
        -0.09237, // dates among three
        -0.46446, // not in force among three
        -0.28730, // timing wanted and absent
        1.02551,  // only expected
        0.24081,  // rows among three
        0.00000,  // a statement was found
    ],
};

pub(super) const COVERED: Logistic<COVERAGE> = Logistic {
    offset: -0.0456,
    means: [
        -3.4770, // what is said of it, logarithm
        -1.1902, // what is said of all, logarithm
    ],
    weights: [
        0.4032,  // what is said of it, logarithm
        -0.7129, // what is said of all, logarithm
    ],
};
