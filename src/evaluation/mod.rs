//! Evaluation: how often scores are right where the truth is known, and how sure that is.
//!
//! A [`Judged`] pair has a score, such as its bits, and the truth. From many of them a [`Curve`] counts precision,
//! recall, misses and false alerts at each threshold, and [`best_f1_interval`] says how far the best F1 would vary with
//! other pairs of the same kind. A [`Calibration`] compares stated probabilities with what came true, and [`McNemar`]
//! two models on the same pairs. This module is arithmetic alone: it uses errors, and neither names nor weights. The
//! command `sverka evaluate` draws and writes what it computes.
//!
//! ```
//! use sverka::evaluation::{Curve, Judged, best_f1_interval};
//!
//! // Two pairs of one person and two of strangers; one of the strangers scores above a pair of one person.
//! let scores = [(21.5, true), (14.0, false), (9.5, true), (-3.0, false)];
//! let judged: Result<Vec<Judged>, _> =
//!     scores.iter().map(|(bits, is_match)| Judged::new(*bits, *is_match)).collect();
//! let judged = judged?;
//!
//! let best = Curve::new(&judged)?.best_f1();
//! assert_eq!((best.score(), best.recall()), (9.5, 1.0));
//! assert_eq!(best.f1(), 0.8);
//! let interval = best_f1_interval(&judged, 1_000, 1)?;
//! assert!(interval.contains(&0.8));
//! # Ok::<(), sverka::Error>(())
//! ```

mod bootstrap;
mod calibration;
mod curve;
mod judged;
mod mcnemar;
mod normal;
mod share;

pub use bootstrap::best_f1_interval;
pub use calibration::{Calibration, ReliabilityBin};
pub use curve::{Curve, CurvePoint};
pub use judged::Judged;
pub use mcnemar::McNemar;
pub use normal::normal_deviate;
pub use share::Share;
