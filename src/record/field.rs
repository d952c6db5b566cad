//! The fields of a record, named once for tables, error messages and reports.

use super::enum_names::enum_names;

/// A field of a [`Record`](crate::Record), or of its [`Listing`](crate::Listing).
///
/// The names are those of the columns of a CSV table.
///
/// ```
/// use sverka::RecordField;
///
/// assert_eq!(RecordField::BirthDate.as_str(), "birth_date");
/// assert!(RecordField::ALL.contains(&RecordField::ValidTo));
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RecordField {
    /// The identifier.
    Id,
    /// The primary name.
    Name,
    /// The declared given name or names.
    Given,
    /// The declared patronymic.
    Patronymic,
    /// The declared family name.
    Family,
    /// Other names of the person.
    Aliases,
    /// The birth dates.
    BirthDate,
    /// The sex.
    Sex,
    /// The nationalities.
    Nationality,
    /// The places of birth.
    BirthPlace,
    /// The identity documents.
    Document,
    /// Who submitted the record.
    Source,
    /// The category of the listing, such as `wanted`.
    Category,
    /// The day of the event behind the listing.
    OccurredAt,
    /// The day of submission.
    SubmittedAt,
    /// The first day on which the listing is valid.
    ValidFrom,
    /// The last day on which the listing is valid.
    ValidTo,
}

enum_names!(RecordField {
    Id = "id",
    Name = "name",
    Given = "given",
    Patronymic = "patronymic",
    Family = "family",
    Aliases = "aliases",
    BirthDate = "birth_date",
    Sex = "sex",
    Nationality = "nationality",
    BirthPlace = "birth_place",
    Document = "document",
    Source = "source",
    Category = "category",
    OccurredAt = "occurred_at",
    SubmittedAt = "submitted_at",
    ValidFrom = "valid_from",
    ValidTo = "valid_to",
});
