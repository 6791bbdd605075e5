//! Google Analytics 4 as BigQuery extracts it: one JSON object an event, nulls left out, whole numbers as text.

use serde_json::{Map, Value, json};

use super::super::clock::{DAY, Date};
use super::super::dice::mix;
use super::super::ids::Ids;
use super::super::journey::{Journey, Step, Visit};
use super::super::order::{Line, Touch};
use super::super::out::Sheet;
use super::super::record::Customer;
use super::super::source::Source;
use super::{Scene, shopify_orders, web};

/// A browser as Google Analytics knows it.
struct Browser<'a> {
    /// Its cookie.
    client: String,
    /// Who is logged in.
    user: Option<&'a str>,
    /// The visit that came first.
    first: &'a Visit,
}

/// One person's visits; those who refuse the cookie banner leave none.
pub(crate) fn events(scene: &Scene<'_>, customer: &Customer, journey: &Journey, ids: Ids, sheet: &mut Sheet) {
    if mix(customer.person.index ^ 0xc00c) % 1000 < 110 {
        return;
    }
    let user = customer.of(Source::ShopifyCustomers).next().map(|record| record.key.as_str());
    let mut firsts: [Option<&Visit>; 2] = [None, None];
    for visit in &journey.visits {
        let first = *firsts[usize::from(visit.device == 1)].get_or_insert(visit);
        let mut known = false;
        let client = ids.ga_client(customer.person.index, visit.device, first.start);
        for (order, &(at, step)) in visit.steps.iter().enumerate() {
            known |= step == Step::Login;
            let browser = Browser { client: client.clone(), user: user.filter(|_| known), first };
            let mut put = |name: &str, extra: Vec<(&str, Value)>, shift: i64| {
                let event = event(scene, customer, visit, &browser, (name, at, shift), extra);
                let line =
                    event.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
                sheet.keep_line(at.unsigned_abs() * 10 + order as u64, &line);
            };
            match step {
                Step::Land => {
                    if visit.number == 1 {
                        put("first_visit", Vec::new(), 0);
                    }
                    put("session_start", Vec::new(), 1);
                    put("page_view", Vec::new(), 2);
                }
                Step::Login => put("login", Vec::new(), 0),
                Step::View(product) => {
                    put("view_item", vec![("items", json!([web::ga_item(scene, product)]))], 0);
                }
                Step::Add(line) => {
                    put("add_to_cart", vec![("items", ga_items(scene, &visit.basket[line..=line]))], 0);
                }
                Step::Checkout => put("begin_checkout", vec![("items", ga_items(scene, &visit.basket))], 0),
                Step::Buy(at) => {
                    let order = &customer.life.orders[at];
                    let ecommerce = json!({
                        "total_item_quantity": order.lines.iter().map(|line| line.quantity).sum::<i64>().to_string(),
                        "purchase_revenue": order.total as f64 / 100.0,
                        "shipping_value": order.shipping as f64 / 100.0,
                        "tax_value": order.tax as f64 / 100.0,
                        "unique_items": order.lines.len().to_string(),
                        "transaction_id": order.name(),
                    });
                    let items = ga_items(scene, &order.lines);
                    put("purchase", vec![("ecommerce", ecommerce), ("items", items)], 0);
                }
            }
        }
    }
}

fn ga_items(scene: &Scene<'_>, lines: &[Line]) -> Value {
    let item = |line: &Line| {
        json!({
            "item_id": shopify_orders::line_sku(scene, line),
            "item_name": scene.world.shop.products[line.product].title,
            "item_variant": scene.world.shop.products[line.product].variants[line.variant],
            "item_category": scene.world.shop.products[line.product].category,
            "price": line.unit as f64 / 100.0,
            "quantity": line.quantity.to_string(),
        })
    };
    lines.iter().map(item).collect()
}

fn text(key: &str, value: &str) -> Value {
    json!({"key": key, "value": {"string_value": value}})
}

fn int(key: &str, value: i64) -> Value {
    json!({"key": key, "value": {"int_value": value.to_string()}})
}

fn event(
    scene: &Scene<'_>,
    customer: &Customer,
    visit: &Visit,
    browser: &Browser<'_>,
    (name, at, shift): (&str, i64, i64),
    extra: Vec<(&str, Value)>,
) -> Value {
    let page = web::page(scene, visit, at);
    let mut params = vec![
        int("ga_session_id", visit.start),
        int("ga_session_number", visit.number as i64),
        text("page_location", &page.url),
        text("page_title", &page.title),
    ];
    if !page.referrer.is_empty() {
        params.push(text("page_referrer", &page.referrer));
    }
    if name == "page_view" {
        params.push(int("entrances", 1));
        params.push(text("session_engaged", "1"));
    } else {
        params.push(int("engagement_time_msec", (mix(at.unsigned_abs()) % 9000) as i64 + 400));
    }
    let order = visit.order.filter(|_| name == "purchase").map(|at| &customer.life.orders[at]);
    let country = &scene.world.countries[customer.person.country];
    if let Some(order) = order {
        params.push(text("transaction_id", &order.name()));
        params.push(text("currency", &country.currency));
        params.push(json!({"key": "value", "value": {"double_value": order.total as f64 / 100.0}}));
    }
    let mut event = Map::new();
    let micros =
        at * 1_000_000 + shift * 1000 + (mix(at.unsigned_abs() ^ customer.person.index) % 1000) as i64;
    event.insert("event_date".into(), Date::of(at.div_euclid(DAY)).iso().replace('-', "").into());
    event.insert("event_timestamp".into(), micros.to_string().into());
    event.insert("event_name".into(), name.into());
    event.insert("event_params".into(), params.into());
    if let Some(user) = browser.user {
        event.insert("user_id".into(), user.into());
    }
    event.insert("user_pseudo_id".into(), browser.client.as_str().into());
    event.insert(
        "privacy_info".into(),
        json!({"analytics_storage": "Yes", "ads_storage": "Yes", "uses_transient_token": "No"}),
    );
    event.insert("user_first_touch_timestamp".into(), (browser.first.start * 1_000_000).to_string().into());
    event.insert("device".into(), web::device(scene, customer, visit.device));
    let city = customer.person.address(at.div_euclid(DAY)).city(scene.world);
    event.insert("geo".into(), json!({"country": country.name, "region": city.region, "city": city.name}));
    let (medium, source) = channel(browser.first.touch);
    event.insert(
        "traffic_source".into(),
        json!({"name": campaign(scene, browser.first.touch), "medium": medium, "source": source}),
    );
    event.insert("stream_id".into(), "4110275591".into());
    event.insert("platform".into(), "WEB".into());
    if let (Some((source, medium, campaign)), "session_start" | "page_view") =
        (visit.touch.utm(&scene.world.shop), name)
    {
        let mut collected = json!({
            "manual_campaign_name": campaign, "manual_source": source, "manual_medium": medium,
        });
        if let (Touch::Search, Some(object)) = (visit.touch, collected.as_object_mut()) {
            object.insert("gclid".into(), page.click.clone().into());
        }
        event.insert("collected_traffic_source".into(), collected);
    }
    for (key, value) in extra {
        event.insert(key.into(), value);
    }
    Value::Object(event)
}

fn campaign(scene: &Scene<'_>, touch: Touch) -> String {
    touch.utm(&scene.world.shop).map_or_else(
        || if touch == Touch::Organic { "(organic)" } else { "(direct)" }.to_owned(),
        |(_, _, campaign)| campaign,
    )
}

fn channel(touch: Touch) -> (&'static str, &'static str) {
    match touch {
        Touch::Direct => ("(none)", "(direct)"),
        Touch::Organic => ("organic", "google"),
        Touch::Search => ("cpc", "google"),
        Touch::Newsletter(_) => ("email", "klaviyo"),
        Touch::Ad(_) => ("paid_social", "facebook"),
        Touch::Referral => ("referral", "trailnotes.example"),
    }
}
