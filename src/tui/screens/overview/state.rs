//! What Overview remembers.

use super::Story;
use crate::tui::remote::Remote;

/// Its state.
#[derive(Debug, Default)]
pub struct Overview {
    pub(super) story: Remote<Box<Story>>,
    pub(super) generation: u64,
}
