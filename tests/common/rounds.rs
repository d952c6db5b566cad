//! How much a test computes: little by default, much with `SVERKA_LONG=1`.

/// `short`, or `long` where `SVERKA_LONG` is 1.
pub(crate) fn rounds<T>(short: T, long: T) -> T {
    if std::env::var_os("SVERKA_LONG").is_some_and(|value| value == "1") { long } else { short }
}
