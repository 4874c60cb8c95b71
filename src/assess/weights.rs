//! Learned; do not edit: `make fit-gap`.

use super::{
    coverage::{COVERAGE, SAYING},
    features::FEATURES,
    judge::Logistic,
};

pub(super) const RULE_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: 1.03301,
    means: [
        0.49393,  // meaning of the best statement
        0.29410,  // belonging of the best statement
        0.13304,  // words of the best statement
        0.45542,  // meaning, mean of three
        0.18899,  // belonging, mean of three
        0.09716,  // words, mean of three
        0.14664,  // own words in the best statement
        0.24229,  // own words in three statements
        -4.35621, // coverage of the requirement
        0.96576,  // length of the check
        0.01127,  // denials among three
        0.02508,  // promises among three
        0.26172,  // rules among three
        0.02545,  // wishes among three
        0.34824,  // timing among three
        0.43148,  // actors among three
        0.03162,  // dates among three
        0.02835,  // not in force among three
        0.05453,  // timing wanted and absent
        0.73828,  // only expected
        0.16794,  // rows among three
        1.00000,  // a statement was found
        0.54708,  // nearest text, best of three
        -3.61920, // share of the check, best of three
        -5.06026, // share of the check in the section, best of three
        -4.02319, // belonging, mean logarithm of three
        0.33279,  // reading of the best statement
        0.35413,  // reading, best of three
        0.28592,  // reading, mean of three
        -3.11932, // share of the reading, best of three
    ],
    weights: [
        -0.35126, // meaning of the best statement
        0.19283,  // belonging of the best statement
        3.24887,  // words of the best statement
        1.76896,  // meaning, mean of three
        0.31754,  // belonging, mean of three
        2.10465,  // words, mean of three
        0.45398,  // own words in the best statement
        -0.34899, // own words in three statements
        0.09560,  // coverage of the requirement
        -0.25757, // length of the check
        -3.50153, // denials among three
        -0.91830, // promises among three
        0.86877,  // rules among three
        -0.77630, // wishes among three
        -0.45824, // timing among three
        -0.41142, // actors among three
        -0.14538, // dates among three
        1.16595,  // not in force among three
        -0.31677, // timing wanted and absent
        -0.25125, // only expected
        -0.25192, // rows among three
        0.00000,  // a statement was found
        -0.22561, // nearest text, best of three
        0.03568,  // share of the check, best of three
        0.04337,  // share of the check in the section, best of three
        0.11327,  // belonging, mean logarithm of three
        4.20435,  // reading of the best statement
        2.70010,  // reading, best of three
        2.05277,  // reading, mean of three
        0.08409,  // share of the reading, best of three
    ],
};

pub(super) const RULE_MET: Logistic<FEATURES> = Logistic {
    offset: -0.91344,
    means: [
        0.50773,  // meaning of the best statement
        0.41650,  // belonging of the best statement
        0.16211,  // words of the best statement
        0.47116,  // meaning, mean of three
        0.31690,  // belonging, mean of three
        0.12078,  // words, mean of three
        0.19009,  // own words in the best statement
        0.29337,  // own words in three statements
        -2.68406, // coverage of the requirement
        0.97268,  // length of the check
        0.00774,  // denials among three
        0.01722,  // promises among three
        0.36890,  // rules among three
        0.01977,  // wishes among three
        0.40694,  // timing among three
        0.51370,  // actors among three
        0.02172,  // dates among three
        0.33278,  // not in force among three
        0.04733,  // timing wanted and absent
        0.74989,  // only expected
        0.18746,  // rows among three
        1.00000,  // a statement was found
        0.56350,  // nearest text, best of three
        -3.33229, // share of the check, best of three
        -4.90849, // share of the check in the section, best of three
        -3.22177, // belonging, mean logarithm of three
        0.34391,  // reading of the best statement
        0.36902,  // reading, best of three
        0.29737,  // reading, mean of three
        -2.90871, // share of the reading, best of three
    ],
    weights: [
        -0.14994, // meaning of the best statement
        -0.12178, // belonging of the best statement
        2.52315,  // words of the best statement
        1.69701,  // meaning, mean of three
        0.51230,  // belonging, mean of three
        0.30712,  // words, mean of three
        1.85876,  // own words in the best statement
        1.91972,  // own words in three statements
        -0.00248, // coverage of the requirement
        -0.36199, // length of the check
        -2.20363, // denials among three
        -0.55251, // promises among three
        -0.50208, // rules among three
        -0.46374, // wishes among three
        -0.03310, // timing among three
        0.18920,  // actors among three
        0.54086,  // dates among three
        -0.22136, // not in force among three
        -0.24053, // timing wanted and absent
        -0.14293, // only expected
        -0.44677, // rows among three
        0.00000,  // a statement was found
        -2.26216, // nearest text, best of three
        0.04229,  // share of the check, best of three
        0.06650,  // share of the check in the section, best of three
        0.10070,  // belonging, mean logarithm of three
        3.04796,  // reading of the best statement
        5.73077,  // reading, best of three
        0.63714,  // reading, mean of three
        0.02722,  // share of the reading, best of three
    ],
};

pub(super) const RECORD_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: -0.46507,
    means: [
        0.45638,  // meaning of the best statement
        0.31840,  // belonging of the best statement
        0.11492,  // words of the best statement
        0.43788,  // meaning, mean of three
        0.27071,  // belonging, mean of three
        0.09800,  // words, mean of three
        0.15827,  // own words in the best statement
        0.25143,  // own words in three statements
        -3.21111, // coverage of the requirement
        0.85116,  // length of the check
        0.00775,  // denials among three
        0.05426,  // promises among three
        0.25969,  // rules among three
        0.01163,  // wishes among three
        0.41085,  // timing among three
        0.45349,  // actors among three
        0.16279,  // dates among three
        0.05039,  // not in force among three
        0.06977,  // timing wanted and absent
        0.22093,  // only expected
        0.43023,  // rows among three
        1.00000,  // a statement was found
        0.53546,  // nearest text, best of three
        -3.99074, // share of the check, best of three
        -7.21946, // share of the check in the section, best of three
        -3.84210, // belonging, mean logarithm of three
        0.35095,  // reading of the best statement
        0.37897,  // reading, best of three
        0.33130,  // reading, mean of three
        -3.09254, // share of the reading, best of three
    ],
    weights: [
        1.55230,  // meaning of the best statement
        0.04195,  // belonging of the best statement
        2.23705,  // words of the best statement
        1.47265,  // meaning, mean of three
        0.12941,  // belonging, mean of three
        3.89742,  // words, mean of three
        1.50042,  // own words in the best statement
        1.03624,  // own words in three statements
        0.05440,  // coverage of the requirement
        -0.21731, // length of the check
        -2.80321, // denials among three
        -0.79841, // promises among three
        -0.14668, // rules among three
        -1.52291, // wishes among three
        -0.41181, // timing among three
        -0.32655, // actors among three
        0.70472,  // dates among three
        -0.25902, // not in force among three
        -0.23209, // timing wanted and absent
        0.45580,  // only expected
        0.68990,  // rows among three
        0.00000,  // a statement was found
        2.12367,  // nearest text, best of three
        0.00062,  // share of the check, best of three
        0.01683,  // share of the check in the section, best of three
        0.09062,  // belonging, mean logarithm of three
        0.13240,  // reading of the best statement
        -0.49926, // reading, best of three
        -0.05755, // reading, mean of three
        -0.04090, // share of the reading, best of three
    ],
};

pub(super) const RECORD_MET: Logistic<FEATURES> = Logistic {
    offset: -2.82777,
    means: [
        0.45638,  // meaning of the best statement
        0.31840,  // belonging of the best statement
        0.11492,  // words of the best statement
        0.43788,  // meaning, mean of three
        0.27071,  // belonging, mean of three
        0.09800,  // words, mean of three
        0.15827,  // own words in the best statement
        0.25143,  // own words in three statements
        -3.21111, // coverage of the requirement
        0.85116,  // length of the check
        0.00775,  // denials among three
        0.05426,  // promises among three
        0.25969,  // rules among three
        0.01163,  // wishes among three
        0.41085,  // timing among three
        0.45349,  // actors among three
        0.16279,  // dates among three
        0.05039,  // not in force among three
        0.06977,  // timing wanted and absent
        0.22093,  // only expected
        0.43023,  // rows among three
        1.00000,  // a statement was found
        0.53546,  // nearest text, best of three
        -3.99074, // share of the check, best of three
        -7.21946, // share of the check in the section, best of three
        -3.84210, // belonging, mean logarithm of three
        0.35095,  // reading of the best statement
        0.37897,  // reading, best of three
        0.33130,  // reading, mean of three
        -3.09254, // share of the reading, best of three
    ],
    weights: [
        0.45790,  // meaning of the best statement
        0.19235,  // belonging of the best statement
        -0.20964, // words of the best statement
        0.58409,  // meaning, mean of three
        0.25866,  // belonging, mean of three
        -0.38803, // words, mean of three
        0.52544,  // own words in the best statement
        -0.10552, // own words in three statements
        0.03767,  // coverage of the requirement
        -0.31819, // length of the check
        -0.83629, // denials among three
        -0.57029, // promises among three
        -0.31107, // rules among three
        -0.49820, // wishes among three
        -0.16594, // timing among three
        -0.06833, // actors among three
        -0.14614, // dates among three
        -0.51187, // not in force among three
        -0.27875, // timing wanted and absent
        1.02081,  // only expected
        0.28325,  // rows among three
        0.00000,  // a statement was found
        0.11760,  // nearest text, best of three
        0.01841,  // share of the check, best of three
        0.01363,  // share of the check in the section, best of three
        0.04105,  // belonging, mean logarithm of three
        0.41398,  // reading of the best statement
        -0.17015, // reading, best of three
        0.05362,  // reading, mean of three
        -0.01150, // share of the reading, best of three
    ],
};

pub(super) const SAYS: Logistic<SAYING> = Logistic {
    offset: -8.28225,
    means: [
        -4.23647, // belonging of the best statement, logarithm
        -4.62207, // belonging of three statements, logarithm
        -5.12171, // belonging of eight statements, logarithm
        0.51434,  // nearness of the best statement
        0.49000,  // nearness of three statements
    ],
    weights: [
        0.40442,  // belonging of the best statement, logarithm
        0.49079,  // belonging of three statements, logarithm
        0.58312,  // belonging of eight statements, logarithm
        8.24974,  // nearness of the best statement
        12.00772, // nearness of three statements
    ],
};

/// How much ordinary documents say of what they say most about: the 30th percentile of the cases.
pub(super) const ORDINARY: f64 = 0.59515;

pub(super) const COVERED: Logistic<COVERAGE> = Logistic {
    offset: -0.04226,
    means: [
        -3.10367, // what is said of it
        1.54207,  // what is said of the thirty most spoken of
    ],
    weights: [
        0.47054,  // what is said of it
        -0.74679, // what is said of the thirty most spoken of
    ],
};
