//! Stable ids: the same record, event or order gets the same number in any workspace, in any order of loading.

use sha2::{Digest, Sha256};

/// The first 63 bits of SHA-256 of the source's name, a unit separator and the native key. Must never change:
/// decisions are kept by it.
#[must_use]
pub fn stable_id(source: &str, key: &str) -> i64 {
    let mut hash = Sha256::new();
    hash.update(source.as_bytes());
    hash.update([0x1f]);
    hash.update(key.as_bytes());
    let digest = hash.finalize();
    let mut first = [0u8; 8];
    first.copy_from_slice(&digest[..8]);
    (u64::from_be_bytes(first) >> 1) as i64
}

/// Hexadecimal SHA-256 of a file's bytes.
pub(crate) fn file_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_never_change() {
        assert_eq!(stable_id("shopify_customers", "9980311896380"), 2_785_053_622_087_399_253);
        assert_ne!(stable_id("a", "bc"), stable_id("ab", "c"));
        assert!(stable_id("", "") >= 0);
    }
}
