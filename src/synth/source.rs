//! The systems that hold customer records, and the habits of each: what it asks for, and how its rows come to be.

/// A source of records, under the name `load` gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    ShopifyCustomers,
    ShopifyOrders,
    SalesforceContacts,
    SalesforceLeads,
    KlaviyoProfiles,
    SquareCustomers,
    LoyaltyMembers,
    SegmentEvents,
    EventSignups,
}

/// Every source, in the order of the report.
pub(super) const SOURCES: [Source; 9] = [
    Source::ShopifyCustomers,
    Source::ShopifyOrders,
    Source::SalesforceContacts,
    Source::SalesforceLeads,
    Source::KlaviyoProfiles,
    Source::SquareCustomers,
    Source::LoyaltyMembers,
    Source::SegmentEvents,
    Source::EventSignups,
];

/// How often (per mille) a system holds a value, and in which form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habits {
    pub(super) given: u32,
    pub(super) family: u32,
    /// The family name is cut to its initial.
    pub(super) family_initial: u32,
    pub(super) nickname: u32,
    /// Names stand in the person's own script.
    pub(super) native: u32,
    pub(super) email: u32,
    /// The e-mail address is the one at work.
    pub(super) work_email: u32,
    pub(super) phone: u32,
    pub(super) street: u32,
    pub(super) city: u32,
    /// The address is the office's.
    pub(super) office: u32,
    pub(super) birth: u32,
    /// The row shows the state when it was made, not a later one.
    pub(super) stale: u32,
    /// Phone numbers are stored in E.164.
    pub(super) e164: bool,
}

impl Source {
    /// The name under which `load` files it, as `truth.csv` says it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::ShopifyCustomers => "shopify_customers",
            Self::ShopifyOrders => "shopify_orders",
            Self::SalesforceContacts => "salesforce_contacts",
            Self::SalesforceLeads => "salesforce_leads",
            Self::KlaviyoProfiles => "klaviyo_profiles",
            Self::SquareCustomers => "square_customers",
            Self::LoyaltyMembers => "loyalty_members",
            Self::SegmentEvents => "segment_events",
            Self::EventSignups => "event_signups_2025",
        }
    }

    /// What its rows look like.
    pub(super) fn habits(self) -> Habits {
        let web = Habits {
            given: 985,
            family: 970,
            family_initial: 0,
            nickname: 70,
            native: 280,
            email: 975,
            work_email: 30,
            phone: 450,
            street: 910,
            city: 930,
            office: 20,
            birth: 0,
            stale: 450,
            e164: true,
        };
        match self {
            Self::ShopifyCustomers => web,
            Self::ShopifyOrders => Habits { street: 1000, city: 1000, office: 30, stale: 0, ..web },
            Self::SalesforceContacts => Habits {
                given: 990,
                family: 995,
                nickname: 40,
                native: 0,
                email: 900,
                work_email: 180,
                phone: 780,
                street: 880,
                city: 910,
                office: 130,
                birth: 450,
                stale: 500,
                e164: false,
                ..web
            },
            Self::SalesforceLeads => Habits {
                native: 120,
                email: 900,
                work_email: 400,
                phone: 560,
                street: 350,
                city: 800,
                office: 200,
                stale: 1000,
                e164: false,
                ..web
            },
            Self::KlaviyoProfiles => Habits {
                given: 880,
                family: 680,
                family_initial: 15,
                nickname: 90,
                email: 990,
                work_email: 10,
                phone: 280,
                street: 120,
                city: 560,
                ..web
            },
            Self::SquareCustomers => Habits {
                given: 970,
                family: 760,
                family_initial: 130,
                nickname: 160,
                native: 40,
                email: 500,
                work_email: 20,
                phone: 790,
                street: 130,
                city: 150,
                office: 0,
                birth: 160,
                stale: 700,
                e164: false,
            },
            Self::LoyaltyMembers => Habits {
                family: 980,
                family_initial: 10,
                nickname: 80,
                native: 180,
                email: 975,
                phone: 0,
                street: 0,
                city: 0,
                birth: 800,
                ..web
            },
            Self::SegmentEvents => {
                Habits { given: 850, family: 800, email: 960, phone: 200, street: 0, city: 0, ..web }
            }
            Self::EventSignups => Habits {
                nickname: 60,
                native: 0,
                email: 860,
                phone: 420,
                street: 0,
                city: 700,
                birth: 700,
                stale: 1000,
                e164: false,
                ..web
            },
        }
    }

    /// E-mail addresses are unique within the system, so that one person's is never on another's row.
    pub(super) fn unique_email(self) -> bool {
        matches!(
            self,
            Self::ShopifyCustomers | Self::ShopifyOrders | Self::KlaviyoProfiles | Self::SegmentEvents
        )
    }

    /// Has a place for a phone number.
    pub(super) fn has_phone(self) -> bool {
        self != Self::LoyaltyMembers
    }

    /// Has a place for a birth date.
    pub(super) fn has_birth(self) -> bool {
        self.habits().birth > 0
    }
}
