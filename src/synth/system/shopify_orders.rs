//! Shopify's `orders_export.csv`: one order is several rows, of which only the first has the order's own values.

use super::super::clock::{self, DAY};
use super::super::dice::{Dice, Purpose, hash, mix};
use super::super::order::{self, Gift, Line, Order, Payment};
use super::super::out::{Row, Sheet, money};
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

impl Place {
    fn of_buyer(scene: &Scene<'_>, customer: &Customer, record: &Record) -> Self {
        let facts = &record.facts;
        let (given, family) = (facts.given.as_str(), facts.family_and_suffix());
        let pool = &scene.world.pools[customer.person.pool];
        let eastern = pool.family_first && given.chars().any(|c| c >= '\u{2e80}');
        let parts = if eastern { [family.as_str(), given] } else { [given, family.as_str()] };
        Self {
            name: parts.join(" ").trim().to_owned(),
            street: facts.street.clone(),
            unit: facts.unit.clone(),
            city: facts.city.clone(),
            zip: facts.postcode.clone(),
            province: shopify::province(scene, record).to_owned(),
            province_name: facts.region.clone(),
            country: scene.world.countries[facts.country].code.clone(),
        }
    }

    fn of_gift(scene: &Scene<'_>, gift: &Gift, buyer: &Self) -> Self {
        let city = gift.address.city(scene.world);
        Self {
            name: gift.name.clone(),
            street: gift.address.line(scene.world),
            unit: gift.address.unit_text(scene.world),
            city: city.name.clone(),
            zip: gift.address.postcode.clone(),
            province: if buyer.province.is_empty() { String::new() } else { city.region_code.clone() },
            province_name: city.region.clone(),
            country: scene.world.countries[gift.address.country].code.clone(),
        }
    }

    /// Name to phone: ten cells.
    fn cells(&self, company: &str, phone: &str, row: &mut Row) {
        row.cells(&[&self.name, &joined(self), &self.street, &self.unit, company, &self.city]);
        row.cells(&[&shopify::guarded(&self.zip), &self.province, &self.country, phone]);
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
            "facebook" => lines.push(format!("fbclid: {}", order::click(order.id()))),
            "google" => lines.push(format!("gclid: {}", order::click(order.id()))),
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
        first_row(scene, customer, record, order, &mut sheet.row);
        for line in &order.lines[1..] {
            // A further line repeats who and when, and nothing else of the order.
            let row = sheet.row.line();
            row.cells(&[&order.name(), &order.email]).blanks(13);
            line_cells(scene, order, line, row);
            row.blanks(26).cell(&scene.world.shop.merchant).blanks(8).cell("0.00");
            row.blanks(10).cell(&record.facts.number).blanks(8);
        }
        // The newest first, as the admin exports them.
        sheet.keep(u64::MAX - order.number);
    }
}

fn paid(order: &Order) -> bool {
    !matches!(order.payment, Payment::Pending | Payment::Voided)
}

fn shipped(scene: &Scene<'_>, order: &Order) -> bool {
    paid(order) && order.at + 3 * DAY < scene.window.end
}

/// `Created at` to `Lineitem fulfillment status`: nine cells.
fn line_cells(scene: &Scene<'_>, order: &Order, line: &Line, row: &mut Row) {
    row.cells(&[
        &stamp(order.at),
        &line.quantity.to_string(),
        &line_name(scene, line),
        &money(line.unit),
        "",
    ]);
    let status = if shipped(scene, order) { "fulfilled" } else { "pending" };
    row.cells(&[&line_sku(scene, line), "true", "true", status]);
}

fn first_row(scene: &Scene<'_>, customer: &Customer, record: &Record, order: &Order, row: &mut Row) {
    let place = &scene.world.countries[customer.person.country];
    let facts = &record.facts;
    let buyer = Place::of_buyer(scene, customer, record);
    let gift = order.gift.as_ref().map(|gift| Place::of_gift(scene, gift, &buyer));
    let mut dice = Dice::new(hash(&record.key), Purpose::Orders, order.number);
    let typed = spelling::phone(&facts.number, place, spelling::PhoneStyle::Typed, true, &mut dice);
    let when = |known: bool, at: i64| if known { stamp(at) } else { String::new() };
    let (paid, shipped, name) = (paid(order), shipped(scene, order), order.name());
    row.cells(&[&name, &order.email, status(order.payment), &when(paid, order.at + 2)]);
    row.cell(if shipped { "fulfilled" } else { "unfulfilled" }).cell(&when(shipped, order.at + 2 * DAY));
    row.cell(if agrees(customer, record) { "yes" } else { "no" }).cell(&place.currency);
    row.cells(&[&money(order.subtotal), &money(order.shipping), &money(order.tax), &money(order.total)]);
    row.cells(&[&order.discount_code, &money(order.discount)]);
    row.cell(if order.shipping == 0 { "Free shipping" } else { "Standard" });
    line_cells(scene, order, &order.lines[0], row);
    buyer.cells(&facts.company, &typed, row);
    match &gift {
        Some(friend) => friend.cells("", "", row),
        None => buyer.cells("", &typed, row),
    }
    row.cell(if gift.is_some() { "Happy holidays! No invoice in the parcel, please." } else { "" });
    row.cells(&[&note_attributes(scene, order), &when(order.payment == Payment::Voided, order.at + 7200)]);
    row.cell(if order.id().is_multiple_of(3) { "PayPal Express Checkout" } else { "Shopify Payments" });
    row.cells(&["", &money(order.refunded), &scene.world.shop.merchant]);
    let open = if order.payment == Payment::Pending { order.total } else { 0 };
    row.cells(&[&money(open), "", "", "", &order.id().to_string(), "", "Low", "web", "0.00"]);
    row.cell(if place.code == "US" { "State Tax 8.25%" } else { "VAT 20%" })
        .cell(&money(order.tax))
        .blanks(8);
    let province = gift.as_ref().map_or(&buyer.province_name, |friend| &friend.province_name);
    let payment = format!("{name}.1");
    row.cells(&[&facts.number, "", "", &buyer.province_name, province, &payment, "", "", &payment]);
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
