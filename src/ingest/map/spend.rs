//! What a row tells of money spent on ads.

use super::bind::{Cleaner, Shape, Value};
use super::context::Context;
use super::event::columns;
use super::outcome::Outcome;
use super::row::Row;
use crate::ingest::connector::SpendMap;
use crate::ingest::store::{Cell, Sink};
use crate::value::{money, time};
use jiff::civil::DateTime;
use std::borrow::Cow;

/// A [`SpendMap`] bound to a file.
pub(crate) struct Spend {
    days: [Value; 2],
    texts: [Value; 5],
    spend: Value,
    numbers: [Value; 4],
}

impl Spend {
    pub(crate) fn bind(map: &SpendMap, shape: Shape<'_>) -> Self {
        let maybe = |spec: &Option<_>| Value::maybe(spec.as_ref(), shape);
        Self {
            days: [Value::bind(&map.first_day, shape), Value::bind(&map.last_day, shape)],
            texts: [
                maybe(&map.account),
                maybe(&map.campaign),
                maybe(&map.ad_set),
                maybe(&map.ad),
                maybe(&map.currency),
            ],
            spend: Value::bind(&map.spend, shape),
            numbers: [
                maybe(&map.impressions),
                maybe(&map.clicks),
                maybe(&map.results),
                maybe(&map.results_value),
            ],
        }
    }

    /// Values that end in the table, with the names they are shown by.
    pub(crate) fn targets(&self) -> Vec<(&Value, String)> {
        let names = ["first_day", "last_day", "account", "campaign", "ad_set", "ad", "currency", "spend"];
        let more = ["impressions", "clicks", "results", "results_value"];
        let values = self.days.iter().chain(&self.texts).chain([&self.spend]).chain(&self.numbers);
        values
            .zip(names.into_iter().chain(more))
            .map(|(value, name)| (value, format!("spend:{name}")))
            .collect()
    }

    pub(crate) fn map(
        &self,
        context: &Context,
        cleaner: &Cleaner,
        line: u64,
        row: &Row<'_>,
        sink: &mut Sink,
    ) -> Outcome {
        let day = |value: &Value| {
            value.of(row, cleaner).and_then(|text| time::read(&text, None)).map(DateTime::date)
        };
        let (Some(first), Some(last)) = (day(&self.days[0]), day(&self.days[1])) else {
            let columns = columns(&self.days[0], context);
            return Outcome::Rejected(format!(
                "the row has no day in {columns} that can be read. Write it as 2026-11-23"
            ));
        };
        let number = |value: &Value| value.of(row, cleaner).and_then(|text| money::read(&text));
        let text = |value: &Value| value.of(row, cleaner).map(Cow::into_owned);
        let spend = match self.spend.of(row, cleaner) {
            None => 0.0,
            Some(text) => match money::read(&text) {
                Some(spend) => spend,
                None => {
                    let shown = crate::text::truncate(&text, 40);
                    let columns = columns(&self.spend, context);
                    return Outcome::Rejected(format!("'{shown}' in {columns} is no amount of money"));
                }
            },
        };
        let [account, campaign, ad_set, ad, _] = self.texts.each_ref().map(text);
        let currency = self.texts[4].currency(row, cleaner);
        let [impressions, clicks, results, results_value] = self.numbers.each_ref().map(number);
        sink.spend(&[
            Cell::Small(context.load_id),
            Cell::Int(Some(line.cast_signed())),
            Cell::Day(first),
            Cell::Day(last),
            Cell::Text(account.as_deref()),
            Cell::Text(campaign.as_deref()),
            Cell::Text(ad_set.as_deref()),
            Cell::Text(ad.as_deref()),
            Cell::Text(currency.as_deref()),
            Cell::Real(Some(spend)),
            Cell::Int(impressions.map(|count| count.round() as i64)),
            Cell::Int(clicks.map(|count| count.round() as i64)),
            Cell::Real(results),
            Cell::Real(results_value),
        ]);
        Outcome::Mapped
    }
}
