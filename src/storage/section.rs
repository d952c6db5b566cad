//! The names of everything that a snapshot holds.

use std::fmt;

/// Declares [`Section`] with the name that each has in files.
macro_rules! sections {
    ($($section:ident = $name:literal),* $(,)?) => {
        /// A part of a snapshot. A section's name in the file is the path of parts that leads to it, such as
        /// `columns.places.items`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Section {
            $($section),*
        }

        impl Section {
            /// Its name in files. It never changes within a version of the format.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Section::$section => $name),*
                }
            }
        }
    };
}

sections! {
    // What a list consists of.
    Model = "model",
    Archive = "archive",
    BirthDates = "birth_dates",
    Columns = "columns",
    Fields = "fields",
    Postings = "postings",
    TokenCounts = "token_counts",
    Vocabulary = "vocabulary",
    Pairs = "pairs",
    // Records and what is compared of them.
    Records = "records",
    ContentHash = "content_hash",
    Ranks = "ranks",
    Compact = "compact",
    SpilledTokens = "spilled_tokens",
    SpilledSpans = "spilled_spans",
    SeveralDates = "several_dates",
    FirstOfSeveral = "first_of_several",
    Listings = "listings",
    Kinds = "kinds",
    Sources = "sources",
    Categories = "categories",
    AnyNameless = "any_nameless",
    LongestName = "longest_name",
    Countries = "countries",
    Documents = "documents",
    DocumentKinds = "document_kinds",
    Places = "places",
    Holders = "holders",
    ByPacked = "by_packed",
    PackedFilter = "packed_filter",
    // Tokens and their readings.
    Tokens = "tokens",
    Names = "names",
    Counts = "counts",
    Readings = "readings",
    Skeletons = "skeletons",
    Unindexed = "unindexed",
    Classes = "classes",
    Variants = "variants",
    UnpackedClasses = "unpacked_classes",
    ReadingsOfClass = "of_class",
    ClassOfReading = "class",
    ClassSets = "class_sets",
    HasLongReading = "has_long",
    ReadingsOfToken = "of_token",
    TokensOfReading = "tokens_of",
    Signatures = "signatures",
    Rows = "rows",
    Long = "long",
    Initials = "initials",
    Single = "single",
    Sounds = "sounds",
    Concepts = "concepts",
    Forms = "forms",
    ConceptsOfToken = "concepts_of_token",
    // The arrays of containers.
    Texts = "texts",
    ByText = "by_text",
    Keys = "keys",
    Starts = "starts",
    Items = "items",
    Bytes = "bytes",
    Ends = "ends",
    Wraps = "wraps",
    Entries = "entries",
    IdMask = "id_mask",
    Words = "words",
    // What a shard states beside its list.
    Shard = "shard",
    Epoch = "epoch",
    // What a list that changes states beside the list.
    Living = "living",
    History = "living.history",
    VersionsFrom = "living.from",
    VersionsTo = "living.to",
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The path from the whole snapshot to a section.
#[derive(Clone, Debug, Default)]
pub(crate) struct SectionPath(String);

impl SectionPath {
    /// The path of a section of this one.
    pub(crate) fn to(&self, section: Section) -> SectionPath {
        match self.0.as_str() {
            "" => SectionPath(section.name().to_owned()),
            path => SectionPath(format!("{path}.{section}")),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Section> for SectionPath {
    fn from(section: Section) -> SectionPath {
        SectionPath::default().to(section)
    }
}
