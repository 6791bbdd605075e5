//! Shopify's `orders_export.csv`: one order is several rows, of which only the first has the order's own values.

use super::super::clock::{self, DAY};
use super::super::dice::{hash, mix};
use super::super::order::{Line, Order, Payment};
use super::super::out::{Sheet, money};
use super::super::record::{Customer, Record, order_key};
use super::super::source::Source;
use super::super::spelling;
use super::{Scene, agrees, shopify};

/// The export's 79 columns, as of 2026.
#[rustfmt::skip]
pub(crate) const COLUMNS: &[&str] = &[
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing",
    "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount",
    "Shipping Method", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price",
    "Lineitem compare at price", "Lineitem sku", "Lineitem requires shipping", "Lineitem taxable",
    "Lineitem fulfillment status", "Billing Name", "Billing Street", "Billing Address1", "Billing Address2",
    "Billing Company", "Billing City", "Billing Zip", "Billing Province", "Billing Country", "Billing Phone",
    "Shipping Name", "Shipping Street", "Shipping Address1", "Shipping Address2", "Shipping Company",
    "Shipping City", "Shipping Zip", "Shipping Province", "Shipping Country", "Shipping Phone", "Notes",
    "Note Attributes", "Cancelled at", "Payment Method", "Payment Reference", "Refunded Amount", "Vendor",
    "Outstanding Balance", "Employee", "Location", "Device ID", "Id", "Tags", "Risk Level", "Source",
    "Lineitem discount", "Tax 1 Name", "Tax 1 Value", "Tax 2 Name", "Tax 2 Value", "Tax 3 Name",
    "Tax 3 Value", "Tax 4 Name", "Tax 4 Value", "Tax 5 Name", "Tax 5 Value", "Phone", "Receipt Number",
    "Duties", "Billing Province Name", "Shipping Province Name", "Payment ID", "Payment Terms Name",
    "Next Payment Due At", "Payment References",
];

/// Name, street, unit, city, zip, province code and name, country code: of the buyer or of who gets the parcel.
struct Place {
    name: String,
    street: String,
    unit: String,
    city: String,
    zip: String,
    province: String,
    province_name: String,
    country: String,
}

fn billing(scene: &Scene<'_>, record: &Record) -> Place {
    let facts = &record.facts;
    Place {
        name: [facts.given.as_str(), facts.family_and_suffix().as_str()].join(" ").trim().to_owned(),
        street: facts.street.clone(),
        unit: facts.unit.clone(),
        city: facts.city.clone(),
        zip: facts.postcode.clone(),
        province: shopify::province(scene, record).to_owned(),
        province_name: facts.region.clone(),
        country: scene.world.countries[facts.country].code.clone(),
    }
}

fn shipping(scene: &Scene<'_>, order: &Order, billing: &Place) -> Place {
    let Some(gift) = &order.gift else {
        return Place {
            name: billing.name.clone(),
            street: billing.street.clone(),
            unit: billing.unit.clone(),
            city: billing.city.clone(),
            zip: billing.zip.clone(),
            province: billing.province.clone(),
            province_name: billing.province_name.clone(),
            country: billing.country.clone(),
        };
    };
    let city = gift.address.city(scene.world);
    Place {
        name: gift.name.clone(),
        street: gift.address.line(scene.world),
        unit: gift.address.unit_text(scene.world),
        city: city.name.clone(),
        zip: gift.address.postcode.clone(),
        province: if billing.province.is_empty() { String::new() } else { city.region_code.clone() },
        province_name: city.region.clone(),
        country: scene.world.countries[gift.address.country].code.clone(),
    }
}

fn joined(place: &Place) -> String {
    if place.unit.is_empty() { place.street.clone() } else { format!("{}, {}", place.street, place.unit) }
}

/// Where Shopify shops keep what brought the buyer: lines of `key: value`.
fn note_attributes(scene: &Scene<'_>, order: &Order) -> String {
    let noise = mix(order.id());
    let mut lines = Vec::new();
    if let Some((source, medium, campaign)) = order.touch.utm(&scene.world.shop) {
        lines.push(format!("UTM source: {source}"));
        lines.push(format!("UTM medium: {medium}"));
        lines.push(format!("UTM campaign: {campaign}"));
        match source {
            "facebook" => lines.push(format!("fbclid: {}", click_id(order))),
            "google" => lines.push(format!("gclid: {}", click_id(order))),
            _ => {}
        }
    }
    if noise % 10 < 3 {
        lines.push(format!("IP address: 203.0.113.{}", noise / 10 % 254 + 1));
    }
    if order.gift.is_some() {
        lines.push("Gift wrap: yes".to_owned());
    }
    lines.join("\n")
}

/// The click id an order came with; the visit carries the same.
pub(crate) fn click_id(order: &Order) -> String {
    format!("IwAR{:016x}", mix(order.id() ^ 0xfb))
}

fn stamp(at: i64) -> String {
    format!("{} +0000", clock::stamp(at, 0, " "))
}

/// Title and variant of a line, as the catalogue has them.
pub(crate) fn line_name(scene: &Scene<'_>, line: &Line) -> String {
    let product = &scene.world.shop.products[line.product];
    format!("{} - {}", product.title, product.variants[line.variant])
}

/// Stock number of a line's variant.
pub(crate) fn line_sku(scene: &Scene<'_>, line: &Line) -> String {
    format!("{}-{}", scene.world.shop.products[line.product].sku, line.variant + 1)
}

/// Rows of `orders_export.csv`.
pub(crate) fn orders(scene: &Scene<'_>, customer: &Customer, sheet: &mut Sheet) {
    for order in &customer.life.orders {
        let key = order_key(order);
        let Some(record) = customer.of(Source::ShopifyOrders).find(|record| record.key == key) else {
            continue;
        };
        for (at, line) in order.lines.iter().enumerate() {
            row(scene, customer, record, order, line, at == 0, sheet);
            if at + 1 < order.lines.len() {
                sheet.row.line();
            }
        }
        // The newest first, as the admin exports them.
        sheet.keep(u64::MAX - order.number);
    }
}

fn row(
    scene: &Scene<'_>,
    customer: &Customer,
    record: &Record,
    order: &Order,
    line: &Line,
    first: bool,
    sheet: &mut Sheet,
) {
    let place = &scene.world.countries[customer.person.country];
    let facts = &record.facts;
    let bill = billing(scene, record);
    let ship = shipping(scene, order, &bill);
    let paid = !matches!(order.payment, Payment::Pending | Payment::Voided);
    let shipped = paid && order.at + 3 * DAY < scene.window.end;
    let phone = &facts.number;
    let mut typed =
        super::super::dice::Dice::new(hash(&record.key), super::super::dice::Purpose::Orders, order.number);
    let typed = spelling::phone(phone, place, spelling::PhoneStyle::Typed, true, &mut typed);
    let show = |value: String| if first { value } else { String::new() };
    for &column in COLUMNS {
        let value = match column {
            "Name" => order.name(),
            "Email" => order.email.clone(),
            "Phone" => phone.clone(),
            "Created at" => stamp(order.at),
            "Lineitem quantity" => line.quantity.to_string(),
            "Lineitem name" => line_name(scene, line),
            "Lineitem price" => money(line.unit),
            "Lineitem sku" => line_sku(scene, line),
            "Lineitem requires shipping" | "Lineitem taxable" => "true".to_owned(),
            "Lineitem fulfillment status" => if shipped { "fulfilled" } else { "pending" }.to_owned(),
            "Lineitem discount" => money(0),
            "Vendor" => scene.world.shop.merchant.clone(),
            "Financial Status" => show(status(order.payment).to_owned()),
            "Paid at" => show(if paid { stamp(order.at + 2) } else { String::new() }),
            "Fulfillment Status" => show(if shipped { "fulfilled" } else { "unfulfilled" }.to_owned()),
            "Fulfilled at" => show(if shipped { stamp(order.at + 2 * DAY) } else { String::new() }),
            "Accepts Marketing" => show(if agrees(customer, record) { "yes" } else { "no" }.to_owned()),
            "Currency" => show(place.currency.clone()),
            "Subtotal" => show(money(order.subtotal)),
            "Shipping" => show(money(order.shipping)),
            "Taxes" => show(money(order.tax)),
            "Total" => show(money(order.total)),
            "Discount Code" => show(order.discount_code.clone()),
            "Discount Amount" => show(money(order.discount)),
            "Shipping Method" => {
                show(if order.shipping == 0 { "Free shipping" } else { "Standard" }.to_owned())
            }
            "Billing Name" => show(bill.name.clone()),
            "Billing Street" => show(joined(&bill)),
            "Billing Address1" => show(bill.street.clone()),
            "Billing Address2" => show(bill.unit.clone()),
            "Billing Company" => show(facts.company.clone()),
            "Billing City" => show(bill.city.clone()),
            "Billing Zip" => show(shopify::guarded(&bill.zip)),
            "Billing Province" => show(bill.province.clone()),
            "Billing Country" => show(bill.country.clone()),
            "Billing Phone" => show(typed.clone()),
            "Shipping Name" => show(ship.name.clone()),
            "Shipping Street" => show(joined(&ship)),
            "Shipping Address1" => show(ship.street.clone()),
            "Shipping Address2" => show(ship.unit.clone()),
            "Shipping City" => show(ship.city.clone()),
            "Shipping Zip" => show(shopify::guarded(&ship.zip)),
            "Shipping Province" => show(ship.province.clone()),
            "Shipping Country" => show(ship.country.clone()),
            "Shipping Phone" => show(if order.gift.is_some() { String::new() } else { typed.clone() }),
            "Notes" => show(
                if order.gift.is_some() { "Happy holidays! No invoice in the parcel, please." } else { "" }
                    .to_owned(),
            ),
            "Note Attributes" => show(note_attributes(scene, order)),
            "Cancelled at" => {
                show(if order.payment == Payment::Voided { stamp(order.at + 7200) } else { String::new() })
            }
            "Payment Method" => show(
                if order.id().is_multiple_of(3) { "PayPal Express Checkout" } else { "Shopify Payments" }
                    .to_owned(),
            ),
            "Refunded Amount" => show(money(order.refunded)),
            "Outstanding Balance" => {
                show(money(if order.payment == Payment::Pending { order.total } else { 0 }))
            }
            "Id" => show(order.id().to_string()),
            "Risk Level" => show("Low".to_owned()),
            "Source" => show("web".to_owned()),
            "Tax 1 Name" => show(if place.code == "US" { "State Tax 8.25%" } else { "VAT 20%" }.to_owned()),
            "Tax 1 Value" => show(money(order.tax)),
            "Billing Province Name" => show(bill.province_name.clone()),
            "Shipping Province Name" => show(ship.province_name.clone()),
            "Payment ID" | "Payment References" => show(format!("{}.1", order.name())),
            _ => String::new(),
        };
        sheet.row.cell(&value);
    }
}

fn status(payment: Payment) -> &'static str {
    match payment {
        Payment::Paid => "paid",
        Payment::Pending => "pending",
        Payment::Refunded => "refunded",
        Payment::PartlyRefunded => "partially_refunded",
        Payment::Voided => "voided",
    }
}
