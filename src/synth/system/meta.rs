//! Meta's Ads Manager export by day: UTF-8 with a byte order mark, a totals row without names, money in the header.

use std::path::{Path, PathBuf};

use super::super::clock::{DAY, Date};
use super::super::dice::{Dice, Purpose};
use super::super::error::SynthError;
use super::super::journey::Journey;
use super::super::order::{Order, Touch};
use super::super::out::{Sheet, money};
use super::super::record::Customer;
use super::Scene;

/// The columns chosen in the Ads Manager.
pub(crate) const COLUMNS: &[&str] = &[
    "Reporting starts",
    "Reporting ends",
    "Day",
    "Campaign name",
    "Ad set name",
    "Ad name",
    "Amount spent (USD)",
    "Impressions",
    "Reach",
    "Link clicks",
    "Results",
    "Result indicator",
    "Purchases conversion value",
    "CPM (cost per 1,000 impressions) (USD)",
    "Campaign ID",
    "Ad set ID",
    "Ad ID",
];

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    clicks: i64,
    purchases: i64,
    /// Hundredths of a US dollar.
    value: i64,
}

/// What the ads brought, by day and ad.
pub(crate) struct Ledger {
    first_day: i64,
    ads: usize,
    tallies: Vec<Tally>,
}

impl Ledger {
    /// An empty one for the days of the story.
    pub(crate) fn new(scene: &Scene<'_>) -> Self {
        let (first_day, last) = (scene.window.first_day(), scene.window.last_day());
        let ads = scene.world.shop.ads.len();
        let days = usize::try_from(last - first_day + 1).unwrap_or(0);
        Self { first_day, ads, tallies: vec![Tally::default(); days * ads] }
    }

    fn tally(&mut self, at: i64, ad: usize) -> Option<&mut Tally> {
        let day = usize::try_from(at.div_euclid(DAY) - self.first_day).ok()?;
        self.tallies.get_mut(day * self.ads + ad)
    }

    /// Adds the clicks and purchases of one person.
    pub(crate) fn add(&mut self, scene: &Scene<'_>, customer: &Customer, journey: &Journey) {
        for visit in journey.visits.iter().filter(|visit| visit.order.is_none()) {
            if let Touch::Ad(ad) = visit.touch
                && let Some(tally) = self.tally(visit.start, ad)
            {
                tally.clicks += 1;
            }
        }
        let currency = scene.world.countries[customer.person.country].currency.as_str();
        for order in &customer.life.orders {
            if let Touch::Ad(ad) = order.touch
                && let Some(tally) = self.tally(order.at, ad)
            {
                tally.clicks += 1;
                tally.purchases += 1;
                tally.value += dollars(order, currency);
            }
        }
    }

    /// Writes the report: a totals row, then a row for each day on which an ad ran.
    pub(crate) fn write(
        &self,
        scene: &Scene<'_>,
        out: &Path,
        seed: u64,
        people: u64,
    ) -> Result<(PathBuf, u64), SynthError> {
        let date = |day: i64| Date::of(day).iso();
        let last = scene.window.last_day();
        let name =
            format!("meta/{}-Ads-{}-{}.csv", scene.world.shop.merchant, date(self.first_day), date(last));
        let mut sheet = Sheet::create(out, &name)?.marked()?.header(COLUMNS)?;
        let (mut spent, mut seen, mut clicks, mut bought, mut value) = (0, 0, 0, 0, 0);
        for (day, tallies) in (self.first_day..).zip(self.tallies.chunks(self.ads.max(1))) {
            for (ad, tally) in scene.world.shop.ads.iter().zip(tallies) {
                let today = Date::of(day);
                let number = today.month * 100 + today.day;
                if !(ad.days.0..=ad.days.1).contains(&number) {
                    continue;
                }
                let mut dice =
                    Dice::new(seed ^ super::super::dice::hash(&ad.ad_id), Purpose::Ads, day.unsigned_abs());
                let budget = ad.spend * people.min(1_000_000_000).cast_signed() / 10;
                let spend = budget.max(100) * dice.between(70, 130) / 100;
                let link = tally.clicks + spend / dice.between(70, 140);
                let views = link * dice.between(55, 110) + dice.between(0, 60);
                let reach = views * dice.between(60, 85) / 100;
                (spent, seen, clicks) = (spent + spend, seen + views, clicks + link);
                (bought, value) = (bought + tally.purchases, value + tally.value);
                let day = date(day);
                let row = &mut sheet.row;
                row.cells(&[&day, &day, &day, &ad.campaign, &ad.set, &ad.ad, &money(spend)]);
                row.cells(&[&views.to_string(), &reach.to_string(), &link.to_string()]);
                results(row, tally.purchases, tally.value);
                row.cell(&money(spend * 1000 / views.max(1))).cells(&[
                    &ad.campaign_id,
                    &ad.set_id,
                    &ad.ad_id,
                ]);
                sheet.keep(2);
            }
        }
        let row = &mut sheet.row;
        row.cells(&[&date(self.first_day), &date(last), "", "", "", "", &money(spent)]);
        row.cells(&[&seen.to_string(), &(seen * 3 / 10).to_string(), &clicks.to_string()]);
        results(row, bought, value);
        row.cell(&money(spent * 1000 / seen.max(1))).cells(&["", "", ""]);
        sheet.keep(1);
        sheet.finish()
    }
}

fn results(row: &mut super::super::out::Row, purchases: i64, value: i64) {
    if purchases == 0 {
        row.cells(&["", "", ""]);
    } else {
        row.cells(&[&purchases.to_string(), "actions:offsite_conversion.fb_pixel_purchase", &money(value)]);
    }
}

fn dollars(order: &Order, currency: &str) -> i64 {
    match currency {
        "GBP" => order.total * 100 / 82,
        "EUR" => order.total * 100 / 95,
        _ => order.total,
    }
}
