//! The merchant: catalogue, tills, ads, newsletters, companies and mail providers, as listed in `assets/synth/shop.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::SynthError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShopFile {
    merchant: String,
    host: String,
    mail: BTreeMap<String, String>,
    company: CompanyFile,
    products: Listed,
    tills: TillFile,
    ads: Listed,
    newsletters: Listed,
    signups: Listed,
}

#[derive(Deserialize)]
struct CompanyFile {
    stems: String,
    kinds: String,
}

#[derive(Deserialize)]
struct Listed {
    list: Vec<String>,
}

#[derive(Deserialize)]
struct TillFile {
    list: Vec<String>,
    staff: String,
}

/// Something for sale.
#[derive(Debug)]
pub(super) struct Product {
    pub(super) sku: String,
    pub(super) title: String,
    pub(super) variants: Vec<String>,
    /// Price in hundredths of a US dollar.
    pub(super) cents: i64,
    pub(super) category: String,
    /// Months in which it sells best; empty: always the same.
    pub(super) season: Vec<i64>,
}

/// A shop with a till.
#[derive(Debug)]
pub(super) struct Till {
    pub(super) name: String,
    pub(super) city: String,
    pub(super) country: String,
    /// As Square names it.
    pub(super) zone: String,
    /// Minutes ahead of UTC in winter.
    pub(super) offset: i64,
    /// Summer time rule: `us`, `eu` or `none`.
    pub(super) summer: String,
}

/// One ad and the days of the year on which it runs.
#[derive(Debug)]
pub(super) struct Ad {
    pub(super) campaign: String,
    pub(super) campaign_id: String,
    pub(super) set: String,
    pub(super) set_id: String,
    pub(super) ad: String,
    pub(super) ad_id: String,
    /// First and last month × 100 + day.
    pub(super) days: (i64, i64),
    /// US dollars spent a day at a thousand people.
    pub(super) spend: i64,
}

/// A newsletter sent every year on the same date.
#[derive(Debug)]
pub(super) struct Newsletter {
    pub(super) campaign: String,
    pub(super) subject: String,
    /// Month × 100 + day.
    pub(super) day: i64,
}

/// An event people signed up for on the spot.
#[derive(Debug)]
pub(super) struct Signup {
    pub(super) name: String,
    pub(super) day: i64,
}

/// The merchant whose exports are made up.
#[derive(Debug)]
pub(super) struct Shop {
    pub(super) merchant: String,
    pub(super) host: String,
    /// Mail providers and their weights by country code; those of `""` are used everywhere.
    pub(super) mail: BTreeMap<String, Vec<(String, u32)>>,
    pub(super) company_stems: Vec<String>,
    pub(super) company_kinds: Vec<(String, String)>,
    pub(super) products: Vec<Product>,
    pub(super) tills: Vec<Till>,
    pub(super) staff: Vec<String>,
    pub(super) ads: Vec<Ad>,
    pub(super) newsletters: Vec<Newsletter>,
    pub(super) signups: Vec<Signup>,
}

fn month_day(text: &str) -> Option<i64> {
    let (month, day) = text.split_once('-')?;
    Some(month.parse::<i64>().ok()? * 100 + day.parse::<i64>().ok()?)
}

fn read_product(parts: &[&str]) -> Option<Product> {
    let [sku, title, variants, price, category, season] = parts else { return None };
    Some(Product {
        sku: (*sku).to_owned(),
        title: (*title).to_owned(),
        variants: variants.split(',').map(str::to_owned).collect(),
        cents: price.replace('.', "").parse().ok()?,
        category: (*category).to_owned(),
        season: season.split_whitespace().map(|month| month.parse().ok()).collect::<Option<_>>()?,
    })
}

fn read_till(parts: &[&str]) -> Option<Till> {
    let [name, city, country, zone, offset, summer] = parts else { return None };
    Some(Till {
        name: (*name).to_owned(),
        city: (*city).to_owned(),
        country: (*country).to_owned(),
        zone: (*zone).to_owned(),
        offset: offset.parse().ok()?,
        summer: (*summer).to_owned(),
    })
}

fn read_ad(parts: &[&str]) -> Option<Ad> {
    let [campaign, campaign_id, set, set_id, ad, ad_id, first, last, spend] = parts else { return None };
    Some(Ad {
        campaign: (*campaign).to_owned(),
        campaign_id: (*campaign_id).to_owned(),
        set: (*set).to_owned(),
        set_id: (*set_id).to_owned(),
        ad: (*ad).to_owned(),
        ad_id: (*ad_id).to_owned(),
        days: (month_day(first)?, month_day(last)?),
        spend: spend.parse().ok()?,
    })
}

fn read_newsletter(parts: &[&str]) -> Option<Newsletter> {
    let [campaign, subject, day] = parts else { return None };
    Some(Newsletter {
        campaign: (*campaign).to_owned(),
        subject: (*subject).to_owned(),
        day: month_day(day)?,
    })
}

fn read_signup(parts: &[&str]) -> Option<Signup> {
    let [name, day, _city] = parts else { return None };
    Some(Signup { name: (*name).to_owned(), day: month_day(day)? })
}

impl Shop {
    pub(super) fn read(text: &str) -> Result<Self, SynthError> {
        let file: ShopFile = toml::from_str(text).map_err(|e| SynthError::list("shop.toml", e))?;
        fn each<T>(lines: &[String], read: impl Fn(&[&str]) -> Option<T>) -> Result<Vec<T>, SynthError> {
            let read = lines.iter().map(|line| {
                read(&line.split('|').collect::<Vec<_>>())
                    .ok_or_else(|| SynthError::list("shop.toml", format!("'{line}' does not read")))
            });
            read.collect()
        }
        let weighted = |text: &str| {
            let pairs = text.split_whitespace().filter_map(|item| item.split_once(':'));
            pairs.filter_map(|(name, weight)| Some((name.to_owned(), weight.parse().ok()?))).collect()
        };
        let kinds = file.company.kinds.split_whitespace().filter_map(|item| item.split_once(':'));
        Ok(Self {
            merchant: file.merchant,
            host: file.host,
            mail: file.mail.iter().map(|(code, text)| (code.clone(), weighted(text))).collect(),
            company_stems: file.company.stems.split_whitespace().map(str::to_owned).collect(),
            company_kinds: kinds.map(|(kind, form)| (kind.to_owned(), form.replace('_', " "))).collect(),
            products: each(&file.products.list, read_product)?,
            tills: each(&file.tills.list, read_till)?,
            staff: file.tills.staff.split(',').map(str::to_owned).collect(),
            ads: each(&file.ads.list, read_ad)?,
            newsletters: each(&file.newsletters.list, read_newsletter)?,
            signups: each(&file.signups.list, read_signup)?,
        })
    }
}
