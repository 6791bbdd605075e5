//! Pure readers of values: what an e-mail address, a phone number, a date, an amount is, however it was written.

pub mod attribute;
pub mod country;
pub mod date;
pub mod email;
pub mod money;
pub mod phone;
pub mod placeholder;
pub mod postcode;
pub mod time;

use std::borrow::Cow;

/// A text in small letters: in `room` where it is ASCII and fits, as nearly all do, so that not every value of an export
/// needs memory of its own.
fn in_small_letters<'a>(text: &str, room: &'a mut [u8]) -> Cow<'a, str> {
    let lower = room.get_mut(..text.len()).filter(|_| text.is_ascii()).and_then(|lower| {
        lower.copy_from_slice(text.as_bytes());
        lower.make_ascii_lowercase();
        str::from_utf8(lower).ok()
    });
    lower.map_or_else(|| Cow::Owned(text.to_lowercase()), Cow::Borrowed)
}
