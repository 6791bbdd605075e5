//! The run: a page of households at a time is made, numbered, written and forgotten.

use std::collections::VecDeque;
use std::path::Path;

use crate::progress::Progress;

use super::error::SynthError;
use super::ids::Ids;
use super::life::{Friend, Lives};
use super::lists::World;
use super::observe::Observer;
use super::options::{Only, SynthOptions, Window};
use super::order::Gift;
use super::out::Sheet;
use super::person::Person;
use super::population::Population;
use super::record::{Customer, Recorder};
use super::report::SynthReport;
use super::source::{SOURCES, Source};
use super::system::{Scene, flat, klaviyo, loyalty, salesforce, shopify, shopify_orders, signups, square};

/// People made before a page is written. Rows are in order within a page, so a small set is in order altogether.
const PAGE: usize = 8192;
/// How many households around somebody a present can go to.
const FRIENDS: usize = 96;

/// Makes customers page by page.
struct Story<'w> {
    world: &'w World,
    population: Population<'w>,
    lives: Lives<'w>,
    recorder: Recorder<'w>,
    friends: VecDeque<Friend>,
    orders: u64,
}

impl<'w> Story<'w> {
    fn new(world: &'w World, options: &SynthOptions, window: Window, people: u64) -> Self {
        let (seed, errors) = (options.seed, options.errors);
        Self {
            world,
            population: Population::new(world, seed, window, people),
            lives: Lives { world, seed, window, errors },
            recorder: Recorder {
                observer: Observer { world, errors },
                ids: Ids(seed),
                window,
                seed,
                hard: 0,
            },
            friends: VecDeque::with_capacity(FRIENDS),
            orders: 0,
        }
    }

    /// The next customers: whole households, `wanted` people at most.
    fn page(&mut self, wanted: usize) -> Vec<Customer> {
        let mut page: Vec<Customer> = Vec::with_capacity(wanted);
        while page.len() < wanted {
            let mut household = self.population.household();
            household.truncate(wanted - page.len());
            for person in household {
                self.befriend(&person);
                let life =
                    self.lives.of(&person, &mut self.population.contacts, self.friends.make_contiguous());
                page.push(Customer { person, life, records: Vec::new() });
            }
        }
        self.number(&mut page);
        for customer in &mut page {
            customer.records = self.recorder.records(&customer.person, &customer.life);
        }
        page
    }

    fn befriend(&mut self, person: &Person) {
        if self.friends.back().is_some_and(|friend| friend.household == person.household) {
            return;
        }
        if self.friends.len() == FRIENDS {
            self.friends.pop_front();
        }
        let name = format!("{} {}", person.given.latin, person.family.latin);
        let gift = Gift { name, address: person.home.clone() };
        self.friends.push_back(Friend { household: person.household, country: person.country, gift });
    }

    /// Numbers the orders of a page in the order in which they were placed.
    fn number(&mut self, page: &mut [Customer]) {
        let mut orders: Vec<_> = page.iter_mut().flat_map(|customer| &mut customer.life.orders).collect();
        orders.sort_by_key(|order| order.at);
        for order in orders {
            self.orders += 1;
            order.number = self.orders;
        }
    }
}

/// The files that hold customers.
struct Files {
    shopify_customers: Sheet,
    shopify_orders: Sheet,
    contacts: Sheet,
    leads: Sheet,
    klaviyo_profiles: Sheet,
    square_customers: Sheet,
    members: Sheet,
    signups: Sheet,
}

impl Files {
    fn create(out: &Path) -> Result<Self, SynthError> {
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
            square_customers: Sheet::create(out, "square/customers-20261031-180412.csv")?
                .header(square::CUSTOMERS)?,
            members: Sheet::create(out, "smile/customers_2026-10-31T17_54_27.csv")?
                .header(loyalty::MEMBERS)?,
            signups: Sheet::create(out, "event_signups_2025.csv")?.separated(';').header(signups::COLUMNS)?,
        })
    }

    fn write(&mut self, scene: &Scene<'_>, customer: &Customer, ids: Ids) {
        shopify::customers(scene, customer, &mut self.shopify_customers);
        shopify_orders::orders(scene, customer, &mut self.shopify_orders);
        salesforce::contacts(scene, customer, &mut self.contacts);
        salesforce::leads(scene, customer, &mut self.leads);
        klaviyo::profiles(scene, customer, &mut self.klaviyo_profiles);
        square::customers(scene, customer, ids, &mut self.square_customers);
        loyalty::members(scene, customer, &mut self.members);
        signups::signups(scene, customer, &mut self.signups);
    }

    fn sheets(self) -> Vec<Sheet> {
        vec![
            self.shopify_customers,
            self.shopify_orders,
            self.contacts,
            self.leads,
            self.klaviyo_profiles,
            self.square_customers,
            self.members,
            self.signups,
        ]
    }

    fn flush(&mut self) -> Result<(), SynthError> {
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
}

fn truth_sheet(out: &Path) -> Result<Sheet, SynthError> {
    Sheet::create(out, "truth.csv")?.header(&["source", "record", "entity"])
}

/// Writes the exports of every system, and the truth.
pub(super) fn exports(
    out: &Path,
    options: &SynthOptions,
    progress: &Progress,
) -> Result<SynthReport, SynthError> {
    let window = options.window()?;
    let world = World::load()?;
    let scene = Scene { world: &world, window };
    let mut story = Story::new(&world, options, window, options.people);
    let mut files = Files::create(out)?;
    let mut truth = truth_sheet(out)?;
    let mut report = SynthReport::default();
    let mut counts = [0_u64; SOURCES.len()];
    while report.people < options.people {
        if progress.is_cancelled() {
            return Err(SynthError::Cancelled);
        }
        let left = usize::try_from(options.people - report.people).unwrap_or(PAGE);
        let page = story.page(left.min(PAGE));
        for customer in &page {
            files.write(&scene, customer, story.recorder.ids);
            for record in &customer.records {
                if options.only == Only::Records && record.source == Source::SegmentEvents {
                    continue;
                }
                counts[record.source as usize] += 1;
                truth
                    .row
                    .cells(&[record.source.name(), &record.key])
                    .cell(&customer.person.index.to_string());
                truth.keep(record.source as u64);
            }
        }
        report.people += page.len() as u64;
        files.flush()?;
        truth.flush()?;
        progress.step("synth", "writing exports", report.people, Some(options.people));
    }
    for sheet in files.sheets() {
        report.add(sheet.finish()?);
    }
    let (path, _) = truth.finish()?;
    report.truth = path;
    report.records =
        SOURCES.iter().zip(counts).map(|(source, count)| (source.name().to_owned(), count)).collect();
    report.hard = story.recorder.hard;
    Ok(report)
}

/// Writes one table of exactly `records` rows, and the truth.
pub(super) fn table(
    out: &Path,
    records: u64,
    options: &SynthOptions,
    progress: &Progress,
) -> Result<SynthReport, SynthError> {
    let window = options.window()?;
    let world = World::load()?;
    let scene = Scene { world: &world, window };
    let mut story = Story::new(&world, options, window, records / 3);
    let mut people = Sheet::create(out, "people.csv")?.header(flat::COLUMNS)?;
    let mut truth = truth_sheet(out)?;
    let mut report = SynthReport::default();
    while people.count < records {
        if progress.is_cancelled() {
            return Err(SynthError::Cancelled);
        }
        let left = usize::try_from((records - people.count).div_ceil(2)).unwrap_or(PAGE);
        for customer in story.page(left.clamp(1, PAGE)) {
            report.people += u64::from(people.count < records);
            for record in &customer.records {
                if people.count == records {
                    break;
                }
                let name = format!("r{}", super::dice::scatter(options.seed, people.count, 20));
                flat::row(&scene, &customer, record, &name, &mut people);
                truth.row.cells(&["people", &name]).cell(&customer.person.index.to_string());
                truth.keep(people.count);
            }
        }
        people.flush()?;
        truth.flush()?;
        progress.step("synth", "writing people.csv", people.count, Some(records));
    }
    report.records = vec![("people".to_owned(), people.count)];
    report.add(people.finish()?);
    report.truth = truth.finish()?.0;
    report.hard = story.recorder.hard;
    Ok(report)
}
