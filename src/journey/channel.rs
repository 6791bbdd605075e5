//! Marketing channels: which one a visit or a click belongs to, by the rules in `assets/journey/channels.toml`.

use super::JourneyError;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use toml::Spanned;

const FILE: &str = "assets/journey/channels.toml";
const TEXT: &str = include_str!("../../assets/journey/channels.toml");

/// The channel of an order that no touchpoint led to.
pub const NO_TOUCHPOINT: &str = "no touchpoint";

/// Channels that say so little that a click's own channel is better.
const VAGUE: [&str; 3] = ["direct", "referral", "other"];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    lists: BTreeMap<String, Vec<String>>,
    rule: Vec<Spanned<RuleText>>,
    click: Vec<ClickRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    channel: String,
    source: Option<Vec<String>>,
    medium: Option<Vec<String>>,
    click: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClickRule {
    kind: String,
    name: Option<String>,
    channel: String,
}

#[derive(Debug)]
struct Rule {
    channel: String,
    source: Option<Vec<String>>,
    medium: Option<Vec<String>>,
    click: Option<Vec<String>>,
}

/// Where a visit says that it came from; empty text where it says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Origin<'a> {
    /// utm_source, or the host of the referrer.
    pub source: &'a str,
    /// utm_medium.
    pub medium: &'a str,
    /// Name of the click id: `gclid`, …
    pub click: &'a str,
}

/// The rules, in order.
#[derive(Debug)]
pub struct Channels {
    rules: Vec<Rule>,
    clicks: Vec<ClickRule>,
}

impl Channels {
    /// The rules that Onefold ships.
    ///
    /// # Errors
    /// Never, as long as the tests pass: the file is part of the program.
    pub fn shipped() -> Result<Self, JourneyError> {
        Self::read(FILE, TEXT)
    }

    /// Reads rules from `text`; `file` names it in errors.
    ///
    /// # Errors
    /// With the line and the remedy, when the text is not a rule file.
    pub fn read(file: &'static str, text: &str) -> Result<Self, JourneyError> {
        let wrong = |offset: usize, why: String| JourneyError::Channels {
            file,
            line: text[..offset.min(text.len())].matches('\n').count() + 1,
            why,
        };
        let parsed: RuleFile = toml::from_str(text)
            .map_err(|e| wrong(e.span().map_or(0, |s| s.start), e.message().trim().to_owned()))?;
        let mut rules = Vec::with_capacity(parsed.rule.len());
        for rule in &parsed.rule {
            let line = rule.span().start;
            let expand =
                |words: &Option<Vec<String>>| words.as_ref().map(|w| expand(w, &parsed.lists)).transpose();
            let unknown = |list: String| {
                wrong(
                    line,
                    format!("there is no list named {list}. Add it under [lists], or correct the name"),
                )
            };
            let rule = rule.get_ref();
            rules.push(Rule {
                channel: rule.channel.clone(),
                source: expand(&rule.source).map_err(unknown)?,
                medium: expand(&rule.medium).map_err(unknown)?,
                click: expand(&rule.click).map_err(unknown)?,
            });
        }
        let open = |r: &Rule| r.source.is_none() && r.medium.is_none() && r.click.is_none();
        if !rules.last().is_some_and(open) {
            let why = "the last [[rule]] must have a channel only, so that every visit finds one".to_owned();
            return Err(wrong(parsed.rule.last().map_or(0, |r| r.span().start), why));
        }
        Ok(Self { rules, clicks: parsed.click })
    }

    /// Names the shipped rules by their content: other rules, another name.
    #[must_use]
    pub fn version() -> String {
        use std::fmt::Write;
        Sha256::digest(TEXT).iter().take(8).fold(String::new(), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
    }

    /// The channel of a visit.
    #[must_use]
    pub fn of(&self, origin: Origin<'_>) -> &str {
        let source = origin.source.trim().to_lowercase();
        let medium = origin.medium.trim().to_lowercase();
        let click = origin.click.trim().to_lowercase();
        let fits = |words: &Option<Vec<String>>, fit: &dyn Fn(&str) -> bool| {
            words.as_ref().is_none_or(|words| words.iter().any(|word| fit(word)))
        };
        self.rules
            .iter()
            .find(|rule| {
                fits(&rule.source, &|word| site_fits(word, &source))
                    && fits(&rule.medium, &|word| word_fits(word, &medium))
                    && fits(&rule.click, &|word| word_fits(word, &click))
            })
            .map_or("other", |rule| &rule.channel)
    }

    /// The channel of an event that is a touchpoint of its own (a click in an e-mail, …); `None` when it is not one.
    /// `name` is the source's own name of the event.
    #[must_use]
    pub fn of_click(&self, kind: &str, name: &str, origin: Origin<'_>) -> Option<&str> {
        let name = name.to_lowercase();
        let rule = self.clicks.iter().find(|rule| {
            rule.kind == kind && rule.name.as_ref().is_none_or(|part| name.contains(part.as_str()))
        })?;
        let said = self.of(origin);
        Some(if VAGUE.contains(&said) { &rule.channel } else { said })
    }
}

/// Replaces `@name` by the words of that list; the name of a list that is not there is the error.
fn expand(words: &[String], lists: &BTreeMap<String, Vec<String>>) -> Result<Vec<String>, String> {
    let mut out = Vec::with_capacity(words.len());
    for word in words {
        match word.strip_prefix('@') {
            Some(name) => out.extend(lists.get(name).ok_or_else(|| name.to_owned())?.iter().cloned()),
            None => out.push(word.to_lowercase()),
        }
    }
    Ok(out)
}

fn word_fits(word: &str, value: &str) -> bool {
    word.strip_suffix('*').map_or_else(|| word == value, |start| value.starts_with(start))
}

fn site_fits(word: &str, host: &str) -> bool {
    if word_fits(word, host) {
        return true;
    }
    if word.is_empty() {
        return false;
    }
    if word.contains('.') {
        return host.strip_suffix(word).is_some_and(|rest| rest.ends_with('.'));
    }
    host.split('.').any(|label| label == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(source: &str, medium: &str, click: &str) -> String {
        Channels::shipped().unwrap().of(Origin { source, medium, click }).to_owned()
    }

    #[test]
    fn the_usual_visits_find_their_channel() {
        for (source, medium, click, want) in [
            ("", "", "", "direct"),
            ("(direct)", "(none)", "", "direct"),
            ("google", "organic", "", "organic search"),
            ("www.google.co.uk", "referral", "", "organic search"),
            ("Google", "CPC", "gclid", "paid search"),
            ("", "", "gclid", "paid search"),
            ("bing", "ppc", "", "paid search"),
            ("facebook", "paid", "fbclid", "paid social"),
            ("ig", "paid_social", "", "paid social"),
            ("l.facebook.com", "referral", "", "social"),
            ("", "", "fbclid", "social"),
            ("t.co", "", "", "social"),
            ("at.co", "referral", "", "referral"),
            ("klaviyo", "email", "", "email"),
            ("Klaviyo", "campaign", "", "email"),
            ("klaviyo", "sms", "", "sms"),
            ("awin", "affiliate", "", "affiliate"),
            ("youtube", "cpv", "", "paid video"),
            ("m.youtube.com", "referral", "", "video"),
            ("criteo", "cpm", "", "display"),
            ("outbrain", "cpc", "", "paid other"),
            ("blog.example", "referral", "", "referral"),
            ("poster", "qr", "", "offline"),
            ("something", "strange", "", "other"),
        ] {
            assert_eq!(channel(source, medium, click), want, "{source} / {medium} / {click}");
        }
    }

    #[test]
    fn clicks_keep_their_own_channel_unless_the_link_says_better() {
        let rules = Channels::shipped().unwrap();
        let bare = Origin::default();
        assert_eq!(rules.of_click("email_click", "Clicked Email", bare), Some("email"));
        assert_eq!(rules.of_click("sms", "Received SMS", bare), None);
        assert_eq!(rules.of_click("sms", "Clicked SMS", bare), Some("sms"));
        assert_eq!(rules.of_click("ad_click", "Ad", bare), Some("paid other"));
        let facebook = Origin { source: "facebook", medium: "paid", click: "" };
        assert_eq!(rules.of_click("ad_click", "Ad", facebook), Some("paid social"));
        assert_eq!(rules.of_click("visit", "Page", bare), None);
    }

    #[test]
    fn a_wrong_rule_file_names_line_and_remedy() {
        let text = "click = []\n[lists]\n[[rule]]\nchannel = \"a\"\nsource = [\"@nobody\"]\n[[rule]]\nchannel = \"b\"\n";
        let said = Channels::read("c.toml", text).unwrap_err().to_string();
        assert!(said.starts_with("c.toml, line 3: there is no list named nobody"), "{said}");
        let text = "click = []\n[lists]\n[[rule]]\nchannel = \"a\"\nwhere = 1\n";
        let said = Channels::read("c.toml", text).unwrap_err().to_string();
        assert!(said.contains("line 5") && said.contains("where"), "{said}");
        let text = "click = []\n[lists]\n[[rule]]\nchannel = \"a\"\nmedium = [\"x\"]\n";
        assert!(Channels::read("c.toml", text).unwrap_err().to_string().contains("last [[rule]]"));
    }
}
