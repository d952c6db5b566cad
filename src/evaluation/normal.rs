//! The scale of a DET plot.

use libm::erfc;

/// The normal deviate of a probability: the number below which a standard normal variable lies with this probability.
/// On this scale the misses and the false alerts of normally distributed scores lie on a straight line (Martin et al.
/// 1997). Within ±8.3; 0 and 1 have the ends.
///
/// ```
/// use sverka::evaluation::normal_deviate;
///
/// assert!(normal_deviate(0.5).abs() < 1e-9);
/// assert!((normal_deviate(0.975) - 1.959964).abs() < 1e-6);
/// ```
pub fn normal_deviate(probability: f64) -> f64 {
    let below = |deviate: f64| 0.5 * erfc(-deviate / std::f64::consts::SQRT_2);
    let (mut low, mut high) = (-8.3, 8.3);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        match below(middle) < probability {
            true => low = middle,
            false => high = middle,
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quantiles_of_the_table() {
        for (p, deviate) in [
            (0.001, -3.090232),
            (0.01, -2.326348),
            (0.05, -1.644854),
            (0.8, 0.841621),
            (0.99, 2.326348),
        ] {
            assert!((normal_deviate(p) - deviate).abs() < 1e-6, "{p}");
        }
        assert!(normal_deviate(0.0) < -8.2 && normal_deviate(1.0) > 8.2);
    }

    proptest! {
        #[test]
        fn it_rises_and_is_symmetric(p in 1e-9..0.5_f64, more in 1e-3..0.4_f64) {
            prop_assert!(normal_deviate(p) < normal_deviate(p + more));
            prop_assert!((normal_deviate(p) + normal_deviate(1.0 - p)).abs() < 1e-6);
        }
    }
}
