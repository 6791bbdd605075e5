//! Whether the intervals hold the truth as often as they say, and where the next question goes.

use super::*;

fn tally(together: bool, size: u64, judged: u64, same: u64) -> Tally {
    Tally { together, size, judged, same, drawn: judged, drawn_same: same }
}

#[test]
fn all_judged_is_certain_and_nothing_judged_tells_nothing() {
    assert_eq!(measure(&[tally(true, 10, 0, 0)]), None);
    assert_eq!(measure(&[tally(false, 10, 5, 0)]), None, "no two records are in one profile");
    let all = measure(&[tally(true, 10, 10, 9), tally(false, 5, 5, 1)]).unwrap();
    assert_eq!((all.precision.value, all.precision.low, all.precision.high), (0.9, 0.9, 0.9));
    assert_eq!((all.recall.value, all.enough, all.more), (0.9, true, Some(0)));
    let wrong = measure(&[tally(true, 3, 3, 0)]).unwrap();
    assert_eq!((wrong.precision.value, wrong.recall.value), (0.0, 1.0), "there is nobody to be missed");
}

#[test]
fn large_strata_weigh_more_and_intervals_narrow_as_judgements_come() {
    let few = measure(&[tally(true, 9_000, 20, 20), tally(true, 1_000, 20, 10)]).unwrap();
    assert!((few.precision.value - 0.95).abs() < 1e-9);
    let many = measure(&[tally(true, 9_000, 400, 400), tally(true, 1_000, 400, 200)]).unwrap();
    assert!(many.precision.half() < few.precision.half() / 3.0);
    assert!(few.precision.low < 0.95 && few.precision.high > 0.95 && few.precision.high < 1.0);
    assert!(!few.enough && few.more.is_none() && many.enough, "forty are too few to tell how many more");
    let some = measure(&[tally(true, 9_000, 40, 40), tally(true, 1_000, 40, 20)]).unwrap();
    assert!(!some.enough && some.more > Some(0));
}

/// Strata whose truth is known: together, pairs, share that is one person.
type Truth = &'static [(bool, u64, f64)];

/// Few strata; many of them nearly pure; a model that is bad.
const TRUTHS: [Truth; 3] = [
    &[(true, 8_000, 0.995), (true, 2_000, 0.9), (false, 3_000, 0.08), (false, 20_000, 0.004)],
    &[
        (true, 3_000, 1.0),
        (true, 3_000, 0.999),
        (true, 2_000, 1.0),
        (true, 1_000, 0.999),
        (true, 800, 0.99),
        (true, 500, 0.99),
        (true, 300, 0.95),
        (true, 200, 0.9),
        (false, 200, 0.2),
        (false, 600, 0.05),
        (false, 2_000, 0.01),
        (false, 9_000, 0.001),
        (false, 30_000, 0.000_1),
    ],
    &[(true, 5_000, 0.7), (true, 5_000, 0.9), (false, 5_000, 0.3), (false, 10_000, 0.05)],
];

/// Of the intervals of many samples about 95 % hold the truth.
#[test]
fn the_interval_holds_the_truth_as_often_as_it_says() {
    use rand::{RngExt, SeedableRng};
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(7);
    for truth in TRUTHS {
        let sum = |of: bool| truth.iter().filter(|t| t.0 == of).map(|t| t.1 as f64 * t.2).sum::<f64>();
        let pairs: f64 = truth.iter().filter(|t| t.0).map(|t| t.1 as f64).sum();
        let (precision, recall) = (sum(true) / pairs, sum(true) / (sum(true) + sum(false)));
        for judgements in [250, 500] {
            let (mut holds, samples) = ([0, 0], 200);
            for _ in 0..samples {
                let mut strata: Vec<Tally> = truth.iter().map(|t| tally(t.0, t.1, 0, 0)).collect();
                for _ in 0..judgements {
                    let next = most_telling(&strata, |_| true).unwrap();
                    strata[next].add(rng.random_bool(truth[next].2));
                }
                let Measured { precision: p, recall: r, .. } = measure(&strata).unwrap();
                holds[0] += i32::from(p.low <= precision && precision <= p.high);
                holds[1] += i32::from(r.low <= recall && recall <= r.high);
            }
            let often = holds.map(|h| f64::from(h) / f64::from(samples));
            assert!(often.iter().all(|h| *h > 0.9), "{often:?} after {judgements} of {truth:?}");
        }
    }
}

/// What is said to be missing is about what is missing: half the time within a factor of two.
#[test]
fn it_takes_about_as_many_more_as_it_says() {
    use rand::{RngExt, SeedableRng};
    let truth = TRUTHS[0];
    let mut ratios: Vec<f64> = (0..9)
        .map(|seed| {
            let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
            let mut strata: Vec<Tally> = truth.iter().map(|t| tally(t.0, t.1, 0, 0)).collect();
            let (mut said, mut judged) = (0, 0);
            loop {
                let next = most_telling(&strata, |_| true).unwrap();
                strata[next].add(rng.random_bool(truth[next].2));
                judged += 1;
                if judged % 10 != 0 {
                    continue;
                }
                let measured = measure(&strata).unwrap();
                if judged == 100 {
                    said = judged + measured.more.unwrap();
                }
                if measured.enough {
                    return said as f64 / judged as f64;
                }
            }
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    assert!((0.5..2.0).contains(&ratios[4]), "{ratios:?}");
}

#[test]
fn what_was_mended_after_it_was_judged_says_nothing_of_the_others() {
    let before = measure(&[tally(true, 10_000, 200, 190), tally(false, 1_000, 100, 0)]).unwrap();
    // The ten false merges found were parted: they are judged pairs of two profiles now.
    let mended = [
        Tally { size: 9_990, judged: 190, ..tally(true, 10_000, 200, 190) },
        Tally { size: 1_010, judged: 110, ..tally(false, 1_000, 100, 0) },
    ];
    let after = measure(&mended).unwrap();
    let close = (after.precision.value - before.precision.value).abs();
    assert!(close < 0.002 && after.precision.high < 0.985, "{after:?} was {before:?}");
}

#[test]
fn the_next_question_goes_where_it_tells_most() {
    let strata = [tally(true, 100, 0, 0), tally(true, 10_000, 0, 0), tally(true, 10_000, 300, 300)];
    assert_eq!(most_telling(&strata, |_| true), Some(1));
    assert_eq!(most_telling(&strata, |i| i != 1), Some(0), "what is sure is not asked again");
    assert_eq!(most_telling(&strata, |_| false), None);
    assert_eq!(most_telling(&[tally(true, 3, 3, 3)], |_| true), None);
    let known = [tally(true, 9_000, 300, 298), tally(true, 3_000, 40, 20), tally(true, 5_000, 40, 40)];
    assert_eq!(most_telling(&known, |_| true), Some(1), "where half are wrong");
}
