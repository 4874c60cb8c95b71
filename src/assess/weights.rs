//! Learned; do not edit: `make fit-gap`.

use super::{
    coverage::{COVERAGE, SAYING},
    features::FEATURES,
    judge::Logistic,
};

pub(super) const RULE_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: 1.03257,
    means: [
        0.49393,  // meaning of the best statement
        0.29410,  // belonging of the best statement
        0.13304,  // words of the best statement
        0.45542,  // meaning, mean of three
        0.18899,  // belonging, mean of three
        0.09716,  // words, mean of three
        0.14664,  // own words in the best statement
        0.24229,  // own words in three statements
        -4.30929, // coverage of the requirement
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
        -0.25941, // meaning of the best statement
        0.17144,  // belonging of the best statement
        3.24157,  // words of the best statement
        1.78548,  // meaning, mean of three
        0.28252,  // belonging, mean of three
        2.07642,  // words, mean of three
        0.48291,  // own words in the best statement
        -0.35907, // own words in three statements
        0.10685,  // coverage of the requirement
        -0.25170, // length of the check
        -3.48518, // denials among three
        -0.91471, // promises among three
        0.86703,  // rules among three
        -0.76949, // wishes among three
        -0.45465, // timing among three
        -0.41412, // actors among three
        -0.13143, // dates among three
        1.19704,  // not in force among three
        -0.31550, // timing wanted and absent
        -0.25918, // only expected
        -0.26353, // rows among three
        0.00000,  // a statement was found
        -0.19703, // nearest text, best of three
        0.03511,  // share of the check, best of three
        0.04306,  // share of the check in the section, best of three
        0.10979,  // belonging, mean logarithm of three
        4.20662,  // reading of the best statement
        2.69769,  // reading, best of three
        2.05526,  // reading, mean of three
        0.08168,  // share of the reading, best of three
    ],
};

pub(super) const RULE_MET: Logistic<FEATURES> = Logistic {
    offset: -0.91297,
    means: [
        0.50773,  // meaning of the best statement
        0.41650,  // belonging of the best statement
        0.16211,  // words of the best statement
        0.47116,  // meaning, mean of three
        0.31690,  // belonging, mean of three
        0.12078,  // words, mean of three
        0.19009,  // own words in the best statement
        0.29337,  // own words in three statements
        -2.70510, // coverage of the requirement
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
        -0.14891, // meaning of the best statement
        -0.11751, // belonging of the best statement
        2.52410,  // words of the best statement
        1.71213,  // meaning, mean of three
        0.51747,  // belonging, mean of three
        0.31635,  // words, mean of three
        1.85619,  // own words in the best statement
        1.92024,  // own words in three statements
        -0.00530, // coverage of the requirement
        -0.36236, // length of the check
        -2.20827, // denials among three
        -0.55174, // promises among three
        -0.50041, // rules among three
        -0.46398, // wishes among three
        -0.03316, // timing among three
        0.18916,  // actors among three
        0.53963,  // dates among three
        -0.21723, // not in force among three
        -0.24048, // timing wanted and absent
        -0.14308, // only expected
        -0.44550, // rows among three
        0.00000,  // a statement was found
        -2.25740, // nearest text, best of three
        0.04229,  // share of the check, best of three
        0.06638,  // share of the check in the section, best of three
        0.10173,  // belonging, mean logarithm of three
        3.04441,  // reading of the best statement
        5.73307,  // reading, best of three
        0.63859,  // reading, mean of three
        0.02732,  // share of the reading, best of three
    ],
};

pub(super) const RECORD_SPEAKS: Logistic<FEATURES> = Logistic {
    offset: -0.46504,
    means: [
        0.45638,  // meaning of the best statement
        0.31840,  // belonging of the best statement
        0.11492,  // words of the best statement
        0.43788,  // meaning, mean of three
        0.27071,  // belonging, mean of three
        0.09800,  // words, mean of three
        0.15827,  // own words in the best statement
        0.25143,  // own words in three statements
        -3.27798, // coverage of the requirement
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
        1.55413,  // meaning of the best statement
        0.04161,  // belonging of the best statement
        2.23543,  // words of the best statement
        1.48205,  // meaning, mean of three
        0.12700,  // belonging, mean of three
        3.89181,  // words, mean of three
        1.50196,  // own words in the best statement
        1.03633,  // own words in three statements
        0.05661,  // coverage of the requirement
        -0.22498, // length of the check
        -2.81392, // denials among three
        -0.79761, // promises among three
        -0.15092, // rules among three
        -1.51381, // wishes among three
        -0.41462, // timing among three
        -0.32347, // actors among three
        0.69785,  // dates among three
        -0.26518, // not in force among three
        -0.22666, // timing wanted and absent
        0.45503,  // only expected
        0.68686,  // rows among three
        0.00000,  // a statement was found
        2.13382,  // nearest text, best of three
        0.00075,  // share of the check, best of three
        0.01665,  // share of the check in the section, best of three
        0.09042,  // belonging, mean logarithm of three
        0.12451,  // reading of the best statement
        -0.49184, // reading, best of three
        -0.06241, // reading, mean of three
        -0.04016, // share of the reading, best of three
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
        -3.27798, // coverage of the requirement
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
        0.46051,  // meaning of the best statement
        0.19239,  // belonging of the best statement
        -0.20785, // words of the best statement
        0.58956,  // meaning, mean of three
        0.25806,  // belonging, mean of three
        -0.38505, // words, mean of three
        0.52592,  // own words in the best statement
        -0.10550, // own words in three statements
        0.03886,  // coverage of the requirement
        -0.32135, // length of the check
        -0.84004, // denials among three
        -0.57029, // promises among three
        -0.31246, // rules among three
        -0.49532, // wishes among three
        -0.16693, // timing among three
        -0.06719, // actors among three
        -0.14800, // dates among three
        -0.51425, // not in force among three
        -0.27621, // timing wanted and absent
        1.02018,  // only expected
        0.28189,  // rows among three
        0.00000,  // a statement was found
        0.12301,  // nearest text, best of three
        0.01844,  // share of the check, best of three
        0.01356,  // share of the check in the section, best of three
        0.04100,  // belonging, mean logarithm of three
        0.41237,  // reading of the best statement
        -0.16807, // reading, best of three
        0.05223,  // reading, mean of three
        -0.01135, // share of the reading, best of three
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
