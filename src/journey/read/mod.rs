//! What screens and reports show of journeys: plain structs in, plain structs out, paged and bounded.

mod credit;
mod order;
mod overview;
mod timeline;

pub use credit::{ChannelCredit, OrderCredit, channels, credit};
pub use order::{Order, OrderLine, Spend, order, spend};
pub use overview::{Binding, MonthCount, activity, binding};
pub use timeline::{
    Bucket, Entry, Filter, Money, SessionRow, SessionsPage, Timeline, TimelineRequest, Zoom, buckets,
    sessions, timeline,
};

/// The most rows any of these functions hands out at once.
pub const LONGEST_PAGE: u32 = 1_000;
