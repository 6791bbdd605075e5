//! From values as they came to values that can be compared; the raw ones stay in the workspace.

mod fold;
mod name;
mod nickname;
mod street;

pub(crate) use fold::fold;
pub(crate) use name::read as read_name;
pub(crate) use nickname::Nicknames;
pub(crate) use street::{read as read_street, unit as read_unit};
