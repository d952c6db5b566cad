//! What a source holds and no record takes, by its path, so that a caller can be warned.

/// So many paths are kept, and so many characters of each: enough to warn.
const KEPT: usize = 100;

#[derive(Default)]
pub(super) struct UnreadPaths(Vec<String>);

impl UnreadPaths {
    pub(super) fn note(&mut self, path: &str) {
        if self.0.len() < KEPT {
            let path: String = path.chars().take(KEPT).collect();
            if !self.0.contains(&path) {
                self.0.push(path);
            }
        }
    }

    pub(super) fn paths(&self) -> &[String] {
        &self.0
    }
}
