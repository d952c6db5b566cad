//! The source of a crate as a graph: its files, the paths that each names, and the types that each declares.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Ident, Item, UseTree};

/// One file under `src/`.
#[derive(Debug, Default)]
pub(crate) struct SourceFile {
    /// The path below `src/`, with `/` between its parts.
    pub(crate) path: String,
    /// The path of its module: `["vocabulary", "kernel"]`; empty for `lib.rs`.
    pub(crate) module: Vec<String>,
    pub(crate) lines: usize,
    pub(crate) types: Vec<Declared>,
    pub(crate) paths: Vec<Named>,
    /// Its modules without a body, and whether each is compiled for tests alone.
    submodules: Vec<(Vec<String>, bool)>,
    /// What `use` brings into the scope of the file: the name there, and where it comes from.
    aliases: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
    items: BTreeSet<String>,
    /// Whether the whole file is compiled for tests alone.
    pub(crate) is_test: bool,
}

/// A type, trait or alias that a file declares.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Declared {
    pub(crate) name: String,
    pub(crate) line: usize,
}

/// A path that a file names, from the root of the crate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Named {
    pub(crate) path: Vec<String>,
    pub(crate) line: usize,
    /// Whether the code that names it is compiled for tests alone.
    pub(crate) is_test: bool,
}

/// All files of a crate.
#[derive(Debug, Default)]
pub(crate) struct Source {
    pub(crate) files: Vec<SourceFile>,
    /// The place in `files` of each module.
    by_module: BTreeMap<Vec<String>, usize>,
}

impl Source {
    /// Reads every `.rs` file below a folder.
    pub(crate) fn read(folder: &Path) -> Source {
        let mut files = Vec::new();
        collect(folder, folder, &mut files);
        files.sort();
        Source::parse(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
    }

    /// Parses files, each a path below `src/` and its text.
    pub(crate) fn parse<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Source {
        let files: Vec<SourceFile> =
            files.into_iter().map(|(path, text)| SourceFile::parse(path, text)).collect();
        let by_module =
            files.iter().enumerate().map(|(n, file)| (file.module.clone(), n)).collect();
        let mut source = Source { files, by_module };
        source.mark_test_files();
        source
    }

    /// Marks the files below `#[cfg(test)] mod name;`.
    fn mark_test_files(&mut self) {
        let submodules = self.files.iter().flat_map(|file| &file.submodules);
        let of_tests: Vec<Vec<String>> =
            submodules.filter(|(_, is_test)| *is_test).map(|(module, _)| module.clone()).collect();
        for file in &mut self.files {
            file.is_test |= of_tests.iter().any(|module| file.module.starts_with(module));
        }
    }

    /// The file that declares what a path names: `use` lines on the way are followed.
    pub(crate) fn declaring(&self, path: &[String]) -> Option<&SourceFile> {
        self.resolve(path, 0).map(|n| &self.files[n])
    }

    fn resolve(&self, path: &[String], depth: usize) -> Option<usize> {
        // A cycle of `use` lines would not compile; a crate under test may hold one all the same.
        if depth > 16 {
            return None;
        }
        let known = (0..=path.len()).rev().find(|n| self.by_module.contains_key(&path[..*n]))?;
        let n = self.by_module[&path[..known]];
        let Some(name) = path.get(known) else { return Some(n) };
        let file = &self.files[n];
        if file.items.contains(name) {
            return Some(n);
        }
        if let Some(origin) = file.aliases.get(name) {
            let origin: Vec<String> = origin.iter().chain(&path[known + 1..]).cloned().collect();
            return self.resolve(&origin, depth + 1);
        }
        let of_glob = file.globs.iter().find_map(|origin| {
            let origin: Vec<String> = origin.iter().chain(&path[known..]).cloned().collect();
            let found = self.resolve(&origin, depth + 1)?;
            self.files[found].items.contains(name).then_some(found)
        });
        of_glob.or(Some(n))
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            // What cargo builds beside the fuzz targets is no source.
            if path.file_name().is_none_or(|name| name != "target") {
                collect(root, &path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

impl SourceFile {
    fn parse(path: &str, text: &str) -> SourceFile {
        let mut module: Vec<String> =
            path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
            module.pop();
        }
        let tree = syn::parse_file(text).unwrap_or_else(|error| {
            let at = error.span().start();
            panic!("{path}:{}: {error}", at.line)
        });
        let file = SourceFile {
            path: path.to_owned(),
            module: module.clone(),
            lines: text.lines().count(),
            ..SourceFile::default()
        };
        let mut reader = FileReader { file, scope: module, is_test: false, is_outermost: true };
        reader.visit_file(&tree);
        reader.file
    }
}

/// Walks the syntax tree of a file.
struct FileReader {
    file: SourceFile,
    /// The path of the innermost module.
    scope: Vec<String>,
    is_test: bool,
    /// Whether the items met belong to the file's module itself.
    is_outermost: bool,
}

impl FileReader {
    /// Makes a path start at the root of the crate; `None` for one that leads out of it.
    fn absolute(&self, segments: &[String]) -> Option<Vec<String>> {
        let mut scope = self.scope.clone();
        let mut rest = segments;
        match segments.first()?.as_str() {
            "crate" => {
                scope.clear();
                rest = &segments[1..];
            }
            "self" => rest = &segments[1..],
            "super" => {}
            first => {
                let child: Vec<String> = scope.iter().cloned().chain([first.to_owned()]).collect();
                if self.file.submodules.iter().any(|(module, _)| *module == child) {
                    return Some(scope.iter().chain(segments).cloned().collect());
                }
                let origin = self.file.aliases.get(first).filter(|_| self.is_file_scope())?;
                return Some(origin.iter().chain(&segments[1..]).cloned().collect());
            }
        }
        while rest.first().is_some_and(|segment| segment == "super") {
            scope.pop()?;
            rest = &rest[1..];
        }
        scope.extend(rest.iter().cloned());
        Some(scope)
    }

    fn is_file_scope(&self) -> bool {
        self.scope == self.file.module
    }

    fn name(&mut self, segments: &[String], line: usize) {
        if let Some(path) = self.absolute(segments) {
            self.file.paths.push(Named { path, line, is_test: self.is_test });
        }
    }

    fn declare(&mut self, name: &Ident) {
        self.file.types.push(Declared { name: name.to_string(), line: line(name) });
    }

    fn read_use(&mut self, tree: &UseTree, prefix: &mut Vec<String>) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.read_use(&path.tree, prefix);
                prefix.pop();
            }
            UseTree::Name(name) => self.read_used(&name.ident, &name.ident, prefix),
            UseTree::Rename(name) => self.read_used(&name.ident, &name.rename, prefix),
            UseTree::Glob(glob) => {
                self.name(prefix, line(glob));
                if let Some(path) = self.absolute(prefix).filter(|_| self.is_outermost) {
                    self.file.globs.push(path);
                }
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.read_use(tree, prefix));
            }
        }
    }

    fn read_used(&mut self, name: &Ident, alias: &Ident, prefix: &[String]) {
        let mut segments = prefix.to_vec();
        // `use a::b::{self}` names `a::b`.
        if name != "self" || segments.is_empty() {
            segments.push(name.to_string());
        }
        self.name(&segments, line(name));
        let alias =
            if alias == "self" { segments[segments.len() - 1].clone() } else { alias.to_string() };
        if let Some(path) = self.absolute(&segments).filter(|_| self.is_outermost) {
            self.file.aliases.insert(alias, path);
        }
    }

    /// Reads what a macro is given or stands for: paths from `crate`, `super` and `self`, and declared types.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let ident = |n: usize| match tokens.get(n) {
            Some(TokenTree::Ident(ident)) => Some(ident),
            _ => None,
        };
        let is_colon =
            |n: usize| matches!(tokens.get(n), Some(TokenTree::Punct(p)) if p.as_char() == ':');
        let mut n = 0;
        while n < tokens.len() {
            if let TokenTree::Group(group) = &tokens[n] {
                self.read_tokens(group.stream());
            }
            let start = n;
            n += 1;
            let Some(first) = ident(start) else { continue };
            match first.to_string().as_str() {
                "struct" | "enum" | "union" | "trait" => {
                    if let Some(name) = ident(n) {
                        self.declare(name);
                    }
                }
                root @ ("crate" | "super" | "self") => {
                    let mut segments = vec![root.to_owned()];
                    while is_colon(n) && is_colon(n + 1) && ident(n + 2).is_some() {
                        segments.extend(ident(n + 2).map(Ident::to_string));
                        n += 3;
                    }
                    if segments.len() > 1 {
                        self.name(&segments, line(first));
                    }
                }
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for FileReader {
    fn visit_file(&mut self, file: &'ast syn::File) {
        self.note_items(&file.items);
        visit::visit_file(self, file);
    }

    fn visit_item(&mut self, item: &'ast Item) {
        let outer = self.is_test;
        self.is_test |= attributes(item).iter().any(is_for_tests);
        match item {
            Item::Struct(item) => self.declare(&item.ident),
            Item::Enum(item) => self.declare(&item.ident),
            Item::Union(item) => self.declare(&item.ident),
            Item::Trait(item) => self.declare(&item.ident),
            Item::Type(item) => self.declare(&item.ident),
            _ => {}
        }
        visit::visit_item(self, item);
        self.is_test = outer;
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let Some((_, items)) = &item.content else { return };
        let is_outermost = std::mem::replace(&mut self.is_outermost, false);
        self.scope.push(item.ident.to_string());
        self.note_submodules(items);
        visit::visit_item_mod(self, item);
        self.scope.pop();
        self.is_outermost = is_outermost;
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.read_use(&item.tree, &mut Vec::new());
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let is_outermost = std::mem::replace(&mut self.is_outermost, false);
        visit::visit_block(self, block);
        self.is_outermost = is_outermost;
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() && path.segments.len() > 1 {
            let segments: Vec<String> =
                path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.name(&segments, line(path));
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        visit::visit_macro(self, item);
        self.read_tokens(item.tokens.clone());
    }
}

impl FileReader {
    fn note_submodules(&mut self, items: &[Item]) {
        for item in items {
            if let Item::Mod(item) = item {
                let module: Vec<String> =
                    self.scope.iter().cloned().chain([item.ident.to_string()]).collect();
                let is_test = self.is_test || item.attrs.iter().any(is_for_tests);
                self.file.submodules.push((module, is_test));
            }
        }
    }

    /// Notes the modules and the names of a file before its paths are read.
    fn note_items(&mut self, items: &[Item]) {
        self.note_submodules(items);
        let names = items.iter().filter_map(|item| match item {
            Item::Struct(item) => Some(&item.ident),
            Item::Enum(item) => Some(&item.ident),
            Item::Union(item) => Some(&item.ident),
            Item::Trait(item) => Some(&item.ident),
            Item::Type(item) => Some(&item.ident),
            Item::Const(item) => Some(&item.ident),
            Item::Static(item) => Some(&item.ident),
            Item::Fn(item) => Some(&item.sig.ident),
            Item::Macro(item) => item.ident.as_ref(),
            // One with a body lies in this file.
            Item::Mod(item) => item.content.as_ref().map(|_| &item.ident),
            _ => None,
        });
        self.file.items.extend(names.map(Ident::to_string));
    }
}

fn line(node: &impl Spanned) -> usize {
    node.span().start().line
}

/// Whether an attribute is `#[cfg(test)]` or `#[cfg(all(test, …))]`.
fn is_for_tests(attribute: &Attribute) -> bool {
    if !attribute.path().is_ident("cfg") {
        return false;
    }
    let syn::Meta::List(list) = &attribute.meta else { return false };
    let condition: String =
        list.tokens.to_string().chars().filter(|c| !c.is_whitespace()).collect();
    condition == "test" || condition.starts_with("all(test,")
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
