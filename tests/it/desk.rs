//! A steward's first ten decisions on a real pseudo-terminal: by keyboard, each key counted, and by mouse alone.

use crate::shop::Shop;
use crate::terminal::Explorer;

/// What is said of the pairs, one after the other, as the keys and the words of the footer have it, and as it is stored.
const WORDS: [(&str, &str, &str); 10] = [
    ("y", "y same", "same"),
    ("n", "n apart", "different"),
    ("n", "n apart", "different"),
    ("u", "u unsure", "unsure"),
    ("n", "n apart", "different"),
    ("y", "y same", "same"),
    ("n", "n apart", "different"),
    ("n", "n apart", "different"),
    ("u", "u unsure", "unsure"),
    ("n", "n apart", "different"),
];

/// The pair on the screen is there to be decided on, and so many are decided.
fn ready(explorer: &Explorer, decided: usize) {
    explorer.until(&format!("{decided} decided, and a pair"), |screen| {
        let screen = screen.contents();
        screen.contains(&format!("{decided} decided today")) && screen.contains("adds up to")
    });
}

/// The keys of the two records on the screen: whom the steward looks at.
fn keys(screen: &str) -> Option<String> {
    let line = screen.lines().find(|line| line.starts_with("│ key"))?;
    Some(line.split_whitespace().skip(2).take(2).collect::<Vec<_>>().join(" "))
}

/// What is stored, in order: both keys and the word.
fn stored(shop: &Shop) -> Vec<(String, String)> {
    let conn = duckdb::Connection::open(shop.workspace()).unwrap();
    let sql =
        "SELECT left_key || ' ' || right_key, coalesce(verdict, action) FROM decisions ORDER BY decision_id";
    let mut rows = conn.prepare(sql).unwrap();
    rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

/// Decides ten times, in whatever way, and returns on which pairs.
fn ten(explorer: &mut Explorer, mut say: impl FnMut(&mut Explorer, (&str, &str))) -> Vec<(String, String)> {
    let mut said = Vec::new();
    for (decided, (key, word, verdict)) in WORDS.into_iter().enumerate() {
        ready(explorer, decided);
        said.push((keys(&explorer.screen()).unwrap(), verdict.to_owned()));
        say(explorer, (key, word));
    }
    ready(explorer, WORDS.len());
    said
}

#[test]
fn ten_decisions_take_eleven_keys_and_the_next_session_goes_on_there() {
    let shop = Shop::demo();
    let mut explorer = Explorer::open(&shop, &["--no-mask"], &[]);
    explorer.shows("Who came out");
    let mut pressed = 0;
    let mut press = |explorer: &mut Explorer, key: &str| {
        pressed += key.len();
        explorer.press(key);
    };
    press(&mut explorer, "3");
    let said = ten(&mut explorer, |explorer, (key, _)| press(explorer, key));
    assert_eq!(pressed, 11, "one to come to the desk, and one a decision");
    let skipped = keys(&explorer.screen());
    explorer.press("s");
    explorer
        .until("the next pair", |screen| keys(&screen.contents()).is_some_and(|now| Some(now) != skipped));
    ready(&explorer, 10);
    let shown = keys(&explorer.screen());
    explorer.press("q");
    assert_eq!(explorer.ended(), 0);
    assert_eq!(stored(&shop), said);
    assert_eq!(shop.run(&["log", "--verify"]).code, Some(0));

    // Nothing is pressed: she is where she was.
    let mut again = Explorer::open(&shop, &["--no-mask"], &[]);
    ready(&again, 10);
    assert_eq!(keys(&again.screen()), shown);
    again.press("U");
    ready(&again, 9);
    again.until("what is taken back", |screen| keys(&screen.contents()).is_some_and(|now| now == said[9].0));
    // The first one leaves the pair.
    again.press("qq");
    assert_eq!(again.ended(), 0);
}

#[test]
fn ten_decisions_and_taking_one_back_need_no_key() {
    let shop = Shop::demo();
    let mut explorer = Explorer::open(&shop, &["--no-mask"], &[]);
    explorer.shows("Who came out");
    explorer.click("3 Merges");
    let said = ten(&mut explorer, |explorer, (_, word)| explorer.click(word));
    explorer.click("U undo");
    ready(&explorer, 9);
    explorer
        .until("what is taken back", |screen| keys(&screen.contents()).is_some_and(|now| now == said[9].0));
    explorer.click("n apart");
    ready(&explorer, 10);
    explorer.click("q quit");
    assert_eq!(explorer.ended(), 0);
    let stored = stored(&shop);
    assert_eq!(stored[..10], said);
    let last: Vec<&str> = stored[10..].iter().map(|(_, word)| word.as_str()).collect();
    assert_eq!(last, ["undo", "different"]);
}
