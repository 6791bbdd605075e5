//! The run: a page of households at a time is made, numbered, written and forgotten.

use std::collections::VecDeque;
use std::path::Path;

use crate::progress::Progress;

use super::error::SynthError;
use super::files::{CustomerFiles, EventFiles};
use super::ids::Ids;
use super::journey::Journey;
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
use super::system::{Scene, flat};

/// People made before a page is written. Rows are in order within a page, so a small set is in order altogether.
const PAGE: usize = 8192;
/// How many households around somebody a present can go to.
const FRIENDS: usize = 96;

/// Makes customers page by page.
struct Story<'w> {
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
    let mut files = CustomerFiles::create(out, &options.as_of)?;
    let events = (options.only == Only::All).then(|| EventFiles::create(out, &scene, &options.as_of));
    let mut events = events.transpose()?;
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
            let ids = story.recorder.ids;
            files.add(&scene, customer, ids);
            if let Some(events) = &mut events {
                events.add(&scene, customer, &Journey::of(&story.lives, customer), ids);
            }
            for record in &customer.records {
                if events.is_none() && record.source == Source::SegmentEvents {
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
        if let Some(events) = &mut events {
            events.flush()?;
        }
        truth.flush()?;
        progress.step("synth", "writing exports", report.people, Some(options.people));
    }
    report.files = files.finish()?;
    if let Some(events) = events {
        report.files.extend(events.finish(&scene, out, options)?);
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
    report.files = vec![people.finish()?];
    report.truth = truth.finish()?.0;
    report.hard = story.recorder.hard;
    Ok(report)
}
