//! Which orders count, once each: the one definition that sessions, attribution, metrics and screens share.

const SELECT: &str = sql!("counted_orders");

/// The query of all counted orders: `order_id, event_id, profile_id, at, source_id, currency, net, channel,
/// native_key, number`.
pub(crate) fn all() -> String {
    SELECT.replace("{WHERE}", "")
}

/// The same for one profile, whose id is the statement's parameter `$1`.
pub(crate) fn of_profile() -> String {
    SELECT.replace("{WHERE}", "WHERE j.profile_id = $1")
}

/// Makes the temporary table `counted_order`.
pub(crate) fn table() -> String {
    format!("CREATE OR REPLACE TEMP TABLE counted_order AS {}", all())
}
