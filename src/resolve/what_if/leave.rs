//! A corpus as if an attribute had never been loaded.

use crate::resolve::ResolveError;
use crate::resolve::corpus::{Corpus, field};

/// Bits of the traits that hold the gender.
const GENDER: u32 = 3 << 4;

/// Takes an attribute out of every record, by its name in the model or as a field.
pub(super) fn out(corpus: &mut Corpus, attribute: &str) -> Result<(), ResolveError> {
    let fields: Vec<usize> = match attribute {
        "given_name" => vec![field::GIVEN, field::NAME],
        "family_name" => vec![field::FAMILY, field::NAME],
        "address" => vec![field::STREET, field::POSTCODE, field::CITY, field::REGION],
        "gender" => Vec::new(),
        name => {
            let known = (0..corpus.fields()).filter(|f| ![field::TRAITS, field::NAME].contains(f));
            let found: Vec<usize> = known.filter(|f| corpus.field_name(*f) == name).collect();
            if found.is_empty() {
                return Err(ResolveError::Unknown(unknown(corpus, name)));
            }
            found
        }
    };
    let gender = attribute == "gender";
    for row in corpus.rows.chunks_exact_mut(corpus.stride) {
        fields.iter().for_each(|f| row[*f] = 0);
        if gender {
            row[field::TRAITS] &= !GENDER;
        }
    }
    Ok(())
}

fn unknown(corpus: &Corpus, name: &str) -> String {
    let fields = (0..corpus.fields()).filter(|f| ![field::TRAITS, field::NAME].contains(f));
    let there = fields.filter(|f| corpus.has(*f)).map(|f| corpus.field_name(f).to_owned());
    let names: Vec<String> = there.chain(["address".to_owned(), "gender".to_owned()]).collect();
    format!("the records have no attribute {name:?}; they have: {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_goes_from_every_record_and_no_other() {
        let stride = field::OPEN;
        let mut corpus = Corpus {
            record_ids: vec![1, 2],
            rows: (0..2 * stride as u32).map(|i| i + 1000).collect(),
            stride,
            ..Corpus::default()
        };
        let before = corpus.rows.clone();
        out(&mut corpus, "family_name").unwrap();
        for (i, (is, was)) in corpus.rows.iter().zip(&before).enumerate() {
            let gone = [field::FAMILY, field::NAME].contains(&(i % stride));
            assert_eq!(*is, if gone { 0 } else { *was }, "{i}");
        }
        let error = out(&mut corpus, "shoe_size").unwrap_err().to_string();
        assert!(error.contains("shoe_size") && error.contains("given_name"), "{error}");
    }
}
