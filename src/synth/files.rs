//! The files of all systems, opened together, named as the real systems name them.

use std::path::{Path, PathBuf};

use super::error::SynthError;
use super::ids::Ids;
use super::journey::Journey;
use super::options::SynthOptions;
use super::out::Sheet;
use super::record::Customer;
use super::system::{
    Scene, ga4, klaviyo, klaviyo_events, loyalty, meta, salesforce, segment, shopify, shopify_orders,
    signups, square,
};

/// The files that hold customers.
pub(super) struct CustomerFiles {
    shopify_customers: Sheet,
    shopify_orders: Sheet,
    contacts: Sheet,
    leads: Sheet,
    klaviyo_profiles: Sheet,
    square_customers: Sheet,
    members: Sheet,
    signups: Sheet,
}

impl CustomerFiles {
    /// Opens them below `out`; `day` is the day of the export, `2026-10-31`.
    pub(super) fn create(out: &Path, day: &str) -> Result<Self, SynthError> {
        let plain = day.replace('-', "");
        let square_customers = format!("square/customers-{plain}-180412.csv");
        let members = format!("smile/customers_{day}T17_54_27.csv");
        Ok(Self {
            shopify_customers: Sheet::create(out, "shopify/customers_export.csv")?
                .header(shopify::COLUMNS)?,
            shopify_orders: Sheet::create(out, "shopify/orders_export_1.csv")?
                .header(shopify_orders::COLUMNS)?,
            contacts: Sheet::create(out, "salesforce/Contact.csv")?
                .quoted()
                .in_latin1()
                .header(salesforce::CONTACTS)?,
            leads: Sheet::create(out, "salesforce/Lead.csv")?.quoted().header(salesforce::LEADS)?,
            klaviyo_profiles: Sheet::create(out, "klaviyo/All Profiles.csv")?.header(klaviyo::COLUMNS)?,
            square_customers: Sheet::create(out, &square_customers)?.header(square::CUSTOMERS)?,
            members: Sheet::create(out, &members)?.header(loyalty::MEMBERS)?,
            signups: Sheet::create(out, "event_signups_2025.csv")?.separated(';').header(signups::COLUMNS)?,
        })
    }

    /// Adds the rows of one person.
    pub(super) fn add(&mut self, scene: &Scene<'_>, customer: &Customer, ids: Ids) {
        shopify::customers(scene, customer, &mut self.shopify_customers);
        shopify_orders::orders(scene, customer, &mut self.shopify_orders);
        salesforce::contacts(scene, customer, &mut self.contacts);
        salesforce::leads(scene, customer, &mut self.leads);
        klaviyo::profiles(scene, customer, &mut self.klaviyo_profiles);
        square::customers(scene, customer, ids, &mut self.square_customers);
        loyalty::members(scene, customer, &mut self.members);
        signups::signups(scene, customer, &mut self.signups);
    }

    /// Writes the page.
    pub(super) fn flush(&mut self) -> Result<(), SynthError> {
        let sheets = [
            &mut self.shopify_customers,
            &mut self.shopify_orders,
            &mut self.contacts,
            &mut self.leads,
            &mut self.klaviyo_profiles,
            &mut self.square_customers,
            &mut self.members,
            &mut self.signups,
        ];
        sheets.into_iter().try_for_each(Sheet::flush)
    }

    /// Closes the files: path and rows of each.
    pub(super) fn finish(self) -> Result<Vec<(PathBuf, u64)>, SynthError> {
        let sheets = [
            self.shopify_customers,
            self.shopify_orders,
            self.contacts,
            self.leads,
            self.klaviyo_profiles,
            self.square_customers,
            self.members,
            self.signups,
        ];
        sheets.into_iter().map(Sheet::finish).collect()
    }
}

/// The files of what people did.
pub(super) struct EventFiles {
    klaviyo_events: klaviyo_events::Pages,
    ga4: Sheet,
    transactions: Sheet,
    activity: Sheet,
    segment: Sheet,
    ads: meta::Ledger,
}

impl EventFiles {
    /// Opens them below `out`.
    pub(super) fn create(out: &Path, scene: &Scene<'_>, day: &str) -> Result<Self, SynthError> {
        let plain =
            |moment: i64| super::clock::Date::of(moment.div_euclid(super::clock::DAY)).iso().replace('-', "");
        let window = scene.window;
        let ga4 =
            format!("ga4/events_{}_{}-000000000000.json.gz", plain(window.visits()), plain(window.end - 1));
        let first = super::clock::Date::of(window.first_day()).iso();
        let transactions = format!("square/transactions-{first}-{day}.csv");
        let activity = format!("smile/points_transactions_{day}T17_55_03.csv");
        // A replay of the archive: one file under the day on which it was asked for, in milliseconds.
        let midnight = (window.end - super::clock::DAY) * 1000;
        let segment = format!("segment-logs/kQ3wT9vLx2/{midnight}/{}_replay.gz", window.end - 3600);
        Ok(Self {
            klaviyo_events: klaviyo_events::Pages::new(out)?,
            ga4: Sheet::gzip(out, &ga4)?,
            transactions: Sheet::create(out, &transactions)?.header(square::TRANSACTIONS)?,
            activity: Sheet::create(out, &activity)?.header(loyalty::ACTIVITY)?,
            segment: Sheet::gzip(out, &segment)?,
            ads: meta::Ledger::new(scene),
        })
    }

    /// Adds what one person did.
    pub(super) fn add(&mut self, scene: &Scene<'_>, customer: &Customer, journey: &Journey, ids: Ids) {
        self.klaviyo_events.events(scene, customer, journey);
        ga4::events(scene, customer, journey, ids, &mut self.ga4);
        square::transactions(scene, customer, ids, &mut self.transactions);
        loyalty::activity(scene, customer, &mut self.activity);
        segment::events(scene, customer, journey, ids, &mut self.segment);
        self.ads.add(scene, customer, journey);
    }

    /// Writes the page.
    pub(super) fn flush(&mut self) -> Result<(), SynthError> {
        self.klaviyo_events.flush()?;
        [&mut self.ga4, &mut self.transactions, &mut self.activity, &mut self.segment]
            .into_iter()
            .try_for_each(Sheet::flush)
    }

    /// Closes the files: path and rows of each.
    pub(super) fn finish(
        self,
        scene: &Scene<'_>,
        out: &Path,
        options: &SynthOptions,
    ) -> Result<Vec<(PathBuf, u64)>, SynthError> {
        let mut files = self.klaviyo_events.files;
        for sheet in [self.ga4, self.transactions, self.activity, self.segment] {
            files.push(sheet.finish()?);
        }
        files.push(self.ads.write(scene, out, options.seed, options.people)?);
        Ok(files)
    }
}
