//! Theme files: TOML with a table `[roles]` and a list `categories`; faults are told with file, line and remedy.

use super::{CATEGORIES, Role, Theme};
use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// What is wrong with a theme.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// Neither a shipped name nor a readable file.
    #[error("there is no theme {file}: {source}. Name one of {known}, or a TOML file")]
    Unreadable {
        /// What was asked for.
        file: String,
        /// The shipped names.
        known: String,
        /// The system's word.
        source: std::io::Error,
    },
    /// The file is not a theme.
    #[error("{file}, line {line}: {why}")]
    Wrong {
        /// The file.
        file: String,
        /// Line in it, from 1.
        line: usize,
        /// What is wrong, and the remedy.
        why: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    #[expect(dead_code, reason = "for the reader of the file")]
    description: String,
    roles: BTreeMap<Spanned<String>, Spanned<Look>>,
    categories: Spanned<Vec<Spanned<Look>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Look {
    fg: Option<String>,
    bg: Option<String>,
    #[serde(default)]
    modifiers: Vec<String>,
}

impl Theme {
    /// Reads a theme from TOML; `file` is for messages.
    pub(super) fn parse(name: &str, file: &str, text: &str) -> Result<Self, ThemeError> {
        let wrong =
            |at: usize, why: String| ThemeError::Wrong { file: file.into(), line: line(text, at), why };
        let parsed: File = toml::from_str(text)
            .map_err(|e| wrong(e.span().map_or(0, |span| span.start), e.message().to_owned()))?;
        let mut roles = [None; Role::ALL.len()];
        for (key, look) in &parsed.roles {
            let found = Role::ALL.iter().find(|(_, known)| known == key.get_ref());
            let Some((role, _)) = found else {
                let known = Role::ALL.map(|(_, known)| known).join(", ");
                return Err(wrong(
                    key.span().start,
                    format!("there is no role {}. Roles: {known}", key.get_ref()),
                ));
            };
            roles[*role as usize] = Some(style(look).map_err(|why| wrong(look.span().start, why))?);
        }
        let mut styles = [Style::new(); Role::ALL.len()];
        for ((role, known), style) in Role::ALL.iter().zip(roles) {
            styles[*role as usize] = style
                .ok_or_else(|| wrong(0, format!("the role {known} is missing under [roles]; add it")))?;
        }
        let mut categories = [Style::new(); CATEGORIES];
        let looks = parsed.categories.get_ref();
        if looks.len() != CATEGORIES {
            let why = format!("there are {} categories; give {CATEGORIES}", looks.len());
            return Err(wrong(parsed.categories.span().start, why));
        }
        for (slot, look) in categories.iter_mut().zip(looks) {
            *slot = style(look).map_err(|why| wrong(look.span().start, why))?;
        }
        Ok(Self { name: name.into(), roles: styles, categories })
    }
}

fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}

fn style(look: &Spanned<Look>) -> Result<Style, String> {
    let look = look.get_ref();
    let mut style = Style::new();
    style.fg = look.fg.as_deref().map(color).transpose()?;
    style.bg = look.bg.as_deref().map(color).transpose()?;
    for name in &look.modifiers {
        style = style.add_modifier(modifier(name)?);
    }
    Ok(style)
}

fn color(name: &str) -> Result<Color, String> {
    name.parse().map_err(|_| {
        format!("there is no colour {name}. Write an ANSI name such as light-blue, a number 0-255, #rrggbb, or reset")
    })
}

fn modifier(name: &str) -> Result<Modifier, String> {
    Ok(match name {
        "bold" => Modifier::BOLD,
        "dim" => Modifier::DIM,
        "italic" => Modifier::ITALIC,
        "underlined" => Modifier::UNDERLINED,
        "reversed" => Modifier::REVERSED,
        "crossed_out" => Modifier::CROSSED_OUT,
        _ => {
            return Err(format!(
                "there is no modifier {name}. Use bold, dim, italic, underlined, reversed, crossed_out"
            ));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        Theme::parse("mine", "mine.toml", text).unwrap_err().to_string()
    }

    #[test]
    fn faults_name_the_line_and_the_remedy() {
        let known = include_str!("../../../assets/themes/mono.toml");
        assert!(
            fault("categories = []\n[roles]\nglitter = {}\n")
                .starts_with("mine.toml, line 3: there is no role glitter")
        );
        assert!(
            fault("categories = []\n[roles]\ntext = { fg = \"sea\" }")
                .contains("line 3: there is no colour sea")
        );
        assert!(fault("categories = []\n[roles]\n").contains("the role text is missing"));
        assert!(fault("roles = 3").starts_with("mine.toml, line 1: "));
        let few = known.replacen("categories = [", "categories = [ {}, ", 1);
        assert!(fault(&few).contains("there are 8 categories; give 7"));
    }
}
