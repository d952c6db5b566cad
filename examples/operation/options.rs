//! The command line: stages with their lists and policies.

use crate::outcome::Outcome;
use lexopt::prelude::*;
use std::path::{Path, PathBuf};
use sverka::formats::ColumnMap;
use sverka::operation::Admit;
use sverka::{Bits, Policy, ValidAt};

#[derive(Default)]
pub(crate) struct Options {
    pub(crate) stages: Vec<StageOptions>,
    pub(crate) incoming: Option<String>,
    pub(crate) out: Option<PathBuf>,
    pub(crate) columns: ColumnMap,
    pub(crate) chunk: Option<usize>,
    pub(crate) json: bool,
    pub(crate) threads: usize,
}

#[derive(Clone)]
pub(crate) struct StageOptions {
    pub(crate) name: String,
    pub(crate) entrants: Admit,
    /// Names and paths.
    pub(crate) lists: Vec<(String, String)>,
    pub(crate) policy: Policy,
    /// Stated anew in this stage; until something is, those of the stage before hold.
    own_lists: bool,
    sources: Vec<String>,
    categories: Vec<String>,
}

/// The band for review, which no stage has from another.
#[derive(Clone, Copy)]
enum Review {
    Bits(Bits),
    Probability(f64),
}

impl StageOptions {
    fn first() -> Self {
        StageOptions {
            name: "1".to_owned(),
            entrants: Admit::Everyone,
            lists: Vec::new(),
            policy: Policy::default(),
            own_lists: false,
            sources: Vec::new(),
            categories: Vec::new(),
        }
    }

    fn after(before: &StageOptions, number: usize, entrants: Admit) -> Self {
        StageOptions {
            name: number.to_string(),
            entrants,
            own_lists: false,
            sources: Vec::new(),
            categories: Vec::new(),
            ..before.clone()
        }
    }

    fn add_list(&mut self, stated: &str) {
        if !self.own_lists {
            self.lists.clear();
            self.own_lists = true;
        }
        let parted = stated.split_once('=').filter(|_| !Path::new(stated).exists());
        let (name, path) = parted.unwrap_or_else(|| {
            let file = stated.rsplit(['/', '\\']).next().unwrap_or(stated);
            (file.split('.').find(|part| !part.is_empty()).unwrap_or(file), stated)
        });
        self.lists.push((name.to_owned(), path.to_owned()));
    }

    /// The options, with what was stated several times put into the policy.
    fn finish(mut self, review: Option<Review>) -> Outcome<Self> {
        if !self.sources.is_empty() {
            self.policy = self.policy.with_sources(std::mem::take(&mut self.sources));
        }
        if !self.categories.is_empty() {
            self.policy = self.policy.with_categories(std::mem::take(&mut self.categories));
        }
        self.policy = match review {
            Some(Review::Bits(bits)) => self.policy.with_review_bits(bits),
            Some(Review::Probability(p)) => self.policy.with_review_probability(p)?,
            None => self.policy,
        };
        Ok(self)
    }
}

impl Options {
    /// The sample: who is surely or perhaps on a list, and then those who are perhaps, asked again.
    pub(crate) fn of_sample(list: &str) -> Outcome<Options> {
        let valid_at = ValidAt::On("2026-06-01".parse()?);
        let policy = Policy::default().with_valid_at(valid_at);
        let bits = |bits: i32| Bits::from_hundredths(100 * bits);
        let mut first = StageOptions::first();
        first.add_list(list);
        let mut second = StageOptions::after(&first, 2, Admit::Review);
        first.policy = policy.clone().with_min_bits(bits(20)).with_review_bits(bits(5));
        second.policy = policy.with_min_bits(bits(16));
        let columns = "source=border_point".parse()?;
        Ok(Options { stages: vec![first, second], columns, ..Options::default() })
    }

    pub(crate) fn from_command_line() -> Outcome<Options> {
        let mut options = Options::default();
        let (mut stage, mut review) = (StageOptions::first(), None);
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            let policy = stage.policy.clone();
            match argument {
                Long("watchlist") => stage.add_list(&arguments.value()?.string()?),
                Long("stage") => {
                    let entrants = match arguments.value()?.string()?.as_str() {
                        "review" => Admit::Review,
                        "matched" => Admit::Matched,
                        "all" => Admit::Everyone,
                        other => {
                            let what = format!("--stage {other}: expected review, matched or all");
                            return Err(what.into());
                        }
                    };
                    let number = options.stages.len() + 2;
                    let without_review = stage.clone().finish(None)?;
                    options.stages.push(stage.finish(review.take())?);
                    stage = StageOptions::after(&without_review, number, entrants);
                }
                Long("top") => stage.policy = policy.with_limit(arguments.value()?.parse()?),
                Long("min-bits") => {
                    stage.policy = policy.with_min_bits(bits(&mut arguments)?);
                }
                Long("min-probability") => {
                    stage.policy = policy.with_min_probability(arguments.value()?.parse()?)?;
                }
                Long("review-bits") => review = Some(Review::Bits(bits(&mut arguments)?)),
                Long("review-probability") => {
                    review = Some(Review::Probability(arguments.value()?.parse()?));
                }
                Long("valid-at") => {
                    let day = arguments.value()?.string()?;
                    let valid_at =
                        if day == "ever" { ValidAt::Ever } else { ValidAt::On(day.parse()?) };
                    stage.policy = policy.with_valid_at(valid_at);
                }
                Long("source") => stage.sources.push(arguments.value()?.string()?),
                Long("category") => stage.categories.push(arguments.value()?.string()?),
                Long("out") => options.out = Some(arguments.value()?.into()),
                Long("columns") => options.columns = arguments.value()?.string()?.parse()?,
                Long("chunk") => options.chunk = Some(arguments.value()?.parse()?),
                Long("format") => {
                    options.json = match arguments.value()?.string()?.as_str() {
                        "table" => false,
                        "json" => true,
                        other => {
                            return Err(format!("--format {other}: expected table or json").into());
                        }
                    };
                }
                Long("threads") => options.threads = arguments.value()?.parse()?,
                Value(path) if options.incoming.is_none() => {
                    options.incoming = Some(path.string()?);
                }
                other => return Err(other.unexpected().into()),
            }
        }
        let listed = !stage.lists.is_empty();
        let is_sample = options.stages.is_empty() && !listed;
        options.stages.push(stage.finish(review)?);
        match (&options.incoming, &options.out) {
            (Some(incoming), _) if incoming == "-" => {
                Err("INCOMING is read again after a stop; expected a file, not -".into())
            }
            (None, None) if is_sample => Ok(options),
            (Some(_), Some(_)) if options.stages.iter().all(|stage| !stage.lists.is_empty()) => {
                Ok(options)
            }
            _ => Err("expected --watchlist LIST INCOMING --out DIR".into()),
        }
    }
}

fn bits(arguments: &mut lexopt::Parser) -> Outcome<Bits> {
    Ok(Bits::try_from(arguments.value()?.parse::<f64>()?)?)
}
