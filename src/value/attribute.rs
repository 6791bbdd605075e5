//! The attributes every customer record may have, by the names that maps, tables and screens use.

/// In the order of the columns of table `records`, from `given_name` on.
pub const NAMES: [&str; 13] = [
    "given_name",
    "family_name",
    "full_name",
    "birth_date",
    "gender",
    "email",
    "phone",
    "street",
    "city",
    "region",
    "postcode",
    "country",
    "company",
];
