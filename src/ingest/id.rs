//! Stable ids: the same record, event or order gets the same number in any workspace, in any order of loading.

use sha2::{Digest, Sha256};

/// The first 63 bits of SHA-256 of the source's name, a unit separator and the native key. Must never change:
/// decisions and profile ids are kept by it.
#[must_use]
pub fn id(source: &str, key: &str) -> i64 {
    let mut hash = Sha256::new();
    hash.update(source.as_bytes());
    hash.update([0x1f]);
    hash.update(key.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.finalize()[..8]);
    (u64::from_be_bytes(first) >> 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_never_change() {
        assert_eq!(id("shopify_customers", "9980311896380"), 0x26a6_7f83_70ef_3755_i64);
        assert_ne!(id("a", "bc"), id("ab", "c"));
        assert!(id("", "") >= 0);
    }
}
