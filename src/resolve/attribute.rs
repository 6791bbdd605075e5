//! The attributes of a person that take part in matching.

use std::fmt;

/// One attribute of a record. Identifiers and extras are open sets, named by the data.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Attribute {
    /// First name or names.
    GivenName,
    /// Last name.
    FamilyName,
    /// The whole name in one field.
    FullName,
    /// Date of birth.
    BirthDate,
    /// As the source spells it.
    Gender,
    /// E-mail addresses.
    Email,
    /// Phone numbers.
    Phone,
    /// Street line with its number.
    Street,
    /// City or suburb.
    City,
    /// State, province, county.
    Region,
    /// Postcode.
    Postcode,
    /// Country.
    Country,
    /// Employer or company.
    Company,
    /// An identifier that is either the same or not: `id:KIND`.
    Identifier(String),
    /// Any further attribute, compared by what its values look like: `extra:NAME`.
    Extra(String),
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::FullName => "full_name",
            Self::BirthDate => "birth_date",
            Self::Gender => "gender",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Street => "street",
            Self::City => "city",
            Self::Region => "region",
            Self::Postcode => "postcode",
            Self::Country => "country",
            Self::Company => "company",
            Self::Identifier(kind) => return write!(f, "id:{kind}"),
            Self::Extra(name) => return write!(f, "extra:{name}"),
        };
        f.write_str(name)
    }
}
