//! Logistic regression with an offset and a ridge penalty, by Newton's method: the same to the bit in any order of threads.

use crate::resolve::score::probability_of;
/// Rounds of Newton's method at most; it takes five or six.
const ROUNDS: usize = 50;
/// Steps smaller than this change nothing that matters, in bits.
const ENOUGH: f64 = 1e-9;

/// One observation: `weight + Σ x θ` is its log odds in bits.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Bits before anything is learned.
    pub offset: f64,
    /// Features that are not 0, ascending: column and value.
    pub features: Vec<(usize, f64)>,
    /// What it is.
    pub yes: bool,
}

impl Row {
    /// Log odds in bits.
    pub(super) fn bits(&self, theta: &[f64]) -> f64 {
        self.offset + self.features.iter().map(|(column, x)| x * theta[*column]).sum::<f64>()
    }
}

/// Minus the log likelihood of one observation, in bits of surprise times ln 2.
pub(super) fn surprise(bits: f64, yes: bool) -> f64 {
    let against = if yes { -bits } else { bits } * std::f64::consts::LN_2;
    if against > 30.0 { against } else { against.exp().ln_1p() }
}

/// The parameters that fit `rows` best, each held near 0 with the strength of its standard deviation in `sd`.
pub(super) fn fit(rows: &[&Row], sd: &[f64]) -> Vec<f64> {
    let ln2 = std::f64::consts::LN_2;
    let n = sd.len();
    let mut theta = vec![0.0; n];
    let loss = |theta: &[f64]| -> f64 {
        let data: f64 = rows.iter().map(|row| surprise(row.bits(theta), row.yes)).sum();
        let ridge: f64 = theta.iter().zip(sd).map(|(t, s)| 0.5 * (t / s).powi(2)).sum();
        data + ridge
    };
    let mut now = loss(&theta);
    for _ in 0..ROUNDS {
        let mut gradient: Vec<f64> = theta.iter().zip(sd).map(|(t, s)| t / (s * s)).collect();
        let mut hessian = vec![vec![0.0; n]; n];
        for (i, s) in sd.iter().enumerate() {
            hessian[i][i] = 1.0 / (s * s);
        }
        for row in rows {
            let p = probability_of(row.bits(&theta));
            let (miss, spread) = (p - f64::from(u8::from(row.yes)), p * (1.0 - p) * ln2 * ln2);
            for (at, (i, x)) in row.features.iter().enumerate() {
                gradient[*i] += miss * ln2 * x;
                for (j, y) in &row.features[..=at] {
                    hessian[*i][*j] += spread * x * y;
                }
            }
        }
        let step = solve(hessian, &gradient);
        // Newton's step is right near the optimum; far from it half of it, or half of that, may be better.
        let mut share = 1.0;
        let better = loop {
            let next: Vec<f64> = theta.iter().zip(&step).map(|(t, s)| t - share * s).collect();
            let then = loss(&next);
            if then <= now || share < 1e-6 {
                break (next, then);
            }
            share /= 2.0;
        };
        let moved = step.iter().map(|s| (s * share).abs()).fold(0.0, f64::max);
        (theta, now) = better;
        if moved < ENOUGH {
            break;
        }
    }
    theta
}

/// Solves `a x = b` for a symmetric positive definite `a`, of which only the lower half is read (Cholesky).
fn solve(mut a: Vec<Vec<f64>>, b: &[f64]) -> Vec<f64> {
    let n = b.len();
    for i in 0..n {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
            let rest = a[i][j] - dot;
            a[i][j] = if i == j { rest.max(1e-12).sqrt() } else { rest / a[j][j] };
        }
    }
    let mut x = b.to_vec();
    for i in 0..n {
        let dot: f64 = (0..i).map(|k| a[i][k] * x[k]).sum();
        x[i] = (x[i] - dot) / a[i][i];
    }
    for i in (0..n).rev() {
        let dot: f64 = (i + 1..n).map(|k| a[k][i] * x[k]).sum();
        x[i] = (x[i] - dot) / a[i][i];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(offset: f64, features: &[(usize, f64)], yes: bool) -> Row {
        Row { offset, features: features.to_vec(), yes }
    }

    #[test]
    fn it_finds_the_log_odds_of_what_it_sees() {
        // Three of four are yes: log2(3) bits beyond an offset of 0, with next to no penalty.
        let rows: Vec<Row> = (0..400).map(|i| row(0.0, &[(0, 1.0)], i % 4 != 0)).collect();
        let theta = fit(&rows.iter().collect::<Vec<_>>(), &[1_000.0]);
        assert!((theta[0] - 3f64.log2()).abs() < 1e-3, "{theta:?}");
    }

    #[test]
    fn few_observations_move_it_little_many_move_it_far() {
        let theta = |n: usize| {
            let rows: Vec<Row> = (0..n).map(|_| row(0.0, &[(0, 1.0)], true)).collect();
            fit(&rows.iter().collect::<Vec<_>>(), &[1.0])[0]
        };
        let (few, many) = (theta(2), theta(200));
        assert!(few > 0.0 && few < 0.7 && many > 2.0, "{few} {many}");
        assert_eq!(fit(&[], &[1.0, 2.0]), [0.0, 0.0]);
    }

    #[test]
    fn the_solution_solves() {
        let a = vec![vec![4.0, 0.0, 0.0], vec![2.0, 5.0, 0.0], vec![1.0, 1.0, 3.0]];
        let x = solve(a, &[7.0, 8.0, 5.0]);
        let full = [[4.0, 2.0, 1.0], [2.0, 5.0, 1.0], [1.0, 1.0, 3.0]];
        for (row, want) in full.iter().zip([7.0, 8.0, 5.0]) {
            let got: f64 = row.iter().zip(&x).map(|(a, x)| a * x).sum();
            assert!((got - want).abs() < 1e-9);
        }
    }
}
