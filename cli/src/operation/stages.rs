//! The stages of an operation, as the command line states them.

use crate::arguments::{self, PolicyOption};
use crate::outcome::Result;
use clap::ArgMatches;
use std::path::Path;
use sverka::Policy;
use sverka::operation::Admit;

/// The options of a policy that a stage has, in any order.
const POLICY: [&str; 12] = [
    "top",
    "min-bits",
    "min-probability",
    arguments::REVIEW[0],
    arguments::REVIEW[1],
    arguments::PRIOR[0],
    arguments::PRIOR[1],
    "valid-at",
    "source",
    "category",
    "budget",
    "incomplete",
];

/// A stage: who enters it, the lists with their names, and the policy.
pub(super) struct StageOptions {
    pub(super) name: String,
    pub(super) admit: Admit,
    pub(super) lists: Vec<NamedList>,
    pub(super) policy: Policy,
}

/// A list with the name that answers call it.
#[derive(Clone)]
pub(super) struct NamedList {
    pub(super) name: String,
    pub(super) path: String,
}

impl NamedList {
    /// `NAME=LIST`, or a path, which is called by its file name up to the first dot.
    fn parse(text: &str) -> NamedList {
        let named = text.split_once('=').filter(|_| !Path::new(text).exists());
        let (name, path) = named.unwrap_or_else(|| {
            let file = text.rsplit(['/', '\\']).next().unwrap_or(text);
            (file.split('.').find(|part| !part.is_empty()).unwrap_or(file), text)
        });
        NamedList { name: name.to_owned(), path: path.to_owned() }
    }
}

/// An option that belongs to the stage in which it is given.
enum StageOption {
    Begin(Admit),
    List(NamedList),
    Policy(PolicyOption),
}

/// The stages in order. A stage without lists has those of the stage before. Its policy is that of the
/// stage before, with its own options set, except for the review band, which is never inherited.
pub(super) fn stages(arguments: &ArgMatches) -> Result<Vec<StageOptions>> {
    let (mut groups, mut group) = (Vec::new(), Group::new(Admit::Everyone));
    for option in options(arguments) {
        match option {
            StageOption::Begin(admit) => {
                groups.push(std::mem::replace(&mut group, Group::new(admit)));
            }
            StageOption::List(list) => group.lists.push(list),
            StageOption::Policy(option) => group.policy.push(option),
        }
    }
    groups.push(group);
    let (mut stages, mut lists, mut inherited) = (Vec::new(), Vec::new(), Policy::default());
    for group in groups {
        if !group.lists.is_empty() {
            lists = group.lists;
        }
        let name = (stages.len() + 1).to_string();
        let policy = policy(&mut inherited, group.policy)?;
        stages.push(StageOptions { name, admit: group.admit, lists: lists.clone(), policy });
    }
    Ok(stages)
}

/// What the command line says for one stage.
struct Group {
    admit: Admit,
    lists: Vec<NamedList>,
    policy: Vec<PolicyOption>,
}

impl Group {
    fn new(admit: Admit) -> Group {
        Group { admit, lists: Vec::new(), policy: Vec::new() }
    }
}

/// All options that belong to stages, in the order of the command line.
fn options(arguments: &ArgMatches) -> Vec<StageOption> {
    let lists = arguments::in_order::<String>(arguments, &["watchlist"]);
    let lists = lists.iter().map(|(at, text)| (*at, StageOption::List(NamedList::parse(text))));
    let begins = arguments::in_order::<String>(arguments, &["stage"]);
    let begins = begins.iter().map(|(at, admit)| (*at, StageOption::Begin(find(admit))));
    let policies = arguments::in_order::<PolicyOption>(arguments, &POLICY);
    let policies = policies.into_iter().map(|(at, option)| (at, StageOption::Policy(option)));
    let mut options: Vec<_> = lists.chain(begins).chain(policies).collect();
    options.sort_by_key(|(position, _)| *position);
    options.into_iter().map(|(_, option)| option).collect()
}

/// Who `--stage review`, `matched` or `all` lets enter.
fn find(admit: &str) -> Admit {
    match admit {
        "review" => Admit::Review,
        "matched" => Admit::Matched,
        _ => Admit::Everyone,
    }
}

/// The policy of a stage with these options; `inherited` becomes what the next stage starts from.
fn policy(inherited: &mut Policy, options: Vec<PolicyOption>) -> Result<Policy> {
    let mut policy = inherited.clone();
    // A stage's own sources and categories replace inherited ones.
    if options.iter().any(|option| matches!(option, PolicyOption::Source(_))) {
        policy = policy.with_sources([] as [&str; 0]);
    }
    if options.iter().any(|option| matches!(option, PolicyOption::Category(_))) {
        policy = policy.with_categories([] as [&str; 0]);
    }
    let is_review = |option: &PolicyOption| {
        use PolicyOption::{NoReview, ReviewBits, ReviewProbability};
        matches!(option, ReviewBits(_) | ReviewProbability(_) | NoReview)
    };
    let (review, others): (Vec<_>, Vec<_>) = options.into_iter().partition(is_review);
    *inherited = others.into_iter().try_fold(policy, |policy, option| option.apply(policy))?;
    let policy = inherited.clone();
    Ok(review.into_iter().try_fold(policy, |policy, option| option.apply(policy))?)
}
