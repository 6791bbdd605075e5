//! Klaviyo's events as its API pages them: `data` with `included` metrics and profiles; no e-mail in the event.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::clock;
use super::super::dice::{hash, mix};
use super::super::error::SynthError;
use super::super::ids::{base32, uuid};
use super::super::journey::{Journey, Step, mailbox};
use super::super::order::Payment;
use super::super::out;
use super::super::record::{Customer, Record};
use super::super::source::Source;
use super::{Scene, klaviyo, shopify_orders, web};

/// Events on a page of the API.
const PER_PAGE: usize = 1000;

const METRICS: [(&str, &str); 8] = [
    ("Received Email", "Klaviyo"),
    ("Opened Email", "Klaviyo"),
    ("Clicked Email", "Klaviyo"),
    ("Subscribed to Email Marketing", "Klaviyo"),
    ("Unsubscribed from Email Marketing", "Klaviyo"),
    ("Checkout Started", "Shopify"),
    ("Placed Order", "Shopify"),
    ("Refunded Order", "Shopify"),
];

fn metric_id(name: &str) -> String {
    base32(mix(hash(name)), 6)
}

struct Event {
    at: i64,
    metric: &'static str,
    profile: String,
    email: String,
    properties: Value,
}

/// The pages being filled.
pub(crate) struct Pages {
    folder: PathBuf,
    waiting: Vec<Event>,
    page: usize,
    /// The pages written, and the events on each.
    pub(crate) files: Vec<(PathBuf, u64)>,
}

impl Pages {
    /// Pages in `out/klaviyo/events`. Pages of an earlier run go: there may have been more of them.
    pub(crate) fn new(out: &Path) -> Result<Self, SynthError> {
        let folder = out.join("klaviyo/events");
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            if name.to_string_lossy().starts_with("events_page_") {
                fs::remove_file(&path).map_err(SynthError::at(&path))?;
            }
        }
        Ok(Self { folder, waiting: Vec::new(), page: 0, files: Vec::new() })
    }

    fn add(&mut self, scene: &Scene<'_>, at: i64, metric: &'static str, profile: &Record, properties: Value) {
        if (scene.window.tags()..scene.window.end).contains(&at) {
            let (profile, email) = (profile.key.clone(), profile.facts.email.clone());
            self.waiting.push(Event { at, metric, profile, email, properties });
        }
    }

    /// Mails, checkouts and orders of one person.
    pub(crate) fn events(&mut self, scene: &Scene<'_>, customer: &Customer, journey: &Journey) {
        let Some(profile) = mailbox(customer) else { return };
        if klaviyo::consent(customer, profile) != "NEVER_SUBSCRIBED" {
            let since = klaviyo::joined(profile);
            let list = json!({"List": "Newsletter", "$event_id": mix(hash(&profile.key)).to_string()});
            self.add(scene, since, "Subscribed to Email Marketing", profile, list);
            if klaviyo::consent(customer, profile) == "UNSUBSCRIBED" {
                let list = json!({"List": "Newsletter"});
                self.add(scene, klaviyo::left(profile), "Unsubscribed from Email Marketing", profile, list);
            }
        }
        for mail in &journey.mails {
            let letter = &scene.world.shop.newsletters[mail.letter];
            let message = base32(mix(hash(&letter.campaign) ^ mail.sent.unsigned_abs()), 6);
            let about =
                || json!({"Subject": letter.subject, "Campaign Name": letter.campaign, "$message": message});
            self.add(scene, mail.sent, "Received Email", profile, about());
            if let Some(at) = mail.opened {
                self.add(scene, at, "Opened Email", profile, about());
            }
            if let Some(at) = mail.clicked {
                let mut about = about();
                about["URL"] = json!(format!(
                    "https://{}/?utm_source=klaviyo&utm_medium=email&utm_campaign={}",
                    scene.world.shop.host,
                    super::super::order::slug(&letter.campaign)
                ));
                self.add(scene, at, "Clicked Email", profile, about);
            }
        }
        self.checkouts(scene, customer, journey);
        self.orders(scene, customer);
    }

    /// Checkouts begun; when nothing is ordered, a reminder goes out the next morning.
    fn checkouts(&mut self, scene: &Scene<'_>, customer: &Customer, journey: &Journey) {
        let Some(profile) = mailbox(customer) else { return };
        for visit in journey.visits.iter().filter(|visit| visit.known) {
            let Some(&(at, _)) = visit.steps.iter().find(|(_, step)| *step == Step::Checkout) else {
                continue;
            };
            let value = super::super::order::gross(&visit.basket) as f64 / 100.0;
            let items: Vec<String> =
                visit.basket.iter().map(|line| shopify_orders::line_name(scene, line)).collect();
            let checkout =
                json!({"$value": value, "Items": items, "$event_id": mix(at.unsigned_abs()).to_string()});
            self.add(scene, at, "Checkout Started", profile, checkout);
            if visit.order.is_none() && klaviyo::consent(customer, profile) == "SUBSCRIBED" {
                let about = || {
                    json!({"Subject": "You left something behind", "$flow": base32(mix(404), 6),
                        "Campaign Name": "Abandoned checkout"})
                };
                let sent = at + 4 * 3600;
                self.add(scene, sent, "Received Email", profile, about());
                if mix(at.unsigned_abs() ^ 1) % 10 < 5 {
                    self.add(scene, sent + 3000, "Opened Email", profile, about());
                }
            }
        }
    }

    fn orders(&mut self, scene: &Scene<'_>, customer: &Customer) {
        let currency = &scene.world.countries[customer.person.country].currency;
        for order in &customer.life.orders {
            // An order belongs to the profile of its address.
            let mut profiles = customer.of(Source::KlaviyoProfiles);
            let Some(profile) =
                profiles.find(|profile| profile.facts.email.eq_ignore_ascii_case(&order.email))
            else {
                continue;
            };
            let items: Value = order.lines.iter().map(|line| web::klaviyo_item(scene, line)).collect();
            let placed = json!({
                "$event_id": order.id().to_string(), "$value": order.total as f64 / 100.0, "OrderId": order.name(),
                "$currency_code": currency, "Items": items,
            });
            self.add(scene, order.at + 2, "Placed Order", profile, placed);
            let mail = json!({"Subject": format!("Order {} confirmed", order.name()), "Campaign Name": "Order confirmation",
                "$flow": base32(mix(7), 6)});
            self.add(scene, order.at + 60, "Received Email", profile, mail.clone());
            if order.id() % 10 < 7 {
                self.add(scene, order.at + 400, "Opened Email", profile, mail);
            }
            if order.payment == Payment::Refunded {
                let back = json!({"$event_id": order.id().to_string(), "$value": order.total as f64 / 100.0,
                    "OrderId": order.name()});
                self.add(scene, order.at + 9 * clock::DAY, "Refunded Order", profile, back);
            }
        }
    }

    /// Writes what is waiting, oldest first.
    pub(crate) fn flush(&mut self) -> Result<(), SynthError> {
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.sort_by(|a, b| (a.at, a.metric, &a.profile).cmp(&(b.at, b.metric, &b.profile)));
        for events in waiting.chunks(PER_PAGE) {
            self.page += 1;
            let path = self.folder.join(format!("events_page_{:04}.json.gz", self.page));
            out::write_gzip(&path, page(events, self.page).to_string().as_bytes())?;
            self.files.push((path, events.len() as u64));
        }
        Ok(())
    }
}

fn page(events: &[Event], number: usize) -> Value {
    let mut profiles: BTreeMap<&str, &str> = BTreeMap::new();
    let data: Vec<Value> = events
        .iter()
        .enumerate()
        .map(|(at, event)| {
            profiles.insert(&event.profile, &event.email);
            let noise =
                mix(hash(&event.profile) ^ event.at.unsigned_abs() ^ mix(hash(event.metric)) ^ at as u64);
            json!({
                "type": "event",
                "id": base32(noise, 11),
                "attributes": {
                    "timestamp": event.at,
                    "event_properties": event.properties,
                    "datetime": format!("{}+00:00", clock::stamp(event.at, 0, " ")),
                    "uuid": uuid(noise, mix(noise)),
                },
                "relationships": {
                    "profile": {"data": {"type": "profile", "id": event.profile}},
                    "metric": {"data": {"type": "metric", "id": metric_id(event.metric)}},
                },
            })
        })
        .collect();
    let metrics = METRICS.iter().map(|(name, by)| {
        json!({"type": "metric", "id": metric_id(name),
            "attributes": {"name": name, "integration": {"name": by}}})
    });
    let profiles = profiles
        .iter()
        .map(|(id, email)| json!({"type": "profile", "id": id, "attributes": {"email": email}}));
    let included: Vec<Value> = metrics.chain(profiles).collect();
    json!({
        "data": data,
        "included": included,
        "links": {"self": format!("https://a.klaviyo.com/api/events?page={number}")},
    })
}
