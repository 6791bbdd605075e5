//! Copying: by OSC 52, which works through SSH and tmux, and by the desktop's own tool where there is one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io::{self, Write, stdout};
use std::process::{Command, Stdio};

/// Terminals refuse longer ones.
const MOST: usize = 74_000;

/// Puts `text`, already cleaned, on the clipboard.
pub(super) fn copy(text: &str) -> io::Result<()> {
    native(text);
    let mut out = stdout();
    out.write_all(sequence(text).as_bytes())?;
    out.flush()
}

fn sequence(text: &str) -> String {
    let mut end = text.len().min(MOST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("\x1b]52;c;{}\x07", STANDARD.encode(&text[..end]))
}

/// Hands the text to the desktop's tool when we are on that desktop; without one OSC 52 must do.
fn native(text: &str) {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("SSH_CONNECTION") || set("SSH_TTY") {
        return;
    }
    let tool: &[&str] = match () {
        () if cfg!(target_os = "macos") => &["pbcopy"],
        () if set("WAYLAND_DISPLAY") => &["wl-copy"],
        () if set("DISPLAY") => &["xclip", "-selection", "clipboard"],
        () => return,
    };
    let mut command = Command::new(tool[0]);
    command.args(&tool[1..]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Ok(mut child) = command.spawn() {
        let text = text.to_owned();
        // Beside us: the tool may be slow to read, and live on to serve the clipboard; it leaves no zombie.
        let serve = move || {
            if let Some(mut stdin) = child.stdin.take() {
                let _ = stdin.write_all(text.as_bytes());
            }
            child.wait()
        };
        let _ = std::thread::Builder::new().name("clipboard".into()).spawn(serve);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_at_a_character() {
        assert_eq!(sequence("ok"), "\x1b]52;c;b2s=\x07");
        assert!(sequence(&"王".repeat(40_000)).len() < 100_000);
    }
}
