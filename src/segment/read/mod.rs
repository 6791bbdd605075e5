//! What screens and reports show of segments: plain structs in, plain structs out, paged and bounded.

mod compare;
mod directory;
mod facets;
mod list;
mod members;
mod roster;

pub use compare::{Attribute, Overlap, Part, breakdown, overlap};
pub use directory::{
    DirectoryColumn, DirectoryOrder, DirectoryRow, Takings, directory_narrowed, directory_order,
    directory_rows, takings,
};
pub use facets::{Facet, FacetRow, facets};
pub use list::{SegmentList, SegmentName, SegmentRow, list, of_profile, segment};
pub use members::{Member, MembersPage, MembersRequest, Metrics, Sort, members, metrics};
pub use roster::{roster, takings_of};

/// The most rows any of these functions hands out at once.
pub const LONGEST_PAGE: u32 = 1_000;
