//! A change in words: `merge 3, review -2, without phone, without rule postcode + family_sound`.

use super::Change;
use std::str::FromStr;

impl FromStr for Change {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut change = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (word, rest) = part.split_once(' ').unwrap_or((part, ""));
            let rest = rest.trim();
            let bits = || {
                let rest = rest.strip_prefix("at ").unwrap_or(rest).replace('−', "-");
                rest.trim().parse::<f64>().ok().filter(|bits| bits.is_finite()).ok_or_else(|| {
                    format!("after {word:?} comes a match weight in bits, such as 2.5, not {rest:?}")
                })
            };
            match word {
                "merge" => change.merge_at = Some(bits()?),
                "review" => change.review_at = Some(bits()?),
                "without" if !rest.is_empty() => match rest.strip_prefix("rule ") {
                    Some(rule) => change.without_rules.push(rule.trim().to_owned()),
                    None => {
                        let name = rest.strip_prefix("attribute ").unwrap_or(rest);
                        change.without_attributes.push(name.trim().to_owned());
                    }
                },
                _ => {
                    return Err(format!(
                        "{part:?} is no change. Say merge BITS, review BITS, without ATTRIBUTE or without rule NAME"
                    ));
                }
            }
        }
        Ok(change)
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let thresholds = [("merge", self.merge_at), ("review", self.review_at)];
        let mut parts: Vec<String> =
            thresholds.iter().filter_map(|(word, bits)| Some(format!("{word} {}", (*bits)?))).collect();
        parts.extend(self.without_attributes.iter().map(|name| format!("without {name}")));
        parts.extend(self.without_rules.iter().map(|name| format!("without rule {name}")));
        f.write_str(&parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_survives_the_way_into_words_and_back() {
        let change: Change =
            "merge 3, review at −2.5,without phone, without rule postcode + family_sound".parse().unwrap();
        assert_eq!((change.merge_at, change.review_at), (Some(3.0), Some(-2.5)));
        assert_eq!(change.without_attributes, ["phone"]);
        assert_eq!(change.without_rules, ["postcode + family_sound"]);
        assert_eq!(change.to_string().parse(), Ok(change));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (text, want) in
            [("merge soon", "in bits"), ("merge", "in bits"), ("shoe", "no change"), ("without", "no change")]
        {
            let error = text.parse::<Change>().unwrap_err();
            assert!(error.contains(want), "{error}");
        }
        assert!("".parse::<Change>().unwrap().is_none());
    }
}
