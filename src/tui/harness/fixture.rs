//! A small workspace whose screens are the same on every machine.

use crate::resolve::decide::{Author, Verdict, decide_many};
use crate::workspace::Workspace;
use jiff::civil::date;

/// Nothing loaded.
pub(crate) fn empty() -> Workspace {
    Workspace::in_memory().unwrap()
}

/// Sixty people in four sources with orders, events, segments, rejects and doubtful pairs, all before noon of
/// 2026-11-23.
pub(crate) fn people() -> Workspace {
    let workspace = empty();
    workspace.connection().execute_batch(SQL).unwrap();
    workspace
}

/// The same, and one of them, profile 100, did a little of everything for two and a half years.
pub(crate) fn traveller() -> Workspace {
    let workspace = people();
    workspace.connection().execute_batch(TRAVELLER).unwrap();
    workspace
}

/// As [`doubtful`], and four of the forty made one by mistake.
pub(crate) fn welded() -> Workspace {
    let workspace = doubtful();
    let author = Author { who: "maria", now: date(2026, 11, 23).at(11, 55, 0, 0), reason: "" };
    let pairs = [(1003, 1004), (1004, 1005), (1005, 1006)];
    decide_many(workspace.connection(), &author, Verdict::Same, &pairs).unwrap();
    workspace
}

/// Forty people with two records each, and three pairs of records that may or may not be one person, resolved.
pub(crate) fn doubtful() -> Workspace {
    let workspace = empty();
    let conn = workspace.connection();
    conn.execute_batch(
        "INSERT INTO sources VALUES (1, 'crm', 'generic', 'CRM', 'GB', TIMESTAMP '2026-11-20'),
                                    (2, 'shop', 'generic', 'Shop', 'GB', TIMESTAMP '2026-11-20')",
    )
    .unwrap();
    let add = |id: i64, source: i32, values: [&str; 6]| {
        let [given, family, birth, email, street, postcode] = values;
        conn.prepare_cached("INSERT INTO records (record_id, source_id, load_id, line, native_key, given_name, family_name, birth_date,
                email, email_key, street, postcode, raw)
             VALUES (?1, ?2, 1, ?1, 'k' || ?1, ?3, ?4, nullif(?5, ''), nullif(?6, ''), nullif(?6, ''), nullif(?7, ''),
                nullif(?8, ''), '{\"First\": \"' || ?3 || '\"}')")
.unwrap()
.execute(
            duckdb::params![id, source, given, family, birth, email, street, postcode],
        )
        .unwrap();
    };
    let given = ["Anna", "Boris", "Clara", "David", "Emilia", "Farid", "Greta", "Hassan"];
    let family = ["Archer", "Bellini", "Castillo", "Dvorak", "Eriksen"];
    for i in 0..40 {
        let (g, f) = (given[i % 8], family[i / 8]);
        let birth = format!("19{}-0{}-1{}", 50 + i, 1 + i % 9, i % 9);
        let email = format!("{}.{}@mail{i}.org", g.to_lowercase(), f.to_lowercase());
        let (street, postcode) = (format!("{} Mill Road", i + 3), format!("AB{}", i + 5));
        let id = i64::try_from(i).unwrap();
        add(1000 + id, 1, [g, f, &birth, &email, &street, &postcode]);
        add(5000 + id, 2, [&format!("{g}a"), f, &birth, &email, &street, &postcode]);
    }
    for (n, (left, right)) in [("Paula", "Petra"), ("Karl", "Olga"), ("Ines", "Rosa")].into_iter().enumerate()
    {
        let (id, birth, postcode) =
            (i64::try_from(n).unwrap() * 10, format!("200{n}-02-03"), format!("ZZ{n}"));
        add(9001 + id, 1, [left, "Zimmer", &birth, "", "7 Oak Lane", &postcode]);
        add(9002 + id, 2, [right, "Zimmer", "", "", "7 Oak Lane", &postcode]);
    }
    let now = jiff::civil::date(2026, 11, 23).at(11, 50, 0, 0);
    let options = crate::resolve::ResolveOptions::default();
    crate::resolve::run(conn, 1, now, options, &crate::progress::Progress::silent()).unwrap();
    // Whatever the model thinks of the three: they are to be doubted, and nobody else.
    conn.execute_batch(
        r"UPDATE models SET model = regexp_replace(model, 'review_at = [-0-9.]+', 'review_at = -50.0');
          UPDATE edges SET state = 'weak', priority = 0 WHERE state = 'review';
          DELETE FROM edges WHERE left_record > 9000 AND right_record = left_record + 1;
          INSERT INTO edges SELECT 9001 + 10 * n, 9002 + 10 * n, -3000, 0, 0, 'probabilistic', 'review', 999 - 10 * n, 0
          FROM range(3) t(n)",
    )
    .unwrap();
    workspace
}

const SQL: &str = r#"
CREATE TEMP TABLE given AS SELECT range AS i,
    ['Anna','Bernd','Clara','José','王小明','Farid','Greta','Hiroshi','Ines','Jonas'][(range + 1)::BIGINT] n FROM range(10);
CREATE TEMP TABLE town AS SELECT range AS i,
    ['Berlin','Lyon','Madrid','Oslo','Leeds'][(range + 1)::BIGINT] city, ['DE','FR','ES','NO','GB'][(range + 1)::BIGINT] country FROM range(5);
CREATE TEMP TABLE p AS
    SELECT r.range AS i, 100 + r.range AS id, 1 + r.range % 4 AS k, g.n AS given,
        ['Schmidt','Müller','García','Rossi','Dubois','O''Brien'][(r.range // 10 + 1)::BIGINT] AS family, t.city, t.country,
        'person' || r.range || '@example.com' AS email, '+4917012345' || lpad(r.range::VARCHAR, 2, '0') AS phone
    FROM range(60) r JOIN given g ON g.i = r.range % 10 JOIN town t ON t.i = r.range % 5;
INSERT INTO sources VALUES
    (1, 'shopify_customers', 'shopify.customers', 'Shopify', 'DE', TIMESTAMP '2026-11-20'),
    (2, 'salesforce_contacts', 'salesforce.contacts', 'Salesforce', 'DE', TIMESTAMP '2026-11-20'),
    (3, 'klaviyo_profiles', 'klaviyo.profiles', 'Klaviyo', NULL, TIMESTAMP '2026-11-20'),
    (4, 'square_customers', 'square.customers', 'Square', 'GB', TIMESTAMP '2026-11-20'),
    (5, 'ga4_events', 'ga4.events', 'Google Analytics', NULL, TIMESTAMP '2026-11-20');
INSERT INTO records
    SELECT id * 10 + s, s + 1, s + 1, 2 + i, 'K' || (id * 10 + s), CASE s WHEN 1 THEN given[1:1] || '.' ELSE given END, family,
        NULL, CASE WHEN s % 2 = 0 THEN '1984-03-1' || (i % 10) END, NULL, CASE WHEN s < 3 THEN email END, phone,
        'Hauptstr. ' || (1 + i), city, NULL, (10000 + i)::VARCHAR, country, NULL, CASE WHEN s < 3 THEN email END, phone,
        TIMESTAMP '2024-05-01', TIMESTAMP '2026-06-01', '{}'
    FROM (SELECT *, unnest(range(k)) s FROM p);
INSERT INTO profile_members SELECT record_id, record_id // 10 FROM records;
INSERT INTO record_identifiers SELECT record_id, load_id, 'square_customer', 'SQ' || record_id FROM records WHERE source_id = 4;
INSERT INTO profiles
    SELECT id, k, k, given || ' ' || family, given, family, DATE '1984-03-10', NULL, email, phone, 'Hauptstr. ' || (1 + i), city,
        NULL, (10000 + i)::VARCHAR, country, NULL, NULL, 12000, CASE WHEN i % 17 = 3 THEN 2 ELSE 0 END, NULL
    FROM p ORDER BY id;
INSERT INTO loads
    SELECT s.source_id, s.source_id, '/data/exports/' || s.name || '.csv', 'h', 20000 + s.source_id * 1234, 'csv',
        'CSV, comma, UTF-8 with BOM', '8 of 8 ' || s.system || ' columns',
        '[{"column":"First Name","target":"given_name","filled":58},{"column":"Email","target":"email","filled":57},{"column":"Note","target":"ignore","filled":3}]',
        coalesce(r.n, 0) + CASE s.source_id WHEN 5 THEN 182 WHEN 2 THEN 3 ELSE 0 END,
        coalesce(r.n, 0) + CASE s.source_id WHEN 5 THEN 180 ELSE 0 END, CASE s.source_id WHEN 5 THEN 2 WHEN 2 THEN 1 ELSE 0 END,
        CASE s.source_id WHEN 2 THEN 2 ELSE 0 END, coalesce(r.n, 0), CASE s.source_id WHEN 5 THEN 180 ELSE 0 END,
        CASE s.source_id WHEN 1 THEN 90 ELSE 0 END, 0, 0, 0, true, TIMESTAMP '2026-11-23 11:48:00'
    FROM sources s LEFT JOIN (SELECT source_id, count(*) n FROM records GROUP BY 1) r ON r.source_id = s.source_id;
INSERT INTO rejects VALUES
    (2, 17, 'the column CreatedDate holds no date: "soon". Write it like 2026-11-23', 'K17,Anna,Schmidt,soon'),
    (2, 31, 'the row has 3 columns where 4 are expected. Add the missing one', 'K31,Bernd,' || chr(27) || '[31mRed');
INSERT INTO profile_metrics
    SELECT id, 3, 1, i % 4, (i % 4) * 49.5 + i, 'EUR', TIMESTAMP '2025-01-15', TIMESTAMP '2026-11-20' - to_days((i * 3)::INT), NULL, NULL, 2,
        CASE WHEN i % 4 > 0 THEN 1 + i % 5 END, CASE WHEN i % 4 > 0 THEN 3 END, CASE WHEN i % 4 > 0 THEN 4 END,
        CASE WHEN i % 3 = 0 THEN 120 END
    FROM p;
INSERT INTO events
    SELECT id * 10 + e, 5, 5, 1, TIMESTAMP '2026-11-20 09:30:00' - to_days((i * 3 + e)::INT), ['order','visit','email_open'][e + 1], 'x',
        ['#1042: trail shoe, 2 socks','Running shoes','Spring sale'][e + 1], NULL, NULL, NULL, NULL, NULL, 'online', NULL, NULL, NULL, NULL
    FROM p, (SELECT range::BIGINT e FROM range(3));
INSERT INTO journey_events
    SELECT event_id // 10, "at", event_id, kind, channel, 5, NULL, 'email' FROM events ORDER BY 1, 2;
INSERT INTO segments VALUES
    ('active', 'Active', 'Ordered lately', 'days since the last order at most 90', 'lifecycle', 1, 30, TIMESTAMP '2026-11-23 11:50:00'),
    ('lapsing', 'Lapsing', 'Ordered a while ago', 'days since the last order 91 to 180', 'lifecycle', 2, 15, TIMESTAMP '2026-11-23 11:50:00'),
    ('high_value', 'High value', 'Spends most', 'revenue at least 150', 'value', 3, 6, TIMESTAMP '2026-11-23 11:50:00');
INSERT INTO segment_members SELECT 'active', id FROM p WHERE i % 2 = 0;
INSERT INTO segment_members SELECT 'high_value', id FROM p WHERE i % 10 = 0;
INSERT INTO stages
    SELECT name, 'f', 1, 60, n / 10.0, TIMESTAMP '2026-11-23 11:50:00' + to_seconds(n) FROM
        (SELECT unnest(['normalise','resolve','stitch','sessionise','attribute','score','segment']) name, unnest(range(1, 8)) n);
INSERT INTO edges SELECT id * 10, id * 10 + 1, 3000, 0, 1, 'probabilistic', 'review', 1, 0 FROM p WHERE i % 17 = 3;
INSERT INTO profile_ledger SELECT 1, TIMESTAMP '2026-11-23 11:50:00', id, 'created', NULL, k, 'run' FROM p;
"#;

const TRAVELLER: &str = r#"
INSERT INTO sources VALUES (6, 'shopify_orders', 'shopify.orders', 'Shopify', 'DE', TIMESTAMP '2026-11-20'),
    (7, 'klaviyo_events', 'klaviyo.events', 'Klaviyo', NULL, TIMESTAMP '2026-11-20'),
    (8, 'loyalty_activity', 'loyalty.activity', 'Loyalty', NULL, TIMESTAMP '2026-11-20');
INSERT INTO loads SELECT source_id, source_id, '/data/exports/' || name || '.csv', 'h', 100, 'csv', '', '', '[]', 1, 1, 0, 0, 0, 1, 0, 0, 0, 0,
    true, TIMESTAMP '2026-11-20' FROM sources WHERE source_id > 5;
CREATE TEMP TABLE walk AS
    SELECT range AS i, TIMESTAMP '2024-05-03 08:15:00' + to_days((range * range // 8)::INT) + to_minutes((range * 37 % 600)::INT) AS t FROM range(85);
INSERT INTO events (event_id, source_id, load_id, line, "at", kind, name, detail, url, utm_campaign, channel, amount, currency)
    SELECT 900000 + i, 5, 5, 10 + i, t, ['visit', 'product', 'cart', 'search'][(i % 4 + 1)::BIGINT], 'page_view',
        ['Home', 'Trail shoe', 'Trail shoe', 'wool socks'][(i % 4 + 1)::BIGINT], 'https://shop.example/', CASE WHEN i % 9 = 0 THEN 'spring' END, 'online', NULL, NULL
    FROM walk
    UNION ALL SELECT 910000 + i, 7, 7, 20 + i, t - INTERVAL 2 HOUR, CASE WHEN i % 2 = 0 THEN 'email_sent' ELSE 'email_open' END, 'Received Email',
        'Spring sale', NULL, 'spring', 'email', NULL, NULL FROM walk WHERE i % 3 = 0
    UNION ALL SELECT 920000 + i, 8, 8, 30 + i, t + INTERVAL 1 DAY, 'loyalty_earn', 'Earned', 'for an order', NULL, NULL, 'loyalty', 20 + i, NULL
        FROM walk WHERE i % 14 = 5
    UNION ALL SELECT 930000 + i, 6, 6, 40 + i, t + INTERVAL 20 MINUTE, 'order', 'Order', 'Trail shoe, Socks', NULL, NULL, 'online', NULL, NULL
        FROM walk WHERE i % 14 = 5
    UNION ALL SELECT 940000, 5, 5, 9, TIMESTAMP '2024-05-03 08:10:00', 'signup', 'sign_up', NULL, NULL, NULL, 'online', NULL, NULL;
INSERT INTO orders SELECT event_id, event_id, 6, 6, line, '10' || line, '#10' || line, "at", 'paid', 'EUR', 90, 5, 14.37, 4.9, 89.9, 0, 'web', NULL
    FROM events WHERE event_id BETWEEN 930000 AND 939999;
INSERT INTO order_lines SELECT order_id, 6, 1, 'TS', 'Trail shoe', 1, 79.0, 5 FROM orders WHERE source_id = 6;
INSERT INTO order_lines SELECT order_id, 6, 2, 'SO', 'Wool socks', 2, 5.5, NULL FROM orders WHERE source_id = 6;
INSERT INTO touch_credit SELECT order_id, 100, 'email', 'spring', 1, 0, 0.5 FROM orders WHERE source_id = 6
    UNION ALL SELECT order_id, 100, 'direct', NULL, 0, 1, 0.5 FROM orders WHERE source_id = 6;
INSERT INTO event_identifiers SELECT event_id, load_id, 'email', 'person0@example.com' FROM events WHERE event_id >= 900000;
INSERT INTO event_identifiers SELECT event_id, load_id, 'ga_client', '1042.77' FROM events WHERE event_id BETWEEN 900000 AND 909999;
INSERT INTO journey_events SELECT 100, "at", event_id, kind, channel, source_id,
    CASE WHEN channel = 'online' THEN 5000 + ("at"::DATE - DATE '2024-01-01') END, 'email' FROM events WHERE event_id >= 900000;
INSERT INTO sessions SELECT session_id, 100, min("at"), max("at"), count(*), NULL, 'email', 'spring', 'email',
        count(*) FILTER (kind = 'order'), 89.9 * count(*) FILTER (kind = 'order')
    FROM journey_events WHERE profile_id = 100 AND session_id IS NOT NULL GROUP BY session_id;
UPDATE profile_metrics SET events = 130, sessions = (SELECT count(*) FROM sessions), orders = 6, revenue = 539.4, currency = 'EUR',
    first_seen = TIMESTAMP '2024-05-03 08:10:00', last_seen = TIMESTAMP '2026-11-20 09:30:00', points = 360 WHERE profile_id = 100;
"#;
