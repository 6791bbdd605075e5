//! Salesforce's weekly Data Export: API names, every cell quoted, 1 and 0, midnight after dates, empty lookups.

use super::super::clock::{self, DAY, Date};
use super::super::dice::{hash, mix};
use super::super::ids::Ids;
use super::super::out::Sheet;
use super::super::record::{Customer, Record};
use super::super::source::Source;
use super::{Scene, agrees, keep, throw};

/// `Contact.csv`.
#[rustfmt::skip]
pub(crate) const CONTACTS: &[&str] = &[
    "Id", "IsDeleted", "MasterRecordId", "AccountId", "Salutation", "FirstName", "LastName", "MiddleName",
    "Suffix", "RecordTypeId", "OtherStreet", "OtherCity", "OtherState", "OtherPostalCode", "OtherCountry",
    "OtherStateCode", "OtherCountryCode", "OtherLatitude", "OtherLongitude", "OtherGeocodeAccuracy",
    "MailingStreet", "MailingCity", "MailingState", "MailingPostalCode", "MailingCountry", "MailingStateCode",
    "MailingCountryCode", "MailingLatitude", "MailingLongitude", "MailingGeocodeAccuracy", "Phone", "Fax",
    "MobilePhone", "HomePhone", "OtherPhone", "AssistantPhone", "ReportsToId", "Email", "Title", "Department",
    "AssistantName", "LeadSource", "Birthdate", "Description", "CurrencyIsoCode", "OwnerId",
    "HasOptedOutOfEmail", "HasOptedOutOfFax", "DoNotCall", "CreatedDate", "CreatedById", "LastModifiedDate",
    "LastModifiedById", "SystemModstamp", "LastActivityDate", "LastCURequestDate", "LastCUUpdateDate",
    "EmailBouncedReason", "EmailBouncedDate", "Jigsaw", "JigsawContactId", "Pronouns", "GenderIdentity",
];

/// `Lead.csv`.
#[rustfmt::skip]
pub(crate) const LEADS: &[&str] = &[
    "Id", "IsDeleted", "MasterRecordId", "Salutation", "FirstName", "LastName", "MiddleName", "Suffix",
    "RecordTypeId", "Title", "Company", "Street", "City", "State", "PostalCode", "Country", "StateCode",
    "CountryCode", "Latitude", "Longitude", "GeocodeAccuracy", "Phone", "MobilePhone", "Fax", "Email",
    "Website", "Description", "LeadSource", "Status", "Industry", "Rating", "CurrencyIsoCode",
    "AnnualRevenue", "NumberOfEmployees", "OwnerId", "HasOptedOutOfEmail", "IsConverted", "ConvertedDate",
    "ConvertedAccountId", "ConvertedContactId", "ConvertedOpportunityId", "IsUnreadByOwner", "CreatedDate",
    "CreatedById", "LastModifiedDate", "LastModifiedById", "SystemModstamp", "LastActivityDate", "DoNotCall",
    "HasOptedOutOfFax", "LastTransferDate", "Jigsaw", "JigsawContactId", "EmailBouncedReason",
    "EmailBouncedDate", "Pronouns", "GenderIdentity",
];

/// What an empty lookup looks like in a Data Export.
const NO_LOOKUP: &str = "000000000000000AAA";
const OWNERS: [&str; 3] = ["0055f000001kqPLAAY", "0055f000001kqPQAAY", "0055f000001kqPVAAY"];

fn stamp(day: i64, record: &Record) -> String {
    clock::stamp(day * DAY + 8 * 3600 + (mix(hash(&record.key)) % 36_000) as i64, 0, " ")
}

/// What contacts and leads have in common.
fn shared(scene: &Scene<'_>, customer: &Customer, record: &Record, column: &str) -> String {
    let facts = &record.facts;
    let place = &scene.world.countries[facts.country];
    let located = |value: &str| if facts.located { value.to_owned() } else { String::new() };
    let street = || {
        let parts = [facts.street.as_str(), facts.unit.as_str()];
        parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("\n")
    };
    let owner = OWNERS[(hash(&record.key) % 3) as usize].to_owned();
    match column {
        "Id" => record.key.clone(),
        "IsDeleted" | "HasOptedOutOfFax" | "IsUnreadByOwner" => "0".to_owned(),
        "MasterRecordId" | "ReportsToId" | "ConvertedOpportunityId" => NO_LOOKUP.to_owned(),
        "RecordTypeId" => "0125f000000Xk2P".to_owned(),
        "Salutation" if throw(record, 21) < 420 => {
            if customer.person.female { "Ms." } else { "Mr." }.to_owned()
        }
        "FirstName" => facts.given.clone(),
        // Salesforce insists on a last name.
        "LastName" if facts.family.is_empty() => "Unknown".to_owned(),
        "LastName" => facts.family.clone(),
        "Suffix" => facts.suffix.to_owned(),
        "MailingStreet" | "Street" => street(),
        "MailingCity" | "City" => facts.city.clone(),
        "MailingState" | "State" => facts.region.clone(),
        "MailingPostalCode" | "PostalCode" => facts.postcode.clone(),
        "MailingCountry" | "Country" => located(&place.name),
        "MailingStateCode" | "StateCode" => facts.region_code.clone(),
        "MailingCountryCode" | "CountryCode" => located(&place.code),
        "Email" => facts.email.clone(),
        "CurrencyIsoCode" => place.currency.clone(),
        "OwnerId" | "CreatedById" | "LastModifiedById" => owner,
        "HasOptedOutOfEmail" => if agrees(customer, record) { "0" } else { "1" }.to_owned(),
        "DoNotCall" => if throw(record, 22) < 90 { "1" } else { "0" }.to_owned(),
        "CreatedDate" => stamp(record.since, record),
        "LastModifiedDate" | "SystemModstamp" => stamp(record.day.max(record.since) + 1, record),
        "LeadSource" => {
            ["Web", "Store", "Phone Inquiry", "Event", "Other"][(throw(record, 23) % 5) as usize].to_owned()
        }
        _ => String::new(),
    }
}

/// Rows of `Contact.csv`.
pub(crate) fn contacts(scene: &Scene<'_>, customer: &Customer, sheet: &mut Sheet) {
    for record in customer.of(Source::SalesforceContacts) {
        let facts = &record.facts;
        let mobile = throw(record, 24) < 650;
        for &column in CONTACTS {
            let value = match column {
                // One account a household, as consumer shops set it up.
                "AccountId" => Ids(0).salesforce("001", customer.person.household, 0),
                "Phone" if !mobile => facts.phone.clone(),
                "MobilePhone" if mobile => facts.phone.clone(),
                "Birthdate" => {
                    facts.birth.map(|birth| format!("{} 00:00:00", birth.iso())).unwrap_or_default()
                }
                "Description" if throw(record, 25) < 40 => "Asked for the paper catalogue.\nSent.".to_owned(),
                "Department" if !facts.company.is_empty() => facts.company.clone(),
                "LastActivityDate" if throw(record, 26) < 500 => {
                    format!("{} 00:00:00", Date::of(record.day.max(record.since)).iso())
                }
                _ => shared(scene, customer, record, column),
            };
            sheet.row.cell(&value);
        }
        keep(sheet, record);
    }
}

/// Rows of `Lead.csv`.
pub(crate) fn leads(scene: &Scene<'_>, customer: &Customer, sheet: &mut Sheet) {
    for record in customer.of(Source::SalesforceLeads) {
        let facts = &record.facts;
        let converted = record.contact.is_some();
        for &column in LEADS {
            let value = match column {
                "Company" if facts.company.is_empty() => "[not provided]".to_owned(),
                "Company" => facts.company.clone(),
                "Phone" => facts.phone.clone(),
                "Status" if converted => "Closed - Converted".to_owned(),
                "Status" => ["Open - Not Contacted", "Working - Contacted", "Closed - Not Converted"]
                    [(throw(record, 27) % 3) as usize]
                    .to_owned(),
                "IsConverted" => if converted { "1" } else { "0" }.to_owned(),
                "ConvertedDate" if converted => format!("{} 00:00:00", Date::of(record.since + 12).iso()),
                "ConvertedContactId" => record.contact.clone().unwrap_or_else(|| NO_LOOKUP.to_owned()),
                "ConvertedAccountId" if converted => Ids(0).salesforce("001", customer.person.household, 0),
                "ConvertedAccountId" => NO_LOOKUP.to_owned(),
                _ => shared(scene, customer, record, column),
            };
            sheet.row.cell(&value);
        }
        keep(sheet, record);
    }
}
