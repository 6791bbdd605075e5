//! The lists the population is drawn from (`assets/synth`), parsed once.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::dice::{Dice, Ranked};
use super::error::SynthError;
use super::shop::Shop;

/// A name as people write it: in Latin letters, in the native script, and as other romanisations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) latin: String,
    /// Empty when the native script is Latin.
    pub(super) native: String,
    pub(super) variants: Vec<String>,
}

impl Written {
    /// Reads `Smith` or `佐藤=Sato/Satou`; an underscore stands for a blank.
    fn read(token: &str) -> Self {
        let token = token.replace('_', " ");
        match token.split_once('=') {
            None => Self { latin: token, ..Self::default() },
            Some((native, latin)) => {
                let mut forms = latin.split('/').map(str::to_owned);
                let latin = forms.next().unwrap_or_default();
                Self { latin, native: native.to_owned(), variants: forms.collect() }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PoolFile {
    #[serde(default)]
    double_family: bool,
    #[serde(default)]
    keeps_family: bool,
    #[serde(default)]
    family_first: bool,
    #[serde(default)]
    feminine: Vec<(String, String)>,
    female: String,
    male: String,
    family: String,
    stems: String,
    endings: String,
}

/// The names of one language.
#[derive(Debug)]
pub(super) struct Pool {
    pub(super) id: &'static str,
    /// People carry two family names.
    pub(super) double_family: bool,
    /// Nobody changes the family name at a wedding.
    pub(super) keeps_family: bool,
    /// The family name stands first in the native script.
    pub(super) family_first: bool,
    feminine: Vec<(String, String)>,
    given: [(Vec<Written>, Ranked); 2],
    family: (Vec<Written>, Ranked),
    stems: Vec<String>,
    endings: Vec<String>,
}

impl Pool {
    fn read(id: &'static str, text: &str) -> Result<Self, SynthError> {
        let file: PoolFile =
            toml::from_str(text).map_err(|e| SynthError::list(&format!("names/{id}.toml"), e))?;
        let ranked = |text: &str, flatness| {
            let names: Vec<Written> = text.split_whitespace().map(Written::read).collect();
            let ranks = Ranked::new(names.len(), flatness);
            (names, ranks)
        };
        let words = |text: &str| text.split_whitespace().map(|word| word.replace('_', " ")).collect();
        Ok(Self {
            id,
            double_family: file.double_family,
            keeps_family: file.keeps_family,
            family_first: file.family_first,
            feminine: file.feminine,
            given: [ranked(&file.female, 8), ranked(&file.male, 8)],
            family: ranked(&file.family, 16),
            stems: words(&file.stems),
            endings: words(&file.endings),
        })
    }

    /// A given name; frequent ones more often.
    pub(super) fn given(&self, female: bool, dice: &mut Dice) -> &Written {
        let (names, ranks) = &self.given[usize::from(!female)];
        &names[ranks.throw(dice)]
    }

    /// A family name as the man or the family carries it; one in four is a rare one where the language builds them.
    pub(super) fn family(&self, dice: &mut Dice) -> Written {
        if !self.stems.is_empty() && dice.chance(250) {
            let latin = format!("{}{}", dice.pick(&self.stems), dice.pick(&self.endings));
            return Written { latin, ..Written::default() };
        }
        let (names, ranks) = &self.family;
        names[ranks.throw(dice)].clone()
    }

    /// The form of a family name that a woman carries (Ivanov → Ivanova).
    pub(super) fn feminine(&self, name: &Written) -> Written {
        let change = |text: &str| {
            let rule = self.feminine.iter().filter(|(from, _)| text.ends_with(from.as_str()));
            rule.max_by_key(|(from, _)| from.len()).map_or_else(
                || text.to_owned(),
                |(from, to)| format!("{}{to}", &text[..text.len() - from.len()]),
            )
        };
        Written {
            latin: change(&name.latin),
            native: change(&name.native),
            variants: name.variants.iter().map(|v| change(v)).collect(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountryFile {
    code: String,
    name: String,
    dial: String,
    currency: String,
    weight: u32,
    names: BTreeMap<String, u32>,
    trunk: String,
    mobile: Vec<String>,
    groups: String,
    areas: String,
    street_format: String,
    unit_format: Vec<String>,
    highest_number: i64,
    cities: Vec<String>,
    streets: Vec<String>,
    short: Vec<(String, String)>,
}

/// A city, with its region and the pattern of its postcodes.
#[derive(Debug, Clone)]
pub(super) struct City {
    pub(super) name: String,
    pub(super) region_code: String,
    pub(super) region: String,
    pub(super) postcode: String,
}

/// A country to live in.
#[derive(Debug)]
pub(super) struct Country {
    pub(super) code: String,
    pub(super) name: String,
    /// Country calling code, without the plus.
    pub(super) dial: String,
    pub(super) currency: String,
    /// Prefix of national calls: `0`, or nothing.
    pub(super) trunk: String,
    pub(super) mobile: Vec<String>,
    /// Digits after the country code, as people group them.
    pub(super) groups: Vec<usize>,
    pub(super) areas: Vec<String>,
    pub(super) street_format: String,
    pub(super) unit_format: Vec<String>,
    pub(super) highest_number: i64,
    pub(super) cities: (Vec<City>, Ranked),
    pub(super) streets: (Vec<String>, Ranked),
    pub(super) short: Vec<(String, String)>,
    /// Index of a name pool, and how often it is drawn.
    pools: Vec<(usize, u32)>,
}

impl Country {
    fn read(file: &str, text: &str, pools: &[Pool]) -> Result<(Self, u32), SynthError> {
        let list = format!("places/{file}.toml");
        let raw: CountryFile = toml::from_str(text).map_err(|e| SynthError::list(&list, e))?;
        let cities = raw.cities.iter().map(|line| {
            let parts: Vec<&str> = line.split('|').collect();
            let [name, code, region, postcode] = parts[..] else {
                return Err(SynthError::list(&list, format!("'{line}' needs four parts")));
            };
            Ok(City {
                name: name.to_owned(),
                region_code: code.to_owned(),
                region: region.to_owned(),
                postcode: postcode.to_owned(),
            })
        });
        let cities: Vec<City> = cities.collect::<Result<_, _>>()?;
        let mixed = raw.names.iter().map(|(id, &weight)| {
            let pool = pools.iter().position(|pool| pool.id == id);
            pool.map(|pool| (pool, weight))
                .ok_or_else(|| SynthError::list(&list, format!("no names/{id}.toml")))
        });
        let pools = mixed.collect::<Result<_, _>>()?;
        let groups = raw.groups.split('-').filter_map(|group| group.parse().ok()).collect();
        let ranks = (Ranked::new(cities.len(), 12), Ranked::new(raw.streets.len(), 40));
        let country = Self {
            code: raw.code,
            name: raw.name,
            dial: raw.dial,
            currency: raw.currency,
            trunk: raw.trunk,
            mobile: raw.mobile,
            groups,
            areas: raw.areas.split_whitespace().map(str::to_owned).collect(),
            street_format: raw.street_format,
            unit_format: raw.unit_format,
            highest_number: raw.highest_number,
            cities: (cities, ranks.0),
            streets: (raw.streets, ranks.1),
            short: raw.short,
            pools,
        };
        Ok((country, raw.weight))
    }

    /// The name pool of somebody who lives here.
    pub(super) fn pool(&self, dice: &mut Dice) -> usize {
        let weights: Vec<u32> = self.pools.iter().map(|&(_, weight)| weight).collect();
        self.pools[dice.weighted(&weights)].0
    }
}

/// Everything the population is drawn from.
#[derive(Debug)]
pub(super) struct World {
    pub(super) pools: Vec<Pool>,
    pub(super) countries: Vec<Country>,
    pub(super) weights: Vec<u32>,
    nicknames: BTreeMap<String, Vec<Written>>,
    pub(super) shop: Shop,
}

macro_rules! listed {
    ($folder:literal: $($id:literal),+) => {
        [$(($id, include_str!(concat!("../../assets/synth/", $folder, "/", $id, ".toml")))),+]
    };
}

impl World {
    /// Parses the built-in lists.
    pub(super) fn load() -> Result<Self, SynthError> {
        let names = listed!("names": "english", "german", "french", "spanish", "portuguese", "italian", "polish",
            "indian", "japanese", "chinese", "greek", "russian", "ukrainian", "turkish", "arabic");
        let places =
            listed!("places": "us", "gb", "de", "fr", "es", "in", "br", "jp", "gr", "ua", "tr", "ae", "cn");
        let pools: Vec<Pool> =
            names.into_iter().map(|(id, text)| Pool::read(id, text)).collect::<Result<_, _>>()?;
        let (mut countries, mut weights) = (Vec::new(), Vec::new());
        for (file, text) in places {
            let (country, weight) = Country::read(file, text, &pools)?;
            countries.push(country);
            weights.push(weight);
        }
        let shop = Shop::read(include_str!("../../assets/synth/shop.toml"))?;
        let nicknames = read_nicknames(include_str!("../../assets/synth/names/nicknames.txt"));
        Ok(Self { pools, countries, weights, nicknames, shop })
    }

    /// What friends call somebody of this given name; empty when there is no usual short form.
    pub(super) fn nicknames(&self, given: &Written) -> &[Written] {
        let key = if given.native.is_empty() { &given.latin } else { &given.native };
        self.nicknames.get(key).map_or(&[], Vec::as_slice)
    }
}

fn read_nicknames(text: &str) -> BTreeMap<String, Vec<Written>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once(':'));
    pairs
        .map(|(name, short)| (name.replace('_', " "), short.split_whitespace().map(Written::read).collect()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_long_enough_and_have_no_twice_listed_names() {
        let world = World::load().unwrap();
        assert_eq!(world.countries.len(), world.weights.len());
        for pool in world.pools.iter().filter(|p| ["english", "german", "french", "spanish"].contains(&p.id))
        {
            assert!(
                pool.given[0].0.len() >= 200 && pool.given[1].0.len() >= 195,
                "given names of {}",
                pool.id
            );
            assert!(pool.family.0.len() >= 330, "family names of {}: {}", pool.id, pool.family.0.len());
        }
    }

    #[test]
    fn native_names_keep_their_romanisations_and_women_their_endings() {
        let world = World::load().unwrap();
        let russian = world.pools.iter().find(|pool| pool.id == "russian").unwrap();
        let name = Written::read("Соловьёв=Soloviev/Solovyov");
        let hers = russian.feminine(&name);
        assert_eq!((hers.native.as_str(), hers.latin.as_str()), ("Соловьёва", "Solovieva"));
        assert_eq!(hers.variants, ["Solovyova"]);
        let sasha = world.nicknames(&Written::read("Александр=Alexander"));
        assert_eq!(sasha[0].native, "Саша");
    }
}
