//! One table of names for an enum whose variants appear in tables, files and JSON.

/// Gives an enum of plain variants a constant `ALL`, a method `as_str` and `Display`.
macro_rules! enum_names {
    ($name:ident { $($variant:ident = $text:literal,)* }) => {
        impl $name {
            /// Every variant, in the order of tables and JSON.
            pub const ALL: [$name; [$($text),*].len()] = [$($name::$variant),*];

            /// The name in tables, files and JSON.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use enum_names;
