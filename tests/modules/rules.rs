//! What must hold of a crate's source, and where it does not.

use crate::source::{Named, Source, SourceFile};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The most lines that a file may have.
pub(crate) const MOST_LINES: usize = 500;

/// The modules that each module may use.
pub(crate) type Allowed = BTreeMap<String, BTreeSet<String>>;

/// Reads the table whose header is `| module | … | may use |`: modules stand in backticks, with or without a
/// `/` or `.rs` at their end, one in the first cell and any number in the last.
pub(crate) fn read_table(text: &str) -> Result<Allowed, String> {
    let rows = |line: &str| -> Vec<String> {
        line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_lowercase()).collect()
    };
    let is_header = |line: &&str| {
        let cells = rows(line);
        cells.first().is_some_and(|cell| cell == "module")
            && cells.last().is_some_and(|cell| cell == "may use")
    };
    let mut lines = text.lines();
    lines.find(is_header).ok_or("no table with the header `| module | … | may use |`")?;
    let mut allowed = Allowed::new();
    for line in lines.skip(1).take_while(|line| line.trim_start().starts_with('|')) {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').collect();
        let [module] = &in_backticks(cells[0])[..] else {
            return Err(format!("expected one module in backticks: {line}"));
        };
        let uses = in_backticks(cells[cells.len() - 1]).into_iter().collect();
        if allowed.insert(module.clone(), uses).is_some() {
            return Err(format!("two rows for {module}"));
        }
    }
    Ok(allowed)
}

fn in_backticks(cell: &str) -> Vec<String> {
    let quoted = cell.split('`').skip(1).step_by(2);
    quoted.map(|name| name.trim_end_matches('/').trim_end_matches(".rs").to_owned()).collect()
}

/// The paths of one file that belong to no test.
fn uses(file: &SourceFile) -> impl Iterator<Item = &Named> {
    file.paths.iter().filter(|named| !file.is_test && !named.is_test)
}

/// The top module that a path leads to: `crate::Record` to the one that `lib.rs` takes it from.
fn top_module(source: &Source, path: &[String]) -> Option<String> {
    let first = path.first()?;
    let is_module = source.files.iter().any(|file| file.module.first() == Some(first));
    if is_module {
        return Some(first.clone());
    }
    source.declaring(path)?.module.first().cloned()
}

/// Each use of one module by another, with the first place of each.
pub(crate) fn module_uses(source: &Source) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    for file in &source.files {
        let Some(from) = file.module.first() else { continue };
        for named in uses(file) {
            let Some(to) = top_module(source, &named.path) else { continue };
            if *from != to {
                let place =
                    format!("src/{}:{}: crate::{}", file.path, named.line, named.path.join("::"));
                found.entry((from.clone(), to)).or_insert(place);
            }
        }
    }
    found
}

/// Uses that the table does not allow, rows that it lacks, and what it allows to no purpose.
pub(crate) fn against_table(source: &Source, allowed: &Allowed) -> Vec<String> {
    let mut wrong = Vec::new();
    let modules: BTreeSet<&String> =
        source.files.iter().filter_map(|file| file.module.first()).collect();
    for module in &modules {
        if !allowed.contains_key(*module) {
            wrong.push(format!("the table has no row for `{module}`"));
        }
    }
    let found = module_uses(source);
    for ((from, to), place) in &found {
        if !allowed.get(from).is_some_and(|allowed| allowed.contains(to)) {
            wrong.push(format!("`{from}` may not use `{to}`: {place}"));
        }
    }
    for (from, allowed) in allowed {
        if !modules.contains(from) {
            wrong.push(format!("the table has a row for `{from}`, which is no module"));
        }
        for to in allowed {
            if !found.contains_key(&(from.clone(), to.clone())) {
                wrong.push(format!("the table allows `{from}` to use `{to}`, which it does not"));
            }
        }
    }
    wrong
}

/// Modules that use each other, directly or through others.
pub(crate) fn module_cycles(source: &Source) -> Vec<String> {
    let mut graph = Graph::default();
    for ((from, to), place) in module_uses(source) {
        graph.add(from, to, place);
    }
    graph.cycles()
}

/// Files, or folders, of one folder that use each other. A folder's `mod.rs` is its face: it names the files
/// beside it, and what it declares they may name.
pub(crate) fn file_cycles(source: &Source) -> Vec<String> {
    let mut graphs: BTreeMap<Vec<String>, Graph> = BTreeMap::new();
    for file in &source.files {
        for named in uses(file) {
            let Some(target) = source.declaring(&named.path) else { continue };
            let common =
                file.module.iter().zip(&target.module).take_while(|(one, other)| one == other);
            let common = common.count();
            let (Some(from), Some(to)) = (file.module.get(common), target.module.get(common))
            else {
                continue;
            };
            // Top modules are what `module_cycles` looks at.
            if common > 0 {
                let place = format!("src/{}:{}", file.path, named.line);
                let folder = file.module[..common].to_vec();
                graphs.entry(folder).or_default().add(from.clone(), to.clone(), place);
            }
        }
    }
    let cycles = graphs.iter().flat_map(|(folder, graph)| {
        let folder = folder.join("/");
        graph.cycles().into_iter().map(move |cycle| format!("in {folder}: {cycle}"))
    });
    cycles.collect()
}

/// Names that more than one type, trait or alias has, tests included.
pub(crate) fn twice_declared(source: &Source) -> Vec<String> {
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for file in &source.files {
        for declared in &file.types {
            let place = format!("src/{}:{}", file.path, declared.line);
            places.entry(&declared.name).or_default().push(place);
        }
    }
    let twice = places.into_iter().filter(|(_, places)| places.len() > 1);
    twice.map(|(name, places)| format!("{name}: {}", places.join(", "))).collect()
}

/// Files with more lines than a file may have.
pub(crate) fn too_long(source: &Source) -> Vec<String> {
    let long = source.files.iter().filter(|file| file.lines > MOST_LINES);
    long.map(|file| format!("{}: {} lines", file.path, file.lines)).collect()
}

/// What uses what, each with a place where it does.
#[derive(Debug, Default)]
struct Graph(BTreeMap<String, BTreeMap<String, String>>);

impl Graph {
    fn add(&mut self, from: String, to: String, place: String) {
        self.0.entry(from).or_default().entry(to).or_insert(place);
    }

    /// The shortest cycle through each node, each once.
    fn cycles(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let mut cycles = Vec::new();
        for node in self.0.keys() {
            let Some(cycle) = self.cycle_through(node) else { continue };
            if seen.insert(cycle.iter().cloned().collect::<BTreeSet<String>>()) {
                let next = cycle.iter().cycle().skip(1);
                let steps = cycle.iter().zip(next);
                let steps =
                    steps.map(|(from, to)| format!("{from} uses {to} ({})", self.0[from][to]));
                cycles.push(steps.collect::<Vec<_>>().join(", "));
            }
        }
        cycles
    }

    /// The nodes of the shortest cycle, from this one on.
    fn cycle_through(&self, start: &str) -> Option<Vec<String>> {
        let mut before: BTreeMap<&str, &str> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for next in self.0.get(node).into_iter().flat_map(BTreeMap::keys) {
                if next == start {
                    let mut cycle = vec![node];
                    while let Some(earlier) = before.get(cycle[cycle.len() - 1]) {
                        cycle.push(earlier);
                    }
                    return Some(cycle.into_iter().rev().map(str::to_owned).collect());
                }
                if !before.contains_key(next.as_str()) {
                    before.insert(next, node);
                    queue.push_back(next);
                }
            }
        }
        None
    }
}
