//! Ids as each system makes them: unique, seeded, and telling nothing about who belongs to whom.

use std::fmt::Write as _;

use super::dice::{mix, scatter};

/// Numbers of one person within one system: a person may have a few rows there.
fn slot(person: u64, copy: u64) -> u64 {
    person * 4 + copy
}

/// Makes ids from the population's seed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids(pub(super) u64);

impl Ids {
    /// Thirteen digits; also the merchant's own user id.
    pub(super) fn shopify_customer(self, person: u64, copy: u64) -> String {
        (6_900_000_000_000 + scatter(self.0 ^ 1, slot(person, copy), 20)).to_string()
    }

    /// Eighteen characters with Salesforce's own check letters.
    pub(super) fn salesforce(self, prefix: &str, person: u64, copy: u64) -> String {
        let number = scatter(self.0 ^ mix(u64::from(prefix.as_bytes()[2])), slot(person, copy), 20);
        salesforce(prefix, number)
    }

    /// Twenty-six characters, as a ULID.
    pub(super) fn klaviyo(self, person: u64, copy: u64) -> String {
        let number = scatter(self.0 ^ 3, slot(person, copy), 20);
        format!("01J{}{}{}", base32(mix(number), 10), base32(number, 8), base32(mix(number ^ 1), 5))
    }

    /// Twenty-six capitals and digits.
    pub(super) fn square_customer(self, person: u64, copy: u64) -> String {
        let number = scatter(self.0 ^ 4, slot(person, copy), 20);
        format!("{}{}{}", base32(mix(number), 12), base32(number, 8), base32(mix(number ^ 1), 6))
    }

    /// Ten digits.
    pub(super) fn loyalty(self, person: u64) -> String {
        (1_000_000_000 + scatter(self.0 ^ 5, person, 15)).to_string()
    }

    /// A browser's cookie id as Segment sets it (UUID version 4).
    pub(super) fn anonymous(self, person: u64, device: u64) -> String {
        uuid(mix(self.0 ^ 6 ^ mix(slot(person, device))), mix(self.0 ^ 7 ^ mix(slot(person, device))))
    }

    /// A browser's cookie id as Google Analytics sets it, from the second of the first visit.
    pub(super) fn ga_client(self, person: u64, device: u64, first: i64) -> String {
        format!("{}.{first}", 100_000_000 + scatter(self.0 ^ 8, slot(person, device), 15))
    }
}

/// A UUID of version 4 from 128 bits.
pub(super) fn uuid(high: u64, low: u64) -> String {
    let (a, b, c) = (high >> 32, (high >> 16) & 0xffff, high & 0xfff);
    let (d, e) = ((low >> 48) & 0x3fff | 0x8000, low & 0xffff_ffff_ffff);
    format!("{a:08x}-{b:04x}-4{c:03x}-{d:04x}-{e:012x}")
}

/// `length` characters of Crockford's base 32, lowest digits of `number` last; twelve at most.
pub(super) fn base32(number: u64, length: usize) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    (0..length).rev().map(|at| char::from(DIGITS[(number >> (5 * at) & 31) as usize])).collect()
}

/// A Salesforce id: three of prefix, four of instance, eight of number, three of checksum over the capitals.
fn salesforce(prefix: &str, mut number: u64) -> String {
    const DIGITS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut tail = [b'A'; 8];
    for digit in tail.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    let mut id = format!("{prefix}5f00");
    id.extend(tail.map(char::from));
    let check: Vec<u8> = id
        .as_bytes()
        .chunks(5)
        .map(|five| {
            let bits = five
                .iter()
                .enumerate()
                .fold(0, |bits, (at, c)| bits | usize::from(c.is_ascii_uppercase()) << at);
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits]
        })
        .collect();
    for letter in check {
        let _ = write!(id, "{}", char::from(letter));
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salesforce_check_letters_are_as_salesforce_makes_them() {
        // The rule: bit n of each five-character chunk is set for a capital; 00000 is A, 11111 is 5.
        let id = salesforce("003", 123_456);
        assert_eq!(id.len(), 18);
        assert!(id.starts_with("0035f00A"));
        assert_eq!(&id[15..16], "A");
    }

    #[test]
    fn ids_are_unique_and_well_formed() {
        let ids = Ids(9);
        let mut all: Vec<String> = (0..2000).map(|person| ids.klaviyo(person, 1)).collect();
        assert!(all.iter().all(|id| id.len() == 26));
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 2000);
        assert_eq!(ids.shopify_customer(5, 0).len(), 13);
        assert_eq!(ids.loyalty(5).len(), 10);
        assert_eq!(ids.square_customer(5, 0).len(), 26);
        assert_eq!(ids.anonymous(5, 0).len(), 36);
    }
}
