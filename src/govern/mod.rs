//! What may be shown of people: masking. (Consent, roles and erasure come with the issues that ask for them.)

mod mask;

pub use mask::mask;
