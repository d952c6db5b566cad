//! The paths of content that no record has a field for.

/// The most paths, and the most characters of a path. This is enough for a warning.
const LIMIT: usize = 100;

#[derive(Default)]
pub(super) struct UnreadPaths(Vec<String>);

impl UnreadPaths {
    pub(super) fn add(&mut self, path: &str) {
        if self.0.len() < LIMIT {
            let path: String = path.chars().take(LIMIT).collect();
            if !self.0.contains(&path) {
                self.0.push(path);
            }
        }
    }

    pub(super) fn paths(&self) -> &[String] {
        &self.0
    }
}
