//! What screens and reports show of journeys: plain structs in, plain structs out, paged and bounded.

mod behaviour;
mod bucket;
mod credit;
mod event;
mod order;
mod overview;
mod sessions;
mod timeline;
mod trace;

pub use behaviour::{Behaviour, behaviour};
pub use bucket::{Bucket, Money, Zoom, buckets};
pub use credit::{ChannelCredit, OrderCredit, channels, credit};
pub use event::{EventDetail, Pointer, event};
pub use order::{Order, OrderLine, Spend, order, spend};
pub use overview::{Binding, MonthCount, activity, binding};
pub use sessions::{SessionRow, SessionsPage, sessions};
pub use timeline::{Entry, Filter, Timeline, TimelineRequest, entries, timeline};
pub use trace::{LONGEST_TRACE, Step, Trace, liveliest, trace};

/// The most rows any of these functions hands out at once.
pub const LONGEST_PAGE: u32 = 1_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::fixture::{Fixture, KLAVIYO, ORDERS, WEB};
    use crate::journey::{attribution, session, stitch};
    use crate::progress::Progress;

    const ANN: (&str, &str) = ("user", "u7");

    fn walked() -> (Fixture, i64) {
        let f = Fixture::new();
        f.profile(7, &[ANN]);
        f.event(WEB, "2026-03-02 10:00", "visit", &[ANN]);
        f.event(KLAVIYO, "2026-03-08 10:00", "email_open", &[ANN]);
        f.event(WEB, "2026-03-09 10:00", "visit", &[ANN]);
        let id = f.order(ORDERS, "2026-03-09 10:10", "1042", 50.0, &[ANN]);
        f.event(WEB, "2026-04-01 10:00", "visit", &[("ga_client", "nobody")]);
        f.sql(&format!("INSERT INTO order_lines VALUES ({id}, 2, 2, NULL, 'Tray', 1, 20, NULL), ({id}, 2, 1, 'M', 'Mug', 2, 15, NULL)"));
        for run in [stitch::run, session::run, attribution::run] {
            run(f.connection(), &Progress::silent()).unwrap();
        }
        (f, id)
    }

    fn kinds(f: &Fixture, request: &TimelineRequest) -> (Vec<String>, u64) {
        let page = timeline(f.connection(), request).unwrap();
        (page.entries.into_iter().map(|entry| entry.kind).collect(), page.total)
    }

    #[test]
    fn pages_go_both_ways_and_know_the_total() {
        let (f, id) = walked();
        let newest = TimelineRequest { profile_id: 7, limit: 2, ..Default::default() };
        assert_eq!(kinds(&f, &newest), (vec!["order".into(), "visit".into()], 4));
        let oldest = TimelineRequest { oldest_first: true, offset: 1, ..newest.clone() };
        assert_eq!(kinds(&f, &oldest), (vec!["email_open".into(), "visit".into()], 4));
        let first = timeline(f.connection(), &newest).unwrap().entries.remove(0);
        assert_eq!(first.text, "ordered #1042 · 50.00 EUR");
        assert_eq!(first.order_id, Some(id));
        assert_eq!(first.source, "shopify_orders");
        assert!(serde_json::to_string(&first).unwrap().contains("\"at\":\"2026-03-09T10:10:00\""));
    }

    #[test]
    fn another_systems_word_on_the_same_order_is_an_echo() {
        let (f, id) = walked();
        let echo = f.event(KLAVIYO, "2026-03-09 10:11", "order", &[ANN]);
        f.sql(&format!("UPDATE events SET order_key = '#1042' WHERE event_id = {echo}"));
        stitch::run(f.connection(), &Progress::silent()).unwrap();
        let request = TimelineRequest { profile_id: 7, limit: 2, ..Default::default() };
        let page = timeline(f.connection(), &request).unwrap();
        let told: Vec<_> = page.entries.iter().map(|entry| (entry.order_id, entry.echo)).collect();
        assert_eq!(told, [(Some(id), true), (Some(id), false)]);
    }

    #[test]
    fn filters_narrow_by_kind_source_and_time() {
        let (f, _) = walked();
        let all = TimelineRequest { profile_id: 7, limit: 10, ..Default::default() };
        let with = |filter: Filter| kinds(&f, &TimelineRequest { filter, ..all.clone() });
        let visits = Filter { kinds: vec!["visit".into(), "cart".into()], ..Default::default() };
        assert_eq!(with(visits), (vec!["visit".into(), "visit".into()], 2));
        let klaviyo = Filter { sources: vec!["klaviyo_events".into()], ..Default::default() };
        assert_eq!(with(klaviyo), (vec!["email_open".into()], 1));
        let from = jiff::civil::date(2026, 3, 8).at(10, 0, 0, 0);
        let until = jiff::civil::date(2026, 3, 9).at(10, 0, 0, 0);
        let day = Filter { from: Some(from), until: Some(until), ..Default::default() };
        assert_eq!(with(day), (vec!["email_open".into()], 1));
    }

    #[test]
    fn buckets_count_kinds_and_money() {
        let (f, _) = walked();
        let weeks = buckets(f.connection(), 7, &Filter::default(), Zoom::Week).unwrap();
        let starts: Vec<_> = weeks.iter().map(|week| week.start.date().to_string()).collect();
        assert_eq!(starts, ["2026-03-02", "2026-03-09"]);
        assert_eq!(weeks[0].counts["visit"] + weeks[0].counts["email_open"], 2);
        assert_eq!((weeks[0].orders, weeks[1].orders), (0, 1));
        assert_eq!(weeks[1].money, [Money { currency: Some("EUR".into()), amount: 50.0 }]);
        assert_eq!(buckets(f.connection(), 7, &Filter::default(), Zoom::Day).unwrap().len(), 3);
        assert_eq!(buckets(f.connection(), 7, &Filter::default(), Zoom::Month).unwrap().len(), 1);
    }

    #[test]
    fn orders_sessions_credit_and_overview_read_back() {
        let (f, id) = walked();
        let c = f.connection();
        let lines: Vec<_> = order(c, id).unwrap().unwrap().lines.into_iter().map(|line| line.title).collect();
        assert_eq!(lines, ["Mug", "Tray"]);
        assert_eq!(order(c, 12_345).unwrap(), None);
        let page = sessions(c, 7, 0, 10).unwrap();
        assert_eq!((page.total, page.sessions[0].orders, page.sessions[0].revenue), (2, 1, 50.0));
        assert_eq!(spend(c, 7).unwrap()[0].revenue, 50.0);
        assert_eq!(credit(c, id).unwrap()[0].linear, 1.0);
        assert_eq!(channels(c).unwrap()[0].last, 50.0);
        let web = binding(c).unwrap().into_iter().find(|b| b.source == "ga4_events").unwrap();
        assert_eq!((web.bound, web.unbound), (2, 1));
        assert_eq!(activity(c, 12).unwrap().iter().map(|month| month.events).sum::<u64>(), 4);
    }

    #[test]
    fn nothing_is_not_an_error() {
        let f = Fixture::new();
        assert_eq!(timeline(f.connection(), &TimelineRequest::default()).unwrap().total, 0);
        assert!(buckets(f.connection(), 1, &Filter::default(), Zoom::Day).unwrap().is_empty());
        assert!(
            binding(f.connection()).unwrap().is_empty() && activity(f.connection(), 3).unwrap().is_empty()
        );
    }
}
