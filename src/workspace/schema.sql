-- The workspace, table by table and column by column: the contract between the rooms.
-- Version 14. A change here needs a migration in workspace/migrate.rs.
-- `at` is a keyword in DuckDB 2: write "at" or e.at. Conventions: `at` and `*_at` are naive UTC timestamps; money is DOUBLE in `currency`; weights are match
-- weights in thousandths of a bit (log2); text is UTF-8 as it came unless a column says "normalised".
-- No PRIMARY KEY or UNIQUE: keys named here are kept by the room that writes the table.

-- ── workspace ───────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE meta (
    key        VARCHAR NOT NULL,   -- 'format' = 'onefold', 'schema_version', 'workspace_id', 'created_at', 'created_by'
    value      VARCHAR NOT NULL
);
CREATE TABLE settings (            -- what the user chose: default_region, thresholds, …; rebuilt from the journal
    key        VARCHAR NOT NULL,
    value      VARCHAR NOT NULL
);
CREATE TABLE stages (              -- one row a stage of `run`: what it read last and when
    name        VARCHAR NOT NULL,  -- normalise, resolve, stitch, sessionise, attribute, score, segment
    fingerprint VARCHAR NOT NULL,  -- of everything the stage reads; differs from today's → stale
    run_id      BIGINT NOT NULL,
    rows        BIGINT NOT NULL,   -- rows of its main table
    seconds     DOUBLE NOT NULL,
    finished_at TIMESTAMP NOT NULL
);
CREATE TABLE runs (
    run_id      BIGINT NOT NULL,   -- 1, 2, 3 …
    started_at  TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,         -- NULL: it was cut off
    summary     VARCHAR NOT NULL   -- JSON: what `run --json` printed
);

-- ── ingest ──────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE sources (             -- one loaded export (file set) of one system; key: name
    source_id  INTEGER NOT NULL,   -- 1, 2, 3 … in the order they first came
    name       VARCHAR NOT NULL,   -- e.g. shopify_customers; the user's --source wins
    connector  VARCHAR NOT NULL,   -- id of the connector, e.g. shopify.customers; 'generic' for the generic table
    system     VARCHAR NOT NULL,   -- for people: 'Shopify', 'Salesforce', …
    region     VARCHAR,            -- ISO 3166 country (default for phones and postcodes), e.g. 'US'
    created_at TIMESTAMP NOT NULL
);
CREATE TABLE loads (               -- one row a file a load; key: load_id
    load_id     INTEGER NOT NULL,
    source_id   INTEGER NOT NULL,
    path        VARCHAR NOT NULL,  -- as given, absolute
    file_hash   VARCHAR NOT NULL,  -- SHA-256 of the bytes as they lie on disk; 'outdone ' before it: a later file has newer rows
    bytes       BIGINT NOT NULL,
    format      VARCHAR NOT NULL,  -- csv, ndjson, json, parquet
    detail      VARCHAR NOT NULL,  -- for people: 'CSV, comma, UTF-8 with BOM, gzip'
    evidence    VARCHAR NOT NULL,  -- why this connector: '8 of 8 Shopify order columns'
    mapping     VARCHAR NOT NULL,  -- JSON [{"column":…, "target":…, "filled": n}]
    rows_read   BIGINT NOT NULL,   -- data rows; = rows_mapped + rows_ignored + rejects
    rows_mapped BIGINT NOT NULL,   -- rows that became (or added to) a record, event, order, ad spend or consent
    rows_ignored BIGINT NOT NULL,  -- rows the connector says to skip: totals, test leads, progress noise, voids
    rejects     BIGINT NOT NULL,
    records     BIGINT NOT NULL,
    events      BIGINT NOT NULL,
    orders      BIGINT NOT NULL,
    order_lines BIGINT NOT NULL,
    consents    BIGINT NOT NULL,
    ad_spend    BIGINT NOT NULL,
    current     BOOLEAN NOT NULL,  -- false: replaced by a later load of the same path
    loaded_at   TIMESTAMP NOT NULL
);
CREATE TABLE records (             -- one customer row of one source; key: record_id. What hardly repeats isn't worth packing
    record_id   BIGINT NOT NULL,   -- stable: a 63-bit hash of source name and native key (ingest::id)
    source_id   INTEGER NOT NULL,
    load_id     INTEGER NOT NULL,
    line        BIGINT NOT NULL,   -- line (CSV), item (JSON) or row (Parquet) in the file, from 1; header is line 1
    native_key  VARCHAR NOT NULL USING COMPRESSION uncompressed,  -- the source's own id; 'file:line' where it has none
    given_name  VARCHAR, family_name VARCHAR, full_name VARCHAR,
    birth_date  VARCHAR,           -- as it came
    gender      VARCHAR,
    email       VARCHAR USING COMPRESSION uncompressed,   -- as it came; further ones in record_identifiers
    phone       VARCHAR USING COMPRESSION uncompressed,
    street      VARCHAR, city VARCHAR, region VARCHAR, postcode VARCHAR, country VARCHAR,
    company     VARCHAR,
    email_key   VARCHAR USING COMPRESSION uncompressed,   -- normalised by value::email; NULL when absent, malformed or a placeholder
    phone_key   VARCHAR USING COMPRESSION uncompressed,   -- E.164 by value::phone; NULL likewise
    created_at  TIMESTAMP,         -- when the source says the customer came to be
    updated_at  TIMESTAMP,         -- when the source says the row last changed
    raw         VARCHAR NOT NULL USING COMPRESSION zstd   -- the row as it came: JSON object column → text
);
CREATE TABLE record_identifiers (  -- identifiers beyond the first e-mail and phone
    record_id  BIGINT NOT NULL,
    load_id    INTEGER NOT NULL,
    kind       VARCHAR NOT NULL,   -- email, phone, loyalty, shopify_customer, sf_contact, sf_lead, klaviyo, square_customer, ga_client, user, anonymous, … or KIND of id:KIND
    value      VARCHAR NOT NULL    -- normalised by kind
);
CREATE TABLE record_extras (       -- extra:NAME attributes that take part in matching
    record_id  BIGINT NOT NULL,
    load_id    INTEGER NOT NULL,
    name       VARCHAR NOT NULL,
    value      VARCHAR NOT NULL
);
-- Every identifier of every record, normalised.
CREATE VIEW identifiers AS
    SELECT record_id, 'email' AS kind, email_key AS value FROM records WHERE email_key IS NOT NULL
    UNION ALL SELECT record_id, 'phone', phone_key FROM records WHERE phone_key IS NOT NULL
    UNION ALL SELECT record_id, kind, value FROM record_identifiers;
CREATE TABLE events (              -- what somebody did; key: event_id. Every order has its event too
    event_id   BIGINT NOT NULL,    -- stable: hash of source name and natural key (or of the row)
    source_id  INTEGER NOT NULL,
    load_id    INTEGER NOT NULL,
    line       BIGINT NOT NULL,
    "at"       TIMESTAMP NOT NULL,
    kind       VARCHAR NOT NULL,   -- canonical, see journey::kind: visit, product, search, cart, checkout, order, refund, receipt,
                                   -- email_sent, email_open, email_click, sms, ad_click, ad_view, loyalty_earn, loyalty_redeem,
                                   -- loyalty_expire, loyalty_adjust, loyalty_tier, signup, identify, lead, subscribe, unsubscribe, support, other
    name       VARCHAR NOT NULL,   -- the source's own name of it, for people
    detail     VARCHAR,            -- one line for people: page title, subject, items, reward
    url        VARCHAR,            -- without e-mail addresses in the query
    utm_source VARCHAR, utm_medium VARCHAR, utm_campaign VARCHAR,
    click_id   VARCHAR,            -- gclid:… fbclid:… when there
    channel    VARCHAR,            -- online, email, ads, sms, store, loyalty, crm, support
    amount     DOUBLE,             -- money, in currency; for loyalty: points (signed)
    currency   VARCHAR,
    session_key VARCHAR,           -- the source's own session id, when it has one
    order_key  VARCHAR             -- native order id or number this event speaks of
);
CREATE TABLE event_identifiers (   -- whom it points at; normalised like record_identifiers
    event_id   BIGINT NOT NULL,
    load_id    INTEGER NOT NULL,
    kind       VARCHAR NOT NULL,
    value      VARCHAR NOT NULL
);
-- What shops and tills export. Orders that only other tools tell of stay events: see journey/counted_orders.sql.
CREATE TABLE orders (              -- key: order_id
    order_id   BIGINT NOT NULL,    -- stable: hash of source name and native key
    event_id   BIGINT NOT NULL,    -- its event of kind order or receipt: binds it to a profile
    source_id  INTEGER NOT NULL,
    load_id    INTEGER NOT NULL,
    line       BIGINT NOT NULL,
    native_key VARCHAR NOT NULL,
    number     VARCHAR,            -- as people know it: #1042
    "at"       TIMESTAMP NOT NULL,
    status     VARCHAR,            -- paid, pending, refunded, voided, …
    currency   VARCHAR,
    subtotal   DOUBLE, discount DOUBLE, tax DOUBLE, shipping DOUBLE,
    total      DOUBLE NOT NULL,
    refunded   DOUBLE NOT NULL,
    channel    VARCHAR,            -- web, pos, …
    location   VARCHAR
);
CREATE TABLE order_lines (
    order_id   BIGINT NOT NULL,
    load_id    INTEGER NOT NULL,
    position   INTEGER NOT NULL,   -- from 1
    sku        VARCHAR,
    title      VARCHAR NOT NULL,
    quantity   DOUBLE NOT NULL,
    unit_price DOUBLE,
    discount   DOUBLE
);
CREATE TABLE consents (            -- a statement about one channel, as one source made it
    record_id  BIGINT,             -- of the record that carried it, or NULL
    event_id   BIGINT,             -- of the event that carried it, or NULL
    load_id    INTEGER NOT NULL,
    channel    VARCHAR NOT NULL,   -- email, sms, phone, whatsapp, ads, analytics
    state      VARCHAR NOT NULL,   -- granted, refused, unknown
    "at"       TIMESTAMP,          -- NULL: undated, counts as of the load
    evidence   VARCHAR NOT NULL    -- 'Accepts Email Marketing = yes'
);
CREATE TABLE ad_spend (
    load_id    INTEGER NOT NULL,
    line       BIGINT NOT NULL,
    first_day  DATE NOT NULL, last_day DATE NOT NULL,
    account    VARCHAR, campaign VARCHAR, ad_set VARCHAR, ad VARCHAR,
    currency   VARCHAR,
    spend      DOUBLE NOT NULL,
    impressions BIGINT, clicks BIGINT, results DOUBLE, results_value DOUBLE
);
CREATE TABLE rejects (             -- every input row that could not be used
    load_id    INTEGER NOT NULL,
    line       BIGINT NOT NULL,
    reason     VARCHAR NOT NULL,   -- a sentence: what is wrong, in which column, and the remedy
    raw        VARCHAR NOT NULL    -- the row as it came, at most 64 KiB, invalid bytes as U+FFFD
);

-- ── resolve ─────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE models (              -- the match model in force; one row
    model      VARCHAR NOT NULL,   -- TOML, see resolve::model
    trained_at TIMESTAMP NOT NULL,
    report     VARCHAR             -- JSON: how the training went, and what the model can't do: resolve::ModelReport
);
CREATE TABLE value_counts (        -- how common values are, so that any pair can be scored later exactly as in the run
    attribute  VARCHAR NOT NULL,   -- given_name, street, id:loyalty, …
    value      VARCHAR NOT NULL USING COMPRESSION uncompressed,   -- normalised; empty: the total of the attribute
    entities   UINTEGER NOT NULL   -- how many entities carry it; fewer than 3 are not listed
);
CREATE TABLE blocking_report (     -- what each blocking rule did in the last run
    position   INTEGER NOT NULL,
    rule       VARCHAR NOT NULL,   -- e.g. 'family_name + birth_year'
    pairs      BIGINT NOT NULL,    -- pairs it made (not already made by an earlier rule)
    matches    BIGINT NOT NULL,    -- of them, scored above the merge threshold
    oversized  BIGINT NOT NULL,    -- blocks refined or skipped because they were too big
    left_out   VARCHAR             -- why the rule was not used, with the pairs it would have made; NULL: it was used
);
CREATE TABLE weight_histogram (    -- all scored pairs by match weight, one row a whole bit
    bits       INTEGER NOT NULL,
    pairs      BIGINT NOT NULL
);
CREATE TABLE contacts (            -- whose a contact is; one that only one profile holds is personal and has no row, unless a steward spoke
    kind       VARCHAR NOT NULL,   -- email, phone, address, or the kind of any other identifier
    value      VARCHAR NOT NULL USING COMPRESSION uncompressed,   -- normalised as the resolver compares it; address: '12a highstreet, sw1a1aa'
    label      VARCHAR NOT NULL,   -- personal, household, shared, junk
    cause      VARCHAR NOT NULL,   -- data (from the profiles that hold it), steward
    records    INTEGER NOT NULL,   -- how many hold it
    profiles   INTEGER NOT NULL,   -- how many they are in
    households INTEGER NOT NULL,   -- how many of those share no family name or address
    given_names INTEGER NOT NULL,  -- distinct ones among them
    silent     BOOLEAN NOT NULL,   -- agreement on it counted for little or nothing in the run
    record_id  BIGINT NOT NULL     -- one that holds it: how it is written
);
CREATE TABLE edges (               -- pairs scored above the floor, left < right by record_id
    left_record  BIGINT NOT NULL,
    right_record BIGINT NOT NULL,
    weight     INTEGER NOT NULL,   -- match weight with the prior, thousandths of a bit
    pattern    UBIGINT NOT NULL,   -- comparison levels, packed (resolve::pattern)
    rule       INTEGER NOT NULL,   -- position of the blocking rule that found it
    evidence   VARCHAR NOT NULL,   -- deterministic, probabilistic, learned, steward
    state      VARCHAR NOT NULL,   -- merged, review, implied (another pair of the same two profiles is asked about), weak,
                                   -- apart (a decision holds their profiles apart), unsure (decided so)
    priority   DOUBLE NOT NULL,    -- what a decision on it is worth; only for state review
    component  INTEGER DEFAULT 0   -- of both records in record_components; 0 between two of them, or between records of none
);                                 -- in order of component: a few of them are found without reading all edges
CREATE TABLE record_components (   -- what links held together in the last run, however far around; key: record_id
    record_id  BIGINT NOT NULL,    -- without a row: nothing linked it
    component  INTEGER NOT NULL    -- 1, 2, 3 …
);
CREATE TABLE profiles (            -- the golden record of each profile; key: profile_id
    profile_id BIGINT NOT NULL,    -- lasts: a merge keeps the oldest, a split keeps it with the largest part
    records    INTEGER NOT NULL,
    sources    INTEGER NOT NULL,   -- distinct sources among them
    name       VARCHAR USING COMPRESSION uncompressed,   -- for people: given and family name, else e-mail, else phone
    given_name VARCHAR, family_name VARCHAR, birth_date DATE, gender VARCHAR,
    email      VARCHAR USING COMPRESSION uncompressed, phone VARCHAR USING COMPRESSION uncompressed,
    street     VARCHAR, city VARCHAR, region VARCHAR, postcode VARCHAR, country VARCHAR,
    company    VARCHAR,
    household  BIGINT,             -- of the people who live together; NULL alone
    weakest    INTEGER,            -- weight of the weakest edge that holds it together; NULL for one record
    review     INTEGER NOT NULL,   -- doubtful pairs waiting that touch it
    home       UINTEGER            -- a hash of its address, normalised: resolve::store::marks; NULL: none
);
CREATE TABLE profile_members (     -- partitions the records; key: record_id
    record_id  BIGINT NOT NULL,
    profile_id BIGINT NOT NULL
);
CREATE TABLE household_members (   -- in which household the last run found a record's profile; key: record_id
    record_id  BIGINT NOT NULL,
    household_id BIGINT NOT NULL   -- lasts: a merge keeps the oldest, a split keeps it with the largest part
);
-- The people who live together: who shares an address and beside it family name or contact; in a building with many
-- doors the same door too.
CREATE VIEW households AS
    SELECT household AS household_id,
           string_agg(DISTINCT family_name, ' & ' ORDER BY family_name) AS name,   -- Okamoto, Lee & Okamoto
           mode(street) AS street, mode(coalesce(postcode, city)) AS place,
           count(*) AS people, sum(records)::BIGINT AS records
    FROM profiles WHERE household IS NOT NULL GROUP BY household;
CREATE TABLE profile_ledger (      -- how each profile came to be; append only
    run_id     BIGINT NOT NULL,    -- 0 for a decision between runs
    "at"       TIMESTAMP NOT NULL,
    profile_id BIGINT NOT NULL,
    change     VARCHAR NOT NULL,   -- created, merged (other_id came in and is gone), split (other_id went out), moved (from
                                   -- other_id, which lives on), joined (new records), lost (records left the data), gone
    other_id   BIGINT,
    records    INTEGER NOT NULL,   -- how many records moved
    cause      VARCHAR NOT NULL    -- new record, changed record, removed record, model (none of these: the figures moved),
                                   -- decision N, undo of decision N, redo of decision N
);
CREATE TABLE record_marks (        -- what each record said when it was last resolved, as one number: tells changed ones
    record_id  BIGINT NOT NULL,
    mark       UBIGINT NOT NULL,   -- resolve::store::marks
    place      INTEGER             -- its number in block_keys
);
CREATE TABLE whole_run (           -- the last run over all records, by whose figures new ones are resolved until the next; one row
    run_id     BIGINT NOT NULL,
    records    BIGINT NOT NULL,
    since      BIGINT NOT NULL,    -- records resolved by themselves since
    compared   VARCHAR NOT NULL    -- the attributes that edges.pattern holds, a line each
);
CREATE TABLE national_phones (     -- how phone numbers without a country were read
    national   VARCHAR NOT NULL,   -- as normalised by value::phone
    international VARCHAR          -- E.164; NULL: no number, or more than one, ended like it
);
CREATE TABLE block_keys (          -- by which blocking keys a record is found; of changed records former ones too
    key        UINTEGER NOT NULL USING COMPRESSION uncompressed,   -- a hash of rule and key: resolve::block::stored_key
    place      INTEGER NOT NULL    -- of the record in record_marks
);
CREATE TABLE crowded_keys (        -- keys whose blocks were too big for the last run over all records
    rule       INTEGER NOT NULL,   -- position in blocking_report
    round      UINTEGER NOT NULL,  -- how often the block was made smaller before
    key        UINTEGER NOT NULL,
    finer      VARCHAR             -- the key that made it smaller: given_initial, …; NULL: it was skipped
);
CREATE TABLE record_moves (        -- the profile a record was in before a run moved it; append only. Decisions: decision_members
    run_id     BIGINT NOT NULL,
    record_id  BIGINT NOT NULL,
    profile_id BIGINT NOT NULL
);
CREATE TABLE decisions (           -- the steward's word; append only. Undo appends too
    decision_id BIGINT NOT NULL,   -- 1, 2, 3 …
    "at"       TIMESTAMP NOT NULL,
    who        VARCHAR NOT NULL,
    action     VARCHAR NOT NULL,   -- decide, undo, redo
    target     BIGINT,             -- undo, redo: the decision meant
    verdict    VARCHAR,            -- same, different, unsure
    left_source VARCHAR, left_key VARCHAR, right_source VARCHAR, right_key VARCHAR,
    left_record BIGINT, right_record BIGINT,
    weight     INTEGER,            -- what was shown
    reason     VARCHAR,
    effect     VARCHAR NOT NULL,   -- for people: '2 profiles became 1', …
    batch      BIGINT,             -- made at once with others: the number of the first of them, which tells the effect
    model      VARCHAR,            -- the model in force: the first digits of its SHA-256
    shown      VARCHAR             -- JSON, what stood on the screen: prior, steps with values, levels and weights, probability
);

-- Decisions that are undone at present: those in force are all others whose action is decide.
CREATE VIEW undone_decisions AS
    SELECT target AS decision_id FROM decisions WHERE action IN ('undo', 'redo') AND target IS NOT NULL
    GROUP BY target HAVING arg_max(action, decision_id) = 'undo';

CREATE TABLE contact_decisions (   -- the steward's word on whose a contact is; append only. Undo appends too
    decision_id BIGINT NOT NULL,   -- 1, 2, 3 …, of its own
    "at"       TIMESTAMP NOT NULL,
    who        VARCHAR NOT NULL,
    action     VARCHAR NOT NULL,   -- correct, undo
    target     BIGINT,             -- undo: the word meant
    kind       VARCHAR NOT NULL, value VARCHAR NOT NULL,   -- as in contacts
    label      VARCHAR,            -- correct: personal, household, shared, junk
    reason     VARCHAR,
    effect     VARCHAR NOT NULL    -- for people: 'bears on 12 pairs of 9 profiles; …'
);

CREATE TABLE golden_choices (      -- golden values chosen by a steward; append only. Undo appends too
    decision_id BIGINT NOT NULL,   -- 1, 2, 3 …, of its own
    "at"       TIMESTAMP NOT NULL,
    who        VARCHAR NOT NULL,
    action     VARCHAR NOT NULL,   -- choose, release, undo
    target     BIGINT,             -- choose: the choice it takes the place of; release, undo: the word meant
    attribute  VARCHAR NOT NULL,   -- as in records; address: all its parts
    record_id  BIGINT NOT NULL,    -- the record that carries it: the choice goes where that goes
    source VARCHAR, native_key VARCHAR,
    value      VARCHAR,            -- choose: as it came
    reason     VARCHAR
);

CREATE TABLE profile_locks (       -- profiles that stay as they are; append only. Undo appends too
    decision_id BIGINT NOT NULL,   -- 1, 2, 3 …, of its own
    "at"       TIMESTAMP NOT NULL,
    who        VARCHAR NOT NULL,
    action     VARCHAR NOT NULL,   -- lock, unlock, undo
    target     BIGINT,             -- unlock, undo: the word meant
    records    VARCHAR NOT NULL,   -- the records of the profile: ids with commas between
    reason     VARCHAR
);

CREATE TABLE decision_members (    -- in which profile a record was before a decision moved it: so that undo restores the id
    decision_id BIGINT NOT NULL,
    record_id  BIGINT NOT NULL,
    profile_id BIGINT NOT NULL
);

CREATE TABLE judgements (          -- the steward's word on a pair of the random sample: it measures, and changes nothing; append only
    decision_id BIGINT NOT NULL,   -- 1, 2, 3 …, of its own
    "at"       TIMESTAMP NOT NULL,
    who        VARCHAR NOT NULL,
    action     VARCHAR NOT NULL,   -- judge
    verdict    VARCHAR NOT NULL,   -- same, different, unsure
    left_source VARCHAR, left_key VARCHAR, right_source VARCHAR, right_key VARCHAR,
    left_record BIGINT NOT NULL, right_record BIGINT NOT NULL,   -- left < right
    together   BOOLEAN NOT NULL,   -- they were in one profile then
    records    INTEGER NOT NULL,   -- records of that profile; 0 apart
    weight     INTEGER             -- the match weight then, thousandths of a bit; NULL: never compared. Not shown before the word
);
CREATE TABLE measurements (        -- what the judgements told after each run since there are any; key: run_id
    run_id     BIGINT NOT NULL,
    records    BIGINT NOT NULL, profiles BIGINT NOT NULL,
    judged     BIGINT NOT NULL,    -- pairs by then
    precision  DOUBLE NOT NULL, precision_low DOUBLE NOT NULL, precision_high DOUBLE NOT NULL,   -- 95 %
    recall     DOUBLE NOT NULL, recall_low DOUBLE NOT NULL, recall_high DOUBLE NOT NULL
);

CREATE TABLE seals (               -- one row a line of the steward's logs, in the order they were written; key: position
    position   BIGINT NOT NULL,    -- 1, 2, 3 …
    log        VARCHAR NOT NULL,   -- decisions, contact_decisions, judgements
    number     BIGINT NOT NULL,    -- decision_id of the line
    seal       VARCHAR NOT NULL    -- SHA-256 of the seal before it and the line: workspace::seal
);

-- ── journey ─────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE journey_events (      -- every event that found its profile, ordered by profile and time
    profile_id BIGINT NOT NULL,
    "at"       TIMESTAMP NOT NULL,
    event_id   BIGINT NOT NULL,
    kind       VARCHAR NOT NULL,
    channel    VARCHAR,
    source_id  INTEGER NOT NULL,
    session_id BIGINT,             -- online events only
    via        VARCHAR NOT NULL    -- identifier kind that bound it
);
CREATE TABLE sessions (
    session_id BIGINT NOT NULL,
    profile_id BIGINT NOT NULL,
    started_at TIMESTAMP NOT NULL, ended_at TIMESTAMP NOT NULL,
    events     INTEGER NOT NULL,
    utm_source VARCHAR, utm_medium VARCHAR, utm_campaign VARCHAR,
    channel    VARCHAR NOT NULL,   -- marketing channel: direct, organic, paid, email, social, referral, …
    orders     INTEGER NOT NULL, revenue DOUBLE NOT NULL
);
CREATE TABLE touch_credit (        -- share of each order's value given to each marketing channel
    order_id   BIGINT NOT NULL,
    profile_id BIGINT NOT NULL,
    channel    VARCHAR NOT NULL,
    campaign   VARCHAR,
    first_touch DOUBLE NOT NULL, last_touch DOUBLE NOT NULL, linear DOUBLE NOT NULL   -- shares; each sums to 1 an order
);
CREATE TABLE profile_metrics (     -- one row a profile
    profile_id BIGINT NOT NULL,
    events     INTEGER NOT NULL, sessions INTEGER NOT NULL,
    orders     INTEGER NOT NULL, revenue DOUBLE NOT NULL, currency VARCHAR,   -- without voided, less refunds
    first_seen TIMESTAMP, last_seen TIMESTAMP,
    first_order TIMESTAMP, last_order TIMESTAMP,
    channels   INTEGER NOT NULL,   -- distinct channels among its events
    recency    INTEGER, frequency INTEGER, monetary INTEGER,   -- RFM scores 1..5; NULL without an order
    points     DOUBLE              -- loyalty balance; NULL without a membership
);

-- ── segment ─────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE segments (
    segment_id VARCHAR NOT NULL,   -- file stem under assets/segments or beside the workspace
    title      VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    definition VARCHAR NOT NULL,   -- the condition, for people
    family     VARCHAR NOT NULL,   -- lifecycle, behaviour, value, rfm
    position   INTEGER NOT NULL,
    size       BIGINT NOT NULL,
    computed_at TIMESTAMP NOT NULL
);
CREATE TABLE segment_members (
    segment_id VARCHAR NOT NULL,
    profile_id BIGINT NOT NULL
);
