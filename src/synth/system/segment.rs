//! Segment's archive: one JSON object a call, identify, page and track.

use serde_json::{Map, Value, json};

use super::super::clock;
use super::super::dice::mix;
use super::super::ids::Ids;
use super::super::journey::{Journey, Step, Visit};
use super::super::out::Sheet;
use super::super::record::{Customer, Record};
use super::super::source::Source;
use super::{Scene, web};

fn time(at: i64, millis: u64) -> String {
    format!("{}.{:03}Z", clock::stamp(at, 0, "T"), millis % 1000)
}

/// Calls of one person since the tags were put in.
pub(crate) fn events(scene: &Scene<'_>, customer: &Customer, journey: &Journey, ids: Ids, sheet: &mut Sheet) {
    let record = customer.of(Source::SegmentEvents).next();
    for visit in journey.visits.iter().filter(|visit| visit.start >= scene.window.tags()) {
        let mut known = false;
        for (order, &(at, step)) in visit.steps.iter().enumerate() {
            known |= step == Step::Login;
            let record = record.filter(|_| known);
            let Some(body) = body(scene, customer, visit, step, at, record) else { continue };
            let noise = mix(at.unsigned_abs() ^ mix(customer.person.index << 8 | order as u64));
            let mut call = Map::new();
            call.insert("anonymousId".into(), ids.anonymous(customer.person.index, visit.device).into());
            call.insert("context".into(), context(scene, customer, visit, at));
            call.insert("messageId".into(), format!("ajs-next-{noise:016x}").into());
            call.insert("originalTimestamp".into(), time(at, noise).into());
            call.insert("receivedAt".into(), time(at + 1, noise.rotate_left(9)).into());
            call.insert("sentAt".into(), time(at, noise + 3).into());
            call.insert("timestamp".into(), time(at, noise).into());
            if let Some(record) = record {
                call.insert("userId".into(), record.key.clone().into());
            }
            call.extend(body);
            call.insert("version".into(), 2.into());
            sheet.keep_line(at.unsigned_abs() * 10 + order as u64, &Value::Object(call).to_string());
        }
    }
}

fn context(scene: &Scene<'_>, customer: &Customer, visit: &Visit, at: i64) -> Value {
    let page = web::page(scene, visit, at);
    let mut context = json!({
        "library": {"name": "analytics.js", "version": "next-1.70.0"},
        "locale": web::language(scene, customer),
        "page": {"path": page.path, "referrer": page.referrer, "search": page.search, "title": page.title, "url": page.url},
        "userAgent": if visit.device == 0 { "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)" } else { "Mozilla/5.0 (Windows NT 10.0; Win64; x64)" },
        "ip": format!("203.0.113.{}", mix(customer.person.household) % 254 + 1),
    });
    let landed = visit.steps.first().is_some_and(|(first, _)| *first == at);
    if let (true, Some((source, medium, campaign))) = (landed, visit.touch.utm(&scene.world.shop)) {
        context["campaign"] = json!({"name": campaign, "source": source, "medium": medium});
    }
    context
}

/// Type and contents of a call; `None` for steps that Segment isn't told of.
fn body(
    scene: &Scene<'_>,
    customer: &Customer,
    visit: &Visit,
    step: Step,
    at: i64,
    record: Option<&Record>,
) -> Option<Map<String, Value>> {
    let currency = &scene.world.countries[customer.person.country].currency;
    let track =
        |event: &str, properties: Value| json!({"type": "track", "event": event, "properties": properties});
    let products =
        |lines: &[_]| -> Value { lines.iter().map(|line| web::segment_product(scene, line)).collect() };
    let body = match step {
        Step::Land => {
            let page = web::page(scene, visit, at);
            let name = if page.path == "/" { "Home" } else { "Product" };
            json!({"type": "page", "name": name,
                "properties": {"path": page.path, "referrer": page.referrer, "search": page.search, "title": page.title, "url": page.url}})
        }
        Step::Login => {
            let facts = &record?.facts;
            let mut traits = Map::new();
            let named = [("email", &facts.email), ("firstName", &facts.given), ("phone", &facts.phone)];
            for (key, value) in named.into_iter().filter(|(_, value)| !value.is_empty()) {
                traits.insert(key.into(), value.as_str().into());
            }
            if !facts.family.is_empty() {
                traits.insert("lastName".into(), facts.family_and_suffix().into());
            }
            json!({"type": "identify", "traits": traits})
        }
        Step::View(product) => {
            let item = &scene.world.shop.products[product];
            track("Product Viewed", json!({"sku": item.sku, "name": item.title, "category": item.category}))
        }
        Step::Add(line) => track("Product Added", web::segment_product(scene, &visit.basket[line])),
        Step::Checkout => {
            track("Checkout Started", json!({"currency": currency, "products": products(&visit.basket)}))
        }
        Step::Buy(order) => {
            let order = &customer.life.orders[order];
            track(
                "Order Completed",
                json!({"order_id": order.name(), "total": order.total as f64 / 100.0,
                    "revenue": order.subtotal as f64 / 100.0, "shipping": order.shipping as f64 / 100.0,
                    "tax": order.tax as f64 / 100.0, "discount": order.discount as f64 / 100.0,
                    "coupon": order.discount_code, "currency": currency, "products": products(&order.lines)}),
            )
        }
    };
    match body {
        Value::Object(body) => Some(body),
        _ => None,
    }
}
