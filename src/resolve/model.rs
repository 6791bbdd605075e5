//! The match model: what each level of each comparison is worth, as readable TOML.
//!
//! Fellegi and Sunter 1969, with a third class beside "same person" and "two people at random": two people of one
//! household, who share family name, address and often phone and e-mail. Without it families weld together.

mod check;
mod file;

use super::ResolveError;
use super::compare::Kind;
use super::corpus::{Corpus, field};
use super::expect::ThresholdRule;
use super::explain::Agreement;
use serde::{Deserialize, Serialize};

/// Where the shipped model lies, for messages.
const SHIPPED_NAME: &str = "assets/models/person.toml";
const SHIPPED: &str = include_str!("../../assets/models/person.toml");

/// One level of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// For people: `exact`, `nickname or part`.
    pub name: String,
    /// In one of three words (missing is never a level of its own here).
    pub agreement: Agreement,
    /// P(level | same person).
    pub m: f64,
    /// P(level | two people at random).
    pub u: f64,
    /// P(level | two people of one household).
    pub h: f64,
    /// Agreement on a rare value weighs more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub frequency: bool,
    /// What m may be taught to be at most: what one person's records rarely differ in tells people of one household
    /// apart, and many families must not teach that it doesn't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub m_at_most: Option<f64>,
    /// Levels of one group add up to 1.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub group: u8,
}

fn is_zero(group: &u8) -> bool {
    *group == 0
}

/// What people of one household share, to be learned from the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shared {
    /// The comparisons whose h is learned.
    pub attributes: Vec<String>,
    /// The shipped h count as this many pairs.
    pub strength: f64,
}

/// One comparison of the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelComparison {
    /// `given_name`, `address`, `id:loyalty`, or a pattern `id:*`, `extra:*`.
    pub attribute: String,
    /// Best first; "missing" is level 0 and not listed.
    pub levels: Vec<Level>,
}

/// A rule that joins two records whatever the weights say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeterministicRule {
    /// The comparison that must agree exactly: `email`, `id:loyalty`, or `id:*` for each identifier.
    pub exact: String,
    /// Comparisons that must agree at least closely.
    #[serde(default)]
    pub and_alike: Vec<String>,
    /// Comparisons that must not be different; missing is fine.
    #[serde(default)]
    pub unless_different: Vec<String>,
    /// The shared value may be carried by at most so many entities.
    pub shared_by_at_most: u32,
}

/// What decisions taught: bits laid over a model that was trained without labels.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Learned {
    /// Numbers of the decisions.
    pub decisions: Vec<i64>,
    /// Bits added to every pair.
    pub constant: f64,
    /// How much of the household term counts; 1 = all of it.
    pub household: f64,
    /// The sum is stretched by so much, to mean what it says.
    pub gain: f64,
    /// Bits added after that.
    pub shift: f64,
    /// Bits added by level.
    #[serde(rename = "level", default)]
    pub levels: Vec<LearnedLevel>,
}

/// What decisions taught of one level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LearnedLevel {
    /// The comparison.
    pub attribute: String,
    /// The level's name.
    pub level: String,
    /// Bits added.
    pub bits: f64,
}

/// A whole model: the shipped one, or one that was trained on the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// How many pairs the shipped figures count for beside the data's own.
    pub strength: f64,
    /// Probability that two random records are one person's; 0 = not estimated yet.
    #[serde(default)]
    pub prior: f64,
    /// Probability that two random records are of two people in one household.
    #[serde(default)]
    pub household: f64,
    /// Weight in bits from which pairs are merged.
    #[serde(default)]
    pub merge_at: f64,
    /// Weight in bits from which groups of records are merged where a deterministic rule says so.
    #[serde(default)]
    pub certain_at: f64,
    /// Weight in bits from which pairs wait for review.
    #[serde(default)]
    pub review_at: f64,
    /// How the two are chosen from what the model expects; only in a model that is to be trained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<ThresholdRule>,
    /// Whose h is learned; only in a model that is to be trained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<Shared>,
    /// Exact rules that hold beside the weights.
    #[serde(default)]
    pub deterministic: Vec<DeterministicRule>,
    /// In the order shown.
    #[serde(rename = "comparison")]
    pub comparisons: Vec<ModelComparison>,
    /// What decisions taught, when a steward wants it used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learned: Option<Learned>,
}

impl Model {
    /// The model that ships with Onefold.
    ///
    /// # Errors
    /// When the embedded file is wrong, which a test excludes.
    pub fn shipped() -> Result<Self, ResolveError> {
        Self::parse(SHIPPED, SHIPPED_NAME)
    }

    /// Reads and checks a model file.
    ///
    /// # Errors
    /// With the file, the line or comparison, and the remedy.
    pub fn parse(text: &str, file: &str) -> Result<Self, ResolveError> {
        let wrong = |why: String| ResolveError::Model { file: file.to_owned(), why };
        let model: Self = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        check::sane(&model, text).map_err(wrong)?;
        Ok(model)
    }

    /// Reads and checks a model that is to be used as it stands: its comparisons must be those this program can make.
    ///
    /// # Errors
    /// With the file, the line and the remedy.
    pub fn read(text: &str, file: &str) -> Result<Self, ResolveError> {
        let model = Self::parse(text, file)?;
        let wrong = |why: String| ResolveError::Model { file: file.to_owned(), why };
        check::usable(&model, &Self::shipped()?, text).map_err(wrong)?;
        Ok(model)
    }

    /// The model as a file for people: a header, one line a level. [`Model::read`] gives back exactly this model.
    #[must_use]
    pub fn to_file(&self, header: &[String]) -> String {
        file::write(self, header)
    }

    /// With priors to begin with, when none were estimated yet: about half a partner a record.
    pub(crate) fn with_priors(&self, records: usize) -> Self {
        let mut model = self.clone();
        if model.prior <= 0.0 {
            model.prior = (0.5 / records.max(2) as f64).min(0.2);
        }
        if model.household <= 0.0 {
            model.household = 0.2 * model.prior;
        }
        model
    }

    /// The model as a TOML file.
    ///
    /// # Errors
    /// When it can't be written as TOML.
    pub fn to_toml(&self) -> Result<String, ResolveError> {
        toml::to_string(self)
            .map_err(|e| ResolveError::Model { file: "the trained model".into(), why: e.to_string() })
    }

    /// The levels of the comparison for an attribute; none when the model has none.
    pub(crate) fn levels(&self, attribute: &str) -> &[Level] {
        self.comparison(attribute).map(|c| c.levels.as_slice()).unwrap_or_default()
    }

    /// The comparison for an attribute: its own, else the pattern for its family.
    pub(crate) fn comparison(&self, attribute: &str) -> Option<&ModelComparison> {
        self.comparisons.iter().find(|c| c.attribute == attribute).or_else(|| {
            let family = format!("{}:*", attribute.split(':').next()?);
            self.comparisons.iter().find(|c| c.attribute == family)
        })
    }

    /// The comparisons this corpus can make: those whose attributes it has, with their number of levels
    /// including "missing".
    pub(crate) fn wanted(&self, corpus: &Corpus) -> Vec<(Kind, String, usize)> {
        let fixed = [
            (Kind::Given, "given_name", &[field::GIVEN][..]),
            (Kind::Family, "family_name", &[field::FAMILY]),
            (Kind::Birth, "birth_date", &[field::BIRTH]),
            (Kind::Email, "email", &[field::EMAIL]),
            (Kind::Phone, "phone", &[field::PHONE]),
            (Kind::Address, "address", &[field::STREET, field::POSTCODE, field::CITY, field::REGION]),
            (Kind::Company, "company", &[field::COMPANY]),
        ];
        let mut wanted = Vec::new();
        let mut add = |kind, attribute: &str| {
            if let Some(c) = self.comparison(attribute) {
                wanted.push((kind, attribute.to_owned(), c.levels.len() + 1));
            }
        };
        for (kind, attribute, fields) in fixed {
            if fields.iter().any(|f| corpus.has(*f)) {
                add(kind, attribute);
            }
        }
        if corpus.field(field::TRAITS).any(|t| t >> 4 & 3 != 0) {
            add(Kind::Gender, "gender");
        }
        for (i, open) in corpus.open.iter().enumerate() {
            add(Kind::Open(i), &open.name);
        }
        wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_model_is_sound() {
        let model = Model::shipped().unwrap();
        for c in &model.comparisons {
            for group in 0..3 {
                let levels: Vec<&Level> = c.levels.iter().filter(|l| l.group == group).collect();
                if levels.is_empty() {
                    continue;
                }
                for (what, sum) in [
                    ("m", levels.iter().map(|l| l.m).sum::<f64>()),
                    ("u", levels.iter().map(|l| l.u).sum()),
                    ("h", levels.iter().map(|l| l.h).sum()),
                ] {
                    assert!((sum - 1.0).abs() < 1e-3, "{} group {group} {what}: {sum}", c.attribute);
                }
            }
        }
    }

    #[test]
    fn wrong_files_say_where() {
        let text = "strength = 1.0\n[[comparison]]\nattribute = \"email\"\nlevels = []\n";
        let error = Model::parse(text, "mine.toml").unwrap_err().to_string();
        assert!(error.contains("mine.toml") && error.contains("email"), "{error}");
        let error = Model::parse("strength = \"x\"", "mine.toml").unwrap_err().to_string();
        assert!(error.contains("line 1"), "{error}");
    }

    #[test]
    fn a_saved_file_gives_back_the_very_same_model() {
        let mut model = Model::shipped().unwrap();
        model.prior = 0.000_123_456_789_012_345;
        (model.expect, model.shared) = (None, None);
        for (i, c) in model.comparisons.iter_mut().enumerate() {
            c.levels[0].m *= 1.0 - 1e-9 * i as f64;
        }
        model.comparisons.push(ModelComparison {
            attribute: "extra:shoe \"size\"".into(),
            levels: model.levels("extra:*").to_vec(),
        });
        let text = model.to_file(&["Trained on 7 records.".into()]);
        assert!(text.starts_with("# ") && text.contains("Trained on 7 records."), "{text}");
        assert_eq!(Model::read(&text, "saved.toml").unwrap(), model);
    }

    #[test]
    fn a_file_that_does_not_fit_is_refused_with_its_line() {
        let good = Model::shipped().unwrap().to_file(&[]);
        let line = |text: &str| good.lines().position(|l| l.contains(text)).unwrap() + 1;
        let nickname = line("nickname or part");
        let review = line("review_at = ");
        for (from, to, at, word) in [
            ("nickname or part", "shoe size", nickname, "`nickname or part`"),
            ("attribute = \"phone\"", "attribute = \"fax\"", line("attribute = \"phone\""), "fax"),
            ("review_at = -4.0", "review_at = 4.0", review, "merge_at"),
            ("review_at = -4.0", "review_at = \"low\"", review, "line"),
            ("m = 0.81,", "m = 0.2,", line("attribute = \"given_name\""), "add up to 1"),
            ("m = 0.81,", "m = 1.81,", line("m = 0.81,"), "above 0 and at most 1"),
        ] {
            assert!(good.contains(from), "{from}");
            let error = Model::read(&good.replacen(from, to, 1), "mine.toml").unwrap_err().to_string();
            assert!(error.starts_with("mine.toml") && error.contains(word), "{error}");
            assert!(error.contains(&format!("line {at}")), "{at}: {error}");
        }
        let none = Model::read("merge_at = 1.0\nstrength = 25.0\ncomparison = []", "mine.toml");
        assert!(none.unwrap_err().to_string().contains("compares nothing"));
    }

    #[test]
    fn survives_the_way_to_toml_and_back() {
        let model = Model::shipped().unwrap();
        assert_eq!(Model::parse(&model.to_toml().unwrap(), "x").unwrap(), model);
    }
}
