//! Draws from distributions, the same each time: Marsaglia's polar method (1964), Marsaglia and Tsang's gamma (2000).

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A source of chance.
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Above 0 and below 1.
    fn uniform(&mut self) -> f64 {
        self.0.random_range(f64::EPSILON..1.0)
    }

    /// Mean 0, variance 1.
    pub(super) fn normal(&mut self) -> f64 {
        loop {
            let (a, b) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let s = a * a + b * b;
            if s > 0.0 && s < 1.0 {
                return a * (-2.0 * s.ln() / s).sqrt();
            }
        }
    }

    /// The logarithm of a gamma variate of this shape: small shapes give numbers too small for anything else.
    fn ln_gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.ln_gamma(shape + 1.0) + self.uniform().ln() / shape;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.uniform().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return (d * v).ln();
            }
        }
    }

    /// Between 0 and 1; both shapes above 0.
    pub(super) fn beta(&mut self, a: f64, b: f64) -> f64 {
        let (x, y) = (self.ln_gamma(a), self.ln_gamma(b));
        1.0 / (1.0 + (y - x).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_and_variances_are_those_of_the_distributions() {
        let mut chance = Chance::new(1);
        let moments = |draws: Vec<f64>| {
            let mean = draws.iter().sum::<f64>() / draws.len() as f64;
            (mean, draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / draws.len() as f64)
        };
        let (mean, variance) = moments((0..40_000).map(|_| chance.normal()).collect());
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
        for (a, b) in [(0.1, 0.9), (0.5, 20.5), (30.0, 4.0), (1.0, 1.0)] {
            let (mean, variance) = moments((0..40_000).map(|_| chance.beta(a, b)).collect());
            let (wanted, spread) = (a / (a + b), a * b / ((a + b).powi(2) * (a + b + 1.0)));
            assert!((mean - wanted).abs() < 0.02 * wanted + 0.003, "{a} {b}: {mean}");
            assert!((variance - spread).abs() < 0.06 * spread, "{a} {b}: {variance}");
        }
        assert_eq!(Chance::new(4).beta(2.0, 3.0), Chance::new(4).beta(2.0, 3.0));
    }
}
