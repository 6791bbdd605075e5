//! Pages, devices and products of the web shop, as Google Analytics and Segment both see them.

use serde_json::{Value, json};

use super::super::dice::mix;
use super::super::journey::{Step, Visit};
use super::super::order::{self, Line, Touch, slug};
use super::super::record::Customer;
use super::{Scene, shopify_orders};

/// The page on which something happened.
pub(crate) struct Page {
    pub(crate) url: String,
    pub(crate) path: String,
    pub(crate) search: String,
    pub(crate) title: String,
    pub(crate) referrer: String,
    /// Click id of the ad that led here; empty for most.
    pub(crate) click: String,
}

fn product_path(scene: &Scene<'_>, product: usize) -> (String, String) {
    let title = &scene.world.shop.products[product].title;
    (format!("/products/{}", slug(title).replace('_', "-")), title.clone())
}

/// The page of a visit at a moment; the landing page carries what led to it.
pub(crate) fn page(scene: &Scene<'_>, visit: &Visit, at: i64) -> Page {
    let shop = &scene.world.shop;
    let step = visit.steps.iter().rev().find(|(when, _)| *when <= at).map_or(Step::Land, |(_, step)| *step);
    let first_product = visit.basket.first().map(|line| line.product);
    let (path, title) = match step {
        Step::Land => match (visit.touch, first_product) {
            (Touch::Ad(_) | Touch::Search, Some(product)) => product_path(scene, product),
            _ => ("/".to_owned(), format!("{} | Outdoor and home", shop.merchant)),
        },
        Step::Login => ("/account/login".to_owned(), "Log in".to_owned()),
        Step::View(product) => product_path(scene, product),
        Step::Add(line) => product_path(scene, visit.basket[line].product),
        Step::Checkout => ("/checkouts/information".to_owned(), "Checkout".to_owned()),
        Step::Buy(_) => ("/checkouts/thank-you".to_owned(), "Thank you".to_owned()),
    };
    let mut search = String::new();
    let (mut referrer, mut click) = (String::new(), String::new());
    if step == Step::Land {
        referrer = match visit.touch {
            Touch::Direct | Touch::Newsletter(_) => "",
            Touch::Organic | Touch::Search => "https://www.google.com/",
            Touch::Ad(_) => "https://l.facebook.com/",
            Touch::Referral => "https://trailnotes.example/gear",
        }
        .to_owned();
        if let Some((source, medium, campaign)) = visit.touch.utm(shop) {
            search = format!("?utm_source={source}&utm_medium={medium}&utm_campaign={campaign}");
            if matches!(visit.touch, Touch::Ad(_) | Touch::Search) {
                click = order::click(visit.click);
                search.push_str(if visit.touch == Touch::Search { "&gclid=" } else { "&fbclid=" });
                search.push_str(&click);
            }
        }
    } else if !matches!(step, Step::Buy(_)) {
        referrer = format!("https://{}/", shop.host);
    }
    Page { url: format!("https://{}{path}{search}", shop.host), path, search, title, referrer, click }
}

/// Device object of Google Analytics.
pub(crate) fn device(scene: &Scene<'_>, customer: &Customer, device: u64) -> Value {
    let language = language(scene, customer);
    if device == 0 {
        let apple = mix(customer.person.index ^ 3) % 10 < 6;
        let (brand, system, browser) =
            if apple { ("Apple", "iOS", "Safari") } else { ("Samsung", "Android", "Chrome") };
        return json!({"category": "mobile", "mobile_brand_name": brand, "operating_system": system, "language": language,
            "web_info": {"browser": browser, "hostname": scene.world.shop.host}});
    }
    json!({"category": "desktop", "operating_system": "Windows", "language": language,
        "web_info": {"browser": "Chrome", "hostname": scene.world.shop.host}})
}

/// `en-us`, `de-de`, …: the language a browser of that country asks for.
pub(crate) fn language(scene: &Scene<'_>, customer: &Customer) -> &'static str {
    match scene.world.countries[customer.person.country].code.as_str() {
        "GB" => "en-gb",
        "DE" => "de-de",
        "FR" => "fr-fr",
        "ES" => "es-es",
        "IN" => "en-in",
        "BR" => "pt-br",
        "JP" => "ja-jp",
        "GR" => "el-gr",
        "UA" => "uk-ua",
        "TR" => "tr-tr",
        "CN" => "zh-cn",
        "AE" => "ar-ae",
        _ => "en-us",
    }
}

/// A product as an item of Google Analytics.
pub(crate) fn ga_item(scene: &Scene<'_>, product: usize) -> Value {
    let entry = &scene.world.shop.products[product];
    json!({"item_id": entry.sku, "item_name": entry.title, "item_category": entry.category})
}

/// A line as a product of the e-commerce events of Segment.
pub(crate) fn segment_product(scene: &Scene<'_>, line: &Line) -> Value {
    let entry = &scene.world.shop.products[line.product];
    json!({"sku": shopify_orders::line_sku(scene, line), "name": entry.title, "variant": entry.variants[line.variant],
        "category": entry.category, "price": line.unit as f64 / 100.0, "quantity": line.quantity})
}

/// A line as an item of Klaviyo's orders.
pub(crate) fn klaviyo_item(scene: &Scene<'_>, line: &Line) -> Value {
    let entry = &scene.world.shop.products[line.product];
    json!({"SKU": shopify_orders::line_sku(scene, line), "ProductName": entry.title, "Quantity": line.quantity,
        "ItemPrice": line.unit as f64 / 100.0})
}
